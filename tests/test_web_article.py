"""What the reading pane is opened with, and the HTML that shows it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loops import in_loop

import newsqa
from newsqa.config import Settings
from newsqa.errors import ArticlesError
from newsqa.index import Index
from newsqa.passages import split_sentences
from newsqa.types import Answer, Article, ArticleInfo, Citation, Hit, Passage, Relatives, Span
from newsqa.web.actions import Open
from newsqa.web.conversation import Conversation, Turn
from newsqa.web.desk import Desk
from newsqa.web.marks import cut_paragraphs
from newsqa.web.parts import render_article
from newsqa.web.reading import Marked, Reading, open_article
from newsqa.web.versions import said_only_in

BEACON = (
    "The beacon on Tolsay went dark on Friday night, the coast office said. Its keeper, Marit Aune, rowed out with a "
    "lamp of her own and held it up until the ferry had passed.\n\nNobody was hurt. "
    "The ferry carried ninety passengers and a cargo of salted herring for the market at Brenna.\n\n"
    "Why it went dark\n\nA rat had bitten through the cable "
    "between the beacon and its battery. The coast office will lay a cable in an iron pipe before the winter storms."
)
AMENDED = BEACON.replace("ninety passengers", "ninety-four passengers") + (
    "\n\nThe county has asked for a report on every beacon between Tolsay and Brenna by the end of the month."
)
ARTICLES = (
    {"id": "beacon", "title": "Beacon dark over Tolsay", "source": "Brenna Post", "date": "2026-01-10",
     "url": "https://post.example/beacon", "language": "en", "text": BEACON},
    {"id": "amended", "title": "Rat put out the Tolsay beacon", "source": "Brenna Post", "date": "2026-01-12",
     "url": "https://post.example/beacon", "language": "en", "text": AMENDED},
    {"id": "copy", "title": "Keeper with a lamp", "source": "Herring Gazette", "date": "2026-01-13",
     "url": "javascript:alert(1)", "language": "en", "text": AMENDED},
    {"id": "bakery", "title": "A bakery opens", "date": "2025-05-05", "language": "en",
     "text": "A bakery opened in the old customs house. It sells rye bread and a cake named after the harbour master."},
)  # fmt: skip
QUESTION = "What bit through the cable of the beacon?"


@pytest.fixture(scope="module")
def index(encoder, tmp_path_factory):
    root = tmp_path_factory.mktemp("tolsay")
    (root / "articles").mkdir()
    lines = "".join(json.dumps(article) + "\n" for article in ARTICLES)
    (root / "articles" / "articles.jsonl").write_text(lines, encoding="utf-8")
    settings = Settings(articles=str(root / "articles"), index=str(root / "index"))
    newsqa.build(settings=settings, encoder=encoder)
    with Index.open(settings=settings, encoder=encoder) as index:
        yield index


@pytest.fixture(scope="module")
def turn(index):
    answer = index.ask(QUESTION)
    assert answer.answered
    return Turn(3, QUESTION, answer=answer)


def _said(article, mark):
    return article.text[mark.start : mark.end]


def _citing(article, *quotes, hit=1):
    """Return a turn whose one hit is all of the article, and which cites these of it by the hits of those numbers."""
    passage = Passage(id="p", article_id=article.id, start=0, end=len(article.text), text=article.text)
    hits = tuple(Hit(rank=rank, score=1.0, passage=passage, article=article.info()) for rank in (1, 2))
    citations = [
        Citation.prove(article, (start := article.text.index(quote)), start + len(quote), number=number)
        for number, quote in quotes
    ]
    return Turn(5, "Q?", answer=Answer(question="Q?", answered=True, citations=tuple(citations), hits=hits))


def test_a_card_opens_its_article_with_what_is_cited_of_it(index, turn):
    cited = turn.answer.citations[0]
    reading = open_article(index, Open(turn=3, card=cited.number), turn)
    assert reading.article.id == cited.article_id
    assert [_said(reading.article, mark) for mark in reading.marked.marks] == [
        each.quote for each in turn.answer.citations if each.article_id == cited.article_id
    ]
    assert reading.marked.noun == "Sentence"
    assert _said(reading.article, reading.marked.marks[reading.marked.current - 1]) == cited.quote


def test_every_citation_of_the_answer_in_the_article_is_marked_and_the_cards_own_is_gone_to(index):
    article = index.article("beacon")
    citing = _citing(article, (2, "Nobody was hurt."), (1, "A rat had bitten through the cable"))
    for card, current in ((1, 2), (2, 1)):
        marked = open_article(index, Open(turn=5, card=card), citing).marked
        assert [_said(article, mark) for mark in marked.marks] == [
            "Nobody was hurt.",
            "A rat had bitten through the cable",
        ]
        assert (marked.cited, marked.current) == (marked.marks, current)


def test_citations_that_overlap_are_one_mark(index):
    article = index.article("beacon")
    citing = _citing(article, (1, "Nobody was hurt. The ferry carried"), (2, "The ferry carried ninety passengers"))
    marked = open_article(index, Open(turn=5, card=1), citing).marked
    assert [_said(article, mark) for mark in marked.marks] == ["Nobody was hurt. The ferry carried ninety passengers"]


def test_the_passage_is_the_mark_where_nothing_is_cited(index):
    article = index.article("bakery")
    citing = _citing(article)
    for near in (citing, dataclasses.replace(citing, answer=None, seen=citing.answer.hits)):
        marked = open_article(index, Open(turn=5, card=2), near).marked
        assert (marked.noun, marked.cited, [_said(article, mark) for mark in marked.marks]) == (
            "Passage", (), [article.text],
        )  # fmt: skip
        assert marked.quotations[0].plain.startswith(article.text)


def test_any_article_opens_by_its_id_with_a_sentence_of_it_marked(index):
    start = index.article("beacon").text.index("Nobody")
    marked = open_article(index, Open(article="beacon", start=start, end=start + 16), None).marked
    assert marked.quotations[0].plain == (
        "Nobody was hurt.\n— Beacon dark over Tolsay, Brenna Post, 10 January 2026\n"
        "https://post.example/beacon#:~:text=Nobody%20was%20hurt.,-The%20ferry"
    )
    assert marked.quotations[0].markdown.startswith("> Nobody was hurt.\n>\n> — [Beacon dark over Tolsay](https://")
    assert marked.quotations[0].url == "https://post.example/beacon#:~:text=Nobody%20was%20hurt.,-The%20ferry"
    citing = _citing(index.article("beacon"), (1, "A rat had bitten through the cable"))
    marked = open_article(index, Open(turn=5, article="beacon", start=start, end=start + 16), citing).marked
    assert (len(marked.marks), marked.current) == (2, 1), "what the answer cites of it is marked too"


@given(st.none() | st.integers(-20, 900), st.none() | st.integers(-20, 900))
def test_a_span_that_is_none_of_the_text_leaves_the_article_unmarked(index, start, end):
    reading = open_article(index, Open(article="beacon", start=start, end=end), None)
    text = reading.article.text
    is_inside = start is not None and end is not None and 0 <= start < end <= len(text)
    is_text = is_inside and bool(text[start:end].strip())
    assert reading.marked.marks == ((Span(start, end),) if is_text else ())
    assert ("<mark" in render_article(reading, opening=1)) == is_text


def test_what_cannot_be_opened_says_why_in_the_pane(index):
    desk = Desk(index, Settings())

    async def opened(**sent):
        return [shown["reading"] async for shown in desk.do({"do": "open", **sent}, Conversation())]

    (gone,) = in_loop(opened(article="no <such> article"))
    assert "no &lt;such&gt; article: the archive holds no article with this id" in gone
    (forgotten,) = in_loop(opened(turn=9, card=1))
    assert "no longer kept" in forgotten
    (unreadable,) = in_loop(opened(article=7))
    assert "reload the page" in unreadable
    with pytest.raises(ArticlesError):
        open_article(index, Open(), None)


def test_nothing_is_marked_in_an_article_that_changed_since_it_was_cited(index):
    before = dataclasses.replace(index.article("beacon"), text="A first sentence. " + BEACON)
    reading = open_article(index, Open(turn=5, card=1), _citing(before, (1, "Nobody was hurt.")))
    html = render_article(reading, opening=1)
    assert reading.marked == Marked(is_changed=True)
    assert "<mark" not in html and "has changed since" in html


def test_versions_and_carriers_are_told_apart_and_open_in_the_pane(index):
    html = render_article(open_article(index, Open(article="amended"), None), opening=1)
    seen = _Seen(html)
    assert "Earlier version, 10 January 2026: Beacon dark over Tolsay" in seen.text
    assert "Later version" not in seen.text
    sent = seen.sent()
    assert {"do": "open", "article": "beacon"} in sent
    assert {"do": "open", "article": "amended", "compare": "beacon"} in sent
    carriers = html.split('class="carriers"')[1]
    assert "The same story in 1 other article\n" in carriers.replace("</summary>", "\n")
    assert "Herring Gazette" in carriers and "13 January 2026, word for word" in carriers
    assert {"do": "open", "article": "copy"} in sent

    html = render_article(open_article(index, Open(article="beacon"), None), opening=1)
    assert "Later version, 12 January 2026: Rat put out the Tolsay beacon" in _Seen(html).text
    assert "An older version of the article" in html


def test_what_an_answer_cites_follows_the_reader_to_another_version(index, turn):
    html = render_article(open_article(index, Open(turn=3, article="amended"), turn), opening=1)
    assert {"do": "open", "article": "beacon", "turn": 3} in _Seen(html).sent()


def test_only_what_the_other_version_does_not_say_is_marked_when_asked_for(index):
    newer = open_article(index, Open(article="amended", compare="beacon"), None)
    assert [_said(newer.article, mark).split(" ")[1] for mark in newer.marked.marks] == ["ferry", "county"]
    html = render_article(newer, opening=1)
    assert "Marked “new”: 2 sentences that do not stand in the version of 10 January 2026, whose title is" in html
    assert html.count('data-label="new"') == 2
    assert {"do": "open", "article": "amended"} in _Seen(html).sent()
    assert "data-copy" not in html

    older = open_article(index, Open(article="beacon", compare="amended"), None)
    assert ["ninety passengers" in _said(older.article, mark) for mark in older.marked.marks] == [True]
    assert 'data-label="only here"' in render_article(older, opening=1)

    other = open_article(index, Open(article="bakery", compare="beacon"), None)
    assert other.compared is None and other.marked.marks == (), "a version of something else is none"


@given(st.permutations(["One came.", "Two went.", "Three stayed.", "Four slept."]))
def test_a_sentence_that_only_moved_is_in_both_versions(order):
    text = "One came. Two went.\nThree stayed. Four slept."
    one = Article(id="a", title="A", text=text, language="en")
    assert said_only_in(one, dataclasses.replace(one, text="\n".join(order))) == ()
    other = dataclasses.replace(one, text="\n".join(order[1:]))
    assert [_said(one, span) for span in said_only_in(one, other)] == [order[0]]
    curly = Article(id="c", title="C", text="She said “no” to it.", language="en")
    assert said_only_in(curly, dataclasses.replace(curly, text='She  said "no" to it.')) == ()


def test_a_book_is_cut_where_every_sentence_is_marked():
    text = "\n".join(f"Heading {n}\nThe warden counted {n} gannets. He ate his bread." for n in range(2000))
    headings = tuple(Span(place, place + len(f"Heading {n}")) for n in range(2000)
                     if (place := text.index(f"Heading {n}\n")) >= 0)  # fmt: skip
    article = Article(id="a", title="A", text=text, headings=headings, language="en")
    marks = split_sentences(text, "en")
    paragraphs = cut_paragraphs(article, marks[::2], marks=marks)
    assert "\n".join("".join(run.text for run in each.runs) for each in paragraphs) == text
    assert [each.is_heading for each in paragraphs] == [True, False] * 2000
    numbers = [run.mark for each in paragraphs for run in each.runs if run.mark]
    assert numbers == list(range(1, len(marks) + 1))


class _Seen(HTMLParser):
    """What a browser would see: elements, attributes and text."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data

    def sent(self):
        """Return what the elements that can be pressed send."""
        return [json.loads(value) for name, value in self.attributes if name == "data-send"]


def _reading(said, url=None):
    """Return an article that says this in every field, its relatives too."""
    moment = dt.datetime(2026, 5, 3, 14, 5, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    article = Article(
        id=said, title=said, text=f"A beginning {said} an end.", date=moment.date(), modified=moment.date(),
        source=said, authors=(said, said), section=said, url=url or said, language=said, path=said, subtitle=said,
        agency=said, published_at=moment, modified_at=moment, corrections=(said,), origins={"title": said, "url": said},
    )  # fmt: skip
    other = ArticleInfo(id=said + "2", title=said, source=said, date=moment.date(), url=said)
    later = dataclasses.replace(other, id=said + "3")
    earlier = dataclasses.replace(other, id=said + "4")
    citing = _citing(article, (1, article.text))
    index = _OneArticle(article, Relatives(copies=(other,), earlier=(earlier,), later=later))
    return open_article(index, Open(turn=5, card=1), citing)


@dataclasses.dataclass
class _OneArticle:
    """As much of an index as the pane asks: an archive could not hold all of what is tried here."""

    only: Article
    its_relatives: Relatives

    def article(self, _):
        return self.only

    def relatives(self, _):
        return self.its_relatives


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), min_size=1, max_size=60)


@given(texts.filter(str.strip))
def test_whatever_an_article_says_of_itself_adds_no_element_and_no_attribute(said):
    plain, seen = (_Seen(render_article(_reading(each), opening=1)) for each in ("?", said))
    assert [tag for tag in seen.tags if tag != "a"] == [tag for tag in plain.tags if tag != "a"]
    assert {name for name, _ in seen.attributes} - {"lang", "href", "target", "rel", "data-url"} == {
        name for name, _ in plain.attributes
    }
    assert f"A beginning {said} an end." in seen.text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//host/x", "https://h.example/a b"])
def test_only_web_addresses_become_links(url):
    seen = _Seen(render_article(_reading("x", url), opening=1))
    assert "a" not in seen.tags
    assert url in seen.text, "about this article, as text"


def test_the_link_leads_to_the_sentence_and_tells_the_outlet_nothing():
    seen = _Seen(render_article(_reading("x", 'https://outlet.example/a?b="c"#part'), opening=1))
    href = next(value for name, value in seen.attributes if name == "href")
    assert href.startswith('https://outlet.example/a?b="c"#part:~:text=A%20beginning')
    assert ("rel", "noopener noreferrer nofollow") in seen.attributes and ("target", "_blank") in seen.attributes


def test_an_article_is_described_with_where_each_came_from():
    article = Article(
        id="a", title="A title", text="It rang. Twice.", source="Outlet", date=dt.date(2026, 5, 3), section="Harbour",
        authors=("Ann Oke", "Bo Lind"), agency="Meridian", language="en", subtitle="A <standfirst>",
        corrections=("Correction: it was <i>two</i>.",), url="https://outlet.example/a", path="news/a.html",
        published_at=dt.datetime(2026, 5, 3, 14, 5, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        modified=dt.date(2026, 5, 4), origins={"title": "json-ld", "date": "page", "published_at": "page",
                                               "modified": "feed", "section": "opengraph"},
    )  # fmt: skip
    seen = _Seen(render_article(Reading(wanted=Open(article="a"), article=article, relatives=Relatives(),
                                        marked=Marked()), opening=1))  # fmt: skip
    assert "Outlet · 3 May 2026, 14:05 UTC+02:00 · Meridian · by Ann Oke, Bo Lind" in seen.text
    assert "A <standfirst>" in seen.text and "Correction: it was <i>two</i>." in seen.text
    about = seen.text.split("About this article")[1]
    for row in (
        "TitleA title from linked data", "Published3 May 2026, 14:05 UTC+02:00 from the page",
        "Changed4 May 2026 from feed", "SectionHarbour from OpenGraph tags", "AuthorsAnn Oke, Bo Lind\n",
        "Filenews/a.html\n", "Corrections1",
    ):  # fmt: skip
        assert row in about
    assert {"i", "standfirst"} & set(seen.tags) == set()
