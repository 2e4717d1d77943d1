"""What a page asks for a second time, since it was told nothing of the first, is done once and told again."""

from __future__ import annotations

import asyncio
import json

import pytest
from loops import in_loop

import newsqa
from newsqa.config import Settings
from newsqa.index import Index
from newsqa.web.actions import Ask, number_of
from newsqa.web.conversation import MAX_TURNS, Conversation
from newsqa.web.desk import Desk
from newsqa.web.parts import render_heard

ARTICLE = {
    "id": "kiln", "title": "Kiln relit", "source": "Orrin Post", "date": "2026-03-01",
    "text": "The lime kiln at Orrin was relit on Monday. Its keeper, Tove Lind, had mended the flue over the winter.",
}  # fmt: skip
QUESTION = "Who mended the flue of the kiln?"


@pytest.fixture
def desk(tmp_path, encoder):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "kiln.json").write_text(json.dumps(ARTICLE), encoding="utf-8")
    settings = Settings(articles=str(tmp_path / "articles"), index=str(tmp_path / "index"))
    newsqa.build(settings=settings, encoder=encoder)
    with Index.open(settings=settings, encoder=encoder) as index:
        yield Desk(index, settings)


def _do(desk, kept, *actions):
    """Return what each of the actions, done one after the other, showed beside the conversation last."""

    async def main():
        return [[shown async for shown in desk.do(action, kept)][-1] for action in actions]

    return in_loop(main())


def test_a_question_is_asked_once_and_shown_again(desk):
    kept, ask = Conversation(), {"do": "ask", "question": QUESTION, "nth": 1}
    _do(desk, kept, ask)
    (turn,) = kept.turns
    assert kept.take_changes() == {0: turn}
    _do(desk, kept, ask)
    assert kept.turns == (turn,)
    shown = kept.take_changes()
    assert shown.pop(0) is turn
    assert set(shown.values()) == {None}
    assert len(shown) == MAX_TURNS - 1
    assert kept.take_changes() == {}
    _do(desk, kept, {**ask, "nth": 2})
    assert len(kept.turns) == 2


def test_what_only_shows_is_shown_again(desk):
    kept = Conversation()
    first, second = _do(desk, kept, *[{"do": "open", "article": "kiln", "nth": 1}] * 2)
    assert "Tove Lind" in first["reading"]
    assert "Tove Lind" in second["reading"]
    assert first != second  # another opening, so that the page notices it


def test_what_changes_what_is_kept_is_done_once_and_its_list_shown_again(desk):
    kept = Conversation()
    kept.reader = "a reader"
    _do(desk, kept, {"do": "ask", "question": QUESTION, "nth": 1})
    rename = {"do": "rename", "conversation": kept.id, "title": "Kilns", "find": "", "nth": 2}
    other = {**rename, "title": "Flues", "nth": 3}
    shown = _do(desk, kept, rename, other, rename)
    assert "Flues" in shown[1]["shelf"]
    assert "Flues" in shown[2]["shelf"]
    assert "Kilns" not in shown[2]["shelf"]


def test_a_new_conversation_is_begun_once(desk):
    kept, anew = Conversation(), {"do": "anew", "nth": 2}
    _do(desk, kept, {"do": "ask", "question": QUESTION, "nth": 1})
    assert _do(desk, kept, anew) == [{"reading": "", "heard": render_heard(2)}]
    assert kept.is_empty
    assert _do(desk, kept, {"do": "ask", "question": QUESTION, "nth": 3}, anew)[1]["reading"] == ""
    assert not kept.is_empty


def test_a_question_whose_work_was_ended_from_outside_says_so(desk):
    kept = Conversation()

    async def main():
        shown = desk.do({"do": "ask", "question": QUESTION, "nth": 1}, kept)
        await anext(shown)
        await shown.aclose()
        await asyncio.sleep(0.1)  # what it ran is ended a moment later

    in_loop(main())
    (turn,) = kept.turns
    assert not turn.is_waiting
    assert turn.problem


@pytest.mark.parametrize("sent", [None, [], {}, {"nth": None}, {"nth": "1"}, {"nth": True}, {"nth": 1.5}])
def test_what_has_no_number_is_new(sent):
    kept = Conversation()
    kept.begin(Ask("one"))
    assert number_of(sent) is None
    assert kept.hear(number_of(sent))
    assert kept.hear(number_of(sent))


def test_what_is_still_being_done_is_not_begun_again_nor_said_to_have_come(desk):
    kept, ask = Conversation(), {"do": "ask", "question": QUESTION, "nth": 1}

    async def main():
        first = desk.do(ask, kept)
        begun = await anext(first)
        again = [shown async for shown in desk.do(ask, kept)]
        async for _ in first:
            pass
        return begun, again

    begun, again = in_loop(main())
    assert begun == {"heard": render_heard(1)}
    assert again == [{}]
    assert len(kept.turns) == 1
    assert kept.turns[0].answer is not None


def test_what_ended_before_anything_came_of_it_is_done_when_it_is_asked_for_again(desk, monkeypatch):
    kept, opened = Conversation(), {"do": "open", "article": "kiln", "nth": 1}
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr("newsqa.web.desk.open_article", lambda *_, **__: 1 / 0)
        _do(desk, kept, opened)
    assert "Tove Lind" in _do(desk, kept, opened)[0]["reading"]


def test_a_tab_that_was_taken_for_closed_asks_again_what_was_lost_with_it(desk):
    kept, ask = Conversation(), {"do": "ask", "question": QUESTION, "nth": 1}
    desk.greet("tab", kept, {})
    _do(desk, kept, ask)
    desk.dismiss("tab")
    assert kept.is_empty
    _do(desk, kept, ask)
    assert len(kept.turns) == 1


def test_a_conversation_that_is_gone_on_with_twice_keeps_what_was_asked_meanwhile(desk):
    kept = Conversation()
    kept.reader = "a reader"
    _do(desk, kept, {"do": "ask", "question": QUESTION, "nth": 1})
    resume = {"do": "resume", "conversation": kept.id, "nth": 3}
    _do(desk, kept, {"do": "anew", "nth": 2}, resume, {"do": "ask", "question": "Where is the kiln?", "nth": 4}, resume)
    assert [turn.question for turn in kept.turns] == [QUESTION, "Where is the kiln?"]


def test_of_many_numbers_none_counts_twice():
    kept = Conversation()
    assert all(kept.hear(number) for number in range(1, 200))
    assert not any(kept.hear(number) for number in range(1, 200))
    assert kept.hear(10**400)
