/* A lesson: one part at a time, answers checked once, everything told to the learning system if there is one.
   What is kept there: where the learner is (lesson_location), what they have read and answered (suspend_data), how
   far they are (lesson_status) and, when all is answered, the score in percent. No answer is kept anywhere else. */
(() => {
  const told = JSON.parse(document.getElementById("told").textContent);
  const asked = Object.keys(told.answers);
  const lms = Lms.find();
  const connected = Boolean(lms?.open);
  const review = connected && ["review", "browse"].includes(lms.get("cmi.core.lesson_mode"));
  const given = Number.parseFloat(connected ? lms.get("cmi.student_data.mastery_score") : "");
  const mastery = Number.isFinite(given) ? given : told.mastery;
  const state = resumed();
  const sections = new Map(told.steps.map((id) => [id, document.getElementById(id)]));
  const links = new Map([...document.querySelectorAll("[data-part]")].map((link) => [link.dataset.part, link]));

  /* {at: part, read: [parts], answers: {question: letter}} as it was left, or from the start. */
  function resumed() {
    const fresh = { at: told.steps[0], read: [], answers: {} };
    if (!connected) return fresh;
    try {
      const kept = JSON.parse(lms.get("cmi.suspend_data") || "null");
      if (kept?.v !== told.digest) return fresh;
      const at = lms.get("cmi.core.lesson_location");
      return {
        at: told.steps.includes(at) ? at : fresh.at,
        read: told.read.filter((id) => kept.r.includes(id)),
        answers: Object.fromEntries(asked.filter((id) => kept.q[id]).map((id) => [id, kept.q[id]])),
      };
    } catch { return fresh; }
  }

  const all = () => asked.every((id) => state.answers[id]);
  const right = () => asked.filter((id) => state.answers[id] === told.answers[id]).length;
  const percent = () => Math.round((100 * right()) / asked.length);
  const read = () => told.read.every((id) => state.read.includes(id));
  const status = () => {
    if (!read() || !all()) return "incomplete";
    if (!mastery || !asked.length) return "completed";
    return percent() >= mastery ? "passed" : "failed";
  };

  function keep() {
    if (connected && !review) {
      lms.set("cmi.core.lesson_location", state.at);
      lms.set("cmi.suspend_data", JSON.stringify({ v: told.digest, r: state.read, q: state.answers }));
      if (asked.length && all()) {
        lms.set("cmi.core.score.min", 0);
        lms.set("cmi.core.score.max", 100);
        lms.set("cmi.core.score.raw", percent());
      }
      // What is reached once stays reached: looking into a lesson again takes nothing away.
      if (!["passed", "completed"].includes(lms.get("cmi.core.lesson_status"))) {
        lms.set("cmi.core.lesson_status", status());
      }
      lms.save();
    }
    tell();
  }

  function tell() {
    const line = document.getElementById("state");
    line.classList.toggle("bad", Boolean(lms?.fault));
    if (lms?.fault) line.textContent = `The learning system did not take something (${lms.fault}). Tell whoever runs it.`;
    else if (!connected) line.textContent = "Not connected to a learning system: you can read and answer everything, and nothing is recorded.";
    else if (review) line.textContent = "You are looking at a lesson again; nothing new is recorded.";
    else line.textContent = "Connected to your learning system. It keeps your place, your answers and your score.";
    for (const [id, link] of links) {
      const done = state.read.includes(id) || (id === "check" && all());
      link.classList.toggle("is-read", done);
      link.querySelector("[data-said]").textContent = done ? " (done)" : "";
      if (id === state.at) document.querySelector("#menu summary").textContent = `Part ${told.steps.indexOf(id) + 1} of ${told.steps.length}`;
      if (id === state.at) link.setAttribute("aria-current", "step"); else link.removeAttribute("aria-current");
    }
    result();
  }

  function result() {
    const lines = [];
    const unread = told.read.filter((id) => !state.read.includes(id)).length;
    const open = asked.filter((id) => !state.answers[id]).length;
    if (unread) lines.push(`${unread} ${unread === 1 ? "part is" : "parts are"} not read yet.`);
    if (open) lines.push(`${open} of ${asked.length} questions are not answered yet.`);
    if (asked.length && !open) lines.push(`${right()} of ${asked.length} right, ${percent()} percent.`);
    const words = { incomplete: "", completed: "You have done this lesson.", passed: "You have passed.", failed: `You need ${mastery} percent. Read again, then take the check again.` };
    if (words[status()]) lines.push(words[status()]);
    if (status() !== "incomplete" && connected && !review) lines.push("Your learning system has it. You can close this window.");
    const box = document.getElementById("result");
    box.replaceChildren(...lines.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
    document.getElementById("again").hidden = status() !== "failed" || review;
  }

  function show(id, focus) {
    state.at = id;
    document.getElementById("menu").open = innerWidth >= 640;
    for (const [name, section] of sections) section.hidden = name !== id;
    keep();
    if (focus) { sections.get(id).querySelector("h2").focus(); scrollTo(0, 0); }
  }

  function passed(id) {
    if (told.read.includes(id) && !state.read.includes(id)) state.read.push(id);
  }

  function mark(form) {
    const id = form.dataset.question, choice = state.answers[id];
    const why = form.querySelector(".why"), button = form.querySelector("button");
    why.hidden = !choice;
    button.hidden = Boolean(choice);
    for (const input of form.querySelectorAll("input")) {
      input.disabled = Boolean(choice);
      input.checked = choice ? input.value === choice : false;
      input.parentElement.classList.toggle("is-answer", Boolean(choice) && input.value === told.answers[id]);
    }
    if (!choice) form.querySelector(".told").textContent = "";
    else form.querySelector(".told").textContent = choice === told.answers[id]
      ? `${choice} is right.` : `${choice} is not the best answer; ${told.answers[id]} is.`;
    why.open = Boolean(choice);
  }

  for (const [index, id] of told.steps.entries()) {
    const move = sections.get(id).querySelector(".move");
    move.hidden = false;
    const [back, next] = move.querySelectorAll("button");
    back.hidden = index === 0;
    next.hidden = index === told.steps.length - 1;
    back.addEventListener("click", () => show(told.steps[index - 1], true));
    next.addEventListener("click", () => { passed(id); show(told.steps[index + 1], true); });
  }
  for (const [id, link] of links) {
    link.addEventListener("click", (event) => { event.preventDefault(); show(id, true); });
  }
  for (const form of document.querySelectorAll("[data-question]")) {
    mark(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = form.querySelector("input:checked");
      if (!chosen) { form.querySelector(".told").textContent = "Choose one first."; return; }
      state.answers[form.dataset.question] = chosen.value;
      mark(form);
      keep();
      form.querySelector(".why summary").focus();
    });
  }
  document.querySelector("#again button").addEventListener("click", () => {
    state.answers = {};
    for (const form of document.querySelectorAll("[data-question]")) mark(form);
    show("check", true);
  });
  // A link to a fact leads into another part.
  document.addEventListener("click", (event) => {
    const target = event.target.closest?.('a[href^="#"]');
    const place = target && !target.dataset.part ? document.getElementById(target.hash.slice(1)) : null;
    const section = place?.closest(".step");
    if (!section) return;
    show(section.id, false);
    place.scrollIntoView();
  });

  addEventListener("pagehide", () => lms?.close(status() === "incomplete" || status() === "failed"));
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) lms?.save(); });
  show(state.at, false);
})();
