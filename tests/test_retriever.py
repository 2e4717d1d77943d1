"""From a question to ranked passages: the query's checks, the depth, ties, filters."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from newsqa.builder import build
from newsqa.closeness import Days
from newsqa.config import Settings
from newsqa.dense import DenseIndex, rounded
from newsqa.derived import load_dense, load_lexical
from newsqa.encoder import Encoded, Encoder
from newsqa.errors import QueryError
from newsqa.fitted import Fitted
from newsqa.retriever import Indexes, Ranked, make_query, search
from newsqa.store import Store
from newsqa.types import ArticleInfo, Passage, Query

CROWNS = [f"Milk of farm {n} costs {n} crowns a litre. The price is set on Mondays." for n in range(12)]
TWIN = "The bell on the harbour wall at Norrin rang on Monday."
ARTICLES = [
    *({"id": f"milk-{n:02d}", "title": "Milk", "text": text, "source": "Dairy", "date": f"2024-01-{n + 1:02d}"}
      for n, text in enumerate(CROWNS)),
    # Three passages that the encoder reads alike, so that they tie.
    *({"id": f"twin-{name}", "title": "Bell", "text": f"{TWIN}{end}", "source": "Wire"}
      for name, end in (("c", ""), ("a", " "), ("b", "\n\n"))),
    {"id": "bell", "title": "Bell", "text": f"{TWIN} Eleven masons had set it back into its arch in two days.",
     "source": "Norrin Post", "date": "2024-03-05"},
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Store]:
    place = tmp_path_factory.mktemp("retriever")
    (place / "news").mkdir()
    (place / "news" / "a.jsonl").write_text("".join(json.dumps(article) + "\n" for article in ARTICLES))
    build(place / "news", place / "index", settings=Settings(), encoder=encoder)
    store = Store(place / "index")
    yield store
    store.close()


def run(store: Store, encoder: Encoder, query: Query) -> list[Ranked]:
    with store.snapshot() as snapshot:
        assert snapshot.generation is not None
        indexes = Indexes(
            dense=load_dense(store.folder, snapshot, snapshot.generation),
            lexical=load_lexical(store.folder, snapshot, snapshot.generation),
            languages=(None,),
            read=read_none,
            days=Days(snapshot.days()),
        )
        weights = Fitted.shipped("ranking")
        return list(search(query, encoder.encode_query(query.text), snapshot, indexes, weights).ranked)


def read_none(passages: Sequence[tuple[ArticleInfo, Passage]]) -> list[Encoded]:
    assert list(passages) == []  # every passage has vectors already
    return []


def reopened(index: DenseIndex, folder: Path) -> DenseIndex:
    index.save(folder / "saved.faiss")
    return DenseIndex.open(folder / "saved.faiss")


# The query


def test_a_query_is_tidied_and_its_filters_are_read() -> None:
    query = make_query(
        "  When did\n the\tbell ring? ", 3, max_chars=100, since="5 March 2024", until=dt.datetime(2024, 3, 6, 12),
        today="2024-05-01",
        sources=" Norrin  Post ", languages=["en-GB"], sections=iter(["World"]), authors=(),
    )  # fmt: skip
    assert query == Query(
        text="When did the bell ring?", k=3, since=dt.date(2024, 3, 5), until=dt.date(2024, 3, 6),
        sources=("Norrin Post",), languages=("en",), sections=("World",), authors=(), today=dt.date(2024, 5, 1),
    )  # fmt: skip


def test_a_question_may_have_exactly_as_many_characters_as_the_limit_says() -> None:
    assert make_query("x" * 50, 1, max_chars=50).text == "x" * 50
    with pytest.raises(QueryError, match="the question has 51 characters, the limit is 50"):
        make_query("x" * 51, 1, max_chars=50)
    assert make_query(" " * 500 + "x", 1, max_chars=50).text == "x", "white space around it does not count"


@pytest.mark.parametrize("k", [0, -1, "5", 2.0, True, None])
def test_k_is_a_whole_number_of_at_least_one(k: object) -> None:
    with pytest.raises(QueryError, match="k must be a whole number of at least 1, not "):
        make_query("bell", k, max_chars=50)


def test_since_may_be_until_but_not_after_it() -> None:
    assert make_query("bell", 1, max_chars=50, since="2024-03-05", until="2024-03-05").since == dt.date(2024, 3, 5)
    with pytest.raises(QueryError, match=r"since \(2024-03-06\) is after until \(2024-03-05\); swap them"):
        make_query("bell", 1, max_chars=50, since="2024-03-06", until="2024-03-05")


# Search


def test_the_nearest_passage_comes_first_and_scores_fall(store: Store, encoder: Encoder) -> None:
    candidates = run(store, encoder, Query(text="How many masons set the bell back?", k=8))
    assert [candidate.hit.rank for candidate in candidates] == list(range(1, 9))
    assert candidates[0].hit.article.id == "bell"
    scores = [candidate.hit.score for candidate in candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(score == rounded(score) for score in scores)
    for candidate in candidates:
        assert len(candidate.candidate.cosines) == len(candidate.hit.passage.sentences)


def test_a_shorter_list_is_the_beginning_of_a_longer_one(store: Store, encoder: Encoder) -> None:
    longer = [ranked.hit for ranked in run(store, encoder, Query(text="What does milk cost?", k=14))]
    for k in (1, 2, 5, 13):
        assert [ranked.hit for ranked in run(store, encoder, Query(text="What does milk cost?", k=k))] == longer[:k]


def test_ranks_by_meaning_and_by_words_are_places_among_all_that_pass(store: Store, encoder: Encoder) -> None:
    hits = [ranked.hit for ranked in run(store, encoder, Query(text="What did the eleven masons do?", k=14))]
    whys = [hit.why for hit in hits if hit.why]
    assert sorted(why.meaning_rank or 0 for why in whys) == list(range(1, len(hits) + 1))
    with_words = {hit.article.id: hit.why.words_rank for hit in hits if hit.why and hit.why.words_rank}
    assert with_words == {"bell": 1}, "no other passage holds a word of the question"
    (only,) = run(store, encoder, Query(text="What did the eleven masons do?", k=14, sources=("Wire",)))
    assert only.hit.why is not None
    assert only.hit.why.meaning_rank == 1, "among those that pass the filters"
    assert only.hit.why.words_rank is None


def test_ranks_reach_as_deep_as_was_looked(encoder: Encoder, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    rows = [{"id": f"n{n:03d}", "title": "Milk", "text": f"Milk of farm {n} costs {n} crowns."} for n in range(130)]
    (tmp_path / "news" / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    build(tmp_path / "news", tmp_path / "index", settings=Settings(), encoder=encoder)
    deep = Store(tmp_path / "index")
    ranks = {
        k: [each.hit.why.meaning_rank for each in run(deep, encoder, Query(text="What rang?", k=k)) if each.hit.why]
        for k in (5, 120)
    }
    deep.close()
    assert ranks[120][:5] == ranks[5]
    assert len(ranks[120]) == 120
    assert all(rank is not None for rank in ranks[120])
    assert max(filter(None, ranks[120])) > 100


def test_days_are_those_to_the_time_that_the_question_says(store: Store, encoder: Encoder) -> None:
    asked = make_query("What did milk cost in January 2024?", 14, max_chars=99, today="2024-06-01")
    days = {each.hit.article.id: each.hit.why and each.hit.why.days for each in run(store, encoder, asked)}
    assert days["milk-03"] == 0
    assert days["bell"] == 34
    assert days["twin-a"] is None, "it has no date"


def test_copies_share_one_hit_of_the_first_by_id(store: Store, encoder: Encoder) -> None:
    candidates = run(store, encoder, Query(text=TWIN, k=20))
    twins = [candidate.hit for candidate in candidates if candidate.hit.article.id.startswith("twin")]
    assert [hit.article.id for hit in twins] == ["twin-a"]
    assert [copy.id for copy in twins[0].copies] == ["twin-b", "twin-c"]
    assert len(candidates) == len(ARTICLES) - 2


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (Query(text=TWIN, k=3, sources=("dairy",), since=dt.date(2024, 1, 12)), {"milk-11"}),
        (Query(text=TWIN, k=2, sources=("DAIRY",), until=dt.date(2024, 1, 2)), {"milk-00", "milk-01"}),
        (Query(text=TWIN, k=9, since=dt.date(2024, 3, 5), until=dt.date(2024, 3, 5)), {"bell"}),
        (Query(text=TWIN, k=9, sources=("Nowhere",)), set()),
    ],
)
def test_only_what_passes_the_filters_is_ranked(store: Store, encoder: Encoder, query: Query, ids: set[str]) -> None:
    assert {candidate.hit.article.id for candidate in run(store, encoder, query)} == ids


def test_more_rows_than_sqlite_takes_parameters_can_be_looked_up(store: Store) -> None:
    with store.snapshot() as snapshot:
        assert len(snapshot.stored_passages(range(1, 300_000), read_none)) == len(list(snapshot.passages()))


# The dense index


def test_exact_search_agrees_with_a_product_of_all_vectors_and_knows_a_subset(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    vectors = rng.normal(size=(200, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = np.arange(1000, 1200, dtype=np.int64)
    index = reopened(DenseIndex.build(8, [(ids[:90], vectors[:90]), (ids[90:], vectors[90:])]), tmp_path)
    question = vectors[17]
    order = sorted(range(200), key=lambda n: -float(vectors[n] @ question))
    assert [row for row, _ in index.search(question, 10)][:10] == [1000 + n for n in order[:10]]
    among = ids[::7]
    allowed = [1000 + n for n in order if 1000 + n in set(among.tolist())]
    assert [row for row, _ in index.search(question, 5, among)][:5] == allowed[:5]
    assert len(index.search(question, 5000)) == len(index) == 200
    assert index.search(question, 5, among[:0]) == []


def test_all_that_tie_with_the_last_come_along_however_many() -> None:
    vectors = np.zeros((100, 4), dtype=np.float32)
    vectors[:, 0] = 1
    vectors[0] = (0, 1, 0, 0)
    index = DenseIndex.build(4, [(np.arange(100, dtype=np.int64), vectors)])
    found = index.search(np.array([1, 0, 0, 0], dtype=np.float32), 3)
    assert {row for row, score in found if score == 1} == set(range(1, 100))


def test_an_empty_index_finds_nothing() -> None:
    index = DenseIndex.build(4, [])
    assert (len(index), index.search(np.ones(4, dtype=np.float32), 5)) == (0, [])


def test_an_index_folder_has_its_dense_file_back_after_it_was_deleted(store: Store, encoder: Encoder) -> None:
    query = Query(text="What does milk cost?", k=14)
    before = [ranked.hit for ranked in run(store, encoder, query)]
    (file,) = Path(store.folder).glob("*.faiss")
    content = file.read_bytes()
    for harm in (file.unlink, lambda: file.write_bytes(content[:-100]), lambda: file.write_bytes(content[::-1])):
        harm()
        assert [ranked.hit for ranked in run(store, encoder, query)] == before
        assert file.read_bytes() == content
