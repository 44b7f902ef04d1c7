/* An exercise for one person: the participant's own page, fed from a table that the engine computed.

   No rule of the exercise stands here. A node of the table says which steps can follow; a step says what changes
   on the page. This script only follows: Next, or the letter that was chosen. What was done is kept in this
   browser as a list of steps, so that a reload goes on where it stopped. */

import { applySettings, clock, kept, newId } from "./page-device.js";
import { Story } from "./alone-story.js";
import { Door } from "./alone-door.js";
import { After } from "./alone-after.js";
import { Bar } from "./alone-bar.js";
import { Model } from "./alone-model.js";
import { default as participant } from "./participant.js";

const table = globalThis.kitTable;
const KEY = `kit.alone.${table.slug}.${table.form}`;

class Game {
  constructor(doc) {
    this.doc = doc;
    this.stage = doc.getElementById("play");
    this.bar = new Bar(doc, this);
    this.after = new After(doc, this);
    this.door = new Door(doc, this);
    this.end = () => {};
  }

  /* What this browser kept of an earlier visit, if the exercise is still the same. */
  get before() {
    try {
      const found = JSON.parse(kept.get(KEY));
      return found?.digest === table.digest ? found : null;
    } catch { return null; }
  }

  begin(position) {
    this.play({ digest: table.digest, id: newId(), position, moves: [], at: Date.now() });
  }

  goOn() {
    this.play(this.before);
  }

  /* Back to a decision, with everything before it; the rest is forgotten. */
  goBack(count) {
    this.play({ ...this.state, id: newId(), moves: this.state.moves.slice(0, count) });
    this.doc.defaultView.scrollTo(0, 0);
  }

  play(state) {
    this.end();
    this.state = state;
    this.story = new Story(table, state);
    this.model = new Model(this.story.view, this);
    this.door.hide();
    this.stage.hidden = false;
    this.end = participant.render({ model: this.model, el: this.stage });
    this.keep();
    this.tell();
  }

  /* The player has chosen: kept like a vote, and theirs to change until the story goes on. */
  vote(args, at) {
    this.state.vote = { option: args.option, reason: args.reason, at, round: args.round };
    this.keep();
    this.model.show(this.story.voted(this.state.vote));
    this.tell();
  }

  next() {
    const letter = this.story.open ? this.state.vote?.option : "";
    if (letter === undefined) return;
    this.state.moves.push(letter);
    this.state.at = Date.now();
    this.state.vote = undefined;
    const view = this.story.move(letter);
    this.keep();
    this.model.show(view);
    this.tell();
    setTimeout(() => this.show(view), 50);
  }

  /* What is new comes into sight: the decision, the situation, or the newest message. */
  show(view) {
    const last = view.feed.at(-1);
    const open = this.story.open && this.doc.getElementById("decision");
    const node = this.story.over ? this.doc.getElementById("after")
      : open || this.stage.querySelector(`[data-id="${last?.id}"]`) || this.doc.getElementById("sit");
    node?.scrollIntoView({ block: "start" });
  }

  tell() {
    this.bar.show();
    this.after.show();
  }

  keep() {
    kept.set(KEY, JSON.stringify(this.state));
  }

  leave() {
    this.end();
    this.end = () => {};
    this.stage.hidden = true;
    this.stage.replaceChildren();
    this.bar.hide();
    this.after.hide();
    this.door.show();
  }

  get lastTime() {
    const { before } = this;
    return before && before.moves.length ? `You stopped on ${new Date(before.at).toLocaleDateString()} at ${clock(before.at)}.` : "";
  }
}

applySettings(document);
new Game(document).door.show();
