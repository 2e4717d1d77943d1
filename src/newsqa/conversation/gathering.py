"""Gathers the words that a follow-up may leave out, with what is known of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from newsqa.conversation.english import AUXILIARIES, DETERMINERS, ELSE, OTHER, QUESTION_FRAME, SAYS_BESIDES, WH
from newsqa.conversation.phrases import (
    Phrase,
    content_words,
    names_in,
    nouns_in,
    says_something,
    tokens_of,
)
from newsqa.conversation.pointing import Pointer, pointers_in

MAX_TURNS = 8  # of the turns before, the last so many are looked at, and
MAX_CHARS = 600  # of each text in them so many characters
_WHOLE = 12  # words of an answer that is carried as it stands
_MOST = 80  # phrases that are compared
_NEAR = 3  # words
_PERSONS = ("he", "she", "they", "it")
_BRIDGES = DETERMINERS | frozenset(("of", "and", "or", "in", "for", "to", "with", "on", "at", "by", "from", "other"))


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn before leaves to speak of: its question, what it was about, the sentences that were shown.

    ``question`` is as it was understood, ``asked`` as it was asked. ``topics`` are what the subject was first called,
    ``asides`` what a title says besides.
    """

    question: str
    asked: str
    topics: tuple[Phrase, ...] = ()
    asides: tuple[Phrase, ...] = ()
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is read: its words, what points back, what it names itself, what it asks for."""

    text: str
    words: tuple[str, ...]
    content: frozenset[str]
    pointers: tuple[Pointer, ...]
    names: tuple[Phrase, ...]
    form: str
    kind: str

    @classmethod
    def read(cls, text: str) -> Asked:
        """Read a question."""
        pointers = pointers_in(text)
        words = tuple(token.bare for token in tokens_of(text) if token.is_word)
        kinds = [pointer.kind for pointer in pointers]
        persons = [kind for kind in kinds if kind in ("he", "she", "they")]
        return cls(
            text, words, frozenset(content_words(text)), pointers, tuple(names_in(text, is_question=True)),
            _form(text, words), (persons or kinds or ["none"])[0],
        )  # fmt: skip

    @property
    def asks_for_more(self) -> bool:
        """Whether it asks for something besides what was said."""
        return self.form in ("more", "about all")

    @property
    def says_besides(self) -> bool:
        """Whether a person who makes it stand alone often says besides what: not after "also" or "more".

        Nor where it says besides what itself.
        """
        return self.asks_for_more and bool(OTHER.search(self.text)) and not SAYS_BESIDES.search(self.text)


@dataclass(slots=True)
class Spoken:
    """A phrase of the turns before; ``seen`` are the places that it stands in, as (turns back, place, order)."""

    phrase: Phrase
    words: frozenset[str]
    seen: list[tuple[int, str, int]] = field(default_factory=list)


@dataclass(slots=True)
class Word:
    """A word of the turns before; ``seen`` are its places, as (place, turns back, order, of how many)."""

    text: str
    seen: list[tuple[str, int, int, int]] = field(default_factory=list)
    is_capital: bool = False
    is_quoted: bool = False
    phrases: list[Spoken] = field(default_factory=list)


def gather_phrases(turns: Sequence[Turn]) -> list[Spoken]:
    """Return the phrases that the turns before speak of, those of the last turn first."""
    found: dict[frozenset[str], Spoken] = {}
    answered = 0
    for back, turn in enumerate(reversed(turns[-MAX_TURNS:])):
        _add(found, turn.topics, back, "title")
        _add(found, turn.asides, back, "title_rest")
        question = turn.question[:MAX_CHARS]
        _add(found, names_in(question, is_question=True), back, "question")
        _add(found, nouns_in(question), back, "question")
        for sentence in turn.sentences:
            text = sentence[:MAX_CHARS]
            if len(text.split()) <= _WHOLE:
                _add(found, [Phrase(text.strip(" .,;"), "whole")], answered, "sentence")
            _add(found, names_in(text), answered, "sentence")
            _add(found, nouns_in(text), answered, "sentence")
            if answered == 0:
                _add(found, nouns_in(text, _BRIDGES, "span"), answered, "sentence")
        answered += bool(turn.sentences)
        if len(found) > _MOST:
            break
    return list(found.values())[:_MOST]


def _add(found: dict[frozenset[str], Spoken], phrases: Iterable[Phrase], back: int, place: str) -> None:
    for order, phrase in enumerate(phrases):
        words = frozenset(content_words(phrase.text))
        if not words:
            continue
        spoken = found.setdefault(words, Spoken(phrase, words))
        if spoken.phrase.kind in ("noun", "span") and phrase.kind not in ("noun", "span"):
            spoken.phrase = phrase
        spoken.seen.append((back, place, order))


def gather_words(phrases: Sequence[Spoken], turns: Sequence[Turn]) -> dict[str, Word]:
    """Return each word that says something in the turns before."""
    found: dict[str, Word] = {}
    answered = 0
    for back, turn in enumerate(reversed(turns[-MAX_TURNS:])):
        for place, spoken_of in (("title", turn.topics), ("title_rest", turn.asides)):
            for phrase in spoken_of:
                _add_words(found, phrase.text, place, 0)
        _add_words(found, turn.question[:MAX_CHARS], "question", back)
        for sentence in turn.sentences:
            _add_words(found, sentence[:MAX_CHARS], "sentence", answered)
        answered += bool(turn.sentences)
    for spoken in phrases:
        for text in spoken.words:
            if text in found:
                found[text].phrases.append(spoken)
    return found


def _add_words(found: dict[str, Word], text: str, place: str, back: int) -> None:
    tokens = tokens_of(text)
    for order, token in enumerate(tokens):
        if says_something(token):
            word = found.setdefault(token.bare, Word(token.bare))
            word.seen.append((place, back, order, len(tokens)))
            word.is_capital |= order > 0 and token.text[0].isupper()
            word.is_quoted |= order > 0 and tokens[order - 1].text in '"\u201c'


def describe(asked: Asked, words: Mapping[str, Word], turns: Sequence[Turn]) -> dict[str, dict[str, float]]:
    """Return the features of each word, by name; one that is not there is 0."""
    turns = turns[-MAX_TURNS:]
    context = _Context.of(asked, turns)
    return {text: _features(word, asked, context) for text, word in words.items() if text not in asked.content}


@dataclass(frozen=True, slots=True)
class _Context:
    first: str
    is_again: bool
    usual: str
    near: frozenset[str]
    turns: int
    is_answered: bool

    @classmethod
    def of(cls, asked: Asked, turns: Sequence[Turn]) -> _Context:
        # As they were asked: where they are understood their pronouns are gone.
        before = [[pointer.kind for pointer in pointers_in(turn.asked[:MAX_CHARS])] for turn in turns]
        kinds = [kind for kinds in before for kind in kinds]
        persons = Counter(kind for kind in kinds if kind in _PERSONS)
        for turn in turns:
            for text in turn.sentences:
                persons.update(p.kind for p in pointers_in(text[:MAX_CHARS]) if p.kind in _PERSONS)
        return cls(
            first=kinds[0] if kinds else "none", is_again=bool(before) and asked.kind in before[-1],
            usual=max(persons, key=lambda kind: (persons[kind], kind), default="none"),
            near=_words_near(asked, turns), turns=max(1, len(turns)),
            is_answered=bool(turns) and bool(turns[-1].sentences),
        )  # fmt: skip


def _features(word: Word, asked: Asked, context: _Context) -> dict[str, float]:
    form, kind = asked.form, asked.kind
    row: dict[str, float] = {}
    roles = {place if place.startswith("title") else f"{place} {min(back, 2)}" for place, back, *_ in word.seen}
    capital = "capital" if word.is_capital else "small"
    length = f"asks {min(len(asked.content), 4)}"
    for role in roles:
        for about in ("any", form, kind, length, f"{form} {kind}", capital, f"{kind} {capital}", f"{form} {capital}"):
            row[f"{about} | {role}"] = 1.0
        if role.startswith("title"):
            row[f"{kind} usual {context.usual} | {role}"] = 1.0
            row[f"{kind} first {context.first} | {role}"] = 1.0
            row[f"{kind} again {context.is_again} | {role}"] = 1.0
            row[f"named {bool(asked.names)} | {role}"] = 1.0
    if last := next((seen for seen in word.seen if seen[:2] == ("sentence", 0)), None):
        row["last place"] = row[f"{form} last place"] = min(last[2], 20) / 20
        row["last words"] = row[f"{form} last words"] = min(last[3], 30) / 30
        row[f"{form} last short"] = float(last[3] <= 5)
    row["near"] = row[f"{form} near"] = float(word.text in context.near)
    row["quoted"] = float(word.is_quoted)
    times = min(len(word.seen), 6) / 6
    row["times"] = row[f"{form} times"] = row[f"{kind} times"] = times
    row["digit"] = float(word.text[0].isdigit())
    row["letters"] = min(len(word.text), 10) / 10
    for ending in ("ed", "ing", "ly"):
        row[f"-{ending}"] = row[f"{form} -{ending}"] = float(word.text.endswith(ending))
    for spoken in word.phrases:
        _add_phrase(row, spoken, asked)
    own = [back for place, back, *_ in word.seen if not place.startswith("title")]
    row["recent"] = row[f"{form} recent"] = 1 / (1 + min(own, default=9))
    share = len(set(own)) / context.turns
    title = next((role for role in sorted(roles) if role.startswith("title")), "no title")
    for about in ("any", form, kind, title):
        row[f"{about} share"] = share
    row[f"{title} turns"] = context.turns / MAX_TURNS
    row[f"{title} answered"] = float(context.is_answered)
    return row


def _add_phrase(row: dict[str, float], spoken: Spoken, asked: Asked) -> None:
    back, place, order = min(spoken.seen)
    phrase = spoken.phrase
    for about in ("any", asked.kind, asked.form):
        row[f"{about} {phrase.kind}"] = 1.0
    if phrase.has_determiner:
        row["the"] = row[f"{asked.kind} the"] = 1.0
    if phrase.is_plural:
        row["plural"] = row[f"{asked.kind} plural {phrase.kind}"] = 1.0
    if phrase.is_like_a_person:
        row["person"] = row[f"{asked.kind} person"] = row[f"{asked.kind} person {place} {min(back, 2)}"] = 1.0
    if order == 0:
        row[f"first {place} {min(back, 1)} {phrase.kind}"] = row[f"{asked.kind} first {place} {min(back, 1)}"] = 1.0
    if not spoken.words.isdisjoint(asked.content):
        row["shares"] = row[f"shares {phrase.kind}"] = row[f"shares {place}"] = 1.0


def _words_near(asked: Asked, turns: Sequence[Turn]) -> frozenset[str]:
    """Return the words that stand near to one of the question's in the turns before."""
    near: set[str] = set()
    wanted = {stem(word) for word in asked.content}
    for turn in turns:
        for text in (turn.question, *turn.sentences):
            words = content_words(text[:MAX_CHARS])
            for place, word in enumerate(words):
                if stem(word) in wanted:
                    near.update(words[max(0, place - _NEAR) : place + _NEAR + 1])
    return frozenset(near)


def stem(word: str) -> str:
    """Return a word as it is compared across its forms, roughly."""
    return word[:5] if len(word) > 5 else word.removesuffix("s")


def _form(text: str, words: Sequence[str]) -> str:
    if "interesting" in words or "article" in words:
        return "about all"
    if ELSE.search(text):
        return "more"
    first = words[0] if words else ""
    if first in WH:
        return "wh" if first in ("what", "who", "which") else first
    return "yes" if first in AUXILIARIES else "other" if first in QUESTION_FRAME else "rest"
