/* What the record calls an act, in the words of the desk. The log and Undo come as a stored name and its subject
   ("inject-delivered B5"); sentences that are written already pass through. */

const SAY = {
  "run-created": "Run set up",
  "seat-taken": "Seat added",
  "seat-admitted": "Let in",
  "seat-removed": "Seat removed",
  "briefing-started": "Briefing started",
  "exercise-started": "Play started",
  "play-paused": "Paused",
  "play-resumed": "Play goes on",
  "hot-wash-opened": "Hot wash opened",
  "tallies-shown": "Tallies shown or hidden",
  "exercise-ended": "The exercise ended",
  "exercise-reopened": "The exercise is open again",
  "module-opened": "{} opened",
  "inject-delivered": "{} delivered",
  "steps-passed": "Steps that do not come were passed",
  "step-skipped": "{} skipped",
  "step-held": "{} held",
  "step-released": "{} released",
  "step-moved": "{} moved",
  "inject-scheduled": "{}: time changed",
  "inject-added": "{} added",
  "clock-shifted": "Scenario clock shifted",
  "bridge-read": "Bridge read",
  "ending-reached": "The ending was read",
  "line-forked": "A new line started",
  "act-undone": "Taken back",
  "decision-opened": "Decision {} opened for everyone",
  "voting-extended": "More time to vote",
  "voting-closed": "Voting on {} closed",
  "results-revealed": "Results of {} revealed to everyone",
  "results-hidden": "Results hidden again",
  "second-round-opened": "Second vote on {} opened",
  "branch-taken": "{} taken",
  announced: "Announcement sent",
  "message-withdrawn": "Message taken back",
  "raised-answered": "Answer sent",
  "concern-grouped": "Concern put on the board",
  "row-owned": "Owner saved",
  "commitment-made": "Commitment saved",
  "row-settled": "State of a concern changed",
  "note-made": "Note saved",
  "action-seen": "Expected action marked",
  "screen-shown": "Screen changed",
  "rating-settled": "Rating settled",
  "report-edited": "Report text saved",
};

/* Subjects that are ids of the record, not of the story, say nothing to people. */
const INTERNAL = new Set(["announced", "ending-reached", "bridge-read"]);

function subjectOf(view, name, subject) {
  if (name !== "module-opened") return subject;
  const modules = (view.msel ?? []).filter((row) => row.kind === "module");
  const at = modules.findIndex((row) => row.id === subject);
  return at < 0 ? subject : `Module ${at + 1}, ${modules[at].title},`;
}

export function actWords(view, text) {
  const [name, subject = "", option = ""] = (text ?? "").split(" ");
  const pattern = SAY[name];
  if (!pattern) return text ?? "";
  if (!pattern.includes("{}") || INTERNAL.has(name)) return pattern;
  const said = pattern.replace("{}", subjectOf(view, name, subject)).trim();
  return option ? `${said}: ${option}` : said;
}
