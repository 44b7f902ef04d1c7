/* Opening a run from the shelf: send the wish, and when the house has made the run, go to its desk. */

import { useSending } from "./page.js";

export function useOpening(page, slot, then) {
  const sending = useSending(page, slot);
  const open = async (args) => {
    const { state, data, why } = await page.send("create-run", args, { slot });
    if (state === "refused") return page.say(why, { error: true });
    if (state !== "saved") return undefined;
    then?.();
    return page.doc.defaultView.location.assign(`/run/${data.run}/desk`);
  };
  return { open, busy: Boolean(sending?.open), sending: sending?.state === "saved" ? null : sending };
}
