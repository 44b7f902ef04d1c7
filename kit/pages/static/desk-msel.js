/* Left pane: the MSEL as it is being played. Sent rows fold away; next carries its keys; later ones can be opened,
   held, skipped, put on the clock or moved, all without dragging. */

import { Act } from "./desk-acts.js";
import { Btn, at, toWords } from "./desk-marks.js";
import { Pill, Tag } from "./marks.js";
import { clock, html, useState } from "./page.js";

const BEHIND = new Set(["past", "passed", "skipped", "withdrawn"]);
const AHEAD = new Set(["next", "later", "held"]);

const WORDS = { open: ["", "Open"], closed: ["line", "Closed"], revealed: ["line", "Revealed"], taken: ["line", "Taken"] };

function NowPill({ view, row }) {
  const [kind, word] = (view.ballot?.id === row.id && WORDS[view.ballot.status]) || ["", "Now"];
  return html`<${Pill} kind=${kind}>${word}<//>`;
}

function Status({ d, row }) {
  if (row.status === "now") return html`<${NowPill} view=${d.view} row=${row} />`;
  if (row.status === "next") return html`<${Pill}>Next<//>`;
  if (row.status === "held") return html`<${Pill} kind="line">Held<//>`;
  if (row.status === "past") return row.taken ? `${row.taken}, ${row.votes} ${row.votes === 1 ? "vote" : "votes"}` : at(row.at);
  if (row.status === "passed") return "did not come";
  if (row.status === "withdrawn") return "taken back";
  if (row.status === "unlikely") return "not expected";
  if (row.status === "skipped") return "skipped";
  if (row.kind !== "inject") return "";
  return row.due ? `at ${clock(row.due)}` : "by hand";
}

const where = (row) => [row.story, toWords(row.to)].filter(Boolean).join(", ");

function What({ d, row }) {
  const title = html`<span class="t">${row.title}</span>`;
  const opens = AHEAD.has(row.status) && row.kind === "inject";
  return html`<th scope="row" class="what"><span class="meta num"><${Tag}>${row.kind === "ending" ? "End" : row.id}<//> ${where(row)}</span><br />${
    opens ? html`<button class="linklike" type="button" aria-haspopup="dialog" onClick=${() => d.open("step", { step: row.id })}>${title}</button>` : title}</th>`;
}

const kindClass = { now: "mark", next: "next" };

function Row({ d, row }) {
  const name = kindClass[row.status] ?? (BEHIND.has(row.status) || row.status === "unlikely" ? "past" : "");
  return html`<tr class=${name}><${What} d=${d} row=${row} /><td class="st num"><${Status} d=${d} row=${row} /></td></tr>`;
}

/* A module's number is its place among the modules of this form. */
export const moduleNumber = (msel, id) => msel.filter((row) => row.kind === "module").findIndex((row) => row.id === id) + 1;

const ModuleRow = ({ row, number }) => html`
  <tr class="module"><td colspan="2">Module ${number}: ${row.title} <span class="meta num nowrap">${row.minutes} min</span></td></tr>`;

const NEXT_WORD = { module: "Open", inject: "Deliver", bridge: "Read", ending: "Read" };

function NextKeys({ d, row }) {
  const steps = row.kind === "inject" || row.kind === "decision";
  return html`<tr class="next-act"><td colspan="2"><div class="row tight-gap">${
    row.kind !== "decision" && html`<${Act} d=${d} name="deliver" small>${NEXT_WORD[row.kind]}<span class="sr"> ${row.id}</span><//>`}${
    steps && html`<${Act} d=${d} name="hold" small>Hold<//><${Act} d=${d} name="skip" small>Skip<//>`}</div></td></tr>`;
}

function HeldKeys({ d, row }) {
  return html`<tr class="held-act"><td colspan="2"><${Btn} small why=${d.why("release")} say=${d.say}
    onClick=${() => d.act("release", { step: row.id })}>Release<span class="sr"> ${row.id}</span><//></td></tr>`;
}

/* Earlier: before the row above. Later: before the row after the next one. */
function MoveKeys({ d, row, movable }) {
  const i = movable.indexOf(row);
  const before = movable[i - 1];
  const after = movable[i + 2];
  const move = (to) => d.act("move", { step: row.id, before: to.id });
  const why = d.why("move");
  return html`<tr class="held-act"><td colspan="2"><div class="row tight-gap">
    <${Btn} small why=${why || (before ? "" : "It is the first one.")} say=${d.say} onClick=${() => move(before)}>Earlier<span class="sr">: ${row.id}</span><//>
    <${Btn} small why=${why || (after ? "" : "It is the last one.")} say=${d.say} onClick=${() => move(after)}>Later<span class="sr">: ${row.id}</span><//></div></td></tr>`;
}

function rowsOf(d, rows, reorder) {
  const movable = rows.filter((row) => AHEAD.has(row.status) && (row.kind === "inject" || row.kind === "decision"));
  return rows.flatMap((row) => {
    if (row.kind === "module" && row.status !== "next") return [html`<${ModuleRow} key=${row.id} row=${row} number=${moduleNumber(d.view.msel, row.id)} />`];
    const drawn = [html`<${Row} key=${row.id} d=${d} row=${row} />`];
    if (reorder && movable.includes(row)) drawn.push(html`<${MoveKeys} key="${row.id}-m" d=${d} row=${row} movable=${movable} />`);
    else if (row.status === "next") drawn.push(html`<${NextKeys} key="${row.id}-k" d=${d} row=${row} />`);
    else if (row.status === "held") drawn.push(html`<${HeldKeys} key="${row.id}-k" d=${d} row=${row} />`);
    return drawn;
  });
}

function counted(rows) {
  const injects = rows.filter((row) => row.kind === "inject" && row.status === "past").length;
  const decisions = rows.filter((row) => row.kind === "decision" && row.status === "past").length;
  const said = [injects && `${injects} ${injects === 1 ? "inject" : "injects"}`, decisions && `${decisions} ${decisions === 1 ? "decision" : "decisions"} taken`];
  return said.filter(Boolean).join(", ") || "nothing yet";
}

const tableOf = (caption, head, rows) => html`<table class="msel"><caption class="sr">${caption}</caption>${
  head && html`<thead><tr><th scope="col">Inject, time, who gets it</th><th scope="col" class="st">Sent</th></tr></thead>`}<tbody>${rows}</tbody></table>`;

/* All but the last row sent are folded; what is not expected on this path folds at the end. */
function split(msel) {
  const last = msel.findLastIndex((row) => row.status === "past" && row.kind !== "module");
  const cut = msel.findIndex((row) => row.status === "now" || AHEAD.has(row.status));
  const from = last >= 0 && (cut < 0 || last < cut) ? last : cut;
  const told = msel.slice(0, Math.max(0, from)).some((row) => row.kind !== "module");
  const start = from < 0 ? msel.length : told ? from : 0;
  const behind = msel.slice(0, start);
  const rest = msel.slice(start);
  return { behind, ahead: rest.filter((row) => row.status !== "unlikely" && row.status !== "passed"), unlikely: rest.filter((row) => row.status === "unlikely") };
}

function Ends({ d }) {
  const wash = d.can("open-hot-wash");
  const end = d.can("end-exercise");
  if (!wash && !end) return null;
  return html`<div class="row tight-gap over-gap">${wash && html`<${Btn} small onClick=${() => d.open("hotwash")}>Open the hot wash<//>`}${
    end && html`<${Btn} small kind="grave" onClick=${() => d.open("end")}>End the exercise<//>`}</div>`;
}

export function Msel({ d }) {
  const [reorder, setReorder] = useState(false);
  const { behind, ahead, unlikely } = split(d.view.msel ?? []);
  return html`<section class="pane left" aria-labelledby="msel-h" tabindex="0">
    <div class="head"><h2 id="msel-h">Injects</h2><div class="row tight-gap">
      <${Btn} kind="quiet" small aria-pressed=${String(reorder)} why=${d.why("move")} say=${d.say} onClick=${() => setReorder(!reorder)}>${reorder ? "Order done" : "Reorder"}<//>
      <${Btn} kind="quiet" small aria-haspopup="dialog" why=${d.why("add-inject")} say=${d.say} onClick=${() => d.open("add")}>Add<//></div></div>
    <div>${behind.length > 0 && html`<details class="more no-rule"><summary>Sent: ${counted(behind)}</summary>${tableOf("Sent earlier", false, rowsOf(d, behind, false))}</details>`}
    ${ahead.length > 0 && tableOf("Last sent, now and next", true, rowsOf(d, ahead, reorder))}
    ${unlikely.length > 0 && html`<details class="more no-rule"><summary>Not expected on this path: ${unlikely.length}</summary>${tableOf("Not expected on this path", false, rowsOf(d, unlikely, false))}</details>`}</div>
    <${Ends} d=${d} /></section>`;
}
