/* Before play and outside it: lobby, briefing, waiting to be let in, stepped out, seat moved, other position. */

import { StatusLine, count, html, useState } from "./page.js";
import { Banner, Choice, Dialog, Icon, Prose } from "./marks.js";
import { ResumeCode } from "./participant-raise.js";

const StepOut = ({ page }) => html`
  <button class="btn small over-gap" type="button" onClick=${() => page.send("step-out")}><${Icon}
    name="out" flip />Step out quietly</button>`;

export function Lobby({ page, view }) {
  const { lobby } = view;
  return html`
    <section class="stack-2"><p class="over">Lobby</p>
      <h2 class="h1">You are in.<br />${lobby.starts ? `We start at ${lobby.starts}.` : "We start soon."}</h2>
      <p class="num">${lobby.here === 1 ? "1 person is" : `${lobby.here} people are`} here. This page moves on by itself.</p></section>
    <${Before} page=${page} lobby=${lobby} />
    <${Brief} mine=${view.mine} />
    <${HowItGoes} />
    <${GroundRules} lobby=${lobby} />
    <${ResumeCode} code=${view.mine.resume} />
    <${WhoIsHere} positions=${lobby.positions} />`;
}

export function Briefing({ page, view }) {
  return html`
    <section class="stack-2"><p class="over">Briefing</p><h2
      class="h1">Listen to the facilitator.<br />Play starts after the briefing.</h2></section>
    <${Brief} mine=${view.mine} open />
    <${Before} page=${page} lobby=${view.lobby} />
    <${GroundRules} lobby=${view.lobby} />
    <${WhoIsHere} positions=${view.lobby.positions} />`;
}

const Before = ({ page, lobby }) => html`<${Banner} icon="info" title="Before we begin" level=${2}>
  ${lobby.content_note && html`<${Prose} text=${lobby.content_note} />`}<p><${StepOut} page=${page} /></p><//>`;

const Brief = ({ mine }) => mine.brief && html`<section class="stack-2" aria-labelledby="brief">
  <h2 id="brief">Your position: ${mine.position_title}</h2><${Prose} text=${mine.brief} /></section>`;

const HowItGoes = () => html`<section class="stack-2"><h2>How it goes</h2><ol class="list">
  <li>Messages arrive here, some only for your position.</li><li>When a decision opens, choose one and say why.</li>
  <li>Results show after the vote, not before.</li><li>At the end: what went well, what to fix, who does it.</li></ol></section>`;

const GroundRules = ({ lobby }) => html`<section class="stack-2"><h2>Ground rules</h2>
  <ul class="list">${lobby.ground_rules.map((rule) => html`<li key=${rule}>${rule}</li>`)}</ul>
  ${lobby.before_play && html`<${Prose} text=${lobby.before_play} />`}</section>`;

function WhoIsHere({ positions }) {
  const [taken, free] = [positions.filter((p) => p.count > 0), positions.filter((p) => p.count === 0)];
  return html`<details class="more"><summary>Who is here: ${taken.length} of ${count(positions.length, "position")}</summary>
    <div class="stack-2"><p>${taken.map((p) => p.title).join(", ")}${taken.length > 0 && "."}</p>
      ${free.length > 0 && html`<p>Still free: ${free.map((p) => p.title).join(", ")}.</p>`}</div></details>`;
}

export const WaitingToEnter = ({ view }) => html`<section class="stack-2"><p class="over">Lobby</p>
  <h2 class="h1">You are at the door</h2><p>The facilitator lets people in one by one. Keep this page open.</p></section>
  ${view.mine.resume && html`<${ResumeCode} code=${view.mine.resume} />`}`;

export const Removed = () => html`<section class="stack"><h2 class="h1">The facilitator closed this seat</h2>
  <p>Ask the facilitator, or choose another position.</p>
  <p class="actions"><a class="btn primary" href="/join">Choose another position</a></p></section>`;

export function SteppedOut({ page }) {
  return html`<section class="stack"><h2 class="h1">You stepped out</h2>
    <p>Your seat is kept. Come back when you like.</p>
    <p><button class="btn primary" type="button" onClick=${() => page.send("come-back")}>Come back</button></p>
    <${StatusLine} page=${page} sending=${page.status("come-back")} /></section>`;
}

export const Moved = ({ view: { mine } }) => html`<section class="stack"><h2 class="h1">This seat moved to another device</h2>
  <p>Take it back${mine.resume && html` with your resume code <b class="num nowrap"><bdi>${mine.resume}</bdi>
    </b>`}, or choose another position.</p>
  <p class="actions"><a class="btn primary" href="/resume">Take it back</a><a class="btn" href="/join">Choose another position</a>
    </p></section>`;

export function OtherPosition({ page, view, onClose }) {
  const [position, choose] = useState(view.mine.position);
  const sending = page.status("change-position");
  const submit = (event) => {
    event.preventDefault();
    if (position === view.mine.position) { onClose(); return; }
    page.send("change-position", { position }).then(({ state, why }) => {
      if (state === "saved") { page.say("Your position changed."); onClose(); } else page.say(why, { error: true });
    });
  };
  const tables = [...new Set(view.lobby.positions.map((p) => p.table))];
  return html`<${Dialog} title="Choose another position" onClose=${onClose}><form class="stack" onSubmit=${submit}>
    ${tables.map((table) => html`<fieldset key=${table}><legend class="label under">${table}</legend>
      <div class="choices">${view.lobby.positions.filter((p) => p.table === table).map((p) => html`
        <${Choice} key=${p.id} id="pos-${p.id}" name="position" value=${p.id} checked=${position === p.id} onInput=${() => choose(p.id)}>
          <span>${p.title}</span><span class="aside meta num">${p.count ? count(p.count, "person", "people") : "free"}</span>
            <//>`)}</div></fieldset>`)}
    ${sending?.state !== "saved" && html`<${StatusLine} page=${page} sending=${sending} />`}
    <div class="actions"><button class="btn primary" type="submit">Take this position</button>
      <button class="btn" type="button" onClick=${onClose}>Cancel</button></div></form><//>`;
}
