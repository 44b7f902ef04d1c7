/* The participant's page: phone first, two columns from 64 rem. A function of the view: PlayerView in
   kit/engine/shapes.py. Words and order follow the look: decision first, then situation, then messages. */

import { ConnectionBanner, SkipLink, Waiting, clock, html, mount, thing, useInSight, useLater, useState, useTick } from "./page.js";
import { Banner, Icon, Tag } from "./marks.js";
import { CallDock, Decision, LastDecision } from "./participant-decision.js";
import { Board, Feed, Position, RaisedList, Situation } from "./participant-feed.js";
import { Ended, HotWash } from "./participant-hotwash.js";
import { Briefing, Lobby, Moved, OtherPosition, Removed, SteppedOut, WaitingToEnter } from "./participant-lobby.js";
import { news } from "./participant-news.js";
import { Raise, RaiseButton, Settings } from "./participant-raise.js";

const inPlay = (view) => view.head.phase === "play";

function App({ page, view }) {
  const [dialog, open] = useState("");
  useTick(30e3); // the clock in the head
  if (!view.head) return html`<main id="main" class="page"><${Waiting} /></main>`;
  const quiet = view.mine.moved || view.mine.removed || view.mine.waiting || view.mine.stepped_out;
  const two = inPlay(view) && !quiet;
  const raise = () => open("raise");
  return html`<div class=${two ? "hand two" : "hand"}>
    <${Skip} page=${page} view=${view} />
    <${Me} page=${page} view=${view} />
    <${Body} page=${page} view=${view} raise=${raise} />
    <${Foot} page=${page} view=${view} />
    ${!quiet && html`<${Dock} page=${page} view=${view} raise=${raise} other=${() => open("position")} />`}
    ${dialog === "raise" && html`<${Raise} page=${page} view=${view} onClose=${() => open("")} />`}
    ${dialog === "position" && html`<${OtherPosition} page=${page} view=${view} onClose=${() => open("")} />`}
  </div>`;
}

function Skip({ page, view }) {
  const open = inPlay(view) && view.decision?.status === "open";
  return html`<${SkipLink} page=${page} to=${open ? "decision" : "main"}>${open ? "Skip to the decision" : "Skip to the exercise"}<//>`;
}

/* Who you are and what time it is in the story; room time outside play. */
function Me({ page, view: { head, mine, lobby } }) {
  const play = head.phase === "play" && head.story;
  const who = mine.position_title || mine.name || "Observer";
  const note = { lobby: lobby.starts && `starts ${lobby.starts}`, briefing: "briefing", play: head.story_note }[head.phase];
  return html`<header class="me">
    <h1 class="sr">${head.exercise}, ${who}</h1>
    <p class="pos">${who}</p>
    <p class="clock"><time>${play ? head.story : clock(page.now())}</time></p>
    <p class="meta"><${Tag}>Exercise<//> ${head.exercise}</p>
    <p class="meta">${note ?? "after the exercise"}</p></header>`;
}

function Body({ page, view, raise }) {
  const { head, mine } = view;
  const Phase = { lobby: Lobby, briefing: Briefing, play: Play, "hot-wash": HotWash, closed: Ended }[head.phase];
  const Screen = mine.moved ? Moved : mine.removed ? Removed : mine.waiting ? WaitingToEnter : mine.stepped_out ? SteppedOut : Phase;
  return html`<main id="main"><${Banners} page=${page} view=${view} /><${Screen} page=${page} view=${view} raise=${raise} /></main>`;
}

function Banners({ page, view: { head, mine } }) {
  const [title, ...rest] = head.went_back.split(/(?<=\.)\s+/);
  return html`<div class="banners">
    <${ConnectionBanner} page=${page} />
    ${head.paused && html`<${Banner} icon="pause" title="Paused by the facilitator" level=${2}>
      <p>You can read and write. Sending waits.</p><//>`}
    ${head.went_back && inPlay({ head }) && html`<${Banner} icon="fork" title=${title.replace(/\.$/, "")} level=${2}>
      <p>${rest.join(" ")}</p><//>`}
    ${page.late && inPlay({ head }) && !mine.stepped_out && html`<${Banner} icon="info" title="You joined late" level=${2}>
      <p>Everything sent so far is below, oldest last.</p><//>`}
  </div>`;
}

/* A decision is first until its branch is taken and the story has moved on; then it folds away. */
const isSettled = ({ decision, feed }) => decision?.status === "taken" && feed.length > 0 && feed.at(-1).kind !== "consequence";

function Play({ page, view, raise }) {
  const settled = isSettled(view);
  const later = useLater(page);
  const first = view.decision && !settled; // on a phone it fills the screen
  return html`
    ${first && html`<div class="first"><${Decision} page=${page} view=${view} raise=${raise} /></div>`}
    ${(later || !first) && html`<div class="stack-5 told">
      <${Situation} page=${page} view=${view} />
      <${RaisedList} page=${page} view=${view} />
      <${Feed} page=${page} view=${view} />
    </div>`}
    ${later && html`<div class="stack-5 side">
      <${Board} rows=${view.board} />
      ${settled && html`<${LastDecision} page=${page} view=${view} />`}
      ${view.mine.role === "player" && html`<${Position} page=${page} view=${view} />
        ${view.decision?.status !== "open" && html`<p class="wide-only"><${RaiseButton} raise=${raise} /></p>`}`}
    </div>`}`;
}

function Foot({ page, view }) {
  const open = view.head.phase === "lobby"
    ? `Connected. Leave this page open; the ${thing(page)} may sleep.` : view.head.phase === "closed" ? "Connected." : "Connected. New messages appear by themselves.";
  const net = page.connection === "open" ? open : `No connection since ${clock(page.lostAt)}.`;
  return html`<footer class="foot">
    <p class="net num"><${Icon} name=${page.connection === "open" ? "net" : "lost"} /><span>${net}</span></p>
    ${useLater(page) && html`<${Settings} page=${page} view=${view} />`}
    <p>${view.head.limits}</p></footer>`;
}

/* The one thing to do next. While a decision is open and on the screen its own row does this. */
function Dock({ page, view, raise, other }) {
  const { head, decision, mine } = view;
  const before = head.phase === "lobby" || head.phase === "briefing";
  const open = inPlay(view) && decision?.status === "open";
  const seen = useInSight(page, open ? "decision" : "");
  if (mine.role !== "player" || head.phase === "closed" || (open && seen)) return null;
  if (open && !mine.vote) return html`<${CallDock} page=${page} decision=${decision} />`;
  return html`<nav class="dock" aria-label="Quick actions">
    ${before && html`<button class="btn" type="button" onClick=${other}>Other position</button>`}
    <${RaiseButton} raise=${raise} short=${before} /></nav>`;
}

App.onView = news;

export default { render: (host) => mount(host, App, { device: "hand" }) };
