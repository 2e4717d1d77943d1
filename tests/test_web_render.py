"""The HTML that the chat shows."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsqa import wording
from newsqa.links import linkable
from newsqa.types import Answer, Article, ArticleInfo, Citation, Hit, Passage, Span, Summary, WayOut, Why
from newsqa.web import parts as render
from newsqa.web.conversation import Turn
from newsqa.web.filters import Filters

TEXT = "Before it. The 👩‍👩‍👧 cafe\u0301 <b>closed</b> & reopened. After it."


def _article(text=TEXT, **fields):
    return Article(
        **{"id": "a", "title": "A title", "date": dt.date(2026, 5, 3), "source": "Outlet", "text": text, **fields}
    )


def _turn(article, start=11, end=None, copies=()):
    end = len(article.text) - 10 if end is None else end
    passage = Passage(id="p", article_id=article.id, start=0, end=len(article.text), text=article.text)
    hit = Hit(rank=1, score=1.0, passage=passage, article=article.info(), copies=copies)
    cited = Citation.prove(article, start, end, number=1)
    answer = Answer(question="Q?", answered=True, citations=(cited,), hits=(hit,))
    return Turn(7, "Q?", answer=answer), hit


class _Seen(HTMLParser):
    """What a browser would see: the elements, their attributes, and the text inside each that marks, by class."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text = [], [], ""
        self._marked, self._open = [], []
        self.feed(html)
        assert not self._open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag in ("mark", "strong"):
            mark = [dict(attrs)["class"], ""]
            self._marked.append(mark)
            self._open.append((tag, mark))

    def handle_endtag(self, tag):
        if tag in ("mark", "strong"):
            assert self._open.pop()[0] == tag

    def handle_data(self, data):
        self.text += data
        for _, mark in self._open:
            mark[1] += data

    def marked(self, *kinds):
        return [text for kind, text in self._marked if kind in kinds]


def test_a_card_marks_the_cited_sentence_and_shows_markup_as_text():
    turn, _ = _turn(_article())
    seen = _Seen(render.render_turn(turn))
    assert (
        seen.marked("cited") == [turn.answer.citations[0].quote] == ["The 👩‍👩‍👧 cafe\u0301 <b>closed</b> & reopened."]
    )
    assert TEXT in seen.text
    assert "b" not in seen.tags


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=80))
def test_whatever_an_article_says_adds_no_element_and_no_attribute(text):
    plain, _ = _turn(_article("x" * 20), 0, 20)
    said, _ = _turn(_article(text, title=text, source=text, language=text), 0, len(text))
    expected, seen = _Seen(render.render_turn(plain)), _Seen(render.render_turn(said))
    assert seen.tags == expected.tags
    assert [name for name, _ in seen.attributes if name != "lang"] == [name for name, _ in expected.attributes]
    assert seen.marked("cited") == [text]


def test_a_lone_surrogate_in_an_article_does_not_break_the_page():
    turn, _ = _turn(_article("A bad \ud800 character."), 0, 8)
    render.render_turn(turn).encode("utf-8")


@pytest.mark.parametrize(
    "url",
    [
        None, "", "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://host/x", "//host/path", "/path", "http://",
        "https:///path", "http://[broken", "https://host/a b", "https://host/\u202egpj.exe", "mailto:a@b.example",
    ],
)  # fmt: skip
def test_only_web_addresses_become_links(url):
    assert linkable(url) is None
    turn, _ = _turn(_article(url=url))
    assert "source-link" not in render.render_turn(turn)


def test_a_web_address_becomes_a_link_that_tells_the_outlet_nothing():
    turn, _ = _turn(_article(url='https://outlet.example/a?b="c"&d=<e>'))
    seen = _Seen(render.render_turn(turn))
    assert ("href", 'https://outlet.example/a?b="c"&d=<e>') in seen.attributes
    assert ("rel", "noopener noreferrer nofollow") in seen.attributes


def test_copies_are_named_by_outlet_once_each():
    copies = [
        ArticleInfo(id="b", title="T", source="Second"),
        ArticleInfo(id="c", title="T", source="Third"),
        ArticleInfo(id="d", title="T", source="Second"),
        ArticleInfo(id="e", title="No outlet"),
    ]
    turn, _ = _turn(_article(), copies=tuple(copies))
    assert "Also in Second, Third, No outlet" in _Seen(render.render_turn(turn)).text


def test_many_outlets_are_one_line_that_opens_the_earliest_first():
    copies = [
        ArticleInfo(id=f"c{day}", title=f"<b>T{day}</b>", source=f"Paper {day}", date=dt.date(2026, 5, day))
        for day in (9, 4)
    ]
    turn, hit = _turn(_article(), copies=tuple(copies))
    others = [
        ArticleInfo(id="x", title="X", date=dt.date(2026, 5, 6), url="https://outlet.example/x"),
        ArticleInfo(id="y", title="Y", source="Paper 7", date=dt.date(2026, 5, 7), url="javascript:alert(1)"),
    ]
    hit = dataclasses.replace(hit, also_in=tuple(others))
    turn = dataclasses.replace(turn, answer=dataclasses.replace(turn.answer, hits=(hit,)))
    seen = _Seen(render.render_turn(turn))
    assert {"details", "summary"} <= set(seen.tags)
    assert "Also in 4 others" in seen.text
    assert [seen.text.index(name) for name in ("Paper 4", "X", "Paper 7", "Paper 9")] == sorted(
        seen.text.index(name) for name in ("Paper 4", "X", "Paper 7", "Paper 9")
    )
    assert "<b>T4</b>" in seen.text, "shown, not run"
    assert [value for name, value in seen.attributes if name == "href" and ":" in value] == ["https://outlet.example/x"]


def test_a_card_of_an_older_version_says_so_and_names_the_later_one():
    turn, hit = _turn(_article())
    hit = dataclasses.replace(hit, superseded_by=ArticleInfo(id="z", title="<i>Mended</i>", date=dt.date(2026, 5, 8)))
    note = "[1] quotes an older version."
    turn = dataclasses.replace(turn, answer=dataclasses.replace(turn.answer, hits=(hit,), notes=(note,)))
    seen = _Seen(render.render_turn(turn))
    assert "A later version of this article is there: <i>Mended</i>, 8 May 2026" in seen.text
    assert note in seen.text


def _place(article, words):
    start = article.text.index(words)
    return Span(start, start + len(words))


def test_marks_nest_where_words_a_sentence_and_its_quotation_overlap():
    article = _article("It was shut. The <b>cafe</b> reopened on Monday. After it.")
    passage = Passage(id="p", article_id="a", start=0, end=len(article.text), text=article.text)
    matches = (_place(article, "cafe"), _place(article, "shut. The"), _place(article, "After"))
    hit = Hit(rank=1, score=1.0, passage=passage, article=article.info(), found_by="both", matches=matches)
    best = _place(article, "The <b>cafe</b> reopened on Monday.")
    cited = Citation.prove(article, 0, best.end, number=1, best=best)
    answer = Answer(question="Q", answered=True, citations=(cited,), hits=(hit,), confidence=0.7)
    seen = _Seen(render.render_turn(Turn(1, "Q", answer=answer)))
    assert seen.marked("cited") == [cited.quote]
    assert seen.marked("best") == ["The <b>cafe</b> reopened on Monday."] * 2, "in the card and above it"
    assert seen.marked("match") == ["shut. ", "The", "cafe", "After"]
    assert article.text in seen.text and cited.quote in seen.text


def test_a_quotation_that_is_one_sentence_is_not_marked_twice():
    turn, _ = _turn(_article())
    assert _Seen(render.render_turn(turn)).marked("best") == []


def test_a_card_says_why_its_passage_is_here_and_only_when_asked():
    turn, hit = _turn(_article())
    why = Why(words=("<i>The</i>", "after"), meaning_rank=3, words_rank=None, days=12)
    for matches, legend in (((), 0), ((Span(0, 6),), 1)):
        hits = (dataclasses.replace(hit, found_by="meaning", matches=matches, why=why),)
        html = render.render_turn(dataclasses.replace(turn, answer=dataclasses.replace(turn.answer, hits=hits)))
        folded = html.split('<details class="why">')[1].split("</details>")[0]
        seen = _Seen(folded)
        assert "Why this one" in seen.text
        for what, said in wording.why(hits[0]):
            assert f"{what}{said}" in seen.text
        assert "<i>The</i>, after" in seen.text and "3rd by meaning, not among the nearest by words" in seen.text
        assert seen.text.count("are underlined") == legend


def test_the_passages_are_shown_before_the_answer_and_stay_as_they_are():
    turn, hit = _turn(_article())
    before = render.render_turn(Turn(7, "Q?", seen=(hit,)))
    after = render.render_turn(dataclasses.replace(turn, seen=(hit,)))
    passages = [html.split('<h3 class="passages-head"')[1] for html in (before, after)]
    assert [_Seen(html).text for html in passages] == [_Seen(passages[0]).text] * 2
    assert [_Seen(html).tags.count("li") for html in passages] == [1, 1]
    assert _Seen(before).marked("cited") == [] and len(_Seen(passages[1]).marked("cited")) == 1
    assert 'aria-busy="true"' in before and 'aria-busy="true"' not in after
    assert ("data-announce", "") in _Seen(before).attributes


@pytest.mark.parametrize(
    ("ahead", "said"),
    [(0, "Yours is next."), (1, "One question is before yours."), (3, "3 questions are before yours."), (None, "")],
)
def test_a_question_in_line_says_how_many_are_before_it(ahead, said):
    seen = _Seen(render.render_turn(Turn(7, "Q?", ahead=ahead)))
    assert ("data-place", said) in seen.attributes
    assert (said or "Searching the archive…") in seen.text


def _actions(html):
    return [json.loads(value) for name, value in _Seen(html).attributes if name == "data-send"]


def test_a_question_can_be_stopped_while_it_runs_and_asked_again_afterwards():
    filters = Filters((("sources", "Outlet"), ("since", "2026-01-01")))
    waiting = Turn(7, 'Who "rang"?', filters)
    assert {"do": "stop", "turn": 7} in _actions(render.render_turn(waiting))
    again = {"do": "ask", "question": 'Who "rang"?', "filters": filters.to_browser(), "instead": 7, "view": "passages"}
    assert again not in _actions(render.render_turn(waiting))
    stopped = render.render_turn(dataclasses.replace(waiting, problem="Stopped."))
    answered = render.render_turn(dataclasses.replace(_turn(_article())[0], question='Who "rang"?', filters=filters))
    for html in (stopped, answered):
        assert again in _actions(html)
        assert {"do": "stop", "turn": 7} not in _actions(html)
    for html in (render.render_turn(waiting), stopped, answered):
        edit = next(json.loads(value) for name, value in _Seen(html).attributes if name == "data-edit")
        assert edit == {"question": 'Who "rang"?', "filters": filters.to_browser(), "number": 7}


def test_a_number_opens_the_article_and_a_quotation_is_taken_along_with_its_source():
    turn, _ = _turn(_article())
    turn = dataclasses.replace(turn, quotations=((1, 'The <b> "café"\n— A title, Outlet'),))
    html = render.render_turn(turn)
    assert {"do": "open", "turn": 7, "card": 1} in _actions(html.split('class="sources"')[0])
    assert ("data-copy", 'The <b> "café"\n— A title, Outlet') in _Seen(html).attributes
    assert 'data-copy="' not in render.render_turn(dataclasses.replace(turn, quotations=())), "the article changed"


def test_a_declined_answer_says_what_stands_in_no_article_and_what_would_help():
    filters = Filters((("sources", "Outlet"), ("since", "2026-01-01"), ("until", "2026-02-01")))
    turn = dataclasses.replace(_declined(absent=("<b>rang</b>",)), filters=filters, question='who "rang"')
    assert "In no article: <b>rang</b>" in _Seen(render.render_turn(turn)).text
    looking = render.render_turn(dataclasses.replace(turn, is_looking=True))
    assert "Looking whether" in looking and {"do": "stop", "turn": 1} in _actions(looking)
    found = dataclasses.replace(_turn(_article())[0].answer, confidence=0.93, question="who rang")
    ways = (
        WayOut(without="dates", value="2026-01-01 to 2026-02-01", answer=found),
        WayOut(without="phrases", value='"rang"', answer=found),
        WayOut(without="time", value="last week", answer=found),
    )
    html = render.render_turn(dataclasses.replace(turn, ways=ways))
    assert "Without the dates 2026-01-01 to 2026-02-01: very likely, from Outlet, 3 May 2026" in _Seen(html).text
    sent = [action for action in _actions(html.split('class="help"')[1]) if action["do"] == "ask"][:3]
    days = {"since": "2026-01-01", "until": "2026-02-01"}
    assert [(action["question"], action["filters"], action["instead"]) for action in sent] == [
        ('who "rang"', {"sources": ["Outlet"]}, 1),
        ("who rang", {"sources": ["Outlet"], **days}, 1),
        ('who "rang"', {"sources": ["Outlet"], **days, "times": "ignored"}, 1),
    ]
    assert any(name == "data-more" and "Without the quotation marks" in value for name, value in _Seen(html).attributes)
    nothing = _Seen(render.render_turn(dataclasses.replace(turn, ways=())))
    assert "does not answer it without that either" in nothing.text
    assert 'class="help"' not in render.render_turn(turn), "nobody looked"


def test_confidence_is_words_with_its_number_on_hover_and_a_score_is_never_shown_as_one():
    turn, hit = _turn(_article())
    hits = (dataclasses.replace(hit, score=0.987),)
    for confidence, words, percent in ((0.724, "Likely answers this", "72%"), (0.93, "Very likely answers", "93%")):
        answer = dataclasses.replace(turn.answer, hits=hits, confidence=confidence)
        html = render.render_turn(dataclasses.replace(turn, answer=answer))
        seen = _Seen(html)
        assert words in seen.text and f"({percent})" in seen.text
        title = next(value for name, value in seen.attributes if name == "title")
        assert title == f"{percent}: the probability that a quotation here answers the question"
        assert ("tabindex", "0") in seen.attributes
        assert "98" not in html and "99%" not in html
    assert "confidence" not in render.render_turn(turn), "there is none to show"


def _declined(near=1, question="Q", **fields):
    _, hit = _turn(_article())
    hits = tuple(dataclasses.replace(hit, rank=rank, matches=(Span(7, 10),)) for rank in range(1, near + 1))
    reason = "Nothing in these articles answers this."
    values = {"reason": reason, "hits": hits, "confidence": 0.08, "looked_for": ("bell", "<i>rang</i>"), **fields}
    return Turn(1, question, answer=Answer(question=question, answered=False, **values))


def test_a_declined_answer_names_its_passages_as_near_and_says_what_was_looked_for():
    html = render.render_turn(_declined(2, 'who "rang it" -"the <tram>"'))
    seen = _Seen(html)
    assert "<h3>Nothing in these articles answers this.</h3>" in html
    assert "Too unsure to be an answer (8%)" in seen.text
    assert "Looked for: bell, <i>rang</i>" in seen.text
    assert 'Filters: with "rang it"; without "the tram"\n' in seen.text
    assert "Nearest passages, which do not answer it" in seen.text
    assert seen.tags.count("li") == 2 and 'aria-label="Near passage 2: A title"' in html
    assert "blockquote" not in seen.tags
    assert seen.marked("cited", "best", "passage-mark") == []
    assert seen.marked("match") == [TEXT[7:10]] * 2


@pytest.mark.parametrize(
    ("near", "said"),
    [(3, "3 near passages follow; they are not an answer."), (1, "One near passage follows; it is not an answer."),
     (0, "")],
)  # fmt: skip
def test_a_declined_answer_is_announced_as_none_with_how_many_are_near(near, said):
    seen = _Seen(render.render_turn(_declined(near)))
    assert ("data-announce", f"Nothing in these articles answers this. {said}".rstrip()) in seen.attributes


def test_an_answer_is_announced_with_its_confidence_and_first_quotation():
    turn, _ = _turn(_article("It rang. Yes."), 0, 8)
    turn = dataclasses.replace(turn, answer=dataclasses.replace(turn.answer, confidence=0.5))
    assert ("data-announce", "One passage found. May answer this, 50%. It rang.") in _Seen(
        render.render_turn(turn)
    ).attributes


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=80))
def test_whatever_a_question_says_adds_no_element_to_a_declined_answer(said):
    plain = _Seen(render.render_turn(_declined(question="x", looked_for=("x",))))
    seen = _Seen(render.render_turn(_declined(question=said, looked_for=(said,))))
    added = seen.tags.count("p") - plain.tags.count("p")
    assert added in (0, 1), "at most the line with the filters"
    assert set(seen.tags) == set(plain.tags)
    assert f"Looked for: {said}" in seen.text


def test_a_question_without_answer_shows_the_reason():
    turn = Turn(1, "Q", answer=Answer(question="Q", answered=False, reason="The archive is <empty>."))
    html = render.render_turn(turn)
    assert "The archive is &lt;empty&gt;." in html
    assert "card" not in html


def _summary(**fields):
    values = {
        "generation": 1, "published_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "articles": 0, "passages": 0,
        "sources": (), "languages": (), "sections": (), "first_date": None, "last_date": None,
    }  # fmt: skip
    return Summary(**{**values, **fields})


def test_an_empty_archive_tells_what_to_do():
    seen = _Seen(render.render_welcome(_summary(), (), "my/articles"))
    assert "The archive is empty" in seen.text
    assert "my/articles" in seen.text
    assert "newsqa build" in seen.text


def test_an_archive_without_dates_or_outlets_is_described_without_them():
    text = _Seen(render.render_welcome(_summary(articles=1, sources=((None, 1),)), (), "x")).text
    assert "It holds 1 article.\n" in text
    assert "None" not in text


def test_a_page_says_how_much_search_by_meaning_covers_while_a_first_build_goes_on():
    turn, _ = _turn(_article())
    part = dataclasses.replace(turn.answer, meaning_share=0.35)
    declined = _declined(meaning_share=0.35)
    for some in (dataclasses.replace(turn, answer=part), declined):
        page = render.render_turn(some)
        assert '<p class="coverage" role="note">' in page
        assert "35% of the archive so far" in page.split('<p class="coverage"')[1]
        assert "35% of the archive" in page.split('data-announce="')[1].split('"')[0]
    assert "of the archive so far" not in render.render_turn(turn)
    assert "35% of it by meaning so far" in render.render_masthead(_summary(articles=3, meaning_share=0.35))
    assert "by meaning" not in render.render_masthead(_summary(articles=3))
