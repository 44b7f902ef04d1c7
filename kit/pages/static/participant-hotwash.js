/* After play: what to keep, what to fix, the feedback form; then the end. Each answer is sent as it is given. */

import { StatusLine, clock, clockSeconds, html, sendKey, useDraft, useState } from "./page.js";
import { Field, Letter, Tally } from "./marks.js";
import { Board, Feed } from "./participant-feed.js";
import { FeedbackForm } from "./participant-form.js";

const TEXT_LIMIT = 2000;

export function HotWash({ page, view }) {
  const { hotwash } = view;
  return html`
    <section class="stack-2"><p class="over">Hot wash and feedback</p><h2 class="h1">What should we keep, and what should we fix?</h2>
      <p>About the system, not about anyone’s views. Short is fine.</p>
      ${hotwash.prompts.length > 0 && html`<details class="more"><summary>What the facilitator asks</summary>
        <ol class="list">${hotwash.prompts.map((prompt) => html`<li key=${prompt}>${prompt}</li>`)}</ol></details>`}</section>
    ${hotwash.tallies && html`<${Tallies} hotwash=${hotwash} />`}
    <div class="stack-5">
      <${Remarks} page=${page} view=${view} kind="strength" title="Went well" add="Add a strength" />
      <${Remarks} page=${page} view=${view} kind="improve" title="To fix" add="Add something to fix" />
    </div>
    ${hotwash.form.length > 0 && html`<${FeedbackForm} page=${page} form=${hotwash.form} mine=${view.mine} title="The exercise itself" />`}
    <${Board} rows=${view.board} />
    <details class="more"><summary>Messages of the exercise</summary><${Feed} page=${page} view=${view} level=${3} /></details>`;
}

export const Ended = ({ view }) => html`<section class="stack-2"><h2
  class="h1">The exercise ended${view.head.ended_at ? ` at ${clock(view.head.ended_at)}` : ""}.</h2>
  <p>Thank you. This page can be closed.</p></section>
  ${view.hotwash.tallies && html`<${Tallies} hotwash=${view.hotwash} />`}<${Board} rows=${view.board} />`;

/* One block a branch taken: what it counted for. Plus is the better direction. */
const Tallies = ({ hotwash }) => html`<section class="stack" aria-labelledby="tallies"><h2 id="tallies">The three tallies</h2>
  <p>${hotwash.tally_note} Plus is always the better direction.</p>
  <ul class="stack">${hotwash.tallies.map((row) => html`<li class="card stack-2" key=${row.decision}>
    <p class="row hold"><${Letter} letter=${row.taken} kind="taken" /><b>${row.title}</b></p>
    ${["life", "trust", "legal"].map((what) => html`<${Tally} key=${what} what=${what} value=${row[what]} />`)}</li>`)}</ul></section>`;

/* ---- strengths and areas for improvement ---- */

function Remarks({ page, view, kind, title, add }) {
  const [editing, edit] = useState("");
  const mine = view.mine.remarks.filter((remark) => remark.kind === kind);
  const waiting = page.outbox.open().filter(({ name, args }) => name === "remark" && args.kind === kind && !args.id);
  return html`<section class="stack" aria-labelledby="rem-${kind}"><h2 id="rem-${kind}">${title}</h2>
    ${mine.length + waiting.length > 0 && html`<ul class="stack-2">
      ${mine.map((remark, i) => html`<li class="card" key=${remark.id}>${editing === remark.id
        ? html`<${RemarkForm} page=${page} kind=${kind} remark=${remark} label=${`Change ${title.toLowerCase()} ${i + 1}`}
          done=${() => { edit(""); page.focus(`edit-${remark.id}`); }} />`
        : html`<div class="row apart hold"><span class="grow">${remark.text}</span>
            <button class="btn small" type="button" id="edit-${remark.id}"
              onClick=${() => { edit(remark.id); page.focus(`remark-${remark.id}`); }}>Edit<span
                class="sr"> ${title.toLowerCase()} ${i + 1}</span></button></div>
          <${StatusLine} page=${page} sending=${page.status(`remark:${remark.id}`)} />`}</li>`)}
      ${waiting.map((sending) => html`<li class="card stack-2" key=${sending.id}><span>${sending.args.text}</span><${StatusLine}
        page=${page} sending=${sending} /></li>`)}</ul>`}
    <${RemarkForm} page=${page} kind=${kind} label=${add} /></section>`;
}

function RemarkForm({ page, kind, remark = null, label, done }) {
  const name = remark?.id ?? kind;
  const [text, write, clear] = useDraft(page, `remark:${name}`, remark?.text ?? "");
  const submit = (event) => {
    event.preventDefault();
    if (!text.trim()) return;
    const args = remark ? { id: remark.id, kind, text: text.trim() } : { kind, text: text.trim() };
    const sent = page.send("remark", args, { slot: remark ? `remark:${remark.id}` : page.newId() });
    clear();
    done?.();
    sent.then(({ state, at, why }) => {
      page.say(state === "saved" ? `Saved ${clockSeconds(at)}.` : why, { error: state === "refused" });
      if (state === "refused") write(args.text);
    });
  };
  return html`<form class="stack-2" onSubmit=${submit}><${Field} id="remark-${name}" label=${label}>
    <textarea class="input one-line" id="remark-${name}" rows="1" maxlength=${TEXT_LIMIT} value=${text}
      onInput=${(event) => write(event.target.value)} onKeyDown=${sendKey}></textarea><//>
    <p class="actions"><button class="btn small" type="submit">${remark ? "Save" : "Add"}</button>
      ${remark && html`<button class="btn small" type="button" onClick=${() => { clear(); done(); }}>Cancel</button>`}</p></form>`;
}
