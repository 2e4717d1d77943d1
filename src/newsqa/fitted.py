"""Coefficients that were fitted, with how they were made."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsqa.errors import SettingError
from newsqa.types import Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted(Plain):
    """A linear score: ``intercept`` plus the weight of each feature times its value.

    ``made`` says by what, from what, and how well it did on what it was not fitted on.
    """

    weights: Mapping[str, float]
    intercept: float = 0.0
    made: Mapping[str, Any]

    def apply(self, features: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """Return the score of each row of the features, each [n]."""
        columns = np.stack([features[name] for name in sorted(self.weights)], axis=1)
        weights = np.array([self.weights[name] for name in sorted(self.weights)])
        return np.asarray(self.intercept + columns @ weights, dtype=np.float64)

    @classmethod
    def shipped(cls, name: str) -> Fitted:
        """Return what the package holds under this name."""
        text = resources.files("newsqa").joinpath("coefficients", f"{name}.json").read_text(encoding="utf-8")
        return cls(**json.loads(text))

    @classmethod
    def read(cls, path: Path) -> Fitted:
        """Return what a file holds.

        Raises:
            SettingError: the file is not there, or does not hold coefficients.
        """
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            fitted = cls(**values)
            if not all(isinstance(weight, int | float) for weight in (fitted.intercept, *fitted.weights.values())):
                raise ValueError("a weight is not a number")
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise SettingError(
                f"{path}: does not hold coefficients ({error}); make it again with `newsqa calibrate`"
            ) from error
        return fitted


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """All that was fitted.

    ``ranking`` orders passages. ``sentences`` orders the sentences of a passage, ``sentences_close`` those
    of one whose tokens were compared with the question's. ``confidence`` is a logistic regression.
    """

    ranking: Fitted
    sentences: Fitted
    sentences_close: Fitted
    confidence: Fitted

    @classmethod
    def load(cls, *folders: Path) -> Coefficients:
        """Return each from the first folder that has a file of its name, else what the package holds.

        Raises:
            SettingError: a file does not hold coefficients.
        """
        return cls(**{name: _load(name, folders) for name in _names()})


def own_coefficients(folder: Path) -> dict[str, bytes]:
    """Return the files of coefficients that an index folder holds, by name: what answers there depend on."""
    paths = [folder / f"{name}.json" for name in _names()]
    return {path.name: path.read_bytes() for path in paths if path.is_file()}


def _names() -> list[str]:
    return [field.name for field in dataclasses.fields(Coefficients)]


def _load(name: str, folders: Sequence[Path]) -> Fitted:
    for folder in folders:
        path = folder / f"{name}.json"
        if path.exists():
            return Fitted.read(path)
    return Fitted.shipped(name)
