"""Sentences that state a fact without one behind them: a rule of thumb, strict on the law, mild on the rest.

A sentence *claims* if it is neither a question nor an order nor quoted speech, and speaks of the law, of
an agency, a date or a figure. With words of the law it is an error to leave the fact's id out. The other
words only say where to look, as the invented story of a video uses them too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from kit.briefing.lines import sentences
from kit.briefing.model import Module, Where
from kit.briefing.passages import pieces
from kit.scenario.problems import Problem

_VERBS = (
    "is|are|was|were|says?|said|asks?|bars?|barred|bans?|banned|forbids?|lets?|allows?|gives?|makes?|made|"
    "protects?|covers?|decides?|decided|names?|treats?|do|does|did|may|can|cannot|will|has|had|have|changed|"
    "held|hold|found|ruled|disagree|split|stopped|blocked"
)
_LAW = re.compile(
    r"\b(?:U\.S\.C|C\.?F\.?R\b|Pub\. L|Executive Order|EO \d|Amendment|Supreme Court|Circuit\b"
    r"|Vienna Convention|Title V?I+\b|(?:Form )?[IG]-\d{2,3}[A-Z]?\b)"
    r"|\b(?i:statutes?|regulations?|treat(?:y|ies)|convention|directives?|must|require[sd]?|illegal|unlawful"
    r"|constitution(?:al)?|felony|misdemeanor|federal law|by law"
    rf"|(?:laws?|courts?|judges?) (?:\w+ ){{0,2}}?(?:{_VERBS}))\b"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_LOOKED_UP = re.compile(
    rf"\b(?:19|20)\d\d\b|\b\d{{1,2}} (?:{_MONTHS})\b"
    r"|\b\d[\d,.]* ?(?:percent|%|hours|days|months|years|states|countries)"
    r"|\b(?:DHS|ICE|CBP|USCIS|HHS|DOJ|FEMA|FBI|287\(g\)|E-Verify|SAVE|Fourth|Constitution)(?!\w)"
    r"|\b(?i:federal|detainers?|warrants?|fingerprints?|databases?|hits?|agreements?|consul(?:ar|ates?)|asylum"
    r"|refugees?|asylees?|visas?|removals?|removable|removed|unlawfully|lawful|citizens?|noncitizens?|crimes?"
    r"|rights|certif\w+|traffick\w+|self-petition\w*|confidential\w*|retaliat\w+|discriminat\w+)\b"
)
_QUOTED = re.compile(r"“[^”]*”")
_CLAUSE = re.compile(r"[,:;] +| – ")
_FILLER = re.compile(r"(?i)(?:(?:then|so|and|or|also|next|first|still|always|please|instead|just) +)*")
_LEAD = re.compile(
    r"(?i)(?:if|when|before|after|with|in|on|for|as|while|until|unless|at|outside|no|box \d|\d+|needed"
    r"|one|two|three|four|five|six)\b"
)
_NOUN = re.compile(r"(?i)(?:name|record|report) (?:checks?|laws?|says|shows)\b")
_WANTED = re.compile(r"(?:An? |Our |Its? |Every|The (?:policy|log|script|card|plan)\b)")  # what to have
_ORDERS = """
accept act add agree allow answer arrange ask assume audit avoid be begin bring budget build call carry
change check choose collect compare complete confirm consider contact copy count cover date debate
decide define describe do document don’t draft drop draw end ensure explain file fill find finish fit
follow get give go hand have hear help hire hold identify include invite keep know label learn leave let
list listen log look mail make map mark match measure meet mind name never note notice notify offer open
pair pass pay pick plan play point post print promise provide publish pull put quote raise read receive
record refer release remember repeat replace report require review rotate route run safeguard save say
schedule see send separate set share show sign sort speak spell split stand start stay step stop store
take talk teach tell test thank think track train translate treat turn update use verify wait walk warn
watch weigh write
"""
ORDERS = frozenset(_ORDERS.split())


def check_claims(module: Module, standing: Collection[str] = ()) -> Iterator[Problem]:
    """Lines without a fact that state one. What an agency fills in carries its own source.

    The ``standing`` sentences of the frame are said as they are."""
    known = {said for text in standing for said in sentences(text)}
    doubtful: list[tuple[Where, str]] = []
    for piece in pieces(module):
        line = piece.line
        if line.cites or line.locals or not piece.claims:
            continue
        for said in sentences(line.text):
            word, severity = claim(said, piece.part) if said not in known else ("", "")
            if severity == "error":
                short = said if len(said) <= 60 else said[:57].rstrip() + "…"
                message = f"{piece.id}, {piece.part}: “{short}” speaks of “{word}” without a fact behind it."
                hint = "Add the fact’s id at the end of the line, or say it as a question or an order."
                yield Problem(line.where, message, hint, rule="no-fact")
            elif word:
                doubtful.append((line.where, word))
    if doubtful:
        places = ", ".join(f"{where.line} (“{word}”)" for where, word in doubtful)
        message = f"lines that may state a fact without one behind them: {places}."
        yield Problem(
            doubtful[0][0], message, "Look at each; a story needs none.", "warning", "may-need-fact"
        )


def claim(said: str, part: str = "") -> tuple[str, str]:
    """The word that makes a sentence a claim, and how bad it is without a fact: "error" or "warning".

    Two empty texts for a sentence that claims nothing. ``part``: where it stands, as in ``Piece.part``."""
    plain = _QUOTED.sub(" ", said).strip()
    if said.rstrip("”’)").endswith("?") or not plain or _orders(plain, part):
        return "", ""
    if match := _LAW.search(plain):
        return match[0], "error"
    if match := _LOOKED_UP.search(plain):
        return match[0], "warning"
    return "", ""


def _orders(said: str, part: str) -> bool:
    """Whether a sentence tells somebody what to do, perhaps after a clause that says when."""
    if _NOUN.match(said):
        return False
    firsts = [_first_word(clause) for clause in _CLAUSE.split(said)]
    later = _LEAD.match(said) is not None and any(word in ORDERS for word in firsts[1:])
    return firsts[0] in ORDERS or later or (part == "checklist" and _WANTED.match(said) is not None)


def _first_word(clause: str) -> str:
    return _FILLER.sub("", clause, count=1).split(" ", 1)[0].strip(".!").lower()
