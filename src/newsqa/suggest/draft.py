"""A question that a sentence should answer, and whether it reads as one."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from newsqa.suggest.phrases import PLAIN

_MOST_WORDS = 18
_CLEAN = regex.compile(rf"{PLAIN}\?")
_TWICE = regex.compile(r"\b(\p{L}+) \1\b")
# What more than one may have: "did the Trumps welcome … for their", "were the sisters".
_MANY = regex.compile(
    r"(?:When|Why|Where|What|How) (?:did|were|are|have|will) [^?]*?\p{L}s \p{Ll}+ .*\btheir\b|What percentage of"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A question that a sentence should answer: ``kind`` is its form, ``weight`` how much readers like such."""

    question: str
    kind: str
    weight: float

    @property
    def reads_well(self) -> bool:
        """Whether it is short, holds nothing but words, says no word twice, and names whom "their" means."""
        if "their" in self.question.split() and not _MANY.match(self.question):
            return False
        return (
            len(self.question.split()) <= _MOST_WORDS
            and _CLEAN.fullmatch(self.question) is not None
            and not _TWICE.search(self.question)
        )
