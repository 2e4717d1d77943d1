"""What a passage's best sentence adds to its own cosine, in articles found: nDCG@10 and success@1.

    python benchmarks/ranking.py FOLDER... [--questions N] [--cache DIR]

A FOLDER holds corpus.jsonl.gz, queries.jsonl.gz and qrels.tsv (query, article, grade). Its corpus is
built into an index, under DIR if given so that a second run need not build it.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import math
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np

import newsqa
from newsqa import ranking, retriever
from newsqa.types import Query

WAYS = {
    "cosine of the passage": lambda cosine, sentences, overlaps: cosine,
    "+ best sentence's cosine": lambda cosine, sentences, overlaps: cosine + max(sentences),
    "+ best sentence's words": lambda cosine, sentences, overlaps: cosine + 0.5 * max(overlaps),
    "+ best sentence's score": lambda cosine, sentences, overlaps: (
        cosine + max(s + 0.5 * o for s, o in zip(sentences, overlaps, strict=True))
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--questions", type=int, default=600)
    parser.add_argument("--cache", type=Path)
    options = parser.parse_args()
    report = {}
    for folder in options.folders:
        with tempfile.TemporaryDirectory() as place:
            report[folder.name] = measure(folder, options.cache or Path(place), options.questions)
    print(json.dumps(report))


def measure(folder: Path, cache: Path, most: int) -> dict:
    with tempfile.TemporaryDirectory() as place:
        corpus = Path(place) / "corpus.jsonl"
        with gzip.open(folder / "corpus.jsonl.gz") as packed, corpus.open("wb") as plain:
            shutil.copyfileobj(packed, plain)
        built = newsqa.build(corpus, cache / folder.name)
    with gzip.open(folder / "queries.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = {str(row.get("_id", row.get("id"))): row["text"] for row in map(json.loads, lines)}
    relevant: dict[str, dict[str, int]] = {}
    with (folder / "qrels.tsv").open(encoding="utf-8") as lines:
        for query, article, grade in csv.reader(lines, delimiter="\t"):
            if query in texts and grade.isdigit():
                relevant.setdefault(query, {})[article] = int(grade)
    chosen = sorted(relevant, key=lambda query: hashlib.sha256(query.encode()).digest())[:most]

    figures = {way: [] for way in WAYS}
    with newsqa.Index.open(cache / folder.name) as index:
        for query in chosen:
            for way, articles in ranked(index, texts[query]).items():
                figures[way].append((ndcg(articles, relevant[query]), articles[0] in relevant[query]))
    print(f"{folder.name}: {built.passages} passages, {len(chosen)} questions")
    for way, values in figures.items():
        gain, success = np.mean(values, axis=0)
        print(f"  {way:<26}nDCG@10 {gain:.3f}   success@1 {success:.3f}")
    return {way: np.mean(values, axis=0).tolist() for way, values in figures.items()}


def ranked(index: newsqa.Index, question: str) -> dict[str, list[str]]:
    """Return for each way the articles in its order, from the same candidates."""
    with index._reading() as (snapshot, loaded):
        vector = loaded.encoder.encode_query(question)
        cosines = dict(loaded.dense.search(vector, retriever._DEPTH))
        found = snapshot.stored_passages(list(cosines))
        sentences = [
            entry.passage.text[span.start - entry.passage.start : span.end - entry.passage.start]
            for entry in found
            for span in entry.passage.sentences
        ]
        overlaps = iter(ranking.word_overlap(Query(text=question).text, sentences))
        scored = []
        for entry in found:
            own = [next(overlaps) for _ in entry.passage.sentences]
            scored.append((entry.passage.article_id, cosines[entry.row], entry.vectors @ vector, own))
    return {
        way: list(dict.fromkeys(row[0] for row in sorted(scored, key=lambda row: -score(*row[1:]))))
        for way, score in WAYS.items()
    }


def ndcg(articles: Iterable[str], grades: dict[str, int]) -> float:
    gained = sum(grades.get(article, 0) / math.log2(rank + 2) for rank, article in enumerate(list(articles)[:10]))
    best = sum(grade / math.log2(rank + 2) for rank, grade in enumerate(sorted(grades.values(), reverse=True)[:10]))
    return gained / best


if __name__ == "__main__":
    main()
