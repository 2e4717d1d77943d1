"""An answer comes in stages: its passages, what is quoted of them, and what would help when nothing is."""

from __future__ import annotations

import asyncio
import json
import threading

import pytest
from loops import in_loop

import newsqa
from newsqa.config import Settings
from newsqa.index import Index
from newsqa.web.conversation import STOPPED, Conversation
from newsqa.web.desk import Desk

QUESTION = "Who opened the new lock at Brenham?"
UNANSWERED = "How tall is the Eiffel Tower?"
ARTICLES = (
    {
        "id": "lock", "title": "New lock opened at Brenham", "source": "Brenham Echo", "date": "2025-04-02",
        "text": "Harbour master Tilda Oakes opened the new lock at Brenham on Tuesday. It cost nine million.",
    },
    {
        "id": "fair", "title": "Spring fair draws a crowd", "source": "Vale Chronicle", "date": "2025-05-11",
        "text": "The spring fair drew four thousand visitors to the meadows. A brass band played until dusk.",
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory, encoder):
    root = tmp_path_factory.mktemp("stages")
    (root / "articles.jsonl").write_text("\n".join(map(json.dumps, ARTICLES)), encoding="utf-8")
    settings = Settings(articles=str(root), index=str(root / "index"))
    newsqa.build(root / "articles.jsonl", settings=settings, encoder=encoder)
    with Index.open(settings=settings, encoder=encoder) as index:
        yield index


class _Held:
    """The index; what a test forces the timing of waits for it."""

    def __init__(self, index, ask=None, ways_out=None):
        self._index = index
        self.ask = ask or index.ask
        self.ways_out = ways_out or index.ways_out

    def __getattr__(self, name):
        return getattr(self._index, name)


def _run(index, sent, then=lambda kept, turn: None, pause=0.0):
    """Return the states of the first turn, in which the page was drawn; ``then`` is called at each."""

    async def main():
        kept, states = Conversation(), []
        async for _ in Desk(index, Settings()).do(sent, kept):
            states += [turn for turn in kept.take_changes().values() if turn]
            then(kept, states[-1])
            await asyncio.sleep(pause)
        assert kept.take_changes() == {}, "all of it was drawn"
        return states

    return in_loop(asyncio.wait_for(main(), 60))


def _asked(question, **filters):
    return {"do": "ask", "question": question, "filters": filters}


def test_the_passages_are_drawn_before_an_answer_that_takes_longer_and_are_those_of_the_answer(index):
    drawn = threading.Event()

    def ask(question, *, seen, **options):
        def tell(hits):
            seen(hits)
            assert drawn.wait(30)

        return index.ask(question, seen=tell, **options)

    states = _run(_Held(index, ask), _asked(QUESTION), lambda _, turn: turn.seen and drawn.set())
    assert [(bool(turn.seen), turn.is_waiting) for turn in states] == [(False, True), (True, True), (True, False)]
    assert states[-1].answer.answered and states[-1].seen == states[-1].answer.hits


def test_an_answer_that_follows_its_passages_at_once_is_drawn_with_them(index):
    found = index.ask(QUESTION)

    def ask(question, *, seen, **options):
        seen(found.hits)
        return found

    states = _run(_Held(index, ask), _asked(QUESTION))
    assert [turn.is_waiting for turn in states] == [True, False]
    assert states[-1].seen == ()


def test_an_answer_that_comes_while_its_passages_are_drawn_is_drawn_too(index):
    answered = []

    def ask(question, *, seen, **options):
        def tell(hits):
            seen(hits)
            assert answered[0].wait(30)

        answered.append(threading.Event())
        return index.ask(question, seen=tell, **options)

    states = _run(_Held(index, ask), _asked(QUESTION), lambda _, turn: turn.seen and answered[0].set(), pause=0.5)
    assert [turn.is_waiting for turn in states] == [True, True, False]


def test_every_quotation_comes_with_what_a_reader_takes_along(index):
    turn = _run(index, _asked(QUESTION))[-1]
    assert [turn.copied(cited) for cited in turn.answer.citations] == [
        f"{cited.quote}\n— New lock opened at Brenham, Brenham Echo, 2 April 2025" for cited in turn.answer.citations
    ]


def test_passages_that_are_found_after_stop_are_not_shown(index):
    stopped = threading.Event()

    def ask(question, *, seen, **options):
        assert stopped.wait(30)
        return index.ask(question, seen=seen, **options)

    def stop(kept, turn):
        kept.stop(turn.number)
        stopped.set()

    states = _run(_Held(index, ask), _asked(QUESTION), stop)
    assert (states[-1].problem, states[-1].seen, states[-1].answer) == (STOPPED, (), None)


def test_a_declined_question_is_declined_before_it_is_known_what_would_help(index):
    drawn = threading.Event()

    def ways_out(question, **options):
        assert drawn.wait(30)
        return index.ways_out(question, **options)

    def draw(_, turn):
        if turn.is_looking:
            assert turn.answer and not turn.answer.answered
            drawn.set()

    turn = _run(_Held(index, ways_out=ways_out), _asked(QUESTION, since="2025-05-01"), draw)[-1]
    assert drawn.is_set()
    assert [way.without for way in turn.ways] == ["dates"]
    assert "Tilda Oakes" in turn.ways[0].answer.citations[0].quote
    assert not turn.is_looking


def test_what_would_help_is_looked_for_only_where_something_limits_the_question(index):
    def ways_out(*_, **__):
        raise AssertionError

    for question in (UNANSWERED, QUESTION):
        states = _run(_Held(index, ways_out=ways_out), _asked(question))
        assert states[-1].ways is None and not any(turn.is_looking for turn in states)
    assert _run(index, _asked(UNANSWERED, sources="Vale Chronicle"))[-1].ways == ()


def test_stop_ends_the_search_for_what_would_help_and_leaves_the_answer(index):
    released = threading.Event()

    def ways_out(*_, **__):
        released.wait(30)
        return ()

    def stop(kept, turn):
        if turn.is_looking:
            kept.stop(turn.number)
            released.set()

    turn = _run(_Held(index, ways_out=ways_out), _asked(UNANSWERED, sources="Vale Chronicle"), stop)[-1]
    assert turn.answer and turn.problem is None
    assert turn.ways is None and not turn.is_looking


def test_a_search_for_what_would_help_that_fails_leaves_the_answer(index):
    turn = _run(_Held(index, ways_out=lambda *_, **__: 1 / 0), _asked(UNANSWERED, sources="Vale Chronicle"))[-1]
    assert turn.answer and turn.problem is None and not turn.is_looking
