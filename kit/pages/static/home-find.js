/* Finding something on the shelf: for whom, how much time, about what, or a word of it. Exercises are for agencies and
   community groups together; a briefing is for the audiences it names. What is chosen stays chosen on this device. */

import { html, useDraft } from "./page.js";

export const TOGETHER = "together";
const TIMES = [["10", "up to 10 minutes"], ["30", "up to 30 minutes"], ["90", "up to 90 minutes"]];
const NOTHING = { who: "", time: "", topic: "", words: "" };

export function useFind(page) {
  const [text, write, clear] = useDraft(page, "find", "");
  let kept = {};
  try { kept = JSON.parse(text || "{}"); } catch { /* an older version wrote it: start anew */ }
  const find = { ...NOTHING, ...kept };
  return { find, set: (change) => write(JSON.stringify({ ...find, ...change })), clear, on: Object.values(find).some(Boolean) };
}

const says = (words, ...texts) => {
  const text = texts.join(" ").toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
};

/* The exercises that fit, by what is asked for. */
export function exercisesFor(view, find) {
  const topic = view.topics?.find((one) => one.key === find.topic);
  return view.exercises.filter((one) => (!find.who || find.who === TOGETHER)
    && (!find.time || Math.min(...one.forms.map((form) => form.minutes)) <= Number(find.time))
    && (!find.topic || topic?.exercises.includes(one.slug))
    && says(find.words, one.title, one.about, one.hazard));
}

/* The briefings that fit. */
export function briefingsFor(view, find) {
  return (view.briefings ?? []).filter((one) => (!find.who || one.audiences.includes(find.who))
    && (!find.time || one.minutes.roll_call <= Number(find.time))
    && (!find.topic || one.topics.includes(find.topic))
    && says(find.words, one.key, one.title, one.about, ...one.aim));
}

function Pick({ id, label, value, any, options, onPick }) {
  return html`<div class="field"><label class="label" for="find-${id}">${label}</label><select class="input" id="find-${id}" value=${value} onChange=${(event) => onPick(event.target.value)}>
    <option value="" selected=${!value}>${any}</option>${options.map(([key, words]) => html`<option value=${key} selected=${key === value}>${words}</option>`)}</select></div>`;
}

export function Find({ view, find, set, clear, on, found }) {
  const whom = [...(view.audiences ?? []).map((one) => [one.key, one.title]), [TOGETHER, "Agencies and community together"]];
  return html`<search class="find" aria-label="Find on the shelf"><form onSubmit=${(event) => event.preventDefault()}>
    <${Pick} id="who" label="For" value=${find.who} any="everybody" options=${whom} onPick=${(who) => set({ who })} />
    <${Pick} id="time" label="I have" value=${find.time} any="any time" options=${TIMES} onPick=${(time) => set({ time })} />
    <${Pick} id="topic" label="About" value=${find.topic} any="anything" options=${(view.topics ?? []).map((one) => [one.key, one.title])} onPick=${(topic) => set({ topic })} />
    <div class="field"><label class="label" for="find-words">Words</label><input class="input" id="find-words" type="search" value=${find.words} maxlength="80" autocomplete="off" onInput=${(event) => set({ words: event.target.value })} /></div>
  </form><p class="meta row" role="status"><span>${found}</span>${on && html`<button class="btn small" type="button" onClick=${clear}>Show all</button>`}</p></search>`;
}
