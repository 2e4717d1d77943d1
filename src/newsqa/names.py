"""Names by their capitals, with care at the beginnings of sentences."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import regex

from newsqa.types import Article
from newsqa.words import terms

_TITLE = r"(?:Mr|Mrs|Ms|Dr|Gov|Sen|Rep|St|Lt|Gen|Sgt|Prof|Rev|Capt|Col)\."
_TOKEN = rf"(?:{_TITLE}|(?:[A-Z]\.)+|\p{{Lu}}[\p{{L}}\p{{N}}]*+(?:[-'&](?!s\b)[\p{{L}}\p{{N}}]++)*+)"
_SMALL = r"(?:of the|for the|of|for|de|la|van|von|bin|der|du|al)"
NAME = rf"{_TOKEN}(?: (?:{_SMALL} )?{_TOKEN}){{0,5}}+"
_MID = regex.compile(rf"(?<=[\p{{Ll}},] )(?:(?P<the>the) )?(?P<name>{NAME})")
_ANY = regex.compile(rf"(?<![\w'-]){NAME}")
_WORD = regex.compile(r"\p{L}[\p{L}\p{N}'-]*")
_CALENDAR = regex.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?\b"
)
_OFFICES = (
    "CEO CFO President Prime Minister Secretary Senator Sen. Rep. Gov. Governor Mr. Mrs. Ms. Dr. Judge Justice Chief "
    "Professor Prof. King Queen Prince Princess Pope General Gen. Sir Lord Lady Mayor Chairman Director Sheriff "
    "Chancellor Congressman Congresswoman Representative Vice Former Attorney Captain Capt. Lt. Sgt. Col. Rev. Foreign "
    "Defense Press Ambassador Officer Detective Coach Deputy Commissioner Speaker Democrat Republican Officials"
)
_RANKS = frozenset(_OFFICES.split())
_COMMON = regex.compile(
    r"\p{L}+(?:ing|ly|ed|while|wise|ever|ers|ists)|Since|Though|Although|Because|Unlike|Among|Former|Like|Also|Still|Instead|Today|Fellow"
)
_JOINS = frozenset(("of", "for", "de", "the"))
_SURE = 2
# What a whole article is about is told by less: up to four words, a possessive among them too ("Martha's Vineyard").
_AFTER_SMALL = regex.compile(
    r"(?<=[a-z,] )(?P<name>[A-Z][\w\u2019'-]*(?: (?:of |for |and the |de |& )?[A-Z][\w\u2019'-]*){0,3})"
)
_POSSESSIVE = regex.compile(r"[\u2019']s$")
_MAX_TEXT_CHARS = 20_000  # of an article: its names are counted one by one, and it may be a book
_LEAST_COUNT = 2  # what is named once is not what an article is about
_LEAST_CHARS = 4


class Names:
    """The names of some texts: which words these write with a capital, and whole names for parts of them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._capital: Counter[str] = Counter()
        self._small: Counter[str] = Counter()
        self._with_the: Counter[str] = Counter()
        self._bare: Counter[str] = Counter()
        anywhere: Counter[str] = Counter()
        for text in texts:
            for word in _WORD.findall(text):
                if word[0].islower():
                    self._small[word] += 1
            for found in _MID.finditer(text):
                name = found["name"]
                (self._with_the if found["the"] else self._bare)[name] += 1
                self._capital.update(_WORD.findall(name))
            anywhere.update(without_rank(name) for name in _ANY.findall(text))
        self._shared: set[str] = set()
        self._whole = self._whole_names(anywhere)

    def _whole_names(self, anywhere: Counter[str]) -> dict[str, str]:
        """Return the one name of two or three parts that ends in each last part."""
        whole: dict[str, set[str]] = defaultdict(set)
        for name, count in anywhere.items():
            parts = name.split()
            # Three in a row may be an office and a name.
            is_sure = len(parts) == _SURE or (len(parts) == _SURE + 1 and count > 1)
            if is_sure and not self._with_the[name] and not _JOINS.intersection(parts) and self.is_name(name):
                whole[parts[-1]].add(name)
        self._shared = {last for last, names in whole.items() if len(names) > 1}
        return {last: next(iter(names)) for last, names in whole.items() if len(names) == 1}

    def is_name(self, text: str) -> bool:
        """Whether words with capitals are a name, and not a common word that a sentence begins with, or a day."""
        first = _WORD.match(text)
        if first is None or _CALENDAR.search(text) or not terms(text.split()[0]):
            return False
        # A surname of two: of which, the sentences before tell.
        if text in self._shared:
            return False
        word = first[0]
        if word.isupper() and len(word) == 1 and "." not in text:
            return False
        if self._small[word.lower()] > self._capital[word]:
            return False
        if self._capital[word]:
            return True
        # It stands at beginnings of sentences only: the first part of somebody's name, or a word like any other.
        parts = text.split()
        return (
            len(parts) > 1 and bool(self._capital[parts[-1]]) and not _JOINS.intersection(parts)
            and not self._small[word.lower()] and not _COMMON.fullmatch(word)
        )  # fmt: skip

    def whole(self, name: str) -> str:
        """Return the whole name of somebody who is called by the last part of it; else the name itself."""
        return name if self._with_the[name] else self._whole.get(name, name)

    def takes_the(self, name: str) -> bool:
        """Whether it is written with an article."""
        return self._with_the[name] > self._bare[name]


def without_rank(name: str) -> str:
    """Return a name without what somebody is called by office."""
    parts = name.split()
    while len(parts) > 1 and parts[0] in _RANKS:
        parts.pop(0)
    return " ".join(parts)


def main_name(article: Article) -> str | None:
    """Return a name that the article is about: one in its title first, then one of several words."""
    counts: dict[str, int] = {}
    body = article.text[:_MAX_TEXT_CHARS]
    for text in (article.title if _is_sentence_case(article.title) else "", body):
        for found in _AFTER_SMALL.finditer(text):
            name = _POSSESSIVE.sub("", found["name"])
            if not _CALENDAR.search(name) and name not in {article.source, *article.authors}:
                counts.setdefault(name, len(regex.findall(rf"\b{regex.escape(name)}\b", body)))
    certain = [name for name, count in counts.items() if _is_certain(name, count, article.title)]
    if not certain:
        return None
    best = min(certain, key=lambda name: (name not in article.title, " " not in name, -counts[name], name))
    with_the = len(regex.findall(rf"\b[Tt]he {regex.escape(best)}\b", body))
    return f"the {best}" if 2 * with_the > counts[best] else best


def _is_sentence_case(title: str) -> bool:
    """Whether capitals mark names there, as they do not in a Headline Like This."""
    words = title.split()
    return 2 * sum(word[:1].islower() for word in words) >= len(words)


def _is_certain(name: str, count: int, title: str) -> bool:
    """Whether it is named often enough; a single word, which is more often none, must be in the title too."""
    if name in title:
        return count >= (1 if " " in name else _LEAST_COUNT) and len(name) >= _LEAST_CHARS
    return " " in name and count >= _LEAST_COUNT
