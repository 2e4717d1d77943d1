"""Figures to what a person, or another program, reads."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from newsqa.errors import EvaluationError
from newsqa.evaluate.asking import Evaluation
from newsqa.evaluate.compare import Comparison, Difference
from newsqa.evaluate.figures import AnswerFigures, Honesty
from newsqa.evaluate.judge import OUTCOMES
from newsqa.evaluate.measures import falling
from newsqa.evaluate.questions import Question
from newsqa.evaluate.verdicts import ReaderFigures
from newsqa.types import Answer

_WIDTH = 52


def table(evaluation: Evaluation) -> str:
    """Return all figures of a set as lines for a terminal."""
    e = evaluation
    lines = [f"{e.name}: {e.asked} questions asked of {e.articles} articles in {e.passages} passages"]
    if e.unjudged:
        lines.append(f"  {e.unjudged} questions left out: nothing is known of their answers")
    if e.rejected:
        lines.append(f"  {e.rejected} articles of the corpus could not be read and cannot be found")
    if e.retrieval:
        lines += ["", f"retrieval, per article, {e.judged} questions"]
        lines += [_line(name, f"{value:.4f}") for name, value in e.retrieval.items()]
    if e.answers is not None:
        lines += ["", *_answers(e.answers)]
    if e.honesty is not None:
        lines += ["", *_honesty(e.honesty)]
    if e.readers is not None:
        lines += ["", *_readers(e.readers)]
    if e.proven is not None:
        lines += ["", _line(f"citations proven, of {e.citations}", f"{e.proven:.2%}")]
    lines += ["", _line("milliseconds a question", f"p50 {e.speed.total[0]:.1f}  p95 {e.speed.total[1]:.1f}")]
    lines += [_line(f"  {stage}", f"p50 {p50:.1f}  p95 {p95:.1f}") for stage, (p50, p95) in e.speed.stages.items()]
    return "\n".join(lines)


def _answers(found: AnswerFigures) -> Iterator[str]:
    by_article = found.questions - found.by_sentence
    yield f"answers, {found.questions} questions: {found.by_sentence} by the sentence, {by_article} by the article"
    yield _line("first citation right", _percent(found.first_right))
    yield _line("any citation right", _percent(found.any_right))
    if found.right_articles:
        yield "first cited sentence right, alone"
        yield _line(f"  of {found.right_articles}, right article first", _percent(found.first_right_in_right_article))
        yield _line(f"  of {found.right_passages}, right passage first", _percent(found.first_right_in_right_passage))
    yield "what a reader feels"
    for outcome, meaning in OUTCOMES.items():
        if outcome == "right" or found.outcomes[outcome]:
            yield _line(f"  {outcome}", f"{_percent(found.outcomes[outcome])}  {meaning}")


def _honesty(found: Honesty) -> Iterator[str]:
    yield "honesty, by confidence"
    if found.pairs:
        yield f"  {found.pairs} questions, each asked of the archive with and without its articles"
        yield _line("AUROC, with or without", _number(found.auroc_archive))
        right = f"{found.labels_whole} right with, {found.labels_lacking} without"
        yield _line("AUROC, right or not", f"{_number(found.auroc_label)}  {right}")
        yield _line("answered, with its articles", _percent(found.answered_whole))
        yield _line("answered, without them", _percent(found.answered_lacking))
        yield _line("wrong, of those answered", _percent(found.risk_when_answered))
        curve = " ".join(f"{risk:.2f}" for risk in found.risk_curve)
        yield _line("wrong at a coverage of 10, 20, ... 100 %", curve)
        yield _line("area under that curve", _number(found.risk_area))
    if found.brier is not None and found.brier_of_base_rate is not None:
        gain = f"gain {found.brier_gain_low:.4f} to {found.brier_gain_high:.4f}"
        yield _line("Brier score", f"{found.brier:.4f}  base rate's {found.brier_of_base_rate:.4f}, {gain}")
    if found.unanswerable:
        yield _line(f"answered, of {found.unanswerable} unanswerable", _percent(found.answered_unanswerable))
        yield _line("AUROC, answerable or not", _number(found.auroc_unanswerable))


def _readers(found: ReaderFigures) -> Iterator[str]:
    yield f"readers' verdicts, {found.verdicts} on {found.questions} questions"
    for name, (satisfied, of) in (
        ("called right, and cited", found.right_cited),
        ("questions with such, where one comes first", found.right_first),
        ("called right as a whole, and answered", found.answered),
        ("rightly declined, and still declined", found.declined),
        ("questions where what was called wrong comes first", found.wrong_first),
    ):  # fmt: skip
        if of:
            yield _line(name, f"{satisfied} of {of}")
    if found.misses:
        answered = sum(miss.answered for miss in found.misses)
        yield _line("called wrong, and answered now", f"{answered} of {len(found.misses)}")
    for miss in found.misses:
        times = f", said {miss.times} times" if miss.times > 1 else ""
        why = f": {'; '.join(miss.why)}" if miss.why else ""
        yield f"  readers miss: {miss.question} ({'answered' if miss.answered else 'declined'} now{times}){why}"
    for line in found.skipped:
        yield f"  left out: {line}"


def comparison_table(comparison: Comparison) -> str:
    """Return the differences of a set as lines for a terminal."""
    lines = [f"{comparison.name}: A = {comparison.a}, B = {comparison.b}"]
    lines.append(f"{'':<30}{'A':>10}{'B':>10}{'B - A':>10}{'95 % interval':>22}{'p':>9}  questions")
    lines += [_difference(each) for each in comparison.differences]
    return "\n".join(lines)


def _difference(each: Difference) -> str:
    found = each.paired
    interval = "" if found.low is None else f"{found.low:+.4f} to {found.high:+.4f}"
    p = "" if found.p is None else f"{found.p:.4f}"
    verdict = {None: "", True: "  better", False: "  worse"}[each.is_better]
    return (
        f"{each.measure:<30}{found.a:>10.4f}{found.b:>10.4f}{found.difference:>+10.4f}{interval:>22}{p:>9}"
        f"  {found.questions}{verdict}"
    )


def run_lines(evaluation: Evaluation, tag: str = "newsqa") -> Iterator[str]:
    """Yield the rankings as a TREC run, with scores that keep their order; white space in an id as %20."""
    for query, ranking in evaluation.rankings.items():
        for rank, (article, score) in enumerate(falling(ranking), start=1):
            yield f"{_one_word(query)} Q0 {_one_word(article)} {rank} {score:.0f} {tag}\n"


def write_run(evaluation: Evaluation, path: Path) -> None:
    """Write the rankings as a TREC run."""
    write_text(path, "".join(run_lines(evaluation)))


def write_text(path: Path, text: str) -> None:
    """Write a file.

    Raises:
        EvaluationError: it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path}: cannot be written ({error.strerror}); name a file in a folder") from error


@contextmanager
def writing_answers(path: Path | None) -> Iterator[Callable[[str, Question, tuple[str, ...], Answer], None] | None]:
    """Give what writes each answer as a JSON line, with its set, its question's id and what the archive lacked."""
    if path is None:
        yield None
        return
    try:
        lines = path.open("w", encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path}: cannot be written ({error.strerror}); name a file in a folder") from error

    def write(name: str, question: Question, without: Sequence[str], answer: Answer) -> None:
        plain = {"set": name, "id": question.id, "without": list(without), **answer.to_dict()}
        lines.write(json.dumps(plain, ensure_ascii=False) + "\n")

    with lines:
        yield write


def _one_word(text: str) -> str:
    return re.sub(r"\s", lambda space: quote(space[0]), text)


def _line(name: str, value: str) -> str:
    return f"  {name:<{_WIDTH}}{value}"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
