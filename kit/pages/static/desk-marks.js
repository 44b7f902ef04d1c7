/* Small parts that only the desk and the home page use, drawn with the classes of desk.css and desk-work.css.

   <${Kbd} keys="Ctrl Z" />                    key caps; decoration, the button's words come before
   <${Btn} kind="strong" keys="D" why="..." busy onClick=...>Deliver<//>
       a button with its key printed on it; why: the reason it cannot be used now (dashed, said on click)
   <${Lines} items=${texts} />                 a bulleted list of sentences; nothing when empty
   <${Block} title="Say">...<//>               a section of a pane with an h2
   <${TextBox} d id label draft hint error rows max />      a labelled textarea whose words are kept (useDraft)
   <${TextLine} ... />                          the same for one line
   <${Actions} d>buttons<//>                   the last row of a dialog: a refusal's sentence, the buttons, Cancel
   <${QrImage} svg=${text} />                  a QR code, redrawn from the path of the server's SVG
   minutesLeft(agenda, now), storyAfter("Tue 19:00", 60), timeOfDay("14:20", now): times as the desk says them */

import { Field, Icon, describedBy } from "./marks.js";
import { clock, html, useDraft } from "./page.js";

export const Kbd = ({ keys }) => keys.split(" ").map((key, i) => html`${i > 0 && " "}<kbd aria-hidden="true">${key}</kbd>`);

const shortcut = (keys) => keys?.replaceAll(" ", "+").replace("Ctrl", "Control");

export function Btn({ kind = "", small = false, keys, why = "", icon, busy = false, onClick, say, children, ...rest }) {
  const off = Boolean(why);
  const press = (event) => (off ? say?.(why) : !busy && onClick?.(event));
  return html`<button class="btn ${kind} ${small ? "small" : ""}" type="button" aria-disabled=${off ? "true" : undefined}
    aria-busy=${busy ? "true" : undefined} aria-keyshortcuts=${shortcut(keys)} title=${off ? why : undefined}
    onClick=${press} ...${rest}>${icon && html`<${Icon} name=${icon} />`}<span>${children}</span>${keys && html` <${Kbd} keys=${keys} />`}</button>`;
}

export const Lines = ({ items = [] }) => items.length > 0 && html`<ul class="list">${items.map((text) => html`<li>${text}</li>`)}</ul>`;

export const Block = ({ title, id, aside, children }) => html`<section class="stack-2" aria-labelledby=${id}>
  ${aside ? html`<div class="row apart"><h2 id=${id}>${title}</h2>${aside}</div>` : html`<h2 id=${id}>${title}</h2>`}${children}</section>`;

function useBox({ d, id, draft = id, start = "", max = 2000, hint, error, onText }) {
  const [text, write] = useDraft(d.page, draft, start);
  const onInput = (event) => { write(event.target.value); onText?.(event.target.value); };
  return { id, value: text, onInput, maxlength: max, "aria-describedby": describedBy(id, { hint, error }), "aria-invalid": error ? "true" : undefined };
}

export function TextBox({ label, rows = 2, inputClass = "", ...box }) {
  return html`<${Field} id=${box.id} label=${label} hint=${box.hint} error=${box.error}>
    <textarea class="input ${inputClass}" rows=${rows} ...${useBox(box)}></textarea><//>`;
}

export function TextLine({ label, type = "text", list, ...box }) {
  return html`<${Field} id=${box.id} label=${label} hint=${box.hint} error=${box.error}>
    <input class="input" type=${type} list=${list} autocomplete="off" ...${useBox({ max: 200, ...box })} /><//>`;
}

/* Buttons of a dialog, with the sentence of a refusal over them. */
export function Actions({ d, children }) {
  return html`${d.refused && html`<p class="error">${d.refused}</p>`}<div class="actions">${children}<${Btn} keys="Esc" onClick=${d.close}>Cancel<//></div>`;
}

/* Only the shape is taken from the server's SVG: never its markup. */
export function QrImage({ svg, label }) {
  const found = svg && new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const paths = found ? [...found.querySelectorAll("path[d]")] : [];
  if (!paths.length) return null;
  return html`<svg role="img" aria-label=${label} viewBox=${found.getAttribute("viewBox")}>${paths.map((path) => html`<path
    d=${path.getAttribute("d")} stroke=${path.getAttribute("stroke") ?? "none"} fill=${path.getAttribute("fill") ?? (path.getAttribute("stroke") ? "none" : "#000")}
    transform=${path.getAttribute("transform") ?? undefined} />`)}</svg>`;
}

/* ---- times ---- */

/* Minutes used and planned of the module (or agenda item) in hand: {used, planned, left}, or null before it starts. */
export function minutesLeft(agenda, now) {
  const block = agenda?.module;
  if (!block?.started_at) return null;
  const until = agenda.paused_at ?? now;
  const used = Math.max(0, Math.floor((until - block.started_at - (block.paused_ms ?? 0)) / 60e3));
  return { used, planned: block.planned, left: block.planned - used };
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/* Scenario time after some minutes: "Tue 19:00" and 90 give "Tue 20:30"; "" where only the day is known. */
export function storyAfter(story, minutes) {
  const match = /^(\w{3}) (\d\d):(\d\d)$/.exec(story ?? "");
  const day = match ? DAYS.indexOf(match[1]) : -1;
  if (day < 0) return "";
  const total = day * 1440 + Number(match[2]) * 60 + Number(match[3]) + minutes;
  const week = ((total % 10080) + 10080) % 10080;
  const two = (n) => String(n).padStart(2, "0");
  return `${DAYS[Math.floor(week / 1440)]} ${two(Math.floor((week % 1440) / 60))}:${two(week % 60)}`;
}

/* Room time today at "14:20" in ms, or null if it is not a time. */
export function timeOfDay(text, now) {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim());
  if (!match) return null;
  const at = new Date(now);
  at.setHours(Number(match[1]), Number(match[2]), 0, 0);
  return at.getTime();
}

/* "10 min", "3 h", "1 h 30 min", "2 days". */
export function span(minutes) {
  if (minutes >= 1440 && minutes % 1440 === 0) return minutes === 1440 ? "1 day" : `${minutes / 1440} days`;
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  return [h && `${h} h`, m && `${m} min`].filter(Boolean).join(" ") || "0 min";
}

/* How long an exercise is: "90 min", "3 h 30 min". */
export const length = (minutes) => (minutes <= 90 ? `${minutes} min` : span(minutes));

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/* "9 Dec 2026" for "2026-12-09"; anything else as it was written. */
export function dateWords(text) {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text ?? "");
  return match ? `${Number(match[3])} ${MONTHS[Number(match[2]) - 1]} ${match[1]}` : text ?? "";
}

/* "to Sheriff" or "to all", whichever way it is written. */
export const toWords = (to) => (!to ? "" : to === "everyone" ? "to all" : to.startsWith("to ") ? to : `to ${to}`);

export const toEveryone = (to) => ["", "to all", "everyone"].includes(to ?? "");

export const signed = (value) => (value > 0 ? `+${value}` : value < 0 ? `−${-value}` : "0");

export const at = (ms) => (ms ? clock(ms) : "");
