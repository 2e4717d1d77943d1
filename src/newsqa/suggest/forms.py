"""A sentence to the questions that it answers, by a few forms that read well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex

from newsqa.suggest.clause import BE, DATE, Clause, is_whole, piece, read_clauses
from newsqa.suggest.names import NAME, Names, without_rank
from newsqa.suggest.verbs import ALONE, BASES, MOVING, PARTICIPLES

_LEAST_CHARS, _MOST_CHARS = 30, 400
_MOST_WORDS = 18
_HEDGE = (
    r"(?:(?:at least|more than|less than|fewer than|about|around|nearly|almost|roughly|approximately|over|some"
    r"|an estimated|up to|as many as|only|just|a record|a total of|the equivalent of) )*"
)
_SMALL_NUMBER = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-[a-z]+)?)"
)
_NUMBER = (
    rf"(?:(?!(?:1[5-9]|20)\d\d\b)\d{{1,3}}(?:,\d{{3}})*(?:\.\d+)?(?: (?:million|billion|thousand))?"
    rf"|{_SMALL_NUMBER}|(?:a|one) (?:hundred|dozen))"
)
_MONEY = r"(?:(?:[$£€]|US\$)\d[\d,.]*\d?(?: ?(?:million|billion|trillion|m|bn))?|\d[\d,.]* (?:million |billion )?(?:dollars|euros|pounds))"
_UNITS = r"(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|percent|miles?|feet|points?|times|dollars|cents)"
_PLURAL = r"(?:(?:[a-z][a-z-]+ ){0,2}(?:people|children|women|men|police|deaths|[a-z][a-z-]+(?<!s)s))"
_COUNTED = rf"{_HEDGE}(?P<number>{_NUMBER}) (?P<what>(?!{_UNITS}\b|percent|per cent|of\b){_PLURAL})(?![ -](?:ago|later|earlier|old)\b)"
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
_THING = (
    r"(?:disease|virus|company|platform|app|agency|organization|organisation|group|charity|nonprofit|festival|holiday"
    r"|species|island|city|town|village|region|river|mountain|volcano|drug|vaccine|medication|telescope|spacecraft"
    r"|rocket|satellite|mission|website|service|game|film|series|show|award|prize|law|treaty|agreement|party|movement"
    r"|technology|system|device|program|programme|startup|retailer|bank|newspaper|magazine|museum|university|condition"
    r"|infection|bacterium|parasite|chemical|substance|religion|language|sport|tournament|competition|cryptocurrency)"
)


def _headed(kinds: str) -> regex.Pattern[str]:
    """Match a phrase by the noun that it is about: "a retired professor of law"."""
    return regex.compile(
        rf"(?:a|an|the) (?:[\w'&-]+ ){{0,5}}?(?:{kinds})(?=[,.;]| (?:and|at|of|for|in|with|who|that|from|by|on)\b|$)"
    )


_IS_ROLE, _IS_THING = _headed(_ROLE), _headed(_THING)
_ONE_ROLE = (
    r"(?:president|chief executive(?: officer)?|CEO|chairman|chairwoman|head|founder|co-founder|mayor|governor"
    r"|prime minister|[a-z]+ minister|executive director|director|editor|editor-in-chief|secretary general|commissioner"
    r"|secretary of [a-z]+|chief economist|managing director)"
)
_OFFICE = regex.compile(rf"(?:the )?(?P<role>{_ONE_ROLE}) (?P<of>of|at) (?P<where>(?:the )?{NAME})$")
_HOLDER = regex.compile(
    rf"(?P<where>{NAME}) (?P<role>CEO|chief executive|co-founder|founder) (?P<name>{NAME})"
)
_REPORTING = frozenset(
    "said says told announced confirmed warned argued claimed explained acknowledged admitted tweeted wrote predicted "
    "suggested revealed stated".split()
)
_SAID = regex.compile(
    rf"(?: (?:{NAME}|reporters|the [a-z]+))?(?: {DATE.pattern})?(?: in an? [a-z]+(?: [a-z]+)?)?(?: (?:that))? (?P<claim>.+)"
)
_ABOUT = regex.compile(
    rf"(?P<what>(?:the (?:[a-z][a-z-]+ ){{1,3}}?(?:(?:of|in|for) (?:the )?{NAME} )?|(?:the )?(?P<name>{NAME})(?:'s? (?:[a-z][a-z-]+ ){{1,3}}?| )))"
    r"(?:is|are|was|were|will|would|could|can|should|has|have|had|must|may|might)\b"
)
_QUOTED_BY = regex.compile(
    rf"(?P<claim>[^\"]{{15,300}}),\"? (?:(?P<one>{NAME}) said|said (?P<two>{NAME}))(?P<end>[.,]| in | on | at | during )"
)
_GERUND = r"(?:[a-z]+ing)"


@dataclass(frozen=True, slots=True)
class Draft:
    """A question that a sentence should answer: ``kind`` is its form, ``weight`` how much it is liked."""

    question: str
    kind: str
    weight: float


def draft_questions(sentence: str, names: Names) -> list[Draft]:
    """Return the questions of a sentence in plain typography and one line, each once; none for most.

    Args:
        sentence: English.
        names: those of the article that it stands in.
    """
    if not _LEAST_CHARS <= len(sentence) <= _MOST_CHARS or sentence[-1] not in ".\"'":
        return []
    found: dict[str, Draft] = {}
    for clause in read_clauses(sentence, names):
        for form in _OF_CLAUSES:
            for draft in form(clause, names):
                found.setdefault(draft.question, draft)
    for whole in _OF_SENTENCES:
        for draft in whole(sentence, names):
            found.setdefault(draft.question, draft)
    return [draft for draft in found.values() if _reads_well(draft.question)]


def _reads_well(question: str) -> bool:
    words = question.split()
    return len(words) <= _MOST_WORDS and _CLEAN.fullmatch(question) is not None and not _TWICE.search(question)


_CLEAN = regex.compile(r"[\p{L}\p{M}\p{N} '$£€%&.,-]+\?")
_TWICE = regex.compile(r"\b(\p{L}+) \1\b")


def _when(clause: Clause, names: Names) -> Iterator[Draft]:
    said = _did(clause)
    if said is None or clause.verb in _NO_TIME:
        return
    begins, obj, at = said
    if _GOES_ON.intersection(clause.rest.split()[:1]) or at == "date" and _AFTER_DATE.search(clause.rest):
        return
    if _FIGURE.search(obj):
        return
    if clause.verb in _NEWS and (not _THAT.match(obj) or set(obj.split()) & set(BASES)):
        return
    # Without more than a surname it is not said who and what.
    if not obj and " " not in clause.subject:
        return
    date = regex.match(r"\S+(?: \S+){0,3}", clause.date)
    if at != "date" and (date is None or at in ("and", "or", '"', *_GOES_ON)):
        return
    if not clause.date.lower().startswith(("last", "this", "earlier")):
        yield Draft(f"When {begins}{obj}?", "when", 2.0)


# What somebody says is no event that a reader asks the day of.
_NO_TIME = frozenset("said told tweeted wrote argued claimed explained thought considered felt spoke added noted".split())
# Nobody who asks for the day knows the figures: but those of a name.
_FIGURE = regex.compile(r"(?<!\p{Lu}[\p{L}-]*+ )(?<![\p{L}\p{N}.,-])[$£€]?\d[\d,.]*+(?!\p{L}*-\p{L})")
_NEWS = frozenset("announced confirmed reported revealed suggested warned predicted admitted acknowledged".split())
_GOES_ON = frozenset(("that", "whether", "how", "what", "why"))
_AFTER_DATE = regex.compile(rf"^[^,;]*?{DATE.pattern} (?:that|whether|how)\b")
_THAT = regex.compile(r" (?:an?|the|its|his|her|their|new|plans|\p{Lu}|\d)")


def _why(clause: Clause, names: Names) -> Iterator[Draft]:
    said = _did(clause)
    if said is None:
        return
    begins, obj, at = said
    if _FIGURE.search(obj):
        return
    if at == "because":
        yield Draft(f"Why {begins}{obj}?", "why", 3.0)
    elif clause.verb in ("resigned", "quit") and at in ("amid", "after", "following"):
        yield Draft(f"Why {begins}{obj}?", "why", 2.5)


def _why_for(clause: Clause, names: Names) -> Iterator[Draft]:
    if match := regex.match(
        rf"(?P<be>{BE}|(?:has|have) been) (?P<verb>arrested|fined|suspended|fired|banned|jailed|detained"
        rf"|criticized|disqualified|sanctioned|praised|sued|indicted|condemned|honored|imprisoned)"
        rf"(?: {DATE.pattern})? (?:for|over) (?!(?:a|two|three|four|five|six|\d)\b)",
        clause.rest,
    ):
        be, _, more = match["be"].partition(" ")
        yield Draft(f"Why {be} {clause.subject} {more + ' ' if more else ''}{match['verb']}?", "why", 3.0)


def _did(clause: Clause) -> tuple[str, str, str] | None:
    """Return "did NAME do", what was done to, and what follows there; None where that is not certain."""
    if match := regex.match(
        rf"(?P<aux>was|were|will be|has been|have been) (?P<verb>[a-z]+)\b(?P<after>.*)", clause.rest
    ):
        if match["verb"] not in PARTICIPLES:
            return None
        cut = piece(match["after"].strip()) if match["after"][:1] == " " else None
        aux, _, more = match["aux"].partition(" ")
        obj = cut.text if cut else ""
        if not is_whole(obj, may_be_empty=True):
            return None
        return (
            f"{aux} {clause.subject} {more + ' ' if more else ''}{match['verb']}", f" {obj}" if obj else "",
            cut.at if cut else "",
        )  # fmt: skip
    if clause.verb == "will":
        if not (match := regex.match(r"will (?P<verb>[a-z]+)\b(?P<after>.*)", clause.rest)):
            return None
        verb = match["verb"]
        begins, after = f"will {clause.subject} {verb}", match["after"]
        if verb not in _BASE_FORMS:
            return None
    elif clause.base:
        verb, begins, after = clause.base, f"did {clause.subject} {clause.base}", clause.after
        after = f" {after}" if clause.rest[len(clause.verb) :][:1] == " " else ""
    else:
        return None
    cut = piece(after.strip()) if after[:1] == " " else None
    obj = cut.text if cut else ""
    if not is_whole(obj, may_be_empty=verb in ALONE) or (_PREPOSITION.match(obj) and verb not in ALONE | MOVING):
        return None
    return begins, f" {obj}" if obj else "", cut.at if cut else ""


_PREPOSITION = regex.compile(r"(?:in|at|on|to|for|from|with|by|about|against|into|through|of|over|under|up|out)\b")
_BASE_FORMS = frozenset(BASES.values())


def _where(clause: Clause, names: Names) -> Iterator[Draft]:
    place = rf"(?:in|at|near|outside|on) (?:the )?(?P<place>{NAME})"
    if match := regex.match(
        rf"(?P<be>{BE}|will be) (?P<verb>born|based|located|headquartered|held|found|arrested|buried|filmed|built"
        rf"|discovered|raised|shot|detained|staged)(?P<again> and raised)? {place}", clause.rest,
    ):  # fmt: skip
        be, _, more = match["be"].partition(" ")
        if names.is_name(match["place"]):
            yield Draft(f"Where {be} {clause.subject} {more + ' ' if more else ''}{match['verb']}?", "where", 2.5)
    elif match := regex.match(rf"(?P<verb>took place|grew up|lived|died|began|lives) {place}", clause.rest):
        base = {"took place": "take place", "grew up": "grow up", "lived": "live", "died": "die", "began": "begin"}
        verb = match["verb"]
        if names.is_name(match["place"]):
            aux = "does" if verb == "lives" else "did"
            yield Draft(f"Where {aux} {clause.subject} {base.get(verb, 'live')}?", "where", 2.5)


def _who_did(clause: Clause, names: Names) -> Iterator[Draft]:
    """Who won, wrote, founded."""
    if not clause.is_plain_name or clause.verb not in (
        "won wrote founded directed invented discovered designed created beat defeated replaced succeeded acquired "
        "bought leads owns became organized appointed nominated sued painted".split()
    ):
        return
    cut = piece(clause.after)
    if not _THAT.match(f" {cut.text}"):
        return
    has_name = regex.search(r"\b\p{Lu}|\b(?:1[5-9]|20)\d\d\b", cut.text)
    if has_name and cut.at not in ("and", "or", '"') and is_whole(cut.text) and not cut.text.lower().startswith(("his ", "her ", "their ", "its ")):
        if not regex.search(r"\b(?:his|her|their|its)\b", cut.text):
            yield Draft(f"Who {clause.verb} {cut.text}?", "who", 2.5)


def _who_was_it_by(clause: Clause, names: Names) -> Iterator[Draft]:
    """Who wrote it, of what was written by somebody."""
    match = regex.match(
        rf"(?:was|were|is) (?:first )?(?P<verb>founded|directed|designed|built|created|discovered|invented|produced|published"
        rf"|painted|composed|written|developed|owned|led|organized|nominated|appointed) by (?:the )?(?P<name>{NAME})",
        clause.rest,
    )
    if match and names.is_name(match["name"]):
        verb = "wrote" if match["verb"] == "written" else match["verb"]
        if clause.rest.startswith("is"):
            verb = {"owned": "owns", "led": "leads"}.get(verb, verb)
        yield Draft(f"Who {verb} {clause.subject}?", "who", 3.0)


def _who_was_first(clause: Clause, names: Names) -> Iterator[Draft]:
    """Who was the first to do something."""
    if clause.is_plain_name and (match := regex.match(r"(?P<be>is|was|became) (?P<what>the (?:first|second|youngest|oldest|only) .+)", clause.rest)):
        cut = piece(match["what"])
        who = regex.match(r"the \w+ (?:[\w-]+ ){0,3}?(?:person|man|woman|player|president|actor|actress|member|minister|astronaut|athlete|justice|people|singer|artist|director|driver|leader|senator|governor|American|king|queen|female [a-z]+|Black [a-z]+) (?:to|in|of|from)\b", cut.text)
        if who and cut.at not in ("and", "or", '"') and is_whole(cut.text, longest=14):
            yield Draft(f"Who {match['be']} {cut.text}?", "who", 3.0)


def _who_is(clause: Clause, names: Names) -> Iterator[Draft]:
    if not clause.is_plain_name:
        return
    said = clause.apposition or (clause.after if clause.verb in ("is", "was") else "")
    name = clause.name
    if " " not in without_rank(name):
        pass
    elif _IS_ROLE.match(said):
        yield Draft(f"Who {'was' if clause.verb == 'was' and not clause.apposition else 'is'} {name}?", "who is", 1.5)
    if office := _OFFICE.match(clause.apposition):
        yield Draft(f"Who is the {office['role']} {office['of']} {office['where']}?", "who", 2.5)
    if said and _IS_THING.match(said) and clause.verb != "was" and not _IS_ROLE.match(said):
        yield Draft(f"What is {clause.subject}?", "what is", 2.0)


def _said_about(clause: Clause, names: Names) -> Iterator[Draft]:
    if clause.verb not in _REPORTING or not clause.is_plain_name:
        return
    match = _SAID.match(clause.rest[len(clause.verb) :])
    if match is None:
        return
    yield from _about(clause.subject, match["claim"], names, "does" if clause.verb == "says" else "did")


def _about(subject: str, claim: str, names: Names, aux: str) -> Iterator[Draft]:
    for text in (claim, regex.sub(r"^(?:that|and) ", "", claim)):
        about = _ABOUT.match(text[:1].lower() + text[1:] if text.startswith("The ") else text)
        if about is None:
            continue
        what = about["what"].strip()
        if about["name"] and not names.is_name(about["name"]):
            return
        if is_whole(what) and " point " not in what and what.lower() not in subject.lower() and subject.lower() not in what.lower():
            specific = about["name"] or regex.search(NAME, what) or " of " in what
            if specific:
                whole = names.whole(what)
                yield Draft(f"What {aux} {subject} say about {whole}?", "say about", 2.0)
        return


def _quoted(sentence: str, names: Names) -> Iterator[Draft]:
    match = _QUOTED_BY.match(sentence.lstrip('"'))
    if match is None:
        return
    name = match["one"] or match["two"]
    if names.is_name(name):
        yield from _about(names.whole(name), match["claim"], names, "did")


_FRAMES: dict[str, tuple[str, str]] = {
    # verb: what its object goes on with, and how the question ends
    "accused": (r"(?P<obj>.+?) of (?=\p{L})", "of"),
    "urged": (r"(?P<obj>.+?) to (?=[a-z]+)", "to do"),
    "asked": (r"(?P<obj>.+?) to (?=[a-z]+)", "to do"),
    "ordered": (r"(?P<obj>.+?) to (?=[a-z]+)", "to do"),
    "compared": (r"(?P<obj>.+?) to (?=\p{L})", "to"),
    "blamed": (r"(?P<obj>.+?) for (?=\p{L})", "for"),
    "criticized": (r"(?P<obj>.+?) for (?=\p{L})", "for"),
    "praised": (r"(?P<obj>.+?) for (?=\p{L})", "for"),
    "sued": (r"(?P<obj>.+?) for (?=\p{L})", "for"),
}  # fmt: skip
_WHOLE_FRAMES = {
    "agreed": (r"to (?=[a-z]+)", "agree to do"),
    "vowed": (r"to (?=[a-z]+)", "vow to do"),
    "promised": (r"to (?=[a-z]+)", "promise to do"),
    "pledged": (r"to (?=[a-z]+)", "pledge to do"),
    "refused": (r"to (?=[a-z]+)", "refuse to do"),
    "decided": (r"to (?=[a-z]+)", "decide to do"),
    "apologized": (r"for (?=\p{L})", "apologize for"),
    "threatened": (r"to (?=[a-z]+)", "threaten to do"),
}
_PASSIVE_FRAMES = {
    "accused": "of", "convicted": "of", "charged": "with", "diagnosed": "with", "sentenced": "to", "nominated": "for",
    "renamed": "",
}  # fmt: skip


def _framed(clause: Clause, names: Names) -> Iterator[Draft]:
    """What somebody accuses another of, urges another to do, agrees to do."""
    if clause.verb in _FRAMES:
        pattern, end = _FRAMES[clause.verb]
        match = regex.match(pattern, clause.after)
        if match and is_whole(match["obj"], longest=6) and regex.search(r"\p{Lu}", match["obj"]):
            if piece(match["obj"]).text == match["obj"]:
                yield Draft(f"What did {clause.subject} {clause.base} {match['obj']} {end}?", "what", 3.0)
    elif clause.verb in _WHOLE_FRAMES:
        pattern, end = _WHOLE_FRAMES[clause.verb]
        if regex.match(pattern, clause.after):
            yield Draft(f"What did {clause.subject} {end}?", "what", 2.0)
    elif match := regex.match(
        rf"(?P<be>{BE}) (?P<verb>accused|convicted|charged|diagnosed|nominated)(?: {DATE.pattern})? (?P<of>of|with|for) ",
        clause.rest,
    ):
        if _PASSIVE_FRAMES[match["verb"]] == match["of"]:
            yield Draft(f"What {match['be']} {clause.subject} {match['verb']} {match['of']}?", "what", 2.8)
    elif match := regex.match(r"described (?P<obj>.+?) as (?=an? |the |\")", clause.rest):
        if is_whole(match["obj"], longest=6) and regex.search(r"\p{Lu}", match["obj"]):
            yield Draft(f"How did {clause.subject} describe {match['obj']}?", "how", 3.0)
    elif match := regex.match(
        rf"called (?P<obj>(?:the )?{NAME}(?:'s? (?:[a-z]+ ){{0,2}}[a-z]+)?) (?=\"|an? )", clause.rest
    ):
        if is_whole(match["obj"]):
            yield Draft(f"What did {clause.subject} call {match['obj']}?", "what", 2.8)


def _how_many(clause: Clause, names: Names) -> Iterator[Draft]:
    """How many did, or have, somebody or something."""
    match = regex.match(rf"{_COUNTED}(?P<tail>.*)", clause.after)
    if match is None:
        return
    tail = _tail(match["tail"])
    if tail is None:
        return
    if clause.base and clause.verb not in ("cost", "fell", "rose", "grew", "told", "said", "said", "reached"):
        yield Draft(f"How many {match['what']} did {clause.subject} {clause.base}{tail}?", "how many", 3.0)
    elif clause.verb in ("has", "had", "have"):
        aux = {"has": "does", "had": "did", "have": "do"}[clause.verb]
        yield Draft(f"How many {match['what']} {aux} {clause.subject} have{tail}?", "how many", 2.5)


def _tail(text: str) -> str | None:
    """Return what a question keeps of what follows a number: nothing, or a short whole phrase; None: unsure."""
    if not text or text[0] in ".,;":
        return ""
    cut = piece(text.strip())
    if not cut.text:
        return ""
    if not regex.match(r"(?:in|at|on|from|to|for|by|during|against|across|over)\b", cut.text):
        return None
    return f" {cut.text}" if is_whole(cut.text) else None


def _how_many_were(sentence: str, names: Names) -> Iterator[Draft]:
    if match := regex.match(
        rf"{_COUNTED} (?P<be>were|are|have been|had been) (?P<verb>[a-z]+) (?P<tail>.+)",
        sentence[:1].lower() + sentence[1:],
    ):
        tail = piece(match["tail"])
        named = regex.search(rf"(?<!^)\b{NAME}", tail.text)
        if match["verb"] in PARTICIPLES and named and names.is_name(named[0]) and is_whole(tail.text):
            yield Draft(f"How many {match['what']} {match['be']} {match['verb']} {tail.text}?", "how many", 3.0)
    elif match := regex.match(rf"There (?P<be>are|were) (?:currently )?{_COUNTED} (?P<tail>in .+)", sentence):
        tail = piece(match["tail"])
        named = regex.search(NAME, tail.text)
        if named and names.is_name(named[0]) and is_whole(tail.text):
            yield Draft(f"How many {match['what']} {match['be']} there {tail.text}?", "how many", 3.0)


def _how_much(clause: Clause, names: Names) -> Iterator[Draft]:
    money = rf"{_HEDGE}{_MONEY}"
    if match := regex.match(
        rf"(?P<be>{BE}) (?P<verb>fined|sold for|valued at|worth|estimated at|paid) {money}(?P<tail>.*)", clause.rest
    ):
        tail = _tail(match["tail"])
        if tail is not None:
            yield Draft(f"How much {match['be']} {clause.subject} {match['verb']}{tail}?", "how much", 3.0)
    elif match := regex.match(
        rf"(?P<verb>agreed to pay|will pay|costs?|paid|spent|raised|donated|lost|earned|invested|sold for|received|won|owes) {money}(?P<tail>.*)",
        clause.rest,
    ):
        tail = _tail(match["tail"])
        if tail is not None:
            verb = match["verb"]
            aux, base = {
                "costs": ("does", "cost"), "owes": ("does", "owe"), "will pay": ("will", "pay"), "agreed to pay": ("did", "agree to pay"),
                "sold for": ("did", "sell for"),
            }.get(verb, ("did", BASES.get(verb, verb)))  # fmt: skip
            yield Draft(f"How much {aux} {clause.subject} {base}{tail}?", "how much", 3.0)
    elif clause.base and (match := regex.match(rf"(?P<obj>.+?) for {money}(?=[.,;]| in | from | to |$)", clause.after)):
        if clause.base in ("buy", "sell", "acquire", "purchase") and is_whole(match["obj"], longest=7):
            yield Draft(f"How much did {clause.subject} {clause.base} {match['obj']} for?", "how much", 2.5)


def _how_long(clause: Clause, names: Names) -> Iterator[Draft]:
    if match := regex.match(
        rf"(?P<verb>lasted|took|spent) (?:for )?{_HEDGE}(?:{_NUMBER}|an?) (?:and a half )?(?:years?|months?|weeks?|days?|hours?|minutes?)(?P<tail>[.,].*| in .*| on .*)",
        clause.rest,
    ):
        tail = _tail(match["tail"])
        if tail is not None and (match["verb"] != "took" or not tail):
            yield Draft(f"How long did {clause.subject} {BASES.get(match['verb'], 'last')}{tail}?", "how long", 2.5)


def _percentage(sentence: str, names: Names) -> Iterator[Draft]:
    said = sentence[:1].lower() + sentence[1:]
    if match := regex.match(rf"{_HEDGE}\d[\d.]*(?:%| percent| per cent) of (?P<what>[^,;.:\"()]{{8,120}})[.,;]", said):
        what = match["what"]
        words = what.split()
        named = regex.search(NAME, what)
        verbs = {
            "said",
            "say",
            "are",
            "were",
            "have",
            "had",
            "is",
            "was",
            "has",
            "support",
            "believe",
            "approve",
            "live",
        }
        stops = {"but", "while", "and", "according", "when", "which", "who", "that", "compared", "because"}
        if (
            named and names.is_name(named[0]) and len(words) <= 13 and verbs.intersection(words[1:6])
            and not stops.intersection(words) and words[-1].lower() not in ("of", "the", "in", "to", "a", "for", "with")
        ):  # fmt: skip
            yield Draft(f"What percentage of {what}?", "percentage", 3.0)


def _who_holds(sentence: str, names: Names) -> Iterator[Draft]:
    for match in _HOLDER.finditer(sentence):
        if names.is_name(match["where"]) and " " in match["name"]:
            the = "the " if names.takes_the(match["where"]) else ""
            yield Draft(f"Who is the {match['role']} of {the}{match['where']}?", "who", 2.5)
            return


Form = Callable[[Clause, Names], Iterator[Draft]]
_OF_CLAUSES: tuple[Form, ...] = (
    _how_many, _how_much, _how_long, _who_was_first, _who_was_it_by, _why, _why_for, _framed, _where, _who_did, _when, _said_about, _who_is,
)  # fmt: skip
_OF_SENTENCES: tuple[Callable[[str, Names], Iterator[Draft]], ...] = (_how_many_were, _percentage, _who_holds, _quoted)
