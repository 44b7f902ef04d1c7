/* The facilitator's home: the shelf of exercises, set-up of a run (#setup/hurricane), papers (#papers/hurricane).
   Draws the HomeView of kit/pages/home.py; the one thing it sends is create-run. Files: home-shelf, home-setup,
   home-papers. */

import { Papers } from "./home-papers.js";
import { Setup } from "./home-setup.js";
import { Shelf } from "./home-shelf.js";
import { ConnectionBanner, SkipLink, Waiting, html, mount, useEffect, useRef, useState } from "./page.js";

const route = (text) => /^#(setup|papers)\/([\w-]{1,64})$/.exec(text)?.slice(1) ?? ["shelf", ""];

/* The part of the page the address names; a change of it moves focus to the new heading. */
function useRoute(page) {
  const { location } = page.doc.defaultView;
  const [hash, setHash] = useState(location.hash);
  const first = useRef(true);
  useEffect(() => {
    const window = page.doc.defaultView;
    const onHash = () => setHash(location.hash);
    window.addEventListener("hashchange", onHash);
    return () => window.removeEventListener("hashchange", onHash);
  }, []);
  useEffect(() => {
    if (first.current) { first.current = false; return; }
    page.doc.defaultView.scrollTo(0, 0);
    page.focus("top");
  }, [hash]);
  return route(hash);
}

const TITLES = { shelf: "Exercises and briefings", setup: "Set up a run", papers: "Papers" };
const SKIPS = { shelf: "Skip to the shelf", setup: "Skip to the form", papers: "Skip to the papers" };
const PARTS = { setup: Setup, papers: Papers };

function Home({ page, view }) {
  const [part, slug] = useRoute(page);
  const exercise = view.exercises.find((one) => one.slug === slug);
  const there = part === "shelf" || exercise;
  page.title([TITLES[there ? part : "shelf"], there && exercise?.title].filter(Boolean).join(": "));
  const Part = there && PARTS[part];
  return html`<${SkipLink} page=${page} to="main">${SKIPS[there ? part : "shelf"]}<//><${ConnectionBanner} page=${page} />
    ${Part ? html`<${Part} key="${part} ${slug}" page=${page} view=${view} exercise=${exercise} />` : html`<${Shelf} page=${page} view=${view} missing=${there ? "" : slug} />`}
    <footer class="foot sheet-foot"><p>${view.limits} Facts are dated; see each badge.</p></footer>`;
}

function App({ page, view }) {
  return view.exercises ? html`<${Home} page=${page} view=${view} />` : html`<main class="page"><${Waiting} /></main>`;
}

export default { render: (context) => mount(context, App, { device: "sheet" }) };
