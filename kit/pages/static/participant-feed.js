/* Messages, the situation, what this seat raised, the concerns board and the position's brief. */

import { StatusLine, clock, clockSeconds, html, useEffect, useRef } from "./page.js";
import { Empty, Icon, Pill, Prose, channelIcon } from "./marks.js";

/* The situation is the newest opening, bridge or ending; that message is shown here and not twice. */
const TOLD_HERE = new Set(["opening", "bridge", "ending"]);
const situationItem = ({ feed, situation }) =>
  situation && feed.findLast((item) => TOLD_HERE.has(item.kind) && !item.withdrawn && item.text === situation.text);

export function Situation({ page, view }) {
  const { head: { module }, situation, feed } = view;
  const node = useRef(null);
  useSeen(page, node, feed);
  if (!situation && !module) return null;
  const item = situationItem(view);
  const title = situation?.title || module?.title || "The story moves on";
  const over = module && `Module ${module.number} of ${module.of}${module.title === title ? "" : `: ${module.title}`}`;
  return html`<div ref=${node}><section class="stack-2" aria-labelledby="sit" data-id=${item?.id}>
    ${over && html`<p class="over row">${over}${item && page.unread.isNew(item) && html`<${Pill}>New<//>`}</p>`}
    <h2 class="h1" id="sit">${title}</h2>
    ${situation && html`<${Prose} text=${situation.text} />`}</section></div>`;
}

export function Feed({ page, view, level = 2 }) {
  const { mine, lobby } = view;
  const here = situationItem(view);
  const feed = view.feed.filter((item) => item !== here);
  const list = useRef(null);
  const first = useRef(true);
  useEffect(() => { first.current = false; }, []);
  useSeen(page, list, view.feed);
  const fresh = page.unread.marked(feed);
  const empty = view.situation ? "They appear here by themselves." : lobby.starts ? `The first one comes when play starts, at ${lobby.starts}.` : "The first one comes when play starts.";
  return html`<section class="stack" aria-labelledby="msg">
    <div class="row apart"><${`h${level}`} class="h2" id="msg">Messages<//>${fresh > 0 && html`<p
      class="meta num">${fresh} new of ${feed.length}</p>`}</div>
    ${feed.length === 0 ? html`<${Empty} title="No messages yet">${empty}<//>`
      : html`<ol class="feed" reversed ref=${list}>${[...feed].reverse().map((item) => html`
        <${Message} key=${item.id} item=${item} fresh=${page.unread.isNew(item)} arriving=${!first.current} mine=${mine} />`)}</ol>`}
  </section>`;
}

/* A message counts as seen when half of it, or half a screen of it, is in sight on a page that is shown. */
function useSeen(page, list, feed) {
  useEffect(() => {
    if (!list.current) return undefined;
    const { IntersectionObserver, document } = page.doc.defaultView;
    const check = (entries) => {
      if (document.visibilityState === "hidden") return;
      const seen = entries.filter(({ intersectionRatio, intersectionRect, rootBounds }) =>
        intersectionRatio >= 0.5 || intersectionRect.height >= (rootBounds?.height ?? Infinity) / 2);
      if (seen.length) page.unread.see(seen.map((entry) => entry.target.dataset.id).filter(Boolean));
    };
    const observer = new IntersectionObserver(check, { threshold: [0, 0.25, 0.5, 0.75] });
    for (const node of list.current.children) observer.observe(node);
    const again = () => { observer.disconnect(); for (const node of list.current.children) observer.observe(node); };
    document.addEventListener("visibilitychange", again);
    return () => { observer.disconnect(); document.removeEventListener("visibilitychange", again); };
  }, [feed]);
}

const TOLD = new Set(["opening", "bridge", "consequence", "ending"]);
const TOLD_AS = { opening: "The story", bridge: "The story moves on", consequence: "What happened next", ending: "How it ended" };

function Message({ item, fresh, arriving, mine }) {
  const kind = [fresh && !item.withdrawn && "new", item.only && "private", item.withdrawn && "gone", fresh && arriving && "arrive"];
  return html`<li class=${["inject", ...kind].filter(Boolean).join(" ")} data-id=${item.id}><article>
    <p class="top"><time>${item.story || clock(item.at)}</time>${
      item.withdrawn ? html`<${Pill} kind="line">Withdrawn<//>` : fresh && html`<${Pill}>New<//>`}</p>
    ${item.withdrawn ? html`<p class="words">Taken back by the facilitator. Please disregard it.</p>` : html`<${Words} item=${item}
      mine=${mine} />`}
  </article></li>`;
}

function Words({ item, mine }) {
  const told = TOLD.has(item.kind);
  const route = told ? item.sender || TOLD_AS[item.kind] : [item.sender, item.channel, !item.only && item.to].filter(Boolean).join(", ");
  const icon = told ? "page" : item.kind === "announcement" ? "info" : channelIcon(item.channel);
  return html`
    ${route && html`<p class="route"><${Icon} name=${icon} /><span>${route}</span></p>`}
    ${item.only && html`<p class="only"><${Icon} name="lock" />Only you, ${mine.position_title || "your seat"}, got this</p>`}
    ${told && item.title && html`<h3 class="told-title">${item.title}</h3>`}
    <${Prose} text=${item.text} class="words" />`;
}

/* ---- raised ---- */

const RAISED_AS = { question: "Question", authority: "Not our authority", counsel: "Would call counsel", concern: "Concern for the call" };

export function RaisedList({ page, view }) {
  const waiting = page.outbox.open().filter((sending) => sending.name === "raise");
  const refused = [...page.outbox.last.values()].filter((sending) => sending.name === "raise" && sending.state === "refused");
  const items = [...view.mine.raised].reverse();
  if (!waiting.length && !items.length && !refused.length) return null;
  const [latest, earlier] = [items.slice(0, 1), items.slice(1)];
  return html`<section class="stack-2" aria-labelledby="raised"><h2 id="raised">You raised</h2>
    <ul class="stack-2">${[...waiting, ...refused].map((sending) => html`<li class="card stack-2" key=${sending.id}>
        <p class="over">${RAISED_AS[sending.args.kind]}</p><p>${sending.args.text}</p>
        <${StatusLine} page=${page} sending=${sending} /></li>`)}
      ${latest.map((item) => html`<${RaisedItem} key=${item.id} item=${item} />`)}</ul>
    ${earlier.length > 0 && html`<details class="more"><summary>Raised earlier: ${earlier.length}</summary>
      <ul class="stack-2">${earlier.map((item) => html`<${RaisedItem} key=${item.id} item=${item} />`)}</ul></details>`}
  </section>`;
}

const RaisedItem = ({ item }) => html`<li class="card stack-2">
  <p class="over num">${RAISED_AS[item.kind] ?? item.kind}, sent ${clockSeconds(item.at)}</p><p>${item.text}</p>
  ${item.answer && html`<div class="quote"><p>${item.answer}</p><p class="who num">Facilitator, ${clock(item.answered_at)}</p>
    </div>`}</li>`;

/* ---- concerns and commitments ---- */

const STATES = { open: "No owner yet", owned: "Has an owner", "not-ours": "Not our authority", promised: "Promised", done: "Done" };

export function Board({ rows }) {
  if (!rows.length) return null;
  return html`<section class="stack-2" aria-labelledby="board"><h2 id="board">Concerns and commitments</h2>
    <ul class="stack-2">${rows.map((row) => html`<li class="card stack-2" key=${row.id}>
      <p class="row apart top"><b class="grow">${row.concern}</b><${Pill} kind="line">${STATES[row.state] ?? row.state}<//></p>
      ${row.owner && html`<p>${row.owner}${row.answer && `: ${row.answer}`}</p>`}
      ${row.what && html`<p><b>${row.what}</b>${row.by && `, by ${row.by}`}</p>`}</li>`)}</ul></section>`;
}

/* ---- who you are ---- */

export function Position({ page, view: { mine } }) {
  return html`<section aria-label="Your position"><details class="more"><summary>Your position: ${mine.position_title || "none"}</summary>
    <div class="stack"><${Prose} text=${mine.brief || "No position was taken."} />
      <p><button class="btn small" type="button" onClick=${() => page.send("step-out")}><${Icon}
        name="out" flip />Step out quietly</button></p>
      <p class="meta">Your seat is kept. Nobody will ask why.</p></div></details></section>`;
}
