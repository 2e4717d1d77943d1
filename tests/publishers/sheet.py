"""A page in the making: what is written into it is remembered as the article's or the site's."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any


@dataclass(frozen=True)
class Page:
    """A saved page with the truth about it: ``main`` are the lines of its article, ``furniture`` what is none of it."""

    name: str
    html: str
    title: str
    date: str | None
    outlet: str | None
    authors: tuple[str, ...]
    main: tuple[str, ...]
    furniture: tuple[str, ...]
    more: dict[str, Any] = field(default_factory=dict)


class Sheet:
    """Collects the lines of a page as its markup is written."""

    def __init__(self) -> None:
        self.main: list[str] = []
        self.furniture: list[str] = []

    def t(self, text: str) -> str:
        """Return a line of the article."""
        self.main.append(text)
        return escape(text, quote=False)

    def p(self, text: str, tag: str = "p") -> str:
        return f"<{tag}>{self.t(text)}</{tag.split()[0]}>"

    def ps(self, story: list[str], tag: str = "p") -> str:
        return "\n".join(self.p(line, tag) for line in story)

    def no(self, *texts: str) -> str:
        """Return a line that is none of the article's."""
        self.furniture += texts
        return " ".join(escape(text, quote=False) for text in texts)

    def items(self, *texts: str, href: str = "/other-story") -> str:
        """Return a list of links to other articles."""
        self.furniture += texts
        return "<ul>" + "".join(f'<li><a href="{href}">{escape(text)}</a></li>' for text in texts) + "</ul>"

    def page(
        self, name: str, html: str, title: str, date: str | None, outlet: str | None, *authors: str, **more: Any
    ) -> Page:
        return Page(name, html, title, date, outlet, authors, tuple(self.main), tuple(self.furniture), more)


def ld(value: object) -> str:
    """Return a block of linked data."""
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'


def meta(**tags: str) -> str:
    """Return meta tags: ``og__title`` is the property og:title, ``author`` the name author."""
    return "\n".join(
        f'<meta property="{name.replace("__", ":")}" content="{escape(value)}">' if "__" in name
        else f'<meta name="{name.replace("_", "-")}" content="{escape(value)}">'
        for name, value in tags.items()
    )  # fmt: skip


Writer = Callable[[Sheet], Page]
