"""Ask your own news articles a question; get the passages that answer it, cited word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsqa.errors import NewsQAError
from newsqa.types import Answer, Article, BuildReport, Citation, Hit, Passage, Survey

if TYPE_CHECKING:
    from newsqa.builder import build
    from newsqa.index import Index
    from newsqa.once import ask, retrieve

__version__ = "0.1.0"
__all__ = [
    "Answer",
    "Article",
    "BuildReport",
    "Citation",
    "Hit",
    "Index",
    "NewsQAError",
    "Passage",
    "Survey",
    "ask",
    "build",
    "retrieve",
]

_LAZY = {
    "Index": "newsqa.index",
    "ask": "newsqa.once",
    "build": "newsqa.builder",
    "retrieve": "newsqa.once",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401  # any of the names in _LAZY
    """Import what needs numpy, FAISS or the encoder when it is first used."""
    if name not in _LAZY:
        raise AttributeError(f"module 'newsqa' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_LAZY[name]), name)
    globals()[name] = value
    return value
