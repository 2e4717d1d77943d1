"""Which files of an archive are read again, when the rest of it stays as the last build left it."""

# Paths here may be gone, or too long: those of os.path never raise, and links are files of their own.
# ruff: noqa: PTH100, PTH110, PTH118, PTH120

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsqa.articles import name_in
from newsqa.cutting import Cut
from newsqa.errors import ArticlesError
from newsqa.generations import ledgers
from newsqa.ledger import FAILED, Ledger
from newsqa.store import Generation
from newsqa.types import BuildReport, Rejection

_PLACE_IN_FILE = re.compile(r":\d+$")
_BUILD_ALL = "build the whole archive once, without --only"


@dataclass(frozen=True, slots=True)
class Rereading:
    """The files, or folders of files, that are read again, by their ``names`` in the archive, and the last ledger."""

    names: tuple[str, ...]
    last: Ledger

    @property
    def report(self) -> BuildReport:
        """Return what the last build told of the archive."""
        return self.last.report

    def covers(self, path: str) -> bool:
        """Whether what stands under a path, a file's or an article's, is read again."""
        return any(path == name or path.startswith((f"{name}/", f"{name}:")) for name in self.names)

    def others(self, flaws: Iterable[Rejection]) -> list[Rejection]:
        """Return the flaws of what is not read again."""
        return [flaw for flaw in flaws if not self.covers(flaw.path)]

    def held(self, before: Generation | None, cut: Cut) -> int:
        """Return the number of the generation that holds all that is not read again.

        Raises:
            ArticlesError: it is not the one that answers, or its articles are cut or encoded otherwise.
        """
        if before is None or before.number != self.report.generation:
            raise ArticlesError(f"--only: the state that answers is not that of the last build; {_BUILD_ALL}")
        if before.cut != str(cut):
            raise ArticlesError(f"--only: the other articles were cut or encoded by other settings; {_BUILD_ALL}")
        return before.number

    def check_found(self, paths: Collection[str]) -> None:
        """Raise an error when nothing is, or was, under one of the names.

        Args:
            paths: of all that was read, and that the last build knew.

        Raises:
            ArticlesError: there is a name that says nothing.
        """
        for name in self.names:
            if not any(map(Rereading((name,), self.last).covers, paths)):
                raise ArticlesError(f"--only {name}: there is no file that a build reads, and was none; check the name")


def find_rereading(index: Path, only: Sequence[str | Path], roots: Sequence[str | Path] | None) -> Rereading:
    """Return what is read again of the archive that an index holds.

    Args:
        index: the index folder.
        only: files or folders, there or gone, by their path, or by their name as a report says it; what lies inside
            a file stands for the file.
        roots: what was named as the whole archive, if anything was.

    Raises:
        ArticlesError: the last build was of another state or archive, or something lies outside of it.
        StoreError: there is no index, or it cannot be read.
    """
    if not only:
        raise ArticlesError("--only: names nothing; name files or folders of the archive, or leave it out")
    last = next((ledger for ledger in ledgers(index) if ledger.outcome != FAILED), None)
    if last is None:
        raise ArticlesError(f"--only: {index} does not know of a build that ended; {_BUILD_ALL}")
    if roots is not None and tuple(map(os.path.abspath, roots)) != last.roots:
        raise ArticlesError(f"--only: the archive is {', '.join(last.roots)}; name that, or nothing besides --only")
    return Rereading(tuple(_name(str(path), last.roots) for path in only), last)


def _name(path: str, roots: Sequence[str]) -> str:
    """Return the name in the archive of what a path, or such a name, means: of what is there, if anything is."""
    places = [os.path.abspath(path), *(os.path.join(os.path.dirname(root), path) for root in roots)]
    for place in sorted(map(_file_of, places), key=lambda place: not os.path.exists(place)):
        for root in map(Path, roots):
            if Path(place).is_relative_to(root):
                return name_in(root, Path(place))
    raise ArticlesError(f"--only {path}: is not in the archive, {', '.join(roots)}; name a file or folder there")


def _file_of(place: str) -> str:
    """Return the file that something lies in: a line of a file, a member of an archive."""
    if os.path.exists(place):
        return place
    inside = (str(parent) for parent in Path(place).parents)
    return next(filter(os.path.isfile, inside), _PLACE_IN_FILE.sub("", place))
