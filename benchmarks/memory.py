"""Memory of a build by the size of the archive: the peak, the slope, and a million passages by calculation.

    python benchmarks/memory.py [--passages N...] [--json FILE]

Texts are invented words; the encoder is a stand-in that gives pseudo-random vectors of the real width and counts words
for tokens, so that what grows is newsqa itself. Each size is built in a process of its own; its peak is read from the
system. An open index that has answered once is measured likewise.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

SIZES = (10_000, 50_000, 100_000)
DIMENSION, PASSAGES_AN_ARTICLE, WORDS_A_PASSAGE = 384, 10, 100
MILLION = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=SIZES)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--child", nargs=3)
    options = parser.parse_args()
    if options.child:
        child(*options.child)
        return
    rows = [measured(size) for size in options.passages]
    print(
        f"{'passages':>10}{'build, peak':>14}{'open, asked':>14}{'build':>10}{'record':>10}{'dense':>10}{'lexical':>10}"
    )
    for row in rows:
        sizes = "".join(f"{row[part] / 1e6:>7.0f} MB" for part in ("record", "dense", "lexical"))
        print(
            f"{row['passages']:>10,}{row['build_peak'] / 1e6:>11.0f} MB{row['open_peak'] / 1e6:>11.0f} MB"
            f"{row['seconds']:>8.0f} s{sizes}"
        )
    slopes = {what: slope(rows, what) for what in ("build_peak", "open_peak")}
    vectors = 4 * DIMENSION
    for what, (slope_bytes, base) in slopes.items():
        million = base + slope_bytes * MILLION
        print(
            f"{what}: {slope_bytes:,.0f} bytes a passage ({slope_bytes / vectors:.2f} times its vector), "
            f"{base / 1e6:,.0f} MB besides; a million passages: {million / 1e9:.1f} GB"
        )
    if options.json:
        options.json.write_text(json.dumps({"rows": rows, "slopes": slopes}, indent=1) + "\n", encoding="utf-8")


def slope(rows: Sequence[dict], what: str) -> tuple[float, float]:
    """Return bytes a passage, and bytes besides, by least squares."""
    return tuple(map(float, np.polyfit([row["passages"] for row in rows], [row[what] for row in rows], 1)))


def measured(size: int) -> dict:
    with tempfile.TemporaryDirectory() as place:
        write(Path(place) / "in", size)
        found: dict = {}
        for what in ("build", "open"):
            command = [sys.executable, __file__, "--child", what, place, str(size)]
            ran = subprocess.run(command, check=True, capture_output=True, text=True)
            found |= json.loads(ran.stdout)
        return found


def write(folder: Path, passages: int) -> None:
    draw = random.Random(passages)  # noqa: S311
    words = ["".join(draw.choices("bcdfgklmnprst", k=1) + draw.choices("aeiou", k=1) * 1) * draw.randint(1, 4) + str(n)
             for n in range(30_000)]  # fmt: skip
    folder.mkdir(parents=True)
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as lines:
        for number in range(passages // PASSAGES_AN_ARTICLE):
            sentences = [
                " ".join(draw.choices(words, k=20)).capitalize() + "."
                for _ in range(PASSAGES_AN_ARTICLE * WORDS_A_PASSAGE // 20)
            ]
            row = {"id": f"n{number}", "title": f"News {number}", "text": " ".join(sentences), "date": "2025-01-01"}
            lines.write(json.dumps(row) + "\n")


def child(what: str, place: str, size: str) -> None:
    import newsqa
    from newsqa.config import Settings

    settings = Settings(max_file_mb=10_000)
    folder, began = Path(place), time.perf_counter()
    if what == "build":
        report = newsqa.build(folder / "in", folder / "index", settings=settings, encoder=StandIn())
        seconds = time.perf_counter() - began
        print(json.dumps({"passages": report.passages, "build_peak": peak(), "seconds": seconds, **report.sizes}))
    else:
        with newsqa.Index.open(folder / "index", settings=settings, encoder=StandIn()) as index:
            index.ask("Who said so?")
            print(json.dumps({"open_peak": peak()}))


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class StandIn:
    """Gives vectors that depend on the text alone, at no cost."""

    concurrency = 2
    max_tokens = 254

    def __init__(self) -> None:
        from newsqa.encoder import Fingerprint

        self.fingerprint = Fingerprint(
            name="stand-in", revision="", weights="none", files="", precision="float32", dimension=DIMENSION,
            pooling="mean", normalisation="l2", query_prefix="", passage_prefix="", max_tokens=256,
        )  # fmt: skip

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def encode_passages(self, inputs: Sequence[str], sentences: Sequence[Sequence]) -> list:
        from newsqa.encoder import Encoded

        return [
            Encoded(self._vectors(text, 1)[0], self._vectors(text, len(spans)))
            for text, spans in zip(inputs, sentences, strict=True)
        ]

    def read_query(self, text: str) -> tuple:
        return self._vectors(text, 1)[0], self._vectors(text, 3)

    def encode_query(self, text: str) -> np.ndarray:
        return self._vectors(text, 1)[0]

    def read_passage(self, text: str):
        from newsqa.encoder import Tokens
        from newsqa.types import Span

        return Tokens(self._vectors(text, 1), (Span(0, 1),))

    def _vectors(self, text: str, count: int) -> np.ndarray:
        drawn = np.random.default_rng(hash(text) % 2**32).standard_normal((count, DIMENSION)).astype(np.float32)
        return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


if __name__ == "__main__":
    main()
