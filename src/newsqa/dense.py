"""The dense index: FAISS over passage vectors, derived from the record; build, load, search."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from newsqa.vectors import Vectors

Ids = NDArray[np.int64]


class DenseIndex:
    """Exact search by inner product over unit vectors. Safe from many threads once built."""

    def __init__(self, index: Any) -> None:  # noqa: ANN401  # faiss has no types
        """Wrap a FAISS index that maps its own numbers to passage rows."""
        self._index = index

    @classmethod
    def build(cls, dimension: int, batches: Iterable[tuple[Ids, Vectors]], count: int = 0) -> DenseIndex:
        """Build from batches of rows, int64 [n], and their vectors, float32 [n, d] of unit length; ``count`` in all."""
        flat = faiss.IndexFlatIP(dimension)
        # Room for all of them at once: growing into it would take as much again.
        flat.codes.resize(4 * dimension * count)
        flat.codes.clear()
        index = faiss.IndexIDMap(flat)
        for ids, vectors in batches:
            index.add_with_ids(vectors, ids)
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> DenseIndex:
        """Open what :meth:`save` wrote; the vectors stay in the file, mapped into memory as they are read.

        Raises:
            ValueError: the file does not hold such an index.
        """
        try:
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        except RuntimeError as error:
            raise ValueError(f"{path}: {error}") from error

    def save(self, path: Path) -> None:
        """Write the index into a file, which is never written again.

        Raises:
            RuntimeError: it cannot be written; the engine gives the system's reason as a text.
        """
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def rows(self) -> Ids:
        """Return the rows that it holds, int64 [n], in the order in which they were added."""
        return np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    @property
    def dimension(self) -> int:
        """Numbers of a vector."""
        return int(self._index.d)

    def vectors(self, first: int, stop: int) -> Vectors:
        """Return the vectors that were added from one place to another, float32 [stop - first, d]."""
        return np.asarray(faiss.downcast_index(self._index.index).reconstruct_n(first, stop - first), dtype=np.float32)

    def search(self, vector: Vectors, k: int, among: Ids | None = None) -> list[tuple[int, float]]:
        """Return the rows nearest to a unit vector, float32 [d], with their cosine, best first.

        All that tie with the k-th, to the precision of :func:`rounded`, come along, so that who is
        cut off never depends on the order in which rows were added.

        Args:
            vector: the question's vector.
            k: how many rows are wanted.
            among: rows to search, int64 [n]; all when None.
        """
        count = len(self) if among is None else len(among)
        parameters = None
        if among is not None:
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(among))  # type: ignore[call-arg]  # set by its Python wrapper
        wanted = min(k, count)
        while wanted:
            fetched = min(count, wanted + 16)
            scores, ids = self._index.search(vector[np.newaxis], fetched, params=parameters)
            found = [(int(i), rounded(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]
            # Of the rows that it may search it need not hold all.
            if fetched == count or len(found) < fetched or found[-1][1] < found[min(k, count) - 1][1]:
                return found
            wanted = fetched * 2
        return []


def rounded(score: float) -> float:
    """Return a score to six places: below that it depends on the batch that a text was encoded in."""
    return round(float(score), 6)
