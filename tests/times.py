"""Questions with times in them and the ranges that a reader means, written by hand; and questions without.

Asked on a Wednesday. Ranges were written down before the code that finds them, by the rules of docs/decisions/018.
"""

from __future__ import annotations

import datetime as dt

TODAY = dt.date(2024, 7, 17)

# Question, phrase in it, first day, last day.
Case = tuple[str, str, str | None, str | None]

ENGLISH: tuple[Case, ...] = (
    ("What did the mayor announce today?", "today", "2024-07-17", "2024-07-17"),
    ("Which roads were closed yesterday?", "yesterday", "2024-07-16", "2024-07-16"),
    ("Who resigned the day before yesterday?", "the day before yesterday", "2024-07-15", "2024-07-15"),
    ("What did the central bank decide this week?", "this week", "2024-07-15", "2024-07-21"),
    ("What happened in Kyiv last week?", "last week", "2024-07-08", "2024-07-14"),
    ("Which strikes began in the week before last?", "in the week before last", "2024-07-01", "2024-07-07"),
    ("Who was arrested on Monday?", "on Monday", "2024-07-15", "2024-07-15"),
    ("What did the court rule last Friday?", "last Friday", "2024-07-12", "2024-07-12"),
    ("Why was Sunday's final delayed?", "Sunday's", "2024-07-14", "2024-07-14"),
    ("Who won over the weekend?", "over the weekend", "2024-07-13", "2024-07-14"),
    ("Which matches were played last weekend?", "last weekend", "2024-07-13", "2024-07-14"),
    ("What was reported three days ago?", "three days ago", "2024-07-14", "2024-07-14"),
    ("What was said about the dam two weeks ago?", "two weeks ago", "2024-07-01", "2024-07-07"),
    ("Who led the polls a month ago?", "a month ago", "2024-06-01", "2024-06-30"),
    ("What did rent cost two years ago?", "two years ago", "2022-01-01", "2022-12-31"),
    ("Which companies cut jobs this month?", "this month", "2024-07-01", "2024-07-31"),
    ("Who died last month?", "last month", "2024-06-01", "2024-06-30"),
    ("What has the committee published in the last three days?", "in the last three days", "2024-07-14", "2024-07-17"),
    ("How many cases were found over the past two weeks?", "over the past two weeks", "2024-07-03", "2024-07-17"),
    ("Which laws passed in the past year?", "in the past year", "2023-07-17", "2024-07-17"),
    ("Who joined NATO this year?", "this year", "2024-01-01", "2024-12-31"),
    ("Which banks failed last year?", "last year", "2023-01-01", "2023-12-31"),
    ("What did the NATO summit decide in July 2024?", "in July 2024", "2024-07-01", "2024-07-31"),
    ("Who was elected in May?", "in May", "2024-05-01", "2024-05-31"),
    ("Where did floods hit in August?", "in August", "2023-08-01", "2023-08-31"),
    ("Who bought shares in December?", "in December", "2023-12-01", "2023-12-31"),
    ("What has changed since March?", "since March", "2024-03-01", None),
    ("Which ministers have left since 2022?", "since 2022", "2022-01-01", None),
    ("What was said between 3 and 10 May?", "between 3 and 10 May", "2024-05-03", "2024-05-10"),
    ("Who spoke from 9 to 11 July 2024?", "from 9 to 11 July 2024", "2024-07-09", "2024-07-11"),
    (
        "What happened between March and June 2023 in Sudan?",
        "between March and June 2023",
        "2023-03-01",
        "2023-06-30",
    ),
    ("Which films came out between 2019 and 2021?", "between 2019 and 2021", "2019-01-01", "2021-12-31"),
    ("What did the union demand before the end of June?", "before the end of June", None, "2024-06-30"),
    ("Who was mayor before 2020?", "before 2020", None, "2019-12-31"),
    ("What did the agency say after 10 July?", "after 10 July", "2024-07-11", None),
    ("Who visited Berlin on 3 May 2023?", "on 3 May 2023", "2023-05-03", "2023-05-03"),
    ("What opened on May 3rd?", "on May 3rd", "2024-05-03", "2024-05-03"),
    ("What happened on July 20?", "on July 20", "2023-07-20", "2023-07-20"),
    ("Who signed the treaty on 2023-11-05?", "on 2023-11-05", "2023-11-05", "2023-11-05"),
    ("What was decided on Tuesday, July 9?", "on Tuesday, July 9", "2024-07-09", "2024-07-09"),
    (
        "How did prices move in the first quarter of 2023?",
        "in the first quarter of 2023",
        "2023-01-01",
        "2023-03-31",
    ),
    ("What did Lomax earn in Q4 2022?", "in Q4 2022", "2022-10-01", "2022-12-31"),
    ("How was trade in the second half of 2023?", "in the second half of 2023", "2023-07-01", "2023-12-31"),
    ("What grew fastest last quarter?", "last quarter", "2024-04-01", "2024-06-30"),
    ("Which reefs bleached this spring?", "this spring", "2024-03-01", "2024-05-31"),
    ("Where were the wildfires last summer?", "last summer", "2023-06-01", "2023-08-31"),
    ("How cold was it last winter?", "last winter", "2023-12-01", "2024-02-29"),
    ("Who toured Europe in the summer of 2022?", "in the summer of 2022", "2022-06-01", "2022-08-31"),
    ("What did the paper write in the 1990s?", "in the 1990s", "1990-01-01", "1999-12-31"),
    ("Which bands were popular in the early 2000s?", "in the early 2000s", "2000-01-01", "2003-12-31"),
    ("What was announced in mid-July?", "in mid-July", "2024-07-11", "2024-07-20"),
    ("Which bridge closed in early June?", "in early June", "2024-06-01", "2024-06-10"),
    ("Who stepped down at the end of May?", "at the end of May", "2024-05-21", "2024-05-31"),
    ("What went wrong in late 2023?", "in late 2023", "2023-09-01", "2023-12-31"),
    ("What did the minister promise earlier this month?", "earlier this month", "2024-07-01", "2024-07-17"),
    ("What was discussed last night?", "last night", "2024-07-16", "2024-07-17"),
    ("Which flights were cancelled this morning?", "this morning", "2024-07-17", "2024-07-17"),
    ("What has happened in the last 24 hours?", "in the last 24 hours", "2024-07-16", "2024-07-17"),
    ("Who had fled until last Monday?", "until last Monday", None, "2024-07-15"),
    ("What was in the news in the week of 8 July?", "in the week of 8 July", "2024-07-08", "2024-07-14"),
    ("What did he say on Wednesday last week?", "on Wednesday last week", "2024-07-10", "2024-07-10"),
    ("How did the talks go in May and June?", "in May and June", "2024-05-01", "2024-06-30"),
    (
        "What has the council done since the beginning of the year?",
        "since the beginning of the year",
        "2024-01-01",
        None,
    ),
    ("Whom did the senator meet during the spring of 2021?", "during the spring of 2021", "2021-03-01", "2021-05-31"),
)  # fmt: skip

GERMAN: tuple[Case, ...] = (
    ("Was hat der Stadtrat gestern beschlossen?", "gestern", "2024-07-16", "2024-07-16"),
    ("Wer ist vorgestern zurückgetreten?", "vorgestern", "2024-07-15", "2024-07-15"),
    ("Was geschah letzte Woche in Berlin?", "letzte Woche", "2024-07-08", "2024-07-14"),
    (
        "Welche Straßen wurden in der vergangenen Woche gesperrt?",
        "in der vergangenen Woche",
        "2024-07-08",
        "2024-07-14",
    ),
    ("Wer wurde am Montag verhaftet?", "am Montag", "2024-07-15", "2024-07-15"),
    ("Was wurde vor zwei Wochen über den Damm gesagt?", "vor zwei Wochen", "2024-07-01", "2024-07-07"),
    ("Was beschloss der Gipfel im Juli 2024?", "im Juli 2024", "2024-07-01", "2024-07-31"),
    ("Was hat sich seit März geändert?", "seit März", "2024-03-01", None),
    (
        "Was wurde zwischen dem 3. und 10. Mai gesagt?",
        "zwischen dem 3. und 10. Mai",
        "2024-05-03",
        "2024-05-10",
    ),
    (
        "Wie entwickelten sich die Preise im ersten Quartal 2023?",
        "im ersten Quartal 2023",
        "2023-01-01",
        "2023-03-31",
    ),
    ("Wer gewann am Wochenende?", "am Wochenende", "2024-07-13", "2024-07-14"),
    ("Was forderte die Gewerkschaft vor Ende Juni?", "vor Ende Juni", None, "2024-06-30"),
    ("Welche Filme kamen in den 1990er Jahren heraus?", "in den 1990er Jahren", "1990-01-01", "1999-12-31"),
    ("Was wurde Mitte Juli angekündigt?", "Mitte Juli", "2024-07-11", "2024-07-20"),
    ("Wo brannte es im vergangenen Sommer?", "im vergangenen Sommer", "2023-06-01", "2023-08-31"),
    ("Wer besuchte Rom am 3. Mai 2023?", "am 3. Mai 2023", "2023-05-03", "2023-05-03"),
    ("Welche Banken gingen letztes Jahr pleite?", "letztes Jahr", "2023-01-01", "2023-12-31"),
)

FRENCH: tuple[Case, ...] = (
    ("Qu'a décidé le conseil hier ?", "hier", "2024-07-16", "2024-07-16"),
    ("Qui a démissionné avant-hier ?", "avant-hier", "2024-07-15", "2024-07-15"),
    ("Que s'est-il passé à Lyon la semaine dernière ?", "la semaine dernière", "2024-07-08", "2024-07-14"),
    ("Qui est mort le mois dernier ?", "le mois dernier", "2024-06-01", "2024-06-30"),
    (
        "Quelles banques ont fait faillite l'année dernière ?",
        "l'année dernière",
        "2023-01-01",
        "2023-12-31",
    ),
    ("Qui a été arrêté lundi ?", "lundi", "2024-07-15", "2024-07-15"),
    ("Qu'a-t-on dit du barrage il y a deux semaines ?", "il y a deux semaines", "2024-07-01", "2024-07-07"),
    ("Qu'a décidé le sommet en juillet 2024 ?", "en juillet 2024", "2024-07-01", "2024-07-31"),
    ("Qu'est-ce qui a changé depuis mars ?", "depuis mars", "2024-03-01", None),
    ("Qu'a-t-on annoncé entre le 3 et le 10 mai ?", "entre le 3 et le 10 mai", "2024-05-03", "2024-05-10"),
    (
        "Comment les prix ont-ils évolué au premier trimestre 2023 ?",
        "au premier trimestre 2023",
        "2023-01-01",
        "2023-03-31",
    ),
    ("Qui a gagné le week-end dernier ?", "le week-end dernier", "2024-07-13", "2024-07-14"),
    (
        "Qu'est-ce que le journal écrivait dans les années 1990 ?",
        "dans les années 1990",
        "1990-01-01",
        "1999-12-31",
    ),
    ("Qu'a-t-on annoncé mi-juillet ?", "mi-juillet", "2024-07-11", "2024-07-20"),
    ("Où étaient les incendies l'été dernier ?", "l'été dernier", "2023-06-01", "2023-08-31"),
    ("Qui a visité Rome le 3 mai 2023 ?", "le 3 mai 2023", "2023-05-03", "2023-05-03"),
    ("Qui a été élu en 2019 ?", "en 2019", "2019-01-01", "2019-12-31"),
)

SPANISH: tuple[Case, ...] = (
    ("¿Qué decidió el consejo ayer?", "ayer", "2024-07-16", "2024-07-16"),
    ("¿Quién dimitió anteayer?", "anteayer", "2024-07-15", "2024-07-15"),
    ("¿Qué pasó en Madrid la semana pasada?", "la semana pasada", "2024-07-08", "2024-07-14"),
    ("¿Quién murió el mes pasado?", "el mes pasado", "2024-06-01", "2024-06-30"),
    ("¿Qué bancos quebraron el año pasado?", "el año pasado", "2023-01-01", "2023-12-31"),
    ("¿Quién fue detenido el lunes?", "el lunes", "2024-07-15", "2024-07-15"),
    ("¿Qué se dijo de la presa hace dos semanas?", "hace dos semanas", "2024-07-01", "2024-07-07"),
    ("¿Qué decidió la cumbre en julio de 2024?", "en julio de 2024", "2024-07-01", "2024-07-31"),
    ("¿Qué ha cambiado desde marzo?", "desde marzo", "2024-03-01", None),
    ("¿Qué se anunció entre el 3 y el 10 de mayo?", "entre el 3 y el 10 de mayo", "2024-05-03", "2024-05-10"),
    (
        "¿Cómo evolucionaron los precios en el primer trimestre de 2023?",
        "en el primer trimestre de 2023",
        "2023-01-01",
        "2023-03-31",
    ),
    ("¿Quién ganó el fin de semana?", "el fin de semana", "2024-07-13", "2024-07-14"),
    ("¿Qué escribía el periódico en los años noventa?", "en los años noventa", "1990-01-01", "1999-12-31"),
    ("¿Qué se anunció a mediados de julio?", "a mediados de julio", "2024-07-11", "2024-07-20"),
    ("¿Dónde hubo incendios el verano pasado?", "el verano pasado", "2023-06-01", "2023-08-31"),
    ("¿Quién visitó Roma el 3 de mayo de 2023?", "el 3 de mayo de 2023", "2023-05-03", "2023-05-03"),
    ("¿Quién fue elegido en 2019?", "en 2019", "2019-01-01", "2019-12-31"),
)

LANGUAGES = {"English": ENGLISH, "German": GERMAN, "French": FRENCH, "Spanish": SPANISH}

WITHOUT = tuple(
    question.strip()
    for question in """
    What may happen if the dam breaks?
    May I see the minutes of the council?
    Who led the March for Our Lives?
    Where did the march of the farmers begin?
    Which team came second?
    Who finished in second place?
    Who paid for the 2020 election?
    Who won the 2022 World Cup?
    Which network shows Monday Night Football?
    Why did World War II begin?
    Who wrote Catch-22?
    Who flew on Apollo 11?
    How long ago did the dinosaurs die out?
    Who is April Jones?
    Who owns the Sunday Times?
    Can the kitchen be cleaned in 30 minutes?
    Who was jailed for three years?
    How much did the painting cost?
    Who became the youngest mayor at 24?
    What does the 5-day forecast service cost?
    When will the bridge open?
    What year did the bank open?
    On what day does the market close?
    In which month do storks return?
    Which days is the museum closed?
    How many weeks does a strike last?
    What happened on 9/11?
    Is the hospital open 24/7?
    Who needs a 2/3 majority?
    Who directed Blade Runner 2049?
    Who wrote Nineteen Eighty-Four?
    How did June Carter meet her husband?
    Which plays did August Wilson write?
    Which august body advises the king?
    Who won March Madness?
    What is celebrated on May Day?
    Who coined the words Arab Spring?
    Where does the spring of the river rise?
    Why did the price of wheat fall?
    Who caused the fall of the Berlin Wall?
    Which city hosts the Winter Olympics?
    What is a winter tyre?
    Who runs the Black Friday sale?
    Who sang at the Super Bowl on CBS?
    Who played Man Friday?
    Who recorded Ruby Tuesday?
    Is Wednesday Addams a cartoon?
    How did the Monday Club begin?
    What do people eat for Sunday lunch?
    What is the minimum wage?
    Who was fined 2,000 euros?
    Which car does 2000 miles on one tank?
    How many people live in 2100 villages?
    Is the paper printed in 1200 copies?
    Who ran the 1500 metres in 3:26?
    What does Boeing say of the 737 MAX?
    Who owns Channel 4?
    Who performed at Studio 54?
    Which rules does Article 50 lay down?
    Who lives at 1600 Pennsylvania Avenue?
    What does Resolution 1973 say?
    Who won Super Bowl LVI?
    How did the second quarter of the match end?
    Who scored in the last minute?
    Who was the last emperor?
    What were the last words of the captain?
    Who won last place?
    How long does the past tense take to learn?
    Who took the next train?
    What is this about?
    Who said this first?
    What does the present law say?
    Which day care centres closed?
    Who is the year's best player?
    Who is Time's person of the year?
    How old is the universe?
    What is a light year?
    How tall is the Eiffel Tower?
    What are the terms of the ceasefire?
    Who muted the alarm on tank No. 7?
    How much was Lomax Coatings fined?
    Why is the sky blue?
    Does vitamin D lower the risk of cancer?
    What is the capital of France?
    Which studies found since-deleted data?
    Who was against the plan before the vote?
    What happened after the match?
    Who has been in charge since then?
    What was decided between the parties?
    Who went from Paris to Rome?
    Which ten players scored?
    Who is Agent 007?
    Where does Route 66 end?
    What is a 401k?
    Which laptop has 16 GB of memory?
    How fast is 5G?
    Who stars in The Day After Tomorrow?
    Who sang Yesterday, the Beatles song?
    Is Today a programme on Radio 4?
    Who discovered Neptune?
    """.strip().splitlines()
)

# What lies ahead has not been reported.
FUTURE = (
    "How will Europe look by 2050?",
    "What is planned for next week?",
    "What will the weather be tomorrow?",
    "Who speaks in Oslo on 3 September 2024?",
    "Which laws take effect in 2025?",
    "Where is the vote held in two weeks?",
)
