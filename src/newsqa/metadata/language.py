"""The language that a text is written in, found from the text itself."""

from __future__ import annotations

import importlib.metadata
import io
import lzma
import os
import shutil
import zipfile
from array import array
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from newsqa.config import cache_folder

# Probabilities of py3langid, normalised: below, an article's language stays unknown.
SURE = 0.9
# What is looked at: more changes nothing, and less than a sentence says too little to stem by.
_MOST_CHARS = 600
_LEAST_BYTES = 100
# Unsigned numbers as an array names them, by their bytes.
_CODES = {2: "H", 4: "I", 8: "L"}


def detect_language(text: str, *, sure: float = SURE) -> str | None:
    """Return the ISO 639-1 code of the language of ``text``, or None when the text is too short or nothing is sure.

    The answer depends on the text alone. ``sure`` is the probability, from 0 to 1, that is asked for.
    """
    shown = text[:_MOST_CHARS]
    if sure and len(shown.encode("utf-8", "replace")) < _LEAST_BYTES:
        return None
    language, probability = _identifier().classify(shown)
    return str(language) if probability >= sure else None


@cache
def _identifier() -> Any:  # noqa: ANN401  # py3langid has no types
    # Imported here because it reads its model, which a question does not need.
    from py3langid.langid import MODEL_DIR, MODEL_FILE

    packed = MODEL_DIR / MODEL_FILE
    kept = cache_folder() / f"py3langid-{importlib.metadata.version('py3langid')}.npz"
    with suppress(OSError):  # there is no room for it
        if not kept.is_file():
            _keep(packed, kept)
        try:
            return _loaded(kept)
        except (ValueError, KeyError, EOFError, zipfile.BadZipFile):  # it is damaged
            kept.unlink(missing_ok=True)
    with lzma.open(packed) as model:
        return _loaded(io.BytesIO(model.read()))


def _keep(packed: Path, kept: Path) -> None:
    """Keep the model unpacked, which spares most of the time that it takes."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    partial = kept.with_name(f"{kept.name}.{os.getpid()}.tmp")
    try:
        with lzma.open(packed) as model, partial.open("wb") as file:
            shutil.copyfileobj(model, file)
        partial.replace(kept)
    finally:
        partial.unlink(missing_ok=True)


def _loaded(model: Path | io.BytesIO) -> Any:  # noqa: ANN401
    import numpy as np
    from py3langid.langid import LanguageIdentifier

    with np.load(model, allow_pickle=False) as held:
        moves, rows = (
            array(_CODES[held[name].itemsize], held[name].tobytes()) for name in ("nextmove", "nextmove_row")
        )
        return LanguageIdentifier(
            held["ptc"], held["pc"], held["classes"].tolist(), moves, held["out_feat"].tolist(), norm_probs=True,
            tk_row=rows,
        )  # fmt: skip
