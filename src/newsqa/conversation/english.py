"""The little words of English that follow-ups are made of."""

from __future__ import annotations

import re


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


DETERMINERS = _words("the a an this that these those his her its their my our your any some each every no")
# Within a name: University of Leeds, Zappa and the Mothers of Invention.
BETWEEN = _words("of the de du la le von van der den di da del y and & for in on 's")
CONNECTING = _words("the von van de der")
AUXILIARIES = _words(
    "is are was were be been being am do does did has have had having can could will would shall should may might must "
    "isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't can't couldn't won't wouldn't"
)
# After these comes who does something, then what: "did the council sell".
DOING = _words("do does did will would can could shall should may might must")
WH = _words("what who whom whose which when where why how")
PREPOSITIONS = _words(
    "of in on at by for with about against between into through during before after above below to from up down out "
    "off over under since until as than like near around along within without among towards upon besides"
)
PRONOUNS = _words(
    "i me my myself we us our ours ourselves you your yours he him his himself she her hers herself it its itself "
    "they them their theirs themselves one ones someone somebody anyone anybody anything something nothing everything "
    "everyone this that these those there then here"
)
CONJUNCTIONS = _words("and or but if because so while though although nor yet also too")
_OTHERS = _words(
    "a an the any some all no not each every more most much many few both other another else same such own only very "
    "just even still ever never again long often far instead now today s t re ve ll d"
)
# Verbs that questions are made of: they name nothing.
_VERBS = _words(
    "happen happens happened say says said tell know known think thought get got go goes went gone come comes came "
    "make makes made take takes took give gives gave call called want wanted start started become became do done use "
    "used try tried ask asked find found mean meant find"
)
# Number words and adverbs that name nothing by themselves.
NUMBERS = _words(
    "once twice thrice half double triple two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred hundreds thousand thousands million millions billion billions dozen dozens first second third last next "
    "almost already always yesterday today tomorrow meanwhile however later earlier soon perhaps together"
)
QUESTION_FRAME = WH | AUXILIARIES | CONJUNCTIONS
CLOSED = AUXILIARIES | WH | PREPOSITIONS | PRONOUNS | CONJUNCTIONS | DETERMINERS | _OTHERS | _VERBS
CALENDAR = re.compile(
    r"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b[\s,\d]*)+"
)
ELSE = re.compile(r"\b(?:else|other|others|another|besides|more|additional|also|anything)\b", re.IGNORECASE)
OTHER = re.compile(r"\b(?:else|others?|another|besides|anything)\b", re.IGNORECASE)
SAYS_BESIDES = re.compile(r"\bbesides\s+\w", re.IGNORECASE)
