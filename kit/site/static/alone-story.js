/* A way through the table: the node that play stands at, and the page's view there. */

const AS_BEFORE = -1;

export class Story {
  constructor(table, { id, position, moves, vote }) {
    this.table = table;
    this.position = position;
    this.seen = [];
    this.at = 0;
    this.moved = 0;
    const mine = table.positions[position];
    this.view = { ...table.view, head: { ...table.view.head, run: id }, mine, feed: [] };
    for (const letter of moves) this.move(letter);
    if (vote) this.voted(vote);
  }

  get edges() {
    const row = this.table.nodes[this.at];
    return row.length && typeof row[0] === "number" ? [["", ...row]] : row;
  }

  /* Whether a decision waits for a choice, and whether the story has ended. */
  get open() {
    return this.edges.length > 0 && this.edges[0][0] !== "";
  }
  get over() {
    return this.edges.length === 0;
  }

  voted(vote) {
    this.view = { ...this.view, mine: { ...this.view.mine, vote } };
    return this.view;
  }

  move(letter) {
    const [, way, step] = this.edges.find(([key]) => key === letter);
    if (letter) this.seen.push({ decision: this.view.decision, letter, moves: this.moved });
    this.take(this.table.steps[step], letter);
    this.at += way;
    this.moved += 1;
    return this.view;
  }

  take([head, situation, decision, ...items], letter) {
    const { table, view } = this;
    const next = { ...view, head: { ...table.heads[head], run: view.head.run } };
    if (situation !== AS_BEFORE) next.situation = table.situations[situation];
    if (decision !== AS_BEFORE) {
      next.decision = table.decisions[decision];
      next.mine = { ...view.mine, vote: letter ? { ...view.mine.vote, option: letter } : null };
    }
    const coming = items.map((number) => ({ number, ...table.items[number] }))
      .filter((item) => !item.for || item.for.includes(this.position))
      .map(({ number, for: _for, ...item }, i) => ({ ...item, id: `${view.feed.length + i}.${number}`, at: 0 }));
    if (coming.length) next.feed = [...view.feed, ...coming];
    this.view = next;
  }
}
