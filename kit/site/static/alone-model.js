/* What the participant's page takes for its kernel: it gives the view, and answers what the player does. */

const ALONE = "You play alone: nobody is here to answer. Keep it for your own team.";

export class Model {
  constructor(view, game) {
    this.traits = { view, page: "participant", seq: 1 };
    this.game = game;
    this.hears = new Map();
    this.connection = "open";
  }

  get(name) {
    return this.traits[name];
  }
  on(name, hear) {
    this.hears.set(name, hear);
  }
  off(name) {
    this.hears.delete(name);
  }

  /* The page gets its answer a moment later, as it would from afar. */
  send(message) {
    queueMicrotask(() => this.answer(message));
  }
  answer({ kind, id, name, args }) {
    const now = Date.now();
    if (kind === "sync") this.tell({ kind: "view", view: this.traits.view, seq: this.traits.seq, now });
    else if (name === "cast-vote" && this.game.story.open) {
      this.tell({ kind: "done", id, at: now });
      this.game.vote(args, now);
    } else if (name === "step-out" || name === "come-back") {
      this.tell({ kind: "done", id, at: now });
      if (name === "step-out") this.game.leave();
    } else this.tell({ kind: "refused", id, why: ALONE });
  }

  show(view) {
    const { view: before, seq } = this.traits;
    const set = Object.fromEntries(Object.entries(view).filter(([name, section]) => before[name] !== section));
    this.traits = { ...this.traits, view, seq: seq + 1 };
    this.tell({ kind: "patch", set, seq: seq + 1, now: Date.now() });
  }

  tell(message) {
    this.hears.get("msg:custom")?.(message);
  }
}
