/* Hooks and parts that every page has; import them from page.js, whose header describes them. */

import { html, useEffect, useErrorBoundary, useReducer, useState } from "./vendor/preact-htm.js";
import { clock, clockSeconds } from "./page-device.js";
import { Banner, State } from "./marks.js";

const WEAK_AFTER = 60e3; // lost for this long: say what else a person can do

/* ---- hooks ---- */

export function useTick(ms) {
  const [, again] = useReducer((n) => n + 1, 0);
  useEffect(() => {
    if (!ms) return undefined;
    const timer = setInterval(again, ms);
    return () => clearInterval(timer);
  }, [ms]);
}

export function useDraft(page, field, start = "") {
  const [, again] = useReducer((n) => n + 1, 0);
  const text = page.drafts.get(field) ?? start;
  const write = (value) => { page.drafts.set(field, value); again(); };
  const clear = () => { page.drafts.clear(field); again(); };
  return [text, write, clear];
}

export function useCountdown(page, closesAt) {
  const [, again] = useReducer((n) => n + 1, 0);
  const remaining = closesAt ? closesAt - page.now() : null;
  useEffect(() => {
    if (remaining === null || remaining <= 0) return undefined;
    const timer = setTimeout(again, remaining > 60e3 ? Math.min(10e3, remaining - 60e3) : remaining % 1000 || 1000);
    return () => clearTimeout(timer);
  });
  return remaining;
}

/* Is the element in sight? Checked by the browser, so that scrolling costs nothing. */
export function useInSight(page, id) {
  const [seen, setSeen] = useState(true);
  useEffect(() => {
    const node = id && page.doc.getElementById(id);
    if (!node) { setSeen(true); return undefined; }
    const { IntersectionObserver } = page.doc.defaultView;
    const observer = new IntersectionObserver((entries) => setSeen(entries.at(-1).isIntersecting), { rootMargin: "-72px 0px -72px 0px" });
    observer.observe(node);
    return () => observer.disconnect();
  }, [id]);
  return seen;
}

/* Whether a media query holds, followed as it changes. */
export function useMedia(page, query) {
  const media = page.doc.defaultView.matchMedia(query);
  const [, again] = useReducer((n) => n + 1, 0);
  useEffect(() => {
    media.addEventListener("change", again);
    return () => media.removeEventListener("change", again);
  }, [query]);
  return media.matches;
}

/* Whether the page was shown once and has a moment to spare: what stands out of sight is drawn then. */
export function useLater(page) {
  const [later, setLater] = useState(page.rested);
  useEffect(() => {
    const rest = () => { page.rested = true; setLater(true); };
    const { requestIdleCallback = (call) => setTimeout(call, 1), cancelIdleCallback = clearTimeout } = page.doc.defaultView;
    if (later) return undefined;
    const wait = requestIdleCallback(rest, { timeout: 100 });
    return () => cancelIdleCallback(wait);
  }, []);
  return later;
}

/* Ctrl Enter in a text sends its form, as people know it from mail. */
export function sendKey(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.target.form.requestSubmit();
}

export const useSending = (page, slot) => page.status(slot);

/* ---- parts every page has ---- */

export const SkipLink = ({ page, to = "main", children }) =>
  html`<a class="skip" href="#${to}" onClick=${jump(page, to)}>${children}</a>`;

export const jump = (page, id) => (event) => {
  event.preventDefault();
  const node = page.doc.getElementById(id);
  if (!node) return;
  if (!node.hasAttribute("tabindex")) node.tabIndex = -1;
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "start" });
};

export function thing(page) {
  const small = page.doc.defaultView.matchMedia("(max-width: 48rem) and (pointer: coarse)").matches;
  return small ? "phone" : "device";
}

/* Its own live region, in the page from the start; the sentence inside comes and goes. */
export function ConnectionBanner({ page }) {
  const lost = page.connection !== "open";
  useTick(lost ? 1000 : 0);
  return html`<div role="status" class="net-banner">${lost && html`<${Lost} page=${page} />`}</div>`;
}

function Lost({ page }) {
  const weak = page.now() - page.lostAt > WEAK_AFTER;
  const seconds = page.retryAt ? Math.max(0, Math.ceil((page.retryAt - Date.now()) / 1000)) : 0;
  return html`<${Banner} kind="lost" icon="lost" title="No connection">
    <p>${weak ? "Still no connection. Move closer to the router, or say your letter aloud."
      : `Keep writing; your words stay on this ${thing(page)}.`} <span class="num" aria-hidden="true">${
      seconds ? `Trying again in ${seconds} s.` : "Trying again."}</span></p>
    <p><button class="btn small over-gap" type="button" onClick=${() => page.retry()}>Try now</button></p>
  <//>`;
}

/* The line under a form: what became of the last command of a slot. saved: the sentence after the time. */
export function StatusLine({ page, sending, saved = "", children }) {
  if (!sending || sending.state === "replaced") return children ?? null;
  if (sending.state === "sending") return html`<${State} icon="clock">Sending…<//>`;
  if (sending.state === "not-saved")
    return html`<${State} kind="bad" icon="lost">Not saved yet. It is kept on this ${thing(page)}.${
      sending.why && ` ${sending.why}`}${page.holds(sending.name) ? " It is sent when play goes on." : ""}<//>`;
  if (sending.state === "refused") return html`<${State} kind="bad" icon="warning">${sending.why}<//>`;
  return html`<${State} kind="ok" icon="tick">Saved ${clockSeconds(sending.at)}${saved && `. ${saved}`}<//>`;
}

export function Crash({ page, children }) {
  const [error] = useErrorBoundary((problem) => console.error(problem));
  if (!error) return children;
  const resume = page.view?.mine?.resume;
  return html`<main id="main" class="page"><${Banner} kind="lost" icon="warning" title="Something broke on this page, not in the room">
    <p>Reload; your seat and text are kept.${resume && html` Your resume code is <b class="num">${resume}</b>.`}</p>
    <p><button class="btn primary over-gap" type="button" onClick=${() => page.doc.defaultView.location.reload()}>Reload</button></p>
  <//></main>`;
}

/* In the place of content that is not there yet: nothing for 1 s, then a sentence, after 10 s what to do. */
export function Waiting() {
  const [step, setStep] = useState(0);
  useEffect(() => {
    const timers = [setTimeout(() => setStep(1), 1000), setTimeout(() => setStep(2), 10e3)];
    return () => timers.forEach(clearTimeout);
  }, []);
  if (!step) return null;
  return html`<div class="empty">
    <b>Loading the page…</b>${step === 2 && html`<span>If this takes longer, reload. Your seat is kept.</span>`}</div>`;
}

/* "As of 14:01": what is shown may have changed since the connection was lost. */
export const asOf = (page) => (page.connection === "open" ? "" : clock(page.lostAt));
