"""What a build costs: a whole one beside plain encoding, then what changed; and how soon the first answer is there.

    python benchmarks/builds.py FOLDER [--passages N] [--json FILE]

FOLDER is a set as `newsqa evaluate` takes. Of its articles so many are taken that they have about N passages. Plain
encoding is `SentenceTransformer.encode` alone, of the same inputs, in float32, 32 at a time, on all cores: no
sentences' vectors, no reading, cutting, writing. Quote ratios: they are of one run.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import newsqa
from newsqa.builder import build
from newsqa.config import Settings
from newsqa.encoder import Encoder, load_encoder
from newsqa.encoder.models import find_model
from newsqa.evaluate.asking import Evaluation, evaluate
from newsqa.evaluate.questions import CORPUS, find_file, read_objects
from newsqa.evaluate.sets import Source
from newsqa.passages import encoder_input

BATCH = 32
RUNS = 5


class _Stopped(Exception):  # noqa: N818  # ends a build on purpose
    """The words are published."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    load_encoder()  # made ready for this machine, which happens once
    with tempfile.TemporaryDirectory() as place:
        figures = run(options.folder, options.passages, Path(place))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def run(folder: Path, passages: int, place: Path) -> dict[str, float]:
    figures: dict[str, float] = {}

    def tell(name: str, value: float, unit: str = "", digits: int = 2) -> None:
        figures[name] = round(value, 4)
        print(f"{name:<64}{value:12.{digits}f} {unit}", flush=True)

    corpus = find_file(folder, CORPUS)
    assert corpus is not None
    rows = [values for _, values in read_objects(corpus)]
    (place / "in").mkdir()
    write(place / "in", rows)

    began = time.perf_counter()
    encoder = load_encoder()
    words = first_words(place / "in", place / "all", encoder, began)
    tell("first answer by words, from an empty index", words, "s")
    early = measured(folder, place / "all", encoder)
    left = build(place / "in", place / "all", encoder=encoder)
    late = measured(folder, place / "all", encoder)
    for name, found in (("words only", early), ("whole", late)):
        tell(f"  success@5 of articles, {name}", found.retrieval["Success@5"], digits=3)
        tell(f"  nDCG@10 of articles, {name}", found.retrieval["nDCG@10"], digits=3)
        if found.answers:
            tell(f"  first citation right, {name}", found.answers.first_right, digits=3)
        if found.honesty:
            tell(f"  Brier score of the confidence, {name}", found.honesty.brier, digits=3)
        tell(f"  a question, median, {name}", found.speed.total[0], "ms", 1)

    rows = rows[: max(1, round(len(rows) * passages / left.passages))]
    write(place / "in", rows)
    report = build(place / "in", place / "index", encoder=encoder)
    whole = report.passages / report.seconds
    plain, seconds = plain_rate(place / "index", encoder)
    tell("passages", report.passages, digits=0)
    tell("newsqa build, end to end", whole, "passages/s", 1)
    for step, spent in report.steps.items():
        tell(f"  {step}", spent, "s")
    tell("SentenceTransformer.encode alone", plain, "passages/s", 1)
    tell("  its time", seconds, "s")
    tell("ratio", whole / plain)
    tell("peak memory", report.peak_memory_bytes / 1e6, "MB", 0)

    again = lambda: build(place / "in", place / "index", encoder=encoder).seconds  # noqa: E731
    tell("nothing changed, in an open process", statistics.median(again() for _ in range(RUNS)), "s")
    changed = statistics.median(change_one(place, rows, number, encoder) for number in range(RUNS))
    tell(f"one article of {len(rows)} changed, in an open process", changed, "s")
    tell("  share of the whole build", changed / report.seconds, digits=4)
    command = [sys.executable, "-m", "newsqa"]
    cold = process_s([*command, "build", str(place / "in"), "--index", str(place / "index")])
    tell("cold `newsqa build`, nothing changed", cold, "s")
    question = "Who resigned after the vote?"
    tell("cold `newsqa ask`", process_s([*command, "ask", question, "--index", str(place / "index")]), "s")
    return figures


def write(folder: Path, rows: list[dict]) -> None:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "articles.jsonl").write_text(lines, encoding="utf-8")


def first_words(articles: Path, index: Path, encoder: Encoder, began: float) -> float:
    """Build until the words are published, ask, stop the build; return the seconds until the answer."""
    seconds = 0.0

    def look(step: str, done: int, total: int) -> None:
        nonlocal seconds
        if step == "embedding":
            with newsqa.Index.open(index, encoder=encoder) as opened:
                answer = opened.ask("Who resigned after the vote?")
            seconds = time.perf_counter() - began
            assert answer.hits
            assert answer.meaning_share == 0
            raise _Stopped

    try:
        build(articles, index, encoder=encoder, progress=look)
    except _Stopped:
        return seconds
    raise SystemExit(f"{articles}: too few passages for a build that publishes its words first")


def measured(folder: Path, index: Path, encoder: Encoder) -> Evaluation:
    return evaluate(Source(folder=folder, index=index), settings=Settings(), encoder=encoder)


def plain_rate(index: Path, encoder: Encoder) -> tuple[float, float]:
    """Return the passages a second, and the seconds, of sentence-transformers alone, on an index's own inputs."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(len(os.sched_getaffinity(0)))
    with newsqa.Index.open(index, encoder=encoder) as opened:
        infos = {info.id: info for info in opened.articles()}
        inputs = [
            encoder_input(infos[passage.article_id], passage, encoder.count_tokens, encoder.max_tokens)[0]
            for passage in opened.passages()
        ]
    model = SentenceTransformer(str(find_model("").folder), device="cpu", local_files_only=True)
    model.encode(inputs[:BATCH], batch_size=BATCH, show_progress_bar=False)
    began = time.perf_counter()
    model.encode(inputs, batch_size=BATCH, show_progress_bar=False, normalize_embeddings=True)
    seconds = time.perf_counter() - began
    return len(inputs) / seconds, seconds


def change_one(place: Path, rows: list[dict], number: int, encoder: Encoder) -> float:
    changed = {**rows[number], "text": f"{rows[number]['text']} This was added at build {number}."}
    write(place / "in", [*rows[:number], changed, *rows[number + 1 :]])
    report = build(place / "in", place / "index", encoder=encoder)
    assert report.embedded > 0
    return report.seconds


def process_s(command: list[str]) -> float:
    def once() -> float:
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - began

    return statistics.median(timed(once))


def timed(once: Callable[[], float]) -> list[float]:
    once()
    return [once() for _ in range(RUNS)]


if __name__ == "__main__":
    main()
