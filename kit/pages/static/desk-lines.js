/* Go back and fork: pick a decision that was taken, take another choice from there. What happened is kept as its line. */

import { Btn, TextBox, at } from "./desk-marks.js";
import { LineMap, parentOf } from "./desk-linemap.js";
import { Letter, Pill, Tag } from "./marks.js";
import { html } from "./page.js";

function Taken({ d, line, item, fork }) {
  const on = fork?.line === line.number && fork.decision === item.id;
  return html`<tr class=${on ? "on" : ""}><th scope="row"><${Tag}>${item.id}<//> ${item.title}</th><td><${Letter} letter=${item.taken} /></td><td class="num">${item.votes ?? 0} of ${item.of}</td><td class="num">${at(item.at)}</td>
    <td class="n">${on ? html`<${Pill} kind="mine">Chosen<//>` : html`<${Btn} small why=${d.why("fork")} say=${d.say} onClick=${() => d.setFork({ line: line.number, decision: item.id, option: "" })}>Go back here<span class="sr"> to ${item.id}</span><//>`}</td></tr>`;
}

function LineTable({ d, line, lines, fork }) {
  const words = `Line ${line.number}${line.current ? ", being played" : ", kept as it was"}${line.decision ? `. Left line ${parentOf(lines, line)?.number ?? 1} at ${line.decision} with ${line.option}${line.why ? `: ${line.why}` : ""}` : ""}`;
  return html`<table class="table mid"><caption class=${lines.length > 1 ? "" : "sr"}>${words}</caption>
    <thead><tr><th scope="col">Decision</th><th scope="col">Taken</th><th scope="col">Votes</th><th scope="col">At</th><th scope="col"><span class="sr">Act</span></th></tr></thead>
    <tbody>${line.decisions.map((item) => html`<${Taken} key=${item.id} d=${d} line=${line} item=${item} fork=${fork} />`)}</tbody></table>`;
}

function Option({ d, option, item, fork }) {
  const taken = option.key === item.taken;
  return html`<div class="choice"><input type="radio" name="fork" id="f-${option.key}" disabled=${taken} checked=${fork.option === option.key} onInput=${() => d.setFork({ ...fork, option: option.key })} />
    <label for="f-${option.key}"><${Letter} letter=${option.key} /><span>${option.text}${taken && html`<br /><span class="meta">taken on line ${fork.line}</span>`}</span></label></div>`;
}

/* The injects that come again: everything sent on this line after the decision. */
function again(view, item) {
  const rows = view.msel ?? [];
  const from = rows.findIndex((row) => row.id === item.id);
  const ids = rows.slice(from + 1).filter((row) => row.kind === "inject" && row.status === "past").map((row) => row.id);
  if (from < 0 || !ids.length) return "";
  return ids.length > 3 ? `${ids.length} injects will be sent again` : `${ids.join(" and ")} will be sent again`;
}

function Fork({ d, item, fork }) {
  const letter = fork.option;
  const number = d.view.lines.length + 1;
  const sent = fork.line === d.view.head.line ? again(d.view, item) : "";
  const start = () => {
    if (!letter) return d.miss("fork", `f-${item.options.find((one) => one.key !== item.taken)?.key}`);
    d.fork("fork-why");
  };
  return html`<h2 id="ff">From ${item.id}, ${item.story}</h2><form class="stack" onSubmit=${(event) => { event.preventDefault(); start(); }}>
    <fieldset class="choices tight-gap"><legend class="label under">Take instead</legend>${item.options.map((option) => html`<${Option} key=${option.key} d=${d} option=${option} item=${item} fork=${fork} />`)}</fieldset>
    ${d.missing === "fork" && html`<p class="error">Choose what to take instead.</p>`}
    <${TextBox} d=${d} id="fork-why" label="Why are you asking “what if”?" hint="Goes into the report beside both lines." inputClass="low" />
    <section class="stack-2"><h3>What will happen</h3><ul class="list"><li>Every page goes back to ${item.story || "that point"} and says so.</li>${
      sent && html`<li>${sent}${letter ? `, as ${letter} makes ${sent.includes(" and ") || sent.includes("injects") ? "them" : "it"}` : ""}.</li>`}
      <li>Votes, notes and ratings of line ${fork.line} stay with line ${fork.line}.</li><li>The report shows both lines side by side.</li></ul></section>
    <div class="actions"><${Btn} kind="strong" why=${d.why("fork")} say=${d.say} onClick=${start}>Start line ${number}${letter ? ` with ${letter}` : ""}<//><${Btn} keys="Esc" onClick=${() => d.drop()}>Cancel<//></div></form>`;
}

export function LinesPage({ d }) {
  const lines = d.view.lines ?? [];
  const fork = d.forkChoice;
  const line = lines.find((one) => one.number === fork?.line);
  const item = line?.decisions.find((one) => one.id === fork.decision);
  const any = lines.some((one) => one.decisions.length);
  return html`<main class="desk-main with-lines"><section class="pane left" id="now" aria-labelledby="fh" tabindex="0">
      <div class="stack-2"><h2 class="t-5" id="fh">Go back and take another branch</h2><p>${any ? "Pick the decision to go back to. Nothing that happened is lost." : "No decision was taken yet. Once one is, you can come back to it here."}</p></div>
      ${any && html`<${LineMap} lines=${lines} fork=${item ? fork : null} startAt=${d.view.agenda?.started_at} now=${d.page.now()} />`}
      ${[...lines].reverse().filter((one) => one.decisions.length).map((one) => html`<${LineTable} key=${one.number} d=${d} line=${one} lines=${lines} fork=${item ? fork : null} />`)}</section>
    <section class="pane now" aria-labelledby="ff" tabindex="0">${item ? html`<${Fork} d=${d} item=${item} fork=${fork} />`
      : html`<h2 id="ff">What if?</h2><div class="empty"><b>No decision chosen</b><span>${any ? "Choose “Go back here” in the table." : "Decisions that were taken are listed here."}</span></div>
        <div class="actions"><${Btn} keys="Esc" onClick=${() => d.drop()}>Back to the table<//></div>`}</section></main>`;
}
