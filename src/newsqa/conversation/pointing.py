"""Finds the words of a question that point back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsqa.conversation.english import AUXILIARIES, PREPOSITIONS, WH
from newsqa.conversation.phrases import Token, tokens_of

_PERSONAL = {
    "he": ("he", False), "him": ("he", False), "his": ("he", True), "himself": ("he", False),
    "she": ("she", False), "her": ("she", True), "hers": ("she", True), "herself": ("she", False),
    "they": ("they", False), "them": ("they", False), "their": ("they", True), "theirs": ("they", True),
    "it": ("it", False), "its": ("it", True),
    "this": ("this", False), "that": ("this", False), "these": ("these", False), "those": ("these", False),
    "there": ("there", False), "then": ("then", False),
}  # fmt: skip
_REFLEXIVE = re.compile(r"(?:him|her|it|them)sel(?:f|ves)")


@dataclass(frozen=True, slots=True)
class Pointer:
    """A word that points back: ``kind`` as in "he", "she", "they", "it", "this", "these", "there", "then"."""

    text: str
    start: int
    end: int
    kind: str
    is_possessive: bool
    next: str


def pointers_in(question: str) -> tuple[Pointer, ...]:
    """Return the words of a question that point back, in order."""
    tokens = tokens_of(question)
    found = []
    for place, token in enumerate(tokens):
        if (known := _PERSONAL.get(token.bare)) is None or not token.is_word:
            continue
        before = tokens[place - 1].bare if place else ""
        after = tokens[place + 1].bare if place + 1 < len(tokens) and tokens[place + 1].is_word else ""
        kind, possessive = known
        later = tokens[place + 2].bare if place + 2 < len(tokens) else ""
        # "Is it certain that".
        if not _points(token, kind, before, after) or (
            token.bare == "it" and before in AUXILIARIES and later == "that"
        ):
            continue
        # "her" before a word that belongs to her; "ask her about", "to her?" otherwise.
        if token.bare == "her" and (not after or after in PREPOSITIONS | AUXILIARIES | WH):
            possessive = False
        found.append(Pointer(token.text, token.start, token.end, kind, possessive, after))
    return tuple(found)


def _points(token: Token, kind: str, before: str, after: str) -> bool:
    if kind == "there":
        # "Were there any others" names nothing.
        return before not in AUXILIARIES and after not in AUXILIARIES
    if token.bare == "that" and before and before not in AUXILIARIES | PREPOSITIONS | WH | {"and", "but", "or"}:
        # "The man that left", "said that they".
        return not after
    return True
