"""A sentence to questions for what somebody said, asked, promised or blamed."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from newsqa.names import NAME, Names
from newsqa.suggest.clause import BE, Clause
from newsqa.suggest.draft import Draft
from newsqa.suggest.phrases import DAY_SAID, has_figure, is_whole, piece
from newsqa.suggest.verbs import word_set

_REPORTING = word_set(
    "said says told announced confirmed warned argued claimed explained acknowledged admitted tweeted wrote predicted "
    "suggested revealed stated"
)
_CLAIM = regex.compile(
    rf"(?: (?:{NAME}|reporters|the [a-z]+))?(?: {DAY_SAID})?(?: in an? [a-z]+(?: [a-z]+)?)?(?: that)? (?P<claim>.+)"
)
_NOUNS = r"(?:[a-z][a-z-]+ ){1,3}?"
# What a claim begins with, up to its verb.
_ABOUT = regex.compile(
    rf"(?P<what>[Tt]he {_NOUNS}(?:(?:of|in|for) (?:the )?{NAME} )?|(?:[Tt]he )?(?P<name>{NAME})(?:'s?)? (?:{_NOUNS})?)"
    r"(?:is|are|was|were|will|would|could|can|should|has|have|had|must|may|might)\b"
)
_CONJUNCTION = regex.compile(r"(?:that|and) ")
# "French" alone is no name of anybody.
_OF_A_PEOPLE = regex.compile(r"\p{L}(?:ian|ish|ese)$")
_QUOTED_BY = regex.compile(
    rf"\"?(?P<claim>[^\"]{{15,300}}),\"? (?:(?P<one>{NAME}) said|said (?P<two>{NAME}))(?:[.,]| in | on | at | during )"
)
_ACCORDING = regex.compile(rf"(?P<claim>[^\"]{{15,300}}), according to (?P<the>the )?(?P<name>{NAME})(?:[.,]|$)")
# Of these verbs: what their object goes on with, and how the question ends.
_OF_SOMEBODY = {
    "accused": ("of", "of"), "urged": ("to", "to do"), "asked": ("to", "to do"), "ordered": ("to", "to do"),
    "compared": ("to", "to"), "blamed": ("for", "for"), "criticized": ("for", "for"), "praised": ("for", "for"),
    "sued": ("for", "for"),
}  # fmt: skip
_TO_DO = word_set("agreed vowed promised pledged refused decided threatened")
_FOR = word_set("called apologized")
_WAS_ACCUSED = regex.compile(
    rf"(?P<be>{BE}) (?P<verb>accused(?= of)|convicted(?= of)|charged(?= with)|diagnosed(?= with)|nominated(?= for))"
    r" (?P<of>of|with|for) "
)
_DESCRIBED = regex.compile(r"described (?P<obj>.+?) as (?=an? |the |\")")
_CALLED = regex.compile(rf"called (?P<obj>(?:the )?{NAME}(?:'s? (?:[a-z]+ ){{0,2}}[a-z]+)?) (?=\"|an? )")
_WANTS_TO = regex.compile(r"(?P<verb>plans|wants|hopes|intends) to (?=[a-z])")
_KNOWN_FOR = regex.compile(rf"(?P<be>{BE}) (?:best |widely |mostly |perhaps best )?known for (?=\p{{L}})")
_LONGEST_OBJECT = 6
_NAMED = regex.compile(r"\p{Lu}")


def _said_about(clause: Clause, names: Names) -> Iterator[Draft]:
    """What somebody said about what a reported sentence begins with."""
    is_said = clause.verb in _REPORTING and clause.is_plain_name
    if is_said and (match := _CLAIM.match(clause.rest[len(clause.verb) :])):
        yield from _about(clause.subject, match["claim"], names, "does" if clause.verb == "says" else "did")


def _quoted(sentence: str, names: Names) -> Iterator[Draft]:
    """The same, of a sentence that stands before who said it."""
    if (match := _QUOTED_BY.match(sentence)) and names.is_name(name := match["one"] or match["two"]):
        yield from _about(names.whole(name), match["claim"], names, "did")


def _according(sentence: str, names: Names) -> Iterator[Draft]:
    """The same, of one that ends in whom it is from."""
    if (match := _ACCORDING.match(sentence)) and names.is_name(match["name"]):
        subject = f"the {match['name']}" if match["the"] else names.whole(match["name"])
        yield from _about(subject, match["claim"], names, "did")


def _about(subject: str, claim: str, names: Names, aux: str) -> Iterator[Draft]:
    about = _ABOUT.match(claim) or _ABOUT.match(_CONJUNCTION.sub("", claim, 1) if _CONJUNCTION.match(claim) else "")
    if about is None:
        return
    what = about["what"].strip()
    what = what[:1].lower() + what[1:] if what.startswith("The ") else what
    if about["name"] and (not names.is_name(about["name"]) or _OF_A_PEOPLE.search(what)):
        return
    is_of_other = what.lower() not in subject.lower() and subject.lower() not in what.lower()
    is_specific = _NAMED.search(what) or " of " in what
    if is_whole(what) and is_of_other and is_specific and " point " not in what:
        yield Draft(f"What {aux} {subject} say about {names.whole(what)}?", "say about", 2.0)


def _to_somebody(clause: Clause, names: Names) -> Iterator[Draft]:
    """What somebody accuses another of, urges another to do, calls another."""
    if clause.verb in _OF_SOMEBODY:
        then, end = _OF_SOMEBODY[clause.verb]
        match = regex.match(rf"(?P<obj>.+?) {then} (?=\p{{L}})", clause.after)
        if match and _is_somebody(match["obj"]) and piece(match["obj"]).text == match["obj"]:
            yield Draft(f"What did {clause.subject} {clause.base} {match['obj']} {end}?", "what", 3.0)
    elif (match := _DESCRIBED.match(clause.rest)) and _is_somebody(match["obj"]):
        yield Draft(f"How did {clause.subject} describe {match['obj']}?", "how", 3.0)
    elif (match := _CALLED.match(clause.rest)) and is_whole(match["obj"]):
        yield Draft(f"What did {clause.subject} call {match['obj']}?", "what", 2.8)


def _of_oneself(clause: Clause, names: Names) -> Iterator[Draft]:
    """What somebody agrees to do, calls for, is charged with, is known for."""
    subject, after = clause.subject, clause.after
    if clause.verb in _TO_DO and regex.match(r"to [a-z]", after):
        yield Draft(f"What did {subject} {clause.base} to do?", "what", 2.0)
    elif clause.verb in _FOR and regex.match(r"for \p{L}", after):
        yield Draft(f"What did {subject} {clause.base} for?", "what", 2.2)
    elif clause.verb == "warned" and (match := regex.match(r"(?P<of>of|against) \p{L}", after)):
        yield Draft(f"What did {subject} warn {match['of']}?", "what", 2.5)
    elif match := _WANTS_TO.match(clause.rest):
        yield Draft(f"What does {subject} {match['verb'][:-1]} to do?", "what", 1.2)
    elif match := _KNOWN_FOR.match(clause.rest):
        yield Draft(f"What {match['be']} {subject} known for?", "what", 3.0)
    elif match := _WAS_ACCUSED.match(clause.rest):
        yield Draft(f"What {match['be']} {subject} {match['verb']} {match['of']}?", "what", 2.8)


def _is_somebody(what: str) -> bool:
    return is_whole(what, longest=_LONGEST_OBJECT) and not has_figure(what) and _NAMED.search(what) is not None


OF_CLAUSES = (_to_somebody, _of_oneself, _said_about)
OF_SENTENCES = (_quoted, _according)
