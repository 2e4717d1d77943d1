"""How times are written in Spanish."""

from __future__ import annotations

from newsqa.dates.language import Language

_LAST = "(?P<last>pasad[oa])"
_THIS = "(?P<this>est[ea])"

SPANISH = Language(
    code="es",
    common="el la los las un una qué quién quiénes cuál cuáles cómo dónde cuándo por fue fueron son es en y de del se "
    "ha han desde entre hace hasta este esta semana mes año pasado pasada",
    days={
        "hoy": 0, "ayer": -1, "anteayer": -2, "antes de ayer": -2, "anoche": -1, "esta mañana": 0, "esta tarde": 0,
        "esta noche": 0,
    },
    numbers={
        "un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
        "diez": 10, "once": 11, "doce": 12,
    },
    ordinals={"primer": 1, "primero": 1, "segundo": 2, "tercer": 3, "tercero": 3, "cuarto": 4},
    seasons={"primavera": 3, "verano": 6, "otoño": 9, "invierno": 12},
    decades={"treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80,
             "noventa": 90},
    units={
        "hour": "horas?", "day": "días?", "weekend": "fin(?:es)? de semana", "week": "semanas?", "month": "mes(?:es)?",
        "quarter": "trimestres?", "year": "años?", "decade": "décadas?",
    },
    parts=(
        r"(?:a |el |desde )?(?:principios|comienzos|inicios|principio|comienzo|inicio)(?: de la| de| del)",
        r"(?:a )?mediados(?: de la| de| del)",
        r"(?:a |el )?(?:finales|fines|final|fin)(?: de la| de| del)",
    ),
    frames={
        "since": "desde(?: el| la)?|a partir del?",
        "until": "hasta(?: el| la)?",
        "before": "antes del?(?: la)?",
        "after": "después del?(?: la)?|tras(?: el| la)?",
        "in": "en(?: el| la| los)?|el|durante(?: el| la| los)?|a lo largo del?",
    },
    between=((r"entre(?: el)?", r"y(?: el)?"), (r"del|de|desde(?: el)?", r"al|a|hasta(?: el)?")),
    also="(?:y|o)(?: en| el)?",
    duration="por(?: los| las)?",
    goes_on="",
    ahead="para|a más tardar",
    planned="",
    reported="",
    not_one="próxim[oa]|cada|todos los|un|una|qué|algún|cualquier",
    latest=r"(?:el |la |lo |los |las )?más recientes?|recientemente|últimamente",
    not_latest="",
    patterns=(
        ("named", "{name}"),
        ("iso", r"(?P<year>\d{4})-(?P<month_number>\d\d)-(?P<day>\d\d)"),
        ("numeric", r"(?P<one>[0-3]?\d)(?P<sign>[/.])(?P<two>[01]?\d)(?P=sign){year}"),
        ("date", r"(?:{weekday},? )?{day}(?: de)? {month}(?:(?: de| del)? {yearish})?"),
        ("days", r"{day}(?: ?{dash} ?| (?:y|al|a|hasta)(?: el)? ){day2} de {month}(?:(?: de| del)? {yearish})?"),
        ("month", r"{month}(?: de| del)? {yearish}"),
        ("month?", "{month}"),
        ("year?", r"(?:año )?{year}"),
        ("decade", r"(?:los |la )?(?:años|década de|década de los) {decade}"),
        ("decade", r"(?:los |la )?(?:años|década de los) {decade_name}"),
        ("quarter", r"(?:el )?{ordinal} trimestre(?: de| del)? {yearish}"),
        ("half", r"(?:el )?{ordinal} semestre(?: de| del)? {yearish}"),
        ("season", r"{season}(?: de| del)? {yearish}"),
        ("season?", "{season}"),
        ("relative", rf"(?:el |la )?(?:{{unit}}|{{weekday}}|{{month}}|{{season}}) {_LAST}"),
        ("relative", rf"{_THIS} (?:{{unit}}|{{season}}|{{weekday}})"),
        ("this?", "{unit}"),
        ("weekend?", "fin de semana"),
        ("weekday?", "{weekday}"),
        ("in_week", rf"{{weekday}} de la semana {_LAST}"),
        ("rolling", r"(?:los |las )?últim[oa]s {number} {unit}"),
        ("rolling", r"(?:los |las )?{number} últim[oa]s {unit}"),
        ("ago", r"hace {number} {unit}"),
        ("week_of", r"(?:la )?semana del {day} de {month}(?: de {year})?"),
    ),
    yearish=r"(?:{year}|(?P<last_year>(?:de |del )?año pasado)|(?P<this_year>de este año))",
)  # fmt: skip
