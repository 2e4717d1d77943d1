"""Saved web pages: the main text by trafilatura, the metadata as the page gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newsqa.articles.text import Block, Flaw, decode, join_blocks
from newsqa.characters import one_line
from newsqa.metadata import Fields

_MODIFIED = ("article:modified_time", "og:updated_time", "last-modified")
_SECTION = ("article:section", "section")
# The first publication; a search of the whole text would take a footer's "© 2019" for a day.
_DATES = {"original_date": True, "extensive_search": False}


def read(path: Path, max_bytes: int) -> Iterator[Fields | Flaw]:  # the readers share a signature
    """Yield the one article of a saved page."""
    content = decode(_declared_or_as_is(path.read_bytes()))
    if isinstance(content, Flaw):
        yield content
        return
    # Imported here because it takes half a second that a question does not need.
    import trafilatura

    page = trafilatura.load_html(content)
    found = None if page is None else trafilatura.bare_extraction(
        content, with_metadata=True, include_comments=False, date_extraction_params=_DATES
    )  # fmt: skip
    if page is None or found is None or found.body is None:
        yield Flaw("has no main text that could be told from its page furniture")
        return
    title = one_line(found.title or "")
    blocks = list(_blocks(found.body))
    if blocks and blocks[0].is_heading and one_line(blocks[0].text) == title:
        del blocks[0]
    if not any(block.is_heading for block in blocks):
        blocks = _with_headings(blocks, page)
    text, headings = join_blocks(blocks)
    yield Fields(
        {
            "title": title,
            "date": found.date,
            "modified": _meta(page, _MODIFIED),
            "source": found.sitename or found.hostname,
            "authors": [name for name in (found.author or "").split("; ") if name],
            "section": _meta(page, _SECTION),
            "url": found.url,
            "language": page.get("lang") or page.get("xml:lang"),
        },
        text,
        headings,
    )


def _declared_or_as_is(content: bytes) -> bytes:
    """Return the page as UTF-8 when it declares another encoding and keeps to it, else as it is."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        declared = re.search(rb"""charset\s*=\s*["']?([\w-]{2,40})""", content[:4096], re.IGNORECASE)
        if declared:
            try:
                return content.decode(declared[1].decode("ascii")).encode("utf-8")
            except (LookupError, UnicodeError):
                return content
    return content


def _meta(page: Any, names: tuple[str, ...]) -> str | None:  # noqa: ANN401  # lxml has no types
    """Return the content of the first of the page's meta tags that has one of the names."""
    for tag in page.iter("meta"):
        if (tag.get("property") or tag.get("name") or "").lower() in names and tag.get("content"):
            return str(tag.get("content"))
    return None


def _blocks(body: Any) -> Iterator[Block]:  # noqa: ANN401  # lxml has no types
    """Yield the paragraphs of trafilatura's tree."""
    for element in body.iter("head", "p", "item", "quote", "row", "code"):
        if any(parent.tag in ("p", "item", "quote", "row") for parent in element.iterancestors()):
            continue  # its ancestor has given its text
        parts = " | ".join if element.tag == "row" else " ".join
        words = (
            ["".join(cell.itertext()) for cell in element.iter("cell")]
            if element.tag == "row"
            else ["".join(element.itertext())]
        )
        yield Block(one_line(parts(words)), element.tag == "head")


def _with_headings(blocks: list[Block], page: Any) -> list[Block]:  # noqa: ANN401  # lxml has no types
    """Put back the subheadings between paragraphs that trafilatura had to pick from the whole page one by one."""
    pending, above = "", {}
    for element in page.iter("h1", "h2", "h3", "h4", "h5", "h6", "p", "li"):
        text = one_line("".join(element.itertext()))
        if element.tag in ("p", "li") and text:
            above[text] = pending
        if text:
            pending = text if element.tag in ("h2", "h3", "h4", "h5", "h6") else ""
    return [
        each for block in blocks for each in (Block(above.get(block.text, ""), is_heading=True), block) if each.text
    ]
