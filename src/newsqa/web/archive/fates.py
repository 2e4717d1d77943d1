"""What became of added files in a build."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from newsqa.store import Store
from newsqa.types import ArticleInfo, BuildReport, Plain, Rejection

# A file may hold a hundred thousand articles; these are named.
_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedArticle(Plain):
    """An article of an added file: enough to name it, and to ask about it."""

    title: str
    source: str | None
    day: str | None
    is_copy: bool

    @classmethod
    def of(cls, article: ArticleInfo, *, is_copy: bool) -> AddedArticle:
        """Return it of what the archive holds."""
        day = article.date.isoformat() if article.date else None
        return cls(title=article.title, source=article.source, day=day, is_copy=is_copy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate(Plain):
    """What became of one file: articles that are in, the first of them by name, and what was said of the others.

    ``copies`` of the ``articles`` say word for word what another one says. ``flaws`` are the reasons for those that
    were left out, ``rejected`` in number, ``warnings`` what is missing in those that are in.
    """

    name: str
    articles: int
    copies: int
    rejected: int
    named: tuple[AddedArticle, ...] = ()
    flaws: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def fates(index: Path, report: BuildReport, folder: str, added: Collection[str]) -> list[Fate]:
    """Return what became of each file.

    Args:
        index: the index folder, as the build left it.
        report: the build's.
        folder: the files' folder, by its name in the archive.
        added: the names of files there.
    """
    if not added:
        return []
    held: dict[str, list[AddedArticle]] = {name: [] for name in added}
    counts: dict[str, tuple[int, int]] = dict.fromkeys(added, (0, 0))
    store = Store(index)
    try:
        with store.snapshot() as snapshot:
            for article, is_copy in snapshot.articles_below(folder):
                name = _file_of(article.path, folder)
                if name not in held:
                    continue
                articles, copies = counts[name]
                counts[name] = articles + 1, copies + is_copy
                if len(held[name]) < _NAMED:
                    held[name].append(AddedArticle.of(article, is_copy=is_copy))
    finally:
        store.close()
    rejected, warnings = _by_file(report.rejected, folder), _by_file(report.warnings, folder)
    return [
        Fate(
            name=name, articles=counts[name][0], copies=counts[name][1], named=tuple(held[name]),
            rejected=len(rejected.get(name, ())), flaws=tuple(rejected.get(name, ())[:_NAMED]),
            warnings=tuple(warnings.get(name, ())[:_NAMED]),
        )
        for name in added
    ]  # fmt: skip


def _by_file(flaws: Iterable[Rejection], folder: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for flaw in flaws:
        name = _file_of(flaw.path, folder)
        if name is not None:
            place = flaw.path[len(folder) + 1 + len(name) :].lstrip(":/")
            found.setdefault(name, []).append(f"{place}: {flaw.reason}" if place else flaw.reason)
    return found


def _file_of(path: str, folder: str) -> str | None:
    """Return the file that a path in the archive leads to or into: the names of added files have no colon."""
    if not path.startswith(f"{folder}/"):
        return None
    return path[len(folder) + 1 :].partition("/")[0].partition(":")[0]
