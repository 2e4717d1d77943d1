"""What is asked in the chat is kept, by reader and by tab, and comes back."""

from __future__ import annotations

import asyncio
import json
import os
import threading

import pytest
from loops import in_loop

import newsqa
from newsqa.config import Settings
from newsqa.index import Index
from newsqa.kept import KEPT_FILE, Kept
from newsqa.web.conversation import MAX_TURNS, Conversation
from newsqa.web.desk import Desk
from newsqa.web.readers import COOKIE, cookie_for, reader_of

ONE, OTHER = "a" * 43, "b" * 43
LOCK = {
    "id": "lock", "title": "New lock opened at Brenham", "source": "Brenham Echo", "date": "2025-04-02",
    "text": "Harbour master Tilda Oakes opened the new lock at Brenham on Tuesday. It cost nine million.",
}  # fmt: skip
QUESTIONS = ("Who opened the new lock at Brenham?", "What did the new lock at Brenham cost?")


@pytest.fixture
def archive(tmp_path, encoder):
    def build(*articles):
        (tmp_path / "articles.jsonl").write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
        newsqa.build(tmp_path / "articles.jsonl", settings=settings, encoder=encoder)

    settings = Settings(articles=str(tmp_path), index=str(tmp_path / "index"))
    build(LOCK)
    with Index.open(settings=settings, encoder=encoder) as index:
        yield index, settings, build


class _Tab:
    """A tab of a reader at a desk, without a page around it."""

    def __init__(self, desk, reader):
        self.desk, self.kept = desk, Conversation()
        desk.greet(None, self.kept, {COOKIE: reader} if reader else {})

    def send(self, **sent):
        """Do something, and return what stands in the panels then."""

        async def main():
            panels = {}
            async for shown in self.desk.do(sent, self.kept):
                panels |= shown
            return panels

        return in_loop(main())

    def ask(self, question, **more):
        self.send(do="ask", question=question, filters={}, **more)
        return self.turns()[-1]

    def turns(self):
        changes = [*self.kept.take_changes().values()]
        self.kept._shown = [None] * MAX_TURNS
        return [turn for turn in changes if turn]


def test_what_was_answered_is_kept_with_its_answer_and_comes_back_in_another_tab(archive):
    index, settings, _ = archive
    tab = _Tab(Desk(index, settings), ONE)
    asked = [tab.ask(question) for question in QUESTIONS]
    assert all(turn.answer.answered and turn.conversation == tab.kept.id for turn in asked)
    entries = Kept.open(index.folder).list(ONE)
    assert [(entry.title, entry.turns) for entry in entries] == [(QUESTIONS[0], 2)]

    later = _Tab(Desk(index, settings), ONE)
    panels = later.send(do="resume", conversation=tab.kept.id)
    assert "data-resumed" in panels["shelf"] and "data-problem" not in panels["shelf"]
    turns = later.turns()
    assert [turn.answer for turn in turns] == [turn.answer for turn in asked]
    assert [turn.quotations for turn in turns] == [turn.quotations for turn in asked]
    assert all(turn.asked_at and turn.changes == () for turn in turns)
    assert later.kept.history() == tab.kept.history()


def test_a_conversation_that_came_back_goes_on_where_it_was_kept(archive):
    index, settings, _ = archive
    first = _Tab(Desk(index, settings), ONE)
    first.ask(QUESTIONS[0])
    second = _Tab(Desk(index, settings), ONE)
    second.send(do="resume", conversation=first.kept.id)
    second.ask(QUESTIONS[1])
    first.ask("What does the Brenham Echo say?")
    kept = Kept.open(index.folder).load(ONE, first.kept.id)
    assert [turn.question for turn in kept.turns] == [*QUESTIONS, "What does the Brenham Echo say?"]


def test_a_question_that_is_asked_again_in_its_place_is_kept_once(archive):
    index, settings, _ = archive
    tab = _Tab(Desk(index, settings), ONE)
    turn = tab.ask(QUESTIONS[0])
    tab.ask(QUESTIONS[1], instead=turn.number)
    assert [turn.question for turn in Kept.open(index.folder).load(ONE, tab.kept.id).turns] == [QUESTIONS[1]]


def test_two_tabs_and_two_readers_have_conversations_of_their_own(archive):
    index, settings, _ = archive
    desk = Desk(index, settings)
    tabs = {name: _Tab(desk, reader) for name, reader in {"one": ONE, "also one": ONE, "other": OTHER}.items()}
    for number, tab in enumerate(tabs.values()):
        tab.ask(f"{QUESTIONS[0]} Asked {number}.")
    assert len({tab.kept.id for tab in tabs.values()}) == 3
    assert {entry.id for entry in Kept.open(index.folder).list(ONE)} == {tabs["one"].kept.id, tabs["also one"].kept.id}
    panels = tabs["other"].send(do="resume", conversation=tabs["one"].kept.id)
    assert "data-problem" in panels["shelf"] and "Asked 0" not in panels["shelf"]
    assert [turn.question for turn in tabs["other"].turns()] == [f"{QUESTIONS[0]} Asked 2."]
    for sent in ({"do": "discard"}, {"do": "rename", "title": "Mine"}):
        panels = tabs["other"].send(**sent, conversation=tabs["one"].kept.id, find="")
        assert "data-problem" in panels["shelf"]
    tabs["other"].send(do="discard all", find="")
    assert len(Kept.open(index.folder).list(ONE)) == 2


def test_what_is_deleted_is_gone_from_the_tab_and_its_text_from_the_folder(archive):
    index, settings, _ = archive
    tab = _Tab(Desk(index, settings), ONE)
    tab.ask("Does the Zwischenfall at the lock of Brenham matter?")
    held = b"".join(path.read_bytes() for path in index.folder.glob(f"{KEPT_FILE}*"))
    assert b"Zwischenfall" in held
    other = _Tab(tab.desk, ONE)
    panels = other.send(do="discard", conversation=tab.kept.id, find="")
    assert "Nothing is kept yet" in panels["shelf"]
    held = b"".join(path.read_bytes() for path in index.folder.glob(f"{KEPT_FILE}*"))
    assert held and b"Zwischenfall" not in held
    # The tab that still shows it begins another one with its next question, and brings nothing back.
    tab.ask(QUESTIONS[1])
    assert [(entry.title, entry.turns) for entry in Kept.open(index.folder).list(ONE)] == [(QUESTIONS[1], 1)]
    tab.send(do="discard", conversation=tab.kept.id, find="")
    assert (tab.turns(), tab.kept.id) == ([], None)


def test_the_dossier_is_kept_with_its_order_and_notes_and_two_tabs_add_to_it(archive):
    index, settings, _ = archive
    first = _Tab(Desk(index, settings), ONE)
    turn = first.ask(QUESTIONS[0])
    (cited,) = turn.answer.citations
    passage = turn.answer.hits[0].passage
    second = _Tab(first.desk, ONE)
    second.send(do="resume", conversation=first.kept.id)
    for held, (tab, start, end) in enumerate(
        ((first, cited.start, cited.end), (second, passage.start, passage.end)), start=1
    ):
        tab.send(do="pin", article=cited.article_id, start=start, end=end, turn=tab.turns()[-1].number)
        assert (tab.kept.pin_problem, len(tab.kept.pins)) == (None, held)
    first.send(do="note", pin=first.kept.pins[0].id, note="Ask her about the Schleuse.")
    third = _Tab(first.desk, ONE)
    third.send(do="resume", conversation=first.kept.id)
    assert [pin.note for pin in third.kept.pins] == ["Ask her about the Schleuse.", ""]
    third.send(do="move", pin=third.kept.pins[1].id, by=-1)
    kept = Kept.open(index.folder)
    assert [pin.note for pin in kept.load(ONE, first.kept.id).pins] == ["", "Ask her about the Schleuse."]
    assert [entry.id for entry in kept.search(ONE, "schleuse")] == [first.kept.id]
    first.send(do="unpin", pin=first.kept.pins[0].id)
    assert [pin.note for pin in kept.load(ONE, first.kept.id).pins] == [""]
    held = b"".join(path.read_bytes() for path in index.folder.glob(f"{KEPT_FILE}*"))
    assert b"Schleuse" not in held
    panels = first.send(do="export", what="conversation", form="markdown", conversation=first.kept.id)
    assert "Tilda Oakes" in panels["file"]
    stranger = _Tab(first.desk, OTHER)
    panels = stranger.send(do="export", what="conversation", form="markdown", conversation=first.kept.id)
    assert "Tilda Oakes" not in panels["file"] and "data-problem" in panels["file"]


def _pin_cited(tab):
    turn = tab.turns()[-1]
    cited = turn.answer.citations[0]
    tab.send(do="pin", article=cited.article_id, start=cited.start, end=cited.end, turn=turn.number)
    return tab.kept.pins[-1].id


def test_a_quotation_that_two_tabs_of_a_conversation_pin_is_noted_in_the_second_too(archive):
    index, settings, _ = archive
    first = _Tab(Desk(index, settings), ONE)
    first.ask(QUESTIONS[0])
    second = _Tab(Desk(index, settings), ONE)
    second.send(do="resume", conversation=first.kept.id)
    assert _pin_cited(first) == _pin_cited(second)
    second.send(do="note", pin=second.kept.pins[0].id, note="Of the second tab.")
    assert second.kept.pin_problem is None
    (pin,) = Kept.open(index.folder).load(ONE, first.kept.id).pins
    assert pin.note == "Of the second tab."
    # What the other tab did comes with the next change, and is drawn although the note was typed here.
    list(first.kept.take_parts({"dossier": first.desk.dossier(first.kept)}))
    first.send(do="note", pin=pin.id, note="Of the first tab.")
    assert list(first.kept.take_parts({"dossier": first.desk.dossier(first.kept)})) == [None]
    second.send(do="unpin", pin=pin.id)
    first.send(do="note", pin=pin.id, note="Too late.")
    assert "no longer in the dossier" in first.kept.pin_problem
    assert first.kept.pins == Kept.open(index.folder).load(ONE, first.kept.id).pins == ()


def test_what_another_tab_pinned_is_drawn_with_the_next_note(archive):
    index, settings, _ = archive
    first = _Tab(Desk(index, settings), ONE)
    passage = first.ask(QUESTIONS[0]).answer.hits[0].passage
    id_ = _pin_cited(first)
    second = _Tab(first.desk, ONE)
    second.send(do="resume", conversation=first.kept.id)
    second.send(do="pin", article=passage.article_id, start=passage.start, end=passage.end)
    list(first.kept.take_parts({"dossier": first.desk.dossier(first.kept)}))
    first.send(do="note", pin=id_, note="Mine.")
    (drawn,) = first.kept.take_parts({"dossier": first.desk.dossier(first.kept)})
    assert drawn is not None
    assert [pin.note for pin in first.kept.pins] == ["Mine.", ""]


def test_what_is_pinned_after_its_conversation_was_deleted_begins_another_and_brings_nothing_back(archive):
    index, settings, _ = archive
    first = _Tab(Desk(index, settings), ONE)
    passage = first.ask(QUESTIONS[0]).answer.hits[0].passage
    _pin_cited(first)
    deleted = first.kept.id
    _Tab(first.desk, ONE).send(do="discard", conversation=deleted, find="")
    first.send(do="unpin", pin="gone")
    assert Kept.open(index.folder).list(ONE) == ()
    first.send(do="pin", article=passage.article_id, start=passage.start, end=passage.end)
    assert first.kept.pin_problem is None
    (entry,) = Kept.open(index.folder).list(ONE)
    assert (entry.id, entry.turns, entry.pins) == (first.kept.id, 0, 1)
    assert entry.id != deleted


def test_what_was_pinned_while_nothing_could_be_kept_is_kept_with_the_first_answer_that_can_be(archive):
    index, settings, _ = archive
    (index.folder / KEPT_FILE).write_text("something else", encoding="utf-8")
    tab = _Tab(Desk(index, settings), ONE)
    tab.ask(QUESTIONS[0])
    id_ = _pin_cited(tab)
    assert KEPT_FILE in tab.kept.pin_problem
    tab.send(do="note", pin=id_, note="Of the tab alone.")
    assert [pin.note for pin in tab.kept.pins] == ["Of the tab alone."]
    (index.folder / KEPT_FILE).unlink()
    tab.ask(QUESTIONS[1])
    (pin,) = Kept.open(index.folder).load(ONE, tab.kept.id).pins
    assert (pin.id, pin.note) == (id_, "Of the tab alone.")


def test_a_list_is_searched_and_its_titles_are_changed(archive):
    index, settings, _ = archive
    tab = _Tab(Desk(index, settings), ONE)
    tab.ask(QUESTIONS[0])
    panels = tab.send(do="rename", conversation=tab.kept.id, title="The <b>lock</b>", find="")
    assert "The &lt;b&gt;lock&lt;/b&gt;" in panels["shelf"]
    assert "Tilda Oakes" in tab.send(do="shelf", find="tilda")["shelf"]
    assert "No conversation holds that" in tab.send(do="shelf", find="zeppelin")["shelf"]


def test_an_answer_says_what_became_of_its_sources_since_it_was_kept(archive):
    index, settings, build = archive
    tab = _Tab(Desk(index, settings), ONE)
    tab.ask(QUESTIONS[0])
    for articles, what in (
        ([{**LOCK, "text": "The lock at Brenham was opened by nobody."}], "changed"),
        ([{**LOCK, "id": "fair"}], "gone"),
    ):
        build(*articles)
        later = _Tab(Desk(index, settings), ONE)
        later.send(do="resume", conversation=tab.kept.id)
        (turn,) = later.turns()
        assert [change.what for change in turn.changes] == [what]
        assert turn.answer.citations[0].quote in LOCK["text"], "what was quoted is kept as it was"
        assert turn.quotations == ()


def test_without_a_cookie_or_with_the_setting_off_nothing_is_kept(archive):
    index, settings, _ = archive
    off = Settings(articles=settings.articles, index=settings.index, keep_conversations=False)
    for chosen, reader in ((settings, None), (off, ONE), (settings, "no secret")):
        tab = _Tab(Desk(index, chosen), reader)
        turn = tab.ask(QUESTIONS[0])
        assert turn.answer.answered and turn.unkept is None
        assert "data-problem" in tab.send(do="shelf", find="")["shelf"]
    assert not (index.folder / KEPT_FILE).exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_answers_and_says_that_nothing_is_kept(archive):
    index, settings, _ = archive
    index.folder.chmod(0o500)
    try:
        turn = _Tab(Desk(index, settings), ONE).ask(QUESTIONS[0])
    finally:
        index.folder.chmod(0o700)
    assert turn.answer.answered and str(index.folder) in turn.unkept


def test_a_file_that_is_no_conversation_is_said_beside_the_answer(archive):
    index, settings, _ = archive
    (index.folder / KEPT_FILE).write_text("something else", encoding="utf-8")
    turn = _Tab(Desk(index, settings), ONE).ask(QUESTIONS[0])
    assert turn.answer.answered and KEPT_FILE in turn.unkept
    assert (index.folder / KEPT_FILE).read_text(encoding="utf-8") == "something else"


def test_a_browser_keeps_its_secret_and_gets_one_when_it_has_none():
    first = cookie_for({})
    secret = reader_of({COOKIE: first.split(";")[0].partition("=")[2]})
    assert secret and cookie_for({COOKIE: secret}) == first
    assert "HttpOnly" in first and "SameSite=Strict" in first
    for sent in ("", "short", "x" * 44, "' OR 1=1 --" + "x" * 32):
        assert reader_of({COOKIE: sent}) is None
        assert cookie_for({COOKIE: sent}) != cookie_for({COOKIE: sent})


def test_an_answer_does_not_wait_for_a_file_that_takes_its_time(archive, monkeypatch):
    index, settings, _ = archive
    may_write = threading.Event()
    start = Kept.start

    def slow(*arguments):
        assert may_write.wait(30)
        return start(*arguments)

    monkeypatch.setattr(Kept, "start", slow)
    tab = _Tab(Desk(index, settings), ONE)

    async def main():
        async for _ in tab.desk.do({"do": "ask", "question": QUESTIONS[0], "filters": {}}, tab.kept):
            turn = tab.turns()[-1]
            if turn.answer and not may_write.is_set():
                assert turn.conversation is None
                may_write.set()
        assert tab.turns()[-1].conversation == tab.kept.id is not None

    in_loop(asyncio.wait_for(main(), 60))


PINS = [{"do": "pin", "article": "lock", "start": start, "end": end} for start, end in ((0, 69), (70, 91))]


async def _do_all(tab, *actions):
    """Do them as two quick clicks come: the second while the first is being done."""

    async def do(action):
        async for _ in tab.desk.do(action, tab.kept):
            pass

    await asyncio.gather(*map(do, actions))


def test_two_quick_pins_begin_one_conversation(archive):
    index, settings, _ = archive
    tab = _Tab(Desk(index, settings), ONE)
    in_loop(_do_all(tab, *PINS))
    assert len(tab.kept.pins) == 2
    assert [entry.pins for entry in Kept.open(index.folder).list(ONE)] == [2]


def test_what_is_pinned_while_the_first_answer_is_kept_is_kept_beside_it(archive):
    index, settings, _ = archive
    tab = _Tab(Desk(index, settings), ONE)
    in_loop(_do_all(tab, {"do": "ask", "question": QUESTIONS[0], "filters": {}}, PINS[0]))
    assert [(entry.turns, entry.pins) for entry in Kept.open(index.folder).list(ONE)] == [(1, 1)]


@pytest.mark.parametrize("first", [PINS[0], {"do": "ask", "question": QUESTIONS[0], "filters": {}}], ids=["pin", "ask"])
def test_a_new_conversation_has_nothing_of_what_is_still_being_kept_of_the_one_before(archive, monkeypatch, first):
    index, settings, _ = archive
    may_write, is_writing = threading.Event(), threading.Event()
    start = Kept.start

    def slow(*arguments):
        is_writing.set()
        assert may_write.wait(30)
        return start(*arguments)

    monkeypatch.setattr(Kept, "start", slow)
    tab = _Tab(Desk(index, settings), ONE)

    async def main():
        begun = asyncio.create_task(_do_all(tab, first))
        await asyncio.to_thread(is_writing.wait, 30)
        tab.kept.clear()  # as a new conversation begins
        may_write.set()
        await begun
        await asyncio.sleep(0.1)

    in_loop(asyncio.wait_for(main(), 60))
    assert (tab.kept.id, tab.kept.pins) == (None, ())
    assert tab.ask(QUESTIONS[1]).conversation == tab.kept.id
    assert [entry.turns for entry in Kept.open(index.folder).list(ONE)] == [1, int(first["do"] == "ask")]


def test_pins_of_a_conversation_that_another_tab_deleted_are_gone_here_too(archive):
    index, settings, _ = archive
    tabs = [_Tab(Desk(index, settings), ONE) for _ in range(2)]
    tabs[0].ask(QUESTIONS[0])
    for pin in PINS:
        tabs[0].send(**pin)
    tabs[1].send(do="discard", conversation=tabs[0].kept.id, find="")
    tabs[0].send(do="note", pin=tabs[0].kept.pins[0].id, note="mine")
    assert tabs[0].kept.pin_problem
    assert tabs[0].kept.pins == ()


def test_an_answer_after_its_conversation_was_deleted_in_another_tab_begins_one_without_its_pins(archive):
    index, settings, _ = archive
    tabs = [_Tab(Desk(index, settings), ONE) for _ in range(2)]
    tabs[0].ask(QUESTIONS[0])
    tabs[0].send(**PINS[0])
    tabs[1].send(do="discard", conversation=tabs[0].kept.id, find="")
    tabs[0].ask(QUESTIONS[1])
    assert tabs[0].kept.pins == ()
    assert [(entry.turns, entry.pins) for entry in Kept.open(index.folder).list(ONE)] == [(1, 0)]
