/* What the screens of an exercise and of a briefing share: fitting what is too long, and how to join. */

import { html, useEffect, useLayoutEffect, useRef } from "./page.js";

/* What is too long for the wall is drawn smaller until it fits, to half its size; phones show it at theirs. */
export function Fit({ page, of, children }) {
  const node = useRef(null);
  const fit = () => {
    const { style, parentElement: main } = node.current;
    style.zoom = 1;
    for (let zoom = 0.95; zoom >= 0.5 && main.scrollHeight > main.clientHeight + 1; zoom -= 0.05) style.zoom = zoom;
  };
  useLayoutEffect(fit, [of]);
  useEffect(() => {
    const { defaultView: window, fonts } = page.doc;
    window.addEventListener("resize", fit);
    fonts?.ready.then(() => node.current && fit());
    return () => window.removeEventListener("resize", fit);
  }, []);
  return html`<div class="fit" ref=${node}>${children}</div>`;
}

export const spaced = (code = "") => (/^\d{6}$/.test(code) ? `${code.slice(0, 3)} ${code.slice(3)}` : code);

export const JoinSteps = ({ join, title, children }) => html`<div class="two-up join"><${Qr} svg=${join.qr} />
    <div class="join-steps"><h1 class="sr">${title}</h1>
      ${join.wifi && html`<div><p class="over">Wi-Fi</p><p class="wifi">${join.wifi}</p></div>`}
      <div><p class="over">1. Scan, or open</p><p class="num address"><bdi>${join.address}</bdi></p></div>
      <div><p class="over">2. Code</p><p class="num code"><bdi>${spaced(join.code)}</bdi></p></div>
      ${children}</div></div>`;

/* As an image, so that nothing in it can be more than a picture. */
const Qr = ({ svg }) => svg && html`<div class="qr"><img alt="QR code for the join address, also written beside it"
  src="data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}" /></div>`;

export const LateJoin = ({ join }) => html`<p class="num">${join.address && html`Join late: <b><bdi>${join.address}</bdi></b>, code <b>
      <bdi>${spaced(join.code)}</bdi></b>`}</p>`;
