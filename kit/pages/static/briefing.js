/* A briefing on people's phones: the question in hand first, then the slide as text, what the trainer sent, what was
   asked from the floor, and everything shown so far to read again. A function of the view: BriefingPlayerView in
   kit/engine/views_deck.py, with the facts of kit/pages/briefing.py beside it. */

import { ConnectionBanner, SkipLink, Waiting, clock, html, mount, thing, useInSight, useState, useTick } from "./page.js";
import { Banner, Icon } from "./marks.js";
import { AskButton, Floor, Messages } from "./briefing-floor.js";
import { Ended, Lobby, Moved, Removed, SteppedOut, WaitingToEnter } from "./briefing-lobby.js";
import { Asked, CallDock, Question } from "./briefing-question.js";
import { news } from "./briefing-news.js";
import { Earlier, Handouts, Slide, inHand } from "./briefing-slide.js";
import { FeedbackForm } from "./participant-form.js";
import { Raise, Settings } from "./participant-raise.js";

const KINDS = ["question"];

function App({ page, view }) {
  const [asking, ask] = useState(false);
  useTick(30e3); // the clock in the head
  if (!view.head) return html`<main id="main" class="page"><${Waiting} /></main>`;
  const away = view.mine.moved || view.mine.removed || view.mine.waiting || view.mine.stepped_out;
  const open = () => ask(true);
  return html`<div class=${view.head.phase === "play" && !away ? "hand two" : "hand"}>
    <${Skip} page=${page} view=${view} />
    <${Me} page=${page} view=${view} />
    <main id="main"><${Banners} page=${page} /><${Body} page=${page} view=${view} ask=${open} /></main>
    <${Foot} page=${page} view=${view} />
    ${!away && html`<${Dock} page=${page} view=${view} ask=${open} />`}
    ${asking && html`<${Raise} page=${page} view=${view} kinds=${KINDS} title="Ask a question" onClose=${() => ask(false)}
      hint="The trainer sees it, with your name if you gave one. No real cases, names or anyone’s status." />`}
  </div>`;
}

function Skip({ page, view: { question } }) {
  const open = question?.status === "open";
  return html`<${SkipLink} page=${page} to=${open ? "question" : "main"}>${open ? "Skip to the question" : "Skip to the briefing"}<//>`;
}

const WHERE = { lobby: "You are in", briefing: "You are in", closed: "The end" };

function Me({ page, view: { head, mine, slide } }) {
  const where = mine.waiting ? "At the door" : WHERE[head.phase] ?? (slide ? `Slide ${slide.number} of ${slide.of}` : "We start now");
  return html`<header class="me">
    <h1 class="sr">${[head.exercise, mine.name].filter(Boolean).join(", ")}</h1>
    <p class="pos num">${where}</p><p class="clock"><time>${clock(page.now())}</time></p>
    <p class="meta title-line">${head.exercise}</p></header>`;
}

function Body({ page, view, ask }) {
  const { head, mine } = view;
  const Part = mine.moved ? Moved : mine.removed ? Removed : mine.waiting ? WaitingToEnter : mine.stepped_out ? SteppedOut
    : { lobby: Lobby, briefing: Lobby, play: Play, closed: Ended }[head.phase] ?? Play;
  return html`<${Part} page=${page} view=${view} ask=${ask} />`;
}

/* What went back or paused in an exercise cannot happen here; the connection can. */
const Banners = ({ page }) => html`<div class="banners"><${ConnectionBanner} page=${page} />
  ${page.late && html`<${Banner} icon="info" title="You joined late" level=${2}><p>Everything shown so far is below.</p><//>`}</div>`;

function Play({ page, view, ask }) {
  const { question } = view;
  const slide = inHand(view);
  const about = slide?.kind === "question" && question; // a slide that only says: here is a question
  return html`
    ${question && html`<div class="first"><${Question} page=${page} view=${view} ask=${ask} /></div>`}
    <div class="stack-5 told">${slide && !about && html`<${Slide} slide=${slide} facts=${view.facts} talk=${view.talk} />`}<${Messages} feed=${view.feed} />
      ${view.form?.open && html`<${FeedbackForm} page=${page} form=${view.form.items} mine=${view.mine} title="How was it?" />`}</div>
    <div class="stack-5 side"><${Floor} page=${page} view=${view} />
      <div><${Earlier} view=${view} /><${Asked} view=${view} /></div><${Handouts} items=${view.handouts} />
      <p class="wide-only"><${AskButton} ask=${ask} /></p></div>`;
}

function Foot({ page, view }) {
  const online = page.connection === "open";
  const net = !online ? `No connection since ${clock(page.lostAt)}.` : view.head.phase === "lobby"
    ? `Connected. Leave this page open; the ${thing(page)} may sleep.` : "Connected. This page follows the room by itself.";
  return html`<footer class="foot"><p class="net num"><${Icon} name=${online ? "net" : "lost"} /><span>${net}</span></p>
    <${Settings} page=${page} view=${view} /><p>${view.head.limits}</p></footer>`;
}

/* The one thing to do next. While the open question is on the screen its own row does this. */
function Dock({ page, view, ask }) {
  const { head, question, mine } = view;
  const open = head.phase === "play" && question?.status === "open";
  const seen = useInSight(page, open ? "question" : "");
  if (head.phase === "closed" || (open && seen)) return null;
  if (open && mine.answer?.question !== question.id) return html`<${CallDock} page=${page} />`;
  return html`<nav class="dock" aria-label="Quick actions"><${AskButton} ask=${ask} /></nav>`;
}

App.onView = news;

export default { render: (host) => mount(host, App, { device: "hand" }) };
