/* Holds a page's widgets and its one connection to the server.

   The page arrives complete: <script id="kit-state"> names the kernel, and for each widget the address
   of its module and its state. A module is an anywidget one: `export default { render({ model, el }) }`,
   where render may return a clean-up. Its `model` has what anywidget gives (get, set, save_changes,
   on, off, send) and a few things more:

     model.connection                        "open" | "lost" | "retrying"
     model.missed                            whether the kernel said something that nobody here has heard:
     model.on("missed", () => ...)           the same, from then on. A page with a seq asks for its state then
     model.ahead                             ms by which the clock of the room is ahead of this device's
     model.on("connection", (event) => ...)  event: { state, retry_at }; retry_at in ms, or null
     model.retry()                           try now instead of waiting
     model.on("anew", () => ...)             there is another kernel, and its state is here: begin from that

   What is sent while the connection is lost is dropped: a page that must not lose it keeps it until it
   is answered, and sends it again on "open" or "missed". Before the first "open" it waits here.

   A page outlives its kernel. When that is gone, or its process says that it leaves ("move"), the page
   fetches itself again, takes over the kernel and the states that come, and stays what it is: words half
   typed, what is open, the place where somebody reads. While the old process still serves, the old
   connection stays until the new one is open. Only when the new page is made of other files, or is no
   page of ours, is it loaded. */

import { Events } from "./host-events.js";
import { PROTOCOL, newId, pack, unpack } from "./host-frames.js";
import { endKernel, inTurn, lookFor, madeAnew, note, pause, stateIn } from "./host-again.js";

const WAITS = [1000, 2000, 4000, 8000, 15000]; // between tries; the last one again and again
const SOON = 1000; // between tries after the server said goodbye: it is started again, or another one is there
const SOON_TRIES = 30;
const GOING_AWAY = 1001; // how a server closes that says goodbye (RFC 6455, 7.4.1)
const LOOK_EVERY = 4000;
const ANSWER_WITHIN = 4000; // something was sent and nothing came: ask whether anybody is there
const QUIET_FOR = 20000; // nothing came for this long: ask, too
const GIVE_UP_AFTER = 8000; // asked, and no answer: the connection is dead although it looks open
const QUEUE_LENGTH = 200;

let page = stateIn(document);

/* The page says what time it was when it was sent; its first byte came at once after that. */
const came = performance.timeOrigin + (performance.getEntriesByType("navigation")[0]?.responseStart ?? performance.now());
let ahead = aheadOf(came);

function aheadOf(moment) {
  return page.now === undefined ? 0 : page.now - moment;
}

const session = newId();

/* ---- the connection ---- */

class Link extends Events {
  state = "open"; // hopeful: the page was served a moment ago
  #socket = null;
  #queue = []; // only until the first "open"
  #tries = 0;
  #soon = 0; // tries that are still to come quickly
  #timer = 0;
  #getting = null; // another kernel, while it is asked for
  #moving = false;
  #leaving = false;
  #heard = Date.now();
  #sent = 0;
  #asked = 0;
  #opening = 0;

  start() {
    this.#open();
    setInterval(() => this.#look(), LOOK_EVERY);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.#wake(); });
    addEventListener("online", () => this.#wake());
    addEventListener("offline", () => this.#look(true));
    addEventListener("pageshow", (event) => { if (event.persisted) this.#wake(); });
    addEventListener("pagehide", (event) => { if (!event.persisted) this.#leave(); });
  }

  send(kind, content, buffers) {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#sent = Date.now();
      this.#socket.send(pack({ kind, content, buffers }, session));
    } else if (this.#queue && this.#queue.length < QUEUE_LENGTH) {
      this.#queue.push([kind, content, buffers]);
    }
  }

  /* Try now. */
  async retry() {
    if (this.state !== "lost") return;
    clearTimeout(this.#timer);
    this.#become("retrying");
    const { there, turn } = await lookFor(page.kernel);
    if (there === "gone") this.#renew(turn);
    else if (there === "yes") this.#open();
    else this.#lose();
  }

  /* The kernel is gone; the seat is in the room. */
  async #renew(turn) {
    await inTurn(turn);
    if (await this.#another()) this.#open(); else this.#lose();
  }

  /* The process leaves, and serves meanwhile: nobody need notice. */
  async move() {
    if (this.#moving) return;
    this.#moving = true;
    while (this.#socket?.readyState === WebSocket.OPEN) {
      if (await this.#another()) { this.#change(); break; }
      await pause(SOON * (0.5 + Math.random() / 2));
    }
    this.#moving = false;
  }

  /* What is sent from now on waits for the new connection; what was not answered goes again over that. */
  #change() {
    const before = this.#socket;
    if (this.state === "open") this.#queue ??= [];
    this.#open(() => {
      before?.close();
      for (const model of models.values()) model.tell("missed");
    });
  }

  /* Whether there is another kernel now. Nobody asks for two at the same time. */
  #another() {
    this.#getting ??= this.#get().finally(() => { this.#getting = null; });
    return this.#getting;
  }

  async #get() {
    const answer = await madeAnew();
    if (answer === null || this.#leaving) return false;
    const { state, came } = answer;
    if (state && files(state) === files(page)) { takeOver(state, came); return true; }
    if (state) endKernel(state.kernel);
    this.#comeBack(); // a newer kit, or what a person has to read: that the seat is somebody else's, say
    return false;
  }

  #open(then = () => {}) {
    clearTimeout(this.#timer);
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/api/kernels/${page.kernel}/channels?session_id=${session}`, PROTOCOL);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => { if (socket === this.#socket) { this.#opened(); then(); } };
    socket.onclose = ({ code }) => { if (socket === this.#socket) this.#lose(code === GOING_AWAY); };
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return; // of a kernel that we have left
      this.#heard = Date.now();
      this.#asked = 0;
      this.tell("message", unpack(data));
    };
    this.#socket = socket;
    this.#opening = Date.now();
  }

  #opened() {
    this.#tries = 0;
    this.#soon = 0;
    this.#heard = Date.now();
    this.#asked = 0;
    const waiting = this.#queue ?? [];
    this.#queue = null;
    for (const message of waiting) this.send(...message);
    this.#become("open");
  }

  #lose(goodbye = false) {
    if (this.#leaving) return;
    const socket = this.#socket;
    this.#socket = null;
    this.#queue = null;
    socket?.close();
    if (goodbye) this.#soon = SOON_TRIES;
    const soon = this.#soon-- > 0;
    const wait = soon ? SOON * (0.5 + Math.random() / 2) : WAITS[Math.min(this.#tries++, WAITS.length - 1)];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.retry(), wait);
    this.#become("lost", Date.now() + wait);
  }

  #become(state, retryAt = null) {
    if (state === this.state && state === "open") return;
    this.state = state;
    this.tell("connection", { state, retry_at: retryAt });
  }

  /* A connection can be dead and look open, on a phone that left the room: ask when nothing comes. */
  #look(now = false) {
    const hangs = this.#socket?.readyState === WebSocket.CONNECTING && Date.now() - this.#opening > GIVE_UP_AFTER;
    if (hangs) this.#lose(); // a browser alone would wait for minutes
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    const time = Date.now();
    const unanswered = this.#sent > this.#heard && time - this.#sent > ANSWER_WITHIN;
    if (this.#asked && time - this.#asked > GIVE_UP_AFTER) this.#lose();
    else if (!this.#asked && (now || unanswered || time - this.#heard > QUIET_FOR)) {
      this.#asked = time;
      this.#socket.send(pack({ kind: "comm_info_request", content: { target_name: "none" } }, session));
    }
  }

  #wake() {
    if (this.state === "lost") { this.#tries = 0; this.retry(); } else this.#look(true);
  }

  #leave() {
    this.#leaving = true;
    endKernel(page.kernel);
  }

  /* Load the page: it is another one now. */
  #comeBack() {
    this.#leaving = true;
    note();
    location.reload();
  }
}

/* ---- models ---- */

const link = new Link();

class Model extends Events {
  #state;
  #changed = new Set();
  missed = false;
  ahead = ahead;
  constructor(id, state) {
    super();
    this.id = id;
    this.#state = state;
  }
  get connection() {
    return link.state;
  }
  retry() {
    link.retry();
  }
  get(name) {
    return this.#state[name];
  }
  set(name, value) {
    const values = typeof name === "string" ? { [name]: value } : name;
    Object.keys(values).forEach((key) => this.#changed.add(key));
    this.update(values);
  }
  save_changes() {
    const state = Object.fromEntries([...this.#changed].map((key) => [key, this.#state[key]]));
    this.#changed.clear();
    this.#say({ method: "update", state, buffer_paths: [] });
  }
  send(content, _callbacks, buffers) {
    this.#say({ method: "custom", content }, buffers);
  }
  anew(id, state) {
    this.id = id;
    this.ahead = ahead;
    this.missed = false;
    this.#changed.clear();
    this.update(state);
    this.tell("anew");
  }
  /* Those with a seq ask by themselves, when they are drawn. */
  miss() {
    if (this.get("seq") === undefined) this.#say({ method: "request_state" });
    this.missed = true;
    this.tell("missed");
  }
  update(values) {
    const changed = Object.keys(values).filter((key) => this.#state[key] !== values[key]);
    Object.assign(this.#state, values);
    for (const key of changed) this.tell(`change:${key}`, this, values[key]);
    if (changed.length) this.tell("change", this);
  }
  receive({ method, state, content, buffer_paths: paths }, buffers) {
    if (method === "custom" && !this.tell("msg:custom", content, buffers)) this.missed = true;
    if (method !== "update") return; // an echo of what we sent ourselves
    (paths ?? []).forEach((path, index) => put(state, path, buffers[index]));
    this.update(state);
  }
  #say(data, buffers) {
    link.send("comm_msg", { comm_id: this.id, data }, buffers);
  }
}

function put(state, path, buffer) {
  const last = path.at(-1);
  path.slice(0, -1).reduce((inner, key) => inner[key], state)[last] = buffer;
}

const models = new Map(Object.entries(page.models).map(([id, { state }]) => [id, new Model(id, state)]));
for (const model of models.values()) model.widget_manager = { get_model: async (id) => models.get(id.replace("IPY_MODEL_", "")) };

let seen = page.published; // comm messages; the kernel counts them, too

const files = (state) => Object.values(state.models).map(({ module }) => module).join();

/* Widgets stay, under the ids that they have in the new kernel: the same notebook made them in the same order. */
function takeOver(next, moment) {
  const ids = Object.keys(page.models);
  page = next;
  ahead = aheadOf(moment);
  seen = next.published;
  const states = Object.entries(next.models);
  const mounts = [...document.querySelectorAll(".mount")];
  const found = ids.map((id) => [models.get(id), mounts.filter((el) => el.dataset.model === id)]);
  models.clear();
  found.forEach(([model, els], index) => {
    const [id, { state }] = states[index];
    for (const el of els) el.dataset.model = id;
    models.set(id, model);
    model.anew(id, state);
  });
}

link.on("message", ({ kind, content, buffers }) => {
  if (kind.startsWith("comm_") && content.comm_id) {
    seen += 1;
    if (kind === "comm_msg") models.get(content.comm_id)?.receive(content.data, buffers);
  } else if (kind === "status" && content.move) {
    link.move();
  } else if (kind === "status" && content.published !== undefined && content.published !== seen) {
    seen = content.published;
    for (const model of models.values()) model.miss();
  }
});
link.on("connection", (event) => {
  for (const model of models.values()) model.tell("connection", event);
});

/* ---- the page ---- */

async function mount(el) {
  const { module } = page.models[el.dataset.model];
  const model = models.get(el.dataset.model);
  try {
    const loaded = (await import(module)).default;
    const widget = typeof loaded === "function" ? await loaded() : loaded;
    await widget.initialize?.({ model });
    endTheWaiting(el);
    await widget.render({ model, el });
  } catch (problem) {
    console.error(problem);
    sayThatItBroke(el);
  }
}

/* A page says by itself that it loads (see base.css), even if no script ever comes. */
function endTheWaiting(el) {
  for (const line of el.querySelectorAll(":scope > .loading")) line.remove();
}

function sayThatItBroke(el) {
  const main = document.createElement("main");
  const text = document.createElement("p");
  text.textContent = "Something broke on this page, not in the room. Reload; your seat and text are kept.";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn primary";
  button.textContent = "Reload";
  button.onclick = () => location.reload();
  main.append(text, button);
  el.replaceChildren(main);
}

/* This file runs as soon as it is there, often before the rest of the page. */
function mountAll() {
  for (const el of document.querySelectorAll(".mount")) mount(el);
}

link.start();
try { localStorage.getItem("kit"); } catch { /* refused; pages do without */ } // the browser fetches it meanwhile
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", mountAll, { once: true });
else mountAll();
