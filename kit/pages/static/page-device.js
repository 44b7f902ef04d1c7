/* What this device remembers: typed text, settings, commands on their way. And how it tells time.

   Everything is kept under keys that start with "kit."; when the browser refuses storage (private mode,
   full disk) a map in memory stands in, so that a page still works until it is closed. */

const memory = new Map();
const WEEK = 7 * 24 * 3600e3;

export const kept = {
  get(key) {
    if (memory.has(key)) return memory.get(key);
    try { return localStorage.getItem(key); } catch { return null; }
  },
  set(key, text) {
    try { localStorage.setItem(key, text); memory.delete(key); } catch { memory.set(key, text); }
  },
  remove(key) {
    memory.delete(key);
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  },
  keys(prefix) {
    const found = new Set(memory.keys());
    try { for (let i = 0; i < localStorage.length; i++) found.add(localStorage.key(i)); } catch { /* memory only */ }
    return [...found].filter((key) => key.startsWith(prefix));
  },
};

/* A random id. crypto.randomUUID needs https, which a laptop in a room does not have. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/* ---- half-typed text ---- */

export class Drafts {
  constructor(owner) {
    this.prefix = `kit.draft.${owner}.`;
    this.forgetOld();
  }
  /* The text typed into a field on this device, or null if nothing was. */
  get(field) {
    try { return JSON.parse(kept.get(this.prefix + field))?.text ?? null; } catch { return null; }
  }
  set(field, text) {
    kept.set(this.prefix + field, JSON.stringify({ text, at: Date.now() }));
  }
  clear(field) {
    kept.remove(this.prefix + field);
  }
  forgetOld() {
    for (const key of kept.keys("kit.draft.")) {
      let at = 0;
      try { at = JSON.parse(kept.get(key))?.at ?? 0; } catch { /* not ours to read: drop it */ }
      if (Date.now() - at > WEEK) kept.remove(key);
    }
  }
}

/* ---- settings of the reader ---- */

const SETTINGS = "kit.settings";
const PLAIN = { text: "100", scheme: "", keys: true };

/* {text: "100"|"150"|"200", scheme: ""|"light"|"dark", keys: single-key commands on the desk} and whatever a page adds. */
export function settings() {
  try { return { ...PLAIN, ...JSON.parse(kept.get(SETTINGS)) }; } catch { return { ...PLAIN }; }
}

export function setSetting(doc, name, value) {
  kept.set(SETTINGS, JSON.stringify({ ...settings(), [name]: value }));
  applySettings(doc);
}

export function applySettings(doc) {
  const { text, scheme } = settings();
  const root = doc.documentElement;
  if (text === "100") root.removeAttribute("data-text"); else root.dataset.text = text;
  if (scheme) root.dataset.scheme = scheme; else root.removeAttribute("data-scheme");
}

/* ---- time: 24 hours, in the reader's zone ---- */

const two = (n) => String(n).padStart(2, "0");

export function clock(ms) {
  const at = new Date(ms);
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

export function clockSeconds(ms) {
  return `${clock(ms)}:${two(new Date(ms).getSeconds())}`;
}

/* Time left in words for phones: whole minutes, tens of seconds below two minutes, seconds in the last one. */
export function left(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds >= 120) return `${Math.floor(seconds / 60)} min`;
  if (seconds > 60) return seconds < 70 ? "1 min" : `1 min ${Math.floor((seconds - 60) / 10) * 10} s`;
  return `${seconds} s`;
}

/* Time left as on a watch, for the screen: 3:12. */
export function watch(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

/* "1 person", "3 people": the plural is given when it is not the singular with an s. */
export function count(n, one, many = `${one}s`) {
  return `${n} ${n === 1 ? one : many}`;
}
