/* A drawing of the kit (kit/look/drawing.py) as an image with words. Only shapes are taken from the text, never
   markup: elements and attributes that are not on the lists are left out. */

import { h, html, useMemo } from "./vendor/preact-htm.js";

const SHAPES = new Set(["g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "text", "tspan"]);
const NUMBERS = ["d", "x", "y", "dx", "dy", "cx", "cy", "r", "rx", "ry", "x1", "x2", "y1", "y2", "width", "height", "points", "transform", "opacity"];
const LOOKS = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "fill-rule", "font-size", "font-weight",
  "text-anchor", "dominant-baseline", "class"];
const KNOWN = new Set([...NUMBERS, ...LOOKS]);

function shape(node) {
  if (node.nodeType === 3) return node.data;
  if (!SHAPES.has(node.localName)) return null;
  const kept = [...node.attributes].filter(({ name, value }) => KNOWN.has(name) && !/url\(/i.test(value));
  return h(node.localName, Object.fromEntries(kept.map(({ name, value }) => [name, value])), [...node.childNodes].map(shape));
}

export function Drawing({ svg, alt }) {
  const root = useMemo(() => new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, [svg]);
  if (root.localName !== "svg") return null;
  return html`<svg class="drawing" role="img" aria-label=${alt} viewBox=${root.getAttribute("viewBox")} fill=${root.getAttribute("fill") ?? undefined}
    stroke=${root.getAttribute("stroke") ?? undefined} stroke-width=${root.getAttribute("stroke-width") ?? undefined}>${[...root.childNodes].map(shape)}</svg>`;
}
