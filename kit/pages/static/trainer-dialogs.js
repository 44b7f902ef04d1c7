/* The dialogs of the trainer's desk: end, remove somebody, the screen, the keys. */

import { Actions, Btn, Kbd } from "./desk-marks.js";
import { Choice, Dialog } from "./marks.js";
import { count, html, setSetting, settings, useState } from "./page.js";
import { onWall } from "./trainer-acts.js";

function End({ d }) {
  const seats = (d.view.roster ?? []).filter((seat) => !seat.waiting).length;
  const left = (d.view.raised ?? []).filter((item) => !item.answer).length;
  return html`<${Dialog} title="End the briefing for ${count(seats, "person", "people")}?" onClose=${d.close}>
    <p>Phones show the feedback form and stay readable. You get the roster. You can open it again.</p>${left > 0 && html`<p>${count(left, "question")} from the floor ${left === 1 ? "has" : "have"} no answer yet.</p>`}
    <${Actions} d=${d}><${Btn} kind="strong" onClick=${() => d.submit("end-exercise")}>End the briefing<//><//><//>`;
}

function Remove({ d, dialog }) {
  const seat = d.view.roster.find((one) => one.seat === dialog.seat);
  if (!seat) return null;
  return html`<${Dialog} title="Remove ${seat.name || "this seat"}?" onClose=${d.close}><p>What they answered stays in the record. They can join again with the code.</p>
    <${Actions} d=${d}><${Btn} kind="grave" onClick=${() => d.submit("remove-seat", { seat: seat.seat })}>Remove<//><//><//>`;
}

const SHOWS = [["auto", "What is on now, by itself"], ["lobby", "How to join"], ["slide", "The slide"], ["question", "The question or its result"]];

function Screen({ d }) {
  const { scheme = "dark", open } = d.view.screen ?? {};
  const [what, setWhat] = useState(onWall(d.view));
  const [light, setLight] = useState(scheme);
  const link = d.view.join?.screen_link;
  return html`<${Dialog} title="The screen on the wall" onClose=${d.close}>
    ${link && html`<p>${open ? "A screen page is open. " : "No screen page is open. "}<a href=${link} target="_blank" rel="noopener">Open the screen page</a> and move it to the projector. Its address works without a code: do not read it out.</p>`}
    <fieldset class="choices tight-gap"><legend class="label under">Show</legend>${SHOWS.map(([key, words]) => html`<${Choice} key=${key} type="radio" name="show" id="show-${key}" checked=${what === key}
      onInput=${() => setWhat(key)}><span>${words}</span><//>`)}</fieldset>
    <fieldset class="choices inline"><legend class="label under">Room</legend><${Choice} type="radio" name="scheme" id="scheme-dark" checked=${light === "dark"} onInput=${() => setLight("dark")}><span>Dark room</span><//>
      <${Choice} type="radio" name="scheme" id="scheme-light" checked=${light === "light"} onInput=${() => setLight("light")}><span>Lit room</span><//></fieldset>
    <${Actions} d=${d}><${Btn} kind="strong" onClick=${() => d.submit("show", { what, scheme: light })}>Show it<//><//><//>`;
}

const KEYS = [["Next: slide, question, close, reveal", "Space"], ["Next, also a slide remote’s", "Right PageDown"], ["Back one slide", "Left PageUp"], ["Open the question", "O"], ["Close it", "C"],
  ["Reveal the result", "R"], ["How to join on the screen, and back", "V"], ["Say how many have answered", "Shift V"], ["Message to everyone", "A"], ["Undo", "Ctrl Z"], ["Next pane, previous pane", "F6 Shift F6"], ["Keys", "?"]];

function Keys({ d }) {
  const [on, setOn] = useState(settings().keys);
  const set = (event) => { setOn(event.target.checked); setSetting(d.page.doc, "keys", event.target.checked); };
  return html`<${Dialog} title="Keys" onClose=${d.close}><dl>${KEYS.map(([words, keys]) => html`<div class="row apart ruled hold" key=${words}><dt>${words}</dt><dd class="nowrap"><span class="sr">${keys}</span><${Kbd} keys=${keys} /></dd></div>`)}</dl>
    <${Choice} plain type="checkbox" id="ks" checked=${on} onChange=${set}><span>These keys work when you are not typing. Turn off if you speak to your computer or use a switch.</span><//>
    <div class="actions"><${Btn} keys="Esc" onClick=${d.close}>Close<//></div><//>`;
}

const DIALOGS = { end: End, remove: Remove, screen: Screen, keys: Keys };

export function Dialogs({ d }) {
  if (!d.dialog) return null;
  const Body = DIALOGS[d.dialog.name];
  return html`<${Body} key=${JSON.stringify(d.dialog)} d=${d} dialog=${d.dialog} />`;
}
