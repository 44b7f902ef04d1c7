/* Which messages this device has not shown yet. A message is read once it has been in sight; its mark
   stays until the next message comes or the page is loaded again, so that no text jumps under the eyes. */

import { kept } from "./page.js";

export class Unread {
  constructor(owner, changed) {
    this.key = `kit.seen.${owner}`;
    this.changed = changed;
    const stored = kept.get(this.key);
    this.untouched = stored === null;
    try { this.seen = new Set(JSON.parse(stored) ?? []); } catch { this.seen = new Set(); }
    this.drawn = new Set(this.seen); // what is drawn as read
    kept.set(this.key, stored ?? "[]");
  }
  isNew(item) {
    return !this.drawn.has(item.id);
  }
  marked(feed) {
    return feed.filter((item) => this.isNew(item)).length;
  }
  count(feed) {
    return feed.filter((item) => !this.seen.has(item.id)).length;
  }
  see(ids) {
    const before = this.seen.size;
    for (const id of ids) this.seen.add(id);
    if (this.seen.size === before) return;
    kept.set(this.key, JSON.stringify([...this.seen]));
    this.changed();
  }
  arrived(feed) {
    if (feed.some((item) => !this.drawn.has(item.id) && !this.seen.has(item.id))) this.drawn = new Set(this.seen);
  }
  readAllBut(feed, n) {
    const old = feed.slice(0, Math.max(0, feed.length - n)).map((item) => item.id);
    this.see(old);
    for (const id of old) this.drawn.add(id);
  }
}
