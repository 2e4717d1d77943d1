"""Cuts an article into passages: whole sentences, about so many words, with their offsets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from weakref import WeakKeyDictionary

import regex
import sentencex

from newsqa.errors import EncoderError
from newsqa.types import Article, ArticleInfo, Passage, Span

CountTokens = Callable[[Sequence[str]], list[int]]

# What stands before a passage in the encoder's input may take this share of it; a longer title is
# shortened there, and only there.
_CONTEXT_SHARE = 4
_TITLE_CHARS = 200
# A section, or the rest of one, with fewer words than this share of a passage does not stand alone.
_TINY_SHARE = 3
_LEAST_TOKENS = 16
# What stands before passages, by what counts its tokens: that is not kept alive for it, for an encoder is large.
_contexts: WeakKeyDictionary[object, dict[tuple[str, str, str, str, int], str]] = WeakKeyDictionary()
_MOST_CONTEXTS = 256
# Longer sections are packed once: evening them out would change little and cost much.
_EVEN_OUT_AT_MOST = 12
_EVEN_STEP_WORDS = 5
# The splitter breaks after these: an initial that begins a sentence, "Ms. Quist", "approx. 3",
# and before these: what a sentence says after a quotation, "— dit-il".
_INITIAL = regex.compile(r"[^\p{L}\p{N}]*\p{Lu}\.\s*")
_TITLE_BEFORE_NAME = {
    "en": regex.compile(r"(?:^|\W)(?:Ms|Mx|Ft|Amb)\.\s*$"),
    "fr": regex.compile(r"(?:^|\W)(?:MM?|Dr|Pr|Mgr|St)\.\s*$"),
    "ar": regex.compile(r"(?:^|\W)[أدم]\.\s*$"),
    "it": regex.compile(r"(?:^|\W)(?:[Oo]n|[Aa]vv|[Aa]rch|[Gg]eom)\.\s*$"),
    "nl": regex.compile(r"(?:^|\W)(?:[Mm]evr|[Mm]w|[Dd]hr|[Ii]r|[Dd]rs)\.\s*$"),
    "pl": regex.compile(r"(?:^|\W)(?:[Ii]nż|[Mm]gr|[Hh]ab|[Kk]s|[Gg]en|[Uu]l|[Aa]l)\.\s*$"),
    "pt": regex.compile(r"(?:^|\W)(?:Av|Eng|Exa)\.\s*$"),
    "tr": regex.compile(r"(?:^|\W)(?:Av|Doç|Sn)\.\s*$"),
}
_BEFORE_NUMBER = regex.compile(r"(?:^|\W)(?:approx|ca|ch|est|figs|godz|incl|kl|nr|pkt|str|vol)\.\s*$", regex.IGNORECASE)
# Short words and numbers with a point, when what follows is no beginning: "m.in. dla", "2024 r. ceny".
_ABBREVIATED = regex.compile(r"(?:^|[^\p{L}\p{N}])(?:\p{L}{1,4}|\d{1,4})\.\s*$")
_AFTER_DASH = regex.compile(r"[\N{EM DASH}\N{EN DASH}]\s*\p{Ll}")
_QUOTATION_END = regex.compile(r"[」』”]$")
_AFTER_QUOTATION = {"ja": regex.compile(r"と|って"), "zh": regex.compile(r"\p{Han}{0,6}?(?:[说說称稱道问問]|表示)")}
_CLAUSE_END = regex.compile(r"[;:,\N{EM DASH}\N{EN DASH}、，；：]\s*")  # noqa: RUF001  # CJK
_SPACE = regex.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a piece of one too long for a passage, with what it costs."""

    start: int
    end: int
    words: int
    tokens: int


@dataclass(frozen=True, slots=True)
class _Limits:
    words: int
    chars: int
    tokens: int


def split_passages(
    article: Article, *, count_tokens: CountTokens, max_tokens: int, max_words: int, max_chars: int
) -> list[Passage]:
    """Cut an article into overlapping passages.

    A passage holds whole sentences of one section, about ``max_words`` words (up to half as many
    again where only a little would be left) and at most ``max_chars`` characters. With its context
    (:func:`encoder_input`) it has at most ``max_tokens`` tokens. The next begins with its last
    sentence, where both it and one more fit. A sentence too long for a passage is cut at a
    clause, a space or between two characters. Every sentence is in at least one passage.

    Args:
        article: what is cut; only its text, headings, language and context fields are read.
        count_tokens: number of tokens of each text, without special tokens.
        max_tokens: tokens of an encoder input, without special tokens.
        max_words: words a passage is meant to have.
        max_chars: characters, in code points, that it may have.

    Raises:
        EncoderError: the encoder takes too few tokens for any text.
    """
    sections = _merge_tiny(article.text, _sections(article), max_words // _TINY_SHARE)
    headings = {None, *(article.text[span.start : span.end] for span in article.headings)}
    source, date = article.source or "", article.date.isoformat() if article.date else ""
    contexts = [_context(article.title, source, date, h or "", count_tokens, max_tokens) for h in headings]
    context = max(count_tokens(contexts), default=0)
    budget = max_tokens - context
    while budget >= _LEAST_TOKENS:
        limits = _Limits(max_words, max_chars, budget)
        passages = []
        for section in sections:
            units = _units(article.text, section, limits, count_tokens)
            passages += [_passage(article, chosen) for chosen in _pack_evenly(units, limits)]
        inputs = [encoder_input(article, passage, count_tokens, max_tokens)[0] for passage in passages]
        # Tokens of sentences need not add up to those of their passage in every tokenizer.
        excess = max(count_tokens(inputs), default=0) - max_tokens
        if excess <= 0:
            return [replace(passage, id=f"{article.id}#{n}") for n, passage in enumerate(passages, start=1)]
        budget -= excess
    raise EncoderError(f"the encoder takes {max_tokens} tokens, too few for a passage; choose another model")


def encoder_input(
    article: ArticleInfo, passage: Passage, count_tokens: CountTokens, max_tokens: int
) -> tuple[str, tuple[Span, ...]]:
    """Return what the encoder reads for a passage, and where the passage's sentences stand in that.

    It reads title, outlet, date and subheading, then the passage's text.
    """
    date = article.date.isoformat() if article.date else ""
    context = _context(article.title, article.source or "", date, passage.heading or "", count_tokens, max_tokens)
    text = context + passage.text
    shift = len(text) - len(passage.text) - passage.start
    return text, tuple(Span(span.start + shift, span.end + shift) for span in passage.sentences)


# All passages of an article that stand under one subheading have the same.
def _context(title: str, source: str, date: str, heading: str, count_tokens: CountTokens, max_tokens: int) -> str:
    known = _contexts.setdefault(getattr(count_tokens, "__self__", count_tokens), {})
    key = title, source, date, heading, max_tokens
    context = known.get(key)
    if context is None:
        if len(known) >= _MOST_CONTEXTS:
            known.clear()
        context = known[key] = _made_context(title, source, date, heading, count_tokens, max_tokens)
    return context


def _made_context(title: str, source: str, date: str, heading: str, count_tokens: CountTokens, max_tokens: int) -> str:
    title, source, heading = (part[:_TITLE_CHARS] for part in (title, source, heading))
    while True:
        context = "".join(f"{part}\n" for part in (title, ", ".join(filter(None, (source, date))), heading) if part)
        if not context or count_tokens([context])[0] <= max_tokens // _CONTEXT_SHARE:
            return context
        # Halving ends at a date alone, whatever the title's script costs in tokens.
        if not (title or heading or source):
            return ""
        title, heading, source = (part[: len(part) // 2] for part in (title, heading, source))


def split_sentences(text: str, language: str | None = None) -> list[Span]:
    """Return the spans of the sentences of ``text``, line by line, without the space around them.

    Boundaries are those of sentencex for the language (English when unknown).
    """
    spans = []
    for line in regex.finditer(r"[^\n]+", text):
        start = line.start()
        for sentence in _joined(sentencex.segment(language or "en", line[0]), language):
            spans.append(Span(start, start + len(sentence)))
            start += len(sentence)
    return [stripped for span in spans if (stripped := _strip(text, span)) is not None]


def _joined(sentences: list[str], language: str | None) -> list[str]:
    """Join what was broken after an initial, an abbreviation or a quotation."""
    title = _TITLE_BEFORE_NAME.get(language or "en")
    saying = _AFTER_QUOTATION.get(language or "en")
    # English writes few abbreviations before small letters, and more that is all in small letters.
    is_abbreviating = language not in (None, "en")
    joined: list[str] = []
    for sentence in sentences:
        last = joined[-1] if joined else ""
        is_broken = (
            _INITIAL.fullmatch(last)
            or (last and _AFTER_DASH.match(sentence))
            or (sentence[:1].isdigit() and _BEFORE_NUMBER.search(last))
            or (is_abbreviating and sentence[:1].islower() and _ABBREVIATED.search(last))
            or (not sentence[:1].islower() and title and title.search(last))
            or (saying and _QUOTATION_END.search(last) and saying.match(sentence))
        )
        if is_broken:
            joined[-1] += sentence
        else:
            joined.append(sentence)
    return joined


def _strip(text: str, span: Span) -> Span | None:
    inside = text[span.start : span.end]
    start = span.start + len(inside) - len(inside.lstrip())
    end = span.end - len(inside) + len(inside.rstrip())
    return Span(start, end) if start < end else None


def _sections(article: Article) -> list[list[Span]]:
    """Return the sentences between subheadings; of a text that is all headings, its lines."""
    starts = [0, *(heading.end for heading in article.headings)]
    ends = [*(heading.start for heading in article.headings), len(article.text)]
    sections = []
    for start, end in zip(starts, ends, strict=True):
        inside = split_sentences(article.text[start:end], article.language)
        if inside:
            sections.append([Span(span.start + start, span.end + start) for span in inside])
    return sections or [split_sentences(article.text, article.language)]


def _merge_tiny(text: str, sections: list[list[Span]], least_words: int) -> list[list[Span]]:
    """Put a tiny section together with the next one, the last one with the one before."""
    merged: list[list[Span]] = []
    for place, section in enumerate(sections):
        is_tiny_end = place == len(sections) - 1 and _words(text, section) < least_words
        if merged and (is_tiny_end or _words(text, merged[-1]) < least_words):
            merged[-1] = merged[-1] + section
        else:
            merged.append(section)
    return merged


def _words(text: str, section: list[Span]) -> int:
    return sum(len(text[span.start : span.end].split()) for span in section)


def _units(text: str, sentences: list[Span], limits: _Limits, count_tokens: CountTokens) -> list[_Unit]:
    """Return the sentences, those over the limits in pieces, with their words and tokens.

    A unit's tokens include those of a subheading between it and the unit before.
    """
    short = [span for span in sentences if span.end - span.start <= limits.chars]
    tokens = dict(zip(short, count_tokens([text[span.start : span.end] for span in short]), strict=True))
    pieces: list[Span] = []
    for span in sentences:
        fits = tokens.get(span, limits.tokens + 1) <= limits.tokens
        pieces += [span] if fits else _split_long(text, span, limits, count_tokens)
    if not pieces:
        return []
    befores = [text[a.end : b.start] if b.start > a.end else "" for a, b in pairwise([pieces[0], *pieces])]
    cut = [piece for piece in pieces if piece not in tokens]
    tokens |= zip(cut, count_tokens([text[piece.start : piece.end] for piece in cut]), strict=True)
    costs = [tokens[piece] for piece in pieces]
    # White space, as a rule, between two sentences; else a subheading.
    said = [before for before in dict.fromkeys(befores) if before.strip()]
    leads = dict(zip(said, count_tokens(said), strict=True))
    lead_costs = [leads.get(before, 0) for before in befores]
    return [
        _Unit(p.start, p.end, len(text[p.start : p.end].split()), cost + lead)
        for p, cost, lead in zip(pieces, costs, lead_costs, strict=True)
    ]


def _split_long(text: str, span: Span, limits: _Limits, count_tokens: CountTokens) -> list[Span]:
    """Halve a span until every piece is within the limits."""
    inside = text[span.start : span.end]
    if len(inside) <= 1 or (len(inside) <= limits.chars and count_tokens([inside])[0] <= limits.tokens):
        return [span]
    cut = span.start + _cut_near_middle(inside)
    halves = [_strip(text, Span(span.start, cut)), _strip(text, Span(cut, span.end))]
    return [piece for half in halves if half for piece in _split_long(text, half, limits, count_tokens)]


def _cut_near_middle(text: str) -> int:
    """Return where to cut: after a clause, else a word, else a whole character as people see it."""
    middle = len(text) // 2
    first, last = len(text) // 4, len(text) - len(text) // 4
    for mark in (_CLAUSE_END, _SPACE):
        ends: list[int] = [match.end() for match in mark.finditer(text, first, last)]
        if ends:
            return min(ends, key=lambda end: abs(end - middle))
    near = max(0, middle - 100)
    ends = [near + match.end() for match in regex.finditer(r"\X", text[near : middle + 100])]
    return next((end for end in ends if middle <= end < min(len(text), middle + 100)), middle)


def _pack_evenly(units: list[_Unit], limits: _Limits) -> list[list[_Unit]]:
    """Fill as few passages as the limits allow, then share the words out among them."""
    packed = _pack(units, limits)
    if not 1 < len(packed) <= _EVEN_OUT_AT_MOST:
        return packed
    for words in range(limits.words - _EVEN_STEP_WORDS, limits.words // 2, -_EVEN_STEP_WORDS):
        closer = _pack(units, replace(limits, words=words))
        if len(closer) > len(packed):
            break
        packed = closer
    return packed


def _pack(units: list[_Unit], limits: _Limits) -> list[list[_Unit]]:
    """Fill passages with units in order, each beginning with the last unit of the one before."""
    packed: list[list[_Unit]] = []
    first, least = 0, 1
    while first < len(units):
        stop = first + least
        while stop < len(units) and _is_wanted(units, first, stop, limits):
            stop += 1
        packed.append(units[first:stop])
        if stop == len(units):
            break
        # Overlap only when the passage before holds more than the shared sentence, or it would not end;
        # the next takes in one more at least, or it would say nothing new.
        overlaps = stop - 1 > first and _fits(units[stop - 1 : stop + 1], limits)
        first, least = (stop - 1, 2) if overlaps else (stop, 1)
    return packed


def _is_wanted(units: list[_Unit], first: int, stop: int, limits: _Limits) -> bool:
    """Whether the unit at ``stop`` brings the passage nearer to its words, or is part of a small rest."""
    words = sum(unit.words for unit in units[first:stop])
    if not _fits(units[first : stop + 1], limits):
        return False
    if words + units[stop].words / 2 <= limits.words:
        return True
    if len(units) - stop > limits.words:
        return False
    left = sum(unit.words for unit in units[stop:])
    return left < limits.words / _TINY_SHARE and words + left <= limits.words * 1.5 and _fits(units[first:], limits)


def _fits(units: list[_Unit], limits: _Limits) -> bool:
    return units[-1].end - units[0].start <= limits.chars and sum(unit.tokens for unit in units) <= limits.tokens


def _passage(article: Article, units: list[_Unit]) -> Passage:
    start, end = units[0].start, units[-1].end
    return Passage(
        id="", article_id=article.id, start=start, end=end, text=article.text[start:end],
        heading=_main_heading(article, units), sentences=tuple(Span(unit.start, unit.end) for unit in units),
    )  # fmt: skip


def _main_heading(article: Article, units: list[_Unit]) -> str | None:
    """Return the subheading over most of the words; a tiny section goes by its neighbour's."""
    words: dict[Span | None, int] = {}
    for unit in units:
        above = bisect_right(article.headings, unit.start, key=lambda heading: heading.end)
        heading = article.headings[above - 1] if above else None
        words[heading] = words.get(heading, 0) + unit.words
    main = max(words, key=lambda heading: words[heading])
    return article.text[main.start : main.end] if main else None
