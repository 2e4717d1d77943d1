"""What is exported put together, whatever the form: turns and pins, their sources, and what changed since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from newsqa import wording
from newsqa.errors import NewsQAError, SettingError, StoreError
from newsqa.kept.types import KeptConversation, KeptTurn, Pin
from newsqa.links import linkable
from newsqa.quotation import source_url
from newsqa.store import Snapshot, Store
from newsqa.types import Article, ArticleInfo, Citation, Hit

if TYPE_CHECKING:
    from newsqa.index import Index

What = Literal["conversation", "dossier", "answer"]

GONE = "This article is not in the archive any more: what was kept of it stands here."
REWORDED = "The article has changed since: these words do not stand in it any more."
CHANGED = "This article has changed since it was quoted."
LATER_SINCE = "A later version has come since."


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article that is cited or shown; ``changed`` says what is not as it was, and is empty otherwise."""

    number: int
    article: ArticleInfo
    changed: str = ""
    later: ArticleInfo | None = None
    elsewhere: tuple[ArticleInfo, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A quotation, the number of its source, and where it stands at its publisher's."""

    citation: Citation
    source: int
    address: str | None
    changed: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A passage that was shown beside, and the number of its source."""

    hit: Hit
    source: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question and what came of it; ``published`` is when the generation that answered was."""

    turn: KeptTurn
    quotations: tuple[Quoted, ...] = ()
    shown: tuple[Shown, ...] = ()
    published: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """What a reader put by."""

    pin: Pin
    quoted: Quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """All that a file holds. ``is_compared`` says whether the archive was looked at for what changed."""

    what: What
    title: str
    exported_at: dt.datetime
    conversation: KeptConversation
    exchanges: tuple[Exchange, ...]
    pins: tuple[Pinned, ...]
    sources: tuple[Source, ...]
    is_compared: bool


def gather(
    conversation: KeptConversation, what: What, turn: int | None, index: Index | Path | None, now: dt.datetime
) -> Gathered:
    """Return what is exported of a conversation: see :func:`newsqa.export.export`.

    Raises:
        SettingError: there is no such turn, or it has no answer.
    """
    chosen = _chosen(conversation, what, turn)
    title = chosen.turns[0].question if what == "answer" else conversation.title
    if index is not None:
        folder = index if isinstance(index, Path) else index.folder
        # One state of the archive for all of it, whatever is published meanwhile; one that is damaged keeps nobody
        # from taking along what was kept.
        with suppress(StoreError), closing(Store(folder)) as store, store.snapshot() as archive:
            return _put_together(chosen, what, title, archive, now)
    return _put_together(chosen, what, title, None, now)


def _put_together(
    chosen: KeptConversation, what: What, title: str, archive: Snapshot | None, now: dt.datetime
) -> Gathered:
    shelf = _Shelf(archive, chosen)
    published = {each.number: each.published_at for each in archive.generations()} if archive else {}
    exchanges = tuple(_exchange(each, shelf, published) for each in chosen.turns)
    pins = tuple(Pinned(pin=pin, quoted=shelf.quoted(pin.citation)) for pin in chosen.pins)
    return Gathered(
        what=what, title=title, exported_at=now, conversation=chosen, exchanges=exchanges, pins=pins,
        sources=shelf.sources(), is_compared=archive is not None,
    )  # fmt: skip


def _chosen(conversation: KeptConversation, what: What, turn: int | None) -> KeptConversation:
    """Return the conversation with nothing but what is exported of it."""
    if what == "conversation":
        return conversation
    if what == "dossier":
        return replace(conversation, turns=())
    if what != "answer":
        raise SettingError(f"{what}: cannot be exported; say conversation, dossier or answer")
    turns = tuple(each for each in conversation.turns if each.place == turn and each.answer is not None)
    if not turns:
        raise SettingError(f"turn {turn}: there is none with an answer in this conversation; name another")
    return replace(conversation, turns=turns, pins=())


def _exchange(turn: KeptTurn, shelf: _Shelf, published: dict[int, dt.datetime]) -> Exchange:
    answer = turn.answer
    if answer is None:
        return Exchange(turn=turn)
    quotations = tuple(map(shelf.quoted, answer.citations))
    cited = {cited.number for cited in answer.citations}
    shown = tuple(
        Shown(hit=hit, source=shelf.number(hit.passage.article_id)) for hit in answer.hits if hit.rank not in cited
    )
    when = published.get(answer.generation) if answer.generation is not None else None
    return Exchange(turn=turn, quotations=quotations, shown=shown, published=when)


def _sentence_url(article: Article, start: int, citation: Citation) -> str | None:
    try:
        return source_url(article, start, start + len(citation.quote))
    except NewsQAError:  # it is white space, as in a citation that was not made here
        return None


class _Shelf:
    """The sources of an export, numbered as they are first named; each is read once."""

    def __init__(self, archive: Snapshot | None, conversation: KeptConversation) -> None:
        self._archive = archive
        self._kept: dict[str, ArticleInfo] = {}
        self._hits: dict[str, Hit] = {}
        self._articles: dict[str, Article | None] = {}
        self._changed: dict[str, str] = {}
        for info, hit in _named(conversation):
            self._kept.setdefault(info.id, info)
            if hit is not None:
                # What a passage says of its article is more than what a quotation does.
                self._kept[info.id] = info
                self._hits[info.id] = hit
        self._numbers = {article_id: number for number, article_id in enumerate(self._kept, start=1)}
        for article_id in self._kept:
            self._articles[article_id] = self._article(article_id)

    def number(self, article_id: str) -> int:
        return self._numbers[article_id]

    def quoted(self, citation: Citation) -> Quoted:
        """Return a quotation with its place as it is now; one that merely moved in its article has not changed."""
        article = self._articles[citation.article_id]
        address, changed = linkable(citation.url), ""
        if article is None:
            changed = self._changed.get(citation.article_id, "")
        else:
            start = citation.start
            if article.text[start : citation.end] != citation.quote:
                start = article.text.find(citation.quote)
            if start < 0:
                changed = REWORDED
                self._changed[citation.article_id] = CHANGED
            else:
                address = _sentence_url(article, start, citation)
        language = (article or self._kept[citation.article_id]).language
        return Quoted(
            citation=citation, source=self.number(citation.article_id), address=address, changed=changed,
            language=language,
        )  # fmt: skip

    def sources(self) -> tuple[Source, ...]:
        """Return all of them, once every quotation was looked at."""
        return tuple(map(self._source, self._kept))

    def _source(self, article_id: str) -> Source:
        article, hit = self._articles[article_id], self._hits.get(article_id)
        later = hit.superseded_by if hit else None
        elsewhere = wording.elsewhere(hit) if hit else ()
        changed = self._changed.get(article_id, "")
        relatives = self._archive.relatives(article_id) if self._archive and article else None
        if relatives is not None:
            if hit and relatives.later and (later is None or later.id != relatives.later.id):
                changed = f"{changed} {LATER_SINCE}".strip()
            later, elsewhere = relatives.later, (*relatives.copies, *relatives.also_in)
        info = article.info() if article else self._kept[article_id]
        return Source(
            number=self.number(article_id), article=info, changed=changed, later=later, elsewhere=elsewhere
        )  # fmt: skip

    def _article(self, article_id: str) -> Article | None:
        if self._archive is None:
            return None
        article = self._archive.article(article_id)
        if article is None:
            self._changed[article_id] = GONE
        return article


def _named(conversation: KeptConversation) -> Iterable[tuple[ArticleInfo, Hit | None]]:
    """Yield the articles of a conversation as they are named: those cited in an answer before others that it shows."""
    for turn in conversation.turns:
        if turn.answer:
            yield from ((_info(cited), None) for cited in turn.answer.citations)
            yield from ((hit.article, hit) for hit in turn.answer.hits)
    yield from ((_info(pin.citation), None) for pin in conversation.pins)


def _info(citation: Citation) -> ArticleInfo:
    """Return what a quotation says of its article."""
    return ArticleInfo(
        id=citation.article_id, title=citation.title, source=citation.source, date=citation.date, url=citation.url
    )
