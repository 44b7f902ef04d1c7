/* Draws the figures of a report and keeps their tables as the way without scripts.

   Figures come with the light colours of the look; the reader's own scheme is put in their place,
   and the light one again for print. Nothing moves. */
(() => {
  "use strict";
  const LIGHT = { "#ffffff": "--surface", "#e9e9e4": "--sunken", "#171716": "--ink", "#4a4a44": "--ink-2", "#cac9c0": "--line", "#76766a": "--line-2", "#07648d": "--accent" };
  const CONFIG = { displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false, showTips: false };
  const PAPER = 672; // 7 in: the width between the margins of a printed page

  function recolored(value, style) {
    if (typeof value === "string") return LIGHT[value] ? style.getPropertyValue(LIGHT[value]).trim() : value;
    if (Array.isArray(value)) return value.map((part) => recolored(part, style));
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, recolored(part, style)]));
    return value;
  }

  const charts = [...document.querySelectorAll("figure.chart")].map((figure) => ({
    plot: figure.querySelector(".plot"),
    table: figure.querySelector("details"),
    data: JSON.parse(figure.querySelector("script").textContent),
  }));

  /* A phone: short names on the axis, no labels between the lanes, room for a legend of one column. */
  function fitNarrow(layout, data) {
    layout.font = { ...layout.font, size: 12 };
    layout.annotations = [];
    const names = layout.meta?.narrow;
    if (names) layout.yaxis = { ...layout.yaxis, tickvals: data[0].y, ticktext: names };
    if (layout.showlegend) layout.height += 20 * data.length;
  }

  function draw({ plot, data }, { print }) {
    const style = getComputedStyle(document.documentElement);
    const figure = print ? data : recolored(data, style);
    const layout = { ...figure.layout, ...(print ? { width: PAPER } : {}) };
    if (!print && plot.clientWidth < 500) fitNarrow(layout, figure.data);
    return Plotly.react(plot, figure.data, layout, CONFIG);
  }

  for (const chart of charts) {
    try {
      chart.plot.hidden = false;
      draw(chart, { print: false });
      chart.table.open = false;
    } catch (error) {
      chart.plot.hidden = true;
      console.error(error);
    }
  }

  if (matchMedia("(max-width: 48rem)").matches) document.querySelector(".contents details").open = false;

  const redraw = (print) => charts.filter((chart) => !chart.plot.hidden).forEach((chart) => draw(chart, { print }));
  addEventListener("beforeprint", () => redraw(true));
  addEventListener("afterprint", () => redraw(false));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw(false));
})();
