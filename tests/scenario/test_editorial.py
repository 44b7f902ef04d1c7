"""Each trap with a sentence that must fail and one that must pass."""

from __future__ import annotations

import pytest

from kit.scenario.editorial import check_capabilities, check_editorial
from kit.scenario.model import Where
from kit.scenario.passages import Passage, Product, frame_passages, passages
from kit.scenario.traps import LOADED, TRAPS, Trap
from tests.scenario.small import SHIPPED, read, shipped

HERE = Where("f.yaml", 7)
PRODUCTS: tuple[Product, ...] = ("exercise", "briefing", "card")

# trap: (a sentence that steps into it, one that does not, facts behind the second)
SENTENCES: dict[str, tuple[str, str, set[str]]] = {
    "revoked-language-rule": (
        "Under EO 13166 you must translate.",
        "EO 13166 was revoked on 1 March 2025.",
        set(),
    ),
    "secure-communities-present": (
        "Secure Communities is how prints are shared.",
        "Secure Communities began in 2008 and ended in 2014.",
        set(),
    ),
    "48-hours": (
        "Forty-eight hours are allowed.",
        "Two rules count the 48 hours differently.",
        {"DET-02", "DET-05"},
    ),
    "consular-count": (
        "There are 57 countries on the list.",
        "57 families wait; the list of countries is on State's page.",
        set(),
    ),
    "sb-4-year": (
        "Texas SB 4 orders sheriffs to hold.",
        "Texas SB 4 of 2017 and SB 4 of 2023 are two laws.",
        set(),
    ),
    "protected-areas": (
        "Sensitive locations are safe.",
        "The policy on sensitive locations was rescinded in January 2025.",
        set(),
    ),
    "u-visa-qualified-alien": (
        "People with U visas and others are qualified aliens.",
        "A person with a U visa is not for that reason a qualified alien.",
        set(),
    ),
    "seed-phone": ("Call 866-644-0000.", "Call [agency hotline].", set()),
    "phone-number": ("Call (555) 010-1234 now.", "It costs 555-odd dollars on 2026-06-01.", set()),
    "office-holder": (
        "That was Secretary Miller's order.",
        "The Secretary of Homeland Security signed it; the Governor asked.",
        set(),
    ),
    "stay-and-profiling": (
        "The Court approved racial profiling.",
        "The Court stayed an order; racial profiling was not decided.",
        set(),
    ),
    "shelter-assurance": (
        "DHS will not enforce at shelters.",
        "In 2017 DHS said it would not (DIS-08). “DHS will not enforce at shelters,” says the board.",
        set(),
    ),
    "two-forms": (
        "Detainers ask you to hold people.",
        "One detainer is an I-247A; the I-247G asks only for notice.",
        set(),
    ),
    "two-forms-card": (
        "A detainer came with Form I-247A.",
        "A detainer comes as Form I-247A or as Form I-247G.",
        set(),
    ),
    "civil-warrant": (
        "Administrative warrants came up.",
        "The check shows an ICE warrant, which is civil.",
        set(),
    ),
    "refugees-lawfully-present": (
        "Refugees are lawfully present, so nothing to do.",
        "Refugees are lawfully present, yet a duty is claimed.",
        {"VIC-19"},
    ),
    "1229e-bars": (
        "8 U.S.C. 1229(e) bars arrests at shelters.",
        "8 U.S.C. 1229(e) asks for a statement in the charging paper.",
        set(),
    ),
    "passport-crime": (
        "It is a crime to hold a worker's passport.",
        "It is a crime to hold a worker's passport when the elements are there.",
        {"RET-05"},
    ),
    "verification-settled": (
        "E-Verify is required of contractors.",
        "The E-Verify statute ran to 30 September 2026.",
        {"VER-01"},
    ),
    "fema-application": (
        "Applying to FEMA is easy here.",
        "Families can apply to FEMA here; the form is shared.",
        {"DIS-10"},
    ),
    "rides": (
        "Church volunteers offer rides.",
        "Church volunteers offer rides after counsel has looked.",
        {"OPS-07"},
    ),
    "hseep-m": (
        "M means the objective was not met.",
        "M means it was met with major challenges; the objective was not missed.",
        set(),
    ),
    "fmag-household": (
        "An FMAG helps each household.",
        "An FMAG pays for fighting fire and brings no household cash.",
        set(),
    ),
    "grievance-pie": (
        "The grievances are drawn as a pie.",
        "The grievances are drawn as a bar list, never as a pie.",
        set(),
    ),
    "grievance-rescaled": (
        "The shares of grievances were rescaled to 100.",
        "The shares of grievances total 120, as printed.",
        set(),
    ),
    "module-number": ("See module 3.", "See the consular module, one of eight.", set()),
    "web-address": ("Look at travel.state.gov.", "Look at State’s page on consular notification.", set()),
    "one-passage": (
        "One justice called it a relevant factor.",
        "One justice wrote two passages, and they point different ways.",
        {"PRO-06", "PRO-17"},
    ),
    "date-order": ("It ended on March 4, 2025.", "It ended on 4 March 2025, or 2025-03-04.", set()),
    "count-without-date": (
        "There are 1,000 agreements.",
        "A tracker counted 1,000 agreements as of 5 June.",
        set(),
    ),
    "kit-voice": (
        "An undocumented driver asks.",
        "The statute calls them “aliens”; we say noncitizens.",
        set(),
    ),
    "american-spelling": ("A neighbour asks.", "A neighbor asks.", set()),
}


def passage(text: str, cites: set[str] | None = None, product: Product = "exercise") -> Passage:
    return Passage(HERE, "T1", "inject", "players", text, text, frozenset(cites or ()), product)


def rules(text: str, cites: set[str] | None = None, product: Product = "exercise") -> set[str]:
    return {problem.rule for problem in check_editorial([passage(text, cites, product)])}


def test_every_trap_has_its_two_sentences() -> None:
    assert set(SENTENCES) == {trap.id for trap in TRAPS}


@pytest.mark.parametrize("trap", TRAPS, ids=[trap.id for trap in TRAPS])
def test_a_trap_catches_its_sentence_and_lets_the_right_one_pass(trap: Trap) -> None:
    wrong, right, cites = SENTENCES[trap.id]
    for product in trap.products or PRODUCTS:
        assert trap.id in rules(wrong, product=product)
        assert trap.id not in rules(right, cites, product)


@pytest.mark.parametrize("trap", [t for t in TRAPS if t.products], ids=[t.id for t in TRAPS if t.products])
def test_a_trap_of_some_products_leaves_the_others_alone(trap: Trap) -> None:
    others = [product for product in PRODUCTS if product not in trap.products]
    assert others
    assert all(trap.id not in rules(SENTENCES[trap.id][0], product=product) for product in others)


def test_on_a_card_one_fact_about_one_form_does_not_excuse_a_detainer() -> None:
    assert "two-forms" not in rules("A detainer came.", {"DET-20"})
    assert "two-forms-card" in rules("A detainer came.", {"DET-20"}, "card")
    assert "two-forms-card" not in rules("A detainer came.", {"DET-04", "DET-20"}, "card")


def test_facts_behind_a_sentence_do_not_excuse_the_wrong_one_when_one_is_missing() -> None:
    assert "48-hours" in rules("Hold him for 48 hours.", {"DET-02"})


def test_an_excusing_word_must_stand_near() -> None:
    far = "EO 13166 binds you. " + "Words go on and on. " * 10 + "It was revoked."
    assert "revoked-language-rule" in rules(far)


@pytest.mark.parametrize(
    "word",
    [
        *("raid", "raids", "roundup", "round-ups", "kidnapped", "disappeared", "invasion", "illegals"),
        *("criminal aliens", "sanctuary", "gutted", "crackdown", "deportation machine", "open borders"),
        *("abolish", "hard-working", "law-abiding", "illegal immigrants"),
    ],
)
def test_a_loaded_word_fails_outside_quotation_marks_and_passes_inside(word: str) -> None:
    assert rules(f"They speak of the {word} in town.") == {"loaded-word"}
    assert rules(f"He says: “The {word} is here.” They ask.") == set()
    assert rules(f'The order "{word.title()}" is its title.') == set()


@pytest.mark.parametrize(
    "text",
    ["The crowd is afraid.", "The Criminal Alien Program began then.", "They raised an abridged card."],
)
def test_harmless_words_pass(text: str) -> None:
    assert rules(text) == set()
    assert LOADED


def test_a_problem_says_where_what_and_what_to_write_instead() -> None:
    (found,) = check_editorial([passage("A raid is feared.")])
    assert str(found) == (
        "f.yaml:7: T1, inject: “raid” is a loaded word in the kit's own voice. "
        "Say: enforcement action or operation. Or quote it, with who said it."
    )


def test_fails_are_errors_and_flags_are_warnings() -> None:
    (fail,) = check_editorial([passage("There are 56 countries.")])
    (flag,) = check_editorial([passage("An ICE warrant.")])
    assert (fail.severity, flag.severity) == ("error", "warning")


def test_facts_cited_by_a_step_count_for_all_its_texts() -> None:
    talk = ("missed: The drivers.", "missed: Hold for 48 hours.")
    assert [p.rule for p in check_editorial(passages(read(talk)))] == ["48-hours"]
    linked = read(talk, ("cites: [OUT-04]", "cites: [DET-02, DET-05]"))
    assert check_editorial(passages(linked)) == []


def test_information_sharing_never_stands_for_shelter_data() -> None:
    capability = "capabilities: [Public Information and Warning]"
    change = (capability, "capabilities: [Intelligence and Information Sharing]")
    assert check_capabilities(read(change)) == []
    (found,) = check_capabilities(read(change, ("text: Warn people.", "text: Register people at shelters.")))
    assert found.rule == "intelligence-capability" and "CAP-04" in found.hint


@pytest.mark.parametrize("slug", SHIPPED)
def test_no_shipped_exercise_steps_into_a_failing_trap(slug: str) -> None:
    exercise = shipped(slug)
    found = [*check_editorial(passages(exercise)), *check_capabilities(exercise)]
    assert [problem for problem in found if problem.severity == "error"] == []
    assert check_editorial(frame_passages(exercise.frame, HERE)) == []
