"""How times are written in English."""

from __future__ import annotations

from newsqa.dates.language import Language

_A = "['\N{RIGHT SINGLE QUOTATION MARK}]"
_WHICH = r"(?P<last>last|previous|this past)|(?P<this>this)"

ENGLISH = Language(
    code="en",
    common="the of what who whom which when where why how did were are to and has have does do since between for",
    days={
        "today": 0, "yesterday": -1, "the day before yesterday": -2,
        "this morning": 0, "this afternoon": 0, "this evening": 0, "tonight": 0, "earlier today": 0,
    },
    numbers={
        "a": 1, "an": 1, "one": 1, "two": 2, "a couple of": 2, "couple of": 2, "three": 3, "four": 4, "five": 5,
        "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    },
    ordinals={"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4},
    short_months={
        "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11,
        "dec": 12,
    },
    seasons={"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12},
    decades={"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70,
             "eighties": 80, "nineties": 90},
    units={
        "hour": "hours?", "day": "days?", "week": "weeks?", "weekend": "weekends?", "month": "months?",
        "quarter": "quarters?", "year": "years?", "decade": "decades?",
    },
    parts=(
        r"(?:the )?early[ -]|(?:the )?(?:beginning|start) of (?:the )?",
        r"(?:the )?mid[- ]|(?:the )?middle of (?:the )?",
        r"(?:the )?late[ -]|(?:the )?end of (?:the )?",
    ),
    frames={
        "since": "(?:ever )?since",
        "until": "until|till|up to",
        "before": "before|prior to",
        "after": "after",
        "in": "in|on|during|over|at|throughout|within",
    },
    between=(("between", "and"), ("from", "to|until|through")),
    also="(?:and|or|to)(?: in)?",
    duration="for",
    goes_on="of",
    ahead="by(?: the)?|later|within",
    planned="will|(?:set|scheduled|expected|going) to|upcoming|planned",
    reported="did|was|were|has|have|had|happened|news|[a-z]{2,}ed",
    not_one="the|its|his|her|their|our|my|next|coming|following|every|each|any|a|an|one|some|what|which|per",
    latest=r"(?:the |its |their |his |her )?(?:latest|newest|most recent)|most recently|recently|lately"
    r"|(?:in|over) (?:recent|the (?:last|past) few) (?:hours|days|weeks|months)",
    not_latest="at",
    patterns=(
        ("named", r"{name}{'s}?"),
        ("night", r"last night{'s}?"),
        ("iso", r"(?P<year>\d{4})-(?P<month_number>\d\d)-(?P<day>\d\d)"),
        ("numeric", r"(?P<one>[0-3]?\d)(?P<sign>[/.])(?P<two>[0-3]?\d)(?P=sign){year}"),
        ("date", r"(?:{weekday},? )?(?:the )?{day}(?:st|nd|rd|th)?(?: of)? {month}(?:,? (?:of )?{yearish})?{'s}?"),
        ("date", r"(?:{weekday},? )?{month} (?:the )?{day}(?:st|nd|rd|th)?(?:,? (?:of )?{yearish})?"),
        ("days", r"(?:the )?{day}(?:st|nd|rd|th)?(?: ?{dash} ?| (?:and|to|until|through) )(?:the )?"
                 r"{day2}(?:st|nd|rd|th)?(?: of)? {month}(?:,? (?:of )?{yearish})?"),
        ("days", r"{month} {day}(?:st|nd|rd|th)?(?: ?{dash} ?| (?:and|to|until|through) )"
                 r"{day2}(?:st|nd|rd|th)?(?:,? (?:of )?{yearish})?"),
        ("month", r"{month}(?:,? (?:of )?{yearish}){'s}?"),
        ("month?", r"{month}"),
        ("year?", r"(?:the year )?{year}"),
        ("years?", r"{year} ?{dash} ?(?P<year2>[12]\d{3})"),
        ("decade?", rf"(?:the )?{_A}?{{decade}}{_A}?s"),
        ("decade?", r"(?:the )?{decade_name}"),
        ("quarter", r"(?:the )?{ordinal} quarter (?:of )?{yearish}"),
        ("quarter", r"Q{number},? (?:of )?{yearish}"),
        ("quarter?", r"Q{number}"),
        ("half", r"(?:the )?{ordinal} half of {yearish}"),
        ("season", r"(?:the )?{season},?(?: of)? {yearish}"),
        ("season?", r"the {season}(?! of)"),
        ("relative", rf"(?:the )?(?:{_WHICH}) (?:{{unit}}|{{weekday}}|{{month}}|{{season}}){{'s}}?"),
        ("relative", r"the {unit} before (?P<before_last>last)"),
        ("relative", r"this time (?P<last>last) {unit}"),
        ("relative", r"(?P<so_far>earlier |earlier in |so far )(?P<this>this) {unit}"),
        ("this?", r"the {unit}"),
        ("weekend?", r"(?:the )?weekend"),
        ("weekday", r"{weekday}{'s}"),
        ("weekday?", r"{weekday}"),
        ("weekday", r"{weekday}(?= *(?:$|[?!.,;]|(?:in|at|by|and|or|to|from|that|when|with|morning|night|evening)\b))"),
        ("in_week", rf"{{weekday}},? (?:of |in )?(?:the )?(?:{_WHICH}) week"),
        ("in_week", rf"(?:{_WHICH}) week,? (?:on )?{{weekday}}"),
        ("rolling", r"(?:the )?(?:last|past) {number} {unit}"),
        ("rolling", r"the (?:last|past) {unit}(?<!s)"),
        ("rolling", r"past {unit}(?<!s)"),
        ("ago", r"{number} {unit} ago"),
        ("week_of", r"(?:the )?week of (?:the )?{day}(?:st|nd|rd|th)?(?: of)? {month}(?:,? {year})?"),
        ("week_of", r"(?:the )?week of {month} {day}(?:st|nd|rd|th)?(?:,? {year})?"),
    ),
    yearish=r"(?:{year}|(?P<last_year>last year|the previous year)|(?P<this_year>this year|the year))",
)  # fmt: skip
