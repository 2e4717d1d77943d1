"""Keeps what one browser tab asked, what is being done about it, and which of it the tab has been shown."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from newsqa.characters import one_line
from newsqa.kept import ConversationEntry, Pins, SourceChange
from newsqa.types import Answer, Citation, Hit, Suggestion, Survey, WayOut
from newsqa.web.actions import VIEWS, Ask
from newsqa.web.facets import NO_FACETS, Facets, carry
from newsqa.web.filters import NO_FILTERS, Filters
from newsqa.words import read_marks

MAX_TURNS = 24  # slots that the page has; a full conversation lets go of its older half
_KEPT_CHARS = 1000
MAX_WAITING = 3  # questions of one tab that may wait for each other, so that one tab cannot fill the line
_MOST_HEARD = 50  # more than a tab asks for before it is told of the first
STOPPED = "Stopped before there was an answer."


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reader said of a card, or of the answer when that is None; ``problem`` is why it was not kept."""

    card: int | None
    verdict: str
    is_explained: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what became of it: nothing yet, its passages, an answer, or a problem.

    ``understood`` is the text that a reader wants searched for, ``read_as`` what the archive took the question for as
    soon as that is known; ``carried`` are those of its ``filters`` that the turn before had.
    ``ahead`` are the questions in line before it, None when it is not in line. ``seen`` are the passages that were
    found, before what they are cited for is. ``quotations`` are the citations as a reader takes them along, by number.
    ``ways`` are the limits without which a declined question is answered, None as long as nobody looked;
    ``is_looking`` says that somebody does.
    ``survey`` is what its timeline and its sides show, once one of these was looked at; ``facets`` are what its chart
    counted before the question was narrowed by it. ``place`` orders the turns of a conversation as it is kept.
    ``asked_at`` is when one was asked that was brought back from there, ``changes`` what became of its sources since;
    ``conversation`` is the id that it is kept under, ``unkept`` why it is not.
    ``suggestions`` are questions to ask next, of the newest turn alone; ``verdicts`` are what a reader said of answer
    and passages.
    """

    number: int
    question: str
    filters: Filters = NO_FILTERS
    view: str = VIEWS[0]
    ahead: int | None = None
    seen: tuple[Hit, ...] = ()
    answer: Answer | None = None
    problem: str | None = None
    quotations: tuple[tuple[int, str], ...] = ()
    ways: tuple[WayOut, ...] | None = None
    is_looking: bool = False
    survey: Survey | None = None
    survey_problem: str | None = None
    is_surveying: bool = False
    facets: Facets = NO_FACETS
    understood: str | None = None
    read_as: str = ""
    carried: Filters = NO_FILTERS
    verdicts: tuple[Verdict, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    place: int = 0
    asked_at: dt.datetime | None = None
    changes: tuple[SourceChange, ...] = ()
    conversation: str | None = None
    unkept: str | None = None

    @property
    def searched(self) -> str:
        """The question that is searched for: it stands alone."""
        return self.understood or self.read_as or self.question

    @property
    def meant(self) -> str | None:
        """What to search for when it is asked again: None while that is for the turns before to tell."""
        if self.understood is not None:
            return self.understood
        return self.searched if self.is_rewritten or self.carried.set else None

    @property
    def is_rewritten(self) -> bool:
        """Whether something else is searched for than what was asked."""
        return one_line(self.searched) != one_line(self.question)

    @property
    def asked(self) -> Ask:
        """What was asked, to be asked again."""
        return Ask(self.question, self.filters, self.view, understood=self.meant)

    @property
    def moment(self) -> dt.datetime:
        """When it was asked first."""
        return self.asked_at or dt.datetime.fromtimestamp(self.place / 1e6, dt.UTC)

    def again(self, filters: Filters | None = None, *, question: str | None = None, **more: str) -> dict[str, object]:
        """Return what the page sends to ask it again in its place: what it was understood as is kept."""
        sent: dict[str, object] = {
            "do": "ask", "question": self.question if question is None else question,
            "filters": (self.filters if filters is None else filters).to_browser(), "instead": self.number,
            "view": self.view, **more,
        }  # fmt: skip
        return sent if self.meant is None or "understood" in more else {**sent, "understood": self.meant}

    @property
    def is_waiting(self) -> bool:
        """Whether the question still runs."""
        return self.answer is None and self.problem is None

    @property
    def is_limited(self) -> bool:
        """Whether something that can be taken away limits where an answer is looked for."""
        phrases = read_marks(one_line(self.searched)).phrases
        return bool(self.filters.set or phrases or (self.answer and self.answer.time))

    def after(self, question: str) -> dict[str, object]:
        """Return what the page sends to ask another question, which stands alone, within the same filters."""
        return {"do": "ask", "question": question, "understood": question, "filters": self.filters.to_browser()}

    def judging(self, verdict: str, card: int | None) -> dict[str, object]:
        """Return what the page sends to say that the answer, or a card of it, is right or wrong."""
        return {"do": "judge", "turn": self.number, "verdict": verdict, **({} if card is None else {"card": card})}

    def copied(self, cited: Citation) -> str | None:
        """Return a citation as a reader takes it along; None when its article changed meanwhile."""
        return dict(self.quotations).get(cited.number)

    @property
    def needs_survey(self) -> bool:
        """Whether its view shows what each article adds, and nobody has looked for that yet."""
        is_answered = self.answer is not None and self.answer.answered
        return is_answered and self.view != VIEWS[0] and self.survey is None and not self.is_surveying

    def hit(self, number: int) -> Hit | None:
        """Return the hit behind card ``number``."""
        return self.hits[number - 1] if 1 <= number <= len(self.hits) else None

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The passages that were found, as far as they are known."""
        return self.answer.hits if self.answer else self.seen

    def verdict(self, card: int | None) -> Verdict | None:
        """Return what the reader said last of a card, or of the answer."""
        return next((said for said in self.verdicts if said.card == card), None)


class Conversation:
    """The turns of one tab, oldest first, at most ``MAX_TURNS``; for the event loop that the chat runs in."""

    def __init__(self) -> None:
        self.reader: str | None = None  # who asks, as far as that is known
        self.id: str | None = None  # by which it is kept
        self.last: ConversationEntry | None = None  # what the reader may go on with
        self.one_at_a_time = asyncio.Lock()
        self.keeping = asyncio.Lock()  # what is kept of it is kept in order
        self.doing: set[int] = set()  # the page's numbers of what is being done
        self.epoch = 0  # how many conversations were shown before
        self._turns: list[Turn] = []
        self._asked = 0
        self._shown: list[object] = [None] * MAX_TURNS
        self._shown_parts: dict[str, str] = {}
        self._heard: deque[int] = deque(maxlen=_MOST_HEARD)  # the page's numbers of what it asked for last
        self._running: dict[int, asyncio.Task[None]] = {}
        self.suggesting: int | None = None  # the turn that questions to ask next are looked for of
        self.pins: Pins = ()  # the dossier: of a conversation that is kept, as it was kept last
        self.pin_problem: str | None = None

    def __deepcopy__(self, memo: dict[int, object]) -> Conversation:
        """Return an empty one: Gradio gives each tab a copy of what the page began with."""
        return Conversation()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked yet."""
        return not self._turns

    def begin(self, asked: Ask) -> Turn:
        """Add a turn; one that cannot be asked, or may not wait any more, comes back with its problem."""
        problem = asked.problem
        self.stop(asked.instead)
        self._drop_suggestions()
        waiting = sum(turn.is_waiting for turn in self._turns)
        if waiting >= MAX_WAITING:
            problem = f"{waiting} questions are still being answered; ask this one again in a moment."
        self._asked += 1
        turn = Turn(
            self._asked, asked.question, asked.filters, asked.view, problem=problem, understood=asked.understood,
            place=place_now(),
        )  # fmt: skip
        slot = next((slot for slot, kept in enumerate(self._turns) if kept.number == asked.instead), None)
        if slot is not None:
            before = self._turns[slot]
            turn = dataclasses.replace(turn, facets=_carried(before, turn), place=before.place)
            self._turns[slot] = turn
            return turn
        if len(self._turns) == MAX_TURNS:
            for let_go in self._turns[: MAX_TURNS // 2]:
                self.stop(let_go.number)
            self._turns = self._turns[MAX_TURNS // 2 :]
        self._turns.append(turn)
        return turn

    def is_newest(self, number: int) -> bool:
        """Whether nothing was asked after this turn."""
        return self._asked == number

    def _drop_suggestions(self) -> None:
        if self.suggesting in self._running:
            self._running[self.suggesting].cancel()
        for turn in self._turns:
            if turn.suggestions:
                self.change(turn.number, suggestions=())

    def history(self, before: int | None = None) -> tuple[tuple[str, Answer], ...]:
        """Return the questions that were answered with their answers, oldest first: those above turn ``before``."""
        above = takewhile(lambda turn: turn.number != before, self._turns)
        return tuple((turn.question, turn.answer) for turn in above if turn.answer)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns that are kept, by place."""
        return tuple(self._turns)

    def judge(self, number: int, said: Verdict) -> None:
        """Keep what a reader says of a turn's answer or of a card of it; it takes the place of what was said before."""
        turn = self.turn(number)
        if turn:
            self.change(number, verdicts=(*(other for other in turn.verdicts if other.card != said.card), said))

    def change(self, number: int, **changes: Any) -> None:  # noqa: ANN401  # fields of a turn
        """Keep what became of a turn, unless it was let go of meanwhile."""
        self._turns = [dataclasses.replace(turn, **changes) if turn.number == number else turn for turn in self._turns]

    def end(self, number: int, problem: str) -> None:
        """Keep why a turn has no answer."""
        turn = self.turn(number)
        # A question that was refused may be as long as a request can be, and is only shown.
        if turn:
            self.change(number, problem=problem, question=turn.question[:_KEPT_CHARS], ahead=None, seen=())

    def turn(self, number: int | None) -> Turn | None:
        """Return the turn with this number, while it is kept."""
        return next((turn for turn in self._turns if turn.number == number), None)

    def run(self, number: int, task: asyncio.Task[None]) -> None:
        """Remember what works at a turn, so that it can be stopped."""
        self._running[number] = task
        task.add_done_callback(lambda _: self._running.pop(number, None))

    def stop(self, number: int | None) -> None:
        """Stop what works at a turn, or is about to."""
        task, turn = self._running.get(number or 0), self.turn(number)
        if task is not None:
            task.cancel()
        if turn is None:
            return
        if turn.is_waiting:
            self.end(turn.number, STOPPED)
        elif turn.is_looking:
            self.change(turn.number, is_looking=False)

    def clear(self) -> None:
        """Forget every turn, and stop the work at each; numbers go on, so that none is taken for a new one.

        What is kept elsewhere stays there.
        """
        for number in list(self._running):
            self.stop(number)
        self._turns = []
        self.pins, self.pin_problem = (), None
        self.id = None
        self.epoch += 1

    def restore(self, id_: str, turns: Sequence[Turn], pins: Pins = ()) -> None:
        """Show a conversation that was kept, instead of what is there: its last ``MAX_TURNS`` turns, in their order."""
        self.clear()
        self.id, self.pins = id_, pins
        for turn in turns[-MAX_TURNS:]:
            self._asked += 1
            self._turns.append(dataclasses.replace(turn, number=self._asked, conversation=id_))

    def hear(self, number: int | None) -> bool:
        """Count what the page asks for as heard; return whether it is new.

        What is asked for a second time was not told: then nothing counts as shown any more.
        """
        if number is None:
            return True
        if number not in self._heard and number > max(self._heard, default=number) - _MOST_HEARD:
            self._heard.append(number)
            return True
        self._shown, self._shown_parts = [...] * MAX_TURNS, {}
        return False

    def forget(self, number: int | None) -> None:
        """Count what the page asked for as not heard: nothing came of it."""
        with suppress(ValueError):
            self._heard.remove(number or 0)

    def forget_all(self) -> None:
        """Count nothing as heard that the page asked for: nothing is left of what came of it."""
        self._heard.clear()

    def take_changes(self) -> dict[int, Turn | None]:
        """Return, by slot, what the tab has not been shown yet, and count it as shown."""
        wanted = [*self._turns, *[None] * (MAX_TURNS - len(self._turns))]
        changes = {
            slot: turn for slot, (turn, shown) in enumerate(zip(wanted, self._shown, strict=True)) if turn is not shown
        }
        self._shown = [*wanted]
        return changes

    def take_parts(self, parts: dict[str, str]) -> Iterator[str | None]:
        """Yield each part of the page if the tab has not been shown it like this, else None; count it as shown."""
        for name, html in parts.items():
            yield None if self._shown_parts.get(name) == html else html
        self._shown_parts.update(parts)

    def has_seen(self, part: str, html: str) -> None:
        """Count a part of the page as shown like this: the tab has made the change itself."""
        self._shown_parts[part] = html


def place_now() -> int:
    """Return the place of a turn that is asked now: microseconds since 1970, so that those of two tabs never meet."""
    return time.time_ns() // 1000


def _carried(before: Turn, turn: Turn) -> Facets:
    if before.answer is None or (before.question, before.searched) != (turn.question, turn.searched):
        return NO_FACETS
    return carry(before.facets, before.answer.spread, before.filters, turn.filters)
