"""What one tab asked."""

from __future__ import annotations

import copy
import threading

from newsqa.types import Answer
from newsqa.web.conversation import MAX_TURNS, MAX_WAITING, Conversation


def _ask(conversation, question):
    turn = conversation.begin(question)
    conversation.end(turn, answer=Answer(question=question, answered=True))
    return turn


def test_a_change_is_shown_once_and_in_its_slot():
    conversation = Conversation()
    turn = conversation.begin("one")
    assert conversation.take_changes() == {0: turn}
    assert conversation.take_changes() == {}
    conversation.end(turn, problem="no")
    assert conversation.take_changes() == {0: conversation.turn(1)}
    second = conversation.begin("two")
    assert conversation.take_changes() == {1: second}


def test_a_full_conversation_keeps_its_newer_half():
    conversation = Conversation()
    for number in range(MAX_TURNS + 1):
        _ask(conversation, str(number))
        conversation.take_changes()
    assert conversation.turn(MAX_TURNS // 2) is None
    assert conversation.turn(MAX_TURNS // 2 + 1).question == str(MAX_TURNS // 2)
    with conversation.answering() as history:
        assert len(history) == MAX_TURNS // 2 + 1


def test_a_turn_let_go_of_meanwhile_does_not_come_back():
    conversation = Conversation()
    turn = conversation.begin("one")
    conversation.clear()
    conversation.end(turn, answer=Answer(question="one", answered=True))
    assert conversation.is_empty
    assert conversation.begin("two").number == 2


def test_only_so_many_questions_wait():
    conversation = Conversation()
    turns = [conversation.begin(str(number)) for number in range(MAX_WAITING + 1)]
    assert [turn.is_waiting for turn in turns] == [True] * MAX_WAITING + [False]
    assert turns[-1].problem
    conversation.end(turns[0], problem="x")
    assert conversation.begin("again").is_waiting


def test_a_copy_begins_empty():
    conversation = Conversation()
    _ask(conversation, "one")
    assert copy.deepcopy(conversation).is_empty


def test_questions_of_one_tab_run_one_after_the_other():
    conversation = Conversation()
    running = []
    most = []

    def answer(turn):
        with conversation.answering():
            running.append(turn)
            most.append(len(running))
            threading.Event().wait(0.01)
            running.remove(turn)

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8
