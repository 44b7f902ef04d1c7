/* The feedback form, of an exercise and of a briefing. Each answer is sent as it is given. */

import { StatusLine, clockSeconds, html, useDraft, useState } from "./page.js";
import { Choice, Field, State } from "./marks.js";

const TEXT_LIMIT = 2000;
const FIRST = 2; // statements shown before "Next"

export function FeedbackForm({ page, form, mine, title }) {
  const answered = form.findLastIndex((item) => item.key in mine.feedback) + 1;
  const [shown, show] = useState(Math.max(FIRST, answered));
  const more = form.length - shown;
  const next = () => { show(form.length); page.focus(`fb-${form[shown].key}`); };
  return html`<section class="stack" aria-labelledby="fb"><h2 id="fb">${title}</h2>
    ${form.slice(0, shown).map((item) => html`<${item.kind === "scale" ? Scale : Words} key=${item.key} page=${page} item=${item}
      given=${mine.feedback[item.key]} />`)}
    <${FormState} page=${page} form=${form} mine=${mine} />
    ${more > 0 && html`<button class="btn primary wide" type="button" onClick=${next}>Next: ${more} more</button>`}</section>`;
}

const answer = (page, key, value) => page.send("feedback", { answers: { [key]: value } }, { slot: `feedback:${key}` });

/* The worst of what is on its way, else when the form was last saved. */
function FormState({ page, form, mine }) {
  const sent = form.map((item) => page.status(`feedback:${item.key}`)).filter(Boolean);
  const trouble = ["refused", "not-saved", "sending"].map((state) => sent.find((one) => one.state === state)).find(Boolean);
  if (trouble) return html`<${StatusLine} page=${page} sending=${trouble} />`;
  const at = Math.max(mine.feedback_at ?? 0, ...sent.map((one) => one.at ?? 0));
  return at > 0 && html`<${State} kind="ok" icon="tick">Saved ${clockSeconds(at)}<//>`;
}

function Scale({ page, item, given }) {
  const [value, choose] = useDraft(page, `feedback:${item.key}`, given === undefined ? "" : String(given));
  const pick = (n) => { choose(String(n)); answer(page, item.key, n); };
  return html`<fieldset class="stack-2" id="fb-${item.key}" tabindex="-1"><legend class="label under">${item.text}</legend>
    <div class="scale">${[1, 2, 3, 4, 5].map((n) => html`
      <${Choice} key=${n} id="fb-${item.key}-${n}" name="fb-${item.key}" value=${n} checked=${value === String(n)}
        onInput=${() => pick(n)}>${n}<//>`)}</div>
    <p class="scale-ends meta"><span>1 strongly disagree</span><span>5 strongly agree</span></p></fieldset>`;
}

function Words({ page, item, given }) {
  const [text, write] = useDraft(page, `feedback:${item.key}`, given ?? "");
  const save = () => { if (text.trim() !== (given ?? "")) answer(page, item.key, text.trim()); };
  return html`<div id="fb-${item.key}" tabindex="-1"><${Field} id="fb-${item.key}-text" label=${item.text}>
    <textarea class="input" id="fb-${item.key}-text" rows="3" maxlength=${TEXT_LIMIT} value=${text}
      onInput=${(event) => write(event.target.value)} onBlur=${save}></textarea><//></div>`;
}
