/* One objective: targets with their critical tasks, observing now, the notes taken, and the story beside it. */

import { StatusLine, clock, clockSeconds, html, jump, sendKey, useDraft, useInSight, useState } from "./page.js";
import { Choice, Dialog, Field, Icon, Letter, Pill, Prose, Rate, State, Tag } from "./marks.js";

const TEXT_LIMIT = 2000;

/* What is rated of an objective: its core capabilities and its targets. */
export const rateables = ({ id, capabilities, targets }) =>
  [...capabilities.map((name) => `${id}/${name}`), ...targets.map((target) => target.id)];

export const notesOf = (notes, objective) => notes.filter((note) => objective.targets.some((target) => target.id === note.target));

export function Guide({ page, view, objective, rate }) {
  const started = !["lobby", "briefing"].includes(view.head.phase);
  return html`<div class="guide"><div class="stack-5">
    <div class="stack-2"><p class="meta">${objective.id}. ${objective.text}</p>
      <h2 class="t-6" id="here" tabindex="-1">${objective.capabilities.join(", ")}</h2>
      ${objective.watch_for && html`<details class="more"><summary>Watch for</summary><${Prose} text=${objective.watch_for} />
        </details>`}</div>
    ${objective.targets.map((target, i) => html`<${Target} key=${target.id} page=${page} view=${view} target=${target} n=${i + 1}
      rate=${rate} />`)}
    ${started ? html`<${Observe} page=${page} view=${view} objective=${objective} />` : html`<p class="empty">
      <b>Notes begin with play</b><span>You can read the guide now.</span></p>`}
    <${Notes} page=${page} view=${view} objective=${objective} />
    <${CapabilityRatings} view=${view} objective=${objective} rate=${rate} />
  </div><${Beside} view=${view} /></div><${ObserveDock} page=${page} started=${started} />`;
}

/* The form stands below the targets, often out of sight: one tap away from anywhere. */
function ObserveDock({ page, started }) {
  const seen = useInSight(page, started ? "note" : ""); // its box: the heading is at the very top after the jump
  if (!started || seen) return null;
  return html`<p class="dock"><a class="btn" href="#ob" onClick=${jump(page, "ob")}><${Icon} name="pencil" />Observe now</a></p>`;
}

function Target({ page, view, target, n, rate }) {
  const given = view.ratings[target.id];
  return html`<section class="stack-2" aria-labelledby="t-${target.id}"><p id="t-${target.id}"><b>Target ${n}.</b> ${target.text}</p>
    ${target.tasks.length > 0 && html`<fieldset class="stack-2"><legend class="h3">Critical tasks<span
      class="sr"> of target ${n}</span></legend><div class="choices gap-0">
      ${target.tasks.map((task, i) => html`<${Task} key=${i} page=${page} view=${view} target=${target.id} task=${i}
        text=${task} />`)}</div></fieldset>`}
    <p class="row"><${Rate} letter=${given?.rating ?? ""} /><button class="btn small" type="button" onClick=${() => rate(target.id)}>${
      given ? "Change the rating of" : "Rate"} target ${n}</button></p></section>`;
}

function Task({ page, view, target, task, text }) {
  const id = `${target}/${task}`;
  const at = view.seen[id];
  const sending = page.status(`see:${id}`);
  const checked = sending?.open || (sending?.state === "saved" && !at) ? sending.args.seen : at !== undefined;
  const tick = () => page.send("see-task", { target, task, seen: !checked }, { slot: `see:${id}` });
  const state = { sending: "Sending…", "not-saved": "Not saved yet" }[sending?.state] ?? (at ? `seen ${clock(at)}` : "");
  return html`<${Choice} plain type="checkbox" id="task-${id}" checked=${checked} onInput=${tick}>
    <span>${text}</span>${state && html`<span class="aside meta num">${state}</span>`}<//>
    ${sending?.state === "refused" && html`<${StatusLine} page=${page} sending=${sending} />`}`;
}

/* ---- observe now ---- */

export const NOTE_KINDS = { strength: ["Strength", "plus"], improve: ["To improve", "flag"], note: ["Note", "pencil"] };

function Observe({ page, view, objective }) {
  const [kind, setKind] = useDraft(page, "note-kind", "");
  const [text, write, clear] = useDraft(page, "note-text", "");
  const [tied, tie] = useDraft(page, "note-tied", ""); // "" = what is in play
  const [about, setAbout] = useDraft(page, `note-about:${objective.id}`, objective.targets[0]?.id ?? "");
  const [choosing, choose] = useState(false);
  const [missing, setMissing] = useState("");
  const ref = tied === "none" ? "" : tied || view.now?.id || "";
  const pick = (name) => { setKind(name); page.focus("note"); };
  const save = (event) => {
    event.preventDefault();
    const lacks = !kind ? "Choose strength, to improve, or note." : !text.trim() ? "Write what you saw first." : "";
    setMissing(lacks);
    if (lacks) { page.focus(kind ? "note" : "kind-strength"); return; }
    const args = { kind, text: text.trim(), target: about, task: null, ref };
    const sent = page.send("observe", args, { slot: page.newId() });
    clear();
    tie("");
    sent.then(({ state, at, why }) => {
      page.lastNote = state === "saved" ? at : page.lastNote;
      page.say(state === "saved" ? `Saved ${clockSeconds(at)}.` : why, { error: state !== "saved" });
      if (state === "refused") write(args.text);
    });
  };
  const label = [kind ? NOTE_KINDS[kind][0] : "What you see and hear", ref].filter(Boolean).join(", ");
  return html`<section class="stack observe" aria-labelledby="ob"><div class="row apart"><h3 id="ob" class="h2">Observe now</h3>
    <${InPlay} view=${view} /></div>
    <form class="stack" onSubmit=${save} novalidate>
    <div class="tap" role="group" aria-label="Kind of note">${Object.entries(NOTE_KINDS).map(([name, [word, icon]]) => html`
      <button class="btn" type="button" id="kind-${name}" key=${name} aria-pressed=${String(kind === name)}
        onClick=${() => pick(name)}><${Icon} name=${icon} />${word}</button>`)}</div>
    <${Field} id="note" label=${label} error=${missing}><textarea class="input" id="note" rows="2" maxlength=${TEXT_LIMIT} value=${text}
      aria-describedby=${missing ? "note-error" : undefined} aria-invalid=${missing ? "true" : undefined}
      onInput=${(event) => { write(event.target.value); setMissing(""); }} onKeyDown=${sendKey}></textarea><//>
    ${objective.targets.length > 1 && html`<${Field} id="about" label="About"><select class="input" id="about" value=${about}
      onInput=${(event) => setAbout(event.target.value)}>
      ${objective.targets.map((target, i) => html`<option key=${target.id} value=${target.id}>Target ${i + 1}</option>`)}</select><//>`}
    <div class="row"><button class="btn primary" type="submit">Save</button>
      <button class="btn quiet" type="button" onClick=${() => choose(true)}>Tie to something else</button><${LastSaved} page=${page}
        notes=${view.notes} /></div></form>
    ${choosing && html`<${TieDialog} view=${view} tied=${tied} tie=${tie} onClose=${() => choose(false)} />`}</section>`;
}

const InPlay = ({ view: { now, decision } }) => html`<p class="row num tight-gap">${now
  ? html`<${Pill}>${now.id}${decision?.status === "open" && decision.id === now.id && " open"}<//><span
    class="meta">notes are tied to it</span>`
  : html`<span class="meta">Nothing is in play yet</span>`}</p>`;

function LastSaved({ page, notes }) {
  const at = Math.max(page.lastNote ?? 0, ...notes.map((note) => note.at));
  return at > 0 && html`<div class="push"><${State} kind="ok" icon="tick">Last saved ${clockSeconds(at)}<//></div>`;
}

function TieDialog({ view, tied, tie, onClose }) {
  const now = view.now ? `What is in play: ${view.now.id} ${view.now.title}` : "What is in play";
  const choices = [["", now], ...view.played.map((step) => [step.id, `${step.id} ${step.title}`]), ["none", "Nothing"]];
  return html`<${Dialog} title="What is the note about?" onClose=${onClose}><fieldset class="choices"><legend
    class="sr">Tie the note to</legend>
    ${choices.map(([id, words]) => html`<${Choice} key=${id} id="tie-${id || "now"}" name="tie" value=${id} checked=${tied === id}
      onInput=${() => tie(id)}><span>${words}</span><//>`)}</fieldset>
    <div class="actions"><button class="btn primary" type="button" onClick=${onClose}>Done</button></div><//>`;
}

/* ---- notes ---- */

function Notes({ page, view, objective }) {
  const ids = new Set(objective.targets.map((target) => target.id));
  const waiting = page.outbox.open().filter(({ name, args }) => name === "observe" && !args.id && ids.has(args.target));
  const notes = view.notes.filter((note) => ids.has(note.target) || !note.target);
  if (!notes.length && !waiting.length) return html`<p class="hint">Your notes on this objective will be listed here.</p>`;
  return html`<section aria-labelledby="rc"><h3 id="rc" class="h2">Your notes</h3><ul>
    ${waiting.map((sending) => html`<li key=${sending.id}><${NoteRow} note=${sending.args} /><${StatusLine} page=${page}
      sending=${sending} /></li>`)}
    ${[...notes].sort((a, b) => b.at - a.at).map((note) => html`<${Note} key=${note.id} page=${page} note=${note} />`)}</ul></section>`;
}

export function NoteRow({ note, children }) {
  const [word, icon] = NOTE_KINDS[note.kind];
  return html`<div class="obs"><span class="num meta">${note.at ? clockSeconds(note.at) : ""}</span><${Pill} kind="line"
    icon=${icon}>${word}<//>
    <span>${note.text}</span><span class="row tight-gap">${note.ref && html`<${Tag}>${note.ref}<//>`}${children}</span></div>`;
}

function Note({ page, note }) {
  const [editing, edit] = useState(false);
  const [text, write, clear] = useDraft(page, `note:${note.id}`, note.text);
  const close = () => { clear(); edit(false); page.focus(`edit-${note.id}`); };
  const save = (event) => {
    event.preventDefault();
    const { id, kind, target, task, ref } = note;
    if (text.trim()) page.send("observe", { id, kind, text: text.trim(), target, task, ref }, { slot: `note:${id}` });
    close();
  };
  const change = html`<button class="btn small" type="button" id="edit-${note.id}"
    onClick=${() => { edit(true); page.focus(`note-${note.id}`); }}>Change<span
      class="sr"> the note of ${clockSeconds(note.at)}</span></button>`;
  if (!editing) return html`<li><${NoteRow} note=${note}>${change}<//><${StatusLine} page=${page}
    sending=${page.status(`note:${note.id}`)} /></li>`;
  return html`<li><form class="stack-2" onSubmit=${save}><${Field} id="note-${note.id}"
    label="${NOTE_KINDS[note.kind][0]}, ${clockSeconds(note.at)}">
    <textarea class="input" id="note-${note.id}" rows="2" maxlength=${TEXT_LIMIT} value=${text}
      onInput=${(event) => write(event.target.value)}></textarea><//>
    <p class="actions"><button class="btn primary small" type="submit">Save</button><button class="btn small" type="button"
      onClick=${close}>Cancel</button></p></form></li>`;
}

function CapabilityRatings({ view, objective, rate }) {
  return html`<section class="stack-2" aria-labelledby="caps"><h3 id="caps" class="h2">The core capability</h3>
    <p class="hint">Rate it after its targets.</p>
    ${rateables(objective).filter((id) => id.includes("/")).map((id) => html`<p class="row" key=${id}><${Rate}
      letter=${view.ratings[id]?.rating ?? ""} />
      <button class="btn small" type="button"
        onClick=${() => rate(id)}>${view.ratings[id] ? "Change the rating of" : "Rate"} ${id.split("/")[1]}</button></p>`)}</section>`;
}

/* ---- what players see now ---- */

function Beside({ view }) {
  const { decision, feed, questions } = view;
  return html`<aside class="stack-5 beside" aria-label="What players see">
    ${decision && html`<section class="stack-2" aria-labelledby="bd"><h3 id="bd" class="h2">The decision</h3>
      <p><b>${decision.question}</b></p><ol class="stack-2">${decision.options.map((option) => html`<li class="row hold top"
        key=${option.key}>
        <${Letter} letter=${option.key} kind=${decision.taken?.key === option.key ? "taken" : ""} /><span>${option.text}</span></li>`)}</ol>
      ${decision.results && html`<p
        class="num">${decision.results.map((row) => `${row.key} ${row.votes ?? "few"}`).join(", ")}</p>`}</section>`}
    <section class="stack-2" aria-labelledby="bm"><h3 id="bm" class="h2">Messages</h3>
      ${feed.length === 0 && html`<p class="hint">No messages yet.</p>`}
      <ol class="feed" reversed>${[...feed].reverse().slice(0, 12).map((item) => html`<li class="inject" key=${item.id}>
        <p class="top"><time>${item.story}</time>${item.withdrawn && html`<${Pill} kind="line">Withdrawn<//>`}</p>
        <p class="route">${[item.sender, item.channel, item.to].filter(Boolean).join(", ")}</p>${!item.withdrawn && html`<${Prose}
          text=${item.text} class="words" />`}</li>`)}</ol></section>
    ${questions.length > 0 && html`<details class="more"><summary>Questions for your summary</summary><ul
      class="list">${questions.map((one) => html`<li key=${one}>${one}</li>`)}</ul></details>`}
  </aside>`;
}
