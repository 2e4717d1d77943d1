"""A sentence to questions for numbers: how many, how much, how long, and other measures."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from newsqa.names import NAME, Names
from newsqa.suggest.clause import BE, Clause
from newsqa.suggest.draft import Draft
from newsqa.suggest.phrases import has_figure, has_owner, is_whole, piece
from newsqa.suggest.verbs import BASES, PARTICIPLES, word_set

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
_MONEY = (
    r"(?:(?:[$£€]|US\$)\d[\d,.]*\d?(?: ?(?:million|billion|trillion|m|bn))?"
    r"|\d[\d,.]* (?:million |billion )?(?:dollars|euros|pounds))"
)
_PERCENT = r"\d[\d.]*(?:%| percent| per cent)"
_TIMES = r"(?:years?|months?|weeks?|days?|hours?|minutes?)"
_NOT_COUNTED = rf"{_TIMES}|seconds?|percent|per cent|miles?|feet|points?|times|dollars|cents|of"
_PLURAL = r"(?:(?:[a-z][a-z-]+ ){0,2}(?:people|children|women|men|police|deaths|[a-z][a-z-]+(?<!s)s))"
_COUNTED = rf"{_HEDGE}{_NUMBER} (?P<what>(?!(?:{_NOT_COUNTED})\b){_PLURAL})(?![ -](?:ago|later|earlier|old)\b)"
_HOW_MANY = regex.compile(rf"{_COUNTED}(?P<tail>.*)")
_WERE_COUNTED = regex.compile(
    rf"{_COUNTED} (?P<be>were|are|have been|had been) (?P<verb>[a-z]+) (?P<tail>.+)", regex.IGNORECASE
)
_THERE_ARE = regex.compile(rf"There (?P<be>are|were) (?:currently )?{_COUNTED} (?P<tail>in .+)")
_HAVE = {"has": "does", "had": "did", "have": "do"}
_NOT_OF_A_COUNT = word_set("cost fell rose grew told said reached")
_EMPLOYS = word_set("employs operates serves produces contains includes sells makes")
_COST_HIM = regex.compile(
    rf"(?P<be>{BE}) (?P<verb>fined|sold for|valued at|worth|estimated at|paid) {_HEDGE}{_MONEY}(?P<tail>.*)"
)
_PAID = regex.compile(
    rf"(?P<verb>agreed to pay|will pay|costs?|paid|spent|raised|donated|contributed|lost|earned|invested|sold for"
    rf"|received|won|owes) {_HEDGE}{_MONEY}(?P<tail>.*)"
)
_PAID_BASES = {
    "costs": ("does", "cost"), "owes": ("does", "owe"), "will pay": ("will", "pay"),
    "agreed to pay": ("did", "agree to pay"), "sold for": ("did", "sell for"),
}  # fmt: skip
_BOUGHT_FOR = regex.compile(rf"(?P<obj>.+?) for {_HEDGE}{_MONEY}(?=[.,;]| in | from | to |$)")
_TRADING = word_set("buy sell acquire purchase")
_CHANGED = regex.compile(
    rf"(?P<verb>rose|fell|dropped|grew|increased|declined|climbed|surged|plunged|jumped|slipped|gained)"
    rf"(?: by)? {_HEDGE}{_PERCENT}(?P<tail>.*)"
)
_CHANGED_BASES = {"surged": "surge", "plunged": "plunge", "jumped": "jump", "slipped": "slip", "gained": "gain"}
_LASTED = regex.compile(
    rf"(?P<verb>lasted|took|spent) (?:for )?{_HEDGE}(?:{_NUMBER}|an?) (?:and a half )?{_TIMES}"
    rf"(?P<tail>[.,].*| in .*| on .*)"
)
_SHARE = regex.compile(rf"{_HEDGE}{_PERCENT} of (?P<what>[^,;.:\"()]{{8,120}})[.,;]", regex.IGNORECASE)
_SHARE_VERBS = word_set("said say are were have had is was has support believe approve live")
_SHARE_STOPS = word_set("but while and according when which who that compared because")
_SHARE_ENDS = word_set("of the in to a for with")
_SHARE_WORDS = 13
_DEICTIC = regex.compile(r"\b(?:this|last|next|these|that|those|it|its|he|she|his|her|now|today|here|there|one)\b")
_MEASURE = (
    r"(?:goal|aim|purpose|cause|name|cost|price|size|rate|value|population|capital|age|length|weight|height|motto"
    r"|title|theme|slogan|nickname|mission|deadline|prize|penalty|(?:estimated|average|total) [a-z]+)"
)
_MEASURED = regex.compile(rf"the (?:[a-z-]+ )?{_MEASURE} of |.*'s? (?:[a-z-]+ )?{_MEASURE}$")
_MEASURE_SAID = regex.compile(r"(?:to |about |around |more than |nearly |[$£€]?\d|\p{Lu}|\")")
_WITHIN = regex.compile(r"(?:in|at|on|from|to|for|by|during|against|across|over)\b")


def _how_many(clause: Clause, names: Names) -> Iterator[Draft]:
    """How many did, or have, somebody or something."""
    match = _HOW_MANY.match(clause.after)
    tail = _tail(match["tail"]) if match else None
    if match is None or tail is None:
        return
    what, subject, verb = match["what"], clause.subject, clause.verb
    if verb in _HAVE:
        yield Draft(f"How many {what} {_HAVE[verb]} {subject} have{tail}?", "how many", 2.5)
    elif verb in _EMPLOYS:
        yield Draft(f"How many {what} does {subject} {verb[:-1]}{tail}?", "how many", 2.5)
    elif clause.base and verb not in _NOT_OF_A_COUNT:
        yield Draft(f"How many {what} did {subject} {clause.base}{tail}?", "how many", 3.0)


def _how_many_were(sentence: str, names: Names) -> Iterator[Draft]:
    """How many were killed in, are there in a place that is named."""
    if match := _WERE_COUNTED.match(sentence):
        tail = piece(match["tail"]).text
        if match["verb"] in PARTICIPLES and not has_owner(tail) and _is_named(tail, names):
            yield Draft(f"How many {match['what']} {match['be']} {match['verb']} {tail}?", "how many", 3.0)
    elif match := _THERE_ARE.match(sentence):
        tail = piece(match["tail"]).text
        if _is_named(tail, names):
            yield Draft(f"How many {match['what']} {match['be']} there {tail}?", "how many", 3.0)


def _is_named(tail: str, names: Names) -> bool:
    """Whether a whole phrase says by a name what it is about."""
    named = regex.search(rf"(?<=\W){NAME}", tail)
    return named is not None and names.is_name(named[0]) and is_whole(tail)


def _how_much(clause: Clause, names: Names) -> Iterator[Draft]:
    """How much somebody paid, was fined, bought something for."""
    if match := _COST_HIM.match(clause.rest):
        tail = _tail(match["tail"])
        if tail is not None:
            yield Draft(f"How much {match['be']} {clause.subject} {match['verb']}{tail}?", "how much", 3.0)
    elif match := _PAID.match(clause.rest):
        tail = _tail(match["tail"])
        if tail is not None:
            aux, base = _PAID_BASES.get(match["verb"], ("did", BASES.get(match["verb"], match["verb"])))
            yield Draft(f"How much {aux} {clause.subject} {base}{tail}?", "how much", 3.0)
    elif clause.base in _TRADING and (match := _BOUGHT_FOR.match(clause.after)):
        cut = piece(match["obj"])
        is_all = cut.text == match["obj"] or cut.at == "date"
        if is_all and is_whole(cut.text, longest=7):
            yield Draft(f"How much did {clause.subject} {clause.base} {cut.text} for?", "how much", 2.5)


def _by_how_much(clause: Clause, names: Names) -> Iterator[Draft]:
    """How much something rose or fell."""
    match = _CHANGED.match(clause.rest)
    tail = _tail(match["tail"]) if match else None
    if match and tail is not None:
        base = _CHANGED_BASES.get(match["verb"]) or BASES[match["verb"]]
        yield Draft(f"How much did {clause.subject} {base}{tail}?", "how much", 2.5)


def _how_long(clause: Clause, names: Names) -> Iterator[Draft]:
    """How long something lasted, or somebody spent somewhere."""
    match = _LASTED.match(clause.rest)
    tail = _tail(match["tail"]) if match else None
    if match and tail is not None and (match["verb"] != "took" or not tail):
        yield Draft(f"How long did {clause.subject} {BASES.get(match['verb'], 'last')}{tail}?", "how long", 2.5)


def _what_percentage(sentence: str, names: Names) -> Iterator[Draft]:
    """What percentage of something named is or does something: its verb stays as it is."""
    match = _SHARE.match(sentence)
    if match is None or _DEICTIC.search(match["what"]):
        return
    words = match["what"].split()
    named = regex.search(NAME, match["what"])
    has_verb = _SHARE_VERBS.intersection(words[1:6]) and not _SHARE_STOPS.intersection(words)
    is_short = len(words) <= _SHARE_WORDS and words[-1].lower() not in _SHARE_ENDS
    if named and names.is_name(named[0]) and has_verb and is_short:
        yield Draft(f"What percentage of {match['what']}?", "percentage", 3.0)


def _what_of(clause: Clause, names: Names) -> Iterator[Draft]:
    """What the goal, the name, the price of something is."""
    if clause.verb in ("is", "was") and _MEASURED.match(clause.subject) and _MEASURE_SAID.match(clause.after):
        yield Draft(f"What {clause.verb} {clause.subject}?", "what", 3.0)


def _tail(text: str) -> str | None:
    """Return what a question keeps of what follows a number: nothing, or a short whole phrase; None: unsure."""
    if not text or text[0] in ".,;":
        return ""
    cut = piece(text.strip())
    if not cut.text:
        return ""
    return f" {cut.text}" if _WITHIN.match(cut.text) and is_whole(cut.text) and not has_figure(cut.text) else None


OF_CLAUSES = (_how_many, _how_much, _by_how_much, _how_long, _what_of)
OF_SENTENCES = (_how_many_were, _what_percentage)
