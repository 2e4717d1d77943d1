"""Vectors of unit length, and the compact form in which sentences' vectors are kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


def unit_rows(vectors: Vectors) -> Vectors:
    """Return the rows of [n, d] scaled to unit length; rows of zeros stay so."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, np.finfo(np.float32).tiny), dtype=np.float32)


def pack_sentences(vectors: Vectors) -> bytes:
    """Return unit vectors, [s, d], as int8 with a float32 scale each (docs/decisions/003)."""
    scales = np.abs(vectors).max(axis=1, initial=0.0, keepdims=True) / 127
    safe = np.where(scales > 0, scales, 1)
    values = np.rint(vectors / safe).astype(np.int8)
    return bytes(scales.astype("<f4").tobytes() + values.tobytes())


def unpack_sentences(blob: bytes, dimension: int) -> Vectors:
    """Return what :func:`pack_sentences` packed: float32 [s, d]."""
    count = len(blob) // (dimension + 4)
    scales = np.frombuffer(blob, dtype="<f4", count=count)
    values = np.frombuffer(blob, dtype=np.int8, offset=4 * count).reshape(count, dimension)
    return np.asarray(values * scales[:, np.newaxis], dtype=np.float32)
