"""One examination of an index folder: every check in its turn, on one state of the record."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from newsqa.config import Settings
from newsqa.doctor.articles import check_articles, check_lost
from newsqa.doctor.files import check_access, check_derived, check_leftovers
from newsqa.doctor.look import REPAIR, Look, counted
from newsqa.doctor.manifest import check_ledgers, check_manifests, find_encoder, read_manifests
from newsqa.doctor.stories import check_stories
from newsqa.doctor.vectors import check_lacking, check_sample, check_vectors
from newsqa.encoder import Encoder
from newsqa.errors import BuildRunningError, IndexDamagedError, IndexFormatError, IndexNotFoundError, StoreError
from newsqa.generations import announced, folder_lock
from newsqa.progress import Progress
from newsqa.store import RECORD_FILE, Inspection, Store

_RESTORE = "restore a backup with `newsqa restore`, or move newsqa.db away and run `newsqa build`"


def look_into(
    folder: Path, settings: Settings, encoder: Encoder | None, tell: Progress, *, is_locked: bool = False,
    stale: str | None = None,
) -> Look:  # fmt: skip
    """Examine an index folder and change nothing.

    Args:
        folder: the index folder.
        settings: which model is at hand, and where it is kept.
        encoder: one that is loaded already.
        tell: told the step at hand, how much of it is done, and of how much.
        is_locked: whether the caller keeps builds out.
        stale: who, by what stood there before the caller came, was building.

    Raises:
        IndexNotFoundError: there is no such folder.
    """
    if not folder.is_dir():
        raise IndexNotFoundError(f"{folder}: there is no such folder; name one with --index")
    look = Look(folder, settings, tell)
    with ExitStack() as stack:
        is_alone = is_locked or _keeps_builds_out(look, stack)
        stale = stale if is_locked else announced(folder)
        if is_alone and stale:
            look.note(
                "lock", f"build.json was left by {stale} which is gone",
                "no build is running; that one was interrupted",
                f"{REPAIR} to remove it, or build: it goes on where that ended", mendable=True,
            )  # fmt: skip
        if check_access(look):
            _look_at_record(look, encoder, is_alone=is_alone)
        else:
            look.is_hopeless = True
    return look


def _keeps_builds_out(look: Look, stack: ExitStack) -> bool:
    """Keep builds out until the stack is left, where that can be; tell whether there is none."""
    if not (look.folder / RECORD_FILE).exists():
        return True
    try:
        stack.enter_context(folder_lock(look.folder))
    except BuildRunningError:
        look.note(
            "lock", f"{announced(look.folder) or 'another process'} is building here",
            "what was published before is examined, and what it has under way is left out",
            "wait for it to end before a repair",
        )  # fmt: skip
        return False
    except StoreError:
        return False  # may not be written: said under permissions
    return True


def _look_at_record(look: Look, encoder: Encoder | None, *, is_alone: bool) -> None:
    try:
        store = Store(look.folder)
        try:
            with store.inspecting() as inspection:
                _look_at_rows(look, inspection, encoder, is_alone=is_alone)
        finally:
            store.close()
    except (IndexDamagedError, IndexFormatError, IndexNotFoundError) as error:
        what, _, to_do = str(error).rpartition("; ")
        look.is_hopeless = True
        look.fault("record", what, "nothing can be asked", to_do if "restore" in to_do else f"{to_do}; or restore it")
    except StoreError as error:
        what, _, to_do = str(error).rpartition("; ")
        look.is_hopeless = True
        look.fault("files", what, "the examination ended there, and what it had not come to was not checked", to_do)


def _look_at_rows(look: Look, inspection: Inspection, encoder: Encoder | None, *, is_alone: bool) -> None:
    look.tell("checking the record's file", 0, 1)
    problems = inspection.problems()
    look.checked["records"] = 1
    if problems:
        look.is_hopeless = True
        look.fault(
            "record", f"the file of the record is corrupt: {problems[0]}"
            + (f", and {counted(len(problems) - 1, 'problem')} more" if len(problems) > 1 else ""),
            "nothing in it can be relied on, and nothing in it was touched", _RESTORE, count=len(problems),
        )  # fmt: skip
        return
    read_manifests(look, inspection)
    if look.is_hopeless:
        return
    find_encoder(look, encoder)
    check_articles(look, inspection)
    check_lost(look, inspection)
    check_stories(look, inspection)
    check_vectors(look, inspection)
    check_manifests(look, inspection)
    check_ledgers(look, inspection)
    check_lacking(look, inspection)
    check_sample(look, inspection)
    check_derived(look, inspection)
    if is_alone:
        _note_unpublished(look, inspection)
        check_leftovers(look)


def _note_unpublished(look: Look, inspection: Inspection) -> None:
    articles, vectors = inspection.unpublished()
    if articles or vectors:
        look.note(
            "unpublished", f"{counted(articles, 'article')} of no generation, vectors of "
            f"{counted(vectors, 'input')} of no passage",
            "an interrupted build left them; nobody is answered from them",
            "nothing; the next build takes them up, or removes them", count=articles + vectors,
        )  # fmt: skip
