"""Two texts to how much of each stands in the other, sentence by sentence."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rapidfuzz import fuzz, process

from newsqa.stories.sketches import words_of

# The following were fitted on one planted set and hold on another (docs/decisions/017).
# A sentence stands in another text, lightly edited, when one there is so like it, in percent of characters ...
_LIKE = 75.0
# ... and each names hardly anyone whom the other does not: at most this share of the fewer names.
_OTHER_NAMES = 0.34
# One text is a copy of another when so much of it, in words, stands there, and makes up so much of that: a dispatch of
# three lines in a long report of its own is a passage reprinted.
_COPY_SHARE = 0.6
_COPY_PART = 0.25
# So much is no chance, though no copy: of two such, neither tells a part of a merged report that the other lacks.
_AKIN_SHARE = 0.25
# A later version has so much of the earlier, and this so much of it.
_VERSION_SHARE = 0.5
# Shorter texts say too little to be told apart: only exact copies of such are copies.
_LEAST_WORDS = 25
# A passage is reprinted when so many words of whole sentences stand in a row in both.
_REPRINT_WORDS = 40
# Where a sentence ends: roughly, but alike in both texts.
_END = re.compile(r"(?<=[.!?…])[\"')\]]*\s+|(?<=[。！？])|\n+")  # noqa: RUF001  # CJK
_DIGIT = re.compile(r"\d")
# A sentence of fewer words stands nowhere but word for word.
_FEW_WORDS = 5


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of the first of two texts stands in the second, how much of the second in the first, from 0 to 1.

    ``run`` is the most words that whole sentences in a row have in common; ``words`` are those of the shorter.
    """

    of_first: float
    of_second: float
    run: int
    words: int

    @property
    def is_copy(self) -> bool:
        """Whether one is a copy of the other, edited or cut."""
        less, more = sorted((self.of_first, self.of_second))
        return self.words >= _LEAST_WORDS and more >= _COPY_SHARE and less >= _COPY_PART

    @property
    def is_version(self) -> bool:
        """Whether they are so alike that one may be the other, brought up to date."""
        return self.is_copy and min(self.of_first, self.of_second) >= _VERSION_SHARE

    @property
    def is_akin(self) -> bool:
        """Whether more of one stands in the other than two reports on one affair have in common."""
        return max(self.of_first, self.of_second) >= _AKIN_SHARE

    @property
    def is_reprint(self) -> bool:
        """Whether a passage of one stands in the other."""
        return self.run >= _REPRINT_WORDS

    def turned(self) -> Likeness:
        """Return it with the texts in the other order."""
        return Likeness(self.of_second, self.of_first, self.run, self.words)


@dataclass(frozen=True)
class Wording:
    """A text as it is compared: its sentences in lower case, and what each names."""

    sentences: tuple[str, ...]
    words: tuple[int, ...]
    names: tuple[frozenset[str], ...]
    numbers: tuple[frozenset[str], ...]

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each sentence stands."""
        found = defaultdict(list)
        for place, sentence in enumerate(self.sentences):
            found[sentence].append(place)
        return found


def read_wording(text: str) -> Wording:
    """Return a text, in plain typography, as it is compared."""
    sentences, counts, names, numbers = [], [], [], []
    for sentence in _END.split(text):
        words = words_of(sentence)
        if not words:
            continue
        sentences.append(" ".join(words).casefold())
        counts.append(len(words))
        # The first word has a capital in any case.
        names.append(frozenset(word for word in words[1:] if word[0].isupper()))
        numbers.append(frozenset(word for word in words if _DIGIT.search(word)))
    return Wording(tuple(sentences), tuple(counts), tuple(names), tuple(numbers))


def compare(first: Wording, second: Wording) -> Likeness:
    """Return how much of each text stands in the other."""
    if sum(second.words) < sum(first.words):
        return compare(second, first).turned()
    partners = _partners(first, second)
    matched_first = sum(first.words[place] for place in partners)
    matched_second = sum(second.words[place] for place in set(partners.values()))
    total_first, total_second = sum(first.words), sum(second.words)
    return Likeness(
        round(matched_first / total_first, 4) if total_first else 0.0,
        round(matched_second / total_second, 4) if total_second else 0.0,
        _longest_run(first, partners),
        total_first,
    )


def carries(text: str, passage: str) -> bool:
    """Whether a text carries a passage word for word, whatever the marks and spaces between the words."""
    return f" {' '.join(words_of(passage))} " in f" {' '.join(words_of(text))} "


def _partners(shorter: Wording, longer: Wording) -> dict[int, int]:
    """Return, of each sentence of the shorter that stands in the longer, the place there."""
    partners: dict[int, int] = {}
    free = dict.fromkeys(range(len(longer.sentences)))
    for place, sentence in enumerate(shorter.sentences):
        there = next((each for each in longer.places.get(sentence, ()) if each in free), None)
        if there is not None:
            partners[place] = there
            del free[there]
    left = [
        place for place in range(len(shorter.sentences)) if place not in partners and shorter.words[place] >= _FEW_WORDS
    ]
    others = list(free)
    if not left or not others:
        return partners
    alike = process.cdist(
        [shorter.sentences[place] for place in left], [longer.sentences[place] for place in others],
        scorer=fuzz.ratio, score_cutoff=_LIKE, dtype=np.float32,
    )  # fmt: skip
    rows, columns = np.nonzero(alike)
    order = np.lexsort((columns, rows, -alike[rows, columns]))
    taken: set[int] = set()
    for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        one, other = left[row], others[column]
        if one not in partners and other not in taken and _say_the_same(shorter, one, longer, other):
            partners[one] = other
            taken.add(other)
    return partners


def _say_the_same(one: Wording, place: int, other: Wording, there: int) -> bool:
    """Whether two like sentences name the same: more may be named in one, but nothing in place of something else."""
    numbers, names = (one.numbers[place], other.numbers[there]), (one.names[place], other.names[there])
    if numbers[0] - numbers[1] and numbers[1] - numbers[0]:
        return False
    replaced = min(len(names[0] - names[1]), len(names[1] - names[0]))
    return replaced <= _OTHER_NAMES * min(len(names[0]), len(names[1]))


def _longest_run(shorter: Wording, partners: dict[int, int]) -> int:
    """Return the words of the longest run of sentences that stand in a row in both."""
    best = run = 0
    for place in range(len(shorter.sentences)):
        there = partners.get(place)
        if there is None:
            run = 0
            continue
        run = (run if partners.get(place - 1) == there - 1 else 0) + shorter.words[place]
        best = max(best, run)
    return best
