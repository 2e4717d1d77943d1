"""Whatever readers do: none sees another's, and what was deleted stands in no file."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from newsqa.kept import Kept, KeptTurn
from newsqa.types import Answer, Article, Citation

READERS = ("ann's secret", "ben's secret")
MOMENT = dt.datetime(2025, 3, 4, tzinfo=dt.UTC)


class Readers(RuleBasedStateMachine):
    """Two readers keep, change and delete; each text is told apart from every other."""

    conversations = Bundle("conversations")

    def __init__(self) -> None:
        super().__init__()
        self.room = tempfile.TemporaryDirectory()
        self.kept = Kept.open(Path(self.room.name))
        self.made = 0
        self.live: dict[str, dict[str, dict[Any, str]]] = {reader: {} for reader in READERS}
        self.dead: set[str] = set()

    def teardown(self) -> None:
        self.room.cleanup()

    def mark(self) -> str:
        self.made += 1
        return f"mark{self.made:05}end"

    def let_go(self, texts: dict[Any, str], key: Any) -> None:
        if key in texts:
            self.dead.add(texts.pop(key))

    @rule(target=conversations, reader=st.sampled_from(READERS))
    def start(self, reader: str) -> tuple[str, str]:
        title = self.mark()
        id_ = self.kept.start(reader, title)
        self.live[reader][id_] = {"title": title}
        return reader, id_

    @rule(conversation=conversations, place=st.integers(0, 5), times=st.sampled_from([1, 3, 40, 300]))
    def keep(self, conversation: tuple[str, str], place: int, times: int) -> None:
        reader, id_ = conversation
        if id_ not in self.live[reader]:
            return
        mark = self.mark()
        text = f"{mark} says so. " * times
        cited = Citation.prove(Article(id="a", title="t", text=text, path="a"), 0, len(text), number=1)
        answer = Answer(question="q", answered=True, text=text, citations=(cited,))
        self.kept.keep(reader, id_, KeptTurn(place=place, question="q", asked_at=MOMENT, answer=answer))
        self.let_go(self.live[reader][id_], place)
        self.live[reader][id_][place] = mark

    @rule(conversation=conversations)
    def rename(self, conversation: tuple[str, str]) -> None:
        reader, id_ = conversation
        if id_ in self.live[reader]:
            title = self.mark()
            self.kept.rename(reader, id_, title)
            self.let_go(self.live[reader][id_], "title")
            self.live[reader][id_]["title"] = title

    @rule(conversation=conversations)
    def delete(self, conversation: tuple[str, str]) -> None:
        reader, id_ = conversation
        if id_ in self.live[reader]:
            self.kept.delete(reader, id_)
            self.dead |= set(self.live[reader].pop(id_).values())

    @rule(reader=st.sampled_from(READERS))
    def delete_all(self, reader: str) -> None:
        assert self.kept.delete_all(reader) == len(self.live[reader])
        self.dead |= {mark for texts in self.live[reader].values() for mark in texts.values()}
        self.live[reader] = {}

    @invariant()
    def each_reader_has_their_own_and_nothing_else(self) -> None:
        for reader in READERS:
            entries = self.kept.list(reader, limit=None)
            assert {entry.id: entry.title for entry in entries} == {
                id_: texts["title"] for id_, texts in self.live[reader].items()
            }
            for id_, texts in self.live[reader].items():
                turns = {turn.place: turn for turn in self.kept.load(reader, id_).turns}
                assert turns.keys() == texts.keys() - {"title"}
                assert all(texts[place] in str(turn.answer) for place, turn in turns.items())
        for reader, other in (READERS, READERS[::-1]):
            for texts in self.live[other].values():
                assert not any(self.kept.search(reader, mark) for mark in texts.values())

    @invariant()
    def what_was_deleted_stands_in_no_file(self) -> None:
        content = b"".join(path.read_bytes() for path in Path(self.room.name).iterdir())
        assert not {mark for mark in self.dead if mark.encode() in content}


TestReaders = Readers.TestCase
# Each step is on the disk when it ends.
TestReaders.settings = settings(stateful_step_count=20)
