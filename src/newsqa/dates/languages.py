"""The languages that times are understood in, and which of them a question is in."""

from __future__ import annotations

import re

from newsqa.dates.english import ENGLISH
from newsqa.dates.french import FRENCH
from newsqa.dates.german import GERMAN
from newsqa.dates.language import Language
from newsqa.dates.spanish import SPANISH

# The first wins where two do equally well.
LANGUAGES = (ENGLISH, GERMAN, FRENCH, SPANISH)
_COMMON = {
    language.code: frozenset((*language.common.split(), *language.days, *language.months, *language.weekdays))
    for language in LANGUAGES
}
_WORD = re.compile(r"[^\W\d_]+")


def language_of(question: str) -> Language:
    """Return the language that most of a question's words are common in; English when none are."""
    words = _WORD.findall(question.casefold())
    return max(LANGUAGES, key=lambda language: sum(word in _COMMON[language.code] for word in words))
