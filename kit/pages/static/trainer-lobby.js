/* Before the start: how people join, what to check, what is not filled in, the papers to hand out. */

import { html } from "./page.js";
import { Icon, State } from "./marks.js";
import { capacityCheck, phonesIn } from "./desk-capacity.js";
import { QrImage } from "./desk-marks.js";
import { Act } from "./trainer-acts.js";

function checks(view) {
  const { screen, setup, gaps, capacity } = view;
  const phones = phonesIn(view);
  return [
    screen?.open ? ["ok", "tick", "The screen page is open on the projector"] : ["", "info", "No screen page is open. A briefing works without one: open it with “Screen”, above."],
    phones ? ["ok", "tick", `${phones} ${phones === 1 ? "phone has" : "phones have"} joined`] : ["", "info", "No phone has joined yet. People can join at any time, also late."],
    capacityCheck(capacity, phones),
    setup?.names === "anonymous" ? ["", "info", "No names are recorded. The roster says how many, and when."] : ["ok", "tick", "Names go on the roster"],
    setup?.scored && ["ok", "tick", "The roster shows how many check questions each person got right"],
    gaps?.length > 0 && ["", "warning", `Not filled in by your agency: ${gaps.join(", ")}. They stand in brackets on the slides; say them aloud.`],
  ].filter(Boolean);
}

export function Lobby({ d }) {
  const { join, talk, handouts } = d.view;
  return html`<section class="pane now" id="now" aria-labelledby="say-h" tabindex="0"><h2 id="say-h" class="t-5">How people join</h2>
    <div class="row hold top gap-4 join-row"><div class="qr qr-desk"><${QrImage} svg=${join.qr} label="QR code for the join address, also written beside it" /></div>
      <div class="stack-2"><p class="meta">Address</p><p class="num address">${join.address}</p><p class="meta">Code</p><p class="bigcode">${join.code}</p></div></div>
    <div class="actions"><${Act} d=${d} name="join" icon="screen">Show it on the screen<//></div>
    <p class="spoken-line">Say: open the camera or a browser, scan the code or type the address, then the six digits.</p>
    <ul class="stack-2">${checks(d.view).map(([kind, icon, text]) => html`<li key=${text}><${State} kind=${kind} icon=${icon}>${text}<//></li>`)}</ul>
    ${handouts?.length > 0 && html`<section class="stack-2"><h3>Papers to hand out</h3><ul class="stack-2">${handouts.map((item) => html`<li key=${item.href}><a class="row tight-gap" href=${item.href}
      target="_blank" rel="noopener"><${Icon} name="print" />${item.title}</a></li>`)}</ul></section>`}
    ${talk.entries.length > 1 && html`<section class="stack-2"><h3>The series</h3><ol class="list">${talk.entries.map((entry) => html`<li key=${entry.key + entry.title}>${entry.title} <span class="meta num">${
      entry.minutes} min</span></li>`)}</ol></section>`}</section>`;
}
