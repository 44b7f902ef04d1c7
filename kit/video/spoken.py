"""How a sentence is given to a voice: forms, sections, years and abbreviations as people say them.

A caption shows what is written; only the voice gets this."""

from __future__ import annotations

import re

_SMALL = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen - - twenty thirty forty fifty sixty seventy eighty ninety
"""
_ONES, _TENS = _SMALL.split()[:20], _SMALL.split()[20:]
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth"}
_ORDINALS |= {"nine": "ninth", "twelve": "twelfth", "twenty": "twentieth", "thirty": "thirtieth"}
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_LETTERS = {"A": "ay", "G": "gee", "I": "eye"}  # others are said right as they stand

# Said as words; every other word of capitals is spelt.
_WORDS = {"ICE": "ice", "VAWA": "vah wah", "SAVE": "save"}
_ROMAN = {"II": "two", "III": "three", "IV": "four", "V": "five", "VI": "six", "VII": "seven", "IX": "nine"}

_FORM = re.compile(r"\b([A-Z])-(\d{2,3})([A-Z]?)\b")
_SECTION = re.compile(r"\b(\d{3})\(([a-z])\)")
_DATE = re.compile(rf"\b(\d{{1,2}}) ({_MONTHS})\b")
_CODE = re.compile(r"\b(\d{1,2}) (U\.S\.C\.|C\.?F\.?R\.?) (\d+)")
_YEAR = re.compile(r"\b(19|20)(\d\d)(s?)\b(?!,?\d)")
_ORDER = re.compile(r"\b(?<=Order )(\d{2})(\d)(\d)(\d)\b")
_HOUR = re.compile(r"\b(\d{1,2})(?::(\d\d))? ([ap])\.m\.")
_ROMAN_TITLE = re.compile(r"\bTitle ([IVX]+)\b")
_CAPITALS = re.compile(r"\b([A-Z]{2,6})(’s|s)?\b")


def spoken(text: str) -> str:
    """An English sentence as a voice should read it; no mark-up comes through."""
    text = re.sub(r"[“”\"<>]", "", text).replace("&", " and ")
    text = _CODE.sub(lambda m: f"{m[1]} {'U S code' if m[2][0] == 'U' else 'C F R'} {_digits(m[3])}", text)
    text = _FORM.sub(lambda m: f"{_letter(m[1])} {_grouped(m[2])} {_letter(m[3])}".strip(), text)
    text = _SECTION.sub(lambda m: f"{_grouped(m[1])} {_letter(m[2].upper())}", text)
    text = _DATE.sub(lambda m: f"{m[2]} {_ordinal(int(m[1]))}", text)
    text = _ORDER.sub(lambda m: f"{_number(int(m[1]))} {_digits(m[2] + m[3] + m[4])}", text)
    text = re.sub(r"\b911\b", "nine one one", text)
    text = _YEAR.sub(_year, text)
    text = _HOUR.sub(_clock, text)
    text = _ROMAN_TITLE.sub(lambda m: f"Title {_ROMAN.get(m[1], m[1])}", text)
    text = text.replace("U.S.C.", "U S C").replace("U.S.", "U S")
    text = _CAPITALS.sub(lambda m: _WORDS.get(m[1], " ".join(m[1])) + (m[2] or ""), text)
    text = re.sub(r"\s*[–—]\s*", ", ", text).replace("’", "'")
    return " ".join(text.split())


def _clock(match: re.Match[str]) -> str:
    minutes = f" {match[2]}" if match[2] and match[2] != "00" else ""
    stop = "." if re.match(r"\s+[A-Z]|\s*\Z", match.string[match.end() :]) else ""
    return f"{match[1]}{minutes} {match[3].upper()} M{stop}"


def _year(match: re.Match[str]) -> str:
    century, rest = int(match[1]), int(match[2])
    if century == 20 and rest < 10:
        said = "two thousand" + (f" {_number(rest)}" if rest else "")
    elif rest == 0:
        said = f"{_number(century)} hundred"
    else:
        said = f"{_number(century)} {'oh ' if rest < 10 else ''}{_number(rest)}"
    return said[:-1] + "ies" if match[3] and said.endswith("y") else said + match[3]


def _letter(letter: str) -> str:
    return _LETTERS.get(letter, letter)


def _grouped(digits: str) -> str:
    """247 as two forty-seven, 18 as eighteen."""
    if len(digits) == 3:
        rest = int(digits[1:])
        middle = "hundred" if rest == 0 else f"oh {_number(rest)}" if rest < 10 else _number(rest)
        return f"{_number(int(digits[0]))} {middle}"
    return _number(int(digits))


def _digits(text: str) -> str:
    return " ".join(_ONES[int(digit)] for digit in text)


def _number(value: int) -> str:
    if value < 20:
        return _ONES[value]
    tens, ones = divmod(value, 10)
    return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")


def _ordinal(value: int) -> str:
    stem, dash, last = _number(value).rpartition("-")
    return f"{stem}{dash}{_ORDINALS.get(last, last + 'th')}"
