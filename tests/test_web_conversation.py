"""What one tab asked."""

from __future__ import annotations

import asyncio
import copy

from loops import in_loop

from newsqa.types import Answer, Limits, Suggestion
from newsqa.web.actions import Ask
from newsqa.web.conversation import MAX_TURNS, MAX_WAITING, STOPPED, Conversation, Verdict


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


def _follow_up(conversation, question, understood, **limits):
    turn = conversation.begin(Ask(question))
    answer = Answer(question=question, answered=True, understood=understood, limits=Limits(**limits))
    filters = turn.filters.carrying(answer.limits)
    conversation.change(turn.number, answer=answer, read_as=understood, filters=filters, carried=filters)
    return conversation.turn(turn.number)


def test_a_turn_that_is_asked_again_has_the_questions_above_it_alone_for_its_history():
    conversation = Conversation()
    for question in ("one", "two", "three"):
        _ask(conversation, question)
    again = conversation.begin(Ask("two, once more", instead=2))
    assert [question for question, _ in conversation.history(again.number)] == ["one"]
    assert [question for question, _ in conversation.history()] == ["one", "three"]


def test_a_follow_up_is_asked_again_as_it_was_understood_and_a_question_that_stands_alone_as_it_is():
    conversation = Conversation()
    _ask(conversation, "Who chairs the council?")
    plain = conversation.turn(1)
    assert (plain.searched, plain.meant, plain.is_rewritten) == ("Who chairs the council?", None, False)
    assert "understood" not in plain.again()
    turn = _follow_up(conversation, "And since when?", "Since when does Solheim chair the council?", sources=("Post",))
    assert turn.is_rewritten
    assert turn.again()["understood"] == turn.asked.understood == "Since when does Solheim chair the council?"
    assert turn.again()["filters"] == {"sources": ["Post"]}
    assert turn.again(turn.filters.without("sources"))["filters"] == {}
    as_asked = conversation.begin(Ask("And since when?", instead=turn.number, understood="And since when?"))
    assert (as_asked.searched, as_asked.meant, as_asked.is_rewritten) == ("And since when?", "And since when?", False)


def test_limits_that_were_carried_over_are_not_carried_again():
    conversation = Conversation()
    _ask(conversation, "one")
    turn = _follow_up(conversation, "Who chairs the council?", "Who chairs the council?", sources=("Post",))
    assert not turn.is_rewritten
    # Told what to search for, the index looks at no turn before.
    assert turn.again(turn.filters.without("sources"))["understood"] == "Who chairs the council?"


def test_questions_to_ask_next_are_gone_when_the_next_is_asked_and_the_search_for_them_ends():
    async def main():
        conversation = Conversation()
        _ask(conversation, "one")
        conversation.change(1, suggestions=(Suggestion(question="two", answer=Answer(question="two", answered=True)),))
        looking = asyncio.create_task(asyncio.sleep(60))
        conversation.run(1, looking)
        conversation.suggesting = 1
        conversation.begin(Ask("three"))
        await asyncio.wait([looking], timeout=5)
        assert looking.cancelled()
        assert conversation.turn(1).suggestions == ()
        assert conversation.turn(1).answer.answered

    in_loop(main())


def test_a_verdict_takes_the_place_of_the_one_before():
    conversation = Conversation()
    _ask(conversation, "one")
    for said in (Verdict(None, "right"), Verdict(2, "wrong"), Verdict(None, "wrong", is_explained=True)):
        conversation.judge(1, said)
    turn = conversation.turn(1)
    assert turn.verdict(None) == Verdict(None, "wrong", is_explained=True)
    assert turn.verdict(2) == Verdict(2, "wrong")
    assert turn.verdict(1) is None
    assert len(turn.verdicts) == 2
