"""A build's ledger adds up whichever way it is broken down, and files read again alone give what all would give."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newsqa
from newsqa.builder import forecast
from newsqa.encoder import Encoder
from newsqa.errors import ArticlesError
from newsqa.generations import held
from newsqa.ledger import (
    BREAKDOWNS,
    STATUSES,
    Breakdown,
    Ledger,
    Line,
    Standing,
    broken_down,
    folder_of,
    format_of,
    reasons,
)
from newsqa.store import Store
from newsqa.types import Rejection

words = st.text(max_size=8)
standings = st.lists(
    st.builds(
        Standing,
        path=st.sampled_from(["in/a.txt", "in/b/c.jsonl:3", "in/d.zip/e.htm", "in/f.warc.gz:9", "in/g"]) | words,
        outlet=st.none() | words,
        month=st.none() | st.sampled_from(["2024-01", "2024-02", "1999-12"]),
        language=st.none() | st.sampled_from(["en", "de"]),
        characters=st.integers(0, 10**6),
        status=st.sampled_from(STATUSES[:3]),
    ),
    max_size=30,
)
flaws = st.lists(st.builds(Rejection, path=words, reason=words), max_size=10)


def check_sums(breakdown: Breakdown, counts: dict[str, int]) -> None:
    assert set(breakdown.by) == set(BREAKDOWNS)
    for name, lines in breakdown.by.items():
        assert {status: sum(getattr(line, status) for line in lines) for status in STATUSES} == counts, name
        assert len({line.value for line in lines}) == len(lines)
    kept = sum(counts.values()) - counts["rejected"]
    assert sum(breakdown.lengths) == kept
    dated = sum(line.kept for line in breakdown.by["month"] if line.value)
    assert sum(map(sum, breakdown.timeline.counts.values())) == dated


@given(found=standings, rejected=flaws)
def test_every_breakdown_sums_up_to_the_ledger(found: list[Standing], rejected: list[Rejection]) -> None:
    breakdown = broken_down(found, rejected)
    counts = {status: sum(one.status == status for one in found) for status in STATUSES[:3]}
    check_sums(breakdown, counts | {"rejected": len(rejected)})
    assert sum(count for _, count in reasons(rejected)) == len(rejected)


@pytest.mark.parametrize(
    ("path", "folder", "kind"),
    [
        ("in/a.TXT", "in", "txt"),
        ("in/b/page.htm", "in/b", "html"),
        ("in/file.json:3", "in", "json"),
        ("in/crawl.warc.gz:17", "in", "warc"),
        ("in/pages.zip/deep/inner.html", "in/pages.zip/deep", "html"),
        ("in/all.tar.gz", "in", "tar"),
        ("in/odd.gz", "in", "gz"),
        ("in/no ending", "in", None),
        ("in/Mr. Smith said <b>", "in", None),
    ],
)
def test_a_path_tells_the_folder_and_the_format_that_was_read(path: str, folder: str, kind: str | None) -> None:
    assert (folder_of(path), format_of(path)) == (folder, kind)


# Files as an archive may hold them: by name, what stands in them, and the id that it claims.
files = st.dictionaries(
    st.sampled_from(["a.txt", "b.md", "sub/c.md", "sub/d.jsonl", "sub/e.txt", "z.md"]),
    st.tuples(st.sampled_from(["text", "text", "text", "empty", "bad date"]), st.integers(0, 3), st.integers(0, 5)),
    min_size=1,
    max_size=6,
)


def write(folder: Path, state: dict[str, tuple[str, int, int]]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name, (kind, bridge, claimed) in state.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = f"The council of Harl closed bridge {bridge} on Monday. Nobody knows why."
        if kind == "empty":
            path.write_text("")
        elif path.suffix == ".jsonl":
            rows = [{"id": f"id{claimed}", "title": "Bridge", "text": text, "source": "Harl Post"}, {"title": "x"}]
            path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        elif path.suffix == ".md":
            day = "some day" if kind == "bad date" else f"2024-0{bridge + 1}-03"
            path.write_text(f"---\ntitle: Bridge\nid: id{claimed}\ndate: {day}\n---\n{text}\n")
        else:
            path.write_text(f"Bridge\n{text}")
    folder.mkdir(exist_ok=True)


def last(index: Path) -> Ledger:
    store = Store(index)
    try:
        return store.ledgers()[0]
    finally:
        store.close()


@settings(max_examples=max(12, settings().max_examples // 2))
@given(first=files, second=files, data=st.data())
def test_files_read_again_alone_give_the_generation_and_the_ledger_of_a_whole_build(
    encoder: Encoder, tmp_path_factory: pytest.TempPathFactory, first: dict, second: dict, data: st.DataObject
) -> None:
    root = tmp_path_factory.mktemp("only")
    folder, index, whole = root / "in", root / "index", root / "whole"
    write(folder, first)
    newsqa.build(folder, index, encoder=encoder)
    changed = sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))
    more = data.draw(st.lists(st.sampled_from(sorted(first.keys() | second.keys())), max_size=2))
    names = data.draw(st.permutations(sorted({*changed, *more})))
    if names and data.draw(st.booleans()) and any(name.startswith("sub/") for name in names):
        names = [*(name for name in names if not name.startswith("sub/")), "sub"]
    shutil.copytree(index, whole)
    write(folder, second)
    results = []
    for place, only in ((index, [folder / name for name in names] or None), (whole, None)):
        try:
            foreseen = forecast(folder, place, only=only, encoder=encoder)
            newsqa.build(folder, place, only=only, encoder=encoder)
        except ArticlesError as error:
            results.append(str(error).replace(str(place), ""))
            continue
        ledger = last(place)
        report = ledger.report
        assert (foreseen.read, foreseen.indexed, foreseen.copies) == (report.read, report.indexed, report.copies)
        assert report.read == report.indexed + report.unchanged + report.copies + len(report.rejected)
        counts = {status: getattr(report, status) for status in STATUSES[:3]}
        check_sums(ledger.breakdown, counts | {"rejected": len(report.rejected)})
        by = {name: {line.value: line for line in lines} for name, lines in ledger.breakdown.by.items()}
        flaws = [sorted(map(str, each)) for each in (report.rejected, report.warnings)]
        results.append((held(place)[0].digest, report.removed, by, flaws))
    assert results[0] == results[1]


def test_a_ledger_is_kept_as_it_was() -> None:
    breakdown = broken_down([Standing("in/a.txt", "Harl Post", "2024-07", "en", 900, "indexed")], [])
    assert breakdown.by["outlet"] == (Line(value="Harl Post", indexed=1),)
    assert breakdown.timeline.to_dict() == {"outlets": ["Harl Post"], "counts": {"2024-07": [1, 0]}}
