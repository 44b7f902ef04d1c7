/* The evaluator's sheet: objectives at the side, one objective with its targets, tasks and notes beside what is
   in play, or one rating with its definitions and evidence. EvaluatorView in kit/engine/shapes.py. */

import { ConnectionBanner, SkipLink, Waiting, clock, count, html, kept, mount, useMedia, useState, useTick } from "./page.js";
import { Rate, Tag } from "./marks.js";
import { Guide, notesOf, rateables } from "./evaluator-guide.js";
import { RatingPage } from "./evaluator-rate.js";
import { Settings } from "./participant-raise.js";

function App({ page, view }) {
  const [place, setPlace] = useState(() => placeOf(page, view));
  useTick(30e3);
  if (!view.head) return html`<main id="main" class="page"><${Waiting} /></main>`;
  const objective = view.guide.find((one) => one.id === place.objective) ?? view.guide.find((one) => one.rated) ?? view.guide[0];
  const go = (next) => {
    kept.set(`kit.place.${page.owner}`, JSON.stringify(next));
    setPlace(next);
    page.focus("here");
  };
  const at = { objective: objective?.id, rate: place.rate };
  return html`<div class="eval"><${SkipLink} page=${page}>Skip to the evaluation guide<//>
    <${Top} page=${page} view=${view} />
    <div class="eval-main"><${Objectives} page=${page} view=${view} at=${at} go=${go} />
      <main id="main"><div class="banners"><${ConnectionBanner} page=${page} /></div>
        ${objective && (at.rate
          ? html`<${RatingPage} key=${at.rate} page=${page} view=${view} objective=${objective} target=${at.rate}
            back=${() => go({ objective: objective.id })} />`
          : html`<${Guide} key=${objective.id} page=${page} view=${view} objective=${objective}
            rate=${(target) => go({ objective: objective.id, rate: target })} />`)}
      </main></div></div>`;
}

function placeOf(page, view) {
  try { return JSON.parse(kept.get(`kit.place.${page.owner}`)) ?? {}; } catch { return {}; }
}

function Top({ page, view: { head, mine } }) {
  return html`<header class="page-top"><div class="full"><div><h1 class="t-4">${mine.name || "Evaluator"}</h1>
      <p class="meta"><${Tag}>Exercise<//> ${head.exercise}</p></div>
    <div class="push to-end"><p class="num">${head.story ? html`<b>${head.story}</b> <span
      class="meta">in the story</span>` : html`<span class="meta">Play has not started</span>`}</p>
      <p class="meta num">${clock(page.now())} in the room</p></div></div></header>`;
}

function Objectives({ page, view, at, go }) {
  const wide = useMedia(page, "(min-width: 56rem)");
  const list = html`<${ObjectiveList} page=${page} view=${view} at=${at} go=${go} />`;
  return html`<nav aria-label="Objectives">${wide ? html`<h2>Objectives</h2>${list}`
    : html`<details class="more" key=${`${at.objective} ${at.rate}`}><summary><h2>Objectives and settings</h2></summary><div
      class="stack">${list}</div></details>`}</nav>`;
}

function ObjectiveList({ page, view, at, go }) {
  return html`<div class="objs">${view.guide.map((one) => html`<${ObjectiveLink} key=${one.id} view=${view} one=${one}
    current=${one.id === at.objective} go=${go} />`)}</div>
    <p class="hint">Others cannot see your notes and ratings until the exercise ends.</p>
    <${Settings} page=${page} view=${view} />`;
}

function ObjectiveLink({ view, one, current, go }) {
  const notes = notesOf(view.notes, one).length;
  const all = rateables(one);
  const rated = all.filter((id) => view.ratings[id]).length;
  const progress = rated > 0 && `${rated} of ${all.length} rated`;
  const meta = [one.id, notes ? count(notes, "note") : "none yet", progress, !one.rated && "not rated in this form"];
  const click = (event) => { event.preventDefault(); go({ objective: one.id }); };
  return html`<a href="#here" aria-current=${current ? "page" : undefined} onClick=${click}>
    <${Rate} letter=${view.ratings[`${one.id}/${one.capabilities[0]}`]?.rating ?? ""} />
    <span><span class="name">${one.capabilities.join(", ")}</span><span class="meta num">${meta.filter(Boolean).join(", ")}</span>
      </span></a>`;
}

/* Said aloud: what notes are tied to from now on. */
App.onView = (page, view, changed) => {
  if (!view.head) return;
  const before = page.before;
  page.before = view;
  const moved = before?.head && changed.includes("now") && view.now && before.now?.id !== view.now.id;
  if (moved) page.say(`In play: ${view.now.id}, ${view.now.title}.`);
  page.title("Evaluation guide");
};

export default { render: (host) => mount(host, App, { device: "sheet" }) };
