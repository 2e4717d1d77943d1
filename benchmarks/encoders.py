"""Engines and precisions of an encoder against sentence-transformers alone: passages a second, a question, likeness.

    python benchmarks/encoders.py [ARTICLES] [--model MODEL] [--passages N] [--json FILE]

Sentence-transformers encodes passages in float32, 32 at a time, with as many threads as there are cores; newsqa's
encoder encodes the same passages and their sentences from as many threads as it asks for. The machine's own peak, by
matrices multiplied with ONNX Runtime, says what share of it the encoder reaches. Quote ratios from one run.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

from newsqa.articles import read
from newsqa.config import Settings
from newsqa.encoder.encoder import Encoder
from newsqa.encoder.engines import Description
from newsqa.encoder.export import export
from newsqa.encoder.models import Model, find_model
from newsqa.encoder.modules import load_modules
from newsqa.encoder.onnx import MODEL_FILE, TOKENIZER_FILE, OnnxEngine, open_session
from newsqa.encoder.quantise import narrows, quantise
from newsqa.encoder.torch import TorchEngine
from newsqa.passages import encoder_input, split_passages
from newsqa.types import Article, Span

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
BATCH, ROUNDS, QUESTIONS = 32, 3, 60
CORES = len(os.sched_getaffinity(0))
# Which matrices are quantised in blocks.
SCHEMES: dict[str, Callable[[int, int], bool]] = {
    "int8, by columns": lambda k, n: False,
    "int8, narrowing in blocks": narrows,
    "int8, all in blocks": lambda k, n: True,
}
# Rows, inner dimension, columns: as in the model, and large.
PRODUCTS = ((157, 384, 1536), (2048, 2048, 2048))

Input = tuple[str, tuple[Span, ...]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, nargs="?", default=SEEDS)
    parser.add_argument("--model", default="")
    parser.add_argument("--passages", type=int, default=500)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = find_model(options.model)
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        threads = stack.enter_context(ThreadPoolExecutor(CORES))
        encoders = dict(made(found, Path(place)))
        exact = encoders["ONNX Runtime, float32"]
        inputs = passages(options.articles, exact, options.passages)
        questions = [text.split("\n")[-1][:70] for text, _ in inputs[:QUESTIONS]]
        lengths = [count + 2 for count in exact.count_tokens([text for text, _ in inputs])]
        work = sum(operations(Path(place) / "float32", found, length) for length in lengths)
        print(f"{len(inputs)} passages of {np.mean(lengths):.0f} tokens, {CORES} cores\n")
        peaks = {kind: [peak(kind, product, threads) for product in PRODUCTS] for kind in ("float32", "int8")}
        base = Baseline(found, inputs, questions)
        rows = [base.row(work, peaks)]
        for name, encoder in encoders.items():
            rows.append(row(name, encoder, base, threads, work, peaks))
    print("| engine | passages/s | ratio | a question, ms | cosine, mean | least | of peak |")
    print("|---|---|---|---|---|---|---|")
    for each in rows:
        print(
            f"| {each['engine']} | {each['passages_per_s']:.1f} | {each['ratio']:.2f} | {each['question_ms']:.1f} | "
            f"{each['cosine_mean']:.4f} | {each['cosine_least']:.4f} | {each['of_peak']:.0%} |"
        )
    print()
    for kind, found_peaks in peaks.items():
        shown = ", ".join(
            f"{'x'.join(map(str, size))}: {each / 1e9:.0f}" for size, each in zip(PRODUCTS, found_peaks, strict=True)
        )
        print(f"peak of {kind}, billion operations a second on {CORES} threads: {shown}")
    if options.json is not None:
        options.json.write_text(json.dumps({"rows": rows, "peaks": peaks}, indent=1) + "\n", encoding="utf-8")


def made(found: Model, place: Path) -> Iterator[tuple[str, Encoder]]:
    """Yield the encoder with each engine and precision."""
    loaded = load_modules(found)
    yield "torch, float32", Encoder(found, "float32", loaded.description, loaded.tokenizer, TorchEngine(loaded))
    plain = place / "float32"
    plain.mkdir()
    description = export(found, "float32", plain)
    yield "ONNX Runtime, float32", opened(found, "float32", description, plain)
    for name, in_blocks in SCHEMES.items():
        folder = shutil.copytree(plain, place / name)
        model = onnx.load(str(folder / MODEL_FILE))
        quantise(model, in_blocks)
        onnx.save(model, str(folder / MODEL_FILE))
        yield f"ONNX Runtime, {name}", opened(found, "int8", description, folder)


def opened(found: Model, precision: str, description: Description, folder: Path) -> Encoder:
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    return Encoder(found, precision, description, tokenizer, OnnxEngine(folder))


def passages(articles: Path, encoder: Encoder, count: int) -> list[Input]:
    """Return the inputs of the first passages, cut as a build cuts them."""
    settings, inputs = Settings(), []
    for result in read([articles], max_file_mb=settings.max_file_mb):
        article = getattr(result, "article", None)
        if not isinstance(article, Article):
            continue
        cut = split_passages(
            article, count_tokens=encoder.count_tokens, max_tokens=encoder.max_tokens,
            max_words=settings.passage_words, max_chars=settings.passage_chars,
        )  # fmt: skip
        inputs += [encoder_input(article, each, encoder.count_tokens, encoder.max_tokens) for each in cut]
        if len(inputs) >= count:
            break
    return inputs[:count]


class Baseline:
    """What sentence-transformers alone gives, and how fast."""

    def __init__(self, found: Model, inputs: Sequence[Input], questions: Sequence[str]) -> None:
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(found.folder), device="cpu", local_files_only=True)
        self.inputs, self.questions = inputs, questions
        texts = [text for text, _ in inputs]

        def encode() -> np.ndarray:
            return np.asarray(
                model.encode_document(texts, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
            )

        self.vectors = encode()
        self.seconds = best(encode)
        self.question_ms = median_ms(lambda text: model.encode_query(text, show_progress_bar=False), questions)

    def row(self, work: float, peaks: dict[str, list[float]]) -> dict[str, float | str]:
        return {
            "engine": f"sentence-transformers, float32, batches of {BATCH}",
            "passages_per_s": len(self.inputs) / self.seconds, "ratio": 1.0, "question_ms": self.question_ms,
            "cosine_mean": 1.0, "cosine_least": 1.0, "of_peak": work / self.seconds / max(peaks["float32"]),
        }  # fmt: skip


def row(
    name: str, encoder: Encoder, base: Baseline, threads: ThreadPoolExecutor, work: float, peaks: dict[str, list[float]]
) -> dict[str, float | str]:
    # Batches of like length, as a build makes them; small ones, so that no thread waits for another's last.
    order = sorted(range(len(base.inputs)), key=lambda place: len(base.inputs[place][0]))
    batches = [order[first : first + BATCH] for first in range(0, len(order), BATCH)]
    vectors = np.zeros_like(base.vectors)

    def encode_batch(batch: list[int]) -> None:
        encoded = encoder.encode_passages(
            [base.inputs[place][0] for place in batch], [base.inputs[place][1] for place in batch]
        )
        vectors[batch] = [each.vector for each in encoded]

    def encode() -> None:
        if encoder.concurrency == 1:
            for batch in batches:
                encode_batch(batch)
        else:
            list(threads.map(encode_batch, batches))

    encode()
    seconds = best(encode)
    cosines = (vectors * base.vectors).sum(axis=1)
    kind = encoder.fingerprint.precision
    return {
        "engine": name, "passages_per_s": len(base.inputs) / seconds, "ratio": base.seconds / seconds,
        "question_ms": median_ms(encoder.encode_query, base.questions), "cosine_mean": float(cosines.mean()),
        "cosine_least": float(cosines.min()), "of_peak": work / seconds / max(peaks[kind]),
    }  # fmt: skip


def best(call: Callable[[], object]) -> float:
    """Return the seconds of the fastest of a few calls."""

    def clock() -> float:
        started = time.perf_counter()
        call()
        return time.perf_counter() - started

    return min(clock() for _ in range(ROUNDS))


def median_ms(call: Callable[[str], object], texts: Sequence[str]) -> float:
    spent = []
    for text in texts:
        started = time.perf_counter()
        call(text)
        spent.append(1000 * (time.perf_counter() - started))
    return float(np.median(spent))


def operations(folder: Path, found: Model, length: int) -> float:
    """Return the multiplications and additions that a text of so many tokens takes, in its matrix products."""
    config = json.loads((found.folder / "config.json").read_text(encoding="utf-8"))
    attention = 4 * length * config["hidden_size"] * config["num_hidden_layers"]
    return length * (2 * weights(folder / MODEL_FILE) + attention)


_weights: dict[Path, int] = {}


def weights(model: Path) -> int:
    """Return how many numbers the constant matrices hold that every token is multiplied with."""
    if model not in _weights:
        graph = onnx.load(str(model)).graph
        sizes = {constant.name: int(np.prod(constant.dims)) for constant in graph.initializer}
        _weights[model] = sum(sizes.get(node.input[1], 0) for node in graph.node if node.op_type == "MatMul")
    return _weights[model]


def peak(kind: str, size: tuple[int, int, int], threads: ThreadPoolExecutor) -> float:
    """Return the operations a second of one matrix product after the other, on every core."""
    rows, inner, columns = size
    random = np.random.default_rng(7)
    if kind == "float32":
        given, constant = random.random((rows, inner), np.float32), random.random((inner, columns), np.float32)
        name, taken, result = "MatMul", TensorProto.FLOAT, TensorProto.FLOAT
    else:
        given = random.integers(0, 256, (rows, inner), dtype=np.uint8)
        constant = random.integers(-64, 65, (inner, columns), dtype=np.int8)
        name, taken, result = "MatMulInteger", TensorProto.UINT8, TensorProto.INT32
    graph = helper.make_graph(
        [helper.make_node(name, ["a", "b"], ["c"])], "product",
        [helper.make_tensor_value_info("a", taken, (rows, inner))],
        [helper.make_tensor_value_info("c", result, (rows, columns))], [numpy_helper.from_array(constant, "b")],
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "product.onnx"
        onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))
        sessions = [open_session(path) for _ in range(CORES)]
    work = 2 * rows * inner * columns
    times = max(2, int(2e10 / work))

    def run(session) -> None:
        for _ in range(times):
            session.run(None, {"a": given})

    return CORES * times * work / best(lambda: list(threads.map(run, sessions)))


if __name__ == "__main__":
    main()
