"""Finds words in kept text, whatever their case and accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_SNIPPET_CHARS = 160


class _Folds(dict[int, str]):
    """Gives what each character is compared by: small, without accents."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code))
        folded = "".join(part for part in parts if not unicodedata.combining(part)).casefold()
        self[code] = folded
        return folded


_FOLDS = _Folds()


def fold(text: str) -> str:
    """Return the text as it is compared: small letters without accents."""
    return text.translate(_FOLDS)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words that are looked for, folded, each once."""
    return tuple(dict.fromkeys(fold(text).split()))


def snippet(texts: Iterable[str], words: tuple[str, ...]) -> str | None:
    """Return a piece of the text that holds most of the words, around the first of them; None where none stands."""
    best, most = "", 0
    for text in texts:
        folded = fold(text)
        count = sum(word in folded for word in words)
        if count > most:
            best, most = text, count
    return _around(best, words) if most else None


def _around(text: str, words: tuple[str, ...]) -> str:
    folded = fold(text)
    first = min(place for word in words if (place := folded.find(word)) >= 0)
    # A character may be compared by none or several, so its place is counted anew.
    place, passed = 0, 0
    while passed < first:
        passed += len(fold(text[place]))
        place += 1
    start = max(0, place - _SNIPPET_CHARS // 3)
    if start:
        start = text.find(" ", start, place) + 1 or start
    end = start + _SNIPPET_CHARS
    if end < len(text):
        end = max(text.rfind(" ", place, end), place + 1) if text.rfind(" ", place, end) > 0 else end
    piece = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{piece}{'…' if end < len(text) else ''}"
