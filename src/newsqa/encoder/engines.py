"""What runs a model: token ids in, vectors out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from newsqa.vectors import Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What an encoder knows of its model beside the weights, from the model's own configuration.

    Attributes:
        dimension: of the vectors, after ``truncate_dim`` (Matryoshka, Kusupati et al. 2022) where the model names one.
        pooling: how tokens' vectors become a text's.
        query_prefix: stands before each question, and ``passage_prefix`` before each passage.
        max_tokens: tokens of an input, special ones included.
        has_layers_after_pooling: whether pooled vectors pass more than a normalisation.
    """

    dimension: int
    pooling: str
    query_prefix: str
    passage_prefix: str
    max_tokens: int
    has_layers_after_pooling: bool


@dataclass(frozen=True, slots=True)
class Run:
    """What a model gives for a text: its tokens' vectors, float32 [t, d], and its own, [n]."""

    tokens: Vectors
    text: Vectors


class Engine(Protocol):
    """Runs a model; safe from many threads. What it gives for a text does not depend on what shared its batch."""

    @property
    def concurrency(self) -> int:
        """How many threads should call it at once."""

    def run(self, batch: Sequence[Sequence[int]], *, is_awaited: bool = False) -> Iterator[Run]:
        """Yield what the model gives for each text, in order, of its token ids.

        Args:
            batch: the texts' token ids.
            is_awaited: whether somebody waits for this one batch, rather than for many: it may take every core.
        """

    def after_pooling(self, pooled: Vectors) -> Vectors:
        """Return what the model makes of pooled tokens, [s, d] to [s, n]."""
