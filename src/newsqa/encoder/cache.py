"""Keeps exported models on this machine, one folder each, whole or not at all."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import logging
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from newsqa.disk import sync
from newsqa.encoder.engines import Description
from newsqa.encoder.fingerprint import SCHEMES, hash_file
from newsqa.encoder.models import Model
from newsqa.encoder.onnx import TOKENIZER_FILE

# Raised when models are exported in another way: what was exported before is then exported anew.
_FORMAT = 1
_CARD = "encoder.json"
# What a killed export left is taken away after so long.
_STALE_S = 24 * 3600

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Exported:
    """The folder of an exported model, and what its configuration says."""

    folder: Path
    description: Description

    @property
    def tokenizer(self) -> Path:
        """The file of its tokenizer."""
        return self.folder / TOKENIZER_FILE


# Exported models of this process that could not be kept; their folders go with it.
_unkept: dict[str, tuple[tempfile.TemporaryDirectory[str], Exported]] = {}


def exported(found: Model, precision: str, cache: Path) -> Exported:
    """Return the model as it was exported on this machine, after exporting it when it never was.

    A folder that is damaged is written anew. One that cannot be written is done without: the model is then exported
    for this process only, and the log says so.

    Args:
        found: the model.
        precision: "int8" or "float32".
        cache: the folder that holds a folder of each exported model.

    Raises:
        EncoderError: it cannot be exported.
    """
    made_of = [_FORMAT, found.weights, found.files, precision, SCHEMES.get(precision)]
    digest = hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:32]
    if digest in _unkept:
        return _unkept[digest][1]
    folder = cache / digest
    kept = _read(folder)
    if kept is not None:
        return kept
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _sweep(cache)
        beside = Path(tempfile.mkdtemp(prefix=".part-", dir=cache))
        try:
            made = _write(found, precision, beside)
            _move(beside, folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        return dataclasses.replace(made, folder=folder)
    except OSError as error:
        logger.warning(
            "%s: exported encoders cannot be kept there (%s), so each process exports its own, which takes seconds; "
            "name another folder with the setting cache",
            cache, error,
        )  # fmt: skip
    temporary = tempfile.TemporaryDirectory(prefix="newsqa-encoder-")
    made = _write(found, precision, Path(temporary.name))
    _unkept[digest] = temporary, made
    return made


def _read(folder: Path) -> Exported | None:
    """Return what a folder holds, None unless it is all there and as it was written."""
    try:
        card = json.loads((folder / _CARD).read_text(encoding="utf-8"))
        description = Description(**card["description"])
        is_whole = all(hash_file(folder / name) == digest for name, digest in card["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return Exported(folder, description) if is_whole else None


def _write(found: Model, precision: str, folder: Path) -> Exported:
    """Export the model into an empty folder, on the disk before this returns."""
    # Imports torch and all that comes with it, which takes seconds that only an export needs.
    from newsqa.encoder.export import export

    description = export(found, precision, folder)
    files = {path.name: hash_file(path) for path in sorted(folder.iterdir())}
    card = {"model": found.name, "precision": precision, "description": dataclasses.asdict(description), "files": files}
    (folder / _CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    for path in (*folder.iterdir(), folder):
        sync(path)
    return Exported(folder, description)


def _move(beside: Path, folder: Path) -> None:
    """Give a folder its name, unless another process was faster; what is damaged there makes way."""
    try:
        beside.rename(folder)
    except OSError:
        if _read(folder) is not None:
            return
        with tempfile.TemporaryDirectory(prefix=".part-", dir=folder.parent) as away, contextlib.suppress(OSError):
            folder.rename(Path(away) / folder.name)
        beside.rename(folder)
    sync(folder.parent)


def _sweep(cache: Path) -> None:
    for path in cache.glob(".part-*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _STALE_S:
                shutil.rmtree(path, ignore_errors=True)
