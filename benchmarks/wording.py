"""Puts the figures of benchmarks/quality.py into words: docs/quality.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

TARGETS = {
    "realtimeqa_small qrels.tsv": 0.735, "realtimeqa_small qrels_silver.tsv": 0.80, "squad2 qrels.tsv": 0.92,
    "multihop_rag_evidence qrels.tsv": 0.825, "scifact qrels.tsv": 0.735,
}  # fmt: skip
TIMED = "realtimeqa_small"
WAYS = ("dense", "BM25", "RRF", "sum", "default")
HEAD = """\
# How good newsqa is

Made by `benchmarks/quality.py`; do not edit. Every figure is out of fold: the questions of a fold, split by the sha256
of their group, were asked with coefficients fitted on the other fold (`benchmarks/fit.py`), and are reported together.
What ships is fitted on both. The features, the ridge of the ranking and the choice of features for sentences and
confidence were decided while looking at these folds, so a little of what they show is chosen. The sets' own flaws are
named where they are kept; none of their text is here. What each figure means stands in [evaluate.md](evaluate.md).

These figures, and the times, are of the encoder in float32 with torch, which was the default when they were made. What
int8 on ONNX Runtime, the default now, changes in them is less than chance on three of these sets: see
[decision 011](decisions/011-encoder-engine.md). The coefficients were fitted with float32. They were made before the
day of asking counted: what that gives stands in [decision 018](decisions/018-dates.md). It changes nothing on squad2
and scifact, whose articles have no dates.
"""


def document(figures: dict) -> str:
    sets = {name: own for name, own in figures.items() if name != "ablation"}
    parts = [HEAD, *_ranking(sets), *_ablation(figures["ablation"]), *_evidence(sets), *_honesty(sets), *_reader(sets)]
    return "\n".join([*parts, *_proof(sets), *_speed(sets)]) + "\n"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def number(value: float | None, digits: int = 3) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


def _ranking(sets: dict) -> Iterator[str]:
    rows = []
    for name, own in sets.items():
        for qrels, found in own["ranking"].items():
            key = f"{name} {qrels}"
            gain = found["default"] - found[found["better"]]
            rows.append([
                key, *(number(found[way]) for way in WAYS), number(TARGETS.get(key)),
                f"{gain:+.3f} ({found['low']:+.3f} to {found['high']:+.3f}), p = {found['p']:.4f}",
            ])  # fmt: skip
    yield "## The right article: nDCG@10 over articles, the best passage counts, each question asked on its day\n"
    yield table(["set", *WAYS, "target", "default over the better of dense and BM25"], rows)
    yield (
        "All are over the same passages and inputs. RRF is reciprocal rank fusion with 60, sum the mean of both scores "
        "scaled from 0 to 1. The interval is of a paired bootstrap, p of a paired randomisation test.\n"
    )
    measures = list(next(iter(sets.values()))["retrieval"])
    rows = [[name, *(number(own["retrieval"][each]) for each in measures)] for name, own in sets.items()]
    yield table(["the default", *measures], rows)


def _ablation(parts: dict) -> Iterator[str]:
    names = list(next(iter(parts.values())))
    default = parts["(the default)"]
    rows = [["(the default)", *(number(default[name], 4) for name in names)]]
    rows += [
        [part, *(f"{found[name] - default[name]:+.4f}" for name in names)]
        for part, found in parts.items() if part != "(the default)"
    ]  # fmt: skip
    yield "## What each part of the ranking gives: nDCG@10 when it is left out and the rest fitted anew\n"
    yield table(["left out", *names], rows)
    yield (
        "Several at once: by meaning, all three cosines; by words, BM25 and word pairs; the article around, what other "
        "passages of the article say; sentences, both features of the best sentence.\n"
    )


def _evidence(sets: dict) -> Iterator[str]:
    rows = []
    for name, own in sets.items():
        found = own["answers"]
        if found and found["right_articles"]:
            rows.append([
                name, str(found["right_articles"]), share(found["first_right_in_right_article"]),
                str(found["right_passages"]), share(found["first_right_in_right_passage"]),
            ])  # fmt: skip
    yield "## The right sentence: the first cited sentence alone holds an answer\n"
    head = ["set", "right article first", "of these", "its passage holds an answer", "of these"]
    yield table(head, rows)


def _honesty(sets: dict) -> Iterator[str]:
    rows, risks = [], []
    for name, own in sets.items():
        found = own["honesty"]
        if not found or not found["pairs"]:
            continue
        rows.append([
            name, number(found["auroc_archive"]), number(found["auroc_label"]), number(found["brier"]),
            number(found["brier_of_base_rate"]),
            f"{number(found['brier_gain_low'])} to {number(found['brier_gain_high'])}",
            number(found["auroc_unanswerable"]), share(found["answered_whole"]), share(found["answered_lacking"]),
            share(found["answered_unanswerable"]),
        ])  # fmt: skip
        risks.append([name, *(number(risk) for risk in found["risk_curve"])])
    yield "## Honesty: asked of the archive with, and without, the right articles\n"
    head = [
        "set", "AUROC with/without", "AUROC of the label", "Brier", "of the base rate", "gain, 95 %",
        "AUROC own unanswerable", "answered with", "answered without", "answered, unanswerable",
    ]  # fmt: skip
    yield table(head, rows)
    if risks:
        steps = len(risks[0]) - 1
        yield "Risk, the share of wrong answers, when only the surest are given:\n"
        yield table(["set", *(f"{100 * (place + 1) // steps} %" for place in range(steps))], risks)


def _reader(sets: dict) -> Iterator[str]:
    causes = list(next(own["answers"]["outcomes"] for own in sets.values() if own["answers"]))
    rows = [
        [name, *(share(own["answers"]["outcomes"][cause]) for cause in causes)]
        for name, own in sets.items() if own["answers"]
    ]  # fmt: skip
    yield "## What a reader feels: what became of each answerable question\n"
    yield table(["set", *causes], rows)


def _proof(sets: dict) -> Iterator[str]:
    rows = [[name, str(own["citations"]), str(own["proven"])] for name, own in sets.items()]
    yield "## Citations that stand in their article, character for character\n"
    yield table(["set", "citations", "proven"], rows)
    for name, own in sets.items():
        yield f"`benchmarks/check_citations.py` on {name}, from the articles' file and the answers alone:\n"
        yield "\n".join(f"    {line}" for line in own["checked"].splitlines()) + "\n"


def _speed(sets: dict) -> Iterator[str]:
    took = sets[TIMED]["speed"]
    rows = [["**whole question**", *(number(value, 1) for value in took["total"])]]
    rows += [[stage, *(number(value, 1) for value in own)] for stage, own in took["stages"].items()]
    yield f"## Where the time of a warm question goes, on {TIMED}, in milliseconds\n"
    yield table(["", "p50", "p95"], rows)
    yield "One process, an open index, two cores. `make bench` measures the sample articles, cold starts and builds.\n"
