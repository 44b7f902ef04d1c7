/* Setting up a run: how long, the posture dials and what they change, what stands on the papers, who may join, which
   names are kept. What is set is kept on this device until the lobby opens. */

import { Laptop } from "./home-capacity.js";
import { changesUnder, warningsUnder } from "./home-dials.js";
import { factTotal } from "./home-facts.js";
import { useOpening } from "./home-open.js";
import { Btn, length } from "./desk-marks.js";
import { Banner, Choice, Field, State, Tag } from "./marks.js";
import { StatusLine, count, html, useDraft } from "./page.js";

/* What is set, as one draft: {form, dials, name, sponsor, date, place, admission, names}. */
function useForm(page, view, exercise) {
  const dials = Object.fromEntries(view.dials.map((dial) => [dial.id, dial.default]));
  const start = { form: exercise.forms[0].name, dials, name: exercise.title, sponsor: "", date: view.today, place: "", admission: "open", names: "positions" };
  const [text, write, clear] = useDraft(page, `setup.${exercise.slug}`, "");
  let kept = {};
  try { kept = JSON.parse(text || "{}"); } catch { /* an older version wrote it: start anew */ }
  const form = { ...start, ...kept, dials: { ...start.dials, ...kept.dials } };
  return { form, set: (change) => write(JSON.stringify({ ...form, ...change })), clear, changed: Boolean(text) };
}

const NAMES = { full: "Full", short: "Short" };
const formTitle = (one) => `${NAMES[one.name] ?? one.name}, ${length(one.minutes)}`;

function formWords(one, all) {
  const whole = all.reduce((a, b) => (b.modules.length > a.modules.length ? b : a)).modules;
  const numbers = one.modules.map((title) => whole.indexOf(title) + 1);
  const modules = numbers.length === whole.length ? count(whole.length, "module") : `modules ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
  return [modules, count(one.decisions, "decision"), one.calls && count(one.calls, "joint call")].filter(Boolean).join(", ");
}

function HowLong({ exercise, form, set }) {
  return html`<section class="stack"><h2>How long</h2><fieldset class="choices two"><legend class="sr">How long</legend>${exercise.forms.map((one) => html`
    <${Choice} type="radio" name="form" id="form-${one.name}" checked=${form.form === one.name} onInput=${() => set({ form: one.name })}><span><b>${formTitle(one)}</b><br /><span class="meta">${formWords(one, exercise.forms)}</span></span><//>`)}</fieldset></section>`;
}

function Dial({ dial, idle, form, set }) {
  return html`<fieldset class="dial"><legend class="label">${dial.title}${idle && html`<br /><span class="meta normal">changes nothing here</span>`}</legend><div class="opts">${dial.values.map((value) => html`
    <${Choice} type="radio" name=${dial.id} id="${dial.id}-${value.key}" checked=${form.dials[dial.id] === value.key} onInput=${() => set({ dials: { ...form.dials, [dial.id]: value.key } })}>${value.label}<//>`)}</div></fieldset>`;
}

function Dials({ view, exercise, form, set }) {
  if (!exercise.dials.length) return null; // a mini-exercise: nothing to set, so nothing to ask
  return html`<section><h2>Posture dials</h2><p class="hint prose dial-hint">Set them to match your state, or to ask “what if”. No setting is the right one. Every decision says how they change the answer.</p>
    ${view.dials.map((dial) => html`<${Dial} key=${dial.id} dial=${dial} idle=${!exercise.dials.includes(dial.id)} form=${form} set=${set} />`)}
    <div class="stack-2 over-gap">${warningsUnder(view.warnings, form.dials).map((text) => html`<${Banner} key=${text} icon="warning" title="Check this combination with counsel"><p>${text}</p><//>`)}</div></section>`;
}

function Line({ id, label, form, set, type = "text", error = "" }) {
  return html`<${Field} id="set-${id}" label=${label} error=${error}><input class="input" id="set-${id}" type=${type} value=${form[id]} maxlength="200" autocomplete="off"
    aria-invalid=${error ? "true" : undefined} aria-describedby=${error ? `set-${id}-error` : undefined} onInput=${(event) => set({ [id]: event.target.value })} /><//>`;
}

function OnPapers({ form, set }) {
  return html`<section class="stack"><h2>On the papers</h2><div class="cols half gap-4"><${Line} id="name" label="Exercise name" form=${form} set=${set} /><${Line} id="sponsor" label="Sponsor" form=${form} set=${set} />
    <${Line} id="date" label="Date" type="date" form=${form} set=${set} /><${Line} id="place" label="Place" form=${form} set=${set} /></div></section>`;
}

const WHO = [["open", "Anyone in the room with the code"], ["approve", "Only people I let in"]];
const KEPT = [["named", "Names and positions", ""], ["positions", "Positions only", ""], ["anonymous", "Anonymous", "counts under 3 are hidden, in exports too"]];

function WhoMay({ form, set }) {
  return html`<section class="stack"><h2>Who may join, and what is kept</h2><div class="cols half gap-4">
    <fieldset class="choices"><legend class="label under">Who may join</legend>${WHO.map(([key, words]) => html`<${Choice} type="radio" name="admission" id="who-${key}" checked=${form.admission === key} onInput=${() => set({ admission: key })}>${words}<//>`)}</fieldset>
    <fieldset class="choices"><legend class="label under">Names in the record</legend>${KEPT.map(([key, words, more]) => html`<${Choice} type="radio" name="names" id="names-${key}" checked=${form.names === key} onInput=${() => set({ names: key })}><span>${words}${
      more && html`<br /><span class="meta">${more}</span>`}</span><//>`)}</fieldset></div></section>`;
}

/* ---- this run ---- */

function paths(exercise, form) {
  const found = exercise.paths?.[form.name];
  if (!found) return "being counted";
  const minutes = found[0] === found[1] ? `${found[0]} min` : `${found[0]} to ${found[1]} min`;
  return `all lead to an end, ${minutes}${exercise.dials.length ? " with the default dials" : ""}`;
}

function Changes({ exercise, form, chosen }) {
  const rows = changesUnder(exercise.changes, form.dials, chosen.played);
  const decisions = new Set(rows.map((row) => row.decision)).size;
  if (!exercise.dials.length) return null;
  if (!rows.length) return html`<section class="stack-2"><h3>These dials change no decision</h3></section>`;
  return html`<section class="stack-2"><h3>These dials change ${count(decisions, "decision")}</h3><ul class="stack-2 changes">${rows.map((row) => html`<li key="${row.note}${row.text}"><${Tag}>${row.decision}<//> ${row.text}${
    row.closes && html` <b>Choice ${row.closes} is closed.</b>`}</li>`)}</ul></section>`;
}

function ThisRun({ page, exercise, form, clear }) {
  const chosen = exercise.forms.find((one) => one.name === form.form) ?? exercise.forms[0];
  const { open, busy, sending } = useOpening(page, `create:${exercise.slug}`, clear);
  const start = () => open({ slug: exercise.slug, form: chosen.name, dials: form.dials, name: form.name.trim(), sponsor: form.sponsor.trim(), date: form.date, place: form.place.trim(), admission: form.admission, names: form.names });
  return html`<div class="card stack this-run"><h2>This run</h2><dl class="facts num"><dt>Planned</dt><dd>${length(chosen.minutes)}</dd><dt>Paths</dt><dd>${paths(exercise, chosen)}</dd>
      <dt>Positions</dt><dd>${exercise.positions}, at two tables</dd><dt>Decisions</dt><dd>${chosen.decisions}</dd><dt>Facts</dt><dd>${factTotal(exercise.facts)} with status and date</dd></dl>
    <${Changes} exercise=${exercise} form=${form} chosen=${chosen} />
    <${Btn} kind="primary wide" busy=${busy} onClick=${start}>${busy ? "Opening…" : "Open the lobby"}<//><${StatusLine} page=${page} sending=${sending} />
    <div class="row"><a class="btn" href="#papers/${exercise.slug}">Papers</a></div></div>`;
}

export function Setup({ page, view, exercise }) {
  const { form, set, clear, changed } = useForm(page, view, exercise);
  return html`<header class="page-top"><div><h1 class="t-5" id="top" tabindex="-1">Set up a run: ${exercise.title}</h1><div class="push row"><a href="#">Back to the shelf</a></div></div></header>
    <main class="page" id="main" tabindex="-1"><div class="cols main-side"><form class="stack-5" onSubmit=${(event) => event.preventDefault()}>
      <${HowLong} exercise=${exercise} form=${form} set=${set} /><${Dials} view=${view} exercise=${exercise} form=${form} set=${set} /><${OnPapers} form=${form} set=${set} /><${WhoMay} form=${form} set=${set} />
      ${changed && html`<div class="row"><${State} icon="info">What you set is kept on this laptop until you open the lobby.<//><${Btn} small onClick=${clear}>Start over<//></div>`}</form>
    <aside class="stack-5" aria-label="This run"><${ThisRun} page=${page} exercise=${exercise} form=${form} clear=${clear} /><${Laptop} page=${page} view=${view} /></aside></div></main>`;
}
