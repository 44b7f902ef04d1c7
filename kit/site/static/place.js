/* Where somebody stopped reading. Coming back, the page offers the way there; it never scrolls by itself. */

import { kept } from "./page-device.js";

const KEY = "kit.place.";

export function startPlace(doc) {
  const parts = [...doc.querySelectorAll(".parts > section[id]")];
  const link = doc.getElementById("go-on");
  if (!parts.length || !link) return;
  const key = KEY + doc.body.dataset.name;
  const before = parts.find((part) => part.id === kept.get(key));
  if (before && before !== parts[0] && !doc.location.hash) {
    const way = doc.createElement("a");
    way.href = `#${before.id}`;
    way.textContent = before.querySelector("h2").textContent;
    link.append("You stopped at: ", way, ".");
    link.hidden = false;
  }
  let planned = false;
  const look = () => {
    planned = false;
    const line = doc.defaultView.innerHeight / 2;
    const here = parts.findLast((part) => part.getBoundingClientRect().top < line);
    if (here && doc.defaultView.scrollY > 200) kept.set(key, here.id);
  };
  doc.addEventListener("scroll", () => { if (!planned) { planned = true; setTimeout(look, 300); } }, { passive: true });
}
