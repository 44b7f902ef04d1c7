/* Stands in for the host and the kernel: gives a page module its model and lets a test play the kernel.

   stage.start({module, page, view, seq, now})  loads and renders a page module
   stage.tell(message)      what the kernel says;  stage.sent: what the page sent, syncs apart
   stage.link(state)        "open" | "lost": the connection
   stage.said               every sentence of the live region, in order */

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
  sent: [],
  syncs: [],
  said: [],
  retried: 0,
  offset: 0,
  async start({ module, now, connection = "open", ...state }) {
    stage.offset = now ? now - Date.now() : 0;
    model.state = state;
    model.connection = connection;
    const { default: page } = await import(module);
    stage.stop = page.render({ model, el: document.getElementById("page") });
  },
  tell: (message) => model.emit("msg:custom", message),
  link(state, more = {}) {
    model.connection = state;
    model.emit("connection", { state, ...more });
  },
};
window.stage = stage;
