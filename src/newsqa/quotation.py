"""What a reader takes along of a citation: a link to the sentence at its publisher's, the quotation with its source."""

from __future__ import annotations

import re

from newsqa.characters import one_line
from newsqa.errors import NewsQAError
from newsqa.links import linkable
from newsqa.text_directive import fragment
from newsqa.types import Article, Citation

__all__ = ["escaped", "fragment", "linked", "markdown", "plain", "source_url"]

_DIRECTIVES = ":~:"  # parts them from what else stands behind a "#"

# What CommonMark, or the tables and struck words that many add to it, would take for markup within a line.
_MARKUP = re.compile(r"[\\`*_\[\]<>|~]|&(?=#?\w+;)")
# And at the beginning of one: headings, lists, rules.
_LEADING = re.compile(r"^(?:[#+\-=]|\d{1,9}(?=[.)]))")
_DESTINATION = re.compile(r"[\\()<>]|&(?=#?\w+;)")


def source_url(article: Article, start: int, end: int) -> str | None:
    """Return the address of ``article.text[start:end]`` at its publisher's, None when the article has none to link.

    A browser that knows text directives opens the page there and marks the quotation; any other opens the page.

    Raises:
        NewsQAError: nothing but white space is there.
    """
    url = linkable(article.url)
    if url is None:
        return None
    page, mark, part = url.partition("#")
    part = part.split(_DIRECTIVES)[0]
    return f"{page}{mark or '#'}{part}{_DIRECTIVES}{fragment(article, start, end)}"


def plain(citation: Citation, article: Article, *, url: bool = True) -> str:
    """Return the quotation, word for word, and below it title, outlet, day, and where it stands at its publisher's.

    Args:
        citation: what is quoted.
        article: the article that it cites: the address depends on its whole text.
        url: whether the address comes with it.

    Raises:
        NewsQAError: the article does not hold the quotation where it was cited.
    """
    address = _address(citation, article)
    lines = [citation.quote, "— " + ", ".join(_source(citation))] if _source(citation) else [citation.quote]
    return "\n".join([*lines, address] if url and address else lines)


def markdown(citation: Citation, article: Article) -> str:
    """Return the quotation as a block of CommonMark that shows it word for word, its title a link to the sentence.

    Args:
        citation: what is quoted.
        article: the article that it cites: the address depends on its whole text.

    Raises:
        NewsQAError: the article does not hold the quotation where it was cited.
    """
    address = _address(citation, article)
    first, *others = _source(citation) or [address or ""]
    paragraphs = [escaped(line) for line in citation.quote.split("\n") if line]
    attribution = ", ".join([linked(first, address), *map(escaped, others)])
    return "\n>\n".join(f"> {line}" for line in [*paragraphs, f"— {attribution}" if attribution else ""] if line)


def linked(line: str, address: str | None) -> str:
    """Return a line as :func:`escaped` does, as a link to an address that may be one; without it, alone."""
    return f"[{escaped(line)}]({_DESTINATION.sub(_backslashed, address)})" if address else escaped(line)


def escaped(line: str) -> str:
    """Return a line as CommonMark that shows its characters, white space at its ends too."""
    middle = line.strip()
    inner = _LEADING.sub(_escaped_lead, _MARKUP.sub(_backslashed, middle))
    before, _, after = line.partition(middle) if middle else (line, "", "")
    return "".join([*map(_as_number, before), inner, *map(_as_number, after)])


def _address(citation: Citation, article: Article) -> str | None:
    if article.id != citation.article_id or article.text[citation.start : citation.end] != citation.quote:
        raise NewsQAError(f"{article.path}: has changed since it was cited; ask again to quote it as it is now")
    return source_url(article, citation.start, citation.end)


def _source(citation: Citation) -> list[str]:
    """Return title, outlet and day, as far as they are known."""
    date = citation.date
    day = f"{date.day} {date:%B} {date.year}" if date else ""
    return [part for part in (one_line(citation.title), one_line(citation.source or ""), day) if part]


def _escaped_lead(match: re.Match[str]) -> str:
    lead = match[0]
    return f"{lead}\\" if lead.isdigit() else f"\\{lead}"


def _backslashed(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def _as_number(character: str) -> str:
    return f"&#{ord(character)};"
