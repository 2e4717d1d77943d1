"""Does what a tab asks for, and says how far it is; knows nothing of Gradio."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import os
import threading
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from newsqa.config import Settings
from newsqa.errors import NewsQAError, QueryError
from newsqa.index import Index
from newsqa.kept import ConversationEntry, Pin, Pins
from newsqa.types import Summary
from newsqa.web import parts
from newsqa.web.actions import (
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
    Restart,
    Resume,
    Shelve,
    Stop,
    Unpin,
    number_of,
    read_action,
    to_tell_again,
)
from newsqa.web.address import read_address
from newsqa.web.answering import Answerer
from newsqa.web.conversation import Conversation, Turn, Verdict
from newsqa.web.dossier import pin_change
from newsqa.web.examples import make_examples
from newsqa.web.feedback import can_be_judged, keep_verdict
from newsqa.web.keeper import Keeper
from newsqa.web.line import Line
from newsqa.web.readers import reader_of
from newsqa.web.reading import open_article
from newsqa.web.taking import kept_conversation, to_file

Panels = dict[str, str]

_AT_ONCE = len(os.sched_getaffinity(0))  # questions at the index: as many as can compute
_LOOK_S = 0.25  # what the archive holds is looked up no more often, however many tabs want it


@dataclass(slots=True)
class Desk:
    """One open index and what the pages show of it, for the event loop that the chat runs in."""

    index: Index
    settings: Settings
    _line: Line = field(init=False)
    _keeper: Keeper = field(init=False)
    _answerer: Answerer = field(init=False)
    _tabs: WeakValueDictionary[str, Conversation] = field(default_factory=WeakValueDictionary)
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _looked: tuple[float, Summary] | None = None
    _openings: itertools.count[int] = field(default_factory=itertools.count)
    _examples: tuple[int, tuple[str, ...]] = (-1, ())
    _examples_lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Make the line as long as the setting lets it be."""
        self._line = Line(_AT_ONCE, self.settings.max_waiting)
        self._keeper = Keeper(self.index, is_on=self.settings.keep_conversations)
        self._answerer = Answerer(self.index, self.settings, self._line, self._keeper)

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
            kept.forget_all()

    async def do(self, sent: object, kept: Conversation) -> AsyncIterator[Panels]:
        """Do what the page asks for; yields what is beside the conversation, by the name of its panel.

        Nothing is there when only the conversation has changed.
        """
        number = number_of(sent)
        is_new, has_told = kept.hear(number), False
        if number is None:
            async for shown in self._do(sent, kept, is_new=True):
                yield shown
            return
        if number in kept.doing:  # what comes of it is still to be told
            yield {}
            return
        kept.doing.add(number)
        try:
            async for shown in self._do(sent, kept, is_new=is_new):
                has_told = True
                yield {**shown, "heard": parts.render_heard(number)}
        finally:
            kept.doing.discard(number)
            if not has_told:
                kept.forget(number)

    async def _do(self, sent: object, kept: Conversation, *, is_new: bool) -> AsyncIterator[Panels]:
        try:
            action = read_action(sent)
        except QueryError as error:
            yield {"reading": parts.render_missing_article(str(error), opening=next(self._openings))}
            return
        if not is_new:
            action = to_tell_again(action)
        match action:
            case Open():
                yield {"reading": await self._article(action, kept)}
            case Restart():
                if is_new:
                    kept.clear()
                    await self.begin(kept)
                yield {"reading": ""}
            case Shelve() | Resume() | Rename() | Discard():
                yield {"shelf": await self._shelf(action, kept, is_new=is_new)}
            case Export():
                yield {"file": await self._file(action, kept)}
            case _:
                async for _ in self._doing(action, kept):
                    yield {}

    async def _doing(self, action: Action, kept: Conversation) -> AsyncIterator[None]:
        """Do what changes the conversation; yields whenever it has changed."""
        match action:
            case Ask():
                steps = self._answerer.answer(action, kept)
            case Follow():
                steps = self._answerer.answer(read_address(action.address, action.instead), kept)
            case Look():
                steps = self._answerer.look(action, kept)
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
            self._answerer.take_pace(kept)
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

    async def _shelf(
        self, wanted: Shelve | Resume | Rename | Discard, kept: Conversation, *, is_new: bool
    ) -> str:  # fmt: skip
        """Do what is wanted with the kept conversations, and return their list; what is wrong stands in it."""
        problem = ""
        find = "" if isinstance(wanted, Resume) else wanted.find
        entries: tuple[ConversationEntry, ...] = ()
        try:
            match wanted:
                case Resume() if is_new or kept.id != wanted.conversation:
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
