"""Marking by offsets."""

from __future__ import annotations

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from newsqa.types import Article, Span
from newsqa.web.marks import cut_paragraphs, cut_runs, group_runs

texts = st.text(st.characters(codec="utf-8"), max_size=60)
spans = st.tuples(st.integers(0, 80), st.integers(0, 80)).map(lambda ends: Span(min(ends), max(ends)))


some_spans = st.lists(spans, max_size=4)


@given(texts, st.integers(0, 20), some_spans, st.none() | spans, some_spans, some_spans)
def test_runs_put_together_are_the_text_and_each_mark_covers_its_span(text, origin, cited, passage, best, matches):
    runs = cut_runs(text, origin, cited, passage, best=best, matches=matches)
    assert "".join(run.text for run in runs) == text
    offset = origin
    for run in runs:
        for place in range(offset, offset + len(run.text)):
            assert run.is_cited == any(span.start <= place < span.end for span in cited)
            assert run.is_passage == (passage is not None and passage.start <= place < passage.end)
            assert run.is_best == any(span.start <= place < span.end for span in best)
            assert run.is_match == any(span.start <= place < span.end for span in matches)
        offset += len(run.text)


@given(texts, some_spans, some_spans)
def test_grouped_runs_are_all_of_them_in_order_and_neighbours_differ(text, cited, matches):
    runs = cut_runs(text, 0, cited, matches=matches)
    groups = group_runs(runs, "is_cited")
    assert [run for _, alike in groups for run in alike] == list(runs)
    assert all(run.is_cited == value for value, alike in groups for run in alike)
    values = [value for value, _ in groups]
    assert all(one != other for one, other in itertools.pairwise(values))


def test_emoji_and_combining_marks_count_as_code_points():
    text = "👩‍👩‍👧 said: cafe\u0301s 🇪🇺 are open. And more."
    start, end = text.index("cafe"), text.index(" And")
    runs = cut_runs(text, 0, [Span(start, end)])
    assert [run.text for run in runs if run.is_cited] == ["cafe\u0301s 🇪🇺 are open."]
    assert [run.text for run in runs if not run.is_cited] == ["👩‍👩‍👧 said: ", " And more."]


def test_an_article_is_cut_into_its_lines_with_marks_that_cross_them():
    text = "First line.\nA heading\n\nSecond 👩‍👩‍👧 line, which ends here."
    heading = text.index("A heading")
    article = Article(id="a", title="A", date=dt.date(2026, 1, 1), text=text, headings=(Span(heading, heading + 9),))
    cited = Span(text.index("👩"), text.index(" line, which"))
    paragraphs = cut_paragraphs(article, [cited], Span(6, len(text) - 11))
    assert [paragraph.is_heading for paragraph in paragraphs] == [False, True, False]
    assert ["".join(run.text for run in paragraph.runs) for paragraph in paragraphs] == [
        "First line.", "A heading", "Second 👩‍👩‍👧 line, which ends here.",
    ]  # fmt: skip
    marked = [run.text for paragraph in paragraphs for run in paragraph.runs if run.is_passage]
    assert "".join(marked) == "line.A headingSecond 👩‍👩‍👧 line, which"
    assert [run.text for run in paragraphs[2].runs if run.is_cited] == ["👩‍👩‍👧"]
