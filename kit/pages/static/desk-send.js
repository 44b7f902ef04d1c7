/* How a desk sends commands, an exercise's and a briefing's: pressed twice is sent once, a refusal is said, and typed
   words are kept until the room has them.

   sending(d, set) -> { act, submit, submitAll, sendText, newRow }; set changes what the desk knows beyond the view
   (refused, missing, dialog). */

/* Commands this device still holds because the journal has not taken them. */
export const unsaved = (page) => [...(page.outbox?.waiting?.values() ?? [])].filter((sending) => sending.state === "not-saved");

export function sending(d, set) {
  const act = (name, args = {}, { slot = `${name} ${JSON.stringify(args)}` } = {}) => {
    const before = d.page.status(slot);
    if (before && ["sending", "not-saved"].includes(before.state)) return before; // pressed twice
    set({ refused: "", missing: "" });
    if (d.page.desk) d.page.desk.own = Date.now();
    const sent = d.page.send(name, args, { slot });
    sent.then(({ state, why }) => {
      if (state !== "refused") return;
      set({ refused: why });
      d.page.say(why, { error: true });
    });
    return sent;
  };
  const forget = (drafts) => [drafts].flat().filter(Boolean).forEach((draft) => d.page.drafts.clear(draft));
  const submitAll = async (commands, drafts) => {
    for (const [name, args] of commands) {
      const { state } = await act(name, args);
      if (state === "refused") return;
    }
    forget(drafts);
    set({ dialog: null, missing: "" });
  };
  return {
    act,
    submitAll,
    submit: (name, args = {}, drafts = []) => submitAll([[name, args]], drafts),
    /* Sends the words of a draft; says so at the field when there are none. */
    sendText: (name, draft, make, { field = draft, start = "" } = {}) => {
      const text = (d.page.drafts.get(draft) ?? start ?? "").trim();
      if (!text) return d.miss(name, field);
      return submitAll([[name, make(text)]], draft);
    },
    newRow: (concern) => act("group", { concern: concern.id, row: "", text: concern.text }),
  };
}
