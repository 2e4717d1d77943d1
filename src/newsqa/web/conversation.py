"""Keeps what one browser tab asked, and which of it the tab has been shown."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from newsqa.types import Answer, Hit
from newsqa.web.filters import NO_FILTERS, Filters

MAX_TURNS = 24  # slots that the page has; a full conversation lets go of its older half
_KEPT_CHARS = 1000
MAX_WAITING = 3  # questions of one tab that may wait for each other, so that one tab cannot fill the queue


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what became of it: nothing yet, an answer, or a problem."""

    number: int
    question: str
    filters: Filters = NO_FILTERS
    answer: Answer | None = None
    problem: str | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether the question still runs."""
        return self.answer is None and self.problem is None

    def hit(self, number: int) -> Hit | None:
        """Return the hit behind card ``number``."""
        hits = self.answer.hits if self.answer else ()
        return hits[number - 1] if 1 <= number <= len(hits) else None


class Conversation:
    """The turns of one tab, oldest first, at most ``MAX_TURNS``; any thread may call any method."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._one_at_a_time = threading.Lock()
        self._turns: list[Turn] = []
        self._asked = 0
        self._shown: list[Turn | None] = [None] * MAX_TURNS

    def __deepcopy__(self, memo: dict[int, object]) -> Conversation:
        """Return an empty one: Gradio gives each tab a copy of what the page began with."""
        return Conversation()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked yet."""
        return not self._turns

    def begin(self, question: str, filters: Filters | None = None, problem: str | None = None) -> Turn:
        """Add a turn; one that cannot be asked, or may not wait any more, comes back with its problem."""
        with self._lock:
            waiting = sum(turn.is_waiting for turn in self._turns)
            if waiting >= MAX_WAITING:
                problem = f"{waiting} questions are still being answered; ask this one again in a moment."
            self._asked += 1
            turn = Turn(self._asked, question, filters or NO_FILTERS, problem=problem)
            if len(self._turns) == MAX_TURNS:
                self._turns = self._turns[MAX_TURNS // 2 :]
            self._turns.append(turn)
            return turn

    @contextmanager
    def answering(self) -> Iterator[tuple[tuple[str, Answer], ...]]:
        """Wait until the questions before are answered; gives them with their answers."""
        with self._one_at_a_time:
            with self._lock:
                history = tuple((turn.question, turn.answer) for turn in self._turns if turn.answer)
            yield history

    def end(self, turn: Turn, *, answer: Answer | None = None, problem: str | None = None) -> None:
        """Keep what became of ``turn``, unless it was let go of meanwhile."""
        # A question that was refused may be as long as a request can be, and is only shown.
        question = turn.question if answer else turn.question[:_KEPT_CHARS]
        ended = dataclasses.replace(turn, question=question, answer=answer, problem=problem)
        with self._lock:
            self._turns = [ended if kept.number == turn.number else kept for kept in self._turns]

    def turn(self, number: int) -> Turn | None:
        """Return the turn with this number, while it is kept."""
        with self._lock:
            return next((turn for turn in self._turns if turn.number == number), None)

    def clear(self) -> None:
        """Forget every turn; numbers go on, so that what still runs cannot be taken for a new one."""
        with self._lock:
            self._turns = []

    def take_changes(self) -> dict[int, Turn | None]:
        """Return, by slot, what the tab has not been shown yet, and count it as shown."""
        with self._lock:
            wanted = [*self._turns, *[None] * (MAX_TURNS - len(self._turns))]
            changes = {
                slot: turn
                for slot, (turn, shown) in enumerate(zip(wanted, self._shown, strict=True))
                if turn is not shown
            }
            self._shown = wanted
            return changes
