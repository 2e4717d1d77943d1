"""What the day of asking and times in questions give: nDCG@10 over articles, out of fold, by what is done with them.

    python benchmarks/asked.py FOLDER... --coefficients DIR [--cache DIR] [--json FILE]

A FOLDER is as benchmarks/fit.py takes them, with dated articles; DIR holds `except0` and `except1` as that makes them.
What passages are ranked by is taken from there; what the days weigh is fitted anew for each way, on the folders named,
so that each is at its best. A question without a `date` is asked today, of an archive whose last day is its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from fit import DAYS, DAYS_RIDGE, MAX_CHARS, opened, originals, query_of, solve
from folds import folds
from quality import NDCG, SILVER, order

from newsqa import ranking
from newsqa.encoder import load_encoder
from newsqa.evaluate.measures import retrieval
from newsqa.evaluate.questions import QRELS, read_qrels
from newsqa.fitted import Fitted
from newsqa.retriever import gather, make_query
from newsqa.stages import Stages
from newsqa.types import Query

Way = Callable[[Query], Query]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--coefficients", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path("evaluation"))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    encoder = load_encoder()
    pools: dict[str, dict[Path, list]] = {way: {} for way in WAYS}
    for folder in options.folders:
        more = {"out": options.coefficients / "except0", "except_fold": None, "per_set": 10**6, "also_without": SILVER}
        with opened(folder, argparse.Namespace(**(vars(options) | more)), encoder) as one:
            for way, rows in collected(one, folds(folder)).items():
                pools[way][folder] = rows
    table = {way: measured(pools[way], options.coefficients) for way in WAYS}
    columns = list(next(iter(table.values())))
    print(f"{'':<44}" + "".join(f"{column:>30}" for column in columns))
    for way, row in table.items():
        print(f"{way:<44}" + "".join(f"{row[column]:>30.4f}" for column in columns))
    if options.json:
        options.json.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def within(before: int, after: int) -> Way:
    """Return what makes a filter of a time that is said, with so many days more before and after it."""

    def filtered(query: Query) -> Query:
        time = query.time
        if time is None or time.is_latest:
            return query
        since, until = (time.since or dt.date.min, time.until or query.today)
        least, most = since - dt.timedelta(before if time.since else 0), min(until, query.today) + dt.timedelta(after)
        return replace(query, time=None, since=least, until=most)

    return filtered


def without_phrase(query: Query) -> Query:
    time = query.time
    return (
        query if time is None else replace(query, text=f"{query.text[: time.start]} {query.text[time.end :]}".strip())
    )


WAYS: dict[str, Way] = {
    "neither": lambda query: replace(query, today=None, time=None),
    "the day of asking": lambda query: replace(query, time=None),
    "and a time raises what is near (the default)": lambda query: query,
    "the same, its words not searched for": without_phrase,
    "a time filters": within(0, 0),
    "a time filters, with 3 days after": within(0, 3),
    "a time filters, with 7 days around": within(7, 7),
}


def collected(one, fold_of: dict[str, int]) -> dict[str, list]:
    """Return for each way the pools of all questions: features, articles, right ones, question, fold, kind."""
    rows: dict[str, list] = {way: [] for way in WAYS}
    with one.index._reading() as (snapshot, loaded):
        days = loaded.indexes.days
        for question in one.questions:
            if not question.gold:
                continue
            said = make_query(question.text, 10, max_chars=MAX_CHARS, today=question.date).time
            if said and not said.is_latest and not days.has(said.since, said.until):
                said = None  # what no article is of is left alone
            query = replace(query_of(question, 10), time=said)
            kind = "none" if said is None else "latest" if said.is_latest else "time"
            known: dict[Query, tuple] = {}
            for way, change in WAYS.items():
                asked = change(query)
                # Without a time the day of asking changes what the passages have, not which they are.
                gathered = asked if asked.time else replace(asked, today=query.today)
                if gathered not in known:
                    vector = loaded.encoder.encode_query(gathered.text)
                    pool = gather(gathered, vector, snapshot, loaded.indexes, Stages())
                    articles = [candidate.found.passage.article_id for candidate in pool.candidates]
                    right = set(question.gold) | originals(snapshot, pool, question)
                    known[gathered] = (ranking.features(pool.question, pool.candidates), articles, right)
                columns, articles, right = known[gathered]
                if asked.today is None:
                    columns = columns | dict.fromkeys(DAYS, np.zeros(len(articles)))
                rows[way].append((columns, articles, right, question.id, fold_of[question.id], kind))
    return rows


def measured(pools: dict[Path, list], coefficients: Path) -> dict[str, float]:
    runs: dict[Path, dict[str, tuple[str, ...]]] = {folder: {} for folder in pools}
    for fold in (0, 1):
        shipped = Fitted.read(coefficients / f"except{fold}" / "ranking.json").weights
        weights = {name: weight for name, weight in shipped.items() if name not in DAYS}
        training = {folder.name: [row[:4] for row in rows if row[4] != fold] for folder, rows in pools.items()}
        if any(row[0][day].any() for rows in training.values() for row in rows for day in DAYS):
            weights |= solve(training, DAYS, DAYS_RIDGE, weights)
        fitted = Fitted(weights=weights, made={})
        for folder, rows in pools.items():
            runs[folder] |= {row[3]: order(fitted.apply(row[0]), row[1]) for row in rows if row[4] == fold}
    found = {}
    for folder, run in runs.items():
        kinds = {row[3]: row[5] for row in pools[folder]}
        for name, short in ((QRELS, "gold"), (SILVER, "silver")):
            if (folder / name).is_file():
                judged = {query: own for query, own in read_qrels(folder / name).items() if query in run}
                by_query = {query: row[NDCG] for query, row in retrieval(judged, run).items()}
                found[f"{folder.name.partition('_')[0]} {short}"] = float(np.mean(list(by_query.values())))
                for kind in ("none", "latest", "time") if short == "gold" else ():
                    own = [value for query, value in by_query.items() if kinds[query] == kind]
                    found[f"{folder.name[:8]}, says {kind} ({len(own)})"] = float(np.mean(own))
    return found


if __name__ == "__main__":
    main()
