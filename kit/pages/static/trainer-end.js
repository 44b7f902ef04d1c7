/* After the end: the roster first, then what the questions brought, the other papers, and the way back. */

import { clock, count, html } from "./page.js";
import { Icon } from "./marks.js";
import { Btn } from "./desk-marks.js";
import { Answers, Because, resultOf } from "./briefing-result.js";
import { minutes } from "./trainer-head.js";
import { SignIn } from "./trainer-room.js";

function Documents({ documents }) {
  return html`<section class="stack" aria-labelledby="docs"><h2 id="docs">Take with you</h2><table class="table mid"><caption class="sr">Files to save</caption><tbody>${documents.map((one, i) => html`
    <tr key=${one.href}><th scope="row">${one.title}<br /><span class="meta normal">${one.about}</span></th><td class="n"><a class=${i === 0 ? "btn primary" : "btn"} href=${one.href} ...${one.open ? { target: "_blank", rel: "noopener" } : { download: "" }}>
      <${Icon} name=${one.open ? "print" : "download"} />${one.label} <span class="sr">${one.title}</span></a></td></tr>`)}</tbody></table></section>`;
}

function Questions({ view: { answered, facts } }) {
  if (!answered?.length) return null;
  return html`<section class="stack" aria-labelledby="asked-h"><h2 id="asked-h">What the questions brought</h2>${answered.map((one) => html`<details class="more" key=${one.id}><summary><span class="grow">${one.ask}</span>
    <span class="meta num nowrap">${one.saved} of ${one.of}</span></summary><div class="stack"><p>${resultOf(one).join(" ")}</p><${Answers} rows=${one.results ?? []} answer=${one.answer} wide caption="Answers" />
      <${Because} question=${one} facts=${facts} /></div></details>`)}</section>`;
}

function Late({ d }) {
  return html`<section class="card stack-2" aria-labelledby="late-h"><h2 id="late-h">Somebody missing on the roster?</h2><p class="hint">Whoever was in the room without a phone can still be signed in.</p><${SignIn} d=${d} label="Name" /></section>`;
}

export function Closing({ d }) {
  const { head, closing, agenda, raised, setup } = d.view;
  const { used, planned } = minutes(agenda, d.page.now());
  const open = (raised ?? []).filter((item) => !item.answer);
  return html`<header class="page-top"><div><h1 class="t-5">${head.exercise}</h1><div class="push row"><a href="/home">Back to the shelf</a></div></div></header>
    <main class="page" id="now" tabindex="-1"><div class="stack-2"><h2 class="h1 t-7">Ended ${clock(head.ended_at)}. The roster is ready.</h2>
        <p class="num">${[`${used} of ${planned} min`, closing && count(closing.seats, "person", "people"), closing && count(closing.asked, "question"), closing?.feedback > 0 && count(closing.feedback, "feedback form")].filter(Boolean).join(", ")}.
          ${setup?.names === "anonymous" && " No names were recorded."}</p></div>
      <div class="cols main-side"><div class="stack-5">${closing && html`<${Documents} documents=${closing.documents} />`}<${Questions} view=${d.view} /></div>
        <aside class="stack-5" aria-label="Before you file it">${d.can("add-seat") && html`<${Late} d=${d} />`}
          ${open.length > 0 && html`<section class="card stack-2" aria-labelledby="left-h"><h2 id="left-h">Left without an answer</h2><ul class="list">${open.map((item) => html`<li key=${item.id}>${item.text}${item.title && html` <span class="meta">${item.title}</span>`}</li>`)}</ul></section>`}
          <section class="stack-2"><h2>Go on</h2><p><${Btn} why=${d.why("reopen")} say=${d.say} onClick=${() => d.act("reopen")}>Open it again<//></p><p class="meta">For the same room, with everything as it was.</p></section></aside></div></main>
    <footer class="foot"><p>${head.limits}</p></footer>`;
}
