/* Right pane, "For you": what to say, what to watch for, what to ask, the facts behind it, roster and notes of this
   moment. While a branch is chosen: what each branch would bring. */

import { branchChoice } from "./desk-ballot.js";
import { nextRow, votesIn } from "./desk-acts.js";
import { Block, Btn, Lines, TextBox, at, signed, span, storyAfter } from "./desk-marks.js";
import { Badge } from "./marks.js";
import { html } from "./page.js";

/* ---- facts ---- */

const STYLES = { "IN FORCE": "inforce", AMENDED: "amended", CONTESTED: "contested", ENJOINED: "contested", HISTORICAL: "historical", RESCINDED: "historical", UNKNOWN: "unknown" };

/* A fact's badge comes as its word ("IN FORCE"), with or without its style. */
export function badgeOf(fact) {
  const badge = fact.badge ?? "";
  if (fact.style) return { word: badge, style: fact.style };
  return { word: badge, style: STYLES[badge] ?? "kind" };
}

function Fact({ fact }) {
  const { word, style } = badgeOf(fact);
  const title = html`<b>${fact.id}</b> <span class=${style === "historical" ? "struck" : ""}>${fact.title || fact.text}</span>`;
  return html`<li><span><${Badge} style=${style} word=${word} /></span><div>${fact.title && fact.text
    ? html`<details class="fact"><summary>${title}</summary><p class="meta">${fact.text}</p></details>` : title}${fact.date && html`<p class="meta">${fact.date}</p>`}</div></li>`;
}

export const Facts = ({ facts = [] }) => facts.length > 0 && html`<${Block} title="Facts behind it" id="facts-h"><ul class="factlist">${facts.map((fact) => html`<${Fact} key=${fact.id} fact=${fact} />`)}</ul><//>`;

/* ---- say, watch, ask ---- */

function WatchItem({ d, item, i }) {
  const id = `watch-${item.step}-${item.index}`;
  return html`<div class="choice plain"><input type="checkbox" id=${id} checked=${Boolean(item.seen)} onChange=${(event) => d.act("see-action", { step: item.step, index: item.index, seen: event.target.checked })} />
    <label for=${id}><span>${item.text}${item.seen && html` <span class="meta num normal nowrap">seen ${at(item.seen)}</span>`}</span></label></div>`;
}

const Watch = ({ d, items = [] }) => items.length > 0 && html`<${Block} title="Watch for" id="watch-h"><div class="choices gap-0">${items.map((item) => html`<${WatchItem} key="${item.step}-${item.index}" d=${d} item=${item} />`)}</div><//>`;

const Say = ({ now }) => (now.say?.length > 0 || now.notes?.length > 0) && html`<${Block} title="Say" id="say-h"><${Lines} items=${[...(now.say ?? []), ...(now.notes ?? [])]} /><//>`;

const Ask = ({ items = [] }) => items.length > 0 && html`<${Block} title="Ask" id="ask-h"><${Lines} items=${items} /><//>`;

const Asked = ({ items = [] }) => items.length > 0 && html`<details class="more"><summary>If they ask: ${items.length}</summary><dl class="stack-2">${items.map((one) => html`<div><dt><b>${one.q}</b></dt><dd>${one.a}</dd></div>`)}</dl></details>`;

const Missed = ({ text }) => text && html`<${Block} title="A quiet table may miss" id="missed-h"><p>${text}</p><//>`;

/* ---- people and notes ---- */

function hereWords(all, away) {
  if (!all) return "free";
  return [all > away && `${all - away}`, away > 0 && `${away} away`].filter(Boolean).join(", ");
}

function RosterLines({ d }) {
  const seats = (d.view.roster ?? []).filter((seat) => seat.role === "player" && !seat.waiting);
  const away = (position) => seats.filter((seat) => seat.position === position && (!seat.here || seat.stepped_out)).length;
  return html`<${Block} title="Roster" id="roster-h" aside=${html`<${Btn} kind="quiet" small onClick=${() => d.go("people")}>All seats<//>`}>
    <ul class="num">${(d.view.positions ?? []).map((one) => html`<li class="row apart thin hold" key=${one.id}><span>${one.short ?? one.title}</span><span class="meta nowrap">${
      hereWords(one.count, away(one.id))}</span></li>`)}</ul><//>`;
}

export function Notes({ d }) {
  const save = (event) => {
    event.preventDefault();
    d.sendText("note", "note", (text) => ({ text }));
  };
  const notes = [...(d.view.notes ?? [])].sort((a, b) => b.at - a.at);
  return html`<${Block} title="Notes with the time" id="notes-h"><form class="stack-2" onSubmit=${save}>
      <${TextBox} d=${d} id="note" label=${html`New note <kbd aria-hidden="true">N</kbd>`} inputClass="low" error=${d.missing === "note" ? "Write the note first." : ""} />
      <div><button class="btn small" type="submit" aria-disabled=${d.can("note") ? undefined : "true"}>Save the note</button></div></form>
    ${notes.length > 0 && html`<ul class="stack-2">${notes.map((one) => html`<li class="row hold top" key=${one.id}><span class="num fixed meta">${at(one.at)}</span><span>${one.text}${one.story && html` <span class="meta">${one.story}</span>`}</span></li>`)}</ul>`}<//>`;
}

const Evaluators = ({ items = [] }) => items.length > 0 && html`<${Block} title="Evaluators" id="ev-h"><ul class="num">${items.map((one) => html`
  <li class="row apart thin" key=${one.seat}><span>${one.name || "Evaluator"}</span><span class="meta">${one.notes} ${one.notes === 1 ? "note" : "notes"}, ${one.ratings} ${one.ratings === 1 ? "rating" : "ratings"}</span></li>`)}</ul><//>`;

/* ---- branches ---- */

const mayBring = (ids = []) => (ids.length ? `May bring ${ids.length > 1 ? `${ids.slice(0, -1).join(", ")} and ${ids.at(-1)}` : ids[0]}.` : "");

function If({ view, letter }) {
  const tally = view.ballot.tallies?.find((one) => one.key === letter);
  const could = view.ballot.could_bring?.find((one) => one.key === letter);
  const then = tally?.story_minutes ? storyAfter(view.head.story, tally.story_minutes) : "";
  const clock = tally?.story_minutes ? (then ? `The clock moves to ${then}.` : `The story moves on ${span(tally.story_minutes)}.`) : "";
  const items = [could?.benefit && `+ ${could.benefit}`, could?.cost && `− ${could.cost}`, tally?.consequence, clock, mayBring(tally?.brings)].filter(Boolean);
  return html`<${Block} title="If ${letter}" id="if-${letter}"><${Lines} items=${items.length ? items : ["Nothing is printed for this choice."]} /><//>`;
}

export function Tallies({ rows = [], title = "Not shown before the debrief", id = "tallies-h", bare = false }) {
  if (!rows.length) return null;
  const table = html`<table class="table"><caption class="sr">Tallies per choice</caption>
    <thead><tr><th scope="col">Choice</th><th scope="col" class="n">Life safety</th><th scope="col" class="n">Trust</th><th scope="col" class="n">Legal exposure</th></tr></thead>
    <tbody class="num">${rows.map((row) => html`<tr key=${row.key}><th scope="row">${row.key}</th><td class="n">${signed(row.life)}</td><td class="n">${signed(row.trust)}</td><td class="n">${signed(row.legal)}</td></tr>`)}</tbody></table>`;
  return bare ? table : html`<${Block} title=${title} id=${id}>${table}<//>`;
}

function Branches({ d }) {
  const { chosen } = branchChoice(d);
  const { ballot } = d.view;
  const letters = [...new Set([chosen, ballot.majority].filter(Boolean))];
  return html`${letters.map((letter) => html`<${If} key=${letter} view=${d.view} letter=${letter} />`)}
    <${Ask} items=${d.view.now?.ask} /><${Tallies} rows=${ballot.tallies} />`;
}

/* What is next without anything on the table yet: say what the next step asks for. */
function Upcoming({ d }) {
  const row = nextRow(d.view);
  if (!row?.expected?.length) return null;
  return html`<${Block} title="Next: ${row.id}" id="next-h"><p class="meta">Expected actions</p><${Lines} items=${row.expected} /><//>`;
}

export function ForYou({ d }) {
  const { now, ballot, evaluators } = d.view;
  const choosing = votesIn(ballot) && ballot.status === "revealed";
  return html`<aside class="pane" aria-label="For you" tabindex="0"><div class="part">${choosing ? html`<${Branches} d=${d} />` : html`
      ${now && html`<${Say} now=${now} /><${Watch} d=${d} items=${now.watch} /><${Ask} items=${now.ask} /><${Missed} text=${now.missed} /><${Asked} items=${now.if_asked} />`}
      ${d.preview && html`<${Tallies} rows=${ballot?.tallies} />`}<${Upcoming} d=${d} />`}
    <${Facts} facts=${now?.facts} /></div><${Notes} d=${d} /><${RosterLines} d=${d} /><${Evaluators} items=${evaluators} /></aside>`;
}
