"""The fingerprint of an encoder: what an index remembers of it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Raised with every change of quantise.py that gives other vectors.
SCHEMES = {"int8": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What makes two encoders the same: equal fingerprints give equal vectors.

    ``scheme`` is the way in which a model's numbers were brought to that precision, empty where they are its own.
    """

    name: str
    revision: str
    weights: str
    files: str
    precision: str
    dimension: int
    pooling: str
    normalisation: str
    query_prefix: str
    passage_prefix: str
    max_tokens: int
    scheme: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 over everything but the name: the same files elsewhere are the same encoder."""
        fields = dataclasses.asdict(self)
        del fields["name"], fields["revision"]
        if not self.scheme:  # as records have it from before there was one
            del fields["scheme"]
        return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()

    def to_json(self) -> str:
        """Return the fields as a record keeps them."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Fingerprint:
        """Return what :meth:`to_json` gave.

        Raises:
            ValueError, TypeError: it is something else.
        """
        return cls(**json.loads(text))

    def __str__(self) -> str:
        return f"{self.name} (dimension {self.dimension}, {self.precision}, weights {self.weights[:12]})"


def hash_file(path: Path) -> str:
    """Return a file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_files(folder: Path, patterns: Sequence[str]) -> str | None:
    """Return the SHA-256 of the one file that matches, or over names and hashes of several."""
    paths = sorted({path for pattern in patterns for path in folder.rglob(pattern)})
    hashes = {path.relative_to(folder).as_posix(): hash_file(path) for path in paths}
    if len(hashes) <= 1:
        return next(iter(hashes.values()), None)
    return hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()
