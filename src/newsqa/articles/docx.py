"""Word documents: paragraphs, subheadings and tables in their order, and what their properties say."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.table import Table

from newsqa.articles.blocks import Block
from newsqa.articles.source import Budget, Source
from newsqa.articles.text import Flaw, join_blocks
from newsqa.characters import one_line
from newsqa.metadata import Fields

_TITLE_STYLES = ("title", "heading 1")


def read(source: Source) -> Iterator[Fields | Flaw]:
    """Yield the one article of a document."""
    content = source.read()
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        Budget.of(len(content), source.limits).spend(sum(part.file_size for part in parts.infolist()))
    try:
        document = docx.Document(io.BytesIO(content))
    except (KeyError, ValueError) as error:
        yield Flaw(f"is not a Word document that can be read ({one_line(str(error))[:100]})")
        return
    styled = list(_blocks(document))
    properties = document.core_properties
    title = one_line(properties.title or "")
    if styled and styled[0][1] in _TITLE_STYLES and title in ("", styled[0][0].text):
        title = styled.pop(0)[0].text
    text, headings = join_blocks(block for block, _ in styled)
    values = {
        "title": title,
        "authors": one_line(properties.author or ""),
        "date": properties.created,
        "modified": properties.modified,
        "section": one_line(properties.category or ""),
        "language": one_line(properties.language or ""),
    }
    yield Fields({k: value for k, value in values.items() if value}, text, headings, origin="document properties")


def _blocks(document: Document) -> Iterator[tuple[Block, str]]:
    """Yield each paragraph with the name of its style, and each row of a table."""
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            for row in part.rows:
                # A cell that spans columns stands there once for each.
                cells = dict.fromkeys(row.cells)
                yield Block(" | ".join(one_line(cell.text) for cell in cells)), "table"
            continue
        style = (part.style.name or "").casefold() if part.style is not None else ""
        is_heading = style.startswith(("heading", "title", "subtitle"))
        for line in part.text.split("\n"):
            if line.strip():
                yield Block(one_line(line), is_heading), style
