/* The one thing to do next, at the foot of the page. */

export class Bar {
  constructor(doc, game) {
    this.game = game;
    this.node = doc.getElementById("bar");
    const make = (tag, className) => Object.assign(doc.createElement(tag), { className });
    this.button = Object.assign(make("button", "btn strong"), { type: "button" });
    this.button.addEventListener("click", () => game.next());
    this.where = make("p", "meta num where");
    const leave = Object.assign(make("button", "btn quiet"), { type: "button", textContent: "Stop for now" });
    leave.addEventListener("click", () => { game.leave(); game.door.button.focus(); });
    this.node.append(this.where, this.button, leave);
  }

  hide() {
    this.node.hidden = true;
  }

  show() {
    const { story, state } = this.game;
    const wait = story.open && !state.vote;
    this.node.hidden = false;
    this.button.hidden = story.over || wait;
    this.where.textContent = story.over ? "The story has ended. What you chose stands below it."
      : wait ? "Choose and save; then the story goes on." : where(story.view);
    this.button.textContent = story.open ? `Go on with ${state.vote?.option}` : verb(story);
  }
}

const where = ({ head: { module } }) => (module ? `Module ${module.number} of ${module.of}` : "");
const verb = ({ view }) => (view.feed.length ? "Next" : "Begin the story");
