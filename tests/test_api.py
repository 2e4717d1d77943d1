"""The public API: build, retrieve, ask, Index; and the command line, which gives the same citations."""

from __future__ import annotations

import datetime as dt
import gc
import inspect
import json
import os
import shutil
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from questions import RIGHT_ARTICLES, TEN_QUESTIONS

import newsqa
from newsqa import cli
from newsqa.builder import build
from newsqa.config import Settings
from newsqa.encoder import Encoder
from newsqa.errors import ArticlesError, QueryError, SettingError, StoreError
from newsqa.index import Index
from newsqa.types import Answer

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
BELL = (
    "The bell on the harbour wall at Norrin rang on Monday for the first time since the winter of 1987. "
    "Eleven masons set it back into its arch."
)
ARTICLES = [
    {"id": "bell", "title": "Bell rings", "text": BELL, "date": "2024-03-05", "source": "Norrin Post",
     "language": "en", "section": "Harbour", "authors": ["Ann Oke", "Per Lund"], "url": "https://norrin.example/bell"},
    {"id": "bell-wire", "title": "Norrin's bell", "text": BELL, "date": "2024-03-06", "source": "The Elm Wire",
     "language": "en", "section": "World", "authors": ["Staff"]},
    {"id": "cows", "title": "Cows on the ring road", "text": "Forty cows closed the ring road of Norrin for two hours "
     "on Friday. A farmer led them home with a bucket of oats.", "date": "2024-05-01", "source": "Norrin Post",
     "language": "en", "section": "Roads", "authors": ["Per Lund"]},
    {"id": "glocke", "title": "Glocke", "text": "Die Glocke von Norrin läutet wieder. Elf Maurer setzten sie in den "
     "Bogen zurück.", "date": "2024-03-07", "source": "Elmer Bote", "language": "de", "section": "Lokales"},
    {"id": "baecker", "title": "Bäcker", "text": "Der Bäcker am Markt backt ab Montag auch nachts. Die Nachbarn haben "
     "nichts dagegen.", "date": "2025-01-02", "source": "Elmer Bote", "language": "de-AT", "section": "Lokales"},
    {"id": "undated", "title": "Recipe", "text": "Stir the oats into warm milk and wait for ten minutes. Serve with "
     "honey.", "source": "norrin post", "language": "en"},
]  # fmt: skip
QUESTION = "When did the bell of Norrin ring?"


def write_articles(folder: Path, articles: list[dict[str, object]]) -> Path:
    folder.mkdir(exist_ok=True)
    lines = "".join(json.dumps(article) + "\n" for article in articles)
    (folder / "articles.jsonl").write_text(lines, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    place = tmp_path_factory.mktemp("api")
    report = build(write_articles(place / "news", ARTICLES), place / "index", settings=Settings(), encoder=encoder)
    assert (report.read, report.indexed, report.copies, report.rejected) == (6, 5, 1, ())
    return place / "index"


@pytest.fixture(scope="module")
def index(folder: Path, encoder: Encoder) -> Iterator[Index]:
    with Index.open(folder, settings=Settings(), encoder=encoder) as opened:
        yield opened


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """Give an index of the project's own archive."""
    place = tmp_path_factory.mktemp("seeds") / "index"
    report = build(SEEDS, place, settings=Settings(), encoder=encoder)
    assert (report.read, report.indexed, report.rejected, report.warnings) == (17, 17, (), ())
    return place


def found(index: Index, **filters: object) -> set[str]:
    """Return the ids of the articles that pass the filters, by both ways to ask."""
    hits = index.retrieve(QUESTION, k=20, **filters)
    answer = index.ask(QUESTION, k=20, **filters)
    ids = {hit.article.id for hit in hits}
    assert {hit.article.id for hit in answer.hits} == ids
    return ids


# The ten questions, by every way to ask


def test_python_and_the_command_line_give_the_same_citations_for_the_same_ten_questions(
    seeds: Path, encoder: Encoder, capsys: pytest.CaptureFixture[str]
) -> None:
    with Index.open(seeds, settings=Settings(), encoder=encoder) as opened:
        by_index = [opened.ask(question) for question in TEN_QUESTIONS]
        articles = {a.id: opened.article(a.id) for a in opened.articles()}
    assert [newsqa.ask(question, index=seeds) for question in TEN_QUESTIONS] == by_index
    for question, answer in zip(TEN_QUESTIONS, by_index, strict=True):
        with pytest.raises(SystemExit) as leaving:
            cli.main(["ask", question, "--index", str(seeds), "--json"])
        assert leaving.value.code == 0
        shown = capsys.readouterr()
        assert json.loads(shown.out) == answer.to_dict()
        assert shown.err == ""
        assert [c.quote for c in answer.citations] == [
            articles[c.article_id].text[c.start : c.end] for c in answer.citations
        ]


def test_most_of_the_ten_questions_are_answered_by_the_right_article_first(seeds: Path, encoder: Encoder) -> None:
    assert len(set(TEN_QUESTIONS)) == 10
    with Index.open(seeds, settings=Settings(), encoder=encoder) as opened:
        answers = [opened.ask(question) for question in TEN_QUESTIONS]
    firsts = [answer.citations[0].article_id for answer in answers]
    assert sum(first == right for first, right in zip(firsts, RIGHT_ARTICLES, strict=True)) >= 8, firsts
    assert all(1 <= len(answer.citations) <= 3 and len(answer.hits) == 5 for answer in answers)


# Shapes


def test_the_api_has_the_parameters_that_were_promised() -> None:
    filters = ["since", "until", "sources", "languages", "sections", "authors"]
    for asking, first in ((newsqa.retrieve, "query"), (newsqa.Index.retrieve, "query"), (newsqa.ask, "question"),
                          (newsqa.Index.ask, "question")):  # fmt: skip
        parameters = inspect.signature(asking).parameters
        assert next(name for name in parameters if name != "self") == first
        assert [name for name in parameters if name in filters] == filters
        assert all(parameters[name].kind is inspect.Parameter.KEYWORD_ONLY for name in filters)
    assert list(inspect.signature(newsqa.build).parameters)[:3] == ["articles", "index", "model"]
    assert "history" in inspect.signature(newsqa.ask).parameters
    assert list(inspect.signature(newsqa.Index.retrieve).parameters)[:3] == ["self", "query", "k"]


def test_hits_are_ranked_from_one_by_falling_score_and_are_stored_passages(index: Index) -> None:
    hits = index.retrieve(QUESTION, 4)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    stored = {passage.id: passage for passage in index.passages()}
    for hit in hits:
        assert stored[hit.passage.id] == hit.passage
        article = index.article(hit.article.id)
        assert hit.passage.text == article.text[hit.passage.start : hit.passage.end]
        assert hit.article == article.info()
    assert hits[0].article.id == "bell"


@pytest.mark.parametrize("k", [1, 2, 5, 100, 10**12])
def test_k_hits_come_back_when_there_are_so_many(index: Index, k: int) -> None:
    assert len(index.retrieve(QUESTION, k)) == min(k, 5)


def test_without_k_the_setting_counts(folder: Path, encoder: Encoder) -> None:
    with Index.open(folder, settings=Settings(k=2), encoder=encoder) as opened:
        assert len(opened.retrieve(QUESTION)) == len(opened.ask(QUESTION).hits) == 2


def test_an_answer_holds_proven_citations_of_its_first_hits(index: Index) -> None:
    answer = index.ask(QUESTION, history=[("And before?", Answer(question="And before?", answered=False))])
    assert (answer.question, answer.answered, answer.reason) == (QUESTION, True, None)
    assert [citation.number for citation in answer.citations] == [1], "nothing else there is about the bell"
    for citation, hit in zip(answer.citations, answer.hits, strict=False):
        assert index.article(citation.article_id).text[citation.start : citation.end] == citation.quote
        assert hit.passage.start <= citation.start < citation.end <= hit.passage.end
        assert (citation.title, citation.source, citation.date, citation.url) == (
            hit.article.title, hit.article.source, hit.article.date, hit.article.url,
        )  # fmt: skip
        assert f"{citation.quote} [{citation.number}]" in answer.text


def test_passages_come_by_article_and_place_and_cover_each_article_once(index: Index) -> None:
    passages = list(index.passages())
    assert [(p.article_id, p.start) for p in passages] == sorted((p.article_id, p.start) for p in passages)
    assert {p.article_id for p in passages} == {"bell", "cows", "glocke", "baecker", "undated"}
    assert all(p.text == index.article(p.article_id).text[p.start : p.end] for p in passages)


def test_the_summary_counts_what_the_archive_holds(index: Index) -> None:
    summary = index.summary()
    assert (summary.articles, summary.passages, summary.generation) == (6, 5, 1)
    assert (summary.first_date, summary.last_date) == (dt.date(2024, 3, 5), dt.date(2025, 1, 2))
    assert dict(summary.sources) == {"Norrin Post": 2, "Elmer Bote": 2, "The Elm Wire": 1, "norrin post": 1}
    assert summary.languages == (("en", 4), ("de", 2))


# Filters


def test_an_index_that_was_closed_lets_go_of_its_encoder(folder: Path) -> None:
    index = Index.open(folder)
    index.ask(QUESTION)
    encoder = weakref.ref(index._opened._encoder)
    gc.disable()  # not by a collector that comes some time
    try:
        index.close()
        del index
        assert encoder() is None
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, {"bell", "cows", "glocke", "baecker", "undated"}),
        ({"since": "2024-03-07"}, {"glocke", "cows", "baecker"}),
        ({"until": dt.date(2024, 3, 5)}, {"bell"}),
        ({"since": "2024-03-07", "until": "2024-03-07"}, {"glocke"}),
        ({"since": dt.datetime(2024, 5, 1, 23, 0, tzinfo=dt.UTC)}, {"cows", "baecker"}),
        ({"since": "", "until": None}, {"bell", "cows", "glocke", "baecker", "undated"}),
        ({"sources": "NORRIN POST"}, {"bell", "cows", "undated"}),
        ({"sources": ["elmer bote", "The Elm Wire"]}, {"bell-wire", "glocke", "baecker"}),
        ({"sources": (name for name in ["Elmer Bote"])}, {"glocke", "baecker"}),
        ({"sources": []}, {"bell", "cows", "glocke", "baecker", "undated"}),
        ({"languages": "de"}, {"glocke", "baecker"}),
        ({"languages": {"DE", "fr"}}, {"glocke", "baecker"}),
        ({"sections": "lokales"}, {"glocke", "baecker"}),
        ({"sections": ["Harbour", "Roads"]}, {"bell", "cows"}),
        ({"authors": "per lund"}, {"bell", "cows"}),
        ({"authors": ["Ann Oke", "Nobody"]}, {"bell"}),
        ({"authors": "Per"}, set()),
        ({"languages": "en", "until": "2024-12-31", "authors": "Per Lund", "sections": "Roads"}, {"cows"}),
        ({"languages": "de", "authors": "Per Lund"}, set()),
    ],
)
def test_filters_pass_what_matches_all_of_them(index: Index, filters: dict[str, object], ids: set[str]) -> None:
    generators = {name: list(value) for name, value in filters.items() if inspect.isgenerator(value)}
    assert found(index, **(filters | generators)) == ids


def test_filters_apply_before_ranking_so_that_k_hits_come_back(tmp_path: Path, encoder: Encoder) -> None:
    near = [
        {"id": f"near-{n}", "title": "Bell", "text": f"{BELL} It rang {n} times.", "source": "Near"} for n in range(70)
    ]
    far = [
        {"id": f"far-{n}", "title": "Milk", "text": f"Milk costs {n} crowns a litre.", "source": "Far"}
        for n in range(3)
    ]
    build(write_articles(tmp_path / "news", near + far), tmp_path / "index", settings=Settings(), encoder=encoder)
    with Index.open(tmp_path / "index", settings=Settings(), encoder=encoder) as opened:
        assert {hit.article.source for hit in opened.retrieve(QUESTION, 60)} == {"Near"}
        assert len(opened.retrieve(QUESTION, 3, sources="Far")) == 3
        assert len(opened.ask(QUESTION, k=3, sources="far").hits) == 3


# Copies


def test_an_exact_copy_is_one_hit_that_names_both_and_stays_citable(index: Index) -> None:
    first = index.retrieve(QUESTION)[0]
    assert (first.article.id, [copy.id for copy in first.copies]) == ("bell", ["bell-wire"])
    assert [a.id for a in index.articles()] == ["baecker", "bell", "bell-wire", "cows", "glocke", "undated"]
    assert index.article("bell-wire").text == index.article("bell").text


def test_a_copy_stands_for_its_story_where_only_it_passes_the_filters(index: Index) -> None:
    (hit,) = index.retrieve(QUESTION, sources="The Elm Wire")
    assert (hit.article.id, hit.passage.article_id, hit.passage.id) == ("bell-wire", "bell-wire", "bell-wire#1")
    assert [copy.id for copy in hit.copies] == ["bell"]
    (citation,) = index.ask(QUESTION, sources="The Elm Wire").citations
    assert (citation.article_id, citation.source, citation.title) == ("bell-wire", "The Elm Wire", "Norrin's bell")


# Building


def test_the_ledger_of_each_build_adds_up_and_tells_what_changed(tmp_path: Path, encoder: Encoder) -> None:
    def run(articles: list[dict[str, object]]) -> newsqa.BuildReport:
        news = write_articles(tmp_path / "news", articles)
        report = build(news, tmp_path / "index", settings=Settings(), encoder=encoder)
        assert report.read == report.indexed + report.unchanged + report.copies + len(report.rejected)
        return report

    def counts(report: newsqa.BuildReport) -> tuple[int | None, int, int, int, int, int, int]:
        return (report.generation, report.read, report.indexed, report.unchanged, report.copies, report.removed,
                report.embedded)  # fmt: skip

    assert counts(run(ARTICLES)) == (1, 6, 5, 0, 1, 0, 5)
    assert counts(run(ARTICLES)) == (1, 6, 0, 5, 1, 0, 0)
    changed = [ARTICLES[0] | {"text": f"{BELL} It will ring again."}, *ARTICLES[1:5]]
    assert counts(run(changed)) == (2, 5, 2, 3, 0, 1, 2)
    assert counts(run(ARTICLES[:1])) == (3, 1, 1, 0, 0, 4, 0)  # as it was two generations ago


def test_build_retrieve_and_ask_take_their_folders_from_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_articles(tmp_path / "seeds", ARTICLES[:1])
    report = newsqa.build()
    assert (report.generation, report.indexed, report.passages) == (1, 1, 1)
    assert newsqa.retrieve(QUESTION)[0].article.path == "seeds/articles.jsonl:1"
    assert newsqa.ask(QUESTION).citations[0].article_id == "bell"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["embeddings", "seeds"]


def test_several_folders_and_files_are_read_as_one_archive(tmp_path: Path, encoder: Encoder) -> None:
    one = write_articles(tmp_path / "one", ARTICLES[:1])
    two = write_articles(tmp_path / "two", ARTICLES[2:3]) / "articles.jsonl"
    report = build([one, str(two)], tmp_path / "index", settings=Settings(), encoder=encoder)
    assert (report.read, report.indexed) == (2, 2)


def test_progress_is_told_step_by_step(tmp_path: Path, encoder: Encoder) -> None:
    told: list[tuple[str, int, int]] = []
    build(
        write_articles(tmp_path / "news", ARTICLES), tmp_path / "index", settings=Settings(batch_size=2),
        encoder=encoder, progress=lambda *step: told.append(step),
    )  # fmt: skip
    assert ("reading", 6, 0) in told
    assert [step for step in told if step[0] == "embedding"][-1] == ("embedding", 5, 5)


# An open index


def test_the_functions_open_an_index_once_a_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    really_open = Index.open
    monkeypatch.setattr(Index, "open", lambda *args, **more: opened.append(args) or really_open(*args, **more))
    monkeypatch.chdir(folder.parent)
    for way in (folder, str(folder), "index", f"{folder}/../index/"):
        assert newsqa.retrieve(QUESTION, index=way, k=1)[0].article.id == "bell"
        assert newsqa.ask(QUESTION, index=way).answered
    assert len(opened) == 1


def test_an_index_closes_with_its_block_and_says_so_afterwards(folder: Path, encoder: Encoder) -> None:
    with Index.open(folder, settings=Settings(), encoder=encoder) as opened:
        assert opened.ask(QUESTION).answered
    opened.close()
    for asking in (lambda: opened.ask(QUESTION), lambda: opened.retrieve(QUESTION), lambda: opened.article("bell"),
                   lambda: list(opened.passages()), opened.summary):  # fmt: skip
        with pytest.raises(StoreError, match="this index was closed; open it again"):
            asking()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_opening_and_closing_leaves_no_file_open(tmp_path: Path, folder: Path, encoder: Encoder) -> None:
    def open_files() -> int:
        links = Path("/proc/self/fd").iterdir()
        return sum(os.path.realpath(link).startswith(str(own)) for link in links)

    own = tmp_path / "index"
    shutil.copytree(folder, own)
    for _ in range(3):
        with Index.open(own, settings=Settings(), encoder=encoder) as opened, ThreadPoolExecutor(4) as threads:
            list(threads.map(opened.ask, [QUESTION] * 8))
            assert open_files() > 0
        assert open_files() == 0


def test_many_threads_get_the_answers_that_one_gets(index: Index) -> None:
    questions = [
        *(article["title"] for article in ARTICLES),
        QUESTION,
        "Who led the cows home?",
        "Wann läutet sie?",
    ] * 3
    alone = [index.ask(str(question)) for question in questions]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda question: index.ask(str(question)), questions)) == alone


def test_an_open_index_moves_to_a_new_generation_between_questions(tmp_path: Path, encoder: Encoder) -> None:
    build(write_articles(tmp_path / "news", ARTICLES[2:]), tmp_path / "index", settings=Settings(), encoder=encoder)
    with Index.open(tmp_path / "index", settings=Settings(), encoder=encoder) as opened:
        assert {hit.article.id for hit in opened.retrieve(QUESTION)} == {"cows", "glocke", "baecker", "undated"}
        with pytest.raises(ArticlesError):
            opened.article("bell")
        build(write_articles(tmp_path / "news", ARTICLES), tmp_path / "index", settings=Settings(), encoder=encoder)
        assert opened.retrieve(QUESTION)[0].article.id == "bell"
        assert opened.summary().generation == 2


def test_a_build_that_finds_nothing_leaves_a_full_index_as_it_is(tmp_path: Path, encoder: Encoder) -> None:
    news, index = write_articles(tmp_path / "news", ARTICLES), tmp_path / "index"
    build(news, index, encoder=encoder)
    (tmp_path / "empty").mkdir()
    with pytest.raises(
        ArticlesError, match=r"holds no article that can be read, and the index in .* nothing was published"
    ):
        build(tmp_path / "empty", index, encoder=encoder)
    with Index.open(index, encoder=encoder) as opened:
        assert opened.summary().articles == len(ARTICLES)


def test_an_index_folder_without_a_name_is_refused(tmp_path: Path, encoder: Encoder) -> None:
    with pytest.raises(SettingError, match="index must not be empty"):
        build(write_articles(tmp_path / "news", ARTICLES), "", encoder=encoder)


def test_a_region_in_a_language_filter_does_not_count(index: Index) -> None:
    assert found(index, languages="EN-gb") == found(index, languages="en") != set()


def test_a_blank_filter_is_refused_and_not_dropped(index: Index) -> None:
    with pytest.raises(QueryError, match="sources: a blank name matches nothing"):
        index.retrieve("Who?", sources=[" "])


def test_an_iterator_left_in_the_middle_does_not_hold_up_a_build(tmp_path: Path, encoder: Encoder) -> None:
    news, folder = write_articles(tmp_path / "news", ARTICLES), tmp_path / "index"
    build(news, folder, encoder=encoder)
    with Index.open(folder, encoder=encoder) as opened:
        passages = opened.passages()
        next(passages)
        write_articles(tmp_path / "news", ARTICLES[:-1])
        assert build(news, folder, encoder=encoder).seconds < 15  # it waited 30 s once
        passages.close()
