/* Rate one target or core capability: the definitions in view, the evidence below them, the reason. */

import { StatusLine, clockSeconds, html, useDraft, useState } from "./page.js";
import { Banner, Choice, Field, Icon, Rate, State } from "./marks.js";
import { NoteRow } from "./evaluator-guide.js";

const TEXT_LIMIT = 2000;

/* What is rated in words: a target of the objective, or "objective/capability". */
function subject(objective, target) {
  const capability = target.includes("/") ? target.split("/")[1] : "";
  if (capability) return { title: `Rate ${capability}`, text: objective.text, notes: new Set(objective.targets.map((one) => one.id)) };
  const n = objective.targets.findIndex((one) => one.id === target);
  return { title: `Rate target ${n + 1}`, text: objective.targets[n].text, notes: new Set([target]) };
}

export function RatingPage({ page, view, objective, target, back }) {
  const { title, text, notes } = subject(objective, target);
  const evidence = view.notes.filter((note) => notes.has(note.target)).sort((a, b) => a.at - b.at);
  const click = (event) => { event.preventDefault(); back(); };
  return html`<div class="stack-5 rating"><div class="stack-2"><p><a href="#here" onClick=${click}>Back to the guide</a></p>
      <p class="meta">${objective.id}, ${objective.capabilities.join(", ")}</p><h2 class="t-6" id="here" tabindex="-1">${title}</h2>
        <p>${text}</p></div>
    <${RatingForm} page=${page} view=${view} target=${target} evidence=${evidence} /></div>`;
}

function RatingForm({ page, view, target, evidence }) {
  const given = view.ratings[target];
  const [rating, choose] = useDraft(page, `rating:${target}`, given?.rating ?? "");
  const [why, write] = useDraft(page, `rating-why:${target}`, given?.why ?? "");
  const [missing, setMissing] = useState(false);
  const sending = page.status(`rate:${target}`);
  const save = (event) => {
    event.preventDefault();
    setMissing(!rating);
    if (!rating) { page.focus(`r-${view.ratings_key[0].letter}`); return; }
    page.send("rate", { target, rating, why: why.trim() }, { slot: `rate:${target}` })
      .then(({ state, at, why: reason }) => {
        page.say(state === "saved" ? `Saved ${clockSeconds(at)}.` : reason, { error: state !== "saved" });
      });
  };
  return html`<form class="stack-5" onSubmit=${save} novalidate>
    <fieldset><legend class="h2 under">Your rating</legend><p
      class="hint under">P, S and M all mean the objective was achieved. How it was achieved makes the difference.</p>
      ${missing && !rating && html`<p class="error under"><${Icon} name="warning" /><span>Choose a rating before you save.</span></p>`}
      <div class="ratelist">${view.ratings_key.map((one) => html`<${RatingChoice} key=${one.letter} one=${one}
        chosen=${rating === one.letter} choose=${choose} />`)}
        <${RatingChoice} one=${NOT_RATED} chosen=${rating === "-"} choose=${choose} /></div></fieldset>
    ${rating === "P" && mostlyImprove(evidence) && html`<${Banner} icon="warning" title="Most of your notes are “to improve”.">
      <p>Check the definition of P before you save.</p><//>`}
    <section class="stack-2"><h3 class="h2">Your evidence</h3>${evidence.length === 0
      ? html`<p class="hint">No notes on this yet. Without evidence choose “Not rated”.</p>`
      : evidence.map((note) => html`<${NoteRow} key=${note.id} note=${note} />`)}</section>
    <${Field} id="explain" label="Explain the rating"><textarea class="input" id="explain" rows="3" maxlength=${TEXT_LIMIT}
      value=${why} onInput=${(event) => write(event.target.value)}></textarea><//>
    <div class="row"><button class="btn primary" type="submit">Save the rating</button><${RatingState} page=${page} given=${given}
      sending=${sending} rating=${rating} why=${why} /></div></form>`;
}

const NOT_RATED = { letter: "-", name: "Not rated", definition: "Not enough evidence." };

const RatingChoice = ({ one, chosen, choose }) => html`<${Choice} id="r-${one.letter}" name="rating" value=${one.letter}
  checked=${chosen} onInput=${() => choose(one.letter)}>
  <${Rate} letter=${one.letter} /><span><b>${one.name}</b><br />${one.definition}</span><//>`;

const mostlyImprove = (notes) => {
  const improve = notes.filter((note) => note.kind === "improve").length;
  return improve > notes.filter((note) => note.kind === "strength").length;
};

function RatingState({ page, given, sending, rating, why }) {
  if (sending && ["sending", "not-saved", "refused"].includes(sending.state)) return html`<${StatusLine} page=${page}
    sending=${sending} />`;
  const saved = sending?.state === "saved" && !(given?.at > sending.at) ? { ...sending.args, at: sending.at } : given;
  if (!saved) return null;
  if (saved.rating !== rating || saved.why !== why.trim())
    return html`<${State} icon="pencil">Saved ${clockSeconds(saved.at)}. Your change is not saved yet.<//>`;
  return html`<${State} kind="ok" icon="tick">Saved ${clockSeconds(saved.at)}. You can change it until the exercise is closed.<//>`;
}
