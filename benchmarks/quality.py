"""Measures the default out of fold, and writes docs/quality.md.

    python benchmarks/quality.py FOLDER... --coefficients DIR [--cache DIR] [--work DIR] [--out docs/quality.md]

DIR holds `except0` and `except1`, as benchmarks/fit.py makes them with --except-fold: the questions of
a fold are asked with the coefficients fitted without them, and reported together. The vectors of a
folder's articles are kept in the cache.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from fit import collect_pools, fit_ranking, opened, query_of
from folds import folds
from wording import document

from newsqa.config import load_settings
from newsqa.encoder import Encoder, load_encoder
from newsqa.evaluate.asking import evaluate
from newsqa.evaluate.figures import Row, answer_figures, honesty, retrieval_figures, speed
from newsqa.evaluate.measures import DEPTH, retrieval
from newsqa.evaluate.paired import compare_means
from newsqa.evaluate.questions import CORPUS, QRELS, QUERIES, find_file, read_objects, read_qrels
from newsqa.evaluate.report import writing_answers
from newsqa.evaluate.sets import Source
from newsqa.fitted import Fitted

SILVER = "qrels_silver.tsv"
# Answers that are worked out from several facts: right is a citation of a right article.
BY_ARTICLE = ("multihop_rag_evidence",)
NDCG = "nDCG@10"
PER_SET = 1200  # as benchmarks/fit.py
RRF = 60  # reciprocal rank fusion, Cormack et al. 2009


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--coefficients", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path("evaluation"))
    parser.add_argument("--work", type=Path, default=Path("quality"))
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "docs/quality.md")
    options = parser.parse_args()
    encoder = load_encoder()
    options.work.mkdir(parents=True, exist_ok=True)
    figures = {folder.name: measure(folder, options, encoder) for folder in options.folders}
    figures["ablation"] = ablation(options, encoder)
    (options.work / "figures.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
    options.out.write_text(document(figures), encoding="utf-8")


def measure(folder: Path, options: argparse.Namespace, encoder: Encoder) -> dict:
    kept = options.work / f"{folder.name}.json"
    if kept.exists():
        return json.loads(kept.read_text(encoding="utf-8"))
    rows: list[Row] = []
    rankings: dict[str, tuple[str, ...]] = {}
    citations = 0
    answers = options.work / f"{folder.name}.answers.jsonl"
    parts = []
    for fold in (0, 1):
        part = split(folder, fold, options.work / f"fold{fold}" / folder.name)
        settings = replace(load_settings(), coefficients=str(options.coefficients / f"except{fold}"))
        silver = part / SILVER
        source = Source(folder=part, cache=options.cache, also_without=silver if silver.is_file() else None)
        parts.append(answers.with_suffix(f".{fold}"))
        with writing_answers(parts[-1]) as on_answer:
            found = evaluate(
                source, settings=settings, right="article" if folder.name in BY_ARTICLE else "auto",
                encoder=encoder, on_answer=on_answer,
            )  # fmt: skip
        rows += found.rows
        rankings |= found.rankings
        citations += found.citations
        print(folder.name, fold, len(found.rows), flush=True)
    answers.write_bytes(b"".join(part.read_bytes() for part in parts))
    proven = sum(each.proven for row in rows for each in (row.whole, row.lacking) if each)
    answered, known, took = answer_figures(rows), honesty(rows), speed(rows)
    figures = {
        "questions": len(rows),
        "retrieval": retrieval_figures(rows),
        "ranking": ranking(folder, rankings, options, encoder),
        "answers": answered.to_dict() if answered else None,
        "honesty": known.to_dict() if known else None,
        "citations": citations,
        "proven": proven,
        "speed": took.to_dict(),
        "checked": check(folder, answers),
    }
    kept.write_text(json.dumps(figures), encoding="utf-8")
    return figures


def split(folder: Path, fold: int, place: Path) -> Path:
    """Make a folder of one fold's questions, with the whole corpus."""
    if place.exists():
        shutil.rmtree(place)
    place.mkdir(parents=True)
    corpus, queries = find_file(folder, CORPUS), find_file(folder, QUERIES)
    (place / corpus.name).symlink_to(corpus.resolve())
    fold_of = folds(folder)
    kept = [values for _, values in read_objects(queries) if fold_of[str(values["_id"])] == fold]
    with gzip.open(place / f"{QUERIES}.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(values, ensure_ascii=False) + "\n" for values in kept)
    ids = {str(values["_id"]) for values in kept}
    for name in (QRELS, SILVER):
        if (folder / name).is_file():
            judged = read_qrels(folder / name)
            (place / name).write_text(
                "".join(f"{q}\t{a}\t{g}\n" for q, own in judged.items() if q in ids for a, g in own.items()),
                encoding="utf-8",
            )
    return place


def check(folder: Path, answers: Path) -> str:
    """Return what the script that knows nothing of newsqa says of the citations."""
    script = Path(__file__).parent / "check_citations.py"
    corpus = find_file(folder, CORPUS)
    ran = subprocess.run(
        [sys.executable, str(script), str(answers), str(corpus)], capture_output=True, text=True, check=False
    )
    return (ran.stdout or ran.stderr).strip()


# Retrieval beside the simple methods, over the same passages.


def ranking(folder: Path, default: dict[str, tuple[str, ...]], options: argparse.Namespace, encoder: Encoder) -> dict:
    runs = {"default": default, **simple_runs(folder, options, encoder)}
    found = {}
    for name in (QRELS, SILVER):
        path = find_file(folder, name) if name == QRELS else folder / name
        if path is None or not path.is_file():
            continue
        judged = {query: own for query, own in read_qrels(path).items() if query in default}
        values = {}
        for way, run in runs.items():
            by_query = retrieval(judged, run)
            values[way] = np.array([by_query[query][NDCG] for query in sorted(by_query)])
        better = max(("dense", "BM25"), key=lambda way: values[way].mean())
        paired = compare_means(values[better], values["default"])
        found[name] = {way: float(each.mean()) for way, each in values.items()} | {
            "better": better, "low": paired.low, "high": paired.high, "p": paired.p,
        }  # fmt: skip
    return found


def simple_runs(folder: Path, options: argparse.Namespace, encoder: Encoder) -> dict[str, dict[str, tuple[str, ...]]]:
    runs: dict[str, dict[str, tuple[str, ...]]] = {way: {} for way in ("dense", "BM25", "RRF", "sum")}
    with whole(folder, options, encoder) as one, one.index._reading() as (snapshot, loaded):
        for question in one.questions:
            if question.gold:
                for way, ranked in simple(question, snapshot, loaded).items():
                    runs[way][question.id] = ranked
    return runs


def whole(folder: Path, options: argparse.Namespace, encoder: Encoder):
    """Open a folder's index with all its questions."""
    more = {"out": options.coefficients / "except0", "except_fold": None, "per_set": 10**6, "also_without": SILVER}
    return opened(folder, argparse.Namespace(**(vars(options) | more)), encoder)


def simple(question, snapshot, loaded) -> dict[str, tuple[str, ...]]:
    from newsqa.ranking import read_question

    query = query_of(question, 10)
    vector = loaded.encoder.encode_query(query.text)
    asked = read_question(query.text, vector, loaded.indexes.lexical, loaded.indexes.languages)
    lists = {
        "dense": loaded.indexes.dense.search(vector, 300),
        "BM25": loaded.indexes.lexical.search(asked.wanted, 300),
    }
    best = {way: by_article(found, snapshot) for way, found in lists.items()}
    ranks = {way: {article: place for place, article in enumerate(found, start=1)} for way, found in best.items()}
    fused: dict[str, float] = {}
    summed: dict[str, float] = {}
    for way, found in best.items():
        low, high = min(found.values(), default=0.0), max(found.values(), default=1.0)
        for article, score in found.items():
            fused[article] = fused.get(article, 0.0) + 1 / (RRF + ranks[way][article])
            summed[article] = summed.get(article, 0.0) + 0.5 * ((score - low) / (high - low) if high > low else 1.0)
    best |= {"RRF": fused, "sum": summed}
    return {way: tuple(sorted(own, key=lambda a: (-own[a], a))[:DEPTH]) for way, own in best.items()}


def by_article(found: Sequence[tuple[int, float]], snapshot) -> dict[str, float]:
    ids = snapshot.passage_ids([row for row, _ in found])
    best: dict[str, float] = {}
    for row, score in found:
        article = ids[row].rpartition("#")[0]
        best[article] = max(score, best.get(article, score))
    return best


# What each part of the ranking gives: fitted anew without it, on the same folds.


PARTS = {
    "search by meaning": ("cosine_relative", "article_cosine", "sentence_cosine"),
    "search by words": ("bm25_relative", "article_bm25_relative", "article_bm25_share", "word_pairs"),
    "the article around": ("article_bm25_relative", "article_bm25_share", "article_cosine", "is_first"),
    "sentences": ("sentence_cosine", "sentence_match"),
}


def ablation(options: argparse.Namespace, encoder: Encoder) -> dict:
    pools = {folder: pools_of(folder, options, encoder) for folder in options.folders}
    names = sorted(next(iter(pools.values()))[0][0])
    parts = {"(the default)": ()} | {name: (name,) for name in names} | PARTS
    return {part: ablated(pools, [name for name in names if name not in left_out]) for part, left_out in parts.items()}


def pools_of(folder: Path, options: argparse.Namespace, encoder: Encoder) -> list:
    with whole(folder, options, encoder) as one:
        fold_of = folds(folder)
        rows = [(*row, fold_of[row[3]]) for row in collect_pools(one)]
        return sorted(rows, key=lambda row: hashlib.sha256(row[3].encode()).digest())


def ablated(pools: dict[Path, list], names: list[str]) -> dict[str, float]:
    runs: dict[Path, dict[str, tuple[str, ...]]] = {folder: {} for folder in pools}
    for fold in (0, 1):
        training = {
            folder.name: [({name: row[0][name] for name in names}, *row[1:4]) for row in rows if row[4] != fold][
                :PER_SET
            ]
            for folder, rows in pools.items()
        }
        fitted = fit_ranking(training)["ranking"]
        weights = Fitted(weights=fitted["weights"], intercept=0.0, made={})
        for folder, rows in pools.items():
            for columns, articles, _, question, own in rows:
                if own == fold:
                    runs[folder][question] = order(weights.apply(columns), articles)
    found = {}
    for folder, run in runs.items():
        for name in (QRELS, SILVER):
            if (folder / name).is_file():
                judged = {query: own for query, own in read_qrels(folder / name).items() if query in run}
                values = [row[NDCG] for row in retrieval(judged, run).values()]
                found[f"{folder.name} {name}"] = float(np.mean(values))
    return found


def order(scores: np.ndarray, articles: Sequence[str]) -> tuple[str, ...]:
    best: dict[str, float] = {}
    for score, article in zip(scores, articles, strict=True):
        best[article] = max(float(score), best.get(article, -np.inf))
    return tuple(sorted(best, key=lambda article: (-best[article], article))[:DEPTH])


if __name__ == "__main__":
    main()
