"""The filters of the chat, as a browser may send them."""

from __future__ import annotations

import pytest

from newsqa.errors import QueryError
from newsqa.web.filters import Filters


def test_filters_go_to_the_page_and_come_back() -> None:
    sent = {"since": "2024-05-01", "sources": ["The Gazette", "Courier"], "languages": ["de"]}
    assert Filters.from_browser(sent).to_dict() == sent
    assert Filters.from_browser({"sources": " Courier ", "until": "", "authors": []}).to_dict() == {
        "sources": ["Courier"]
    }
    assert Filters.from_browser(None).to_dict() == {}


def test_a_chip_leaves_all_the_other_filters() -> None:
    filters = Filters.from_browser({"since": "2024-05-01", "sources": ["A", "B"]})
    assert [(what, value, rest.to_dict()) for what, value, rest in filters.chips()] == [
        ("from", "1 May 2024", {"sources": ["A", "B"]}),
        ("outlet", "A", {"since": "2024-05-01", "sources": ["B"]}),
        ("outlet", "B", {"since": "2024-05-01", "sources": ["A"]}),
    ]


@pytest.mark.parametrize(
    "sent", ["x", [1], {"k": 1000}, {"sources": [{}]}, {"since": 7}, {"sources": ["x" * 3000]}, {"sources": None}]
)
def test_what_is_no_filter_is_refused(sent: object) -> None:
    with pytest.raises(QueryError, match="filters"):
        Filters.from_browser(sent)
