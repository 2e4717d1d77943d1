"""Keeps what is asked in the chat, by reader, and brings it back; an answer never waits for what cannot be kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from newsqa.errors import KeptError, NewsQAError, NotKeptError, QueryError
from newsqa.index import Index
from newsqa.kept import ConversationEntry, Kept, KeptConversation, KeptTurn, PinChange, Pins, changed_sources
from newsqa.quotation import plain
from newsqa.types import Citation
from newsqa.web.conversation import MAX_TURNS, Conversation, Turn
from newsqa.web.filters import NO_FILTERS, Filters
from newsqa.web.taking import kept_turn

T = TypeVar("T")

LISTED = 50  # conversations that a list shows
NO_COOKIE = "This browser takes no cookies, so nothing that is asked here is kept."
OFF = "Conversations are not kept here; the setting keep_conversations says so."


class Keeper:
    """What a chat keeps in the folder of its index; nothing when ``is_on`` is false."""

    def __init__(self, index: Index, *, is_on: bool) -> None:
        self.is_on = is_on
        self._index = index
        self._kept: Kept | None = None
        # One writer is all that the file takes.
        self._at_file = ThreadPoolExecutor(1, "kept")

    async def keep(self, tab: Conversation, turn: Turn) -> str | None:
        """Keep an answered turn; returns why it is not kept when it should be."""
        reader = tab.reader
        if not self.is_on or reader is None:
            return None
        kept, shown = kept_turn(turn), _Shown(tab)
        async with tab.keeping:
            id_, pins = shown.id, shown.pins
            try:
                id_, pins = await self._call(lambda file: _kept(file, reader, id_, pins, kept, shown))
            except KeptError as error:
                return str(error)
            shown.set(id_, pins)
        return None

    async def change_pins(self, tab: Conversation, change: PinChange) -> None:
        """Change a dossier where it is kept, so that all tabs of a conversation have the same; else in the tab.

        Raises:
            KeptError: it cannot be done. Where nothing can be kept at all, it is done in the tab alone.
        """
        reader = tab.reader
        if not self.is_on or reader is None:
            tab.pins = change(tab.pins)
            return
        shown = _Shown(tab)
        async with tab.keeping:
            id_, pins = shown.id, shown.pins
            try:
                shown.set(*await self._call(lambda file: _with_pins(file, reader, id_, pins, change)))
            except KeptError:
                shown.set(id_, await self._pins_left(reader, id_, pins, change))
                raise

    async def _pins_left(self, reader: str, id_: str | None, pins: Pins, change: PinChange) -> Pins:
        """Return the pins of a conversation when a change of them was not kept: in the tab alone it is done."""
        if id_ is None:
            return change(pins)
        try:
            return await self._call(lambda file: file.load(reader, id_).pins)
        except NotKeptError:
            return ()
        except KeptError:
            return pins

    async def load(self, tab: Conversation, conversation: str) -> KeptConversation:
        """Return a kept conversation, whole.

        Raises:
            KeptError: the reader has none of this id, or it cannot be read.
        """
        reader = self._reader(tab)
        return await self._call(lambda file: file.load(reader, conversation))

    async def resume(self, tab: Conversation, conversation: str) -> None:
        """Put a kept conversation into a tab, in the place of what is there.

        Raises:
            KeptError: the reader has none of this id, or it cannot be read.
        """
        kept = await self.load(tab, conversation)
        turns = await asyncio.to_thread(lambda: tuple(self._again(turn) for turn in kept.turns[-MAX_TURNS:]))
        tab.restore(kept.id, turns, kept.pins)

    async def entries(self, tab: Conversation, find: str) -> tuple[ConversationEntry, ...]:
        """Return the reader's conversations that hold these words, the one that changed last first."""
        reader = self._reader(tab)
        return await self._call(lambda file: file.search(reader, find, limit=LISTED))

    async def look(self, tab: Conversation) -> None:
        """Find the conversation that the reader may go on with."""
        tab.last = None
        if self.is_on and tab.reader is not None:
            with suppress(KeptError):  # said when the list is opened, or something is to be kept
                reader = tab.reader
                tab.last = next(iter(await self._call(lambda file: file.list(reader, limit=1))), None)

    async def rename(self, tab: Conversation, conversation: str, title: str) -> None:
        """Give a conversation another title."""
        reader = self._reader(tab)
        await self._call(lambda file: file.rename(reader, conversation, title))

    async def discard(self, tab: Conversation, conversation: str | None) -> None:
        """Delete a conversation for good, or all of the reader's; the tab that shows it begins anew."""
        reader = self._reader(tab)
        if tab.id is not None and conversation in (None, tab.id):
            tab.clear()  # first: what is asked there just now would be kept anew
        if conversation is None:
            await self._call(lambda file: file.delete_all(reader))
        else:
            await self._call(lambda file: file.delete(reader, conversation))

    def _reader(self, tab: Conversation) -> str:
        if not self.is_on:
            raise KeptError(OFF)
        if tab.reader is None:
            raise KeptError(NO_COOKIE)
        return tab.reader

    async def _call(self, call: Callable[[Kept], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._at_file, lambda: call(self._opened()))

    def _opened(self) -> Kept:
        if self._kept is None:
            self._kept = Kept.open(self._index.folder)
        return self._kept

    def _again(self, kept: KeptTurn) -> Turn:
        """Return a kept turn as a tab shows it, with what became of its sources."""
        answer = kept.answer
        return Turn(
            number=0, question=kept.question, filters=_filters(kept), answer=answer, place=kept.place,
            asked_at=kept.asked_at, problem=None if answer else "No answer to this was kept.",
            quotations=tuple(quotations(self._index, answer.citations)) if answer else (),
            changes=changed_sources(self._index, answer) if answer else (),
            read_as=answer.understood if answer else "",
        )  # fmt: skip


class _Shown:
    """The conversation that a tab shows when something of it is to be kept; it may show another by then."""

    def __init__(self, tab: Conversation) -> None:
        self._tab, self._epoch = tab, tab.epoch
        self._id, self._pins = tab.id, tab.pins

    @property
    def is_still_so(self) -> bool:
        return self._tab.epoch == self._epoch

    @property
    def id(self) -> str | None:
        return self._tab.id if self.is_still_so else self._id

    @property
    def pins(self) -> Pins:
        return self._tab.pins if self.is_still_so else self._pins

    def set(self, id_: str | None, pins: Pins) -> None:
        """Let the tab know under which id it is kept, and with which pins, unless it shows something else."""
        if self.is_still_so:
            self._tab.id, self._tab.pins = id_, pins


def quotations(index: Index, citations: Sequence[Citation]) -> Iterator[tuple[int, str]]:
    """Yield each citation as a reader takes it along; one whose article a build has changed meanwhile is left out."""
    for cited in citations:
        with suppress(NewsQAError):
            yield cited.number, plain(cited, index.article(cited.article_id))


def _kept(
    file: Kept, reader: str, id_: str | None, pins: Pins, turn: KeptTurn, shown: _Shown
) -> tuple[str | None, Pins]:  # fmt: skip
    """Keep a turn and return the id of its conversation and its pins; it begins where there was none, or none is left.

    What a tab no longer shows begins no new one: it may be what was deleted.
    """
    if id_ is not None:
        with suppress(NotKeptError):
            file.keep(reader, id_, turn)
            return id_, pins
        if not shown.is_still_so:
            return None, ()
        pins = ()  # what was deleted with a conversation is not brought back
    begun = file.start(reader, turn.question, turn)
    if pins:  # when nothing could be kept
        file.change_pins(reader, begun, lambda _: pins)
    return begun, pins


def _with_pins(
    file: Kept, reader: str, id_: str | None, pins: Pins, change: PinChange
) -> tuple[str | None, Pins]:  # fmt: skip
    """Keep what becomes of pins; returns the id of their conversation, begun where there is none any more, and them."""
    if id_ is not None:
        with suppress(NotKeptError):
            return id_, file.change_pins(reader, id_, change)
    pins = change(pins if id_ is None else ())
    if not pins:
        return id_, pins
    begun = file.start(reader, pins[0].question)
    return begun, file.change_pins(reader, begun, lambda _: pins)


def _filters(kept: KeptTurn) -> Filters:
    try:
        return Filters.from_browser(dict(kept.filters))
    except QueryError:
        return NO_FILTERS
