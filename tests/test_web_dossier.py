"""What a reader does with what was found: pins it, says whether it is right, takes it along."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loops import in_loop

import newsqa
from newsqa.config import Settings
from newsqa.errors import KeptError, NewsQAError
from newsqa.feedback import FEEDBACK_FILE, read_feedback
from newsqa.index import Index
from newsqa.kept import pins as of_pins
from newsqa.types import Citation, Span
from newsqa.web.actions import Annotate, Ask, Move, PinText, Unpin
from newsqa.web.conversation import Conversation
from newsqa.web.desk import Desk
from newsqa.web.dossier import cite, pin_change
from newsqa.web.parts import render_dossier, render_turn

HOSTILE = '<script>window.__pwned = 1</script>" onfocus="window.__pwned = 2" x="&lt;'
ROPE = (
    "The rope walk of Hesper burned down on Sunday night, the fire master said. Nobody was hurt, for the spinners had "
    "gone home at dusk.\n\nIts owner, Dagny Holm, will build it anew of brick. She said that tar had caught fire "
    "beside the stove of the winding room."
)
ARTICLES = (
    {"id": "rope", "title": "Rope walk burns", "source": "Hesper Mail", "date": "2026-02-01", "text": ROPE},
    {"id": "mill", "title": "Mill to close", "source": "Hesper Mail", "date": "2026-02-09",
     "text": "The paper mill at Hesper will close in May. Its forty workers were told by letter on Tuesday."},
)  # fmt: skip
QUESTION = "What caught fire beside the stove of the winding room?"


def _write(settings, encoder, *articles):
    folder = settings.articles
    lines = "".join(json.dumps(article) + "\n" for article in articles)
    with open(f"{folder}/articles.jsonl", "w", encoding="utf-8") as file:  # noqa: PTH123  # the setting is a text
        file.write(lines)
    newsqa.build(settings=settings, encoder=encoder)


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "articles").mkdir()
    return Settings(articles=str(tmp_path / "articles"), index=str(tmp_path / "index"))


@pytest.fixture
def index(settings, encoder):
    _write(settings, encoder, *ARTICLES)
    with Index.open(settings=settings, encoder=encoder) as index:
        yield index


def _do(desk, kept, *actions):
    """Do one after the other as a page does; returns what was shown beside the conversation."""

    async def main():
        return [shown for action in actions async for shown in desk.do(action, kept)]

    return [shown for shown in in_loop(main()) if shown]


@pytest.fixture
def asked(index, settings):
    """A tab that has asked, and its desk."""
    desk, kept = Desk(index, settings), Conversation()
    _do(desk, kept, {"do": "ask", "question": QUESTION})
    assert kept.turn(1).answer.answered
    return desk, kept


def _change(index, action, kept):
    """Do what a reader wants done to the dossier of a tab that is not kept."""
    kept.pins = pin_change(index, action, kept)(kept.pins)


def _pin(kept, index, start, end, article="rope"):
    _change(index, PinText(article, start, end), kept)
    return kept.pins[-1].id


def test_a_quotation_is_pinned_once_with_its_question_and_unpinned(asked, index):
    desk, kept = asked
    cited = kept.turn(1).answer.citations[0]
    pin = {"do": "pin", "article": cited.article_id, "start": cited.start, "end": cited.end, "turn": 1}
    _do(desk, kept, pin, pin)
    (pinned,) = kept.pins
    assert (pinned.citation, pinned.question, pinned.note) == (cited, QUESTION, "")
    assert pinned.pinned_at.utcoffset().total_seconds() == 0
    _do(desk, kept, {"do": "unpin", "pin": pinned.id}, {"do": "unpin", "pin": pinned.id})
    assert kept.pins == ()
    assert kept.pin_problem is None


def test_a_passage_is_pinned_with_the_sentence_of_it_that_answers(asked, index):
    turn = asked[1].turn(1)
    hit, cited = turn.answer.hits[0], turn.answer.citations[0]
    found = cite(index, PinText(hit.article.id, hit.passage.start, hit.passage.end), turn)
    assert found.quote == hit.passage.text
    assert found.best == cited.best
    alone = cite(index, PinText(hit.article.id, hit.passage.start, hit.passage.end), None)
    assert alone.best == Span(hit.passage.start, hit.passage.end)


def test_what_says_something_else_by_now_is_not_pinned(asked, index, settings, encoder):
    desk, kept = asked
    hit = kept.turn(1).answer.hits[0]
    _write(settings, encoder, {**ARTICLES[0], "text": ROPE.replace("burned", "went")}, ARTICLES[1])
    _do(desk, kept, {"do": "pin", "article": "rope", "start": hit.passage.start, "end": hit.passage.end, "turn": 1})
    assert kept.pins == ()
    assert "has changed since it was cited" in kept.pin_problem
    assert "has changed since" in desk.dossier(kept)
    _pin(kept, index, 0, 8)
    _do(desk, kept, {"do": "move", "pin": kept.pins[0].id, "by": 1})
    assert kept.pin_problem is None


@pytest.mark.parametrize(
    ("article", "start", "end"), [("rope", 5, 5), ("rope", -3, 5), ("rope", 0, 10**9), ("rope", 9, 3), ("none", 0, 4)]
)
def test_what_is_no_stretch_of_an_article_is_not_pinned(index, article, start, end):
    kept = Conversation()
    with pytest.raises(NewsQAError):
        pin_change(index, PinText(article, start, end), kept)


def test_pins_are_moved_noted_and_stay_where_they_end(index):
    kept = Conversation()
    first, second, third = (_pin(kept, index, start, start + 20) for start in (0, 30, 60))
    for action, expected in (
        (Move(first, 1), [second, first, third]),
        (Move(third, -2), [third, second, first]),
        (Move(third, -1), [third, second, first]),
        (Move(second, 50), [third, first, second]),
        (Annotate(first, "  ask Holm\r\nabout the stove\x00 "), [third, first, second]),
        (Unpin(third), [first, second]),
    ):
        _change(index, action, kept)
        assert [pin.id for pin in kept.pins] == expected
    assert kept.pins[0].note == "ask Holm\nabout the stove"
    for action in (Move("gone", 1), Annotate("gone", "x"), Annotate(first, "x" * (of_pins.MAX_NOTE_CHARS + 1))):
        with pytest.raises(KeptError):
            _change(index, action, kept)
    assert kept.pins[0].note == "ask Holm\nabout the stove"


def test_a_dossier_holds_so_many_and_says_when_it_is_full(index):
    kept = Conversation()
    text = index.article("rope").text
    spans = [(start, end) for start in range(0, len(text), 9) for end in range(start + 1, len(text) + 1)]
    for start, end in [(start, end) for start, end in spans if text[start:end].strip()][: of_pins.MAX_PINS]:
        _pin(kept, index, start, end)
    with pytest.raises(KeptError, match="unpin one first"):
        _change(index, PinText("mill", 0, 9), kept)
    assert len(kept.pins) == of_pins.MAX_PINS


@given(st.data())
def test_any_moves_of_any_of_the_pins_keep_them_all(data):
    pins = ()
    for start in range(data.draw(st.integers(1, 6))):
        cited = Citation(number=1, article_id="a", start=start, end=9, quote="q", title="t", best=Span(start, 9))
        pins = of_pins.with_pin(pins, cited, "Q")
    for at, by in data.draw(st.lists(st.tuples(st.integers(0, len(pins) - 1), st.integers(-9, 9)))):
        moved = pins[at]
        others = [pin for pin in pins if pin is not moved]
        pins = of_pins.with_move(pins, moved.id, by)
        assert pins.index(moved) == min(max(0, at + by), len(others))
        assert [pin for pin in pins if pin is not moved] == others


def test_a_note_that_was_typed_is_not_sent_back_to_be_typed_over(asked, index):
    desk, kept = asked
    pin = _pin(kept, index, 0, 20)
    list(kept.take_parts({"dossier": desk.dossier(kept)}))
    _do(desk, kept, {"do": "note", "pin": pin, "note": "mine"})
    assert list(kept.take_parts({"dossier": desk.dossier(kept)})) == [None]
    assert "mine" in desk.dossier(kept)


def test_a_new_conversation_begins_with_an_empty_dossier(index):
    kept = Conversation()
    _pin(kept, index, 0, 20)
    kept.clear()
    assert kept.pins == ()
    assert "Nothing is pinned yet" in render_dossier(kept.pins, None)


def test_hostile_notes_questions_and_ids_are_text_in_the_panel(index):
    cited = Citation(
        number=1, article_id=HOSTILE, start=0, end=9, quote=HOSTILE, title=HOSTILE, best=Span(0, 9), source=HOSTILE,
        url="javascript:window.__pwned=3",
    )  # fmt: skip
    html = render_dossier(of_pins.with_pin((), cited, HOSTILE, HOSTILE), HOSTILE)
    assert "<script" not in html
    assert 'onfocus="' not in html
    assert "javascript:" not in re.sub(r"&[^;]+;", "", html)
    assert html.count("&lt;script&gt;") >= 5


def test_a_verdict_is_written_down_with_what_was_searched_for_and_the_later_one_counts(asked, index):
    desk, kept = asked
    answer = kept.turn(1).answer
    _do(
        desk, kept,
        {"do": "judge", "turn": 1, "verdict": "wrong"},
        {"do": "judge", "turn": 1, "verdict": "wrong", "why": " the stove\nwas not lit "},
        {"do": "judge", "turn": 1, "verdict": "right", "card": 1},
        {"do": "judge", "turn": 1, "verdict": "right", "card": 99},
        {"do": "judge", "turn": 7, "verdict": "right"},
    )  # fmt: skip
    given_ = [feedback for _, feedback in read_feedback(index.folder / FEEDBACK_FILE).lines]
    assert [(each.verdict, each.why) for each in given_] == [
        ("wrong", ""), ("wrong", "the stove was not lit"), ("right", ""),
    ]  # fmt: skip
    assert {(each.question, each.generation, each.answered) for each in given_} == {(QUESTION, answer.generation, True)}
    assert given_[0].citation is None
    assert given_[2].citation.quote == answer.hits[0].passage.text
    html = desk.turn(kept.turn(1))
    assert html.count("Thanks, noted.") == 2
    assert "Why? (optional)" not in html


def test_after_wrong_there_is_room_to_say_why(asked):
    desk, kept = asked
    _do(desk, kept, {"do": "judge", "turn": 1, "verdict": "wrong"})
    assert "Why? (optional)" in desk.turn(kept.turn(1))
    _do(desk, kept, {"do": "judge", "turn": 1, "verdict": "right"})
    assert "Why? (optional)" not in desk.turn(kept.turn(1))


def test_a_tab_that_judges_too_much_or_where_none_is_wanted_is_told_so(index, settings):
    few = Desk(index, Settings(**{**_values(settings), "max_questions_per_minute": 2}))
    kept = Conversation()
    judged = {"do": "judge", "turn": 1, "verdict": "right"}
    _do(few, kept, {"do": "ask", "question": QUESTION}, judged, judged)
    assert "ask again in" in kept.turn(1).verdict(None).problem
    assert "Not kept: " in few.turn(kept.turn(1))
    off = Desk(index, Settings(**{**_values(settings), "take_feedback": False}))
    _do(off, kept, judged)
    assert "take_feedback" in kept.turn(1).verdict(None).problem
    assert 'class="judge"' not in off.turn(kept.turn(1))
    assert len(read_feedback(index.folder / FEEDBACK_FILE).lines) == 1


def _values(settings):
    return {name: getattr(settings, name) for name in ("articles", "index")}


def test_a_declined_question_is_judged_in_its_own_words(asked, index):
    desk, kept = asked
    _do(desk, kept, {"do": "ask", "question": "How tall is the Eiffel Tower?"})
    html = desk.turn(kept.turn(2))
    assert "Right: nothing answers" in html and "Wrong: it should be there" in html
    _do(desk, kept, {"do": "judge", "turn": 2, "verdict": "right"})
    (last,) = [feedback for _, feedback in read_feedback(index.folder / FEEDBACK_FILE).lines]
    assert not last.answered


@pytest.mark.parametrize("form", ["markdown", "html", "json"])
def test_an_answer_the_conversation_and_the_dossier_are_given_to_the_page_as_files(asked, index, form):
    desk, kept = asked
    _do(desk, kept, {"do": "ask", "question": "Who will build the rope walk anew?"})
    pin = _pin(kept, index, 0, 20)
    _do(desk, kept, {"do": "note", "pin": pin, "note": HOSTILE})
    shown = _do(
        desk, kept,
        *({"do": "export", "what": what, "turn": turn, "form": form}
          for what, turn in (("answer", 2), ("conversation", None), ("dossier", None), ("answer", 9))),
    )  # fmt: skip
    answer, conversation, dossier, none = (each["file"] for each in shown)
    assert "Who will build the rope walk anew?" in answer
    assert QUESTION in conversation and "Who will build the rope walk anew?" in conversation
    assert "window" in dossier  # Markdown escapes what stands around it
    assert "data-problem" in none
    assert not any("<script" in html for html in (answer, conversation, dossier))


def test_an_empty_conversation_has_nothing_to_export(index, settings):
    (shown,) = _do(Desk(index, settings), Conversation(), {"do": "export", "what": "conversation", "form": "html"})
    assert "nothing to export" in shown["file"]


def test_a_question_that_stands_alone_is_shown_without_a_line_of_what_it_was_understood_as(asked):
    kept = asked[1]
    assert "Understood as" not in render_turn(kept.turn(1))
    kept.change(1, read_as=HOSTILE)
    html = render_turn(kept.turn(1))
    assert "Understood as" in html
    assert "<script" not in html


def test_what_the_reader_wants_searched_for_is_searched_for(index, settings):
    desk, kept = Desk(index, settings), Conversation()
    kept.begin(Ask("And then?"))
    _do(desk, kept, {"do": "ask", "question": "And then?", "understood": QUESTION, "instead": 1, "view": "timeline"})
    turn = kept.turns[0]
    assert turn.answer.answered
    assert (turn.question, turn.searched, turn.answer.question) == ("And then?", QUESTION, "And then?")
    assert turn.survey.question == QUESTION
