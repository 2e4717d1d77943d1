"""Stories do not depend on the way to an archive, and a copy is quoted in its own typography."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stories_planted import plant

import newsqa
from newsqa.characters import _PLAIN, plain
from newsqa.encoder import Encoder

PLANTED = plant(21, 6)
POOL = [
    {
        "id": each.id, "title": each.title, "text": each.text, "date": each.date,
        # One outlet often, so that there are later versions.
        "source": "Harl Post" if place % 2 else each.source,
    }
    for place, each in enumerate(PLANTED.articles)
    if each.id[:7] in ("s21-000", "s21-001", "s21-002") or each.makes == "merge"
]  # fmt: skip
MARKS = {mark: [other for other, to in _PLAIN.items() if to == mark] for mark in "'\"- "}


def build(folder: Path, rows: Sequence[dict], index: Path, encoder: Encoder) -> newsqa.BuildReport:
    folder.mkdir()
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return newsqa.build(folder, index, encoder=encoder)


def told(index: Path) -> list[tuple]:
    """Return the stories, later versions and reprints of the newest generation, by ids."""
    with closing(sqlite3.connect(index / "newsqa.db")) as record:
        newest = record.execute("SELECT max(number) FROM generations").fetchone()
        members = record.execute(
            "SELECT a.id, c.id, s.id, v.id FROM members m JOIN articles a ON a.row = m.article "
            "LEFT JOIN articles c ON c.row = m.copy_of LEFT JOIN articles s ON s.row = m.story "
            "LEFT JOIN articles v ON v.row = m.superseded_by WHERE m.generation = ? ORDER BY a.id",
            newest,
        ).fetchall()
        reprints = record.execute(
            "SELECT a.id, o.id FROM reprints r JOIN articles a ON a.row = r.article JOIN articles o ON o.row = r.other "
            "WHERE r.generation = ? ORDER BY 1, 2",
            newest,
        ).fetchall()
    return [members, reprints]


@settings(max_examples=max(4, settings().max_examples // 6))
@given(
    states=st.lists(st.lists(st.sampled_from(range(len(POOL))), unique=True, min_size=2, max_size=8), max_size=2),
    last=st.permutations(range(len(POOL))).map(lambda order: order[:9]),
)
def test_the_same_articles_tell_the_same_stories_by_whatever_way_they_came(
    encoder: Encoder, tmp_path_factory: pytest.TempPathFactory, states: list[list[int]], last: list[int]
) -> None:
    root = tmp_path_factory.mktemp("stories")
    for number, state in enumerate([*states, last]):
        build(root / f"{number}", [POOL[place] for place in state], root / "index", encoder)
    build(root / "sorted", [POOL[place] for place in sorted(last)], root / "fresh", encoder)
    assert told(root / "index") == told(root / "fresh")


def test_the_pool_has_copies_later_versions_and_merges(encoder: Encoder, tmp_path: Path) -> None:
    build(tmp_path / "in", POOL, tmp_path / "index", encoder)
    members, reprints = told(tmp_path / "index")
    assert sum(story is not None for _, _, story, _ in members) > 5
    assert any(later for *_, later in members) and reprints


@given(text=st.text())
def test_plain_typography_keeps_every_offset(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert plain(plain(text)) == plain(text)


@settings(max_examples=max(5, settings().max_examples // 5))
@given(seed=st.integers(0, 2**32), place=st.integers(0, len(POOL) - 1))
def test_citations_hold_for_a_copy_in_any_typography(
    encoder: Encoder, tmp_path_factory: pytest.TempPathFactory, seed: int, place: int
) -> None:
    root, rng = tmp_path_factory.mktemp("typography"), random.Random(seed)
    row = {**POOL[place], "date": "2020-01-01"}
    others = {mark: [mark, *map(chr, MARKS[mark])] for mark in MARKS}
    text = "".join(rng.choice(others[mark]) if mark in others else mark for mark in row["text"])
    copy = {**row, "id": "copy", "text": text, "source": "Copyist", "date": "2021-01-01"}
    report = build(root / "in", [row, copy], root / "index", encoder)
    with newsqa.Index.open(root / "index", encoder=encoder) as index:
        kept = index.article("copy").text
        assert (report.indexed, report.copies) == (1, 1)
        question = " ".join(row["text"].split()[:12])
        answer = index.ask(question, sources="Copyist")
        assert answer.hits and answer.citations
        for hit in (*answer.hits, *index.retrieve(question, sources="Copyist")):
            assert hit.article.id == "copy"
            assert hit.passage.text == kept[hit.passage.start : hit.passage.end]
        for citation in answer.citations:
            assert citation.quote == kept[citation.start : citation.end]
