/* How sure the facts of something on the shelf are: counted by badge, in words, with the badges' own shapes. */

import { Icon } from "./marks.js";
import { html } from "./page.js";

const FACTS = [["inforce", "tick", "in force"], ["amended", "pencil", "amended"], ["contested", "fork", "contested"], ["historical", "history", "historical"], ["unknown", "question", "unknown"]];

export const factTotal = (facts) => FACTS.reduce((sum, [style]) => sum + (facts[style] ?? 0), 0);

export const FactLine = ({ facts }) => html`<p class="factline"><b>Facts</b>${FACTS.filter(([style]) => facts[style]).map(([style, icon, word]) => html`
  <span><${Icon} name=${icon} />${facts[style]} ${word}</span>`)}</p>`;
