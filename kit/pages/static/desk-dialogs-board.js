/* Dialogs of the concerns board: into which row a concern goes; who owns a row, what they answer and promise. */

import { NO_ROW } from "./desk-acts.js";
import { Actions, Btn, TextBox, TextLine } from "./desk-marks.js";
import { Choice, Dialog, Icon } from "./marks.js";
import { html, useState } from "./page.js";

export function GroupWith({ d, dialog }) {
  const concern = d.view.incoming?.find((one) => one.id === dialog.concern);
  const rows = d.view.board ?? [];
  const [row, setRow] = useState(rows[0]?.id ?? "");
  if (!concern) return null;
  return html`<${Dialog} title="Group this concern" onClose=${d.close}><p class="quote">${concern.text} <span class="meta">${concern.title}</span></p>
    <fieldset class="choices tight-gap"><legend class="label under">Put it with</legend>${rows.map((one) => html`<${Choice} type="radio" name="row" id="row-${one.id}" checked=${row === one.id} onInput=${() => setRow(one.id)}><span>${one.concern}</span><span class="aside meta num">${one.count}</span><//>`)}</fieldset>
    <${Actions} d=${d}><${Btn} kind="primary" why=${row ? d.why("group") : NO_ROW} say=${d.say} onClick=${() => d.submit("group", { concern: concern.id, row, text: "" })}>Put it there<//>
      <${Btn} why=${d.why("group")} say=${d.say} onClick=${() => { d.close(); d.newRow(concern); }}>New row<//><//><//>`;
}

const STATES = [["open", "Open"], ["owned", "Owned"], ["not-ours", "Not ours"], ["promised", "Promised"], ["done", "Done"]];

/* What the form would change, as commands in order. */
function changes(row, form) {
  const list = [];
  if (form.owner && (form.owner !== row.owner || form.answer !== (row.answer ?? "") || form.ours !== (row.authority !== false)))
    list.push(["own", { row: row.id, owner: form.owner, answer: form.answer, authority: form.ours }]);
  if (form.ours && form.what && (form.what !== (row.what ?? "") || form.by !== (row.by ?? ""))) list.push(["commit", { row: row.id, what: form.what, by: form.by }]);
  if (form.state && form.state !== row.state) list.push(["settle", { row: row.id, state: form.state }]);
  return list;
}

function OwnerFields({ d, row, ours, setOurs }) {
  const id = row.id;
  const first = !row.owner;
  return html`<${TextLine} d=${d} id="own-owner" draft="own-${id}-owner" start=${row.owner} list="owners" label="Owner" error=${d.missing === "row" ? "Say who owns it, or whose it is." : ""} />
    <datalist id="owners">${(d.view.positions ?? []).map((one) => html`<option value=${one.title}></option>`)}</datalist>
    <fieldset class="choices tight-gap"><legend class="sr">Whose authority</legend><${Choice} type="radio" name="ours" id="ours-yes" checked=${ours} onInput=${() => setOurs(true)}><span>They own it and answer</span><//>
      <${Choice} type="radio" name="ours" id="ours-no" checked=${!ours} onInput=${() => setOurs(false)}><span>“That is not our authority”</span><//></fieldset>
    <${TextBox} d=${d} id="own-answer" draft="own-${id}-answer" start=${row.answer ?? ""} label=${ours ? "Answer" : "Whose is it, and who may answer?"} inputClass="low" hint=${first && ours ? "In their words." : ""} />`;
}

function Promise({ d, row }) {
  return html`<div class="halves promise"><${TextBox} d=${d} id="own-what" draft="own-${row.id}-what" start=${row.what ?? ""} label="Commitment" hint="What they will do. Goes into the improvement plan." inputClass="low" />
    <${TextLine} d=${d} id="own-by" draft="own-${row.id}-by" start=${row.by ?? ""} label="By" hint="A day and time, in the story or after it." /></div>`;
}

function StateField({ row, state, setState }) {
  if (!row.owner) return null;
  return html`<div class="field"><label for="own-state">State</label><select class="input auto" id="own-state" value=${state} onChange=${(event) => setState(event.target.value)}>
    <option value="" selected=${!state}>as it is (${(STATES.find(([key]) => key === row.state) ?? ["", row.state])[1]})</option>${STATES.filter(([key]) => key !== row.state).map(([key, words]) => html`<option value=${key} selected=${key === state}>${words}</option>`)}</select></div>`;
}

export function RowForm({ d, dialog }) {
  const row = d.view.board?.find((one) => one.id === dialog.row);
  const [ours, setOurs] = useState(!row?.owner || row.authority !== false);
  const [state, setState] = useState("");
  if (!row) return null;
  const drafts = ["owner", "answer", "what", "by"].map((name) => `own-${row.id}-${name}`);
  const typed = (name) => (d.page.drafts.get(`own-${row.id}-${name}`) ?? row[name] ?? "").trim();
  const save = () => {
    const [owner, answer, what, by] = ["owner", "answer", "what", "by"].map(typed);
    if (!owner) return d.miss("row", "own-owner");
    d.submitAll(changes(row, { owner, answer, what, by, ours, state }), drafts);
  };
  return html`<${Dialog} title=${row.concern} onClose=${d.close}>${row.from?.length > 0 && html`<p class="meta">${row.from.join(", ")}</p>`}
    <${OwnerFields} d=${d} row=${row} ours=${ours} setOurs=${setOurs} />${ours && html`<${Promise} d=${d} row=${row} />`}<${StateField} row=${row} state=${state} setState=${setState} />
    ${!ours && html`<p class="row hold top"><${Icon} name="info" /><span>It stays open in the report, with whose it is.</span></p>`}
    <${Actions} d=${d}><${Btn} kind="primary" why=${d.why("own")} say=${d.say} onClick=${save}>Save<//><//><//>`;
}
