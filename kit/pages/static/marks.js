/* The marks of the look: one component each, drawn with the classes of base.css.

   <${Icon} name="tick" flip />                      own inline SVG; names: see ICONS. Decorative, never without a word.
   <${Badge} style="inforce" word="IN FORCE" asOf="as of 12 June 2026" />   styles: inforce amended historical contested unknown kind
   <${Letter} letter="b" kind="mine" />              the square of an option; kind: "" | "mine" | "taken"
   <${Rate} letter="M" />                            P S M U, "" or "-" for not rated
   <${Tally} what="life" value=${1} />               what: life trust legal; -2..+2
   <${Pill} kind="line" icon="lock">Voting closed<//>   kind: "" (now) | "line" (was) | "mine"
   <${Tag}>B-D1<//>
   <${Result} rows=${bars} mine="b" taken="b" wide caption="Votes, 22 of 24" />   bars: results of a DecisionCard
   <${Bar} share=${55} />  <${Meter} share=${62} />  decoration beside a number; 0..100
   <${Quote} text=... letter="c" who="Government table" />
   <${Banner} kind="lost" icon="pause" title="Paused by the facilitator" level=${3}>...<//>   level: heading level, else a paragraph
   <${State} kind="ok" icon="tick">Saved 14:02:11<//>   kind: "" | "ok" | "bad"
   <${Dialog} title="Raise something" onClose=${f}>...<//>   native, modal; Esc and onClose; focus returns to the opener
   <${Empty} title="No messages yet">sentence<//>
   <${Choice} type="radio" name id value checked onInput disabled>label<//>   native input, the whole row is its label
   <${Field} id label hint error>control<//>           label, hint, error, control; describedBy(id, {hint, error}) for the control
   <${Prose} text=... />                             an author's text: blank lines part paragraphs
   channelIcon(channel)                                icon name for the way an inject came */

import { html, useEffect, useRef } from "./vendor/preact-htm.js";

const ICONS = {
  tick: ["M4.5 12.5l5 5L19.5 7"],
  history: ["M4.5 12a7.8 7.8 0 1 0 2.4-5.6M4 4v4.5h4.5M12 8v4.5l3 1.8"],
  question: ["M7.5 8.8a4.5 4.5 0 1 1 6.8 3.9c-1.5.9-2.3 1.6-2.3 3.3M12 20v.1"],
  life: ["O12 12 9", "O12 12 3.6", "M5.8 5.8l3.5 3.5M14.7 14.7l3.5 3.5M18.2 5.8l-3.5 3.5M9.3 14.7l-3.5 3.5"],
  trust: ["O8.8 12 6", "O15.2 12 6"],
  legal: ["M15.5 6.5C15 4.8 13.8 4 12 4c-2 0-3.5 1.2-3.5 2.9 0 3.6 7 3.4 7 7.1 0 1.5-1 2.5-2.5 3M8.5 17.5C9 19.2 10.2 20 12 20c2 0 3.5-1.2 3.5-2.9M11 7c-1.5.5-2.5 1.5-2.5 3 0 3.7 7 3.5 7 7.1"],
  warning: ["M12 4l9 16H3z", "M12 10v4.5M12 17.2v.1"],
  clock: ["O12 12 9", "M12 7v5l3.5 2"],
  lost: ["M2.5 9a14.5 14.5 0 0 1 4-2.7M10.5 5.1A14.5 14.5 0 0 1 21.5 9M6 13a9.5 9.5 0 0 1 3.5-2.1M14.5 10.9A9.5 9.5 0 0 1 18 13M9.5 16.7a4.5 4.5 0 0 1 5 0M12 20v.1M4 3l16 18"],
  net: ["M2.5 9a14.5 14.5 0 0 1 19 0M6 13a9.5 9.5 0 0 1 12 0M9.5 16.7a4.5 4.5 0 0 1 5 0M12 20v.1"],
  lock: ["R5 11 14 9", "M8 11V8a4 4 0 0 1 8 0v3"],
  pencil: ["M4 20l1-4.5L16.5 4l3.5 3.5L8.5 19z"],
  fork: ["M7 20V4M7 15c0-4.5 10-2.5 10-9.5M4 7l3-3 3 3M14 8.3l3-3 3 3"],
  pause: ["M9 6v12M15 6v12"],
  info: ["O12 12 9", "M12 11.5V17M12 7.6v.1"],
  mail: ["R3 6 18 12", "M3.5 7l8.5 6.5L20.5 7"],
  phone: ["M5 4h4l1.5 5-2.5 1.5c1 2.5 3 4.5 5.5 5.5l1.5-2.5 5 1.5v4c0 .6-.4 1-1 1C11.5 20 4 12.5 4 5c0-.6.4-1 1-1z"],
  screen: ["R3 4 18 12", "M12 16v4M8 20h8"],
  eye: ["M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z", "O12 12 3"],
  undo: ["M8.5 4.5L4.5 8.5l4 4M5 8.5h9a5.5 5.5 0 0 1 0 11H9"],
  download: ["M12 4v11M7 10.5l5 5 5-5M4 20h16"],
  print: ["M7 8V3.5h10V8M7 17H3.5V8h17v9H17", "R7 14 10 6.5"],
  bars: ["M5 20V10M12 20V4M19 20v-7"],
  plus: ["M12 5v14M5 12h14"],
  flag: ["M6 21V4h12l-2.5 4L18 12H6"],
  play: ["M8 5.5l10 6.5-10 6.5z"],
  radio: ["R3 9 18 11", "M5 9l13-5.5", "O8.5 14.5 2.2", "M14 13h4M14 16.5h4"],
  down: ["M12 4v15M6 13.5l6 6 6-6"],
  speech: ["M4 5h16v11H10l-5 4v-4H4z"],
  hand: ["M7 12V6.5M7 12.5V5.2M10.3 11V3.7M13.7 11V4.5M17 12V7M7 12.5L4.8 11c-.8 2 .7 3.5 1.7 5 1.2 2 2.5 4.5 6 4.5 3 0 4.5-2 4.5-5V12"],
  out: ["M10 4H5v16h5M9.5 12H20M15.5 7.5L20 12l-4.5 4.5"],
  page: ["M6 3.5h8.5L18.5 8v12.5H6z", "M14 4v4.5h4.5M9 12.5h6M9 16.3h6"],
};

/* M: a path; O: a circle "cx cy r"; R: a rectangle "x y width height". */
function shape(text) {
  const [a, b, c, d] = text.slice(1).split(" ");
  if (text[0] === "O") return html`<circle cx=${a} cy=${b} r=${c} />`;
  if (text[0] === "R") return html`<rect x=${a} y=${b} width=${c} height=${d} />`;
  return html`<path d=${text} />`;
}

export const Icon = ({ name, flip = false }) => html`
  <svg class=${flip ? "icon flip" : "icon"} viewBox="0 0 24 24" aria-hidden="true">${ICONS[name].map(shape)}</svg>`;

const CHANNELS = [
  [/mail/i, "mail"],
  [/phone|call/i, "phone"],
  [/bulletin|radio|television|news|broadcast/i, "radio"],
  [/screen/i, "screen"],
  [/web|letter|paper|document|note|entry|notice|statement|flyer|folder|card/i, "page"],
];

export function channelIcon(channel) {
  return CHANNELS.find(([words]) => words.test(channel))?.[1] ?? "speech";
}

export const Prose = ({ text, class: name = "prose" }) => html`<div class=${name}>${
  text.split(/\n\s*\n/).map((part) => html`<p>${part}</p>`)}</div>`;

const BADGES = { inforce: "tick", amended: "pencil", contested: "fork", historical: "history", unknown: "question" };

export const Badge = ({ style, word, asOf = "" }) => html`
  <span class="badge ${style}">${BADGES[style] && html`<${Icon} name=${BADGES[style]} />`}${word}</span>${
    asOf && html` <span class="meta">${asOf}</span>`}`;

export const Letter = ({ letter, kind = "" }) => html`<bdi class="key ${kind}">${letter}</bdi>`;

export function Rate({ letter }) {
  const rated = "PSMU".includes(letter) && letter;
  return html`<span class="rate ${rated ? letter.toLowerCase() : "none"}">${rated || "–"}</span>`;
}

const TALLIES = { life: "Life safety", trust: "Trust", legal: "Legal exposure" };
const signed = (value) => (value > 0 ? `+${value}` : value < 0 ? `−${-value}` : "0");

export const Tally = ({ what, value }) => html`<div class="tally">
  <${Icon} name=${what} /><span>${TALLIES[what]}</span>
  <span class="steps5" aria-hidden="true">${[-2, -1, 0, 1, 2].map((step) => html`<i
    class=${step === Math.max(-2, Math.min(2, value)) ? "on" : ""}></i>`)}</span>
  <b class="num">${signed(value)}</b></div>`;

export const Pill = ({ kind = "", icon, children }) => html`
  <span class="pill ${kind}">${icon && html`<${Icon} name=${icon} />`}${children}</span>`;

export const Tag = ({ children }) => html`<span class="tag"><bdi>${children}</bdi></span>`;

const shareOf = (share) => ({ "--share": `${Math.max(0, Math.min(100, share ?? 0))}%` });

export const Bar = ({ share }) => html`<span class="bar" style=${shareOf(share)} aria-hidden="true"><i></i></span>`;
export const Meter = ({ share }) => html`<span class="meter" style=${shareOf(share)} aria-hidden="true"><i></i></span>`;

const FEW = "Fewer than 3 people chose this. The number is not shown.";

function ResultRow({ row, mine, taken, wide }) {
  const kind = row.key === taken ? "taken" : row.key === mine ? "mine" : "";
  const words = html`<${Letter} letter=${row.key} kind=${!wide && row.key === mine ? "mine" : kind} /><span
    class="text">${row.text}</span>`;
  const marks = [row.most && html`<${Pill} kind="line">Most votes<//>`, row.key === mine && html`<${Pill}
    kind="mine">Your choice<//>`].filter(Boolean);
  const hidden = row.votes === null;
  return html`<tr role="row" class=${row.most ? "most" : ""}>
    <th scope="row" role="rowheader"><span class="opt">${words}${!wide && html`<${Bar} share=${row.share} />`}${
      !wide && marks.length > 0 && html`<span class="marks">${marks}</span>`}${
      hidden && html`<span class="meta">${FEW}</span>`}</span></th>
    ${wide && html`<td class="barcell" role="cell"><${Bar} share=${row.share} /></td>`}
    <td class="n" role="cell" data-label="Votes">${hidden ? html`<span class="sr">not shown</span>` : row.votes}</td>
    <td class="n pc" role="cell" data-label="Share">${hidden ? "" : `${row.share}%`}</td></tr>`;
}

/* The roles are written out because doubled text sets the rows as blocks, which would take them away. */
export const Result = ({ rows, mine = "", taken = "", wide = false, caption }) => html`
  <table role="table" class=${wide ? "result wide" : "result"}><caption class="sr">${caption}</caption>
  <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Choice</th>${
    wide && html`<th scope="col" role="columnheader"><span class="sr">Bar</span></th>`}
    <th scope="col" role="columnheader" class="n">Votes</th><th scope="col" role="columnheader" class="n">Share</th></tr></thead>
  <tbody role="rowgroup">${rows.map((row) => html`<${ResultRow} key=${row.key} row=${row} mine=${mine} taken=${taken}
    wide=${wide} />`)}</tbody></table>`;

export const Quote = ({ text, letter, who }) => html`<div class="quote"><p>${text}</p>${
  (letter || who) && html`<p class="who">${letter && html`<${Letter} letter=${letter} />`} ${who}</p>`}</div>`;

export const Banner = ({ kind = "", icon, title, level = 0, children }) => html`
  <div class="banner ${kind}"><${Icon} name=${icon} />${
    level ? html`<${`h${level}`} class="title h3">${title}<//>` : html`<p class="title">${title}</p>`}${children}</div>`;

export const State = ({ kind = "", icon, children }) => html`
  <p class="state ${kind} num">${icon && html`<${Icon} name=${icon} />`}<span>${children}</span></p>`;

export const Empty = ({ title, children }) => html`<div class="empty"><b>${title}</b>${children && html`<span>${children}</span>`}</div>`;

export function Dialog({ title, onClose, children }) {
  const node = useRef(null);
  useEffect(() => {
    const dialog = node.current;
    dialog.showModal();
    return () => dialog.close(); // gives focus back to the button that opened it
  }, []);
  return html`<dialog class="dialog" ref=${node} aria-labelledby="dialog-title"
    onCancel=${(event) => { event.preventDefault(); onClose(); }}><h2 id="dialog-title">${title}</h2>${children}</dialog>`;
}

export const Choice = ({ id, children, plain = false, type = "radio", ...input }) => html`
  <div class=${plain ? "choice plain" : "choice"}><input type=${type} id=${id} ...${input} /><label for=${id}>${children}</label></div>`;

export function describedBy(id, { hint, error }) {
  return [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
}

export const Field = ({ id, label, hint, error, children }) => html`
  <div class=${error ? "field wrong" : "field"}><label for=${id}>${label}</label>${
    hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}${
    error && html`<p class="error" id="${id}-error"><${Icon} name="warning" /><span>${error}</span></p>`}${children}</div>`;
