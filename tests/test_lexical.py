"""The lexical index: phrases, exclusions, restrictions, typing errors, ties; the same whatever way it was made."""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import stat
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsqa.lexical import Document, LexicalIndex, Wanted
from newsqa.words import exact_words, question_terms, read_marks

HARL = Document(
    row=1, article_row=10, language="en", context="Bridge at Harl closed\nThe Dorn Post\n2024-03-05",
    text="The council closed the bridge. Volodymyr Zelenskyy told us so. Ferry crews asked for 3.5 boats.",
)  # fmt: skip
HARL_TOO = Document(
    row=2, article_row=10, language="en", context="Bridge at Harl closed\nThe Dorn Post\n2024-03-05",
    text="The ferry sails again on Monday, a spokesman said.",
)  # fmt: skip
TREATY = Document(
    row=3, article_row=11, language="en", context="Treaty signed\nQuist Wire",
    text="The U.S. envoy and Jean-Claude Morel signed the treaty in Łódź.",
)  # fmt: skip
BRUCKE = Document(
    row=4, article_row=12, language="de", context="Brücke gesperrt\nMarrer Bote",
    text="Die Brücke über die Quist bleibt gesperrt. Die US-Botschaft schweigt.",
)  # fmt: skip
TOKYO = Document(row=5, article_row=13, language="ja", context="東京", text="昨日、東京で会議が開かれた。")
DOCUMENTS = [HARL, HARL_TOO, TREATY, BRUCKE, TOKYO]

WORDS = ["bridge", "ferry", "crew", "council", "price", "boat", "Monday", "Harl", "Quist", "treaty"]
PASSAGES = st.lists(
    st.tuples(st.integers(0, 3), st.lists(st.sampled_from(WORDS), min_size=1, max_size=12)), min_size=1, max_size=14
)


def documents(passages: Sequence[tuple[int, list[str]]]) -> list[Document]:
    """Return passages of words, by article, as documents."""
    ordered = sorted(enumerate(passages), key=lambda each: each[1][0])
    return [
        Document(row=row, article_row=article, context="", text=" ".join(words), language="en")
        for row, (article, words) in ordered
    ]


def wanted(index: LexicalIndex, question: str) -> Wanted:
    return index.with_similar(question_terms(question, ["en", "de", "ja"]))


def found(index: LexicalIndex, question: str, k: int = 10, articles: list[int] | None = None) -> list[int]:
    """Return the rows that a question finds, its marks heeded."""
    asked = read_marks(question)
    rows = None if articles is None else np.array(articles, dtype=np.int64)
    within = index.restriction(articles=rows, phrases=asked.phrases, excluded=asked.excluded)
    return [row for row, _ in index.search(wanted(index, asked.text), k, within)]


def left(index: LexicalIndex, marks: str) -> list[int]:
    """Return the rows that the marks of a question leave."""
    asked = read_marks(marks)
    within = index.restriction(phrases=asked.phrases, excluded=asked.excluded)
    assert within is not None
    return index.rows(within).tolist()


@pytest.fixture(scope="module", params=["in memory", "built into a folder", "opened"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    if request.param == "in memory":
        return LexicalIndex.build(DOCUMENTS)
    folder = tmp_path_factory.mktemp("lexical") / "index"
    built = LexicalIndex.build(DOCUMENTS, folder)
    return built if request.param == "built into a folder" else LexicalIndex.open(folder)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Who closed bridges?", 1), ("the ferries on Monday", 2), ("What did the US envoy sign?", 3),
        ("treaty u.s.", 3),
        ("morel jean claude", 3), ("Jeanclaude", 3), ("Lodz", 3), ("3.5", 1), ("Brucken", 4), ("東京の会議", 5),
        ("Dorn Post crews", 1),
    ],
)  # fmt: skip
def test_a_question_finds_the_passage_that_holds_its_words(index: LexicalIndex, question: str, first: int) -> None:
    assert found(index, question)[0] == first


@pytest.mark.parametrize(
    ("typed", "first"), [("Zelensky", 1), ("Volodimir", 1), ("Zelenksyy", 1), ("Jean Claude Morell", 3), ("counicl", 1)]
)
def test_a_mistyped_name_still_finds_its_article(index: LexicalIndex, typed: str, first: int) -> None:
    assert found(index, typed)[0] == first


@pytest.mark.parametrize("typed", ["zzzz", "Xelenskyy", "cats", "3.6", "us", "who", "!?", ""])
def test_what_no_passage_holds_or_is_near_finds_nothing(index: LexicalIndex, typed: str) -> None:
    assert found(index, typed) == []


def test_a_word_that_is_held_is_not_taken_for_a_typing_error(index: LexicalIndex) -> None:
    assert index.with_similar([("boat",), ("counicl", "counici")]) == [("boat",), ("counicl", "counici", "council")]
    assert index.with_similar([("counicl", "council")]) == [("counicl", "council")]


@pytest.mark.parametrize(
    ("marks", "rows"),
    [
        ('"closed the bridge"', [1]), ('"CLOSED the  Bridge"', [1]), ('"close the bridge"', []),
        ('"bridge the closed"', []),
        ('"Bridge at Harl"', [1, 2]), ('"ferry"', [1, 2]), ('"ferry" "council"', [1]), ('"ferry" "treaty"', []),
        ('"post 2024"', []), ('"closed the Dorn"', []), ('"2024-03-05 The council"', []),
        ('"U.S. envoy"', [3]), ('"us envoy"', [3]), ('"US"', [3, 4]), ('"us"', [1, 3, 4]), ('"told US"', []),
        ('"Jean Claude"', [3]), ('"Lodz"', [3]), ('"Łódź"', [3]), ('"die brucke"', [4]), ('"東京で会議"', [5]),
        ('"議会"', []),
        ("-ferry", [3, 4, 5]), ("-council", [3, 4, 5]), ('-"Dorn Post"', [3, 4, 5]), ("-US", [1, 2, 5]), ("-us", [5]),
        ("-nowhere", [1, 2, 3, 4, 5]), ("-ferry -treaty -brücke -東京", []), ('"treaty" -ferry', [3]),
        ('"ferry" -council', []),
        ("-Jean-Claude", [1, 2, 4, 5]),
    ],
)  # fmt: skip
def test_phrases_and_exclusions_leave_what_people_expect(index: LexicalIndex, marks: str, rows: list[int]) -> None:
    assert left(index, marks) == rows


def test_marks_and_articles_restrict_together(index: LexicalIndex) -> None:
    assert set(found(index, "ferry bridge treaty")) == {1, 2, 3}
    assert found(index, "ferry bridge treaty", articles=[11]) == [3]
    assert found(index, "ferry bridge treaty -council", articles=[10, 11]) == [3]
    assert found(index, "ferry bridge treaty", articles=[]) == []
    assert found(index, "ferry bridge treaty", articles=[99]) == []
    assert index.restriction() is None


def test_a_restriction_changes_no_score(index: LexicalIndex) -> None:
    terms = wanted(index, "ferry crews of the treaty")
    everywhere = dict(index.search(terms, 10))
    within = index.restriction(articles=np.array([10]), phrases=[("ferry",)], excluded=[("nowhere",)])
    assert dict(index.search(terms, 10, within)) == {row: everywhere[row] for row in (1, 2)}


def test_scores_are_those_of_the_search_and_of_whole_articles(index: LexicalIndex) -> None:
    terms = wanted(index, "Which council closed the ferry?")
    assert index.scores(terms, [2, 1, 4]) == {row: score for row, score in index.search(terms, 10) if row in (1, 2)}
    whole = index.article_scores(terms, [10, 11])
    assert list(whole) == [10]
    assert index.scores(terms, []) == index.scores([], [1]) == index.article_scores([], [10]) == {}
    assert index.scores(terms, [99]) == {}


def test_an_article_is_scored_by_the_words_of_all_its_passages() -> None:
    parts = documents([(0, ["bridge", "price"]), (0, ["ferry", "price"]), (1, ["bridge", "price", "boat", "price"])])
    index = LexicalIndex.build(parts)
    terms = question_terms("bridge ferry", ["en"])
    assert index.article_scores(terms, [0, 1])[0] > 2 * index.article_scores(terms, [0, 1])[1]


def test_a_rarer_term_is_worth_more_and_an_unknown_one_most(index: LexicalIndex) -> None:
    assert index.rarity(("ferri",)) < index.rarity(("treati",)) < index.rarity(("nowhere",))
    assert index.rarity(("nowhere", "ferri")) == index.rarity(("ferri",))


@pytest.mark.parametrize("size", [3, 40, 400])
def test_all_that_tie_with_the_last_wanted_are_found(size: int) -> None:
    best = Document(row=size, article_row=size, context="", text="ferry ferry", language="en")
    alike = [Document(row=row, article_row=row, context="", text="ferry bridge", language="en") for row in range(size)]
    index = LexicalIndex.build([*alike, best])
    hits = index.search([("ferri",)], 2)
    assert hits[0][0] == size
    assert sorted(row for row, _ in hits[1:]) == list(range(size))
    assert len({score for _, score in hits[1:]}) == 1


def test_an_empty_archive_has_an_index_too(tmp_path: Path) -> None:
    LexicalIndex.build([], tmp_path / "index")
    index = LexicalIndex.open(tmp_path / "index")
    assert len(index) == 0
    assert found(index, 'ferry "bridge" -crew') == left(index, "-crew") == []


@given(
    passages=PASSAGES, order=st.randoms(use_true_random=False), question=st.lists(st.sampled_from(WORDS), min_size=1)
)
def test_the_same_passages_have_the_same_scores_in_whatever_order_they_came(
    passages: list[tuple[int, list[str]]], order: random.Random, question: list[str]
) -> None:
    one = documents(passages)
    articles = sorted({document.article_row for document in one}, key=lambda _: order.random())
    other = [document for article in articles for document in one if document.article_row == article]
    terms = question_terms(" ".join(question), ["en"])
    first, second = LexicalIndex.build(one), LexicalIndex.build(other)
    everything = len(one)
    assert dict(first.search(terms, everything)) == pytest.approx(dict(second.search(terms, everything)), abs=2e-4)


@given(passages=PASSAGES, question=st.lists(st.sampled_from(WORDS), min_size=1), k=st.integers(1, 5))
def test_a_search_finds_the_best_of_all_scores_and_whatever_ties(
    passages: list[tuple[int, list[str]]], question: list[str], k: int
) -> None:
    every = documents(passages)
    index = LexicalIndex.build(every)
    terms = question_terms(" ".join(question), ["en"])
    scores = index.scores(terms, [document.row for document in every])
    hits = index.search(terms, k)
    assert {row for row, _ in hits} <= set(scores)
    assert dict(hits) == pytest.approx({row: scores[row] for row, _ in hits}, abs=2e-4)
    assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)
    least = sorted(scores.values(), reverse=True)[:k][-1:] or [0.0]
    assert {row for row, score in scores.items() if score > least[0] + 2e-4} <= {row for row, _ in hits}
    assert len(hits) >= min(k, len(scores))


@given(passages=PASSAGES, restricted=st.sets(st.integers(0, 4)), excluded=st.sampled_from(WORDS))
def test_only_the_wanted_articles_are_searched_and_excluded_words_never_come_back(
    passages: list[tuple[int, list[str]]], restricted: set[int], excluded: str
) -> None:
    every = documents(passages)
    index = LexicalIndex.build(every)
    within = index.restriction(articles=np.array(sorted(restricted), dtype=np.int64), excluded=[exact_words(excluded)])
    assert within is not None
    holding = {document.article_row for document in every if excluded in document.text.split()}
    expected = [
        document.row for document in every if document.article_row in restricted and document.article_row not in holding
    ]
    assert index.rows(within).tolist() == sorted(expected)
    terms = question_terms(" ".join(WORDS), ["en"])
    assert sorted(row for row, _ in index.search(terms, 20, within)) == sorted(expected)
    articles = np.array(sorted(restricted), dtype=np.int64)
    assert index.rows_of(articles).tolist() == index.rows(index.restriction(articles=articles)).tolist()


@given(data=st.data(), text=st.text(min_size=1, max_size=200))
def test_words_cut_from_a_passage_in_quotation_marks_find_that_passage(data: st.DataObject, text: str) -> None:
    words = exact_words(text)
    index = LexicalIndex.build([Document(row=7, article_row=1, context="Title", text=text, language=None)])
    if not words:
        assert left(index, "-nowhere") == [7]
        return
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    within = index.restriction(phrases=[words[start:end]])
    assert within is not None
    assert index.rows(within).tolist() == [7]


@pytest.mark.parametrize(
    "text",
    [
        "x" * 200_000,
        "a" * 79 + " " + "a" * 81,
        "\x1f \x1f",
        "é" * 70_000,
        "東京" * 50_000,
        "bridge " * 14_000,
        "\ufdfa",
        "",
    ],
    ids=[
        "long word",
        "words about the longest",
        "separators",
        "long accented",
        "no spaces",
        "100k",
        "ligature",
        "empty",
    ],
)
def test_any_passage_can_be_indexed_beside_others(text: str) -> None:
    hostile = Document(row=6, article_row=14, context=text[:100_000], text=text, language=None)
    index = LexicalIndex.build([*DOCUMENTS, hostile])
    assert len(index) == 6
    assert found(index, "treaty", k=1) == [3]
    words = exact_words(text)[:50]
    assert not words or 6 in index.rows(index.restriction(phrases=[words]) or pytest.fail()).tolist()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    LexicalIndex.build(DOCUMENTS, tmp_path / "index")
    return tmp_path / "index"


def test_what_is_no_index_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r".+"):
        LexicalIndex.open(shutil.copytree(folder, tmp_path / "half", ignore=shutil.ignore_patterns("meta.json")))
    with pytest.raises((ValueError, FileNotFoundError)):
        LexicalIndex.open(tmp_path / "nowhere")


def test_whoever_may_read_one_file_may_read_all(folder: Path) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}
    assert len(modes) == 1


def as_oneself(work: Callable[[], bool]) -> bool:
    """Do something in a process of its own; return whether it was done and true."""
    pid = os.fork()
    if not pid:
        try:
            os._exit(0 if work() else 1)
        finally:
            os._exit(70)
    return os.waitpid(pid, 0)[1] == 0


def as_somebody(work: Callable[[], bool]) -> bool:
    """Do something as a user who owns nothing here, where that can be, else as oneself."""

    def become_somebody() -> bool:
        if not os.getuid():
            os.setgroups([])
            os.setresgid(65534, 65534, 65534)
            os.setresuid(65534, 65534, 65534)
        return work()

    return as_oneself(become_somebody)


@pytest.mark.parametrize("max_bytes", [64, 1000, 20_000])
def test_an_index_that_cannot_be_written_whole_is_an_error(tmp_path: Path, max_bytes: int) -> None:
    words = random.Random(4)
    texts = [" ".join(f"word{words.randrange(3000)}" for _ in range(100)) for _ in range(600)]
    large = [Document(row=row, article_row=row, context="", text=text, language="en") for row, text in enumerate(texts)]

    def is_refused() -> bool:
        resource.setrlimit(resource.RLIMIT_FSIZE, (max_bytes, max_bytes))
        with pytest.raises(ValueError, match=os.strerror(errno.EFBIG)):
            LexicalIndex.build(large, tmp_path / "index")
        return True

    assert as_oneself(is_refused)
    assert len(LexicalIndex.build(large, tmp_path / "again")) == 600


@pytest.fixture
def open_way(tmp_path: Path) -> Iterator[None]:
    """Let others come as far as the temporary folder."""
    opened = [(each, each.stat().st_mode) for each in (tmp_path, *tmp_path.parents) if not each.stat().st_mode & 1]
    for each, mode in opened:
        each.chmod(mode | 0o055)
    yield
    for each, mode in opened:
        each.chmod(mode)


@pytest.mark.parametrize("locks", ["its locks there", "its locks gone"])
@pytest.mark.usefixtures("open_way")
def test_a_folder_that_may_not_be_written_can_be_opened(folder: Path, locks: str) -> None:
    if locks == "its locks gone":
        for path in folder.rglob("*.lock"):
            path.unlink()
    for path in (folder, *folder.rglob("*")):
        path.chmod(stat.S_IMODE(path.stat().st_mode) & 0o555)
    before = sorted(folder.rglob("*"))
    assert not as_somebody(lambda: os.access(folder / "passages", os.W_OK))
    assert as_somebody(lambda: found(LexicalIndex.open(folder), "treaty") == [3])
    assert sorted(folder.rglob("*")) == before
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode | 0o700)


def test_an_index_that_is_open_answers_on_when_its_folder_is_deleted(folder: Path) -> None:
    index = LexicalIndex.open(folder)
    shutil.rmtree(folder)
    assert found(index, "treaty") == [3]
    assert left(index, '"closed the bridge"') == [1]


def test_many_threads_search_one_index(index: LexicalIndex) -> None:
    expected = [found(index, question) for question in ("council bridge", "treaty -ferry", '"die brücke"', "Zelensky")]
    wrong: list[object] = []

    def ask() -> None:
        for _ in range(40):
            now = [
                found(index, question) for question in ("council bridge", "treaty -ferry", '"die brücke"', "Zelensky")
            ]
            if now != expected:
                wrong.append(now)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_index_that_is_dropped_leaves_no_thread_and_no_open_file(folder: Path) -> None:
    def tasks() -> int:
        return len(list(Path("/proc/self/task").iterdir()))

    def is_mapped() -> bool:
        return str(folder) in Path("/proc/self/maps").read_text()

    before = tasks()
    for _ in range(20):
        LexicalIndex.open(folder)
    assert LexicalIndex.open(folder).rarity(("treati",))
    until = time.monotonic() + 20  # the engine's threads notice twice a second that they are needed no longer
    while (tasks() > before or is_mapped()) and time.monotonic() < until:
        time.sleep(0.05)
    assert tasks() <= before
    assert not is_mapped()
