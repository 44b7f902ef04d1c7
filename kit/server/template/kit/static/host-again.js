/* What a page asks for when its connection is gone or its kernel has to go: whether that is still there, when
   it is this page's turn, and the page itself once more, with a new kernel. */

const REPLY_WITHIN = 5000;
const PAGE_WITHIN = 15000; // made anew for everybody at the same time it stands in line
const OFTEN = 3; // so many new kernels in half a minute: take your time
const OFTEN_WITHIN = 30000;
const OFTEN_WAIT = 15000;
const KEPT = "kit.renewals";

export const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/* The state that a page holds; null in a document that is no page of ours. */
export function stateIn(doc) {
  const state = doc.getElementById("kit-state");
  return state && JSON.parse(state.textContent);
}

/* there: "yes", "gone" when the kernel is, or "no" when the server cannot be reached;
   turn: ms to wait before another kernel is asked for, as the server has it: after a restart all come at once. */
export async function lookFor(kernel) {
  try {
    const { status, headers } = await asked(`/api/kernels/${kernel}`, REPLY_WITHIN);
    const there = status === 200 ? "yes" : status === 403 || status === 404 ? "gone" : "no";
    return { there, turn: Number(headers.get("Kit-Turn") ?? 0) };
  } catch {
    return { there: "no", turn: 0 };
  }
}

/* Wait for this page's turn; longer when it comes again and again. */
export async function inTurn(turn) {
  await pause(renewals().length >= OFTEN ? OFTEN_WAIT : turn);
  note();
}

/* This page as the server makes it now: { state, came }, the moment it came in ms. state is null when
   something else stands at its address; the answer is null when nobody can give one. */
export async function madeAnew() {
  try {
    const { status, text, came } = await asked(location.pathname + location.search, PAGE_WITHIN);
    if (status >= 500 || status === 429) return null;
    return { state: stateIn(new DOMParser().parseFromString(text, "text/html")), came };
  } catch {
    return null;
  }
}

export function endKernel(id) {
  navigator.sendBeacon(`/voila/api/shutdown/${id}`);
}

/* Remember that a kernel was asked for, also for after a reload. */
export function note() {
  try { sessionStorage.setItem(KEPT, JSON.stringify([...renewals(), Date.now()])); } catch { /* refused */ }
}

function renewals() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]").filter((at) => Date.now() - at < OFTEN_WITHIN);
  } catch {
    return [];
  }
}

async function asked(address, within) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), within);
  try {
    const answer = await fetch(address, { cache: "no-store", signal: patience.signal });
    return { status: answer.status, headers: answer.headers, came: Date.now(), text: await answer.text() };
  } finally {
    clearTimeout(timer);
  }
}
