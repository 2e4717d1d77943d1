"""Reads what an evaluation is made of: questions, and which articles are right for them."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsqa.characters import one_line
from newsqa.errors import EvaluationError
from newsqa.feedback import Feedback
from newsqa.metadata import parse_date
from newsqa.types import ArticleInfo, Limits

QUERIES = "queries.jsonl"
CORPUS = "corpus.jsonl"
QRELS = "qrels.tsv"
# The names by which sets of questions call these.
_TEXT = ("text", "question", "query")
_ANSWERS = ("answers", "supports")

Qrels = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with what is known of its answer.

    ``answerable`` is None where nobody knows. ``articles`` are the right ones by id or path, as written;
    ``grades`` by id, with how right they are (0: wrong). ``without`` is what the archive must lack so
    that it cannot answer. ``date`` is the day on which it is asked, None where nobody says; ``limits`` are the filters.
    ``verdicts`` are what readers said of its answers.
    """

    id: str
    text: str
    answers: tuple[str, ...] = ()
    answerable: bool | None = None
    articles: tuple[str, ...] = ()
    grades: tuple[tuple[str, int], ...] = ()
    without: tuple[str, ...] = ()
    date: dt.date | None = None
    limits: Limits = field(default_factory=Limits)
    verdicts: tuple[Feedback, ...] = ()

    @property
    def gold(self) -> tuple[str, ...]:
        """The ids of the right articles."""
        return tuple(article for article, grade in self.grades if grade > 0)

    @property
    def can_be_judged(self) -> bool:
        """Whether anything is known by which an answer to it is right or wrong."""
        return bool(self.gold or self.answers or self.answerable is False)


def find_file(folder: Path, name: str) -> Path | None:
    """Return the file of this name in the folder, plain or gzipped, or None."""
    return next((path for path in (folder / name, folder / f"{name}.gz") if path.is_file()), None)


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield each line that is not blank, with its number.

    Raises:
        EvaluationError: the file is not there, or is no UTF-8 text (gzipped, when its name says so).
    """
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, line.decode("utf-8-sig").rstrip("\r\n")
    except FileNotFoundError:
        raise EvaluationError(f"{path}: no such file; name the one that holds the questions or judgements") from None
    except (OSError, EOFError, zlib.error) as error:
        raise EvaluationError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from error
    except UnicodeDecodeError:
        raise EvaluationError(f"{path}: is not UTF-8; save it as such") from None


def read_objects(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the JSON object of each line, with its place as ``path:line``."""
    for number, line in read_lines(path):
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise EvaluationError(f"{path}:{number}: is not JSON ({error}); mend the line or take it out") from None
        if not isinstance(values, dict):
            raise EvaluationError(f"{path}:{number}: is JSON, but not an object with fields")
        yield f"{path}:{number}", values


def read_questions(path: Path) -> list[Question]:
    """Return the questions of a JSON Lines file; one without an id goes by its line's number.

    Raises:
        EvaluationError: the file cannot be read, holds none, or one of them cannot be used.
    """
    questions: dict[str, Question] = {}
    for place, values in read_objects(path):
        question = _question(values, place)
        if question.id in questions:
            raise EvaluationError(f"{place}: has the id {question.id!r}, as a question before it; give it its own")
        questions[question.id] = question
    if not questions:
        raise EvaluationError(f"{path}: holds no question; write one JSON object a line, with a text")
    return list(questions.values())


def _question(values: dict[str, Any], place: str) -> Question:
    text = _first(values, _TEXT)
    if not isinstance(text, str) or not text.strip():
        raise EvaluationError(f"{place}: has no question; put it in a field named text")
    name = _first(values, ("_id", "id"))
    name = place.rpartition(":")[2] if name is None else name
    if isinstance(name, bool) or not isinstance(name, str | int) or not one_line(str(name)):
        raise EvaluationError(f"{place}: its id must be a text or a whole number, not {name!r}")
    answerable = values.get("answerable")
    if answerable not in (None, True, False):
        raise EvaluationError(f"{place}: answerable must be true, false or null, not {answerable!r}")
    answers = _texts(_first(values, _ANSWERS), "answers", place)
    articles = _texts(values.get("articles"), "articles", place)
    if answerable is False and articles:
        raise EvaluationError(f"{place}: names right articles, but says that nothing answers it; take one of these out")
    if answerable is None and (answers or articles):
        answerable = True
    date = values.get("date")
    day = None if date is None else parse_date(date)
    if date is not None and day is None:
        raise EvaluationError(f"{place}: its date must be a day, as 2024-07-15, not {date!r}")
    return Question(
        id=one_line(str(name)), text=text, answers=() if answerable is False else answers,
        answerable=None if answerable is None else bool(answerable), articles=articles, date=day,
    )  # fmt: skip


def _first(values: dict[str, Any], names: tuple[str, ...]) -> Any:  # noqa: ANN401  # whatever the file holds
    return next((values[name] for name in names if values.get(name) is not None), None)


def _texts(value: object, name: str, place: str) -> tuple[str, ...]:
    texts = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise EvaluationError(f"{place}: {name} must be a list of texts, not {value!r}")
    return tuple(text for text in texts if text.strip())


def read_qrels(path: Path) -> Qrels:
    """Return the grades by question and article of a file in BEIR's layout, with or without its header.

    Raises:
        EvaluationError: the file cannot be read, a line is not of three columns, or two contradict.
    """
    qrels: Qrels = {}
    for number, (line, text) in enumerate(read_lines(path)):
        columns = [one_line(column) for column in text.split("\t")]
        if number == 0 and len(columns) == 3 and not _is_grade(columns[2]):
            continue
        if len(columns) != 3 or not all(columns) or not _is_grade(columns[2]):
            raise EvaluationError(
                f"{path}:{line}: must be a question's id, an article's id and a grade, with tabs between, not {text!r}"
            )
        grades = qrels.setdefault(columns[0], {})
        if grades.setdefault(columns[1], int(columns[2])) != int(columns[2]):
            raise EvaluationError(f"{path}:{line}: gives {columns[1]!r} another grade than a line before it")
    if not qrels:
        raise EvaluationError(f"{path}: holds no judgement")
    return qrels


def _is_grade(text: str) -> bool:
    return text.removeprefix("-").isdecimal() and text.isascii()


def sample(questions: Iterable[Question], count: int | None) -> list[Question]:
    """Return ``count`` of the questions, always the same ones: the least by sha256 of their ids."""
    questions = list(questions)
    if count is None or count >= len(questions):
        return questions
    chosen = sorted(questions, key=lambda question: hashlib.sha256(question.id.encode()).digest())[:count]
    ids = {question.id for question in chosen}
    return [question for question in questions if question.id in ids]


def find_articles(question: Question, articles: Mapping[str, ArticleInfo], path: Path) -> tuple[str, ...]:
    """Return the ids of the articles that a question names, by id or by path.

    Raises:
        EvaluationError: one is not in the archive, or a path is that of several.
    """
    return tuple(dict.fromkeys(_find_article(name, question, articles, path) for name in question.articles))


def _find_article(name: str, question: Question, articles: Mapping[str, ArticleInfo], path: Path) -> str:
    if one_line(name) in articles:
        return one_line(name)
    wanted = "/" + name.removeprefix("./").lstrip("/")
    found = [article.id for article in articles.values() if f"/{article.path}".endswith(wanted)]
    if len(found) == 1:
        return found[0]
    what = f"is the path of {len(found)} articles; name it by its id" if found else "is not in the archive"
    raise EvaluationError(f"{path}: question {question.id!r}: article {name!r} {what}")
