"""Which limit, taken away, lets the archive answer; and who else has an article."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from newsqa.builder import build
from newsqa.config import Settings
from newsqa.encoder import Encoder
from newsqa.errors import ArticlesError, QueryError
from newsqa.index import Index

BELL = (
    "The bell on the harbour wall at Norrin rang on Monday for the first time since the winter of 1987. "
    "Eleven masons set it back into its arch, after two days of work in the rain with the help of a crane from Elm. "
    "The mayor thanked the masons and said that the bell would ring at noon on every day of the year but one."
)
COWS = "Forty cows closed the ring road of Norrin for two hours on Friday. A farmer led them home."
ARTICLES = [
    {"id": "bell", "title": "Bell rings", "text": BELL, "date": "2024-03-05", "source": "Norrin Post",
     "url": "https://norrin.example/bell", "language": "en", "section": "Harbour", "authors": ["Ann Oke"]},
    {"id": "bell-copy", "title": "Norrin's bell", "text": BELL, "date": "2024-03-06", "source": "The Elm Wire"},
    {"id": "bell-cut", "title": "Bell", "text": BELL.partition(" but one")[0] + ".", "date": "2024-03-07",
     "source": "Marr Star"},
    {"id": "bell-2", "title": "Bell rings", "text": f"{BELL} A later count found twelve masons.",
     "date": "2024-03-08", "source": "Norrin Post", "url": "https://norrin.example/bell"},
    {"id": "bell-3", "title": "Bell rings", "text": f"{BELL} A later count found thirteen masons, not twelve.",
     "date": "2024-03-09", "source": "Norrin Post", "url": "https://norrin.example/bell"},
    {"id": "cows", "title": "Cows on the ring road", "text": COWS, "date": "2024-05-01", "source": "Elm Bote",
     "language": "en", "section": "Roads", "authors": ["Per Lund"]},
]  # fmt: skip
QUESTION = "Who led the forty cows home from the ring road of Norrin?"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Index]:
    place = tmp_path_factory.mktemp("ways")
    (place / "news").mkdir()
    (place / "news" / "a.jsonl").write_text("".join(json.dumps(article) + "\n" for article in ARTICLES))
    build(place / "news", place / "index", settings=Settings(), encoder=encoder)
    with Index.open(place / "index", settings=Settings(), encoder=encoder) as opened:
        yield opened


# Ways out


@pytest.mark.parametrize(
    ("filters", "without", "value"),
    [
        ({"until": "2024-04-01"}, "dates", "until 2024-04-01"),
        ({"since": "2024-03-01", "until": "2024-04-01"}, "dates", "2024-03-01 to 2024-04-01"),
        ({"sources": ["Norrin Post", "Marr Star"]}, "sources", "Norrin Post or Marr Star"),
        ({"languages": "fr"}, "languages", "fr"),
        ({"sections": "Harbour"}, "sections", "Harbour"),
        ({"authors": "Ann Oke"}, "authors", "Ann Oke"),
    ],
)
def test_the_limit_that_keeps_an_answer_away_is_named_with_the_answer(
    index: Index, filters: dict[str, object], without: str, value: str
) -> None:
    assert not index.ask(QUESTION, **filters).answered
    (way,) = index.ways_out(QUESTION, **filters)
    assert (way.without, way.value) == (without, value)
    assert way.answer == index.ask(QUESTION)
    assert way.answer.answered


def test_where_two_limits_each_keep_it_away_neither_alone_is_a_way_out(index: Index) -> None:
    assert index.ways_out(QUESTION, sources="Norrin Post", until="2024-04-01") == ()


def test_a_limit_that_does_no_harm_is_no_way_out(index: Index) -> None:
    ways = index.ways_out(QUESTION, sources="Norrin Post", authors=["Ann Oke", "Per Lund"])
    assert [way.without for way in ways] == ["sources"]


def test_without_quotation_marks_the_question_is_asked_as_it_reads_then(index: Index) -> None:
    question = f'{QUESTION.rstrip("?")} "with a brass band" -"the crane"'
    assert not index.ask(question).answered
    (way,) = index.ways_out(question)
    assert (way.without, way.value) == ("phrases", '"with a brass band"')
    assert way.answer.question == f'{QUESTION.rstrip("?")} with a brass band -"the crane"'
    assert way.answer == index.ask(way.answer.question)


def test_a_time_in_the_question_is_asked_without_too(index: Index) -> None:
    question = f"{QUESTION.rstrip('?')} in March 2024?"
    ways = index.ways_out(question, today="2024-06-01")
    assert [(way.without, way.value) for way in ways] == [("time", "in March 2024")]
    assert ways[0].answer == index.ask(question, today="2024-06-01", times=False)
    assert index.ways_out(question, today="2024-06-01", times=False) == ()


def test_each_limit_is_asked_once_and_the_surest_answer_comes_first(index: Index) -> None:
    question = f'{QUESTION.rstrip("?")} "cows"'
    ways = index.ways_out(question, languages="en", sections="Roads", authors="Per Lund", since="2024-04-30")
    assert sorted(way.without for way in ways) == ["authors", "dates", "languages", "phrases", "sections"]
    confidences = [way.answer.confidence for way in ways]
    assert confidences == sorted(confidences, reverse=True)


def test_a_question_without_limits_or_words_has_no_way_out(index: Index) -> None:
    assert index.ways_out("What is the population of Pyongyang?") == index.ways_out(" ", sources="x") == ()
    with pytest.raises(QueryError, match="is not a date"):
        index.ways_out(QUESTION, since="soon")


# Relatives


def ids(articles: tuple[object, ...]) -> list[str]:
    return [article.id for article in articles]


def test_an_article_names_its_copies_its_story_and_its_versions_each_once(index: Index) -> None:
    found = index.relatives("bell")
    assert ids(found.copies) == ["bell-copy"]
    assert found.earlier == ()
    assert found.later is not None
    assert found.later.id == "bell-3"
    assert ids(found.also_in) == ["bell-cut", "bell-2"]
    assert found.later == index.article("bell-3").info()


def test_a_later_version_names_the_earlier_ones_the_oldest_first(index: Index) -> None:
    newest, between = index.relatives("bell-3"), index.relatives("bell-2")
    assert ids(newest.earlier) == ["bell", "bell-2"]
    assert newest.later is None
    assert ids(newest.also_in) == ["bell-copy", "bell-cut"]
    assert ids(between.earlier) == ["bell"]
    assert between.later is not None
    assert between.later.id == "bell-3"
    assert all(article.is_superseded for article in newest.earlier)


def test_a_copy_names_the_original_as_its_copy(index: Index) -> None:
    found = index.relatives("bell-copy")
    assert ids(found.copies) == ["bell"]
    assert found.later is None
    assert ids(found.also_in) == ["bell-cut", "bell-2", "bell-3"]


def test_an_article_that_stands_alone_has_no_relatives_and_one_that_is_not_there_is_an_error(index: Index) -> None:
    alone = index.relatives("cows")
    assert (alone.copies, alone.also_in, alone.earlier, alone.later) == ((), (), (), None)
    with pytest.raises(ArticlesError, match="nothing: the archive holds no article with this id"):
        index.relatives("nothing")
