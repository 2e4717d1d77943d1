"""Saved web pages: the main text by trafilatura, the metadata as the page gives it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any

import lxml.etree

from newsqa.articles.source import Source
from newsqa.articles.text import Block, Flaw, decode, join_blocks
from newsqa.characters import one_line
from newsqa.metadata import Fields

_MODIFIED = ("article:modified_time", "og:updated_time", "last-modified")
# What a page means by these names, as every browser reads them (WHATWG Encoding Standard, section 4.2).
_AS_BROWSERS_READ = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_BREAKS = frozenset({"lb", "p", "item", "list", "head", "quote", "row"})
_SPACE = re.compile(r"\s+")
_SECTION = ("article:section", "section")
# The first publication; a search of the whole text would take a footer's "© 2019" for a day.
_DATES = {"original_date": True, "extensive_search": False}


def read(source: Source) -> Iterator[Fields | Flaw]:
    """Yield the one article of a saved page."""
    content = decode(_declared_or_as_is(source.read()))
    if isinstance(content, Flaw):
        yield content
        return
    # Imported here because it takes half a second that a question does not need.
    import trafilatura

    try:
        page = trafilatura.load_html(content)
        found = None if page is None else trafilatura.bare_extraction(
            content, with_metadata=True, include_comments=False, date_extraction_params=_DATES
        )  # fmt: skip
    except MemoryError:
        raise
    except Exception as error:  # pages are hostile, and the libraries below raise whatever their parts raise
        yield Flaw(f"cannot be read as a web page ({type(error).__name__})")
        return
    if page is None or found is None or found.body is None:
        yield Flaw("has no main text that could be told from its page furniture")
        return
    title = one_line(_text(found.title))
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
            "source": _text(found.sitename) or _text(found.hostname),
            "authors": [name for name in _text(found.author).split("; ") if name],
            "section": _meta(page, _SECTION),
            "url": _text(found.url),
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
                encoding = codecs.lookup(declared[1].decode("ascii")).name
                return content.decode(_AS_BROWSERS_READ.get(encoding, encoding)).encode("utf-8")
            except (LookupError, UnicodeError):
                return content
    return content


def _text(value: object) -> str:
    """Return a text that the page gave, or nothing: its JSON-LD may hold anything in a text's place."""
    return value if isinstance(value, str) else ""


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
        if element.tag == "row":
            yield Block(" | ".join(one_line("".join(cell.itertext())) for cell in element.iter("cell")))
            continue
        for line in _lines(element):
            yield Block(line, element.tag == "head")


def _lines(element: Any) -> list[str]:  # noqa: ANN401  # lxml has no types
    """Return an element's text, a line for each that a browser would begin."""
    parts: list[str] = []
    for event, node in lxml.etree.iterwalk(element, events=("start", "end")):
        text = node.text if event == "start" else node.tail if node is not element else ""
        # A line end in a page's source is a space to its reader.
        parts += ["\n" if node.tag in _BREAKS else "", _SPACE.sub(" ", text or "")]
    return [line for line in map(one_line, "".join(parts).split("\n")) if line]


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
