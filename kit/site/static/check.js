/* Check yourself: each answer is checked when its reader asks, and kept in this browser. */

import { kept } from "./page-device.js";

const KEY = "kit.check.";

/* What was answered on a page: {digest, of, answers: {question: {option, right, tries}}}, or null. */
export function answered(name) {
  try { return JSON.parse(kept.get(KEY + name)); } catch { return null; }
}

export function startChecks(doc) {
  for (const form of doc.querySelectorAll("[data-check]")) new Check(form, doc.body.dataset.name).start();
}

class Check {
  constructor(form, name) {
    this.form = form;
    this.name = name;
    this.questions = [...form.querySelectorAll("[data-question]")];
    const before = answered(name);
    const fits = before?.digest === form.dataset.digest; // words changed since: start anew
    this.state = fits ? before : { digest: form.dataset.digest, of: Number(form.dataset.of), answers: {} };
  }

  start() {
    this.form.addEventListener("submit", (event) => event.preventDefault());
    for (const question of this.questions) {
      const id = question.dataset.question;
      question.querySelector(".actions").hidden = false;
      question.querySelector("[data-try]").addEventListener("click", () => this.check(question));
      question.addEventListener("change", () => this.chose(question));
      const given = this.state.answers[id];
      if (given) {
        question.querySelector(`input[value="${given.option}"]`).checked = true;
        this.tell(question, given);
      } else question.querySelector(".why").hidden = true;
    }
    this.form.querySelector("[data-again]").addEventListener("click", () => this.again());
    this.count();
  }

  check(question) {
    const chosen = question.querySelector("input:checked");
    const told = question.querySelector(".told");
    if (!chosen) { told.textContent = "Choose one first."; return; }
    const id = question.dataset.question;
    const right = chosen.value === question.dataset.answer;
    const tries = (this.state.answers[id]?.tries ?? 0) + 1;
    this.state.answers[id] = { option: chosen.value, right, tries };
    this.keep();
    this.tell(question, this.state.answers[id]);
    this.count();
  }

  /* Another choice takes back the verdict, until it is checked too. */
  chose(question) {
    question.querySelector(".told").textContent = "";
    this.mark(question, null);
  }

  tell(question, { option, right, tries }) {
    question.querySelector(".told").textContent = right
      ? tries > 1 ? "That is right, on another try." : "That is right."
      : "That is not the best answer. Read why, then try again.";
    this.mark(question, { option, right });
    const why = question.querySelector(".why");
    why.hidden = false;
    why.open = right;
  }

  mark(question, given) {
    for (const input of question.querySelectorAll("input")) {
      const verdict = input.labels[0].querySelector(".verdict");
      const words = given && given.option === input.value ? (given.right ? "Your answer, right" : "Your answer, not right") : "";
      verdict.hidden = !words;
      verdict.textContent = words;
    }
  }

  count() {
    const given = Object.values(this.state.answers);
    const score = this.form.querySelector(".score");
    score.hidden = given.length === 0;
    score.querySelector("b").textContent = sentence(this.state);
  }

  again() {
    this.state.answers = {};
    kept.remove(KEY + this.name);
    this.form.reset();
    for (const question of this.questions) {
      this.chose(question);
      const why = question.querySelector(".why");
      why.open = false;
      why.hidden = true;
    }
    this.count();
    this.questions[0].querySelector("input").focus();
  }

  keep() {
    kept.set(KEY + this.name, JSON.stringify(this.state));
  }
}

/* "3 of 5 right, all answered." */
export function sentence({ of, answers }) {
  const given = Object.values(answers);
  const right = given.filter((answer) => answer.right).length;
  const open = of - given.length;
  return `${right} of ${of} right, ${open ? `${open} not answered yet` : "all answered"}.`;
}
