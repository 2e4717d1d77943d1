"""Reckons the room on a disk that an index has still to take, and what there is."""

from __future__ import annotations

import shutil
from pathlib import Path

from newsqa.encoder import Fingerprint

# Bytes a passage takes in the lexical index (docs/decisions/007) and in rows, and sentences a passage has.
_LEXICAL_BYTES, _ROW_BYTES, _SENTENCES = 1_000, 600, 6


def vector_bytes(fingerprint: Fingerprint, passages: int) -> int:
    """Return about how many bytes the rows and vectors of passages take in the record."""
    dimension = fingerprint.dimension
    return passages * (4 * dimension + _SENTENCES * (dimension + 4) + _ROW_BYTES)


def index_bytes(fingerprint: Fingerprint, passages: int, to_embed: int) -> int:
    """Return about how many bytes are still to be written: derived files of all passages, vectors of some."""
    return vector_bytes(fingerprint, to_embed) + passages * (4 * fingerprint.dimension + 8 + _LEXICAL_BYTES)


def free_bytes(folder: Path) -> int:
    """Return the free bytes of the disk that a folder is on, or will be."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free
