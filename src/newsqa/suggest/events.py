"""A sentence to questions for the day, the place or the reason of what happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import regex

from newsqa.names import NAME, Names
from newsqa.suggest.clause import BE, Clause
from newsqa.suggest.draft import Draft
from newsqa.suggest.phrases import DAY_SAID, has_figure, is_whole, piece
from newsqa.suggest.verbs import ALONE, BASES, MOVING, PARTICIPLES, word_set

# What somebody says is no event that a reader asks the day of.
_NO_EVENT = word_set("said told tweeted wrote argued claimed explained thought considered felt spoke added noted")
_NEWS = word_set("announced confirmed reported revealed suggested warned predicted admitted acknowledged")
_SHOWING = word_set("announced unveiled launched released introduced banned proposed published")
_DATED = regex.compile(rf"(?:on |in )(?=[^,;]*\d){DAY_SAID}")
_FEW_WORDS = 2
# What a sentence goes on with that is itself what happened.
_CLAUSES = word_set("that whether how what why")
_CLAUSE_AFTER_DAY = regex.compile(rf"[^,;]*?{DAY_SAID} (?:that|whether|how)\b")
_THING = regex.compile(r"(?:an?|the|its|his|her|their|new|plans|\p{Lu}|\d)")
_PREPOSITION = regex.compile(r"(?:in|at|on|to|for|from|with|by|about|against|into|through|of|over|under|up|out)\b")
_INFINITIVE = regex.compile(r"(?!(?:an?|the|its|his|her|their|all|children|people)$)[a-z]+(?<!s)")
_FROM_TODAY = ("last", "this", "earlier")
_BASE_FORMS = frozenset(BASES.values())
_PASSIVE = regex.compile(r"(?P<aux>was|were|will be|has been|have been) (?P<verb>[a-z]+)\b(?P<after>.*)")
_WILL = regex.compile(r"will (?P<verb>[a-z]+)\b(?P<after>.*)")
_PUNISHED = regex.compile(
    rf"(?P<be>{BE}|(?:has|have) been) (?P<verb>arrested|fined|suspended|fired|banned|jailed|detained|criticized"
    rf"|disqualified|sanctioned|praised|sued|indicted|condemned|honored|imprisoned)"
    rf"(?: {DAY_SAID})? (?:for|over) (?!(?:a|two|three|four|five|six|\d)\b)"
)
_RESIGNED = word_set("resigned quit")
_AT_PLACE = rf"(?:in|at|near|outside|on) (?:the )?(?P<place>{NAME})"
_WAS_THERE = regex.compile(
    rf"(?P<be>{BE}|will be) (?P<verb>born|based|located|headquartered|held|found|arrested|buried|filmed|built"
    rf"|discovered|raised|shot|detained|staged)(?: and raised)? {_AT_PLACE}"
)
_DID_THERE = regex.compile(rf"(?P<verb>took place|grew up|lived|died|began|lives) {_AT_PLACE}")
_DO_THERE = {
    "took place": "did {} take place", "grew up": "did {} grow up", "lived": "did {} live", "died": "did {} die",
    "began": "did {} begin", "lives": "does {} live",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Event:
    """What happened, as a question says it: "did NAME do", to what, and what the sentence goes on with there."""

    asked: str
    what: str
    at: str

    @property
    def text(self) -> str:
        return f"{self.asked} {self.what}" if self.what else self.asked


def _when(clause: Clause, names: Names) -> Iterator[Draft]:
    """When it happened; of news that are dated exactly, also what it was."""
    event = _event(clause)
    if event is None or clause.verb in _NO_EVENT or clause.rest.split()[0] in _CLAUSES:
        return
    has_day = event.at == "date"
    if has_day and (_CLAUSE_AFTER_DAY.match(clause.rest) or _has_another(event)):
        return
    day = _DATED.search(clause.rest) if has_day and clause.verb in _SHOWING else None
    if day and len(event.what.split()) > _FEW_WORDS:
        yield Draft(f"What did {clause.subject} {clause.base} {day[0]}?", "what", 1.8)
    if (has_day or _is_dated_before(clause, event)) and _is_asked_for_its_day(clause, event):
        yield Draft(f"When {event.text}?", "when", 2.0)


def _has_another(event: _Event) -> bool:
    """Whether what happened holds another event, of which the day after it may be: "described joining in 2017"."""
    words = event.what.split()
    return any(one == "to" and _INFINITIVE.fullmatch(other) for one, other in pairwise(words)) or (
        words[:1] != [] and words[0].endswith("ing") and not event.asked.endswith(("begin", "start", "stop"))
    )


def _is_dated_before(clause: Clause, event: _Event) -> bool:
    return bool(clause.date) and event.at not in ("and", "or", '"') and event.at not in _CLAUSES


def _is_asked_for_its_day(clause: Clause, event: _Event) -> bool:
    """Whether somebody who does not know the sentence would ask so."""
    if has_figure(event.what) or clause.date.lower().startswith(_FROM_TODAY):
        return False
    # Without more than a surname it is not said who and what.
    if not event.what and " " not in clause.subject:
        return False
    is_news = clause.verb in _NEWS
    return not is_news or (_THING.match(event.what) is not None and not BASES.keys() & event.what.split())


def _why(clause: Clause, names: Names) -> Iterator[Draft]:
    """Why it happened, where a reason follows."""
    event = _event(clause)
    if event is None or has_figure(event.what):
        return
    if event.at == "because" or (event.at == "due" and "due to " in clause.rest):
        yield Draft(f"Why {event.text}?", "why", 3.0)
    elif clause.verb in _RESIGNED and event.at in ("amid", "after", "following"):
        yield Draft(f"Why {event.text}?", "why", 2.5)


def _why_for(clause: Clause, names: Names) -> Iterator[Draft]:
    """Why somebody was arrested, fined, praised."""
    if match := _PUNISHED.match(clause.rest):
        yield Draft(f"Why {_passive(match['be'], clause.subject, match['verb'])}?", "why", 3.0)


def _where(clause: Clause, names: Names) -> Iterator[Draft]:
    """Where somebody was born, something took place."""
    if (match := _WAS_THERE.match(clause.rest)) and names.is_name(match["place"]):
        yield Draft(f"Where {_passive(match['be'], clause.subject, match['verb'])}?", "where", 2.5)
    elif (match := _DID_THERE.match(clause.rest)) and names.is_name(match["place"]):
        yield Draft(f"Where {_DO_THERE[match['verb']].format(clause.subject)}?", "where", 2.5)


def _event(clause: Clause) -> _Event | None:
    """Return what happened; None where that is not certain."""
    if match := _PASSIVE.match(clause.rest):
        asked, after = _passive(match["aux"], clause.subject, match["verb"]), match["after"]
        is_known, is_alone, may_move = match["verb"] in PARTICIPLES - _NO_EVENT, True, True
    else:
        will = _WILL.match(clause.rest)
        verb = will["verb"] if will else clause.base
        asked = f"{'will' if will else 'did'} {clause.subject} {verb}"
        after = will["after"] if will else clause.rest[len(clause.verb) :]
        is_known, is_alone, may_move = verb in _BASE_FORMS, verb in ALONE, verb in ALONE | MOVING
    if not is_known:
        return None
    cut = piece(after[1:]) if after[:1] == " " else None
    what, at = (cut.text, cut.at) if cut else ("", "")
    if asked.endswith(" born") and what and not _PREPOSITION.match(what):
        return None
    if not is_whole(what, may_be_empty=is_alone) or (_PREPOSITION.match(what) and not may_move):
        return None
    return _Event(asked, what, at)


def _passive(aux: str, subject: str, verb: str) -> str:
    """Return the words of a question for what was done: "was NAME done", "will NAME be done"."""
    first, _, more = aux.partition(" ")
    return " ".join(filter(None, (first, subject, more, verb)))


OF_CLAUSES = (_why, _why_for, _where, _when)
