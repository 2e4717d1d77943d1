"""Does what a tab asks for, and says how far it is; knows nothing of Gradio."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import logging
import os
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from weakref import WeakKeyDictionary, WeakValueDictionary

from newsqa.characters import one_line
from newsqa.config import Settings
from newsqa.conversation import understand
from newsqa.errors import NewsQAError, QueryError
from newsqa.index import Index
from newsqa.kept import ConversationEntry, Pin, Pins
from newsqa.retriever import Filters as Asked
from newsqa.retriever import check_length, with_limits
from newsqa.types import Answer, Hit, Summary
from newsqa.web import parts
from newsqa.web.actions import (
    VIEWS,
    Action,
    Annotate,
    Ask,
    Discard,
    Export,
    Follow,
    Judge,
    Look,
    Move,
    Open,
    PinText,
    Rename,
    Resume,
    Shelve,
    Stop,
    Unpin,
    read_action,
)
from newsqa.web.address import read_address
from newsqa.web.conversation import Conversation, Turn, Verdict
from newsqa.web.dossier import pin_change
from newsqa.web.examples import make_examples
from newsqa.web.feedback import can_be_judged, keep_verdict
from newsqa.web.filters import Filters
from newsqa.web.keeper import Keeper, quotations
from newsqa.web.line import CrowdedError, Line, Pace
from newsqa.web.readers import reader_of
from newsqa.web.reading import open_article
from newsqa.web.taking import kept_conversation, to_file

logger = logging.getLogger(__name__)

T = TypeVar("T")
Panels = dict[str, str]
History = tuple[tuple[str, Answer], ...]
Hits = tuple[Hit, ...]

_UNEXPECTED = (
    "Something went wrong while answering; the terminal that newsqa runs in says more. "
    "Ask again, or put it in other words."
)
_AT_ONCE = len(os.sched_getaffinity(0))  # questions at the index: as many as can compute
# An answer that follows its passages sooner is drawn with them: twice would cost more than is gained.
_TOGETHER_S = 0.03
_IDLE_WITHIN_S = 3.0  # a moment without questions is waited for so long, to find what to ask next
_KEPT_CHARS = 1000  # of a question that is refused: it may be as long as a request
_KEPT_WITHIN_S = 0.5  # an answer that cannot be kept sooner is shown before it is
_LOOK_S = 0.25  # what the archive holds is looked up no more often, however many tabs want it


@dataclass(slots=True)
class Desk:
    """One open index and what the pages show of it, for the event loop that the chat runs in."""

    index: Index
    settings: Settings
    _line: Line = field(init=False)
    _keeper: Keeper = field(init=False)
    _at_index: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_AT_ONCE, "question"))
    _aside: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "suggestions"))
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
        self._keeper = Keeper(self.index, is_on=self.settings.keep_conversations)

    def greet(self, tab: str | None, kept: Conversation, cookies: Mapping[str, str]) -> None:
        """Remember an open tab's conversation, so that its work ends with the tab, and whose it is."""
        kept.reader = reader_of(cookies)
        if tab:
            self._tabs[tab] = kept

    def dismiss(self, tab: str | None) -> None:
        """End the work of a tab that was closed."""
        kept = self._tabs.pop(tab or "", None)
        if kept is not None:
            kept.clear()

    async def do(self, sent: object, kept: Conversation) -> AsyncIterator[Panels]:
        """Do what the page asks for; yields what is beside the conversation, by the name of its panel.

        Nothing is there when only the conversation has changed.
        """
        try:
            action = read_action(sent)
        except QueryError as error:
            yield {"reading": parts.render_missing_article(str(error), opening=next(self._openings))}
            return
        match action:
            case Open():
                yield {"reading": await self._article(action, kept)}
            case Shelve() | Resume() | Rename() | Discard():
                yield {"shelf": await self._shelf(action, kept)}
            case Export():
                yield {"file": await self._file(action, kept)}
            case _:
                async for _ in self._doing(action, kept):
                    yield {}

    async def _doing(self, action: Action, kept: Conversation) -> AsyncIterator[None]:
        """Do what changes the conversation; yields whenever it has changed."""
        match action:
            case Ask():
                steps = self._answer(action, kept)
            case Follow():
                steps = self._answer(read_address(action.address, action.instead), kept)
            case Look():
                steps = self._look(action, kept)
            case _:
                steps = self._do_at_once(action, kept)
        async for _ in steps:
            yield

    async def _do_at_once(self, action: Action, kept: Conversation) -> AsyncIterator[None]:
        """Do what takes no time; yields when it is done."""
        match action:
            case Stop():
                kept.stop(action.turn)
            case PinText() | Unpin() | Move() | Annotate():
                await self._change_pins(action, kept)
            case Judge():
                await self._judge(action, kept)
        yield

    async def _answer(self, asked: Ask, kept: Conversation) -> AsyncIterator[None]:
        """Answer a question, or say why not; yields whenever there is something new to show of it."""
        turn = kept.begin(self._checked(asked, kept))
        if not turn.is_waiting:  # it cannot be asked
            yield
            return
        # Begun before it is drawn: the questions of a tab are answered in the order in which they came.
        steps = self._until_done(turn.number, lambda tell: self._work(turn, kept, tell), kept, draws_first=True)
        async for _ in steps:
            yield

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
                self._take_pace(kept)
        except QueryError as error:
            return replace(asked, question=asked.question[:_KEPT_CHARS], understood=None, problem=str(error))
        return asked

    def _take_pace(self, kept: Conversation) -> None:
        self._paces.setdefault(kept, Pace(self.settings.max_questions_per_minute)).take()

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

        def read(text: str) -> None:
            known = kept.turn(turn.number)
            if known and known.is_waiting:
                kept.change(turn.number, read_as=text)

        def answer() -> tuple[Answer, tuple[tuple[int, str], ...]]:
            meant, filters = self._understood(turn, history)
            # Before its passages are shown: the line that says it moves nothing then.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(read, meant)
            found = self.index.ask(
                turn.question, understood=meant, **filters, seen=lambda hits: _call_later(loop, show, hits)
            )
            return found, tuple(quotations(self.index, found.citations))

        async with self._in_line(turn, kept, tell):
            history = kept.history(turn.number)
            found, copied = await self._run(answer)
        filters = turn.filters.carrying(found.limits)
        # Before it is shown: what a reader has seen is kept, whatever happens next; unless the file takes its time.
        keeping = asyncio.create_task(self._keeper.keep(kept, replace(turn, filters=filters, answer=found)))
        _, late = await asyncio.wait({keeping}, timeout=_KEPT_WITHIN_S)
        known = kept.turn(turn.number)
        # The same hits, kept once.
        seen = found.hits if known and known.seen else ()
        answered: dict[str, Any] = {
            "answer": found, "quotations": copied, "seen": seen, "read_as": found.understood, "filters": filters,
            "carried": Filters(filters.set[len(turn.filters.set) :]),
        }  # fmt: skip
        if late:
            kept.change(turn.number, **answered)
            tell()
        unkept = await keeping
        kept.change(turn.number, **answered, conversation=kept.id, unkept=unkept)

    def _understood(self, turn: Turn, history: History) -> tuple[str, Asked]:
        """Return what to search for, and within which filters: what the reader says stands as it is."""
        filters: Asked = turn.filters.to_dict()  # type: ignore[assignment]  # its names are those of the filters
        if turn.understood is not None or not history:
            return turn.understood or turn.question, filters
        # Asked once more, what stood alone the first time does so again.
        if any(one_line(turn.question) == one_line(asked) == one_line(answer.understood) for asked, answer in history):
            return turn.question, filters
        meant = understand(turn.question, history, max_chars=self.settings.max_question_chars)
        return meant.text, with_limits(filters, meant.limits)

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
        if turn is None or turn.answer is None or not kept.is_newest(number) or self._line.is_busy:
            return
        answer, history = turn.answer, kept.history(number)
        place, kept.suggesting = self._line.join_when_idle(), number
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
        place = self._line.join()
        try:
            while (ahead := await place.wait()) is not None:
                kept.change(turn.number, ahead=ahead)
                tell()
            kept.change(turn.number, ahead=None)
            yield
        finally:
            place.leave()

    def dossier(self, kept: Conversation) -> str:
        """Return the panel of what a reader pinned."""
        return parts.render_dossier(kept.pins, kept.pin_problem)

    async def _change_pins(self, action: PinText | Unpin | Move | Annotate, kept: Conversation) -> None:
        """Do what a reader wants done to the dossier, or have it say why not."""
        before, kept.pin_problem = kept.pins, None
        try:
            change = await asyncio.to_thread(pin_change, self.index, action, kept)
            await self._keeper.change_pins(kept, change)
        except NewsQAError as error:
            kept.pin_problem = str(error)
            return
        # The reader has typed it there; what another tab pinned, or wrote, is shown.
        if isinstance(action, Annotate) and _without(before, action.pin) == _without(kept.pins, action.pin):
            kept.has_seen("dossier", self.dossier(kept))

    async def _judge(self, action: Judge, kept: Conversation) -> None:
        """Keep what a reader says of an answer or of a passage; what is said later counts."""
        turn = kept.turn(action.turn)
        if turn is None or not can_be_judged(turn, action.card):
            return
        try:
            if not self.settings.take_feedback:
                raise QueryError("this archive takes no feedback (its setting take_feedback is off)")
            self._take_pace(kept)
            await asyncio.to_thread(keep_verdict, self.index, turn, action)
        except NewsQAError as error:
            kept.judge(turn.number, Verdict(action.card, action.verdict, problem=str(error)))
        else:
            kept.judge(turn.number, Verdict(action.card, action.verdict, is_explained=bool(action.why.strip())))

    async def _file(self, wanted: Export, kept: Conversation) -> str:
        """Return what a reader takes along as a file, or why there is none."""
        turn = kept.turn(wanted.turn)
        place = turn.place if turn else None
        try:
            if wanted.conversation:
                whole = await self._keeper.load(kept, wanted.conversation)
            else:
                whole = kept_conversation(kept)
            document = await asyncio.to_thread(to_file, wanted, whole, place, self.index)
        except NewsQAError as error:
            return parts.render_file_problem(str(error), opening=next(self._openings))
        return parts.render_file(document, opening=next(self._openings))

    async def _run(self, call: Callable[[], T]) -> T:
        """Return what a call to the index returns, in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._at_index, call)

    async def _shelf(self, wanted: Shelve | Resume | Rename | Discard, kept: Conversation) -> str:
        """Do what is wanted with the kept conversations, and return their list; what is wrong stands in it."""
        problem = ""
        find = "" if isinstance(wanted, Resume) else wanted.find
        entries: tuple[ConversationEntry, ...] = ()
        try:
            match wanted:
                case Resume():
                    await self._keeper.resume(kept, wanted.conversation)
                case Rename():
                    await self._keeper.rename(kept, wanted.conversation, wanted.title)
                case Discard():
                    await self._keeper.discard(kept, wanted.conversation)
                    await self._keeper.look(kept)
        except NewsQAError as error:
            problem = str(error)
        try:
            entries = await self._keeper.entries(kept, find)
        except NewsQAError as error:
            problem = problem or str(error)
        return parts.render_shelf(
            entries, opening=next(self._openings), find=find, current=kept.id, problem=problem,
            has_resumed=isinstance(wanted, Resume),
        )  # fmt: skip

    async def _article(self, wanted: Open, kept: Conversation) -> str:
        """Return an article, marked; what is wrong, when it cannot be shown."""
        return await asyncio.to_thread(self._opened, wanted, kept.turn(wanted.turn), next(self._openings))

    def _opened(self, wanted: Open, turn: Turn | None, opening: int) -> str:
        try:
            return parts.render_article(open_article(self.index, wanted, turn), opening=opening)
        except NewsQAError as error:
            return parts.render_missing_article(str(error), opening=opening)

    async def _summary(self) -> Summary:
        """Return what the archive holds: one look serves all the tabs that want it at about the same time."""
        async with self._looking:
            if self._looked is None or time.monotonic() - self._looked[0] > _LOOK_S:
                self._looked = time.monotonic(), await asyncio.to_thread(self.index.summary)
            return self._looked[1]

    async def filters(self) -> str:
        """Return the form of filters, with the outlets, languages and sections that the archive has now."""
        try:
            return parts.render_filters(await self._summary(), dt.date.today())
        except NewsQAError:
            return ""

    async def masthead(self) -> str:
        """Return the head of the page as the archive is now."""
        try:
            return parts.render_masthead(await self._summary(), keeps=self._keeper.is_on)
        except NewsQAError:
            return parts.render_masthead(None, keeps=self._keeper.is_on)

    def turn(self, turn: Turn) -> str:
        """Return a turn as the page shows it."""
        return parts.render_turn(turn, takes_feedback=self.settings.take_feedback)

    async def begin(self, kept: Conversation) -> None:
        """Find what the reader of an empty tab may go on with."""
        await self._keeper.look(kept)

    async def welcome(self, kept: Conversation) -> str:
        """Return what stands where no question was asked yet, as the archive is now."""
        try:
            summary = await self._summary()
            known = self._examples
            examples = (
                known[1] if known[0] == summary.generation
                else await asyncio.to_thread(self._examples_of, summary.generation)
            )  # fmt: skip
            return parts.render_welcome(summary, examples, self.settings.articles, kept.last)
        except NewsQAError as error:
            return parts.render_welcome_problem(str(error))

    def _examples_of(self, generation: int) -> tuple[str, ...]:
        """Return the example questions, made once a generation."""
        with self._examples_lock:
            if self._examples[0] != generation:
                self._examples = (generation, make_examples(self.index))
            return self._examples[1]


def _without(pins: Pins, id_: str) -> list[Pin | None]:
    """Return the pins with a gap where one of them is."""
    return [None if pin.id == id_ else pin for pin in pins]


def _call_later(
    loop: asyncio.AbstractEventLoop, show: Callable[[tuple[Hit, ...]], None], hits: tuple[Hit, ...]
) -> None:
    """Have the hits shown by the loop, from a thread; a loop that ended meanwhile has nobody left to show them to."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(loop.call_later, _TOGETHER_S, show, hits)
