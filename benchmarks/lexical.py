"""Engines for words, side by side: ours as shipped (tantivy), SQLite's FTS5, bm25s where it is installed.

    python benchmarks/lexical.py [PASSAGES] [--questions N]

The passages are of invented words, as frequent as words are, the same on every run; five make an article. Each
engine builds in one process and is asked in another, for the best hundred. Memory is what a process holds after the
questions beyond what it held before it opened the index. Quote ratios from one run: machines differ.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

ENGINES = ("tantivy", "fts5", "bm25s")
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
VOCABULARY, WORDS, PASSAGES_OF_ARTICLE, K = 200_000, 120, 5, 100
Ask = Callable[[str], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("passages", type=int, nargs="?", default=100_000)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--step", nargs=3, metavar=("STEP", "ENGINE", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        step, engine, folder = options.step
        work = build if step == "build" else ask
        print(json.dumps(work(engine, Path(folder), options.passages, options.questions)))
        return
    report: dict[str, dict[str, float]] = {}
    print(f"{'':<26}{'build':>9}{'median':>10}{'95 %':>10}{'disk':>9}{'memory':>10}")
    for engine in ENGINES:
        if engine == "bm25s" and importlib.util.find_spec("bm25s") is None:
            print("bm25s is left out: it is not installed (`pip install bm25s`)")
            continue
        with tempfile.TemporaryDirectory() as place:
            built = own_process("build", engine, place, options)
            asked = own_process("ask", engine, place, options)
        for kind, (median, late) in asked.pop("milliseconds").items():
            report[f"{engine}, {kind}"] = {"median_ms": median, "p95_ms": late, **built, **asked}
            print(
                f"{engine + ', ' + kind:<26}{built['seconds']:>7.1f} s{median:>7.2f} ms{late:>7.2f} ms"
                f"{built['disk_mb']:>6.0f} MB{asked['memory_mb']:>7.0f} MB"
            )
    print(json.dumps(report))


def own_process(step: str, engine: str, place: str, options: argparse.Namespace) -> dict:
    command = [sys.executable, __file__, str(options.passages), "--questions", str(options.questions)]
    done = subprocess.run([*command, "--step", step, engine, place], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def passages(count: int) -> Iterator[str]:
    """Yield passages whose words are distributed as Zipf found them, 1 / (rank + 2.7)."""
    random = np.random.default_rng(7)
    words = vocabulary()
    weights = 1 / (np.arange(VOCABULARY) + 2.7)
    cumulative = np.cumsum(weights / weights.sum())
    for _ in range(count):
        yield " ".join(words[rank] for rank in np.searchsorted(cumulative, random.random(WORDS)))


def vocabulary() -> list[str]:
    """Return invented words, no two alike, short ones first as in a language."""
    random = np.random.default_rng(3)
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        length = 1 + int(np.log1p(len(found)) / 3) + random.integers(3)
        found["".join(SYLLABLES[each] for each in random.integers(len(SYLLABLES), size=length))] = None
    return list(found)


def questions(count: int, of: int) -> dict[str, list[str]]:
    """Return questions of six words of one passage, and the same with a letter of the longest word left out."""
    random = np.random.default_rng(5)
    wanted = set(random.choice(of, size=count, replace=count > of).tolist())
    plain = [
        " ".join(random.choice(text.split(), size=6, replace=False))
        for row, text in enumerate(passages(of))
        if row in wanted
    ]
    return {"questions": plain, "mistyped": [mistyped(question) for question in plain]}


def mistyped(question: str) -> str:
    longest = max(question.split(), key=len)
    return question.replace(longest, longest[:3] + longest[4:], 1)


def build(engine: str, folder: Path, count: int, _: int) -> dict[str, float]:
    texts = list(passages(count))
    started = time.perf_counter()
    {"tantivy": build_tantivy, "fts5": build_fts5, "bm25s": build_bm25s}[engine](folder, texts)
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "disk_mb": sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6}


def ask(engine: str, folder: Path, count: int, asked: int) -> dict:
    kinds = questions(asked, count)
    opening = {"tantivy": open_tantivy, "fts5": open_fts5, "bm25s": open_bm25s}[engine]
    importlib.import_module({"tantivy": "newsqa.lexical", "fts5": "sqlite3", "bm25s": "bm25s"}[engine])
    before = resident_mb()
    ways = opening(folder)
    timed = {}
    for kind, way in ways.items():
        asks = kinds["mistyped" if kind == "mistyped" else "questions"]
        for question in asks[:10]:
            way(question)
        timed[kind] = percentiles(way, asks)
    return {"milliseconds": timed, "memory_mb": resident_mb() - before}


def percentiles(way: Ask, asked: Sequence[str]) -> tuple[float, float]:
    taken = []
    for question in asked:
        started = time.perf_counter()
        way(question)
        taken.append(1000 * (time.perf_counter() - started))
    return float(np.median(taken)), float(np.percentile(taken, 95))


def resident_mb() -> float:
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(fields["VmRSS"].split()[0]) / 1000


def build_tantivy(folder: Path, texts: Sequence[str]) -> None:
    from newsqa.lexical import Document, LexicalIndex

    LexicalIndex.build(
        (
            Document(row=row, article_row=row // PASSAGES_OF_ARTICLE, context="", text=text, language="en")
            for row, text in enumerate(texts)
        ),
        folder / "index",
    )


def open_tantivy(folder: Path) -> dict[str, Ask]:
    from newsqa.lexical import LexicalIndex
    from newsqa.words import question_terms

    index = LexicalIndex.open(folder / "index")
    articles = np.arange(0, len(index) // PASSAGES_OF_ARTICLE, 100)

    def search(question: str) -> object:
        return index.search(index.with_similar(question_terms(question, ["en"])), K)

    def filtered(question: str) -> object:
        within = index.restriction(articles=articles)
        return index.search(index.with_similar(question_terms(question, ["en"])), K, within)

    def without(question: str) -> object:
        within = index.restriction(excluded=[(question.split()[0],)])
        return index.search(index.with_similar(question_terms(question, ["en"])), K, within)

    return {"questions": search, "mistyped": search, "of 1 % of articles": filtered, "without a word": without}


def build_fts5(folder: Path, texts: Sequence[str]) -> None:
    with sqlite3.connect(folder / "fts5.db") as record:
        record.execute("CREATE VIRTUAL TABLE passages USING fts5 (text, content='', tokenize='porter unicode61')")
        record.executemany("INSERT INTO passages (rowid, text) VALUES (?, ?)", enumerate(texts))
    record.close()


def open_fts5(folder: Path) -> dict[str, Ask]:
    record = sqlite3.connect(folder / "fts5.db")
    wanted = "SELECT rowid, rank FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?"
    return {"questions": lambda question: record.execute(wanted, (" OR ".join(question.split()), K)).fetchall()}


def build_bm25s(folder: Path, texts: Sequence[str]) -> None:
    import bm25s

    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)
    index.save(folder / "index")


def open_bm25s(folder: Path) -> dict[str, Ask]:
    import bm25s

    index = bm25s.BM25.load(folder / "index")

    def search(question: str) -> object:
        tokens = bm25s.tokenize([question], stopwords="en", show_progress=False, return_ids=False)
        return index.retrieve(tokens, k=K, show_progress=False)

    return {"questions": search}


if __name__ == "__main__":
    main()
