"""Two results of the same questions to what is better, and whether that is chance."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from newsqa.config import Settings
from newsqa.errors import EvaluationError, SettingError
from newsqa.evaluate.figures import Asked, Row, brier_rows, certainty, label_rows
from newsqa.evaluate.measures import NAMES
from newsqa.evaluate.paired import Paired, Rows, compare_aurocs, compare_means
from newsqa.evaluate.sets import PLACES
from newsqa.types import Plain

# The settings as they are, on one side of --compare.
AS_IT_IS = "current"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference(Plain):
    """One measure of both results.

    ``lower_is_better`` is None where more than the two systems differs: the machine, when it is about time.
    """

    measure: str
    lower_is_better: bool | None
    paired: Paired

    @property
    def is_better(self) -> bool | None:
        """Whether the second result is better, by p below .05 and an interval that leaves out 0; None: cannot tell."""
        found = self.paired
        if (
            self.lower_is_better is None
            or found.p is None
            or found.p >= 0.05
            or found.low is None
            or found.high is None
        ):
            return None
        if found.low <= 0 <= found.high:
            return None
        return (found.difference > 0) != self.lower_is_better


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Plain):
    """All measures of one set, of the results called ``a`` and ``b``."""

    name: str
    a: str
    b: str
    differences: tuple[Difference, ...]


def compare(
    a: Mapping[str, Sequence[Row]], b: Mapping[str, Sequence[Row]], *, names: tuple[str, str] = ("A", "B")
) -> tuple[Comparison, ...]:
    """Compare two results, set by set.

    Args:
        a: the rows of each set by its name.
        b: likewise; the same sets and questions.
        names: what the two are called.

    Raises:
        EvaluationError: they are not of the same questions.
    """
    if a.keys() != b.keys():
        raise EvaluationError(
            f"{names[0]} is of {', '.join(sorted(a))} and {names[1]} of {', '.join(sorted(b))}; compare the same sets"
        )
    return tuple(
        Comparison(name=name, a=names[0], b=names[1], differences=tuple(_differences(name, a[name], b[name], names)))
        for name in a
    )


def _differences(
    name: str, rows_a: Sequence[Row], rows_b: Sequence[Row], names: tuple[str, str]
) -> Iterator[Difference]:
    in_b = {row.id: row for row in rows_b}
    if {row.id for row in rows_a} != in_b.keys():
        raise EvaluationError(
            f"{name}: {names[0]} and {names[1]} are not of the same questions; evaluate both with the same --questions"
        )
    pairs = [(row, in_b[row.id]) for row in rows_a]
    if any((one.gold, one.answerable) != (other.gold, other.answerable) for one, other in pairs):
        raise EvaluationError(f"{name}: {names[0]} and {names[1]} were judged by other qrels; use the same for both")
    for measure, lower_is_better, value in _MEANS:
        both = [(value(one), value(other)) for one, other in pairs]
        known = [(float(x), float(y)) for x, y in both if x is not None and y is not None]
        if known:
            figures = np.array(known, dtype=np.float64)
            yield Difference(
                measure=measure, lower_is_better=lower_is_better, paired=compare_means(figures[:, 0], figures[:, 1])
            )
    yield from _honesty([one for one, _ in pairs], [other for _, other in pairs])


def _honesty(a: Sequence[Row], b: Sequence[Row]) -> Iterator[Difference]:
    one, other = label_rows(a), label_rows(b)
    count = len(one.scores) // 2
    if count:
        question, is_whole = np.arange(2 * count) // 2, np.arange(2 * count) % 2 == 0
        archive = compare_aurocs(Rows(one.scores, is_whole), Rows(other.scores, is_whole), question)
        for measure, found in (
            ("AUROC, with or without", archive),
            ("AUROC, right or not", compare_aurocs(one, other, question)),
        ):
            if found is not None:
                yield Difference(measure=measure, lower_is_better=False, paired=found)
        squares = [brier_rows(rows.scores, rows.labels)[0] for rows in (one, other)]
        yield Difference(measure="Brier", lower_is_better=True, paired=compare_means(*squares))
    known = [(x, y) for x, y in zip(a, b, strict=True) if x.answerable is not None]
    if known:
        labels = np.array([bool(x.answerable) for x, _ in known])
        scores = [np.array([certainty(row.whole) for row in side]) for side in zip(*known, strict=True)]
        found = compare_aurocs(Rows(scores[0], labels), Rows(scores[1], labels), np.arange(len(known)))
        if found is not None:
            yield Difference(measure="AUROC, unanswerable", lower_is_better=False, paired=found)


def _retrieval(name: str) -> Callable[[Row], float | None]:
    return lambda row: None if row.retrieval is None else row.retrieval[name]


def _answered(asked: Asked | None) -> bool | None:
    return None if asked is None else asked.answered


_MEANS: tuple[tuple[str, bool | None, Callable[[Row], float | bool | None]], ...] = (
    *((name, False, _retrieval(name)) for name in NAMES),
    ("first citation right", False, lambda row: row.first_right),
    ("any citation right", False, lambda row: row.any_right),
    ("what a reader feels", False, lambda row: None if row.outcome is None else row.outcome == "right"),
    ("first citation known wrong", True, lambda row: row.is_wrong_first),
    ("answered, with its articles", False, lambda row: _answered(row.whole) if row.lacking else None),
    ("answered, without them", True, lambda row: _answered(row.lacking)),
    ("answered, unanswerable", True, lambda row: row.whole.answered if row.answerable is False else None),
    ("milliseconds", None, lambda row: row.total_seconds * 1000),
)


def read_results(path: Path) -> dict[str, tuple[Row, ...]]:
    """Return the rows, by set, of a file that ``newsqa evaluate --json`` wrote.

    Raises:
        EvaluationError: the file is not there, or is no such file.
    """
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        return {each["name"]: tuple(_row(row) for row in each["rows"]) for each in plain["sets"]}
    except FileNotFoundError:
        raise EvaluationError(f"{path}: no such file; write one with `newsqa evaluate FOLDER --json FILE`") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EvaluationError(
            f"{path}: is not a file that `newsqa evaluate --json` of this version wrote ({error}); write it again"
        ) from error


def _row(plain: dict[str, Any]) -> Row:
    asked = {name: None if plain[name] is None else _asked(plain[name]) for name in ("whole", "lacking")}
    return Row(**{**plain, **asked, "gold": tuple(plain["gold"]), "ranks": tuple(plain["ranks"])})


def _asked(plain: dict[str, Any]) -> Asked:
    return Asked(**{**plain, "cited": tuple(plain["cited"])})


def with_settings(settings: Settings, changes: str) -> Settings:
    """Return settings with the ones named as ``name=value``, several with commas between; or "current".

    Raises:
        SettingError: there is no such setting, or it takes no such value.
    """
    if changes == AS_IT_IS:
        return settings
    kinds = {each.name: type(each.default) for each in dataclasses.fields(Settings) if each.name not in PLACES}
    values: dict[str, Any] = {}
    for change in changes.split(","):
        name, equals, text = (part.strip() for part in change.partition("="))
        if not equals or name not in kinds:
            raise SettingError(
                f"--compare: {change!r} is neither a file nor a setting; write name=value, with one of "
                f"{', '.join(kinds)}"
            )
        values[name] = _value(kinds[name], text, name)
    return dataclasses.replace(settings, **values)


def _value(kind: type, text: str, name: str) -> object:
    if kind is bool:
        if text.lower() not in ("true", "false"):
            raise SettingError(f"--compare: {name} must be true or false, not {text!r}")
        return text.lower() == "true"
    try:
        return kind(text)
    except ValueError:
        raise SettingError(f"--compare: {name} must be a number, not {text!r}") from None
