"""The words by which a question of German, French or Spanish is known to go on."""

from __future__ import annotations

import re

from newsqa.conversation.english import CLOSED
from newsqa.dates.languages import language_of

# "And what about", "und was ist mit", "et", "y".
LEADS = re.compile(r"(?:(?:and|but|so|ok(?:ay)?|well|now|then|und|aber|et|mais|y|pero)\b[\s,]*)+", re.IGNORECASE)
_BARE = {
    "de": "warum, weshalb, wieso, wann, wo, wer, wie, wieviel, wie viele, wann war das, wo war das, warum das, "
    "wer war das, was noch, was sonst, wer noch, wer sonst",
    "fr": "pourquoi, quand, où, qui, comment, combien, c'était quand, quand était-ce, où était-ce, quoi d'autre, "
    "qui d'autre, et après",
    "es": "por qué, cuándo, cuando, dónde, quién, cómo, cuánto, cuántos, cuándo fue, cuándo fue eso, dónde fue, "
    "qué más, quién más",
}
_POINTING = {
    "de": "er ihn ihm sein seine seinen seinem seiner sie ihr ihre ihren ihrem ihrer es dies diese dieser dieses "
    "diesen das dessen deren dort dabei daran davon dazu damit dafür dagegen danach",
    "fr": "il elle ils elles lui leur leurs son sa ses ce cela ça cet cette ces y en celui celle ceux",
    "es": "él ella ellos ellas su sus lo la los las le les eso esto ese esa esos esas este esta allí",
}
# What is asked again about the question before, as a whole.
BARE = frozenset(words for listed in _BARE.values() for words in listed.split(", "))
_ARTICLES = ("la", "los", "las", "lo", "le", "les", "das", "es", "sie", "en", "y")
_WORD = re.compile(r"[^\W\d_]+")
_COUNTED = re.compile(r"(?:wie viele|combien d[e\u2019']|cu[aá]nt[oa]s)\b", re.IGNORECASE)
_OWNED = frozenset(("ihr", "ihre", "ihren", "ihrem", "ihrer", "leur", "leurs", "su", "sus"))


def points_back(question: str) -> bool | None:
    """Whether a question in German, French or Spanish points back; None for one that is in none of these."""
    language = language_of(question)
    words = [word.casefold() for word in _WORD.findall(question)]
    # "Was" is German too.
    if language.code == "en" or 2 * sum(word in CLOSED for word in words) >= len(words):
        return None
    pointing = frozenset(_POINTING[language.code].split())
    # "La" before a noun is an article: what may be one points back at the end alone.
    if _COUNTED.match(question):  # "How many people lost their houses": they have their owners in the question
        pointing -= _OWNED
    return any(word in pointing and (word not in _ARTICLES or word == words[-1]) for word in words)
