"""Who shows a text of a generation, and who else has it: copies, stories, reprinted passages, later versions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from newsqa.store.rows import EARLIEST, INFO, info_of
from newsqa.stories import Teller, carries, version_order
from newsqa.types import ArticleInfo, Query, Relatives

# Of the articles that share a passage with one, as many at most are read for a hit.
_REPRINTS = 30
IS_SUPERSEDED = "m.superseded_by IS NOT NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How an article's text is shown: the article that stands for it, its row, its exact copies, its later version."""

    row: int
    article: ArticleInfo
    copies: tuple[ArticleInfo, ...]
    superseded_by: ArticleInfo | None


def shown_as(connection: sqlite3.Connection, number: int, article_row: int, query: Query) -> Shown:
    """Return the article that stands for itself and its exact copies, and the others of these.

    It is the original when that passes the query's filters, else the first copy that does.
    """
    condition, values = condition_of(query)
    group = connection.execute(
        f"SELECT {INFO}, {condition}, a.row, m.superseded_by FROM members m JOIN articles a ON a.row = m.article "
        "WHERE m.generation = ? AND (m.article = ? OR m.copy_of = ?) "
        f"ORDER BY m.copy_of IS NOT NULL, {EARLIEST}",
        (*values, number, article_row, article_row),
    ).fetchall()
    shown = next(member for member in group if member[11])
    infos = {member[12]: info_of(member, is_superseded=member[13] is not None) for member in group}
    return Shown(
        row=shown[12], article=infos.pop(shown[12]), copies=tuple(infos.values()),
        superseded_by=_member(connection, number, shown[13]),
    )  # fmt: skip


def _member(connection: sqlite3.Connection, number: int, row: int | None) -> ArticleInfo | None:
    found = connection.execute(
        f"SELECT {INFO}, {IS_SUPERSEDED} FROM members m JOIN articles a ON a.row = m.article "
        "WHERE m.generation = ? AND m.article = ?",
        (number, row),
    ).fetchone()
    return info_of(found, is_superseded=bool(found[11])) if found else None


def stories(connection: sqlite3.Connection, number: int, article_rows: Iterable[int]) -> dict[int, int]:
    """Return which story the articles in these rows tell: the row of the first article that tells it."""
    return dict(
        connection.execute(
            "SELECT article, coalesce(story, article) FROM members WHERE generation = ? "
            "AND article IN (SELECT value FROM json_each(?))",
            (number, json.dumps(list(article_rows))),
        )
    )


def also_in(connection: sqlite3.Connection, number: int, article_row: int, passage: str) -> tuple[ArticleInfo, ...]:
    """Return the articles that tell the story of an original, or carry its passage, earliest first; not its copies.

    Args:
        connection: inside the transaction of a snapshot.
        number: that of the generation.
        article_row: that of the original.
        passage: the text of the passage.
    """
    found = _carriers(connection, number, article_row, passage)
    (story,) = connection.execute(
        "SELECT story FROM members WHERE generation = ? AND article = ?", (number, article_row)
    ).fetchone()
    if story is None and not found:  # as most are; to look for others would read all members
        return ()
    carriers = json.dumps(found)
    rows = connection.execute(
        "WITH others (row) AS ("
        "SELECT article FROM members WHERE generation = :number AND story = :story "
        "UNION SELECT value FROM json_each(:carriers) UNION SELECT m.article FROM json_each(:carriers) c "
        "JOIN members m ON m.copy_of = c.value AND m.generation = :number) "
        f"SELECT {INFO}, {IS_SUPERSEDED} FROM others o JOIN members m ON m.generation = :number AND m.article = o.row "
        f"JOIN articles a ON a.row = m.article WHERE coalesce(m.copy_of, m.article) <> :own ORDER BY {EARLIEST}",
        {"number": number, "own": article_row, "carriers": carriers, "story": story},
    )
    return tuple(info_of(row, is_superseded=bool(row[11])) for row in rows)


def relatives(connection: sqlite3.Connection, number: int, article_id: str) -> Relatives | None:
    """Return who else has an article of a generation: its copies, its story, its versions; None when it has no such."""
    own = connection.execute(
        "SELECT a.row, coalesce(m.copy_of, m.article), m.story, m.superseded_by FROM articles a CROSS JOIN members m "
        "ON m.article = a.row WHERE m.generation = ? AND a.id = ?",
        (number, article_id),
    ).fetchone()
    if own is None:
        return None
    row, original, story, latest = own
    rows = connection.execute(
        f"SELECT {INFO}, {IS_SUPERSEDED}, a.row, coalesce(m.copy_of, m.article), m.superseded_by "
        "FROM members m JOIN articles a ON a.row = m.article WHERE m.generation = :number AND (m.story = :story "
        "OR m.article = :original OR m.copy_of = :original OR m.article = :latest OR m.superseded_by = :end) "
        f"ORDER BY {EARLIEST}",
        {"number": number, "story": story, "original": original, "latest": latest, "end": latest or row},
    ).fetchall()
    infos = {found[12]: info_of(found, is_superseded=bool(found[11])) for found in rows}
    order = {each: version_order(_teller(each, info)) for each, info in infos.items()}
    copies = {found[12] for found in rows if found[13] == original} - {row, latest}
    versions = {found[12] for found in rows if found[14] == (latest or row)} - copies
    earlier = sorted((each for each in versions - {row} if order[each] < order[row]), key=lambda each: order[each])
    others = infos.keys() - copies - {row, latest, *earlier}
    return Relatives(
        copies=tuple(infos[each] for each in infos if each in copies),
        also_in=tuple(infos[each] for each in infos if each in others),
        earlier=tuple(infos[each] for each in earlier),
        later=infos.get(latest),
    )


def _teller(row: int, info: ArticleInfo) -> Teller:
    return Teller(
        row=row, id=info.id, text=0, date=info.date, modified=info.modified, published_at=info.published_at,
        modified_at=info.modified_at, source=info.source, url=info.url, corrections=len(info.corrections),
    )  # fmt: skip


def _carriers(connection: sqlite3.Connection, number: int, article_row: int, passage: str) -> list[int]:
    """Return the originals of other stories that carry a passage of this one."""
    others = connection.execute(
        "SELECT r.other, a.text FROM reprints r JOIN articles a ON a.row = r.other "
        f"WHERE r.generation = ? AND r.article = ? ORDER BY {EARLIEST} LIMIT ?",
        (number, article_row, _REPRINTS),
    )
    return [row for row, text in others if carries(text, passage)]


def condition_of(query: Query) -> tuple[str, list[str]]:
    """Return the SQL that an article ``a`` must satisfy, and its values."""
    parts: list[str] = []
    values: list[str] = []
    for day, comparison in ((query.since, ">="), (query.until, "<=")):
        if day is not None:
            parts.append(f"a.date {comparison} ?")
            values.append(day.isoformat())
    for column, wanted in (
        ("source", query.sources),
        ("language", query.languages),
        ("section", query.sections),
    ):
        if wanted:
            parts.append(f"casefold(a.{column}) IN ({', '.join('?' * len(wanted))})")
            values += [value.casefold() for value in wanted]
    if query.authors:
        names = ", ".join("?" * len(query.authors))
        parts.append(f"EXISTS (SELECT 1 FROM json_each(a.authors) WHERE casefold(value) IN ({names}))")
        values += [name.casefold() for name in query.authors]
    if query.without:
        parts.append(
            f"a.plain_hash NOT IN (SELECT plain_hash FROM articles WHERE id IN ({', '.join('?' * len(query.without))}))"
        )
        values += query.without
    return " AND ".join(parts) or "1", values
