/* Something that others can listen to, as anywidget's models have it. */

export class Events {
  #heard = new Map();
  on(names, callback) {
    for (const name of names.split(" ")) {
      if (!this.#heard.has(name)) this.#heard.set(name, new Set());
      this.#heard.get(name).add(callback);
    }
  }
  off(names, callback) {
    for (const name of names ? names.split(" ") : [...this.#heard.keys()]) {
      if (callback) this.#heard.get(name)?.delete(callback);
      else this.#heard.delete(name);
    }
  }
  /* Returns whether anybody heard it. */
  tell(name, ...what) {
    const callbacks = [...(this.#heard.get(name) ?? [])];
    for (const callback of callbacks) {
      try { callback(...what); } catch (problem) { console.error(problem); }
    }
    return callbacks.length > 0;
  }
}
