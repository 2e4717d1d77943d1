# ruff: noqa: E501  # sentences
"""A planted set of stories: reports made by script, what outlets make of them, and look-alikes that are no copies.

All people, places and events are invented. ``plant(seed)`` returns articles and the pairs of them that tell one story.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

SEEDS = Path(__file__).resolve().parent.parent / "seeds"

PLACES = (
    "Harl", "Dorn", "Marr", "Norrin", "Vessingham", "Osterwick", "Calden", "Brackley Ford", "Tarn", "Ilmen", "Quarrow",
    "Lindmoor", "Pellworth", "Sunder Bay", "Ashgrove", "Kestrel Point", "Varn", "Eddleston", "Morwick", "Halden",
    "Rosker", "Tolven", "Wexley", "Arden Cross", "Fenmarch", "Galloway Reach", "Hexam", "Juniper Falls", "Kirkholm",
    "Low Barton",
)  # fmt: skip
FIRST = (
    "Anna", "Tomas", "Ines", "Karl", "Petra", "Samuel", "Leila", "Viktor", "Maren", "Otto", "Nadia", "Hugo", "Greta",
    "Felix", "Ruth", "Emil", "Clara", "Jonas", "Mira", "Paul", "Selma", "Arne", "Judith", "Marco", "Helena", "David",
)  # fmt: skip
LAST = (
    "Quist", "Renshaw", "Baas", "Lindqvist", "Morrow", "Okonedo", "Tarrant", "Vasquez", "Holm", "Petrescu", "Ames",
    "Kowal", "Delacroix", "Strand", "Whitlock", "Yilmaz", "Farrow", "Novak", "Brandt", "Sorensen", "Achterberg",
    "Coyle", "Ferrante", "Haddad", "Ivers", "Jansen", "Kerr", "Lomax", "Marchetti", "Nyberg",
)  # fmt: skip
OUTLETS = (
    "Harl Post", "Dorn Echo", "Marr Star", "Northern Courier", "The Ledger", "Coast Tribune", "Daily Record of Varn",
    "Evening Mail", "Metro Wire", "Valley Times", "Union News Agency", "City Herald",
)  # fmt: skip
MONTHS = ("January", "March", "April", "May", "June", "September", "October", "November")

# Of each kind of affair: for each thing that is told, how one reporter puts it and how another does.
AFFAIRS: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "fire": [
        (("A fire that began in a {thing} in {place} early on {day} destroyed {n1} buildings and forced {n2} people from their homes.",
          "Flames swept through the {thing} district of {place} before dawn on {day}, gutting {n1} buildings and driving {n2} residents into the street."),
         ("By sunrise on {day} there was little left of {n1} houses in {place}, where {n2} people had to flee a blaze.",)),
        (("Firefighters from {place2} and three other towns needed {n3} hours to bring it under control.",
          "It took crews called in from as far away as {place2} some {n3} hours to contain it."),
         ("Help came from {place2}; after {n3} hours the last hot spots were out.",)),
        (("{official}, who leads the fire service, said the alarm had been raised by a baker on his way to work.",
          "The first call came from a baker on his way to work, according to fire chief {official}."),
         ("A baker had noticed smoke and dialled the emergency number, fire chief {official} told reporters.",)),
        (("Nobody was killed, but {n4} people were treated for smoke, among them two firefighters.",
          "There were no deaths; {n4} people, two of them firefighters, were taken to hospital with smoke in their lungs."),
         ("Hospitals saw {n4} patients, including two firefighters, and all were expected to recover.",)),
        (("Investigators believe that a faulty cable set off the blaze, although they have not ruled out arson.",
          "A faulty cable is thought to be the cause, though arson has not been ruled out."),
         ("Whether somebody lit it on purpose is still open; an old cable is the likelier cause.",)),
        (("The city has opened a sports hall for those who cannot return, and a school has offered its kitchen.",
          "Those without a roof are sleeping in a sports hall, and cooks from a nearby school are feeding them."),
         ("Camp beds stand in the gymnasium, where school cooks hand out soup.",)),
        (("Insurers put the damage at {n5} million crowns, a figure that the council called too low.",
          "The damage comes to {n5} million crowns by the insurers' first estimate, which the council disputes."),
         ("At {n5} million crowns, the insurers' estimate has angered the council, which expects a higher bill.",)),
    ],
    "court": [
        (("A court in {place} sentenced the former banker {person} to {n1} years in prison on {day} for fraud.",
          "{person}, once the best paid banker in {place}, was sent to prison for {n1} years on {day} after being found guilty of fraud."),
         ("{n1} years behind bars: that is what awaits {person} after judges in {place} ruled on {day}.",)),
        (("The judges found that {n2} savers had lost {n5} million crowns in a fund that never bought a single share.",
          "Some {n2} savers put {n5} million crowns into a fund that, the judges said, never held a share."),
         ("Not one share was ever bought with the {n5} million crowns of {n2} customers.",)),
        (("Presiding judge {official} spoke of a deception planned over a decade.",
          "It had been a deception planned over a decade, presiding judge {official} told the packed courtroom."),
         ("In an hour-long ruling {official} described ten years of careful lies.",)),
        (("The defence, which had asked for an acquittal, has {n4} days to appeal.",
          "Defence lawyers asked for an acquittal and now have {n4} days in which to appeal."),
         ("An appeal is possible within {n4} days; the lawyers who had hoped for an acquittal would not say whether there will be one.",)),
        (("Many of those who had lost their savings wept when the verdict was read.",
          "In the public gallery, people who had lost everything wept as the verdict was read out."),
         ("There were tears among former customers on the benches.",)),
        (("Prosecutors had demanded {n3} years and said that they were content with the outcome.",
          "The outcome satisfied prosecutors, although they had called for {n3} years."),
         ("The state had wanted {n3} years; its lawyers called the ruling a fair one all the same.",)),
        (("The fund was sold mainly to pensioners, often by people whom they had known from church or from the sports club.",
          "Pensioners were its main customers, and many bought from friends at church or in the sports club."),
         ("Those who sold it were neighbours and fellow churchgoers; those who bought it were mostly retired.",)),
    ],
    "council": [
        (("The council of {place} voted by {n1} to {n4} on {day} to close the old market hall and to build {n2} flats in its place.",
          "{place} will lose its old market hall: councillors decided by {n1} votes to {n4} on {day} to make room for {n2} flats."),
         ("Flats instead of fish stalls: on {day} a majority of {n1} to {n4} in {place} approved {n2} new homes.",)),
        (("Mayor {official} called it the hardest decision of her time in office.",
          "It was the hardest decision of her time in office, said mayor {official}."),
         ("Nothing had cost her so much sleep, mayor {official} admitted afterwards.",)),
        (("The traders, some of whom have had their stalls for {n3} years, will be offered places in a tent beside the station.",
          "Traders who have been there for up to {n3} years are to move into a tent beside the station."),
         ("For butchers and florists with {n3} years behind the counter, a tent near the trains is all there will be.",)),
        (("The developer, based in {place2}, is to pay {n5} million crowns for the site.",
          "For the site the city gets {n5} million crowns from a developer in {place2}."),
         ("A company from {place2} won the bid with {n5} million crowns.",)),
        (("Opponents collected signatures for a referendum and say that they have more than enough.",
          "A group of opponents says that it has more than enough signatures to force a referendum."),
         ("The people may have the last word: signatures for a ballot are said to be complete.",)),
        (("The hall, put up in iron and glass in the days of the first railway, has leaked for decades.",
          "Built of iron and glass when the railway came, the hall has let in the rain for decades."),
         ("Rain has dripped through the glass roof for as long as anybody can remember.",)),
        (("Work is to begin in the autumn of next year, if no court stops it.",
          "If no court stops it, work will begin in the autumn of next year."),
         ("The diggers could come next autumn, unless judges step in.",)),
    ],
    "science": [
        (("Researchers in {place} have found {n2} footprints of a giant bird that lived {n5} million years ago.",
          "A team from {place} has uncovered {n2} footprints left {n5} million years ago by a giant bird."),
         ("Where {place} quarries its stone, a bird taller than a man left {n2} prints {n5} million years ago.",)),
        (("The animal was about {n1} decimetres tall and could not fly, {official} of the natural history museum said on {day}.",
          "It stood some {n1} decimetres tall and was unable to fly, according to {official} of the natural history museum, who presented the find on {day}."),
         ("Flightless and {n1} decimetres high: so the museum's {official} pictured it on {day}.",)),
        (("A worker in a quarry near {place2} had noticed the first of the prints after heavy rain.",
          "Heavy rain had laid bare the first print, which a worker in a quarry near {place2} noticed."),
         ("It began with a downpour and a sharp-eyed quarryman near {place2}.",)),
        (("The stride suggests that the bird ran faster than a horse.",
          "To judge by its stride, the bird could outrun a horse."),
         ("No horse would have kept pace, the spacing of the prints suggests.",)),
        (("It took {n4} people {n3} weeks to make casts of all the prints before the quarry was flooded again.",
          "Before the quarry was flooded again, {n4} people worked for {n3} weeks on casts of the prints."),
         ("{n4} volunteers and {n3} weeks were needed to cast everything in plaster ahead of the rising water.",)),
        (("Other scientists urged caution, because prints of different animals can look alike in soft clay.",
          "In soft clay the prints of different animals can look alike, other scientists cautioned."),
         ("Not everybody is convinced: clay is a poor witness, say rivals.",)),
        (("The casts will be on show from the spring, with a model of the bird as tall as the room.",
          "From the spring the museum will show the casts together with a model as tall as the room."),
         ("Visitors can see them in spring, next to a model that touches the ceiling.",)),
    ],
    "strike": [
        (("Dock workers in {place} walked out on {day}, leaving {n1} ships waiting at anchor.",
          "{n1} ships lay at anchor off {place} on {day} after dock workers had walked out."),
         ("Cranes stood still on {day} and {n1} freighters queued outside {place}.",)),
        (("Their union wants {n4} percent more pay and an end to double shifts.",
          "The union is asking for {n4} percent more pay and for an end to double shifts."),
         ("A rise of {n4} percent and no more double shifts: those are the demands.",)),
        (("{official}, who speaks for the port, said that each day costs {n5} million crowns.",
          "Each day of the strike costs {n5} million crowns, said {official}, a spokeswoman for the port."),
         ("The port puts its losses at {n5} million crowns a day, its spokeswoman {official} explained.",)),
        (("Of {n2} members who voted, nine in ten were for the walkout.",
          "Nine in ten of the {n2} members who took part in the ballot had voted for it."),
         ("The ballot left no doubt: {n2} took part, nine in ten said yes.",)),
        (("Bananas and flowers worth a fortune are rotting in their containers, importers in {place2} complained.",
          "Importers in {place2} complained that bananas and flowers were rotting in their containers."),
         ("Fruit spoils and tulips wilt, wholesalers in {place2} say.",)),
        (("Talks broke down last week after {n3} hours, and no new ones have been arranged.",
          "No new talks have been arranged since the last ones broke down after {n3} hours."),
         ("After {n3} fruitless hours at the table last week, both sides wait for the other to call.",)),
        (("The government has ruled out sending soldiers to unload the ships.",
          "Soldiers will not be sent to unload the ships, the government said."),
         ("There will be no troops on the quay, ministers promised.",)),
    ],
    "health": [
        (("Health officials in {place} counted {n1} cases of a lung disease on {day} and closed the public baths.",
          "The public baths of {place} were closed on {day} after {n1} people had fallen ill with a lung disease."),
         ("{n1} sick in {place}, and the baths shut: the authorities acted on {day}.",)),
        (("{n4} of the patients are in intensive care, the hospital in {place2} said.",
          "The hospital in {place2} said that {n4} of them were in intensive care."),
         ("In {place2} doctors are fighting for the lives of {n4} patients.",)),
        (("The germ had been breeding in an air conditioner, said {official} of the public health office.",
          "{official} of the public health office said that the germ had been breeding in an air conditioner."),
         ("An air conditioner spread it, the public health office's {official} believes.",)),
        (("Some {n2} people who swam there since the start of the month have been asked to watch for fever.",
          "Anyone with a fever among the {n2} people who have swum there this month is asked to see a doctor."),
         ("To {n2} bathers went the advice to take their temperature daily.",)),
        (("The disease cannot be caught from another person.", "One person cannot catch it from another."),
         ("From neighbour to neighbour it does not pass.",)),
        (("The baths had last been inspected {n3} months ago, when everything was found in order.",
          "An inspection {n3} months ago had found everything in order."),
         ("Inspectors had nothing to criticise {n3} months earlier.",)),
        (("Cleaning will cost about {n5} million crowns, and the city has not said who will pay.",
          "Who will pay the {n5} million crowns that the cleaning is to cost has not been settled."),
         ("The bill for disinfecting runs to {n5} million crowns; nobody wants it.",)),
    ],
}  # fmt: skip

QUOTES = (
    "I have never seen anything like it, and I hope that I never will again",
    "We were told for years that nothing could happen, and we believed it",
    "This is not the end of the matter, whatever they tell you today",
    "People here do not give up easily, and they will not start now",
    "It is a good day for those who have waited so long",
    "Somebody must have known, and somebody must have kept silent",
    "We will look at every page, every bill and every letter",
    "My grandfather stood here, and I had hoped that my children would",
    "If you ask me, it should have been done ten years ago",
    "Nobody asked us, and nobody has come to explain",
    "There is more to this than money, although money is what they talk about",
    "We did what we could with the little that we had",
    "The numbers speak for themselves, and they speak clearly",
    "I would do the same again tomorrow without a second thought",
    "It sounded like thunder, only that it did not stop",
    "We owe it to those who come after us to get this right",
)
BACKGROUND = (
    "{place} has about {b1} inhabitants and lies on the river {river}, which was straightened a century ago. Its mills once supplied half the country with paper, but the last of them closed in {y1}.",
    "In {y1} a similar case had led to new rules, which critics thought too weak. A commission under {chair} spent {b2} sessions on them and left {b1} pages of minutes that hardly anybody has read.",
    "The region has had a hard decade. Since {y1} some {b1} people have moved away, most of them young, and every third shop on the main street of {place} stands empty.",
    "It is the second time in a short while that {place} makes news far beyond the {river} valley. In {y1} a bridge there had been closed for {b2} weeks because of a nest of storks.",
    "{chair}, whose family has lived in {place} for generations, wrote a book about the town in {y1}. It sold {b1} copies and is still read in schools along the {river}.",
)  # fmt: skip
COLOUR = (
    "{who}, a {job} from {where}, {did} and said that {it}.",
    "Among those who came was {who}, a {job}, who {did}.",
    "For {who} of {where} it was a long night: the {job} {did}, and {it}.",
    '"{quote}," said {who}, a {job} from {where}.',
    '"{quote}," said the {job} {who}.',
    "{who} remembers what {where} was like before; the {job} {did} at the time.",
)
JOBS = ("teacher", "plumber", "nurse", "retired captain", "florist", "student of law", "bus driver", "beekeeper", "tailor",
        "librarian", "cook", "surveyor", "midwife", "train guard", "glazier", "organist")  # fmt: skip
DID = (
    "had walked over from the station", "carried blankets up four flights of stairs", "stood at the window until noon",
    "had driven through the night", "counted the cars that went by", "took photographs for the parish paper",
    "had closed the shop for the day", "brought tea in a milk churn", "wrote down every name", "waited in the rain",
    "had not slept since the day before", "kept the dog on a short leash", "held a hand-painted sign",
    "handed out leaflets at the gate", "had come with two grandchildren", "listened to the radio in the yard",
)  # fmt: skip
IT = (
    "it could have been worse", "the worst was the silence", "nobody had expected so many to come",
    "the town would remember it for a long time", "there was no reason for alarm", "more would have to be done",
    "it had been coming for years", "the weather had made everything harder", "one had to be patient now",
    "the young people had behaved best of all", "it was time for others to take over", "there had been signs enough",
)  # fmt: skip
THINGS = ("bakery", "carpenter's shop", "warehouse", "laundry", "garage", "paint store")
RIVERS = ("Marr", "Ilme", "Osk", "Tarrow", "Venn", "Quill", "Lode", "Asker")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HEADS = ("{place}: what we know so far", "After the events of {day}, {place} asks questions", "News from {place}",
         "{place} in shock", "A long day in {place}", "{official} speaks out in {place}")  # fmt: skip
TAILS = (
    "Sign up for our morning letter and never miss a story from your region.",
    "This report was first published in our print edition. All rights reserved; reproduction only with our consent.",
    "Read more: ten walks for a rainy weekend. Follow us for the latest news. Editing by the night desk.",
    "Have you seen something that we should know? Write to the news desk, in confidence.",
)
SYNONYMS = {
    "said": "stated", "about": "roughly", "began": "started", "people": "persons", "destroyed": "wrecked", "some": "around",
    "believe": "think", "told": "informed", "many": "numerous", "called": "labelled", "hours": "hrs", "will": "is going to",
    "likely": "probable", "almost": "nearly", "often": "frequently", "because": "since", "although": "though",
    "first": "initial", "bring": "get", "found": "discovered", "costs": "sets it back", "weeks": "wks", "town": "city",
    "children": "kids", "start": "beginning", "before": "ahead of", "hardly": "scarcely", "closed": "shut", "new": "fresh",
}  # fmt: skip
REPORTS = {
    "market": (
        "Shares on the {place} exchange {moved} on {day}, with the leading index closing {n1}.{n4} percent {side} at {n5}{n3} points.",
        "Trading was {mood}, as investors waited for figures from {place2}.",
        "{firm} was the strongest stock of the day with a gain of {n4}.{n1} percent, while {firm2} lost {n3}.{n4} percent.",
        "Turnover came to {n2} million crowns, against {n5}{n1} million the day before.",
        "The crown traded at 1.{n3} to the dollar, after 1.{n2} on the previous day.",
        "Analyst {official} of {firm3} said that he expected the market to stay {mood} for the rest of the week.",
        "Bonds {moved} as well, and the yield on ten-year paper stood at {n4}.{n2} percent.",
    ),
    "weather": (
        "{day} will be {sky} in {place} and along the {river}, with highs of {n1} degrees and a {wind} wind.",
        "In the hills around {place2} it may {fall}, with lows of {n4} degrees by the morning.",
        "The chance of rain is put at {n2} percent for the coast and at {n5} percent inland.",
        "On the day after, it turns {sky2}, and temperatures reach {n3} degrees.",
        "Drivers should take care on bridges, the weather service said.",
        "Pollen counts are {mood} and the water in the bay has {n4} degrees.",
    ),
    "football": (
        "{place} beat {place2} {n4}-1 on {day} in front of {n2}{n5} spectators.",
        "{person} opened the scoring in the {n1}th minute after a pass from {official}.",
        "{place2} drew level shortly before the break through {chair}, who headed in from close range.",
        "After {n5} minutes {person} struck again, and from then on the result was never in doubt.",
        "With the win {place} moves up to place {n3} of the table, {n4} points behind the leaders.",
        "\"We were the better side,\" said coach {who}. \"We take it one match at a time.\"",
        "{place2} stays in place {n1} and travels to {where} next week.",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """An article of the set: ``makes`` says what was done to make it."""

    id: str
    title: str
    text: str
    source: str
    date: str
    makes: str


@dataclass
class Planting:
    """The articles, and the pairs of ids, in order, that a finder is to find; ``may`` are found or not, as it likes."""

    articles: list[Planted] = field(default_factory=list)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    may: set[tuple[str, str]] = field(default_factory=set)
    merged: list[tuple[str, str, str]] = field(default_factory=list)


def plant(seed: int, bases: int = 170) -> Planting:
    """Return a planted set of so many reports, those of the seeds folder among them."""
    rng = random.Random(seed)
    made = Planting()
    reports: list[tuple[str, str, dict[str, str]]] = []
    for _ in range(bases):
        facts = _facts(rng)
        kind = rng.choice(sorted(AFFAIRS))
        parts = _parts(rng, facts)
        reports.append((kind, _report(rng, kind, facts, parts, 0), {**facts, "parts": parts}))
    for place, text in enumerate(_seed_texts()):
        reports.append((f"seed {place}", text, _facts(rng)))
    for number, (kind, text, facts) in enumerate(reports):
        _grow(rng, made, f"s{seed}-{number:03d}", kind, text, facts)
    for number in range(bases // 6):
        one, other = rng.sample(range(bases), 2)
        _merge(rng, made, f"s{seed}-m{number:03d}", (one, reports[one][1]), (other, reports[other][1]), seed)
    for kind in REPORTS:
        for number in range(bases // 12):
            facts = _facts(rng)
            text = " ".join(_filled(rng, each, facts) for each in REPORTS[kind])
            _add(rng, made, f"s{seed}-{kind}{number:03d}", f"{kind} report", text, f"look-alike {kind}")
    return made


def _grow(rng: random.Random, made: Planting, name: str, kind: str, text: str, facts: dict) -> None:
    """Add a report with what outlets make of it, and a look-alike of another hand."""
    family = {"base": text}
    makers = {
        "exact": lambda: text,
        "typography": lambda: text.replace('"', "\N{RIGHT DOUBLE QUOTATION MARK}").replace(
            "'", "\N{RIGHT SINGLE QUOTATION MARK}"
        ),
        "light edit": lambda: _edited(rng, text),
        "numbers": lambda: _updated(rng, text),
        "cut end": lambda: _cut_end(text),
        "cut alternate": lambda: "\n\n".join(text.split("\n\n")[::2]),
        "preamble": lambda: (
            f"{facts['place'].upper()}, {rng.choice(MONTHS)[:3]} {rng.randint(1, 28)} (Union News) - {text}"
        ),
        "tail": lambda: f"{text}\n\n{rng.choice(TAILS)}",
        "edit, preamble and tail": lambda: f"{facts['place']} (UNA) -- {_edited(rng, text)}\n\n{rng.choice(TAILS)}",
        "edit and cut": lambda: _cut_end(_edited(rng, text)),
    }
    for make in rng.sample(sorted(makers), 3):
        family[make] = makers[make]()
    names = {make: _add(rng, made, f"{name}-{place}", rng.choice(HEADS).format(**facts), body, make)
             for place, (make, body) in enumerate(family.items())}  # fmt: skip
    cuts = {make for make in names if "cut" in make}
    for one in names:
        for other in names:
            pair = tuple(sorted((names[one], names[other])))
            if one < other:
                # Two cuts of one report may have little in common.
                (made.may if {one, other} <= cuts else made.pairs).add(pair)
    if kind in AFFAIRS and rng.random() < 0.6:
        told = _report(rng, kind, facts, facts["parts"], 1)
        _add(rng, made, f"{name}-other", "The same, by another reporter", told, "look-alike affair")
    if kind in AFFAIRS and rng.random() < 0.4:
        later = _report(rng, rng.choice([each for each in sorted(AFFAIRS) if each != kind]), {**_facts(rng), "place": facts["place"]},
                        {**_parts(rng, facts), "background": facts["parts"]["background"]}, 0)  # fmt: skip
        _add(rng, made, f"{name}-later", "A later report with the same background", later, "look-alike background")
        told = _report(rng, kind, _facts(rng), _parts(rng, facts), 1)
        follow = _add(
            rng, made, f"{name}-follow", "What came of it", _followed_up(rng, text, told), "look-alike follow-up"
        )
        # Of a cut there may be more in it.
        made.may |= {(one, follow) if one < follow else (follow, one) for one in (names[make] for make in cuts)}


def _followed_up(rng: random.Random, text: str, told: str) -> str:
    """Return a report that takes over up to half of the words of an earlier one, paragraph by paragraph."""
    old, mixed = text.split("\n\n"), told.split("\n\n")
    left = rng.uniform(0.2, 0.5) * len(text.split())
    for paragraph in rng.sample(old, len(old)):
        left -= len(paragraph.split())
        if left < 0:
            break
        mixed.append(paragraph)
    rng.shuffle(mixed)
    return "\n\n".join(mixed)


def _merge(
    rng: random.Random, made: Planting, name: str, one: tuple[int, str], other: tuple[int, str], seed: int
) -> None:
    text = f"{one[1]}\n\n{other[1]}"
    merged = _add(rng, made, name, "News of the day in brief", text, "merge")
    for number, _ in (one, other):
        for article in made.articles:
            if article.id.startswith(f"s{seed}-{number:03d}-") and article.id.rpartition("-")[2].isdigit():
                pair = tuple(sorted((article.id, merged)))
                (made.pairs if article.makes in ("base", "exact", "typography") else made.may).add(pair)
    made.merged.append((f"s{seed}-{one[0]:03d}-0", f"s{seed}-{other[0]:03d}-0", merged))


def _add(rng: random.Random, made: Planting, name: str, title: str, text: str, makes: str) -> str:
    # A merge comes after what it merges; the rest in any order.
    day = (
        f"2025-{rng.randint(11, 12)}-{rng.randint(1, 28):02d}"
        if makes == "merge"
        else f"2025-{rng.randint(1, 10):02d}-{rng.randint(1, 28):02d}"
    )
    made.articles.append(Planted(name, title, text, rng.choice(OUTLETS), day, makes))
    return name


def _facts(rng: random.Random) -> dict:
    people = [f"{first} {last}" for first, last in zip(rng.sample(FIRST, 6), rng.sample(LAST, 6), strict=True)]
    place, place2, where = rng.sample(PLACES, 3)
    return {
        "place": place, "place2": place2, "where": where, "official": people[0], "person": people[1], "chair": people[2],
        "who": people[3], "day": rng.choice(DAYS), "thing": rng.choice(THINGS), "river": rng.choice(RIVERS),
        "n1": str(rng.randint(6, 39)), "n2": str(rng.randint(110, 990)), "n3": str(rng.randint(4, 48)),
        "n4": str(rng.randint(3, 14)), "n5": str(rng.randint(12, 95)), "b1": f"{rng.randint(3, 99)},{rng.randint(100, 999)}",
        "b2": str(rng.randint(5, 60)), "y1": str(rng.randint(1961, 2019)),
    }  # fmt: skip


def _parts(rng: random.Random, facts: dict) -> dict:
    """Return what both reporters of an affair have word for word: quotations, and a paragraph of background."""
    speakers = [f"{first} {last}" for first, last in zip(rng.sample(FIRST, 2), rng.sample(LAST, 2), strict=True)]
    said = [
        f'"{quote}," said {who}, a {rng.choice(JOBS)}.'
        for quote, who in zip(rng.sample(QUOTES, 2), speakers, strict=True)
    ]
    return {"quotes": said, "background": rng.choice(BACKGROUND).format(**facts)}


def _report(rng: random.Random, kind: str, facts: dict, parts: dict, hand: int) -> str:
    """Write a report: in the words of the first reporter, or of the second."""
    told = [rng.choice(ways[hand]).format(**facts) for ways in AFFAIRS[kind]]
    told = [told[0], *rng.sample(told[1:], rng.randint(4, len(told) - 1))]
    colour = [_colour(rng) for _ in range(rng.randint(3, 7))]
    middle = [*told[2:], *colour, *parts["quotes"]]
    rng.shuffle(middle)
    sentences = [*told[:2], *middle]
    paragraphs, place = [], 0
    while place < len(sentences):
        length = rng.randint(1, 3)
        paragraphs.append(" ".join(sentences[place : place + length]))
        place += length
    paragraphs.insert(rng.randint(2, len(paragraphs)), parts["background"])
    return "\n\n".join(paragraphs)


def _colour(rng: random.Random) -> str:
    return rng.choice(COLOUR).format(
        who=f"{rng.choice(FIRST)} {rng.choice(LAST)}", where=rng.choice(PLACES), job=rng.choice(JOBS), did=rng.choice(DID),
        it=rng.choice(IT), quote=rng.choice(QUOTES),
    )  # fmt: skip


def _filled(rng: random.Random, pattern: str, facts: dict) -> str:
    more = {
        "moved": rng.choice(("rose", "fell", "recovered", "slipped")), "side": rng.choice(("higher", "lower")),
        "mood": rng.choice(("quiet", "nervous", "lively", "low", "high")), "firm": f"{rng.choice(LAST)} Steel",
        "firm2": f"{rng.choice(LAST)} Foods", "firm3": f"{rng.choice(LAST)} Bank", "sky": rng.choice(("sunny", "cloudy", "grey")),
        "sky2": rng.choice(("wet", "mild", "stormy")), "wind": rng.choice(("light", "fresh", "strong")),
        "fall": rng.choice(("rain", "snow", "freeze")),
    }  # fmt: skip
    numbers = {name: str(rng.randint(2, 97)) for name in ("n1", "n2", "n3", "n5")} | {"n4": str(rng.randint(1, 9))}
    return pattern.format(**facts | more | numbers)


def _edited(rng: random.Random, text: str) -> str:
    """Change a word here and there, drop or add one, mend or make a slip."""
    paragraphs = []
    for paragraph in text.split("\n\n"):
        words = []
        for word in paragraph.split(" "):
            chance = rng.random()
            if word in SYNONYMS and chance < 0.6:
                word = SYNONYMS[word]
            elif chance < 0.015 and len(word) > 4 and word.isalpha() and word.islower():
                place = rng.randrange(1, len(word) - 1)
                word = word[:place] + word[place + 1 :]
            elif chance < 0.03 and word in ("the", "that", "had", "also", "a"):
                continue
            elif chance > 0.985:
                word = f"{rng.choice(('reportedly', 'now', 'also', 'meanwhile'))} {word}"
            words.append(word)
        paragraphs.append(" ".join(words))
    return "\n\n".join(paragraphs)


def _updated(rng: random.Random, text: str) -> str:
    """Update two of the figures, as the news goes on."""
    found = list(re.finditer(r"\b\d+\b", text))
    for match in sorted(rng.sample(found, min(2, len(found))), key=lambda each: -each.start()):
        text = text[: match.start()] + str(int(match[0]) + rng.randint(1, 9)) + text[match.end() :]
    return text


def _cut_end(text: str) -> str:
    paragraphs = text.split("\n\n")
    return "\n\n".join(paragraphs[: max(1, round(len(paragraphs) * 2 / 3))])


def _seed_texts() -> list[str]:
    """Return the texts of the seeds folder that are read without a parser of their own."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.rglob("*.txt"))]
    texts += [path.read_text(encoding="utf-8").rpartition("\n---\n")[2].strip() for path in sorted(SEEDS.rglob("*.md"))]
    return texts
