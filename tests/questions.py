"""Ten questions about the project's own seeds/, for every test that compares the ways to ask."""

from __future__ import annotations

# The question, and the article that answers it.
_ANSWERED_BY = {
    "How many litres of solvent ran into the River Tarrow?": "seeds/2025/tarrow-spill.md",
    "Why did the alarm on tank No. 7 not go off?": "seeds/2025/tarrow-inquiry.html",
    "What was the source of the legionnaires' outbreak in Castell Bridge?": "seeds/2024/legionella-castell.html",
    "How did the DPRK respond to the NATO summit declaration?": "seeds/2024/nato-summit-dprk.md",
    "How did the attackers get into Marlow County's emergency dispatch?": "seeds/2026/dispatch-ransomware.txt",
    "Why does tram line 4 not stop at the university hospital?": "mw-2025-0929-tram",
    "Who cast the deciding vote to keep the libraries in Pellworth?": "per-2026-0304-libraries",
    "Where was the lost opera by Leopoldine Hauck found?": "mw-2024-0517-hauck",
    "How many homes does mine water heat in Dunmorrow?": "seeds/2025/mine-water-heat.md",
    "Wie viele Menschen mussten bei Osterwarfen ihre Häuser verlassen?": "seeds/2025/sturmflut-osterwarfen.md",
}
TEN_QUESTIONS = tuple(_ANSWERED_BY)
RIGHT_ARTICLES = tuple(_ANSWERED_BY.values())
