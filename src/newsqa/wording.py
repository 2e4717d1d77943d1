"""Says in words what an answer's figures and fields mean, for the chat and the command line alike."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence

from newsqa.metadata import written_date
from newsqa.types import (
    Answer,
    ArticleInfo,
    Hit,
    Query,
    SourceChange,
    Suggestion,
    Survey,
    SurveyEntry,
    TimeRange,
    WayOut,
)

# The likelihood scale of the IPCC's guidance note on uncertainties (Mastrandrea et al. 2010, table 1), so that
# "likely" is said of the same probabilities as where readers of news meet it.
_STEPS = (
    (0.90, "Very likely answers this"),
    (0.66, "Likely answers this"),
    (0.33, "May answer this"),
    (0.0, "Unlikely to answer this"),
)
_LIKELIHOODS = ((0.90, "very likely"), (0.66, "likely"), (0.33, "perhaps"), (0.0, "unlikely"))
_LIMITS = {
    "dates": "the dates", "sources": "the outlet", "languages": "the language", "sections": "the section",
    "authors": "the author", "phrases": "the quotation marks", "time": "regard to the time",
}  # fmt: skip
_TOO_UNSURE = "Too unsure to be an answer"
_FOUND_BY = {"meaning": "by meaning", "words": "by its words", "both": "by meaning and words"}
_SHOWN_WORDS = 24
# As many outlets are named in a line; of more, their number.
_NAMED_OUTLETS = 3

_UNDATED = "undated"

NOTHING_MATCHES = "No article in the archive passes the filters; widen them."
NOTHING_ANSWERS = "Nothing in these articles answers this."
NEAREST = "Nearest passages, which do not answer it"
SUGGESTIONS = "You could ask next"


def confidence_words(answer: Answer) -> str:
    """Return how sure an answer is, in words that promise no more than its number; empty when it has none."""
    if answer.confidence is None:
        return ""
    if not answer.answered:
        return _TOO_UNSURE
    return next(words for least, words in _STEPS if answer.confidence >= least)


def likelihood(answer: Answer) -> str:
    """Return on the same scale how likely an answer is one, within a line of other words."""
    if answer.confidence is None:
        return "answered"
    return next(words for least, words in _LIKELIHOODS if answer.confidence >= least)


def without(way: WayOut) -> str:
    """Return what is taken away on a way out."""
    return f"Without {_LIMITS[way.without]} {way.value}".rstrip()


def percentage(confidence: float) -> str:
    """Return a probability in whole percent: never 0% or 100%, of which no calibration can be sure."""
    percent = round(100 * confidence)
    if percent < 1:
        return "under 1%"
    return "over 99%" if percent > 99 else f"{percent}%"


def covered(meaning_share: float) -> str:
    """Return a share of the archive in whole percent: never 100% of what is not whole."""
    return f"{math.floor(100 * meaning_share)}%"


UNDERSTOOD_HELP = "If that is not what was meant, say it in full and ask again."


def understood(answer: Answer) -> str:
    """Return how a follow-up was understood; empty when it was searched for as it was asked."""
    if not answer.understood or answer.understood == answer.question:
        return ""
    return f"Understood as: {answer.understood}"


def coverage(meaning_share: float) -> str:
    """Return how much of the archive search by meaning covers, while a first build goes on; empty when it is all."""
    if meaning_share >= 1:
        return ""
    return (
        f"The first build is still at work: search by meaning covers {covered(meaning_share)} of the archive so far, "
        "the newest articles first; all of it is found by its words."
    )


def later_version(hit: Hit) -> str:
    """Return that there is a later version of a hit's article, and which; empty when there is none."""
    return f"A later version of this article is there: {_titled(hit.superseded_by)}" if hit.superseded_by else ""


def older_version(hit: Hit) -> str:
    """Return which quotation is of an older version, and what the later one is."""
    return f"[{hit.rank}] quotes an older version. {later_version(hit)}"


def _titled(article: ArticleInfo) -> str:
    day = article.modified or article.date
    return f"{article.title}, {written_date(day, 'en')}" if day else article.title


def source_change(change: SourceChange) -> str:
    """Return what became of a source since it was cited, in a sentence."""
    what = {
        "gone": "is no longer in the archive",
        "changed": "was changed: the quotation does not stand there any more",
        "later": "has a later version",
    }[change.what]
    later = f": {_titled(change.later)}" if change.what == "later" and change.later else ""
    if change.what == "changed" and change.later:
        later = f"; a later version is there: {_titled(change.later)}"
    return f"[{change.number}] {change.title} {what}{later}."


def also_in(hit: Hit) -> str:
    """Return where else a hit's passage or story stands, in few words; empty when nowhere."""
    others = outlets(elsewhere(hit))
    if not others:
        return ""
    if len(others) <= _NAMED_OUTLETS:
        return f"also in {', '.join(others)}"
    return f"also in {len(others)} others, from {others[0]} on"


def elsewhere(hit: Hit) -> tuple[ArticleInfo, ...]:
    """Return the other articles with a hit's passage or story, the earliest first, undated ones last."""

    def order(article: ArticleInfo) -> tuple[bool, str, str]:
        day = article.date
        return day is None, day.isoformat() if day else "", article.id

    return tuple(sorted((*hit.copies, *hit.also_in), key=order))


def outlets(articles: Sequence[ArticleInfo]) -> tuple[str, ...]:
    """Return the outlets of articles, each once, in that order; an article without one stands by its title."""
    return tuple(dict.fromkeys(article.source or article.title for article in articles))


def passages(count: int) -> str:
    """Return how many passages follow."""
    return "1 passage" if count == 1 else f"{count} passages"


def place_in_line(ahead: int | None) -> str:
    """Return how many questions come first; empty for one that does not wait in line."""
    if ahead is None:
        return ""
    if ahead == 0:
        return "Yours is next."
    return "One question is before yours." if ahead == 1 else f"{ahead:,} questions are before yours."


def why(hit: Hit, time: TimeRange | None = None) -> tuple[tuple[str, str], ...]:
    """Return why a hit is here: its words, its place by meaning and by words, its day; each with what it is about.

    ``time`` is the one that the question was understood to say.
    """
    reason = hit.why
    said = [("Found", how_found(hit))]
    if reason is None:
        return tuple(said)
    said.append(("Words of the question", ", ".join(reason.words) or "none stands in it"))
    places = ((reason.meaning_rank, "by meaning"), (reason.words_rank, "by words"))
    ranked = [f"{_ordinal(rank)} {by}" if rank else f"not among the nearest {by}" for rank, by in places]
    said.append(("Nearest", ", ".join(ranked)))
    if reason.days is not None:
        said.append(("Date", _nearness(reason.days, time)))
    return tuple(said)


def _nearness(days: int, time: TimeRange | None) -> str:
    if time is not None and not time.is_latest:
        return "within the time asked for" if days == 0 else f"{_count(days, 'day')} from the time asked for"
    today = "the day of asking, or the archive's last day"
    return f"on {today}" if days == 0 else f"{_count(days, 'day')} from {today}"


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number:,} {what}s"


def _ordinal(number: int) -> str:
    last = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{last}"


def how_found(hit: Hit) -> str:
    """Return what a passage was found by."""
    return _FOUND_BY[hit.found_by]


def looked_for(answer: Answer) -> tuple[str, ...]:
    """Return the words that were searched for, at most as many as a reader takes in."""
    words, more = answer.looked_for[:_SHOWN_WORDS], len(answer.looked_for) - _SHOWN_WORDS
    return (*words, f"and {more} more") if more > 0 else words


def absent(answer: Answer) -> str:
    """Return which words of the question no article holds; empty when there are none."""
    return f"In no article: {', '.join(answer.absent)}" if answer.absent else ""


def way_out(way: WayOut) -> str:
    """Return how sure the answer is that there would be without a limit, and where its first quotation is from."""
    return _surety(way.answer)


def suggested(suggestion: Suggestion) -> str:
    """Return how sure the answer to a suggestion is, and where its first quotation is from."""
    return _surety(suggestion.answer)


def _surety(answer: Answer) -> str:
    first = answer.citations[0]
    words = confidence_words(answer)
    sure = f"{words[:1].lower()}{words[1:]} ({percentage(answer.confidence)})" if answer.confidence is not None else ""
    when = first.date.isoformat() if first.date else ""
    return ", ".join(part for part in (sure, f"from {first.source or first.title}", when) if part)


def by_day(survey: Survey) -> tuple[tuple[str, tuple[SurveyEntry, ...]], ...]:
    """Return the entries of a survey under their days, the earliest first, undated ones last."""
    return _grouped(survey, lambda entry: entry.article.date.isoformat() if entry.article.date else "", in_order=True)


def by_outlet(survey: Survey) -> tuple[tuple[str, tuple[SurveyEntry, ...]], ...]:
    """Return the entries of a survey under their outlets, that of the best first; without one, under their titles."""
    return _grouped(survey, lambda entry: entry.article.source or entry.article.title, in_order=False)


def _grouped(
    survey: Survey, key: Callable[[SurveyEntry], str], *, in_order: bool
) -> tuple[tuple[str, tuple[SurveyEntry, ...]], ...]:
    groups: dict[str, list[SurveyEntry]] = {}
    for entry in survey.entries:
        groups.setdefault(key(entry), []).append(entry)
    names = sorted(groups, key=lambda name: (not name, name)) if in_order else list(groups)
    return tuple((name or _UNDATED, tuple(groups[name])) for name in names)


def time_range(time: TimeRange) -> str:
    """Return the days that a time in a question was understood to mean."""
    if time.is_latest:
        return "the newest articles"
    return days(time.since, time.until)


def days(since: dt.date | None, until: dt.date | None) -> str:
    """Return a range of days, one of which at least is there."""
    if since and until:
        return f"{since}" if since == until else f"{since} to {until}"
    return f"since {since}" if since else f"until {until}"


def any_of(values: Sequence[str]) -> str:
    """Return values any of which will do."""
    return " or ".join(values)


def all_phrases(phrases: Sequence[Sequence[str]]) -> str:
    """Return phrases which must all be there."""
    return " and ".join(f'"{" ".join(words)}"' for words in phrases)


def limits(query: Query) -> tuple[tuple[str, str], ...]:
    """Return the filters that a query sets, each as what is limited and to what."""
    excluded = (f'"{" ".join(words)}"' for words in query.excluded)
    stated = (
        ("since", query.since.isoformat() if query.since else ""),
        ("until", query.until.isoformat() if query.until else ""),
        ("outlet", any_of(query.sources)),
        ("language", any_of(query.languages)),
        ("section", any_of(query.sections)),
        ("author", any_of(query.authors)),
        ("with", all_phrases(query.phrases)),
        ("without", " or ".join(excluded)),
    )
    return tuple((what, value) for what, value in stated if value)
