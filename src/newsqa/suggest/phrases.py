"""Where a phrase in a sentence ends, and whether it can stand in a question as it is."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from newsqa.suggest.verbs import BASES, PARTICIPLES, word_set

MONTHS = (
    r"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.)"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_PART = r"(?:early |late |mid-)?"
DATE = (
    rf"(?:(?:on )?{MONTHS} \d{{1,2}}(?:,? \d{{4}})?|on \d{{1,2}} {MONTHS}(?: \d{{4}})?"
    rf"|in {_PART}(?:{MONTHS}(?:,? (?:of )?)?)?(?:1[5-9]|20)\d\d|in {_PART}{MONTHS}"
    rf"|(?:on )?(?:(?:early|late) )?{_DAY}(?: (?:morning|afternoon|evening|night))?)"
)
# A day, where the sentence goes on as after one: not "in 2019 prices".
DAY_SAID = rf"{DATE}(?=[.,;]|$| (?:and|but|after|when|as|at|in|to|for|with|following|amid|by|that|on|from|because)\b)"
_DAY_SAID = regex.compile(DAY_SAID)
_SEASON = "week|month|year|night|weekend|season|spring|summer|autumn|fall|winter"
# A day that only the sentence's own day tells, or an hour.
_DAY_FROM_TODAY = regex.compile(
    rf"(?:earlier )?(?:last|next|this|this past) (?:{_SEASON}|{_DAY})\b|(?:by|at|around) \d[\d.:]* ?[ap]\.?m\b"
)
_STOPS = word_set(
    "because after as when while amid following before since until but although though if unless that which who where "
    "due so despite than whether how what why whom whose during according saying adding including"
)
_DETERMINERS = word_set("a an the its his her their very new")
_AFTER_COMMA = word_set(
    "a an the who which where when as after before but while with according in on at for by and or he she it they its "
    "his her their one two three"
)
_ABBREVIATED = regex.compile(
    r"(?:[A-Z]\.)+|(?:Mr|Mrs|Ms|Dr|Gov|Sen|Rep|St|Lt|Gen|Jr|No|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\."
)
# A piece of a sentence that ends in one of these goes on.
_OPEN = word_set(
    "a an the of in on at by for to from with and or not no its his her their this that these those as into over under "
    "about between against more most very some any each every other such than also both only just even too off up out "
    "another being been be have has is are was were all several many few new own which least nearly roughly "
    "approximately around almost earlier later recently again like via per without within toward towards upon across "
    "through till plans ending starting beginning including days weeks months hours years minutes"
)
# A piece that holds one of these holds a clause of its own, or speaks of what stands before it. So do past forms that
# are no participles.
_FINITE = word_set(
    "was were is are am has have had will would could can should must may might said says do does did isn't wasn't "
    "won't don't didn't it he she they we you i there"
) | (frozenset(BASES) - PARTICIPLES)
_POINTING = regex.compile(
    r"\b(?:I|me|my|we|our|us|you|your|he|she|it|they|him|them|this|that|these|those|here|there|who|which|ago|today"
    r"|yesterday|tomorrow|tonight|latest|such|another|himself|herself|itself|themselves|former|latter|respectively"
    rf"|(?:last|next|past) (?:{_SEASON})|earlier|alike|too|one|others?|\p{{L}}+day's|both|same|least|so|not|never)\b",
    regex.IGNORECASE,
)
# Of which of them a sentence speaks, those before it say, unless it goes on with a name of it.
_ONE_OF_MANY = (
    "company companies team director agency city state country bill case group man woman couple star singer actor "
    "actress president minister billionaire automaker film movie show book report study event announcement decision "
    "organization network club league law deal site store pair duo series game match race victim suspect officer "
    "family school university hospital airline airport carrier retailer firm brand platform app service product plan "
    "proposal measure legislation program project mission vehicle car plane ship boat house home building area region "
    "province county district village town island nation government administration party leader coach player artist "
    "author writer song album image video photo statement letter tweet post lawsuit suit charge trial court judge "
    "ruling verdict attack shooting crash fire storm hurricane outbreak virus disease vaccine drug idea issue problem "
    "situation move change position job role title award prize tournament season crown throne incident crime killing "
    "murder strike protest way thing matter process result data world page business center test stock share price "
    "amount money sale auction ball item day night week month year time moment place interview conversation meeting "
    "ceremony funeral wedding speech debate vote election contest institution commission committee panel board "
    "department office ministry station newspaper magazine channel audience crowd public media press restaurant "
    "museum gallery park zoo animal dog cat child children baby boy girl mother father son daughter brother sister "
    "wife husband parents friend patient doctor teacher student worker employee union news spacecraft rocket capsule "
    "telescope asteroid planet device phone feature rule policy policies order contract agreement treaty pact package "
    "aid fund loan debt tax budget fee ban congressman increase settlement"
)
_WHICH_ONE = regex.compile(
    rf"\bthe (?:[a-z]+ )?(?:{'|'.join(_ONE_OF_MANY.split())}|former [a-z]+)s?"
    r"(?= (?:to|from|for|on|at|by|with|and|as|into|over|after|about|against)\b|'s\b|$)"
)
# At the end, where nothing says of what, but for those of which there is one, or that are a turn of speech.
_THE_NOUN = regex.compile(
    r"\bthe (?!(?:moon|sun|earth|world|internet|pandemic|pope|ocean|sea|economy|environment|military|army|navy|road"
    r"|ring)$)[a-z-]+$"
)
_SOMEBODY_OF = regex.compile(
    r"\bthe \p{Lu}\w+ (?:Republican|Democrat|congress(?:wo)?man|lawmaker|native|quarterback|president|senator"
    r"|governor)\b"
)
# Nothing but words and figures: no markup, no signs of another kind.
PLAIN = r"[\p{L}\p{M}\p{N} '$£€%&.,-]+"
_PLAIN = regex.compile(PLAIN)
_LONGEST = 11
# A verb behind so many words is another's: "ruled by rebels collapsed".
_SECOND_VERB = 3
# Figures, but those of a name.
_FIGURE = regex.compile(r"(?<!\p{Lu}[\p{L}-]*+ )(?<![\p{L}\p{N}.,-])[$£€]?\d[\d,.]*+(?!\p{L}*-\p{L})")
_WHOSE = regex.compile(r"\b(?:his|her|its|their)\b")


@dataclass(frozen=True, slots=True)
class Piece:
    """The words up to where a phrase breaks, and what it breaks at.

    That is a sign, a conjunction, "date" for a day, "day" for one as "last week"; empty at the end of the sentence.
    """

    text: str
    at: str


def piece(text: str) -> Piece:
    """Return the words up to where a phrase ends."""
    words = text.split(" ")
    taken: list[str] = []
    position = 0
    for place, word in enumerate(words):
        if at := _break_before(text, position, words, place):
            return Piece(" ".join(taken), at)
        bare = word.rstrip('.,;:!?)"')
        if bare != word and word[len(bare)] == "," and _goes_on(taken, words[place + 1 :]):
            return Piece(" ".join([*taken, f"{bare},"]), ",")
        if bare != word and not (_ABBREVIATED.fullmatch(word) and place + 1 < len(words)):
            return Piece(" ".join([*taken, bare]), word[len(bare)])
        taken.append(word)
        position += len(word) + 1
    return Piece(" ".join(taken), "")


def _break_before(text: str, position: int, words: list[str], place: int) -> str:
    """Return what a phrase breaks at before a word; empty where it goes on."""
    word = words[place].lower()
    bare = word.rstrip('.,;:!?)"')
    if _DAY_SAID.match(text, position):
        return "date"
    if place and _DAY_FROM_TODAY.match(text, position):
        return "day"
    if word.startswith('"'):
        return '"'
    is_joining = bare == "and" and not _joins_names(words, place)
    return word if word.startswith(("(", "-")) or bare in _STOPS or is_joining else ""


def _goes_on(taken: list[str], following: list[str]) -> bool:
    """Whether a comma parts one word about a thing from the next: "a long, winding road"; a piece keeps that comma."""
    is_new = not following or following[0].lower() in _AFTER_COMMA
    return bool(taken) and taken[-1].lower() in _DETERMINERS and not is_new


def _joins_names(words: list[str], place: int) -> bool:
    return 0 < place < len(words) - 1 and words[place - 1][:1].isupper() and words[place + 1][:1].isupper()


def is_whole(text: str, *, may_be_empty: bool = False, longest: int = _LONGEST) -> bool:
    """Whether a piece of a sentence stands in a question without loose ends, and points at nothing outside it."""
    if not text:
        return may_be_empty
    words = text.lower().split()
    return (
        len(words) <= longest
        and words[-1] not in _OPEN
        and not words[-1].endswith("ly")
        and (len(words) < _SECOND_VERB or words[-1] not in BASES)
        and not _FINITE.intersection(words)
        and not _POINTING.search(text)
        and not _WHICH_ONE.search(text)
        and not _THE_NOUN.search(text)
        and not _SOMEBODY_OF.search(text)
        and text[-1] != ","
        and _PLAIN.fullmatch(text) is not None
    )


def has_figure(text: str) -> bool:
    """Whether a number stands in it that is no part of a name."""
    return _FIGURE.search(text) is not None


def has_owner(text: str) -> bool:
    """Whether something in it is somebody's who is not named in it."""
    return _WHOSE.search(text) is not None
