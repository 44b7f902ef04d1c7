"""The traps of the kit's editorial page, section 12, as a table: what to find, what excuses it, what to say.

What the page calls *fail* is an error here, what it calls *flag* a warning. A trap that concerns only some
products (exercises, briefings, printed cards) names them.
"""

from __future__ import annotations

from dataclasses import dataclass

from kit.scenario.passages import Product
from kit.scenario.problems import Severity


@dataclass(frozen=True, slots=True)
class Trap:
    """Words that must not stand as they are.

    ``find`` is looked for; a match is excused by ``unless`` within ``NEAR`` characters, by ``context``
    anywhere in what is read together, or by all ``cites`` behind it. ``quoted``: counts inside
    quotation marks too. ``products``: where it counts; everywhere if there are none."""

    id: str
    severity: Severity
    find: str
    message: str
    hint: str
    unless: str = ""
    context: str = ""
    cites: frozenset[str] = frozenset()
    quoted: bool = True
    products: tuple[Product, ...] = ()


MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
BRIEFINGS: tuple[Product, ...] = ("briefing", "card")

TRAPS: tuple[Trap, ...] = (
    Trap(
        "revoked-language-rule",
        "error",
        r"28 C\.?F\.?R\.? (?:§ ?)?42\.104\(b\)\(2\)|(?:E\.?O\.?|Executive Order) 13166",
        "shown as current, but it is gone.",
        "Say rescinded or revoked, with the date (LAN-02, LAN-03).",
        unless=r"rescind|revok|removed|no longer|historical|\bgone\b",
    ),
    Trap(
        "secure-communities-present",
        "warning",
        r"Secure Communities (?:is|are|runs|works|requires|sends|shares|remains|has)\b",
        "in the present tense; the program was not continuous.",
        "Say when it ran (INT-01 to INT-12).",
    ),
    Trap(
        "48-hours",
        "warning",
        r"(?i)\b(?:48|forty-eight)[- ]hours?\b",
        "without both clocks.",
        "Link DET-02 and DET-05: the regulation and the form count differently.",
        cites=frozenset({"DET-02", "DET-05"}),
    ),
    Trap(
        "consular-count",
        "error",
        r"(?i)\b5[67] (?:countries|nations)\b",
        "is a count that changes.",
        "Point to the State Department's live list (CON-04); print no number.",
    ),
    Trap(
        "sb-4-year",
        "error",
        r"\b(?:SB|Senate Bill) ?4\b",
        "without a year; there are two Texas laws of that name.",
        "Write the year beside it.",
        unless=r"\b20\d\d\b",
    ),
    Trap(
        "protected-areas",
        "warning",
        r"(?i)\b(?:protected|sensitive)[- ](?:areas?|locations?)\b",
        "as if that policy were current.",
        "It was rescinded in January 2025 (OUT-08); say so.",
        unless=r"rescind|revok|former|no longer|historical|until|was |were |gone",
    ),
    Trap(
        "u-visa-qualified-alien",
        "warning",
        r"\bU[- ](?:visas?|status|nonimmigrants?)\b[^.]*\bqualified aliens?\b",
        "listed among qualified aliens.",
        "See DIS-04.",
        unless=r"\bnot\b",
    ),
    Trap(
        "seed-phone",
        "error",
        r"\b(?:202-401|866-644|855-448|802-872)-?",
        "is a phone line of 2011-2019.",
        "Use a placeholder such as [agency hotline].",
    ),
    Trap(
        "phone-number",
        "error",
        r"(?<![\d-])(?:\+?1[-. ])?(?:\(\d{3}\) ?|\d{3}[-. ])?\d{3}[-. ]\d{4}(?![\d-])",
        "looks like a phone number.",
        "Use a placeholder such as [agency hotline].",
    ),
    Trap(
        "office-holder",
        "warning",
        r"\b(?:President|Vice President|Secretary|Governor|Senator|Congressman|Congresswoman|Mayor|Justice) "
        r"(?!of\b|for\b|and\b|or\b)[A-Z][a-z]+",
        "names an office holder.",
        "Name the office; executive orders by number, title and date.",
        unless=r"Department|Board",
    ),
    Trap(
        "stay-and-profiling",
        "error",
        r"(?i)\b(?:approv|bann|upheld|allow|legaliz|outlaw)\w* racial profiling",
        "misreads the stay of 2025.",
        "A stay without reasons is no ruling on the merits (PRO-06, PRO-17).",
    ),
    Trap(
        "shelter-assurance",
        "error",
        r"(?i)\b(?:DHS|ICE|CBP|the federal government) (?:will not|does not|won't|won’t) "
        r"(?:enforce|arrest|operate)[^.]*\bshelters?\b",
        "without a date and a source.",
        "Give both, or say that none was found (DIS-08, DIS-09).",
        unless=r"\bDIS-0[89]\b.*\b20\d\d\b|\b20\d\d\b.*\bDIS-0[89]\b",
        quoted=False,
    ),
    Trap(
        "two-forms",
        "error",
        r"(?i)\bdetainers?\b(?! worksheet)",
        "without both forms.",
        "Name I-247A and I-247G (DET-04, DET-20): only one asks for a hold.",
        context=r"(?s)I-247A.*I-247G|I-247G.*I-247A|DET-20",
        products=("exercise", "briefing"),
    ),
    Trap(
        "two-forms-card",
        "error",
        r"(?i)\bdetainers?\b",
        "on a card without both forms.",
        "Name I-247A and I-247G on it, or cite DET-04 and DET-20: only one asks for a hold.",
        context=r"(?s)I-247A.*I-247G|I-247G.*I-247A|DET-04\b.*DET-20\b",
        products=("card",),
    ),
    Trap(
        "civil-warrant",
        "warning",
        r"(?i)\b(?:administrative|ICE) warrants?\b",
        "without saying what it is.",
        "Add “civil” or “not signed by a judge” (DET-14, DET-22).",
        unless=r"\bcivil\b|not (?:signed by )?a judge|no judge",
    ),
    Trap(
        "refugees-lawfully-present",
        "warning",
        r"(?i)\brefugees?\b[^.]*\blawfully (?:present|here)\b",
        "is no longer a safe line.",
        "Link VIC-19.",
        cites=frozenset({"VIC-19"}),
    ),
    Trap(
        "1229e-bars",
        "error",
        r"(?i)\b1229\(e\)[^.]*\b(?:bars?|barring|forbids?|prohibits?|bans?)\b",
        "described as barring enforcement.",
        "It is a rule about the charging paper (VIC-10).",
        unless=r"\b(?:not|n[o’']t) (?:bar|forbid|prohibit|ban)",
    ),
    Trap(
        "passport-crime",
        "warning",
        r"(?i)18 U\.S\.C\. 159[27]"
        r"|\b(?:crime|illegal|unlawful) to (?:hold|keep|take) (?:[\w'’]+ ){0,4}passports?",
        "as a flat ban.",
        "The crimes have elements; link RET-05.",
        cites=frozenset({"RET-05"}),
    ),
    Trap(
        "verification-settled",
        "warning",
        r"\bE-Verify\b|\bSAVE (?:tool|system|change|search|check)s?\b",
        "shown as settled.",
        "Link VER-01 (E-Verify) or VER-07 (SAVE) and say that it changes.",
        context=r"VER-0[17]",
    ),
    Trap(
        "fema-application",
        "error",
        r"(?i)\bappl(?:y|ies|ying|ications?)\b[^.]{0,40}\bFEMA\b"
        r"|\bFEMA\b[^.]{0,20}\bappl(?:y|ies|ying|ications?)\b",
        "without what happens to the data.",
        "Link DIS-10.",
        cites=frozenset({"DIS-10"}),
    ),
    Trap(
        "rides",
        "warning",
        r"(?i)\b(?:offer|give|organi[sz]e|provide)\w* (?:\w+ ){0,2}(?:rides|transport(?:ation)?)\b"
        r"|\bride program\b",
        "by civil society, without the limits.",
        "Link OPS-07.",
        cites=frozenset({"OPS-07"}),
    ),
    Trap(
        "hseep-m",
        "error",
        r"\bM\b[^.]{0,60}\b(?:objective|target)s? (?:was |were |is |are )?not (?:met|achieved)",
        "is not what M means.",
        "M: achieved, with major challenges. U: not achieved.",
    ),
    Trap(
        "fmag-household",
        "warning",
        r"(?i)\b(?:FMAG|fire[- ]management (?:assistance )?grant)s?\b"
        r"[^.]*\b(?:household|family|families|cash)\b",
        "as aid for households.",
        "It pays for fighting fire (DIS-12).",
        unless=r"\b(?:no|not|never)\b",
    ),
    Trap(
        "grievance-pie",
        "error",
        r"(?i)\bpie\b",
        "is no way to draw the grievance shares; they total 120.",
        "Draw a bar list with the total printed (ENG-05).",
        unless=r"\b(?:no|not|never)\b",
        products=BRIEFINGS,
    ),
    Trap(
        "grievance-rescaled",
        "error",
        r"(?i)\b(?:re)?scaled? to 100\b|\bnormali[sz]ed\b"
        r"|\bshares\b[^.]{0,40}\b(?:add up to|total|sum to) 100\b",
        "rescales shares that were printed with a total of 120.",
        "Show them as printed, and say so (ENG-05).",
        unless=r"\b(?:no|not|never)\b",
        products=BRIEFINGS,
    ),
    Trap(
        "module-number",
        "error",
        r"(?i)\bmodules? (?:no\.? |number |#)?(?:[1-9]\b|(?:one|two|three|four|five|six|seven|eight)\b)",
        "is a number; the order of 2012 and of 2015 differ.",
        "Name the module by its title or key.",
        products=BRIEFINGS,
    ),
    Trap(
        "web-address",
        "error",
        r"(?i)https?:|\bwww\.|\b[\w-]+\.(?:gov|org|com|net|edu)\b|\b[\w.]+@[\w-]+\.\w+",
        "is an address, which rots.",
        "Give title and publisher; an agency fills its own links in.",
        products=BRIEFINGS,
    ),
    Trap(
        "one-passage",
        "warning",
        r"(?i)\brelevant factor\b|\b(?:a|one|same|single) justice\b",
        "gives one of two passages by the same judge, which point different ways.",
        "Give both or neither, and link PRO-06 and PRO-17.",
        cites=frozenset({"PRO-06", "PRO-17"}),
        products=BRIEFINGS,
    ),
    Trap(
        "date-order",
        "warning",
        rf"\b(?:{MONTHS})[a-z]*\.? \d{{1,2}},? \d{{4}}\b|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b",
        "is a date in another order than all the others.",
        "Day month year in prose: 4 March 2025.",
        products=BRIEFINGS,
    ),
    Trap(
        "count-without-date",
        "warning",
        r"(?i)\b\d[\d,]*\+? (?:287\(g\) )?(?:agreements|participating agencies)\b",
        "is a count that changes.",
        "Say as of when, and by whom (INT-19).",
        unless=r"\bas of\b|\b20\d\d\b",
        products=BRIEFINGS,
    ),
    Trap(
        "kit-voice",
        "warning",
        r"(?i)\b(?:aliens?|undocumented)\b",
        "is not the kit's own word.",
        "Say noncitizen or foreign national; quote the statute where you cite it.",
        unless=r"qualified alien|Criminal Alien Program|Alien Verification|Alien Minor|\bcalls?\b",
        quoted=False,
        products=BRIEFINGS,
    ),
    Trap(
        "american-spelling",
        "warning",
        r"(?i)\b(?:(?:behavi|col|lab|neighb|hon|harb)our\w*|defence|licence|centre|programme"
        r"|judgement|(?:organi|recogni|authori|criminali)s(?:e|es|ed|ing|ation)|whilst)\b",
        "is British spelling.",
        "Readers are in the United States.",
        products=BRIEFINGS,
    ),
)

# Labels the kit's own voice avoids, and what to say instead. Allowed inside quotation marks.
LOADED: dict[str, str] = {
    r"raid(?:s|ed|ing)?": "enforcement action or operation",
    r"round(?:ed|ing)?[- ]?ups?": "enforcement action or operation",
    r"kidnapp(?:ed|ing|ings)": "held, taken into custody",
    r"disappeared": "was not found, could not be reached",
    r"invasions?": "arrivals, with a number and a source",
    r"illegals": "people without lawful status",
    r"illegal (?:aliens?|immigrants?)": "people without lawful status",
    r"criminal aliens?(?! Program)": "noncitizens with a conviction",
    r"sanctuary": "jurisdictions that limit cooperation",
    r"gutted": "reduced, with the number",
    r"crackdowns?": "enforcement action or operation",
    r"deportation machine": "removal",
    r"open borders": "the position, in its holder's own words",
    r"abolish(?:ed|ing)?": "close, end",
    r"hard-working": "leave it out; it is a label for people",
    r"law-abiding": "leave it out; it is a label for people",
}
