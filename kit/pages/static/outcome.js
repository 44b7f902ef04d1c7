/* A result in one or two sentences, the same on phones and on the wall. */

/* "a, b and c" */
export const list = (keys) => (keys.length < 2 ? keys.join("") : `${keys.slice(0, -1).join(", ")} and ${keys.at(-1)}`);

/* Choices with as many votes each; small numbers of an anonymous run are null. */
export const votesEach = (best) => `${list(best.map((row) => row.key))} have ${best[0].votes ?? "as many"} ${best[0].votes === 1 ? "vote" : "votes"} each.`;

/* [what most chose, what the exercise goes on with]; the second is "" until it is known. */
export function outcome({ results, saved, taken }) {
  const best = (results ?? []).filter((row) => row.most);
  const counted = best.length === 1 && best[0].votes !== null ? `: ${best[0].votes} of ${saved}` : "";
  const none = saved > 0 ? "Fewer than 3 people chose. What they chose is not shown." : "Nobody voted.";
  const most = best.length === 0 ? none : best.length === 1 ? `Most chose ${best[0].key}${counted}.` : votesEach(best);
  if (!taken) return [most, best.length > 1 ? "The facilitator decides and says why." : ""];
  const why = taken.why && `: “${taken.why}”`;
  if (taken.how === "majority" || !why) return [most, `The exercise goes on with ${taken.key}.`];
  return [most, `The facilitator goes on with ${taken.key}${why}`];
}
