/* Stands in for the host and the kernel: gives a page module its model and lets a test play the kernel.

   stage.start({module, page, view, seq, now})  loads and renders a page module
   stage.tell(message)      what the kernel says;  stage.sent: what the page sent, syncs apart
   stage.link(state)        "open" | "lost": the connection
   stage.said               every sentence of the live region, in order
   stage.pass(ms)           lets time pass for the page. Its clock stands still otherwise, and timers of more than a
       second wait, so that no words and no second sending depend on how long a test takes
   await stage.drawn(ms)    until nothing is left to do: no frame, idle moment, first look of an observer, or timer
       of at most ms. A page plans all it does in one of these ways, so this is never too early, however slow
       the machine is. SOON (the default) is what belongs to a drawing; 600 also what is said aloud. */

const SOON = 30;
const GIVE_UP = 60e3;
const LONG = 1000;
const due = new Map(); // what the page has planned -> in how many ms
const long = new Map(); // id -> what is planned for later than that, and when
let serial = 1;
const real = {
  timeout: window.setTimeout.bind(window),
  frame: window.requestAnimationFrame.bind(window),
};

/* The same function, but what it plans is known until it has run or is taken back. wait: in how many ms. */
function watched(plan, cancel, wait) {
  const [planned, cancelled] = [window[plan].bind(window), window[cancel].bind(window)];
  window[plan] = (call, ...rest) => {
    if (wait(...rest) > LONG) return later(call, wait(...rest));
    const id = planned((...given) => {
      try { call(...given); } finally { due.delete(`${plan} ${id}`); }
    }, ...rest);
    due.set(`${plan} ${id}`, wait(...rest));
    return id;
  };
  window[cancel] = (id) => {
    due.delete(`${plan} ${id}`);
    long.delete(id);
    cancelled(id);
  };
}

/* What is planned for more than a second from now is done when that much time has passed here. */
function later(call, ms) {
  const id = `later ${serial++}`;
  long.set(id, { call, at: Date.now() + ms });
  return id;
}

function pass(ms) {
  const at = Date.now() + ms;
  Date.now = () => at;
  const reached = [...long].filter(([, timer]) => timer.at <= at).sort(([, one], [, other]) => one.at - other.at);
  for (const [id, { call }] of reached) if (long.delete(id)) call();
}

watched("setTimeout", "clearTimeout", (ms = 0) => ms);
watched("requestAnimationFrame", "cancelAnimationFrame", () => 0);
watched("requestIdleCallback", "cancelIdleCallback", () => 0);

/* An observer tells soon after it was given an element whether that is in sight. */
window.IntersectionObserver = class extends window.IntersectionObserver {
  asked = new Map();
  constructor(call, options) {
    super((entries) => {
      try { call(entries, this); } finally { entries.forEach(({ target }) => this.told(target)); }
    }, options);
  }
  told(node) {
    due.delete(this.asked.get(node));
    this.asked.delete(node);
  }
  observe(node) {
    this.asked.set(node, Symbol("a first look"));
    due.set(this.asked.get(node), 0);
    super.observe(node);
  }
  unobserve(node) {
    this.told(node);
    super.unobserve(node);
  }
  disconnect() {
    [...this.asked.keys()].forEach((node) => this.told(node));
    super.disconnect();
  }
};

const task = (ms) => new Promise((done) => { real.timeout(done, ms); });
const frame = () => new Promise((done) => { real.frame(done); });

async function drawn(within = SOON) {
  const waiting = () => [...due].filter(([, ms]) => ms <= within);
  const until = performance.now() + GIVE_UP;
  do {
    while (waiting().length) {
      if (performance.now() > until) throw Error(`the page is never done: ${waiting().map(([what]) => String(what)).join(", ")}`);
      await task(1);
    }
    await document.fonts.ready;
    await frame(); // what the browser itself tells at a frame: sizes, scrolling
    await task(0);
  } while (waiting().length);
}

const listeners = new Map();
const on = (name) => listeners.get(name) ?? listeners.set(name, new Set()).get(name);

const model = {
  state: {},
  connection: "open",
  get: (name) => model.state[name],
  set: (name, value) => { model.state[name] = value; },
  save_changes: () => {},
  on: (name, call) => on(name).add(call),
  off: (name, call) => on(name).delete(call),
  emit: (name, payload) => [...on(name)].forEach((call) => call(payload)),
  retry: () => { stage.retried += 1; },
  send(message) {
    if (message.kind !== "sync") { stage.sent.push(message); return; }
    stage.syncs.push(message);
    setTimeout(() => stage.tell({ kind: "patch", seq: message.seq, now: Date.now() + stage.offset }), 0);
  },
};

const say = document.getElementById("say");
new MutationObserver(() => say.textContent && stage.said.push(say.textContent)).observe(say, { childList: true });

const stage = {
  model,
  drawn,
  sent: [],
  syncs: [],
  said: [],
  retried: 0,
  offset: 0,
  async start({ module, now, connection = "open", ...state }) {
    stage.pass(0);
    stage.offset = now ? now - Date.now() : 0;
    model.state = state;
    model.connection = connection;
    const { default: page } = await import(module);
    stage.stop = page.render({ model, el: document.getElementById("page") });
  },
  pass,
  tell: (message) => model.emit("msg:custom", message),
  link(state, more = {}) {
    model.connection = state;
    model.emit("connection", { state, ...more });
  },
};
window.stage = stage;
