"""The address that opens a question again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsqa.web.actions import VIEWS, Ask
from newsqa.web.address import address_of, read_address
from newsqa.web.filters import Filters

_text = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(lambda text: text.strip() == text)
_filters = st.fixed_dictionaries(
    {},
    optional={
        "since": st.just("2024-05-01"),
        "until": _text,
        "sources": st.lists(_text, max_size=3),
        "authors": st.lists(_text, max_size=2),
        "languages": st.just(["de"]),
        "times": st.just("ignored"),
    },
)


@given(_text, _filters, st.sampled_from(VIEWS), st.none() | _text)
def test_an_address_asks_what_it_was_made_of(question, filters, view, understood):
    asked = Ask(question, Filters.from_browser(filters), view, understood=understood)
    assert read_address(address_of(asked)) == asked
    assert read_address("?__theme=dark&" + address_of(asked), instead=4).instead == 4


def test_an_address_names_each_value_and_leaves_out_the_usual_view():
    filters = Filters.from_browser({"sources": ["A & B", "C"], "since": "2024-05-01"})
    assert address_of(Ask("Who?", filters)) == "q=Who%3F&since=2024-05-01&source=A+%26+B&source=C"
    assert address_of(Ask("Who?", view="timeline")) == "q=Who%3F&view=timeline"
    assert address_of(Ask("Why?", understood="Why was it put off?")) == "q=Why%3F&meant=Why+was+it+put+off%3F"
    assert read_address("q=Why%3F&meant=").understood is None


@pytest.mark.parametrize("question", ["", "  ", "x" * 40_000])
def test_what_cannot_be_asked_has_no_address(question):
    assert address_of(Ask(question)) == ""


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("?q=a&q=b", "“q” 2 times"),
        ("?q=a&view=sides&view=sides", "“view” 2 times"),
        ("?q=a&meant=b&meant=c", "“meant” 2 times"),
        ("?q=a&view=<script>", "a view that is none of"),
        ("?q=a&since=2024-01-01&since=2025-01-01", "“from” 2 times"),
        ("?q=a&times=yes", "filters in the address cannot be read"),
        ("?q=a&source=" + "x" * 3000, "over 2,000 characters"),
        ("?q=" + "a" * 40_000, "over 32,000 characters"),
        ("?q=a" + "&source=a" * 300, "over 200 fields"),
    ],
)
def test_an_address_that_cannot_be_asked_says_why(address, said):
    assert said in read_address(address).problem


def test_the_same_value_twice_is_one_and_what_is_not_ours_is_passed_over():
    asked = read_address("?q=a&source=A&source=A&utm_source=x&k=1000")
    assert asked == Ask("a", Filters((("sources", "A"),)))


@given(st.text(max_size=200) | st.text("q=&%source;+view0", max_size=60))
def test_any_address_is_a_question_or_a_clear_problem(address):
    asked = read_address(address)
    assert asked.problem is None or asked.problem.strip()
