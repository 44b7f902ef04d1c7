/* The client half of the protocol between a page and its kernel. Every page starts here.

   mount({ model, el }, App, { device })     draws <App page view /> again after every change; returns cleanup.
       device: "hand" | "desk" | "sheet" | "screen" (becomes <html data-device>).
   connect(model, { doc, say, onView })      the same without drawing: onView(view, changed) with the names of the
       sections that changed ([] when only the connection or a command's state changed).

   page.view            the sections of kit/engine/shapes.py; a section is replaced, never changed in place
   page.now()           room time in ms (this device's clock corrected by the server's)
   page.connection      "open" | "lost";  page.lostAt, page.retryAt (ms or null), page.retry()
   page.send(name, args, { slot })           sends a command; returns a Sending at once:
       .state "sending" | "not-saved" (kept on this device, sent again) | "saved" | "refused" | "replaced",
       .at (ms, only when saved), .why (sentence), .data (receipt);
       `const { state, why, data } = await page.send(...)` waits for saved, refused or replaced.
       slot (default: name) names what the command is about, e.g. "vote:B-D1:1": a newer command of a slot
       takes the place of an unanswered one. Use a slot of its own for things that must all arrive:
       { slot: page.newId() }.
   page.status(slot)    the latest Sending of a slot, or null
   page.say(text, { error })                 the one polite live region: at most one sentence in 500 ms, the last wins,
       errors queue. page.title(text): "text. Exercise title" as the document's title.
   page.focus(id)       moves focus to an element by id after the next drawing. Only from a person's own act.

   Hooks (inside components): useTick(ms) redraws every ms; useDraft(page, field, start) -> [text, setText, clear]:
   text typed into a field, kept on this device through patches, reloads and restarts until clear().
   useSending(page, slot) -> latest Sending or null. useMedia(page, query) and useInSight(page, id) -> boolean.
   useCountdown(page, closesAt) -> ms left (null without an end), redrawn every 10 s, each second in the last minute.
   jump(page, id) -> onClick for a link to #id: scrolls and focuses by the person's own act, also inside JupyterLab.
   useLater(page) -> whether what is out of sight is drawn, soon after the first drawing.
   sendKey: onKeyDown of a textarea, Ctrl Enter submits its form. thing(page): "phone" or "device".
   Ready parts: SkipLink, ConnectionBanner, StatusLine (of a Sending), Crash (error boundary), Waiting.
   Again exported: everything of vendor/preact-htm.js and page-device.js (clock, clockSeconds, left, watch, settings...).

   Text of authors and players is only ever passed as children or attributes of html`...`, so script stays text. */

import { html, render } from "./vendor/preact-htm.js";
import { Drafts, applySettings, newId } from "./page-device.js";
import { Outbox } from "./page-outbox.js";
import { Crash } from "./page-parts.js";

export * from "./vendor/preact-htm.js";
export * from "./page-device.js";
export * from "./page-parts.js";

const SPEAK_EVERY = 500;
const SPEAK_AFTER = 60; // so that the last of several sentences of one moment wins

/* ---- announcer ---- */

class Announcer {
  constructor(node) {
    this.node = node;
    this.errors = [];
    this.next = "";
    this.spoke = 0;
    this.timer = 0;
  }
  say(text, { error = false } = {}) {
    if (error) this.errors.push(text); else this.next = text;
    this.plan();
  }
  plan() {
    if (this.timer) return;
    const wait = Math.max(SPEAK_AFTER, this.spoke + SPEAK_EVERY - Date.now());
    this.timer = setTimeout(() => this.speak(), wait);
  }
  speak() {
    this.timer = 0;
    let text = this.errors.shift();
    if (text === undefined) [text, this.next] = [this.next, ""];
    this.spoke = Date.now();
    this.node.textContent = "";
    this.node.textContent = text;
    if (this.errors.length || this.next) this.plan();
  }
  close() {
    clearTimeout(this.timer);
  }
}

/* ---- page ---- */

/* Rows take the place of those with their key, or come after the last one. See kit/room/patch.py. */
function putRows(old, rows) {
  const key = (row) => row.id || row.seat;
  const put = new Map(rows.map((row) => [key(row), row]));
  const kept = old.map((row) => put.get(key(row)) ?? row);
  old.forEach((row) => put.delete(key(row)));
  return [...kept, ...put.values()];
}

const ownerOf = (view, name) => `${view?.head?.run ?? "-"}.${view?.mine?.seat ?? name ?? "-"}`;

class Page {
  constructor(model, { doc, say, onView }) {
    this.model = model;
    this.doc = doc;
    this.onView = onView;
    this.name = model.get("page");
    this.view = model.get("view") ?? {};
    this.seq = model.get("seq") ?? 0;
    this.offset = model.ahead ?? 0;
    this.rested = false; // see useLater
    this.connection = model.connection === undefined || model.connection === "open" ? "open" : "lost";
    this.lostAt = this.connection === "open" ? null : Date.now();
    this.retryAt = null;
    this.newId = newId;
    this.announcer = new Announcer(say);
    this.own();
    this.onCustom = (message) => this.receive(message);
    this.onConnection = (event) => this.connectionChanged(event);
    model.on("msg:custom", this.onCustom);
    model.on("connection", this.onConnection);
    this.onMissed = () => this.catchUp();
    model.on("missed", this.onMissed);
    this.onAnew = () => this.replace({ view: model.get("view"), seq: model.get("seq") });
    model.on("anew", this.onAnew);
    if (this.connection !== "open") return;
    if (model.missed === false) this.outbox.resend(); else this.catchUp(); // only our own host counts
  }

  /* Typed text and commands belong to one seat of one run. */
  own() {
    const owner = ownerOf(this.view, this.name);
    if (owner === this.owner) return;
    this.outbox?.close();
    this.owner = owner;
    this.drafts = new Drafts(owner);
    this.outbox = new Outbox(owner, {
      post: (message) => this.model.send(message),
      isOpen: (name) => this.connection === "open" && !this.holds(name),
      changed: () => this.onView(this.view, []),
    });
  }

  now() {
    return Date.now() + this.offset;
  }

  send(name, args = {}, { slot = name } = {}) {
    return this.outbox.add(name, args, slot);
  }

  /* While play is paused votes wait on this device; everything else may still be sent. */
  holds(name) {
    return name === "cast-vote" && this.view.head?.paused === true;
  }

  status(slot) {
    return this.outbox.last.get(slot) ?? null;
  }

  say(text, options) {
    this.announcer.say(text, options);
  }

  title(text) {
    const name = this.view.head?.exercise ?? "";
    const full = [text, name].filter(Boolean).join(". ");
    if (full && this.doc.title !== full) this.doc.title = full;
  }

  focus(id) {
    setTimeout(() => this.doc.getElementById(id)?.focus(), 0);
  }

  retry() {
    if (typeof this.model.retry === "function") this.model.retry(); else this.doc.defaultView.location.reload();
  }

  /* Ask for what was missed. The kernel answers with the whole view, or only the time if seq is its own. */
  catchUp() {
    this.model.send({ kind: "sync", seq: this.seq });
    this.outbox.resend();
  }

  connectionChanged({ state, retry_at: retryAt = null }) {
    const open = state === "open";
    this.retryAt = open ? null : retryAt;
    if (open && this.connection !== "open") {
      this.connection = "open";
      this.lostAt = null;
      this.catchUp();
      this.say("Connected again.");
    } else if (!open && this.connection === "open") {
      this.connection = "lost";
      this.lostAt = this.now();
      this.outbox.lost();
      this.say("No connection. Your words are kept.", { error: true });
    }
    this.onView(this.view, []);
  }

  receive(message) {
    if (typeof message.now === "number") this.setClock(message.now - Date.now());
    if (message.kind === "view") return this.replace(message);
    if (message.kind === "patch") return this.patch(message);
    return this.outbox.answer(message);
  }

  setClock(offset) {
    const moved = Math.abs(offset - this.offset) > 1000;
    this.offset = offset;
    if (moved) this.onView(this.view, []);
  }

  replace({ view, seq }) {
    this.seq = seq ?? this.seq;
    this.take(view, Object.keys(view));
  }

  take(view, changed) {
    const held = this.holds("cast-vote");
    this.view = view;
    this.own();
    this.onView(view, changed);
    if (held && !this.holds("cast-vote")) this.outbox.resend();
  }

  patch({ set = {}, mix = {}, put = {}, add = {}, seq }) {
    const changed = [set, mix, put, add].flatMap(Object.keys);
    if (seq !== undefined && seq !== this.seq + (changed.length ? 1 : 0)) {
      if (seq > this.seq) this.model.send({ kind: "sync", seq: this.seq });
      return; // a patch is missing, or this one is from before the view we have
    }
    this.seq = seq ?? this.seq;
    if (!changed.length) return;
    const next = { ...this.view, ...set };
    for (const [section, fields] of Object.entries(mix)) next[section] = { ...next[section], ...fields };
    for (const [section, rows] of Object.entries(put)) next[section] = putRows(next[section] ?? [], rows);
    for (const [section, items] of Object.entries(add)) next[section] = [...(next[section] ?? []), ...items];
    this.take(next, changed);
  }

  close() {
    this.model.off("msg:custom", this.onCustom);
    this.model.off("connection", this.onConnection);
    this.model.off("missed", this.onMissed);
    this.model.off("anew", this.onAnew);
    this.outbox.close();
    this.announcer.close();
  }
}

export function connect(model, { doc = document, say, onView }) {
  return new Page(model, { doc, say: say ?? sayIn(doc, doc.body), onView });
}

/* The live region is in the page, empty, before anything is said. */
function sayIn(doc, parent) {
  const there = doc.getElementById("say");
  if (there) return there;
  const node = doc.createElement("p");
  node.id = "say";
  node.className = "sr";
  node.setAttribute("role", "status");
  parent.append(node);
  return node;
}

export function mount({ model, el }, App, { device } = {}) {
  const doc = el.ownerDocument;
  if (device) doc.documentElement.dataset.device = device;
  applySettings(doc);
  const stage = doc.createElement("div");
  el.replaceChildren(stage);
  let page = null;
  let planned = false;
  let closed = false;
  const draw = () => {
    planned = false;
    if (!closed) render(html`<${Crash} page=${page}><${App} page=${page} view=${page.view} /><//>`, stage);
  };
  const onView = (view, changed) => {
    App.onView?.(page, view, changed);
    if (!planned) { planned = true; queueMicrotask(draw); }
  };
  page = connect(model, { doc, say: sayIn(doc, el), onView: (view, changed) => page && onView(view, changed) });
  onView(page.view, Object.keys(page.view));
  draw();
  return () => { closed = true; page.close(); render(null, stage); };
}
