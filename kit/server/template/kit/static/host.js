//# allFunctionsCalledOnLoad
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

   What is sent while the connection is lost is dropped: a page that must not lose it keeps it until it
   is answered, and sends it again on "open". Before the first "open" it waits here.

   Frames follow the Jupyter websocket protocol "v1": a count and offsets as 64-bit little endian
   numbers, then channel, header, parent header, metadata, content and buffers. */

const PROTOCOL = "v1.kernel.websocket.jupyter.org";
const WAITS = [1000, 2000, 4000, 8000, 15000]; // between tries; the last one again and again
const LOOK_EVERY = 4000;
const ANSWER_WITHIN = 4000; // something was sent and nothing came: ask whether anybody is there
const QUIET_FOR = 20000; // nothing came for this long: ask, too
const GIVE_UP_AFTER = 8000; // asked, and no answer: the connection is dead although it looks open
const QUEUE_LENGTH = 200;

const page = JSON.parse(document.getElementById("kit-state").textContent);
const here = `/api/kernels/${page.kernel}`;

/* The page says what time it was when it was sent; its first byte came at once after that. */
const came = performance.timeOrigin + (performance.getEntriesByType("navigation")[0]?.responseStart ?? performance.now());
const ahead = page.now === undefined ? 0 : page.now - came;

/* ---- frames ---- */

const writer = new TextEncoder();
const reader = new TextDecoder();

function pack(kind, content, buffers = []) {
  const header = { msg_id: newId(), msg_type: kind, username: "", session, date: new Date().toISOString(), version: "5.3" };
  const texts = ["shell", header, {}, { quiet: true }, content];
  const parts = [
    ...texts.map((text) => writer.encode(typeof text === "string" ? text : JSON.stringify(text))),
    ...buffers.map((buffer) => new Uint8Array(buffer.buffer ?? buffer, buffer.byteOffset ?? 0, buffer.byteLength)),
  ];
  let end = 8 * (parts.length + 2);
  const frame = new Uint8Array(end + parts.reduce((sum, part) => sum + part.length, 0));
  const numbers = new DataView(frame.buffer);
  const number = (index, value) => numbers.setBigUint64(8 * index, BigInt(value), true);
  number(0, parts.length + 1);
  number(1, end);
  parts.forEach((part, index) => {
    frame.set(part, end);
    end += part.length;
    number(index + 2, end);
  });
  return frame;
}

function unpack(data) {
  const numbers = new DataView(data);
  const count = numbers.getUint32(0, true);
  const at = (index) => numbers.getUint32(8 * (index + 1), true);
  const part = (index) => new Uint8Array(data, at(index), at(index + 1) - at(index));
  const [header, , , content] = [1, 2, 3, 4].map((index) => JSON.parse(reader.decode(part(index))));
  const buffers = [];
  for (let index = 5; index < count - 1; index += 1) buffers.push(new DataView(data.slice(at(index), at(index + 1))));
  return { kind: header.msg_type, content, buffers };
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const session = newId();

/* ---- events ---- */

class Events {
  #heard = new Map();
  on(names, callback) {
    for (const name of names.split(" ")) {
      if (!this.#heard.has(name)) this.#heard.set(name, new Set());
      this.#heard.get(name).add(callback);
    }
  }
  off(names, callback) {
    for (const name of names ? names.split(" ") : [...this.#heard.keys()]) {
      if (callback) this.#heard.get(name)?.delete(callback);
      else this.#heard.delete(name);
    }
  }
  /* Returns whether anybody heard it. */
  tell(name, ...what) {
    const callbacks = [...(this.#heard.get(name) ?? [])];
    for (const callback of callbacks) {
      try { callback(...what); } catch (problem) { console.error(problem); }
    }
    return callbacks.length > 0;
  }
}

/* ---- the connection ---- */

class Link extends Events {
  state = "open"; // hopeful: the page was served a moment ago
  #socket = null;
  #queue = []; // only until the first "open"
  #tries = 0;
  #timer = 0;
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
      this.#socket.send(pack(kind, content, buffers));
    } else if (this.#queue && this.#queue.length < QUEUE_LENGTH) {
      this.#queue.push([kind, content, buffers]);
    }
  }

  /* Try now. */
  async retry() {
    if (this.state !== "lost") return;
    clearTimeout(this.#timer);
    this.#become("retrying");
    const there = await isThere();
    if (there === "gone") this.#renew();
    else if (there === "yes") this.#open();
    else this.#lose();
  }

  /* Only when the server still answers: a reload that meets no server ends on a page that stays dead. */
  async #renew() {
    await turn();
    if ((await isThere()) === "gone") comeBack(); else this.#lose();
  }

  #open() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}${here}/channels?session_id=${session}`, PROTOCOL);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#opened();
    socket.onclose = () => { if (socket === this.#socket) this.#lose(); };
    socket.onmessage = ({ data }) => {
      this.#heard = Date.now();
      this.#asked = 0;
      this.tell("message", unpack(data));
    };
    this.#socket = socket;
    this.#opening = Date.now();
  }

  #opened() {
    this.#tries = 0;
    this.#heard = Date.now();
    this.#asked = 0;
    const waiting = this.#queue ?? [];
    this.#queue = null;
    for (const message of waiting) this.send(...message);
    this.#become("open");
  }

  #lose() {
    if (this.#leaving) return;
    const socket = this.#socket;
    this.#socket = null;
    this.#queue = null;
    socket?.close();
    const wait = WAITS[Math.min(this.#tries++, WAITS.length - 1)];
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
      this.#socket.send(pack("comm_info_request", { target_name: "none" }));
    }
  }

  #wake() {
    if (this.state === "lost") { this.#tries = 0; this.retry(); } else this.#look(true);
  }

  #leave() {
    this.#leaving = true;
    navigator.sendBeacon(`/voila/api/shutdown/${page.kernel}`);
  }
}

/* Whether our kernel still exists: "yes", "gone", or "no" when the server cannot be reached. */
async function isThere() {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), 5000);
  try {
    const { status, headers } = await fetch(here, { cache: "no-store", signal: patience.signal });
    restarted = Number(headers.get("Kit-Up") ?? 3600) < 60;
    return status === 200 ? "yes" : status === 403 || status === 404 ? "gone" : "no";
  } catch {
    return "no";
  } finally {
    clearTimeout(timer);
  }
}

let restarted = false;

/* The kernel is gone, so the page is made anew; the seat is in the room. After a restart all pages do
   this at once, so they spread. A page that comes back again and again takes its time. */
function turn() {
  const wait = reloads().length >= 3 ? 15e3 : Math.random() * (restarted ? 3000 : 300);
  return new Promise((resolve) => { setTimeout(resolve, wait); });
}

function comeBack() {
  sessionStorage.setItem("kit.reloads", JSON.stringify([...reloads(), Date.now()]));
  location.reload();
}

function reloads() {
  return JSON.parse(sessionStorage.getItem("kit.reloads") ?? "[]").filter((at) => Date.now() - at < 30e3);
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

link.on("message", ({ kind, content, buffers }) => {
  if (kind.startsWith("comm_") && content.comm_id) {
    seen += 1;
    if (kind === "comm_msg") models.get(content.comm_id)?.receive(content.data, buffers);
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
