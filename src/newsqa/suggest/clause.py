"""A sentence to who did what, where patterns of words tell it surely."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from newsqa.names import NAME, Names
from newsqa.suggest.phrases import DATE, MONTHS
from newsqa.suggest.verbs import BASES, word_set

BE = r"(?:was|were|is|are)"
_LEAD = regex.compile(
    rf"(?:(?:But|And|Meanwhile|However|Instead|Also|Still|So|Then|Later|Separately|Earlier|In addition|Now),? )?"
    rf"(?:(?:In|At|During|After|Under|With|Despite|Following|Amid|As|While|When|Before|For|By|Like)"
    rf" (?!{MONTHS}|early|late|mid|\d)[^,;\"()]{{4,80}}, )?"
    rf"(?:(?P<date>{DATE}|(?:Last|Earlier this|This) (?:week|month|year)),? )?",
    regex.IGNORECASE,
)
_ADVERB = r"(?:(?:also|later|then|first|already|only|now|once|still|just|again|soon|[a-z]{3,}ly) )?"
_AUXILIARIES = word_set("was were is are will has have had would could can should must may might said says does did")
_PRESENT = word_set(
    "employs operates serves produces covers contains includes sells makes lives costs plans wants hopes intends owns "
    "leads"
)
_VERBS = sorted(_AUXILIARIES | _PRESENT | BASES.keys())
# Nouns after a name, or before one: "the Elm bridge", "the mayor of Elm".
_NO_NOUN = "and|or|that|which|who|was|were|is|are|has|have|had|will|would|said|says|to|in|on|at|by|for|as|from|with"
_NOUNS = rf"(?:(?!(?:{_NO_NOUN})\b)[a-z][a-z-]++ )"
_SUBJECT = regex.compile(
    rf"(?:(?P<the>[Tt]he )?(?P<name>{NAME})(?:'s? (?P<owned>{_NOUNS}{{1,3}}?)| (?P<nouns>{_NOUNS}{{0,3}}?))"
    rf"|(?P<of>(?:The|A|An) {_NOUNS}{{1,3}}?(?:of|in|at|for) (?:the )?(?P<inner>{NAME}) ))"
    rf"{_ADVERB}(?P<rest>(?P<verb>\L<verbs>)\b.*)",
    verbs=_VERBS,
)
_APPOSITION = regex.compile(
    rf"(?P<name>{NAME}), (?P<apposition>[^,;:()\"]{{3,110}}), {_ADVERB}(?P<rest>(?P<verb>[a-z]++)\b.*)"
)
# Which of a town's, a team's or a country's it is, those do not say.
_SOMEBODY = word_set(
    "couple duo star native quarterback president singer actor actress coach player rapper leader senator lawmaker "
    "spokesperson spokesman spokeswoman official governor mayor minister team company man woman congressman "
    "congresswoman"
)
# Without what stands before it, nobody knows of what they are.
_OWNED_BY_ALL = word_set("best worst own first last latest next new")


@dataclass(frozen=True, slots=True)
class Clause:
    """Who (``subject``, as it stands within a question), and what: ``rest`` begins with the word ``verb``.

    ``name`` is the name in the subject, which is all of it when it ``is_plain_name``; ``date`` stands before it;
    ``apposition`` says who it is.
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


def read_clauses(sentence: str, names: Names) -> Iterator[Clause]:
    """Yield the readings of a sentence in plain typography: none for most."""
    lead = _LEAD.match(sentence)
    start, date = (lead.end(), lead["date"] or "") if lead else (0, "")
    if (found := _APPOSITION.match(sentence, start)) and names.is_name(found["name"]):
        name = names.whole(found["name"])
        yield Clause(name, name, found["verb"], found["rest"], date, found["apposition"], is_plain_name=True)
    if found := _SUBJECT.match(sentence, start):
        subject, name, is_plain_name = _subject(found, names)
        if subject:
            yield Clause(subject, name, found["verb"], found["rest"], date, is_plain_name=is_plain_name)


def _subject(found: regex.Match[str], names: Names) -> tuple[str, str, bool]:
    """Return a subject as it stands in a question, the name in it, and whether that is all; empty when it is unsure."""
    name = found["name"] or found["inner"]
    the = "the " if found["the"] else ""
    nouns = (found["owned"] or found["nouns"] or "").strip()
    if not names.is_name(name):
        return "", "", False
    if found["of"]:
        return f"the {found['of'].strip().partition(' ')[2]}", name, False
    if found["owned"]:
        mark = "'" if name.endswith("s") else "'s"
        return ("" if nouns in _OWNED_BY_ALL else f"{the}{names.whole(name)}{mark} {nouns}"), name, False
    if nouns:
        is_many = nouns.endswith("s") and not nouns.endswith("ss")
        is_somebody = nouns.split()[-1] in _SOMEBODY
        return (f"{the}{name} {nouns}" if (the or is_many) and not is_somebody else ""), name, False
    whole = name if the else names.whole(name)
    return f"{the}{whole}", whole, True
