/* The decision in hand: ballot, closed, results. A choice and a reason are kept on this device from the
   first touch; "Saved" stands only where the journal has answered. */

import {
  StatusLine, asOf, clock, clockSeconds, count, html, jump, left, sendKey, useCountdown, useDraft, useEffect, useRef, useState
} from "./page.js";
import { Banner, Choice, Field, Icon, Letter, Pill, Quote, Result, State } from "./marks.js";
import { list, outcome } from "./outcome.js";
import { RaiseButton } from "./participant-raise.js";

const TEXT_LIMIT = 2000; // of a reason, as the room takes it

/* A vote belongs to a line, a decision and a round; a reason is worth keeping over rounds. */
const ballotOf = ({ head, decision }) => `${head.line}:${decision.id}:${decision.round}`;
const voteSlot = (view) => `vote:${ballotOf(view)}`;

export function Decision({ page, view, raise }) {
  const { decision, mine } = view;
  const voter = mine.role === "player";
  const Part = decision.status === "open" ? (voter ? Ballot : Question) : decision.status === "closed" ? Closed : Revealed;
  return html`<section class="decision" id="decision" aria-labelledby="dq">
    <div class="heading"><${StatusRow} page=${page} decision=${decision} /><h2 id="dq">${decision.question}</h2></div>
    <${Part} key=${ballotOf(view)} page=${page} view=${view} raise=${raise} /></section>`;
}

/* A decision that is over, folded under its title. */
export function LastDecision({ page, view }) {
  const { decision } = view;
  return html`<section aria-label="Last decision"><details class="more">
    <summary>Last decision: ${decision.title || decision.question}</summary>
    <div class="stack"><h3>${decision.question}</h3><${Revealed} page=${page} view=${view} /></div></details></section>`;
}

function StatusRow({ page, decision }) {
  const { status, round, closed_at: closedAt, saved, of } = decision;
  const stale = asOf(page);
  if (stale) return html`<p class="line num"><${Pill} kind="line">Decision, as of ${stale}<//><span
    class="meta">It may have changed since.</span></p>`;
  if (status === "open")
    return html`<p class="line"><${Pill}>${round > 1 ? "Second vote" : "Decision open"}<//><${TimeLeft} page=${page}
      decision=${decision} /></p>`;
  const voted = html`<span class="meta num">${saved} of ${of} voted</span>`;
  if (status === "closed") return html`<p class="line num"><${Pill} kind="line"
    icon="lock">Voting closed${closedAt && ` ${clock(closedAt)}`}<//>${voted}</p>`;
  return html`<p class="line num"><${Pill} kind="line" icon="bars">${round > 1 ? "Results, second vote" : "Results"}<//>${voted}</p>`;
}

function TimeLeft({ page, decision }) {
  const remaining = useCountdown(page, decision.closes_at);
  const before = useRef(remaining);
  useEffect(() => {
    if (before.current > 60e3 && remaining <= 60e3 && remaining > 0) page.say("1 minute left.");
    before.current = remaining;
  });
  if (remaining === null) return null;
  const words = remaining > 0 ? `${left(remaining)} left` : "Time is up. You can still save until voting closes.";
  return html`<span class="meta num">${words}</span>`;
}

function LastMinute({ page, decision }) {
  const remaining = useCountdown(page, decision.closes_at);
  return remaining !== null && remaining > 0 && remaining <= 60e3 && html`<p>1 minute left to choose. Ask for more with Raise.</p>`;
}

/* ---- open ---- */

function Ballot({ page, view, raise }) {
  const { decision, mine } = view;
  const form = useForm(page, view);
  const [missing, setMissing] = useState(false);
  const { sending, saved, option, reason } = form;
  const save = (event) => {
    event.preventDefault();
    setMissing(!option);
    if (!option) { page.focus(`vote-${decision.options[0].key}`); page.say("Choose one before you save.", { error: true }); return; }
    send(page, view, { option, reason });
  };
  return html`${decision.round > 1 && mine.first && html`<p>Vote again. Your first choice was <b>${mine.first}</b>.</p>`}
    ${!saved && html`<${LastMinute} page=${page} decision=${decision} />`}
    <form class="ballot" onSubmit=${save} novalidate>
    <fieldset class="choices" aria-describedby=${missing && !option ? "vote-missing" : undefined}><legend
      class="label under">Choose one</legend>
      ${missing && !option && html`<p class="error" id="vote-missing"><${Icon} name="warning" />
        <span>Choose one before you save.</span></p>`}
      ${decision.options.map((choice) => html`<${Option} key=${choice.key} choice=${choice} chosen=${option === choice.key}
        choose=${form.choose} />`)}
    </fieldset>
    <${Field} id="why" label="Your reason, in your own words" hint="Shown without your name when results are revealed.">
      <textarea class="input" id="why" rows="3" maxlength=${TEXT_LIMIT} aria-describedby="why-hint" value=${reason}
        onInput=${(event) => form.write(event.target.value)} onKeyDown=${sendKey}></textarea><//>
    <div class=${form.kept ? "act saved" : "act"}>
      <${VoteState} page=${page} form=${form} />
      <div class="buttons"><button class=${saved && form.kept ? "btn" : "btn primary"} type="submit"
        aria-busy=${sending?.state === "sending"}>${verb(page, form)}</button>
        <${RaiseButton} raise=${raise} short /></div></div>
  </form>`;
}

function Option({ choice, chosen, choose }) {
  return html`<${Choice} id="vote-${choice.key}" name="vote" value=${choice.key} checked=${chosen} onInput=${() => choose(choice.key)}>
    <${Letter} letter=${choice.key} /><span>${choice.text}${choice.only_if && html`<span
      class="hint block">(${choice.only_if})</span>`}</span><//>`;
}

/* What is chosen and typed here, what the journal has, and whether these are the same. */
function useForm(page, view) {
  const { head, decision, mine } = view;
  const [option, choose] = useDraft(page, `choice:${ballotOf(view)}`, mine.vote?.option ?? "");
  const [reason, write] = useDraft(page, `why:${head.line}:${decision.id}`, mine.vote?.reason ?? "");
  const sending = page.status(voteSlot(view));
  const saved = stored(mine.vote, sending);
  const same = saved !== null && saved.option === option && saved.reason === reason.trim();
  const settled = !sending || ["saved", "replaced"].includes(sending.state);
  return { option, choose, reason, write, sending, saved, kept: same && settled };
}

/* The vote the journal has: from the view, or from an answer that is newer than the view. */
function stored(vote, sending) {
  if (sending?.state === "saved" && !(vote && vote.at > sending.at)) return { ...sending.args, at: sending.at };
  return vote ?? null;
}

function send(page, view, { option, reason }) {
  const { decision } = view;
  const args = { decision: decision.id, option, reason: reason.trim(), round: decision.round };
  page.send("cast-vote", args, { slot: voteSlot(view) }).then(({ state, at, why }) => {
    if (state === "saved") page.say(`Saved ${clockSeconds(at)}.`);
    if (state === "refused") page.say(why, { error: true });
  });
}

function verb(page, { saved, sending }) {
  if (sending?.state === "sending") return "Sending…";
  if (page.connection !== "open") return "Save when connected";
  if (page.holds("cast-vote")) return "Save when play goes on";
  return saved ? "Save a change" : "Save my choice";
}

function VoteState({ page, form: { sending, saved, kept, reason } }) {
  if (sending && ["sending", "not-saved", "refused"].includes(sending.state)) return html`<${StatusLine} page=${page}
    sending=${sending} />`;
  if (!saved) return null;
  const time = clockSeconds(saved.at);
  if (!kept) return html`<${State} icon="pencil">Saved ${time} with ${saved.option}. Your change is not saved yet.<//>`;
  const next = reason.trim() ? "You can still change it." : "Add your reason while voting is open.";
  return html`<${State} kind="ok" icon="tick">Saved ${time}. ${next}<//>`;
}

/* For those who do not vote: the question as players see it. */
const Question = ({ view }) => html`<ol class="stack-2">${view.decision.options.map((choice) => html`
  <li class="row hold top" key=${choice.key}><${Letter} letter=${choice.key} /><p>${choice.text}</p></li>`)}</ol>`;

/* ---- closed ---- */

function Closed({ page, view }) {
  const { mine } = view;
  const sending = page.status(voteSlot(view));
  return html`${mine.role === "player" && html`<${MyVote} page=${page} view=${view} sending=${sending} />`}
    <${Banner} icon="speech" title="Now talk at your table">
      <p>Results come when the facilitator reveals them. There may be a second vote.</p><//>`;
}

function MyVote({ page, view, sending }) {
  const vote = stored(view.mine.vote, sending);
  const late = sending && ["not-saved", "sending", "refused"].includes(sending.state);
  const choice = vote && view.decision.options.find((option) => option.key === vote.option);
  return html`<div class="stack">
    ${late && html`<${StatusLine} page=${page} sending=${sending} />`}
    ${late && html`<p>You chose <b>${sending.args.option}</b>.</p>`}
    ${vote && html`<p class="over num">Your choice, saved ${clockSeconds(vote.at)}</p>
      <div class="row hold top"><${Letter} letter=${vote.option} kind="mine" /><p>${choice?.text}</p></div>
      ${vote.reason && html`<${Quote} text=${vote.reason} />`}`}
    ${!vote && !late && html`<p>You saved no choice.</p>`}</div>`;
}

/* ---- revealed, taken ---- */

function Revealed({ page, view }) {
  const { decision, mine } = view;
  const { results, reasons, could_bring: brings, saved, of, taken } = decision;
  const keys = [...new Set(reasons.map((reason) => reason.key))].sort();
  return html`<${Outcome} decision=${decision} />
    ${results && html`<${Result} rows=${results} mine=${mine.vote?.option ?? ""} taken=${taken?.key}
      caption="Votes for each choice, ${saved} of ${of} people voted" />
      <p class="meta">${saved} of ${of} voted. Shares are rounded and may not add to 100.</p>`}
    ${keys.length > 0 && html`<div class="stack"><h3>Reasons for ${list(keys)}</h3><${Reasons} reasons=${reasons} /></div>`}
    ${brings.length > 0 && html`<details class="more"><summary>What each choice could bring</summary><ul
      class="stack">${brings.map((row) => html`
      <li class="row hold top" key=${row.key}><${Letter} letter=${row.key} /><div class="proscons grow">
        <p><b aria-hidden="true">+</b><span>${row.benefit}</span></p><p><b aria-hidden="true">−</b><span>${row.cost}</span></p>
          </div></li>`)}</ul></details>`}`;
}

const REASONS_FIRST = 6;

/* A room of a hundred gives a hundred reasons: the first of each choice come first, the rest is a tap away. */
function Reasons({ reasons }) {
  const first = [...new Map([...reasons].reverse().map((reason) => [reason.key, reason])).values()].reverse();
  const order = [...first, ...reasons.filter((reason) => !first.includes(reason))];
  const quote = (reason, i) => html`<${Quote} key=${i} text=${reason.text} letter=${reason.key} who=${reason.table} />`;
  const rest = order.slice(REASONS_FIRST);
  return html`${order.slice(0, REASONS_FIRST).map(quote)}${rest.length > 0 && html`
    <details class="more"><summary>${count(rest.length, "more reason")}</summary><div class="stack">${rest.map(quote)}</div></details>`}`;
}

function Outcome({ decision }) {
  const [most, then] = outcome(decision);
  return html`<p>${most} <b>${then}</b></p>`;
}

/* ---- the call when a decision opens out of sight ---- */

export function CallDock({ page, decision }) {
  const remaining = useCountdown(page, decision.closes_at);
  return html`<nav class="dock call" aria-label="Quick actions"><p class="num">
    <b>${decision.round > 1 ? "Second vote" : "Decision open"}</b>${
    remaining > 0 && html`<br />${left(remaining)} to choose`}</p>
    <a class="btn strong" href="#decision" onClick=${jump(page, "decision")}><${Icon} name="down" />Go to it</a></nav>`;
}
