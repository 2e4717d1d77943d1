"""What crosses rooms: frozen values that print well, compare, and turn into plain dicts."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from newsqa.errors import NewsQAError

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def _plain(value: Any) -> Any:  # noqa: ANN401  # any field of any type below
    """Return ``value`` as JSON can hold it: dates as ISO 8601, tuples as lists."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    return value


@lru_cache(maxsize=64)
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    # Imported when something is read back: it takes longer to load than the rest of this module.
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


class Plain:
    """Gives a dataclass its ``to_dict`` and the way back."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as a plain dict that ``json.dumps`` takes as it is."""
        plain: dict[str, Any] = _plain(self)
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return what ``to_dict`` was made of; fields that this version does not know are left out.

        Nothing is proven anew: a citation that is read back says what stood in its article when it was made.

        Raises:
            ValueError: a field is missing, or holds what is not of its type.
        """
        kind: Any = cls  # mypy doubts that a class can be hashed
        value: Self = _adapter(kind).validate_python(plain)
        return value


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's text: ``text[start:end]``, in Unicode code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleInfo(Plain):
    """What is known about an article besides its text.

    ``date`` and ``modified`` are days as their publisher wrote them, ``published_at`` and ``modified_at`` moments
    with their time zones, where these were given. ``agency`` is the news agency that the text came from,
    ``corrections`` are notes of what was put right, ``origins`` where each field was found.
    """

    id: str
    title: str
    date: dt.date | None = None
    modified: dt.date | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    url: str | None = None
    language: str | None = None
    path: str = ""
    is_superseded: bool = False
    subtitle: str | None = None
    agency: str | None = None
    published_at: dt.datetime | None = None
    modified_at: dt.datetime | None = None
    corrections: tuple[str, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(ArticleInfo):
    """An article as read: one paragraph a line, ``headings`` the lines that are subheadings."""

    text: str = field(repr=False)
    headings: tuple[Span, ...] = field(default=(), repr=False)

    def info(self) -> ArticleInfo:
        """Return the article without its text."""
        return ArticleInfo(**{f.name: getattr(self, f.name) for f in dataclasses.fields(ArticleInfo)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage(Plain):
    """Whole sentences of one article: ``text == article.text[start:end]``.

    ``sentences`` are their spans in the article's text, in order. A sentence longer than a passage
    may hold stands there in pieces.
    """

    id: str
    article_id: str
    start: int
    end: int
    text: str
    heading: str | None = None
    sentences: tuple[Span, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRange(Plain):
    """A time that a question says: ``phrase``, and the days that it means.

    It stands from ``start`` to ``end`` of the question's text as it is searched for: with single spaces, and without
    words that it excludes. ``since`` and ``until`` belong to it; None where it is open. One that ``is_latest`` asks for
    the newest there is, and is open at both ends.
    """

    phrase: str
    start: int
    end: int
    since: dt.date | None = None
    until: dt.date | None = None
    is_latest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query(Plain):
    """A question and what its passages must match; filters apply before ranking.

    ``since`` and ``until`` are inclusive; an article without a date matches neither. ``phrases`` are exact
    words that a passage, with its title, must hold, ``excluded`` ones that its article must not. ``without`` are
    articles, by id, that are treated as if the archive lacked them, their exact copies likewise.
    ``stories`` is "all" when passages are ranked as they are stored, "once" when each story comes by its best alone.
    ``today`` is the day of asking, and ``time`` the time that the question says: both raise articles that are near, and
    leave none out. ``asked`` is the follow-up as it was asked, empty where ``text`` was not made of one: it orders the
    passages within an article.
    """

    text: str
    k: int = 5
    since: dt.date | None = None
    until: dt.date | None = None
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()
    stories: str = "all"
    today: dt.date | None = None
    time: TimeRange | None = None
    asked: str = ""

    @property
    def is_filtered(self) -> bool:
        """Whether any filter on articles is set."""
        filters = (self.sources, self.languages, self.sections, self.authors, self.without)
        return bool(self.since or self.until or any(filters))


@dataclass(frozen=True, slots=True, kw_only=True)
class Why(Plain):
    """Why a hit is here.

    ``words`` are the question's words that stand in its passage, as they stand there, each once, the first there first.
    ``meaning_rank`` and ``words_rank`` are its places by that alone among all passages that pass the filters, 1 the
    best; None when it is not among those that were looked at so. ``days`` are those between its article's day and the
    time that the question says, or else the day that it is asked on as it counts in the archive: 0 inside; None where
    no day counted, or that of the article did not.
    """

    words: tuple[str, ...] = ()
    meaning_rank: int | None = None
    words_rank: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit(Plain):
    """A passage found for a query; ``score`` is a number to sort by, ``rank`` counts from 1.

    ``found_by`` says why it is here: "meaning", "words" or "both". ``matches`` are where words of the
    question stand in it, as spans of the article's text. ``copies`` are the articles that carry
    exactly the same text elsewhere, but for typography; ``also_in`` the others that tell the same story, or carry this
    very passage, the earliest first. ``superseded_by`` is the latest version of the article, when there is a later one.
    ``why`` says more of what it was found by.
    """

    rank: int
    score: float
    passage: Passage
    article: ArticleInfo
    found_by: str = "both"
    matches: tuple[Span, ...] = ()
    copies: tuple[ArticleInfo, ...] = ()
    also_in: tuple[ArticleInfo, ...] = ()
    superseded_by: ArticleInfo | None = None
    why: Why | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Plain):
    """The sentence of a hit that answers best, with what it cannot be read without: ``start`` to ``end``."""

    start: int
    end: int
    best: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation(Plain):
    """A quotation with its place: ``article.text[start:end] == quote``.

    ``number`` counts from 1 and is the rank of the hit that it was taken from. ``best`` is the
    sentence of the quotation that answers; what stands around it is there to read it with.
    Made by :meth:`prove` only.
    """

    number: int
    article_id: str
    start: int
    end: int
    quote: str
    title: str
    best: Span
    source: str | None = None
    date: dt.date | None = None
    url: str | None = None

    @classmethod
    def prove(cls, article: Article, start: int, end: int, *, number: int, best: Span | None = None) -> Citation:
        """Cite ``article.text[start:end]``, of which ``best`` (all of it when None) is the sentence that answers.

        Raises:
            NewsQAError: the span is empty or not inside the text, or ``best`` is not inside the span.
        """
        best = best or Span(start, end)
        if not 0 <= start <= best.start < best.end <= end <= len(article.text):
            raise NewsQAError(f"{article.path}: no text at {start}:{end}, so nothing there can be cited")
        return cls(
            number=number, article_id=article.id, start=start, end=end, quote=article.text[start:end],
            title=article.title, best=best, source=article.source, date=article.date, url=article.url,
        )  # fmt: skip


Counts = tuple[tuple[str | None, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread(Plain):
    """How the nearest passages are spread, counted in articles, of which each story gives one.

    ``months`` are as "2024-07" and in order, undated articles last; the others come most first, ties by name. What an
    article does not say is None.
    """

    articles: int = 0
    sources: Counts = ()
    months: Counts = ()
    languages: Counts = ()
    sections: Counts = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits(Plain):
    """The filters that a question was asked with, as in :class:`Query`."""

    since: dt.date | None = None
    until: dt.date | None = None
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Plain):
    """What the archive has to say to a question.

    ``question`` is what was asked, ``understood`` the question that was searched for: it differs from that when a
    follow-up was made to stand alone. ``limits`` are the filters that applied, ``generation`` the state of the archive
    that answered; None before there is one. Answers of two generations that say the same are equal.
    ``text`` holds the quotations, each with its number in brackets. ``reason`` says why there is
    no answer when ``answered`` is false; ``hits`` are then the nearest passages, and nothing is cited.
    ``confidence`` is the probability, from 0 to 1, that a quotation answers the question: also of
    those that were not shown. ``looked_for`` are the question's words that passages were searched for. ``time`` is the
    time that the question was understood to say: articles near to it come first. None when it says none, or none that
    the archive has articles of.
    ``notes`` say what a reader of the quotations has to know: that there is a later version of an article, say.
    ``absent`` are those of ``looked_for`` that no article holds, nor any that they may be mistyped for. ``spread`` is
    that of all passages that were looked at, of which ``hits`` are the first.
    """

    question: str
    answered: bool
    reason: str | None = None
    text: str = ""
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    confidence: float | None = None
    looked_for: tuple[str, ...] = ()
    meaning_share: float = 1.0
    notes: tuple[str, ...] = ()
    time: TimeRange | None = None
    absent: tuple[str, ...] = ()
    spread: Spread = Spread()
    understood: str = ""
    limits: Limits = Limits()
    generation: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion(Plain):
    """A question that the archive answers: ``answer`` is the proof."""

    question: str
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyEntry(Plain):
    """What one article adds: ``citation`` is the sentence, ``hit`` the passage that it stands in."""

    article: ArticleInfo
    citation: Citation
    hit: Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Plain):
    """What each article says about a question that no earlier one says: one entry an article, best first.

    ``spread`` is that of all passages that were looked at; ``time`` as in :class:`Answer`.
    """

    question: str
    entries: tuple[SurveyEntry, ...] = ()
    spread: Spread = Spread()
    time: TimeRange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut(Plain):
    """A limit of a declined question without which the archive answers.

    ``without`` is "dates", "sources", "languages", "sections", "authors", "phrases" or "time", ``value`` what it was.
    ``answer`` is what the question gives then; its ``question`` has no quotation marks where these were the limit.
    """

    without: str
    value: str
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Relatives(Plain):
    """Who else has an article: each of these in one place.

    ``copies`` carry exactly its text, but for typography; ``earlier`` are its earlier versions, the oldest first, and
    ``later`` its latest, when it is not that itself; ``also_in`` are the others that tell its story. Copies and those
    come the earliest first.
    """

    copies: tuple[ArticleInfo, ...] = ()
    also_in: tuple[ArticleInfo, ...] = ()
    earlier: tuple[ArticleInfo, ...] = ()
    later: ArticleInfo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChange(Plain):
    """What became of a source since it was cited as ``number``.

    ``what`` is "gone" (the archive no longer holds the article), "changed" (the quotation does not stand there any
    more), or "later": there is a later version, which the answer did not know of. ``later`` is that, also of a changed
    one.
    """

    number: int
    article_id: str
    title: str
    what: str
    later: ArticleInfo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the archive holds, for a reader: counts are of articles, most first.

    ``meaning_share`` is the share of its passages that can be found by meaning: below 1 while a first build goes on.
    """

    generation: int
    published_at: dt.datetime
    articles: int
    passages: int
    sources: tuple[tuple[str | None, int], ...]
    languages: tuple[tuple[str | None, int], ...]
    sections: tuple[tuple[str | None, int], ...]
    first_date: dt.date | None
    last_date: dt.date | None
    meaning_share: float = 1.0


@dataclass(frozen=True, slots=True)
class Rejection(Plain):
    """A file, or a line of one (``path:line``), that gave no article, or gave one with a flaw."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport(Plain):
    """The ledger of a build, in articles: ``read = indexed + unchanged + copies + rejected``.

    ``generation`` is None when nothing was ever published. ``embedded`` counts the passages that met
    the encoder. ``warnings`` are articles that are in, with something missing or unreadable. ``steps`` are seconds by
    step, ``sizes`` bytes by part of the index, ``peak_memory_bytes`` the most that the process ever held.
    """

    generation: int | None
    read: int
    indexed: int
    unchanged: int
    copies: int
    rejected: tuple[Rejection, ...] = ()
    warnings: tuple[Rejection, ...] = ()
    removed: int = 0
    passages: int = 0
    embedded: int = 0
    seconds: float = 0.0
    steps: Mapping[str, float] = field(default_factory=dict, compare=False)
    sizes: Mapping[str, int] = field(default_factory=dict, compare=False)
    peak_memory_bytes: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildForecast(Plain):
    """What a build would do, in articles and passages, and about how long and how much room it would take.

    ``to_embed`` passages would meet the encoder, at ``passages_per_second`` as measured on some of them.
    """

    read: int
    indexed: int
    unchanged: int
    copies: int
    rejected: tuple[Rejection, ...]
    removed: int
    passages: int
    to_embed: int
    passages_per_second: float
    seconds: float
    bytes_needed: int
    bytes_free: int
    is_new_model: bool
