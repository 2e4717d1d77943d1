"""The instrument: every figure against one worked out by hand, and the command from end to end."""

from __future__ import annotations

import datetime as dt
import gzip
import importlib.util
import json
import math
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import ir_measures
import numpy as np
import pytest
from click.testing import Result
from typer.testing import CliRunner

from newsqa.articles.text import join_blocks, plain_blocks
from newsqa.builder import build
from newsqa.cli import app
from newsqa.config import Settings
from newsqa.encoder import Encoder
from newsqa.errors import EvaluationError, NewsQAError, SettingError
from newsqa.evaluate import Evaluation, Source, compare, evaluate, read_results, to_json
from newsqa.evaluate.asking import decide, query_of
from newsqa.evaluate.command import Outputs, compare_sides, evaluate_sets
from newsqa.evaluate.compare import with_settings
from newsqa.evaluate.figures import Asked, Row, answer_figures, honesty, speed
from newsqa.evaluate.judge import OUTCOMES, Judge, holds_answer, normalise, right_by
from newsqa.evaluate.measures import (
    MEASURES,
    auroc,
    falling,
    ranks,
    retrieval,
    risk_curve,
    risks,
    weighted_auroc,
)
from newsqa.evaluate.paired import Rows, compare_aurocs, compare_means
from newsqa.evaluate.questions import Question, read_qrels, read_questions, sample
from newsqa.evaluate.report import comparison_table, run_lines, table, write_run, writing_answers
from newsqa.evaluate.sets import open_set
from newsqa.types import Answer, Article, Citation, Hit, Passage, Span

CORPUS = [
    {
        "_id": "bridge",
        "title": "Bridge over the Lune opens",
        "text": "The new footbridge over the river Lune opened on Friday. Mayor Hilda Brook cut the ribbon. "
        "It cost £2.1 million and took three years to build.",
    },
    {
        "_id": "bakery",
        "title": "Bakery wins a prize",
        "text": "A bakery in Dunmere won the county bread prize. Its owner, Omar Finch, bakes with rye.",
    },
    {
        "_id": "library",
        "title": "Library keeps its hours",
        "text": "The library in Dunmere will stay open on Sundays. Councillors voted nine to four for it.",
    },
    {
        "_id": "ferry",
        "title": "Ferry is late",
        "text": "The ferry to Skerry island ran two hours late after its engine failed off Cape Wren.",
    },
    {
        "_id": "ferry again",
        "title": "Ferry is late",
        "text": "The ferry to Skerry island ran two hours late after its engine failed off Cape Wren.",
    },
    {"_id": "blank", "title": "Nothing", "text": ""},
]
QUERIES = [
    {
        "_id": "q1",
        "text": "Which mayor cut the ribbon of the footbridge?",
        "answers": ["Hilda Brook"],
        "answerable": True,
    },
    {"_id": "q2", "text": "Who owns the bakery in Dunmere?", "answers": ["Omar Finch"]},
    {"_id": "q3", "text": "Did councillors keep the library open on Sundays?", "answers": ["Yes"], "answerable": True},
    {"_id": "q4", "text": "Why was the ferry to Skerry late?"},
    {"_id": "q5", "text": "Who won the chess championship?", "answers": [], "answerable": False},
    {"_id": "q6", "text": "What will the weather be?", "answerable": None},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\tbridge\t1\nq2\tbakery\t2\nq2\tlibrary\t0\nq3\tlibrary\t1\nq4\tferry\t1\n"

SCRIPT = Path(__file__).resolve().parent.parent / "benchmarks" / "check_citations.py"
# Texts that a reader of files does something to.
AWKWARD = [
    "  The new footbridge over the river Lune\r\nopened on Friday, in spite of the rain that\r\n"
    "fell. Mayor Hilda Brook cut the ribbon.\r\n\r\n\r\n It cost\u00a0a lot.\x07 \r\n",
    "One line.\nAnother line, which is a paragraph.\n \t \nA third \u2028 and\x0b a fourth.",
    "A line of this poem ends in a full stop, always.\nSo does the next one of them, as it must be.\nShort.",
    f"{'long ' * 30}\n{'long ' * 30}\nends",
    "\ufeffNothing else\x85\x00 \ud800 to see. \n\n\n",
]


def write_lines(path: Path, rows: list[dict]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def write_set(
    folder: Path, corpus: list[dict] = CORPUS, queries: list[dict] = QUERIES, qrels: str | None = QRELS
) -> Path:
    folder.mkdir()
    (folder / "corpus.jsonl.gz").write_bytes(
        gzip.compress("".join(json.dumps(row) + "\n" for row in corpus).encode("utf-8"))
    )
    write_lines(folder / "queries.jsonl", queries)
    if qrels is not None:
        (folder / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_set(tmp_path / "tiny")


@pytest.fixture
def evaluation(folder: Path, tmp_path: Path, encoder: Encoder) -> Evaluation:
    return evaluate(Source(folder=folder, cache=tmp_path / "cache"), settings=Settings(k=2), encoder=encoder)


def newsqa(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


# What counts as an answer


def test_answers_are_compared_as_squad_does() -> None:
    assert normalise("The  Harbour-Master's (new) OFFICE, an hour later.") == "harbourmasters new office hour later"


def test_typographic_quotation_marks_do_not_hide_an_answer() -> None:
    assert holds_answer("They watched “Night Ferry” twice.", ["'Night Ferry'"])


def test_an_answer_is_found_as_whole_words_only() -> None:
    assert holds_answer("It rained for 12 days.", ["12 days"])
    assert not holds_answer("It rained for 112 days.", ["12 days"])
    assert not holds_answer("The artist left.", ["art"])


def test_an_answer_that_is_nothing_but_an_article_is_never_found() -> None:
    assert not holds_answer("The end", ["the"])
    assert right_by(Question(id="q", text="?", answers=("The",))) is None


@pytest.mark.parametrize(
    ("answers", "grades", "rule", "by"),
    [
        (("Hilda Brook",), (("a", 1),), "auto", "sentence"),
        (("Hilda Brook",), (), "auto", "sentence"),
        (("Yes.",), (("a", 1),), "auto", "article"),
        (("no", "Omar Finch"), (("a", 1),), "auto", "sentence"),
        (("no",), (), "auto", "sentence"),
        ((), (("a", 1),), "auto", "article"),
        ((), (("a", 0),), "auto", None),
        (("Hilda Brook",), (("a", 1),), "article", "article"),
        (("Yes.",), (("a", 1),), "sentence", "sentence"),
        ((), (("a", 1),), "sentence", "article"),
    ],
)
def test_a_citation_is_right_by_its_sentence_or_its_article(
    answers: tuple[str, ...], grades: tuple[tuple[str, int], ...], rule: str, by: str | None
) -> None:
    assert right_by(Question(id="q", text="?", answers=answers, grades=grades), rule) == by


# Retrieval


def test_retrieval_figures_are_those_worked_out_by_hand() -> None:
    qrels = {"q1": {"a": 1, "b": 1}, "q2": {"c": 2, "d": 1}, "q3": {"e": 0}, "q4": {"f": 1}}
    run = {"q1": ["x", "a", "y", "z", "w", "b"], "q2": ["d", "c"]}
    found = retrieval(qrels, run)
    assert set(found) == {"q1", "q2", "q4"}
    ideal = 1 + 1 / math.log2(3)
    assert found["q1"] == pytest.approx(
        {
            "nDCG@10": (1 / math.log2(3) + 1 / math.log2(7)) / ideal,
            "R@5": 0.5, "R@10": 1.0, "R@100": 1.0, "RR@10": 0.5, "Success@1": 0.0, "Success@5": 1.0,
        }
    )  # fmt: skip
    assert found["q2"]["nDCG@10"] == pytest.approx((1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3)))
    assert set(found["q4"].values()) == {0.0}


def test_scores_fall_strictly_so_that_no_order_is_changed() -> None:
    assert falling(["b", "a", "c"]) == [("b", 3.0), ("a", 2.0), ("c", 1.0)]


# Honesty


def test_auroc_is_the_one_worked_out_by_hand_a_tie_counting_half() -> None:
    assert auroc([0.9, 0.8, 0.8, 0.1], [True, True, False, False]) == 3.5 / 4
    assert auroc([0.9, 0.8], [True, True]) is None
    assert auroc([], []) is None


def test_auroc_agrees_with_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(7)
    for _ in range(20):
        scores, labels = rng.integers(0, 9, 60) / 3, rng.integers(0, 2, 60).astype(bool)
        weights = rng.integers(0, 4, 60).astype(float)
        assert auroc(scores, labels) == pytest.approx(metrics.roc_auc_score(labels, scores), abs=1e-12)
        found = weighted_auroc(ranks(scores), labels, weights)
        assert found == pytest.approx(metrics.roc_auc_score(labels, scores, sample_weight=weights), abs=1e-12)


def test_risk_at_coverage_is_the_one_worked_out_by_hand_whatever_the_order_of_ties() -> None:
    expected = [0.0, 1 / 4, 1 / 3, 2 / 4]
    assert risks([0.9, 0.5, 0.5, 0.1], [True, True, False, False]) == pytest.approx(expected)
    assert risks([0.5, 0.9, 0.1, 0.5], [False, True, False, True]) == pytest.approx(expected)
    assert risk_curve(np.arange(1, 21) / 20) == pytest.approx(tuple(np.arange(1, 11) / 10))
    assert risk_curve(np.array([0.0, 0.5, 1.0]))[0] == 0.0


def asked(confidence: float | None, label: bool, *, answered: bool = True) -> Asked:
    return Asked(
        answered=answered, confidence=confidence, label=label, cited=("a",) if answered else (), proven=int(answered)
    )


def row(name: str, whole: Asked, lacking: Asked | None = None, **changes: object) -> Row:
    plain = Row(
        id=name, answerable=True, right_by="sentence", gold=("a",), ranks=(1,), retrieval=None, first_right=whole.label,
        first_sentence_right=whole.label, any_right=whole.label,
        outcome="right" if whole.label else "wrong sentence", right_article_first=True, right_passage_first=True,
        whole=whole, lacking=lacking, total_seconds=0.02, seconds={"search": 0.01},
    )  # fmt: skip
    return replace(plain, **changes)


def test_honesty_is_the_one_worked_out_by_hand() -> None:
    rows = [
        row("1", asked(0.9, True), asked(0.4, False, answered=False)),
        row("2", asked(0.6, False), asked(0.7, True)),
        row("3", asked(0.3, False, answered=False), answerable=False, outcome=None, gold=()),
        row("4", asked(0.5, True), answerable=None),
    ]
    found = honesty(rows)
    assert found is not None
    assert (found.pairs, found.labels_whole, found.labels_lacking) == (2, 1, 1)
    # With {.9, .6} against without {.4, .7}: three of four pairs.
    assert found.auroc_archive == 3 / 4
    # Right {.9, .7} against wrong {.4, .6}: all four.
    assert found.auroc_label == 1.0
    assert (found.answered_whole, found.answered_lacking) == (1.0, 0.5)
    assert found.risk_when_answered == pytest.approx(1 / 3)
    assert found.risk_area == pytest.approx((0 + 0 + 1 / 3 + 1 / 2) / 4)
    assert found.brier == pytest.approx((0.1**2 + 0.4**2 + 0.6**2 + 0.3**2) / 4)
    assert found.brier_of_base_rate == pytest.approx(0.25)
    assert (found.unanswerable, found.answered_unanswerable, found.auroc_unanswerable) == (1, 0.0, 1.0)


def test_where_nothing_was_found_confidence_is_none_and_counts_as_zero() -> None:
    found = honesty([row("1", asked(0.8, True), asked(None, False, answered=False))])
    assert found is not None
    assert (found.auroc_archive, found.brier) == (1.0, pytest.approx(0.2**2 / 2))


def test_nothing_is_said_of_honesty_where_nothing_is_known() -> None:
    assert honesty([row("1", asked(0.5, True), answerable=None)]) is None


def test_speed_is_in_milliseconds_by_stage() -> None:
    found = speed([row(str(n), asked(0.5, True), total_seconds=n / 1000, seconds={"s": n / 2000}) for n in range(101)])
    assert found.total == pytest.approx((50.0, 95.0))
    assert found.stages == {"s": pytest.approx((25.0, 47.5))}


# What a reader feels

TEXT = "Rain fell. Hilda Brook cut the ribbon. It was cold. The bridge cost much. A band played."


def piece(article: str, quote: str, text: str = TEXT) -> tuple[Hit, Citation]:
    """Return a hit of the two sentences that begin with ``quote``, and the citation of the first."""
    whole = Article(id=article, title=article, text=text)
    start = text.index(quote)
    end = text.find(".", start + len(quote)) + 1
    passage = Passage(
        id=f"{article}#{start}", article_id=article, start=start, end=end or len(text), text=text[start : end or None]
    )
    citation = Citation.prove(whole, start, start + len(quote), number=1)
    return Hit(rank=1, score=1.0, passage=passage, article=whole.info()), citation


def made(*pieces: tuple[Hit, Citation], answered: bool = True) -> Answer:
    pieces = tuple(
        (replace(hit, rank=rank), replace(citation, number=rank))
        for rank, (hit, citation) in enumerate(pieces, start=1)
    )
    return Answer(
        question="?", answered=answered, hits=tuple(hit for hit, _ in pieces),
        citations=tuple(citation for _, citation in pieces),
    )  # fmt: skip


RIBBON = "Hilda Brook cut the ribbon."


@pytest.mark.parametrize(
    ("answer", "ranking", "outcome"),
    [
        (made(piece("gold", RIBBON)), ("gold",), "right"),
        (made(piece("gold", RIBBON), answered=False), ("gold",), "declined"),
        (made(), ("gold",), "declined"),
        (made(piece("other", RIBBON), piece("gold", RIBBON)), ("other", "gold"), "answer elsewhere"),
        (made(piece("other", "It was cold.")), ("1", "2", "3", "4", "gold"), "right article lower"),
        (made(piece("other", "It was cold.")), ("1", "2", "3", "4", "5", "gold"), "right article too low"),
        (made(piece("gold", "Rain fell."), piece("gold", RIBBON)), ("gold",), "wrong sentence"),
        (made(piece("gold", "It was cold."), piece("gold", RIBBON)), ("gold",), "wrong passage"),
        (made(piece("gold", "It was cold.", "It was cold. A band played.")), ("gold",), "other words"),
    ],
)
def test_an_answer_is_right_or_wrong_for_one_cause(answer: Answer, ranking: tuple[str, ...], outcome: str) -> None:
    question = Question(id="q", text="?", answers=("Hilda Brook",), grades=(("gold", 1),))
    texts = {citation.article_id: TEXT for citation in answer.citations}
    if outcome == "other words":
        texts["gold"] = "It was cold. A band played."
    assert Judge(question, "sentence", ranking, texts.__getitem__).outcome(answer) == outcome


def test_what_is_quoted_to_read_a_sentence_with_is_no_credit_to_the_evidence() -> None:
    whole = Article(id="gold", title="gold", text=TEXT)
    start, best = TEXT.index(RIBBON), Span(TEXT.index("It was"), TEXT.index("It was") + len("It was cold."))
    hit, _ = piece("gold", "It was cold.")
    answer = made((hit, Citation.prove(whole, start, best.end, number=1, best=best)))
    question = Question(id="q", text="?", answers=("Hilda Brook",), grades=(("gold", 1),))
    judge = Judge(question, "sentence", ("gold",), lambda article: TEXT)
    assert judge.first_is_right(answer)
    assert not judge.first_sentence_is_right(answer)
    assert judge.first_sentence_is_right(made(piece("gold", RIBBON)))
    assert not judge.first_sentence_is_right(made())
    by_article = replace(judge, by="article")
    assert by_article.first_sentence_is_right(answer)


def test_without_judged_articles_the_sentences_alone_are_judged() -> None:
    judge = Judge(Question(id="q", text="?", answers=("Hilda Brook",)), "sentence", (), lambda article: TEXT)
    assert judge.outcome(made(piece("a", RIBBON))) == "right"
    assert judge.outcome(made(piece("a", "Rain fell."), piece("b", RIBBON))) == "no right sentence"


def test_the_outcomes_add_up_to_everything() -> None:
    rows = [row(str(n), asked(0.5, False), outcome=outcome) for n, outcome in enumerate(OUTCOMES)]
    found = answer_figures([*rows, row("x", asked(0.5, True)), row("y", asked(0.5, False), outcome=None)])
    assert found is not None
    assert found.questions == len(OUTCOMES) + 1
    assert sum(found.outcomes.values()) == pytest.approx(1, abs=1e-12)
    assert found.outcomes["right"] == pytest.approx(2 / found.questions)
    assert found.first_right == pytest.approx(1 / found.questions)


def test_the_evidence_is_judged_where_the_right_article_and_where_the_right_passage_is_first() -> None:
    right, wrong = asked(0.5, True), asked(0.5, False)
    found = answer_figures(
        [
            row("1", right), row("2", wrong), row("3", wrong, right_passage_first=False),
            row("4", wrong, right_article_first=False, right_passage_first=False), row("5", right, right_by="article"),
            row("6", right, first_sentence_right=False),
        ]
    )  # fmt: skip
    assert found is not None
    assert (found.questions, found.by_sentence, found.first_right) == (6, 5, pytest.approx(3 / 6))
    assert (found.right_articles, found.first_right_in_right_article) == (4, pytest.approx(1 / 4))
    assert (found.right_passages, found.first_right_in_right_passage) == (3, pytest.approx(1 / 3))


def test_an_answer_is_declined_by_the_confidence_a_reader_has_set_and_keeps_its_citations() -> None:
    sure, unsure = (replace(made(piece("gold", RIBBON)), confidence=confidence) for confidence in (0.5, 0.49))
    assert decide(sure, 0.5) == sure
    declined = decide(unsure, 0.5)
    assert (declined.answered, declined.citations) == (False, unsure.citations)
    assert declined.reason
    assert decide(replace(sure, confidence=None), 0.5).answered


@pytest.mark.parametrize("min_confidence", [0.0, 1.0])
def test_declined_answers_are_judged_by_what_they_would_have_cited(
    folder: Path, tmp_path: Path, encoder: Encoder, min_confidence: float
) -> None:
    source = Source(folder=folder, cache=tmp_path / "cache")
    found = evaluate(source, settings=Settings(min_confidence=min_confidence), encoder=encoder)
    rows = {each.id: each for each in found.rows}
    assert all(each.whole.answered == (min_confidence == 0) for each in found.rows)
    assert rows["q1"].whole.label
    assert rows["q1"].whole.cited[0] == "bridge"
    assert rows["q1"].outcome == ("right" if min_confidence == 0 else "declined")
    assert found.settings["min_confidence"] == min_confidence
    assert found.proven == 1.0
    assert found.citations >= len(found.rows)


# From end to end


def test_a_set_is_built_asked_and_measured(evaluation: Evaluation) -> None:
    assert (evaluation.articles, evaluation.rejected) == (5, 1)
    assert (evaluation.asked, evaluation.unjudged, evaluation.judged) == (5, 1, 4)
    assert evaluation.retrieval["Success@1"] == 1.0
    assert evaluation.proven == 1.0
    assert evaluation.answers is not None
    assert sum(evaluation.answers.outcomes.values()) == pytest.approx(1)
    assert {r.id: r.right_by for r in evaluation.rows} == {
        "q1": "sentence", "q2": "sentence", "q3": "article", "q4": "article", "q5": None,
    }  # fmt: skip
    assert {r.id: r.answerable for r in evaluation.rows}["q4"] is True
    text = table(evaluation)
    assert "nDCG@10" in text
    assert "1 questions left out" in text
    assert "honesty, by confidence" in text
    assert "Brier score" in text


def test_only_the_archive_differs_between_the_two_askings(folder: Path, tmp_path: Path, encoder: Encoder) -> None:
    (folder / "more.tsv").write_text("q2\tlibrary\t1\n", encoding="utf-8")
    answers = tmp_path / "answers.jsonl"
    source = Source(folder=folder, cache=tmp_path / "cache", also_without=Path("more.tsv"))
    with writing_answers(answers) as on_answer:
        found = evaluate(source, settings=Settings(k=2), encoder=encoder, on_answer=on_answer)
    rows = {each.id: each for each in found.rows}
    for each in rows.values():
        assert (each.lacking is not None) == bool(each.gold)
    assert rows["q2"].lacking is not None
    assert "bakery" in rows["q2"].whole.cited
    assert not {"bakery", "library"} & set(rows["q2"].lacking.cited)
    # An exact copy of a right article answers as well: it is lacking too.
    assert rows["q4"].lacking is not None
    assert not {"ferry", "ferry again"} & set(rows["q4"].lacking.cited)
    assert (rows["q1"].whole.label, rows["q1"].lacking and rows["q1"].lacking.label) == (True, False)
    assert found.honesty is not None
    assert (found.honesty.pairs, found.honesty.unanswerable) == (4, 1)

    texts = {each["_id"]: each["text"] for each in CORPUS}
    written = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    assert [(each["id"], tuple(each["without"])) for each in written[:4]] == [
        ("q1", ()), ("q1", ("bridge",)), ("q2", ()), ("q2", ("bakery", "library")),
    ]  # fmt: skip
    quotes = [
        (texts[c["article_id"]][c["start"] : c["end"]], c["quote"]) for each in written for c in each["citations"]
    ]
    assert quotes
    assert all(shown == quote for shown, quote in quotes)


def check_citations(*paths: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-I", "-S", SCRIPT, *paths], capture_output=True, text=True, check=False)


def test_citations_are_checked_without_newsqa_and_one_that_is_moved_is_found(tmp_path: Path, encoder: Encoder) -> None:
    corpus = [{**CORPUS[0], "text": AWKWARD[0]}, *CORPUS[1:]]
    folder, answers = write_set(tmp_path / "tiny", corpus), tmp_path / "answers.jsonl"
    with writing_answers(answers) as on_answer:
        evaluate(Source(folder=folder, cache=tmp_path / "cache"), encoder=encoder, on_answer=on_answer)
    written = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    count = sum(len(answer["citations"]) for answer in written)
    assert any("Hilda Brook" in citation["quote"] for answer in written for citation in answer["citations"])
    checked = check_citations(answers, folder / "corpus.jsonl.gz")
    assert checked.returncode == 0, checked.stderr
    assert f"{count} equal their" in checked.stdout
    assert f"{count} stand in" in checked.stdout

    written[0]["citations"][0]["start"] += 1
    written[1]["citations"][0]["quote"] = "Nobody wrote this."
    write_lines(answers, written)
    checked = check_citations(answers, folder / "corpus.jsonl.gz")
    assert checked.returncode == 1
    assert f"{count - 2} equal their" in checked.stdout
    assert f"{count - 1} stand in" in checked.stdout
    assert "Nobody wrote this." in checked.stderr


def checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_citations", SCRIPT)
    assert spec
    assert spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def test_the_checker_knows_that_whole_lines_may_be_left_out_before_and_within_a_quote() -> None:
    file = "Read more: Cows\nThe bell rang.\nAdvertisement\nIt rang twice."
    text = join_blocks(plain_blocks(file))[0]
    assert text == "The bell rang.\nIt rang twice."
    stands_at = checker().stands_at
    for quote in ("bell rang.", "It rang", text):
        assert stands_at(file, quote, text.index(quote))
        assert not stands_at(file, quote, text.index(quote) + 2)
        assert not stands_at(file, quote, text.index(quote) + 3)


@pytest.mark.parametrize("text", AWKWARD)
def test_the_checker_makes_of_a_text_what_newsqa_does(text: str) -> None:
    assert checker().article_text(text) == join_blocks(plain_blocks(text))[0]


def test_a_rejected_article_that_is_judged_right_counts_as_not_found(tmp_path: Path, encoder: Encoder) -> None:
    folder = write_set(tmp_path / "tiny", qrels="q1\tblank\t1\nq2\tbakery\t1\n")
    found = evaluate(Source(folder=folder, cache=tmp_path / "cache"), encoder=encoder)
    assert found.retrieval["R@100"] == 0.5


def test_an_exact_copy_stands_right_after_the_article_it_copies(evaluation: Evaluation) -> None:
    assert evaluation.rankings["q4"][:2] == ("ferry", "ferry again")


def test_the_written_run_gives_the_same_figures_to_ir_measures(evaluation: Evaluation, tmp_path: Path) -> None:
    path = tmp_path / "run.trec"
    write_run(evaluation, path)
    qrels = [
        ir_measures.Qrel(query, article, grade)
        for query, grades in read_qrels(tmp_path / "tiny" / "qrels.tsv").items()
        for article, grade in grades.items()
    ]
    found = ir_measures.calc_aggregate(MEASURES, qrels, ir_measures.read_trec_run(str(path)))
    assert {str(measure): value for measure, value in found.items()} == pytest.approx(evaluation.retrieval, abs=1e-9)
    assert "ferry%20again" in "".join(run_lines(evaluation))


def test_a_second_run_embeds_nothing(folder: Path, tmp_path: Path, encoder: Encoder, evaluation: Evaluation) -> None:
    steps: list[str] = []
    source = Source(folder=folder, cache=tmp_path / "cache")
    again = evaluate(
        source, settings=Settings(k=2), encoder=encoder, progress=lambda step, done, total: steps.append(step)
    )
    assert "asking" in steps
    assert "embedding" not in steps
    assert again.retrieval == evaluation.retrieval


def test_results_are_read_back_as_they_were_written(evaluation: Evaluation, tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    path.write_text(to_json([evaluation]), encoding="utf-8")
    assert read_results(path) == {"tiny": evaluation.rows}


def test_results_hold_no_text_of_the_articles(evaluation: Evaluation) -> None:
    written = to_json([evaluation])
    assert "bakery" in written
    for sentence in ("cut the ribbon", "county bread prize", "Hilda Brook"):
        assert sentence not in written


def test_a_sample_is_always_the_same_and_keeps_its_order() -> None:
    questions = [Question(id=str(number), text="?") for number in range(100)]
    chosen = sample(questions, 10)
    assert [q.id for q in chosen] == [q.id for q in sample(reversed(questions), 10)][::-1]
    assert [int(q.id) for q in chosen] == sorted(int(q.id) for q in chosen)
    assert {q.id for q in chosen} < {q.id for q in sample(questions, 20)}
    assert sample(questions, None) == sample(questions, 1000) == questions


@pytest.fixture
def kept_index(tmp_path: Path, encoder: Encoder) -> Path:
    """An archive of text files, as a keeper of one has it."""
    articles = tmp_path / "news"
    articles.mkdir()
    for article in CORPUS[:3]:
        (articles / f"{article['_id']}.txt").write_text(f"{article['title']}\n\n{article['text']}\n", encoding="utf-8")
    build(articles, tmp_path / "index", settings=Settings(), encoder=encoder)
    return tmp_path / "index"


def test_a_keeper_asks_the_index_there_is_with_a_file_of_questions(
    kept_index: Path, tmp_path: Path, encoder: Encoder
) -> None:
    questions = tmp_path / "mine.jsonl"
    write_lines(
        questions,
        [
            {"question": "Who opened the footbridge?", "answers": "Hilda Brook", "articles": ["bridge.txt"]},
            {"question": "Who owns the bakery?", "answers": ["Omar Finch"]},
            {"question": "Who won the chess championship?", "answerable": False},
        ],
    )
    found = evaluate(Source(folder=questions, index=kept_index), encoder=encoder)
    assert found.name == "mine"
    assert [(each.id, each.answerable, len(each.gold)) for each in found.rows] == [
        ("1", True, 1), ("2", True, 0), ("3", False, 0),
    ]  # fmt: skip
    assert found.judged == 1
    assert found.retrieval["nDCG@10"] == 1.0
    assert found.answers is not None
    assert found.answers.questions == 2


# Comparing


def test_means_are_compared_as_worked_out_by_hand() -> None:
    found = compare_means(np.zeros(3), np.ones(3))
    assert (found.a, found.b, found.difference, found.low, found.high) == (0, 1, 1, 1, 1)
    # All three signs alike: 2 of 8 ways.
    assert found.p == pytest.approx(0.25, abs=0.02)


def test_a_planted_difference_is_found_and_one_that_is_not_there_is_not() -> None:
    rng = np.random.default_rng(3)
    values = rng.random(200)
    noise = rng.normal(0, 0.2, 200)
    better = compare_means(values, values + 0.08 + noise)
    assert better.p is not None
    assert better.p < 0.01
    assert better.low is not None
    assert better.low > 0
    same = compare_means(values, values + noise - noise.mean())
    assert same.p == 1.0
    assert same.low is not None
    assert same.high is not None
    assert same.low < 0 < same.high
    assert compare_means(values, values).p == 1.0


def test_a_planted_difference_of_auroc_is_found_and_one_that_is_not_there_is_not() -> None:
    rng = np.random.default_rng(5)
    count = 150
    question, labels = np.arange(2 * count) // 2, np.arange(2 * count) % 2 == 0
    weak = rng.normal(size=2 * count) + 0.3 * labels
    strong = weak + 1.0 * labels
    found = compare_aurocs(Rows(weak, labels), Rows(strong, labels), question)
    assert found is not None
    assert found.a == auroc(weak, labels)
    assert found.difference == pytest.approx((auroc(strong, labels) or 0) - (auroc(weak, labels) or 0))
    assert found.p is not None
    assert found.p < 0.01
    assert found.low is not None
    assert found.low > 0
    same = compare_aurocs(Rows(weak, labels), Rows(100 * weak + 7, labels), question)
    assert same is not None
    assert (same.difference, same.p) == (0, 1)


def many_rows(*, gain: float) -> dict[str, list[Row]]:
    rng = np.random.default_rng(11)
    rows = []
    for number in range(120):
        right = bool(rng.random() < 0.5 + gain)
        confidence = float(np.clip(rng.normal(0.5 + gain, 0.2), 0, 1))
        lacking = float(np.clip(rng.normal(0.5, 0.2), 0, 1))
        figures = dict.fromkeys(map(str, MEASURES), float(right))
        rows.append(row(str(number), asked(confidence, right), asked(lacking, False), retrieval=figures))
    return {"made": rows}


def test_compare_names_what_is_better_and_leaves_the_rest_to_chance() -> None:
    (found,) = compare(many_rows(gain=0.0), many_rows(gain=0.4), names=("one", "other"))
    verdicts = {each.measure: each.is_better for each in found.differences}
    for measure in ("nDCG@10", "first citation right", "what a reader feels", "AUROC, with or without", "Brier"):
        assert verdicts[measure] is True, measure
    assert verdicts["milliseconds"] is None
    assert "better" in comparison_table(found)
    slow = [replace(each, total_seconds=each.total_seconds * 2) for each in many_rows(gain=0.0)["made"]]
    (found,) = compare(many_rows(gain=0.0), {"made": slow})
    assert {each.is_better for each in found.differences} == {None}, "of time only the machine can tell"
    (same,) = compare(many_rows(gain=0.0), many_rows(gain=0.0))
    assert {each.is_better for each in same.differences} == {None}


def test_results_of_other_questions_or_judgements_are_not_compared() -> None:
    rows = many_rows(gain=0.0)
    with pytest.raises(EvaluationError, match="same sets"):
        compare(rows, {"else": rows["made"]})
    with pytest.raises(EvaluationError, match="same questions"):
        compare(rows, {"made": rows["made"][1:]})
    with pytest.raises(EvaluationError, match="other qrels"):
        compare(rows, {"made": [replace(rows["made"][0], gold=("z",)), *rows["made"][1:]]})


def test_settings_are_changed_by_name() -> None:
    assert with_settings(Settings(), "k=3, passage_words=60") == Settings(k=3, passage_words=60)
    assert with_settings(Settings(k=4), "current") == Settings(k=4)
    for wrong in ("colour=red", "k", "k=many", "k=0", "index=elsewhere"):
        with pytest.raises(SettingError):
            with_settings(Settings(), wrong)


def test_two_settings_are_compared_in_one_command(folder: Path, tmp_path: Path) -> None:
    written = tmp_path / "comparison.json"
    result = newsqa(
        "evaluate", folder, "--cache", tmp_path / "cache", "--compare", "k=1", "k=3", "--json", written
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "A = k=1, B = k=3" in result.output
    (comparison,) = json.loads(written.read_text(encoding="utf-8"))["comparisons"]
    assert {"nDCG@10", "AUROC, with or without"} <= {each["measure"] for each in comparison["differences"]}
    assert sorted(path.name for path in (tmp_path / "cache" / "tiny").iterdir()) == ["corpus.jsonl", "index"]


@pytest.mark.parametrize(("one", "other"), [("current", "passage_words=20"), ("precision=float32", "precision=int8")])
def test_a_setting_of_the_build_gets_an_index_of_its_own(one: str, other: str, folder: Path, tmp_path: Path) -> None:
    result = newsqa(
        "evaluate", folder, "--cache", tmp_path / "cache", "--compare", one, other
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert len(list((tmp_path / "cache" / "tiny").glob("index*"))) == 2


def test_the_command_writes_everything_and_compares_what_it_wrote(folder: Path, tmp_path: Path) -> None:
    other = write_set(tmp_path / "other")
    paths = {name: tmp_path / name for name in ("results.json", "answers.jsonl")}
    arguments = ("evaluate", folder, other, "--cache", tmp_path / "cache", "--questions", "3")
    result = newsqa(
        *arguments, "--json", paths["results.json"], "--answers", paths["answers.jsonl"], "--run", tmp_path / "run.trec"
    )
    assert result.exit_code == 0, result.output
    assert result.output.count("3 questions asked") == 2
    assert (tmp_path / "run-tiny.trec").read_text() == (tmp_path / "run-other.trec").read_text()
    assert {json.loads(line)["set"] for line in paths["answers.jsonl"].open()} == {"tiny", "other"}
    result = newsqa("evaluate", "--compare", paths["results.json"], paths["results.json"])
    assert result.exit_code == 0, result.output
    assert "better" not in result.output
    assert "worse" not in result.output


# Bad input


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("queries.jsonl", '{"_id": "q1", "text": "Who?"', r"queries\.jsonl:1: is not JSON"),
        ("queries.jsonl", "[1]\n", r":1: is JSON, but not an object"),
        ("queries.jsonl", '{"_id": "q1"}\n', r":1: has no question"),
        ("queries.jsonl", '{"_id": [1], "text": "Who?"}\n', r":1: its id must be"),
        ("queries.jsonl", '{"text": "Who?", "answers": 3}\n', r":1: answers must be a list of texts"),
        ("queries.jsonl", '{"text": "Who?", "answerable": "no"}\n', r":1: answerable must be true, false or null"),
        ("queries.jsonl", '{"_id": "a", "text": "Who?"}\n{"_id": "a", "text": "What?"}\n', r":2: has the id 'a'"),
        ("queries.jsonl", "\n\n", "holds no question"),
        ("queries.jsonl", '{"_id": "q1", "text": "Who?"}\n', "judges 3 questions that are not there, as 'q2'"),
        ("qrels.tsv", "q1\tbridge\n", r"qrels\.tsv:1: must be a question's id"),
        ("qrels.tsv", "q1\tbridge\t1\nq1 bridge 1\n", r"qrels\.tsv:2: must be"),
        ("qrels.tsv", "q1\tbridge\t1\nq1\tbridge\t0\n", r"qrels\.tsv:2: gives 'bridge' another grade"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\n", "holds no judgement"),
        ("qrels.tsv", "q1\tnowhere\t1\n", "names 1 articles that the corpus lacks, as 'nowhere'"),
        ("qrels.tsv", "q5\tbridge\t1\n", "'q5' is not answerable, but the qrels name a right article"),
        ("corpus.jsonl.gz", "not packed", "cannot be unpacked"),
    ],
)
def test_bad_files_are_named_with_their_line(
    folder: Path, tmp_path: Path, encoder: Encoder, file: str, content: str, message: str
) -> None:
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(EvaluationError, match=message):
        evaluate(Source(folder=folder, cache=tmp_path / "cache"), settings=Settings(), encoder=encoder)


def test_a_file_that_is_not_utf8_or_not_there_is_named(folder: Path) -> None:
    (folder / "queries.jsonl").write_bytes(b'{"text": "\xff"}\n')
    with pytest.raises(EvaluationError, match="is not UTF-8"):
        read_questions(folder / "queries.jsonl")
    with pytest.raises(EvaluationError, match="no such file"):
        read_qrels(folder / "none.tsv")


@pytest.mark.parametrize(
    ("missing", "message"), [("corpus.jsonl.gz", "no corpus.jsonl"), ("queries.jsonl", "no queries")]
)
def test_a_folder_that_lacks_a_file_says_which(folder: Path, encoder: Encoder, missing: str, message: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(EvaluationError, match=message):
        evaluate(folder, settings=Settings(), encoder=encoder)


def test_a_question_is_asked_on_its_day_and_one_without_on_the_day_that_is_named(
    folder: Path, tmp_path: Path, encoder: Encoder
) -> None:
    lines = [{"_id": "old", "text": "Who?", "answers": ["x"], "date": "2022-06-16"}, {"text": "Who?", "answers": ["x"]}]
    write_lines(folder / "queries.jsonl", lines)
    (folder / "qrels.tsv").unlink()
    day = dt.date(2024, 7, 17)
    with open_set(Source(folder=folder, cache=tmp_path / "cache", today=day), Settings(), encoder) as opened:
        queries = [query_of("set", question, Settings()) for question in opened.questions]
    assert [query.today for query in queries] == [dt.date(2022, 6, 16), day]
    write_lines(folder / "queries.jsonl", [{"text": "Who?", "answers": ["x"], "date": "soon"}])
    with pytest.raises(EvaluationError, match="its date must be a day, as 2024-07-15, not 'soon'"):
        read_questions(folder / "queries.jsonl")


def test_questions_of_which_nothing_is_known_are_refused(tmp_path: Path, encoder: Encoder) -> None:
    folder = write_set(tmp_path / "tiny", queries=[{"text": "Who?"}], qrels=None)
    with pytest.raises(EvaluationError, match="nothing is known of any question"):
        evaluate(Source(folder=folder, cache=tmp_path / "cache"), settings=Settings(), encoder=encoder)


def test_an_article_that_a_question_names_must_be_in_the_index(
    kept_index: Path, tmp_path: Path, encoder: Encoder
) -> None:
    questions = tmp_path / "mine.jsonl"
    write_lines(questions, [{"text": "Who?", "answers": ["x"], "articles": ["nowhere.txt"]}])
    with pytest.raises(EvaluationError, match=r"article 'nowhere\.txt' is not in the archive"):
        evaluate(Source(folder=questions, index=kept_index), encoder=encoder)


def test_the_page_about_it_says_what_the_command_takes(tmp_path: Path) -> None:
    page = (SCRIPT.parent.parent / "docs" / "evaluate.md").read_text(encoding="utf-8")
    flags = set(re.findall(r"--[a-z][a-z-]*", page))
    helps = newsqa("evaluate", "--help").output + newsqa("calibrate", "--help").output
    assert flags <= set(re.findall(r"--[a-z][a-z-]*", helps))
    assert {"--compare", "--also-without", "--answers"} <= flags
    lines = re.findall(r"^    (\{.*\})$", page, re.MULTILINE)
    questions = tmp_path / "mine.jsonl"
    questions.write_text("\n".join(lines), encoding="utf-8")
    assert [(bool(q.answers), len(q.articles), q.answerable) for q in read_questions(questions)] == [
        (True, 1, True), (True, 1, True), (False, 0, False),
    ]  # fmt: skip


def test_a_question_that_is_too_long_is_named(folder: Path, tmp_path: Path, encoder: Encoder) -> None:
    write_lines(folder / "queries.jsonl", [*QUERIES, {"_id": "long", "text": "who " * 2000, "answers": ["x"]}])
    with pytest.raises(EvaluationError, match=r"question 'long': .*limit"):
        evaluate(Source(folder=folder, cache=tmp_path / "cache"), settings=Settings(), encoder=encoder)


def test_flags_that_do_not_fit_together_are_refused(folder: Path, kept_index: Path, tmp_path: Path) -> None:
    quiet: Callable[[str], None] = lambda line: None  # noqa: E731
    source, settings = Source(folder=folder, cache=tmp_path / "cache"), Settings()
    results = tmp_path / "results.json"
    results.write_text("{}", encoding="utf-8")
    whole, nothing = str(results), Outputs()
    refused: list[tuple[str, Callable[[], object]]] = [
        ("name a folder", lambda: evaluate_sets([], settings, nothing, show=quiet)),
        ("are called tiny", lambda: evaluate_sets([source, source], settings, nothing, show=quiet)),
        ("--right: must be", lambda: evaluate_sets([source], settings, nothing, right="x", show=quiet)),
        ("neither --run", lambda: compare_sides(("k=1", "k=2"), [source], settings, Outputs(run=results), show=quiet)),
        ("leave the folders out", lambda: compare_sides((whole, whole), [source], settings, nothing, show=quiet)),
        ("is not a file that", lambda: compare_sides((whole, whole), [], settings, nothing, show=quiet)),
        ("that exist", lambda: compare_sides((whole, "gone.json"), [], settings, nothing, show=quiet)),
        ("say which index", lambda: evaluate(folder / "queries.jsonl", settings=settings)),
        ("no such folder", lambda: evaluate(tmp_path / "gone", settings=settings)),
        (
            "takes effect in a build",
            lambda: compare_sides(
                ("current", "passage_words=50"), [replace(source, index=kept_index)], settings, nothing, show=quiet
            ),
        ),
    ]
    for message, call in refused:
        with pytest.raises(NewsQAError, match=message):
            call()


def test_the_command_line_says_what_is_wrong_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from newsqa.cli import main

    with pytest.raises(SystemExit):
        main(["evaluate", str(tmp_path / "gone")])
    assert capsys.readouterr().err.startswith("newsqa: ")
