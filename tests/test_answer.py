"""From hits to an answer: which sentences score, which are quoted, which passages are read as one."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsqa.builder import build
from newsqa.config import Settings
from newsqa.encoder import Encoder, Tokens
from newsqa.errors import QueryError
from newsqa.evidence import best_sentence
from newsqa.index import Index
from newsqa.types import Hit, Span, Spread
from newsqa.vectors import pack_sentences, unit_rows, unpack_sentences


def spans_of(text: str, *sentences: str) -> list[Span]:
    return [Span(start := text.index(sentence), start + len(sentence)) for sentence in sentences]


# Evidence

TEXT = "The bell rang. Cows came home. The masons left. Nobody paid."
SPANS = spans_of(TEXT, "The bell rang.", "Cows came home.", "The masons left.", "Nobody paid.")


@pytest.mark.parametrize(
    ("scores", "quote"),
    [
        ([0.1, 0.9, 0.2, 0.1], "Cows came home."),
        ([0.1, 0.9, 0.89, 0.1], "Cows came home."),
        ([0.9, 0.1, 0.9, 0.1], "The bell rang."),  # of two as good, the first
        ([0.1, 0.1, 0.2, 0.9], "Nobody paid."),
    ],
)
def test_the_best_sentence_is_quoted(scores: list[float], quote: str) -> None:
    evidence = best_sentence(TEXT, SPANS, scores)
    assert evidence is not None
    assert TEXT[evidence.start : evidence.end] == quote
    assert (evidence.best.start, evidence.best.end) == (evidence.start, evidence.end)


@pytest.mark.parametrize(
    ("first", "second", "language"),
    [
        ("The mayor came.", "He said that nobody would pay.", "en"),
        ("The mayor came.", "“It is late,” he said.", None),
        ("The mayor came.", "But they had gone.", "en"),
        ("Der Bürgermeister kam.", "Er sagte, niemand werde zahlen.", "de"),
        ("Le maire est venu.", "Elle est partie.", "fr"),
    ],
)
def test_a_sentence_that_points_back_brings_the_one_before_it(first: str, second: str, language: str | None) -> None:
    text = f"Cows came. {first} {second}"
    evidence = best_sentence(text, spans_of(text, "Cows came.", first, second), [0.1, 0.2, 0.9], language)
    assert evidence is not None
    assert text[evidence.start : evidence.end] == f"{first} {second}"
    assert text[evidence.best.start : evidence.best.end] == second


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Hers was first.", "en"),
        ("Helen said so.", "en"),
        ("Italy won.", "en"),
        ("He said so.", "ja"),
        ("Er war da.", "en"),
    ],
)
def test_a_sentence_that_stands_alone_is_quoted_alone(sentence: str, language: str) -> None:
    text = f"The mayor came. {sentence}"
    evidence = best_sentence(text, spans_of(text, "The mayor came.", sentence), [0.1, 0.9], language)
    assert evidence is not None
    assert text[evidence.start : evidence.end] == sentence


def test_the_first_sentence_of_a_passage_has_none_to_bring() -> None:
    evidence = best_sentence("He said so.", [Span(0, 11)], [0.9])
    assert evidence is not None
    assert (evidence.start, evidence.end) == (0, 11)


def test_a_sentence_that_ends_in_a_colon_brings_what_it_announces() -> None:
    text = "Cows came. Water can be had here: The Market Hall is open. Nobody paid."
    spans = spans_of(text, "Cows came.", "Water can be had here:", "The Market Hall is open.", "Nobody paid.")
    evidence = best_sentence(text, spans, [0.1, 0.9, 0.1, 0.1])
    assert evidence is not None
    assert text[evidence.start : evidence.end] == "Water can be had here: The Market Hall is open."


def test_a_list_that_is_announced_is_quoted_to_its_last_line() -> None:
    lines = ["Water is handed out at three places:", "the Market Hall", "the school", "the pool", "Nobody paid."]
    text = "\n".join(lines)
    evidence = best_sentence(text, spans_of(text, *lines), [0.9, 0.1, 0.1, 0.1, 0.1])
    assert evidence is not None
    assert text[evidence.start : evidence.end] == "\n".join(lines[:4])


def test_a_colon_at_the_end_of_a_passage_announces_nothing() -> None:
    evidence = best_sentence("Cows came. Men said:", [Span(0, 10), Span(11, 20)], [0.1, 0.9])
    assert evidence is not None
    assert (evidence.start, evidence.end) == (11, 20)


def test_without_sentences_there_is_no_evidence() -> None:
    assert best_sentence("", [], []) is None


# Answers

LONG = "\n\n".join(
    f"The council of Norrin spent {n} crowns on the bell in year {n}. The clerk {n} wrote it down in book {n}, which "
    f"lies in room {n} of the town hall. The mayor {n} thanked all those who had worked on the bell for {n} days."
    for n in range(1, 25)
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Index]:
    place = tmp_path_factory.mktemp("answer")
    (place / "news").mkdir()
    articles = [
        {"id": "long", "title": "What the bell cost", "text": LONG},
        {"id": "cows", "title": "Cows", "text": "Forty cows closed the ring road on Friday. A farmer led them home."},
    ]
    (place / "news" / "a.jsonl").write_text("".join(json.dumps(article) + "\n" for article in articles))
    build(place / "news", place / "index", settings=Settings(passage_words=60), encoder=encoder)
    with Index.open(place / "index", settings=Settings(), encoder=encoder) as opened:
        yield opened


QUESTIONS = ["How much did the council spend on the bell?", "Who led the cows home?", "What did clerk 7 write?", "x"]


@pytest.mark.parametrize("k", [1, 3, 5, 50])
@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_reads_neighbouring_passages_as_one_and_proves_each_quotation(
    index: Index, question: str, k: int
) -> None:
    answer = index.ask(question, k=k)
    stored = [(p.article_id, p.start, p.end) for p in index.passages()]
    assert 1 <= len(answer.hits) <= k
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))
    by_rank = {hit.rank: hit for hit in answer.hits}
    for citation in answer.citations:
        passage, text = by_rank[citation.number].passage, index.article(citation.article_id).text
        assert citation.quote == text[citation.start : citation.end]
        assert any(span.start == citation.start for span in passage.sentences)
        assert any(span.end == citation.end for span in passage.sentences)
        assert citation.best in passage.sentences
    for hit in answer.hits:
        passage, text = hit.passage, index.article(hit.article.id).text
        assert passage.text == text[passage.start : passage.end]
        assert list(passage.sentences) == sorted(set(passage.sentences), key=lambda span: span.start)
        assert (passage.sentences[0].start, passage.sentences[-1].end) == (passage.start, passage.end)
        pieces = [(a, start, end) for a, start, end in stored if passage.start <= start and end <= passage.end]
        assert len([piece for piece in pieces if piece[0] == passage.article_id]) in (1, 2, 3)
        assert all(passage.start <= match.start < match.end <= passage.end for match in hit.matches)


def test_an_article_is_shown_twice_at_most_and_no_sentence_again(index: Index) -> None:
    answer = index.ask(QUESTIONS[0], k=50)
    shown = [hit.article.id for hit in answer.hits]
    assert shown.count("long") == 2
    sentences = [index.article(h.article.id).text[s.start : s.end] for h in answer.hits for s in h.passage.sentences]
    assert len(sentences) == len(set(sentences))


def test_what_matches_the_question_is_marked_where_it_stands(index: Index) -> None:
    hit = index.ask("Who led the COWS home?").hits[0]
    text = index.article(hit.article.id).text
    assert {text[span.start : span.end].lower() for span in hit.matches} == {"cows", "led", "home"}
    assert hit.found_by in ("both", "words")


def test_an_answer_says_how_likely_it_is_and_what_was_looked_for(index: Index) -> None:
    sure, unsure = index.ask("Who led the cows home?"), index.ask("Which team won the chess championship in Oslo?")
    assert sure.confidence is not None and unsure.confidence is not None
    assert 0 <= unsure.confidence < sure.confidence <= 1
    assert sure.looked_for == ("led", "cows", "home")


def test_below_the_threshold_nothing_is_cited_and_the_nearest_are_shown(index: Index, encoder: Encoder) -> None:
    with Index.open(index.folder, settings=Settings(min_confidence=1.0), encoder=encoder) as strict:
        answer = strict.ask("Who led the cows home?")
    assert not answer.answered
    assert answer.reason == "Nothing in these articles answers this."
    assert answer.citations == () and answer.text == ""
    assert answer.hits[0].article.id == "cows"
    assert answer.confidence == index.ask("Who led the cows home?").confidence


def test_at_threshold_zero_every_question_with_a_passage_is_answered(index: Index, encoder: Encoder) -> None:
    with Index.open(index.folder, settings=Settings(min_confidence=0), encoder=encoder) as lax:
        assert lax.ask("xyzzy").answered


def test_words_in_quotation_marks_must_be_there_and_excluded_ones_must_not(index: Index) -> None:
    (hit,) = index.retrieve('"ring road"', 50)
    assert hit.article.id == "cows"
    assert {hit.article.id for hit in index.retrieve("bell -ring", 50)} == {"long"}
    assert index.ask('who led "cows home to Norrin"?').hits, "a question that quotes is not a condition"
    answer = index.ask('who led "cows home to Norrin"')
    assert not answer.answered
    assert answer.reason == "No passage holds the exact words “cows home to norrin”; ask without the quotation marks."


def test_two_neighbours_among_the_hits_are_shown_once(index: Index) -> None:
    answer = index.ask(QUESTIONS[0], k=5)
    merged = [hit.passage for hit in answer.hits if "+" in hit.passage.id]
    assert merged, "the passages of one long article answer this, so some must be neighbours"
    assert all(passage.article_id == "long" for passage in merged)


def test_the_answers_text_is_its_quotations_each_with_its_number(index: Index) -> None:
    answer = index.ask(QUESTIONS[0])
    assert answer.text == "\n\n".join(f"{citation.quote} [{citation.number}]" for citation in answer.citations)


def test_retrieve_ranks_stored_passages_as_they_are(index: Index) -> None:
    ids = {passage.id for passage in index.passages()}
    assert {hit.passage.id for hit in index.retrieve(QUESTIONS[0], 50)} == ids
    assert len(ids) > 10


def test_a_question_of_excluded_words_only_says_what_is_missing(index: Index) -> None:
    assert index.ask("-bell").reason == "The question only says what to leave out; say what to look for as well."
    with pytest.raises(QueryError, match=r"the question only says what to leave out; say what to look for as well$"):
        index.retrieve("-bell")
    assert index.ask(" ").reason == "The question is blank; ask something."


# What is said beside the answer


WORDS = [
    "bell",
    "cows",
    "council",
    "clerk 7",
    "spend",
    "ring road",
    '"ring road"',
    "-cows",
    "xyzzy",
    "who",
    "Norrin",
    "?",
]


@given(words=st.lists(st.sampled_from(WORDS), max_size=5), k=st.integers(1, 8))
def test_the_hits_that_are_seen_early_are_those_of_the_answer(index: Index, words: list[str], k: int) -> None:
    told: list[tuple[Hit, ...]] = []
    answer = index.ask(" ".join(words), k=k, seen=told.append)
    assert told == ([answer.hits] if answer.hits else [])
    assert answer == index.ask(" ".join(words), k=k)


def test_hits_are_seen_before_anything_is_read_closely(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    read = Encoder.read_passage

    def reading(encoder: Encoder, text: str) -> Tokens:
        order.append("read closely")
        return read(encoder, text)

    monkeypatch.setattr(Encoder, "read_passage", reading)
    index.ask("Who led the cows home?", seen=lambda hits: order.append(f"{len(hits)} hits"))
    assert order == ["3 hits", "read closely"]


def test_what_seen_raises_ends_the_question(index: Index) -> None:
    def gone(hits: tuple[Hit, ...]) -> None:
        raise ConnectionError(f"nobody waits for {len(hits)} hits")

    with pytest.raises(ConnectionError, match="nobody waits for 3 hits"):
        index.ask("Who led the cows home?", seen=gone)
    assert index.ask("Who led the cows home?").answered


def test_a_hit_says_which_words_of_the_question_it_has_each_once_and_as_it_writes_them(index: Index) -> None:
    hit = index.ask("Which cow, led home, closed a road? A COW!").hits[0]
    assert hit.why is not None
    assert hit.why.words == ("cows", "closed", "road", "led", "home")
    text = index.article(hit.article.id).text
    assert {text[span.start : span.end] for span in hit.matches} == set(hit.why.words)


def test_words_that_no_article_holds_are_named_and_mistyped_ones_are_not(index: Index) -> None:
    answer = index.ask("Did the coucnil of Zyxwok spend crowns on quarks?")
    assert answer.looked_for == ("coucnil", "Zyxwok", "spend", "crowns", "quarks")
    assert answer.absent == ("Zyxwok", "quarks")
    assert index.ask("Who led the cows home?").absent == ()


def test_absent_words_are_named_where_no_passage_holds_a_phrase_too(index: Index) -> None:
    answer = index.ask('who led "the quarks home"')
    assert (answer.hits, answer.looked_for, answer.absent) == ((), ("led", "quarks", "home"), ("quarks",))


def test_the_spread_counts_articles_however_many_of_their_passages_are_near(index: Index) -> None:
    spread = index.ask(QUESTIONS[0], k=5).spread
    assert spread.articles == 2
    assert spread.sources == spread.months == spread.sections == ((None, 2),)
    assert index.ask(" ").spread == Spread()


# The compact form of sentences' vectors


def test_packed_sentence_vectors_come_back_nearly_as_they_were() -> None:
    rng = np.random.default_rng(5)
    vectors = unit_rows(rng.normal(size=(9, 384)).astype(np.float32))
    packed = pack_sentences(vectors)
    assert len(packed) == 9 * (384 + 4)
    again = unpack_sentences(packed, 384)
    assert float(np.abs(np.sum(again * vectors, axis=1) - 1).max()) < 1e-3


def test_vectors_of_zeros_and_no_vectors_at_all_are_packed_too() -> None:
    zeros = np.zeros((2, 8), dtype=np.float32)
    assert np.array_equal(unpack_sentences(pack_sentences(zeros), 8), zeros)
    assert unpack_sentences(pack_sentences(zeros[:0]), 8).shape == (0, 8)
    assert np.array_equal(unit_rows(zeros), zeros)
