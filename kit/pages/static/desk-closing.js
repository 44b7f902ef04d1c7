/* After EndEx: what to take with you, what to settle before the report is final, how to go on. Drawn on a sheet. */

import { Phases } from "./desk-head.js";
import { Btn, TextBox } from "./desk-marks.js";
import { Choice, Field, Icon, Rate } from "./marks.js";
import { StatusLine, clock, count, html, useDraft, useState } from "./page.js";

const REOPEN = 10 * 60e3;

function Documents({ documents = [] }) {
  const rows = documents.map((one, i) => html`<tr><th scope="row">${one.title}<br /><span class="meta normal">${one.about}</span></th>
    <td class="n nowrap"><a class=${i === 0 ? "btn primary" : "btn"} href=${one.href} download><${Icon} name="download" />${one.label}<span class="sr">: ${one.title}</span></a></td></tr>`);
  return html`<section class="stack"><h3 class="h2">Take with you</h3>${rows.length ? html`<table class="table mid"><caption class="sr">Files to save</caption><tbody>${rows}</tbody></table>`
    : html`<div class="empty"><b>No files yet</b><span>The report is being drafted.</span></div>`}</section>`;
}

/* ---- before it is final ---- */

const LETTERS = [["P", "performed without challenges"], ["S", "with some challenges"], ["M", "with major challenges"], ["U", "unable to be performed"], ["-", "leave not rated"]];

function Differ({ d, one }) {
  const [open, setOpen] = useState(false);
  const [letter, setLetter] = useState("");
  const field = `settle-${one.target}`;
  const slot = `settle-rating:${one.target}`;
  const both = one.ratings.map((item) => (typeof item === "string" ? item : item.rating));
  const save = () => {
    const why = (d.page.drafts.get(field) ?? "").trim();
    if (!letter || !why) return d.miss(field, letter ? field : `${field}-P`);
    return d.act("settle-rating", { target: one.target, rating: letter, why }, { slot });
  };
  return html`<li class="state top"><${Icon} name="fork" /><div class="stack-2 grow"><span>The evaluators differ on ${one.target}: ${both.join(" and ")}.</span>
    <p><button class="linklike" type="button" aria-expanded=${String(open)} onClick=${() => setOpen(!open)}>See both, settle or print both</button></p>
    ${open && html`<div class="stack-2 normal"><ul class="stack-2">${one.ratings.map((item) => html`<li class="row hold top"><${Rate} letter=${item.rating ?? item} /><span>${item.why ?? ""} <span class="meta">${item.name ?? ""}</span></span></li>`)}</ul>
      <fieldset class="choices tight-gap"><legend class="label under">Settle on</legend>${LETTERS.map(([key, words]) => html`<${Choice} type="radio" name=${field} id="${field}-${key}" checked=${letter === key} onInput=${() => setLetter(key)}><span><b>${key === "-" ? "–" : key}</b> ${words}</span><//>`)}</fieldset>
      <${TextBox} d=${d} id=${field} label="Why" hint="Goes into the report beside both ratings." error=${d.missing === field ? "Choose a letter and say why." : ""} />
      <div class="actions"><${Btn} kind="primary" why=${d.why("settle-rating")} say=${d.say} onClick=${save}>Settle the rating<//></div><${StatusLine} page=${d.page} sending=${d.page.status(slot)} /></div>`}</div></li>`;
}

function Unrated({ ids }) {
  const n = ids.length;
  return html`<li class="state top"><${Icon} name="warning" /><span>${count(n, "target is", "targets are")} not rated. ${n === 1 ? "It" : "They"} will print as “Not rated”.<br /><span class="meta normal">${ids.map((id, i) => html`${i > 0 && ", "}<span class="nowrap">${id}</span>`)}. Evaluators can still rate on their own pages.</span></span></li>`;
}

function Undated({ d, n }) {
  return html`<li class="state top"><${Icon} name="clock" /><span>${count(n, "commitment has", "commitments have")} no date.<br /><button class="linklike" type="button" onClick=${() => d.go("board")}>Add dates</button></span></li>`;
}

function BeforeFinal({ d, closing }) {
  const { unrated = [], differ = [], undated = 0 } = closing;
  const clear = !unrated.length && !differ.length && !undated;
  return html`<section class="card stack"><h3 class="h2">Before it is final</h3><ul class="stack">${unrated.length > 0 && html`<${Unrated} ids=${unrated} />`}
    ${differ.map((one) => html`<${Differ} key=${one.target} d=${d} one=${one} />`)}${undated > 0 && html`<${Undated} d=${d} n=${undated} />`}
    ${clear && html`<li class="state ok top"><${Icon} name="tick" /><span>Ratings and dates are complete.</span></li>`}</ul></section>`;
}

function GoOn({ d, closing }) {
  const until = closing.ended_at + REOPEN;
  const late = d.page.now() > until;
  return html`<section class="stack-2"><h3>Go on</h3><div class="row"><${Btn} icon="fork" why=${d.why("fork")} say=${d.say} onClick=${() => d.go("lines")}>Go back and fork<//>
    <${Btn} why=${d.can("reopen") ? "" : d.why("reopen")} say=${d.say} onClick=${() => d.act("reopen")}>Reopen for 10 min<//></div>
    ${!d.can("fork") && d.can("reopen") && html`<p class="meta">To go back and fork, reopen it first.</p>`}
    ${!late && html`<p class="meta num">You can reopen it until ${clock(until)}.</p>`}</section>`;
}

/* ---- the texts people may edit ---- */

function Control({ item, id, value, write }) {
  const set = (event) => write(event.target.value);
  if (item.kind === "choice") return html`<select class="input" id=${id} value=${value} onChange=${set}><option value="" selected=${!value}>not chosen</option>${(item.choices ?? []).map((one) => html`<option value=${one} selected=${one === value}>${one}</option>`)}</select>`;
  if (item.kind === "date" && /^(\d{4}-\d\d-\d\d)?$/.test(value)) return html`<input class="input" type="date" id=${id} value=${value} onInput=${set} />`;
  if (item.kind === "line" || item.kind === "date") return html`<input class="input" id=${id} value=${value} maxlength="200" onInput=${set} />`;
  return html`<textarea class="input" id=${id} rows="3" maxlength="10000" onInput=${set} value=${value}></textarea>`;
}

function EditText({ d, item, index }) {
  const id = `edit-${index}`;
  const slot = `edit-report:${item.key}`;
  const [value, write, clear] = useDraft(d.page, `report.${item.key}`, item.text ?? "");
  const changed = value !== (item.text ?? "");
  const save = async () => {
    const done = await d.act("edit-report", { key: item.key, text: value }, { slot });
    if (done.state === "saved") clear();
  };
  return html`<div class="stack-2"><${Field} id=${id} label=${item.title} hint=${item.hint}><${Control} item=${item} id=${id} value=${value} write=${write} /><//>
    ${(changed || d.page.status(slot)) && html`<div class="row">${changed && html`<${Btn} small kind="primary" why=${d.why("edit-report")} say=${d.say} onClick=${save}>Save<span class="sr"> ${item.title}</span><//><${Btn} small onClick=${clear}>Undo my change<//>`}
      <${StatusLine} page=${d.page} sending=${d.page.status(slot)} /></div>`}</div>`;
}

function EditTexts({ d, texts = [] }) {
  if (!texts.length) return null;
  const groups = [...new Set(texts.map((item) => item.group ?? ""))];
  return html`<section class="stack" aria-labelledby="edit-h"><h3 class="h2" id="edit-h">Edit the report’s words</h3><p class="hint">Your words replace the draft and are kept when you export again.</p>
    ${groups.map((group) => {
      const mine = texts.filter((item) => (item.group ?? "") === group);
      const fields = html`<div class=${group ? "cols half gap-4" : "stack"}>${mine.map((item) => html`<${EditText} key=${item.key} d=${d} item=${item} index=${texts.indexOf(item)} />`)}</div>`;
      return group ? html`<details class="more" key=${group}><summary>${group}</summary>${fields}</details>` : fields;
    })}</section>`;
}

const figures = (closing) => [count(closing.seats, "seat"), count(closing.decisions, "decision"), count(closing.injects, "inject"), count(closing.lines, "line"), count(closing.observations, "observation")].join(", ");

export function Closing({ d }) {
  const { head, closing } = d.view;
  if (!closing) return html`<main class="page" id="now"><div class="empty"><b>The exercise has ended</b><span>The report is being drafted.</span></div></main>`;
  return html`<header class="page-top"><div><h1 class="t-5">${head.exercise}</h1><${Phases} phase=${head.phase} from=${2} /><div class="push row"><a href="/home">Back to the shelf</a></div></div></header>
    <main class="page" id="now" tabindex="-1"><div class="stack-2"><h2 class="h1 t-7">The report is ready as a draft.</h2><p class="num">EndEx ${clock(closing.ended_at)}. ${figures(closing)}. All ${closing.events.toLocaleString("en")} events are on disk.</p></div>
      <div class="cols main-side"><div class="stack-5"><${Documents} documents=${closing.documents} /><${EditTexts} d=${d} texts=${closing.texts} /></div>
      <aside class="stack-5"><${BeforeFinal} d=${d} closing=${closing} /><${GoOn} d=${d} closing=${closing} /></aside></div></main>
    <footer class="foot"><p>${head.limits}</p></footer>`;
}
