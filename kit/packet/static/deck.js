/* Starts the deck: full screen, no motion, arrow keys; S opens the speaker's window. On a phone held upright a
   slide would be too small to read: there the slides stay one under the other, as they are without a script. */
(() => {
  const still = document.documentElement.classList;
  if (innerWidth < 560) return;
  still.remove("still");
  Reveal.initialize({
    width: 1280, height: 720, margin: 0, minScale: 0.1, maxScale: 4, center: false, display: "flex",
    hash: true, transition: "none", backgroundTransition: "none",
    controls: true, controlsTutorial: false, progress: true, slideNumber: false, pdfSeparateFragments: true,
    plugins: [RevealNotes],
  });
  // On paper: one slide under the other, as they are without a script. "?view=print" is reveal.js's own way.
  const printed = new URLSearchParams(location.search);
  if (printed.has("view") || printed.has("receiver")) return;
  addEventListener("beforeprint", () => still.add("still"));
  addEventListener("afterprint", () => { still.remove("still"); Reveal.layout(); });
})();
