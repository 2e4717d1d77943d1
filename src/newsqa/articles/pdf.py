"""PDF files with text: lines in the order they are read, without running heads, hyphenation undone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw

from newsqa.articles.layout import Line, paragraphs_of, reading_order, without_running_lines
from newsqa.articles.source import Source
from newsqa.articles.text import Flaw, join_blocks
from newsqa.characters import one_line
from newsqa.metadata import Fields

_WITHOUT_TEXT = "has no text, only images of pages; make its text readable (OCR) first"
# Fewer visible characters a page than this are a stamp or a page number on an image.
_LEAST_CHARS_A_PAGE = 25
# A gap of so many letter heights on one line parts two columns.
_GUTTER = 1.2
_HYPHEN = "\x02"  # how pdfium gives a hyphen at the end of a line
_DATE = re.compile(r"^D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?")
# What programs write in a title's place.
_NO_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint)\b.*|untitled.*|.*\.(?:docx?|indd|qxp|pdf|rtf|odt|pages))$", re.I
)
_NO_AUTHOR = re.compile(r"^\W*(?:anonymous|unknown|unbekannt|admin\w*|user|\(.*\))?\W*$", re.IGNORECASE)


def read(source: Source) -> Iterator[Fields | Flaw]:
    """Yield the one article of a PDF file."""
    try:
        document = pypdfium2.PdfDocument(source.read())
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            yield Flaw("is encrypted; save it without a password")
        else:
            yield Flaw(f"is not a PDF that can be read ({one_line(str(error))[:100]})")
        return
    try:
        yield _article(document)
    finally:
        document.close()


def _article(document: pypdfium2.PdfDocument) -> Fields | Flaw:
    pages = [_lines(document, number) for number in range(len(document))]
    chars = sum(len(line.text) for lines, _ in pages for line in lines)
    if not pages or chars < _LEAST_CHARS_A_PAGE * len(pages):
        return Flaw(_WITHOUT_TEXT)
    kept = without_running_lines(pages)
    blocks, headline = paragraphs_of([line for lines in kept for line in reading_order(lines)])
    info = document.get_metadata_dict(skip_empty=True)
    title = one_line(info.get("Title", ""))
    if not title or _NO_TITLE.match(title):
        title = headline or ""
    if blocks and blocks[0].is_heading and blocks[0].text.casefold() == title.casefold():
        del blocks[0]
    text, headings = join_blocks(blocks)
    values = {
        "title": title,
        "authors": "" if _NO_AUTHOR.match(info.get("Author", "")) else one_line(info["Author"]),
        "date": _date(info.get("CreationDate", "")),
        "modified": _date(info.get("ModDate", "")),
    }
    return Fields({k: value for k, value in values.items() if value}, text, headings, origin="document properties")


def _date(text: str) -> str:
    """Return the day of a PDF's date (ISO 32000-1, section 7.9.4)."""
    found = _DATE.match(text)
    return f"{found[1]}-{found[2]}-{found[3]}" if found else ""


def _lines(document: pypdfium2.PdfDocument, number: int) -> tuple[list[Line], float]:
    """Return the pieces of lines of a page as they are printed, and the page's height."""
    page = document[number]
    try:
        texts = page.get_textpage()
        try:
            return list(_pieces(texts)), page.get_height()
        finally:
            texts.close()
    finally:
        page.close()


def _pieces(texts: pypdfium2.PdfTextPage) -> Iterator[Line]:
    """Yield runs of characters on one line with no gutter in them."""
    run: list[str] = []
    left = right = bottom = top = size = 0.0

    def line() -> Iterator[Line]:
        text = "".join(run).strip()
        if text:
            yield Line(text, left, right, bottom, top, size)
        run.clear()

    for index in range(texts.count_chars()):
        character = chr(pypdfium2.raw.FPDFText_GetUnicode(texts, index))
        if character in "\r\n":
            yield from line()
            continue
        if character.isspace():
            if run:
                run.append(" ")
            continue
        x0, y0, x1, y1 = texts.get_charbox(index, loose=True)
        height = pypdfium2.raw.FPDFText_GetFontSize(texts, index) or (y1 - y0)
        is_apart = run and (x0 - right > _GUTTER * size or x0 < left - size or y0 > top or y1 < bottom)
        if is_apart:
            yield from line()
        if not run:
            left, right, bottom, top, size = x0, x1, y0, y1, height
        run.append("-" if character == _HYPHEN else character)
        right, bottom, top, size = max(right, x1), min(bottom, y0), max(top, y1), max(size, height)
    yield from line()
