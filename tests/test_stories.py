# ruff: noqa: E501, RUF001  # sentences
"""Copies, near-copies, look-alikes and later versions: what is found in texts, and what an index makes of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from stories_planted import PLACES, plant

import newsqa
from newsqa import cli
from newsqa.backup import backup, restore
from newsqa.characters import plain
from newsqa.config import Settings
from newsqa.doctor import examine, repair
from newsqa.encoder import Encoder
from newsqa.errors import QueryError
from newsqa.stories import Likeness, Teller, carries, compare, find_candidates, read_wording, sketch, tell_stories
from newsqa.stories.grouping import bare_url

# Thresholds were chosen on plant(1) and plant(2).
HELD_OUT = 7


def found_in(texts: list[str]) -> dict[tuple[int, int], Likeness]:
    wordings = [read_wording(text) for text in texts]
    pairs = find_candidates([sketch(text) for text in texts])
    return {(int(one), int(other)): compare(wordings[one], wordings[other]) for one, other in pairs}


@pytest.fixture(scope="module")
def planted():
    """Return a planted set with what is found in it: pairs of ids, and the story of each id."""
    planting = plant(HELD_OUT)
    articles = sorted(planting.articles, key=lambda article: (article.date, article.id))
    numbers: dict[str, int] = {}
    for article in articles:
        numbers.setdefault(plain(article.text), len(numbers))
    likenesses = found_in(list(numbers))
    text_of = {article.id: numbers[plain(article.text)] for article in articles}
    found = set()
    for one, other in itertools.combinations(sorted(text_of), 2):
        a, b = sorted((text_of[one], text_of[other]))
        if a == b or ((a, b) in likenesses and likenesses[a, b].is_copy):
            found.add((one, other))
    tellers = [
        Teller(row=row, id=article.id, text=text_of[article.id], date=dt.date.fromisoformat(article.date))
        for row, article in enumerate(articles)
    ]
    told = tell_stories(tellers, likenesses).story
    return planting, found, {teller.id: told.get(teller.row, teller.row) for teller in tellers}


def test_planted_pairs_are_found_and_look_alikes_are_not(planted) -> None:
    planting, found, _ = planted
    assert len(planting.pairs) > 1000
    right = found & planting.pairs
    false = found - planting.pairs - planting.may
    assert len(right) / len(right | false) >= 0.98, sorted(false)[:10]
    assert len(right) / len(planting.pairs) >= 0.90, sorted(planting.pairs - found)[:10]


def test_what_merges_two_reports_is_in_the_story_of_one_and_joins_them_not(planted) -> None:
    planting, _, story_of = planted
    assert len(planting.merged) > 20
    for one, other, merged in planting.merged:
        assert story_of[one] != story_of[other]
        assert story_of[merged] in (story_of[one], story_of[other], story_of[merged])
    assert sum(story_of[m] in (story_of[a], story_of[b]) for a, b, m in planting.merged) >= 0.9 * len(planting.merged)


def test_a_merge_that_is_dated_first_does_not_join_what_it_merges() -> None:
    texts = [article.text for article in plant(3, 12).articles if article.makes == "base"][:2]
    texts.insert(0, "\n\n".join(texts))
    likenesses = found_in(texts)
    assert likenesses[0, 1].is_copy and likenesses[0, 2].is_copy
    told = tell_stories([Teller(row=n, id=str(n), text=n) for n in range(3)], likenesses)
    assert told.story == {0: 0, 1: 0}
    assert set(told.reprints) == {(0, 2), (2, 0)}


def test_a_text_of_another_script_is_compared_by_its_characters() -> None:
    text = "周二上午，哈尔市议会以十五票对九票通过决议，决定关闭旧桥并在原址修建新桥。市长表示工程将持续三年，耗资五千万克朗。居民对此意见不一。"
    likeness = found_in([text, text.replace("居民", "民众")])[0, 1]
    assert likeness.is_copy


def test_texts_too_short_to_be_told_apart_are_no_near_copies() -> None:
    texts = [f"The council of Harl closed bridge {number} on Monday. Nobody knows why." for number in range(5)]
    assert not any(likeness.is_copy for likeness in found_in(texts).values())


def test_no_texts_and_empty_texts_make_no_pairs() -> None:
    assert len(find_candidates([])) == 0
    assert len(find_candidates([sketch(""), sketch(""), sketch("one")])) == 0


def test_pairs_do_not_depend_on_how_many_are_counted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sketches = [sketch(article.text) for article in plant(4, 30).articles]
    whole = find_candidates(sketches)
    monkeypatch.setattr("newsqa.stories.candidates._AT_ONCE", 50)
    assert np.array_equal(find_candidates(sketches), whole)
    assert len(whole) > 100


def test_a_report_in_two_hundred_outlets_is_one_story() -> None:
    base = next(article.text for article in plant(5, 8).articles if article.makes == "base")
    texts = [f"{base}\n\nOur correspondent in {place} {n} reports." for n in range(7) for place in PLACES][:200]
    told = tell_stories([Teller(row=n, id=f"{n:03d}", text=n) for n in range(len(texts))], found_in(texts))
    assert set(told.story.values()) == {0} and len(told.story) == 200


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("https://www.post.example/a/1/", "http://post.example/a/1?utm_source=x#top", True),
        ("https://post.example/a?id=1", "https://post.example/a?id=2", False),
        ("https://post.example/A", "https://post.example/a", False),
        ("not an address", "not an address", True),
    ],
)
def test_addresses_are_compared_without_what_counts_readers(one: str, other: str, is_same: bool) -> None:
    assert (bare_url(one) == bare_url(other)) is is_same


def test_a_passage_is_carried_whatever_marks_stand_between_its_words() -> None:
    assert carries(
        "He said: \N{LEFT DOUBLE QUOTATION MARK}No\N{RIGHT DOUBLE QUOTATION MARK} -- twice.", 'said "No", twice'
    )
    assert not carries("He said: none", "said no")


# Later versions

SENTENCES = [article.text for article in plant(6, 8).articles if article.makes == "base"]


def versions(*fields: dict, likeness: Likeness | None = None) -> dict[int, int]:
    tellers = [Teller(row=n, id=str(n), text=n, **each) for n, each in enumerate(fields)]
    alike = likeness or Likeness(0.9, 0.9, 200, 200)
    return tell_stories(tellers, dict.fromkeys(itertools.combinations(range(len(tellers)), 2), alike)).superseded_by


POST, ECHO = {"source": "Harl Post"}, {"source": "Dorn Echo"}
DAY, NEXT = dt.date(2025, 3, 1), dt.date(2025, 3, 2)
MORNING = dt.datetime(2025, 3, 1, 8, tzinfo=dt.UTC)


def test_a_later_article_of_the_same_outlet_that_is_very_alike_supersedes_the_earlier() -> None:
    assert versions({**POST, "date": DAY}, {"source": "HARL POST", "date": NEXT}) == {0: 1}
    assert versions({**POST, "date": DAY}, {**ECHO, "date": NEXT}) == {}
    assert versions({**POST, "date": DAY}, {**POST, "date": DAY}) == {}, "neither is known to be later"
    cut = Likeness(1.0, 0.3, 100, 100)
    assert versions({**POST, "date": DAY}, {**POST, "date": NEXT}, likeness=cut) == {}


def test_the_time_of_day_tells_which_is_later_and_a_correction_note_where_nothing_else_does() -> None:
    later = {"published_at": MORNING + dt.timedelta(hours=2), "date": DAY}
    assert versions({**POST, "date": DAY, "published_at": MORNING}, {**POST, **later}) == {0: 1}
    assert versions({**POST, "date": DAY}, {**POST, "date": DAY, "corrections": 1}) == {0: 1}
    naive = {"published_at": MORNING.replace(tzinfo=None), "date": NEXT}
    assert versions({**POST, "date": DAY, "published_at": MORNING}, {**POST, **naive}) == {0: 1}


def test_articles_of_one_address_need_not_be_so_alike_but_somewhat() -> None:
    page = {"url": "https://post.example/live"}
    half, nothing = Likeness(0.4, 0.3, 50, 200), Likeness(0.1, 0.1, 10, 200)
    assert versions({**page, "date": DAY}, {**page, "date": NEXT}, likeness=half) == {0: 1}
    assert versions({**page, "date": DAY}, {**page, "date": NEXT}, likeness=nothing) == {}


def test_an_article_is_superseded_by_the_latest_version_of_all() -> None:
    days = [dt.date(2025, 3, day) for day in (1, 2, 3)]
    assert versions(*({**POST, "date": day} for day in days)) == {0: 2, 1: 2}


# In an index

REPORT = (
    "Fire destroyed the paper mill of Harl early on Monday, and eleven workers were taken to hospital with burns. The "
    "mill, which stands on the river Marr, had been closed for repairs since March. Fire chief Anna Quist said that a "
    "welder had left his torch burning.\n\n{toll} The owners promised to rebuild the mill within a year, and the "
    'council offered them a loan. "We have made paper here since my grandfather\'s time," said the manager, Otto Holm.'
)
SIX, EIGHT = (
    f"The blaze did damage of {n} million crowns to the machines in the great hall." for n in ("six", "eight")
)


def archive() -> list[dict]:
    first = REPORT.format(toll=SIX)
    curly = first.replace('"', "\N{RIGHT DOUBLE QUOTATION MARK}").replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
    paste = first.split("\n\n")[0]
    return [
        {"id": "first", "title": "Mill burns", "text": first, "source": "Harl Post", "date": "2025-05-05"},
        {"id": "curly", "title": "Paper mill lost", "text": curly, "source": "Dorn Echo", "date": "2025-05-06"},
        {"id": "later", "title": "Mill fire: the cost", "text": REPORT.format(toll=EIGHT), "source": "Harl Post", "date": "2025-05-07"},
        {"id": "tail", "title": "A mill burns", "text": first + "\nRead us every morning.", "source": "Marr Star", "date": "2025-05-08"},
        {
            "id": "paste", "title": "A week in Harl", "source": "Valley Times", "date": "2025-05-09",
            "text": "The swimming season has opened in Harl, and the lake is cold for the time of the year. Forty brave "
            f"people took part in the first race of the season and none gave up before the last buoy.\n\n{paste}\n\nThe choir "
            "of Harl sings in the market hall on Sunday, and admission is free for those who bring a cake. The library "
            "has new opening times, from ten in the morning until seven, and shuts on Mondays as it did before. Whoever "
            "wants to join the chess club can come to the old school on any Thursday after work and bring a board. The "
            "bus to Dorn stops at the station again from tomorrow, because the works in Mill Lane have ended early.",
        },
        *(
            {"id": f"milk{n}", "title": f"Milk {n}", "source": "Dairy", "date": f"2025-06-{n + 1:02d}",
             "text": f"Milk of farm {n} costs {n} crowns a litre. The mill of farm {n} stands still. Burning torches are banned there."}
            for n in range(9)
        ),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("stories")
    (folder / "in").mkdir()
    (folder / "in" / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in archive()), encoding="utf-8")
    report = newsqa.build(folder / "in", folder / "index", encoder=encoder)
    assert (report.read, report.copies, len(report.rejected)) == (14, 1, 0), "curly quotation marks make no other text"
    return folder


@pytest.fixture
def index(place: Path, encoder: Encoder):
    with newsqa.Index.open(place / "index", settings=Settings(min_confidence=0.0), encoder=encoder) as opened:
        yield opened


QUESTION = "How many workers were taken to hospital after the mill of Harl burned?"


def test_a_hit_names_the_articles_that_tell_its_story_or_carry_its_passage(index: newsqa.Index) -> None:
    hits = {hit.article.id: hit for hit in index.retrieve(QUESTION, k=8)}
    first = hits["first"]
    assert [copy.id for copy in first.copies] == ["curly"]
    assert [article.id for article in first.also_in] == ["later", "tail"], "the earliest first"
    assert all(not hits[name].also_in for name in hits if name.startswith("milk"))


def test_a_passage_that_stands_in_another_report_names_that_and_other_passages_do_not(
    encoder: Encoder, write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    report, other = SENTENCES[0], SENTENCES[1]
    rows = [{"id": "report", "title": "R", "text": report, "source": "A"}]
    newsqa.build(write_jsonl(*rows), tmp_path / "index", encoder=encoder)
    with newsqa.Index.open(tmp_path / "index", encoder=encoder) as opened:
        pasted = next(iter(opened.passages())).text
    rows.append({"id": "other", "title": "O", "text": f"{other}\n\n{pasted}\n\n{other[::-1]}", "source": "B"})
    newsqa.build(write_jsonl(*rows), tmp_path / "index", encoder=encoder)
    with newsqa.Index.open(tmp_path / "index", encoder=encoder) as opened:
        hits = [hit for hit in opened.retrieve(pasted[:100], k=50) if hit.article.id == "report"]
        assert len(hits) > 1
        for hit in hits:
            assert [info.id for info in hit.also_in] == (["other"] if hit.passage.text == pasted else [])


def test_an_answer_shows_a_story_once_by_its_latest_version_and_fills_up_with_others(index: newsqa.Index) -> None:
    answer = index.ask(QUESTION, k=5)
    shown = [hit.article.id for hit in answer.hits]
    assert "later" in shown and not {"first", "curly", "tail"} & set(shown)
    assert len(shown) == len(set(shown)) == 5
    assert answer.citations[0].article_id == "later"
    assert answer.notes == ()


def test_an_older_version_is_quoted_with_a_note_where_it_alone_says_so(index: newsqa.Index) -> None:
    old = index.retrieve("damage of six million crowns", k=1, sources="Harl Post", until="2025-05-05")[0]
    assert old.article.is_superseded and old.superseded_by is not None and old.superseded_by.id == "later"
    answer = index.ask(QUESTION, until="2025-05-05")
    assert answer.citations[0].article_id == "first"
    assert answer.notes == (
        "[1] quotes an older version. A later version of this article is there: Mill fire: the cost, 7 May 2025",
    )


def test_only_the_article_of_the_same_outlet_is_superseded_and_all_are_listed(index: newsqa.Index) -> None:
    superseded = {info.id for info in index.articles() if info.is_superseded}
    assert superseded == {"first"}
    assert index.article("first").is_superseded and not index.article("curly").is_superseded
    assert len(list(index.articles())) == 14


def test_a_story_is_shown_by_the_member_that_passes_the_filters(index: newsqa.Index) -> None:
    for source, name in (("Dorn Echo", "curly"), ("Marr Star", "tail"), ("Harl Post", "later")):
        answer = index.ask(QUESTION, sources=source)
        assert answer.hits[0].article.id == name
        hit = index.retrieve(QUESTION, k=1, sources=source, stories="once")[0]
        assert hit.article.source == source


def test_a_copy_in_other_typography_is_quoted_in_its_own(index: newsqa.Index) -> None:
    answer = index.ask(
        "What did the manager say that they have made since his grandfather's time?", sources="Dorn Echo"
    )
    text = index.article("curly").text
    assert "\N{RIGHT SINGLE QUOTATION MARK}" in answer.hits[0].passage.text
    for hit in answer.hits:
        assert text[hit.passage.start : hit.passage.end] == hit.passage.text
    for citation in answer.citations:
        assert text[citation.start : citation.end] == citation.quote


def test_retrieve_gives_passages_as_they_are_stored_or_one_hit_a_story(index: newsqa.Index) -> None:
    every = [hit.article.id for hit in index.retrieve(QUESTION, k=14)]
    assert {"first", "later", "tail"} <= set(every)
    once = [hit.article.id for hit in index.retrieve(QUESTION, k=4, stories="once")]
    assert len(once) == 4 and len({"first", "later", "tail"} & set(once)) == 1
    assert once[0] == every[0]
    with pytest.raises(QueryError, match="stories must be 'all' or 'once', not 'twice'"):
        index.retrieve(QUESTION, stories="twice")


def test_distinct_stories_are_found_under_many_copies_of_one(
    encoder: Encoder, write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    copies = [
        {"id": f"c{n:03d}", "title": f"Mill {n}", "source": f"Paper {n}",
         "text": f"{REPORT.format(toll=SIX)}\nWritten for the readers of paper {n} by its own office."}
        for n in range(150)
    ]  # fmt: skip
    folder = write_jsonl(*copies, *(row for row in archive() if row["id"].startswith("milk")))
    newsqa.build(folder, tmp_path / "index", encoder=encoder)
    with newsqa.Index.open(tmp_path / "index", encoder=encoder) as opened:
        once = opened.retrieve(QUESTION, k=5, stories="once")
        assert [hit.article.id.startswith("milk") for hit in once] == [False, True, True, True, True]
        assert len(once[0].also_in) == 149
        answer = opened.ask(QUESTION, k=5)
        assert len(answer.hits) == 5
        assert sum(not hit.article.id.startswith("milk") for hit in answer.hits) == 1


# The record


def told(folder: Path, encoder: Encoder) -> list[tuple]:
    """Return what an index says of every article's copies and versions."""
    with newsqa.Index.open(folder, encoder=encoder) as opened:
        hits = opened.retrieve(QUESTION, k=14)
        rows = [(info.id, info.is_superseded) for info in opened.articles()]
        return [*rows, *((hit.article.id, hit.copies, hit.also_in, hit.superseded_by) for hit in hits)]


def test_stories_that_changed_in_the_record_are_found_by_the_doctor_and_told_anew(
    place: Path, encoder: Encoder, tmp_path: Path
) -> None:
    index = shutil.copytree(place / "index", tmp_path / "index")
    before = told(index, encoder)
    assert examine(index, settings=Settings(), encoder=encoder).is_sound
    for change in (
        "UPDATE members SET story = NULL",
        "UPDATE members SET superseded_by = NULL",
        "DELETE FROM reprints",
        "UPDATE sketches SET shingles = x'00000000'",
        "UPDATE likenesses SET of_first = 1, of_second = 1",
    ):
        with closing(sqlite3.connect(index / "newsqa.db")) as record:
            assert record.execute(change).rowcount
            record.commit()
        found = examine(index, settings=Settings(), encoder=encoder)
        assert [(fault.check, fault.is_mendable) for fault in found.faults] == [("stories", True)], change
        assert repair(index, settings=Settings(), encoder=encoder).is_sound
        assert told(index, encoder) == before


def test_a_purge_leaves_no_sketch_of_what_was_removed(place: Path, encoder: Encoder, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    rows = archive()
    for kept in (rows, rows[3:]):
        (tmp_path / "in" / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in kept), encoding="utf-8")
        newsqa.build(tmp_path / "in", tmp_path / "index", encoder=encoder, purge_removed=True)
    with closing(sqlite3.connect(tmp_path / "index" / "newsqa.db")) as record:
        texts = {row[0] for row in record.execute("SELECT plain_hash FROM articles")}
        assert {row[0] for row in record.execute("SELECT text FROM sketches")} == texts
        pairs = list(record.execute("SELECT first, second FROM likenesses"))
        assert all(first in texts and second in texts for first, second in pairs)


def test_a_backup_brings_the_stories_back(place: Path, encoder: Encoder, tmp_path: Path) -> None:
    before = told(place / "index", encoder)
    backup(place / "index", tmp_path / "a.backup")
    restore(tmp_path / "a.backup", tmp_path / "new", settings=Settings(), encoder=encoder)
    assert told(tmp_path / "new", encoder) == before
    assert examine(tmp_path / "new", settings=Settings(), encoder=encoder).is_sound


def test_an_answer_turns_into_json_with_its_outlets(index: newsqa.Index) -> None:
    answer = index.ask(QUESTION)
    plainly = json.loads(json.dumps(answer.to_dict()))
    assert {"also_in", "superseded_by"} <= set(plainly["hits"][0])
    assert dataclasses.replace(answer) == answer


def test_the_command_line_says_where_a_story_stands_too_and_that_a_later_version_is_there(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as leaving:
            cli.main((*arguments, "--index", str(place / "index")))
        shown = capsys.readouterr()
        return int(leaving.value.code or 0), shown.out, shown.err

    once = json.loads(run("retrieve", QUESTION, "-k", "3", "--stories", "once", "--json")[1])
    every = json.loads(run("retrieve", QUESTION, "-k", "3", "--json")[1])
    assert len({hit["article"]["id"] for hit in once} & {"first", "later", "tail"}) == 1
    assert len({hit["article"]["id"] for hit in every} & {"first", "later", "tail"}) > 1
    status, _, error = run("retrieve", QUESTION, "--stories", "twice")
    assert status == 1 and "stories must be 'all' or 'once', not 'twice'" in error
    later = "A later version of this article is there: Mill fire: the cost, 7 May 2025"
    shown = run("ask", QUESTION, "--until", "2025-05-05")[1]
    assert f"[1] quotes an older version. {later}" in shown
    assert "also in Dorn Echo, Harl Post, Marr Star" in shown
    assert later in run("retrieve", QUESTION, "-k", "1", "--until", "2025-05-05")[1]
