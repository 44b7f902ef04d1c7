/* The learning system, as SCORM 1.2 gives it to a page: an object named API in a frame above or the window that
   opened this one. Every call may fail; whoever asks is told by "fault", once. */
class Lms {
  /* The system that shows this page, begun; or null. */
  static find() {
    for (const start of [window.parent, window.opener, window.opener?.top]) {
      const api = Lms.above(start);
      if (api) return new Lms(api);
    }
    return null;
  }

  static above(start) {
    try { // a frame of another site may not be looked into
      for (let frame = start, left = 20; frame && left; left -= 1) {
        if (frame !== window && frame.API && typeof frame.API.LMSInitialize === "function") return frame.API;
        if (frame.parent === frame) return null;
        frame = frame.parent;
      }
    } catch { /* then there is none for us */ }
    return null;
  }

  constructor(api) {
    this.api = api;
    this.began = Date.now();
    this.fault = "";
    this.open = this.did("LMSInitialize", "");
  }

  get(key) {
    if (!this.open) return "";
    try { return String(this.api.LMSGetValue(key) ?? ""); } catch { return ""; }
  }

  set(key, value) { return this.open && this.did("LMSSetValue", key, String(value)); }

  save() { return this.open && this.did("LMSCommit", ""); }

  /* Leaves; "again": the learner will come back to where they were. */
  close(again) {
    if (!this.open) return;
    this.set("cmi.core.session_time", Lms.span(Date.now() - this.began));
    this.set("cmi.core.exit", again ? "suspend" : "");
    this.did("LMSCommit", "");
    this.did("LMSFinish", "");
    this.open = false;
  }

  did(name, ...given) {
    let done = false, why = "";
    try {
      done = String(this.api[name](...given)) === "true";
      if (!done) why = String(this.api.LMSGetErrorString?.(this.api.LMSGetLastError?.()) ?? "");
    } catch (error) { why = String(error.message); }
    if (!done) this.fault = `${name}${given[0] ? ` ${given[0]}` : ""}: ${why || "no reason given"}`;
    return done;
  }

  /* Milliseconds as CMITimespan, HHHH:MM:SS.SS. */
  static span(milliseconds) {
    const all = Math.round(milliseconds / 10);
    const two = (number) => String(number).padStart(2, "0");
    const hours = Math.min(9999, Math.floor(all / 360000));
    const seconds = `${two(Math.floor((all % 6000) / 100))}.${two(all % 100)}`;
    return `${String(hours).padStart(4, "0")}:${two(Math.floor((all % 360000) / 6000))}:${seconds}`;
  }
}
