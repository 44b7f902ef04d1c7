/* The reader's text size and colors, the same as on the live pages. */

import { setSetting, settings } from "./page-device.js";

const CHOICES = [
  ["text", "Text size", [["100", "100%"], ["150", "150%"], ["200", "200%"]]],
  ["scheme", "Colors", [["", "As this device"], ["light", "Light"], ["dark", "Dark"]]],
];

export function startSettings(doc) {
  const place = doc.getElementById("settings");
  if (!place) return;
  const now = settings();
  const box = make(doc, "details", { className: "more" });
  const stack = make(doc, "div", { className: "stack" });
  for (const [name, legend, values] of CHOICES) {
    const set = make(doc, "fieldset");
    const row = make(doc, "div", { className: "choices inline" });
    for (const [value, label] of values) {
      const id = `set-${name}-${value || "own"}`;
      const choice = make(doc, "div", { className: "choice" });
      const input = make(doc, "input", { type: "radio", name: `set-${name}`, id, checked: now[name] === value });
      input.addEventListener("input", () => setSetting(doc, name, value));
      choice.append(input, make(doc, "label", { htmlFor: id, textContent: label }));
      row.append(choice);
    }
    set.append(make(doc, "legend", { className: "label under", textContent: legend }), row);
    stack.append(set);
  }
  box.append(make(doc, "summary", { textContent: "Text size and colors" }), stack);
  place.append(box);
}

const make = (doc, tag, values = {}) => Object.assign(doc.createElement(tag), values);
