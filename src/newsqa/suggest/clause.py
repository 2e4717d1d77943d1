"""A sentence to who did what, where patterns of words tell it surely."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from newsqa.suggest.names import NAME, Names, without_rank
from newsqa.suggest.verbs import BASES, PARTICIPLES

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_MONTHS = rf"(?:{_MONTH}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.)"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DATE = (
    rf"(?:on {_MONTHS} \d{{1,2}}(?:,? \d{{4}})?|on \d{{1,2}} {_MONTH}(?: \d{{4}})?"
    rf"|in (?:early |late |mid-)?(?:{_MONTHS}(?:,? (?:of )?)?)?(?:1[5-9]|20)\d\d|in (?:early |late |mid-)?{_MONTHS}"
    rf"|(?:on )?(?:(?:early|late) )?{_DAY}(?: (?:morning|afternoon|evening|night))?)"
)
# A day, where the sentence goes on as after one: not "in 2019 prices".
DATE = regex.compile(
    rf"{_DATE}(?=[.,;]|$| (?:and|but|after|when|as|at|in|to|for|with|following|amid|by|that|on|from|because)\b)"
)
_LEAD = regex.compile(
    rf"(?:(?:But|And|Meanwhile|However|Instead|Also|Still|So|Then|Later|Separately|Earlier|In addition|Now),? )?"
    rf"(?:(?P<date>{_DATE}|Last (?:week|month|year)|Earlier this (?:week|month|year)|This (?:week|month|year)),? )?",
    regex.IGNORECASE,
)
_ADVERB = (
    r"(?:(?:also|later|recently|then|first|reportedly|officially|formally|eventually|finally|previously|already"
    r"|initially|ultimately|subsequently|apparently|famously|publicly|repeatedly|quickly|only|originally|now|once"
    r"|still|currently|just|again|soon) )?"
)
BE = r"(?:was|were|is|are)"
_AUX = r"(?:was|were|is|are|will|has|have|had|would|could|can|should|must|may|might|said|says|does|did)"
# Nouns after a name, or before one: "the Elm bridge", "the mayor of Elm".
_NOUNS = r"(?:(?!(?:and|or|that|which|who|was|were|is|are|has|have|had|will|would|said|says|to|in|on|at|by|for|as|from|with)\b)[a-z][a-z-]++ )"
_OF = r"(?:of|in|at|for)"
_SUBJECT = regex.compile(
    rf"(?:(?P<the>[Tt]he )?(?P<name>{NAME})(?:'s? (?P<owned>{_NOUNS}{{1,3}}?)| (?P<nouns>{_NOUNS}{{0,3}}?))"
    rf"|(?P<of>(?:The|A|An) {_NOUNS}{{1,3}}?{_OF} (?:the )?(?P<inner>{NAME}) ))"
    rf"(?:{_ADVERB})"
    rf"(?P<rest>(?P<verb>{_AUX}|[a-z]++)\b.*)",
    regex.DOTALL,
)
_APPOSITION = regex.compile(rf"(?P<name>{NAME}), (?P<apposition>[^,;:()\"]{{3,110}}), {_ADVERB}(?P<rest>[a-z]++\b.*)")
_FINITE = frozenset(
    "was were is are am has have had will would could can should must may might said says do does did isn't wasn't "
    "won't don't didn't it he she they we you i there".split()
)
# Past forms that are no participles: a second verb.
_UNMADE = frozenset(BASES) - PARTICIPLES
_STOPS = frozenset(
    "because after as when while amid following before since until but although though if unless that which who where "
    "so despite than whether how what why whom whose during according saying adding including".split()
)
# A piece of a sentence that ends in one of these goes on.
_OPEN = frozenset(
    "a an the of in on at by for to from with and or not no its his her their this that these those as into over under "
    "about between against more most very some any each every other such than also both only just even too off up out "
    "another being been be have has is are was were all several many few new own which least nearly roughly "
    "approximately around almost earlier later recently again like via per without within toward towards upon across through".split()
)
_ALLOWED_AT_END = frozenset("up out off over under down in on".split())
_POINTING = regex.compile(
    r"\b(?:I|me|my|we|our|us|you|your|he|she|it|they|him|them|this|that|these|those|here|there|who|which|ago|today"
    r"|yesterday|tomorrow|tonight|latest|such|another|himself|herself|itself|themselves|former|latter|respectively"
    r"|(?:last|next|past) (?:week|month|year|night|season|spring|summer|autumn|fall|winter)|earlier|alike|too|one|others?|\p{L}+day's|both|same|least|so|not|never|n't)\b",
    regex.IGNORECASE,
)
_LONGEST_OBJECT = 11
# Of which one it is only the sentences before tell, where nothing follows that says it.
_WHICH_ONE = regex.compile(
    r"\bthe (?:[a-z]+ )?(?:company|companies|team|director|agency|city|state|country|bill|case|group|man|woman|couple|star|singer"
    r"|actor|actress|president|minister|billionaire|automaker|film|movie|show|book|report|study|event|announcement"
    r"|decision|organization|network|club|league|law|deal|site|store|pair|duo|series|game|match|race|victim|victims"
    r"|suspect|suspects|officer|officers|family|school|university|hospital|airline|airport|carrier|retailer|firm|brand"
    r"|platform|app|service|product|products|plan|proposal|measure|legislation|program|project|mission|vehicle|vehicles"
    r"|car|cars|plane|ship|boat|house|home|building|area|region|province|county|district|village|town|island|nation"
    r"|government|administration|party|leader|leaders|coach|player|players|artist|author|writer|song|album|image|video"
    r"|photo|statement|letter|tweet|post|lawsuit|suit|charges|charge|trial|court|judge|ruling|verdict|attack|shooting"
    r"|crash|fire|storm|hurricane|outbreak|virus|disease|vaccine|drug|idea|issue|problem|situation|move|change|changes"
    r"|position|job|role|title|award|prize|tournament|season|crown|throne|incident|crime|killing|murder|strike|protest"
    r"|protests|move|way|thing|things|matter|process|result|results|data|site|world|page|award|business|center|test"
    r"|tests|stock|stocks|shares|share|price|amount|money|sale|auction|ball|item|items|day|night|week|month|year|time"
    r"|moment|place|interview|conversation|meeting|ceremony|funeral|wedding|speech|debate|vote|election|contest"
    r"|billionaire|former [a-z]+|institution|commission|committee|panel|board|department|office|ministry|station"
    r"|newspaper|magazine|channel|audience|crowd|public|media|press|restaurant|museum|gallery|park|zoo|animal|animals"
    r"|dog|cat|child|children|baby|boy|girl|mother|father|son|daughter|brother|sister|wife|husband|parents|friend"
    r"|friends|patient|patients|doctor|doctors|teacher|student|students|worker|workers|employee|employees|union"
    r"|spacecraft|rocket|capsule|telescope|asteroid|planet|moon landing|device|devices|phone|feature|features|rule|rules"
    r"|policy|policies|order|contract|agreement|treaty|pact|package|aid|fund|funds|loan|debt|tax|budget|fee)s?"
    r"(?= (?:to|from|for|on|at|by|with|and|as|into|over|after|about|against)\b|$)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """Who (``subject``, as it stands within a question), and what: ``rest`` begins with the word ``verb``.

    ``name`` is the name in the subject; ``date`` stands before it; ``apposition`` says who it is.
    """

    subject: str
    name: str
    verb: str
    rest: str
    date: str = ""
    apposition: str = ""
    is_plain_name: bool = False

    @property
    def base(self) -> str:
        """The verb as it stands behind "did"; empty for one that is not known in its past form."""
        return BASES.get(self.verb, "")

    @property
    def after(self) -> str:
        """What follows the verb."""
        return self.rest[len(self.verb) :].strip()


@dataclass(frozen=True, slots=True)
class Piece:
    """The words up to where a sentence breaks, the word or sign that it breaks at, and what follows."""

    text: str
    at: str
    tail: str


def read_clauses(sentence: str, names: Names) -> Iterator[Clause]:
    """Yield the readings of a sentence in plain typography: none for most."""
    lead = _LEAD.match(sentence)
    start = lead.end() if lead else 0
    date = (lead["date"] or "") if lead else ""
    said = sentence[start:]
    if found := _APPOSITION.match(said):
        name = found["name"]
        if names.is_name(name):
            yield Clause(
                _subject_name(name, names), names.whole(name), regex.match(r"[a-z]+", found["rest"])[0],
                found["rest"], date, found["apposition"], is_plain_name=True,
            )  # fmt: skip
    for found in _SUBJECT.finditer(said, overlapped=False):
        if found.start():
            break
        yield from _clauses_of(found, date, names)


def _clauses_of(found: regex.Match[str], date: str, names: Names) -> Iterator[Clause]:
    verb, rest = found["verb"], found["rest"]
    if verb not in BASES and not regex.fullmatch(_AUX, verb) and verb not in PRESENT:
        return
    if found["of"]:
        if names.is_name(found["inner"]):
            of = found["of"].strip()
            yield Clause(f"the {of.split(' ', 1)[1]}", found["inner"], verb, rest, date)
        return
    name = found["name"]
    if not names.is_name(name):
        return
    nouns = (found["nouns"] or "").strip()
    owned = (found["owned"] or "").strip()
    if found["owned"] is not None:
        if owned in ("best", "worst", "own", "first", "last", "latest", "next", "new"):
            return
        mark = "'" if name.endswith("s") else "'s"
        the = "the " if found["the"] else ""
        yield Clause(f"{the}{names.whole(name)}{mark} {owned}", name, verb, rest, date)
    elif nouns:
        if found["the"]:
            yield Clause(f"the {name} {nouns}", name, verb, rest, date)
    else:
        the = "the " if found["the"] else ""
        own = name if the else names.whole(name)
        yield Clause(f"{the}{own}", own, verb, rest, date, is_plain_name=True)


PRESENT = frozenset("has have lives costs plans wants hopes intends owns leads".split())


def _subject_name(name: str, names: Names) -> str:
    return names.whole(name)


def piece(text: str) -> Piece:
    """Return the words up to where a phrase ends: at a sign, a conjunction, a date."""
    words = text.split(" ")
    taken: list[str] = []
    at = ""
    place = 0
    position = 0
    while place < len(words):
        word = words[place]
        if DATE.match(text, position):
            at = "date"
            break
        if taken and _POINTING_AT_DAY.match(text, position):
            at = "day"
            break
        bare = word.rstrip('.,;:!?)"')
        if word.startswith(("(", '"', "-", "--")) or bare.lower() in _STOPS:
            at = word.lower()
            break
        if bare.lower() == "and" and not _joins_names(words, place):
            at = "and"
            break
        if bare != word and not _is_abbreviation(word, words[place + 1 :]):
            taken.append(bare)
            at = word[len(bare) :][:1]
            position += len(word) + 1
            place += 1
            break
        taken.append(word)
        position += len(word) + 1
        place += 1
    return Piece(" ".join(taken), at, text[position:])


_POINTING_AT_DAY = regex.compile(r"(?:earlier )?(?:last|next|this|this past) (?:week|month|year|night|weekend|season|fall|spring|summer|winter|\p{Lu}\p{L}+day)\b")


def _is_abbreviation(word: str, following: list[str]) -> bool:
    return (
        bool(following)
        and regex.fullmatch(r"(?:[A-Z]\.)+|(?:Mr|Mrs|Ms|Dr|Gov|Sen|Rep|St|Lt|Gen|Jr|No|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.", word) is not None
    )


def _joins_names(words: list[str], place: int) -> bool:
    return 0 < place < len(words) - 1 and words[place - 1][:1].isupper() and words[place + 1][:1].isupper()


def is_whole(text: str, *, may_be_empty: bool = False, longest: int = _LONGEST_OBJECT) -> bool:
    """Whether a piece of a sentence stands in a question without loose ends, and points at nothing outside it."""
    if not text:
        return may_be_empty
    words = text.split()
    lower = [word.lower() for word in words]
    return (
        len(words) <= longest
        and lower[-1] not in _OPEN
        and not _FINITE.intersection(lower)
        and not _UNMADE.intersection(lower)
        and not _POINTING.search(text)
        and not _WHICH_ONE.search(text)
        and _PLAIN.fullmatch(text) is not None
    )


# Nothing but words and figures: no markup, no signs of another kind.
_PLAIN = regex.compile(r"[\p{L}\p{M}\p{N} '$£€%&.,-]+")
