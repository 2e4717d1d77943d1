"""What an answer is narrowed by, and its articles by day and by outlet."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from loops import in_loop

import newsqa
from newsqa.config import Settings
from newsqa.errors import QueryError
from newsqa.index import Index
from newsqa.types import Answer, Article, Citation, Hit, Passage, Spread, Summary, Survey, SurveyEntry
from newsqa.web import parts
from newsqa.web.actions import Ask
from newsqa.web.conversation import Conversation, Turn
from newsqa.web.desk import Desk
from newsqa.web.filters import NO_FILTERS, Filters
from newsqa.web.parts.narrow import by_month, by_outlet, offers, outlets_chart, period_charts, quick_days

SPREAD = Spread(
    articles=9,
    sources=(("Courier", 4), ("Ledger", 2), (None, 1)),
    months=(("2025-11", 2), ("2026-01", 3), (None, 1)),
    languages=(("de", 2), ("en", 1)),
)


def _turn(filters=NO_FILTERS, spread=SPREAD, **fields):
    return Turn(3, "Q", filters, answer=Answer(question="Q", answered=True, spread=spread), **fields)


def _entry(number, day=None, source="Courier", text="It rained."):
    article = Article(id=f"a{number}", title=f"<b>T{number}</b>", text=text, date=day, source=source)
    passage = Passage(id="p", article_id=article.id, start=0, end=len(text), text=text)
    hit = Hit(rank=number, score=1.0, passage=passage, article=article.info())
    return SurveyEntry(
        article=article.info(), citation=Citation.prove(article, 0, len(text), number=number), hit=hit
    )  # fmt: skip


def test_a_bar_counts_an_outlet_and_asks_for_it_alone():
    chart = outlets_chart(_turn())
    assert [(bar.name, bar.count, bar.share) for bar in chart.bars] == [("Courier", 4, 1.0), ("Ledger", 2, 0.5)]
    assert chart.bars[1].filters.to_dict() == {"sources": ["Ledger"]}
    assert [(bar.name, bar.count) for bar in chart.rest] == [("No outlet named", 1)]


def test_a_chosen_bar_asks_without_its_outlet_and_two_can_be_chosen():
    chart = outlets_chart(_turn(Filters((("sources", "courier"),))))
    assert [bar.is_chosen for bar in chart.bars] == [True, False]
    assert chart.bars[0].filters.to_dict() == {}
    assert chart.bars[1].filters.to_dict() == {"sources": ["courier", "Ledger"]}


def test_beyond_six_outlets_the_others_are_counted_and_a_chosen_one_is_always_there():
    spread = Spread(articles=10, sources=tuple((f"Paper {number}", 1) for number in range(9)))
    chart = outlets_chart(_turn(Filters((("sources", "Paper 8"),)), spread))
    assert [bar.name for bar in chart.bars] == [*(f"Paper {number}" for number in range(6)), "Paper 8"]
    assert [(bar.name, bar.count) for bar in chart.rest] == [("2 other outlets", 2)]


def test_columns_show_every_month_between_and_only_those_with_articles_can_be_chosen():
    (chart,) = period_charts(_turn())
    assert [(bar.words, bar.count, bar.filters is None) for bar in chart.bars] == [
        ("November 2025", 2, False), ("December 2025", 0, True), ("January 2026", 3, False),
    ]  # fmt: skip
    assert chart.bars[2].filters.to_dict() == {"since": "2026-01-01", "until": "2026-01-31"}
    assert chart.years == (("2025", 2), ("2026", 1))
    assert [(bar.name, bar.count) for bar in chart.rest] == [("undated", 1)]


def test_many_months_are_counted_by_year_and_a_chosen_year_opens_into_its_months():
    spread = Spread(articles=6, months=(("2021-03", 1), ("2024-02", 3), ("2024-04", 2)))
    (years,) = period_charts(_turn(spread=spread))
    assert [(bar.name, bar.count) for bar in years.bars] == [("2021", 1), ("2022", 0), ("2023", 0), ("2024", 5)]
    chosen = years.bars[3].filters
    years, months = period_charts(_turn(chosen, spread))
    assert [bar.is_chosen for bar in years.bars] == [False, False, False, True]
    assert [(bar.name, bar.count) for bar in months.bars] == [("Feb", 3), ("Mar", 0), ("Apr", 2)]
    assert (months.within, months.articles) == ("2024", 5)
    assert months.bars[0].filters.to_dict() == {"since": "2024-02-01", "until": "2024-02-29"}


def test_a_hundred_years_apart_only_years_with_articles_are_columns():
    (chart,) = period_charts(_turn(spread=Spread(articles=2, months=(("1921-03", 1), ("2024-02", 1)))))
    assert [bar.name for bar in chart.bars] == ["1921", "2024"]


@pytest.mark.parametrize("spread", [Spread(), Spread(articles=3, sources=(("A", 3),), months=(("2024-01", 3),))])
def test_a_chart_that_would_tell_nothing_is_not_there(spread):
    assert outlets_chart(_turn(spread=spread)) is None and period_charts(_turn(spread=spread)) == ()
    assert 'class="spread"' not in parts.render_turn(_turn(spread=spread))


def test_a_choice_in_the_chart_leaves_the_chart_as_it_was():
    kept = Conversation()
    asked = kept.begin(Ask("Q"))
    kept.change(asked.number, answer=_turn().answer)
    filters = outlets_chart(kept.turn(asked.number)).bars[0].filters
    chosen = kept.begin(Ask("Q", filters, instead=asked.number))
    only = Spread(articles=4, sources=(("Courier", 4),), months=(("2026-01", 4),))
    kept.change(chosen.number, answer=Answer(question="Q", answered=True, spread=only))
    chart = outlets_chart(kept.turn(chosen.number))
    assert [(bar.name, bar.is_chosen) for bar in chart.bars] == [("Courier", True), ("Ledger", False)]
    assert chart.articles == 9
    assert period_charts(kept.turn(chosen.number)) == ()
    both = kept.begin(Ask("Q", chart.bars[1].filters, instead=chosen.number))
    assert [bar.is_chosen for bar in outlets_chart(both).bars] == [True, True]
    none = kept.begin(Ask("Q", NO_FILTERS, instead=both.number))
    assert none.facets.outlets is None


@pytest.mark.parametrize(
    ("question", "filters"),
    [("Another", (("sources", "Courier"),)), ("Q", (("sources", "Courier"), ("authors", "Quill")))],
)
def test_another_question_or_another_filter_has_a_chart_of_its_own(question, filters):
    kept = Conversation()
    asked = kept.begin(Ask("Q"))
    kept.change(asked.number, answer=_turn().answer)
    assert kept.begin(Ask(question, Filters(filters), instead=asked.number)).facets.outlets is None


def test_what_the_hits_differ_in_is_offered_to_narrow_by():
    hits = (_entry(1).hit,)
    answer = Answer(question="Q", answered=True, spread=SPREAD, hits=hits)
    offered = offers(Turn(1, "Q", Filters((("languages", "de"),)), answer=answer))
    assert [(name, [bar.name for bar in bars]) for name, _, bars in offered] == [("languages", ["English"])]


def test_a_timeline_goes_from_the_oldest_to_the_undated_and_shows_where_nothing_is():
    days = (dt.date(2026, 3, 9), dt.date(2024, 12, 1), None, dt.date(2026, 3, 2), dt.date(2025, 1, 5))
    survey = Survey(question="Q", entries=tuple(_entry(place, day) for place, day in enumerate(days, start=1)))
    assert [(stretch.name, stretch.gap, [entry.article.id for entry in stretch.entries]) for stretch in
            by_month(survey)] == [
        ("December 2024", "", ["a2"]),
        ("January 2025", "", ["a5"]),
        ("March 2026", "1 year and 1 month without an article here", ["a4", "a1"]),
        ("Undated", "", ["a3"]),
    ]  # fmt: skip


def test_sides_are_one_an_outlet_with_that_of_the_best_article_first():
    entries = (
        _entry(1, dt.date(2026, 1, 2), "Ledger"), _entry(2, None, None), _entry(3, dt.date(2025, 1, 2), "Ledger"),
    )  # fmt: skip
    sides = by_outlet(Survey(question="Q", entries=entries))
    assert [(outlet, [entry.article.id for entry in side]) for outlet, side in sides] == [
        ("Ledger", ["a3", "a1"]), (None, ["a2"]),
    ]  # fmt: skip


@pytest.mark.parametrize("view", ["timeline", "sides"])
def test_a_view_shows_each_quotation_as_text_with_what_opens_it_and_what_is_left_out(view):
    entry = _entry(1, dt.date(2026, 1, 2), "<i>Ledger</i>", "He said <script>no</script>.")
    survey = Survey(question="Q", entries=(entry,), spread=Spread(articles=7))
    hits = (entry.hit,)
    answer = Answer(question="Q", answered=True, hits=hits)
    html = parts.render_turn(Turn(5, "Q", answer=answer, view=view, survey=survey))
    assert "He said &lt;script&gt;no&lt;/script&gt;." in html and "&lt;i&gt;Ledger&lt;/i&gt;" in html
    assert "&#34;article&#34;: &#34;a1&#34;, &#34;start&#34;: 0, &#34;end&#34;: 28" in html
    assert "1 of the 7 articles that were looked at. Those that add nothing new" in html
    assert 'class="card"' not in html
    waiting = parts.render_turn(Turn(5, "Q", answer=answer, view=view, is_surveying=True))
    assert "Reading what each article adds" in waiting
    failed = parts.render_turn(Turn(5, "Q", answer=answer, view=view, survey_problem="It <failed>."))
    assert "It &lt;failed&gt;." in failed


def test_the_quick_days_end_with_the_archive_s_last_day_and_not_with_one_to_come():
    assert quick_days(dt.date(2024, 3, 1)) == (
        ("Last 7 days", "2024-02-24", ""), ("Last 30 days", "2024-02-01", ""),
        ("All of 2024", "2024-01-01", "2024-12-31"),
    )  # fmt: skip
    summary = Summary(
        generation=1, published_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), articles=1, passages=1,
        sources=(("<A>", 1),), languages=(("de", 1), (None, 1)), sections=(), first_date=None,
        last_date=dt.date(2090, 1, 1),
    )  # fmt: skip
    form = parts.render_filters(summary, dt.date(2026, 5, 4))
    assert "last day, 4 May 2026" in form
    assert '<option value="German" data-value="de">' in form and '<option value="&lt;A&gt;">' in form


QUESTION = "What did rain do to the harbour of Kelmar?"
RAIN = (
    "Rain flooded the harbour of Kelmar on Monday, and two ferries stayed at the quay.",
    "After weeks of rain the harbour of Kelmar is silted up, divers told the council.",
    "Rain has washed away the old lamps of the harbour of Kelmar, which were of iron.",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory, encoder):
    root = tmp_path_factory.mktemp("desk")
    settings = Settings(articles=str(root / "articles"), index=str(root / "index"), min_confidence=0.0)
    articles = [
        {"id": f"r{number}", "title": f"Report {number}", "text": text, "source": f"Paper {number}",
         "date": f"2026-0{number}-02"}
        for number, text in enumerate(RAIN, start=1)
    ]  # fmt: skip
    (root / "articles").mkdir()
    (root / "articles" / "rain.jsonl").write_text("\n".join(json.dumps(article) for article in articles))
    newsqa.build(settings=settings, encoder=encoder)
    with Index.open(settings=settings, encoder=encoder) as index:
        yield Desk(index, settings)


def _do(desk, kept, *actions):
    async def run():
        for action in actions:
            async for _ in desk.do(action, kept):
                pass

    in_loop(run())


def test_a_timeline_is_drawn_when_it_is_looked_at_and_kept_with_its_turn(desk):
    kept = Conversation()
    _do(desk, kept, {"do": "ask", "question": QUESTION})
    assert kept.turn(1).survey is None
    _do(desk, kept, {"do": "view", "turn": 1, "view": "timeline"})
    survey = kept.turn(1).survey
    assert survey == desk.index.survey(QUESTION) and len(survey.entries) > 1
    _do(desk, kept, {"do": "view", "turn": 1, "view": "sides"})
    assert kept.turn(1).survey is survey and not kept.turn(1).is_surveying


def test_a_link_to_a_timeline_opens_it_with_its_answer(desk):
    kept = Conversation()
    _do(desk, kept, {"do": "follow", "address": "?source=Paper+1&source=paper+3&view=timeline&q=" + QUESTION[:-1]})
    turn = kept.turn(1)
    assert {entry.article.source for entry in turn.survey.entries} <= {"Paper 1", "Paper 3"}
    assert len(turn.survey.entries) > 1


def test_a_declined_question_shows_its_nearest_passages_whatever_view_was_asked_for(desk, monkeypatch):
    monkeypatch.setattr(desk.index, "_settings", Settings(min_confidence=1.0))
    kept = Conversation()
    _do(desk, kept, {"do": "follow", "address": "?view=sides&q=" + QUESTION[:-1]})
    turn = kept.turn(1)
    assert not turn.answer.answered and turn.view == "passages" and turn.survey is None


@pytest.mark.parametrize(
    ("failure", "said"), [(QueryError("It is <odd>."), "It is <odd>."), (ZeroDivisionError(), "went wrong")]
)
def test_a_view_that_fails_says_so_and_is_drawn_when_it_is_looked_at_again(desk, monkeypatch, failure, said):
    kept = Conversation()
    _do(desk, kept, {"do": "ask", "question": QUESTION})

    def fail(*_args, **_filters):
        raise failure

    with monkeypatch.context() as patch:
        patch.setattr(Index, "survey", fail)
        _do(desk, kept, {"do": "view", "turn": 1, "view": "timeline"})
    assert said in kept.turn(1).survey_problem and kept.turn(1).answer.answered
    _do(desk, kept, {"do": "view", "turn": 1, "view": "timeline"})
    assert kept.turn(1).survey and kept.turn(1).survey_problem is None


def test_a_view_of_a_turn_that_is_gone_is_passed_over(desk):
    kept = Conversation()
    _do(desk, kept, {"do": "view", "turn": 9, "view": "timeline"})
    assert kept.is_empty
