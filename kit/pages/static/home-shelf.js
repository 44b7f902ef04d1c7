/* The shelf: runs in play first, then every exercise, then what was played before. A broken exercise is listed with
   what is wrong and where. */

import { Briefings, SeriesList, Tools } from "./home-briefings.js";
import { Laptop } from "./home-capacity.js";
import { FactLine } from "./home-facts.js";
import { Find, briefingsFor, exercisesFor, useFind } from "./home-find.js";
import { useOpening } from "./home-open.js";
import { Btn, dateWords, length } from "./desk-marks.js";
import { Icon, State } from "./marks.js";
import { clock, count, html } from "./page.js";

const PHASES = { lobby: "In the lobby", briefing: "In the briefing", play: "In play now", "hot-wash": "In the hot wash" };
const SHOWN = 3;

function Running({ run }) {
  if (run.problem) return html`<li><${State} kind="bad" icon="warning">${run.name || run.slug}: ${run.problem}<//></li>`;
  const since = run.started_at ? `Started ${clock(run.started_at)}` : "Not started";
  const facts = [since, count(run.here, "person here", "people here"), run.module, run.place].filter(Boolean).join(", ");
  return html`<li class="banner in-play"><${Icon} name="play" /><div><h2 class="title">${PHASES[run.phase] ?? "Open"}: ${run.name}</h2><p class="num">${facts}</p></div>
    <a class="btn strong" href="/run/${run.run}/desk">Open the desk<span class="sr"> of ${run.name}</span></a></li>`;
}

const order = { play: 0, "hot-wash": 1, briefing: 2, lobby: 3 };

function Runs({ runs }) {
  if (!runs.length) return null;
  const sorted = [...runs].sort((a, b) => (order[a.phase] ?? 9) - (order[b.phase] ?? 9));
  const more = sorted.slice(SHOWN);
  return html`<section class="stack-2" aria-label="Runs that are open"><ul class="stack-2">${sorted.slice(0, SHOWN).map((run) => html`<${Running} key=${run.run} run=${run} />`)}</ul>
    ${more.length > 0 && html`<details class="more"><summary>${count(more.length, "more open run")}</summary><ul class="stack-2">${more.map((run) => html`<${Running} key=${run.run} run=${run} />`)}</ul></details>`}</section>`;
}

/* ---- one exercise ---- */

const figures = (one) => `${one.forms.map((form) => length(form.minutes)).join(" or ")}. ${count(one.positions, "position")}, ${count(one.decisions, "decision")}, ${count(one.objectives, "objective")}.`;

const languages = (list) => (list.length ? `Heard in the story: ${list.join(", ")}.` : "");

const longest = (forms) => forms.reduce((a, b) => (b.minutes > a.minutes ? b : a));

function Alone({ page, exercise }) {
  const { open, busy, sending } = useOpening(page, `alone:${exercise.slug}`);
  const start = () => open({ slug: exercise.slug, form: longest(exercise.forms).name, name: `${exercise.title}, tried alone`, admission: "open", names: "anonymous" });
  return html`<${Btn} busy=${busy} onClick=${start}>${busy ? "Opening…" : "Try it alone"}<span class="sr">: ${exercise.title}</span><//>
    ${sending?.state === "refused" && html`<p class="error">${sending.why}</p>`}`;
}

function Exercise({ page, view, exercise }) {
  return html`<article class="shelf-row"><div class="stack-2"><h3 class="h1">${exercise.title}</h3><p class="prose">${exercise.about}</p>
      <p class="meta num">${figures(exercise)} ${languages(exercise.languages)}</p><${FactLine} facts=${exercise.facts} /></div>
    <div class="shelf-acts"><a class="btn soft" href="#setup/${exercise.slug}">Start a run<span class="sr">: ${exercise.title}</span></a><${Alone} page=${page} exercise=${exercise} />
      ${view.papers?.[exercise.slug] && html`<a class="btn" href="#papers/${exercise.slug}"><${Icon} name="print" />Papers<span class="sr">: ${exercise.title}</span></a>`}</div></article>`;
}

function Broken({ one }) {
  return html`<article class="shelf-row"><div class="stack-2"><h3 class="h1">${one.slug}</h3><${State} kind="bad" icon="warning">This exercise cannot be opened: ${count(one.problems.length, "problem")} in its text.<//>
    <ul class="list problems">${one.problems.map((text) => html`<li>${text}</li>`)}</ul><p class="meta">Correct the file and reload this page. The other exercises are not affected.</p></div></article>`;
}

/* ---- what was played ---- */

const when = (run) => dateWords(run.date || (run.ended_at ? new Date(run.ended_at).toISOString().slice(0, 10) : ""));

function Earlier({ runs }) {
  return html`<section class="stack-2" aria-labelledby="earlier-h"><h2 id="earlier-h">Earlier runs</h2>${runs.length ? html`<ul class="linklist earlier">${runs.map((run) => html`
    <li key=${run.run} class="stack-2"><b>${run.name}</b><span class="meta num">${[when(run), run.place, run.here && count(run.here, "person", "people")].filter(Boolean).join(", ")}</span>
      ${run.problem ? html`<span class="meta">${run.problem}</span>` : html`<span class="row"><a class="plain" href="/run/${run.run}/report.html">Report<span class="sr"> of ${run.name}</span></a><a class="plain" href="/run/${run.run}/desk">Desk<span class="sr"> of ${run.name}</span></a></span>`}</li>`)}</ul>`
    : html`<div class="empty"><b>None yet</b><span>When an exercise has ended, its report is here.</span></div>`}</section>`;
}

function Exercises({ page, view, list, on }) {
  const none = !view.exercises.length && !view.broken?.length;
  return html`<section class="stack" aria-labelledby="ex"><h2 id="ex">Exercises</h2><div>
    ${list.map((exercise) => html`<${Exercise} key=${exercise.slug} page=${page} view=${view} exercise=${exercise} />`)}${(view.broken ?? []).map((one) => html`<${Broken} key=${one.slug} one=${one} />`)}
    ${none && html`<div class="empty"><b>No exercises</b><span>Put a folder with a scenario.yaml into the exercises folder and reload.</span></div>`}
    ${!list.length && on && !none && html`<div class="empty"><b>No exercise fits</b><span>Exercises are for agencies and community groups together. Choose less above, or show all.</span></div>`}</div></section>`;
}

export function Shelf({ page, view, missing }) {
  const { host } = page.doc.defaultView.location;
  const finding = useFind(page);
  const [exercises, briefings] = [exercisesFor(view, finding.find), briefingsFor(view, finding.find)];
  const found = `${count(exercises.length, "exercise")}, ${count(briefings.length, "briefing")}.`;
  return html`<header class="page-top"><div><h1 class="t-4" id="top" tabindex="-1">Tabletop kit</h1><p class="meta">on this laptop, ${host}</p></div></header>
    <main class="page" id="main" tabindex="-1"><${Runs} runs=${view.runs ?? []} />
      ${missing && html`<${State} kind="bad" icon="warning">There is nothing called “${missing}” on this shelf.<//>`}
      <${Find} view=${view} found=${found} ...${finding} />
      <div class="cols shelf"><${Exercises} page=${page} view=${view} list=${exercises} on=${finding.on} /><${Briefings} view=${view} list=${briefings} on=${finding.on} />
        <div class="stack-5"><${SeriesList} view=${view} />${view.briefings?.length > 0 && html`<${Tools} />`}<${Laptop} page=${page} view=${view} /><${Earlier} runs=${view.earlier ?? []} /></div></div></main>`;
}
