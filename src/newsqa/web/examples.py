"""Makes a few questions to begin with, from names and titles that the archive's newest articles hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from newsqa.types import Article, ArticleInfo

MAX_EXAMPLES = 4
_MAX_READ = 12  # articles that are read for names: a page must not wait for a whole archive
_MAX_TITLE_CHARS = 90
_MAX_TEXT_CHARS = 20_000  # of an article: its names are counted one by one, and it may be a book
_LEAST_COUNT = 2  # what is named once is not what an article is about
_LEAST_CHARS = 4

# Up to four capitalised words, with a small word between two of them at most, after a word in lower case: so
# no word is taken for a name because a sentence begins with it.
_NAME = re.compile(r"(?<=[a-z,] )(?P<name>[A-Z][\w\u2019'-]*(?: (?:of |for |and the |de |& )?[A-Z][\w\u2019'-]*){0,3})")
_POSSESSIVE = re.compile(r"[\u2019']s$")
_CALENDAR = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)


class Archive(Protocol):
    """What is asked of an index here."""

    def articles(self) -> Iterator[ArticleInfo]:
        """Return every article."""

    def article(self, article_id: str) -> Article:
        """Return one article with its text."""


def make_examples(archive: Archive) -> tuple[str, ...]:
    """Return at most ``MAX_EXAMPLES`` questions in English, the same for the same archive."""
    questions: dict[str, None] = {}
    for info in _newest_of_each_outlet(archive.articles())[:_MAX_READ]:
        questions.setdefault(_question(archive.article(info.id)))
        if len(questions) == MAX_EXAMPLES:
            break
    return tuple(questions)


def _newest_of_each_outlet(articles: Iterable[ArticleInfo]) -> list[ArticleInfo]:
    """Return an article an outlet, newest first; those that are not in English are left out."""
    in_english = [info for info in articles if (info.language or "en").startswith("en")]
    in_english.sort(key=lambda info: info.id)
    in_english.sort(key=lambda info: info.date.toordinal() if info.date else 0, reverse=True)
    newest: dict[str, ArticleInfo] = {}
    for info in in_english:
        newest.setdefault(info.source or "", info)
    return list(newest.values())


def _question(article: Article) -> str:
    name = _main_name(article)
    if name:
        return f"What is known about {name}?"
    title = " ".join(article.title.split())
    if len(title) > _MAX_TITLE_CHARS:
        title = title[:_MAX_TITLE_CHARS].rsplit(" ", 1)[0] + "…"
    return f"What does the article “{title}” say?"


def _main_name(article: Article) -> str | None:
    """Return a name that the article is about: one in its title first, then one of several words."""
    counts: dict[str, int] = {}
    body = article.text[:_MAX_TEXT_CHARS]
    for text in (article.title if _is_sentence_case(article.title) else "", body):
        for found in _NAME.finditer(text):
            name = _POSSESSIVE.sub("", found["name"])
            if not _CALENDAR.search(name) and name not in {article.source, *article.authors}:
                counts.setdefault(name, len(re.findall(rf"\b{re.escape(name)}\b", body)))
    certain = [name for name, count in counts.items() if _is_certain(name, count, article.title)]
    if not certain:
        return None
    best = min(certain, key=lambda name: (name not in article.title, " " not in name, -counts[name], name))
    with_the = len(re.findall(rf"\b[Tt]he {re.escape(best)}\b", body))
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
