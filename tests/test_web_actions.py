"""What a browser sends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsqa.errors import QueryError
from newsqa.web.actions import (
    Action,
    Annotate,
    Ask,
    Export,
    Judge,
    Look,
    Move,
    Open,
    PinText,
    Restart,
    Stop,
    Unpin,
    read_action,
)
from newsqa.web.filters import Filters


@pytest.mark.parametrize(
    ("sent", "action"),
    [
        ({"do": "ask", "question": "Why?"}, Ask("Why?")),
        (
            {"do": "ask", "question": "Why?", "filters": {"sources": "A"}, "view": "sides", "instead": 3},
            Ask("Why?", Filters((("sources", "A"),)), "sides", 3),
        ),
        (
            {"do": "ask", "question": "And why?", "understood": "Why was the vote put off? "},
            Ask("And why?", understood="Why was the vote put off?"),
        ),
        ({"do": "ask", "question": "Why?", "understood": " "}, Ask("Why?")),
        ({"do": "pin", "article": "a", "start": 1, "end": 5, "turn": 2}, PinText("a", 1, 5, 2)),
        ({"do": "pin", "article": "a", "start": 1, "end": 5, "turn": None}, PinText("a", 1, 5)),
        ({"do": "unpin", "pin": "x", "turn": 2}, Unpin("x")),
        ({"do": "note", "pin": "x", "note": "mine"}, Annotate("x", "mine")),
        ({"do": "move", "pin": "x", "by": -1}, Move("x", -1)),
        ({"do": "judge", "turn": 2, "verdict": "right"}, Judge(2, "right")),
        (
            {"do": "judge", "turn": 2, "verdict": "wrong", "card": 1, "why": "old"},
            Judge(2, "wrong", 1, "old"),
        ),
        ({"do": "export", "what": "answer", "form": "html", "turn": 2}, Export("answer", "html", 2)),
        ({"do": "export", "what": "dossier", "form": "json", "turn": None}, Export("dossier", "json")),
        ({"do": "stop", "turn": 2}, Stop(2)),
        ({"do": "anew"}, Restart()),
        ({"do": "view", "turn": 2, "view": "timeline"}, Look(2, "timeline")),
        ({"do": "open", "turn": 2, "card": 1}, Open(turn=2, card=1)),
        ({"do": "open", "article": "a", "start": 1, "end": 5}, Open(article="a", start=1, end=5)),
        ({"do": "open", "turn": 2, "article": "a", "compare": "b"}, Open(turn=2, article="a", compare="b")),
    ],
)
def test_each_action_is_read(sent, action):
    assert read_action(sent) == action


def test_a_question_whose_filters_cannot_be_read_is_kept_with_its_problem():
    asked = read_action({"do": "ask", "question": "Why?", "filters": {"colour": "red"}})
    assert asked.question == "Why?" and "reload the page" in asked.problem


_plain = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
_json = st.recursive(_plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner))


_actions = st.fixed_dictionaries(
    {
        "do": st.sampled_from(
            ["ask", "stop", "view", "open", "pin", "unpin", "note", "move", "judge", "export", "rm", ""]
        )
    },
    optional=dict.fromkeys(
        [
            *("question", "filters", "view", "instead", "turn", "card", "article", "start", "compare", "find", "title"),
            *("conversation", "understood", "end", "pin", "note", "by", "verdict", "why", "what", "form"),
        ],
        _json,
    ),
)


@given(_actions | _json)
def test_whatever_is_sent_is_an_action_or_a_clear_error(sent):
    try:
        assert isinstance(read_action(sent), Action)
    except QueryError as error:
        assert "reload the page" in str(error)
