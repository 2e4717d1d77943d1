"""Looks into an index and says what is wrong, and mends what is derived."""

from __future__ import annotations

from pathlib import Path

from newsqa.config import Settings
from newsqa.doctor.examination import look_into
from newsqa.doctor.findings import Diagnosis, Finding
from newsqa.doctor.mending import Mender
from newsqa.doctor.wording import report
from newsqa.encoder import Encoder
from newsqa.generations import announced, build_lock
from newsqa.progress import Progress, tell_nobody
from newsqa.store import RECORD_FILE, Store

__all__ = ["Diagnosis", "Finding", "examine", "repair", "report"]


def examine(
    folder: Path, *, settings: Settings, encoder: Encoder | None = None, progress: Progress | None = None
) -> Diagnosis:
    """Check an index folder and change nothing; while a build goes on, what was published before it is checked.

    Args:
        folder: the index folder.
        settings: which model is at hand, and where it is kept.
        encoder: one that is loaded already.
        progress: told the step at hand, how much of it is done, and of how much.

    Raises:
        IndexNotFoundError: there is no such folder.
    """
    return look_into(folder, settings, encoder, progress or tell_nobody).diagnosis()


def repair(
    folder: Path, *, settings: Settings, encoder: Encoder | None = None, progress: Progress | None = None
) -> Diagnosis:
    """Mend what can be derived, and nothing else; return what is found after that, with what was repaired.

    What is sound is not written. A damaged article cannot be derived: it is only marked, so that the next build
    does not take it for what its file says. Killed at any point, it leaves the index no worse.

    Raises:
        IndexNotFoundError: there is no such folder.
        BuildRunningError: a build is running.
        StoreError: the folder cannot be written.
    """
    tell = progress or tell_nobody
    if not (folder / RECORD_FILE).is_file():  # nothing to lock, nothing to derive from
        return examine(folder, settings=settings, encoder=encoder, progress=progress)
    stale = announced(folder)
    with build_lock(folder):
        look = look_into(folder, settings, encoder, tell, is_locked=True, stale=stale)
        if look.is_hopeless:
            return look.diagnosis()
        done = [f"build.json removed, which {stale} had left"] if stale else []
        store = Store(folder)
        try:
            done += Mender(store, look).mend()
        finally:
            store.close()
        return look_into(folder, settings, look.encoder or encoder, tell, is_locked=True).diagnosis(done)
