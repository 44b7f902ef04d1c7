/* Middle pane while nothing is being voted on: what every device shows, what comes next, what the tables raised. */

import { Act, nextRow } from "./desk-acts.js";
import { Btn, TextLine, at, toEveryone, toWords } from "./desk-marks.js";
import { moduleNumber } from "./desk-msel.js";
import { Letter, Pill, Tag } from "./marks.js";
import { clock, html } from "./page.js";

const rowOf = (view, id) => view.msel?.find((row) => row.id === id);

/* The feed item of what is on the table, if it is still there. */
const itemNow = (view) => [...(view.feed ?? [])].reverse().find((item) => item.at === view.now?.at && item.kind === view.now.kind);

function route(view) {
  const row = rowOf(view, view.now.id) ?? {};
  const item = itemNow(view) ?? {};
  const from = [item.sender || row.sender, item.channel || row.channel].filter(Boolean);
  const to = item.to || toWords(row.to);
  return [...from, to].filter(Boolean).join(", ");
}

function OnDevices({ d }) {
  const { view } = d;
  const { now } = view;
  if (!now) return html`<div class="stack-2"><p class="over">On every device now</p><h2 id="n-h" class="sr">On every device now</h2>
    <div class="empty"><b>Nothing yet</b><span>${view.head.went_back || "It begins with what is next."}</span></div></div>`;
  const heading = now.kind === "inject" ? null : now.title;
  const sent = [route(view), now.at && `Sent ${clock(now.at)}`].filter(Boolean).join(". ");
  return html`<div class="stack-2"><p class="over">On every device now</p><h2 id="n-h" class="sr">On every device now</h2>
    <div class="card stack-2"><p class="row"><${Tag}>${now.kind === "ending" ? "Ending" : now.id}<//>${now.story && html`<b class="num">${now.story}</b>`}<span class="meta">${sent}</span></p>
    ${heading && html`<h3>${heading}</h3>`}<p class="lead-text">${now.text}</p></div></div>`;
}

/* After a branch was taken: what it brought, until the next step is on the table. */
function Decided({ ballot }) {
  const { taken } = ballot;
  const how = { majority: "By majority", override: "Against the majority", tie: "Chosen by the facilitator", fork: "Another branch" }[taken.how] ?? "";
  return html`<div class="card stack-2"><p class="row"><${Tag}>${ballot.id}<//><${Pill} kind="line">Taken<//><span class="meta">${how}</span></p>
    <h2 id="taken-h" class="row hold top"><${Letter} letter=${taken.key} kind="taken" /><span>${taken.text}</span></h2>
    ${taken.why && html`<p class="meta">${taken.why}</p>`}<p class="lead-text">${taken.consequence}</p></div>`;
}

const MINUTES = [["", "as written"], ["1", "1 min"], ["2", "2 min"], ["3", "3 min"], ["5", "5 min"], ["8", "8 min"], ["10", "10 min"], ["0", "no limit"]];

export function TimeToVote({ d }) {
  return html`<label class="row tight-gap"><span>Time to vote</span> <select class="input auto" value=${d.minutes}
    onChange=${(event) => d.setMinutes(event.target.value)}>${MINUTES.map(([value, words]) => html`<option value=${value} selected=${value === d.minutes}>${words}</option>`)}</select></label>`;
}

function NextDecision({ d, row }) {
  const question = d.view.ballot?.id === row.id ? d.view.ballot.question : row.text || row.title;
  return html`<p class="row"><${Pill}>Next<//><span>Decision ${row.id}, ${row.minutes} min planned</span></p><h2 class="q">${question}</h2>
    <div class="actions"><${Act} d=${d} name="openDecision" kind="strong">Open decision<//><${Act} d=${d} name="preview">Preview<//><${TimeToVote} d=${d} /></div>
    <${Why} d=${d} name="openDecision" />`;
}

/* The reason a main button cannot be used, beside it. */
export function Why({ d, name }) {
  const { why } = d.acts[name];
  return why && html`<p class="meta">${why}</p>`;
}

function Audience({ d, row }) {
  if (toEveryone(row.to)) return null;
  return html`<label class="row tight-gap"><span>Who gets it</span> <select class="input auto" value=${d.audience} onChange=${(event) => d.setAudience(event.target.value)}>
    <option value="" selected=${d.audience === ""}>as written</option><option value="everyone" selected=${d.audience === "everyone"}>everyone</option><option value="addressees" selected=${d.audience === "addressees"}>only ${row.to.replace(/^to /, "")}</option></select></label>`;
}

function NextInject({ d, row }) {
  const from = [row.sender, row.channel].filter(Boolean).join(", ");
  return html`<p class="row"><${Pill}>Next<//><span>Inject ${row.id}, ${row.minutes} min planned</span>${row.due && html`<span class="meta num">sent by the clock at ${clock(row.due)}</span>`}</p>
    <div class="stack-2"><h2 class="q">${row.title}</h2><p class="meta num">${[row.story, from, toWords(row.to)].filter(Boolean).join(", ")}</p><p>${row.text}</p></div>
    <div class="actions"><${Act} d=${d} name="deliver" kind="strong">Deliver ${row.id}<//><${Audience} d=${d} row=${row} /></div><${Why} d=${d} name="deliver" />`;
}

function NextOther({ d, row }) {
  const words = {
    module: [`Module ${moduleNumber(d.view.msel, row.id)}, ${row.minutes} min planned`, "Open the module"],
    bridge: ["Bridge, read aloud", "Read the bridge"],
    ending: [`The end of the story, ${row.minutes} min planned`, "Read the ending"],
  }[row.kind] ?? [row.kind, "Go on"];
  return html`<p class="row"><${Pill}>Next<//><span>${words[0]}</span></p><div class="stack-2"><h2 class="q">${row.title}</h2>${row.text && html`<p>${row.text}</p>`}</div>
    <div class="actions"><${Act} d=${d} name="deliver" kind="strong">${words[1]}<//></div><${Why} d=${d} name="deliver" />`;
}

export function NextCard({ d }) {
  const row = nextRow(d.view);
  if (!row) return html`<${AfterTheStory} d=${d} />`;
  const Body = { decision: NextDecision, inject: NextInject }[row.kind] ?? NextOther;
  return html`<section class="decision next-card" aria-label="Next"><${Body} d=${d} row=${row} /></section>`;
}

function AfterTheStory({ d }) {
  if (!d.can("open-hot-wash")) return null;
  return html`<section class="decision next-card" aria-label="Next"><p class="row"><${Pill}>Next<//><span>The story is told</span></p>
    <h2 class="q">Hot wash</h2><div class="actions"><${Btn} kind="strong" onClick=${() => d.act("open-hot-wash")}>Open the hot wash<//></div></section>`;
}

export const RAISED = { question: "Question", authority: "Not our authority", counsel: "Would call counsel", concern: "Concern" };

function RaisedItem({ d, item }) {
  return html`<li class="row ruled hold top"><span class="num fixed">${at(item.at)}</span><span class="grow"><b>${RAISED[item.kind] ?? item.kind}</b>, ${item.title}: ${item.text}${
    item.answer && html`<br /><span class="meta">Answered ${at(item.answered_at)}: ${item.answer}</span>`}</span>
    <${Btn} small why=${d.why("answer")} say=${d.say} onClick=${() => d.open("answer", { raised: item.id })}>${item.answer ? "Change" : "Answer"}<span class="sr"> ${item.title}</span><//></li>`;
}

export function Raised({ d }) {
  const all = d.view.raised ?? [];
  const open = all.filter((item) => !item.answer);
  const answered = all.filter((item) => item.answer);
  return html`<section class="stack-2" aria-labelledby="rs"><div class="row apart"><h2 id="rs">Raised by the tables</h2><span class="meta num">${open.length} open</span></div>
    ${open.length > 0 ? html`<ul>${open.map((item) => html`<${RaisedItem} key=${item.id} d=${d} item=${item} />`)}</ul>`
      : html`<p class="meta">Nothing is open. Questions, “not our authority” and “would call counsel” come here.</p>`}
    ${answered.length > 0 && html`<details class="more no-rule"><summary>Answered: ${answered.length}</summary><ul>${answered.map((item) => html`<${RaisedItem} key=${item.id} d=${d} item=${item} />`)}</ul></details>`}</section>`;
}

export function Announcement({ d }) {
  const send = (event) => {
    event.preventDefault();
    d.sendText("announce", "announce", (text) => ({ text, to: d.announceTo ? [d.announceTo] : [] }));
  };
  return html`<form class="stack-2" onSubmit=${send}><div class="row hold end"><div class="grow"><${TextLine} d=${d} id="announce" label="Announcement" max=${2000} error=${d.missing === "announce" ? "Write the announcement first." : ""} /></div>
    <div class="field fixed"><label for="announce-to">To</label><select class="input auto to" id="announce-to" value=${d.announceTo} onChange=${(event) => d.setAnnounceTo(event.target.value)}><option value="">everyone</option>${
      (d.view.positions ?? []).map((one) => html`<option value=${one.id} selected=${one.id === d.announceTo}>${one.title}</option>`)}</select></div>
    <button class="btn fixed" type="submit" aria-disabled=${d.acts.announce.why ? "true" : undefined} aria-keyshortcuts="A">Send <kbd aria-hidden="true">A</kbd></button></div></form>`;
}

const KINDS = { private: "to one position", announcement: "announcement", opening: "module opening", bridge: "bridge", consequence: "consequence", ending: "ending", inject: "inject" };

function Sent({ d, item }) {
  const from = [item.sender, item.channel, item.to].filter(Boolean).join(", ");
  return html`<li class="row ruled hold top"><span class="num fixed">${at(item.at)}</span><span class="grow"><b>${item.title || KINDS[item.kind] || item.kind}</b> <span class="meta">${[item.story, from].filter(Boolean).join(", ")}</span><br />${
    item.withdrawn ? html`<span class="meta">Taken back by you. </span><span class="struck meta">${item.text}</span>` : item.text}</span>
    ${!item.withdrawn && d.can("withdraw") && html`<${Btn} small onClick=${() => d.act("withdraw", { item: item.id })}>Take back<span class="sr"> ${item.title || item.kind}</span><//>`}</li>`;
}

export function SentMessages({ d }) {
  const items = [...(d.view.feed ?? [])].reverse();
  if (!items.length) return null;
  return html`<details class="more"><summary>Everything sent: ${items.length}</summary><ul>${items.map((item) => html`<${Sent} key=${item.id} d=${d} item=${item} />`)}</ul></details>`;
}

/* What changes from moment to moment stands in a .part of its own: the form below it is never moved, so that
   somebody who types there keeps the focus. */
export function Table({ d }) {
  const { ballot, head } = d.view;
  const taken = ballot?.status === "taken" && ballot.taken;
  return html`<div class="part">${head.went_back && html`<p class="meta">${head.went_back}</p>`}
    ${taken ? html`<${Decided} ballot=${ballot} />` : html`<${OnDevices} d=${d} />`}<${NextCard} d=${d} /><${Raised} d=${d} /></div>`;
}

/* What names the middle pane while the table is shown. */
export const tableHeading = ({ ballot }) => (ballot?.status === "taken" && ballot.taken ? "taken-h" : "n-h");
