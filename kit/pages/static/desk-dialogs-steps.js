/* Dialogs about steps of the MSEL: read it and change when and to whom it goes, add one, skip one. */

import { Actions, Btn, Lines, TextBox, TextLine, timeOfDay, toEveryone, toWords } from "./desk-marks.js";
import { Choice, Dialog, Field } from "./marks.js";
import { clock, html, useState } from "./page.js";

const rowOf = (d, id) => d.view.msel?.find((row) => row.id === id);

function Reading({ row }) {
  return html`<p class="meta num">${[row.story, row.sender, row.channel, toWords(row.to), `${row.minutes} min`].filter(Boolean).join(", ")}</p>
    ${row.text && html`<p>${row.text}</p>`}${row.expected?.length > 0 && html`<section class="stack-2"><h3>Expected actions</h3><${Lines} items=${row.expected} /></section>`}`;
}

/* By the clock at a room time, or by hand. */
function When({ d, row, time, setTime, error }) {
  return html`<fieldset class="choices tight-gap"><legend class="label under">When it is sent</legend>
    <${Choice} type="radio" name="when" id="when-hand" checked=${time === null} onInput=${() => setTime(null)}><span>By hand</span><//>
    <${Choice} type="radio" name="when" id="when-clock" checked=${time !== null} onInput=${() => setTime(time ?? (row.due ? clock(row.due) : ""))}><span>By the clock</span><//></fieldset>
    ${time !== null && html`<${Field} id="when-time" label="At, room time" error=${error}><input class="input short" id="when-time" type="time" value=${time} aria-invalid=${error ? "true" : undefined} onInput=${(event) => setTime(event.target.value)} /><//>`}`;
}

function timeError(d, time) {
  const ms = time === null ? 0 : timeOfDay(time, d.page.now());
  if (time !== null && ms === null) return "Write the time as 14:20.";
  return time !== null && ms <= d.page.now() ? `It is ${clock(d.page.now())} now. Choose a later time, or send it by hand.` : "";
}

export function ForStep({ d, dialog }) {
  const row = rowOf(d, dialog.step);
  const [time, setTime] = useState(row?.due ? clock(row.due) : null);
  const [audience, setAudience] = useState("");
  const [tried, setTried] = useState(false);
  if (!row) return null;
  const error = timeError(d, time);
  const unchanged = (time ?? "") === (row.due ? clock(row.due) : "");
  const save = () => (error ? setTried(true) : d.submit("schedule", { inject: row.id, at: time === null ? null : timeOfDay(time, d.page.now()) }));
  const deliver = () => d.submit("deliver", audience ? { inject: row.id, audience } : { inject: row.id });
  const held = row.status === "held";
  return html`<${Dialog} title="${row.id}: ${row.title}" onClose=${d.close}><${Reading} row=${row} /><${When} d=${d} row=${row} time=${time} setTime=${setTime} error=${tried ? error : ""} />
    <div class="actions"><${Btn} kind="primary" why=${unchanged ? "Nothing changed." : d.why("schedule")} say=${d.say} onClick=${save}>Save the time<//></div><hr class="rule" />
    ${!toEveryone(row.to) && html`<div class="field"><label for="step-audience">Who gets it</label><select class="input auto" id="step-audience" value=${audience} onChange=${(event) => setAudience(event.target.value)}><option value="">as written</option><option value="everyone" selected=${audience === "everyone"}>everyone</option><option value="addressees" selected=${audience === "addressees"}>only ${row.to.replace(/^to /, "")}</option></select></div>`}
    <${Actions} d=${d}><${Btn} kind="strong" why=${d.why("deliver")} say=${d.say} onClick=${deliver}>Deliver now<//>
      ${held ? html`<${Btn} why=${d.why("release")} say=${d.say} onClick=${() => d.submit("release", { step: row.id })}>Release<//>` : html`<${Btn} why=${d.why("hold")} say=${d.say} onClick=${() => d.submit("hold", { step: row.id })}>Hold<//>`}
      <${Btn} why=${d.why("skip")} say=${d.say} onClick=${() => d.open("skip", { step: row.id })}>Skip<//><//><//>`;
}

export function SkipStep({ d, dialog }) {
  const row = rowOf(d, dialog.step);
  if (!row) return null;
  const draft = `skip-${row.id}`;
  return html`<${Dialog} title="Skip ${row.id}: ${row.title}" onClose=${d.close}><p>It will not be sent. The reason goes into the report.</p>
    <${TextBox} d=${d} id="skip-why" draft=${draft} label="Why" error=${d.missing === "skip" ? "Write a reason of at least one sentence." : ""} />
    <${Actions} d=${d}><${Btn} kind="strong" why=${d.why("skip")} say=${d.say} onClick=${() => d.sendText("skip", draft, (reason) => ({ step: row.id, reason }), { field: "skip-why" })}>Skip it<//><//><//>`;
}

const FIELDS = ["add-title", "add-text", "add-sender", "add-channel"];

export function AddInject({ d }) {
  const [to, setTo] = useState([]);
  const toggle = (id, on) => setTo(on ? [...to, id] : to.filter((one) => one !== id));
  const value = (field) => (d.page.drafts.get(field) ?? "").trim();
  const error = d.missing === "add";
  const save = () => {
    const [title, text, sender, channel] = FIELDS.map(value);
    if (!title || !text) return d.miss("add", title ? "add-text" : "add-title");
    return d.submit("add-inject", { title, text, sender, channel, to }, FIELDS);
  };
  return html`<${Dialog} title="Add an inject" onClose=${d.close}><p class="hint">It becomes part of this run, right after what is next. Keep it invented: no real cases, names or anyone’s status.</p>
    <${TextLine} d=${d} id="add-title" label="Title" error=${error && !value("add-title") ? "Give it a short title." : ""} /><${TextBox} d=${d} id="add-text" label="Text" rows=${3} error=${error && !value("add-text") ? "Write what people read." : ""} />
    <div class="halves"><${TextLine} d=${d} id="add-sender" label="From" /><${TextLine} d=${d} id="add-channel" label="How, for example phone" /></div>
    <fieldset class="choices gap-0"><legend class="label under">To <span class="meta">none chosen means everyone</span></legend><div class="halves gap-0">${(d.view.positions ?? []).map((one) => html`
      <${Choice} plain type="checkbox" id="add-${one.id}" checked=${to.includes(one.id)} onChange=${(event) => toggle(one.id, event.target.checked)}><span>${one.title}</span><//>`)}</div></fieldset>
    <${Actions} d=${d}><${Btn} kind="primary" why=${d.why("add-inject")} say=${d.say} onClick=${save}>Add it<//><//><//>`;
}
