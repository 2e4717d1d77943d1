"""Whatever befalls an archive between builds, the finished index answers as one built from scratch."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builds import Driver
from hypothesis import given, settings
from hypothesis import strategies as st

import newsqa
from newsqa.encoder import Encoder

QUESTIONS = ["Who closed the bridge at Harl?", "How much did the price of bread rise?", "When does the ferry leave?"]
STORIES = [
    "The council of Harl closed bridge {n} on Monday. Ferry crews asked for {n} more boats.",
    "The price of bread rose {n} percent in Dorn. Bakers blame the harvest. " * 12,
    "The ferry leaves Marr at {n} o'clock. Nobody knows why it does not leave earlier.",
]
# Where a build is killed: before anything, while it embeds, around its publication, while it tidies.
MOMENTS: list[dict[str, Any]] = [
    {"kill_at": ["reading", 1]},
    {"kill_in": ["return", "settle"]},
    {"kill_in": ["return", "add_passages"]},
    {"kill_at": ["embedding", 1]},
    {"kill_at": ["embedding", 9]},
    {"kill_in": ["call", "_write_lexical"]},
    {"kill_in": ["return", "write_derived"]},
    {"kill_in": ["call", "prune"]},
    {"kill_in": ["return", "prune"]},
]

names = st.integers(0, 5).map(lambda number: f"f{number}.txt")
contents = st.tuples(st.sampled_from(range(len(STORIES))), st.integers(1, 3))
steps = st.one_of(
    st.tuples(st.just("write"), names, contents),  # adds, changes, brings back
    st.tuples(st.just("rename"), names, names),
    st.tuples(st.just("remove"), names, st.none()),
)
rounds = st.lists(
    st.tuples(st.lists(steps, min_size=1, max_size=4), st.none() | st.sampled_from(range(len(MOMENTS)))),
    min_size=1, max_size=4,
)  # fmt: skip


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    driver = Driver(tmp_path_factory.mktemp("driver"))
    yield driver
    driver.close()


def change(folder: Path, kind: str, name: str, how: Any) -> None:
    path = folder / name
    if kind == "write":
        story, number = how
        path.write_text(f"News {name[:2]}\n{STORIES[story].format(n=number)}")
    elif kind == "rename" and path.exists():
        path.replace(folder / how)
    elif kind == "remove":
        path.unlink(missing_ok=True)


def results(index: Path, encoder: Encoder) -> list[Any]:
    """Return all that an index says: hits in their order with their scores to five places, and quotations."""
    with newsqa.Index.open(index, encoder=encoder) as opened:
        found: list[Any] = [[passage.to_dict() for passage in opened.passages()]]
        found.append([info.to_dict() for info in opened.articles()])
        for question in QUESTIONS:
            hits = [{**hit.to_dict(), "score": round(hit.score, 5)} for hit in opened.retrieve(question, 8)]
            found.append([hits, opened.ask(question).to_dict()["citations"]])
        return json.loads(json.dumps(found))


@settings(max_examples=200 if os.environ.get("NEWSQA_SOAK") else 12)
@given(plan=rounds, words_first=st.sampled_from([1, 500]))
def test_an_index_brought_about_by_any_changes_and_kills_answers_as_one_built_from_scratch(
    encoder: Encoder,
    driver: Driver,
    tmp_path_factory: pytest.TempPathFactory,
    plan: list[tuple[list[tuple[str, str, Any]], int | None]],
    words_first: int,
) -> None:
    root = tmp_path_factory.mktemp("sequence")
    folder = root / "in"
    folder.mkdir()
    change(folder, "write", "f9.txt", (0, 7))  # so that the archive is never empty
    for changes, moment in plan:
        for each in changes:
            change(folder, *each)
        order = MOMENTS[moment] if moment is not None else {}
        ended = driver.run("build", articles=str(folder), index=str(root / "index"), words_first=words_first, **order)
        assert ended == signal.SIGKILL or "error" not in ended
    last = driver.run("build", articles=str(folder), index=str(root / "index"), words_first=words_first)
    scratch = driver.run("build", articles=str(folder), index=str(root / "scratch"))
    assert last["passages"] == scratch["passages"]
    assert results(root / "index", encoder) == results(root / "scratch", encoder)
    again = driver.run("build", articles=str(folder), index=str(root / "index"))
    assert (again["generation"], again["embedded"]) == (last["generation"], 0)
    shutil.rmtree(root)
