"""Texts to vectors: which model, which engine, its limits, its fingerprint."""

from __future__ import annotations

import logging
from pathlib import Path

from newsqa.config import PRECISIONS, cache_folder
from newsqa.encoder.cache import exported
from newsqa.encoder.encoder import Encoded, Encoder, Tokens
from newsqa.encoder.fingerprint import Fingerprint
from newsqa.encoder.models import DEFAULT_NAME, DEFAULT_WEIGHTS, Model, find_model
from newsqa.encoder.onnx import OnnxEngine
from newsqa.errors import EncoderError, ExportError

__all__ = ["DEFAULT_NAME", "DEFAULT_WEIGHTS", "Encoded", "Encoder", "Fingerprint", "Tokens", "load_encoder"]

# What the drivers of NVIDIA's and AMD's cards make: without them torch, which takes seconds to import, finds no GPU.
_GPU_DEVICES = (Path("/dev/nvidiactl"), Path("/dev/kfd"), Path("/dev/dxg"))

logger = logging.getLogger(__name__)


def load_encoder(
    model: str = "", *, precision: str = "", cache: Path | None = None, may_download: bool = False
) -> Encoder:
    """Load the encoder that a setting names, exported to ONNX the first time on this machine.

    Args:
        model: a folder, a name on the Hugging Face hub, or "" for the packaged all-MiniLM-L6-v2.
        precision: "int8", "float32", or "" for int8, on a GPU float32.
        cache: folder that keeps exported models; default: the setting, and when that is empty the user's cache folder.
        may_download: whether a hub model that is not on this machine may be fetched.

    Raises:
        EncoderError: there is no such model here, or it cannot be used.
    """
    if precision not in PRECISIONS:
        raise EncoderError(f"precision {precision}: there is no such one; there are int8 and float32")
    found = find_model(model, may_download=may_download)
    has_gpu = precision != "int8" and _has_gpu()
    precision = precision or ("float32" if has_gpu else "int8")
    if has_gpu:
        return _with_torch(found, precision)
    try:
        ready = exported(found, precision, (cache or cache_folder("encoders")).expanduser())
    except ExportError as error:
        if precision != "float32":
            raise
        logger.warning("%s", error)
        return _with_torch(found, precision)
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(ready.tokenizer))
    return Encoder(found, precision, ready.description, tokenizer, OnnxEngine(ready.folder))


def _with_torch(found: Model, precision: str) -> Encoder:
    # Imported here because it takes seconds.
    from newsqa.encoder.modules import load_modules
    from newsqa.encoder.torch import TorchEngine

    loaded = load_modules(found)
    return Encoder(found, precision, loaded.description, loaded.tokenizer, TorchEngine(loaded))


def _has_gpu() -> bool:
    if not any(device.exists() for device in _GPU_DEVICES):
        return False
    import torch

    return torch.cuda.is_available()
