/* The lobby and the briefing: how people join, what is ready, who is here, the dials of this run. The roster is also a
   part of the desk of its own during play. */

import { Act } from "./desk-acts.js";
import { capacityCheck, playersIn } from "./desk-capacity.js";
import { Btn, Block, Lines, QrImage, at } from "./desk-marks.js";
import { State } from "./marks.js";
import { clock, count, html } from "./page.js";

const spaced = (code) => (code ?? "").replace(/^(\d{3})(\d{3})$/, "$1 $2");

function Join({ d }) {
  const { join } = d.view;
  return html`<h2 id="j-h">How people join</h2>
    <div class="row hold top gap-4 join-row"><div class="qr qr-desk"><${QrImage} svg=${join.qr} label="QR code for the join address, also written beside it" /></div>
      <div class="stack-2"><p class="meta">Address</p><p class="num address">${join.address}</p><p class="meta">Code</p><p class="bigcode">${spaced(join.code)}</p></div></div>
    <p>Read the address and the code aloud twice. Late joining always works.</p>
    <div class="actions"><${Act} d=${d} name="screen" icon="screen">Show on screen<//></div>
    <details class="more"><summary>Evaluators and the projector</summary><dl class="facts num"><dt>Evaluators’ code</dt><dd><b>${spaced(join.staff_code)}</b></dd>
      <dt>Screen page</dt><dd><a href=${join.screen_link} target="_blank" rel="noopener">Open it on the projector</a></dd>${join.link && html`<dt>Join link</dt><dd class="address-small">${join.link}</dd>`}</dl></details>`;
}

function checks(view) {
  const free = (view.positions ?? []).filter((one) => !one.count).length;
  const evaluators = (view.roster ?? []).filter((seat) => seat.role === "evaluator" && !seat.waiting).length;
  const screens = view.screen?.open;
  return [
    screens === undefined ? null : screens ? ["ok", "tick", "Screen page is open on the projector"] : ["", "info", "No screen page is open. Its link is above, with the evaluators’ code."],
    ["ok", "tick", "This laptop saves to disk"],
    capacityCheck(view.capacity, playersIn(view)),
    evaluators ? ["ok", "tick", `${count(evaluators, "evaluator")} ready`] : ["", "info", "No evaluator has joined yet. They use the evaluators’ code."],
    free ? ["", "info", `${count(free, "position is", "positions are")} free. Play can start without ${free === 1 ? "it" : "them"}.`] : ["ok", "tick", "Every position is taken"],
    ...(view.warnings ?? []).map((text) => ["", "warning", text]),
  ].filter(Boolean);
}

const Checks = ({ d }) => html`<hr class="rule" /><h2>Checks</h2><ul class="stack-2">${checks(d.view).map(([kind, icon, text]) => html`<li><${State} kind=${kind} icon=${icon}>${text}<//></li>`)}</ul>`;

/* ---- who is here ---- */

function seatNote(seat) {
  if (seat.stepped_out) return "stepped out";
  if (!seat.here) return "away";
  return `joined ${at(seat.joined_at)}`;
}

function Position({ one, seats }) {
  const mine = seats.filter((seat) => seat.position === one.id);
  const here = mine.filter((seat) => seat.here && !seat.stepped_out).length;
  const names = mine.map((seat) => seat.name).filter(Boolean).join(", ");
  const notes = mine.length === 1 ? seatNote(mine[0]) : here < mine.length ? `${mine.length - here} away` : "";
  return html`<tr><th scope="row">${one.title}</th><td class="num">${mine.length ? `${here} here` : html`<b>free</b>`}</td><td class="meta">${[names, notes].filter(Boolean).join(", ")}</td></tr>`;
}

function Waiting({ d }) {
  const waiting = (d.view.roster ?? []).filter((seat) => seat.waiting);
  if (!waiting.length) return null;
  return html`<section class="card stack-2" aria-labelledby="wait-h"><div class="row apart"><h2 id="wait-h">At the door: ${waiting.length}</h2>${
    waiting.length > 1 && html`<${Btn} small why=${d.why("admit")} say=${d.say} onClick=${() => waiting.forEach((seat) => d.act("admit", { seat: seat.seat }))}>Let everyone in<//>`}</div>
    <ul>${waiting.map((seat) => html`<li class="row ruled" key=${seat.seat}><span class="grow"><b>${seat.name || seat.title || "Somebody"}</b> <span class="meta">${[seat.name && seat.title, at(seat.joined_at)].filter(Boolean).join(", ")}</span></span>
      <${Btn} small why=${d.why("admit")} say=${d.say} onClick=${() => d.act("admit", { seat: seat.seat })}>Let in<span class="sr"> ${seat.name || seat.title}</span><//>
      <${Btn} small why=${d.why("remove-seat")} say=${d.say} onClick=${() => d.act("remove-seat", { seat: seat.seat })}>Not now<span class="sr">: ${seat.name || seat.title}</span><//></li>`)}</ul></section>`;
}

export function tableNames(positions) {
  return [...new Set(positions.map((one) => one.table))];
}

const TABLES = { government: "Government table", civil: "Civil-society table" };

function PositionTable({ d }) {
  const seats = (d.view.roster ?? []).filter((seat) => seat.role === "player" && !seat.waiting);
  const positions = d.view.positions ?? [];
  const body = (table) => html`<tbody>${positions.filter((one) => one.table === table).map((one) => html`<${Position} key=${one.id} one=${one} seats=${seats} />`)}</tbody>`;
  return html`<table class="table"><caption class="sr">Seats by position</caption><thead><tr><th scope="col">Position</th><th scope="col">Seats</th><th scope="col">Note</th></tr></thead>${tableNames(positions).map(body)}</table>`;
}

function peopleWords(view) {
  const players = (view.roster ?? []).filter((seat) => seat.role === "player" && !seat.waiting).length;
  const positions = view.positions ?? [];
  return `${count(players, "person", "people")}, ${positions.filter((one) => one.count).length} of ${positions.length} positions`;
}

function StartBriefing({ d }) {
  const words = d.view.head.phase === "lobby" ? "Start the briefing" : "Start play";
  return html`<div class="actions stick"><${Act} d=${d} name="start" kind="strong">${words}<//><${Act} d=${d} name="announce">Message to everyone<//></div>
    ${d.acts.start?.why && html`<p class="meta">${d.acts.start.why}</p>`}`;
}

const SAY = {
  lobby: ["Welcome. Low stress, no fault, no grades.", "You play a job, not a person.", "Everything in the story is invented. The rules with a badge are real and dated.", "You may step out at any time. Nobody will ask why."],
  briefing: ["Read the ground rules and the content note aloud.", "Say what the dials are for this run.", "Everyone reads the brief of their position.", "A choice is saved when the page says “Saved” and a time."],
};
const DO = {
  lobby: ["Point at the table cards.", "Check that every table sees the screen or a device.", "Name the evaluators."],
  briefing: ["Open the first module when the tables are ready."],
};

function Dials({ view }) {
  const dials = view.dials ?? [];
  return dials.length > 0 && html`<${Block} title="Dials for this run" id="dials-h"><dl class="facts dials">${dials.map((dial) => html`<dt>${dial.title}</dt><dd>${dial.label}</dd>`)}</dl><//>`;
}

function BeforePlay({ d }) {
  const { phase } = d.view.head;
  const lobby = d.view.lobby ?? {};
  return html`<aside class="pane" aria-label="For you" tabindex="0"><${Block} title="Say" id="say-h"><${Lines} items=${d.view.say ?? SAY[phase]} /><//>
    ${lobby.content_note && html`<p class="quote">${lobby.content_note}</p>`}${lobby.before_play && html`<p class="quote">${lobby.before_play}</p>`}
    <${Block} title="Do" id="do-h"><${Lines} items=${DO[phase]} /><//>
    ${lobby.ground_rules?.length > 0 && html`<${Block} title="Ground rules" id="rules-h"><${Lines} items=${lobby.ground_rules} /><//>`}<${Dials} view=${d.view} /></aside>`;
}

export function Lobby({ d }) {
  return html`<main class="desk-main"><section class="pane now" id="now" aria-labelledby="r-h" tabindex="0"><div class="row apart"><h2 id="r-h">${peopleWords(d.view)}</h2>
      <${Btn} small why=${d.why("add-seat")} say=${d.say} onClick=${() => d.open("seat")}>Add a seat by hand<//></div>
      <${Waiting} d=${d} /><${PositionTable} d=${d} /><${StartBriefing} d=${d} /></section>
    <section class="pane left" aria-labelledby="j-h" tabindex="0"><${Join} d=${d} /><${Checks} d=${d} /></section><${BeforePlay} d=${d} /></main>`;
}

/* ---- the roster as a part of the desk: every seat ---- */

function Seat({ d, seat }) {
  return html`<tr><th scope="row">${seat.title || "Evaluator"}${seat.name && html`<br /><span class="meta normal">${seat.name}</span>`}</th><td>${seat.waiting ? "at the door" : seatNote(seat)}</td><td class="num">${seat.resume}</td>
    <td class="n">${seat.waiting ? html`<${Btn} small why=${d.why("admit")} say=${d.say} onClick=${() => d.act("admit", { seat: seat.seat })}>Let in<span class="sr"> ${seat.title}</span><//> ` : ""}
    <${Btn} small why=${d.why("remove-seat")} say=${d.say} onClick=${() => d.open("remove", { seat: seat.seat })}>Remove<span class="sr"> ${seat.title} ${seat.name}</span><//></td></tr>`;
}

export function Roster({ d }) {
  const seats = d.view.roster ?? [];
  const groups = [...tableNames(d.view.positions ?? []).map((table) => [TABLES[table] ?? table, seats.filter((seat) => seat.role === "player" && seat.table === table)]), ["Evaluators", seats.filter((seat) => seat.role === "evaluator")]];
  return html`<section class="pane now" id="now" aria-labelledby="r-h" tabindex="0"><div class="row apart"><h2 id="r-h">${peopleWords(d.view)}</h2>
      <${Btn} small why=${d.why("add-seat")} say=${d.say} onClick=${() => d.open("seat")}>Add a seat by hand<//></div><${Waiting} d=${d} />
    <p class="meta">Code to join: <b class="num">${spaced(d.view.join?.code)}</b> at ${d.view.join?.address}. Evaluators’ code: <b class="num">${spaced(d.view.join?.staff_code)}</b>. As of ${clock(d.page.now())}.</p>
    ${groups.filter(([, list]) => list.length).map(([name, list]) => html`<table class="table mid" key=${name}><caption>${name}</caption><thead><tr><th scope="col">Position</th><th scope="col">Now</th><th scope="col">Resume code</th><th scope="col"><span class="sr">Act</span></th></tr></thead>
      <tbody>${list.map((seat) => html`<${Seat} key=${seat.seat} d=${d} seat=${seat} />`)}</tbody></table>`)}</section>`;
}
