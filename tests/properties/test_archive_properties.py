"""The ledger adds up, copies are kept, and filters hold, for any archive."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newsqa
from newsqa.encoder import Encoder
from newsqa.errors import ArticlesError
from newsqa.types import ArticleInfo

# What each kind of file comes to: its own articles, exact copies of these, and rejections.
KINDS = {
    "txt": (1, 0, 0),
    "md": (1, 0, 0),
    "html": (1, 0, 0),
    "line": (1, 0, 0),
    "copy": (1, 1, 0),
    "same id": (1, 0, 1),
    "bad lines": (1, 0, 3),
    "empty": (0, 0, 1),
    "binary": (0, 0, 1),
    "other ending": (0, 0, 1),
    "blank": (0, 0, 1),
}


def text(number: int) -> str:
    return f"The council of Harl closed bridge {number} on Monday. Nobody knows why."


def put(folder: Path, place: int, kind: str, number: int) -> None:
    """Write one file whose article, if it has one, tells of bridge ``number``."""
    row = {"id": f"{place}", "title": "Bridge", "text": text(number), "source": f"Paper {place}"}
    line = json.dumps(row) + "\n"
    again = json.dumps({**row, "id": f"{place} again", "title": "Bridge too", "source": "Copy"}) + "\n"
    html = f"<html><title>Bridge</title><body><article><p>{text(number)}</p></article></body></html>"
    ending, content = {
        "txt": ("txt", f"Bridge\n{text(number)}"),
        "md": ("md", f"---\ntitle: Bridge\n---\n{text(number)}\n"),
        "html": ("html", html),
        "line": ("jsonl", line),
        "copy": ("jsonl", f"{line}\n{again}"),
        "same id": ("jsonl", line + json.dumps({**row, "text": "The ferry of Dorn is late again."}) + "\n"),
        "bad lines": ("jsonl", '{"text": \n[1]\n{"title": "x"}\n' + line),
        "empty": ("md", ""),
        "binary": ("txt", "\x00\x01\x02" * 100),
        "other ending": ("docx", text(number)),
        "blank": ("jsonl", '{"text": " \\u0000\\r"}\n'),
    }[kind]
    (folder / f"f{place}.{ending}").write_text(content)


folders = st.lists(st.tuples(st.sampled_from(sorted(KINDS)), st.integers(0, 5)), max_size=10)


@settings(max_examples=max(6, settings().max_examples // 4))
@given(states=st.lists(folders, min_size=1, max_size=3))
def test_read_is_indexed_and_unchanged_and_copies_and_rejected_after_any_changes(
    encoder: Encoder, tmp_path_factory: pytest.TempPathFactory, states: list[list[tuple[str, int]]]
) -> None:
    root = tmp_path_factory.mktemp("ledger")
    before: dict[str, tuple[str, str]] = {}
    for number, state in enumerate(states):
        folder = root / f"{number}" / "in"
        folder.mkdir(parents=True)
        for place, (kind, bridge) in enumerate(state):
            put(folder, place, kind, bridge)
        articles, copies, rejected = (sum(KINDS[kind][column] for kind, _ in state) for column in range(3))
        if before and not articles:
            with pytest.raises(ArticlesError, match="nothing was published"):
                newsqa.build(folder, root / "index", encoder=encoder)
            continue
        report = newsqa.build(folder, root / "index", encoder=encoder)
        assert report.read == report.indexed + report.unchanged + report.copies + len(report.rejected)
        assert len(report.rejected) == rejected
        assert report.read == articles + copies + rejected
        with newsqa.Index.open(root / "index", encoder=encoder) as index:
            kept = {info.id: (info.path, index.article(info.id).text) for info in index.articles()}
            texts = {text for _, text in kept.values()}
            assert len(kept) == report.indexed + report.unchanged + report.copies
            assert report.copies == len(kept) - len(texts)
            assert report.removed == len(before.keys() - kept.keys())
            assert len({passage.text for passage in index.passages()}) == len(list(index.passages())) == len(texts)
        assert newsqa.build(folder, root / "index", encoder=encoder) == dataclasses.replace(
            report, indexed=0, unchanged=report.indexed + report.unchanged, removed=0, embedded=0,
            seconds=pytest.approx(0, abs=60),
        )  # fmt: skip
        before = kept


def test_exact_copies_are_listed_and_citable_and_shown_once_and_found_by_their_own_outlet(
    encoder: Encoder, tmp_path: Path
) -> None:
    story = text(7) + " The mayor of Harl was asked and said nothing at all."
    rows = [
        {"id": "a", "title": "Bridge shut", "text": story, "source": "Harl Post", "date": "2025-02-02"},
        {"id": "b", "title": "Harl: bridge shut", "text": story, "source": "Dorn Echo", "date": "2025-02-03"},
        {"id": "c", "title": "Bridge", "text": story, "source": "Marr Star", "date": "2025-02-01", "language": "en"},
        {"id": "d", "title": "Ferry late", "text": "The ferry of Dorn is late again.", "source": "Dorn Echo"},
    ]
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "all.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    report = newsqa.build(folder, tmp_path / "index", encoder=encoder)
    assert (report.read, report.indexed, report.copies, report.passages) == (4, 2, 2, 2)
    question = "Who closed bridge 7?"
    with newsqa.Index.open(tmp_path / "index", encoder=encoder) as index:
        assert [info.id for info in index.articles()] == ["a", "b", "c", "d"]
        first, second = index.ask(question).hits
        assert (first.article.id, [copy.id for copy in first.copies]) == ("c", ["a", "b"])
        assert (second.article.id, second.copies) == ("d", ())
        for outlet, wanted in (("Harl Post", "a"), ("Dorn Echo", "b"), ("Marr Star", "c")):
            answer = index.ask(question, sources=outlet)
            citation = answer.citations[0]
            assert (citation.article_id, citation.source) == (wanted, outlet)
            assert index.article(wanted).text[citation.start : citation.end] == citation.quote
            hits = index.retrieve(question, sources=outlet)
            assert [hit.passage.article_id for hit in hits if hit.passage.text == story] == [wanted]
            assert [hit.article.id for hit in hits if hit.passage.text == story] == [wanted]
        assert [hit.article.id for hit in index.retrieve(question, since="2025-02-03")] == ["b"]


SOURCES = ["Harl Post", "HARL POST", "Dorn Echo", "Ärzte Straße", None]
LANGUAGES = ["en", "de", "zh", None]
SECTIONS = ["World", "Sport", None]
AUTHORS = ["Ida Marr", "Ole Quist", "Ann Pell"]
FIRST_DAY = dt.date(2024, 1, 1)


@pytest.fixture(scope="module")
def mixed_index(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[newsqa.Index]:
    """An index of sixty articles of one passage each, of random outlets, days and languages."""
    folder = tmp_path_factory.mktemp("mixed")
    (folder / "in").mkdir()
    draw = random.Random(11)
    with (folder / "in" / "all.jsonl").open("w") as lines:
        for number in range(60):
            day = FIRST_DAY + dt.timedelta(days=draw.randrange(40)) if draw.random() < 0.8 else None
            row = {
                "id": f"n{number}", "title": f"Bridge {number}", "text": text(number),
                "source": draw.choice(SOURCES), "language": draw.choice(LANGUAGES), "section": draw.choice(SECTIONS),
                "authors": draw.sample(AUTHORS, draw.randrange(3)), "date": day and day.isoformat(),
            }  # fmt: skip
            lines.write(json.dumps(row) + "\n")
    newsqa.build(folder / "in", folder / "index", encoder=encoder)
    with newsqa.Index.open(folder / "index", encoder=encoder) as index:
        yield index


def matches(
    info: ArticleInfo,
    since: dt.date | None,
    until: dt.date | None,
    named: Sequence[tuple[Sequence[str], Sequence[str | None]]],
) -> bool:
    if (since or until) and info.date is None:
        return False
    if info.date and ((since and info.date < since) or (until and info.date > until)):
        return False
    return all(
        not wanted or {name.casefold() for name in wanted} & {name.casefold() for name in found if name}
        for wanted, found in named
    )


def several(names: list[str | None]) -> st.SearchStrategy[list[str]]:
    known = [name for name in names if name] + ["Nobody"]
    return st.lists(st.sampled_from(known).flatmap(lambda n: st.sampled_from([n, n.upper(), n.lower()])), max_size=2)


days = st.none() | st.integers(-2, 42).map(lambda number: FIRST_DAY + dt.timedelta(days=number))


@given(
    k=st.integers(1, 70),
    span=st.tuples(days, days),
    sources=several(SOURCES),
    languages=several(LANGUAGES),
    sections=several(SECTIONS),
    authors=several([*AUTHORS]),
)
def test_k_hits_come_back_when_k_match_the_filters_and_no_other(
    mixed_index: newsqa.Index,
    k: int,
    span: tuple[dt.date | None, dt.date | None],
    sources: list[str],
    languages: list[str],
    sections: list[str],
    authors: list[str],
) -> None:
    since, until = span
    if since and until and since > until:
        since, until = until, since
    matching = {
        info.id
        for info in mixed_index.articles()
        if matches(
            info, since, until,
            [(sources, [info.source]), (languages, [info.language]), (sections, [info.section]),
             (authors, info.authors)],
        )
    }  # fmt: skip
    hits = mixed_index.retrieve(
        "Who closed bridge 12?", k, since=since, until=until, sources=sources, languages=languages,
        sections=sections, authors=authors,
    )  # fmt: skip
    found = [hit.article.id for hit in hits]
    assert len(found) == len(set(found)) == min(k, len(matching))
    assert set(found) <= matching
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
