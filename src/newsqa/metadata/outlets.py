"""An article's title without its outlet, and the outlet that a page's title bar names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from newsqa.characters import one_line

# What publishers put between a headline and their name.
_SEPARATOR = (
    r"\s+[-–—|·•:»«›‹/~⁄]{1,2}\s+|\s*[|｜_»«]\s*|\s+::\s+|:\s+|:(?=[\u3040-\u9fff])|\s*[—–]\s*|：|\s*-(?=[^\W\d_a-z])"
)
_PARTS = re.compile(rf"({_SEPARATOR})")
_OUTLET_CHARS = 50
_NOT_ALNUM = re.compile(r"[\W_]+")
_ARTICLE = re.compile(
    r"^(?:the|der|die|das|le|la|les|el|il|de|l)(?=[A-Z\W])|\.(?:com|co\.uk|org|net|de|fr|es|pl|info|news|example)$",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"^(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)+/?$")
_HOST_PARTS = frozenset({"www", "m", "mobile", "amp", "edition", "news", "co", "com"})


def key(name: str) -> str:
    """Return what two spellings of an outlet have in common: neither case, article, punctuation nor domain ending."""
    return _NOT_ALNUM.sub("", _ARTICLE.sub("", one_line(name).strip())).casefold()


def is_domain(name: str) -> bool:
    """Whether an outlet's name is no more than an address."""
    return bool(_DOMAIN.match(name.strip()))


def bare_title(title: str, names: Iterable[str]) -> str:
    """Return a title without the names, of outlets and sections, that are tacked on to either end of it."""
    known = {key(name) for name in names} - {""}
    parts = _PARTS.split(one_line(title))
    while len(parts) > 2 and key(parts[-1]) in known:
        parts = parts[:-2]
    while len(parts) > 2 and key(parts[0]) in known:
        parts = parts[2:]
    return "".join(parts).strip() or one_line(title)


def tail_of(bar: str, titles: Sequence[str]) -> list[str]:
    """Return what a page's title bar has beside the headline, the outlet's likeliest name first.

    Args:
        bar: the content of ``<title>``.
        titles: what the page elsewhere calls its headline.
    """
    bar = one_line(bar)
    for title in map(one_line, titles):
        if title and title.casefold() in bar.casefold() and title.casefold() != bar.casefold():
            start = bar.casefold().index(title.casefold())
            before, after = bar[:start], bar[start + len(title) :]
            rest = [_PARTS.split(side) for side in (after, before)]
            names = [
                part.strip(" -–—|·•:»«")
                for side in (rest[0][::-1], rest[1])
                for part in side[::1]
                if not _PARTS.fullmatch(part)
            ]
            return [name for name in names if 1 < len(name) <= _OUTLET_CHARS and re.search(r"\w", name)]
    return []


def host_name(url: str) -> str | None:
    """Return an address's host without what every host has: ``norrinpost.example`` of ``www.norrinpost.example``."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    if not host or "." not in host:
        return None
    labels = host.split(".")
    while len(labels) > 2 and labels[0] in _HOST_PARTS:
        labels = labels[1:]
    return ".".join(labels)
