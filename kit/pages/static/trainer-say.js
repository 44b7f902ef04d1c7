/* What I say now, large, and the facts behind it. */

import { html } from "./page.js";
import { Cites, FactList, idsOf, whole } from "./briefing-facts.js";

export const Spoken = ({ lines, facts }) => html`<ul class="spoken">${lines.map((line) => html`<li key=${line.text}>${whole(line.text)}<${Cites} ids=${line.cites} facts=${facts} /></li>`)}</ul>`;

export function Say({ d }) {
  const { slide, notes, facts } = d.view;
  if (!slide) return null;
  const ids = idsOf([...notes, ...slide.points]);
  return html`<div class="part"><div class="stack-2"><p class="over">Say</p><h2 id="say-h" class="t-6">${whole(slide.title)}</h2></div>
    ${notes.length > 0 ? html`<${Spoken} lines=${notes} facts=${facts} />` : html`<p class="meta">No notes for this slide. Read it aloud.</p>`}
    ${slide.kind === "discussion" && html`<p class="meta">A good discussion touches these. Let the room find them.</p>`}
    ${ids.length > 0 && html`<details class="more"><summary>Facts behind it: ${ids.length}</summary><${FactList} ids=${ids} facts=${facts} /></details>`}</div>`;
}
