/* What the trainer can do, once: keys, command, and why not. Buttons and keys both come from here.

   acts(d) -> { name: { words, keys, run, why } }; <${Act} d name="next" kind="strong" />
   The big Next is the whole briefing in order: start, each slide, its question open, closed, revealed, the end. So
   a slide remote with two buttons can give a briefing. */

import { Btn } from "./desk-marks.js";
import { html } from "./page.js";

const PHASES = { lobby: "The briefing has not started.", briefing: "The briefing has not started.", play: "The briefing is on.",
  closed: "The briefing has ended. Open it again first." };

/* Why the room would refuse a command now, as a sentence for people; "" when it would not. */
export const whyNot = ({ can, head }, command) => (can?.includes(command) ? "" : PHASES[head.phase] ?? "Not now.");

export const KINDS = { title: "Title", slide: "Slide", scene: "Scene", discussion: "Discussion", question: "Question", end: "Close" };

export const questionOf = ({ questions }, id) => (questions ?? []).find((question) => question.id === id) ?? null;

/* The question that the slide on the wall asks, if it has not been revealed. */
export function askedHere(view) {
  const row = (view.slides ?? []).find((one) => one.number === view.slide?.number);
  const question = row?.asks ? questionOf(view, row.asks) : null;
  return question && question.status !== "revealed" ? question : null;
}

const show = (d, number) => d.act("show-slide", { number });

/* What Next does now: { words, about, run, why }. */
function next(d) {
  const { head, question, slide, next: coming } = d.view;
  if (head.phase === "lobby" || head.phase === "briefing")
    return { words: "Start the briefing", about: coming?.title ?? "", why: d.why("start-exercise"), run: () => d.act("start-exercise") };
  if (question?.status === "open")
    return { words: "Close the question", about: "Then reveal the result", why: d.why("close-question"), run: () => d.act("close-question", { question: question.id }) };
  if (question?.status === "closed" && d.skipped !== question.id)
    return { words: "Reveal the result", about: "On every phone and on the screen", why: d.why("reveal-question"), run: () => d.act("reveal-question", { question: question.id }) };
  const here = askedHere(d.view);
  if (here && d.skipped !== here.id)
    return { words: "Open the question", about: here.ask, why: d.why("open-question"), run: () => d.act("open-question", { question: here.id }) };
  if (coming) return { words: "Next", about: coming.title, why: d.why("show-slide"), run: () => show(d, coming.number) };
  return { words: "End the briefing", about: slide ? "Everything has been shown" : "", why: d.why("end-exercise"), run: () => d.open("end") };
}

function back(d) {
  const number = d.view.slide?.number ?? 0;
  return { why: number > 1 ? d.why("show-slide") : "This is the first slide.", run: () => show(d, number - 1) };
}

/* Past a question without asking or revealing it. */
function skip(d) {
  const { question, next: coming } = d.view;
  const left = question && question.status !== "revealed" ? question : askedHere(d.view);
  if (!left || !coming || d.skipped === left.id) return { why: "Next goes on by itself." };
  return { why: d.why("show-slide"), run: () => { d.leave(left.id); show(d, coming.number); } };
}

const inHand = (d, command, status, sentence) => {
  const { question } = d.view;
  return { why: question && status.includes(question.status) ? d.why(command) : sentence, run: () => d.act(command, { question: question.id }) };
};

function opening(d) {
  const here = d.view.question?.status === "closed" ? d.view.question : askedHere(d.view);
  return { why: here && here.status !== "open" ? d.why("open-question") : "This slide asks no question.", run: () => d.act("open-question", { question: here.id }) };
}

export const onWall = ({ screen }) => screen?.show || "auto";

function join(d) {
  const what = onWall(d.view) === "lobby" ? "auto" : "lobby";
  return { why: d.why("show"), run: () => d.act("show", { what, scheme: d.view.screen?.scheme ?? "dark" }) };
}

export function acts(d) {
  return {
    next: { keys: " ", shown: "Space", also: ["ArrowRight", "PageDown"], ...next(d) },
    back: { keys: "ArrowLeft", shown: "", also: ["PageUp"], ...back(d) },
    skip: skip(d),
    open: { keys: "O", ...opening(d) },
    close: { keys: "C", ...inHand(d, "close-question", ["open"], "No question is open.") },
    reveal: { keys: "R", ...inHand(d, "reveal-question", ["open", "closed"], "Nothing to reveal now.") },
    undo: { keys: "Ctrl Z", why: d.view.undo ? d.why("undo") : "Nothing to undo.", run: () => d.act("undo") },
    join: { keys: "V", ...join(d) },
    announce: { keys: "A", why: d.why("announce"), run: () => d.field("announce") },
    keys: { keys: "?", why: "", run: () => d.open("keys") },
  };
}

export function Act({ d, name, children, ...rest }) {
  const act = d.acts[name];
  return html`<${Btn} keys=${act.shown ?? act.keys} why=${act.why} say=${d.say} onClick=${act.run} ...${rest}>${children}<//>`;
}
