/* After the ending: what was chosen, what was not, and the way back to each decision. */

export class After {
  constructor(doc, game) {
    this.doc = doc;
    this.game = game;
    this.node = doc.getElementById("after");
  }

  hide() {
    this.node.hidden = true;
    this.node.replaceChildren();
  }

  show() {
    const { story } = this.game;
    if (!story.over) { this.hide(); return; }
    const title = this.make("h2", { id: "h-after", textContent: "What you chose" });
    const ending = story.view.feed.findLast((item) => item.kind === "ending")?.title ?? "";
    const others = story.table.endings.length - 1;
    const words = this.make("p", { textContent: `Your story ended as “${ending}”. There ${others === 1 ? "is 1 other ending" : `are ${others} other endings`}. None is the right one.` });
    const list = this.make("ol", { className: "stack" });
    list.append(...story.seen.map((choice) => this.choice(choice)));
    const again = this.make("button", { className: "btn", type: "button", textContent: "Play again from the start" });
    again.addEventListener("click", () => this.game.begin(this.game.state.position));
    const print = this.make("button", { className: "btn", type: "button", textContent: "Print" });
    print.addEventListener("click", () => this.doc.defaultView.print());
    const acts = this.make("p", { className: "actions" });
    acts.append(again, print);
    this.node.replaceChildren(title, words, list, acts);
    this.node.hidden = false;
  }

  choice({ decision, letter, moves }) {
    const row = this.make("li", { className: "card stack-2" });
    const head = this.make("h3", { textContent: decision.question });
    const taken = decision.options.find((option) => option.key === letter);
    const mine = this.make("p", { className: "row hold top" });
    mine.append(this.key(letter, "mine"), this.make("span", { textContent: `You chose: ${taken.text}` }));
    const rest = this.make("ul", { className: "stack-2" });
    for (const option of decision.options.filter(({ key }) => key !== letter)) {
      const line = this.make("li", { className: "row hold top" });
      line.append(this.key(option.key, ""), this.make("span", { textContent: option.text }));
      rest.append(line);
    }
    const over = this.make("p", { className: "over", textContent: "Paths you did not take" });
    const back = this.make("button", { className: "btn small", type: "button", textContent: "Go back and try another" });
    back.append(this.make("span", { className: "sr", textContent: `: ${decision.title || decision.question}` }));
    back.addEventListener("click", () => this.game.goBack(moves));
    row.append(head, mine, over, rest, back);
    return row;
  }

  key(letter, kind) {
    return this.make("bdi", { className: `key ${kind}`, textContent: letter });
  }

  make(tag, values) {
    return Object.assign(this.doc.createElement(tag), values);
  }
}
