/* One briefing: what it is for, how to give it now, what to hand out. Whoever gives it is its trainer. */

import { Laptop } from "./home-capacity.js";
import { useOpening } from "./home-open.js";
import { ReviewLine, minutesWords, titleOf } from "./home-briefings.js";
import { FactLine } from "./home-facts.js";
import { Btn, Lines } from "./desk-marks.js";
import { Banner, Choice, Icon } from "./marks.js";
import { StatusLine, count, html, useDraft } from "./page.js";

function useForm(page, view, one) {
  const start = { audience: one.audiences[0], version: one.versions[0]?.key ?? "", setting: "roll_call", names: "named", scored: false, admission: "open", place: "" };
  const [text, write, clear] = useDraft(page, `briefing.${one.key}`, "");
  let kept = {};
  try { kept = JSON.parse(text || "{}"); } catch { /* an older version wrote it: start anew */ }
  const form = { ...start, ...kept };
  if (!one.audiences.includes(form.audience)) form.audience = start.audience;
  return { form, set: (change) => write(JSON.stringify({ ...form, ...change })), clear };
}

const Radios = ({ legend, name, options, value, onPick }) => html`<fieldset class="choices two"><legend class="label under">${legend}</legend>${options.map(([key, words, more]) => html`
  <${Choice} type="radio" name=${name} id="${name}-${key || "any"}" checked=${value === key} onInput=${() => onPick(key)}><span><b>${words}</b>${more && html`<br /><span class="meta">${more}</span>`}</span><//>`)}</fieldset>`;

const KEPT = [["named", "Names", "for a roster that is filed"], ["anonymous", "No names", "the roster says how many; counts under 3 are hidden"]];
const WHO = [["open", "Anyone in the room with the code", ""], ["approve", "Only people I let in", ""]];

/* What is asked before a briefing or a series begins: names, scores, who may join. */
export function AboutPeople({ form, set }) {
  return html`<${Radios} legend="Roster" name="names" options=${KEPT} value=${form.names} onPick=${(names) => set({ names, scored: names === "named" && form.scored })} />
    ${form.names === "named" && html`<div class="choices"><${Choice} type="checkbox" name="scored" id="scored" checked=${form.scored} onInput=${(event) => set({ scored: event.target.checked })}><span><b>Keep each person’s score on the roster</b><br /><span class="meta">Tell people before they join. Without it nobody’s answers are tied to their name.</span></span><//></div>`}
    <${Radios} legend="Who may join" name="admission" options=${WHO} value=${form.admission} onPick=${(admission) => set({ admission })} />`;
}

function Now({ page, view, one, form, set, clear }) {
  const cut = one.cuts.find((cut) => cut.audience === form.audience && cut.version === form.version) ?? one.cuts[0];
  const { open, busy, sending } = useOpening(page, `give:${one.key}`, clear);
  const start = () => open({ slug: one.key.toLowerCase(), name: one.title, entries: [`${one.key}/${form.audience}/${form.version}`], setting: form.setting, scored: form.scored, admission: form.admission, names: form.names, place: form.place.trim(), date: view.today });
  return html`<div class="card stack this-run"><h2>This briefing</h2><dl class="facts num"><dt>Planned</dt><dd>${one.minutes[form.setting]} min</dd><dt>Slides</dt><dd>${cut.slides[form.setting]}</dd><dt>Questions</dt><dd>${cut.questions}, answered on phones</dd></dl>
    <${Btn} kind="primary wide" busy=${busy} onClick=${start}>${busy ? "Opening…" : "Give it now"}<//><${StatusLine} page=${page} sending=${sending} />
    <a class="btn wide" href="/learn/briefings/${learnName(one, form)}.html"><${Icon} name="eye" />Go through it alone</a>
    <${FactLine} facts=${one.facts} /><${ReviewLine} gates=${one.gates} aids=${one.aids} /></div>`;
}

/* The name under which a briefing's pages and files stand: det-officers, int-officers-287g. */
export const learnName = (one, { audience, version }) => [one.key.toLowerCase(), audience, version].filter(Boolean).join("-");

const FORMATS = [[".html", "Page that prints"], [".pdf", "PDF"], [".docx", "Word"], ["-deck.html", "Slides"], ["-deck.pdf", "Slides as PDF"], ["-scorm12.zip", "SCORM 1.2"]];

function HandOut({ view, one, form }) {
  const name = learnName(one, form);
  const aids = one.aids.filter((aid) => aid.audiences.includes(form.audience) && (!aid.version || aid.version === form.version));
  return html`<section class="stack" aria-labelledby="out-h"><h2 id="out-h">To hand out: ${titleOf(view, form.audience)}</h2>
    ${aids.map((aid) => html`<article class="stack-2 briefing-row" key=${aid.id}><h3>${aid.title}</h3>
      ${aid.obstacles ? html`<${Banner} icon="warning" title="Prints as a review copy only" level=${4}><${Lines} items=${aid.first} />${aid.obstacles > aid.first.length && html`<p>and ${aid.obstacles - aid.first.length} more. <a href="/agency">Your agency’s values and reviews</a></p>`}<//>` : html`<p><${Icon} name="tick" /> Ready to hand out.</p>`}
      <p class="row"><a class="btn small" href="/packets/${name}-${aid.id}.html"><${Icon} name="print" />Card<span class="sr">: ${aid.title}</span></a><a class="btn small" href="/packets/${name}-${aid.id}.pdf"><${Icon} name="download" />Card as PDF<span class="sr">: ${aid.title}</span></a></p></article>`)}
    <article class="stack-2 briefing-row"><h3>${form.audience === "commanders" ? "Commander’s packet" : "Whole packet"}</h3><p>Slides with notes, discussion guide, ${aids.length ? "job aids, " : ""}${form.audience === "commanders" ? "policy checklist, planning tool, log, resources, " : ""}knowledge check, what changed, facts and sources, roster, feedback form.</p>
      <p class="row">${FORMATS.map(([format, words]) => html`<a class="btn small" href="/packets/${name}${format}"><${Icon} name=${format === ".html" ? "print" : "download"} />${words}</a>`)}</p></article></section>`;
}

export function BriefingSetup({ page, view, briefing: one }) {
  const { form, set, clear } = useForm(page, view, one);
  return html`<header class="page-top"><div><h1 class="t-5" id="top" tabindex="-1">${one.title}</h1><div class="push row"><a href="#">Back to the shelf</a></div></div></header>
    <main class="page" id="main" tabindex="-1"><div class="cols main-side"><div class="stack-5">
      <section class="stack-2"><p class="prose lead">${one.about}</p><p class="meta num">${minutesWords(one.minutes)}.</p><h2>Afterwards people can</h2><${Lines} items=${one.aim} /></section>
      <form class="stack-5" aria-label="How to give it" onSubmit=${(event) => event.preventDefault()}>
        <${Radios} legend="For whom" name="audience" options=${one.audiences.map((key) => [key, titleOf(view, key), view.audiences.find((who) => who.key === key)?.about])} value=${form.audience} onPick=${(audience) => set({ audience })} />
        ${one.versions.length > 0 && html`<${Radios} legend="Version" name="version" options=${one.versions.map((version) => [version.key, version.title])} value=${form.version} onPick=${(version) => set({ version })} />`}
        <${Radios} legend="How long" name="setting" options=${[["roll_call", `Roll call, ${one.minutes.roll_call} min`, "slides and questions"], ["class", `In class, ${one.minutes.class} min`, "with the scenes of the video and questions to discuss"]]} value=${form.setting} onPick=${(setting) => set({ setting })} />
        <${AboutPeople} form=${form} set=${set} /></form>
      <${HandOut} view=${view} one=${one} form=${form} /></div>
    <aside class="stack-5" aria-label="This briefing"><${Now} page=${page} view=${view} one=${one} form=${form} set=${set} clear=${clear} /><p class="meta">${count(factCount(one), "fact")} behind it, each with its status and date.</p><${Laptop} page=${page} view=${view} /></aside></div></main>`;
}

const factCount = (one) => Object.values(one.facts).reduce((sum, n) => sum + n, 0);
