"""What the five source documents of 2011 to 2019 name is named where people read it, with its facts.

``NAMED``: line of docs/coverage.md -> products (a briefing, an exercise or an engagement page), the facts
they cite for it and the words they say. A product that drops one of them fails here by the line's key.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from kit.briefing.passages import pieces
from kit.briefing.read import read_module
from kit.engagement.model import statements
from kit.engagement.read import PAGES, read_page
from kit.scenario.passages import passages
from kit.scenario.read import read_exercise

ROOT = Path(__file__).parents[1]
FIGURES, SOURCES, HISTORY = PAGES

# line: [(product, facts, words)]; facts and words parted by blanks and bars
NAMED: dict[str, list[tuple[str, str, str]]] = {
    "A13": [(HISTORY, "", "eighteen months|hundreds of thousands of officers|claims of a plan of May 2012")],
    "A10": [("con", "CON-03", "State’s job aids for law enforcement|take today’s from State")],
    "A14": [(HISTORY, "OUT-11", "list of videos may vary")],
    "B1": [(HISTORY, "", "Goal: to give state and local law enforcement information they can act on")],
    "B2": [(HISTORY, "", "Goal: to make more visible|civil liberties")],
    "B3": [(HISTORY, "", "such concerns were not unique to Secure Communities")],
    "INT": [("int", "INT-05", "no new requirement on state and local police|race, ethnicity|English|287.g.")],
    "DET": [("det", "DET-02 DET-04 DET-20", "I-247A|I-247G|citizen|complain")],
    "CON": [("con", "CON-01 CON-04", "Vienna Convention|job aids|State Department")],
    "PRO": [("pro", "PRO-01", "race|ethnicity|national origin|English")],
    "OUT": [("out", "OUT-02 OUT-04", "promise|community|fingerprint")],
    "VIC": [("vic", "VIC-02 VIC-05 VIC-06 VIC-07 VIC-08",
             "abuse|violence|witness|refugee|self-petition|suspension of deportation")],
    "RET": [("ret", "RET-01", "landlord|employer|retaliat")],
    "LAN": [("lan", "LAN-02 LAN-03", "13166|42.104|interpreter|I Speak")],
    "D1": [("int", "INT-01 INT-02 INT-03 INT-04 INT-05 INT-07 INT-08 INT-09 INT-10 INT-11 INT-12",
            "Secure Communities"), (HISTORY, "INT-01 INT-02 INT-07 INT-12", "Secure Communities")],
    "D2": [("int", "INT-16 INT-18 INT-19 INT-20 INT-21 INT-22 SLE-09", "287.g."),
           (HISTORY, "SLE-09", "revise the model 287.g.|committee that looked at applicants")],
    "D3": [("sle", "SLE-03", "Criminal A"),
           (HISTORY, "SLE-03 INT-12", "Criminal Alien Program|Apprehension")],
    "D4": [(HISTORY, "", "Office of State, Local and Tribal Coordination|could not be confirmed")],
    "D5": [("det", "DET-02 DET-03 DET-04 DET-05 DET-06 DET-20", "detainer"),
           (HISTORY, "DET-03 DET-04 DET-20", "“New” detainer form, 2012")],
    "D6": [("vul", "VUL-05 VUL-06", "locator|PBNDS"), (HISTORY, "VUL-05 VUL-06",
            "alternatives to detention|risk assessment|medical care|PBNDS|detention managers")],
    "D7": [("ver", "VER-01 VER-07", "E-Verify|SAVE"), (HISTORY, "VER-01 VER-07",
            "videos and leaflets on E-Verify for employers and workers")],
    "D8": [("ver", "RET-01", "Immigrant and Employee Rights Section|Office of Special Counsel"),
           (HISTORY, "RET-01", "Office of Special Counsel for Immigration-Related|Civil Rights Division")],
    "D9": [("trf", "TRF-08", "curriculum"), (HISTORY, "GEN-15 TRF-08",
            "EO 13107|human-rights treaties|senior advisor|trafficking curriculum")],
    "D10": [("vic", "VIC-02 VIC-05 VIC-06 VIC-07", "T status|U status|VAWA self-petition")],
    "D11": [("con", "CON-01 CON-03", "Vienna Convention on Consular Relations|job aids")],
    "D12": [("lan", "LAN-02 LAN-03 LAN-05", "13166|42.104|federal LEP website"),
            (HISTORY, "LAN-02 LAN-03", "Removed and revoked in 2025")],
    "D13": [("int", "INT-03", "fingerprint"), ("pro", "PRO-16", "statistic"), (HISTORY, "PRO-16 GEN-06",
            "statistical analysis protocols|training guidance|complaint procedures|listening session")],
    "D14": [(HISTORY, "GEN-08", "six topics with the CRCL Institute")],
    "D15": [("out", "ENG-01", "roundtable"), ("roundtable", "ENG-04 ENG-05", "quarterly"),
            (HISTORY, "ENG-01 OPS-09", "Quarterly roundtables|with civil society")],
    "D16": [("hurricane", "OPS-09", "ICCT"), (HISTORY, "OPS-09",
            "Rapid incident coordination calls|Incident Community Coordination Team")],
    "D17": [(HISTORY, "OPS-09", "Incident Response Coordination calls|hurricanes, wildfires and large"),
            (SOURCES, "OPS-09", "Emergency Incident Response Coordination"),
            *((slug, "OPS-09", "ICCT") for slug in ("enforcement_action", "hurricane", "wildfire"))],
    "D18": [("ngo_committee", "ENG-02", "committee"), (HISTORY, "ENG-02", "CRCL Officer each quarter")],
    "D19": [("border_engagement", "ENG-03", "hold room|deaths|complain"),
            (HISTORY, "ENG-03", "short-term hold rooms, migrant deaths and complaints")],
    "D20": [(HISTORY, "ENG-01", "City-pair exchanges and visitor-leadership programs")],
    "D21": [("roundtable", "ENG-04", "policy|individual"), (FIGURES, "ENG-01 ENG-04", "grievances"),
            (HISTORY, "ENG-01", "Policy grievances and individual ones")],
    "D22": [(HISTORY, "GEN-08", "Community dialogues")],
    "D23": [(HISTORY, "GEN-08", "bar association|immigration lawyers|E-Verify outreach|victim-witness|"
             "special counsel|USCIS community relations|congressional staff")],
    "D24": [(HISTORY, "", "USCIS, ICE, CBP and the training centers .FLETC.")],
    "D25": [("vul", "VUL-11", "people affected"),
            (HISTORY, "VUL-11", "asylum seekers, refugees, visa holders, migrant workers")],
    "D26": [(HISTORY, "GEN-07", "not reprinted here or anywhere"),
            (SOURCES, "GEN-07", "neither names nor numbers")],
    "D27": [(HISTORY, "GEN-08", "three tasks|protections were built into|about rights and about "
             "responsibilities|train the Department’s own components")],
    "D28": [("lep", "", "language, culture and literacy"), (HISTORY, "",
             "language, culture and literacy|immigration proceedings, information in detention, and relief")],
    "D29": [(slug, "", "Share information|Promote cooperation with authorities|Troubleshoot")
            for slug in ("enforcement_action", "hurricane", "wildfire")],
    "D30": [(HISTORY, "INT-07 INT-12", "In April 2011|“prioritizing the removal of criminal aliens convicted "
             "of serious crimes”|description of 2011")],
    "D31": [("out", "OUT-05 GEN-06", "complaint"), (HISTORY, "OUT-05 GEN-06",
             "profiling, failures of due process and other violations")],
    "D32": [("ngo_committee", "ENG-02", "systemic|grassroots"), (HISTORY, "ENG-02",
             "grassroots networks|systemic concerns")],
    "D33": [("ver", "VER-01 VER-07", "work|benefit|local|state|federal")],
    "EF1": [(FIGURES, "ENG-01", "more than 400|more than 50|more than 15|; 4 city-pair|"
             "more than 100|; 2 rapid")],
    "EF2": [(FIGURES, "ENG-04 ENG-05", "total 120%; source does not explain|add up to 120, not to 100")],
    "EF3": [(FIGURES, "ENG-02", "more than 20 organizations")],
    "EF4": [(SOURCES, "", "eight categories of issues and topics, the plan of eight modules")],
    "EF5": [(HISTORY, "", "eighteen months|claims of a plan of May 2012, not results")],
    "EF6": [(SOURCES, "INT-07", "16 April 2015|19 July 2015|25 June 2015|April 2011|May 2012|2019")],
}  # fmt: skip


@cache
def product(name: str) -> tuple[str, frozenset[str]]:
    """The text of a product as people read it, and the facts it cites."""
    if name in PAGES:
        said = list(statements(read_page(name)))
        return " ".join(one.text for one in said), frozenset(id for one in said for id in one.behind.cites)
    if (ROOT / "exercises" / name).is_dir():
        exercise = read_exercise(ROOT / "exercises" / name / "scenario.yaml")
        found = list(passages(exercise))
        text = " ".join([exercise.setting, *(one.text for one in found)])
        tasks = [task for _, target in exercise.targets.values() for task in target.tasks]
        return f"{text} {' '.join(tasks)}", frozenset(id for one in found for id in one.cites)
    module = read_module(ROOT / "briefings" / name / "module.yaml")
    lines = [piece.line for piece in pieces(module)]
    return " ".join(line.text for line in lines), frozenset(id for line in lines for id in line.cites)


@pytest.mark.parametrize("line", NAMED)
def test_what_the_documents_name_stands_where_people_read_it(line: str) -> None:
    missing = []
    for name, facts, words in NAMED[line]:
        text, cited = product(name)
        missing += [f"{name} cites no {id}" for id in facts.split() if id not in cited]
        missing += [f"{name} does not say {one!r}" for one in words.split("|")
                    if not re.search(one, text, re.IGNORECASE)]  # fmt: skip
    assert missing == []


def test_the_six_topics_of_the_institute_are_six_briefings_and_a_series() -> None:
    assert {path.parent.name for path in ROOT.glob("briefings/*/module.yaml")} >= {
        "trf", "vaw", "vul", "lep", "ver", "sle"
    }  # fmt: skip
    series = (ROOT / "briefings" / "series").glob("*.yaml")
    assert any("[TRF, VAW, VUL, LEP, VER, SLE]" in path.read_text("utf-8") for path in series)


@pytest.mark.parametrize("name", PAGES)
def test_no_line_of_a_contact_of_2015_is_on_an_engagement_page(name: str) -> None:
    text, _ = product(name)
    assert not re.search(r"\d{3}[-. ]\d{4}|Mail Stop|Building \d|@", text)
