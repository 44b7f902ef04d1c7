/* A drawing of the kit (kit/look/drawing.py) as an image with words. Only shapes are taken from the text, never
   markup: elements and attributes that are not on the lists are left out. */

import { h, useMemo } from "./vendor/preact-htm.js";

const SHAPES = new Set(["g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "text", "tspan"]);
const NUMBERS = ["d", "x", "y", "dx", "dy", "cx", "cy", "r", "rx", "ry", "x1", "x2", "y1", "y2", "width", "height", "points", "transform", "opacity"];
const LOOKS = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "fill-rule", "font-family", "font-size",
  "font-weight", "text-anchor", "dominant-baseline", "paint-order", "class"];
const KNOWN = new Set([...NUMBERS, ...LOOKS]);

function shape(node) {
  if (node.nodeType === 3) return node.data;
  if (!SHAPES.has(node.localName)) return null;
  return h(node.localName, kept(node), [...node.childNodes].map(shape));
}

const kept = (node) => Object.fromEntries([...node.attributes].filter(({ name, value }) => KNOWN.has(name) && !/url\(/i.test(value)).map(({ name, value }) => [name, value]));

export function Drawing({ svg, alt }) {
  const root = useMemo(() => new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, [svg]);
  if (root.localName !== "svg") return null;
  const name = alt ? { role: "img", "aria-label": alt } : { "aria-hidden": "true" };
  return h("svg", { ...kept(root), ...name, class: "drawing", viewBox: root.getAttribute("viewBox") }, [...root.childNodes].map(shape));
}

/* Wider than this: across a slide, under its title; everything else stands beside the words. */
const ACROSS = 1.9;

export function isWide(svg) {
  const [, , width, height] = (/viewBox="([^"]*)"/.exec(svg)?.[1] ?? "").split(/[\s,]+/).map(Number);
  return width / height > ACROSS;
}
