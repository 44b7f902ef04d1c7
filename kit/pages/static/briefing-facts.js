/* The facts behind a line: ids beside it, the badge of those that change what it means; under it where all of them
   stand; a tap away the facts themselves.

   <${Cites} ids=${["DET-02"]} facts=${view.facts} all />  small, behind a line; all: with every badge but "in force"
   <${FactList} ids facts />                               each with badge, date, title and text
   <${Standing} ids facts />                               badges with ids, in a line
   whole(text)                                             a text whose form numbers stay on one line
   idsOf(points)                                           every id once, in order */

import { html } from "./page.js";
import { Badge } from "./marks.js";

const LOUD = new Set(["contested", "historical", "amended"]); // these change what the line beside them means

/* A form's number is one word: no line ends inside "I-247A". */
export const whole = (text) => text.replace(/\b([A-Z]+)-(?=\d)/g, "$1-\u2060");

export const idsOf = (points) => [...new Set((points ?? []).flatMap((point) => point.cites ?? []))];

const known = (ids, facts) => (ids ?? []).map((id) => (facts ?? []).find((fact) => fact.id === id) ?? { id, badge: "", style: "" });

/* Groups of facts with the same badge, in the order of their first id. */
function standing(ids, facts) {
  const groups = new Map();
  for (const fact of known(ids, facts)) if (fact.badge) groups.set(fact.badge, [...(groups.get(fact.badge) ?? []), fact]);
  return [...groups.values()];
}

export function Cites({ ids, facts, all = false }) {
  if (!ids?.length) return null;
  const loud = standing(ids, facts).filter(([fact]) => LOUD.has(fact.style) || (all && fact.style !== "inforce"));
  const quiet = ids.filter((id) => !loud.flat().some((fact) => fact.id === id));
  return html` <span class="cites">${quiet.length > 0 && html`<span class="num">${quiet.join(", ")}</span>`}${loud.map((group) => html` <span class="num">${
    group.map((fact) => fact.id).join(", ")}</span> <${Badge} style=${group[0].style} word=${group[0].badge} />`)}</span>`;
}

export const FactList = ({ ids, facts }) => ids.length > 0 && html`<ul class="stack facts-behind">${known(ids, facts).map((fact) => html`
  <li class="stack-2" key=${fact.id}><p class="row tight-gap"><b class="num">${fact.id}</b>${fact.badge && html`<${Badge} style=${fact.style} word=${fact.badge} asOf=${fact.date} />`}</p>
    ${fact.title && html`<p class=${fact.style === "historical" ? "struck" : ""}>${fact.title}</p>`}${fact.text && html`<p class="meta">${fact.text}</p>`}</li>`)}</ul>`;

export const Standing = ({ ids, facts }) => html`${standing(ids, facts).map((group) => html`<span class="row tight-gap hold" key=${group[0].badge}>
  <${Badge} style=${group[0].style} word=${group[0].badge} /><span class="num">${group.map((fact) => fact.id).join(", ")}</span></span>`)}`;
