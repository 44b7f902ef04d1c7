/* The facilitator's home: the shelf, set-up of a run (#setup/hurricane), papers (#papers/hurricane), one briefing
   (#briefing/DET), a series (#series, #series/roll_call). Draws the HomeView of kit/pages/home.py; the one thing it
   sends is create-run. Files: home-shelf, home-find, home-setup, home-papers, home-briefings, home-briefing, home-series. */

import { BriefingSetup } from "./home-briefing.js";
import { Papers } from "./home-papers.js";
import { SeriesSetup } from "./home-series.js";
import { Setup } from "./home-setup.js";
import { Shelf } from "./home-shelf.js";
import { ConnectionBanner, SkipLink, Waiting, html, mount, useEffect, useRef, useState } from "./page.js";

const route = (text) => /^#(setup|papers|briefing|series)(?:\/([\w-]{1,64}))?$/.exec(text)?.slice(1) ?? ["shelf", ""];

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

/* What each part shows: its title, where its skip link leads, its component, and what of the shelf it is about. */
const PARTS = {
  shelf: { title: "Exercises and briefings", skip: "the shelf" },
  setup: { title: "Set up a run", skip: "the form", Part: Setup, about: (view, slug) => ({ exercise: view.exercises.find((one) => one.slug === slug) }) },
  papers: { title: "Papers", skip: "the papers", Part: Papers, about: (view, slug) => ({ exercise: view.exercises.find((one) => one.slug === slug) }) },
  briefing: { title: "Briefing", skip: "the briefing", Part: BriefingSetup, about: (view, key) => ({ briefing: view.briefings?.find((one) => one.key === key) }) },
  series: { title: "Series", skip: "the series", Part: SeriesSetup, about: (view, name) => ({ series: name ? view.series?.find((one) => one.name === name) : null }) },
};

function Home({ page, view }) {
  const [part, slug = ""] = useRoute(page);
  const about = PARTS[part].about?.(view, slug) ?? {};
  const [subject] = Object.values(about);
  const there = subject !== undefined;
  const { title, skip, Part } = PARTS[there ? part : "shelf"];
  page.title([title, there && subject?.title].filter(Boolean).join(": "));
  return html`<${SkipLink} page=${page} to="main">Skip to ${skip}<//><${ConnectionBanner} page=${page} />
    ${Part ? html`<${Part} key="${part} ${slug}" page=${page} view=${view} ...${about} />` : html`<${Shelf} page=${page} view=${view} missing=${part === "shelf" ? "" : slug || part} />`}
    <footer class="foot sheet-foot"><p>${view.limits} Facts are dated; see each badge.</p></footer>`;
}

function App({ page, view }) {
  return view.exercises ? html`<${Home} page=${page} view=${view} />` : html`<main class="page"><${Waiting} /></main>`;
}

export default { render: (context) => mount(context, App, { device: "sheet" }) };
