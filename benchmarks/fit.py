"""Fits the coefficients that newsqa ships, on folders of questions.

    python benchmarks/fit.py FOLDER... [--out DIR] [--except-fold 0|1] [--per-set N] [--cache DIR] [--also-without FILE]

A FOLDER holds corpus.jsonl[.gz], queries.jsonl[.gz] and qrels.tsv. Fitted are, in this order, each
with what was fitted before it in use: the order of passages, that of sentences, the confidence. With
--except-fold the questions of that fold are left out, so that they can be reported on. With --only fit_days the order
of passages stays as DIR has it, but for what the days of articles weigh.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from folds import folds
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

import newsqa
from newsqa import evidence, ranking
from newsqa.confidence import probability
from newsqa.config import load_settings
from newsqa.encoder import Encoder, load_encoder
from newsqa.evaluate.judge import Judge, holds_answer, right_by
from newsqa.evaluate.questions import Question, sample
from newsqa.evaluate.sets import Source, open_set
from newsqa.fitted import Fitted
from newsqa.index import Index
from newsqa.retriever import gather, make_query, search
from newsqa.stages import Stages

# Ridges, on features of unit deviation; that of the ranking was the best of 0.001 to 1 on the folds reported.
RANKING_RIDGE = 0.5
# That of the articles' days: the least, of 0.005 to 0.5, at which questions about any day of a living archive lose
# nothing (docs/decisions/018-dates.md).
DAYS_RIDGE = 0.2
DAYS = ("closeness", "in_time")
NONE = np.zeros(1)
SENTENCES_RIDGE = 1e-4
CONFIDENCE_RIDGE = 1e-3
MAX_CHARS = 4000
SETS_WITHOUT_SENTENCES = ("multihop_rag_evidence", "scifact")
SETS_WITHOUT_CONFIDENCE = ("scifact",)


@dataclass
class Opened:
    """An index with the questions of a set that are fitted on."""

    name: str
    index: Index
    questions: list[Question]


def main() -> None:
    options = parse()
    encoder = load_encoder()
    options.out.mkdir(parents=True, exist_ok=True)
    made = {
        "by": "benchmarks/fit.py", "newsqa": newsqa.__version__, "on": dt.date.today().isoformat(),
        "encoder": encoder.fingerprint.name, "sets": [folder.name for folder in options.folders],
        "except_fold": options.except_fold, "per_set": options.per_set,
    }  # fmt: skip
    for fit in (fit_ranking, fit_days, fit_sentences, fit_confidence):
        if fit.__name__ != options.only and (options.only or fit is fit_days):
            continue
        sets = {}
        for folder in options.folders:
            with opened(folder, options, encoder) as one:
                sets[one.name] = COLLECT[fit](one)
        kept = Fitted.read(options.out / "ranking.json") if fit is fit_days else None
        for name, fitted in (fit(sets, kept) if kept else fit(sets)).items():
            own = made | {"questions": {name: len(rows) for name, rows in sets.items() if rows}}
            fitted["made"] = dict(kept.made) | {"days": own} if kept else own
            path = options.out / f"{name}.json"
            path.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")
            print(path.name, json.dumps(fitted["weights"]), fitted["intercept"], flush=True)
        if fit is fit_confidence:
            leave_one_out(sets)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "src/newsqa/coefficients")
    parser.add_argument("--except-fold", type=int, choices=(0, 1))
    parser.add_argument("--per-set", type=int, default=1200, help="at most so many questions a set, always the same")
    parser.add_argument("--cache", type=Path, default=Path("evaluation"))
    steps = ("fit_ranking", "fit_days", "fit_sentences", "fit_confidence")
    parser.add_argument("--only", choices=steps, help="only this step")
    parser.add_argument("--also-without", default="qrels_silver.tsv", help="used where a folder has it")
    return parser.parse_args()


@contextmanager
def opened(folder: Path, options: argparse.Namespace, encoder: Encoder) -> Iterator[Opened]:
    also = folder / options.also_without
    source = Source(folder=folder, cache=options.cache, also_without=also if also.is_file() else None)
    settings = replace(load_settings(), coefficients=str(options.out), min_confidence=0.0)
    fold = folds(folder)
    with open_set(source, settings, encoder) as one:
        kept = [question for question in one.questions if fold[question.id] != options.except_fold]
        answerable = sample([q for q in kept if q.answerable], options.per_set)
        others = sample([q for q in kept if not q.answerable], options.per_set // 2)
        yield Opened(folder.name, one.index, [*answerable, *others])


def query_of(question: Question, k: int):
    # A phrase in quotation marks is part of these questions, not a condition.
    return replace(make_query(question.text, k, max_chars=MAX_CHARS, today=question.date), phrases=(), excluded=())


# The order of passages: softmax over articles, each by its best passage, all right ones alike.


def collect_pools(one: Opened) -> list:
    rows = []
    with one.index._reading() as (snapshot, loaded):
        for question in one.questions:
            if not question.gold:
                continue
            query = query_of(question, 10)
            vector = loaded.encoder.encode_query(query.text)
            pool = gather(query, vector, snapshot, loaded.indexes, Stages())
            columns = ranking.features(pool.question, pool.candidates)
            articles = [candidate.found.passage.article_id for candidate in pool.candidates]
            gold = set(question.gold) | originals(snapshot, pool, question)
            rows.append((columns, articles, gold, question.id))
    return rows


def originals(snapshot, pool, question: Question) -> set[str]:
    """Return the articles whose exact copy is a right one: passages are the original's."""
    found = set()
    for row in {candidate.found.article_row for candidate in pool.candidates}:
        shown = snapshot.shown_as(row, query_of(question, 1))
        if {copy.id for copy in shown.copies} & set(question.gold):
            found.add(shown.article.id)
    return found


def fit_ranking(sets: dict[str, list]) -> dict:
    """Fit what passages are ranked by; then, with that as it is, what their days weigh, on the sets that have any.

    So an archive without dates is ranked as if there were no such features.
    """
    names = sorted(set(next(rows[0][0] for rows in sets.values() if rows)) - set(DAYS))
    return with_days(sets, solve(sets, names, RANKING_RIDGE, {}))


def fit_days(sets: dict[str, list], kept: Fitted) -> dict:
    """Fit what the days weigh alone, beside the other weights as they are kept."""
    return with_days(sets, {name: weight for name, weight in kept.weights.items() if name not in DAYS})


def with_days(sets: dict[str, list], weights: dict[str, float]) -> dict:
    dated = {
        name: rows for name, rows in sets.items() if any(row[0].get(day, NONE).any() for row in rows for day in DAYS)
    }
    if dated:
        weights = weights | solve(dated, DAYS, DAYS_RIDGE, weights)
    return {"ranking": linear(list(weights), list(weights.values()))}


def solve(sets: dict[str, list], names: Sequence[str], ridge: float, fixed: dict[str, float]) -> dict[str, float]:
    """Return the weights of some features, beside others that are fixed."""
    values, offsets, starts, articles, seats, targets, weights = [], [], [], [], [], [], []
    rows_before = articles_before = lists = 0
    for own_rows in sets.values():
        rows = [row for row in own_rows if row[2] & set(row[1])]
        for columns, ids, gold, _ in rows:
            order = sorted(range(len(ids)), key=lambda place: ids[place])
            values.append(np.stack([columns[name] for name in names], axis=1)[order])
            offsets.append(sum((weight * columns[name] for name, weight in fixed.items()), np.zeros(len(ids)))[order])
            ordered = [ids[place] for place in order]
            own = sorted(set(ordered))
            starts += [rows_before + ordered.index(article) for article in own]
            articles.append(articles_before)
            seats += [lists] * len(own)
            targets += [float(article in gold) / len(gold & set(own)) for article in own]
            weights += [1 / len(rows)]
            rows_before, articles_before, lists = rows_before + len(ids), articles_before + len(own), lists + 1
    matrix, offset, weight = np.concatenate(values), np.concatenate(offsets), np.array(weights)
    start, first, seat, target = (np.array(each) for each in (starts, articles, seats, targets))
    mean, deviation = matrix.mean(axis=0), matrix.std(axis=0)
    deviation[deviation == 0] = 1.0  # one that is the same everywhere is given no weight
    matrix = (matrix - mean) / deviation
    article_of = np.repeat(np.arange(len(start)), np.diff(np.append(start, len(matrix))))

    def loss(solution):
        scores = offset + matrix @ solution
        best = np.maximum.reduceat(scores, start)
        places = np.flatnonzero(scores >= best[article_of])[::-1]
        chosen = np.zeros(len(start), dtype=int)
        chosen[article_of[places]] = places
        shifted = np.exp(best - np.maximum.reduceat(best, first)[seat])
        total = np.add.reduceat(shifted, first)
        share = shifted / total[seat]
        value = -(weight[seat] * target * np.log(share)).sum() + ridge * solution @ solution
        slope = matrix[chosen].T @ (weight[seat] * (share - target))
        return value, slope + 2 * ridge * solution

    solved = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x / deviation
    return dict(zip(names, map(float, solved), strict=True))


# The order of sentences in the first passage, where it is of a right article and holds an answer.


def collect_sentences(one: Opened) -> list:
    rows = []
    if one.name in SETS_WITHOUT_SENTENCES:
        return rows
    with one.index._reading() as (snapshot, loaded):
        for question in one.questions:
            if not question.gold or not question.answers:
                continue
            query = query_of(question, 1)
            vector, said = loaded.encoder.read_query(query.text)
            found = search(query, vector, snapshot, loaded.indexes, loaded.coefficients.ranking)
            first = found.ranked[0]
            passage, text = first.hit.passage, first.hit.passage.text
            sentences = [text[span.start - passage.start : span.end - passage.start] for span in passage.sentences]
            right = np.array([holds_answer(sentence, question.answers) for sentence in sentences], dtype=float)
            if first.hit.article.id not in question.gold or not 0 < right.sum() < len(right):
                continue
            entry = first.candidate.found
            reading = evidence.read_closely(said, *loaded.read(snapshot, entry))
            close = evidence.features(found.question, first.candidate, reading)
            rows.append((evidence.features(found.question, first.candidate), close, right))
    return rows


def fit_sentences(sets: dict[str, list]) -> dict:
    rows = [row for own in sets.values() for row in own]
    names = ("sentences", "sentences_close")
    return {name: softmax([(row[place], row[2]) for row in rows]) for place, name in enumerate(names)}


def softmax(rows: list) -> dict:
    names = sorted(rows[0][0])
    matrix = np.concatenate([np.stack([columns[name] for name in names], axis=1) for columns, _ in rows])
    deviation = matrix.std(axis=0)
    matrix = (matrix - matrix.mean(axis=0)) / deviation
    right = np.concatenate([target for _, target in rows])
    counts = [len(target) for _, target in rows]
    first, seat = np.cumsum([0, *counts[:-1]]), np.repeat(np.arange(len(rows)), counts)

    def loss(solution):
        scores = matrix @ solution
        shifted = np.exp(scores - np.maximum.reduceat(scores, first)[seat])
        total, held = np.add.reduceat(shifted, first), np.add.reduceat(shifted * right, first)
        value = -np.log(held / total).mean() + SENTENCES_RIDGE * solution @ solution
        slope = matrix.T @ ((shifted / total[seat] - shifted * right / held[seat]) / len(rows))
        return value, slope + 2 * SENTENCES_RIDGE * solution

    return linear(names, minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x / deviation)


# Confidence: whether a cited sentence is right, with and without the right articles.


def collect_answers(one: Opened) -> list:
    rows = []
    if one.name in SETS_WITHOUT_CONFIDENCE:
        return rows
    for question in one.questions:
        by = right_by(question, "article" if one.name in SETS_WITHOUT_SENTENCES else "auto")
        judge = Judge(question, by, (), lambda article: "")
        for without in ((), question.without) if question.gold else ((),):
            composed = one.index.compose(replace(query_of(question, 5), without=without))
            if composed.features:
                label = question.answerable is not False and judge.any_is_right(composed.answer)
                rows.append((composed.features, float(label), float(bool(question.answerable))))
    return rows


def fit_confidence(sets: dict[str, list]) -> dict:
    rows = [(*row, 1 / sum(other[2] for other in own)) for own in sets.values() for row in own]
    names = sorted(rows[0][0])
    matrix = np.array([[row[0][name] for name in names] for row in rows])
    # Questions that were written to be unanswerable do not count: they are what is reported beside.
    weights = np.array([row[2] * row[3] for row in rows])
    mean, deviation = matrix.mean(axis=0), matrix.std(axis=0)
    model = LogisticRegression(C=1 / (2 * CONFIDENCE_RIDGE), max_iter=1000)
    model.fit((matrix - mean) / deviation, [row[1] for row in rows], sample_weight=weights / weights.sum())
    solved = model.coef_[0] / deviation
    return {"confidence": linear(names, solved, float(model.intercept_[0] - solved @ mean))}


def leave_one_out(sets: dict[str, list]) -> None:
    """Print how good the confidence of a set's answers is when it was fitted on the other sets."""
    for left, rows in sets.items():
        others = {name: own for name, own in sets.items() if own and name != left}
        if not rows or not others:
            continue
        fitted = fit_confidence(others)["confidence"]
        coefficients = Fitted(weights=fitted["weights"], intercept=fitted["intercept"], made={})
        asked = [row for row in rows if row[2]]
        labels = np.array([row[1] for row in asked])
        given = np.array([probability(row[0], coefficients) for row in asked])
        brier, base = float(((given - labels) ** 2).mean()), float(labels.mean() * (1 - labels.mean()))
        print(f"{left}, fitted on the other sets: Brier {brier:.4f}, of its own base rate {base:.4f}", flush=True)


def linear(names: list[str], weights, intercept: float = 0.0) -> dict:
    rounded = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
    return {"weights": rounded, "intercept": round(intercept, 4)}


COLLECT = {
    fit_ranking: collect_pools, fit_days: collect_pools, fit_sentences: collect_sentences,
    fit_confidence: collect_answers,
}  # fmt: skip

if __name__ == "__main__":
    main()
