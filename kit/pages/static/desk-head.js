/* Top and foot of the desk: the clock, where we are in the agenda, the room; the last act, undo, what is on disk. */

import { Act } from "./desk-acts.js";
import { dateWords, minutesLeft } from "./desk-marks.js";
import { unsaved } from "./desk-send.js";
import { actWords } from "./desk-words.js";
import { Icon, Meter, State } from "./marks.js";
import { clock, clockSeconds, html, useTick } from "./page.js";

const PHASES = [["lobby", "Lobby"], ["briefing", "Briefing"], ["play", "Play"], ["hot-wash", "Hot wash"], ["closed", "Closed"]];

export function Phases({ phase, from = 0 }) {
  const now = PHASES.findIndex(([key]) => key === phase);
  return html`<ol class="steps" aria-label="Phase">${PHASES.slice(from).map(([key, name], i) => html`
    <li class=${i + from < now ? "done" : ""} aria-current=${key === phase ? "step" : undefined}>${
      i + from < now && html`<${Icon} name="tick" /><span class="sr">done: </span>`}<span>${name}</span></li>`)}</ol>`;
}

const ITEMS = { lobby: "welcome", briefing: "welcome", "hot-wash": "hotwash" };

/* What the minutes belong to: a joint call, a module, or an item of the agenda. */
function whereWeAre(view) {
  const { phase, module } = view.head;
  const call = jointCall(view);
  if (call) return { title: `${call.title}, inject ${call.id}`, block: { planned: call.minutes, started_at: view.now.at } };
  if (phase === "play") {
    const title = module ? `Module ${module.number} of ${module.of}: ${module.title}` : "Before the first module";
    return { title, block: view.agenda?.module };
  }
  const item = view.agenda?.items?.find((one) => one.what === ITEMS[phase]);
  const started = phase === "lobby" ? null : view.agenda?.phase_at?.[phase];
  return { title: item?.title ?? "", block: item && { planned: item.planned, started_at: started } };
}

/* The step in hand when it is a joint call, else null. */
export function jointCall(view) {
  const row = view.msel?.find((one) => one.status === "now");
  return row && view.now?.id === row.id && (row.joint_call || /joint call/i.test(row.channel ?? "")) ? row : null;
}

function Minutes({ view, now }) {
  const { title, block } = whereWeAre(view);
  const time = block && minutesLeft({ ...view.agenda, module: block }, now);
  const over = time && time.left < 0;
  return html`<div class="stack-2 tight-gap"><${Phases} phase=${view.head.phase} />
    <p class="row apart what"><b>${title}</b>${time ? html`<span class="num">${time.used} of ${time.planned} min, <b>${
      over ? `${-time.left} over` : `${time.left} left`}</b></span>` : block?.planned > 0 && html`<span class="num">${block.planned} min planned</span>`}</p>
    <${Meter} share=${time ? (100 * time.used) / Math.max(1, time.planned) : 0} /></div>`;
}

function people(view) {
  const players = (view.roster ?? []).filter((seat) => seat.role === "player" && !seat.waiting);
  const here = players.filter((seat) => seat.here && !seat.stepped_out).length;
  return { here, away: players.length - here };
}

function Story({ d, now }) {
  const { head } = d.view;
  const playing = head.phase === "play";
  const { starts } = d.view.join ?? {};
  return html`<div class="row tight gap-4"><div><p class="clock"><time>${playing ? head.story : clock(now)}</time></p>
    <p class="meta">${head.paused ? html`<b>Paused${d.view.agenda?.paused_at ? ` since ${clock(d.view.agenda.paused_at)}` : ""}</b>` : playing ? head.story_note : starts ? `play starts ${starts}` : "room time"}</p></div>${
    head.phase === "play" && html`<${Act} d=${d} name="pause" small icon=${head.paused ? "play" : "pause"}>${head.paused ? "Resume" : "Pause"}<//>
      <${Act} d=${d} name="shift" small>Shift<//>`}</div>`;
}

export function Head({ d }) {
  useTick(5000);
  const { head, agenda } = d.view;
  const now = d.page.now();
  const { here, away } = people(d.view);
  const playing = head.phase === "play";
  return html`<header class="bar-top">
    <div><h1>${head.exercise}</h1><p class="meta">${[dateWords(head.date), head.place, `Line ${head.line}`].filter(Boolean).join(", ")}</p></div>
    <${Story} d=${d} now=${now} /><${Minutes} view=${d.view} now=${now} />
    <div class="row tight"><div class="wall"><p class="num">${playing && html`<b>${clock(now)}</b> `}<span class="meta">${
      agenda?.ends_at ? `ends ${clock(agenda.ends_at)}` : `${agenda?.planned ?? 0} min planned`}</span></p>
      <p class="meta num">${here} here, ${away} away</p></div>
      <${Act} d=${d} name="screen" small icon="screen">Screen<//><${Act} d=${d} name="keys" small>Keys<//></div></header>`;
}

const PLACES = [["table", "Table"], ["board", "Concerns"], ["lines", "Go back"], ["people", "Roster"]];

function Places({ d }) {
  const waiting = { board: d.view.incoming?.length ?? 0, people: (d.view.roster ?? []).filter((seat) => seat.waiting).length };
  return html`<nav class="row tight-gap places" aria-label="Parts of the desk">${PLACES.map(([key, name]) => html`
    <button class="btn small quiet" type="button" aria-current=${d.place === key ? "page" : undefined} onClick=${() => d.go(key)}>${name}${
      waiting[key] > 0 && html` <span class="count">${waiting[key]}<span class="sr"> new</span></span>`}</button>`)}</nav>`;
}

function LastAct({ d }) {
  const waiting = unsaved(d.page);
  const why = waiting.find((sending) => sending.why)?.why;
  if (waiting.length) return html`<${State} kind="bad" icon="lost">Not saved yet: ${waiting.length === 1 ? "1 act" : `${waiting.length} acts`}.${why && ` ${why}`}<//>`;
  if (d.refused) return html`<${State} kind="bad" icon="warning">${d.refused}<//>`;
  const last = d.view.log?.[0];
  return last ? html`<${State} kind="ok" icon="tick">${clockSeconds(last.at)} ${actWords(d.view, last.text)}<//>` : html`<p class="meta">Nothing done yet</p>`;
}

export function Foot({ d }) {
  useTick(5000);
  const { phase } = d.view.head;
  const open = d.page.connection === "open";
  const until = open ? d.page.now() : d.page.lostAt;
  const safe = unsaved(d.page).length === 0;
  return html`<footer class="log" aria-label="Last action" tabindex="-1"><${LastAct} d=${d} />
    <${Act} d=${d} name="undo" kind="quiet" small icon="undo" title=${d.view.undo ? `Take back: ${actWords(d.view, d.view.undo)}` : undefined}>Undo<//>
    ${phase !== "lobby" && html`<${Places} d=${d} />`}
    <p class="push meta num">${safe ? `Everything up to ${clockSeconds(until)} is on disk` : "The rest is on disk"}</p></footer>`;
}

