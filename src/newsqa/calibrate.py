"""Fits the confidence to an archive, by the questions of a set."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from newsqa import __version__
from newsqa.confidence import NAME, probability
from newsqa.config import Settings
from newsqa.encoder import Encoder
from newsqa.errors import EvaluationError
from newsqa.evaluate.asking import check_right, query_of
from newsqa.evaluate.command import check_names, encoder_for
from newsqa.evaluate.judge import Judge, right_by
from newsqa.evaluate.measures import Floats, auroc
from newsqa.evaluate.paired import Paired, compare_means
from newsqa.evaluate.questions import CORPUS, find_file
from newsqa.evaluate.sets import OpenSet, Source, cache_folder, open_set
from newsqa.fitted import Fitted
from newsqa.progress import Progress
from newsqa.store import Store

FILE = f"{NAME}.json"
# The best, or near it, of 0.001 to 0.1 for 50 to 300 questions of three public sets.
RIDGE = 1e-2
# With fewer questions of a kind, four numbers cannot be fitted, nor a figure on half of them be trusted.
LEAST = 20
LEAST_A_FOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One asking: its features, whether a citation is right, how much it counts."""

    features: Mapping[str, float]
    label: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class _Asked:
    """A row with its question, by set and id, that one's right articles, and the confidence in use."""

    row: Row
    question: tuple[str, str]
    gold: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What came of it: figures out of fold, by "fitted here", "in use now" and "base rate".

    ``gain`` is what those fitted here (a) have less of squared errors than those in use (b), by question.
    ``written`` is the file, or None when the ones in use are as good or better.
    """

    questions: int
    askings: int
    right: int
    brier: dict[str, float]
    auroc: dict[str, float]
    gain: Paired
    fitted: Fitted
    written: Path | None


def fit_confidence(rows: Sequence[Row], *, ridge: float = RIDGE) -> Fitted:
    """Return a logistic regression of the labels on the features, with an L2 penalty.

    Args:
        rows: all with the same features.
        ridge: weighs the squares of the coefficients of features of unit deviation against the mean loss.

    Raises:
        EvaluationError: the rows are all right, or all wrong.
    """
    from sklearn.linear_model import LogisticRegression

    labels, weights = np.array([row.label for row in rows], dtype=bool), np.array([row.weight for row in rows])
    if not 0 < weights[labels].sum() < weights.sum():
        raise EvaluationError("a confidence cannot be fitted to answers that are all right or all wrong")
    names = sorted(rows[0].features)
    matrix = np.array([[row.features[name] for name in names] for row in rows])
    mean, deviation = matrix.mean(axis=0), matrix.std(axis=0)
    # What never varies tells nothing apart: its coefficient is 0.
    scale = np.where(deviation > 0, deviation, np.inf)
    model = LogisticRegression(C=1 / (2 * ridge), max_iter=1000, tol=1e-8)
    model.fit((matrix - mean) / scale, labels, sample_weight=weights / weights.sum())
    solved = model.coef_[0] / scale
    return Fitted(
        weights={name: round(float(weight), 6) for name, weight in zip(names, solved, strict=True)},
        intercept=round(float(model.intercept_[0] - solved @ mean), 6),
        made={},
    )


def folds(gold: Mapping[tuple[str, str], Sequence[str]]) -> dict[tuple[str, str], int]:
    """Return the fold, 0 or 1, of each question: the first bit of the sha256 of its group.

    Questions that share a right article, directly or through others, are one group, which goes by the
    least of these articles; a question without one goes by its id.

    Args:
        gold: each question's right articles, by its set and id.
    """
    parents: dict[str, str] = {}

    def root(name: str) -> str:
        while parents.setdefault(name, name) != name:
            name = parents[name]
        return name

    for articles in gold.values():
        for other in articles[1:]:
            least, greatest = sorted((root(articles[0]), root(other)))
            parents[greatest] = least
    names = {question: root(min(articles)) if articles else question[1] for question, articles in gold.items()}
    return {question: hashlib.sha256(name.encode()).digest()[0] >> 7 for question, name in names.items()}


def calibrate(
    sources: Sequence[Source],
    settings: Settings,
    *,
    out: Path | None = None,
    right: str = "auto",
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> Calibration:
    """Fit the confidence to the questions of the sets, and write it where it is better than the one in use.

    Each question with right articles is asked with and without them, others once; two folds, each measured
    with what was fitted on the other.

    Args:
        sources: the sets; one with neither an index nor a corpus asks the index of the settings.
        settings: all settings.
        out: folder for ``confidence.json``; default: that of the index that was asked.
        right: what makes a citation right, as in :func:`newsqa.evaluate.evaluate`.
        encoder: one that is loaded already.
        progress: told the step at hand, how much of it is done, and of how much.

    Raises:
        NewsQAError: a set or index cannot be used, there are too few questions, or the file cannot be written.
    """
    check_right(right)
    check_names(sources)
    sources = [_with_index(source, settings) for source in sources]
    folder = out or _index_folder(sources, settings)
    encoder = encoder or encoder_for(sources, settings)
    asked, names = list[_Asked](), list[str]()
    for source in sources:
        with open_set(source, replace(settings, min_confidence=0.0), encoder, progress) as opened:
            asked += _ask(source.name, opened, settings, right, progress)
            names.append(_encoder_name(opened))
    found = _measure(asked)
    made = {
        "by": "newsqa calibrate", "newsqa": __version__, "on": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "encoder": ", ".join(dict.fromkeys(names)), "sets": [source.name for source in sources], "right": right,
        "questions": found.questions, "askings": found.askings, "right_askings": found.right,
        "brier": found.brier, "auroc": found.auroc,
    }  # fmt: skip
    fitted = replace(found.fitted, made=made)
    if found.brier["fitted here"] >= found.brier["in use now"]:
        return replace(found, fitted=fitted)
    return replace(found, fitted=fitted, written=_write(fitted, folder))


def report(found: Calibration) -> str:
    """Return what came of it as lines for a terminal."""
    gain = found.gain
    outcome = "nothing written: on these questions the coefficients in use are as good or better"
    if found.written is not None:
        outcome = f"written: {found.written}, fitted on all of them; an open chat takes it up when opened anew"
    return "\n".join((
        f"{found.questions} questions, with and without their articles: {found.right} of {found.askings} answers right",
        f"\n  {'out of fold':<16}{'Brier':>8}{'AUROC':>9}",
        *(f"  {name:<16}{brier:>8.4f}{found.auroc[name]:>9.4f}" for name, brier in found.brier.items()),
        f"\n  gain on those in use: {gain.difference:+.4f}, 95 % interval {gain.low:+.4f} to {gain.high:+.4f}\n",
        outcome,
    ))  # fmt: skip


def _with_index(source: Source, settings: Settings) -> Source:
    """Return the source with the index of the settings, where it has neither one nor a corpus to build it from."""
    if source.index is None and find_file(source.folder, CORPUS) is None:
        return replace(source, index=Path(settings.index))
    return source


def _index_folder(sources: Sequence[Source], settings: Settings) -> Path:
    """Return the folder of the index that all sets ask.

    Raises:
        EvaluationError: they ask several, or what is written there would be passed over.
    """
    found = {source.index or cache_folder(source, settings) for source in sources}
    if len(found) > 1:
        raise EvaluationError(
            f"these sets ask {len(found)} indexes, and a confidence is fitted for one; say where to write it, "
            "with --out DIR"
        )
    own = Path(settings.coefficients)
    if settings.coefficients and (own / FILE).exists():
        raise EvaluationError(
            f"{own / FILE}: the setting coefficients names this folder, so that no {FILE} in an index folder is used; "
            f"calibrate with --out {own}, or empty the setting"
        )
    return found.pop()


def _encoder_name(opened: OpenSet) -> str:
    with closing(Store(opened.index.folder)) as store, store.snapshot() as snapshot:
        assert snapshot.generation is not None  # noqa: S101  # the index is open
        return snapshot.generation.fingerprint.name


def _ask(name: str, opened: OpenSet, settings: Settings, right: str, progress: Progress | None) -> list[_Asked]:
    """Return every asking that found something; to what nothing was found for there is no confidence."""
    asked = []
    for done, question in enumerate(opened.questions, start=1):
        judge = Judge(question, right_by(question, right), (), lambda article: "")
        for without in ((), question.without) if question.gold else ((),):
            composed = opened.index.compose(query_of(name, question, settings, without=without))
            if composed.answer.confidence is not None:
                label = question.answerable is not False and judge.any_is_right(composed.answer)
                row = Row(features=composed.features, label=label)
                asked.append(_Asked(row, (name, question.id), question.gold, composed.answer.confidence))
        if progress is not None:
            progress("asking", done, len(opened.questions))
    return asked


def _measure(asked: Sequence[_Asked]) -> Calibration:
    """Return the figures out of fold, and what is fitted on all."""
    fold_of = folds({each.question: each.gold for each in asked})
    _check_enough(asked, fold_of)
    without = [fit_confidence([each.row for each in asked if fold_of[each.question] != fold]) for fold in (0, 1)]
    fresh = np.array([probability(each.row.features, without[fold_of[each.question]]) for each in asked])
    labels = np.array([each.row.label for each in asked], dtype=bool)
    in_use = np.array([each.confidence for each in asked])
    certainties = {"fitted here": fresh, "in use now": in_use, "base rate": np.full(len(asked), labels.mean())}
    errors = {name: (values - labels) ** 2 for name, values in certainties.items()}
    questions = [each.question for each in asked]
    return Calibration(
        questions=len(set(questions)), askings=len(asked), right=int(labels.sum()),
        brier={name: round(float(values.mean()), 6) for name, values in errors.items()},
        auroc={name: round(auroc(values, labels) or 0.0, 6) for name, values in certainties.items()},
        gain=compare_means(*(_by_question(errors[name], questions) for name in ("fitted here", "in use now"))),
        fitted=fit_confidence([each.row for each in asked]), written=None,
    )  # fmt: skip


def _check_enough(asked: Sequence[_Asked], fold_of: Mapping[tuple[str, str], int]) -> None:
    """Raise an error when too few questions got a right answer, or a wrong one."""
    for label, name in ((True, "with a right"), (False, "without a right")):
        own = {each.question for each in asked if each.row.label == label}
        of_fold = [sum(fold_of[question] == fold for question in own) for fold in (0, 1)]
        if len(own) < LEAST:
            raise EvaluationError(
                f"{len(own)} questions got an answer {name} citation, and {LEAST} are needed to fit a confidence; "
                f"ask more that the archive {'answers' if label else 'cannot answer'}"
            )
        if min(of_fold) < LEAST_A_FOLD:
            raise EvaluationError(
                f"of the questions that got an answer {name} citation {of_fold[0]} fall into one half and {of_fold[1]} "
                f"into the other, where {LEAST_A_FOLD} are needed in each: those that share right articles stay "
                "together; ask more, about other articles"
            )


def _by_question(errors: Floats, questions: Sequence[tuple[str, str]]) -> Floats:
    """Return a value for each question, the mean of which is that of all errors."""
    places: dict[tuple[str, str], int] = {}
    totals = np.bincount([places.setdefault(question, len(places)) for question in questions], errors)
    return np.asarray(totals * len(totals) / len(errors), dtype=np.float64)


def _write(fitted: Fitted, folder: Path) -> Path:
    """Write the coefficients, whole or not at all."""
    path = folder / FILE
    beside = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(fitted.to_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise EvaluationError(f"{path}: cannot be written ({error.strerror}); name a folder with --out") from error
    return path
