"""Saved web pages: their main text, and what they say of it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from newsqa.articles.blocks import Block
from newsqa.articles.main_text import main_blocks
from newsqa.articles.source import Source
from newsqa.articles.text import Flaw, decode, join_blocks
from newsqa.characters import one_line
from newsqa.metadata import Candidate, Fields
from newsqa.metadata.days import shown_date
from newsqa.metadata.markup import page_candidates
from newsqa.metadata.people import author_names, is_byline

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
# Among the first blocks of a text stand its headline, byline and date once more.
_HEAD_BLOCKS = 6
_DATE_CHARS = 90
_TITLE_CHARS = 10
_BIO_CHARS = 400
_HEAD_FIELDS = ("title", "authors", "section", "source")


def read(source: Source) -> Iterator[Fields | Flaw]:
    """Yield the one article of a saved page."""
    content = decode(_declared_or_as_is(source.read()))
    if isinstance(content, Flaw):
        yield content
        return
    yield read_page(content)


def read_page(content: str) -> Fields | Flaw:
    """Return the one article of a page that is decoded."""
    import trafilatura

    try:
        page = trafilatura.load_html(content)
        candidates = [] if page is None else page_candidates(page)
        blocks = [] if page is None else main_blocks(page)
    except MemoryError:
        raise
    except Exception as error:  # pages are hostile, and the libraries below raise whatever their parts raise
        return Flaw(f"cannot be read as a web page ({type(error).__name__})")
    if not blocks:
        return Flaw("has no main text that could be told from its page furniture")
    text, headings = join_blocks(_without_ends(blocks, candidates))
    return Fields({}, text, headings, origin="page", candidates=tuple(candidates))


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


def _without_ends(blocks: list[Block], candidates: list[Candidate]) -> list[Block]:
    """Return the blocks without headline, byline and date before them, and who the author is after them: all known.

    A text begins with its first sentence and ends with its last.
    """
    known = {
        one_line(each.value).casefold()
        for each in candidates
        if each.field in _HEAD_FIELDS and isinstance(each.value, str)
    }
    names = tuple(f"{name} " for each in candidates if each.field == "authors" for name in author_names(each.value))

    def is_known(block: Block) -> bool:
        line = one_line(block.text)
        in_title = len(line) > _TITLE_CHARS and any(line.casefold() in name for name in known)
        return in_title or line.casefold() in known or is_byline(line) or _is_only_a_date(line)

    head = [block for block in blocks[:_HEAD_BLOCKS] if not is_known(block)]
    blocks = [*head, *blocks[_HEAD_BLOCKS:]]
    while len(blocks) > 1 and len(blocks[-1].text) <= _BIO_CHARS and names and blocks[-1].text.startswith(names):
        blocks.pop()
    return blocks


def _is_only_a_date(line: str) -> bool:
    return len(line) <= _DATE_CHARS and not line.endswith((".", "!", "?", "。")) and shown_date(line) is not None
