/* The room at the side: what people see, what they ask, who is here, a message to everyone. */

import { clock, count, html, useState } from "./page.js";
import { Letter } from "./marks.js";
import { Btn, TextBox, TextLine, at } from "./desk-marks.js";
import { Drawing } from "./briefing-drawing.js";
import { whole } from "./briefing-facts.js";
import { KINDS, onWall } from "./trainer-acts.js";

/* ---- what people see, as a small picture; its words are its name ---- */

function seen({ screen, question, slide, head }) {
  if (head.phase === "lobby" || onWall({ screen }) === "lobby") return ["How to join", "lobby"];
  if (question && onWall({ screen }) !== "slide") return [{ open: "The question, open", closed: "The question, closed", revealed: "The result" }[question.status], "question"];
  return [slide ? `Slide ${slide.number}` : "Nothing yet", "slide"];
}

function Small({ what, view: { slide, question, join } }) {
  if (what === "lobby") return html`<b class="mini-h">${join.address}</b><span class="mini-code num">${join.code}</span>`;
  if (what === "question") return html`<b class="mini-h">${question.ask}</b>${question.options.map((one) => html`<span class="mini-row" key=${one.key}><${Letter} letter=${one.key}
    kind=${question.status === "revealed" && one.key === question.answer ? "taken" : ""} />${one.text}</span>`)}`;
  return slide && html`<b class="mini-h">${slide.title}</b>${slide.points.map((point) => html`<span class="mini-row" key=${point.text}>${point.text}</span>`)}${slide.picture && html`<${Drawing} svg=${slide.picture} />`}`;
}

function Seen({ d }) {
  const [words, what] = seen(d.view);
  const { slide, question } = d.view;
  const long = (what === "question" ? question.options.map((one) => one.text) : (slide?.points ?? []).map((one) => one.text)).join("").length > 160;
  return html`<figure class="stack-2"><figcaption class="row apart"><span class="over">On the screen now</span><b>${words}</b></figcaption>
    <div class=${long ? "mini long" : "mini"} aria-hidden="true"><div><${Small} what=${what} view=${d.view} /></div></div></figure>`;
}

const Coming = ({ next }) => next && html`<p class="coming"><span class="over">Then, ${KINDS[next.kind]?.toLowerCase() ?? "slide"} ${next.number}:</span> <b>${whole(next.title)}</b></p>`;

/* ---- from the floor ---- */

function Raised({ d, item, n }) {
  const field = `answer-${item.id}`;
  const [writing, write] = useState(d.page.drafts.get(field) !== null);
  const open = () => { write(true); d.page.focus(field); };
  const send = async (event) => { event.preventDefault(); await d.sendText("answer", field, (text) => ({ raised: item.id, text }), { field, start: item.answer }); if (d.page.drafts.get(field) === null) write(false); };
  return html`<li class="ruled stack-2"><p><span class="num meta">${at(item.at)}${item.title && ` ${item.title}`}</span><br /><b>${item.text}</b></p>
    ${item.answer && !writing && html`<p class="quote">${item.answer}</p>`}
    ${writing ? html`<form class="stack-2" onSubmit=${send}><${TextBox} d=${d} id=${field} draft=${field} start=${item.answer} label="Your answer, short" hint="Shown on their phone." inputClass="low"
        error=${d.missing === "answer" ? "Write the answer first." : ""} /><div class="actions"><button class="btn small primary" type="submit">Send</button>
        <button class="btn small" type="button" onClick=${() => { d.page.drafts.clear(field); write(false); }}>Cancel</button></div></form>`
      : html`<p><${Btn} small why=${d.why("answer")} say=${d.say} onClick=${open}>${item.answer ? "Change the answer" : "Answer"}<span class="sr"> question ${n}</span><//></p>`}</li>`;
}

function FromTheFloor({ d }) {
  const items = [...(d.view.raised ?? [])].reverse();
  const open = items.filter((item) => !item.answer);
  const done = items.filter((item) => item.answer);
  const list = (rows) => html`<ul class="stack-2">${rows.map((item, i) => html`<${Raised} key=${item.id} d=${d} item=${item} n=${i + 1} />`)}</ul>`;
  return html`<section class="stack-2" aria-labelledby="floor-h"><div class="row apart"><h2 id="floor-h">From the floor</h2><span class="meta num">${open.length} open</span></div>
    ${open.length ? list(open) : html`<p class="meta">${items.length ? "Nothing is open." : "Questions from phones come here. Answer aloud, or in a line."}</p>`}
    ${done.length > 0 && html`<details class="more no-rule"><summary>Answered: ${done.length}</summary>${list(done)}</details>`}</section>`;
}

/* ---- people ---- */

function Door({ d }) {
  const waiting = (d.view.roster ?? []).filter((seat) => seat.waiting);
  if (!waiting.length) return null;
  const admit = (seat) => d.act("admit", { seat: seat.seat });
  return html`<section class="card stack-2" aria-labelledby="door-h"><div class="row apart"><h2 id="door-h">At the door: ${waiting.length}</h2>${waiting.length > 1 && html`<${Btn} small
      why=${d.why("admit")} say=${d.say} onClick=${() => waiting.forEach(admit)}>Let everyone in<//>`}</div>
    <ul>${waiting.map((seat) => html`<li class="row ruled" key=${seat.seat}><b class="grow">${seat.name || "Somebody"}</b>
      <${Btn} small why=${d.why("admit")} say=${d.say} onClick=${() => admit(seat)}>Let in<span class="sr"> ${seat.name}</span><//>
      <${Btn} small why=${d.why("remove-seat")} say=${d.say} onClick=${() => d.act("remove-seat", { seat: seat.seat })}>Not now<span class="sr">: ${seat.name}</span><//></li>`)}</ul></section>`;
}

function state(seat) {
  if (seat.by_hand) return "signed in by you";
  if (seat.stepped_out) return "stepped out";
  return seat.here ? `since ${clock(seat.joined_at)}` : "away";
}

/* Without a phone: a name on the roster. */
export function SignIn({ d, label = "Somebody without a phone" }) {
  const named = d.view.setup?.names !== "anonymous";
  const add = (event) => {
    event.preventDefault();
    if (!named) return d.act("add-seat", { position: "participant", name: "" }, { slot: d.page.newId() });
    return d.sendText("add-seat", "by-hand", (name) => ({ position: "participant", name }));
  };
  return html`<form class="row hold end" onSubmit=${add}>${named && html`<div class="grow"><${TextLine} d=${d} id="by-hand" label=${label} max=${60}
    error=${d.missing === "add-seat" ? "Write the name first." : ""} /></div>`}<button class="btn fixed" type="submit" aria-disabled=${d.can("add-seat") ? undefined : "true"}>${named ? "Sign in" : "Count somebody without a phone"}</button></form>`;
}

export function People({ d, open = false }) {
  const seats = (d.view.roster ?? []).filter((seat) => !seat.waiting);
  const list = html`<ul class="num">${seats.map((seat, i) => html`<li class="row ruled hold" key=${seat.seat}><span class="grow">${seat.name || `Person ${i + 1}`}<span class="meta block">${
    [state(seat), seat.resume && `resume code ${seat.resume}`].filter(Boolean).join(", ")}</span></span>
    <${Btn} small kind="quiet" why=${d.why("remove-seat")} say=${d.say} onClick=${() => d.open("remove", { seat: seat.seat })}>Remove<span class="sr"> ${seat.name || `person ${i + 1}`}</span><//></li>`)}</ul>`;
  const words = count(seats.length, "person", "people");
  return html`<section class="stack-2" aria-labelledby="people-h"><h2 id="people-h">Who is here</h2>
    ${open ? html`<p class="num">${words} on the roster</p>${list}` : html`<details class="more no-rule"><summary>${words} on the roster</summary>${list}</details>`}<${SignIn} d=${d} /></section>`;
}

/* ---- a message ---- */

function Message({ d }) {
  const send = (event) => { event.preventDefault(); d.sendText("announce", "announce", (text) => ({ text, to: [] })); };
  const sent = [...(d.view.feed ?? [])].filter((item) => !item.withdrawn).reverse();
  return html`<section class="stack-2" aria-labelledby="to-all"><h2 id="to-all">Message to everyone</h2><form class="stack-2" onSubmit=${send}><${TextBox} d=${d} id="announce" label="Shown on every phone at once" inputClass="low"
      error=${d.missing === "announce" ? "Write the message first." : ""} /><p><button class="btn small" type="submit" aria-disabled=${d.can("announce") ? undefined : "true"} aria-keyshortcuts="A">Send to everyone</button></p></form>
    ${sent.length > 0 && html`<ul>${sent.map((item) => html`<li class="row ruled hold top" key=${item.id}><span class="grow"><span class="num meta">${at(item.at)}</span> ${item.text}</span>
      ${d.can("withdraw") && html`<${Btn} small kind="quiet" onClick=${() => d.act("withdraw", { item: item.id })}>Take back<span class="sr"> ${item.text}</span><//>`}</li>`)}</ul>`}</section>`;
}

export function Room({ d }) {
  const lobby = d.view.head.phase !== "play";
  return html`<aside class="pane" aria-label="The room" tabindex="0"><div class="part">${!lobby && html`<${Seen} d=${d} /><${Coming} next=${d.view.next} />`}<${Door} d=${d} /></div>
    ${!lobby && html`<${FromTheFloor} d=${d} />`}<${People} d=${d} open=${lobby} /><${Message} d=${d} /></aside>`;
}
