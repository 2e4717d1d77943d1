"""How times are written in German."""

from __future__ import annotations

from newsqa.dates.language import Language

_WHICH = (
    r"(?P<last>letzte[nrsm]?|vergangene[nrsm]?|vorige[nrsm]?)|(?P<this>diese[nrsm]?)|(?P<before_last>vorletzte[nrsm]?)"
)

GERMAN = Language(
    code="de",
    common="der die das den dem ein eine einen was wer wen wem wie wo wann warum wieso wurde wurden hat haben ist sind "
    "im am und welche welcher welches zu seit über vor bei mit nach zwischen ende anfang mitte woche monat jahr jahren "
    "letzte letzten vergangenen wochenende",
    days={"heute": 0, "gestern": -1, "vorgestern": -2, "heute morgen": 0, "heute abend": 0, "gestern abend": -1},
    numbers={
        "ein": 1, "einem": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7,
        "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12,
    },
    ordinals={"ersten": 1, "erstes": 1, "erste": 1, "1.": 1, "zweiten": 2, "zweites": 2, "zweite": 2, "2.": 2,
              "dritten": 3, "drittes": 3, "dritte": 3, "3.": 3, "vierten": 4, "viertes": 4, "vierte": 4, "4.": 4},
    seasons={"frühling": 3, "frühjahr": 3, "sommer": 6, "herbst": 9, "winter": 12},
    decades={"dreißiger": 30, "vierziger": 40, "fünfziger": 50, "sechziger": 60, "siebziger": 70, "achtziger": 80,
             "neunziger": 90},
    units={
        "hour": "stunden?", "weekend": "wochenende", "day": "tag(?:en?|es|s)?", "week": "wochen?",
        "month": "monat(?:en?|es|s)?", "quarter": "quartals?", "year": "jahr(?:en?|es|s)?",
        "decade": "jahrzehnt(?:en?|es|s)?",
    },
    parts=(
        r"(?:zu |am )?(?:anfang|beginn)(?: de[sr])?|(?:im )?frühen",
        r"mitte(?: de[sr])?",
        r"(?:zum |am )?ende(?: de[sr])?|(?:im )?späten",
    ),
    frames={
        "since": "seit(?: dem| der)?|ab(?: dem)?",
        "until": "bis(?: zum| zur)?",
        "before": "vor(?: dem| der)?",
        "after": "nach(?: dem| der)?",
        "in": "im|in|in der|in dem|in den|am|an|während(?: des| der)?|über das",
    },
    between=((r"zwischen(?: dem)?", r"und(?: dem)?"), (r"vom|von", r"bis(?: zum)?")),
    also="(?:und|oder)(?: im)?",
    duration="für(?: die)?",
    goes_on="des|von",
    ahead="bis spätestens|spätestens|später",
    planned="",
    reported="",
    not_one="nächsten?|nächster|jede[nrm]?|eine[nm]?|kommenden?|manche[nrm]?|welche[nrm]?",
    latest="(?:der|die|das|den|dem) (?:neuesten?|jüngsten?|aktuellsten?)|neueste[nrsm]?|jüngst|kürzlich"
    "|in letzter zeit",
    not_latest="",
    patterns=(
        ("named", "{name}"),
        ("night", "(?:in der )?(?:letzten|letzte|vergangenen|vergangene) nacht"),
        ("iso", r"(?P<year>\d{4})-(?P<month_number>\d\d)-(?P<day>\d\d)"),
        ("numeric", r"(?P<one>[0-3]?\d)(?P<sign>\.) ?(?P<two>[01]?\d)\. ?{year}"),
        ("date", r"(?:{weekday},? )?(?:dem |den )?{day}\. {month}(?: {yearish})?"),
        ("days", r"(?:dem |den )?{day}\.?(?: ?{dash} ?| (?:und|bis)(?: dem| zum)? ){day2}\. {month}(?: {yearish})?"),
        ("month", r"{month} {yearish}"),
        ("month?", "{month}"),
        ("year?", r"(?:jahre? )?{year}"),
        ("decade?", r"{decade}er(?:[- ]?jahren?)?"),
        ("decade?", r"{decade_name}(?: ?jahren?)?"),
        ("quarter", r"(?:das )?{ordinal} quartal(?:s)? {yearish}"),
        ("half", r"{ordinal} (?:halbjahr|jahreshälfte) {yearish}"),
        ("season", r"{season} {yearish}"),
        ("season?", "{season}"),
        ("relative", rf"(?:{_WHICH}) (?:{{unit}}|{{weekday}}|{{month}}|{{season}})"),
        ("this?", "{unit}"),
        ("weekend?", "wochenende"),
        ("weekday?", "{weekday}(?:abend|morgen|nachmittag|nacht)?"),
        ("in_week", rf"{{weekday}} (?:der )?(?:{_WHICH}) woche"),
        ("rolling", r"(?:den|die|der) (?:letzten|vergangenen) {number} {unit}"),
        ("rolling", r"(?:letzten|vergangenen) {number} {unit}"),
        ("ago", r"vor {number} {unit}"),
        ("week_of", r"(?:der )?woche (?:vom|ab dem) {day}\. {month}(?: {year})?"),
    ),
    yearish=r"(?:{year}|(?P<last_year>letzten jahres|vergangenen jahres|des letzten jahres|des vergangenen jahres)"
    r"|(?P<this_year>dieses jahres))",
    capitalises_nouns=True,
)  # fmt: skip
