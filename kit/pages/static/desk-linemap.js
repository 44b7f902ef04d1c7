/* The map of lines: every line of play from StartEx to now, decisions as squares with the letter taken, a fork as a
   curve. It is a picture with one sentence as its name; the table beside it says the same. */

import { clock, html } from "./page.js";

const TOP = 70;
const GAP = 80;

/* The line another one left: the earlier line that holds the decision it left at. */
export const parentOf = (lines, line) => lines.find((one) => one.number === line.parent);

/* Where everything stands: columns for the longest line; a forked line starts 0.7 of a column after its decision. */
export function layout(lines) {
  const first = lines[0]?.decisions.length ?? 0;
  const starts = new Map([[lines[0]?.number, 0]]);
  for (const line of lines.slice(1)) {
    const parent = parentOf(lines, line);
    const at = parent ? parent.decisions.findIndex((item) => item.id === line.decision) : 0;
    starts.set(line.number, (starts.get(parent?.number) ?? 0) + at + 0.7);
  }
  const widest = Math.max(first, ...lines.slice(1).map((line) => starts.get(line.number) + Math.max(1, line.decisions.length)));
  const step = Math.min(145, 796 / Math.max(1, widest + 0.55));
  return { starts, step, x: (column) => 70 + step * column, end: 866 };
}

function Node({ x, y, item, kind }) {
  return html`<rect class=${kind} x=${x - 14} y=${y - 14} width="28" height="28" rx="3" /><text class="k" x=${x} y=${y + 5}>${item.taken}</text>`;
}

function Labels({ x, y, item, tight }) {
  return html`<text x=${x} y=${y - 44} text-anchor="middle" class="b">${item.id}</text>${!tight && html`<text class="m" x=${x} y=${y - 26} text-anchor="middle">${item.story}</text>`}`;
}

function curve(fromX, fromY, toX, toY) {
  const half = (fromX + toX) / 2;
  return `M${fromX} ${fromY}C${half} ${fromY} ${half} ${toY} ${toX} ${toY}`;
}

function First({ line, at, startAt, now }) {
  const tight = at.step < 78;
  const y = TOP;
  return html`<path class="l1" d="M70 ${y}H${line.current ? at.end : at.x(line.decisions.length) + 12}" /><circle class="n" cx="70" cy=${y} r="8" />
    <text x="70" y=${y - 44} text-anchor="middle" class="b">StartEx</text><text class="m" x="70" y=${y - 26} text-anchor="middle">${startAt ? clock(startAt) : ""}</text>
    ${line.decisions.map((item, i) => html`<${Node} x=${at.x(i + 1)} y=${y} item=${item} kind="n" /><${Labels} x=${at.x(i + 1)} y=${y} item=${item} tight=${tight} />`)}
    ${line.current && html`<${Now} at=${at} y=${y} now=${now} />`}`;
}

const Now = ({ at, y, now }) => html`<path class="l1 end" d="M${at.end} ${y - 10}v20" /><text x=${at.end} y=${y - 44} text-anchor="middle" class="b">now</text><text class="m" x=${at.end} y=${y - 26} text-anchor="middle">${clock(now)}</text>`;

function Later({ line, lines, at, index, now }) {
  const y = TOP + GAP * index;
  const start = at.starts.get(line.number);
  const parentIndex = lines.indexOf(parentOf(lines, line));
  const fromX = at.x(start - 0.7 + 1);
  const to = line.current ? at.end : at.x(start + line.decisions.length) + 30;
  return html`<path class="l1 forked" d="${curve(fromX, TOP + GAP * Math.max(0, parentIndex), at.x(start + 1), y)}H${to}" />
    ${line.decisions.map((item, i) => html`<${Node} x=${at.x(start + 1 + i)} y=${y} item=${item} kind="n" />${i > 0 && html`<text class="m" x=${at.x(start + 1 + i)} y=${y - 20} text-anchor="middle">${item.id}</text>`}`)}
    <text class="m" x=${at.x(start + 1) + 22} y=${y - 20}>line ${line.number}</text>${line.current && html`<path class="l1 end" d="M${at.end} ${y - 10}v20" /><text class="m" x=${at.end} y=${y - 20} text-anchor="middle">now</text>`}`;
}

/* The line that would start: dashed petrol. */
function Would({ fork, lines, at, index }) {
  const from = lines.findIndex((line) => line.number === fork.line);
  const column = lines[from].decisions.findIndex((item) => item.id === fork.decision);
  const base = at.starts.get(fork.line) + column + 1;
  const y = TOP + GAP * index;
  const x = at.x(base) + Math.max(56, at.step * 0.72);
  const words = `line ${lines.length + 1}, would start here`;
  return html`<path class="l2" d="${curve(at.x(base), TOP + GAP * from, x, y)}H${at.end}" /><rect class="n2" x=${x - 14} y=${y - 14} width="28" height="28" rx="3" /><text class="k" x=${x} y=${y + 5}>${fork.option || "?"}</text>
    ${x < 620 ? html`<text class="m" x=${x + 26} y=${y - 10}>${words}</text>` : html`<text class="m" x=${x - 22} y=${y + 5} text-anchor="end">${words}</text>`}`;
}

function nameOf(lines, fork) {
  const said = lines.map((line, i) => {
    const n = line.decisions.length;
    const rest = `${n} ${n === 1 ? "decision" : "decisions"}${line.current ? " to now" : ""}`;
    return i === 0 ? `Line ${line.number} runs through ${rest}.` : `Line ${line.number} leaves at ${line.decision} with choice ${line.option} and has ${rest}.`;
  });
  if (fork?.decision) said.push(`Line ${lines.length + 1} would leave line ${fork.line} at ${fork.decision}${fork.option ? ` with choice ${fork.option}` : ""}.`);
  return [...said, "The table below says the same."].join(" ");
}

export function LineMap({ lines, fork, startAt, now }) {
  if (!lines?.length) return null;
  const at = layout(lines);
  const rows = lines.length + (fork?.decision ? 1 : 0);
  const height = TOP + GAP * (rows - 1) + 40;
  return html`<svg class="linemap" viewBox="0 0 900 ${height}" role="img" aria-label=${nameOf(lines, fork)}>
    ${lines.slice(1).map((line, i) => html`<${Later} key=${line.number} line=${line} lines=${lines} at=${at} index=${i + 1} />`)}
    ${fork?.decision && html`<${Would} fork=${fork} lines=${lines} at=${at} index=${rows - 1} />`}<${First} line=${lines[0]} at=${at} startAt=${startAt} now=${now} /></svg>`;
}
