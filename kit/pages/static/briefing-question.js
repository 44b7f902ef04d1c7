/* The question in hand on a phone: open, closed, revealed; and those asked before. What was touched is kept on this
   device; "Saved" stands only where the journal has answered. */

import { StatusLine, asOf, clock, clockSeconds, html, jump, useDraft, useState } from "./page.js";
import { Banner, Choice, Icon, Letter, Pill, State } from "./marks.js";
import { AskButton } from "./briefing-floor.js";
import { Cites, whole } from "./briefing-facts.js";
import { Answers, Because, Verdict, resultOf } from "./briefing-result.js";
import { Behind } from "./briefing-slide.js";

const slotOf = (question) => `answer:${question.id}`;

export function Question({ page, view, ask }) {
  const { question, facts } = view;
  const Part = { open: Open, closed: Closed, revealed: Revealed }[question.status];
  return html`<section class="decision" id="question" aria-labelledby="q-h" tabindex="-1">
    <div class="heading"><${StatusRow} page=${page} question=${question} /><h2 id="q-h">${whole(question.ask)}<${Cites} ids=${question.cites} facts=${facts} /></h2></div>
    <${Part} key=${question.id} page=${page} view=${view} ask=${ask} /></section>`;
}

function StatusRow({ page, question: { kind, status, saved, of, closed_at: at } }) {
  const stale = asOf(page);
  if (stale) return html`<p class="line num"><${Pill} kind="line">Question, as of ${stale}<//><span class="meta">It may have changed since.</span></p>`;
  if (status === "open") return html`<p class="line"><${Pill}>Question open<//><span class="meta">${
    kind === "poll" ? "No right or wrong answer" : "One answer is right"}</span></p>`;
  const counted = html`<span class="meta num">${saved} of ${of} answered</span>`;
  if (status === "closed") return html`<p class="line num"><${Pill} kind="line" icon="lock">Closed${at && ` ${clock(at)}`}<//>${counted}</p>`;
  return html`<p class="line num"><${Pill} kind="line" icon="bars">Results<//>${counted}</p>`;
}

/* ---- open ---- */

/* The answer the journal has: from the view, or from a receipt that is newer than the view. */
function stored({ mine, question }, sending) {
  const mineNow = mine.answer?.question === question.id ? mine.answer : null;
  if (sending?.state === "saved" && !(mineNow && mineNow.at > sending.at)) return { option: sending.args.option, at: sending.at };
  return mineNow;
}

function Open({ page, view, ask }) {
  const { question } = view;
  const sending = page.status(slotOf(question));
  const saved = stored(view, sending);
  const [option, choose] = useDraft(page, `choice:${question.id}`, saved?.option ?? "");
  const [missing, miss] = useState(false);
  const settled = !sending || ["saved", "replaced"].includes(sending.state);
  const kept = saved?.option === option && settled;
  const save = (event) => {
    event.preventDefault();
    miss(!option);
    if (!option) { page.focus(`answer-${question.options[0].key}`); page.say("Choose one before you save.", { error: true }); return; }
    send(page, question, option);
  };
  return html`<form class="ballot" onSubmit=${save} novalidate>
    <fieldset class="choices" aria-describedby=${missing && !option ? "answer-missing" : undefined}><legend class="label under">Choose one</legend>
      ${missing && !option && html`<p class="error" id="answer-missing"><${Icon} name="warning" /><span>Choose one before you save.</span></p>`}
      ${question.options.map(({ key, text }) => html`<${Choice} key=${key} id="answer-${key}" name="answer" value=${key} checked=${option === key}
        onInput=${() => choose(key)}><${Letter} letter=${key} /><span>${whole(text)}</span><//>`)}</fieldset>
    <div class=${kept ? "act saved" : "act"}><${AnswerState} page=${page} sending=${sending} saved=${saved} kept=${kept} />
      <div class="buttons"><button class=${kept ? "btn" : "btn primary"} type="submit" aria-busy=${sending?.state === "sending"}>${verb(page, sending, saved)}</button>
        <${AskButton} ask=${ask} short /></div></div></form>`;
}

function send(page, question, option) {
  page.send("answer-question", { question: question.id, option }, { slot: slotOf(question) }).then(({ state, at, why }) => {
    if (state === "saved") page.say(`Saved ${clockSeconds(at)}.`);
    if (state === "refused") page.say(why, { error: true });
  });
}

function verb(page, sending, saved) {
  if (sending?.state === "sending") return "Sending…";
  if (page.connection !== "open") return "Save when connected";
  return saved ? "Save a change" : "Save my answer";
}

function AnswerState({ page, sending, saved, kept }) {
  if (sending && ["sending", "not-saved", "refused"].includes(sending.state)) return html`<${StatusLine} page=${page} sending=${sending} />`;
  if (!saved) return null;
  const time = clockSeconds(saved.at);
  if (!kept) return html`<${State} icon="pencil">Saved ${time} with ${saved.option}. Your change is not saved yet.<//>`;
  return html`<${State} kind="ok" icon="tick">Saved ${time}. You can still change it.<//>`;
}

/* ---- closed, revealed ---- */

function Closed({ page, view }) {
  const { question } = view;
  const sending = page.status(slotOf(question));
  const late = sending && ["not-saved", "sending", "refused"].includes(sending.state);
  const mine = stored(view, sending);
  return html`${late && html`<${StatusLine} page=${page} sending=${sending} /><p>You chose <b>${sending.args.option}</b>.</p>`}
    ${mine && html`<div class="stack-2"><p class="over num">Your answer, saved ${clockSeconds(mine.at)}</p><div class="row hold top"><${Letter} letter=${mine.option} kind="mine" />
      <p>${question.options.find((one) => one.key === mine.option)?.text}</p></div></div>`}
    ${!mine && !late && html`<p>You saved no answer.</p>`}
    <${Banner} icon="speech" title="Now talk about it"><p>The result comes when the trainer reveals it.</p><//>`;
}

function Revealed({ page, view: { question, mine, facts } }) {
  const own = mine.answer?.question === question.id ? mine.answer.option : "";
  return html`<${Brought} question=${question} mine=${own} facts=${facts} />
    <${Behind} ids=${[...new Set([...(question.cites ?? []), ...(question.why_cites ?? [])])]} facts=${facts} title="Facts behind this question" />`;
}

function Brought({ question, mine, facts }) {
  return html`${question.answer && mine ? html`<${Verdict} question=${question} mine=${mine} />` : html`<p>${resultOf(question).join(" ")}</p>`}
    ${question.results && html`<${Answers} rows=${question.results} answer=${question.answer} mine=${mine}
      caption="Answers, ${question.saved} of ${question.of} people" />`}<${Because} question=${question} facts=${facts} />`;
}

/* Questions whose result everyone has seen, newest first. */
export function Asked({ view: { answered, question, mine, facts } }) {
  const before = (answered ?? []).filter((one) => one.id !== question?.id);
  if (!before.length) return null;
  return html`<details class="more outer"><summary>Questions so far: ${before.length}</summary><div class="stack-2">
    ${[...before].reverse().map((one) => html`<details class="more" key=${one.id}><summary><span>${one.ask}</span></summary>
      <div class="stack"><${Brought} question=${one} mine=${mine.answers?.[one.id] ?? ""} facts=${facts} /></div></details>`)}</div></details>`;
}

/* ---- the call when a question opens out of sight ---- */

export const CallDock = ({ page }) => html`<nav class="dock call" aria-label="Quick actions"><p><b>Question open</b></p>
  <a class="btn strong" href="#question" onClick=${jump(page, "question")}><${Icon} name="down" />Go to it</a></nav>`;
