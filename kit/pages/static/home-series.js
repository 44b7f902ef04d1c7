/* A series: any briefings for any audiences, in any order, with the agenda that follows. It starts from a series that
   is written in a file (#series/roll_call) or from nothing (#series). */

import { Laptop } from "./home-capacity.js";
import { AboutPeople } from "./home-briefing.js";
import { titleOf } from "./home-briefings.js";
import { useOpening } from "./home-open.js";
import { Btn } from "./desk-marks.js";
import { Choice, Field } from "./marks.js";
import { StatusLine, count, html, useDraft, useState } from "./page.js";

const parts = (entry) => { const [key, audience, version] = entry.split("/"); return { key, audience, version }; };

function useForm(page, series) {
  const start = { title: series?.title ?? "", setting: series?.setting ?? "roll_call", entries: series?.entries ?? [], names: "named", scored: false, admission: "open" };
  const [text, write, clear] = useDraft(page, `series.${series?.name ?? "new"}`, "");
  let kept = {};
  try { kept = JSON.parse(text || "{}"); } catch { /* an older version wrote it: start anew */ }
  const form = { ...start, ...kept };
  return { form, set: (change) => write(JSON.stringify({ ...form, ...change })), clear, changed: Boolean(text) };
}

/* The agenda: each part with the minute it starts at. */
export function agenda(view, form) {
  let at = 0;
  return form.entries.map((entry) => {
    const { key, audience, version } = parts(entry);
    const one = view.briefings.find((briefing) => briefing.key === key);
    const minutes = one?.minutes[form.setting] ?? 0;
    at += minutes;
    return { entry, one, audience, version, minutes, start: at - minutes };
  }).filter((row) => row.one);
}

function Row({ page, view, row, i, last, move, remove }) {
  const version = row.one.versions.find((one) => one.key === row.version)?.title;
  const name = `${row.one.title}, ${titleOf(view, row.audience)}`;
  const shift = (by) => { move(i, by); page.say(`${name}: now part ${i + by + 1}.`); };
  return html`<li class="series-row"><span class="num">${row.start} min</span><span><b>${row.one.title}</b><br /><span class="meta">${titleOf(view, row.audience)}${version ? `, ${version}` : ""}. <span class="num">${row.minutes} min</span></span></span>
    <span class="row tight-gap noprint"><${Btn} small why=${i === 0 ? "It is the first part already." : ""} say=${(why) => page.say(why)} onClick=${() => shift(-1)}>Up<span class="sr">: ${name}</span><//><${Btn} small why=${last ? "It is the last part already." : ""} say=${(why) => page.say(why)} onClick=${() => shift(1)}>Down<span class="sr">: ${name}</span><//><${Btn} small onClick=${() => remove(i)}>Leave out<span class="sr">: ${name}</span><//></span></li>`;
}

function Add({ page, view, add }) {
  const [chosen, setChosen] = useState("");
  const choices = view.briefings.flatMap((one) => one.cuts.map((cut) => ({ entry: `${one.key}/${cut.audience}/${cut.version}`, words: [one.title, titleOf(view, cut.audience), one.versions.find((version) => version.key === cut.version)?.title].filter(Boolean).join(", ") })));
  return html`<div class="row series-add"><${Field} id="series-add" label="Add a part"><select class="input" id="series-add" value=${chosen} onChange=${(event) => setChosen(event.target.value)}><option value="" selected=${!chosen}>Choose a briefing and its audience</option>${
    choices.map(({ entry, words }) => html`<option value=${entry} selected=${entry === chosen}>${words}</option>`)}</select><//><${Btn} kind="soft" why=${chosen ? "" : "Choose a briefing first."} say=${(why) => page.say(why)} onClick=${() => { add(chosen); setChosen(""); }}>Add<//></div>`;
}

const fileText = (form) => `format: 1\ntitle: ${JSON.stringify(form.title || "Our series")}\nabout: ${JSON.stringify("Put together on the home page.")}\nsetting: ${form.setting}\naudience: officers\nmodules:\n${form.entries.map((entry) => { const { key, audience, version } = parts(entry); return `  - {module: ${key}, audience: ${audience}${version ? `, version: ${version}` : ""}}\n`; }).join("")}`;

/* The series as the fields of an address: its papers follow what is picked here, not a file. */
const asked = (form) => new URLSearchParams({ title: form.title.trim() || "Our series", setting: form.setting, entries: form.entries.join(",") });

function Keep({ form }) {
  if (!form.entries.length) return null;
  return html`<details class="more"><summary>Keep this series as a file</summary><div class="stack-2"><p>Save these lines as <code>briefings/series/our_series.yaml</code>. It is then on the shelf, and <code>python3 build.py pack our_series</code> makes its packet.</p><pre class="file-text" tabindex="0">${fileText(form)}</pre></div></details>${
    html`<p class="row">${[[".html", "Packet of this series"], [".pdf", "as PDF"], [".docx", "as Word"], ["-deck.html", "Slides"], ["-scorm12.zip", "SCORM 1.2"]].map(([format, words]) => html`<a class="btn small" href="/packets/series-picked${format}?${asked(form)}">${words}</a>`)}</p>`}`;
}

function ThisSeries({ page, view, series, form, rows, clear }) {
  const { open, busy, sending } = useOpening(page, `series:${series?.name ?? "new"}`, clear);
  const minutes = rows.reduce((sum, row) => sum + row.minutes, 0);
  const start = () => open({ slug: series?.name ?? "series", name: form.title.trim() || "Series of briefings", entries: form.entries, setting: form.setting, scored: form.scored, admission: form.admission, names: form.names, date: view.today });
  return html`<div class="card stack this-run"><h2>This series</h2><dl class="facts num"><dt>Parts</dt><dd>${rows.length}</dd><dt>Planned</dt><dd>${minutes} min</dd><dt>Handouts</dt><dd>${count(rows.reduce((sum, row) => sum + cardsOf(row), 0), "card")}</dd></dl>
    <${Btn} kind="primary wide" busy=${busy} why=${rows.length ? "" : "Add a part first."} say=${(why) => page.say(why)} onClick=${start}>${busy ? "Opening…" : "Give it now"}<//><${StatusLine} page=${page} sending=${sending} /></div>`;
}

const cardsOf = (row) => row.one.cuts.find((cut) => cut.audience === row.audience && cut.version === row.version)?.cards.length ?? 0;

export function SeriesSetup({ page, view, series }) {
  const { form, set, clear, changed } = useForm(page, series);
  const rows = agenda(view, form);
  const remove = (i) => set({ entries: form.entries.filter((_, at) => at !== i) });
  const move = (i, by) => { const entries = [...form.entries]; entries.splice(i + by, 0, ...entries.splice(i, 1)); set({ entries }); };
  const add = (entry) => (form.entries.includes(entry) ? page.say("This part is in the series already.", { error: true }) : set({ entries: [...form.entries, entry] }));
  return html`<header class="page-top"><div><h1 class="t-5" id="top" tabindex="-1">${series ? series.title : "Put a series together"}</h1><div class="push row"><a href="#">Back to the shelf</a></div></div></header>
    <main class="page" id="main" tabindex="-1"><div class="cols main-side"><div class="stack-5">${series && html`<p class="prose lead">${series.about}</p>`}
      <section class="stack" aria-labelledby="agenda-h"><h2 id="agenda-h">Agenda</h2>${rows.length ? html`<ol class="series-list">${rows.map((row, i) => html`<${Row} key=${row.entry} page=${page} view=${view} row=${row} i=${i} last=${i === rows.length - 1} move=${move} remove=${remove} />`)}</ol>` : html`<div class="empty"><b>No part yet</b><span>Add briefings in the order in which you give them. The list may vary: take any, leave any out.</span></div>`}
        <${Add} page=${page} view=${view} add=${add} /></section>
      <form class="stack-5" aria-label="How to give it" onSubmit=${(event) => event.preventDefault()}><${Field} id="series-title" label="Title"><input class="input" id="series-title" value=${form.title} maxlength="200" autocomplete="off" onInput=${(event) => set({ title: event.target.value })} /><//>
        <fieldset class="choices two"><legend class="label under">How long</legend>${[["roll_call", "Roll call minutes"], ["class", "Class minutes"]].map(([key, words]) => html`<${Choice} type="radio" name="setting" id="setting-${key}" checked=${form.setting === key} onInput=${() => set({ setting: key })}><b>${words}</b><//>`)}</fieldset>
        <${AboutPeople} form=${form} set=${set} />${changed && html`<div class="row"><${Btn} small onClick=${clear}>Start over<//></div>`}</form>
      <${Keep} form=${form} /></div>
    <aside class="stack-5" aria-label="This series"><${ThisSeries} page=${page} view=${view} series=${series} form=${form} rows=${rows} clear=${clear} /><${Laptop} page=${page} view=${view} /></aside></div></main>`;
}
