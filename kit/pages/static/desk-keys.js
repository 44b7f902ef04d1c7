/* The keyboard of the desk: single keys when nobody is typing, F6 between panes, Ctrl Z, Esc.

   listen(doc, current) installs one listener; current() -> d of desk.js (fresh at each key). Returns a function
   that takes it away. Keys are looked up in d.acts, so they do what the buttons do; an act may have more keys than
   the one on its button (also: ["PageDown"], as slide remotes send). */

import { settings } from "./page.js";

const TYPED = new Set(["text", "search", "url", "tel", "email", "password", "number", "date", "time", "datetime-local", "month", "week"]);

/* Whether a key pressed on this element would type, or choose in a list. */
export function isField(node) {
  if (!node?.tagName) return false;
  if (node.isContentEditable || node.tagName === "TEXTAREA" || node.tagName === "SELECT") return true;
  return node.tagName === "INPUT" && TYPED.has(node.type);
}

const PANES = "header.bar-top, .desk-main > .pane, footer.log";

/* The next or previous pane, the middle one first (the order of the source). */
export function nextPane(doc, back) {
  const panes = [...doc.querySelectorAll(".desk-main > .pane"), ...doc.querySelectorAll("footer.log"), ...doc.querySelectorAll("header.bar-top")];
  if (!panes.length) return;
  const here = panes.indexOf(doc.activeElement?.closest?.(PANES));
  const next = panes[(here + (back ? -1 : 1) + panes.length) % panes.length];
  if (!next.hasAttribute("tabindex")) next.tabIndex = -1;
  next.focus();
}

const control = (event) => event.ctrlKey || event.metaKey;

function special(event, d) {
  if (event.key === "F6" && !control(event) && !event.altKey) {
    nextPane(d.page.doc, event.shiftKey);
    return true;
  }
  if (event.key.toLowerCase() === "z" && control(event) && !event.shiftKey && !isField(event.target)) {
    press(d, "undo");
    return true;
  }
  return false;
}

function press(d, name) {
  const act = d.acts[name];
  if (act.why) d.say(act.why);
  else act.run();
}

const TAKEN = { Enter: "a[href], button, summary, input", " ": "button, summary, input", ArrowLeft: "input", ArrowRight: "input" };
const works = (act, key) => act.keys === key || act.also?.includes(key);

/* Whoever pressed a button with the mouse and then the space bar means the space bar: only who came to a button with
   the keyboard presses it that way. */
let pressed = null;
const onPointer = (event) => { pressed = event.target.closest?.("button") ?? null; };
const onFocus = (event) => { if (event.target !== pressed) pressed = null; };

function isTaken(event) {
  const control = TAKEN[event.key] && event.target.closest?.(TAKEN[event.key]);
  if (!control || event.key !== " " || control !== pressed) return Boolean(control);
  control.blur(); // or the key, when it comes up, would press it all the same
  return false;
}

function single(event, d) {
  if (control(event) || event.altKey || isField(event.target) || !settings().keys) return false;
  if (event.key === "Escape") return d.drop();
  if (event.key === "V" && event.shiftKey) return d.sayVotes();
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const name = Object.keys(d.acts).find((id) => works(d.acts[id], key));
  if (!name || (event.shiftKey && key !== "?") || isTaken(event)) return false;
  if (event.repeat) return true;
  press(d, name);
  return true;
}

export function listen(doc, current) {
  const onKey = (event) => {
    if (event.defaultPrevented || event.isComposing || doc.querySelector("dialog[open]")) return;
    const d = current();
    if (!d || !(special(event, d) || single(event, d))) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const all = [["keydown", onKey], ["pointerdown", onPointer], ["focusin", onFocus]];
  all.forEach(([name, call]) => doc.addEventListener(name, call, true));
  return () => all.forEach(([name, call]) => doc.removeEventListener(name, call, true));
}
