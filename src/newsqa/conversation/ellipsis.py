"""Makes questions of a few words whole with the question before: "Why?", "And in 2023?", "And Germany?"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsqa.conversation.english import AUXILIARIES, CLOSED, DETERMINERS, PREPOSITIONS, WH
from newsqa.conversation.phrases import Token, names_in, nouns_in, tokens_of
from newsqa.conversation.tongues import BARE, LEADS
from newsqa.dates import find_time

_MOST_WORDS = 7  # of a question that is made whole
_MOST_OTHER = 4  # words of what is asked about instead
_END = re.compile(r"[\s?!.]*$")
_ABOUT = re.compile(r"^(?:what|how) about\s+", re.IGNORECASE)
_BARE = re.compile(
    r"^(?P<wh>why not|why so \w+|why that \w+|how so|why|when|where|who|how come|how much|how many|how"
    r"|since when|until when|how long|by whom|for whom"
    r"|where exactly|when exactly|why exactly|how exactly)"
    r"(?: (?:is|was|were|are|did|does|do|has|had) (?:that|this|it|they|he|she|those|these)"
    r"(?: (?:happen|happening|happened|occur|occurred|so|then|take place|the case|do that|do this|do it))?)?$",
    re.IGNORECASE,
)
_ELSE = re.compile(
    r"^(?:(?P<wh>what|who|where|why|when|how) else|anything else|(?:tell me )?more|what more|go on)$", re.IGNORECASE
)
_COPULA = frozenset(("is", "are", "was", "were"))
_TIME_BEFORE = r"(?:in|on|since|until|before|after|during|by|from|at|over)"


@dataclass(frozen=True, slots=True)
class Whole:
    """A question made whole: ``carried`` is what was taken of the one before."""

    text: str
    carried: tuple[str, ...]


def make_whole(question: str, before: str, today: dt.date) -> Whole | None:
    """Return a question of a few words as a whole one; None when it is none, or the one before does not give it."""
    body = _END.sub("", question).strip(" ,\u00bf\u00a1")
    lead = LEADS.match(body)
    rest = body[lead.end() :] if lead else body
    if not rest or len(rest.split()) > _MOST_WORDS or not before.strip():
        return None
    asked = _END.sub("", before).strip()
    if rest.casefold() in BARE:
        return Whole(f"{rest[:1].upper()}{rest[1:]} ({_small(asked)})?", (asked,))
    if bare := _BARE.match(rest):
        return _recast(bare["wh"], rest, asked)
    if other := _ELSE.match(rest):
        return _more(other["wh"], asked)
    about = _ABOUT.match(rest)
    if lead is None and about is None:
        return None
    said = rest[about.end() :] if about else rest
    return _with_time(said, asked, today) or _with_other(said, asked)


def _recast(wh: str, rest: str, asked: str) -> Whole:
    """Return the question before asked by another word: "When was Lomax fined?"."""
    wh = wh.casefold().removesuffix(" exactly")
    if (stem := _after_wh(asked)) and not wh.startswith(
        ("who", "how many", "by whom", "for whom", "how much", "why so", "why that", "how so")
    ):
        auxiliary, said = stem
        new = f"{'why' if wh in ('how come', 'why not') else wh} {auxiliary} {said}"
        return Whole(f"{new[:1].upper()}{new[1:]}?", (said,))
    # What was asked by its subject has no auxiliary to ask with: "When was that (who found the opera)?"
    said = f"{wh} was that" if wh == rest.casefold() and " " not in wh else rest
    return Whole(f"{said[:1].upper()}{said[1:]} ({_small(asked)})?", (asked,))


def _small(asked: str) -> str:
    first = asked.split(maxsplit=1)[0]
    return asked[:1].lower() + asked[1:] if first.casefold() in WH | AUXILIARIES else asked


def _more(wh: str | None, asked: str) -> Whole:
    first = asked.split(maxsplit=1)
    if (
        len(first) == 2
        and first[0].casefold() in ("what", "who", "where")
        and (not wh or wh.casefold() == first[0].casefold())
    ):
        rest = first[1].removeprefix("else ")
        return Whole(f"{first[0]} else {rest}?", (rest,))
    return Whole(f"{(wh or 'what').capitalize()} else ({_small(asked)})?", (asked,))


def _after_wh(asked: str) -> tuple[str, str] | None:
    """Return the auxiliary of a question and what follows it, when its subject follows."""
    tokens = tokens_of(asked)
    place = 0
    if tokens and tokens[0].bare in WH:
        place = next((at for at, token in enumerate(tokens) if token.bare in AUXILIARIES), -1)
    if place < 0 or place + 1 >= len(tokens) or tokens[place].bare not in AUXILIARIES:
        return None
    wh = [token.bare for token in tokens[:place]]
    said = asked[tokens[place + 1].start :]
    after = tokens[place + 1 :]
    if wh and wh[0] in ("who", "which", "what", "whose") and tokens[place].bare in _COPULA:
        # "Who is Lomax", "What was sold": no verb is left to ask for, or the subject was asked for.
        return None
    if wh and wh[0] in ("who", "which") and after[0].bare in AUXILIARIES | {"not"}:
        return None
    if after[0].bare not in DETERMINERS | {"he", "she", "it", "they", "there"} and not (
        after[0].text[0].isupper() or after[0].bare not in CLOSED
    ):
        return None
    if len(after) < 2:
        return None
    return tokens[place].text.casefold(), said


def _with_time(said: str, asked: str, today: dt.date) -> Whole | None:
    time = find_time(said, today) or find_time(f"in {said}", today)
    if time is None or len(said) > len(time.phrase) + 12:
        return None
    new = said if re.match(rf"{_TIME_BEFORE}\b", said, re.IGNORECASE) or not said[0].isdigit() else f"in {said}"
    old = find_time(asked, today)
    if old is None:
        return Whole(f"{asked} {new}?", (asked,))
    before = re.search(rf"\b{_TIME_BEFORE}\s+(?:the\s+)?$", asked[: old.start], re.IGNORECASE)
    start = before.start() if before else old.start
    text = f"{asked[:start]}{new}{asked[old.end :]}".strip()
    return Whole(f"{text[:1].upper()}{text[1:]}?", (f"{asked[:start]}{asked[old.end :]}".strip(),))


def _with_other(said: str, asked: str) -> Whole | None:
    """Return the question before about something else: the last name of its kind in it gives way."""
    tokens = [token for token in tokens_of(said) if token.is_word]
    if not tokens or tokens[0].bare in WH | AUXILIARIES or len(tokens) > _MOST_OTHER:
        return None
    prefix, core = _split_preposition(said, tokens)
    names = [phrase.text.removeprefix("the ") for phrase in names_in(asked, is_question=True)]
    is_name = any(True for _ in names_in(core, is_question=True)) or core[:1].isupper()
    old = (
        names
        if is_name
        else [phrase.text for phrase in nouns_in(asked) if phrase.text.startswith(("the ", "a "))] or names
    )
    if prefix:
        old = [
            one for one in old if re.search(rf"\b{re.escape(prefix)} (?:the )?{re.escape(one)}", asked, re.IGNORECASE)
        ]
    if not old and prefix:
        return Whole(f"{asked} {said}?", (asked,))
    if not old:
        return Whole(f"{said[:1].upper()}{said[1:]} ({_small(asked)})?", (asked,))
    gone = _closest(core, old, asked)
    place = asked.find(gone)
    start = place - 4 if asked[:place].casefold().endswith("the ") and not gone.startswith("the ") else place
    end = place + len(gone)
    text = f"{asked[:start]}{core}{asked[end:]}"
    return Whole(f"{text[:1].upper()}{text[1:]}?", (f"{asked[:start].strip()} … {asked[end:].strip()}".strip(" …"),))


def _split_preposition(said: str, tokens: Sequence[Token]) -> tuple[str, str]:
    if said.casefold().startswith("according to ") and len(tokens) > 2:
        return "according to", said[tokens[2].start :]
    if len(tokens) > 1 and tokens[0].bare in PREPOSITIONS:
        return tokens[0].bare, said[tokens[1].start :]
    return "", said


def _closest(core: str, old: list[str], asked: str) -> str:
    """Return which name gives way: what somebody did or said gives way before what it was about."""
    subject = re.search(
        r"\b(?:did|does|do|has|have|is|are|was|were|will|would|can|could)\s+(?:the\s+)?", asked, re.IGNORECASE
    )
    if subject:
        for one in old:
            if asked[subject.end() :].startswith(one.removeprefix("the ")):
                return one
    alike = [one for one in old if len(one.split()) == len(core.split())]
    return (alike or old)[-1]
