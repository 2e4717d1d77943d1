"""The language that a text is written in, found from the text itself."""

from __future__ import annotations

from functools import cache
from typing import Any

# Probabilities of py3langid, normalised: below, an article's language stays unknown.
SURE = 0.9
# What is looked at: more changes nothing, and less than a sentence says too little to stem by.
_MOST_CHARS = 600
_LEAST_BYTES = 100


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
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
