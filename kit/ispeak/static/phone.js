"use strict";
// The I Speak page works without this script: rows lead to cards by address. The script adds the search, keeps
// the focus in an open card, turns the sentence around and writes the line for the report. It stores and sends nothing.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const id = (name) => document.getElementById(name);
  const main = id("main"), skip = document.querySelector(".skip"), box = id("find");
  const found = id("found"), lists = id("lists"), count = id("count");
  const rows = new Map([...document.querySelectorAll("[data-row] > a.speak")].map((a) => [a.parentNode.dataset.row, a]));

  // ---------- search ----------
  const plain = (text) =>
    (text.normalize("NFD").toLowerCase().replace(/\p{M}/gu, "").match(/[\p{L}\p{N}_]+/gu) || []).join(" ");
  // Scripts that write words without spaces, or begin them with an article, are found anywhere in a word.
  const latin = /^[\u0000-\u024f]*$/;
  const hit = (words, wanted) =>
    wanted.split(" ").every((word) => (latin.test(word) ? ` ${words}`.includes(` ${word}`) : words.includes(word)));
  const make = (name, text, className) =>
    Object.assign(document.createElement(name), { textContent: text || "", className: className || "" });

  function list(title, numbers, names) {
    const part = make("section"), ul = make("ul", "", "speaks");
    part.append(make("h2", title));
    for (const number of numbers) {
      const item = make("li"), copy = rows.get(String(number)).cloneNode(true);
      item.append(copy);
      ul.append(item);
    }
    if (numbers.length) part.append(ul);
    if (names.length) {
      part.append(make("p", `No checked sentence: ${names.join(", ")}. Say the name to the interpreter line.`, "none over-gap"));
    }
    return part;
  }

  function search() {
    const wanted = plain(box.value);
    found.hidden = !wanted;
    lists.hidden = Boolean(wanted);
    found.replaceChildren();
    count.textContent = "";
    if (!wanted) return;
    const languages = data.rows.filter(([, words]) => hit(words, wanted)).map(([number]) => number);
    const named = data.none.filter(([, words]) => hit(words, wanted)).map(([name]) => name);
    const countries = data.countries.filter(([, words]) => hit(words, wanted)).slice(0, 8);
    if (languages.length || named.length) found.append(list("Languages", languages, named));
    for (const [name, , numbers, names] of countries) found.append(list(name, numbers, names));
    const total = new Set([...languages, ...countries.flatMap(([, , numbers]) => numbers)]).size;
    count.textContent = found.childElementCount
      ? `${total} ${total === 1 ? "row" : "rows"}`
      : "Nothing found. Ask the person to point at the list, or ask for another country or region.";
  }
  box.form.hidden = false;
  box.addEventListener("input", search);
  box.form.addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box.value) { box.value = ""; search(); }
  });

  // ---------- cards ----------
  let opened = null, from = null, used = null;
  const card = () => (location.hash.length > 1 ? document.querySelector(`.show[id="${CSS.escape(location.hash.slice(1))}"]`) : null);
  function open() {
    const next = card();
    main.inert = skip.inert = Boolean(next);
    if (opened) turn(opened, false);
    if (next && next.dataset.name) used = next;
    if (next && next.id === "log") note();
    if (next) next.focus();
    else if (opened) {
      const again = from && from.isConnected && from !== document.body ? from : main;
      again.focus();
      again.scrollIntoView({ block: "nearest" });
    }
    opened = next;
  }
  function turn(section, on) {
    const button = section.querySelector(".turn");
    if (!button) return;
    section.querySelector(".facing").classList.toggle("turned", on);
    button.setAttribute("aria-pressed", String(on));
  }
  for (const button of document.querySelectorAll(".turn")) {
    button.hidden = false;
    button.addEventListener("click", () => turn(button.closest(".show"), button.getAttribute("aria-pressed") !== "true"));
  }
  let steps = 0; // how many cards of this visit lie behind Back
  addEventListener("hashchange", () => { steps += card() ? 1 : 0; open(); });
  function close(event) {
    if (event) event.preventDefault();
    if (steps > 0 && opened && opened.id !== "log") { steps = 0; history.back(); } else { steps = 0; location.hash = "main"; }
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest(".back")) close(event);
    const row = event.target.closest("main a[href^='#']");
    if (row) from = row; // where the focus goes back to
  });
  document.addEventListener("keydown", (event) => {
    if (!opened) return;
    if (event.key === "Escape") close();
    if (event.key !== "Tab") return;
    const stops = [...opened.querySelectorAll("a[href], button, input, textarea")].filter((e) => e.offsetParent || e.getClientRects().length);
    const first = stops[0], last = stops[stops.length - 1], at = document.activeElement;
    if (event.shiftKey && (at === first || at === opened)) { event.preventDefault(); last.focus(); }
    else if (!event.shiftKey && at === last) { event.preventDefault(); first.focus(); }
  });

  // ---------- the line for the report ----------
  const language = id("note-language"), reader = id("note-id"), who = id("note-who"), line = id("note-line");
  id("note").hidden = false;
  id("log").querySelector(".noscript").hidden = true;
  let at = "";
  function note() {
    const now = new Date(), two = (number) => String(number).padStart(2, "0");
    at = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())} ${two(now.getHours())}:${two(now.getMinutes())}`;
    if (used) language.value = used.dataset.name + (used.dataset.row ? ` (row ${used.dataset.row})` : "");
    write();
  }
  function write() {
    const parts = [`Language: ${language.value.trim() || "____"}, found with the I Speak guide of ${line.dataset.list}`];
    if (line.dataset.line) parts.push(`Line: ${line.dataset.line}`);
    parts.push(`Interpreter ID: ${reader.value.trim() || "____"}`, `Who spoke: ${who.value.trim() || "____"}`);
    line.value = `${at} ${parts.join(". ")}.`;
    id("copied").textContent = "";
  }
  for (const field of [language, reader, who]) field.addEventListener("input", write);
  id("copy").addEventListener("click", async () => {
    line.select();
    let done = false;
    try { await navigator.clipboard.writeText(line.value); done = true; } catch { done = document.execCommand("copy"); }
    id("copied").textContent = done ? "Copied." : "The line is selected: copy it with your phone.";
  });
  open();
})();
