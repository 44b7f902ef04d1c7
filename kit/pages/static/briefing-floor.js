/* From the floor and to it: my questions with their answers, and what the trainer wrote to everyone. */

import { StatusLine, clock, clockSeconds, html } from "./page.js";
import { Icon } from "./marks.js";

export const AskButton = ({ ask, short = false }) => html`<button class="btn" type="button" onClick=${ask}><${Icon} name="hand" />${
  short ? html`Ask<span class="sr"> a question</span>` : "Ask a question"}</button>`;

export function Floor({ page, view: { mine } }) {
  const sent = [...page.outbox.last.values()].filter(({ name }) => name === "raise");
  const waiting = sent.filter(({ state }) => ["sending", "not-saved", "refused"].includes(state));
  const items = [...(mine.raised ?? [])].reverse();
  if (!waiting.length && !items.length) return null;
  return html`<section class="stack-2" aria-labelledby="floor"><h2 id="floor">You asked</h2><ul class="stack-2">
    ${waiting.map((sending) => html`<li class="card stack-2" key=${sending.id}><p>${sending.args.text}</p><${StatusLine} page=${page} sending=${sending} /></li>`)}
    ${items.map((item) => html`<li class="card stack-2" key=${item.id}><p class="over num">Sent ${clockSeconds(item.at)}</p><p>${item.text}</p>
      ${item.answer && html`<div class="quote"><p>${item.answer}</p><p class="who num">Trainer, ${clock(item.answered_at)}</p></div>`}</li>`)}</ul></section>`;
}

export function Messages({ feed }) {
  const items = (feed ?? []).filter((item) => !item.withdrawn).reverse();
  if (!items.length) return null;
  return html`<section class="stack-2" aria-labelledby="msg"><h2 id="msg">From the trainer</h2><ul class="stack-2">
    ${items.map((item) => html`<li class="card" key=${item.id}><p class="over num">${clock(item.at)}</p><p>${item.text}</p></li>`)}</ul></section>`;
}
