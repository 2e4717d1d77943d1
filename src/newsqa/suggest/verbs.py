"""Verbs that news are made of, with the forms that a question needs of them."""

from __future__ import annotations

_REGULAR = (
    "accept accuse achieve acquire admit adopt advise air allow announce apologize appeal appoint approve argue "
    "arrest arrive ask attack attend attract attempt award back ban bar battle blame block bomb boost call cancel "
    "capture carry cause celebrate change charge claim clear climb close collapse collect commission compare compete "
    "complete conclude condemn confirm consider contain contract contribute convict cover crash create criticize "
    "cross damage date deal debut decide declare decline defeat defend delay deliver demand deny deploy describe "
    "design destroy detain detect develop devote die direct discover discuss dismiss disqualify dominate donate "
    "double drop earn elect eliminate end endorse enter escape establish evacuate exceed execute expand expel expire "
    "explain explode expose extend face fail file film fine finish fire flee form found gain generate grant hail halt "
    "happen hire host identify impose improve increase indict influence inform injure inspire install introduce "
    "invade invent invest investigate invite involve issue jail join kidnap kill land last launch learn level lift "
    "limit list locate lower manage mandate mark marry merge miss murder name nominate note occur offer open oppose "
    "order organize oust overturn own pardon pass pause perform permit pick place plan play plead pledge postpone "
    "praise predict prepare present prevent produce prohibit promise promote propose prosecute protect protest prove "
    "provide publish pull purchase pursue push question raise reach realize rebuild recall receive recognize "
    "recommend record recover reduce refuse refer reject release remove rename renew reopen repeal replace report "
    "represent request require rescue resign respond restore restrict result resume retain retire return reveal "
    "reverse review rescind ruin rule sail sanction save schedule score seize select sentence serve settle share "
    "shelve shift sign slam sponsor spread stage star start state stop store strike succeed sue suffer suggest "
    "support surpass surrender suspect suspend tackle target test threaten topple touch tour trade train transfer "
    "travel treat trigger tweet uncover unveil update urge use vaccinate veto view violate visit vote vow warn "
    "welcome witness work wound"
)  # fmt: skip
# Base, past and participle, where these are not made with -ed or double a letter.
_OTHERS = (
    "become/became/become begin/began/begun beat/beat/beaten break/broke/broken bring/brought/brought "
    "build/built/built buy/bought/bought catch/caught/caught choose/chose/chosen cost/cost/cost cut/cut/cut "
    "draw/drew/drawn drive/drove/driven fall/fell/fallen fight/fought/fought find/found/found "
    "forbid/forbade/forbidden get/got/got give/gave/given go/went/gone grow/grew/grown hear/heard/heard "
    "hit/hit/hit hold/held/held hurt/hurt/hurt keep/kept/kept lead/led/led leave/left/left lose/lost/lost "
    "make/made/made meet/met/met overthrow/overthrew/overthrown overtake/overtook/overtaken pay/paid/paid put/put/put "
    "quit/quit/quit rise/rose/risen run/ran/run say/said/said see/saw/seen seek/sought/sought sell/sold/sold "
    "send/sent/sent set/set/set shoot/shot/shot shut/shut/shut sink/sank/sunk "
    "speak/spoke/spoken spend/spent/spent split/split/split steal/stole/stolen swear/swore/sworn take/took/taken "
    "teach/taught/taught tell/told/told "
    "think/thought/thought throw/threw/thrown win/won/won withdraw/withdrew/withdrawn write/wrote/written "
    "bear/bore/born bury/buried/buried ban/banned/banned bar/barred/barred drop/dropped/dropped "
    "kidnap/kidnapped/kidnapped plan/planned/planned slam/slammed/slammed stop/stopped/stopped admit/admitted/admitted "
    "expel/expelled/expelled refer/referred/referred permit/permitted/permitted cancel/canceled/canceled "
    "cancel/cancelled/cancelled star/starred/starred occur/occurred/occurred transfer/transferred/transferred "
    "travel/traveled/traveled travel/travelled/travelled flee/fled/fled spread/spread/spread strike/struck/struck "
    "commit/committed/committed agree/agreed/agreed step/stepped/stepped base/based/based spot/spotted/spotted "
    "seek/sought/sought know/knew/known show/showed/shown agree/agreed/agreed hide/hid/hidden feel/felt/felt "
    "strip/stripped/stripped top/topped/topped free/freed/freed guarantee/guaranteed/guaranteed hang/hung/hung "
    "headquarter/headquartered/headquartered fly/flew/flown"
)  # fmt: skip


def word_set(words: str) -> frozenset[str]:
    """Return words that stand in a row."""
    return frozenset(words.split())


def _made() -> tuple[dict[str, str], frozenset[str]]:
    """Return the base of each past form, and the participles."""
    bases: dict[str, str] = {}
    participles = set()
    own = [verb.split("/") for verb in _OTHERS.split()]
    irregular = {base for base, _, _ in own}
    for base, past, participle in own:
        bases[past] = base
        participles.add(participle)
    for base in _REGULAR.split():
        if base in irregular:
            continue
        if base.endswith("y") and base[-2] not in "aeou":
            past = f"{base[:-1]}ied"
        else:
            past = f"{base}d" if base.endswith("e") else f"{base}ed"
        bases.setdefault(past, base)
        participles.add(past)
    # "founded" is what it is made of; "found" is of find.
    return bases, frozenset(participles)


BASES, PARTICIPLES = _made()
# Without an object a question about these is whole.
ALONE = word_set(
    "die resign retire begin start end open close happen arrive return launch expire crash collapse fall rise explode "
    "debut surrender sink occur apologize reopen"
)
# These may be followed by where, or whither, without an object.
MOVING = word_set(
    "step crash slam travel land run go get vote serve work speak fight file plead learn compete perform rule sail "
    "climb fly flee escape withdraw expand enter fail move"
)
