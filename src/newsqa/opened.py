"""An index folder that is open: its newest generation, which is noticed between questions, or one in particular."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsqa.config import Settings
from newsqa.encoder import Encoder, load_encoder
from newsqa.errors import IndexNotFoundError, ModelMismatchError, StoreError
from newsqa.fitted import Coefficients
from newsqa.loaded import Loaded
from newsqa.rerank import Reranker, load_reranker
from newsqa.store import Snapshot, Store


class Opened:
    """What is searched in a folder; safe from many threads."""

    def __init__(
        self, store: Store, settings: Settings, model: str | None, encoder: Encoder | None, number: int | None
    ) -> None:
        """Load nothing yet; see :meth:`newsqa.Index.open` for the arguments."""
        self._number = number
        self._store = store
        self._settings = settings
        self._model = model
        self._encoder = encoder
        self._reranker: Reranker | None = None
        # Asked with no model in particular, an open index moves on to the one of a new generation.
        self._follows_model = model is None and encoder is None
        self._loaded: Loaded | None = None
        self._loading = threading.Lock()
        self._is_closed = False

    @property
    def folder(self) -> Path:
        """The index folder."""
        return self._store.folder

    def close(self) -> None:
        """Close it; what reads after this raises a StoreError."""
        self._is_closed = True
        self._store.close()

    @contextmanager
    def reading(self) -> Iterator[tuple[Snapshot, Loaded]]:
        """Give the generation and what it is searched with.

        Raises:
            StoreError: it was closed, holds no such generation, was built with another encoder, or cannot be read.
        """
        if self._is_closed:
            raise StoreError(f"{self._store.folder}: this index was closed; open it again")
        while True:
            store = self._current_store()
            with store.snapshot(self._number) as snapshot:
                # Replaced a moment ago, the snapshot may be of the new file and its rows other ones.
                if store.is_replaced():
                    continue
                yield snapshot, self._load(store, snapshot)
                return

    def _current_store(self) -> Store:
        """Return the store of the file that is in the folder now."""
        if self._store.is_replaced():
            with self._loading:
                if self._store.is_replaced():
                    old, self._store = self._store, Store(self._store.folder)
                    self._loaded = None
                    old.close()
        return self._store

    def _load(self, store: Store, snapshot: Snapshot) -> Loaded:
        generation = snapshot.generation
        if generation is None and self._number is not None:
            raise IndexNotFoundError(
                f"{self._store.folder}: holds no generation {self._number}; `newsqa generations` lists those it holds"
            )
        if generation is None:
            raise IndexNotFoundError(
                f"{self._store.folder}: no build has ended here yet; run `newsqa build --index {self._store.folder}`"
            )
        loaded = self._loaded
        if loaded is not None and loaded.is_for(store, generation):
            return loaded
        with self._loading:
            loaded = self._loaded
            if loaded is not None and loaded.is_for(store, generation):
                return loaded
            encoder = self._encoder
            if encoder is None or (self._follows_model and encoder.fingerprint.digest != generation.fingerprint.digest):
                encoder = load_encoder(
                    generation.model if self._model is None else self._model,
                    precision=self._settings.precision or generation.fingerprint.precision,
                    cache=Path(self._settings.cache) if self._settings.cache else None,
                )
            if encoder.fingerprint.digest != generation.fingerprint.digest:
                raise ModelMismatchError(
                    f"{self._store.folder}: was built with the encoder {generation.fingerprint}, and asked with "
                    f"{encoder.fingerprint}; ask with that one (--model) in its precision (a setting), or "
                    "rebuild with this one (`newsqa build --model`)"
                )
            self._encoder = encoder
            if self._reranker is None and self._settings.cross_encoder:
                self._reranker = load_reranker(self._settings.cross_encoder, self._settings.rerank)
            loaded = Loaded.load(store, snapshot, generation, encoder, self._coefficients(), self._reranker)
            # A slower thread with an older snapshot must not turn back what a newer one loaded.
            if store is self._store and (self._loaded is None or self._loaded.number < loaded.number):
                self._loaded = loaded
            return loaded

    def _coefficients(self) -> Coefficients:
        own = Path(self._settings.coefficients)
        return Coefficients.load(*([own] if self._settings.coefficients else []), self._store.folder)
