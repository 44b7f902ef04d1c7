/* The facilitator's desk. Draws a DeskView (kit/engine/shapes.py) in three panes and sends commands; see look.md,
   sections 4, 8 and 9. What is open (a part, a dialog, a preview, a fork being chosen) lives here, everything else in
   the view. Files: desk-acts (what can be done, with keys), desk-keys, desk-head, desk-msel, desk-now, desk-ballot,
   desk-side, desk-lobby, desk-board, desk-lines, desk-hotwash, desk-closing, desk-dialogs*. */

import { acts, votesIn, whyNot } from "./desk-acts.js";
import { Decision, Preview } from "./desk-ballot.js";
import { Board } from "./desk-board.js";
import { Crowded, playersIn } from "./desk-capacity.js";
import { Closing } from "./desk-closing.js";
import { Dialogs } from "./desk-dialogs.js";
import { Foot, Head, jointCall } from "./desk-head.js";
import { HotWash } from "./desk-hotwash.js";
import { isField, listen } from "./desk-keys.js";
import { LinesPage } from "./desk-lines.js";
import { Lobby, Roster } from "./desk-lobby.js";
import { Msel } from "./desk-msel.js";
import { Announcement, RAISED, SentMessages, Table, tableHeading } from "./desk-now.js";
import { sending, unsaved } from "./desk-send.js";
import { ForYou } from "./desk-side.js";
import { actWords } from "./desk-words.js";
import { ConnectionBanner, SkipLink, Waiting, html, mount, useEffect, useRef, useState } from "./page.js";

/* ---- what the desk knows beyond the view ---- */

const START = { place: "table", dialog: null, preview: false, minutes: "", audience: "", announceTo: "", branch: null, fork: null, refused: "", missing: "" };

/* The state of this device, with setters; d is made anew for every drawing. */
function useDesk(page, view) {
  const [state, setState] = useState(START);
  const set = (change) => setState((before) => ({ ...before, ...change }));
  const d = { page, view, ...state, forkChoice: state.fork };
  d.place = placeNow(view, state.place);
  d.why = (name) => whyNot(view, name);
  d.can = (name) => d.why(name) === "";
  d.say = (text) => page.say(text);
  Object.assign(d, moves(d, set), sending(d, set), choices(d, set));
  d.acts = acts(d);
  return d;
}

function placeNow(view, place) {
  const { phase } = view.head;
  if (phase === "lobby" || phase === "briefing") return place === "people" ? "people" : "lobby";
  return place;
}

/* Moving about on the desk. */
function moves(d, set) {
  return {
    go: (place) => set({ place, dialog: null, fork: null, missing: "" }),
    open: (name, more = {}) => set({ dialog: { name, ...more }, refused: "", missing: "" }),
    close: () => set({ dialog: null, refused: "", missing: "" }),
    togglePreview: () => set({ preview: !d.preview, place: "table" }),
    drop: () => {
      if (d.forkChoice) set({ fork: null });
      else if (d.preview) set({ preview: false });
      else if (["board", "lines", "people"].includes(d.place)) set({ place: "table" });
      else return false;
      return true;
    },
    sayVotes: () => {
      const { ballot } = d.view;
      d.say(votesIn(ballot) ? `${ballot.saved} of ${ballot.of} have voted.` : "No decision is in hand.");
      return true;
    },
    /* Focus a field that is on the page, or open the dialog that has it. */
    field: (id) => (d.page.doc.getElementById(id) ? d.page.focus(id) : set({ dialog: { name: id } })),
    miss: (what, id) => { set({ missing: what }); if (id) d.page.focus(id); },
  };
}

/* Choices that are not commands yet. */
function choices(d, set) {
  return {
    setMinutes: (minutes) => set({ minutes }),
    setAudience: (audience) => set({ audience }),
    setAnnounceTo: (announceTo) => set({ announceTo }),
    choose: (option) => set({ branch: { decision: d.view.ballot.id, round: d.view.ballot.round, option }, missing: "" }),
    setFork: (fork) => set({ fork, missing: "" }),
    take: async (option, reason, draft) => {
      const { state } = await d.act("take-branch", { option, reason });
      if (state === "saved") { d.page.drafts.clear(draft); set({ branch: null }); }
    },
    fork: async (draft) => {
      const { line, decision, option } = d.forkChoice;
      const args = { decision, option, why: (d.page.drafts.get(draft) ?? "").trim() };
      if (line !== d.view.head.line) args.line = line;
      const { state } = await d.act("fork", args);
      if (state === "saved") { d.page.drafts.clear(draft); set({ fork: null, place: "table" }); }
    },
  };
}

/* ---- drawing ---- */

function Middle({ d }) {
  const voting = votesIn(d.view.ballot);
  const preview = !voting && d.preview && d.view.ballot?.options;
  const Part = voting ? Decision : preview ? Preview : Table;
  return html`<section class="pane now" id="now" aria-labelledby=${voting || preview ? "q" : tableHeading(d.view)} tabindex="0">
    <${Part} d=${d} /><${Announcement} d=${d} /><${SentMessages} d=${d} /></section>`;
}

function Body({ d }) {
  const { phase } = d.view.head;
  if (d.place === "board") return html`<${Board} d=${d} />`;
  if (d.place === "lines") return html`<${LinesPage} d=${d} />`;
  if (d.place === "lobby") return html`<${Lobby} d=${d} />`;
  if (phase === "hot-wash" && d.place === "table") return html`<${HotWash} d=${d} />`;
  return html`<main class="desk-main">${d.place === "people" ? html`<${Roster} d=${d} />` : html`<${Middle} d=${d} />`}<${Msel} d=${d} /><${ForYou} d=${d} /></main>`;
}

const PHASE_WORDS = { lobby: "Lobby", briefing: "Briefing", play: "Play", "hot-wash": "Hot wash", closed: "Closed" };

function titleOf(view) {
  const ballot = view.head.phase === "play" ? view.ballot : null;
  if (ballot?.status === "open") return `Decision open, ${ballot.saved} of ${ballot.of} voted. Desk`;
  if (ballot?.status === "closed") return "Voting closed. Desk";
  if (ballot?.status === "revealed") return "Choose the branch. Desk";
  return `${PHASE_WORDS[view.head.phase] ?? "Desk"}. Desk`;
}

/* A new step on the table ends the choices made for the one before, a new phase brings the table; a joint call brings the board, and takes it
   away again, unless somebody types. */
function useNewStep(d) {
  const id = `${d.view.head.line} ${d.view.now?.id ?? ""} ${d.view.ballot?.status ?? ""}`;
  const call = jointCall(d.view)?.id ?? "";
  const set = useRef(d);
  set.current = d;
  useEffect(() => { set.current.setAudience(""); }, [id]);
  const phase = d.view.head.phase;
  const before = useRef(phase);
  useEffect(() => {
    if (before.current !== phase) set.current.go("table");
    before.current = phase;
  }, [phase]);
  const brought = useRef(false);
  useEffect(() => {
    const { place, go } = set.current;
    if (isField(d.page.doc.activeElement)) return;
    if (call && place === "table") { brought.current = true; go("board"); }
    if (!call && place === "board" && brought.current) { brought.current = false; go("table"); }
  }, [call]);
}

function Desk({ page, view }) {
  const d = useDesk(page, view);
  const current = useRef(d);
  current.current = d;
  const closed = view.head.phase === "closed" && d.place === "table";
  useEffect(() => listen(page.doc, () => current.current), []);
  useEffect(() => { page.doc.documentElement.dataset.device = closed ? "sheet" : "desk"; }, [closed]);
  useNewStep(d);
  page.title(titleOf(view));
  if (closed) return html`<${SkipLink} page=${page} to="now">Skip to the report<//><${ConnectionBanner} page=${page} /><${Closing} d=${d} /><${Dialogs} d=${d} />`;
  return html`<div class="desk"><${SkipLink} page=${page} to="now">Skip to what is on the table<//><div class="desk-top"><${ConnectionBanner} page=${page} /><${Crowded} page=${page} capacity=${view.capacity} joined=${playersIn(view)} /><${Head} d=${d} /></div>
    <${Body} d=${d} /><${Foot} d=${d} /></div><${Dialogs} d=${d} />`;
}

function App({ page, view }) {
  return view.head ? html`<${Desk} page=${page} view=${view} />` : html`<main class="page"><${Waiting} /></main>`;
}

/* ---- what is said aloud: own acts, raised items, trouble with the disk ---- */

const OWN_WITHIN = 15e3;

function sayLog(page, memory, view) {
  const newest = view.log?.[0];
  if (!newest || newest.seq === memory.log) return;
  memory.log = newest.seq;
  if (Date.now() - memory.own < OWN_WITHIN) page.say(`${actWords(view, newest.text)}.`);
}

function sayRaised(page, memory, view) {
  const items = [...(view.raised ?? []), ...(view.incoming ?? []).map((one) => ({ ...one, kind: "concern" }))];
  const fresh = items.filter((item) => !memory.raised.has(item.id));
  fresh.forEach((item) => memory.raised.add(item.id));
  if (fresh.length) page.say(`${RAISED[fresh.at(-1).kind] ?? "Raised"}: ${fresh.at(-1).title}.`);
}

App.onView = (page, view, changed) => {
  const memory = (page.desk ??= { own: 0, log: view.log?.[0]?.seq, raised: new Set([...(view.raised ?? []), ...(view.incoming ?? [])].map((one) => one.id)), disk: "" });
  if (changed.includes("log")) sayLog(page, memory, view);
  if (changed.includes("raised") || changed.includes("incoming")) sayRaised(page, memory, view);
  const why = unsaved(page).find((one) => one.why)?.why ?? "";
  if (why && why !== memory.disk) page.say(why, { error: true });
  memory.disk = why;
};

export default { render: (context) => mount(context, App, { device: "desk" }) };
