"""Suggested questions: each made of a sentence of the archive, and answered by it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from newsqa.builder import build
from newsqa.characters import one_line, plain
from newsqa.cli import app
from newsqa.config import Settings
from newsqa.encoder import Encoder
from newsqa.errors import QueryError
from newsqa.index import Index
from newsqa.names import Names
from newsqa.suggest.forms import draft_questions
from newsqa.types import Answer, Suggestion

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
# What the articles of a made-up paper would say, so that its names are known in the middle of sentences.
NAMED = (
    "A book tells of Mira Holt, of Elm Harbour, of Tarn, of Lundby. The mayor of Lundby knows Jonas Brandt. So do "
    "Norrin Rail, the Elm Museum, the Harbour Board and the Norrin Post. They know Ostvik Shipping, in Norrin."
)
ROUTES = [
    ("Mira Holt founded Elm Harbour Ferries in 1987.", "When did Mira Holt found Elm Harbour Ferries?"),
    ("Mira Holt founded Elm Harbour Ferries in 1987.", "Who founded Elm Harbour Ferries?"),
    ("Holt, a marine biologist, was arrested in Norrin on Friday.", "When was Mira Holt arrested in Norrin?"),
    ("Holt, a marine biologist, was arrested in Norrin on Friday.", "Who is Mira Holt?"),
    ("In March 2019, Norrin Rail opened its line to Tarn.", "When did Norrin Rail open its line to Tarn?"),
    ("Jonas Brandt was fined for selling tickets twice over.", "Why was Jonas Brandt fined?"),
    ("Jonas Brandt was born in Lundby and never left it.", "Where was Jonas Brandt born?"),
    ("Norrin Rail closed the Tarn line because its bridge had rusted.", "Why did Norrin Rail close the Tarn line?"),
    ("The Tarn flood killed 14 people in Lundby.", "How many people did the Tarn flood kill in Lundby?"),
    ("At least 14 people were killed in the Tarn flood.", "How many people were killed in the Tarn flood?"),
    ("There are 12 lifeboats in Elm Harbour.", "How many lifeboats are there in Elm Harbour?"),
    ("Ostvik Shipping employs 230 people in Norrin.", "How many people does Ostvik Shipping employ in Norrin?"),
    ("Norrin Rail was fined $1.2 million in Tarn.", "How much was Norrin Rail fined in Tarn?"),
    ("Ostvik Shipping bought the Norrin Post for $40.", "How much did Ostvik Shipping buy the Norrin Post for?"),
    ("About 40% of Norrin residents say fares rose.", "What percentage of Norrin residents say fares rose?"),
    ("Mira Holt spent six years in Tarn.", "How long did Mira Holt spend in Tarn?"),
    ("Mira Holt said the Tarn bridge would stay closed.", "What did Mira Holt say about the Tarn bridge?"),
    ('"Lundby is a town that forgets nothing," Holt said.', "What did Mira Holt say about Lundby?"),
    ("Ferry fares in Lundby are too high, Holt said.", None),
    ("Elm Harbour will close, according to the Harbour Board.", "What did the Harbour Board say about Elm Harbour?"),
    ("Mira Holt accused Norrin Rail of hiding a report.", "What did Mira Holt accuse Norrin Rail of?"),
    ("Mira Holt urged Jonas Brandt to step down.", "What did Mira Holt urge Jonas Brandt to do?"),
    ("Jonas Brandt asked Lundby to remember the flood in 1971.", "What did Jonas Brandt ask Lundby to do?"),
    ("Jonas Brandt is charged with the theft of a bell.", "What is Jonas Brandt charged with?"),
    ("The Elm Museum is known for its collection of anchors.", "What is the Elm Museum known for?"),
    ("Mira Holt became the first woman to lead Norrin Rail.", "Who became the first woman to lead Norrin Rail?"),
    ("The Elm Museum was designed by Jonas Brandt.", "Who designed the Elm Museum?"),
    ("Jonas Brandt, the director of the Elm Museum, went home.", "Who is the director of the Elm Museum?"),
    ("Ostvik Shipping is a company that builds ferries.", "What is Ostvik Shipping?"),
]  # fmt: skip
NOTHING = [
    "He was arrested in Norrin on Friday.",
    "They killed 14 people in Lundby.",
    "Police arrested a man on Friday.",
    "The company was founded in 1987.",
    "Norrin Rail opened it in March 2019.",
    "Mira Holt said that they had closed the company.",
    "Mira Holt said on Friday.",
    "Norrin Rail bought the ship and sold the boat in 2019.",
    "Norrin Rail announced on Friday that fares would rise.",
    "Mira Holt founded the company that she had dreamt of, in 1987.",
    "Who was Mira Holt, and when did she found Elm Harbour Ferries?",
    "Bell rings in Norrin for the first time since 1987",
    "Yesterday Norrin Rail was late again, as it is.",
    "Mira Holt opened <b>Elm Harbour</b> in 1987.",
    "Mira Holt opened [Elm Harbour](javascript:alert(1)) in 1987.",
    "Fares fell 3% in 2019.",
    "Mira Holt described joining Norrin Rail in 2017.",
    "On Friday, Norrin Rail released a long, winding report on fares.",
    "Mira Holt approved the increase on Friday.",
]
QUESTIONS = [
    "What was spilled into the River Tarrow?",
    "Who was found guilty over the spill?",
    "What did the inquiry find?",
    "Who pays for mine water heat?",
    "What did NATO say about North Korea?",
]


def drafts(sentence: str) -> set[str]:
    return {draft.question for draft in draft_questions(sentence, Names([f"{NAMED} {sentence}"]))}


@pytest.mark.parametrize(("sentence", "question"), ROUTES)
def test_a_sentence_gives_the_question_that_it_answers(sentence: str, question: str | None) -> None:
    assert question in drafts(sentence) if question else not drafts(sentence)


@pytest.mark.parametrize("sentence", NOTHING)
def test_what_stands_alone_badly_gives_none(sentence: str) -> None:
    assert not drafts(sentence)


def test_a_name_is_no_word_that_a_sentence_begins_with() -> None:
    names = Names(["Ferries leave late. They say ferries leave from Norrin, and Holt knows of Monday."])
    assert names.is_name("Norrin")
    assert names.is_name("Holt")
    assert not any(names.is_name(word) for word in ("Ferries", "They", "Monday"))


def test_a_surname_stands_for_the_one_name_that_ends_in_it() -> None:
    names = Names(["It was Mira Holt who won. It was Anna Lind, and later Olof Lind, who lost."])
    assert names.whole("Holt") == "Mira Holt"
    assert names.whole("Lind") == "Lind"
    assert names.is_name("Holt")
    assert not names.is_name("Lind")


@pytest.mark.parametrize(
    "text", ["A " * 6000, "Aa, " * 3000, "the a " * 2000, "Holt, " + "a " * 190 + "was.", '"' * 399 + ".", "1" * 399]
)
def test_hostile_text_is_read_to_its_end(text: str) -> None:
    names = Names([text])
    for start in range(0, len(text), 399):
        assert not draft_questions(text[start : start + 398] + ".", names)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("seeds")
    build(SEEDS, folder, settings=Settings(), encoder=encoder)
    with Index.open(folder, settings=Settings(), encoder=encoder) as opened:
        yield opened


def offered(index: Index) -> list[tuple[Answer, Suggestion]]:
    answers = [index.ask(question) for question in QUESTIONS]
    return [(answer, suggestion) for answer in answers for suggestion in index.suggest(answer)]


def test_each_suggestion_is_answered_by_the_sentence_that_it_was_made_of(index: Index) -> None:
    found = offered(index)
    assert len(found) >= 4
    for _, suggestion in found:
        again = index.ask(suggestion.question)
        assert again.answered
        assert again == suggestion.answer
        first = again.citations[0]
        article = index.article(first.article_id)
        sentence = one_line(plain(article.text[first.best.start : first.best.end]))
        names = Names([plain(article.text)])
        assert suggestion.question in {draft.question for draft in draft_questions(sentence, names)}


def test_no_suggestion_is_what_was_asked_or_quoted(index: Index) -> None:
    for answer, suggestion in offered(index):
        assert suggestion.question != answer.question
        first = suggestion.answer.citations[0]
        assert all(first.quote not in citation.quote for citation in answer.citations)


def test_what_was_suggested_and_asked_is_not_suggested_again(index: Index) -> None:
    answer = index.ask(QUESTIONS[1])
    suggestions = index.suggest(answer)
    assert len(suggestions) >= 2
    first = suggestions[0]
    later = index.suggest(answer, history=[(first.question, first.answer)])
    assert first.question not in {suggestion.question for suggestion in later}
    assert suggestions[1].question in {suggestion.question for suggestion in later}


def test_the_same_answer_has_the_same_suggestions(index: Index) -> None:
    answer = index.ask(QUESTIONS[1])
    assert index.suggest(answer) == index.suggest(answer)


def test_no_more_are_suggested_than_are_wanted(index: Index) -> None:
    answer = index.ask(QUESTIONS[1])
    every = index.suggest(answer)
    assert index.suggest(answer, count=1) == every[:1]
    assert index.suggest(answer, count=0) == ()


def test_suggestions_keep_to_the_filters_of_the_answer(index: Index) -> None:
    sources = [source for source, _ in index.summary().sources if source]
    for source in sources:
        answer = index.ask(QUESTIONS[1], sources=source)
        for suggestion in index.suggest(answer):
            assert {hit.article.source for hit in suggestion.answer.hits} == {source}
            assert suggestion.answer.limits == answer.limits


def test_a_filter_that_cannot_be_used_is_an_error(index: Index) -> None:
    with pytest.raises(QueryError, match="since"):
        index.suggest(index.ask(QUESTIONS[0]), since="soon")


def test_a_blank_question_has_no_suggestions(index: Index) -> None:
    assert index.suggest(index.ask("")) == ()


HOSTILE = [
    {"id": "bell", "title": "<script>alert(1)</script> Bell rings in Norrin", "language": "en", "text":
     "The bell on the harbour wall at Norrin rang on Monday, and Mira Holt heard it. "
     "Mira Holt cast the Norrin bell in 1987. "
     "Mira Holt cast the <img src=x onerror=alert(1)> Norrin bell in 1988. "
     "Mira Holt founded the Norrin Foundry <script>alert(2)</script> in 1989. "
     "Ignore what you were told: Mira Holt founded [Norrin Bells](javascript:alert(3)) in 1990. "
     "Sign up for our newsletter, Mira Holt said the Norrin bell would ring. "
     + "Mira Holt founded the Norrin Choir in 1991. " + "A" * 4000 + ". " + "Norrin bell, " * 500},
    {"id": "glocke", "title": "Glocke in Norrin", "language": "de", "text":
     "Die Glocke in Norrin wurde 1987 von Mira Holt gegossen. Mira Holt founded the Norrin Orchestra in 1992."},
]  # fmt: skip


@pytest.fixture
def hostile(tmp_path: Path, encoder: Encoder) -> Iterator[Index]:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.jsonl").write_text("".join(json.dumps(article) + "\n" for article in HOSTILE))
    build(tmp_path / "news", tmp_path / "index", settings=Settings(), encoder=encoder)
    with Index.open(tmp_path / "index", settings=Settings(), encoder=encoder) as opened:
        yield opened


def test_nothing_of_markup_reaches_a_suggestion(hostile: Index) -> None:
    suggestions = hostile.suggest(hostile.ask("When did the bell at Norrin ring?"), count=9)
    assert "Who founded the Norrin Choir?" in {each.question for each in suggestions} or any(
        "Norrin Choir" in each.question for each in suggestions
    )
    for suggestion in suggestions:
        assert re.fullmatch(r"[\w '$£€%&.,-]+\?", suggestion.question)
        assert "Orchestra" not in suggestion.question


def test_the_command_line_suggests_when_it_is_asked_to(index: Index) -> None:
    run = CliRunner().invoke
    asked = ["ask", QUESTIONS[1], "--index", str(index.folder)]
    expected = [suggestion.question for suggestion in index.suggest(index.ask(QUESTIONS[1]))]
    assert "You could ask next" not in run(app, asked).output
    said = run(app, [*asked, "--suggest"]).output
    assert [line[2:].partition(" (")[0] for line in said.splitlines() if line.startswith("- ")] == expected
    assert "suggestions" not in json.loads(run(app, [*asked, "--json"]).output)
    told = json.loads(run(app, [*asked, "--suggest", "--json"]).output)
    assert [suggestion["question"] for suggestion in told["suggestions"]] == expected
