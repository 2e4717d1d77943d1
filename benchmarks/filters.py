"""How long a filtered search takes beside an unfiltered one, by how much of the archive the filter leaves.

    python benchmarks/filters.py [--passages N] [--runs N] [--index DIR] [--json FILE]

Articles are of invented words, a day and an outlet each; the encoder is the stand-in of benchmarks/memory.py, so that
what is measured is the search. Every question is asked each way in turn, in one process; the ratio is of the medians.
With --index the archive is kept there and taken up again.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from memory import PASSAGES_AN_ARTICLE, WORDS_A_PASSAGE, StandIn

import newsqa
from newsqa.config import Settings
from newsqa.retriever import make_query
from newsqa.stages import Stages

PASSAGES, RUNS = 100_000, 30
FIRST, DAYS, OUTLETS, VOCABULARY = dt.date(2024, 1, 1), 1000, 20, 30_000
TODAY = FIRST + dt.timedelta(days=DAYS)
WAYS = {
    "unfiltered": {},
    "one week": {"since": TODAY - dt.timedelta(days=7), "until": TODAY},
    "one month": {"since": TODAY - dt.timedelta(days=30)},
    "one year": {"since": TODAY - dt.timedelta(days=365)},
    "half of all": {"since": FIRST + dt.timedelta(days=DAYS // 2)},
    "all but a day": {"since": FIRST + dt.timedelta(days=1)},
    "one outlet of 20": {"sources": "Outlet 7"},
    "an outlet, one year": {"sources": "Outlet 7", "since": TODAY - dt.timedelta(days=365)},
    "said: last week": {"said": "last week"},
    "said: in 2025": {"said": "in 2025"},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=PASSAGES)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = options.index or Path(place)
        settings = Settings(max_file_mb=10_000)
        if not (folder / "index").exists():
            write(folder / "in", options.passages)
            newsqa.build(folder / "in", folder / "index", settings=settings, encoder=StandIn())
        with newsqa.Index.open(folder / "index", settings=settings, encoder=StandIn()) as index:
            rows = measured(index, options.runs)
    usual = rows["unfiltered"]["ms"]
    print(f"{'':<22}{'passages left':>14}{'search, median':>16}{'ratio':>8}   stages, median ms")
    for way, row in rows.items():
        row["ratio"] = row["ms"] / usual
        stages = ", ".join(f"{name} {ms:.1f}" for name, ms in row["stages"].items())
        print(f"{way:<22}{row['left']:>14,}{row['ms']:>13.1f} ms{row['ratio']:>8.2f}   {stages}")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def vocabulary() -> list[str]:
    draw = random.Random(1)  # noqa: S311
    return ["".join(draw.choices("bcdfgklmnprst") + draw.choices("aeiou")) * draw.randint(1, 4) + str(n)
            for n in range(VOCABULARY)]  # fmt: skip


def write(folder: Path, passages: int) -> None:
    draw, words = random.Random(passages), vocabulary()  # noqa: S311
    # As words are in a language: the n-th commonest in proportion to 1 / n.
    weights = np.cumsum(1 / np.arange(1, VOCABULARY + 1)).tolist()
    folder.mkdir(parents=True)
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as lines:
        for number in range(passages // PASSAGES_AN_ARTICLE):
            sentences = [
                " ".join(draw.choices(words, cum_weights=weights, k=20)).capitalize() + "."
                for _ in range(PASSAGES_AN_ARTICLE * WORDS_A_PASSAGE // 20)
            ]
            row = {
                "id": f"n{number}", "title": f"News {number}", "text": " ".join(sentences),
                "date": (FIRST + dt.timedelta(days=draw.randrange(DAYS + 1))).isoformat(),
                "source": f"Outlet {draw.randrange(OUTLETS)}",
            }  # fmt: skip
            lines.write(json.dumps(row) + "\n")


def measured(index: newsqa.Index, runs: int) -> dict[str, dict]:
    draw, words = random.Random(2), vocabulary()  # noqa: S311
    took: dict[str, list[float]] = {way: [] for way in WAYS}
    stages: dict[str, dict[str, list[float]]] = {way: {} for way in WAYS}
    for run in range(-2, runs):  # two to warm up
        question = "What did " + " ".join(words[draw.randrange(2000)] for _ in range(6)) + " do"
        for way, filters in WAYS.items():
            own = dict(filters)
            said = own.pop("said", None)
            text = f"{question} {said}?" if said else f"{question}?"
            query = make_query(text, 5, max_chars=2000, today=TODAY, **own)
            spent = Stages()
            milliseconds = clock(lambda query=query, spent=spent: index.find(query, spent))
            if run >= 0:
                took[way].append(milliseconds)
                for stage, seconds in spent.seconds.items():
                    stages[way].setdefault(stage, []).append(1000 * seconds)
    return {
        way: {
            "left": left(index, filters),
            "ms": float(np.median(took[way])),
            "stages": {stage: float(np.median(values)) for stage, values in stages[way].items()},
        }
        for way, filters in WAYS.items()
    }


def left(index: newsqa.Index, filters: dict) -> int:
    query = make_query("x", 1, max_chars=10, **{name: value for name, value in filters.items() if name != "said"})
    with index._reading() as (snapshot, loaded):
        lexical = loaded.indexes.lexical
        return len(lexical.rows_of(snapshot.matching_articles(query))) if query.is_filtered else len(lexical)


def clock(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()
