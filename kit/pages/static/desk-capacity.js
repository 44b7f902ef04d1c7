/* How many people this laptop was measured to carry, beside how many have joined: a line among the checks of a lobby,
   and one calm note when more come than that. The measuring is on the home page (home-capacity.js). */

import { Btn, dateWords } from "./desk-marks.js";
import { Banner } from "./marks.js";
import { html, useDraft } from "./page.js";

const many = (n) => n.toLocaleString("en-US");

export const upTo = (known) => `${known.least ? "at least" : "about"} ${many(known.people)} ${known.people === 1 ? "person" : "people"}`;

const STALE = { kit: "with an older version of the kit", computer: "on another computer" };

/* More people than were measured; null when they are not, or when the measurement says nothing about this laptop. */
export function crowdedWords(capacity, joined) {
  const known = capacity?.known;
  if (!known?.people || known.stale || joined <= known.people) return null;
  return `${many(joined)} people have joined; this laptop was measured for ${upTo(known)}.`;
}

/* A line for a list of checks: [kind, icon, text]; null where nothing can be measured. */
export function capacityCheck(capacity, joined) {
  if (!capacity) return null;
  const { known } = capacity;
  if (!known) return ["", "info", "How many people this laptop carries is not measured yet. Home measures it in about a minute, before people come."];
  const crowded = crowdedWords(capacity, joined);
  if (crowded) return ["", "info", `${crowded} Messages may take a little longer.`];
  if (known.stale || !known.people) return ["", "info", `How many people this laptop carries was last measured ${STALE[known.stale] ?? "when it was too busy"}. Home measures it again in about a minute.`];
  return ["ok", "tick", `This laptop carries ${upTo(known)}, measured on ${dateWords(known.date)}`];
}

export const playersIn = (view) => (view.roster ?? []).filter((seat) => seat.role === "player" && !seat.waiting).length;

/* On phones, and not written onto the roster by hand. */
export const phonesIn = (view) => (view.roster ?? []).filter((seat) => !seat.waiting && !seat.by_hand).length;

/* Said once for a run, until it is put away; the container stays, so that a screen reader hears what comes into it. */
export function Crowded({ page, capacity, joined }) {
  const [told, tell] = useDraft(page, "crowded", "");
  const words = told ? null : crowdedWords(capacity, joined);
  return html`<div role="status" class="net-banner">${words && html`<${Banner} icon="info" title=${words}><p>Go on as planned. Messages may take a little longer to reach everyone; everything that says “Saved” is saved.</p>
    <p><${Btn} small onClick=${() => tell("yes")}>All right<//></p><//>`}</div>`;
}
