"""An open index: the one thing that chat, Python and command line ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, Unpack

from newsqa import answer as answers
from newsqa.answer import Composed, Seen
from newsqa.characters import one_line
from newsqa.closeness import asked_of
from newsqa.config import Settings, load_settings
from newsqa.conversation import points, understand
from newsqa.encoder import Encoder
from newsqa.errors import QueryError, no_article
from newsqa.loaded import Loaded
from newsqa.opened import Opened
from newsqa.retriever import Day, Filters, Names, limits_of, make_query, with_limits, with_matches, with_outlets
from newsqa.stages import Stages
from newsqa.store import Snapshot, Store
from newsqa.suggest import Sources, find_suggestions
from newsqa.survey import survey_of
from newsqa.types import (
    Answer,
    Article,
    ArticleInfo,
    Hit,
    Limits,
    Passage,
    Query,
    Relatives,
    Suggestion,
    Summary,
    Survey,
    TimeRange,
    WayOut,
)
from newsqa.ways_out import find_ways_out

# Articles that a survey looks at when nothing else is said.
SURVEYED = 24
# Questions that are suggested, and passages near an answer that they are made of, when nothing else is said.
SUGGESTED = 3
SUGGESTED_FROM = 20


class Index:
    """An index folder that is open for questions.

    Safe from many threads. A new generation is noticed between questions: each call reads one
    generation from beginning to end. Use it in ``with``, or call :meth:`close`.
    """

    def __init__(
        self, store: Store, settings: Settings, model: str | None, encoder: Encoder | None, number: int | None = None
    ) -> None:
        """Use :meth:`open`."""
        self._settings = settings
        self._opened = Opened(store, settings, model, encoder, number)
        self._reading = self._opened.reading
        self._summary: tuple[Loaded, Summary] | None = None

    @property
    def folder(self) -> Path:
        """The index folder."""
        return self._opened.folder

    @classmethod
    def open(
        cls,
        path: str | Path | None = None,
        *,
        model: str | None = None,
        settings: Settings | None = None,
        encoder: Encoder | None = None,
        generation: int | None = None,
    ) -> Index:
        """Open an index folder and load what answers need.

        Args:
            path: the folder; default: the setting.
            model: the encoder that it must have been built with; default: the setting, and when
                that is empty the one that the index names.
            settings: all settings at once; default: those of the folder and the environment.
            encoder: one that is loaded already.
            generation: the number of the one to ask, for good; default: the newest, whichever that is.

        Raises:
            IndexNotFoundError: there is no index in the folder, or its first build has not ended; or it does not hold
                the generation that is named.
            ModelMismatchError: it was built with another encoder.
            IndexFormatError, IndexDamagedError: it cannot be read.
            EncoderError: its encoder, or the cross-encoder of the settings, is not on this machine.
        """
        settings = settings or load_settings()
        if model is None:
            model = settings.model or None
        index = cls(Store(Path(path or settings.index)), settings, model, encoder, generation)
        try:
            with index._reading():
                pass
        except BaseException:
            index.close()
            raise
        return index

    def retrieve(
        self,
        query: str,
        k: int | None = None,
        *,
        since: Day = None,
        until: Day = None,
        sources: Names = None,
        languages: Names = None,
        sections: Names = None,
        authors: Names = None,
        stories: str = "all",
        today: Day = None,
        times: bool = True,
    ) -> list[Hit]:
        """Return the ``k`` stored passages nearest to the question, best first.

        Args:
            query: the question.
            k: at least 1; default: the setting (5).
            since: first day, a date or ISO 8601 text. An article without a date passes no such filter.
            until: last day, which belongs to the range.
            sources: outlets, one or several; case does not matter. So for the rest.
            languages: language codes.
            sections: sections.
            authors: authors.
            stories: "all" for passages as they are stored, "once" for the best one of each story.
            today: the day of asking, which articles may be close to; default: the day it is.
            times: whether articles of a time that the question says ("last week") come first; they do not beside
                ``since`` or ``until``.

        Raises:
            QueryError: the question is blank or too long, or a filter cannot be used.
        """
        wanted = self._query(
            query, k, since=since, until=until, sources=sources, languages=languages, sections=sections,
            authors=authors, stories=stories, today=today, times=times,
        )  # fmt: skip
        return self.find(_not_blank(wanted))

    def ask(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, Answer]] = (),
        understood: str | None = None,
        k: int | None = None,
        since: Day = None,
        until: Day = None,
        sources: Names = None,
        languages: Names = None,
        sections: Names = None,
        authors: Names = None,
        today: Day = None,
        times: bool = True,
        seen: Seen | None = None,
        read_as: Callable[[str, Limits], None] | None = None,
    ) -> Answer:
        """Return the passages that answer the question, each with its best sentences cited.

        Up to three neighbouring passages of an article are read as one, and a story is shown once, by its latest
        version where that says so too. With ``history`` (pairs of question, as it was asked, and answer, oldest first)
        a follow-up is made to stand alone, which ``Answer.understood`` tells, and the filters of the turn before go on
        where none of their kind is given. When ``understood`` is given, exactly that is searched for, and nothing goes
        on. A question that stood alone before does so again. Where what is searched for is not the question itself,
        both order the passages of an article and the sentences of the first. ``read_as`` is told, in this thread,
        what is searched for and within which limits, before that begins. ``seen`` is told the answer's hits, once and
        in this thread, as soon as they are known: before sentences are read closely and cited; not when there are
        none. What it raises ends the question. The rest is as in :meth:`retrieve`, but a blank question is an answer
        with ``answered`` false.

        Raises:
            QueryError: the question is too long, or a filter cannot be used.
        """
        filters: Filters = {
            "since": since, "until": until, "sources": sources, "languages": languages, "sections": sections,
            "authors": authors, "today": today, "times": times,
        }  # fmt: skip
        text = question if understood is None else understood
        if understood is None and history and not _stood_alone(question, history):
            # What cannot be asked is refused before anything is made of it.
            day = self._query(question, k, **filters).today
            meant = understand(question, history, max_chars=self._settings.max_question_chars, today=day)
            text, filters = meant.text, with_limits(filters, meant.limits)
        wanted = self._query(text, k, said=question, **filters)
        if read_as is not None:
            read_as(text, limits_of(wanted))
        return replace(self.run(wanted, seen=seen), question=question, understood=text)

    def survey(self, question: str, *, k: int = SURVEYED, **filters: Unpack[Filters]) -> Survey:
        """Return what each article adds to the question: its best sentence, cited, that no earlier one says.

        At most ``k`` articles are looked at, the best ones, of each story one. Where :meth:`ask` declines to answer
        nothing is cited here either. The filters, ``today`` and ``times`` are those of :meth:`retrieve`.

        Raises:
            QueryError: the question is blank or too long, or a filter cannot be used.
        """
        wanted = _not_blank(self._query(question, k, **filters))
        with self._reading() as (snapshot, loaded):
            generation = snapshot.generation
            if generation is None or not generation.passages:
                return Survey(question=question)
            found, closely = loaded.search_for_reading(wanted, snapshot, Stages())
            survey = survey_of(
                wanted, found, snapshot, loaded.coefficients, closely, self._settings.min_confidence, self._settings.k
            )
        return replace(survey, question=question)

    def ways_out(self, question: str, *, k: int | None = None, **filters: Unpack[Filters]) -> tuple[WayOut, ...]:
        """Return which limits of a declined question, each taken away alone, let the archive answer.

        Limits are the filters, words in quotation marks, and a time that the question says; each that is set is asked
        without. The surest answer comes first. The question itself is not asked again.

        Raises:
            QueryError: the question is too long, or a filter cannot be used.
        """
        return find_ways_out(question, filters, partial(self._query, k=k), self.run)

    def suggest(
        self,
        answer: Answer,
        *,
        history: Sequence[tuple[str, Answer]] = (),
        count: int = SUGGESTED,
        **filters: Unpack[Filters],
    ) -> tuple[Suggestion, ...]:
        """Return questions that the archive answers beside the one that was asked, the most promising first.

        Each is made of a sentence of an English article that is shown, or lies near, and was asked: it is offered only
        when that sentence answers it. None was asked in this conversation or is answered by what was quoted in it.
        There may be fewer than ``count``, or none.

        Args:
            answer: what is shown, answered or declined.
            history: pairs of question and answer, oldest first.
            count: how many at most.
            filters: those that the suggestions will be asked with; when none limits the articles, those that applied to
                the answer.

        Raises:
            QueryError: a filter cannot be used.
        """
        asked_with = self._query("", None, **filters)
        if limits_of(asked_with) == Limits():
            filters = with_limits(filters, answer.limits)
        with self._reading() as (snapshot, loaded):
            if snapshot.generation is None or not snapshot.generation.passages:
                return ()

            def ask(question: str) -> Answer:
                query = self._query(question, None, **filters)
                found = self._compose_of(query, snapshot, loaded, Stages()).answer
                return replace(found, question=question, understood=question, limits=limits_of(query))

            def more(question: str) -> list[Hit]:
                query = self._query(question, SUGGESTED_FROM, **filters)
                if not query.text:
                    return []
                vector = loaded.encoder.encode_query(query.text)
                return [ranked.hit for ranked in loaded.search(query, vector, snapshot, Stages()).ranked]

            sources = Sources(snapshot.article, more, ask)
            return find_suggestions(answer, history, count, sources, self._settings.min_confidence)

    def understood(self, question: str, **filters: Unpack[Filters]) -> TimeRange | None:
        """Return the time that a question is understood to say: what :meth:`ask` gives as ``Answer.time``.

        Raises:
            QueryError: the question is too long, or a filter cannot be used.
        """
        query = self._query(question, None, **filters)
        with self._reading() as (_, loaded):
            asked = asked_of(query.today, query.time, loaded.indexes.days)
        return asked.time if asked else None

    def relatives(self, article_id: str) -> Relatives:
        """Return who else has an article: its copies, its story, its other versions.

        Raises:
            ArticlesError: the archive holds none with this id.
        """
        with self._reading() as (snapshot, _):
            relatives = snapshot.relatives(article_id)
        if relatives is None:
            raise no_article(article_id)
        return relatives

    def find(self, query: Query, stages: Stages | None = None) -> list[Hit]:
        """Return the hits of a query that was checked: what :meth:`retrieve` calls."""
        stages = stages or Stages()
        with self._reading() as (snapshot, loaded):
            vector = loaded.encoder.encode_query(query.text)
            stages.end("encode")
            found = loaded.search(query, vector, snapshot, stages)
            hits = [
                with_outlets(with_matches(ranked.hit, found.question), ranked.candidate.found, snapshot)
                for ranked in found.ranked
            ]
            stages.end("answer")
            return hits

    def run(self, query: Query, stages: Stages | None = None, seen: Seen | None = None) -> Answer:
        """Return the answer to a query that was checked: what :meth:`ask` calls."""
        return self.compose(query, stages, seen).answer

    def compose(self, query: Query, stages: Stages | None = None, seen: Seen | None = None) -> Composed:
        """Return the answer as :meth:`run` does, with what its confidence was drawn from."""
        try:
            composed = self._compose(query, stages or Stages(), seen and answers.carrying(seen))
            return replace(composed, answer=replace(composed.answer, understood=query.text, limits=limits_of(query)))
        except answers.NotOurs as carried:
            raise carried.error from None

    def _compose(self, query: Query, stages: Stages, seen: Seen | None) -> Composed:
        if not query.text:
            return Composed(Answer(question=query.text, answered=False, reason=answers.why_blank(query)), {})
        with self._reading() as (snapshot, loaded):
            return self._compose_of(query, snapshot, loaded, stages, seen)

    def _compose_of(
        self, query: Query, snapshot: Snapshot, loaded: Loaded, stages: Stages, seen: Seen | None = None
    ) -> Composed:
        generation = snapshot.generation
        if generation is None or not generation.passages:
            return Composed(Answer(question=query.text, answered=False, reason=answers.EMPTY_ARCHIVE), {})
        found, closely = loaded.search_for_reading(query, snapshot, stages)
        composed = answers.compose(
            query, found, snapshot, loaded.coefficients, closely, self._settings.min_confidence, seen
        )
        stages.end("answer")
        asked = found.question.asked
        answer = replace(
            composed.answer, meaning_share=round(generation.meaning_share, 4), time=asked.time if asked else None,
            generation=generation.number,
        )  # fmt: skip
        return replace(composed, answer=answer)

    def article(self, article_id: str) -> Article:
        """Return an article with its text.

        Raises:
            ArticlesError: the archive holds none with this id.
        """
        with self._reading() as (snapshot, _):
            article = snapshot.article(article_id)
        if article is None:
            raise no_article(article_id)
        return article

    def articles(self) -> Iterator[ArticleInfo]:
        """Yield every article, exact copies too, by id."""
        with self._reading() as (snapshot, _):
            yield from snapshot.articles()

    def passages(self) -> Iterator[Passage]:
        """Yield every passage, by article id and place; exact copies share those of one article."""
        with self._reading() as (snapshot, _):
            yield from snapshot.passages()

    def summary(self) -> Summary:
        """Return what the archive holds."""
        with self._reading() as (snapshot, loaded):
            known = self._summary
            if known is not None and known[0] is loaded:
                return known[1]
            generation = snapshot.generation
            assert generation is not None  # noqa: S101  # _reading has seen to it
            first, last = snapshot.dates()
            summary = Summary(
                generation=generation.number, published_at=generation.published_at,
                articles=generation.articles, passages=generation.passages,
                sources=tuple(snapshot.counts("source")), languages=tuple(snapshot.counts("language")),
                sections=tuple(snapshot.counts("section")),
                first_date=first, last_date=last, meaning_share=generation.meaning_share,
            )  # fmt: skip
            self._summary = loaded, summary
            return summary

    def close(self) -> None:
        """Close the index; questions after this raise a StoreError."""
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _query(
        self, text: str, k: int | None, *, stories: str = "all", said: str = "", **filters: Unpack[Filters]
    ) -> Query:
        k = self._settings.k if k is None else k
        return make_query(text, k, max_chars=self._settings.max_question_chars, stories=stories, said=said, **filters)


def _not_blank(query: Query) -> Query:
    if not query.text:
        reason = answers.why_blank(query)
        raise QueryError(reason[0].lower() + reason.rstrip(".")[1:])
    return query


def _stood_alone(question: str, history: Sequence[tuple[str, Answer]]) -> bool:
    """Whether it was asked before, and searched for as it is; what points back, just before."""
    said = one_line(question)
    looked_at = history[-1:] if points(question) else history
    return any(said == one_line(asked) == one_line(answer.understood) for asked, answer in looked_at)
