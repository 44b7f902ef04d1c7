/* A slide as text, with the facts behind it; slides shown before; papers to take along. */

import { html } from "./page.js";
import { Icon } from "./marks.js";
import { Drawing } from "./briefing-drawing.js";
import { Cites, FactList, Standing, idsOf, whole } from "./briefing-facts.js";

/* The slide before everybody. A phone gets each slide once, among those shown so far, and then only which one it is. */
export const inHand = ({ slide, earlier }) => slide && (earlier ?? []).find((one) => one.number === slide.number);

const OVER = { scene: "The story, invented" };

export const Points = ({ points, facts }) => points.length > 0 && html`<ul class="list points">${points.map((point) => html`
  <li key=${point.text}>${whole(point.text)}<${Cites} ids=${point.cites} facts=${facts} /></li>`)}</ul>`;

/* What a room talks about is no list: a question, large. */
const Asked = ({ points, facts }) => points.map((point) => html`<p class="talk-about" key=${point.text}>${whole(point.text)}<${Cites} ids=${point.cites} facts=${facts} /></p>`);

export const Picture = ({ slide }) => slide.picture && html`<figure class="drawn"><${Drawing} svg=${slide.picture} alt=${slide.alt} /></figure>`;

export function Slide({ slide, facts, talk }) {
  const module = talk.entries.length > 1 && slide.kind !== "title" ? talk.entries[slide.entry - 1]?.title : "";
  const over = [module, OVER[slide.kind]].filter(Boolean).join(". ");
  return html`<section class="stack slide" id="slide" aria-labelledby="slide-h" tabindex="-1">
    <div class="stack-2">${over && html`<p class="over">${over}</p>`}<h2 class="h1" id="slide-h">${whole(slide.title)}</h2></div>
    <${Picture} slide=${slide} />${slide.kind === "discussion" ? html`<${Asked} points=${slide.points} facts=${facts} />` : html`<${Points} points=${slide.points} facts=${facts} />`}
    <${Behind} ids=${idsOf(slide.points)} facts=${facts} /></section>`;
}

/* The facts themselves, a tap away. */
export const Behind = ({ ids, facts, title = "" }) => ids.length > 0 && html`${!title && html`<p class="standing"><${Standing} ids=${ids} facts=${facts} /></p>`}<details class="more"><summary>${title || "Facts behind this slide"}: ${ids.length}</summary>
  <${FactList} ids=${ids} facts=${facts} /></details>`;

export function Earlier({ view: { earlier, slide, head, facts } }) {
  const now = head.phase === "closed" ? 0 : slide?.number;
  const rows = (earlier ?? []).filter((one) => one.number !== now).sort((a, b) => b.number - a.number);
  if (!rows.length) return null;
  return html`<details class="more outer"><summary>Slides so far: ${rows.length}</summary><div class="stack-2">
    ${rows.map((slide) => html`<details class="more" key=${slide.number}><summary>${slide.number}. ${slide.title}</summary>
      <div class="stack"><${Picture} slide=${slide} /><${Points} points=${slide.points} facts=${facts} />
        <${FactList} ids=${idsOf(slide.points)} facts=${facts} /></div></details>`)}</div></details>`;
}

export const Handouts = ({ items }) => items?.length > 0 && html`<section class="stack-2" aria-labelledby="papers"><h2 id="papers">To take along</h2>
  <ul class="linklist">${items.map((item) => html`<li key=${item.href}><a href=${item.href} target="_blank" rel="noopener"><${Icon} name="page" />
    <span>${item.title}</span></a></li>`)}</ul></section>`;
