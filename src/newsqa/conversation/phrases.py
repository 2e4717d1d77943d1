"""Finds the names and noun phrases of a text, without a model of language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from newsqa.conversation.english import (
    AUXILIARIES,
    BETWEEN,
    CALENDAR,
    CLOSED,
    CONNECTING,
    DETERMINERS,
    DOING,
    NUMBERS,
    QUESTION_FRAME,
)

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019.&/-][^\W_]+)*\.?(?=[\s)]+[^\W_])|[^\W_]+(?:['\u2019.&/-][^\W_]+)*|[^\w\s]")
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_INITIAL = re.compile(r"(?:[A-Z]\.)+|(?:Dr|Mr|Mrs|Ms|St|Prof|Jr|Sr|Gen|Col|Lt|Sgt|Rev|No)\.")
_QUOTED = re.compile(r"[\"\u201c\u201e\u00ab\u00bb]([^\"\u201c\u201d\u201e\u00ab\u00bb]{2,80})[\"\u201d\u00bb\u00ab]")
_SEPARATOR = re.compile(r"\s+[-\u2013\u2014|]\s+")
_BRACKETS = re.compile(r"\s*\([^)]*\)|^\d{4}[-\u2013]\d{2,4}:\s*")
_SHORT_TITLE = 6  # words of a part of a title that can stand for its article
# "How many homes": what a question asks for is not what it is about.
_ASKED_FOR = re.compile(r"\b(?:how (?:many|much)|which|what|whose) \w+", re.IGNORECASE)
_MOST_TOPICS = 2
_LONGEST = 8  # words of a phrase


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign of a text; ``bare`` is without case, possessive and full stop."""

    text: str
    start: int
    end: int
    bare: str

    @property
    def is_word(self) -> bool:
        """Whether it is a word."""
        return self.text[0].isalnum()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of a text that may be spoken of: ``kind`` is "name", "noun", "span", "quoted", "title" or "whole"."""

    text: str
    kind: str
    has_determiner: bool = False

    @property
    def is_name(self) -> bool:
        """Whether it is one whole."""
        return self.kind in ("name", "quoted", "title")

    @property
    def is_plural(self) -> bool:
        """Whether it looks like several."""
        last = self.text.split()[-1].casefold()
        return " and " in self.text or (last.endswith("s") and not last.endswith(("ss", "'s", "us", "is")))

    @property
    def is_a_thing(self) -> bool:
        """Whether it is a name or noun, and more than a number word, a day, an adverb or a participle."""
        is_bare = self.kind == "noun" and not self.has_determiner
        return self.kind in ("name", "noun", "quoted") and any(
            not (word[0].isdigit() or word in NUMBERS or CALENDAR.fullmatch(word.title()))
            and not (is_bare and word.endswith(("ly", "ed")))
            for word in content_words(self.text)
        )

    @property
    def is_like_a_person(self) -> bool:
        """Whether it looks like a person's name in full."""
        words = self.text.split()
        return self.kind in ("name", "title") and 2 <= len(words) <= 3 and all(word[0].isupper() for word in words)


@lru_cache(maxsize=512)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the words and signs of a text, in order; the texts of a conversation come again with each question."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        word, end = match[0], match.end()
        if word.endswith(".") and len(word) > 1 and not _INITIAL.fullmatch(word):
            word, end = word[:-1], end - 1
            found += [_token(word, match.start()), _token(".", end)]
        else:
            found.append(_token(word, match.start()))
    return tuple(found)


def _token(text: str, start: int) -> Token:
    return Token(text, start, start + len(text), _POSSESSIVE.sub("", text.rstrip(".")).casefold())


def content_words(text: str) -> list[str]:
    """Return the words of a text that say something, without case."""
    return [token.bare for token in tokens_of(text) if token.is_word and token.bare not in CLOSED and token.bare]


def names_in(text: str, *, is_question: bool = False) -> Iterator[Phrase]:
    """Yield the names of a text: what is written with capitals, or in quotation marks."""
    for match in _QUOTED.finditer(text):
        said = match[1].strip(" ,.;")
        if said[:1].isupper() and len(said.split()) <= _LONGEST:
            yield Phrase(said, "quoted")
    tokens = tokens_of(text)
    if _is_shouted(tokens):
        return
    place = 0
    while place < len(tokens):
        end = _end_of_name(tokens, place)
        if end == place:
            place += 1
            continue
        run = tokens[place:end]
        begins = place == 0 or tokens[place - 1].text in '.!?:"\u201c'
        if begins and run[0].bare in CLOSED | QUESTION_FRAME:
            run = run[1:]
        while run and run[0].bare in CLOSED and run[0].bare not in CONNECTING:
            run = run[1:]
        # In "the Lindau apples" the article is the apples'.
        is_whole = end == len(tokens) or not says_something(tokens[end])
        after_the = place > 0 and tokens[place - 1].bare == "the" and is_whole
        if run and not (begins and len(run) == 1 and not is_question and _is_common(run[0], tokens)):
            name = _POSSESSIVE.sub("", text[run[0].start : run[-1].end])
            if name and not CALENDAR.fullmatch(name):
                yield Phrase(f"the {name}" if after_the else name, "name", after_the)
        place = end


def nouns_in(
    text: str, bridges: frozenset[str] = frozenset({"of"}), kind: str = "noun", *, with_verbs: bool = True
) -> Iterator[Phrase]:
    """Yield what stands between the little words of a text, with ``bridges`` taken in.

    ``with_verbs``: the verb of a question, after who does it, too.
    """
    tokens = tokens_of(text)
    place = 0
    longest = _LONGEST if kind == "noun" else 2 * _LONGEST
    while place < len(tokens):
        if not says_something(tokens[place]):
            place += 1
            continue
        end = place
        while end < len(tokens) and end - place < longest:
            if says_something(tokens[end]) or _is_possessive(tokens, end):
                end += 1
            elif (
                end + 1 < len(tokens)
                and tokens[end].bare in bridges
                and (says_something(tokens[end + 1]) or tokens[end + 1].bare in DETERMINERS | bridges)
            ):
                end += 2
            else:
                break
        while end > place and not says_something(tokens[end - 1]):
            end -= 1
        before = tokens[place - 1].bare if place else ""
        whole, end = end, _without_verb(tokens, place - (before in DETERMINERS) - 1, place, end)
        said = _POSSESSIVE.sub("", text[tokens[place].start : tokens[end - 1].end])
        yield Phrase(f"{before} {said}" if before in ("the", "a", "an") else said, kind, before in DETERMINERS)
        place = max(end if with_verbs else whole, place + 1)


def _is_possessive(tokens: Sequence[Token], place: int) -> bool:
    """Whether a sign is the apostrophe of "the dockers' strike"."""
    return (
        tokens[place].text in "'\u2019" and tokens[place - 1].text.endswith("s") and place + 1 < len(tokens)
        and says_something(tokens[place + 1]) and tokens[place - 1].end == tokens[place].start
    )  # fmt: skip


def _without_verb(tokens: Sequence[Token], auxiliary: int, place: int, end: int) -> int:
    """Return where a phrase ends that a question has between its auxiliary and its verb."""
    is_followed = end < len(tokens) and tokens[end].bare in AUXILIARIES  # "will the lost opera be performed"
    if end - place < 2 or auxiliary < 0 or is_followed:
        return end
    before, last = tokens[auxiliary].bare, tokens[end - 1].bare
    if before in DOING or (before in AUXILIARIES and last.endswith(("ed", "ing", "en"))):
        return end - 1
    return end


def title_parts(title: str) -> tuple[list[Phrase], list[Phrase]]:
    """Return the first part of a title, when it is short enough to be a name, and what its other parts speak of."""
    parts = [_BRACKETS.sub("", part).strip() for part in _SEPARATOR.split(title)]
    short = [Phrase(part, "title") for part in parts if part and len(part.split()) <= _SHORT_TITLE]
    first = [phrase for phrase in short[:1] if phrase.text == parts[0] and _may_be_a_name(phrase.text)]
    names = [name for part in parts for name in names_in(part) if all(name.text != phrase.text for phrase in short)]
    return first, [*short[len(first) :], *names]


def _may_be_a_name(title: str) -> bool:
    """Whether a title is none of a headline's small verbs and nouns: "Kiln relit", "Storm shuts ports"."""
    return all(token.bare in BETWEEN or not token.text[0].islower() for token in tokens_of(title)
               if says_something(token))  # fmt: skip


def spoken_of(question: str, shown: str) -> list[Phrase]:
    """Return what a question that stands alone is about: its names, and its nouns that what was shown takes up."""
    shown_words = {word[:5] for word in content_words(shown)}
    nouns = [
        phrase for phrase in nouns_in(question, frozenset(), with_verbs=False)
        if phrase.has_determiner
        or (any(word[:5] in shown_words for word in content_words(phrase.text)) and not _is_to_do(phrase, question))
    ]  # fmt: skip
    # What is definite is what the question is about: "the NATO declaration", not "NATO".
    definite = [phrase for phrase in nouns if phrase.has_determiner]
    held = {word for phrase in definite for word in content_words(phrase.text)}
    names = [name for name in names_in(question, is_question=True) if not held.issuperset(content_words(name.text))]
    held |= {word for name in names for word in content_words(name.text)}
    held |= {word for match in _ASKED_FOR.finditer(question) for word in content_words(match[0])}
    others = [phrase for phrase in nouns if not phrase.has_determiner and held.isdisjoint(content_words(phrase.text))]
    definite = [
        phrase
        for phrase in definite
        if not any(set(content_words(phrase.text)) <= set(content_words(name.text)) for name in names)
    ]
    return [*definite, *names, *others][:_MOST_TOPICS]


def _is_to_do(phrase: Phrase, question: str) -> bool:
    """Whether it looks like what somebody is to do: "to close", not "to the workers", "to workers"."""
    return not phrase.is_plural and f" to {phrase.text}" in question


def _end_of_name(tokens: Sequence[Token], place: int) -> int:
    end = place
    while end < len(tokens) and end - place < _LONGEST:
        token = tokens[end]
        if _is_capital(token) or (end > place and token.text.isdigit() and len(token.text) < 5):
            end += 1
            # A possessive ends a name: "Lomax's Ashdown" are two.
            if _POSSESSIVE.search(token.text):
                break
        elif end > place and token.bare in BETWEEN:
            ahead = end + 1
            while ahead < len(tokens) and tokens[ahead].bare in BETWEEN:
                ahead += 1
            if ahead < len(tokens) and _is_capital(tokens[ahead]) and ahead - end <= 2:
                end = ahead
            else:
                break
        else:
            break
    return end


def _is_capital(token: Token) -> bool:
    return token.is_word and token.text[0].isupper() and token.text not in ("I", "I'm")


def _is_common(token: Token, tokens: Sequence[Token]) -> bool:
    """Whether a word at the beginning of a sentence is written small elsewhere, or never comes again."""
    same = [other.text for other in tokens if other.bare == token.bare and other is not token]
    return any(text[0].islower() for text in same) or (not same and token.text.istitle() and len(token.text) < 4)


def says_something(token: Token) -> bool:
    """Whether a word is none of the little ones."""
    return token.is_word and token.bare not in CLOSED


def _is_shouted(tokens: Sequence[Token]) -> bool:
    words = [token.text for token in tokens if token.is_word]
    return len(words) > 3 and all(word.isupper() for word in words)
