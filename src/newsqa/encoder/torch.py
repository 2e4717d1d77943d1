"""Runs a model with torch: on a GPU, or where it cannot be exported."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import numpy as np
import torch

from newsqa.encoder.engines import Run
from newsqa.encoder.modules import Loaded
from newsqa.vectors import Vectors


class TorchEngine:
    """A model in torch, in float32, one batch after the other."""

    concurrency = 1

    def __init__(self, loaded: Loaded) -> None:
        """Move the model to a GPU where torch finds one."""
        # Shorter mantissas would make other vectors than a CPU does.
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._model = loaded.model.to(self._device)
        self._pad_id = loaded.pad_id
        self._lock = threading.Lock()

    def run(self, batch: Sequence[Sequence[int]], *, is_awaited: bool = False) -> Iterator[Run]:
        """Yield what the model gives for each text, in order, of its token ids; torch takes every core for any."""
        # A GPU needs many at once; elsewhere no text is padded to another's length.
        size = max(len(batch), 1) if self._device == "cuda" else 1
        for first in range(0, len(batch), size):
            yield from self._run(batch[first : first + size])

    def _run(self, batch: Sequence[Sequence[int]]) -> Iterator[Run]:
        ids = np.full((len(batch), max(map(len, batch))), self._pad_id, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, own in enumerate(batch):
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        with self._lock, torch.inference_mode():
            tokens, texts = self._model(
                torch.from_numpy(ids).to(self._device), torch.from_numpy(mask).to(self._device)
            )  # fmt: skip
            tokens, texts = tokens.float().cpu().numpy(), texts.float().cpu().numpy()
        for row, own in enumerate(batch):
            yield Run(tokens[row, : len(own)], texts[row])

    def after_pooling(self, pooled: Vectors) -> Vectors:
        """Return what the model makes of pooled tokens, [s, d] to [s, n]."""
        with self._lock, torch.inference_mode():
            vectors = self._model.after_pooling(torch.from_numpy(pooled).to(self._device))
            return np.asarray(vectors.float().cpu().numpy(), dtype=np.float32)
