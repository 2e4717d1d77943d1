"""Runs an exported model with ONNX Runtime, every text by itself."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from newsqa.encoder.engines import Run
from newsqa.errors import EncoderError
from newsqa.vectors import Vectors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODEL_FILE, AFTER_FILE, TOKENIZER_FILE = "model.onnx", "after_pooling.onnx", "tokenizer.json"
# Only errors.
_LOG_LEVEL = 3
# One text has no work for more.
_MOST_THREADS = 4


class OnnxEngine:
    """An exported model.

    A batch is run text by text on one thread: nothing is padded, and where activations are scaled (int8) the scale is
    that of one text. All cores are busy when ``concurrency`` threads call at once. What is awaited has sessions of
    its own, on several threads when nothing else is awaited at that moment, which give the same bits.
    """

    def __init__(self, folder: Path) -> None:
        """Use the files in ``folder``, which are opened when they are first needed."""
        self._folder = folder
        self._opening = threading.Lock()
        self._counting = threading.Lock()
        self._under_way = 0
        self._sessions: dict[tuple[str, int], InferenceSession] = {}
        self.concurrency = len(os.sched_getaffinity(0))

    def run(self, batch: Sequence[Sequence[int]], *, is_awaited: bool = False) -> Iterator[Run]:
        """Yield what the model gives for each text, in order, of its token ids."""
        for ids in batch:
            with self._awaited(is_awaited) as threads:
                session = self._session(MODEL_FILE, threads)
                tokens, text = session.run(None, {"ids": np.array([ids], dtype=np.int64)})
            yield Run(tokens[0], text[0])

    @contextmanager
    def _awaited(self, is_awaited: bool) -> Iterator[int]:
        """Give the threads for a text: each core for one that is awaited alone, else they share them."""
        if not is_awaited:
            yield 1
            return
        with self._counting:
            self._under_way += 1
            threads = max(min(self.concurrency, _MOST_THREADS) // self._under_way, 1)
        try:
            yield threads
        finally:
            with self._counting:
                self._under_way -= 1

    def after_pooling(self, pooled: Vectors) -> Vectors:
        """Return what the model makes of pooled tokens, [s, d] to [s, n]."""
        if not len(pooled) or not (self._folder / AFTER_FILE).exists():
            return pooled
        vectors: Vectors = self._session(AFTER_FILE).run(None, {"pooled": pooled})[0]
        return vectors

    def _session(self, file: str, threads: int = 1) -> InferenceSession:
        with self._opening:
            if (file, threads) not in self._sessions:
                self._sessions[file, threads] = open_session(self._folder / file, threads)
            return self._sessions[file, threads]


def open_session(model: Path, threads: int = 1) -> InferenceSession:
    """Return a session for a model's file.

    Raises:
        EncoderError: ONNX Runtime does not take it.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    # Threads that go on spinning for the next text would take the cores from everything else.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Texts of any length come: what an arena keeps for the longest is not given back.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = _LOG_LEVEL
    try:
        return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library raises whatever its parts raise
        raise EncoderError(f"{model}: ONNX Runtime does not take it ({error}); delete its folder") from error
