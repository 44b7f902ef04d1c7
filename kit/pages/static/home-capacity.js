/* What this laptop carries: the newest measurement in words, and a button that measures it. The measuring is a process
   of its own on the laptop (kit/room/capacity.py); this page starts it, shows how far it is, and can stop it. */

import { upTo } from "./desk-capacity.js";
import { Btn, dateWords } from "./desk-marks.js";
import { Meter, State } from "./marks.js";
import { html, useEffect, useRef, useSending } from "./page.js";

const MANY_OTHERS = 0.25; // other programs' share of the processors from which on it is worth a word

const carries = (known) => (known.people ? `carries ${upTo(known)}` : "was too slow, or too busy, for a room of 30 people");

const seconds = (ms) => (ms < 950 ? `${(Math.ceil(ms / 10) / 100).toString()} s` : `${(ms / 1000).toFixed(1)} s`);

const megabits = (bytes) => Math.max(0.1, (bytes * 8) / 1e6).toFixed(1);

/* What was measured, in sentences; the Wi-Fi's part is worked out for as many people as the laptop carries. */
function told(known) {
  if (!known.people) return [];
  const most = `With ${known.people.toLocaleString("en-US")}, a new message was on every phone within ${seconds(known.inject)}, and every vote was saved within ${seconds(known.vote)}.`;
  const wifi = known.air?.inject_most && `Your Wi-Fi is not in this figure. For so many people it must carry ${megabits(known.people * known.air.inject_most)} Mbit/s, or a message takes longer than a second.`;
  return [most, wifi].filter(Boolean);
}

function doubts(known) {
  return [
    known.stale === "kit" && "The kit is a newer version since then.",
    known.stale === "computer" && "It was measured on another computer.",
    known.busy > MANY_OTHERS && `Other programs used ${Math.round(known.busy * 100)}% of the laptop then: close them first.`,
    known.battery && "It ran on battery then: plug it in first.",
  ].filter(Boolean);
}

const laptopWords = ({ known }) => (known ? `measured on ${dateWords(known.date)}: ${carries(known)}` : "not measured yet");

const progress = ({ people: now, done, of }) => (now ? `A room of ${now.toLocaleString("en-US")} scripted people now; step ${done + 1} of at most ${of}.` : "Getting ready.");

/* The polite live region hears when it begins, each step, and the result. */
function useSpoken(page, { running, known, ended }) {
  const before = useRef(undefined);
  const step = running ? `${running.people}` : "";
  useEffect(() => {
    const was = before.current;
    before.current = step;
    if (was === undefined || was === step) return;
    if (running) page.say(`Measuring. ${progress(running)}`);
    else page.say(ended || (known ? `Measured. This laptop ${carries(known)}.` : "The measurement has ended."));
  }, [step]);
}

function Running({ page, running }) {
  return html`<p class="num">${progress(running)}</p><${Meter} share=${running.of ? Math.round((100 * (running.done + 0.5)) / running.of) : 3} />
    <p class="row"><${Btn} small onClick=${() => page.send("measure-capacity", { stop: true })}>Stop measuring<//></p>`;
}

function Result({ page, known, ended }) {
  const sending = useSending(page, "measure-capacity");
  const unsure = known ? doubts(known) : [];
  return html`${known && told(known).map((text) => html`<p class="meta num">${text}</p>`)}
    ${unsure.length > 0 && html`<${State} icon="warning"><span>${unsure.join(" ")} Measure again.</span><//>`}
    ${ended && sending?.state !== "refused" && html`<${State} icon="info"><span>${ended}</span><//>`}
    ${sending?.state === "refused" && html`<p class="error">${sending.why}</p>`}
    <p class="row"><${Btn} small busy=${Boolean(sending?.open)} why=${page.connection === "open" ? "" : "There is no connection to the laptop now."} say=${(text) => page.say(text)} onClick=${async () => { const { state, why } = await page.send("measure-capacity"); if (state === "refused") page.say(why, { error: true }); }}>${known ? "Measure again" : "Measure now"}<//>
      <span class="meta">about a minute; not while people are in a room</span></p>`;
}

export function Laptop({ page, view, level: H = "h2" }) {
  const { capacity } = view;
  useSpoken(page, capacity ?? {});
  if (!capacity) return null;
  const { known, running, ended } = capacity;
  const words = laptopWords(capacity);
  return html`<section class="stack-2 laptop" aria-labelledby="laptop-h"><${H} id="laptop-h">This laptop</${H}>
    <p class="num"><b>${running ? "Being measured" : words[0].toUpperCase() + words.slice(1)}.</b></p>
    ${running ? html`<${Running} page=${page} running=${running} />` : html`<${Result} page=${page} known=${known} ended=${ended} />`}</section>`;
}
