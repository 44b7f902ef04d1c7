/* What a change of the view is worth saying: one sentence for the live region and a title for the tab.
   Nothing is said for single votes, people who join, or the clock. */

import { left } from "./page.js";
import { Unread } from "./participant-unread.js";

const HEADLINES = { lobby: "You are in", briefing: "Briefing", "hot-wash": "Hot wash", closed: "The exercise ended" };

export function news(page, view, changed) {
  if (!view.head || !view.mine) return;
  if (page.unreadOwner !== page.owner) startReading(page, view);
  const before = page.before;
  page.before = view;
  if (changed.includes("feed")) page.unread.arrived(view.feed);
  if (before?.feed && before.feed.length < view.feed.length) page.late = false;
  if (before && before.head) for (const line of sentences(page, before, view)) page.say(line);
  page.title(headline(page, view));
}

/* First sight of this seat on this device: who comes in the middle of play joined late, and is not
   told that thirty old messages are new. */
function startReading(page, view) {
  page.unreadOwner = page.owner;
  page.unread = new Unread(page.owner, () => page.title(headline(page, page.view)));
  page.late = view.head.phase === "play" && view.feed.length > 1 && page.unread.untouched;
  if (page.late) page.unread.readAllBut(view.feed, 1);
}

export function headline(page, view) {
  const { phase } = view.head;
  if (phase !== "play") return HEADLINES[phase];
  const decision = view.decision;
  if (decision?.status === "open") return "Decision open";
  const unread = page.unread.count(view.feed);
  if (unread) return `${unread} new`;
  return { closed: "Voting closed", revealed: "Results" }[decision?.status] ?? "";
}

/* The last sentence of the list is the one that is heard when several things happen at once. */
function sentences(page, before, view) {
  return [
    ...feedNews(before.feed ?? [], view.feed),
    answerNews(before.mine, view.mine),
    phaseNews(before.head, view.head),
    decisionNews(page, before.decision, view.decision),
  ].filter(Boolean);
}

function feedNews(before, feed) {
  if (before === feed) return [];
  const had = new Map(before.map((item) => [item.id, item]));
  const fresh = feed.filter((item) => !had.has(item.id));
  const gone = feed.some((item) => item.withdrawn && had.get(item.id)?.withdrawn === false);
  const said = fresh.length === 1 ? `New message from ${fresh[0].sender || "the story"}.` : `${fresh.length} new messages.`;
  return [gone && "The facilitator took a message back.", fresh.length > 0 && said];
}

function answerNews(before, mine) {
  const answered = (items) => items.filter((item) => item.answer).length;
  return answered(mine.raised) > answered(before?.raised ?? []) && "The facilitator answered what you raised.";
}

const PHASES = {
  briefing: "The briefing begins.",
  play: "Play has started.",
  "hot-wash": "The hot wash is open.",
  closed: "The exercise ended.",
};

function phaseNews(before, head) {
  if (before.phase !== head.phase)
    return PHASES[head.phase];
  if (before.paused !== head.paused) return head.paused ? "Paused by the facilitator." : "Play goes on.";
  return before.went_back !== head.went_back && head.went_back;
}

function decisionNews(page, before, now) {
  if (!now) return "";
  const same = before?.id === now.id && before.round === now.round;
  if (same && before.status === now.status) return "";
  if (now.status === "open") {
    const time = now.closes_at ? ` ${left(now.closes_at - page.now())} to choose.` : "";
    return now.round > 1 ? `Vote again: ${now.question}${time}` : `Decision open: ${now.question}${time}`;
  }
  if (now.status === "closed") return same ? "Voting closed." : "";
  return resultNews(now);
}

function resultNews({ status, results, saved, taken }) {
  const best = (results ?? []).filter((row) => row.most);
  const counted = best.length === 1 && best[0].votes !== null ? `, ${best[0].votes} of ${saved}` : "";
  const most = best.length === 1 ? `Results: ${best[0].key}${counted}.` : "Results are shown.";
  return status === "taken" && taken ? `${most} The exercise goes on with ${taken.key}.` : most;
}
