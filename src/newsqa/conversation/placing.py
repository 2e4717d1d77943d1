"""Puts what a follow-up left out into it, so that it reads as a question of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsqa.characters import one_line
from newsqa.conversation.choosing import Chosen
from newsqa.conversation.gathering import Asked
from newsqa.conversation.phrases import Phrase
from newsqa.conversation.pointing import Pointer
from newsqa.words import mark_spans

_END = re.compile(r"[\s?!.\uff1f\u061f]*$")
_SIGNS = str.maketrans("", "", "\"\u201c\u201d\u201e\u00ab\u00bb()[]")
_BEFORE_NOUN = ("this", "these")
_PLURAL_KINDS = ("they", "these")


def place(asked: Asked, chosen: Sequence[Chosen]) -> tuple[str, tuple[str, ...]]:
    """Return the question with the phrases in it, and these as they stand there.

    A pronoun gives way to the first that it may stand for; what is besides something follows at the end as that,
    and the rest in brackets.
    """
    left = list(chosen)
    text, shift = asked.text, 0
    marks = mark_spans(asked.text)
    done: set[str] = set()
    carried: list[str] = []
    for pointer in asked.pointers:
        if pointer.kind in done or any(start <= pointer.start < end for start, end in marks):
            continue
        meant = _antecedent(pointer, left, asked)
        if meant is None:
            continue
        done.add(pointer.kind)
        left.remove(meant)
        said = _said(meant.phrase)
        carried.append(said)
        new = _in_place(pointer, said)
        text = text[: pointer.start + shift] + new + text[pointer.end + shift :]
        shift += len(new) - len(pointer.text)
    return _with_tail(text, left, asked, carried)


def _antecedent(pointer: Pointer, left: Sequence[Chosen], asked: Asked) -> Chosen | None:
    # "This album" keeps its noun: what it is called follows in brackets.
    if pointer.kind in _BEFORE_NOUN and pointer.next in asked.content:
        return None
    if pointer.kind in ("there", "then"):
        return None
    return next((one for one in left if _agrees(pointer, one, asked)), None)


def _agrees(pointer: Pointer, one: Chosen, asked: Asked) -> bool:
    phrase = one.phrase
    if phrase.kind == "whole" and len(phrase.text.split()) > 4:
        return False
    if asked.asks_for_more and one.place == "sentence" and not phrase.is_like_a_person:
        return False
    if pointer.kind in ("he", "she"):
        return phrase.is_name and not phrase.text[0].isdigit()
    return phrase.kind != "span" or pointer.kind in _PLURAL_KINDS


def _in_place(pointer: Pointer, said: str) -> str:
    if pointer.start == 0:
        said = said[:1].upper() + said[1:]
    if not pointer.is_possessive:
        return said
    return f"{said}\u2019" if said.endswith("s") else f"{said}\u2019s"


def _with_tail(text: str, left: Sequence[Chosen], asked: Asked, carried: list[str]) -> tuple[str, tuple[str, ...]]:
    besides = [one for one in left if asked.asks_for_more and one.place == "sentence"]
    rest = [one for one in left if one not in besides]
    end = _END.search(text)
    body, sign = (text[: end.start()], end[0].strip()) if end else (text, "")
    if rest:
        said = [_said(one.phrase) for one in rest]
        body += f" ({', '.join(said)})"
        carried += said
    if besides:
        said = [_said(one.phrase) for one in besides]
        body += f", besides {_listed(said)}"
        carried += said
    return one_line(body + sign), tuple(carried)


def _listed(said: Sequence[str]) -> str:
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _said(phrase: Phrase) -> str:
    """Return a phrase without signs that would mean something in a question."""
    return one_line(phrase.text.translate(_SIGNS)).strip(" -,;:")


