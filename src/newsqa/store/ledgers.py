"""The ledgers of builds in the record: the last ones, compressed."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable

from newsqa.errors import IndexDamagedError
from newsqa.ledger import UNCHANGED, Ledger

# A ledger names every file that was left out, so that an archive with many bad ones has large ledgers.
KEPT = 20


def keep(connection: sqlite3.Connection, ledger: Ledger) -> int:
    """Write the ledger of the build that ended; return its number.

    Of builds that changed nothing only the last one is kept: those that run by the hour would push out all others.
    """
    connection.execute("DELETE FROM builds WHERE outcome = ?", (UNCHANGED,))
    number = connection.execute(
        "INSERT INTO builds (outcome, ledger) VALUES (?, ?) RETURNING number",
        (ledger.outcome, zlib.compress(ledger.to_json().encode())),
    ).fetchone()[0]
    connection.execute(
        "DELETE FROM builds WHERE number NOT IN (SELECT number FROM builds ORDER BY number DESC LIMIT ?)", (KEPT,)
    )
    return int(number)


def forget(connection: sqlite3.Connection) -> None:
    """Delete all ledgers: they name the outlets, files and errors of articles that may be gone."""
    connection.execute("DELETE FROM builds")


def unreadable(connection: sqlite3.Connection) -> list[int]:
    """Return the numbers of the builds whose ledgers cannot be read."""
    found = connection.execute("SELECT number, ledger FROM builds ORDER BY number").fetchall()
    return [number for number, packed in found if isinstance(_unpacked(number, packed), Exception)]


def drop(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Delete the ledgers of builds."""
    connection.executemany("DELETE FROM builds WHERE number = ?", [(number,) for number in numbers])


def held(connection: sqlite3.Connection) -> list[Ledger]:
    """Return the ledgers that the record holds, newest first.

    Raises:
        IndexDamagedError: one cannot be read.
    """
    found = []
    for number, packed in connection.execute("SELECT number, ledger FROM builds ORDER BY number DESC").fetchall():
        ledger = _unpacked(number, packed)
        if isinstance(ledger, Exception):
            path = connection.execute("PRAGMA database_list").fetchone()[2]
            raise IndexDamagedError(
                f"{path}: the ledger of build {number} cannot be read ({ledger}); what is indexed is not concerned: "
                "`newsqa doctor --repair` drops the ledger"
            ) from ledger
        found.append(ledger)
    return found


def _unpacked(number: int, packed: bytes) -> Ledger | Exception:
    """Return a ledger, or why there is none."""
    try:
        return Ledger.from_json(zlib.decompress(packed).decode(), number)
    except (zlib.error, ValueError, TypeError, KeyError, AttributeError) as error:
        return error
