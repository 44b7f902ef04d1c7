/* What a question brought: a table with bars, the right answer by word and shape, my own answer, and why. The same
   on phones, on the wall and at the desk.

   <${Answers} rows=${question.results} answer="b" mine="a" wide live caption="..." />    live: the desk's own counts
   resultOf(question) -> ["Most answered b: 9 of 12.", "The right answer is b."] */

import { html } from "./page.js";
import { Bar, Icon, Letter, Pill } from "./marks.js";
import { Cites, whole } from "./briefing-facts.js";


export function withMost(rows) {
  const best = Math.max(0, ...rows.map((row) => row.votes ?? 0));
  return rows.map((row) => ({ ...row, most: row.votes !== null && (row.most ?? (best > 0 && row.votes === best)) }));
}

function Row({ row, answer, mine, wide }) {
  const right = row.key === answer;
  const marks = [right && html`<${Pill} icon="tick">Right answer<//>`, row.key === mine && html`<${Pill} kind="mine">Your answer<//>`].filter(Boolean);
  const hidden = row.votes === null; // so few that they could be known
  const words = html`<${Letter} letter=${row.key} kind=${right ? "taken" : row.key === mine ? "mine" : ""} /><span class="text">${whole(row.text)}</span>${
    marks.length > 0 && html`<span class="marks">${marks}</span>`}`;
  return html`<tr role="row" class=${[row.most && "most", right && "right"].filter(Boolean).join(" ")}>
    <th scope="row" role="rowheader"><span class="opt">${words}${!wide && !hidden && html`<${Bar} share=${row.share} />`}</span></th>
    ${wide && html`<td class="barcell" role="cell"><${Bar} share=${row.share} /></td>`}
    <td class="n" role="cell" data-label="People">${hidden ? "under 3" : row.votes}</td>
    <td class="n pc" role="cell" data-label="Share">${hidden || row.share === null ? "" : `${row.share}%`}</td></tr>`;
}

/* The roles are written out because doubled text sets the rows as blocks, which would take them away. */
export const Answers = ({ rows, answer = "", mine = "", wide = false, caption, children }) => html`
  <table role="table" class=${wide ? "result wide" : "result"}><caption class=${children ? "" : "sr"}>${children ?? caption}</caption>
  <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Answer</th>${
    wide && html`<th scope="col" role="columnheader"><span class="sr">Bar</span></th>`}
    <th scope="col" role="columnheader" class="n">People</th><th scope="col" role="columnheader" class="n">Share</th></tr></thead>
  <tbody role="rowgroup">${withMost(rows).map((row) => html`<${Row} key=${row.key} row=${row} answer=${answer} mine=${mine} wide=${wide} />`)}</tbody></table>`;

const list = (keys) => (keys.length < 2 ? keys.join("") : `${keys.slice(0, -1).join(", ")} and ${keys.at(-1)}`);

export function resultOf({ results, saved, answer }) {
  const best = withMost(results ?? []).filter((row) => row.most && row.votes !== null);
  const most = best.length === 1 ? `Most answered ${best[0].key}: ${best[0].votes} of ${saved}.`
    : best.length ? `${list(best.map((row) => row.key))} have ${best[0].votes} each.` : saved ? "" : "Nobody answered.";
  return [most, answer && `The right answer is ${answer}.`].filter(Boolean);
}

export const Because = ({ question, facts }) => question.why && html`<div class="quote"><p><b>Why:</b> ${whole(question.why)}<${Cites}
  ids=${question.why_cites} facts=${facts} all /></p></div>`;

/* "That is right", in a word and a shape: for who answered. */
export function Verdict({ question, mine }) {
  if (!question.answer || !mine) return null;
  const right = mine === question.answer;
  return html`<p class=${right ? "state ok" : "state"}><${Icon} name=${right ? "tick" : "info"} /><span>You answered ${mine}. ${
    right ? "That is right." : `The right answer is ${question.answer}.`}</span></p>`;
}
