"""Exports a sentence-transformers model to ONNX, in float32 or int8."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
import torch

from newsqa.encoder.engines import Description
from newsqa.encoder.models import Model
from newsqa.encoder.modules import Loaded, TextModel, load_modules
from newsqa.encoder.onnx import AFTER_FILE, MODEL_FILE, TOKENIZER_FILE, open_session
from newsqa.encoder.quantise import quantise
from newsqa.errors import ExportError

_OPSET = 17
# Texts of so many words are tried: what a tracing exporter takes for constant shows at another length.
_PROBES = (1, 20, 400)
# Of a vector's greatest number: what two ways of adding up float32 may differ by.
_TOLERANCE = 1e-4
_WAY_OUT = 'set precision = "float32", with which torch runs it'


def export(found: Model, precision: str, folder: Path) -> Description:
    """Write the model, and its tokenizer, into ``folder``, and return what its configuration says.

    Raises:
        ExportError: it cannot be exported, or not so that it gives the same vectors.
        EncoderError: it is no sentence-transformers model, or lacks what passages need.
        OSError: the folder cannot be written.
    """
    loaded = load_modules(found)
    description, path = loaded.description, folder / MODEL_FILE
    try:
        with _quietly(), torch.no_grad():
            ids = torch.tensor([loaded.tokenizer.encode("one").ids])
            torch.onnx.export(
                loaded.model, (ids,), str(path), input_names=["ids"], output_names=["tokens", "text"],
                dynamic_axes={"ids": {1: "t"}, "tokens": {1: "t"}}, opset_version=_OPSET, dynamo=False,
            )  # fmt: skip
            if description.has_layers_after_pooling:
                width = loaded.model(ids)[0].shape[2]
                torch.onnx.export(
                    _AfterPooling(loaded.model).eval(), (torch.zeros(1, width),), str(folder / AFTER_FILE),
                    input_names=["pooled"], output_names=["vectors"],
                    dynamic_axes={"pooled": {0: "s"}, "vectors": {0: "s"}}, opset_version=_OPSET, dynamo=False,
                )  # fmt: skip
        difference = _difference(loaded, path)
    except OSError:
        raise
    except Exception as error:  # the exporter raises whatever the model's parts raise
        raise ExportError(f"model {found.name}: cannot be exported to ONNX ({error}); {_WAY_OUT}") from error
    if not difference <= _TOLERANCE:
        raise ExportError(
            f"model {found.name}: its export to ONNX gives other vectors (by {difference:.2g}); {_WAY_OUT}"
        )
    if precision == "int8":
        model = onnx.load(str(path))
        quantise(model)
        onnx.save(model, str(path))
    loaded.tokenizer.save(str(folder / TOKENIZER_FILE))
    return description


class _AfterPooling(torch.nn.Module):
    """What follows on pooling, as a module."""

    def __init__(self, model: TextModel) -> None:
        super().__init__()
        self._model = model

    def forward(self, pooled: torch.Tensor) -> torch.Tensor:
        return self._model.after_pooling(pooled)


def _difference(loaded: Loaded, path: Path) -> float:
    """Return by how much the exported model differs from torch's, at most, as a part of a vector's greatest number."""
    session = open_session(path)
    worst = 0.0
    for words in _PROBES:
        ids = loaded.tokenizer.encode("news " * words).ids[: loaded.description.max_tokens]
        expected = [tensor.numpy() for tensor in loaded.model(torch.tensor([ids]))]
        given = session.run(None, {"ids": np.array([ids], dtype=np.int64)})
        worst = max(
            worst, *(float(np.abs(a - b).max() / np.abs(b).max()) for a, b in zip(given, expected, strict=True))
        )
    return worst


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep to ourselves what a tracing exporter says about values that it takes for constant: that is tried out."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
