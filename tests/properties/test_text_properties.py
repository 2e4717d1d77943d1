"""Offsets, quotes and limits hold for any text that Unicode allows."""

# ruff: noqa: RUF001  # other scripts have letters that look like Latin ones

from __future__ import annotations

import bisect
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import newsqa
from newsqa.config import Settings
from newsqa.encoder import Encoder
from newsqa.passages import encoder_input, split_passages, split_sentences
from newsqa.types import Article, Passage, Span

SOAK = bool(os.environ.get("NEWSQA_SOAK"))
# Tokens that a sentence may cost besides its own count: boundaries are counted apart from their neighbours.
SLACK_TOKENS = 20

# fmt: off
FRAGMENTS = [
    "The ferry left Harl at 9 a.m. on Monday.", "Dr. Quist said: “We stay. We always did.”", "Who voted?", "No!",
    "Prices rose 3.5 percent", "J. R. Holt", "The Long Vote", "渡船工人今天罢工。市长说，水位上升了三米",
    "「行きません。」",
    "وصل الوزير ظهرا. ثم غادر", "שלום לכולם. זה הכול", "\u202eright to left\u202c", "👩\u200d👩\u200d👧\u200d👦",
    "🇳🇴🏳️\u200d🌈👍🏽",
    "e\u0301", "q" + "\u0323\u0307" * 20, "\u1112\u1161\u11ab", "ﷺ", "ŉ ǰ ß ſt", "क्षत्रिय",
    "ไม่มีช่องว่างระหว่างคำ", "\u00a0", "\u2007",
    "\u3000", "\r\n", "\r", "\n", "\n\n", "\t", "\x00", "\x07", "\x0b", "\x0c", "\x1c", "\x1e", "\x85", "\u2028",
    "\u2029", "\ufeff", "\u200b", "\u00ad", "\ud800", "\udc00", "\ud83d", "\uffff", "\U0010ffff", "\ufffd", "<script>",
    "[CLS]", "[SEP]", "[PAD]", "[MASK]", "##ing", "$$x$$", "...", "…", ". ", ".", "?!",
    "—", "— dit-il", "a", "Mr.", "Ms.",
]
# fmt: on
words = st.sampled_from(FRAGMENTS) | st.text(st.characters(exclude_categories=()), max_size=12)
runs = st.builds(str.__mul__, words, st.integers(1, 3) | st.integers(1, 300))
glue = st.sampled_from(["", " ", " ", "\n", "\r\n", "\n\n", "\u00a0"])
hostile_texts = st.lists(st.tuples(runs, glue), max_size=12).map(lambda pairs: "".join(a + b for a, b in pairs))
storable_texts = hostile_texts.map(lambda text: text.encode("utf-8", "replace").decode())
languages = st.sampled_from([None, "en", "de", "fr", "zh", "ja", "ar", "xx"])
limits = st.sampled_from([(254, 120, 1500), (120, 40, 300), (64, 20, 100)])


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Draw an article of any text, any of whose lines may be its subheadings."""
    text = draw(storable_texts)
    lines, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            lines.append(Span(start, start + len(line)))
        start += len(line) + 1
    marks = draw(st.lists(st.booleans(), min_size=len(lines), max_size=len(lines))) if draw(st.booleans()) else []
    return Article(
        id="a",
        title=" ".join(draw(storable_texts).split()),
        source=draw(st.none() | st.just("Harl Post")),
        language=draw(languages),
        text=text,
        headings=tuple(line for line, is_heading in zip(lines, marks, strict=False) if is_heading),
    )


def cut(encoder: Encoder, article: Article, max_tokens: int, max_words: int, max_chars: int) -> list[Passage]:
    return split_passages(
        article, count_tokens=encoder.count_tokens, max_tokens=max_tokens, max_words=max_words, max_chars=max_chars
    )


def check_offsets(article: Article, passages: list[Passage]) -> None:
    assert len({passage.id for passage in passages}) == len(passages)
    for passage in passages:
        assert passage.text == article.text[passage.start : passage.end]
        assert passage.text.strip() == passage.text != ""
        assert passage.sentences[0].start == passage.start
        assert passage.sentences[-1].end == passage.end
        assert all(span.start < span.end for span in passage.sentences)
        assert all(one.end <= other.start for one, other in pairwise(passage.sentences))


def check_limits(
    encoder: Encoder, article: Article, passages: list[Passage], max_tokens: int, max_words: int, max_chars: int
) -> None:
    inputs = [encoder_input(article, passage, encoder.count_tokens, max_tokens)[0] for passage in passages]
    assert max(encoder.count_tokens(inputs), default=0) <= max_tokens
    assert max((len(passage.text) for passage in passages), default=0) <= max_chars
    contexts = [given.removesuffix(p.text) for given, p in zip(inputs, passages, strict=True)]
    room = max_tokens - max(encoder.count_tokens(contexts), default=0)
    costs = len(article.text.split()) / max_words + len(article.text) / max_chars
    costs += encoder.count_tokens([article.text])[0] / room
    assert len(passages) <= 2 + len(article.headings) + 4 * costs
    assert not any(b.start >= a.start and b.end <= a.end for a, b in pairwise(passages))
    assert not any(a.start >= b.start and a.end <= b.end for a, b in pairwise(passages))


def check_coverage(
    encoder: Encoder, article: Article, passages: list[Passage], max_tokens: int, max_chars: int
) -> None:
    """Check that each sentence outside the subheadings is there: whole where it fits, else in pieces."""
    starts = [heading.start for heading in article.headings]
    sentences = split_sentences(article.text, article.language)

    def is_in_heading(span: Span) -> bool:
        place = bisect.bisect_right(starts, span.start) - 1
        return place >= 0 and span.end <= article.headings[place].end

    outside = [span for span in sentences if not is_in_heading(span)] or sentences
    held = bytearray(len(article.text))
    for passage in passages:
        for span in passage.sentences:
            held[span.start : span.end] = b"\x01" * (span.end - span.start)
    whole = {span for passage in passages for span in passage.sentences}
    fitting = [span for span in outside if span.end - span.start <= max_chars]
    costs = encoder.count_tokens([article.text[span.start : span.end] for span in fitting])
    for span, cost in zip(fitting, costs, strict=True):
        if cost + SLACK_TOKENS <= max_tokens * 3 / 4:
            assert span in whole
    for span in outside:
        missed = {article.text[at] for at in range(span.start, span.end) if not held[at]}
        assert not any(character.strip() for character in missed)


@given(text=storable_texts, language=languages)
def test_sentences_lose_no_character_but_white_space(text: str, language: str | None) -> None:
    spans = split_sentences(text, language)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(text[s.start : s.end].strip() == text[s.start : s.end] != "" for s in spans)
    assert "".join("".join(text[s.start : s.end] for s in spans).split()) == "".join(text.split())


@given(article=articles(), limit=limits)
def test_passages_of_any_text_are_exact_within_the_limits_and_leave_no_sentence_out(
    encoder: Encoder, article: Article, limit: tuple[int, int, int]
) -> None:
    passages = cut(encoder, article, *limit)
    check_offsets(article, passages)
    check_limits(encoder, article, passages, *limit)
    check_coverage(encoder, article, passages, limit[0], limit[2])


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        "报" * 100_000,
        "The ferry is late. " * 10_000,
        "harbour " * 40_000,
        "e" + "\u0301" * 100_000,
        "👩\u200d👩\u200d👧\u200d👦" * 10_000,
        "\u00a0a" * 50_000,
        "Mr. " * 10_000,
        "(" * 50_000,
        "Harl\nThe ferry is late again.\n" * 3_000,
    ],
    ids=["one word", "han", "one line", "no stop", "combining", "zwj", "nbsp", "abbreviations", "brackets", "lines"],
)
def test_passages_of_endless_text_are_exact_within_the_limits_and_leave_no_sentence_out(
    encoder: Encoder, text: str
) -> None:
    article = Article(id="a", title="Harl", text=text)
    passages = cut(encoder, article, encoder.max_tokens, 120, 1500)
    check_offsets(article, passages)
    check_limits(encoder, article, passages, encoder.max_tokens, 120, 1500)
    check_coverage(encoder, article, passages, encoder.max_tokens, 1500)


sentence_words = st.sampled_from(["ferry", "vote", "Harl", "3.5", "stay", "渡船", "strike’s", "no"])
plain_sentences = st.lists(sentence_words, min_size=1, max_size=60).map(lambda found: f"The {' '.join(found)} end.")


@given(sentences=st.lists(plain_sentences, min_size=2, max_size=40), limit=limits)
def test_the_next_passage_of_a_section_begins_with_the_last_sentence_where_both_it_and_one_more_fit(
    encoder: Encoder, sentences: list[str], limit: tuple[int, int, int]
) -> None:
    article = Article(id="a", title="Harl", text=" ".join(sentences))
    max_tokens, _, max_chars = limit
    passages = cut(encoder, article, *limit)
    for before, after in pairwise(passages):
        last, shared = before.sentences[-1], after.sentences[0] == before.sentences[-1]
        following = after.sentences[1 if shared else 0]
        both = article.text[last.start : following.end]
        fits = (
            len(before.sentences) > 1
            and len(both) <= max_chars
            and encoder.count_tokens([both])[0] + SLACK_TOKENS <= max_tokens
        )
        assert shared or (not fits and after.start >= before.end)


def write(folder: Path, texts: list[str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    rows = [{"id": f"a{n}", "title": text[:40], "text": text, "source": f"{n % 3}"} for n, text in enumerate(texts)]
    # Escaped, as most writers of JSON do: so lone surrogates get into files.
    (folder / "articles.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def check_answer(index: newsqa.Index, question: str) -> None:
    answer = index.ask(question)
    for citation in answer.citations:
        assert index.article(citation.article_id).text[citation.start : citation.end] == citation.quote != ""
        assert f"{citation.quote} [{citation.number}]" in answer.text
    for hit in [*answer.hits, *(index.retrieve(question) if answer.hits else ())]:
        passage = hit.passage
        assert index.article(passage.article_id).text[passage.start : passage.end] == passage.text
    json.dumps(answer.to_dict())


@settings(max_examples=60 if SOAK else 3, suppress_health_check=list(HealthCheck), deadline=None)
@given(texts=st.lists(hostile_texts, min_size=6, max_size=10), questions=st.lists(hostile_texts, max_size=4))
def test_whatever_is_in_a_file_every_quote_stands_word_for_word_in_its_article(
    encoder: Encoder, tmp_path_factory: pytest.TempPathFactory, texts: list[str], questions: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("texts")
    report = newsqa.build(write(folder / "in", texts), folder / "index", encoder=encoder)
    assert report.read == len(texts) == report.indexed + report.copies + len(report.rejected)
    with newsqa.Index.open(folder / "index", encoder=encoder) as index:
        for passage in index.passages():
            assert index.article(passage.article_id).text[passage.start : passage.end] == passage.text
        for question in [*(text[:300] for text in texts), *(question[:1000] for question in questions)]:
            check_answer(index, question)


ODD_TEXTS = [
    *(f"The Long Vote\n{piece} and the ferry {piece} left Harl.{piece} It came back {piece}." for piece in FRAGMENTS),
    "渡船工人今天罢工。" * 200,
    "The ferry \ud800 is late. " * 40,
    "\r\n".join(["The ferry left Harl.", "Who voted?"] * 60),
]


@pytest.fixture(scope="module")
def odd_folder(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index folder of odd texts, each long enough to be found."""
    folder = tmp_path_factory.mktemp("odd")
    newsqa.build(write(folder / "in", ODD_TEXTS), folder / "index", encoder=encoder)
    return folder / "index"


@pytest.fixture(scope="module")
def odd_index(encoder: Encoder, odd_folder: Path) -> Iterator[newsqa.Index]:
    with newsqa.Index.open(odd_folder, encoder=encoder) as index:
        yield index


@given(question=hostile_texts)
def test_whatever_is_asked_every_quote_stands_word_for_word_in_its_article(
    odd_index: newsqa.Index, question: str
) -> None:
    check_answer(odd_index, question[:700])


def test_every_odd_text_is_in_the_archive(odd_index: newsqa.Index) -> None:
    assert {info.id for info in odd_index.articles()} == {f"a{n}" for n in range(len(ODD_TEXTS))}


def test_a_megabyte_of_one_word_is_stored_whole_and_can_be_quoted(encoder: Encoder, tmp_path: Path) -> None:
    report = newsqa.build(write(tmp_path / "in", ["x" * 1_000_000, "The ferry."]), tmp_path / "index", encoder=encoder)
    assert report.passages > 600
    lax = Settings(min_confidence=0.0)
    with newsqa.Index.open(tmp_path / "index", settings=lax, encoder=encoder) as index:
        assert index.article("a0").text == "x" * 1_000_000
        assert index.ask("xxx").answered
        check_answer(index, "xxx")


def stored_vectors(folder: Path) -> list[tuple[bytes, bytes, bytes]]:
    with closing(sqlite3.connect(folder / "newsqa.db")) as record:
        return record.execute("SELECT input, vector, sentences FROM vectors ORDER BY input").fetchall()


def test_the_same_build_in_two_folders_gives_identical_passages_vectors_hits_and_citations(
    odd_index: newsqa.Index, odd_folder: Path, encoder: Encoder, tmp_path: Path
) -> None:
    newsqa.build(write(tmp_path / "in", ODD_TEXTS), tmp_path / "index", encoder=encoder)
    vectors = stored_vectors(odd_folder)
    assert len(vectors) > len(ODD_TEXTS) / 2
    assert vectors == stored_vectors(tmp_path / "index")
    with newsqa.Index.open(tmp_path / "index", encoder=encoder) as again:
        assert list(odd_index.passages()) == list(again.passages())
        for question in [*FRAGMENTS[::9], "Who voted?", "渡船"]:
            answer = odd_index.ask(question)
            assert answer == again.ask(question)
            if answer.hits:
                assert odd_index.retrieve(question, 20) == again.retrieve(question, 20)


def test_what_is_stored_holds_no_control_character_and_no_lone_surrogate(odd_index: newsqa.Index) -> None:
    controls = {*map(chr, [*range(9), *range(11, 32), *range(127, 160)]), "\u2028", "\u2029", "\ufeff"}
    for info in odd_index.articles():
        text = odd_index.article(info.id).text
        text.encode()
        assert not set(text) & controls
