"""A sentence to questions for who somebody is, or who did something."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from newsqa.names import NAME, Names, without_rank
from newsqa.suggest.clause import Clause
from newsqa.suggest.draft import Draft
from newsqa.suggest.phrases import has_figure, has_owner, is_whole, piece
from newsqa.suggest.verbs import word_set

WHO_IS = "who is"
_ROLE = (
    r"(?:professor|director|spokesman|spokeswoman|spokesperson|analyst|chief|president|founder|co-founder|minister"
    r"|secretary|editor|chairman|chairwoman|head|mayor|governor|senator|lawyer|attorney|judge|economist|scientist"
    r"|researcher|historian|author|writer|actor|actress|singer|rapper|musician|comedian|journalist|reporter|activist"
    r"|lawmaker|politician|physicist|biologist|chemist|epidemiologist|doctor|physician|surgeon|psychologist|engineer"
    r"|astronaut|coach|player|quarterback|golfer|swimmer|sprinter|boxer|filmmaker|producer|screenwriter|artist"
    r"|painter|architect|chef|executive|officer|manager|consultant|strategist|expert|fellow|lecturer|commissioner"
    r"|ambassador|general|commander|king|queen|prince|princess|pope|bishop|archbishop|rabbi|imam|CEO|leader"
    r"|billionaire|entrepreneur|businessman|businesswoman|investor|philanthropist|model|dancer|designer|ecologist"
    r"|geologist|astronomer|paleontologist|archaeologist|anthropologist|sociologist|virologist|immunologist)"
)
_KIND = (
    r"(?:disease|virus|company|platform|app|agency|organization|organisation|group|charity|nonprofit|festival|holiday"
    r"|species|island|city|town|village|region|river|mountain|volcano|drug|vaccine|medication|telescope|spacecraft"
    r"|rocket|satellite|mission|website|service|game|film|series|show|award|prize|law|treaty|agreement|party|movement"
    r"|technology|system|device|program|programme|startup|retailer|bank|newspaper|magazine|museum|university|condition"
    r"|infection|bacterium|parasite|chemical|substance|religion|language|sport|tournament|competition|cryptocurrency)"
)


def _headed(nouns: str) -> regex.Pattern[str]:
    """Match a phrase by the noun that it is about: "a retired professor of law"."""
    return regex.compile(
        rf"(?:a|an|the) (?:[\w'&-]+ ){{0,5}}?(?:{nouns})(?=[,.;]| (?:and|at|of|for|in|with|who|that|from|by|on)\b|$)"
    )


_IS_ROLE, _IS_KIND = _headed(_ROLE), _headed(_KIND)
# There is one at a time.
_OFFICE = (
    r"(?:president|chief executive(?: officer)?|CEO|chairman|chairwoman|head|founder|co-founder|mayor|governor"
    r"|prime minister|[a-z]+ minister|executive director|director|editor|editor-in-chief|secretary general|commissioner"
    r"|secretary of [a-z]+|chief economist|managing director)"
)
_HOLDS_OFFICE = regex.compile(rf"(?:the )?(?P<role>{_OFFICE}) (?P<of>of|at) (?P<where>(?:the )?{NAME})$")
_OFFICE_AND_NAME = regex.compile(
    rf"(?<!\b(?:for|of|and|the) )(?P<where>{NAME}) (?P<role>CEO|chief executive|co-founder|founder) (?P<name>{NAME})"
)
_ROLE_AND_NAME = regex.compile(rf"(?<![\w'-])(?:[a-z][a-z-]+ ){{0,2}}{_ROLE} (?P<name>{NAME})(?!'s)")
_PARTS = (2, 3)
_DEEDS = word_set(
    "won wrote founded directed invented discovered designed created beat defeated replaced succeeded acquired bought "
    "leads owns became organized appointed nominated sued painted"
)
_DEED = regex.compile(r"(?:an?|the|new|plans|\p{Lu}|\d)")
_SPECIFIC = regex.compile(r"\b\p{Lu}|\b(?:1[5-9]|20)\d\d\b")
_DONE_BY = regex.compile(
    r"(?P<be>was|were|is) (?:first )?(?P<verb>founded|directed|designed|built|created|discovered|invented|produced"
    r"|published|painted|composed|written|developed|owned|led|organized|nominated|appointed) by"
    rf" (?:the )?(?P<name>{NAME})"
)
_PRESENT = {"owned": "owns", "led": "leads"}
_FIRST = regex.compile(r"(?P<be>is|was|became) (?P<what>the (?:first|second|youngest|oldest|only) .+)")
_SOMEBODY = regex.compile(
    r"the \w+ (?:[\w-]+ ){0,3}?(?:person|man|woman|player|president|actor|actress|member|minister|astronaut|athlete"
    r"|justice|people|singer|artist|director|driver|leader|senator|governor|American|king|queen|female [a-z]+"
    r"|Black [a-z]+) (?:to|in|of|from)\b"
)
_IN_A_ROW = ("and", "or", '"')


def _who_did(clause: Clause, names: Names) -> Iterator[Draft]:
    """Who won, wrote, founded: the verb stays as it is."""
    if not clause.is_plain_name or clause.verb not in _DEEDS:
        return
    cut = piece(clause.after)
    begins = "the " if clause.verb == "became" else ""
    is_deed = _DEED.match(cut.text) and cut.text.startswith(begins) and _SPECIFIC.search(cut.text)
    is_all = cut.at not in _IN_A_ROW and is_whole(cut.text) and not has_owner(cut.text)
    if is_deed and is_all and not has_figure(cut.text):
        yield Draft(f"Who {clause.verb} {cut.text}?", "who", 2.5)


def _who_was_it_by(clause: Clause, names: Names) -> Iterator[Draft]:
    """Who wrote it, of what was written by somebody."""
    if (match := _DONE_BY.match(clause.rest)) and names.is_name(match["name"]):
        verb = "wrote" if match["verb"] == "written" else match["verb"]
        yield Draft(f"Who {_PRESENT.get(verb, verb) if match['be'] == 'is' else verb} {clause.subject}?", "who", 3.0)


def _who_was_first(clause: Clause, names: Names) -> Iterator[Draft]:
    """Who was the first to do something."""
    match = _FIRST.match(clause.rest) if clause.is_plain_name else None
    if match is None:
        return
    cut = piece(match["what"])
    first = _SOMEBODY.match(cut.text)
    if first and cut.at not in _IN_A_ROW and is_whole(cut.text[first.end() :].strip()):
        yield Draft(f"Who {match['be']} {cut.text}?", "who", 3.0)


def _who_is(clause: Clause, names: Names) -> Iterator[Draft]:
    """Who somebody is, who holds an office, what something is."""
    if not clause.is_plain_name:
        return
    be = clause.verb if clause.verb in ("is", "was") and not clause.apposition else "is"
    said = clause.apposition or (clause.after if clause.verb in ("is", "was") else "")
    if _IS_ROLE.match(said):
        if " " in without_rank(clause.name):
            yield Draft(f"Who {be} {clause.name}?", WHO_IS, 1.5)
    elif _IS_KIND.match(said) and clause.verb != "was":
        yield Draft(f"What is {clause.subject}?", "what is", 2.0)
    if office := _HOLDS_OFFICE.match(clause.apposition):
        yield Draft(f"Who is the {office['role']} {office['of']} {office['where']}?", "who", 2.5)


def _who_is_called(sentence: str, names: Names) -> Iterator[Draft]:
    """Who it is whose role stands before the name."""
    match = _ROLE_AND_NAME.search(sentence)
    if match and len(match["name"].split()) in _PARTS and names.is_name(match["name"]):
        yield Draft(f"Who is {match['name']}?", WHO_IS, 1.2)


def _who_holds(sentence: str, names: Names) -> Iterator[Draft]:
    """Who holds the office that stands before a name."""
    match = _OFFICE_AND_NAME.search(sentence)
    if match and names.is_name(match["where"]) and " " in match["name"]:
        the = "the " if names.takes_the(match["where"]) else ""
        yield Draft(f"Who is the {match['role']} of {the}{match['where']}?", "who", 2.5)


OF_CLAUSES = (_who_was_first, _who_was_it_by, _who_did, _who_is)
OF_SENTENCES = (_who_holds, _who_is_called)
