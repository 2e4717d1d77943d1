"""Sketches to the pairs of texts that are worth comparing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsqa.stories.sketches import Sketch

# A shingle of more texts than this is an outlet's tail, or a report that many carry: each of them is paired with so
# many of the earliest alone.
_COMMON = 20
# Pairs worth comparing share so much of the smaller sketch, or of its shingles that are not common; or so many of
# these.
_LEAST_SHARE = 0.15
_LEAST_SHARED = 2
_LEAST_RARE = 4
# Pairs of shingles that are counted at once, which bounds the memory.
_AT_ONCE = 4_000_000

Pairs = NDArray[np.int64]


def find_candidates(sketches: Sequence[Sketch]) -> Pairs:
    """Return the pairs of texts that share enough of their sketches: int64 [n, 2], the earlier one first, ascending.

    Args:
        sketches: of each text, the earliest first.
    """
    sizes = np.fromiter((len(each) for each in sketches), dtype=np.int64, count=len(sketches))
    if sizes.sum() == 0:
        return np.empty((0, 2), dtype=np.int64)
    entries, counts = _shared_entries(sketches, sizes)
    texts = (entries & np.uint64(0xFFFFFFFF)).astype(np.int32)
    starts = np.cumsum(counts) - counts
    places = np.arange(len(texts)) - np.repeat(starts, counts)
    is_rare = np.repeat(counts <= _COMMON, counts)
    rare_sizes = sizes - np.bincount(texts, weights=~is_rare, minlength=len(sketches))
    earlier = np.where(is_rare, places, np.minimum(places, _COMMON))
    # Entries of one text together, so that its pairs are counted at once.
    by_text = np.argsort(texts, kind="stable")
    firsts, earlier, is_rare = np.repeat(starts, counts)[by_text], earlier[by_text], is_rare[by_text]
    owners = texts[by_text]
    found: list[Pairs] = []
    ends = np.cumsum(earlier)
    begin = 0
    while begin < len(owners):
        stop = int(np.searchsorted(ends, (ends[begin - 1] if begin else 0) + _AT_ONCE, side="right"))
        stop = max(stop, begin + 1)
        # Whole texts only.
        stop = int(np.searchsorted(owners, owners[stop - 1], side="right"))
        part = slice(begin, stop)
        found.append(_pairs(owners[part], firsts[part], earlier[part], is_rare[part], texts, (sizes, rare_sizes)))
        begin = stop
    pairs = np.concatenate([np.empty((0, 2), dtype=np.int64), *found])
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def _shared_entries(
    sketches: Sequence[Sketch], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the shingles that several texts share, each above the number of a text, by shingle and text.

    With them comes how many texts share each.
    """
    entries = np.concatenate(sketches).astype(np.uint64) << np.uint64(32)
    entries |= np.repeat(np.arange(len(sketches), dtype=np.uint64), sizes)
    entries.sort()
    is_first = np.ones(len(entries), dtype=bool)
    hashes = entries >> np.uint64(32)
    np.not_equal(hashes[1:], hashes[:-1], out=is_first[1:])
    counts = np.diff(np.r_[np.flatnonzero(is_first), len(entries)])
    is_shared = counts > 1
    return entries[np.repeat(is_shared, counts)], counts[is_shared]


def _pairs(
    owners: NDArray[np.int32],
    firsts: NDArray[np.int64],
    earlier: NDArray[np.int64],
    is_rare: NDArray[np.bool_],
    texts: NDArray[np.int32],
    sizes: tuple[NDArray[np.int64], NDArray[Any]],
) -> Pairs:
    """Return the pairs that these entries of an inverted list make with earlier ones, where they share enough.

    ``sizes`` are those of all sketches, and of their shingles that are not common.
    """
    total = int(earlier.sum())
    steps = np.arange(total) - np.repeat(np.cumsum(earlier) - earlier, earlier)
    others = texts[np.repeat(firsts, earlier) + steps].astype(np.int64)
    count = len(sizes[0])
    keys, inverse, shared = np.unique(
        others * count + np.repeat(owners, earlier), return_inverse=True, return_counts=True
    )
    shared_rare = np.bincount(inverse, weights=np.repeat(is_rare, earlier), minlength=len(keys))
    pairs = np.stack([keys // count, keys % count], axis=1)
    smaller, smaller_rare = (each[pairs].min(axis=1) for each in sizes)
    is_like = (shared >= _LEAST_SHARED) & (shared >= _LEAST_SHARE * smaller)
    is_like |= (shared_rare >= _LEAST_SHARED) & (shared_rare >= _LEAST_SHARE * smaller_rare)
    return np.asarray(pairs[is_like | (shared_rare >= _LEAST_RARE)])
