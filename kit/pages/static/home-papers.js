/* Papers of an exercise, as far as they exist: the Master Scenario Events List, to read and to print. */

import { FactLine } from "./home-facts.js";
import { Icon, Pill, Tag } from "./marks.js";
import { count, html, useState } from "./page.js";

const KINDS = { contingency: "only on some paths", decision: "decision", contextual: "", private: "one position alone" };

function Row({ row }) {
  const route = [row.sender, row.method].filter(Boolean).join(", ");
  return html`<tr><th scope="row"><${Tag}>${row.id}<//><br /><span class="num">${row.time}</span></th>
    <td><b>${row.title}</b>${KINDS[row.kind] && html` <${Pill} kind="line">${KINDS[row.kind]}<//>`}${row.text && row.text !== row.title && html`<br />${row.text}`}</td>
    <td>${route}${row.to && html`<br /><span class="meta">to ${row.to}</span>`}</td><td>${row.expected.join("; ")}</td><td class="num">${row.objectives.join(", ")}</td></tr>`;
}

const HEADS = ["Step, scenario time", "What is said or asked", "From, to whom", "Expected action", "Objective"];

function Msel({ rows }) {
  return html`<div class="scroll" role="region" aria-label="Master Scenario Events List" tabindex="0"><table class="table msel-paper"><caption class="sr">Master Scenario Events List</caption>
    <thead><tr>${HEADS.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows.map((row, i) => html`<${Row} key="${row.id}-${i}" row=${row} />`)}</tbody></table></div>`;
}

export function Papers({ page, view, exercise }) {
  const [form, setForm] = useState(exercise.forms[0].name);
  const rows = (view.papers?.[exercise.slug] ?? []).filter((row) => row.forms.includes(form) || !row.forms.length);
  return html`<header class="page-top"><div><h1 class="t-5" id="top" tabindex="-1">Papers: ${exercise.title}</h1><div class="push row noprint"><a href="#setup/${exercise.slug}">Set up a run</a><a href="#">Back to the shelf</a></div></div></header>
    <main class="page" id="main" tabindex="-1"><div class="row apart"><h2>Master Scenario Events List</h2><div class="row noprint"><label class="row tight-gap"><span>Form</span> <select class="input auto" value=${form} onChange=${(event) => setForm(event.target.value)}>${
      exercise.forms.map((one) => html`<option value=${one.name} selected=${one.name === form}>${one.name}</option>`)}</select></label>
      <button class="btn" type="button" onClick=${() => page.doc.defaultView.print()}><${Icon} name="print" />Print</button></div></div>
      <p class="prose">Facilitator only. ${count(rows.length, "row")} in the order of play; “only on some paths” depends on what the tables choose. Everything is fiction; rules with a fact ID are real and dated.</p>
      <${FactLine} facts=${exercise.facts} /><${Msel} rows=${rows} /></main>`;
}
