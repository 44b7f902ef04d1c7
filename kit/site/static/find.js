/* The shelf by word, subject, audience and minutes. */

export function startFinding(doc) {
  const form = doc.querySelector("form.find");
  if (!form) return;
  const rows = [...doc.querySelectorAll("[data-row]")].map((node) => ({ node, text: plain(node.textContent), ...node.dataset }));
  const found = doc.getElementById("found");
  const show = () => {
    const words = plain(form.querySelector("#find").value).split(" ").filter(Boolean);
    const whom = form.querySelector("[name=whom]:checked").value;
    const most = Number(form.querySelector("[name=time]:checked").value) || Infinity;
    const topic = form.querySelector("#topic").value;
    let shown = 0;
    for (const row of rows) {
      const fits = words.every((word) => row.text.includes(word))
        && (!topic || row.topics.split(" ").includes(topic)) && (!whom || row.audiences.split(" ").includes(whom)) && Number(row.minutes) <= most;
      row.node.hidden = !fits;
      shown += fits;
    }
    for (const group of doc.querySelectorAll(".group")) group.hidden = !group.querySelector("[data-row]:not([hidden])");
    found.textContent = shown === rows.length ? `${shown} things on the shelf.`
      : shown ? `${shown} of ${rows.length} shown.` : "Nothing fits. Use fewer words, or ask for everybody and any time.";
  };
  form.hidden = false;
  form.querySelector("details").open = doc.defaultView.matchMedia("(min-width: 48rem)").matches;
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
}

/* Small letters without accents, so that people find what they cannot type. */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ");
