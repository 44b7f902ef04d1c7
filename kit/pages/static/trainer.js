/* The trainer's desk: one big Next, what I say, what people see, the question in hand, who is here and what they ask.
   Draws a BriefingDeskView (kit/engine/views_trainer.py) with the facts and papers of kit/pages/trainer.py beside it.
   Files: trainer-acts (what can be done, and what comes next), trainer-say, trainer-question, trainer-plan, trainer-room,
   trainer-lobby, trainer-head, trainer-dialogs, trainer-end. */

import { Crowded, phonesIn } from "./desk-capacity.js";
import { listen } from "./desk-keys.js";
import { sending, unsaved } from "./desk-send.js";
import { ConnectionBanner, SkipLink, Waiting, html, mount, useEffect, useRef, useState } from "./page.js";
import { acts, whyNot } from "./trainer-acts.js";
import { Dialogs } from "./trainer-dialogs.js";
import { Closing } from "./trainer-end.js";
import { Foot, Head } from "./trainer-head.js";
import { Lobby } from "./trainer-lobby.js";
import { Plan } from "./trainer-plan.js";
import { QuestionCard } from "./trainer-question.js";
import { Room } from "./trainer-room.js";
import { Say } from "./trainer-say.js";

const START = { dialog: null, refused: "", missing: "", skipped: "" };

/* What this desk knows beyond the view, with setters; d is made anew for every drawing. */
function useDesk(page, view) {
  const [state, setState] = useState(START);
  const set = (change) => setState((before) => ({ ...before, ...change }));
  const d = { page, view, ...state };
  d.why = (name) => whyNot(view, name);
  d.can = (name) => d.why(name) === "";
  d.say = (text) => page.say(text);
  Object.assign(d, sending(d, set), {
    open: (name, more = {}) => set({ dialog: { name, ...more }, refused: "", missing: "" }),
    close: () => set({ dialog: null, refused: "", missing: "" }),
    miss: (what, id) => { set({ missing: what }); if (id) page.focus(id); },
    leave: (question) => set({ skipped: question }), // closed, and not to be offered again by Next
    field: (id) => page.focus(id),
    drop: () => false,
    sayVotes: () => { d.say(view.live ? `${view.live.saved} of ${view.live.of} have answered.` : "No question is in hand."); return true; },
  });
  d.acts = acts(d);
  return d;
}

function Middle({ d }) {
  const { question, head } = d.view;
  if (head.phase === "lobby" || head.phase === "briefing") return html`<${Lobby} d=${d} />`;
  return html`<section class="pane now" id="now" aria-labelledby="say-h" tabindex="0">${question && html`<${QuestionCard} key=${question.id} d=${d} />`}<${Say} d=${d} /></section>`;
}

function titleOf({ head, question, slide, live }) {
  if (head.phase === "closed") return "Ended. Trainer";
  if (question?.status === "open") return `Question open, ${live?.saved ?? 0} of ${live?.of ?? 0}. Trainer`;
  return slide ? `Slide ${slide.number} of ${slide.of}. Trainer` : "Lobby. Trainer";
}

function Desk({ page, view }) {
  const d = useDesk(page, view);
  const current = useRef(d);
  current.current = d;
  const closed = view.head.phase === "closed";
  useEffect(() => listen(page.doc, () => current.current), []);
  useEffect(() => { page.doc.documentElement.dataset.device = closed ? "sheet" : "desk"; }, [closed]);
  page.title(titleOf(view));
  if (closed) return html`<${SkipLink} page=${page} to="now">Skip to the papers<//><${ConnectionBanner} page=${page} /><${Closing} d=${d} /><${Dialogs} d=${d} />`;
  return html`<div class="desk talk"><${SkipLink} page=${page} to="now">Skip to what you say<//><div class="desk-top"><${ConnectionBanner} page=${page} /><${Crowded} page=${page} capacity=${view.capacity} joined=${phonesIn(view)} /><${Head} d=${d} /></div>
    <main class="desk-main"><${Middle} d=${d} /><${Plan} d=${d} /><${Room} d=${d} /></main><${Foot} d=${d} /></div><${Dialogs} d=${d} />`;
}

function App({ page, view }) {
  return view.head ? html`<${Desk} page=${page} view=${view} />` : html`<main class="page"><${Waiting} /></main>`;
}

/* ---- what is said aloud: where we are, questions from the floor, somebody at the door, trouble with the disk ---- */

const STATES = { open: "Question open", closed: "Question closed", revealed: "The result is shown" };

/* Where the briefing stands, as one sentence: it is said when it becomes another one. */
function standing({ head, question, slide }) {
  if (head.phase === "closed") return "The briefing has ended.";
  if (question) return `${STATES[question.status]}: ${question.ask}`;
  return slide ? `Slide ${slide.number} of ${slide.of}: ${slide.title}.` : "";
}

App.onView = (page, view, changed) => {
  if (!view.head) return;
  const ids = (view.raised ?? []).map((item) => item.id);
  const doors = (view.roster ?? []).filter((seat) => seat.waiting).length;
  const now = standing(view);
  const memory = (page.memory ??= { raised: new Set(ids), doors, disk: "", standing: now });
  if (now !== memory.standing) page.say(now);
  memory.standing = now;
  const fresh = changed.includes("raised") ? (view.raised ?? []).filter((item) => !memory.raised.has(item.id)) : [];
  ids.forEach((id) => memory.raised.add(id));
  if (fresh.length) page.say(`Question from the floor: ${fresh.at(-1).text}`);
  if (doors > memory.doors) page.say("Somebody is at the door.");
  memory.doors = doors;
  const why = unsaved(page).find((one) => one.why)?.why ?? "";
  if (why && why !== memory.disk) page.say(why, { error: true });
  memory.disk = why;
};

export default { render: (context) => mount(context, App, { device: "desk" }) };
