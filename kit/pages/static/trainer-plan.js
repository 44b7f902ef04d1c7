/* The plan at the side: modules with their minutes, slides to jump to, questions to ask at any time. */

import { html, useEffect, useRef } from "./page.js";
import { Icon } from "./marks.js";
import { Btn } from "./desk-marks.js";
import { KINDS } from "./trainer-acts.js";

const STATES = { later: "", open: "open", closed: "closed, not revealed", revealed: "revealed" };

function Row({ d, row, question }) {
  const now = row.number === d.view.slide?.number;
  const note = [row.kind !== "slide" && row.kind !== "title" && row.kind !== "question" && KINDS[row.kind], question && (STATES[question.status] ? `question ${STATES[question.status]}` : "asks a question")].filter(Boolean);
  return html`<li><button class="plan-row" type="button" aria-current=${now ? "step" : undefined} aria-disabled=${d.can("show-slide") ? undefined : "true"}
    onClick=${() => (d.can("show-slide") ? !now && d.act("show-slide", { number: row.number }) : d.say(d.why("show-slide")))}>
    <span class="num">${row.number}</span><span class="grow">${row.title}${note.length > 0 && html`<span class="meta block">${note.join(", ")}</span>`}</span>${
      row.shown && !now && html`<${Icon} name="tick" /><span class="sr">shown</span>`}</button></li>`;
}

function Entry({ d, entry, number, many }) {
  const { slides, questions } = d.view;
  const rows = slides.filter((row) => row.entry === number);
  const list = html`<ol class="plan">${rows.map((row) => html`<${Row} key=${row.number} d=${d} row=${row} question=${questions.find((one) => one.id === row.asks)} />`)}</ol>`;
  if (!many) return list;
  return html`<details class="more" open=${entry.status === "now"}><summary><span class="grow">${entry.title}</span><span class="meta num nowrap">${entry.minutes} min</span></summary>${list}</details>`;
}

/* Questions that no slide asks, and those left closed: each a tap away. */
function Questions({ d }) {
  const { questions, slides, question } = d.view;
  const asked = new Set(slides.map((row) => row.asks).filter(Boolean));
  const rows = questions.filter((one) => one.id !== question?.id && one.status !== "revealed" && (!asked.has(one.id) || one.status === "closed"));
  if (!rows.length) return null;
  return html`<section class="stack-2" aria-labelledby="more-q"><h2 id="more-q">More questions</h2><ul class="stack-2">${rows.map((one) => html`<li class="row ruled hold top" key=${one.id}>
    <span class="grow">${one.ask}<span class="meta block">${one.kind === "poll" ? "Poll" : "Check"}${STATES[one.status] && `, ${STATES[one.status]}`}</span></span>
    <${Btn} small why=${d.why("open-question")} say=${d.say} onClick=${() => d.act("open-question", { question: one.id })}>Ask<span class="sr"> ${one.ask}</span><//></li>`)}</ul></section>`;
}

/* Keeps the slide in hand in sight inside this pane; the page itself never scrolls by itself. */
function useInPlace(number) {
  const list = useRef(null);
  useEffect(() => {
    const pane = list.current?.closest(".pane");
    const row = list.current?.querySelector("[aria-current]");
    if (!row || pane.scrollHeight <= pane.clientHeight) return;
    const [top, bottom] = [row.offsetTop - pane.scrollTop, row.offsetTop + row.offsetHeight - pane.scrollTop];
    if (top < 40 || bottom > pane.clientHeight - 40) pane.scrollTop = row.offsetTop - pane.clientHeight / 3;
  }, [number]);
  return list;
}

export function Plan({ d }) {
  const { talk, slides } = d.view;
  const list = useInPlace(d.view.slide?.number);
  const entries = talk.entries ?? [];
  const rest = slides.filter((row) => !entries[row.entry - 1]);
  return html`<section class="pane left" aria-labelledby="plan-h" tabindex="0"><div class="part" ref=${list}><h2 id="plan-h">Slides</h2>
    ${entries.map((entry, i) => html`<${Entry} key=${i} d=${d} entry=${entry} number=${i + 1} many=${entries.length > 1} />`)}
    ${rest.length > 0 && html`<ol class="plan">${rest.map((row) => html`<${Row} key=${row.number} d=${d} row=${row} />`)}</ol>`}
    <${Questions} d=${d} /><p><${Btn} kind="grave" small why=${d.why("end-exercise")} say=${d.say} onClick=${() => d.open("end")}>End the briefing<//></p></div></section>`;
}
