"""What each article adds: one sentence an article, proven, that none printed before it says."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsqa.builder import build
from newsqa.config import Settings
from newsqa.encoder import Encoder
from newsqa.errors import QueryError
from newsqa.index import Index
from newsqa.survey import says_again
from newsqa.types import Survey

QUESTION = "Who will pay for the new bell of Norrin?"
COUNCIL = "The council of Norrin will pay 40,000 crowns for the new bell, the mayor said."
ARTICLES = [
    {"id": "first", "title": "New bell", "source": "Norrin Post", "date": "2024-03-05", "language": "en",
     "section": "Harbour", "text": f"{COUNCIL} The old bell cracked in the frost."},
    # Prints the same again two days later, before a sentence of its own.
    {"id": "second", "title": "Bell for Norrin", "source": "Elm Bote", "date": "2024-03-07", "language": "en",
     "section": "Harbour", "text": "The council of Norrin will pay 40,000 crowns for the new bell, the mayor said on "
     "Friday evening. Fishermen will pay for the rope of the new bell of Norrin."},
    {"id": "only-again", "title": "Bell", "source": "Marr Star", "date": "2024-03-08", "language": "en",
     "text": "Tea was served. The council of Norrin will pay 40,000 crowns for the new bell, the mayor said."},
    {"id": "denial", "title": "No crowns for bell", "source": "Norrin Post", "date": "2024-04-02", "language": "en",
     "text": "The council of Norrin will not pay 40,000 crowns for the new bell, the mayor said."},
    {"id": "undated", "title": "A gift", "source": "Dorn Echo",
     "text": "A widow in Dorn will pay for the new bell of Norrin with her late husband's boat."},
    {"id": "cows", "title": "Cows", "source": "Dorn Echo", "date": "2024-03-06", "language": "en",
     "text": "Forty cows closed the ring road on Friday. A farmer led them home with a bucket of oats."},
]  # fmt: skip


def made(place: Path, articles: list[dict[str, str]], encoder: Encoder) -> Path:
    (place / "news").mkdir(parents=True)
    (place / "news" / "a.jsonl").write_text("".join(json.dumps(article) + "\n" for article in articles))
    build(place / "news", place / "index", settings=Settings(), encoder=encoder)
    return place / "index"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Index]:
    folder = made(tmp_path_factory.mktemp("survey"), ARTICLES, encoder)
    with Index.open(folder, settings=Settings(min_confidence=0.0), encoder=encoder) as opened:
        yield opened


@pytest.fixture(scope="module")
def survey(index: Index) -> Survey:
    return index.survey(QUESTION, today="2024-05-01")


def quotes(survey: Survey) -> dict[str, str]:
    return {entry.article.id: entry.citation.quote for entry in survey.entries}


def test_each_article_gives_what_none_printed_before_it_says(survey: Survey) -> None:
    found = quotes(survey)
    assert found["first"] == COUNCIL
    assert found["second"] == "Fishermen will pay for the rope of the new bell of Norrin."
    assert "only-again" not in found, "it says again what the first one said"
    assert found["denial"].startswith("The council of Norrin will not pay")
    assert found["undated"].startswith("A widow in Dorn")


def test_what_matches_far_less_than_the_best_is_left_out(survey: Survey) -> None:
    assert "cows" not in quotes(survey)


@pytest.mark.parametrize("question", [QUESTION, "What did the mayor say?", "cows", "xyzzy", "When did it freeze?"])
def test_every_quotation_is_proven_and_stands_in_the_hit_of_its_number(index: Index, question: str) -> None:
    survey = index.survey(question, today="2024-05-01")
    assert survey.question == question
    for number, entry in enumerate(survey.entries, start=1):
        citation, hit = entry.citation, entry.hit
        text = index.article(citation.article_id).text
        assert text[citation.start : citation.end] == citation.quote
        assert (citation.number, hit.rank) == (number, number)
        assert citation.article_id == entry.article.id == hit.article.id == hit.passage.article_id
        assert hit.passage.start <= citation.start < citation.end <= hit.passage.end
        assert citation.best in hit.passage.sentences
        assert hit.why is not None
    ids = [entry.article.id for entry in survey.entries]
    assert ids, "below no threshold something is found"
    assert len(ids) == len(set(ids))


def test_no_quotation_says_again_what_an_earlier_one_does(index: Index, survey: Survey) -> None:
    in_order = sorted(survey.entries, key=lambda each: (each.article.date is None, str(each.article.date)))
    for place, entry in enumerate(in_order):
        assert not any(says_again(entry.citation.quote, each.citation.quote) for each in in_order[:place])


def test_the_best_article_comes_first_with_the_sentence_that_the_answer_cites(index: Index) -> None:
    question = "Whose boat pays for the bell?"
    answer = index.ask(question, today="2024-05-01")
    first = index.survey(question, today="2024-05-01").entries[0]
    assert (first.citation.article_id, first.citation.quote) == ("undated", answer.citations[0].quote)


def test_what_an_answer_declines_has_no_entries_but_shows_what_is_near(index: Index, encoder: Encoder) -> None:
    with Index.open(index.folder, settings=Settings(min_confidence=1.0), encoder=encoder) as strict:
        survey = strict.survey(QUESTION)
    assert survey.entries == ()
    assert survey.spread.articles == 6


def test_a_survey_keeps_to_its_filters_its_number_and_the_time_that_is_said(index: Index) -> None:
    assert set(quotes(index.survey(QUESTION, sources="elm bote"))) == {"second"}
    assert len(index.survey(QUESTION, k=2).entries) <= 2
    assert index.survey(QUESTION, since="2030-01-01") == Survey(question=QUESTION)
    timed = index.survey("Who will pay for the bell in March 2024?", today="2024-05-01")
    assert timed.time is not None
    assert timed.time.phrase == "in March 2024"
    assert index.survey("Who will pay for the bell in March 2024?", times=False).time is None


def test_a_blank_question_and_one_of_excluded_words_are_errors(index: Index) -> None:
    for question, reason in ((" ", "is blank"), ("-bell", "only says what to leave out")):
        with pytest.raises(QueryError, match=reason):
            index.survey(question)


def test_the_spread_counts_every_article_that_was_near_once(survey: Survey) -> None:
    spread = survey.spread
    assert spread.articles == 6
    assert spread.sources == (("Dorn Echo", 2), ("Norrin Post", 2), ("Elm Bote", 1), ("Marr Star", 1))
    assert spread.months == (("2024-03", 4), ("2024-04", 1), (None, 1))
    assert spread.sections == ((None, 4), ("Harbour", 2))
    for counts in (spread.sources, spread.months, spread.languages, spread.sections):
        assert sum(count for _, count in counts) == spread.articles


def test_the_same_articles_give_the_same_survey_in_whatever_order_they_were_read(
    index: Index, survey: Survey, encoder: Encoder, tmp_path: Path
) -> None:
    plain = survey.to_dict()
    for seed in range(3):
        shuffled = random.Random(seed).sample(ARTICLES, len(ARTICLES))
        folder = made(tmp_path / str(seed), shuffled, encoder)
        with Index.open(folder, settings=Settings(min_confidence=0.0), encoder=encoder) as other:
            again = other.survey(QUESTION, today="2024-05-01").to_dict()
        for one, two in zip(plain["entries"], again["entries"], strict=True):
            assert one["citation"] == two["citation"]
            assert one["hit"]["why"] == two["hit"]["why"]
            assert one["hit"]["score"] == pytest.approx(two["hit"]["score"], abs=1e-5)
        assert plain["spread"] == again["spread"]
    assert survey == index.survey(QUESTION, today="2024-05-01"), "asked twice, it says the same"


# What says again


@pytest.mark.parametrize(
    ("quote", "earlier"),
    [
        (COUNCIL, COUNCIL),
        (COUNCIL.upper(), COUNCIL),
        ("The council of Norrin will pay 40,000 crowns for the new bell.", COUNCIL),
        ("The council of Norrin will now pay 40,000 crowns for the new bell, the mayor said.", COUNCIL),
        ("…", COUNCIL),
    ],
)
def test_nearly_the_same_words_say_it_again(quote: str, earlier: str) -> None:
    assert says_again(quote, earlier)


@pytest.mark.parametrize(
    ("quote", "earlier"),
    [
        ("The council of Norrin will pay 50,000 crowns for the new bell, the mayor said.", COUNCIL),
        ("The council of Elm will pay 40,000 crowns for the new bell, the mayor said.", COUNCIL),
        ("The council of Norrin will not pay 40,000 crowns for the new bell, the mayor said.", COUNCIL),
        (COUNCIL, "The council of Norrin will not pay 40,000 crowns for the new bell, the mayor said."),
        ("The council didn't say why the bell cracked.", "The council did say why the bell cracked."),
        ("Oke denied the claim about the bridge.", "Lund denied the claim about the bridge."),
        ("The council met at dawn over tea and cake for the new bell.", COUNCIL),
    ],
)
def test_another_number_name_or_denial_or_many_other_words_say_something_else(quote: str, earlier: str) -> None:
    assert not says_again(quote, earlier)
