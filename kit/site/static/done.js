/* How far somebody got, beside the links to a page: on the shelf and in a series. */

import { answered } from "./check.js";

export function showDone(doc) {
  for (const node of doc.querySelectorAll("[data-done]")) {
    const state = answered(node.dataset.done);
    if (!state) continue;
    const given = Object.values(state.answers);
    const right = given.filter((answer) => answer.right).length;
    node.textContent = given.length === state.of ? `Done: ${right} of ${state.of} right` : `Begun: ${given.length} of ${state.of} answered`;
  }
}
