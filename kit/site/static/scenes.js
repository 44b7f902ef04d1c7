/* The storyboard one scene at a time, with the words below it. Without scripts all scenes stand in a row. */

export function startScenes(doc) {
  for (const box of doc.querySelectorAll("[data-watch]")) new Scenes(box).start();
}

class Scenes {
  constructor(box) {
    this.box = box;
    this.doc = box.ownerDocument;
    this.scenes = [...box.querySelectorAll(".scene")];
    this.at = 0;
    this.all = false;
  }

  start() {
    if (this.scenes.length < 2) return;
    const bar = this.doc.createElement("div");
    bar.className = "actions scene-bar";
    this.where = this.doc.createElement("p");
    this.where.className = "num meta";
    this.where.setAttribute("role", "status");
    this.back = this.button("Back", () => this.go(this.at - 1));
    this.next = this.button("Next scene", () => this.go(this.at + 1));
    this.next.classList.add("primary");
    this.every = this.button("Show all scenes", () => { this.all = !this.all; this.show(); });
    this.every.classList.add("quiet");
    bar.append(this.back, this.next, this.where, this.every);
    this.scenes[0].before(bar);
    this.doc.defaultView.addEventListener("beforeprint", () => this.show(true));
    this.doc.defaultView.addEventListener("afterprint", () => this.show());
    this.show();
  }

  button(text, act) {
    const made = Object.assign(this.doc.createElement("button"), { type: "button", className: "btn", textContent: text });
    made.addEventListener("click", act);
    return made;
  }

  go(to) {
    if (to < 0 || to >= this.scenes.length) return;
    this.at = to;
    this.show();
  }

  show(printing = false) {
    const all = this.all || printing;
    this.scenes.forEach((scene, i) => { scene.hidden = !all && i !== this.at; });
    this.where.textContent = all ? `All ${this.scenes.length} scenes` : `Scene ${this.at + 1} of ${this.scenes.length}`;
    this.every.textContent = this.all ? "One at a time" : "Show all scenes";
    for (const [button, off] of [[this.back, this.at === 0], [this.next, this.at === this.scenes.length - 1]]) {
      button.hidden = all;
      button.setAttribute("aria-disabled", off);
    }
  }
}
