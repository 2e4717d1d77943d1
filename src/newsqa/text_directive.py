"""The text directive that opens a page at a quotation.

URL Fragment Text Directives, a draft of the Web Incubator Community Group
(https://wicg.github.io/scroll-to-text-fragment/): ``text=[prefix-,]start[,end][,-suffix]``. A browser goes to the first
place of the page where prefix, start, end and suffix follow each other. Each of the four stands within one block and
begins and ends between words, save where the prefix meets the start, and the start or end the suffix. Case, accents and
the kind of quotation mark or white space do not count.
"""

from __future__ import annotations

import functools
import itertools
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import regex

from newsqa.characters import plain
from newsqa.errors import NewsQAError
from newsqa.types import Article, Span

# Of a text that is given word for word. As browsers' own "copy link to highlight" has it: the longer one is, the
# likelier the page differs from it somewhere.
_EXACT_CHARS = 300
_RANGE_WORDS = (10, 20)  # at either end of a range; more where fewer are not unique
# Words around a quotation that tell it from a deck, pull quotation or caption that says the same: these stand alone.
_LEAST_CONTEXT = 2
_MOST_CONTEXT = 40
_MOST_PLACES = 200  # of the same words that are looked at: a text that repeats them more often means harm
_CELLS = " | "  # between the cells of a table's row, each a block of its page

# Where every browser parts words, whatever kind of space the page has: one that keeps things together joins digits,
# or a mark to its word, and is read as a plain space. Scripts without spaces are parted by dictionaries that differ.
_WORD_START = regex.compile(
    r"(?<=[^\d\s«‹“„‘‚(\[–—]) +(?=[\p{L}\"“”„'‘’(\[])|(?<=[。！？；：，、」』）])(?=[\p{L}\p{N}「『（])"  # noqa: RUF001
)
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
# Letters that compare as others without being composed of them.
_ALIKE = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i"})  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class _Page:
    """What is known of an article's page: ``folded`` is ``text`` as browsers compare it, a block a line.

    ``places[i]`` is where ``text[i]`` stands in ``folded``.
    """

    text: str
    folded: str
    places: array[int]

    def fold(self, span: Span) -> Span:
        return Span(self.places[span.start], self.places[span.end])

    def compared(self, span: Span) -> str:
        folded = self.fold(span)
        return self.folded[folded.start : folded.end]


@dataclass(frozen=True, slots=True)
class _Directive:
    """The parts of a text directive, as stretches of the page's text."""

    start: Span
    end: Span | None = None
    prefix: Span | None = None
    suffix: Span | None = None

    def written(self, text: str) -> str:
        parts = [_encoded(text, span) for span in (self.start, self.end) if span]
        before = [_encoded(text, self.prefix) + "-"] if self.prefix else []
        after = ["-" + _encoded(text, self.suffix)] if self.suffix else []
        return "text=" + ",".join([*before, *parts, *after])


def fragment(article: Article, start: int, end: int) -> str:
    """Return the text directive of ``article.text[start:end]``, to stand behind ``#:~:`` in its page's address.

    A quotation of several paragraphs or more than 300 characters is given by its first and last words. Two words of its
    own paragraph before or after it come along, since a page says more than its article; more where it stands more than
    once in the article, and words of the paragraphs around where those of its own are not enough. What cannot be told
    apart goes to the nearest place that can.

    Raises:
        NewsQAError: nothing but white space is there.
    """
    lead = _lead(article)
    page = _read(lead + article.text)
    blocks = _blocks(page.text, start + len(lead), end + len(lead))
    if not 0 <= start <= end <= len(article.text) or not blocks:
        raise NewsQAError(f"{article.path}: no text at {start}:{end}, so no link leads there")
    quoted = Span(blocks[0].start, blocks[-1].end)
    place = page.fold(quoted)
    nearest, least = _bodies(page.text, blocks)[0], len(page.folded)
    for directives in (_within_paragraphs(page, blocks), _across_paragraphs(page, blocks, len(lead))):
        for directive in directives:
            found = list(itertools.islice(_matches(page, directive), 2))
            if found == [place]:
                return directive.written(page.text)
            distance = abs(found[0].start - place.start) + abs(found[0].end - place.end) if found else len(page.folded)
            if distance < least:
                nearest, least = directive, distance
        if least == 0:
            break  # the first of its kind: words beyond its paragraph might not stand next to it on the page
    return nearest.written(page.text)


def _lead(article: Article) -> str:
    """Return the lines that a page shows above the text; what the text begins with anyway is shown once."""
    first = _read(article.text.lstrip().partition("\n")[0].rstrip()).folded
    lines = [line for line in (article.title, article.subtitle or "") if _read(line).folded != first]
    return "".join(f"{line}\n" for line in lines)


def _within_paragraphs(page: _Page, blocks: list[Span]) -> Iterator[_Directive]:
    """Yield directives that need nothing but the paragraphs of the quotation."""
    before, after = _beside(page.text, blocks)
    is_cut_before = _is_inside_word(page.text, blocks[0].start)
    is_cut_after = _is_inside_word(page.text, blocks[-1].end)
    bodies = _bodies(page.text, blocks)
    for directive in itertools.chain(_with_context(bodies, before, after), bodies):
        if (directive.prefix or not is_cut_before) and (directive.suffix or not is_cut_after):
            yield directive


def _across_paragraphs(page: _Page, blocks: list[Span], text_start: int) -> Iterator[_Directive]:
    """Yield directives with words of the paragraphs around, where the quotation begins or ends its own."""
    before, after = _beside(page.text, blocks)
    above = _blocks(page.text, text_start, blocks[0].start)
    below = _blocks(page.text, blocks[-1].end, len(page.text))
    if not before and above:
        before = _words(page.text, above[-1])
    if not after and below:
        after = _words(page.text, below[0])
    yield from _with_context(_bodies(page.text, blocks), before, after)


def _bodies(text: str, blocks: list[Span]) -> list[_Directive]:
    """Return the quotation as one stretch, or as ranges from its first words to its last."""
    head, tail = _words(text, blocks[0]), _words(text, blocks[-1])
    is_one = len(blocks) == 1
    if is_one and (len(head) < 2 or blocks[0].end - blocks[0].start <= _EXACT_CHARS):
        return [_Directive(blocks[0])]
    most = len(head) // 2 if is_one else max(len(head), len(tail))
    return [
        _Directive(Span(head[0].start, head[:size][-1].end), Span(tail[-size:][0].start, tail[-1].end))
        for size in sorted({min(size, most) for size in _RANGE_WORDS})
    ]


def _with_context(bodies: list[_Directive], before: list[Span], after: list[Span]) -> Iterator[_Directive]:
    """Yield directives with more and more words around them; ranges, whose ends are found one by one, on both sides."""
    for total, body in itertools.product(range(_LEAST_CONTEXT, _MOST_CONTEXT + 1), bodies):
        half = total // 2
        sides = [(total, total), (0, total), (total, 0)] if body.end else [(0, total), (total, 0), (half, total - half)]
        for leading, trailing in sides:
            first, last = before[-leading:] if leading else [], after[:trailing]
            # Fewer words than were asked for, where there are no more, came with the least total.
            if (first or last) and (total == _LEAST_CONTEXT or (len(first), len(last)) == (leading, trailing)):
                prefix = Span(first[0].start, first[-1].end) if first else None
                suffix = Span(last[0].start, last[-1].end) if last else None
                if all(span is None or span.end - span.start <= _EXACT_CHARS for span in (prefix, suffix)):
                    yield _Directive(body.start, body.end, prefix, suffix)


def _beside(text: str, blocks: list[Span]) -> tuple[list[Span], list[Span]]:
    """Return the words of the quotation's own paragraphs that stand before and after it."""
    start, end = blocks[0].start, blocks[-1].end
    above = text.rfind("\n", 0, start) + 1
    below = text.find("\n", end)
    before = _blocks(text, above, start)
    after = _blocks(text, end, len(text) if below < 0 else below)
    return (_words(text, before[0]) if before else []), (_words(text, after[0]) if after else [])


def _blocks(text: str, start: int, end: int) -> list[Span]:
    """Return the lines between two offsets, without white space around them and without empty ones."""
    return [Span(*match.span()) for match in regex.finditer(r"[^\s](?:[^\n]*[^\s])?", text, pos=start, endpos=end)]


def _words(text: str, block: Span) -> list[Span]:
    """Cut a block where every browser parts words: seldom before a digit, and at marks alone in Chinese."""
    gaps = [match.span() for match in _WORD_START.finditer(text, block.start + 1, block.end)]
    starts = [block.start, *(after for _, after in gaps)]
    ends = [*(before for before, _ in gaps), block.end]
    return [Span(*edges) for edges in zip(starts, ends, strict=True)]


# The quotations of an article are written one after another, and to read one the size of a book takes a second.
@functools.lru_cache(maxsize=2)
def _read(text: str) -> _Page:
    text = text.replace(_CELLS, " \n ")
    folded: list[str] = []
    places = array("L")
    size = 0
    for character in text:
        places.append(size)
        same = _folded(character)
        if same == " " and folded and folded[-1] in " \n":
            continue
        if same:
            folded.append(same)
            size += len(same)
    places.append(size)
    return _Page(text, "".join(folded), places)


@functools.lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """Return a character as it is compared: empty when it is passed over, a space for any white space."""
    if character.isspace():
        return "\n" if character == "\n" else " "
    if unicodedata.category(character) in ("Cf", "Mn"):
        return ""
    decomposed = unicodedata.normalize("NFKD", plain(character)).casefold().translate(_ALIKE)
    return "".join(each for each in decomposed if unicodedata.category(each) not in ("Cf", "Mn"))


def _matches(page: _Page, directive: _Directive) -> Iterator[Span]:
    """Yield the places of the folded page that a directive means, the first first ("find a range", section 3.5.2)."""
    folded = page.folded
    prefix, start, end, suffix = (
        page.compared(span) if span else "" for span in (directive.prefix, directive.start, directive.end,
                                                         directive.suffix)
    )  # fmt: skip
    for place in _places(folded, prefix or start, 0):
        begin = _after_space(folded, place + len(prefix)) if prefix else place
        stop = begin + len(start)
        if not folded.startswith(start, begin) or ((end or not suffix) and not _is_between_words(folded, stop)):
            continue
        for last in _places(folded, end, stop) if end else (stop,):
            close = last + len(end)
            if _is_followed(folded, suffix, close):
                yield Span(begin, close)
                break
        else:
            if end:
                return  # a range that does not end from here on does not from any later place


def _places(folded: str, wanted: str, start: int) -> Iterator[int]:
    """Yield where words begin in a folded page, at most as often as is looked at."""
    place = folded.find(wanted, start) if wanted else -1
    for _ in range(_MOST_PLACES):
        if place < 0:
            return
        if _is_between_words(folded, place):
            yield place
        place = folded.find(wanted, place + 1)


def _is_followed(folded: str, suffix: str, place: int) -> bool:
    """Whether a match may end at a place: before its suffix, or, without one, between words."""
    if not suffix:
        return _is_between_words(folded, place)
    begin = _after_space(folded, place)
    return folded.startswith(suffix, begin) and _is_between_words(folded, begin + len(suffix))


def _after_space(folded: str, place: int) -> int:
    while place < len(folded) and folded[place].isspace():
        place += 1
    return place


def _is_between_words(text: str, place: int) -> bool:
    """Whether a word may begin or end there; in scripts without spaces, anywhere."""
    return not _is_inside_word(text, place) or bool(_UNSPACED.match(text[place]) or _UNSPACED.match(text[place - 1]))


def _is_inside_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()


def _encoded(text: str, span: Span) -> str:
    """Return a stretch of text percent-encoded: all but letters, digits, full stop, underscore and tilde.

    A soft hyphen is where a word may break, no part of it.
    """
    words = " ".join(text[span.start : span.end].replace("\u00ad", "").split())
    return quote(words, safe="", errors="replace").replace("-", "%2D")
