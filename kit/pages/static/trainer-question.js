/* The question in hand: live counts that only the trainer sees, Close, Reveal; after it the result and the reason. */

import { html, useEffect, useRef } from "./page.js";
import { Icon, Meter, Pill } from "./marks.js";
import { whole } from "./briefing-facts.js";
import { Answers, Because, resultOf } from "./briefing-result.js";
import { Act } from "./trainer-acts.js";

const PILLS = { open: ["", "", "Question open"], closed: ["line", "lock", "Question closed"], revealed: ["line", "bars", "Result is shown"] };

const shareOf = (n, all) => (all ? Math.round((100 * n) / all) : 0);

function liveRows({ options }, { counts, saved }) {
  return options.map((option) => ({ ...option, votes: counts[option.key] ?? 0, share: shareOf(counts[option.key] ?? 0, saved) }));
}

/* The first button keeps its place and its focus when the question closes: Close becomes Reveal. */
const Buttons = ({ d, open }) => html`<div class="actions"><${Act} d=${d} name=${open ? "close" : "reveal"} kind="strong">${open ? "Close" : "Reveal"}<//>
  <${Act} d=${d} name=${open ? "reveal" : "open"}>${open ? "Reveal" : "Open again"}<//></div>`;

/* When the buttons go with the reveal, focus that stood on one of them goes on to Next, and is not lost. */
function useOnward(d, shown) {
  const held = useRef(false);
  const { doc } = d.page;
  held.current ||= Boolean(doc.activeElement?.closest?.(".in-hand .actions"));
  useEffect(() => {
    if (shown && held.current && doc.activeElement === doc.body) d.page.focus("next");
    held.current = false;
  }, [shown]);
}

export function QuestionCard({ d }) {
  const { question, live, facts } = d.view;
  useOnward(d, question.status === "revealed");
  const [kind, icon, words] = PILLS[question.status];
  const rows = live ? liveRows(question, live) : question.results ?? [];
  const { saved, of } = live ?? question;
  const shown = question.status === "revealed";
  const told = { ...question, answer: question.answer || live?.answer || "", why: question.why || live?.why || "", why_cites: question.why_cites?.length ? question.why_cites : live?.why_cites ?? [] };
  return html`<section class="decision in-hand" aria-labelledby="q-h"><div class="stack-2"><p class="row num"><${Pill} kind=${kind} icon=${icon || undefined}>${words}<//>
      <b>${saved} of ${of} answered</b></p><${Meter} share=${shareOf(saved, of)} /><h2 id="q-h" class="t-5">${whole(question.ask)}</h2></div>
    ${!shown && html`<${Buttons} d=${d} open=${question.status === "open"} />`}
    <${Answers} rows=${rows} answer=${told.answer} wide>${shown ? html`<span class="meta">${resultOf({ ...told, results: rows, saved }).join(" ")}</span>`
      : html`<span class="meta row tight-gap"><${Icon} name="eye" />Only you see the numbers${told.answer && " and the right answer"} until you reveal them</span>`}<//>
    <${Because} question=${told} facts=${facts} /></section>`;
}
