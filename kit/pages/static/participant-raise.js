/* Raise something, and the reader's settings. */

import { StatusLine, clockSeconds, html, sendKey, setSetting, settings, useDraft, useState } from "./page.js";
import { Choice, Dialog, Field, Icon, describedBy } from "./marks.js";

const TEXT_LIMIT = 2000;

export const RaiseButton = ({ raise, short = false }) => html`
  <button class="btn" type="button" onClick=${raise}><${Icon} name="hand" />${
    short ? html`Raise<span class="sr"> something</span>` : "Raise something"}</button>`;

const KINDS = {
  question: { label: "A question for the facilitator", ask: "Your question" },
  authority: { label: "That is not our authority", ask: "Whose authority is it, and what do you do meanwhile?" },
  counsel: { label: "I would call counsel", ask: "What do you do meanwhile?" },
  concern: { label: "A concern for the call", ask: "Your concern, in one sentence" },
};

/* Concerns are collected from the moment a joint call is on; counsel once a module, in play. */
function kindsOf({ head, feed, board }) {
  const call = board.length > 0 || feed.some((item) => /joint call/i.test(item.channel));
  return Object.keys(KINDS).filter((kind) => kind === "question" || (head.phase === "play" && (kind !== "concern" || call)));
}

export function Raise({ page, view, onClose, title = "Raise something", kinds = kindsOf(view), hint = "" }) {
  const [draftKind, setKind] = useDraft(page, "raise-kind", "question");
  const kind = kinds.includes(draftKind) && !(draftKind === "counsel" && view.mine.counsel_left < 1) ? draftKind : "question";
  const [text, write, clear] = useDraft(page, "raise-text", "");
  const [sending, setSending] = useState(null);
  const [empty, setEmpty] = useState(false);
  const submit = (event) => {
    event.preventDefault();
    setEmpty(!text.trim());
    if (!text.trim()) { page.focus("raise-text"); return; }
    const sent = page.send("raise", { kind, text: text.trim() }, { slot: page.newId() });
    setSending(sent);
    clear(); // from here on the text is kept with the command
    sent.then(({ state, at, why }) => {
      page.say(state === "saved" ? `Sent ${clockSeconds(at)}.` : why, { error: state !== "saved" });
      if (state === "saved") onClose();
      else write(sent.args.text);
    });
  };
  const waits = sending?.state === "sending" || sending?.state === "not-saved";
  return html`<${Dialog} title=${title} onClose=${onClose}><form class="stack" onSubmit=${submit} novalidate>
    ${kinds.length > 1 && html`<fieldset class="choices"><legend class="sr">What is it?</legend>${kinds.map((name) => html`
      <${Kind} key=${name} name=${name} chosen=${kind === name} left=${view.mine.counsel_left} choose=${setKind} />`)}</fieldset>`}
    <${Field} id="raise-text" label=${KINDS[kind].ask} hint=${hint} error=${empty && !text.trim() && "Write a few words before you send."}>
      <textarea class="input" id="raise-text" rows="3" maxlength=${TEXT_LIMIT} readonly=${waits}
        aria-invalid=${empty && !text.trim() ? "true" : undefined} aria-describedby=${describedBy("raise-text", { hint, error: empty && !text.trim() })}
        value=${waits ? sending.args.text : text} onInput=${(event) => write(event.target.value)} onKeyDown=${sendKey}></textarea><//>
    <${StatusLine} page=${page} sending=${sending} />
    <div class="actions">${!waits && html`<button class="btn primary" type="submit">Send</button>`}
      <button class="btn" type="button" onClick=${onClose}>${waits ? "Close" : "Cancel"}</button></div></form><//>`;
}

function Kind({ name, chosen, left, choose }) {
  const used = name === "counsel" && left < 1;
  const hint = name === "counsel" && (used ? "You used it in this module. Say what you do meanwhile." : `Once a module. ${left} left.`);
  return html`<${Choice} id="raise-${name}" name="raise-kind" value=${name} checked=${chosen} disabled=${used}
    onInput=${() => choose(name)}>
    <span>${KINDS[name].label}${hint && html`<span class="hint block">${hint}</span>`}</span><//>`;
}

/* ---- settings, kept on this device ---- */

const SIZES = [["100", "100%"], ["150", "150%"], ["200", "200%"]];
const SCHEMES = [["", "As this device"], ["light", "Light"], ["dark", "Dark"]];

export function Settings({ page, view: { mine } }) {
  const [now, setNow] = useState(settings());
  const set = (name) => (value) => { setSetting(page.doc, name, value); setNow(settings()); };
  return html`<details class="more"><summary>Text size, colors${mine.resume && ", your resume code"}</summary>
    <div class="stack">
      <${Radios} name="text" legend="Text size" values=${SIZES} now=${now.text} set=${set("text")} />
      <${Radios} name="scheme" legend="Colors" values=${SCHEMES} now=${now.scheme} set=${set("scheme")} />
      ${mine.resume && html`<${ResumeCode} code=${mine.resume} />`}</div></details>`;
}

const Radios = ({ name, legend, values, now, set }) => html`<fieldset><legend class="label under">${legend}</legend>
  <div class="choices inline">${values.map(([value, label]) => html`
    <${Choice} key=${value} id="set-${name}-${value || "own"}" name="set-${name}" value=${value} checked=${now === value}
      onInput=${() => set(value)}>${label}<//>`)}</div></fieldset>`;

export const ResumeCode = ({ code }) => html`<section class="card stack-2"><h2 class="h3">Your resume code</h2>
  <p class="bigcode"><bdi>${code}</bdi></p><p
    class="meta">If this phone dies, type it on any other one and you are back in your seat.</p></section>`;
