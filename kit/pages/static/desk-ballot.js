/* Middle pane while a decision is in hand: preview, voting with live counts, closed, revealed with the branch form. */

import { Act } from "./desk-acts.js";
import { Btn, TextBox, at } from "./desk-marks.js";
import { Raised, TimeToVote, Why } from "./desk-now.js";
import { Bar, Icon, Letter, Meter, Pill } from "./marks.js";
import { votesEach } from "./outcome.js";
import { clock, html } from "./page.js";

/* The facilitator sees all numbers; players' results may hide small ones. */
export const votesOf = (ballot) => (ballot.live?.length ? ballot.live : ballot.results ?? []);

/* In an anonymous run others are not told how few chose something. */
const hidesFew = (ballot) => (ballot.results ?? []).some((row) => row.votes === null);

export function Counts({ ballot }) {
  const waiting = (ballot.waiting ?? []).map((one) => `${one.title} ${one.count}`).join(", ");
  return html`<div class="stack-2"><p class="row apart num"><b>${ballot.saved} of ${ballot.of} have voted</b>${
    waiting && html`<span class="meta">Waiting: ${waiting}</span>`}</p><${Meter} share=${ballot.of ? (100 * ballot.saved) / ballot.of : 0} /></div>`;
}

function LiveRow({ bar }) {
  return html`<tr class=${bar.most ? "most" : ""}><th scope="row"><span class="opt"><${Letter} letter=${bar.key} /><span class="text">${bar.text}</span></span></th>
    <td class="barcell"><${Bar} share=${bar.share} /></td><td class="n">${bar.votes}</td><td class="n pc">${bar.share}%</td></tr>`;
}

function Live({ ballot }) {
  return html`<table class="result wide"><caption class="meta"><span class="row tight-gap"><${Icon} name="eye" />Only you see this until you reveal it</span></caption>
    <thead><tr><th scope="col">Choice</th><th scope="col" class="barcell"><span class="sr">Bar</span></th><th scope="col" class="n">Votes</th><th scope="col" class="n">Share</th></tr></thead>
    <tbody>${votesOf(ballot).map((bar) => html`<${LiveRow} key=${bar.key} bar=${bar} />`)}</tbody></table>`;
}

function Reasons({ ballot }) {
  const reasons = [...(ballot.reasons_live ?? [])].sort((a, b) => b.at - a.at);
  return html`<section class="stack-2" aria-labelledby="why-h"><div class="row apart"><h3 id="why-h">Reasons so far (${reasons.length})</h3><span class="meta">newest first, never on the screen by themselves</span></div>
    ${reasons.length > 0 ? html`<ul class="stack-2">${reasons.map((one) => html`<li class="row hold top"><${Letter} letter=${one.key} /><span>${one.text} <span class="meta num">${one.title} ${at(one.at)}</span></span></li>`)}</ul>`
      : html`<p class="meta">Nobody has written one yet.</p>`}</section>`;
}

const pill = (ballot) => (ballot.round > 1 ? "Second vote open" : "Decision open");

function Open({ d, ballot }) {
  const until = ballot.closes_at ? `since ${clock(ballot.opened_at)}, closes ${clock(ballot.closes_at)}` : `since ${clock(ballot.opened_at)}, no time limit`;
  return html`<div class="stack-2"><p class="row num"><${Pill}>${pill(ballot)}<//><span>${until}</span><${First} ballot=${ballot} /></p><h2 id="q" class="q">${ballot.question}</h2></div>
    <div class="actions"><${Act} d=${d} name="close" kind="strong">Close voting<//><${Act} d=${d} name="one">+1 min<//><${Act} d=${d} name="five">+5 min<//><span class="meta">Then: reveal <kbd aria-hidden="true">R</kbd></span></div>
    <${Why} d=${d} name="close" /><${Counts} ballot=${ballot} /><${Live} ballot=${ballot} /><${Reasons} ballot=${ballot} />`;
}

const First = ({ ballot }) => ballot.first?.length > 0 && html`<span class="push meta">First vote: ${ballot.first.map((bar) => `${bar.key} ${bar.votes}`).join(", ")}</span>`;

function Closed({ d, ballot }) {
  return html`<div class="stack-2"><p class="row num"><${Pill} kind="line" icon="lock">Voting closed ${at(ballot.closed_at)}<//><${First} ballot=${ballot} /></p><h2 id="q" class="q">${ballot.question}</h2></div>
    <div class="actions"><${Act} d=${d} name="reveal" kind="strong">Reveal<//><${Act} d=${d} name="second">Second vote<//><span class="meta">The tables talk now.</span></div>
    <${Why} d=${d} name="reveal" /><${Counts} ballot=${ballot} /><${Live} ballot=${ballot} /><${Reasons} ballot=${ballot} />`;
}

/* ---- revealed: choose the branch ---- */

function BranchRow({ d, ballot, bar, chosen }) {
  return html`<div class=${bar.most ? "choice most" : "choice"}><input type="radio" name="br" id="br-${bar.key}" checked=${bar.key === chosen} onInput=${() => d.choose(bar.key)} />
    <label for="br-${bar.key}"><${Letter} letter=${bar.key} /><span>${bar.text}${bar.key === ballot.majority && html` <${Pill} kind="line">Majority<//>`}</span><${Bar} share=${bar.share} />
    <span class="aside num"><b>${bar.votes}</b> <span class="meta">${bar.votes === 1 ? "vote" : "votes"}, ${bar.share}%</span></span></label></div>`;
}

/* Which letter is chosen, and whether it needs a reason: {chosen, against, label}. */
export function branchChoice(d) {
  const { ballot } = d.view;
  const chosen = d.branch?.decision === ballot.id && d.branch.round === ballot.round ? d.branch.option : ballot.majority ?? "";
  if (ballot.majority && chosen === ballot.majority) return { chosen, against: false, label: "" };
  if (ballot.majority) return { chosen, against: true, label: "You are leaving the majority. Why? This goes into the report." };
  const leaders = votesOf(ballot).filter((bar) => bar.most);
  const label = leaders.length > 1 ? `${votesEach(leaders)} You decide. Why? This goes into the report.`
    : "Nobody voted. You decide. Why? This goes into the report.";
  return { chosen, against: true, label };
}

function takeWords(ballot, chosen) {
  if (!chosen) return "Take a branch";
  if (!ballot.majority || chosen === ballot.majority) return `Take ${chosen}`;
  return `Take ${chosen} against the majority`;
}

const way = (ballot) => (ballot.majority ? `, or go with ${ballot.majority}.` : ".");

function Branch({ d, ballot }) {
  const { chosen, against, label } = branchChoice(d);
  const error = d.missing === "branch" ? (chosen ? `Write a reason of at least one sentence${way(ballot)}` : "Choose a branch first.") : "";
  const field = `branch-${ballot.id}`;
  const take = () => {
    const reason = against ? (d.page.drafts.get(field) ?? "").trim() : "";
    if (!chosen || (against && reason.length < 3)) return d.miss("branch", chosen ? "or" : `br-${ballot.options[0]?.key}`);
    d.take(chosen, reason, field);
  };
  return html`<form class="stack" onSubmit=${(event) => event.preventDefault()}>
    <fieldset class="choices branch tight-gap"><legend class="under"><span class="h2 t-4">Which branch does the exercise follow?</span> <span class="meta">Everyone sees the votes${ballot.revealed_at ? ` since ${clock(ballot.revealed_at)}` : ""}.${hidesFew(ballot) && " Numbers under 3 only you see."}</span></legend>
      ${votesOf(ballot).map((bar) => html`<${BranchRow} key=${bar.key} d=${d} ballot=${ballot} bar=${bar} chosen=${chosen} />`)}</fieldset>
    ${against && html`<${TextBox} d=${d} id="or" draft=${field} label=${label} error=${error} inputClass="low" />`}
    ${!against && error && html`<p class="error"><${Icon} name="warning" /><span>${error}</span></p>`}
    <div class="actions">${against || !ballot.majority ? html`<${Btn} kind="strong" why=${d.why("take-branch")} say=${d.say} onClick=${take}>${takeWords(ballot, chosen)}<//>`
      : html`<${Act} d=${d} name="branch" kind="strong">Take ${ballot.majority}<//>`}${
      against && ballot.majority && html`<${Act} d=${d} name="branch">Go with ${ballot.majority}<//>`}</div><${Why} d=${d} name="hide" /></form>`;
}

function Revealed({ d, ballot }) {
  return html`<div class="stack-2"><p class="row num"><${Pill} kind="line" icon="bars">Revealed${ballot.revealed_at ? ` ${clock(ballot.revealed_at)}` : ""}<//><span>${ballot.saved} of ${ballot.of} voted</span>
    <span class="push row tight-gap"><${Act} d=${d} name="second" small>Second vote<//><${Act} d=${d} name="hide" small>Hide again<//></span></p><h2 id="q" class="q">${ballot.question}</h2></div>
    <${Branch} key="${ballot.id}-${ballot.round}" d=${d} ballot=${ballot} /><${Reasons} ballot=${ballot} />`;
}

/* ---- preview: the next decision before it opens ---- */

function PreviewOption({ option }) {
  return html`<li class="row hold top"><${Letter} letter=${option.key} /><span>${option.text}${option.only_if && html` <span class="meta">${option.only_if}</span>`}${
    option.why && html` <span class="meta">Closed: ${option.why}</span>`}</span></li>`;
}

export function Preview({ d }) {
  const { ballot } = d.view;
  return html`<div class="part"><div class="stack-2"><p class="row num"><${Pill} kind="line" icon="eye">Preview<//><span>Only you see this. ${ballot.id}${ballot.minutes ? `, ${ballot.minutes} min planned` : ""}</span></p>
    <h2 id="q" class="q">${ballot.question}</h2></div>
    <div class="actions"><${Act} d=${d} name="openDecision" kind="strong">Open decision<//><${Act} d=${d} name="preview">Back to the table<//><${TimeToVote} d=${d} /></div><${Why} d=${d} name="openDecision" />
    <section class="stack-2"><h3>Choices</h3><ul class="stack-2">${ballot.options.map((option) => html`<${PreviewOption} key=${option.key} option=${option} />`)}</ul></section>
    ${ballot.closed_options?.length > 0 && html`<section class="stack-2"><h3>Not open in this run</h3><ul class="stack-2">${ballot.closed_options.map((option) => html`<${PreviewOption} key=${option.key} option=${option} />`)}</ul></section>`}
    ${ballot.dial_notes?.length > 0 && html`<section class="stack-2"><h3>What the dials change</h3><ul class="list">${ballot.dial_notes.map((one) => html`<li>${one.text}</li>`)}</ul></section>`}</div>`;
}

const BODIES = { open: Open, closed: Closed, revealed: Revealed };

export function Decision({ d }) {
  const { ballot } = d.view;
  const Body = BODIES[ballot.status];
  return html`<div class="part"><${Body} d=${d} ballot=${ballot} />${(d.view.raised ?? []).some((item) => !item.answer) && html`<${Raised} d=${d} />`}</div>`;
}
