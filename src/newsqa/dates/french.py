"""How times are written in French."""

from __future__ import annotations

from newsqa.dates.language import Language

_A = "['\N{RIGHT SINGLE QUOTATION MARK}]"
_LAST = "(?P<last>derni(?:er|ère)|passée?)"
_THE = rf"(?:le |la |l{_A})"
_THIS = "(?P<this>ce|cet|cette)"
_ER = "(?:er)?"

FRENCH = Language(
    code="fr",
    common="le la les des du un une qui que qu quoi quel quelle quels quelles est sont ont été en dans et pour où "
    "comment pourquoi quand aux il au sur depuis entre ce cette aujourd semaine mois année an dernier dernière on",
    days={
        "aujourd'hui": 0, "aujourd\N{RIGHT SINGLE QUOTATION MARK}hui": 0, "hier": -1, "hier soir": -1, "avant-hier": -2,
        "ce matin": 0, "ce soir": 0, "cet après-midi": 0,
    },
    numbers={
        "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
        "dix": 10, "onze": 11, "douze": 12,
    },
    ordinals={"premier": 1, "1er": 1, "deuxième": 2, "second": 2, "2e": 2, "troisième": 3, "3e": 3, "quatrième": 4,
              "4e": 4},
    seasons={"printemps": 3, "été": 6, "automne": 9, "hiver": 12},
    decades={"trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "soixante-dix": 70, "quatre-vingt": 80,
             "quatre-vingts": 80, "quatre-vingt-dix": 90},
    units={
        "hour": "heures?", "day": "jours?", "weekend": "week-?ends?", "week": "semaines?", "month": "mois",
        "quarter": "trimestres?", "year": "ans?|années?", "decade": "décennies?",
    },
    parts=(
        rf"(?:au |le |dès le )?(?:début|commencement)(?: de l{_A}| d{_A}| de la| de| du)?",
        rf"mi-|(?:au )?milieu(?: de l{_A}| d{_A}| de la| de| du)?",
        rf"(?:à la |la )?fin(?: de l{_A}| d{_A}| de la| de| du)?",
    ),
    frames={
        "since": f"depuis(?: le| la| l{_A})?|dès(?: le| la| l{_A})?|à partir d(?:e|u|e la|e l{_A})",
        "until": f"jusqu{_A}(?:en|au|à|à la|à l{_A})",
        "before": f"avant(?: le| la| l{_A})?",
        "after": f"après(?: le| la| l{_A})?",
        "in": f"en|le|au|à l{_A}|à|dans les|dans le|dans|ces|pendant(?: le| la| l{_A})?|durant(?: le| la| l{_A})?"
        "|lors d(?:e|u)|ce",
    },
    between=((r"entre(?: le)?", r"et(?: le)?"), (r"du|de", r"au|à")),
    also="(?:et|ou)(?: en| le)?",
    duration="pour(?: les)?|pendant(?: les)?",
    goes_on="",
    ahead="d'ici(?: à)?|plus tard",
    planned="",
    reported="",
    not_one="prochaine?|chaque|tous les|un|une|quel|quelle",
    latest=rf"(?:le |la |les )?(?:plus récente?s?|tou(?:te)?s derni(?:er|ère)s?)|récemment|dernièrement"
    rf"|l{_A}actualité la plus récente",
    not_latest="",
    patterns=(
        ("named", "{name}"),
        ("night", "la nuit dernière|cette nuit"),
        ("iso", r"(?P<year>\d{4})-(?P<month_number>\d\d)-(?P<day>\d\d)"),
        ("numeric", r"(?P<one>[0-3]?\d)(?P<sign>[/.])(?P<two>[01]?\d)(?P=sign){year}"),
        ("date", rf"(?:{{weekday}} )?(?:le )?{{day}}{_ER} {{month}}(?: {{yearish}})?"),
        ("days", rf"(?:le )?{{day}}{_ER}(?: ?{{dash}} ?| (?:et|au|à)(?: le)? ){{day2}} {{month}}(?: {{yearish}})?"),
        ("month", r"{month}(?: de)? {yearish}"),
        ("month?", "{month}"),
        ("year?", rf"(?:(?:l{_A})?(?:an|année) )?{{year}}"),
        ("decade", r"(?:les )?années {decade}"),
        ("decade", r"(?:les )?années {decade_name}"),
        ("quarter", r"(?:le )?{ordinal} trimestre(?: de| de l'année)? {yearish}"),
        ("half", r"(?:le )?{ordinal} semestre(?: de)? {yearish}"),
        ("season", r"{season}(?: de)? {yearish}"),
        ("season?", "{season}"),
        ("relative", rf"{_THE}?(?:{{unit}}|{{weekday}}|{{month}}|{{season}}) {_LAST}"),
        ("relative", rf"{_THIS} (?:{{unit}}|{{season}})(?:-ci)?"),
        ("this?", "{unit}"),
        ("weekend?", "week-?end"),
        ("weekday?", "{weekday}"),
        ("weekday", r"{weekday}(?= *(?:$|[?!.,;]|(?:à|en|par|et|ou|que|quand|avec|dans|matin|soir)\b))"),
        ("in_week", rf"{{weekday}} de la semaine {_LAST}"),
        ("rolling", r"(?:les |ces |des |au cours des )?{number} derni(?:ers|ères) {unit}"),
        ("rolling", r"(?:les |ces |des |au cours des )?derni(?:ers|ères) {number} {unit}"),
        ("ago", r"il y a {number} {unit}"),
        ("week_of", rf"(?:la )?semaine du {{day}}{_ER} {{month}}(?: {{year}})?"),
    ),
    yearish=rf"(?:{{year}}|(?P<last_year>(?:de )?l{_A}an(?:née)? derni(?:er|ère))|(?P<this_year>(?:de )?cette année))",
)  # fmt: skip
