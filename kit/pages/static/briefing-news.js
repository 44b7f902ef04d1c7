/* What a change of the view is worth saying: one sentence for the live region and a title for the tab. Nothing is
   said for single answers, people who join, or the clock. */

import { kept } from "./page.js";
import { resultOf } from "./briefing-result.js";
import { inHand } from "./briefing-slide.js";

export function news(page, view) {
  if (!view.head || !view.mine) return;
  const before = page.before;
  page.before = view;
  if (page.lateOwner !== page.owner) arrive(page, view);
  else if (before?.slide?.number !== view.slide?.number) page.late = false;
  if (before?.head && before !== view) for (const line of sentences(before, view)) page.say(line);
  page.title(headline(view));
}

/* First sight of this seat on this device: who comes in the middle is told where the rest stands. */
function arrive(page, view) {
  page.lateOwner = page.owner;
  const key = `kit.came.${page.owner}`;
  page.late = kept.get(key) === null && view.head.phase === "play" && (view.earlier ?? []).length > 1;
  kept.set(key, "1");
}

export function headline({ head, mine, question, slide }) {
  if (mine.waiting) return "At the door";
  if (head.phase === "closed") return "The briefing ended";
  if (head.phase !== "play") return "You are in";
  const asked = { open: "Question open", closed: "Question closed", revealed: "Results" }[question?.status];
  return asked ?? (slide ? `Slide ${slide.number} of ${slide.of}` : "");
}

/* The last sentence of the list is the one that is heard when several things happen at once. */
const sentences = (before, view) => [feedNews(before, view), answerNews(before.mine, view.mine), slideNews(before, view), questionNews(before.question, view.question),
  phaseNews(before.head, view.head)].filter(Boolean);

function feedNews({ feed: before }, { feed }) {
  const had = new Map((before ?? []).map((item) => [item.id, item]));
  const fresh = (feed ?? []).filter((item) => !had.has(item.id) && !item.withdrawn);
  if ((feed ?? []).some((item) => item.withdrawn && had.get(item.id)?.withdrawn === false)) return "The trainer took a message back.";
  return fresh.length > 0 && `From the trainer: ${fresh.at(-1).text}`;
}

function answerNews(before, mine) {
  const answered = (items) => (items ?? []).filter((item) => item.answer).length;
  return answered(mine.raised) > answered(before?.raised) && "The trainer answered your question.";
}

function slideNews({ slide: before }, view) {
  const slide = inHand(view);
  return slide && slide.number !== before?.number && `Slide ${slide.number} of ${slide.of}: ${slide.title}.`;
}

function questionNews(before, now) {
  if (!now || (before?.id === now.id && before.status === now.status)) return "";
  if (now.status === "open") return `Question open: ${now.ask}`;
  if (now.status === "closed") return before?.id === now.id && "Question closed.";
  return `Results. ${resultOf(now).join(" ")}`;
}

const phaseNews = (before, head) => before.phase !== head.phase && { play: "The briefing begins.", closed: "The briefing ended." }[head.phase];
