/* The first page: which position to take, or go on where one stopped. While somebody plays it is not in the
   page at all: the participant's page brings a head and a main part of its own. */

export class Door {
  constructor(doc, game) {
    this.game = game;
    this.parts = [".skip", ".page-top", "#main", ".sheet-foot"].map((name) => doc.querySelector(name));
    this.last = doc.getElementById("last-time");
    this.words = doc.getElementById("last-words");
    this.button = doc.getElementById("go-on");
    this.button.addEventListener("click", () => game.goOn());
    const form = doc.getElementById("start");
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      game.begin(Number(form.querySelector("input:checked").value));
      doc.defaultView.scrollTo(0, 0);
    });
  }

  show() {
    this.game.stage.before(...this.parts);
    const words = this.game.lastTime;
    this.last.hidden = !words;
    this.words.textContent = words;
  }

  hide() {
    for (const part of this.parts) part.remove();
  }
}
