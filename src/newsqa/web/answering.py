"""Answers the questions of tabs, each in its turn, and finds what stands beside an answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from newsqa.config import Settings
from newsqa.errors import NewsQAError, QueryError
from newsqa.index import Index
from newsqa.retriever import check_length
from newsqa.types import Answer, Hit, Limits
from newsqa.web.actions import VIEWS, Ask, Look
from newsqa.web.conversation import Conversation, Turn
from newsqa.web.filters import Filters
from newsqa.web.keeper import Keeper, quotations
from newsqa.web.line import CrowdedError, Line, Pace

logger = logging.getLogger(__name__)

T = TypeVar("T")
Hits = tuple[Hit, ...]

_UNEXPECTED = (
    "Something went wrong while answering; the terminal that newsqa runs in says more. "
    "Ask again, or put it in other words."
)
# An answer that follows its passages sooner is drawn with them: twice would cost more than is gained.
_TOGETHER_S = 0.03
_IDLE_WITHIN_S = 3.0  # a moment without questions is waited for so long, to find what to ask next
_KEPT_CHARS = 1000  # of a question that is refused: it may be as long as a request
_KEPT_WITHIN_S = 0.5  # an answer that cannot be kept sooner is shown before it is


@dataclass(slots=True)
class Answerer:
    """What answers at one index, as many questions at once as the line lets through; for the chat's event loop."""

    index: Index
    settings: Settings
    line: Line
    keeper: Keeper
    _at_index: ThreadPoolExecutor = field(init=False)
    _aside: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "suggestions"))
    _paces: WeakKeyDictionary[Conversation, Pace] = field(default_factory=WeakKeyDictionary)

    def __post_init__(self) -> None:
        """Have a thread for each question that is answered at once."""
        self._at_index = ThreadPoolExecutor(self.line.at_once, "question")

    async def answer(self, asked: Ask, kept: Conversation) -> AsyncIterator[None]:
        """Answer a question, or say why not; yields whenever there is something new to show of it."""
        turn = kept.begin(self._checked(asked, kept))
        if not turn.is_waiting:  # it cannot be asked
            yield
            return
        # Begun before it is drawn: the questions of a tab are answered in the order in which they came.
        steps = self._until_done(turn.number, lambda tell: self._work(turn, kept, tell), kept, draws_first=True)
        async for _ in steps:
            yield

    async def look(self, action: Look, kept: Conversation) -> AsyncIterator[None]:
        """Show a turn in another view; one of all its articles is drawn when it is first looked at."""
        kept.change(action.turn, view=action.view)
        yield
        turn = kept.turn(action.turn)
        if turn is not None and not (turn.is_waiting or turn.is_surveying):
            async for _ in self._until_done(turn.number, lambda tell: self._survey(turn.number, kept, tell), kept):
                yield

    def take_pace(self, kept: Conversation) -> None:
        """Count something that a tab may not do too often.

        Raises:
            QueryError: it is one too many for now.
        """
        self._paces.setdefault(kept, Pace(self.settings.max_questions_per_minute)).take()

    async def _until_done(
        self, number: int, work: Callable[[Callable[[], None]], Coroutine[None, None, None]], kept: Conversation,
        *, draws_first: bool = False,
    ) -> AsyncIterator[None]:  # fmt: skip
        """Work at a turn; yields when the work tells of something new, at its end, and first with ``draws_first``."""
        news = asyncio.Event()
        task = asyncio.create_task(work(news.set))
        kept.run(number, task)
        try:
            if draws_first:
                yield
            is_done = False
            while not is_done:
                told = asyncio.create_task(news.wait())
                await asyncio.wait({task, told}, return_when=asyncio.FIRST_COMPLETED)
                told.cancel()
                news.clear()
                is_done = task.done()  # by now: what ends while the page is drawn is drawn in the next round
                yield
        finally:
            if not task.done():  # the tab was closed, or Gradio took it for closed
                task.cancel()
                kept.stop(number)

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
                survey = await self._run(lambda: self.index.survey(turn.searched, **turn.filters.to_dict()))
                kept.change(number, survey=survey, survey_problem=None)
        except NewsQAError as error:
            kept.change(number, survey_problem=str(error))
        except Exception:
            logger.exception("no survey of a question")
            kept.change(number, survey_problem=_UNEXPECTED)
        finally:
            kept.change(number, is_surveying=False)

    def _checked(self, asked: Ask, kept: Conversation) -> Ask:
        """Return the question; with its problem, and cut, when it is too long or comes too soon."""
        try:
            if asked.problem is None:
                check_length(asked.question, self.settings.max_question_chars)
                check_length(asked.understood or "", self.settings.max_question_chars)
                self.take_pace(kept)
        except QueryError as error:
            return replace(asked, question=asked.question[:_KEPT_CHARS], understood=None, problem=str(error))
        return asked

    async def _work(self, turn: Turn, kept: Conversation, tell: Callable[[], None]) -> None:
        """Answer ``turn`` when the questions before it are answered; a failure becomes its problem."""
        try:
            async with kept.one_at_a_time:
                await self._in_turn(turn, kept, tell)
        except NewsQAError as error:
            kept.end(turn.number, str(error))
        except Exception:
            # The last stop before the browser: whatever it is, the next question must work.
            logger.exception("no answer to a question")
            kept.end(turn.number, _UNEXPECTED)
        try:
            await self._survey(turn.number, kept, tell)
            await self._look_for_ways_out(turn.number, kept, tell)
            await self._suggest(turn.number, kept)
        except CrowdedError:
            pass  # the others' answers are worth more
        except Exception:
            logger.exception("nothing beside an answer")

    async def _in_turn(self, turn: Turn, kept: Conversation, tell: Callable[[], None]) -> None:
        """Answer ``turn``; its passages are shown as soon as they are known, unless the answer is there by then."""
        loop = asyncio.get_running_loop()

        def show(hits: Hits) -> None:
            known = kept.turn(turn.number)
            if known and known.is_waiting:
                kept.change(turn.number, seen=hits)
                tell()

        def read(text: str, limits: Limits) -> None:
            known = kept.turn(turn.number)
            if known and known.is_waiting:
                kept.change(turn.number, read_as=text, **_limited(turn, limits))

        def answer() -> tuple[Answer, tuple[tuple[int, str], ...]]:
            found = self.index.ask(
                turn.question, history=history, understood=turn.understood, **turn.filters.to_dict(),
                # Before its passages are shown: the line that says it moves nothing then.
                read_as=lambda text, limits: _call(loop, 0, read, text, limits),
                seen=lambda hits: _call(loop, _TOGETHER_S, show, hits),
            )  # fmt: skip
            return found, tuple(quotations(self.index, found.citations))

        async with self._in_line(turn, kept, tell):
            history = kept.history(turn.number)
            found, copied = await self._run(answer)
        limited = _limited(turn, found.limits)
        # Before it is shown: what a reader has seen is kept, whatever happens next; unless the file takes its time.
        keeping = asyncio.create_task(self.keeper.keep(kept, replace(turn, filters=limited["filters"], answer=found)))
        _, late = await asyncio.wait({keeping}, timeout=_KEPT_WITHIN_S)
        known = kept.turn(turn.number)
        # The same hits, kept once.
        seen = found.hits if known and known.seen else ()
        answered: dict[str, Any] = {
            "answer": found, "quotations": copied, "seen": seen, "read_as": found.understood, **limited,
        }  # fmt: skip
        if late:
            kept.change(turn.number, **answered)
            tell()
        unkept = await keeping
        kept.change(turn.number, **answered, conversation=kept.id, unkept=unkept)

    async def _look_for_ways_out(self, number: int, kept: Conversation, tell: Callable[[], None]) -> None:
        """Say of a declined question without which of its limits the archive answers it."""
        turn = kept.turn(number)
        if turn is None or turn.answer is None or turn.answer.answered or not turn.is_limited:
            return
        kept.change(number, is_looking=True)
        tell()
        try:
            async with self._in_line(turn, kept, tell):
                ways = await self._run(lambda: self.index.ways_out(turn.searched, **turn.filters.to_dict()))
                kept.change(number, ways=ways)
        finally:
            kept.change(number, is_looking=False)

    async def _suggest(self, number: int, kept: Conversation) -> None:
        """Find what to ask next, of the newest answer alone, when nobody waits; the next question ends it."""
        turn = kept.turn(number)
        if turn is None or turn.answer is None or not kept.is_newest(number) or self.line.is_busy:
            return
        answer, history = turn.answer, kept.history(number)
        place, kept.suggesting = self.line.join_when_idle(), number
        try:
            async with asyncio.timeout(_IDLE_WITHIN_S):
                await place.turn.wait()
            found = await asyncio.get_running_loop().run_in_executor(
                self._aside, lambda: self.index.suggest(answer, history=history, **turn.filters.to_dict())
            )
            if found and kept.is_newest(number):
                kept.change(number, suggestions=found)
        except TimeoutError:
            pass  # there is no moment to spare
        finally:
            place.leave()
            kept.suggesting = None if kept.suggesting == number else kept.suggesting

    @asynccontextmanager
    async def _in_line(self, turn: Turn, kept: Conversation, tell: Callable[[], None]) -> AsyncIterator[None]:
        """Wait in the line until the questions before this are answered, and tell the place in it meanwhile."""
        place = self.line.join()
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


def _limited(turn: Turn, limits: Limits) -> dict[str, Filters]:
    """Return a turn's filters, and those of them that were carried over from the one before."""
    filters = turn.filters.carrying(limits)
    return {"filters": filters, "carried": Filters(filters.set[len(turn.filters.set) :])}


def _call(loop: asyncio.AbstractEventLoop, after_s: float, tell: Callable[..., None], *news: object) -> None:
    """Have news told by the loop, from a thread; a loop that ended meanwhile has nobody left to tell them to."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(loop.call_later, after_s, tell, *news)
