"""Copies to stories, and each article to its later version."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

from newsqa.stories.likeness import Likeness

# What is put behind an address to count readers.
_TRACKING = re.compile(r"(?:utm_.*|fbclid|gclid|cmpid|ref|ref_src|smid)", re.IGNORECASE)

Likenesses = Mapping[tuple[int, int], Likeness]


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """An article as stories are made of it; ``text`` numbers its text, and exact copies have the same.

    Texts are numbered from the earliest on, by the earliest article that has them. ``corrections`` is a count.
    """

    row: int
    id: str
    text: int
    date: dt.date | None = None
    modified: dt.date | None = None
    published_at: dt.datetime | None = None
    modified_at: dt.datetime | None = None
    source: str | None = None
    url: str | None = None
    corrections: int = 0


@dataclass(frozen=True, slots=True)
class Stories:
    """What texts and dates say of articles, by row.

    ``story`` names the first article of the story that an article tells, where others tell it too; ``superseded_by``
    the latest version of an article. ``reprints`` are pairs of the first articles with two texts of different stories
    that have a passage in common, both ways round.
    """

    story: dict[int, int] = field(default_factory=dict)
    superseded_by: dict[int, int] = field(default_factory=dict)
    reprints: list[tuple[int, int]] = field(default_factory=list)


def tell_stories(tellers: Sequence[Teller], likenesses: Likenesses) -> Stories:
    """Group articles into stories and find later versions.

    A text joins the story of the earliest text that it is a copy of, never that of another member: what merges two
    reports is in the story of the one that it has more of, and those two stay apart.

    Args:
        tellers: all articles, the earliest first.
        likenesses: of pairs of texts, the earlier first.
    """
    tellers_of: dict[int, list[Teller]] = defaultdict(list)
    for teller in tellers:
        tellers_of[teller.text].append(teller)
    first_of = _first_texts(sorted(tellers_of), likenesses)
    stories = Stories()
    sizes: dict[int, int] = defaultdict(int)
    for text, those in tellers_of.items():
        sizes[first_of[text]] += len(those)
    for teller in tellers:
        if sizes[first := first_of[teller.text]] > 1:
            stories.story[teller.row] = tellers_of[first][0].row
    for (one, other), likeness in sorted(likenesses.items()):
        if (likeness.is_reprint or likeness.is_copy) and first_of[one] != first_of[other]:
            rows = tellers_of[one][0].row, tellers_of[other][0].row
            stories.reprints.extend((rows, rows[::-1]))
    stories.superseded_by.update(_superseded(tellers_of, likenesses))
    return stories


def _first_texts(texts: Sequence[int], likenesses: Likenesses) -> dict[int, int]:
    """Return the first text of the story of each, which is itself where it begins one."""
    copies: dict[int, list[int]] = defaultdict(list)
    for (one, other), likeness in likenesses.items():
        if likeness.is_copy:
            copies[other].append(one)
    first_of: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    for text in texts:
        firsts = [one for one in copies[text] if first_of[one] == one and _fits(text, one, members[one], likenesses)]
        first = min(firsts, key=lambda one: (-_shared_words(likenesses[one, text]), one), default=text)
        first_of[text] = first
        members.setdefault(first, []).append(text)
    return first_of


def _shared_words(likeness: Likeness) -> float:
    return max(likeness.of_first, likeness.of_second) * likeness.words


def _fits(text: int, first: int, members: Sequence[int], likenesses: Likenesses) -> bool:
    """Whether a copy of the first text of a story tells no other part of that than the story's other members."""
    own = likenesses[first, text].of_first
    for member in members:
        if member == first or own + likenesses[first, member].of_first > 1:
            continue
        both = likenesses.get((member, text))
        if both is None or not both.is_akin:
            return False
    return True


def _superseded(tellers_of: Mapping[int, Sequence[Teller]], likenesses: Likenesses) -> dict[int, int]:
    """Return the latest version of each article that has one."""
    later: dict[int, list[Teller]] = defaultdict(list)
    for (one, other), likeness in likenesses.items():
        if not likeness.is_akin:
            continue
        for earlier, version in _same_outlet(tellers_of[one], tellers_of[other], likeness):
            if _is_later(version, earlier):
                later[earlier.row].append(version)
            elif _is_later(earlier, version):
                later[version.row].append(earlier)
    latest = {row: max(versions, key=version_order) for row, versions in later.items()}
    return {row: _end_of_chain(row, latest) for row in sorted(latest)}


def _same_outlet(
    those: Sequence[Teller], others: Sequence[Teller], likeness: Likeness
) -> Iterator[tuple[Teller, Teller]]:
    """Yield the pairs that may be versions of one article: of one address, or very alike and of one outlet."""
    by_url: dict[str, list[Teller]] = defaultdict(list)
    by_source: dict[str, list[Teller]] = defaultdict(list)
    for other in others:
        if other.url:
            by_url[bare_url(other.url)].append(other)
        if other.source:
            by_source[other.source.casefold()].append(other)
    for teller in those:
        found = list(by_url.get(bare_url(teller.url), ())) if teller.url else []
        if teller.source and likeness.is_version:
            found += by_source.get(teller.source.casefold(), ())
        for other in {each.row: each for each in found}.values():
            yield teller, other


def bare_url(url: str) -> str:
    """Return an address without what does not tell pages apart."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    query = urlencode([pair for pair in parse_qsl(parts.query) if not _TRACKING.fullmatch(pair[0])])
    host = parts.netloc.casefold().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{query}"


def _is_later(one: Teller, other: Teller) -> bool:
    """Whether one article is known to have been written after another."""
    moments = _moment(one), _moment(other)
    if moments[0] and moments[1] and (moments[0].tzinfo is None) == (moments[1].tzinfo is None):
        order = (moments[0] > moments[1]) - (moments[0] < moments[1])
    else:
        days = _day(one), _day(other)
        order = (days[0] > days[1]) - (days[0] < days[1]) if days[0] and days[1] else 0
    return order > 0 or (order == 0 and one.corrections > other.corrections)


def _moment(teller: Teller) -> dt.datetime | None:
    """Return when an article was last written, where its time is known; a time with its zone tells more."""
    moments = [moment for moment in (teller.published_at, teller.modified_at) if moment]
    return max([moment for moment in moments if moment.tzinfo] or moments, default=None)


def _day(teller: Teller) -> dt.date | None:
    return max(filter(None, (teller.date, teller.modified)), default=None)


def version_order(teller: Teller) -> tuple[dt.date, dt.datetime, int, str]:
    """Return what the versions of an article are sorted by, the earliest first."""
    moment = _moment(teller) or dt.datetime.min
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return _day(teller) or dt.date.min, moment, teller.corrections, teller.id


def _end_of_chain(row: int, latest: Mapping[int, Teller]) -> int:
    seen = {row}
    while (following := latest.get(row)) is not None and following.row not in seen:
        row = following.row
        seen.add(row)
    return row
