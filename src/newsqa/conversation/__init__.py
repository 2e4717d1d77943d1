"""Makes a follow-up a question that stands alone, without a model of language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsqa.characters import one_line
from newsqa.conversation.choosing import Chosen, choose
from newsqa.conversation.ellipsis import make_whole
from newsqa.conversation.gathering import MAX_CHARS, MAX_TURNS, Asked, Turn, stem
from newsqa.conversation.phrases import Phrase, content_words, names_in, spoken_of, title_parts
from newsqa.conversation.placing import place
from newsqa.conversation.pointing import Pointer
from newsqa.conversation.tongues import LEADS, points_back
from newsqa.dates import find_time
from newsqa.fitted import Fitted
from newsqa.types import Answer, Citation, Limits

__all__ = ["Understood", "understand"]

MAX_QUESTION_CHARS = 600  # of a follow-up; a longer question says itself what it is about
_CITED = 2  # citations of an answer that are looked at
_WHOLE = 5  # and by which it is known even when it points to something, or shares a name
_ENOUGH = 3  # words of its own by which a question is known to be about something else
_SUBJECT = re.compile(
    r"\b(?:did|does|do|has|have|had|is|are|was|were|will|would|can|could)\s+(?:the\s+)?", re.IGNORECASE
)
# "How many people had their data stolen", but not "How many games did their team win".
_COUNTED = re.compile(r"how many \w+ (?!.*\b(?:did|do|does)\b)", re.IGNORECASE)
_FRAME = re.compile(r"\b(?:in|on|since|until|before|after|during|by|from)\s+(?:the\s+)?$", re.IGNORECASE)

# "The water of the schools": a thing that is told apart from others of its kind.
_TOLD_APART = re.compile(
    r"\b(?:the|an?)\s+([\w-]+)\s+(?:of|in|at|for|on|from|to|with|by|about)\s+(?:(?:the|an?)\s+)?([\w-]+)", re.IGNORECASE
)

# "When was he born?" asks for the time itself; "when the talks failed" does not, nor "When they met, who led them?".
_WHEN = re.compile(
    r"^when\b(?! (?:the|an?|he|she|they|it|this|that|these|those)\b)|\b(?:since|until|till|by|from|to) when\b"
    r"|\b(?:how long|(?:what|which) (?:\w+ )?(?:year|month|week|day|date|time|decade))\b",
    re.IGNORECASE,
)

_NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question as it is understood: ``text`` stands alone.

    ``carried`` are the words taken from the turns before, as they stand in it. ``limits`` are the filters of the turn
    before where it is a follow-up.
    """

    text: str
    is_follow_up: bool = False
    carried: tuple[str, ...] = ()
    limits: Limits = _NO_LIMITS


def understand(
    question: str,
    history: Sequence[tuple[str, Answer]],
    *,
    max_chars: int = 2000,
    today: dt.date | None = None,
    fitted: Fitted | None = None,
) -> Understood:
    """Return a question as it is understood after others: one that stands alone.

    A first question is never touched, nor one that changes the subject, nor one that would come out longer than
    ``max_chars``.

    Args:
        question: as it was asked.
        history: the questions before, as they were asked, with their answers; oldest first.
        max_chars: characters that a question may have.
        today: the day of asking; default: the day it is.
        fitted: what words are chosen by; default: what the package holds.
    """
    plain = Understood(text=question)
    if not history or not question.strip() or len(question) > MAX_QUESTION_CHARS:
        return plain
    turns = turns_of(history)
    limits = history[-1][1].limits
    today = today or dt.date.today()
    if find_time(one_line(question), today):
        # Days that were given before would silence the time that the question says.
        limits = replace(limits, since=None, until=None)
    whole = make_whole(one_line(question), turns[-1].question[:MAX_CHARS], today)
    if whole is None:
        asked = Asked.read(_without_lead(one_line(question)))
        if not _goes_on(asked, turns, question):
            return plain
        text, carried = place(asked, _chosen(asked, turns, question, fitted), turns)
        text, time = _with_time(text, asked, turns[-1].question, today)
        carried = (*carried, *time)
    else:
        text, carried = whole.text, whole.carried
    if not carried and not points(question):
        # It says all itself; what it shares with the turns before may be chance.
        return Understood(text=question, is_follow_up=True)
    if not carried or len(text) > max_chars:
        return Understood(text=question, is_follow_up=True, limits=limits)
    return Understood(text=text, is_follow_up=True, carried=carried, limits=limits)


def turns_of(history: Sequence[tuple[str, Answer]]) -> list[Turn]:
    """Return the turns before, each with what its subject was called when it came up."""
    turns: list[Turn] = []
    for question, answer in history[-MAX_TURNS:]:
        cited = answer.citations[:_CITED]
        sentences = tuple(text for one in cited if (text := one_line(_best(one)[:MAX_CHARS])))
        understood = one_line((answer.understood or question)[:MAX_CHARS])
        title = next((one.title for one in cited), "")[:MAX_CHARS]
        topics, asides = title_parts(title)
        if not topics:
            # A headline is no name: what it is about is what the question that came to it asked about.
            asides = []
            is_opening = not turns or understood == one_line(question[:MAX_CHARS])
            topics = spoken_of(understood, " ".join((title, *sentences))) if is_opening else []
            topics = topics or list(turns[-1].topics if turns else ())
        turns.append(Turn(understood, one_line(question[:MAX_CHARS]), tuple(topics), tuple(asides), sentences))
    return turns


def _best(citation: Citation) -> str:
    return citation.quote[citation.best.start - citation.start : citation.best.end - citation.start]


def _without_lead(question: str) -> str:
    lead = LEADS.match(question)
    rest = question[lead.end() :] if lead else question
    return rest[:1].upper() + rest[1:] if lead and rest else question


def points(question: str) -> bool:
    """Whether a word of a question points back, or leads on."""
    return bool(LEADS.match(question) or points_back(question) or Asked.read(one_line(question)).pointers)


def _goes_on(asked: Asked, turns: Sequence[Turn], question: str) -> bool:
    """Whether a question is about what the turns before were about."""
    in_tongue = points_back(question)
    if LEADS.match(question) or in_tongue:
        return True
    said = _said(turns)
    own = {word for word in asked.content if stem(word) not in said}
    if len(own) >= _WHOLE:
        return False
    known = _known(asked.names, turns)
    strange = [name for name in asked.names if name not in known]
    pointers = [pointer for pointer in asked.pointers if not _is_own(pointer, asked, strange)]
    if pointers or known:
        return True
    if strange or in_tongue is not None:
        return False
    if len(own) < len(asked.content):
        return True
    return len(own) < _ENOUGH and not _tells_apart(asked)


def _tells_apart(asked: Asked) -> bool:
    """Whether a question says itself which thing it asks about."""
    told = (match.groups() for match in _TOLD_APART.finditer(asked.text))
    return any(asked.content.issuperset(map(str.casefold, words)) for words in told)


def _said(turns: Sequence[Turn]) -> set[str]:
    texts = [
        text for turn in turns for text in (turn.question, *(topic.text for topic in turn.topics), *turn.sentences)
    ]
    return {stem(word) for text in texts for word in content_words(text[:MAX_CHARS])}


def _known(names: Sequence[Phrase], turns: Sequence[Turn]) -> list[Phrase]:
    """Return the names that the turns before said."""
    said = _said(turns) if names else set()
    return [name for name in names if any(stem(word) in said for word in content_words(name.text))]


def _without_contrast(chosen: list[Chosen], asked: Asked, last: Turn, question: str) -> list[Chosen]:
    """Leave out whom the question before asked about, where this one asks the same of somebody else."""
    subject = _SUBJECT.search(last.question)
    if not asked.names or not LEADS.match(question) or subject is None:
        return chosen
    after = last.question[subject.end() :]
    gone = {word for name in names_in(last.question, is_question=True)
            if after.startswith(name.text.removeprefix("the ")) for word in content_words(name.text)}  # fmt: skip
    return [one for one in chosen if gone.isdisjoint(content_words(one.phrase.text))]


def _is_own(pointer: Pointer, asked: Asked, strange: Sequence[Phrase]) -> bool:
    """Whether a pronoun stands for what the question itself says before it: a new name, or those that it counts."""
    if pointer.is_possessive and pointer.kind == "they" and _COUNTED.match(asked.text):
        return True
    return any(0 <= asked.text.find(name.text.removeprefix("the ")) < pointer.start for name in strange)


def _chosen(asked: Asked, turns: Sequence[Turn], question: str, fitted: Fitted | None) -> list[Chosen]:
    if points_back(question) is None:
        chosen = _without_contrast(choose(asked, turns, fitted), asked, turns[-1], question)
        if chosen or _known(asked.names, turns):
            return chosen
        new = [topic for topic in turns[-1].topics if asked.content.isdisjoint(content_words(topic.text))]
        return [Chosen(topic, 0.0, "title", 0) for topic in new[:1]]
    # What is fitted is English: elsewhere the names of the question before are carried, or those of what was shown.
    last = turns[-1]
    names = [*names_in(last.question, is_question=True)] or [*last.topics]
    new = [name for name in names if asked.content.isdisjoint(content_words(name.text))]
    return [Chosen(name, 1.0, "question", 0) for name in new[:2]]


def _with_time(text: str, asked: Asked, before: str, today: dt.date) -> tuple[str, tuple[str, ...]]:
    """Return a question with the time of the one before, when it points back and says none itself."""
    time = find_time(before, today)
    if not asked.pointers or _WHEN.search(asked.text) or time is None or time.is_latest or find_time(text, today):
        return text, ()
    frame = _FRAME.search(before[: time.start])
    said = before[frame.start() if frame else time.start : time.end]
    body = text.rstrip("?!. ")
    return f"{body} {said}{text[len(body) :]}", (said,)
