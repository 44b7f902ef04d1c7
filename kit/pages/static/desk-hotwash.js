/* The hot wash: what people write arrives here; feedback forms are counted; the tallies can be shown, with their note. */

import { Announcement } from "./desk-now.js";
import { Notes, Tallies } from "./desk-side.js";
import { Block, Btn, Lines, signed } from "./desk-marks.js";
import { Icon, Meter, Tally } from "./marks.js";
import { html } from "./page.js";

const PROMPTS = ["What should we keep, and what should we fix?", "About the system, not about anyone’s views."];
const NOTE = "The numbers are the authors’ judgement, not a measurement.";

function Remarks({ title, id, items, empty }) {
  return html`<section class="stack-2" aria-labelledby=${id}><div class="row apart"><h3 id=${id}>${title}</h3><span class="meta num">${items.length}</span></div>${
    items.length ? html`<ul class="stack-2">${items.map((one) => html`<li class="quote"><p>${one.text}</p><p class="who">${one.title}</p></li>`)}</ul>` : html`<p class="meta">${empty}</p>`}</section>`;
}

function End({ d }) {
  return html`<section class="stack-2" aria-labelledby="end-h"><h2 id="end-h">End</h2><p>When the feedback forms are in, end the exercise. The report is drafted from the record.</p>
    <div class="actions"><${Btn} kind="grave" why=${d.why("end-exercise")} say=${d.say} onClick=${() => d.open("end")}>End the exercise<//></div></section>`;
}

/* How many feedback forms came, and of how many. */
export const formsIn = ({ hotwash, roster = [] }) =>
  ({ got: hotwash?.feedback ?? 0, of: roster.filter((seat) => seat.role === "player" && !seat.waiting).length });

function Feedback({ d }) {
  const { got, of } = formsIn(d.view);
  return html`<section class="stack-2" aria-labelledby="fb-h"><h2 id="fb-h">Feedback forms</h2><p class="num"><b>${got} of ${of} are in</b></p><${Meter} share=${of ? (100 * got) / of : 0} /></section>`;
}

const TALLIES = { life: "Life safety", trust: "Trust", legal: "Legal exposure" };

/* A sum over decisions may be more than the five steps of a single one. */
function Sum({ what, name, value }) {
  if (Math.abs(value) <= 2) return html`<${Tally} what=${what} value=${value} />`;
  return html`<div class="tally"><${Icon} name=${what} /><span>${name}</span><span></span><b class="num">${signed(value)}</b></div>`;
}

function ShowTallies({ d }) {
  const { tallies, rows = [], shown, note = NOTE } = d.view.hotwash ?? {};
  if (!tallies) return null;
  return html`<section class="stack-2" aria-labelledby="tl-h"><h2 id="tl-h">The three tallies</h2><p class="meta">${note}</p>
    ${Object.entries(TALLIES).map(([what, name]) => html`<${Sum} what=${what} name=${name} value=${tallies[what] ?? 0} />`)}
    ${rows.length > 0 && html`<details class="more"><summary>By decision</summary><${Tallies} rows=${rows.map((row) => ({ ...row, key: `${row.decision} ${row.taken}` }))} bare /></details>`}
    <p class="meta">Plus is always the better direction. They describe the story; they rate nobody.</p>
    <div class="actions"><${Btn} kind=${shown ? "" : "strong"} why=${d.why("show-tallies")} say=${d.say} onClick=${() => d.act("show-tallies", { shown: !shown })}>${shown ? "Hide the tallies" : "Show the tallies to everyone"}<//></div></section>`;
}

export function HotWash({ d }) {
  const { remarks = [], prompts } = d.view.hotwash ?? {};
  return html`<main class="desk-main"><section class="pane now" id="now" aria-labelledby="hw-h" tabindex="0"><div class="row apart"><h2 id="hw-h">What people write</h2><span class="meta num">${remarks.length} so far, newest last</span></div>
      <div class="halves"><${Remarks} id="keep-h" title="Strengths" items=${remarks.filter((one) => one.kind === "strength")} empty="Nothing yet. Phones show the form." />
        <${Remarks} id="fix-h" title="Areas for improvement" items=${remarks.filter((one) => one.kind !== "strength")} empty="Nothing yet. Phones show the form." /></div><${Announcement} d=${d} /></section>
    <section class="pane left" aria-label="Closing" tabindex="0"><${Feedback} d=${d} /><hr class="rule" /><${ShowTallies} d=${d} /><hr class="rule" /><${End} d=${d} /></section>
    <aside class="pane" aria-label="For you" tabindex="0"><${Block} title="Say" id="say-h"><${Lines} items=${prompts?.length ? prompts : PROMPTS} /><//><${Notes} d=${d} /></aside></main>`;
}
