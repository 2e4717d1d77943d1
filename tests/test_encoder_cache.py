"""Exported encoders on this machine: made once, whole or not at all, and asked without the libraries that made them."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from newsqa.encoder import Encoder, load_encoder
from newsqa.encoder.cache import exported
from newsqa.encoder.models import find_model
from newsqa.errors import EncoderError

MAKERS = ("torch", "transformers", "sentence_transformers", "onnx", "scipy", "sklearn", "huggingface_hub")
QUESTION = "Who condemned the declaration?"
LOAD = f"""
import sys
from pathlib import Path
from newsqa.encoder import load_encoder
encoder = load_encoder(cache=Path(sys.argv[1]) if sys.argv[1:] else None)
print(encoder.encode_query({QUESTION!r}).tobytes().hex())
print([name for name in {MAKERS} if name in sys.modules])
"""


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", LOAD, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finish(process: subprocess.Popen[str]) -> list[str]:
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    return out.splitlines()


def folders(cache: Path) -> list[Path]:
    return sorted(cache.iterdir())


@pytest.fixture
def ready(cache: Path, encoder: Encoder, tmp_path: Path) -> Path:
    """Give a cache of its own that holds the default encoder."""
    kept = exported(find_model(""), "int8", cache).folder
    copy = tmp_path / "ready" / kept.name
    copy.mkdir(parents=True)
    for path in kept.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    return tmp_path / "ready"


def test_once_exported_a_question_imports_none_of_the_libraries_that_export(encoder: Encoder) -> None:
    vector, imported = finish(start())
    assert imported == "[]"
    assert vector == encoder.encode_query(QUESTION).tobytes().hex()


def test_two_processes_that_export_at_once_both_have_it_and_leave_one_whole_copy(
    encoder: Encoder, tmp_path: Path
) -> None:
    processes = [start(str(tmp_path / "cache")) for _ in range(2)]
    vectors = {finish(process)[0] for process in processes}
    assert vectors == {encoder.encode_query(QUESTION).tobytes().hex()}
    assert len(folders(tmp_path / "cache")) == 1
    assert finish(start(str(tmp_path / "cache")))[1] == "[]"


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json", "encoder.json"])
@pytest.mark.parametrize("damage", ["cut", "bit", "gone"])
def test_a_damaged_copy_is_exported_anew(file: str, damage: str, ready: Path, encoder: Encoder) -> None:
    (folder,) = folders(ready)
    content = bytearray((folder / file).read_bytes())
    before = (folder / file).stat().st_ino
    if damage == "gone":
        (folder / file).unlink()
    else:
        # The first bit of its last number: still JSON, still a model.
        content = content[: len(content) // 2] if damage == "cut" else content[:-40] + b"0" + content[-39:]
        (folder / file).write_bytes(content)
    own = load_encoder(cache=ready)
    assert (own.encode_query(QUESTION) == encoder.encode_query(QUESTION)).all()
    (anew,) = folders(ready)
    assert anew == folder
    assert (anew / file).stat().st_ino != before
    assert finish(start(str(ready)))[1] == "[]"


def test_a_whole_copy_is_not_written_again(ready: Path) -> None:
    (folder,) = folders(ready)
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    load_encoder(cache=ready).encode_query(QUESTION)
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_what_a_killed_export_left_is_taken_away_after_a_day_and_does_no_harm_before(
    encoder: Encoder, tmp_path: Path
) -> None:
    for name, age_s in (("old", 2 * 24 * 3600), ("new", 60)):
        left = tmp_path / f".part-{name}"
        left.mkdir()
        (left / "model.onnx").write_bytes(b"half")
        os.utime(left, (time.time() - age_s,) * 2)
    own = load_encoder(cache=tmp_path)
    assert (own.encode_query(QUESTION) == encoder.encode_query(QUESTION)).all()
    assert [path.name for path in folders(tmp_path) if path.name.startswith(".")] == [".part-new"]


def test_where_nothing_can_be_kept_it_works_all_the_same_and_says_so_once(
    encoder: Encoder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("not a folder")
    with caplog.at_level(logging.WARNING):
        vectors = [load_encoder(cache=tmp_path / "file").encode_query(QUESTION) for _ in range(2)]
    assert all((vector == encoder.encode_query(QUESTION)).all() for vector in vectors)
    (record,) = caplog.records
    assert str(tmp_path / "file") in record.getMessage()
    assert "name another folder with the setting cache" in record.getMessage()


def test_each_precision_and_each_model_has_a_copy_of_its_own(ready: Path, cache: Path) -> None:
    exact = load_encoder(precision="float32", cache=ready)
    assert exact.fingerprint.precision == "float32"
    assert len(folders(ready)) == 2
    cards = [json.loads((folder / "encoder.json").read_text()) for folder in folders(ready)]
    assert {(card["model"], card["precision"]) for card in cards} == {
        ("all-MiniLM-L6-v2", "int8"), ("all-MiniLM-L6-v2", "float32")
    }  # fmt: skip


def test_a_precision_that_does_not_exist_is_refused() -> None:
    with pytest.raises(EncoderError, match="precision float16: there is no such one; there are int8 and float32"):
        load_encoder(precision="float16")


def save_fourier_model(folder: Path) -> Path:
    """Save a small FNet, whose Fourier transforms the exporter does not know."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertTokenizerFast, FNetConfig, FNetModel

    torch.manual_seed(7)
    source = folder.parent / f"{folder.name}-fnet"
    source.mkdir(parents=True)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "who", "condemned", "the", "declaration", "?", "news"]
    (source / "vocab.txt").write_text("\n".join(words) + "\n")
    BertTokenizerFast(str(source / "vocab.txt"), model_max_length=128).save_pretrained(source)
    config = FNetConfig(
        vocab_size=len(words), hidden_size=32, num_hidden_layers=2, intermediate_size=64, max_position_embeddings=128,
    )  # fmt: skip
    FNetModel(config).eval().save_pretrained(source)
    modules = [Transformer(str(source), max_seq_length=128), Pooling(32)]
    SentenceTransformer(modules=modules, device="cpu").save_pretrained(str(folder))
    return folder


def test_a_model_that_cannot_be_exported_is_an_error_in_int8_and_runs_with_torch_in_float32(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from sentence_transformers import SentenceTransformer

    folder = save_fourier_model(tmp_path / "fourier")
    with pytest.raises(EncoderError, match=r'fourier: cannot be exported to ONNX .*; set precision = "float32"'):
        load_encoder(str(folder), cache=tmp_path / "cache")
    with caplog.at_level(logging.WARNING):
        own = load_encoder(str(folder), precision="float32", cache=tmp_path / "cache")
    assert "cannot be exported to ONNX" in caplog.text
    assert folders(tmp_path / "cache") == [], "nothing half made is left"
    reference = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    texts = [QUESTION, "the news"]
    encoded = own.encode_passages(texts, [()] * 2)
    for text, entry in zip(texts, encoded, strict=True):
        expected = reference.encode(text, normalize_embeddings=True)
        assert np.abs(entry.vector - expected).max() < 1e-5
        assert np.abs(own.encode_query(text) - expected).max() < 1e-5
    assert own.concurrency == 1
