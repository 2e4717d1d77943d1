"""How right a reading of the pages is: fields, main text kept, passages with furniture in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from newsqa.articles import html as reader
from newsqa.articles.text import Flaw
from newsqa.characters import one_line
from newsqa.metadata import article_from_fields
from newsqa.passages import split_passages
from newsqa.types import Article, Rejection
from publishers.sheet import Page

# As by default, with words for tokens: no encoder is needed to cut.
LIMITS: Any = {
    "count_tokens": lambda texts: [len(text.split()) for text in texts],
    "max_tokens": 254,
    "max_words": 120,
    "max_chars": 1500,
}
FIELDS = ("title", "date", "outlet", "authors")


@dataclass(frozen=True)
class Reading:
    """What one way of reading made of a page, compared with the truth."""

    page: Page
    article: Article | None
    right: dict[str, bool]
    lost: tuple[str, ...]
    passages: int
    dirty: tuple[str, ...]

    @property
    def chars(self) -> tuple[int, int]:
        """Characters of the main text that were kept, and that there are."""
        every = sum(map(len, self.page.main))
        return every - sum(map(len, self.lost)), every


def by_newsqa(page: Page) -> Article | None:
    fields = reader.read_page(page.html)
    if isinstance(fields, Flaw):
        return None
    made = article_from_fields(fields, f"{page.name}.html")
    return None if isinstance(made, Rejection) else made[0]


def by_trafilatura(page: Page) -> Article | None:
    """Return what trafilatura makes of a page with the arguments it has by default, but for the metadata it is asked for."""
    import trafilatura

    found = trafilatura.bare_extraction(page.html, with_metadata=True)
    if found is None or not found.text:
        return None
    made = article_from_fields(reader.Fields({"title": found.title or "-", "date": found.date}, found.text), page.name)
    assert not isinstance(made, Rejection)
    authors = tuple(name for name in (found.author or "").split("; ") if name)
    # The text as it is: newsqa's own rules for furniture do not help here.
    return Article(
        id=page.name,
        title=found.title or "",
        text=found.text,
        date=made[0].date,
        source=found.sitename,
        authors=authors,
    )


def read(page: Page, article: Article | None) -> Reading:
    """Compare an article with the page it was read from."""
    if article is None:
        return Reading(page, None, dict.fromkeys(FIELDS, False), page.main, 0, ())
    right = {
        "title": article.title == page.title,
        "date": (article.date and article.date.isoformat()) == page.date,
        "outlet": article.source == page.outlet,
        "authors": article.authors == page.authors,
    }
    held = "".join(article.text.split())
    lost = tuple(line for line in page.main if "".join(line.split()) not in held)
    passages = list(split_passages(article, **LIMITS))
    dirty = tuple(passage.text for passage in passages if any(_shows(passage.text, line) for line in page.furniture))
    return Reading(page, article, right, lost, len(passages), dirty)


def _shows(text: str, furniture: str) -> bool:
    furniture = one_line(furniture)
    return any(one_line(line) == furniture or (len(furniture) > 20 and furniture in line) for line in text.split("\n"))


def summary(readings: Iterable[Reading]) -> dict[str, float]:
    """Return shares, from 0 to 1: of pages right by field, of main text kept, of passages with furniture."""
    readings = list(readings)
    shares = {field: sum(each.right[field] for each in readings) / len(readings) for field in FIELDS}
    kept, every = (sum(column) for column in zip(*(each.chars for each in readings), strict=True))
    passages = sum(each.passages for each in readings)
    return {
        "pages": len(readings), **shares,
        "text kept": kept / every,
        "passages with furniture": sum(len(each.dirty) for each in readings) / max(passages, 1),
    }  # fmt: skip
