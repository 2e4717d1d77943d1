"""Times in questions to ranges of dates: what "last week" or "since March" means on the day on which it is asked."""

from __future__ import annotations

import datetime as dt
import re

from newsqa.types import TimeRange

# A question with none of these has no time in it: most end here, before the languages are read. In this order: numbers;
# English, German, French, Spanish; the months of all.
_HINT = re.compile(
    r"\d"
    r"|day|night|morning|evening|week|month|quarter|year|decade|hour|latest|newest|recent|lately|spring|summer|autumn|fall"
    r"|winter|ties\b"
    r"|gestern|heute|tag\b|woche|mittwoch|samstag|sonnabend|monat|jahr|quartal|sommer|herbst|stunden|neueste|jüngst"
    r"|kürzlich|ziger"
    r"|hier\b|aujourd|\b(?:lun|mar|mercre|jeu|vendre|same)di\b|dimanche|semaine|mois\b|année|\ban\b|\bans\b|trimestre"
    r"|printemps|été\b|automne|hiver|réce"
    r"|\bhoy\b|ayer|\b(?:lun|mart|miércol|juev|viern)es\b|sábado|domingo|semana|\bmes\b|\baño|primavera|verano|otoño"
    r"|invierno|reciente"
    r"|jan[uv]|enero|febr|févr|m[aä]r[csz]|a[vbp]ri?l|avril|\bma[iy]\b|mayo|juni?|juin|jul|juil|ao[uû]t|agosto|august"
    r"|sept|o[ck]t[ou]|nov|de[zc]|déc|diciem",
    re.IGNORECASE,
)


def find_time(question: str, today: dt.date) -> TimeRange | None:
    """Return the time that a question says, or None when it says none, several, or one that cannot be resolved.

    The rules by which words become days are those of docs/decisions/018-dates.md: weeks from Monday, a month without
    its year is the last that had begun, and so on. What lies wholly ahead of ``today`` is left alone.

    Args:
        question: its text, with single spaces; in English, German, French or Spanish.
        today: the day on which it is asked.
    """
    if not _HINT.search(question):
        return None
    # Imported here because their patterns are made then, which most questions do not need.
    from newsqa.dates.grammar import find_latest, find_times
    from newsqa.dates.languages import language_of

    language = language_of(question)
    text = question.lower() if question.isupper() else question
    found = find_times(text, language, today)
    if len(found) > 1:
        return None
    if not found:
        span = find_latest(text, language)
        return span and TimeRange(phrase=question[span[0] : span[1]], start=span[0], end=span[1], is_latest=True)
    (time,) = found
    return TimeRange(
        phrase=question[time.start : time.end], start=time.start, end=time.end, since=time.since, until=time.until
    )
