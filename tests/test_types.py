"""The values that cross rooms: frozen, comparable, plain."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest

import newsqa
from newsqa.types import (
    Answer,
    Article,
    ArticleInfo,
    BuildReport,
    Citation,
    Evidence,
    Hit,
    Passage,
    Query,
    Rejection,
    Span,
)  # fmt: skip

DAY = dt.date(2024, 7, 5)
TEXT = "The bell rang 👩‍👩‍👧 again. Nobody had e\u0301xpected it."
ARTICLE = Article(
    id="a", title="Bell", date=DAY, source="Norrin Post", authors=("Ann Oke",), url="https://norrin.example/bell",
    path="news/a.txt", text=TEXT, headings=(Span(0, 8),),
)  # fmt: skip
PASSAGE = Passage(id="a#1", article_id="a", start=0, end=8, text=TEXT[:8], sentences=(Span(0, 8),))
HIT = Hit(rank=1, score=0.5, passage=PASSAGE, article=ARTICLE.info(), copies=(ARTICLE.info(),))
CITATION = Citation.prove(ARTICLE, 0, 8, number=1)
ANSWER = Answer(question="Q?", answered=True, text="The bell [1]", citations=(CITATION,), hits=(HIT,))
REPORT = BuildReport(
    generation=1, read=2, indexed=1, unchanged=0, copies=0, rejected=(Rejection("news/b.txt", "is empty"),)
)
VALUES = [
    ARTICLE, ARTICLE.info(), PASSAGE, HIT, CITATION, ANSWER, REPORT, Query(text="Q?", since=DAY),
    Evidence(start=0, end=8, best=Span(0, 8)),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_is_frozen_compares_hashes_and_has_no_room_for_more(value: object) -> None:
    assert value == dataclasses.replace(value)
    assert hash(value) == hash(dataclasses.replace(value))
    name = dataclasses.fields(value)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, None)
    with pytest.raises((AttributeError, TypeError)):
        object.__setattr__(value, "another", 1)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_turns_into_a_plain_dict_of_all_its_fields(value: newsqa.Answer) -> None:
    plain = value.to_dict()
    assert list(plain) == [field.name for field in dataclasses.fields(value)]
    assert json.loads(json.dumps(plain)) == plain


def test_plain_dicts_hold_dates_as_iso_8601_and_dataclasses_as_dicts() -> None:
    plain = ANSWER.to_dict()
    assert plain["citations"][0]["date"] == "2024-07-05"
    assert plain["hits"][0]["article"]["date"] == "2024-07-05"
    assert plain["hits"][0]["passage"]["sentences"] == [{"start": 0, "end": 8}]
    assert plain["confidence"] is None
    assert REPORT.to_dict()["rejected"] == [{"path": "news/b.txt", "reason": "is empty"}]


def test_an_article_prints_without_its_text_and_its_info_has_none() -> None:
    assert "Nobody" not in repr(ARTICLE)
    assert "Bell" in repr(ARTICLE)
    info = ARTICLE.info()
    assert type(info) is ArticleInfo
    assert not hasattr(info, "text")
    assert {f.name: getattr(info, f.name) for f in dataclasses.fields(info)}.items() <= {
        f.name: getattr(ARTICLE, f.name) for f in dataclasses.fields(ARTICLE)
    }.items()


def test_offsets_of_a_citation_count_code_points() -> None:
    start = TEXT.index("Nobody")
    citation = Citation.prove(ARTICLE, start, len(TEXT), number=3)
    assert citation.quote == "Nobody had e\u0301xpected it." == TEXT[citation.start : citation.end]
    assert (citation.number, citation.article_id, citation.title) == (3, "a", "Bell")
    assert (citation.source, citation.date, citation.url) == ("Norrin Post", DAY, "https://norrin.example/bell")


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (5, 5), (6, 5), (0, len(TEXT) + 1), (len(TEXT), len(TEXT))])
def test_what_is_not_in_the_text_cannot_be_cited(start: int, end: int) -> None:
    with pytest.raises(newsqa.NewsQAError, match=r"news/a\.txt: no text at"):
        Citation.prove(ARTICLE, start, end, number=1)


@pytest.mark.parametrize(
    ("filters", "is_filtered"),
    [({}, False), ({"k": 9}, False), ({"since": DAY}, True), ({"until": DAY}, True), ({"sources": ("x",)}, True),
     ({"languages": ("en",)}, True), ({"sections": ("x",)}, True), ({"authors": ("x",)}, True)],
)  # fmt: skip
def test_a_query_knows_whether_it_filters(filters: dict[str, object], is_filtered: bool) -> None:
    assert Query(text="Q?", **filters).is_filtered is is_filtered
