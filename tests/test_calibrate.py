"""A confidence fitted to an archive: what it is drawn from, how it is measured, when it is written."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from newsqa import confidence
from newsqa.builder import build
from newsqa.calibrate import FILE, LEAST, Calibration, Row, calibrate, fit_confidence, folds, report
from newsqa.cli import app
from newsqa.config import Settings
from newsqa.encoder import Encoder
from newsqa.errors import EvaluationError, NewsQAError
from newsqa.evaluate import Source, evaluate
from newsqa.evidence import Reading
from newsqa.fitted import Fitted
from newsqa.index import Index
from newsqa.ranking import Candidate, Question
from newsqa.retriever import Ranked, make_query
from newsqa.store import FoundPassage
from newsqa.types import ArticleInfo, Hit, Passage

PLACES = ["Dunmere", "Skerry", "Harl", "Tolby", "Wrenfield", "Oxmoor", "Lunebank", "Pellgate", "Castering", "Northwick"]
THINGS = {
    "swimming bath": ("reopened after repairs to its boiler", "Hilda Brook"),
    "town orchestra": ("played its last concert in the corn hall", "Omar Finch"),
    "fish market": ("moved to the old railway sheds", "Ruth Calder"),
    "chess club": ("won the county cup for the third time", "Ivor Nash"),
}
SHIPPED = Fitted.shipped(confidence.NAME)


def subjects() -> list[tuple[str, str, str, str]]:
    return [(place, thing, *told) for place in PLACES for thing, told in THINGS.items()]


def write_lines(path: Path, rows: list[dict]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def question(number: int, place: str, thing: str, person: str) -> dict:
    return {
        "_id": f"q{number}", "text": f"Who speaks for the {thing} in {place}?", "answers": [f"{person} of {place}"],
        "articles": [f"{place}-{thing}"],
    }  # fmt: skip


@pytest.fixture(scope="module")
def archive(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of forty articles, and questions about them."""
    folder = tmp_path_factory.mktemp("archive")
    (folder / "news").mkdir()
    articles = [
        {
            "id": f"{place}-{thing}",
            "title": f"News of the {thing}",
            "text": f"Rain fell all week. {person} of {place} spoke for the {thing}, which {event}. Nobody paid.",
        }
        for place, thing, event, person in subjects()
    ]
    write_lines(folder / "news" / "articles.jsonl", articles)
    build(folder / "news", folder / "index", settings=Settings(), encoder=encoder)
    asked = [
        question(number, place, thing, person)
        for number, (place, thing, _, person) in enumerate(subjects())
        if thing != "chess club"
    ]
    unanswerable = [
        {"_id": f"n{place}", "text": f"How many trams cross the bridge of {place}?", "answerable": False}
        for place in PLACES[:5]
    ]
    write_lines(folder / "mine.jsonl", [*asked, *unanswerable])
    return folder


@pytest.fixture
def index_folder(archive: Path) -> Iterator[Path]:
    """The index without a confidence of its own, before and after."""
    yield archive / "index"
    (archive / "index" / FILE).unlink(missing_ok=True)


@pytest.fixture(scope="module")
def first(archive: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Calibration:
    """What a first calibration of the archive gives, written elsewhere."""
    source = Source(folder=archive / "mine.jsonl", index=archive / "index")
    return calibrate([source], Settings(), out=tmp_path_factory.mktemp("out"), encoder=encoder)


def newsqa(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


# What it is drawn from


def matched(words: int, reading: float, score: float, share: float, rarity: float) -> dict[str, float]:
    """Return the features of a question of so many words, and a passage that matches it so well."""
    span = Passage(id="a#0", article_id="a", start=0, end=1, text="a")
    info = ArticleInfo(id="a", title="a")
    found = FoundPassage(
        row=1, article_row=1, passage=span, title="a", language="en",
        vector=np.ones(2, np.float32), sentence_vectors=np.ones((1, 2), np.float32),
    )  # fmt: skip
    pairs = frozenset((place, place + 1) for place in range(round(share * (words - 1))))
    candidate = Candidate(
        found=found, cosine=0.5, bm25=1.0, article_bm25=1.0, cosines=np.array([0.5]), places=(frozenset(),), pairs=pairs
    )
    asked = Question(
        vector=np.full(2, rarity, np.float32), wanted=tuple((f"w{n}",) for n in range(words)),
        rarities=np.full(words, rarity), places={f"w{n}": n for n in range(words)},
    )  # fmt: skip
    hit = Hit(rank=1, score=score, passage=span, article=info)
    tokens = Reading(np.full(words, reading), np.full((words, 1), reading))
    return confidence.features(asked, Ranked(hit, candidate, score), tokens)


@given(
    words=st.tuples(st.integers(2, 40), st.integers(2, 40)),
    rarities=st.tuples(st.floats(0.01, 9), st.floats(0.01, 9)),
    reading=st.floats(0, 1),
    score=st.floats(-9, 9),
    share=st.sampled_from([0.0, 1.0]),
)
def test_of_two_questions_that_match_alike_neither_length_nor_rarity_tells(
    words: tuple[int, int], rarities: tuple[float, float], reading: float, score: float, share: float
) -> None:
    one, other = (matched(n, reading, score, share, rarity) for n, rarity in zip(words, rarities, strict=True))
    assert one == pytest.approx(other)
    assert one == pytest.approx({"score": score, "sentence_tokens": reading, "word_pairs": share})


def test_every_feature_is_of_what_the_archive_has(archive: Path, encoder: Encoder) -> None:
    """The question stays, its subject goes: all that confidence is drawn from falls, and confidence with it."""
    with Index.open(archive / "index", encoder=encoder) as index:
        for place, thing, *_ in subjects()[:12:3]:
            query = make_query(f"Who speaks for the {thing} in {place}?", 5, max_chars=2000)
            whole = index.compose(query)
            lacking = index.compose(replace(query, without=tuple(f"{other}-{thing}" for other in PLACES)))
            assert whole.features.keys() == lacking.features.keys() == SHIPPED.weights.keys()
            for name, value in whole.features.items():
                assert value > lacking.features[name], name
            assert (whole.answer.confidence or 0) > (lacking.answer.confidence or 0)


@given(text=st.text(st.characters(exclude_categories=()), max_size=200))
def test_confidence_is_a_probability_whatever_is_asked(archive: Path, encoder: Encoder, text: str) -> None:
    with Index.open(archive / "index", encoder=encoder) as index:
        answer = index.ask(text)
    assert (answer.confidence is None) == (not answer.hits)
    assert answer.confidence is None or 0 <= answer.confidence <= 1
    assert not answer.answered or (answer.confidence or 0) >= Settings().min_confidence


@given(values=st.lists(st.floats(-1e300, 1e300), min_size=len(SHIPPED.weights), max_size=len(SHIPPED.weights)))
def test_a_probability_is_one_whatever_the_features(values: list[float]) -> None:
    assert 0 <= confidence.probability(dict(zip(sorted(SHIPPED.weights), values, strict=True)), SHIPPED) <= 1


# The fit


def drawn(count: int, *, constant: float = 0.0) -> list[Row]:
    rng = np.random.default_rng(5)
    rows = []
    for _ in range(count):
        x, y = rng.normal(size=2)
        right = rng.random() < 1 / (1 + math.exp(-(1.5 * x - 0.5 * y - 0.3)))
        rows.append(Row(features={"x": float(x), "y": 10 * float(y) + 3, "still": constant}, label=bool(right)))
    return rows


def test_a_planted_regression_is_found_on_the_features_own_scale() -> None:
    found = fit_confidence(drawn(4000), ridge=1e-6)
    assert found.weights["x"] == pytest.approx(1.5, abs=0.12)
    assert found.weights["y"] == pytest.approx(-0.05, abs=0.01)
    assert found.intercept == pytest.approx(-0.3 + 0.15, abs=0.12)
    mean = np.mean([confidence.probability(row.features, found) for row in drawn(4000)])
    assert mean == pytest.approx(np.mean([row.label for row in drawn(4000)]), abs=1e-3)


def test_a_feature_that_never_varies_has_no_weight() -> None:
    assert fit_confidence(drawn(100, constant=7.0)).weights["still"] == 0


def test_a_ridge_draws_coefficients_to_zero() -> None:
    sizes = [abs(fit_confidence(drawn(200), ridge=ridge).weights["x"]) for ridge in (1e-6, 1e-2, 1.0)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 2 * sizes[2]


def test_a_row_of_weight_two_counts_as_two_rows() -> None:
    rows = drawn(60)
    twice = fit_confidence([replace(row, weight=2.0) if row.label else row for row in rows])
    again = fit_confidence([*rows, *(row for row in rows if row.label)])
    # The deviations that the ridge works on count rows, not weights.
    assert twice.weights["x"] == pytest.approx(again.weights["x"], rel=0.02)


def test_what_is_all_right_or_all_wrong_is_not_fitted() -> None:
    for label in (True, False):
        with pytest.raises(EvaluationError, match="all right or all wrong"):
            fit_confidence([replace(row, label=label) for row in drawn(30)])


def test_questions_that_share_an_article_directly_or_through_others_are_in_one_fold() -> None:
    chain = {("s", f"q{n}"): (f"a{n}", f"a{n + 1}") for n in range(60)}
    assert len(set(folds(chain).values())) == 1
    alone = {("s", f"q{n}"): (f"a{n}",) if n % 2 else () for n in range(200)}
    found = folds(alone)
    assert 60 < sum(found.values()) < 140
    assert folds(dict(reversed(alone.items()))) == found
    assert folds({("t", name): own for (_, name), own in alone.items()}) == {("t", n): f for (_, n), f in found.items()}
    assert len({fold for (_, name), fold in folds({(s, "same"): () for s in "abcdef"}).items()}) == 1


# From end to end


def test_figures_are_out_of_fold_and_beside_those_in_use_and_the_base_rate(first: Calibration) -> None:
    assert (first.questions, first.askings) == (35, 65)
    rate = first.right / first.askings
    assert first.brier["base rate"] == pytest.approx(rate * (1 - rate), abs=1e-6)
    assert first.auroc["base rate"] == 0.5
    assert first.brier["fitted here"] < first.brier["in use now"]
    assert first.gain.difference == pytest.approx(first.brier["in use now"] - first.brier["fitted here"], abs=1e-5)


def test_the_ones_in_use_get_the_figures_that_evaluate_gives_them(
    first: Calibration, archive: Path, encoder: Encoder, tmp_path: Path
) -> None:
    asked = [json.loads(line) for line in (archive / "mine.jsonl").read_text(encoding="utf-8").splitlines()]
    pairs = write_lines(tmp_path / "pairs.jsonl", [row for row in asked if "articles" in row])
    found = calibrate([Source(folder=pairs, index=archive / "index")], Settings(), out=tmp_path, encoder=encoder)
    known = evaluate(Source(folder=pairs, index=archive / "index"), settings=Settings(), encoder=encoder).honesty
    assert known is not None
    assert known.brier == pytest.approx(found.brier["in use now"], abs=1e-6)
    assert known.auroc_label == pytest.approx(found.auroc["in use now"], abs=1e-6)
    assert found.questions < first.questions


def test_what_is_better_is_written_and_used_by_an_index_opened_anew(
    archive: Path, index_folder: Path, first: Calibration
) -> None:
    result = newsqa("calibrate", archive / "mine.jsonl", "--index", index_folder)
    assert result.exit_code == 0, result.output
    assert f"written: {index_folder / FILE}" in result.output
    assert "opened anew" in result.output
    written = Fitted.read(index_folder / FILE)
    assert written.weights == first.fitted.weights
    assert written.made["encoder"] == "all-MiniLM-L6-v2"
    assert (written.made["questions"], written.made["sets"]) == (35, ["mine"])
    assert written.made["brier"]["fitted here"] < written.made["brier"]["in use now"]
    assert str(archive) not in (index_folder / FILE).read_text(encoding="utf-8")
    with Index.open(index_folder) as index:
        composed = index.compose(make_query("Who speaks for the chess club in Harl?", 5, max_chars=2000))
    assert composed.answer.confidence == confidence.probability(composed.features, written)
    assert composed.answer.confidence != confidence.probability(composed.features, SHIPPED)
    report_ = build(archive / "news", index_folder, settings=Settings())
    assert report_.unchanged == len(subjects())
    assert Fitted.read(index_folder / FILE) == written


def test_what_is_no_better_is_not_written(archive: Path, index_folder: Path, encoder: Encoder) -> None:
    """In use is what was fitted to all these questions; out of fold nothing does as well."""
    source = Source(folder=archive / "mine.jsonl", index=index_folder)
    assert calibrate([source], Settings(), encoder=encoder).written == index_folder / FILE
    before = (index_folder / FILE).read_bytes()
    again = calibrate([source], Settings(), encoder=encoder)
    assert again.brier["fitted here"] >= again.brier["in use now"]
    assert again.written is None
    assert (index_folder / FILE).read_bytes() == before
    assert "nothing written" in report(again)
    result = newsqa("calibrate", archive / "mine.jsonl", "--index", index_folder)
    assert (result.exit_code, "nothing written" in result.output) == (0, True)


def test_a_folder_with_a_corpus_gets_its_own_index_and_confidence(
    archive: Path, encoder: Encoder, tmp_path: Path
) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "corpus.jsonl").write_bytes((archive / "news" / "articles.jsonl").read_bytes())
    (folder / "queries.jsonl").write_bytes((archive / "mine.jsonl").read_bytes())
    found = calibrate([Source(folder=folder)], Settings(index=str(tmp_path / "index")), encoder=encoder)
    assert found.written == tmp_path / "index" / "evaluation" / "set" / "index" / FILE
    assert found.written.is_file()


# Bad input


def test_too_few_questions_are_refused_with_how_many_there_are(archive: Path, encoder: Encoder, tmp_path: Path) -> None:
    few = [question(n, place, thing, person) for n, (place, thing, _, person) in enumerate(subjects()[:8])]
    source = Source(folder=write_lines(tmp_path / "few.jsonl", few), index=archive / "index")
    with pytest.raises(EvaluationError, match=rf"^8 questions got an answer with a right citation, and {LEAST} are"):
        calibrate([source], Settings(), out=tmp_path, encoder=encoder)
    sure = [{**row, "articles": []} for row in (question(n, p, t, who) for n, (p, t, _, who) in enumerate(subjects()))]
    source = Source(folder=write_lines(tmp_path / "sure.jsonl", sure), index=archive / "index")
    with pytest.raises(EvaluationError, match=r"without a right citation, .* ask more that the archive cannot answer"):
        calibrate([source], Settings(), out=tmp_path, encoder=encoder)
    assert not (tmp_path / FILE).exists()


def test_questions_on_the_same_articles_cannot_be_divided(archive: Path, encoder: Encoder, tmp_path: Path) -> None:
    everything = [f"{place}-{thing}" for place, thing, *_ in subjects()[:-4]]
    rows = [question(n, place, thing, person) for n, (place, thing, _, person) in enumerate(subjects()[:30])]
    source = Source(
        folder=write_lines(tmp_path / "one.jsonl", [{**row, "articles": everything} for row in rows]),
        index=archive / "index",
    )
    with pytest.raises(EvaluationError, match="those that share right articles stay together"):
        calibrate([source], Settings(), out=tmp_path, encoder=encoder)


def test_where_to_write_must_be_clear_and_of_use(archive: Path, index_folder: Path, tmp_path: Path) -> None:
    mine, settings = archive / "mine.jsonl", Settings()
    one = Source(folder=mine, index=index_folder)
    other = Source(folder=write_lines(tmp_path / "other.jsonl", [{"text": "Who?", "answers": ["x"]}]), index=tmp_path)
    with pytest.raises(EvaluationError, match="ask 2 indexes"):
        calibrate([one, other], settings)
    with pytest.raises(EvaluationError, match="name a folder of questions"):
        calibrate([], settings)
    with pytest.raises(EvaluationError, match="--right: must be"):
        calibrate([one], settings, right="x")
    with pytest.raises(NewsQAError, match="no such folder"):
        calibrate([Source(folder=tmp_path / "gone", index=index_folder)], settings)
    (tmp_path / FILE).write_text(json.dumps(SHIPPED.to_dict()), encoding="utf-8")
    with pytest.raises(EvaluationError, match="setting coefficients names this folder"):
        calibrate([one], Settings(coefficients=str(tmp_path)))


def test_a_folder_that_cannot_be_written_is_named(archive: Path, encoder: Encoder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    source = Source(folder=archive / "mine.jsonl", index=archive / "index")
    with pytest.raises(EvaluationError, match=r"file/confidence\.json: cannot be written"):
        calibrate([source], Settings(), out=tmp_path / "file", encoder=encoder)
