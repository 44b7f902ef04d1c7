/* Commands on their way to the journal. A command stays in this device's storage, under its own key,
   until the kernel answers done or refused; it is sent again after every reconnect and reload, always
   with the same id, and the room stores an id once. So nothing is lost and nothing counts twice. */

import { kept, newId } from "./page-device.js";

const ANSWER_WITHIN = 10e3; // no answer after this long on an open connection: send again
const DISK_AGAIN = 5e3; // the journal could not write: try again this long after the last try began,
const DISK_PAUSE = 1e3; // and this long after it was answered: a journal that hangs has had its time by then
const WEEK = 7 * 24 * 3600e3; // what nobody answered for so long belongs to a run that is over

/* One command. state: sending | not-saved | saved | refused | replaced. Await it for the final state. */
class Sending {
  constructor({ id, name, args, slot, order }) {
    Object.assign(this, { id, name, args, slot, order });
    this.state = "sending";
    this.why = ""; // the sentence of a refusal or of disk trouble
    this.at = null; // room time of storing, in ms
    this.data = null;
    this.timer = 0;
    this.since = null; // when this try began
    this.finished = new Promise((resolve) => { this.finish = resolve; });
  }
  then(resolve, reject) {
    return this.finished.then(() => resolve({ state: this.state, why: this.why, at: this.at, data: this.data }), reject);
  }
  get open() {
    return this.state === "sending" || this.state === "not-saved";
  }
}

export class Outbox {
  constructor(owner, { post, isOpen, changed }) {
    this.prefix = `kit.out.${owner}.`;
    this.post = post;
    this.isOpen = isOpen;
    this.changed = changed;
    this.order = Date.now();
    this.waiting = new Map();
    this.last = new Map(); // slot -> latest Sending
    this.load();
  }

  load() {
    for (const key of kept.keys("kit.out.")) {
      try {
        const sending = new Sending(JSON.parse(kept.get(key)));
        if (sending.order < Date.now() - WEEK) kept.remove(key);
        else if (key.startsWith(this.prefix)) this.keep(Object.assign(sending, { state: "not-saved" }));
      } catch { kept.remove(key); }
    }
  }

  keep(sending) {
    this.waiting.set(sending.id, sending);
    const before = this.last.get(sending.slot);
    if (!before || before.order <= sending.order) this.last.set(sending.slot, sending);
  }

  /* A newer command of the same slot takes the place of one that has no answer yet. */
  add(name, args, slot) {
    for (const other of [...this.waiting.values()]) if (other.slot === slot) this.settle(other, "replaced");
    const sending = new Sending({ id: newId(), name, args, slot, order: ++this.order });
    kept.set(this.prefix + sending.id, JSON.stringify({ id: sending.id, name, args, slot, order: sending.order }));
    this.keep(sending);
    this.transmit(sending);
    this.changed();
    return sending;
  }

  transmit(sending) {
    clearTimeout(sending.timer);
    if (!this.isOpen(sending.name)) { sending.state = "not-saved"; return; }
    sending.state = "sending";
    sending.since ??= Date.now();
    this.post({ kind: "command", id: sending.id, name: sending.name, args: sending.args });
    sending.timer = setTimeout(() => this.transmit(sending), ANSWER_WITHIN);
  }

  resend() {
    for (const sending of this.open()) this.transmit(sending);
    if (this.waiting.size) this.changed();
  }

  /* Commands without an answer, oldest first. */
  open() {
    return [...this.waiting.values()].sort((a, b) => a.order - b.order);
  }

  lost() {
    for (const sending of this.waiting.values()) { clearTimeout(sending.timer); sending.state = "not-saved"; }
  }

  answer(message) {
    const sending = this.waiting.get(message.id);
    if (!sending) return null; // another tab's, or answered before
    if (message.kind === "unsaved") return this.hold(sending, message.why);
    sending.at = message.at ?? null;
    sending.why = message.why ?? "";
    sending.data = message.data ?? null;
    this.settle(sending, message.kind === "done" ? "saved" : "refused");
    this.changed();
    return sending;
  }

  hold(sending, why) {
    clearTimeout(sending.timer);
    sending.state = "not-saved";
    sending.why = why ?? "";
    const wait = Math.max(DISK_PAUSE, DISK_AGAIN - (Date.now() - (sending.since ?? Date.now())));
    sending.since = null;
    sending.timer = setTimeout(() => this.transmit(sending), wait);
    this.changed();
    return sending;
  }

  settle(sending, state) {
    clearTimeout(sending.timer);
    sending.state = state;
    this.waiting.delete(sending.id);
    kept.remove(this.prefix + sending.id);
    sending.finish();
  }

  close() {
    for (const sending of this.waiting.values()) clearTimeout(sending.timer);
  }
}
