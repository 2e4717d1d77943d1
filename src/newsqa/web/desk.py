"""Does what a tab asks for, and says how far it is; knows nothing of Gradio."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import logging
import os
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from newsqa.config import Settings
from newsqa.errors import NewsQAError, QueryError
from newsqa.index import Index
from newsqa.types import Answer, Article, Hit
from newsqa.web import parts
from newsqa.web.actions import VIEWS, Ask, Follow, Look, Open, Stop, read_action
from newsqa.web.address import read_address
from newsqa.web.conversation import Conversation, Turn
from newsqa.web.examples import make_examples
from newsqa.web.line import Line

logger = logging.getLogger(__name__)

T = TypeVar("T")

_UNEXPECTED = (
    "Something went wrong while answering; the terminal that newsqa runs in says more. "
    "Ask again, or put it in other words."
)
_FORGOTTEN = "This answer is no longer kept. Ask the question again, then open the article from there."
_AT_ONCE = len(os.sched_getaffinity(0))  # questions at the index: as many as can compute
_MOST_WAITING = 1000


@dataclass(slots=True)
class Desk:
    """One open index and what the pages show of it, for the event loop that the chat runs in."""

    index: Index
    settings: Settings
    _line: Line = field(default_factory=lambda: Line(_AT_ONCE, _MOST_WAITING))
    _at_index: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_AT_ONCE, "question"))
    _tabs: dict[str, Conversation] = field(default_factory=dict)
    _openings: itertools.count[int] = field(default_factory=itertools.count)
    _examples: tuple[int, tuple[str, ...]] = (-1, ())
    _examples_lock: threading.Lock = field(default_factory=threading.Lock)

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
            case Follow():
                async for _ in self._answer(read_address(action.address, action.instead), kept):
                    yield None
            case Look():
                async for _ in self._look(action, kept):
                    yield None
            case Stop():
                kept.stop(action.turn)
                yield None
            case Open():
                yield await self._article(action, kept)

    async def _answer(self, asked: Ask, kept: Conversation) -> AsyncIterator[None]:
        """Answer a question, or say why not; yields whenever there is something new to show of it."""
        turn = kept.begin(asked)
        yield
        if not turn.is_waiting:
            return
        async for _ in self._until_done(turn.number, lambda tell: self._work(turn, kept, tell), kept):
            yield

    async def _until_done(
        self, number: int, work: Callable[[Callable[[], None]], Coroutine[None, None, None]], kept: Conversation
    ) -> AsyncIterator[None]:
        """Work at a turn; yields whenever the work tells of something new, and at its end."""
        news = asyncio.Event()
        task = asyncio.create_task(work(news.set))
        kept.run(number, task)
        try:
            while not task.done():
                told = asyncio.create_task(news.wait())
                await asyncio.wait({task, told}, return_when=asyncio.FIRST_COMPLETED)
                told.cancel()
                news.clear()
                yield
        finally:
            task.cancel()  # the tab was closed

    async def _look(self, action: Look, kept: Conversation) -> AsyncIterator[None]:
        """Show a turn in another view; one of all its articles is drawn when it is first looked at."""
        kept.change(action.turn, view=action.view)
        yield
        turn = kept.turn(action.turn)
        if turn is not None and not (turn.is_waiting or turn.is_surveying):
            async for _ in self._until_done(turn.number, lambda tell: self._survey(turn.number, kept, tell), kept):
                yield

    async def _survey(self, number: int, kept: Conversation, tell: Callable[[], None]) -> None:
        """Find what each article adds to an answer, when its view shows that; a failure is said in the view.

        Of a question that is declined its nearest passages are shown, whichever view was asked for.
        """
        turn = kept.turn(number)
        if turn is not None and turn.answer is not None and not turn.answer.answered:
            kept.change(number, view=VIEWS[0])
        if turn is None or not turn.needs_survey:
            return
        kept.change(number, is_surveying=True)
        tell()
        try:
            async with self._in_line(turn, kept, tell):
                survey = await self._run(lambda: self.index.survey(turn.question, **turn.filters.to_dict()))
                kept.change(number, survey=survey, survey_problem=None)
        except NewsQAError as error:
            kept.change(number, survey_problem=str(error))
        except Exception:
            logger.exception("no survey of a question")
            kept.change(number, survey_problem=_UNEXPECTED)
        finally:
            kept.change(number, is_surveying=False)

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
            kept.change(turn.number, answer=answer)
            await self._survey(turn.number, kept, tell)

    async def _in_turn(self, turn: Turn, kept: Conversation, tell: Callable[[], None]) -> Answer:
        async with self._in_line(turn, kept, tell):
            history = kept.history()
            return await self._run(lambda: self.index.ask(turn.question, history=history, **turn.filters.to_dict()))

    @asynccontextmanager
    async def _in_line(self, turn: Turn, kept: Conversation, tell: Callable[[], None]) -> AsyncIterator[None]:
        """Wait in the line until the questions before this are answered, and tell the place in it meanwhile."""
        place = self._line.join()
        try:
            while (ahead := await place.wait()) is not None:
                kept.change(turn.number, ahead=ahead)
                tell()
            kept.change(turn.number, ahead=None)
            yield
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

    async def filters(self) -> str:
        """Return the form of filters, with the outlets, languages and sections that the archive has now."""
        try:
            return parts.render_filters(await asyncio.to_thread(self.index.summary), dt.date.today())
        except NewsQAError:
            return ""

    async def masthead(self) -> str:
        """Return the head of the page as the archive is now."""
        try:
            return parts.render_masthead(await asyncio.to_thread(self.index.summary))
        except NewsQAError:
            return parts.render_masthead(None)

    async def welcome(self) -> str:
        """Return what stands where no question was asked yet, as the archive is now."""
        try:
            summary = await asyncio.to_thread(self.index.summary)
            examples = await asyncio.to_thread(self._examples_of, summary.generation)
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
