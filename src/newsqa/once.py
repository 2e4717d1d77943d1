"""The index of a folder, opened once a process: what ``newsqa.retrieve`` and ``newsqa.ask`` ask."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from newsqa.config import load_settings
from newsqa.index import Index
from newsqa.retriever import Day, Names
from newsqa.types import Answer, Hit

_opened: dict[Path, Index] = {}
_opening = threading.Lock()


def _shared(path: str | Path | None) -> Index:
    """Return the process's index for a folder, opening it the first time."""
    folder = Path(path or load_settings().index).resolve()
    with _opening:
        index = _opened.get(folder)
        if index is None:
            index = _opened[folder] = Index.open(folder)
        return index


def retrieve(
    query: str, *, index: str | Path | None = None, k: int | None = None, since: Day = None, until: Day = None,
    sources: Names = None, languages: Names = None, sections: Names = None, authors: Names = None, stories: str = "all",
    today: Day = None, times: bool = True,
) -> list[Hit]:  # fmt: skip
    """Return the passages nearest to the question: :meth:`Index.retrieve` of ``index``, opened once a process."""
    return _shared(index).retrieve(
        query, k, since=since, until=until, sources=sources, languages=languages, sections=sections,
        authors=authors, stories=stories, today=today, times=times,
    )  # fmt: skip


def ask(
    question: str, *, index: str | Path | None = None, k: int | None = None,
    history: Sequence[tuple[str, Answer]] = (), understood: str | None = None, since: Day = None, until: Day = None,
    sources: Names = None, languages: Names = None, sections: Names = None, authors: Names = None, today: Day = None,
    times: bool = True,
) -> Answer:  # fmt: skip
    """Return the passages that answer: :meth:`Index.ask` of ``index``, opened once a process."""
    return _shared(index).ask(
        question, history=history, understood=understood, k=k, since=since, until=until, sources=sources,
        languages=languages, sections=sections, authors=authors, today=today, times=times,
    )  # fmt: skip
