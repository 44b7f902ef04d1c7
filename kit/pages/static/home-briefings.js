/* The briefings on the shelf: a row each with its minutes, its audiences, what its facts stand on and whether people
   have reviewed it; then the series, and what belongs to no single briefing. */

import { FactLine } from "./home-facts.js";
import { Icon, State } from "./marks.js";
import { count, html } from "./page.js";

export const titleOf = (view, audience) => view.audiences.find((one) => one.key === audience)?.title ?? audience;

const joined = (words) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);

export const whomWords = (view, keys) => joined(keys.map((key, i) => (i ? titleOf(view, key).toLowerCase() : titleOf(view, key))));

/* Who has looked at it: never more than what the review says. */
export function ReviewLine({ gates, aids = [] }) {
  const done = gates.passed >= gates.of;
  const held = aids.filter((one) => one.obstacles).length;
  const cards = !aids.length ? "" : held ? ` ${count(held, "card")} for review only.` : ` ${aids.length > 1 ? "Cards" : "Card"} ready to hand out.`;
  return html`<p class="factline"><b>Review</b><span><${Icon} name=${done ? "tick" : "pencil"} />${done ? "done" : gates.passed ? `${gates.passed} of ${gates.of} steps done` : "not reviewed yet"}.${cards}</span></p>`;
}

export const minutesWords = (minutes) => `${minutes.roll_call} min at roll call, ${minutes.class} min in class`;

function Briefing({ view, one }) {
  return html`<li class="briefing-row"><h4 class="h3"><a href="#briefing/${one.key}">${one.title}</a></h4><p>${one.about}</p>
    <p class="meta num">${minutesWords(one.minutes)}. ${whomWords(view, one.audiences)}.</p><${FactLine} facts=${one.facts} /><${ReviewLine} gates=${one.gates} aids=${one.aids} /></li>`;
}

function Group({ view, id, title, list }) {
  if (!list.length) return null;
  return html`<section aria-labelledby=${id}><h3 class="group-head" id=${id}>${title}</h3><ul class="briefing-list">${list.map((one) => html`<${Briefing} key=${one.key} view=${view} one=${one} />`)}</ul></section>`;
}

function BrokenBriefing({ one }) {
  return html`<div class="stack-2 briefing-row"><${State} kind="bad" icon="warning">The briefing ${one.slug} cannot be opened: ${count(one.problems.length, "problem")} in its text.<//>
    <ul class="list problems">${one.problems.map((text) => html`<li>${text}</li>`)}</ul></div>`;
}

export function Briefings({ view, list, on }) {
  const all = view.briefings ?? [];
  if (!all.length && !view.broken_briefings?.length) return null;
  return html`<section class="stack" aria-labelledby="bf"><div class="row apart"><h2 id="bf">Briefings</h2><a class="btn soft" href="#series">Put a series together</a></div>
    ${view.agency && html`<${State} kind="bad" icon="warning">${view.agency}<//>`}
    <${Group} view=${view} id="bf-modules" title="Modules" list=${list.filter((one) => one.kind === "module")} />
    <${Group} view=${view} id="bf-topics" title="Training topics" list=${list.filter((one) => one.kind !== "module")} />
    ${!list.length && on && html`<div class="empty"><b>No briefing fits</b><span>Choose less above, or show all.</span></div>`}
    ${(view.broken_briefings ?? []).map((one) => html`<${BrokenBriefing} key=${one.slug} one=${one} />`)}</section>`;
}

export function SeriesList({ view }) {
  if (!view.series?.length) return null;
  return html`<section class="stack-2" aria-labelledby="series-h"><h2 id="series-h">Series</h2><ul class="linklist">${view.series.map((one) => html`<li key=${one.name}><a href="#series/${one.name}"><span>${one.title}</span><span class="meta num">${count(one.entries.length, "part")}, ${one.minutes} min</span></a></li>`)}</ul></section>`;
}

const TOOLS = [
  ["/packets/i-speak-phone.html", "“I Speak” guide", "which language somebody speaks, and then your line"],
  ["/learn/index.html", "To read, without a seat", "what people can open on their own phones"],
  ["/agency", "Your agency’s values", "numbers, rules and reviews on the cards"],
  ["/learn/pages/figures-2019.html", "Figures of 2019", "as they were printed"],
  ["/learn/pages/about-the-sources.html", "About the sources", "what they say and where they differ"],
  ["/learn/pages/history.html", "History", "2011 to now"],
];

export function Tools() {
  return html`<section class="stack-2" aria-labelledby="tools-h"><h2 id="tools-h">Beside them</h2><ul class="linklist told">${TOOLS.map(([href, title, about]) => html`<li><a href=${href}><span>${title}</span><span class="meta">${about}</span></a></li>`)}</ul></section>`;
}
