"""Puts what a follow-up left out into it, so that it reads as a question of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsqa.characters import one_line
from newsqa.conversation.choosing import Chosen
from newsqa.conversation.english import AUXILIARIES
from newsqa.conversation.gathering import Asked, Turn
from newsqa.conversation.phrases import Phrase, content_words, names_in, tokens_of
from newsqa.conversation.pointing import Pointer, pointers_in
from newsqa.words import mark_spans

_END = re.compile(r"[\s?!.\uff1f\u061f]*$")
_SIGNS = str.maketrans("", "", '"\u201c\u201d\u201e\u00ab\u00bb()[]')
_GROUP = re.compile(
    r"\b(?:council|county|university|company|party|union|club|league|ministry|agency|office|court|committee|inc|plc|ltd"
    r"|bank|group|bridge|river|city|town|street|women|men|north|south|east|west)\b", re.IGNORECASE
)  # fmt: skip
_OWN_WORDS = 2
_WHERE = ("in", "at", "near")
_SUBJECT = re.compile(r"^(?:who|which \w+)\s+(\w+)", re.IGNORECASE)


def place(asked: Asked, chosen: Sequence[Chosen], turns: Sequence[Turn]) -> tuple[str, tuple[str, ...]]:
    """Return the question with the phrases in it, and these as they stand there.

    A pronoun gives way to the first that it may stand for; where the question before has a phrase after "in" or the
    like it stands so here; what the question asks besides follows as that, and the rest in brackets.
    """
    left = list(chosen)
    answer = _who_was_asked_for(turns)
    text, shift = asked.text, 0
    marks = mark_spans(asked.text)
    done: set[str] = set()
    carried: list[str] = []
    for pointer in asked.pointers:
        if pointer.kind in done or any(start <= pointer.start < end for start, end in marks):
            continue
        meant = _antecedent(pointer, left, asked, turns, answer)
        if meant is None:
            continue
        done.add(pointer.kind)
        left = [one for one in left if _words(one.phrase).isdisjoint(_words(meant))]
        said = _said(meant)
        carried.append(said)
        new = _in_place(pointer, said)
        text = text[: pointer.start + shift] + new + text[pointer.end + shift :]
        shift += len(new) - len(pointer.text)
    return _with_tail(text, left, asked, turns, carried)


def _who_was_asked_for(turns: Sequence[Turn]) -> Phrase | None:
    """Return the name that answers the question before, when it asked who did something."""
    last = turns[-1]
    subject = _SUBJECT.match(last.question)
    if subject is None or subject[1].casefold() in AUXILIARIES - {"is", "was", "are", "were", "has", "had"}:
        return None
    if any(pointer.kind in ("he", "she", "they") for pointer in pointers_in(last.question)):
        return None
    own = frozenset(content_words(last.question))
    for sentence in last.sentences[:1]:
        for name in names_in(sentence):
            if not own.issuperset(_words(name)) and name.is_like_a_person and not _stands_where(name, sentence):
                return name
    return None


def _antecedent(
    pointer: Pointer, left: Sequence[Chosen], asked: Asked, turns: Sequence[Turn], answer: Phrase | None
) -> Phrase | None:
    if pointer.kind in ("there", "then") or (pointer.kind in ("this", "these") and pointer.next in asked.content):
        # "This album" keeps its noun: what it is called follows.
        return None
    is_who = pointer.kind == "they" or (pointer.kind in ("he", "she") and answer and _may_be_a_person(answer, turns))
    if answer and is_who and _words(answer).isdisjoint(asked.content):
        return answer
    meant = [one for one in left if _agrees(pointer, one, asked, turns)]
    meant = [one for one in meant if not any(_stands_where(one.phrase, text) for text in turns[-1].sentences)
             and not (_preposition(one.phrase, turns) and pointer.kind in ("he", "she"))]  # fmt: skip
    # A place that something was asked of is not what did it.
    meant.sort(key=lambda one: (_preposition(one.phrase, turns) != "", not _is_likely(pointer, one.phrase)))
    return meant[0].phrase if meant else None


def _is_likely(pointer: Pointer, phrase: Phrase) -> bool:
    """Whether a phrase is of the kind that a pronoun stands for more often: "they" for who acts, "it" for what."""
    if pointer.kind in ("they", "these"):
        return phrase.is_plural or phrase.is_name
    return phrase.kind == "title" or (phrase.is_name if pointer.kind in ("he", "she") else not phrase.is_name)


def _agrees(pointer: Pointer, one: Chosen, asked: Asked, turns: Sequence[Turn]) -> bool:
    phrase = one.phrase
    if phrase.kind == "whole" and len(phrase.text.split()) > 4:
        return False
    if asked.asks_for_more and one.place == "sentence" and not phrase.is_like_a_person:
        return False
    if pointer.kind in ("he", "she"):
        return _may_be_a_person(phrase, turns)
    if pointer.kind == "they" and phrase.kind == "noun":
        # One thing is not "they", but what is made of persons.
        return phrase.is_plural or bool(_GROUP.search(phrase.text))
    return phrase.kind != "span" or pointer.kind in ("they", "these")


def _in_place(pointer: Pointer, said: str) -> str:
    if pointer.start == 0:
        said = said[:1].upper() + said[1:]
    if not pointer.is_possessive:
        return said
    return f"{said}\u2019" if said.endswith("s") else f"{said}\u2019s"


def _with_tail(
    text: str, left: Sequence[Chosen], asked: Asked, turns: Sequence[Turn], carried: list[str]
) -> tuple[str, tuple[str, ...]]:
    shown = [one for one in left if asked.says_besides and one.place == "sentence"]
    besides = [one for one in shown if one.phrase.is_a_thing]
    # A stretch of a sentence stands in brackets; a number word or adverb says nothing of what to leave out.
    rest = [one for one in left if one not in shown or one.phrase.kind in ("span", "whole")]
    if carried or (len(asked.content) >= _OWN_WORDS and asked.kind != "they"):
        # What says much itself is drowned by all that could be added.
        topics = [one for one in rest if one.place == "title"]
        rest = [one for one in rest if one not in topics[0 if carried else 1 :]]
    end = _END.search(text)
    body, sign = (text[: end.start()], end[0].strip()) if end else (text, "")
    framed = [one for one in rest if _preposition(one.phrase, turns)][:1]
    for one in framed:
        said = f"{_preposition(one.phrase, turns)} {_said(one.phrase)}"
        body += f" {said}"
        carried.append(said)
    if bare := [_said(one.phrase) for one in rest if one not in framed]:
        body += f" ({', '.join(bare)})"
        carried += bare
    if besides:
        listed = [_said(one.phrase) for one in besides]
        body += f", besides {_listed(listed)}"
        carried += listed
    return one_line(body + sign), tuple(carried)


def _preposition(phrase: Phrase, turns: Sequence[Turn]) -> str:
    """Return the word before a phrase by which a question before said where something was; empty when none did."""
    said = re.escape(phrase.text.removeprefix("the "))
    for turn in reversed(turns):
        found = re.search(rf"\b({'|'.join(_WHERE)})\s+(?:the\s+)?{said}(?!\w)", turn.question, re.IGNORECASE)
        if found:
            return found[1].casefold()
    return ""


def _stands_where(phrase: Phrase, text: str) -> bool:
    """Whether a text has a phrase only after "in" or the like."""
    said = re.escape(phrase.text.removeprefix("the "))
    return (
        not re.search(rf"(?<!\bin )(?<!\bat )(?<!\bnear )(?<!\bin the )(?<!\bat the ){said}", text)
        and phrase.text.removeprefix("the ") in text
    )


def _may_be_a_person(phrase: Phrase, turns: Sequence[Turn]) -> bool:
    if not phrase.is_name or phrase.has_determiner or _GROUP.search(phrase.text) or not phrase.text[0].isalpha():
        return False
    if phrase.kind == "title" and not _words(phrase).isdisjoint(_small_words(turns)):
        # "Kiln Relit" is no person where "the kiln" was spoken of.
        return False
    # "The Otters" are a team; "Williams" is somebody.
    team = re.compile(rf"\bthe\s+{re.escape(phrase.text)}(?!\w)", re.IGNORECASE) if phrase.is_plural else None
    return team is None or not any(team.search(text) for turn in turns for text in (turn.question, *turn.sentences))


def _small_words(turns: Sequence[Turn]) -> frozenset[str]:
    """Return the words that were written small in the sentences and the question of the last turn."""
    texts = (turns[-1].question, *turns[-1].sentences)
    return frozenset(token.bare for text in texts for token in tokens_of(text) if token.text[0].islower())


def _listed(said: Sequence[str]) -> str:
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _said(phrase: Phrase) -> str:
    """Return a phrase without signs that would mean something in a question."""
    return one_line(phrase.text.translate(_SIGNS)).strip(" -,;:")


def _words(phrase: Phrase) -> frozenset[str]:
    return frozenset(content_words(phrase.text))
