"""What axe finds wrong with a page, without asking its dearest question twice.

Whether text stands out from its ground takes axe longer than all its other rules together. A page in
sixteen states shows much the same text in much the same look, so that rule is asked of one piece of text
for each look: the element and what it stands in, each with its classes, colours, grounds and size of
letters. All other rules look at the whole page each time.
"""

from __future__ import annotations

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

CONTRAST = "color-contrast"

_NEW_LOOKS = """(known) => {
    const looks = new Map(), found = new Map();
    const lookOf = (node) => {
        if (node === null) return "";
        if (!looks.has(node)) {
            const s = getComputedStyle(node), type = node.getAttribute("type");
            const own = [node.localName, node.getAttribute("class"), node.disabled, node.ariaDisabled, type,
                s.color, s.backgroundColor, s.backgroundImage, s.opacity, s.filter, s.fontSize, s.fontWeight,
                s.textShadow, s.position, s.mixBlendMode].join(" ");
            looks.set(node, own + " < " + lookOf(node.parentElement));
        }
        return looks.get(node);
    };
    const text = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
    const says = (node) => node.matches("input, textarea, select") || [...node.childNodes].some(text);
    const shown = { visibilityProperty: true, opacityProperty: true };
    for (const node of document.body.querySelectorAll("*")) {
        if (says(node) && node.checkVisibility(shown) && !known.has(lookOf(node))) {
            if (!found.has(lookOf(node))) found.set(lookOf(node), node);
        }
    }
    return found;
}"""
_RUN = f"""async ([rules, contrast]) => {{
    const asked = {{ resultTypes: ["violations"], preload: false }}, found = [];
    if (rules === null) asked.rules = {{ "{CONTRAST}": {{ enabled: false }} }};
    else asked.runOnly = rules;
    if (rules === null || rules.length) found.push(...(await axe.run(asked)).violations);
    const known = (window.knownLooks ??= new Set());
    const looks = contrast ? ({_NEW_LOOKS})(known) : new Map();
    if (looks.size) {{
        const only = {{ resultTypes: ["violations"], preload: false, runOnly: ["{CONTRAST}"] }};
        const pale = (await axe.run({{ include: [...looks.values()] }}, only)).violations;
        if (!pale.length) [...looks.keys()].forEach((look) => known.add(look));
        found.push(...pale);
    }}
    return found.flatMap(({{ id, impact, nodes }}) =>
        nodes.map((node) => [id, impact, node.html, node.failureSummary]));
}}"""


async def barriers(page: Page, *rules: str) -> list[str]:
    """What axe finds wrong, as sentences; by these rules, or by all: WCAG 2.0 to 2.2, best practices.

    Asked again of the same page, contrast is asked of the looks that were not there before."""
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(Axe().axe_script)
    others = [rule for rule in rules if rule != CONTRAST] if rules else None
    found = await page.evaluate(_RUN, [others, not rules or CONTRAST in rules])
    return [f"{rule} ({impact}): {html[:140]} {summary}" for rule, impact, html, summary in found]
