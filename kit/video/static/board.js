// Plays the slides of a storyboard with captions at reading pace. A classic script without names outside:
// it may stand in a page or beside it. Every [data-board] of the page gets its own player.
(() => {
  const start = (board) => {
    const slides = [...board.querySelectorAll("[data-slide]")];
    const part = (name) => board.querySelector(`[data-${name}]`);
    const button = (name) => board.querySelector(`[data-do="${name}"]`);
    const said = slides.map((slide) => [...slide.querySelectorAll("[data-said] > p")]);
    let at = 0;
    let sentence = 0;
    let timer = null;
    let everything = false;

    const draw = () => {
      slides.forEach((slide, index) => slide.classList.toggle("is-now", index === at));
      const points = [...slides[at].querySelectorAll("[data-at]")];
      const every = !said[at].length || slides[at].matches(".status, .sources");
      let current = null;
      for (const point of points) {
        const ahead = !every && Number(point.dataset.at) > sentence;
        point.classList.toggle("is-ahead", ahead);
        point.classList.remove("is-said");
        if (!ahead) current = point;
      }
      if (current && !every) current.classList.add("is-said");
      part("caption").textContent = said[at][sentence]?.textContent ?? "";
      part("place").textContent = `Slide ${at + 1} of ${slides.length}`;
      button("back").disabled = at === 0 && sentence === 0;
      button("on").disabled = at === slides.length - 1 && sentence >= said[at].length - 1;
    };
    const move = (step) => {
      sentence += step;
      if (sentence < 0) {
        if (at > 0) { at -= 1; sentence = Math.max(0, said[at].length - 1); } else sentence = 0;
      } else if (sentence >= Math.max(1, said[at].length)) {
        if (at < slides.length - 1) { at += 1; sentence = 0; } else { sentence = Math.max(0, said[at].length - 1); return false; }
      }
      draw();
      return true;
    };
    const halt = () => {
      clearTimeout(timer);
      timer = null;
      button("play").textContent = "Play";
    };
    const wait = () => {
      const line = said[at][sentence];
      timer = setTimeout(() => {
        // the question to discuss stops the play: people go on when they are done
        const asked = slides[at].matches(".stop") && sentence >= said[at].length - 1;
        if (asked || !move(1)) halt(); else wait();
      }, line ? Number(line.dataset.ms) : 6000);
    };
    const play = () => {
      if (everything) showAll(false);
      if (at === slides.length - 1 && sentence >= said[at].length - 1) { at = 0; sentence = 0; }
      else if (slides[at].matches(".stop") && sentence >= said[at].length - 1) move(1);
      draw();
      button("play").textContent = "Pause";
      wait();
    };
    const showAll = (on) => {
      everything = on;
      if (on) halt();
      board.classList.toggle("is-live", !on);
      part("caption").hidden = on;
      for (const point of board.querySelectorAll(".is-said")) if (on) point.classList.remove("is-said");
      button("all").textContent = on ? "Show one slide" : "Show everything";
      button("all").setAttribute("aria-expanded", String(on));
      if (!on) draw();
    };
    const step = (by) => {
      halt();
      if (everything) showAll(false);
      move(by);
    };
    const acts = {
      play: () => (timer === null ? play() : halt()),
      back: () => step(-1),
      on: () => step(1),
      all: () => showAll(!everything),
    };
    board.addEventListener("click", (event) => acts[event.target.closest("[data-do]")?.dataset.do]?.());
    board.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const rtl = getComputedStyle(board).direction === "rtl";
      const key = { ArrowRight: rtl ? "back" : "on", ArrowLeft: rtl ? "on" : "back", k: "play" }[event.key];
      if (event.key === " " && !event.target.closest("button")) acts.play();
      else if (key) acts[key]();
      else return;
      event.preventDefault();
    });
    for (const name of ["tools", "caption", "keys"]) part(name).hidden = false;
    board.tabIndex = 0;
    board.classList.add("is-live");
    draw();
  };
  document.querySelectorAll("[data-board]").forEach(start);
})();
