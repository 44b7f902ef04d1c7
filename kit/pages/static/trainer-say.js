/* What I say now, large, and the facts behind it. */

import { html } from "./page.js";
import { Cites, FactList, Standing, idsOf, whole } from "./briefing-facts.js";

export const Spoken = ({ lines, facts }) => html`<ul class="spoken">${lines.map((line) => html`<li key=${line.text}>${whole(line.text)}<${Cites} ids=${line.cites} facts=${facts} /></li>`)}</ul>`;

export function Say({ d }) {
  const { slide, notes, facts } = d.view;
  if (!slide) return null;
  const ids = idsOf([...notes, ...slide.points]);
  const talk = slide.kind === "discussion";
  const read = talk || (notes.length === 0 && slide.kind !== "question"); // what stands on the slide is then what I say
  return html`<div class="part"><div class="stack-2"><p class="over">Say</p><h2 id="say-h" class="t-6">${whole(slide.title)}</h2></div>
    ${read && html`<${Spoken} lines=${slide.points} facts=${facts} />`}
    ${slide.kind === "question" && html`<p>Read the question aloud. Give people half a minute, then close it.</p>`}
    ${talk && notes.length > 0 && html`<h3>A good discussion touches</h3>`}${notes.length > 0 && html`<${Spoken} lines=${notes} facts=${facts} />`}
    ${talk && html`<p class="meta">No real cases, no names, nobody’s status.</p>`}
    ${ids.length > 0 && html`<p class="standing"><${Standing} ids=${ids} facts=${facts} /></p><details class="more"><summary>Facts behind it: ${ids.length}</summary><${FactList} ids=${ids} facts=${facts} /></details>`}</div>`;
}
