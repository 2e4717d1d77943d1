"""Keeps count of what a build reads, and leaves its ledger in the record however the build ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from newsqa.errors import NewsQAError, StoreError
from newsqa.ledger import FAILED, PUBLISHED, UNCHANGED, Breakdown, Ledger, broken_down
from newsqa.store import Draft, Generation, Store, Tally
from newsqa.types import BuildReport, Rejection


@dataclass(slots=True)
class Account:
    """What a build has counted so far: of ``roots``, or ``only`` of these names there."""

    roots: tuple[str, ...]
    only: tuple[str, ...] = ()
    read: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    warnings: list[Rejection] = field(default_factory=list)
    tally: Tally | None = None
    breakdown: Breakdown | None = None

    def count(self, draft: Draft, before: Generation | None) -> Tally:
        """Count the articles of a draft that is settled, beside those of the generation before."""
        self.tally = draft.tally(before)
        self.breakdown = broken_down(draft.standings(before), self.rejected)
        return self.tally

    def report(self, generation: int | None) -> BuildReport:
        """Return what was counted; before all was read, what was rejected by then."""
        tally = self.tally or Tally(0, 0, 0, 0, is_same=False)
        return BuildReport(
            generation=generation, read=self.read if self.tally else len(self.rejected), indexed=tally.indexed,
            unchanged=tally.unchanged, copies=tally.copies, rejected=tuple(self.rejected),
            warnings=tuple(self.warnings), removed=tally.removed,
        )  # fmt: skip


@contextmanager
def accounted(store: Store, account: Account) -> Iterator[None]:
    """Leave the ledger of a build that fails inside; one that is killed leaves none."""
    try:
        yield
    except NewsQAError as error:
        with suppress(StoreError):
            with store.snapshot() as snapshot:
                generation = snapshot.generation
            _leave(store, account, FAILED, account.report(generation.number if generation else None), str(error))
        raise


def leave_ledger(store: Store, account: Account, report: BuildReport, before: Generation | None) -> None:
    """Leave the ledger of a build that ended; published is published, so that one for which there is no room is lost.

    Args:
        store: the record.
        account: what was counted.
        report: what the build tells of itself.
        before: the generation that answered before it.
    """
    is_same = before is not None and before.number == report.generation
    with suppress(StoreError):
        _leave(store, account, UNCHANGED if is_same else PUBLISHED, report, None)


def _leave(store: Store, account: Account, outcome: str, report: BuildReport, error: str | None) -> None:
    breakdown = account.breakdown or broken_down((), account.rejected)
    store.keep_ledger(
        Ledger(
            ended_at=dt.datetime.now(dt.UTC).replace(microsecond=0), outcome=outcome, error=error, roots=account.roots,
            only=account.only, report=report, breakdown=breakdown,
        )
    )  # fmt: skip
