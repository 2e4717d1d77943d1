"""What keeping conversations costs, and what SQLite's secure_delete leaves behind: docs/decisions/028.

python benchmarks/kept.py [--conversations 500] [--json FILE]
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from newsqa.kept import Kept, KeptTurn
from newsqa.types import Answer, Article, Citation, Hit, Passage, Span

TURNS = 5
WORDS = (
    "ferry", "quay", "bridge", "council", "storm", "engine", "harbour", "ticket", "mayor", "crew", "island", "winter",
    "price", "vote", "rescue", "light",
)  # fmt: skip
MOMENT = dt.datetime(2025, 3, 4, tzinfo=dt.UTC)


def answer(chance: random.Random, question: str) -> Answer:
    """Return an answer as large as those of an archive: five passages of 120 words, three quotations."""
    hits, citations = [], []
    for rank in range(1, 6):
        sentences = [" ".join(chance.choices(WORDS, k=20)).capitalize() + "." for _ in range(6)]
        text = " ".join(sentences)
        article = Article(id=f"article-{chance.random()}", title=sentences[0], text=text, path="a.txt", source="Post")
        spans = tuple(Span(number * 10, number * 10 + 9) for number in range(6))
        passage = Passage(id=f"{rank}", article_id=article.id, start=0, end=len(text), text=text, sentences=spans)
        hits.append(Hit(rank=rank, score=chance.random(), passage=passage, article=article.info()))
        if rank <= 3:
            citations.append(Citation.prove(article, 0, len(sentences[0]), number=rank))
    return Answer(
        question=question, answered=True, text=" ".join(cited.quote for cited in citations), hits=tuple(hits),
        citations=tuple(citations), confidence=0.7,
    )  # fmt: skip


def timed(times: list[float], work: Callable[[], object]) -> None:
    began = time.perf_counter()
    work()
    times.append(1000 * (time.perf_counter() - began))


def costs(conversations: int) -> dict[str, float]:
    chance = random.Random(28)  # noqa: S311
    times: dict[str, list[float]] = {name: [] for name in ("keep", "list", "search", "load", "rename", "delete")}
    with tempfile.TemporaryDirectory() as room:
        kept = Kept.open(Path(room))
        ids = []
        for number in range(conversations):
            ids.append(kept.start("reader", f"number {number}"))
            for place in range(TURNS):
                question = " ".join(chance.choices(WORDS, k=8))
                turn = KeptTurn(
                    place=place, question=question, asked_at=MOMENT, answer=answer(chance, question)
                )  # fmt: skip
                timed(times["keep"], lambda turn=turn: kept.keep("reader", ids[-1], turn))
        size = kept.path.stat().st_size
        for id_ in chance.sample(ids, 20):
            timed(times["list"], lambda: kept.list("reader"))
            timed(times["search"], lambda: kept.search("reader", "ferry nowhere"))
            timed(times["load"], lambda id_=id_: kept.load("reader", id_))
            timed(times["rename"], lambda id_=id_: kept.rename("reader", id_, "another title"))
            timed(times["delete"], lambda id_=id_: kept.delete("reader", id_))
    turns = conversations * TURNS
    medians = {f"{name}, ms": statistics.median(values) for name, values in times.items()}
    return {"turns": turns, "file, MB": size / 1e6, "a turn, kB": size / 1e3 / turns} | medians


def traces(rounds: int) -> dict[str, int]:
    """Return how many deleted texts stand in a file still, with secure_delete alone and after VACUUM."""
    counts = {"deleted": 0, "left by secure_delete": 0, "left after VACUUM": 0}
    for seed in range(rounds):
        chance = random.Random(seed)  # noqa: S311
        live: dict[tuple[str, int], str] = {}
        dead = set()
        with tempfile.TemporaryDirectory() as room:
            path = Path(room) / "texts.sqlite"
            with closing(sqlite3.connect(path, isolation_level=None)) as file:
                file.execute("PRAGMA secure_delete = ON")
                file.execute("PRAGMA journal_mode = TRUNCATE")
                file.execute("PRAGMA synchronous = OFF")
                file.execute("CREATE TABLE texts (a TEXT, place INTEGER, b TEXT, PRIMARY KEY (a, place))")
                for step in range(600):
                    key, mark = (f"c{chance.randrange(20)}", chance.randrange(24)), f"mark{step:05}end"
                    if key in live:
                        dead.add(live.pop(key))
                    if chance.random() < 0.25:
                        file.execute("DELETE FROM texts WHERE a = ? AND place = ?", key)
                        continue
                    text = f"{mark} is said. " * chance.choice([1, 5, 50, 300])
                    file.execute("INSERT OR REPLACE INTO texts VALUES (?, ?, ?)", (*key, text))
                    live[key] = mark
                left = sum(mark.encode() in path.read_bytes() for mark in dead)
                file.execute("VACUUM")
                after = sum(mark.encode() in path.read_bytes() for mark in dead)
        for name, count in zip(counts, (len(dead), left, after), strict=True):
            counts[name] += count
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = {"costs": costs(options.conversations), "traces": traces(options.rounds)}
    for name, value in [*found["costs"].items(), *found["traces"].items()]:
        print(f"{name:<24}{value:>10,.1f}" if isinstance(value, float) else f"{name:<24}{value:>10,}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
