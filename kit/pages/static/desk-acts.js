/* What the facilitator can do, once: key, command, and why not. Buttons and keys both come from here, so the key
   printed on a button is the key that works, and a command the room would refuse says why instead.

   acts(d) -> { name: { keys, run, why } }; <${Act} d name="deliver" kind="strong" small>words<//> draws one of them.
   d is made by desk.js: { page, view, can, act(command, args), open(dialog, more), go(place), place, preview, ... } */

import { Btn } from "./desk-marks.js";
import { html } from "./page.js";

export const votesIn = (ballot) => Boolean(ballot && ["open", "closed", "revealed"].includes(ballot.status));
export const nextRow = (view) => view.msel?.find((row) => row.status === "next") ?? null;
export const ownerless = (view) => view.board?.find((row) => row.state === "open" && !row.owner) ?? null;

const STORY = new Set(["deliver", "open-module", "bridge", "finish", "open-decision", "skip", "hold"]);
const BALLOT = new Set(["close-voting", "reveal", "hide", "second-round", "take-branch", "extend"]);
const WAITS = new Set(["deliver", "open-module", "bridge", "finish", "open-decision", "open-hot-wash"]); // for the branch

function phaseSentence(view, command) {
  const { phase } = view.head;
  if (phase === "closed") return command === "reopen" ? "The exercise cannot be opened again now." : "The exercise has ended. Reopen it first.";
  if (phase === "hot-wash") return STORY.has(command) || BALLOT.has(command) || command === "undo" ? "Play is over." : "Not in the hot wash.";
  return phase === "play" ? "Not during play." : "Play has not started.";
}

function undoSentence({ undo, ballot }) {
  if (ballot?.status === "open" && ballot.saved && (!undo || /^(decision|second-round)-opened/.test(undo)))
    return `This cannot be undone: ${ballot.saved} ${ballot.saved === 1 ? "person has" : "people have"} voted. Use “Go back” instead.`;
  return undo ? "" : "Nothing to undo.";
}

const BALLOT_SENTENCE = { "close-voting": "Voting is not open.", extend: "Voting is not open.", reveal: "Nothing to reveal now.", hide: "Nothing is revealed.",
  "second-round": "Close voting first.", "take-branch": "Close voting first." };

/* What the state of play says against a command that the phase allows. */
function stateSentence(view, command) {
  const { ballot } = view;
  const voting = votesIn(ballot);
  if (BALLOT.has(command)) {
    if (!voting) return "No decision is in hand.";
    return !ballot.can || ballot.can.includes(command) ? "" : BALLOT_SENTENCE[command];
  }
  if (WAITS.has(command) && voting) return ballot.status === "open" ? `${ballot.id} is open. Close voting first.` : `${ballot.id} is in hand. Take a branch first.`;
  if (command === "undo") return undoSentence(view);
  if (command === "fork" && !(view.lines ?? []).some((line) => line.decisions.length)) return "No decision was taken yet.";
  if (command === "add-inject" && !view.head.module) return "Open a module first.";
  return "";
}

/* Why the room would refuse a command now, as a sentence for people; "" when it would not. */
export function whyNot(view, command) {
  return view.can?.includes(command) ? stateSentence(view, command) : phaseSentence(view, command);
}

const NEXT = { module: "open-module", inject: "deliver", bridge: "bridge", ending: "finish" };

function nextArgs(row, d) {
  if (row.kind === "module") return { module: row.id };
  if (row.kind === "bridge") return { id: row.id };
  if (row.kind === "ending") return {};
  return d.audience ? { inject: row.id, audience: d.audience } : { inject: row.id };
}

function deliver(d) {
  const row = nextRow(d.view);
  if (!row) return { why: d.why("deliver") || "Nothing is next." };
  if (row.kind === "decision") return { why: "A decision is next. Open it." };
  const command = NEXT[row.kind] ?? "deliver";
  return { why: d.why(command), run: () => d.act(command, nextArgs(row, d)) };
}

function onNext(d, command, run) {
  const row = nextRow(d.view);
  if (!row || row.kind === "module" || row.kind === "ending") return { why: "Nothing to do this with is next." };
  return { why: d.why(command), run: () => run(row) };
}

function openDecision(d) {
  const id = d.view.ballot && !votesIn(d.view.ballot) && d.view.ballot.status !== "taken" ? d.view.ballot.id : nextRow(d.view)?.id;
  const isNext = nextRow(d.view)?.kind === "decision";
  if (!isNext) return { why: votesIn(d.view.ballot) ? "This decision is already open." : "No decision is next." };
  const args = d.minutes === "" ? { decision: id } : { decision: id, minutes: Number(d.minutes) };
  return { why: d.why("open-decision"), run: () => d.act("open-decision", args) };
}

function branch(d) {
  const { ballot } = d.view;
  const why = d.why("take-branch");
  if (why) return { why };
  if (!ballot?.majority) return { why: "No choice has the most votes. Choose one and say why." };
  return { run: () => d.act("take-branch", { option: ballot.majority, reason: "" }) };
}

function owner(d) {
  const row = ownerless(d.view);
  if (!row) return { why: "Every concern has an owner." };
  return { why: d.why("own"), run: () => { d.go("board"); d.open("row", { row: row.id }); } };
}

function screen(d) {
  const here = { board: "board", lobby: "lobby" }[d.place];
  if (here && d.view.screen?.show !== here && d.can("show"))
    return { run: () => d.act("show", { what: here, scheme: d.view.screen?.scheme ?? "dark" }) };
  return { run: () => d.open("screen") };
}

export const NO_ROW = "There is no row yet. Make a new one.";
const concernFirst = (d) => (d.place === "board" ? d.view.incoming?.[0] : null);

function note(d) {
  const concern = concernFirst(d);
  if (concern) return { why: d.why("group"), run: () => d.newRow(concern) };
  return { why: d.why("note"), run: () => d.field("note") };
}

function oneMore(d) {
  const concern = concernFirst(d);
  if (concern) return { why: d.why("group") || (d.view.board?.length ? "" : NO_ROW), run: () => d.open("group", { concern: concern.id }) };
  return { why: d.why("extend"), run: () => d.act("extend", { minutes: 1 }) };
}

/* Everything the keys can do now. Entries: { keys, run, why }. */
export function acts(d) {
  const { view } = d;
  const simple = (command, args = {}) => ({ why: d.why(command), run: () => d.act(command, args) });
  const paused = view.head.paused;
  const table = {
    deliver: { keys: "D", ...deliver(d) },
    hold: { keys: "H", ...onNext(d, "hold", (row) => d.act("hold", { step: row.id })) },
    skip: { keys: "S", ...onNext(d, "skip", (row) => d.open("skip", { step: row.id })) },
    openDecision: { keys: "O", ...openDecision(d) },
    preview: { keys: "W", why: nextRow(view)?.kind === "decision" ? "" : "No decision is next.", run: () => d.togglePreview() },
    close: { keys: "C", ...simple("close-voting") },
    reveal: { keys: "R", ...simple("reveal") },
    hide: { ...simple("hide") },
    second: { keys: "2", ...simple("second-round") },
    branch: { keys: "B", ...branch(d) },
    pause: { keys: "P", ...simple(paused ? "resume" : "pause") },
    one: { keys: "1", ...oneMore(d) },
    five: { keys: "5", ...simple("extend", { minutes: 5 }) },
    shift: { keys: "T", why: d.why("shift-clock"), run: () => d.open("shift") },
    screen: { keys: "V", why: d.why("show"), ...screen(d) },
    announce: { keys: "A", why: d.why("announce"), run: () => d.field("announce") },
    note: { keys: "N", ...note(d) },
    owner: { keys: "G", ...owner(d) },
    keys: { keys: "?", why: "", run: () => d.open("keys") },
    undo: { keys: "Ctrl Z", ...simple("undo") },
    ...phaseActs(d),
  };
  return table;
}

function phaseActs(d) {
  const { phase } = d.view.head;
  const start = { lobby: "start-briefing", briefing: "start-exercise" }[phase];
  return start ? { start: { keys: "Enter", why: d.why(start), run: () => d.act(start) } } : {};
}

export function Act({ d, name, children, ...rest }) {
  const act = d.acts[name];
  return html`<${Btn} keys=${act.keys} why=${act.why} say=${d.say} onClick=${act.run} ...${rest}>${children}<//>`;
}
