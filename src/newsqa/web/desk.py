"""Does what a tab asks for, and says how far it is; knows nothing of Gradio."""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TypeVar
from weakref import WeakKeyDictionary, WeakValueDictionary

from newsqa.config import Settings
from newsqa.errors import NewsQAError, QueryError
from newsqa.index import Index, Summary
from newsqa.retriever import check_length
from newsqa.types import Answer, Article, Hit
from newsqa.web import parts
from newsqa.web.actions import Ask, Look, Open, Stop, read_action
from newsqa.web.conversation import Conversation, Turn
from newsqa.web.examples import make_examples
from newsqa.web.line import Line, Pace

logger = logging.getLogger(__name__)

T = TypeVar("T")

_UNEXPECTED = (
    "Something went wrong while answering; the terminal that newsqa runs in says more. "
    "Ask again, or put it in other words."
)
_FORGOTTEN = "This answer is no longer kept. Ask the question again, then open the article from there."
_AT_ONCE = len(os.sched_getaffinity(0))  # questions at the index: as many as can compute
_KEPT_CHARS = 1000  # of a question that is refused: it may be as long as a request
_LOOK_S = 0.25  # what the archive holds is looked up no more often, however many tabs want it


@dataclass(slots=True)
class Desk:
    """One open index and what the pages show of it, for the event loop that the chat runs in."""

    index: Index
    settings: Settings
    _line: Line = field(init=False)
    _at_index: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_AT_ONCE, "question"))
    _tabs: WeakValueDictionary[str, Conversation] = field(default_factory=WeakValueDictionary)
    _paces: WeakKeyDictionary[Conversation, Pace] = field(default_factory=WeakKeyDictionary)
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _looked: tuple[float, Summary] | None = None
    _openings: itertools.count[int] = field(default_factory=itertools.count)
    _examples: tuple[int, tuple[str, ...]] = (-1, ())
    _examples_lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Make the line as long as the setting lets it be."""
        self._line = Line(_AT_ONCE, self.settings.max_waiting)

    def greet(self, tab: str | None, kept: Conversation) -> None:
        """Remember an open tab's conversation, so that its work ends with the tab."""
        if tab:
            self._tabs[tab] = kept

    def dismiss(self, tab: str | None) -> None:
        """End the work of a tab that was closed."""
        kept = self._tabs.pop(tab or "", None)
        if kept is not None:
            kept.clear()

    async def do(self, sent: object, kept: Conversation) -> AsyncIterator[str | None]:
        """Do what the page asks for; yields an article to be read, or None when the conversation has changed."""
        try:
            action = read_action(sent)
        except QueryError as error:
            yield parts.render_missing_article(str(error), opening=next(self._openings))
            return
        match action:
            case Ask():
                async for _ in self._answer(action, kept):
                    yield None
            case Look():
                kept.change(action.turn, view=action.view)
                yield None
            case Stop():
                kept.stop(action.turn)
                yield None
            case Open():
                yield await self._article(action, kept)

    async def _answer(self, asked: Ask, kept: Conversation) -> AsyncIterator[None]:
        """Answer a question, or say why not; yields whenever there is something new to show of it."""
        turn = kept.begin(self._checked(asked, kept))
        yield
        if not turn.is_waiting:
            return
        news = asyncio.Event()
        task = asyncio.create_task(self._work(turn, kept, news.set))
        kept.run(turn.number, task)
        try:
            while not task.done():
                told = asyncio.create_task(news.wait())
                await asyncio.wait({task, told}, return_when=asyncio.FIRST_COMPLETED)
                told.cancel()
                news.clear()
                yield
        finally:
            task.cancel()  # the tab was closed

    def _checked(self, asked: Ask, kept: Conversation) -> Ask:
        """Return the question; with its problem, and cut, when it is too long or comes too soon."""
        try:
            if asked.problem is None:
                check_length(asked.question, self.settings.max_question_chars)
                self._paces.setdefault(kept, Pace(self.settings.max_questions_per_minute)).take()
        except QueryError as error:
            return replace(asked, question=asked.question[:_KEPT_CHARS], problem=str(error))
        return asked

    async def _work(self, turn: Turn, kept: Conversation, tell: Callable[[], None]) -> None:
        """Answer ``turn`` when the questions before it are answered; a failure becomes its problem."""
        try:
            async with kept.one_at_a_time:
                answer = await self._in_turn(turn, kept, tell)
        except NewsQAError as error:
            kept.end(turn.number, str(error))
        except Exception:
            # The last stop before the browser: whatever it is, the next question must work.
            logger.exception("no answer to a question")
            kept.end(turn.number, _UNEXPECTED)
        else:
            kept.change(turn.number, answer=answer, ahead=None)

    async def _in_turn(self, turn: Turn, kept: Conversation, tell: Callable[[], None]) -> Answer:
        place = self._line.join()
        try:
            while (ahead := await place.wait()) is not None:
                kept.change(turn.number, ahead=ahead)
                tell()
            history = kept.history()
            return await self._run(lambda: self.index.ask(turn.question, history=history, **turn.filters.to_dict()))
        finally:
            place.leave()

    async def _run(self, call: Callable[[], T]) -> T:
        """Return what a call to the index returns, in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._at_index, call)

    async def _article(self, wanted: Open, kept: Conversation) -> str:
        """Return an article, marked; what is wrong, when it cannot be shown."""
        opening = next(self._openings)
        turn = kept.turn(wanted.turn)
        hit = turn.hit(wanted.card) if turn and wanted.card is not None else None
        if turn is None or turn.answer is None or hit is None:
            return parts.render_missing_article(_FORGOTTEN, opening=opening)
        try:
            article = await asyncio.to_thread(self.index.article, hit.article.id)
        except NewsQAError as error:
            return parts.render_missing_article(str(error), opening=opening)
        cited = parts.cited_spans(hit, turn.answer.citations)
        return parts.render_article(article, hit, cited, opening=opening, is_changed=not _holds(article, hit))

    async def _summary(self) -> Summary:
        """Return what the archive holds: one look serves all the tabs that want it at about the same time."""
        async with self._looking:
            if self._looked is None or time.monotonic() - self._looked[0] > _LOOK_S:
                self._looked = time.monotonic(), await asyncio.to_thread(self.index.summary)
            return self._looked[1]

    async def filters(self) -> str:
        """Return the form of filters, with the outlets, languages and sections that the archive has now."""
        try:
            return parts.render_filters(await self._summary())
        except NewsQAError:
            return ""

    async def masthead(self) -> str:
        """Return the head of the page as the archive is now."""
        try:
            return parts.render_masthead(await self._summary())
        except NewsQAError:
            return parts.render_masthead(None)

    async def welcome(self) -> str:
        """Return what stands where no question was asked yet, as the archive is now."""
        try:
            summary = await self._summary()
            known = self._examples
            examples = (
                known[1] if known[0] == summary.generation
                else await asyncio.to_thread(self._examples_of, summary.generation)
            )  # fmt: skip
            return parts.render_welcome(summary, examples, self.settings.articles)
        except NewsQAError as error:
            return parts.render_welcome_problem(str(error))

    def _examples_of(self, generation: int) -> tuple[str, ...]:
        """Return the example questions, made once a generation."""
        with self._examples_lock:
            if self._examples[0] != generation:
                self._examples = (generation, make_examples(self.index))
            return self._examples[1]


def _holds(article: Article, hit: Hit) -> bool:
    """Whether the passage still stands where it was found: a build may have come between."""
    return article.text[hit.passage.start : hit.passage.end] == hit.passage.text
