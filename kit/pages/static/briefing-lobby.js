/* Before and after a briefing, and outside it: the lobby, the end with its form, at the door, stepped out, seat moved. */

import { StatusLine, clock, count, html } from "./page.js";
import { Banner, Icon, Prose } from "./marks.js";
import { Floor } from "./briefing-floor.js";
import { Asked } from "./briefing-question.js";
import { Earlier, Handouts } from "./briefing-slide.js";
import { FeedbackForm } from "./participant-form.js";
import { ResumeCode } from "./participant-raise.js";

export function Lobby({ page, view: { lobby, mine, talk, handouts } }) {
  return html`<section class="stack-2"><h2 class="h1">You are in.<br />${lobby.starts ? `We start at ${lobby.starts}.` : "We start soon."}</h2>
      <p class="num">${count(lobby.here, "person is", "people are")} here. This page moves on by itself.</p>
      ${mine.name && html`<p>You are on the roster as <b>${mine.name}</b>.</p>`}</section>
    <${About} talk=${talk} />
    <section class="stack-2"><h2>How it goes</h2><ol class="list"><li>Slides show here as text, in step with the room.</li>
      <li>When a question opens, choose an answer and save it.</li><li>Ask your own question at any time.</li></ol></section>
    ${(lobby.content_note || lobby.ground_rules?.length > 0) && html`<${Banner} icon="info" title="Before we begin" level=${2}>
      ${lobby.content_note && html`<${Prose} text=${lobby.content_note} />`}${(lobby.ground_rules ?? []).map((rule) => html`<p key=${rule}>${rule}</p>`)}
      <p><${StepOut} page=${page} /></p><//>`}
    <${Handouts} items=${handouts} />${mine.resume && html`<${ResumeCode} code=${mine.resume} />`}`;
}

const StepOut = ({ page }) => html`<button class="btn small over-gap" type="button" onClick=${() => page.send("step-out")}><${Icon}
  name="out" flip />Step out quietly</button>`;

function About({ talk }) {
  if (!talk?.entries?.length) return null;
  return html`<section class="stack-2" aria-labelledby="about"><h2 id="about">${talk.entries.length > 1 ? "What we go through" : "What it is about"}</h2>
    <ol class="stack-2">${talk.entries.map((entry) => html`<li class="row apart hold top" key=${entry.key + entry.title}><span>${entry.title}</span><span class="meta num nowrap">${
      entry.minutes} min</span></li>`)}</ol></section>`;
}

export function Ended({ page, view }) {
  const { head, mine, form, handouts } = view;
  return html`<section class="stack-2"><h2 class="h1">The briefing ended${head.ended_at ? ` at ${clock(head.ended_at)}` : ""}.</h2>
      <p>Thank you.${form?.open ? " Two minutes for the next one: tell us how it was." : " This page can be closed."}</p>
      ${mine.right !== null && mine.right !== undefined && html`<p class="num">You answered <b>${mine.right} of ${mine.checks}</b> check questions right.</p>`}</section>
    <${Handouts} items=${handouts} />
    ${form?.open && form.items.length > 0 && html`<${FeedbackForm} page=${page} form=${form.items} mine=${mine} title="How was it?" />`}
    <${Floor} page=${page} view=${view} /><div><${Earlier} view=${view} /><${Asked} view=${view} /></div>`;
}

/* ---- outside ---- */

export const WaitingToEnter = ({ view: { mine } }) => html`<section class="stack-2"><h2 class="h1">You are at the door</h2>
  <p>The trainer lets people in one by one. Keep this page open.</p></section>${mine.resume && html`<${ResumeCode} code=${mine.resume} />`}`;

export const Removed = () => html`<section class="stack"><h2 class="h1">The trainer closed this seat</h2><p>Ask the trainer, or join again.</p>
  <p class="actions"><a class="btn primary" href="/join">Join again</a></p></section>`;

export const SteppedOut = ({ page }) => html`<section class="stack"><h2 class="h1">You stepped out</h2><p>Your seat is kept. Come back when you like.</p>
  <p><button class="btn primary" type="button" onClick=${() => page.send("come-back")}>Come back</button></p>
  <${StatusLine} page=${page} sending=${page.status("come-back")} /></section>`;

export const Moved = ({ view: { mine } }) => html`<section class="stack"><h2 class="h1">This seat moved to another device</h2>
  <p>Take it back${mine.resume && html` with your resume code <b class="num nowrap"><bdi>${mine.resume}</bdi></b>`}, or join again.</p>
  <p class="actions"><a class="btn primary" href="/resume">Take it back</a><a class="btn" href="/join">Join again</a></p></section>`;
