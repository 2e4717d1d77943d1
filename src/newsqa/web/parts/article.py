"""The reading pane: a whole article, what is marked in it, and what stands around it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from functools import partial

from newsqa.types import Article, ArticleInfo
from newsqa.web.marks import cut_paragraphs
from newsqa.web.parts.template import format_date, render
from newsqa.web.reading import Reading

_ORIGINS = {
    "fields": "the file's fields",
    "front matter": "the file's front matter",
    "json-ld": "linked data",
    "microdata": "microdata",
    "opengraph": "OpenGraph tags",
    "meta": "meta tags",
    "page": "the page",
    "url": "its address",
    "detected": "told from the text",
}


def render_article(reading: Reading, *, opening: int) -> str:
    """Return a whole article with its marks; ``opening`` differs each time, so that the page notices it."""
    article, marked = reading.article, reading.marked
    return render(
        "article.html",
        reading=reading,
        article=article,
        marked=marked,
        paragraphs=cut_paragraphs(article, marked.cited, marked.passage, marks=marked.marks),
        about=_about(article),
        version=_version,
        same=_same(reading),
        other=partial(_other, reading),
        compared=partial(_compared, reading),
        opening=opening,
    )


def render_missing_article(message: str, *, opening: int) -> str:
    """Return the reading pane's words when there is no article to show."""
    return render("missing.html", message=message, opening=opening)


def _about(article: Article) -> list[tuple[str, str, str]]:
    """Return what is known of an article and where each came from: what, its value, and its origin in words."""
    published = _moment(article.published_at) or (article.date and format_date(article.date)) or ""
    modified = _moment(article.modified_at) or (article.modified and format_date(article.modified)) or ""
    corrections = len(article.corrections)
    rows = (  # the field last whose origin is meant
        ("Title", article.title, "title"),
        ("Subtitle", article.subtitle or "", "subtitle"),
        ("Outlet", article.source or "", "source"),
        ("Authors" if len(article.authors) > 1 else "Author", ", ".join(article.authors), "authors"),
        ("Agency", article.agency or "", "agency"),
        ("Section", article.section or "", "section"),
        ("Language", article.language or "", "language"),
        ("Published", published, "published_at" if article.published_at else "date"),
        ("Changed", modified, "modified_at" if article.modified_at else "modified"),
        ("Corrections", str(corrections) if corrections else "", "corrections"),
        ("Address", article.url or "", "url"),
        ("File", article.path, "path"),
        ("Name in the archive", article.id, "id"),
    )
    origins = article.origins
    return [(label, value, _ORIGINS.get(origins.get(field, ""), origins.get(field, ""))) for label, value, field in rows
            if value]  # fmt: skip


def _moment(moment: dt.datetime | None) -> str:
    return f"{format_date(moment.date())}, {moment:%H:%M} {moment.tzname() or ''}".rstrip() if moment else ""


def _version(article: ArticleInfo) -> str:
    """Return when a version of an article is from, as exactly as it is known."""
    moment = _moment(article.modified_at) or (format_date(article.modified) if article.modified else "")
    return moment or _moment(article.published_at) or format_date(article.date)


def _same(reading: Reading) -> dict[str, object]:
    """Return what the page sends to open this again as it is."""
    return {"do": "open", **{name: value for name, value in asdict(reading.wanted).items() if value is not None}}


def _other(reading: Reading, article: ArticleInfo) -> dict[str, object]:
    """Return what the page sends to open another article, with what the same answer cites of it."""
    turn = {} if reading.wanted.turn is None else {"turn": reading.wanted.turn}
    return {"do": "open", "article": article.id, **turn}


def _compared(reading: Reading, version: ArticleInfo | None = None) -> dict[str, object]:
    """Return what the page sends to mark what a version does not say; without one, to mark what was marked before."""
    again = {name: value for name, value in _same(reading).items() if name != "compare"}
    return again if version is None else {**again, "compare": version.id}
