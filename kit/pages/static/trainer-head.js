/* Top and foot of the trainer's desk: where we are and how long it took; the big Next, Back and Undo. */

import { clock, clockSeconds, html, useTick } from "./page.js";
import { Icon, Meter, State } from "./marks.js";
import { Btn } from "./desk-marks.js";
import { unsaved } from "./desk-send.js";
import { Act, onWall } from "./trainer-acts.js";

/* Minutes used and planned: whole ones, as on a watch that is read from afar. */
export function minutes({ planned, started_at: from, ended_at: to }, now) {
  const used = from ? Math.max(0, Math.floor(((to ?? now) - from) / 60e3)) : 0;
  return { used, planned, over: used - planned };
}

function Time({ d }) {
  useTick(5000);
  const { agenda, slide } = d.view;
  const { used, planned, over } = minutes(agenda, d.page.now());
  const where = slide ? `Slide ${slide.number} of ${slide.of}` : "Not started";
  return html`<div class="stack-2 tight-gap"><p class="row apart what num"><b>${where}</b><span>${agenda.started_at ? html`<b class="used">${used} of ${planned} min</b>${
    over > 0 && html`, <b>${over} over</b>`}` : `${planned} min planned`}</span></p><${Meter} share=${(100 * used) / Math.max(1, planned)} /></div>`;
}

const here = ({ roster }) => (roster ?? []).filter((seat) => !seat.waiting && !seat.stepped_out && (seat.here || seat.by_hand)).length;

export function Head({ d }) {
  const { head, talk, roster, screen } = d.view;
  const signed = (roster ?? []).filter((seat) => !seat.waiting).length;
  const wall = onWall(d.view) === "lobby";
  return html`<header class="bar-top"><div><h1>${head.exercise}</h1><p class="meta">${[talk.audience, talk.setting === "class" ? "class" : "roll call"].filter(Boolean).join(", ")}</p></div>
    <${Time} d=${d} />
    <div class="row tight"><div class="wall num"><p><b>${here(d.view)} here</b></p><p class="meta">${signed} on the roster</p></div>
      <${Act} d=${d} name="join" small icon="screen">${wall ? "Back to the slides" : "Show how to join"}<//>
      <${Btn} small onClick=${() => d.open("screen")}>Screen${screen?.open ? "" : html`: <b>none open</b>`}<//><span class="keyboard"><${Act} d=${d} name="keys" small>Keys<//></span></div></header>`;
}

/* ---- foot ---- */

/* "slide-shown 3" in words. */
function takesBack(view) {
  const [what, ...rest] = (view.undo ?? "").split(" ");
  const id = rest.join(" ");
  const words = { "slide-shown": `slide ${id}`, "question-opened": "question opened", "question-closed": "question closed", "question-revealed": "result shown",
    announced: "message to everyone" };
  return words[what] ?? view.undo;
}

function LastAct({ d }) {
  useTick(5000);
  const waiting = unsaved(d.page);
  const why = waiting.find((sending) => sending.why)?.why;
  if (waiting.length) return html`<${State} kind="bad" icon="lost">Not saved yet: ${waiting.length === 1 ? "1 act" : `${waiting.length} acts`}.${why && ` ${why}`}<//>`;
  if (d.refused) return html`<${State} kind="bad" icon="warning">${d.refused}<//>`;
  const until = d.page.connection === "open" ? d.page.now() : d.page.lostAt;
  return html`<p class="meta num">Everything up to ${clockSeconds(until)} is on disk. Now ${clock(d.page.now())}.</p>`;
}

/* Two quick presses of a mouse are one: whoever wants to skip has the list of slides. */
const once = (run) => (event) => { if (event.detail < 2) run(); };

function Next({ d }) {
  const { words, about, why, run } = d.acts.next;
  const off = Boolean(why);
  return html`<button class="btn strong next" type="button" id="next" aria-disabled=${off ? "true" : undefined} aria-keyshortcuts="Space ArrowRight PageDown"
    aria-describedby=${off ? undefined : "next-about"} onClick=${once(() => (off ? d.say(why) : run()))}><span class="grow"><b>${words}</b><span class="about" id="next-about">${
      off ? why : about}</span></span><${Icon} name="play" flip /></button>`;
}

export function Foot({ d }) {
  const { undo, skip, back } = d.acts;
  return html`<footer class="log talk-foot" aria-label="Go on" tabindex="-1">
    <div class="left"><${LastAct} d=${d} /><div class="row tight-gap"><${Act} d=${d} name="undo" small icon="undo">Undo<//><span class="meta">${
      undo.why ? "" : `takes back: ${takesBack(d.view)}`}</span>${!skip.why && html`<span class="push"><${Btn} kind="quiet" small onClick=${skip.run}>Go on without it<//></span>`}</div></div>
    <div class="go"><button class="btn back" type="button" aria-disabled=${back.why ? "true" : undefined} title=${back.why || undefined} aria-keyshortcuts="ArrowLeft PageUp"
        onClick=${once(() => (back.why ? d.say(back.why) : back.run()))}>Back</button><${Next} d=${d} /></div></footer>`;
}
