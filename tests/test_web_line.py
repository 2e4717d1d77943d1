"""The line before the index."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from loops import in_loop

from newsqa.errors import QueryError
from newsqa.web import line as lines
from newsqa.web.line import CrowdedError, Line, Pace


def test_everybody_is_served_in_the_order_they_came_and_so_many_at_once():
    async def main():
        line, served, running, most = Line(2, 100), [], set(), []

        async def reader(number):
            place = line.join()
            try:
                while await place.wait() is not None:
                    pass
                served.append(number)
                running.add(number)
                most.append(len(running))
                await asyncio.sleep(0.001)
                running.discard(number)
            finally:
                place.leave()

        await asyncio.gather(*(reader(number) for number in range(20)))
        assert served == list(range(20))
        assert max(most) == 2

    in_loop(main())


def test_who_waits_is_told_how_many_are_ahead_and_who_gives_up_makes_room(monkeypatch):
    monkeypatch.setattr(lines, "_TELL_EVERY_S", 0.01)

    async def main():
        line = Line(1, 100)
        first, second, third = (line.join() for _ in range(3))
        assert await first.wait() is None
        assert (await second.wait(), await third.wait()) == (0, 1)
        second.leave()
        assert await third.wait() == 0
        first.leave()
        assert await third.wait() is None

    in_loop(main())


def test_one_more_than_may_wait_is_sent_away_and_nobody_else_is():
    async def main():
        line = Line(1, 2)
        places = [line.join() for _ in range(3)]
        with pytest.raises(CrowdedError, match=r"2 questions are waiting.* ask again in a minute"):
            line.join()
        places[0].leave()
        line.join()

    in_loop(main())


def test_a_turn_that_comes_at_the_moment_of_telling_is_a_turn(monkeypatch):
    async def main():
        line = Line(1, 100)
        first, second = line.join(), line.join()

        @contextlib.asynccontextmanager
        async def too_late(pause):
            yield
            raise TimeoutError

        asyncio.get_running_loop().call_soon(first.leave)
        monkeypatch.setattr(asyncio, "timeout", too_late)
        assert await second.wait() is None

    in_loop(main())


def test_who_is_sent_away_as_his_turn_comes_goes():
    async def main():
        line = Line(1, 100)
        first, second = line.join(), line.join()
        waiting = asyncio.create_task(second.wait())
        await asyncio.sleep(0)
        first.leave()
        waiting.cancel()
        await asyncio.wait([waiting])
        assert waiting.cancelled()

    in_loop(main())


def test_a_pace_lets_a_minutes_questions_at_once_and_then_one_at_a_time(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(lines.time, "monotonic", lambda: now[0])
    pace = Pace(4)
    for _ in range(4):
        pace.take()
    with pytest.raises(QueryError, match=r"asked 4 questions within a minute.* ask again in 15 seconds"):
        pace.take()
    now[0] += 14
    with pytest.raises(QueryError, match=r"ask again in 1 second$"):
        pace.take()
    now[0] += 1
    pace.take()
    now[0] += 10_000
    for _ in range(4):
        pace.take()
    with pytest.raises(QueryError):
        pace.take()


def test_who_is_far_back_is_told_at_once_and_then_less_often(monkeypatch):
    monkeypatch.setattr(lines, "_TELL_EVERY_S", 0.01)
    monkeypatch.setattr(lines, "_PLACES_A_SECOND", 100)

    async def main():
        line = Line(1, 100)
        last = [line.join() for _ in range(52)][-1]
        loop = asyncio.get_running_loop()
        began = loop.time()
        assert await last.wait() == 50
        first = loop.time() - began
        assert await last.wait() == 50
        assert first < 0.4 < loop.time() - began - first

    in_loop(main())


def test_what_nobody_waits_for_has_its_turn_when_nobody_is_served_one_at_a_time_and_holds_nobody():
    async def main():
        line = Line(2, 100)
        served = line.join()
        spare, other = line.join_when_idle(), line.join_when_idle()
        assert not spare.turn.is_set()
        served.leave()
        assert spare.turn.is_set()
        assert not other.turn.is_set()
        readers = [line.join() for _ in range(2)]
        assert [await reader.wait() for reader in readers] == [None, None]
        spare.leave()
        assert not other.turn.is_set()
        for reader in readers:
            reader.leave()
        assert other.turn.is_set()
        other.leave()
        given_up = line.join_when_idle()
        given_up.leave()
        assert line.join_when_idle().turn.is_set()

    in_loop(main())


def test_a_line_that_many_join_is_busy_and_one_that_few_join_is_not(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(lines.time, "monotonic", lambda: now[0])
    line = Line(2, 100)
    for _ in range(4):
        line.join().leave()
    assert not line.is_busy
    line.join().leave()
    assert line.is_busy
    now[0] = 11.0
    assert not line.is_busy
