"""How near articles are to the day of asking, or to a time that is said."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from newsqa.closeness import Asked, Days, asked_of, days_away, features
from newsqa.types import TimeRange

TODAY = dt.date(2024, 7, 17)


def days(*texts: str) -> Days:
    return Days(np.array(sorted(dt.date.fromisoformat(text).toordinal() for text in texts), dtype=np.int64))


def ago(*numbers: int | None) -> list[dt.date | None]:
    return [None if number is None else TODAY - dt.timedelta(days=number) for number in numbers]


def time(since: dt.date | None, until: dt.date | None, *, is_latest: bool = False) -> TimeRange:
    return TimeRange(phrase="then", start=0, end=4, since=since, until=until, is_latest=is_latest)


def test_closeness_halves_with_each_week_and_what_lies_ahead_is_near_to_nothing() -> None:
    near = features(Asked(TODAY, TODAY), ago(0, 7, 14, -1))
    assert near["closeness"].tolist() == [1.0, 0.5, 0.25, 0.0]
    assert not near["in_time"].any()


def test_who_asks_for_the_latest_means_the_day_of_asking_twice_as_much() -> None:
    near = features(Asked(TODAY, TODAY, time(None, None, is_latest=True)), ago(0, 7))
    assert near["closeness"].tolist() == [2.0, 1.0]


def test_a_time_that_is_said_counts_instead_of_the_day_of_asking() -> None:
    near = features(
        Asked(TODAY, TODAY, time(TODAY - dt.timedelta(20), TODAY - dt.timedelta(10))), ago(0, 7, 10, 20, 23)
    )
    assert near["in_time"].tolist() == pytest.approx([2 ** (-10 / 3), 0.5, 1.0, 1.0, 0.5])
    assert not near["closeness"].any()


def test_an_open_end_reaches_to_the_day_of_asking() -> None:
    near = features(Asked(TODAY, TODAY, time(TODAY - dt.timedelta(20), None)), ago(0, 20, -1))
    assert near["in_time"].tolist() == [1.0, 1.0, 0.0]


def test_an_undated_article_is_as_near_as_the_others_are_on_average() -> None:
    near = features(Asked(TODAY, TODAY), ago(0, 7, None))
    assert near["closeness"].tolist() == [1.0, 0.5, 0.75]


def test_an_archive_without_dates_is_as_if_nobody_had_said_when() -> None:
    assert asked_of(TODAY, time(TODAY, TODAY), days()) is None
    assert not any(column.any() for column in features(None, ago(0, None)).values())
    assert not any(column.any() for column in features(Asked(TODAY, TODAY), [None, None]).values())


def test_an_archive_that_ended_long_ago_is_asked_on_its_last_day() -> None:
    asked = asked_of(TODAY, None, days("2019-01-01", "2020-05-04"))
    assert asked == Asked(TODAY, dt.date(2020, 5, 4))


def test_an_article_with_a_date_ahead_does_not_make_the_archive_end_there() -> None:
    asked = asked_of(TODAY, None, days("2020-05-04", "2031-01-01"))
    assert asked is not None
    assert asked.day == dt.date(2020, 5, 4)


@pytest.mark.parametrize(
    ("since", "until"),
    [("2019-01-01", "2019-12-31"), (None, "2019-12-31"), ("2021-01-01", "2021-12-31"), ("2024-02-01", None)],
)
def test_a_time_that_no_article_is_of_is_left_alone(since: str | None, until: str | None) -> None:
    said = time(since and dt.date.fromisoformat(since), until and dt.date.fromisoformat(until))
    archive = days("2020-05-04", "2022-02-03", "2024-12-01")
    asked = asked_of(TODAY, said, archive)
    assert asked is not None
    assert asked.time is None


def test_a_time_that_an_article_is_of_is_kept() -> None:
    said = time(dt.date(2022, 2, 1), dt.date(2022, 2, 28))
    asked = asked_of(TODAY, said, days("2020-05-04", "2022-02-03"))
    assert asked is not None
    assert asked.time == said


def test_days_are_counted_from_what_counts_and_are_none_where_nothing_does() -> None:
    said = Asked(TODAY, TODAY, time(dt.date(2024, 3, 1), dt.date(2024, 3, 31)))
    march = [dt.date(2024, 2, 27), dt.date(2024, 3, 1), dt.date(2024, 3, 31), dt.date(2024, 4, 2)]
    assert [days_away(said, day) for day in march] == [3, 0, 0, 2]
    unsaid = Asked(TODAY, TODAY - dt.timedelta(days=3))
    assert [days_away(unsaid, day) for day in ago(3, 10)] == [0, 7]
    latest = Asked(TODAY, TODAY, time(None, None, is_latest=True))
    assert [days_away(latest, day) for day in ago(0, 2)] == [0, 2]
    open_ended = Asked(TODAY, TODAY, time(None, dt.date(2024, 7, 10)))
    assert [days_away(open_ended, day) for day in ago(100, 7, 5)] == [0, 0, 2]
    assert days_away(unsaid, None) is days_away(None, TODAY) is days_away(unsaid, TODAY + dt.timedelta(days=1)) is None
