"""The line in which questions wait for their turn at the index, and the pace at which a tab may join it."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque

from newsqa.errors import QueryError

# Somebody far back is told of his place less often: telling all of every step would cost more than the answers.
_TELL_EVERY_S = 1.0
_PLACES_A_SECOND = 10
# Who joins so often leaves no time for what nobody waits for: that would take the processor from the next.
_LATELY_S = 10.0
_MOST_LATELY = 5


class CrowdedError(QueryError):
    """So many wait already that one more is sent away."""


class Line:
    """Serves ``at_once`` and lets ``most`` wait; for one event loop."""

    def __init__(self, at_once: int, most: int) -> None:
        """Begin empty."""
        self.at_once = at_once
        self._most = most
        self._served = 0
        self._waiting: deque[Place] = deque()
        self._idlers: deque[Place] = deque()
        self._idler: Place | None = None
        self._joined: deque[float] = deque(maxlen=_MOST_LATELY)

    @property
    def is_busy(self) -> bool:
        """Whether so many joined lately that nothing should be done beside them."""
        return len(self._joined) == _MOST_LATELY and time.monotonic() - self._joined[0] < _LATELY_S

    def join(self) -> Place:
        """Return a place at the end.

        Raises:
            CrowdedError: too many wait.
        """
        if len(self._waiting) >= self._most:
            raise CrowdedError(
                f"{len(self._waiting):,} questions are waiting to be answered, which is all that may; "
                "ask again in a minute"
            )
        place = Place(self)
        self._joined.append(time.monotonic())
        self._waiting.append(place)
        self._admit()
        return place

    def join_when_idle(self) -> Place:
        """Return a place for what nobody waits for: its turn comes when nobody is served, after others of its kind.

        Nobody waits for it to be left.
        """
        place = Place(self)
        self._idlers.append(place)
        self._admit()
        return place

    def _admit(self) -> None:
        while self._waiting and self._served < self.at_once:
            self._served += 1
            self._waiting.popleft().turn.set()
        if not self._served and self._idlers and self._idler is None:
            self._idler = self._idlers.popleft()
            self._idler.turn.set()

    def _ahead(self, place: Place) -> int:
        return self._waiting.index(place)

    def _leave(self, place: Place) -> None:
        if place is self._idler:
            self._idler = None
        elif place.turn.is_set():
            self._served -= 1
        elif place in self._idlers:
            self._idlers.remove(place)
        else:
            self._waiting.remove(place)
        self._admit()


class Place:
    """Somebody's place; whoever has joined must leave."""

    def __init__(self, line: Line) -> None:
        """Use :meth:`Line.join`."""
        self._line = line
        self.turn = asyncio.Event()
        self._is_told = False

    async def wait(self) -> int | None:
        """Wait for the turn, or for the time to tell how many are ahead: that is None when it is the turn."""
        if not self.turn.is_set():
            # Everybody is told soon that he is in line; then the less often, the farther back he is.
            pause = max(_TELL_EVERY_S, self._line._ahead(self) / _PLACES_A_SECOND) if self._is_told else _TELL_EVERY_S
            self._is_told = True
            try:
                # Not wait_for: it swallows a cancellation that comes with the turn.
                async with asyncio.timeout(pause):
                    await self.turn.wait()
            except TimeoutError:
                # Both may come in one round of the loop.
                return None if self.turn.is_set() else self._line._ahead(self)
        return None

    def leave(self) -> None:
        """Make room for the next."""
        self._line._leave(self)


class Pace:
    """Questions that a tab may ask: so many at once, and as many a minute (a token bucket)."""

    def __init__(self, per_minute: int) -> None:
        """Begin with all of a minute's questions."""
        self._most = float(per_minute)
        self._left = self._most
        self._counted_at = time.monotonic()

    def take(self) -> None:
        """Count a question.

        Raises:
            QueryError: it is one too many for now.
        """
        now = time.monotonic()
        self._left = min(self._most, self._left + (now - self._counted_at) * self._most / 60)
        self._counted_at = now
        if self._left < 1:
            seconds = math.ceil((1 - self._left) * 60 / self._most)
            raise QueryError(
                f"this tab has asked {self._most:,.0f} questions within a minute, which is all that it may; "
                f"ask again in {seconds} second{'s' if seconds != 1 else ''}"
            )
        self._left -= 1
