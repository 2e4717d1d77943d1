"""A text to the few shingles that it is known by."""

from __future__ import annotations

import re
import zlib

import numpy as np
from numpy.typing import NDArray

# Words in a shingle: unrelated reports hardly ever share so many in a row.
_WORDS = 4
# One shingle in so many is kept, the same ones of every text, so that what two sketches share says how much one text
# has of the other: the modulo sketch of Broder 1997, section 4, FracMinHash in Irber et al. 2022.
_ONE_IN = 8
# A short text keeps so many of its smallest, as in Broder's bottom sketch.
_LEAST = 64
# Scripts without spaces have a word a character.
_IDEOGRAPHS = "\u2e80-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_IDEOGRAPHS}]|[^\W{_IDEOGRAPHS}]+")

Sketch = NDArray[np.uint32]


def words_of(text: str) -> list[str]:
    """Return the words of a text, as it writes them."""
    return _WORD.findall(text)


def sketch(text: str) -> Sketch:
    """Return the hashes of the shingles that a text is known by: uint32 [n], ascending, each once."""
    words = words_of(text.casefold())
    codes = np.fromiter(map(zlib.crc32, map(str.encode, words)), dtype=np.uint64, count=len(words))
    if not len(codes):
        return np.empty(0, dtype=np.uint32)
    length = min(_WORDS, len(codes))
    hashes = np.zeros(len(codes) - length + 1, dtype=np.uint64)
    for place in range(length):
        hashes = _mixed(hashes + codes[place : place + len(hashes)])
    kept = np.unique((hashes >> np.uint64(32)).astype(np.uint32))
    few = kept[kept < 2**32 // _ONE_IN]
    return few if len(few) >= _LEAST else kept[:_LEAST]


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return each value scattered over 64 bits: the finaliser of SplitMix64 (Steele et al. 2014)."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
