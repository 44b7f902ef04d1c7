/* JupyterLab has no kit server to load modules from: assets.py joins this file with a page's modules and
   styles. The page is drawn into a frame, so that its styles touch nothing of JupyterLab and its widths are
   those of the frame. sources: [[name, text]], each after what it imports. */

const IMPORT = /^(\s*(?:import|export)\b[^'"();]*?["'])\.\/([^"']+)/gm;

async function lab({ sources, styles, device, title }) {
  const addresses = {};
  for (const [name, text] of sources) {
    const linked = text.replace(IMPORT, (_, before, file) => before + addresses[file]);
    addresses[name] = URL.createObjectURL(new Blob([linked], { type: "text/javascript" }));
  }
  const { default: page } = await import(addresses[sources.at(-1)[0]]);
  return { render: async ({ model, el }) => page.render({ model, el: await framed(el, { styles, device, title }) }) };
}

async function framed(el, { styles, device, title }) {
  const frame = document.createElement("iframe");
  frame.title = title;
  frame.srcdoc = `<!doctype html><html lang="en" data-device="${device}"><head><meta charset="utf-8"></head>
    <body><div id="page"></div><p class="sr" role="status" id="say"></p></body></html>`;
  Object.assign(frame.style, { inlineSize: "100%", blockSize: "46rem", border: "1px solid currentColor" });
  const loaded = new Promise((done) => { frame.addEventListener("load", done, { once: true }); });
  el.append(frame);
  await loaded;
  const inner = frame.contentDocument;
  inner.head.append(Object.assign(inner.createElement("style"), { textContent: styles }));
  return inner.getElementById("page");
}
