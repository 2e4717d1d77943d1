"""Names by their capitals, with care at the beginnings of sentences."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import regex

from newsqa.words import terms

_TITLE = r"(?:Mr|Mrs|Ms|Dr|Gov|Sen|Rep|St|Lt|Gen|Sgt|Prof|Rev|Capt|Col)\."
_TOKEN = rf"(?:{_TITLE}|(?:[A-Z]\.)+|\p{{Lu}}[\p{{L}}\p{{N}}]*+(?:[-'&](?!s\b)[\p{{L}}\p{{N}}]++)*+)"
_SMALL = r"(?:of the|for the|of|for|de|la|van|von|bin|der|du|al)"
NAME = rf"{_TOKEN}(?: (?:{_SMALL} )?{_TOKEN}){{0,5}}+"
_MID = regex.compile(rf"(?<=[\p{{Ll}},] )(?:(?P<the>the) )?(?P<name>{NAME})")
_WORD = regex.compile(r"\p{L}[\p{L}\p{N}'-]*")
_CALENDAR = regex.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?\b"
)
_RANKS = frozenset(
    "CEO CFO President Prime Minister Secretary Senator Sen. Rep. Gov. Governor Mr. Mrs. Ms. Dr. Judge Justice Chief "
    "Professor Prof. King Queen Prince Princess Pope General Gen. Sir Lord Lady Mayor Chairman Director Sheriff "
    "Chancellor Congressman Congresswoman Representative Vice Former Attorney Captain Capt. Lt. Sgt. Col. Rev. Foreign "
    "Defense Press Ambassador Officer Detective Coach Deputy Commissioner Speaker Democrat Republican Officials".split()
)
_JOINS = ("of", "for", "de", "the")
_FULL = (2, 3)


class Names:
    """The names of some texts: which words these write with a capital, and whole names for parts of them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._capital: Counter[str] = Counter()
        self._small: Counter[str] = Counter()
        whole: dict[str, Counter[str]] = defaultdict(Counter)
        self._with_the: Counter[str] = Counter()
        self._bare: Counter[str] = Counter()
        for text in texts:
            for word in _WORD.findall(text):
                if word[0].islower():
                    self._small[word] += 1
            for found in _MID.finditer(text):
                name = found["name"]
                (self._with_the if found["the"] else self._bare)[name] += 1
                self._capital.update(_WORD.findall(name))
                parts = without_rank(name).split()
                if len(parts) in _FULL and not found["the"] and not any(part in _JOINS for part in parts):
                    whole[parts[-1]][" ".join(parts)] += 1
        self._whole = {last: names for last, names in whole.items() if len(names) == 1}

    def is_name(self, text: str) -> bool:
        """Whether words with capitals are a name, and not a common word that a sentence begins with, or a day."""
        first = _WORD.match(text)
        if first is None or _CALENDAR.search(text) or not terms(text.split()[0]):
            return False
        word = first[0]
        if word.isupper() and len(word) == 1 and "." not in text:
            return False
        if self._small[word.lower()] > self._capital[word]:
            return False
        return bool(self._capital[word]) or " " in text and bool(self._capital[text.split()[-1]])

    def whole(self, name: str) -> str:
        """Return the whole name of somebody who is called by the last part of it; else the name itself."""
        found = self._whole.get(name)
        if found is None or self._with_the[name]:
            return name
        return next(iter(found))

    def takes_the(self, name: str) -> bool:
        """Whether it is written with an article."""
        return self._with_the[name] > self._bare[name]


def without_rank(name: str) -> str:
    """Return a name without what somebody is called by office."""
    parts = name.split()
    while len(parts) > 1 and parts[0] in _RANKS:
        parts.pop(0)
    return " ".join(parts)
