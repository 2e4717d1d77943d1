"""What one tab asked."""

from __future__ import annotations

import asyncio
import copy

from loops import in_loop

from newsqa.types import Answer
from newsqa.web.actions import Ask
from newsqa.web.conversation import MAX_TURNS, MAX_WAITING, STOPPED, Conversation


def _ask(conversation, question):
    turn = conversation.begin(Ask(question))
    conversation.change(turn.number, answer=Answer(question=question, answered=True))
    return turn


def test_a_change_is_shown_once_and_in_its_slot():
    conversation = Conversation()
    turn = conversation.begin(Ask("one"))
    assert conversation.take_changes() == {0: turn}
    assert conversation.take_changes() == {}
    conversation.end(turn.number, "no")
    assert conversation.take_changes() == {0: conversation.turn(1)}
    second = conversation.begin(Ask("two"))
    assert conversation.take_changes() == {1: second}


def test_a_full_conversation_keeps_its_newer_half():
    conversation = Conversation()
    for number in range(MAX_TURNS + 1):
        _ask(conversation, str(number))
        conversation.take_changes()
    assert conversation.turn(MAX_TURNS // 2) is None
    assert conversation.turn(MAX_TURNS // 2 + 1).question == str(MAX_TURNS // 2)
    assert len(conversation.history()) == MAX_TURNS // 2 + 1


def test_a_turn_let_go_of_meanwhile_does_not_come_back():
    conversation = Conversation()
    turn = conversation.begin(Ask("one"))
    conversation.clear()
    conversation.change(turn.number, answer=Answer(question="one", answered=True))
    assert conversation.is_empty
    assert conversation.begin(Ask("two")).number == 2


def test_only_so_many_questions_wait():
    conversation = Conversation()
    turns = [conversation.begin(Ask(str(number))) for number in range(MAX_WAITING + 1)]
    assert [turn.is_waiting for turn in turns] == [True] * MAX_WAITING + [False]
    assert turns[-1].problem
    conversation.end(turns[0].number, "x")
    assert conversation.begin(Ask("again")).is_waiting


def test_a_copy_begins_empty():
    conversation = Conversation()
    _ask(conversation, "one")
    assert copy.deepcopy(conversation).is_empty


def test_a_question_asked_again_keeps_its_place():
    conversation = Conversation()
    for question in ("one", "two", "three"):
        _ask(conversation, question)
    conversation.take_changes()
    again = conversation.begin(Ask("other", instead=2))
    assert conversation.take_changes() == {1: again}
    assert (again.number, conversation.turn(2)) == (4, None)


def test_what_works_at_a_turn_is_stopped_with_it():
    async def main():
        conversation = Conversation()
        stopped, let_go = (conversation.begin(Ask(question)) for question in ("one", "two"))
        tasks = [asyncio.create_task(asyncio.sleep(60)) for _ in range(2)]
        for turn, task in zip((stopped, let_go), tasks, strict=True):
            conversation.run(turn.number, task)
        conversation.stop(stopped.number)
        await asyncio.wait([tasks[0]], timeout=5)
        assert [task.cancelled() for task in tasks] == [True, False]
        assert conversation.turn(stopped.number).problem == STOPPED
        assert conversation.turn(let_go.number).is_waiting
        conversation.clear()
        await asyncio.wait(tasks, timeout=5)
        assert tasks[1].cancelled()

    in_loop(main())
