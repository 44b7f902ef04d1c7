/* The concerns board of a joint call (ICCT): concerns come in, are grouped into rows, get an owner or "not our
   authority", an answer, a commitment with a date. */

import { Act, NO_ROW, ownerless } from "./desk-acts.js";
import { Btn, Lines, at } from "./desk-marks.js";
import { jointCall } from "./desk-head.js";
import { Icon, Pill, State } from "./marks.js";
import { count, html } from "./page.js";

function Concern({ d, one, first }) {
  return html`<li class="card stack-2 concern"><p>${one.text}</p><p class="meta num">${[one.title, at(one.at)].filter(Boolean).join(", ")}</p><div class="row tight-gap">
    <${Btn} small keys=${first ? "1" : undefined} why=${d.why("group") || (d.view.board?.length ? "" : NO_ROW)} say=${d.say} onClick=${() => d.open("group", { concern: one.id })}>Group<span class="sr">: ${one.text}</span><//>
    <${Btn} small keys=${first ? "N" : undefined} why=${d.why("group")} say=${d.say} onClick=${() => d.newRow(one)}>New row<span class="sr">: ${one.text}</span><//></div></li>`;
}

function Incoming({ d }) {
  const incoming = d.view.incoming ?? [];
  const say = jointCall(d.view) ? d.view.now?.say ?? [] : [];
  return html`<section class="pane left" aria-labelledby="in-h" tabindex="0"><div class="head"><h2 id="in-h">Coming in</h2><span class="meta num">${incoming.length} not grouped</span></div>
    ${incoming.length > 0 ? html`<ul class="stack-2">${incoming.map((one, i) => html`<${Concern} key=${one.id} d=${d} one=${one} first=${i === 0} />`)}</ul>`
      : html`<div class="empty"><b>No new concerns</b><span>Participants send them with Raise.</span></div>`}
    <hr class="rule" /><section class="stack-2"><h2>Say</h2><${Lines} items=${say.length ? say : ["One concern, one owner, one date.", "“That is not our authority” is an answer. Then say whose it is."]} /></section></section>`;
}

const STATES = { open: ["line", "Open"], owned: ["line", "Owned"], "not-ours": ["line", "Open"], promised: ["line", "Promised"], done: ["line", "Done"] };

function RowState({ d, row }) {
  const here = ownerless(d.view)?.id === row.id && jointCall(d.view);
  const [kind, word] = here ? ["", "On now"] : STATES[row.state] ?? ["line", row.state];
  return html`<${Pill} kind=${kind} icon=${row.state === "done" ? "tick" : undefined}>${word}<//>`;
}

function Owner({ d, row, first }) {
  if (row.state === "not-ours" || (row.owner && row.authority === false))
    return html`<b>Not our authority</b><br /><span class="meta">${[row.owner, row.answer].filter(Boolean).join(". ")}</span>`;
  if (!row.owner) return html`<div class="gap"><${State} kind="bad" icon="warning">No owner yet<//>
    <${Btn} small keys=${first ? "G" : undefined} why=${d.why("own")} say=${d.say} onClick=${() => d.open("row", { row: row.id })}>Give it an owner<span class="sr">: ${row.concern}</span><//></div>`;
  return html`<b>${row.owner}</b>${row.answer && html`<br /><span class="meta">“${row.answer}”</span>`}`;
}

function Commitment({ d, row }) {
  if (row.what) return row.what;
  if (row.state === "not-ours" || (row.owner && row.authority === false)) return row.owner ? html`<span class="meta">Recorded as open; goes into the report</span>` : html`<span class="meta">Needs an owner first</span>`;
  if (!row.owner) return html`<span class="meta">Needs an owner first</span>`;
  return html`<${Btn} small why=${d.why("commit")} say=${d.say} onClick=${() => d.open("row", { row: row.id })}>Add a commitment<span class="sr">: ${row.concern}</span><//>`;
}

function BoardRow({ d, row }) {
  const first = ownerless(d.view)?.id === row.id;
  return html`<tr><th scope="row"><div class="row hold top"><span class="count">${row.count}<span class="sr"> ${row.count === 1 ? "concern: " : "concerns: "}</span></span>
      <span><b>${row.concern}</b><br /><span class="meta">${(row.from ?? []).join(", ")}</span></span></div></th>
    <td><${Owner} d=${d} row=${row} first=${first} /></td><td><${Commitment} d=${d} row=${row} /></td><td class="num">${row.by || (row.what ? html`<span class="meta">no date yet</span>` : "")}</td>
    <td><${RowState} d=${d} row=${row} />${row.owner && html`<br /><button class="btn quiet small edit" type="button" aria-disabled=${d.can("own") ? undefined : "true"} onClick=${() => d.open("row", { row: row.id })}>Edit<span class="sr">: ${row.concern}</span></button>`}</td></tr>`;
}

function summary(rows) {
  const all = rows.reduce((sum, row) => sum + (row.count || 1), 0);
  const notOurs = rows.filter((row) => row.state === "not-ours").length;
  const without = rows.filter((row) => !row.owner && row.state === "open").length;
  const owned = rows.length - notOurs - without;
  return `${count(all, "concern")} in ${count(rows.length, "row")}: ${[owned && `${owned} owned`, notOurs && `${notOurs} not ours`, without && `${without} without an owner`].filter(Boolean).join(", ")}`;
}

const HEADS = ["Concern", "Owner and answer", "Commitment", "By", "State"];

function Rows({ d, rows }) {
  if (!rows.length) return html`<div class="empty"><b>No rows yet</b><span>Group what comes in, or make a new row from it.</span></div>`;
  return html`<table class="board board-desk"><caption class="sr">Concerns with owner and commitment</caption>
    <thead><tr>${HEADS.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<${BoardRow} key=${row.id} d=${d} row=${row} />`)}</tbody></table>`;
}

/* The board leaves the wall with the call; the table comes back on both. */
function leave(d) {
  const { show, scheme = "dark" } = d.view.screen ?? {};
  if (show === "board" && jointCall(d.view) && d.can("show")) d.act("show", { what: "auto", scheme });
  d.go("table");
}

export function Board({ d }) {
  const rows = d.view.board ?? [];
  const shown = d.view.screen?.show === "board";
  return html`<main class="desk-main with-board"><section class="pane now" id="now" aria-labelledby="b-h" tabindex="0"><div class="head"><h2 class="t-5" id="b-h">Concerns, owners, commitments</h2>
      ${rows.length > 0 && html`<div class="row num"><span class="meta">${summary(rows)}</span></div>`}</div><${Rows} d=${d} rows=${rows} />
      <div class="actions">${shown ? html`<span class="state ok"><${Icon} name="tick" />The screen shows this board</span>` : html`<${Act} d=${d} name="screen" kind="strong">Show on the screen<//>`}
      <${Btn} onClick=${() => leave(d)}>${jointCall(d.view) ? "Close the call" : "Back to the table"}<//><span class="meta">Commitments go into the improvement plan.</span></div></section><${Incoming} d=${d} /></main>`;
}
