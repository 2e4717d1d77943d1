"""What the reading pane is opened with: an article, what is marked in it, and who else has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newsqa.errors import ArticlesError
from newsqa.index import Index
from newsqa.quotation import markdown, plain, source_url
from newsqa.types import Article, ArticleInfo, Citation, Hit, Relatives, Span
from newsqa.web.actions import Open
from newsqa.web.conversation import Turn
from newsqa.web.versions import said_only_in

_FORGOTTEN = "This answer is no longer kept. Ask the question again, then open the article from there."


@dataclass(frozen=True, slots=True)
class Quotation:
    """What a reader takes along of a mark: its text with its source, in two forms, and its address."""

    plain: str
    markdown: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What is marked in an article.

    ``marks`` are the stretches that a reader goes from one to the next of, in the order of the text and apart, each a
    ``noun``; ``current`` is the first that is gone to, from 1, or 0 when there is none. Each has its quotation, unless
    they tell a version from another. ``cited`` are those that an answer cites or that were asked for, ``passage`` is
    the hit that led here. Where the article ``is_changed`` since it was cited, nothing is marked.
    """

    marks: tuple[Span, ...] = ()
    noun: str = "Sentence"
    current: int = 0
    quotations: tuple[Quotation, ...] = ()
    cited: tuple[Span, ...] = ()
    passage: Span | None = None
    is_changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article that is open, as ``wanted``.

    ``carriers`` are the other articles with its story or the passage that led here, the earliest first, without its own
    versions; ``exact`` the ids of those that have it word for word. ``compared`` is the version that it is told from.
    """

    wanted: Open
    article: Article
    relatives: Relatives
    marked: Marked
    carriers: tuple[ArticleInfo, ...] = ()
    exact: frozenset[str] = frozenset()
    compared: ArticleInfo | None = None


def open_article(index: Index, wanted: Open, turn: Turn | None) -> Reading:
    """Return the article that is wanted, with its marks.

    Args:
        index: the archive.
        wanted: which article, as the page asks for it; a span that is no stretch of its text marks nothing.
        turn: the turn that it names, while that is kept.

    Raises:
        NewsQAError: the archive holds no such article or cannot be read, or the card that it stood on is gone.
    """
    hit = turn.hit(wanted.card) if turn and wanted.card is not None else None
    article_id = hit.article.id if hit else wanted.article
    if article_id is None:
        raise ArticlesError(_FORGOTTEN)
    article = index.article(article_id)
    relatives = index.relatives(article_id)
    versions = {version.id: version for version in (*relatives.earlier, relatives.later) if version}
    compared = versions.get(wanted.compare or "")
    if compared:
        marks = said_only_in(article, index.article(compared.id))
        noun = "New sentence" if compared in relatives.earlier else "Sentence only here"
        marked = Marked(marks=marks, noun=noun, current=min(1, len(marks)))
    else:
        marked = _marked(article, wanted, turn, hit)
    copies = {copy.id: copy for copy in (*relatives.copies, *(hit.copies if hit else ()))}
    carriers = copies | {other.id: other for other in (*relatives.also_in, *(hit.also_in if hit else ()))}
    return Reading(
        wanted=wanted, article=article, relatives=relatives, marked=marked, exact=frozenset(copies), compared=compared,
        carriers=tuple(
            sorted((other for key, other in carriers.items() if key not in {article_id, *versions}), key=_day)
        ),
    )  # fmt: skip


def _day(article: ArticleInfo) -> tuple[bool, str, str]:
    """Return what sorts articles by day, undated ones last."""
    return article.date is None, str(article.date), article.id


def _marked(article: Article, wanted: Open, turn: Turn | None, hit: Hit | None) -> Marked:
    """Return what the turn's answer cites of the article, with the span asked for; of no answer, the hit's passage."""
    answer = turn.answer if turn else None
    citations = [cited for cited in answer.citations if cited.article_id == article.id] if answer else []
    expected = [(Span(cited.start, cited.end), cited.quote) for cited in citations]
    passage = Span(hit.passage.start, hit.passage.end) if hit else None
    if hit and passage:
        expected.append((passage, hit.passage.text))
    # A build may have come between.
    if any(article.text[span.start : span.end] != text for span, text in expected):
        return Marked(is_changed=True)
    asked = _asked(article, wanted)
    cited = _apart([*(Span(each.start, each.end) for each in citations), *([asked] if asked else [])])
    marks = cited or ((passage,) if passage else ())
    first = asked or next((Span(each.start, each.end) for each in citations if hit and each.number == hit.rank), None)
    return Marked(
        marks=marks, cited=cited, passage=passage, noun="Sentence" if cited else "Passage",
        current=next((n for n, mark in enumerate(marks, 1) if first and _meet(mark, first)), min(1, len(marks))),
        quotations=tuple(_quotation(article, mark) for mark in marks),
    )  # fmt: skip


def _asked(article: Article, wanted: Open) -> Span | None:
    """Return the span that is asked for, if there is text of the article from one end of it to the other."""
    if wanted.start is None or wanted.end is None or not 0 <= wanted.start < wanted.end <= len(article.text):
        return None
    return Span(wanted.start, wanted.end) if article.text[wanted.start : wanted.end].strip() else None


def _apart(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans in the order of the text, those that overlap as one."""
    apart: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if apart and _meet(apart[-1], span):
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, span.end))
        else:
            apart.append(span)
    return tuple(apart)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _quotation(article: Article, mark: Span) -> Quotation:
    cited = Citation.prove(article, mark.start, mark.end, number=1)
    return Quotation(plain(cited, article), markdown(cited, article), source_url(article, mark.start, mark.end))
