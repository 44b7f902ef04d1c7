/* The dialogs of the desk: each is one question with its answer's button. d.dialog = { name, ...what it is about }.
   A dialog closes when the room has taken its command, and says why when it has not. */

import { ForStep, AddInject, SkipStep } from "./desk-dialogs-steps.js";
import { GroupWith, RowForm } from "./desk-dialogs-board.js";
import { Actions, Btn, Kbd, TextBox, TextLine, storyAfter } from "./desk-marks.js";
import { formsIn } from "./desk-hotwash.js";
import { RAISED } from "./desk-now.js";
import { Choice, Dialog, Field } from "./marks.js";
import { count, html, setSetting, settings, useState } from "./page.js";

function Answer({ d, dialog }) {
  const item = d.view.raised.find((one) => one.id === dialog.raised);
  if (!item) return null;
  return html`<${Dialog} title="Answer ${item.title}" onClose=${d.close}><p><b>${RAISED[item.kind] ?? item.kind}</b>: ${item.text}</p>
    <${TextBox} d=${d} id="answer" draft="answer-${item.id}" start=${item.answer} label="Your answer" hint="Shown on their page." rows=${3} error=${d.missing === "answer" ? "Write the answer first." : ""} />
    <${Actions} d=${d}><${Btn} kind="primary" onClick=${() => d.sendText("answer", `answer-${item.id}`, (text) => ({ raised: item.id, text }), { field: "answer", start: item.answer })}>Send the answer<//><//><//>`;
}

function Announce({ d }) {
  return html`<${Dialog} title="Message to everyone" onClose=${d.close}><${TextBox} d=${d} id="announce" label="Message" hint="Everyone sees it on their page at once." rows=${3} error=${d.missing === "announce" ? "Write the message first." : ""} />
    <${Actions} d=${d}><${Btn} kind="strong" why=${d.why("announce")} say=${d.say} onClick=${() => d.sendText("announce", "announce", (text) => ({ text, to: [] }))}>Send to everyone<//><//><//>`;
}

function Note({ d }) {
  return html`<${Dialog} title="Note with the time" onClose=${d.close}><${TextBox} d=${d} id="note" label="Note" rows=${3} error=${d.missing === "note" ? "Write the note first." : ""} />
    <${Actions} d=${d}><${Btn} kind="primary" onClick=${() => d.sendText("note", "note", (text) => ({ text }))}>Save the note<//><//><//>`;
}

const SHIFTS = [[30, "+30 min"], [60, "+1 h"], [360, "+6 h"], [1440, "+1 day"], [-30, "−30 min"], [-60, "−1 h"]];

function Shift({ d }) {
  const [minutes, setMinutes] = useState("60");
  const n = Number(minutes);
  const good = minutes !== "" && Number.isInteger(n) && n !== 0 && Math.abs(n) <= 10080;
  const then = good ? storyAfter(d.view.head.story, n) : "";
  return html`<${Dialog} title="Shift the scenario clock" onClose=${d.close}><p>It is ${d.view.head.story} in the story. Every page follows the new time.</p>
    <div class="row">${SHIFTS.map(([value, words]) => html`<button class="btn small" type="button" aria-pressed=${String(n === value)} onClick=${() => setMinutes(String(value))}>${words}</button>`)}</div>
    <${Field} id="shift" label="Minutes, or less than 0 to go back" error=${good ? "" : "Write a whole number of minutes, at most 7 days."}><input class="input short" id="shift" inputmode="numeric" value=${minutes} aria-invalid=${good ? undefined : "true"} onInput=${(event) => setMinutes(event.target.value.trim())} /><//>
    ${then && html`<p class="num">The story will stand at <b>${then}</b>.</p>`}
    <${Actions} d=${d}><${Btn} kind="strong" onClick=${() => good && d.submit("shift-clock", { minutes: n })}>Shift the clock<//><//><//>`;
}

const SHOWS = [["auto", "What is on the table, by itself"], ["lobby", "How to join"], ["situation", "Situation"], ["inject", "Message on the table"], ["decision", "Decision"], ["board", "Concerns board"], ["hot-wash", "Hot wash"]];

function Screen({ d }) {
  const { scheme = "dark", open } = d.view.screen ?? {};
  const show = d.view.screen?.show || "auto";
  const [what, setWhat] = useState(show);
  const [light, setLight] = useState(scheme);
  const link = d.view.join?.screen_link;
  return html`<${Dialog} title="What the screen shows" onClose=${d.close}>
    <fieldset class="choices tight-gap"><legend class="label under">Show</legend>${SHOWS.map(([key, words]) => html`<${Choice} type="radio" name="show" id="show-${key}" checked=${what === key} autofocus=${show === key} onInput=${() => setWhat(key)}><span>${words}${key === show && html` <span class="meta">on now</span>`}</span><//>`)}</fieldset>
    <fieldset class="choices inline"><legend class="label under">Room</legend><${Choice} type="radio" name="scheme" id="scheme-dark" checked=${light === "dark"} onInput=${() => setLight("dark")}><span>Dark room</span><//><${Choice} type="radio" name="scheme" id="scheme-light" checked=${light === "light"} onInput=${() => setLight("light")}><span>Lit room</span><//></fieldset>
    ${link && html`<p>${open === 0 ? "No screen page is open. " : ""}<a href=${link} target="_blank" rel="noopener">Open the screen page</a> on the projector. Its address works without a code: do not read it out.</p>`}
    <${Actions} d=${d}><${Btn} kind="strong" onClick=${() => d.submit("show", { what, scheme: light })}>Show it<//><//><//>`;
}

const LEFT = [["Deliver the next inject", "D"], ["Hold it", "H"], ["Skip it", "S"], ["Open the decision", "O"], ["Preview it", "W"], ["Close voting", "C"], ["Reveal", "R"], ["Second vote", "2"], ["Take the majority branch", "B"], ["Give a concern an owner", "G"], ["On the board: group, new row", "1 N"]];
const RIGHT = [["Pause and resume; devices say so", "P"], ["One more minute", "1"], ["Five more minutes", "5"], ["Shift the scenario clock", "T"], ["What the screen shows", "V"], ["Say how many have voted", "Shift V"], ["Announcement", "A"], ["Note with the time", "N"], ["Next pane, previous pane", "F6 Shift F6"], ["Undo the last action", "Ctrl Z"], ["Close the dialog, drop the change", "Esc"], ["Keys", "?"]];

const KeyList = ({ title, rows }) => html`<section><h3 class="under">${title}</h3><dl>${rows.map(([words, keys]) => html`<div class="row apart ruled hold"><dt>${words}</dt><dd class="nowrap"><${Caps} keys=${keys} /></dd></div>`)}</dl></section>`;
const Caps = ({ keys }) => html`<span class="sr">${keys}</span><${Kbd} keys=${keys} />`;

function Keys({ d }) {
  const [on, setOn] = useState(settings().keys);
  const set = (event) => { setOn(event.target.checked); setSetting(d.page.doc, "keys", event.target.checked); };
  return html`<${Dialog} title="Keys" onClose=${d.close}><div class="halves keys-list"><${KeyList} title="Injects and decisions" rows=${LEFT} /><${KeyList} title="Room and time" rows=${RIGHT} /></div>
    <${Choice} plain type="checkbox" id="ks" checked=${on} onChange=${set}><span>Single keys work when you are not typing. Turn off if you speak to your computer or use a switch.</span><//>
    <div class="actions"><${Btn} keys="Esc" onClick=${d.close}>Close<//></div><//>`;
}

function Confirm({ d, title, text, button, kind = "grave", run }) {
  return html`<${Dialog} title=${title} onClose=${d.close}>${text && html`<p>${text}</p>`}<${Actions} d=${d}><${Btn} kind=${kind} onClick=${run}>${button}<//><//><//>`;
}

function End({ d }) {
  const here = (d.view.roster ?? []).filter((seat) => !seat.waiting && ["player", "evaluator"].includes(seat.role)).length;
  const forms = formsIn(d.view);
  const missing = d.view.head.phase === "hot-wash" && forms.got < forms.of && `${forms.got} of ${forms.of} feedback forms are in.`;
  return html`<${Confirm} d=${d} title="End the exercise for ${count(here, "person", "people")}? You can reopen it for 10 min." text=${missing} button="End the exercise" run=${() => d.submit("end-exercise")} />`;
}

const OpenHotWash = ({ d }) => html`<${Confirm} d=${d} kind="strong" title="Open the hot wash?" text="Play stops. Every page shows the hot wash." button="Open the hot wash" run=${() => d.submit("open-hot-wash")} />`;

function Remove({ d, dialog }) {
  const seat = d.view.roster.find((one) => one.seat === dialog.seat);
  if (!seat) return null;
  return html`<${Confirm} d=${d} title="Remove ${seat.name || seat.title || "this seat"}?" text="Their votes and words stay in the record. They can join again with the code." button="Remove the seat" run=${() => d.submit("remove-seat", { seat: seat.seat })} />`;
}

function AddSeat({ d }) {
  const free = d.view.positions?.find((one) => !one.count) ?? d.view.positions?.[0];
  const [position, setPosition] = useState(free?.id ?? "");
  return html`<${Dialog} title="Add a seat by hand" onClose=${d.close}><p>For somebody without a device. They can take it over later with its resume code.</p>
    <div class="field"><label for="seat-position">Position</label><select class="input" id="seat-position" value=${position} onChange=${(event) => setPosition(event.target.value)}>${(d.view.positions ?? []).map((one) => html`<option value=${one.id} selected=${one.id === position}>${one.title}${one.count ? `, ${one.count} here` : ", free"}</option>`)}</select></div>
    <${TextLine} d=${d} id="seat-name" label="Name, if names are recorded" />
    <${Actions} d=${d}><${Btn} kind="primary" onClick=${() => d.submit("add-seat", { position, name: (d.page.drafts.get("seat-name") ?? "").trim() }, "seat-name")}>Add the seat<//><//><//>`;
}

const DIALOGS = { answer: Answer, announce: Announce, note: Note, shift: Shift, screen: Screen, keys: Keys, end: End, hotwash: OpenHotWash, remove: Remove, seat: AddSeat, step: ForStep, add: AddInject, skip: SkipStep, group: GroupWith, row: RowForm };

export function Dialogs({ d }) {
  if (!d.dialog) return null;
  const Body = DIALOGS[d.dialog.name];
  return html`<${Body} key=${JSON.stringify(d.dialog)} d=${d} dialog=${d.dialog} />`;
}
