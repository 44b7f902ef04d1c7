/* The replay of a report: a slider over the run. Each moment shows what stood then: the time, what had
   just happened, the last inject, the decision in hand with its votes, and the branches taken so far. */
(() => {
  "use strict";
  const box = document.querySelector(".replay");
  if (!box) return;
  const moments = JSON.parse(box.querySelector("script").textContent);
  const slider = box.querySelector("input");
  const now = box.querySelector(".walk-now");
  if (!moments.length) return;

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== null && child !== ""));
    return made;
  }

  /* What stood at a moment: everything up to it, folded. A line that was left takes its later choices with it. */
  function stateAt(index) {
    const state = { taken: [], inject: null, decision: null, module: "" };
    for (const moment of moments.slice(0, index + 1)) {
      if (moment.kind === "module") state.module = moment.title;
      if (moment.kind === "inject") state.inject = moment;
      if (moment.kind === "withdrawn" && state.inject?.ref === moment.ref) state.inject = null;
      if (moment.kind === "fork") {
        const left = state.taken.findIndex((one) => one.id === moment.ref);
        if (left >= 0) state.taken.splice(left);
      }
      if (moment.decision) state.decision = moment.decision;
      if (moment.kind === "taken" && moment.decision) state.taken.push({ id: moment.decision.id, key: moment.decision.taken });
      if (moment.kind === "module" || moment.kind === "ending") state.decision = null;
    }
    return state;
  }

  function option({ key, text, votes, share }, taken) {
    const bar = share === null ? "" : element("span", { class: "bar", "aria-hidden": "true" }, element("i"));
    if (bar) bar.style.setProperty("--share", `${share}%`);
    return element("tr", {}, element("th", { scope: "row" }, element("span", { class: "opt" }, element("bdi", { class: key === taken ? "key taken" : "key" }, key), element("span", { class: "text" }, text))), element("td", { class: "barcell" }, bar), element("td", { class: "n" }, votes));
  }

  function decision(shown) {
    const head = element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Choice"), element("th", { scope: "col" }, element("span", { class: "sr" }, "Bar")), element("th", { scope: "col", class: "n" }, "Votes")));
    const rows = shown.options.map((one) => option(one, shown.taken));
    return element("div", {}, element("h4", {}, shown.question), element("table", { class: "result wide" }, element("caption", { class: "sr" }, `Votes on ${shown.id}`), head, element("tbody", {}, ...rows)));
  }

  function taken(list) {
    const keys = list.flatMap(({ id, key }) => [element("span", { class: "meta" }, `${id} `), element("bdi", { class: "key taken" }, key), " "]);
    return element("p", {}, "Branches taken so far: ", ...(keys.length ? keys : ["none."]));
  }

  function show(index) {
    const moment = moments[index];
    const state = stateAt(index);
    const line = moment.line > 1 ? `, line ${moment.line}` : "";
    const parts = [
      element("div", { class: "when" }, element("b", { class: "num" }, moment.story), element("span", { class: "meta num" }, `${moment.time} in the room${line}`), element("span", { class: "meta" }, state.module)),
      element("div", {}, element("h4", {}, moment.title), element("p", {}, moment.text), element("p", {}, element("a", { href: `#${moment.id}` }, "In the record"))),
    ];
    const last = state.inject && state.inject.id !== moment.id ? element("div", {}, element("h4", {}, `Last inject: ${state.inject.title}`), element("p", {}, state.inject.text)) : null;
    if (last) parts.push(last);
    if (state.decision) parts.push(decision(state.decision));
    parts.push(element("div", {}, taken(state.taken)));
    now.replaceChildren(...parts);
    slider.setAttribute("aria-valuetext", `${index + 1} of ${moments.length}: ${moment.story}, ${moment.title}`);
  }

  slider.addEventListener("input", () => show(Number(slider.value)));
  for (const button of box.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      slider.value = String(Number(slider.value) + Number(button.dataset.by));
      show(Number(slider.value));
    });
  }
  box.querySelector(".without").hidden = true;
  box.querySelector(".walk").hidden = false;
  show(0);
})();
