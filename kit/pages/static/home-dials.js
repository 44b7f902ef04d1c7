/* Which rules hold under a setting of the dials. A condition comes as {all: {P1: ["requires"]}, any: [conditions]}:
   every dial of "all" has one of its values and, if "any" is not empty, one of those holds. */

export function holds(when, dials) {
  if (!when) return true;
  const all = Object.entries(when.all ?? {}).every(([dial, values]) => values.includes(dials[dial]));
  return all && (!when.any?.length || when.any.some((part) => holds(part, dials)));
}

/* What the dials change in the decisions played, in order; the same words once, with every choice they close. */
export function changesUnder(changes, dials, played) {
  const rows = new Map();
  for (const change of changes) {
    if (!played.includes(change.decision) || !holds(change.when, dials)) continue;
    const key = `${change.decision} ${change.note}`;
    const row = rows.get(key) ?? { ...change, closes: "" };
    rows.set(key, { ...row, text: row.text || change.text, closes: [row.closes, change.closes].filter(Boolean).join(", ") });
  }
  return [...rows.values()].sort((a, b) => played.indexOf(a.decision) - played.indexOf(b.decision));
}

export const warningsUnder = (warnings, dials) => (warnings ?? []).filter((one) => holds(one.when, dials)).map((one) => one.text);
