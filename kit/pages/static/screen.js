/* The screen: what stands on the wall. Nothing to press; phones say aloud what is here. ScreenView in
   kit/engine/shapes.py. */

import { ConnectionBanner, Waiting, clock, html, mount, useCountdown, useEffect, useTick, watch } from "./page.js";
import { Icon, Letter, Meter, Pill, Prose, Quote, Result, Tag, channelIcon } from "./marks.js";
import { outcome } from "./outcome.js";
import { Fit, JoinSteps, LateJoin } from "./screen-parts.js";

const SHOWS = { lobby: Lobby, situation: Situation, inject: Inject, decision: Decision, board: Board, "hot-wash": HotWash, closed: Closed };

function App({ page, view }) {
  useTick(10e3);
  useEffect(() => { if (view.scheme) page.doc.documentElement.dataset.scheme = view.scheme; }, [view.scheme]);
  if (!view.head) return html`<main id="main" class="screen"><${Waiting} /></main>`;
  const Show = SHOWS[shown(view)];
  return html`<div class="screen"><${Top} page=${page} view=${view} />
    <main id="main" class="grid"><${ConnectionBanner} page=${page} /><${Fit} page=${page} of=${view}><${Show} page=${page}
      view=${view} /><//></main>
    <${Foot} page=${page} view=${view} /></div>`;
}

/* Where what is asked for is not there, the nearest thing that is. */
function shown(view) {
  if (view.show === "decision" && !view.decision) return view.inject ? "inject" : "situation";
  if (view.show === "inject" && !view.inject) return "situation";
  return view.show in SHOWS ? view.show : "situation";
}

function Top({ page, view }) {
  const { head, decision } = view;
  const time = html`<b>${head.story}</b>${head.story_note && `, ${head.story_note}`}`;
  const module = head.module && `Module ${head.module.number} of ${head.module.of}: ${head.module.title}`;
  const counted = shown(view) === "decision" && decision.status !== "open";
  const right = head.phase === "lobby" || head.phase === "briefing" ? html`<b>${head.here}</b> here`
    : counted ? `${decision.saved} of ${decision.of} voted`
      : shown(view) === "inject" || !head.story ? module : time;
  return html`<header><p class="name">${head.exercise}</p><${Tag}>Exercise<//>${head.paused && html`<${Pill} icon="pause">Paused<//>`}
    <div class="push"><p class="num">${right}</p></div></header>`;
}

function Foot({ page, view }) {
  const { head, join, decision } = view;
  if (head.phase === "lobby" || head.phase === "briefing")
    return html`<footer><p class="num">${join.starts && html`We start at <b>${join.starts}</b>. `}You may step out at any time.</p>
      <p class="num">Now <b>${clock(page.now())}</b></p></footer>`;
  if (head.phase === "closed") return html`<footer><p>${head.limits}</p></footer>`;
  const taken = shown(view) === "decision" && decision.taken;
  return html`<footer>${taken ? html`<p><b>${outcome(decision)[1]}</b></p><p class="num">${head.story}</p>`
    : html`<${LateJoin} join=${join} /><p>Everything here is on your device too</p>`}</footer>`;
}

/* ---- what can be shown ---- */

function Lobby({ view: { head, join } }) {
  return html`<${JoinSteps} join=${join} title="Join the exercise">${head.phase === "briefing" && html`<p>The briefing is on. You can still join.</p>`}<//>`;
}

function Rail({ story, note }) {
  const [day, ...time] = story.split(" ");
  return html`<div class="rail"><p class="clock"><time>${day}${time.length > 0 && html`<br />${time.join(" ")}`}</time>
    </p>${note && html`<p class="num rail-note">${note}</p>`}</div>`;
}

function Inject({ view: { inject, head } }) {
  const route = [inject.sender, inject.channel, inject.to].filter(Boolean).join(", ");
  const told = !inject.sender && !inject.channel;
  return html`<div class="inject-big"><${Rail} story=${inject.story} note=${inject.story === head.story && head.story_note} />
    <div class="said">${!told && html`<p class="row"><${Icon} name=${channelIcon(inject.channel)} /><span>${route}</span></p>`}
      ${told && inject.title && html`<p class="over">${inject.title}</p>`}
      <h1 class=${fit(inject.text)}>${inject.text}</h1></div></div>`;
}

/* Long texts stand smaller, so that they still stand on one screen. */
const fit = (text) => (text.length > 520 ? "words long" : text.length > 240 ? "words middle" : "words");

function Situation({ view: { situation, head, announcement } }) {
  return html`<div class="inject-big"><${Rail} story=${head.story || "Soon"} note=${head.story_note} />
    <div class="said"><h1>${situation?.title || head.module?.title || head.exercise}</h1>
      ${situation && html`<${Prose} text=${situation.text} class=${fit(situation.text).replace("words", "tale")} />`}
      ${announcement && !situation && html`<p>${announcement.text}</p>`}</div></div>`;
}

function Decision({ page, view }) {
  const { decision } = view;
  if (decision.results) return html`<${Revealed} decision=${decision} />`;
  const long = decision.question.length + decision.options.map((option) => option.text).join("").length > 620;
  return html`<div class="two-up asked"><div class=${long ? "ask long" : "ask"}><h1>${decision.question}</h1><ol
    class="options">${decision.options.map((option) => html`
      <li key=${option.key}><${Letter} letter=${option.key} /><span>${option.text}</span></li>`)}</ol></div>
    <${Countdown} page=${page} decision=${decision} /></div>`;
}

function Countdown({ page, decision }) {
  const { status, opened_at: from, closes_at: to, saved, of } = decision;
  useTick(status === "open" ? 1000 : 0);
  useCountdown(page, to);
  const remaining = to ? Math.max(0, to - page.now()) : null;
  const open = status === "open";
  return html`<div class="countdown"><p class="start"><${Pill} kind=${open ? "" : "line"} icon=${open ? undefined : "lock"}>${
      open ? (decision.round > 1 ? "Second vote" : "Decision open") : "Voting closed"}<//></p>
    ${open && remaining !== null && html`<p class="clock num" role="timer">${watch(remaining)}</p><${Meter}
      share=${(100 * remaining) / Math.max(1, to - from)} />`}
    <p class="num">${saved} of ${of} ${open ? "saved" : "voted"}</p>
    <p class="meta">${open ? "Choose on your device and say why." : "Now talk at your table. Results come when the facilitator reveals them."}</p></div>`;
}

function Revealed({ decision }) {
  const { results, reasons, saved, of, taken } = decision;
  const length = results.map((row) => row.text).join("").length;
  const shownReasons = onePerChoice(reasons).slice(0, length > 420 ? 0 : 2);
  return html`<div class=${length > 200 ? "revealed long" : "revealed"}><h1>${decision.question}</h1>
    <${Result} rows=${results} taken=${taken?.key ?? ""} wide caption="Votes, ${saved} of ${of}" />
    ${!taken && html`<p>${outcome(decision).join(" ")}</p>`}
    ${shownReasons.length > 0 && html`<div class="reasons">${shownReasons.map((reason) => html`<${Quote} key=${reason.text}
      text=${reason.text} letter=${reason.key} who=${reason.table} />`)}</div>`}</div>`;
}

/* One short reason for each choice: the wall has room for few words, phones show them all. */
function onePerChoice(reasons) {
  const short = reasons.filter((reason) => reason.text.length < 160);
  return [...new Map(short.reverse().map((reason) => [reason.key, reason])).values()];
}

const STATES = { open: "No owner yet", owned: "Has an owner", "not-ours": "Not our authority", promised: "Promised", done: "Done" };

function Board({ view: { board } }) {
  return html`<div class="revealed"><h1>Concerns and commitments</h1>
    ${board.length === 0 ? html`<p>Nothing is on the board yet.</p>` : html`<table class="board"><thead><tr><th
      scope="col">Concern</th><th scope="col">Owner and answer</th><th scope="col">Commitment</th></tr></thead>
      <tbody>${board.slice(-7).map((row) => html`<tr key=${row.id}><th scope="row">${row.concern}</th>
        <td>${row.owner ? html`<b>${row.owner}</b> ${row.answer}` : html`<span class="gap">${STATES.open}</span>`}</td>
        <td>${row.what ? html`${row.what}${row.by && `, by ${row.by}`}` : row.owner && (STATES[row.state] ?? row.state)}</td>
          </tr>`)}</tbody></table>`}</div>`;
}

function HotWash() {
  return html`<div class="said"><h1>What should we keep, and what should we fix?</h1>
    <p>About the system, not about anyone’s views.</p><p>Write on your device. Short is fine.</p></div>`;
}

function Closed({ view: { head } }) {
  return html`<div class="said"><h1>The exercise has ended. Thank you.</h1><p>${head.exercise}</p></div>`;
}

App.onView = (page, view) => {
  if (!view.head) return;
  const decision = { open: "Decision open", closed: "Voting closed" }[view.decision?.status] ?? "Results";
  const words = { decision, lobby: "Join", "hot-wash": "Hot wash", closed: "The end" };
  page.title([words[view.show] ?? view.head.story, "Screen"].filter(Boolean).join(". "));
};

export default { render: (host) => mount(host, App, { device: "screen" }) };
