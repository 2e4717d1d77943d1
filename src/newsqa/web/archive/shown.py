"""Everything that the page shows at one moment, gathered so that its templates only lay it out."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from newsqa import wording
from newsqa.characters import one_line
from newsqa.errors import NewsQAError
from newsqa.generations import building, held, ledgers
from newsqa.index import Index
from newsqa.ledger import FAILED, Ledger, reasons
from newsqa.report import charts, outcome_words
from newsqa.report.tables import folder_name
from newsqa.store import Generation
from newsqa.types import Rejection
from newsqa.web.archive.building import Build
from newsqa.web.archive.checking import Check
from newsqa.web.archive.fates import Fate
from newsqa.web.archive.holdings import Holdings, chat_link, holdings
from newsqa.web.parts.template import environment

# A page that names every file of a bad archive would be too long to read, and to open.
_MOST_FLAWS = 200
_BOX = {"width": charts.WIDTH, "height": charts.STRIP_HEIGHT}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLedger:
    """A build's ledger in words: which it was, what came of it, and what was left out and why."""

    number: int
    ended: str
    roots: tuple[str, ...]
    outcome: str
    is_failed: bool
    error: str
    only: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    removed: int
    seconds: float
    reasons: tuple[tuple[str, int], ...]
    rejected: tuple[tuple[str, str], ...]
    warnings: tuple[tuple[str, str], ...]
    rejections: int
    warned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGeneration:
    """A generation that is held, in words; ``is_newest`` is the one that answers."""

    number: int
    published: str
    articles: int
    passages: int
    origin: str
    is_newest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFate:
    """What became of an added file, in words, with the chat's address where there is something to ask about."""

    name: str
    verdict: str
    is_in: bool
    titles: tuple[str, ...]
    more: int
    flaws: tuple[str, ...]
    warnings: tuple[str, ...]
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page shows; what could not be read is a ``problem`` instead."""

    problem: str = ""
    holdings: Holdings | None = None
    builds: tuple[ShownLedger, ...] = ()
    ledger: ShownLedger | None = None
    generations: tuple[ShownGeneration, ...] = ()
    elsewhere: str = ""
    build: Build = field(default_factory=Build)
    fates: tuple[ShownFate, ...] = ()
    check: Check = field(default_factory=Check)
    checked: str = ""
    why_not: str | None = None
    why_no_build: str = ""
    why_no_upload: str = ""


class Holder:
    """Reads what the archive holds once for each of its generations, which takes some time when it is large."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._kept: Holdings | None = None

    def holdings(self, found: Sequence[Ledger]) -> Holdings:
        """Return what the newest generation holds.

        Raises:
            NewsQAError: the index cannot be read.
        """
        kept, summary = self._kept, self._index.summary()
        if kept is None or kept.summary != summary:
            kept = self._kept = holdings(self._index, found)
        return kept


def elsewhere(folder: Path, build: Build) -> str:
    """Return who else builds into the index folder now; empty when nobody does, or this server."""
    return "" if build.is_running else (building(folder) or "").rstrip(",")


def why_no_build(articles: str, found: Sequence[Ledger]) -> str:
    """Return why the page may not build: the last build read other articles than the setting names; empty when it may.

    What a build reads is the whole archive, so that one of another folder would replace everything.
    """
    last = next((ledger for ledger in found if ledger.outcome != FAILED), None)
    wanted = os.path.abspath(articles)  # noqa: PTH100  # as a build names it: links stay
    if last is None or last.roots == (wanted,):
        return ""
    named = ", ".join(folder_name(root) for root in last.roots)
    return (
        f"The last build read {named}, and the setting articles names {folder_name(wanted)}, which would replace all "
        "that the archive holds. Let the setting name what is to be read, and start the chat again."
    )


def gathered(
    folder: Path, holder: Holder, *, articles: str, build: Build, check: Check, number: int | None,
    why_not: str | None, why_no_upload: str,
) -> Shown:  # fmt: skip
    """Return what the page shows now.

    Args:
        folder: the index folder.
        holder: knows what it holds.
        articles: the setting.
        build: the last one of this server.
        check: likewise.
        number: of the build whose ledger is shown; the last one when None, or when that is no longer known.
        why_not: why whoever asks may not change anything.
        why_no_upload: why nothing can be added.
    """
    try:
        found = ledgers(folder)
        generations = held(folder)
        holding = holder.holdings(found)
    except NewsQAError as error:
        return Shown(problem=str(error), build=build, check=check, checked=_moment(check.ended_at), why_not=why_not)
    builds = tuple(map(_ledger, found))
    no_build = why_no_build(articles, found)
    return Shown(
        holdings=holding, builds=builds, ledger=_chosen(builds, number),
        generations=tuple(_generation(each, is_newest=not place) for place, each in enumerate(generations)),
        elsewhere=elsewhere(folder, build), build=build, fates=tuple(map(_fate, build.fates)), check=check,
        checked=_moment(check.ended_at), why_not=why_not, why_no_build=no_build,
        why_no_upload=no_build or why_no_upload,
    )  # fmt: skip


def render(shown: Shown, **values: object) -> str:
    """Return the page."""
    html = environment().get_template("archive/page.html").render(
        shown=shown, chat_link=chat_link, box=_BOX, **values
    )  # fmt: skip
    # Half a surrogate pair, which a file's name can hold, cannot be sent.
    return html.encode("utf-8", "replace").decode()


def _chosen(builds: Sequence[ShownLedger], number: int | None) -> ShownLedger | None:
    return next((each for each in builds if each.number == number), builds[0] if builds else None)


def _moment(when: dt.datetime | None) -> str:
    if when is None:
        return ""
    local = when.astimezone()
    return f"{local.day} {local:%B %Y, %H:%M}"


def _ledger(ledger: Ledger) -> ShownLedger:
    report = ledger.report
    return ShownLedger(
        number=ledger.number, ended=_moment(ledger.ended_at),
        roots=tuple(one_line(folder_name(root)) for root in ledger.roots), outcome=outcome_words(ledger),
        is_failed=ledger.outcome == FAILED, error=one_line(ledger.error or ""), only=tuple(map(one_line, ledger.only)),
        counts=(
            ("read", report.read), ("indexed", report.indexed), ("unchanged", report.unchanged),
            ("copies", report.copies), ("rejected", len(report.rejected)),
        ),
        removed=report.removed, seconds=report.seconds, reasons=tuple(reasons(report.rejected)),
        rejected=_flaws(report.rejected), warnings=_flaws(report.warnings), rejections=len(report.rejected),
        warned=len(report.warnings),
    )  # fmt: skip


def _flaws(found: Sequence[Rejection]) -> tuple[tuple[str, str], ...]:
    return tuple((one_line(flaw.path), one_line(flaw.reason)) for flaw in found[:_MOST_FLAWS])


def _generation(generation: Generation, *, is_newest: bool) -> ShownGeneration:
    parts = [generation.origin]
    if generation.is_partial:
        parts.append(f"{wording.covered(generation.meaning_share)} found by meaning so far")
    return ShownGeneration(
        number=generation.number, published=_moment(generation.published_at), articles=generation.articles,
        passages=generation.passages, origin=", ".join(parts), is_newest=is_newest,
    )  # fmt: skip


def _fate(fate: Fate) -> ShownFate:
    link = None
    if fate.named:
        first = fate.named[0]
        link = chat_link(q=one_line(first.title), source=first.source, since=first.day, until=first.day)
    return ShownFate(
        name=fate.name, verdict=_verdict(fate), is_in=fate.articles > 0,
        titles=tuple(one_line(article.title) for article in fate.named), more=fate.articles - len(fate.named),
        flaws=tuple(map(one_line, fate.flaws)), warnings=tuple(map(one_line, fate.warnings)), link=link,
    )  # fmt: skip


def _verdict(fate: Fate) -> str:
    new = fate.articles - fate.copies
    parts = []
    if new:
        parts.append("indexed" if fate.articles == 1 else f"{new:,} articles indexed")
    if fate.copies:
        parts.append(
            "a copy, word for word, of an article that is there; it is listed with it" if fate.articles == 1
            else f"{fate.copies:,} copies, word for word, of articles that are there"
        )  # fmt: skip
    if fate.rejected:
        parts.append("rejected" if fate.rejected == 1 and not fate.articles else f"{fate.rejected:,} rejected")
    return ", ".join(parts) or "no longer in the folder"
