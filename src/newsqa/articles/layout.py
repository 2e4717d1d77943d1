"""Lines on printed pages to paragraphs: columns in reading order, no running heads, no hyphens at line ends."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from newsqa.articles.blocks import Block

# A running line stands in the outer part of a page, on several of them.
_MARGIN = 0.12
_LEAST_PAGES = 2
_RUNNING_SHARE = 0.5
_NUMBER = re.compile(
    r"^\W*(?:page|seite|página|p\.)?\s*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|von|/|de|sur)\s*\d{1,4})?\W*$", re.I
)
_DIGITS = re.compile(r"\d+")
# Of the size of most of the text: what is printed larger is a heading, and the largest above the text the headline.
_HEADING_SIZE = 1.15
_HEADING_CHARS = 200
# In line heights: a gap between lines that parts paragraphs, an indent that begins one, a gutter between columns.
_PARAGRAPH_GAP = 0.75
_INDENT = 0.5
_GUTTER = 0.6
_SHORT_LINE = 0.85
_ENDS = (".", "!", "?", "”", '"', "»", "…", ":")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line, or the piece of one that stands in one column; y grows upwards, in points."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float


def without_running_lines(pages: Sequence[tuple[list[Line], float]]) -> list[list[Line]]:
    """Return each page's lines without its number and without what stands at the edge of many pages."""
    edges = [{_shape(line.text) for line in lines if _is_at_edge(line, lines, height)} for lines, height in pages]
    often = Counter(shape for shapes in edges for shape in shapes)
    least = max(_LEAST_PAGES, _RUNNING_SHARE * len(pages))
    # Left and right pages have heads of their own.
    running = {shape for shape, count in often.items() if count >= least or (count >= 3 and count >= least / 2)}
    return [
        [
            line
            for line in lines
            if not (_is_at_edge(line, lines, height) and (_NUMBER.match(line.text) or _shape(line.text) in running))
        ]
        for lines, height in pages
    ]


def _shape(text: str) -> str:
    return _DIGITS.sub("0", " ".join(text.split()).casefold())


def _is_at_edge(line: Line, lines: Sequence[Line], height: float) -> bool:
    """Whether a line stands in a margin, or is one of the outermost of its page."""
    return (
        line.bottom > (1 - _MARGIN) * height
        or line.top < _MARGIN * height
        or line.top >= max(other.top for other in lines)
        or line.bottom <= min(other.bottom for other in lines)
    )


def reading_order(lines: Sequence[Line]) -> list[Line]:
    """Return lines as they are read: cut the page where nothing stands, across first, then down.

    Recursive XY cut (Nagy and Seth 1984): a gutter parts columns, each of which is read to its end; where there is
    none, the widest gap from side to side parts what is above from what is below.
    """
    if len(lines) <= 1:
        return list(lines)
    size = statistics.median(line.size for line in lines)
    columns = _cut([(line.left, line.right) for line in lines], _GUTTER * size)
    if len(columns) > 1:
        return [line for column in columns for line in reading_order([lines[at] for at in column])]
    rows = _cut([(-line.top, -line.bottom) for line in lines], 0.0)
    if len(rows) > 1:
        parts = _largest_gap(rows, lines)
        return [line for part in parts for line in reading_order([lines[at] for at in part])]
    return sorted(lines, key=lambda line: (-round(line.top), line.left))


def _cut(spans: Sequence[tuple[float, float]], gap: float) -> list[list[int]]:
    """Return the spans' numbers in groups with more than a gap between them, in their order."""
    groups: list[list[int]] = []
    reach = float("-inf")
    for at in sorted(range(len(spans)), key=lambda at: spans[at]):
        begin, end = spans[at]
        if not groups or begin - reach > gap:
            groups.append([])
        groups[-1].append(at)
        reach = max(reach, end)
    return groups


def _largest_gap(rows: list[list[int]], lines: Sequence[Line]) -> list[list[int]]:
    """Return rows in two parts: above and below a line from side to side when columns begin or end there."""
    width = max(line.right for line in lines) - min(line.left for line in lines)
    kinds = [_is_wide(row, lines, width) for row in rows]
    for at in range(1, len(rows)):
        if kinds[at] != kinds[at - 1]:
            return [[n for row in rows[:at] for n in row], [n for row in rows[at:] for n in row]]
    return [[n] for row in rows for n in sorted(row, key=lambda n: lines[n].left)]


def _is_wide(row: list[int], lines: Sequence[Line], width: float) -> bool:
    """Whether one line reaches over the middle: a headline above columns."""
    return len(row) == 1 and lines[row[0]].right - lines[row[0]].left > width * 0.55


def paragraphs_of(lines: Sequence[Line]) -> tuple[list[Block], str | None]:
    """Return paragraphs and subheadings, and the headline: the largest print before the text."""
    if not lines:
        return [], None
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    body = sizes.most_common(1)[0][0]
    groups: list[list[Line]] = []
    for at, line in enumerate(lines):
        if at and _goes_on(groups[-1], line, body):
            groups[-1].append(line)
        else:
            groups.append([line])
    blocks = [Block(_joined(group), _is_heading(group, body)) for group in groups]
    sized = [
        (group[0].size, -at) for at, (group, block) in enumerate(zip(groups, blocks, strict=True)) if block.is_heading
    ]
    headline = blocks[-max(sized)[1]].text if sized else None
    return blocks, headline


def _is_heading(group: list[Line], body: float) -> bool:
    text = " ".join(line.text for line in group)
    return group[0].size > _HEADING_SIZE * body and len(text) <= _HEADING_CHARS and any(map(str.isalpha, text))


def _goes_on(group: list[Line], line: Line, body: float) -> bool:
    """Whether a line belongs to the paragraph of the lines before it."""
    last = group[-1]
    if abs(line.size - last.size) > 0.12 * body:
        return False
    if last.text.endswith("-"):
        return True
    is_next_column = line.top > last.top or line.left > last.right
    if is_next_column:
        # Goes on in the next column or on the next page unless a sentence ends there.
        return not last.text.endswith(_ENDS)
    if last.bottom - line.top > _PARAGRAPH_GAP * line.size:
        return False
    column = [each for each in group if each.left <= last.right and each.right >= last.left]
    # The first line of a paragraph may be indented itself.
    left = min(each.left for each in (column[1:] if len(column) == len(group) else column) or column)
    right = max(each.right for each in column)
    if line.left - left > _INDENT * line.size and len(column) > 1:
        return False
    is_short = last.right - left < _SHORT_LINE * (max(right, line.right) - left)
    return not (is_short and last.text.endswith(_ENDS))


def _joined(group: list[Line]) -> str:
    """Return the text of a paragraph's lines; a word that a line end parts is one again."""
    text = group[0].text
    for line in group[1:]:
        if re.search(r"\w[-\u00ad\u2010]$", text) and line.text[:1].islower():
            text = text[:-1] + line.text
        elif text.endswith("-") and re.search(r"\w-$", text):
            text += line.text  # a hyphen of its own: Asia-Pacific
        else:
            text = f"{text} {line.text}"
    return text.replace("\u00ad", "")
