/* The screen of a briefing: how to join, the slide, the question, its result. Nothing to press; phones say aloud what
   is here. BriefingScreenView in kit/engine/views_deck.py, with the facts of kit/pages/slides.py beside it. */

import { ConnectionBanner, Waiting, clock, html, mount, useEffect, useTick } from "./page.js";
import { Letter, Meter, Pill } from "./marks.js";
import { Drawing, isWide } from "./briefing-drawing.js";
import { Standing, idsOf, whole } from "./briefing-facts.js";
import { Answers, Because, resultOf } from "./briefing-result.js";
import { Fit, JoinSteps, LateJoin } from "./screen-parts.js";

function App({ page, view }) {
  useTick(10e3);
  useEffect(() => { if (view.scheme) page.doc.documentElement.dataset.scheme = view.scheme; }, [view.scheme]);
  if (!view.head) return html`<main id="main" class="screen"><${Waiting} /></main>`;
  const Show = { lobby: Lobby, slide: Slide, question: Question, closed: Closed }[shown(view)];
  return html`<div class="screen talk"><${Top} view=${view} />
    <main id="main" class="grid"><${ConnectionBanner} page=${page} /><${Fit} page=${page} of=${view}><${Show} view=${view} /><//></main>
    <${Foot} page=${page} view=${view} /></div>`;
}

/* Where what is asked for is not there, the nearest thing that is. */
function shown({ show, question, slide }) {
  if (show === "closed" || show === "lobby") return show;
  if (show === "question" && question) return "question";
  return slide ? "slide" : "lobby";
}

function Top({ view }) {
  const { head, slide, talk } = view;
  const gathering = head.phase === "lobby" || head.phase === "briefing";
  const module = talk.entries.length > 1 && slide ? talk.entries[slide.entry - 1]?.title : "";
  return html`<header><p class="name">${head.exercise}${module && module !== head.exercise && html`<span class="meta"> ${module}</span>`}</p>
    <div class="push"><p class="num">${gathering ? html`<b>${head.here}</b> here` : slide && head.phase === "play" && `${slide.number} of ${slide.of}`}</p></div></header>`;
}

function Foot({ page, view: { head, join, talk } }) {
  if (head.phase === "lobby" || head.phase === "briefing") return html`<footer><p class="num">${join.starts ? html`We start at <b>${join.starts}</b>. ` : ""}${talk.audience}. You may step out at any time.</p>
    <p class="num">Now <b>${clock(page.now())}</b></p></footer>`;
  if (head.phase === "closed") return html`<footer><p>${head.limits}</p></footer>`;
  return html`<footer><${LateJoin} join=${join} /><p>Everything here is on your phone too</p></footer>`;
}

const Lobby = ({ view: { join, head } }) => html`<${JoinSteps} join=${join} title="Join the briefing">${head.phase === "play" && html`<p>You can join late. Nothing is lost.</p>`}<//>`;

/* ---- a slide ---- */

const size = (points) => {
  const length = points.reduce((sum, point) => sum + point.text.length + 30, 0);
  return length > 620 ? "points long" : length > 380 ? "points middle" : "points";
};

function Slide({ view: { slide, facts } }) {
  const ids = idsOf(slide.points);
  const talk = slide.kind === "discussion"; // what a room talks about is no list: a question, large
  const body = html`<div class="words-side"><h1 class=${talk ? "over" : slide.kind === "title" ? "large" : ""}>${whole(slide.title)}</h1>
    ${talk ? slide.points.map((point) => html`<p class="talk-about" key=${point.text}>${whole(point.text)}</p>`) : slide.points.length > 0 && html`<ul class=${size(slide.points)}>${slide.points.map((point) => html`<li key=${point.text}>${whole(point.text)}</li>`)}</ul>`}</div>`;
  return html`<section class="wall ${slide.kind}">${slide.picture ? html`<div class=${isWide(slide.picture) ? "drawn across" : "two-up drawn"}>${body}<figure><${Drawing} svg=${slide.picture} alt=${slide.alt} /></figure></div>` : body}
    ${ids.length > 0 && html`<p class="standing"><${Standing} ids=${ids} facts=${facts} /></p>`}</section>`;
}

/* ---- a question ---- */

function Question({ view: { question, facts } }) {
  const { status, saved, of } = question;
  if (status === "revealed") return html`<${Revealed} question=${question} facts=${facts} />`;
  const open = status === "open";
  const long = question.ask.length + question.options.map((one) => one.text).join("").length > 420;
  return html`<div class="two-up asked"><div class=${long ? "ask long" : "ask"}><h1>${whole(question.ask)}</h1><ol class="options">${question.options.map((one) => html`
      <li key=${one.key}><${Letter} letter=${one.key} /><span>${whole(one.text)}</span></li>`)}</ol></div>
    <div class="countdown"><p class="start"><${Pill} kind=${open ? "" : "line"} icon=${open ? undefined : "lock"}>${open ? "Question open" : "Question closed"}<//></p>
      <p class="clock num">${saved}</p><p class="num">of ${of} answered</p><${Meter} share=${of ? (100 * saved) / of : 0} />
      <p class="meta">${open ? "Choose on your phone and save. Without a phone: keep your answer in mind." : "Now talk about it. The result comes next."}</p></div></div>`;
}

function Revealed({ question, facts }) {
  const length = question.ask.length + question.options.map((one) => one.text).join("").length + question.why.length;
  return html`<div class=${length > 520 ? "revealed long" : "revealed"}><h1>${whole(question.ask)}</h1>
    <${Answers} rows=${question.results ?? []} answer=${question.answer} wide caption="Answers, ${question.saved} of ${question.of}" />
    ${question.why ? html`<${Because} question=${question} facts=${facts} />` : html`<p>${resultOf(question).join(" ")}</p>`}</div>`;
}

const Closed = ({ view: { head } }) => html`<div class="said"><h1>Thank you.</h1><p>The form and the papers are on your phone. Two minutes help the next room.</p><p>${head.exercise}</p></div>`;

App.onView = (page, view) => {
  if (!view.head) return;
  const words = { lobby: "Join", closed: "The end", question: "Question" }[shown(view)] ?? (view.slide ? `Slide ${view.slide.number}` : "");
  page.title([words, "Screen"].filter(Boolean).join(". "));
};

export default { render: (host) => mount(host, App, { device: "screen" }) };
