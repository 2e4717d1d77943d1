"""The ledgers of builds in the record: the last ones, compressed."""

from __future__ import annotations

import sqlite3
import zlib

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


def held(connection: sqlite3.Connection) -> list[Ledger]:
    """Return the ledgers that the record holds, newest first.

    Raises:
        IndexDamagedError: one cannot be read.
    """
    found = []
    for number, packed in connection.execute("SELECT number, ledger FROM builds ORDER BY number DESC").fetchall():
        try:
            found.append(Ledger.from_json(zlib.decompress(packed).decode(), number))
        except (zlib.error, ValueError, TypeError, KeyError, AttributeError) as error:
            path = connection.execute("PRAGMA database_list").fetchone()[2]
            raise IndexDamagedError(
                f"{path}: the ledger of build {number} cannot be read ({error}); what is indexed is not concerned: "
                "`newsqa doctor --repair` drops the ledger"
            ) from error
    return found
