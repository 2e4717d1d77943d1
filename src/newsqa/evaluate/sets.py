"""Opens what is to be evaluated: an index, and the questions to ask of it."""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import hashlib
import os
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from newsqa.builder import build
from newsqa.characters import one_line
from newsqa.config import Settings
from newsqa.encoder import Encoder
from newsqa.errors import EvaluationError
from newsqa.evaluate.questions import (
    CORPUS,
    QRELS,
    QUERIES,
    Qrels,
    Question,
    find_articles,
    find_file,
    read_objects,
    read_qrels,
    read_questions,
    sample,
)
from newsqa.evaluate.verdicts import questions_of, without_gone
from newsqa.feedback import is_feedback
from newsqa.index import Index
from newsqa.types import ArticleInfo, Rejection

CACHE = "evaluation"
# Another value of one of these makes another index of the same articles.
BUILD_SETTINGS = ("model", "precision", "passage_words", "passage_chars")
# These say nothing about answers.
PLACES = ("articles", "index", "host", "port")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a set comes from.

    Attributes:
        folder: holds the corpus, the questions and the qrels; or a file of questions, for ``index``.
        index: an index folder to ask, instead of building one from the corpus.
        generation: the number of the one to ask in ``index``; the newest when None.
        cache: folder for the indexes that are built; default: ``evaluation`` in the index folder.
        qrels: another file of judgements, looked for in ``folder`` first.
        also_without: more articles that the archive must lack so that it cannot answer, as qrels.
        count: ask a fixed sample of so many questions.
        today: the day on which questions are asked that say none; the day it is when None.
    """

    folder: Path
    index: Path | None = None
    generation: int | None = None
    cache: Path | None = None
    qrels: Path | None = None
    also_without: Path | None = None
    count: int | None = None
    today: dt.date | None = None

    @property
    def name(self) -> str:
        """What the set is called: its folder's or file's name."""
        path = Path(os.path.abspath(self.folder))  # noqa: PTH100  # the name given, not the one behind a link
        return path.name.removesuffix(".gz").removesuffix(".jsonl") if path.is_file() else path.name


@dataclass(frozen=True, slots=True)
class OpenSet:
    """An open index with the questions for it; ``rejected`` articles of the corpus are not in it.

    ``heard`` are questions on which readers gave verdicts by which no answer is right or wrong, ``skipped`` lines about
    verdicts that could not be used.
    """

    index: Index
    questions: list[Question]
    unjudged: int
    rejected: tuple[Rejection, ...]
    heard: tuple[Question, ...] = ()
    skipped: tuple[str, ...] = ()


@contextmanager
def open_set(
    source: Source,
    settings: Settings,
    encoder: Encoder | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Iterator[OpenSet]:
    """Give the index, built first when the set has a corpus, and its questions.

    Raises:
        NewsQAError: something in the set is missing, malformed or does not fit; or the index cannot be used.
    """
    queries = _queries_file(source)
    questions, skipped = questions_of(queries) if is_feedback(queries) else (read_questions(queries), ())
    qrels, qrels_file = _read_judgements(source)
    without = read_qrels(_beside(source, source.also_without)) if source.also_without else {}
    _check_questions(qrels, questions, qrels_file)
    _check_questions(without, questions, source.also_without)
    rejected: tuple[Rejection, ...] = ()
    corpus = None
    if source.index is None:
        corpus = find_file(source.folder, CORPUS)
        if corpus is None:
            raise EvaluationError(
                f"{source.folder}: holds no {CORPUS} (or {CORPUS}.gz); or ask an index you have, with --index DIR"
            )
        settings = replace(settings, index=str(cache_folder(source, settings)))
        plain = _plain_corpus(corpus, Path(settings.index).parent)
        report = build(plain, settings=settings, encoder=encoder, progress=progress)
        rejected = report.rejected
    else:
        settings = replace(settings, index=str(source.index))
    with Index.open(settings=settings, encoder=encoder, generation=source.generation) as index:
        articles = {article.id: article for article in index.articles()}
        _check_articles(qrels, articles, corpus, qrels_file)
        _check_articles(without, articles, corpus, source.also_without)
        dated = [replace(question, date=question.date or source.today) for question in questions]
        present = [without_gone(question, articles) for question in dated]
        skipped = (*skipped, *(line for _, lines in present for line in lines))
        judged = [_with_judgements(question, qrels, without, articles, queries) for question, _ in present]
        asked = [question for question in judged if question.can_be_judged]
        heard = tuple(question for question in judged if question.verdicts and not question.can_be_judged)
        if not asked and not heard:
            raise EvaluationError(
                f"{queries}: nothing is known of any question; give them answers or articles, or a {QRELS} beside it"
            )
        unjudged = len(judged) - len(asked) - len(heard)
        yield OpenSet(index, sample(asked, source.count), unjudged, rejected, heard, skipped)


def cache_folder(source: Source, settings: Settings) -> Path:
    """Return the folder of the index that is built from a set with these settings."""
    cache = source.cache or Path(settings.index) / CACHE
    values = [str(getattr(settings, name)) for name in BUILD_SETTINGS]
    usual = [str(getattr(Settings(), name)) for name in BUILD_SETTINGS]
    suffix = "" if values == usual else f"-{hashlib.sha256(repr(values).encode()).hexdigest()[:8]}"
    return cache / source.name / f"index{suffix}"


def _queries_file(source: Source) -> Path:
    if not source.folder.exists():
        raise EvaluationError(f"{source.folder}: no such folder; name one that holds {QUERIES}")
    if source.folder.is_file():
        if source.index is None:
            raise EvaluationError(f"{source.folder}: is a file of questions; say which index to ask, with --index DIR")
        return source.folder
    found = find_file(source.folder, QUERIES)
    if found is None:
        raise EvaluationError(f"{source.folder}: holds no {QUERIES} (or {QUERIES}.gz); write one question a line")
    return found


def _beside(source: Source, path: Path) -> Path:
    """Return a file that may be named as it is called in the set's folder."""
    folder = source.folder if source.folder.is_dir() else source.folder.parent
    return folder / path if (folder / path).is_file() else path


def _read_judgements(source: Source) -> tuple[Qrels, Path | None]:
    if source.qrels is not None:
        path = _beside(source, source.qrels)
        return read_qrels(path), path
    found = find_file(source.folder, QRELS) if source.folder.is_dir() else None
    return (read_qrels(found), found) if found else ({}, None)


def _plain_corpus(corpus: Path, folder: Path) -> Path:
    """Return the corpus as a file that a build reads: itself, or unpacked into ``folder``."""
    if corpus.suffix != ".gz":
        return corpus
    plain = folder / CORPUS
    beside = plain.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with gzip.open(corpus, "rb") as packed, beside.open("wb") as unpacked:
            shutil.copyfileobj(packed, unpacked)
        beside.replace(plain)
    except (OSError, EOFError, zlib.error) as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise EvaluationError(f"{corpus}: cannot be unpacked into {folder} ({error})") from error
    return plain


def _check_questions(qrels: Qrels, questions: list[Question], path: Path | None) -> None:
    unknown = sorted(qrels.keys() - {question.id for question in questions})
    if unknown:
        raise EvaluationError(f"{path}: judges {len(unknown)} questions that are not there, as {unknown[0]!r}")


def _check_articles(qrels: Qrels, known: Mapping[str, ArticleInfo], corpus: Path | None, path: Path | None) -> None:
    """Raise an error when a judged article does not exist; one that the build rejected counts as not found."""
    unknown = {article for grades in qrels.values() for article in grades} - known.keys()
    if unknown and corpus is not None:
        unknown -= {one_line(str(values.get("id") or values.get("_id"))) for _, values in read_objects(corpus)}
    if unknown:
        where = "the corpus" if corpus is not None else "the index"
        raise EvaluationError(f"{path}: names {len(unknown)} articles that {where} lacks, as {min(unknown)!r}")


def _with_judgements(
    question: Question, qrels: Qrels, without: Qrels, articles: Mapping[str, ArticleInfo], path: Path
) -> Question:
    """Return the question with its judgements from everywhere."""
    grades = dict.fromkeys(find_articles(question, articles, path), 1) | qrels.get(question.id, {})
    question = replace(question, grades=tuple(grades.items()))
    if question.answerable is False and question.gold:
        raise EvaluationError(f"{path}: question {question.id!r} is not answerable, but the qrels name a right article")
    more = (article for article, grade in without.get(question.id, {}).items() if grade > 0)
    return replace(
        question, answerable=True if question.gold else question.answerable,
        without=tuple(dict.fromkeys((*question.gold, *more))),
    )  # fmt: skip
