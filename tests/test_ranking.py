"""What passages are ranked by: words, their rarity and order, meaning, the article around."""

from __future__ import annotations

import math

import numpy as np
import pytest

from newsqa.errors import SettingError
from newsqa.fitted import Fitted
from newsqa.lexical import Document, LexicalIndex
from newsqa.ranking import Candidate, Question, compare, features, read_question, scores, sentence_matches
from newsqa.store import FoundPassage
from newsqa.types import Passage, Span

TEXTS = {
    1: "The harbour bell rang on Monday. The mayor was away.",
    2: "Cows closed the ring road. The bell was not heard.",
    3: "Norrin paid the masons eleven crowns. Nobody minded.",
}
EAST, NORTH = np.array([1, 0], dtype=np.float32), np.array([0, 1], dtype=np.float32)


@pytest.fixture(scope="module")
def lexical() -> LexicalIndex:
    return LexicalIndex.build(
        Document(row=row, article_row=row, context="", text=text, language="en") for row, text in TEXTS.items()
    )


def found(
    row: int, *, number: int = 1, article_row: int | None = None, title: str = "", vector: object = EAST
) -> FoundPassage:
    text = TEXTS[row]
    cut = text.index(". ") + 1
    spans = (Span(100, 100 + cut), Span(101 + cut, 100 + len(text)))
    passage = Passage(
        id=f"a{row}#{number}", article_id=f"a{row}", start=100, end=100 + len(text), text=text, sentences=spans
    )
    return FoundPassage(
        row=row, passage=passage, article_row=article_row or row, title=title, language="en",
        vector=np.asarray(vector, dtype=np.float32), sentence_vectors=np.stack([EAST, NORTH]),
    )  # fmt: skip


def ask(text: str, lexical: LexicalIndex) -> Question:
    return read_question(text, EAST, lexical, ["en"])


def candidate(question: Question, row: int, **more: object) -> Candidate:
    return compare(question, found(row, **more), bm25=0.0, article_bm25=0.0)  # type: ignore[arg-type]


def test_a_question_is_its_terms_with_how_rare_each_is(lexical: LexicalIndex) -> None:
    question = ask("Who paid for the bell, and the elevators?", lexical)
    assert question.wanted == (("paid",), ("bell",), ("elev",))
    paid, bell, unknown = question.rarities
    assert unknown > paid > bell > 0
    assert paid == pytest.approx(math.log(1 + (3 - 1 + 0.5) / (1 + 0.5)))
    assert question.places == {"paid": 0, "bell": 1, "elev": 2}


def test_a_mistyped_word_stands_in_the_place_of_the_one_it_was_meant_to_be(lexical: LexicalIndex) -> None:
    question = ask("harbuor", lexical)
    assert question.wanted == (("harbuor", "harbour"),)
    assert candidate(question, 1).places == (frozenset({0}), frozenset())


def test_what_a_sentence_matches_is_its_cosine_and_half_its_share_of_the_questions_words(
    lexical: LexicalIndex,
) -> None:
    question = ask("harbour bell", lexical)
    assert sentence_matches(question, candidate(question, 1)) == pytest.approx([1.5, 0.0])
    none, some = sentence_matches(question, candidate(question, 2))
    harbour, bell = question.rarities
    assert (none, some) == pytest.approx((1.0, 0.5 * bell / (harbour + bell)))


def test_a_question_without_words_matches_by_meaning_alone(lexical: LexicalIndex) -> None:
    question = ask("?! 🔔", lexical)
    assert question.wanted == ()
    assert sentence_matches(question, candidate(question, 1)) == pytest.approx([1.0, 0.0])
    assert np.isfinite(scores(question, [candidate(question, 1)], Fitted.shipped("ranking"))).all()


def test_words_next_to_each_other_in_the_question_count_where_they_are_so_in_a_sentence_or_the_title(
    lexical: LexicalIndex,
) -> None:
    question = ask("harbour bell masons", lexical)
    apart = candidate(question, 2)
    together = candidate(question, 1)
    titled = candidate(question, 2, title="Bell masons at work")
    pairs = features(question, [apart, together, titled])["word_pairs"]
    assert pairs == pytest.approx([0, 0.5, 0.5])


def test_other_passages_of_an_article_speak_for_it(lexical: LexicalIndex) -> None:
    question = ask("bell", lexical)
    alone = candidate(question, 1, vector=[0.8, 0.6])
    supported = candidate(question, 2, article_row=7, vector=[0.8, 0.6])
    supporter = candidate(question, 3, article_row=7, number=2, vector=[0.6, 0.8])
    columns = features(question, [alone, supported, supporter])
    assert columns["article_cosine"] == pytest.approx(
        [(0.8 + 0.6 + 0.6) / 3, (0.8 + 0.6 + 0.6) / 3, (0.8 + 0.6 + 0.6) / 3]
    )
    assert columns["is_first"] == pytest.approx([1, 1, 0])
    assert columns["cosine_relative"] == pytest.approx([1, 1, 0])
    weaker = candidate(question, 3, article_row=9, number=2, vector=[0.0, 1.0])
    alone_mean, supported_mean, *_ = features(question, [alone, supported, supporter, weaker])["article_cosine"]
    assert supported_mean > alone_mean


def test_every_shipped_weight_is_of_a_feature_and_makes_a_passage_better(lexical: LexicalIndex) -> None:
    question = ask("harbour bell", lexical)
    weights = Fitted.shipped("ranking")
    assert weights.weights.keys() == features(question, [candidate(question, 1)]).keys()
    assert all(weight > 0 for weight in weights.weights.values())
    best, other = scores(question, [candidate(question, 1), candidate(question, 3, vector=[0, 1])], weights)
    assert best > other


def test_coefficients_are_a_linear_score() -> None:
    fitted = Fitted(weights={"a": 2.0, "b": -1.0}, intercept=0.5, made={})
    assert fitted.apply({"a": np.array([1.0, 0.0]), "b": np.array([0.0, 3.0]), "c": np.zeros(2)}) == pytest.approx(
        [2.5, -2.5]
    )


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"weights": {"a": "much"}, "made": {}}', '{"weights": {"a": 1}}', '{"other": 1}']
)
def test_a_file_without_coefficients_is_named(tmp_path: object, text: str) -> None:
    path = tmp_path / "ranking.json"  # type: ignore[operator]
    path.write_text(text)
    with pytest.raises(SettingError, match=r"ranking\.json: does not hold coefficients"):
        Fitted.read(path)
