"""What an article says of itself: fields by many names, dates, authors, languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsqa.metadata import NAMES, Candidate, Fields, article_from_fields, first_field, parse_date, parse_moment
from newsqa.metadata.days import shown_date, url_date
from newsqa.metadata.language import _identifier, detect_language
from newsqa.metadata.lines import correction_notes, find_byline, read_dateline
from newsqa.metadata.linked_data import linked_data_candidates
from newsqa.metadata.trust import TRUST
from newsqa.types import Article, Rejection

DAY = dt.date(2024, 7, 5)


def article_of(**values: object) -> tuple[Article, tuple[str, ...]]:
    result = article_from_fields(Fields({"title": "Bell", **values}, "The bell rang."), "news/bell.txt")
    assert not isinstance(result, Rejection)
    return result


@pytest.mark.parametrize(
    "value",
    [
        DAY,
        dt.datetime(2024, 7, 5, 23, 59, tzinfo=dt.UTC),
        "2024-07-05",
        " 2024-07-05\n",
        "20240705",
        "2024/07/05",
        "2024-07-05T08:00:00Z",
        "2024-07-05 08:00:00.123+02:00",
        "5 July 2024",
        "July 5, 2024",
        "July 5 2024",
        "5 Jul 2024",
        "Jul 5, 2024",
        "05.07.2024",
        "Fri, 05 Jul 2024 08:00:00 +0000",
        "Fri, 5 Jul 2024 08:00:00 EST",
    ],
)
def test_a_date_is_read_in_the_forms_that_archives_use(value: object) -> None:
    assert parse_date(value) == DAY


@pytest.mark.parametrize("value", ["2024-07-05T23:30:00-05:00", "2024-07-05T00:30:00+14:00"])
def test_the_day_is_the_one_that_the_publisher_wrote_whatever_the_time_zone(value: str) -> None:
    assert parse_date(value) == DAY


@pytest.mark.parametrize(
    "value",
    ["", "yesterday", "2024", "202407", "2024-07", "July 2024", "2024-02-30", "2024-13-01", "0000-00-00", "n.d.",
     None, True, 20240705, 1720137600.0, ["2024-07-05"], {"date": "2024-07-05"}],
)  # fmt: skip
def test_what_names_no_day_gives_none(value: object) -> None:
    assert parse_date(value) is None


@pytest.mark.parametrize("value", ["07/05/2024", "5/7/2024", "05-07-2024", "7.5.24"])
def test_it_is_never_guessed_which_of_two_numbers_is_the_month(value: str) -> None:
    assert parse_date(value) is None


@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(["Fri,", "5", "Jul", "2024", "08:00:00", "+0000", "9" * 30, "9" * 30 + ":1:1", "-", "T"]),
            max_size=8,
        ).map(" ".join),
    )
)
@example("15 Jul 99999999999999999999 10:00:00 +0000")
@example("Mon, 15 Jul 2024 08:00:00 +9999999999999999")
def test_no_text_makes_the_date_reader_fail(text: str) -> None:
    assert parse_date(text) is None or isinstance(parse_date(text), dt.date)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ann Oke", ("Ann Oke",)),
        ("By Ann Oke and Per Lund", ("Ann Oke", "Per Lund")),
        ("by Ann Oke, Per Lund; Sue Anders and Byron Ek", ("Ann Oke", "Per Lund", "Sue Anders", "Byron Ek")),
        (["Ann Oke", " Per \n Lund ", "", "Ann Oke"], ("Ann Oke", "Per Lund")),
        ([{"name": "Ann Oke", "@type": "Person"}, "Per Lund", {"name": 5}, 7, None], ("Ann Oke", "Per Lund")),
        (7, ()),
        ({"name": "Ann Oke"}, ("Ann Oke",)),
        ("BY ANN OKE, Staff Writer", ("Ann Oke",)),
        ("Von Ann Oke und Per Lund, Berlin", ("Ann Oke", "Per Lund")),
        ("Par Ann Oke (avec AFP)", ("Ann Oke",)),
        ("Ann Oke ann.oke@norrin.example", ("Ann Oke",)),
        ("Ann Oke Political Editor | Per Lund in Caster", ("Ann Oke", "Per Lund")),
        ("Oke, Ann", ("Ann Oke",)),
        ("Jane E Doe and Rafael van der Meer", ("Jane E Doe", "Rafael van der Meer")),
        (["Ann Oke", "ann oke", "https://norrin.example/authors/ann-oke"], ("Ann Oke",)),
        ("鳥居真一記者", ("鳥居真一",)),
        ("本报记者 陈晓东", ("陈晓东",)),
        ("Newsroom", ()),
        ("admin", ()),
        ("Redaktion", ()),
        ("https://norrin.example/authors/ann-oke", ()),
        (None, ()),
    ],
)
def test_authors_are_a_list_of_names_however_they_are_given(value: object, names: tuple[str, ...]) -> None:
    assert article_of(authors=value)[0].authors == names


@pytest.mark.parametrize(
    ("value", "code"), [("en", "en"), ("en-GB", "en"), ("EN_us", "en"), ("zh-Hant-TW", "zh"), ("nds", "nds")]
)
def test_a_language_is_its_code_without_region_or_case(value: str, code: str) -> None:
    assert article_of(language=value) == (article_of(language=code)[0], ())
    assert article_of(language=value)[0].language == code


def test_a_language_that_is_no_code_is_left_out_with_a_warning() -> None:
    article, warnings = article_of(language="English")
    assert article.language is None
    assert warnings == ("language 'English' is not a code; write en, de, zh, ...",)


def test_the_first_name_of_a_field_wins_and_empty_ones_do_not_count() -> None:
    assert first_field({"headline": "Second", "title": "First"}, "title") == "First"
    assert first_field({"headline": "Second", "title": ""}, "title") == "Second"
    assert first_field({"author": "Ann Oke", "authors": []}, "authors") == "Ann Oke"
    assert first_field({}, "title") is None


def test_no_name_stands_for_two_fields() -> None:
    names = [name for others in NAMES.values() for name in others]
    assert len(names) == len(set(names))


def test_an_article_without_a_title_gets_its_first_words_and_a_warning() -> None:
    text = "The bell on the harbour wall at Norrin rang on Monday for the first time since the winter of 1987.\nAgain."
    result = article_from_fields(Fields({}, text), "news/bell.txt")
    assert not isinstance(result, Rejection)
    article, warnings = result
    assert text.startswith(article.title + " ") and 40 < len(article.title) <= 80
    assert warnings == ("has no title; its first words stand in",)


def test_fields_of_the_wrong_kind_are_left_out_with_a_warning_each() -> None:
    article, warnings = article_of(source=["a"], url={"a": 1}, section=True, date="soon", modified=["x"])
    assert (article.source, article.url, article.section, article.date, article.modified) == (None,) * 5
    assert sorted(warning.split()[0] for warning in warnings) == ["date", "modified", "section", "source", "url"]
    assert "date 'soon' is not a date that can be read; write it as 2024-07-15" in warnings


def test_numbers_are_taken_as_the_texts_they_stand_for() -> None:
    article, warnings = article_of(id=0, title=1984, section=1.5)
    assert (article.id, article.title, article.section, warnings) == ("0", "1984", "1.5", ())


def test_metadata_is_one_line_each_without_control_characters() -> None:
    article, _ = article_of(title="Bell\nrings\x1b[0m ", source="Norrin\tPost", authors=["Ann\u2028Oke"], id=" a\n1 ")
    assert (article.title, article.source, article.authors) == ("Bell rings[0m", "Norrin Post", ("Ann Oke",))
    assert article.id == "a 1"


@pytest.mark.parametrize("text", ["", " \n ", "...\n---\n***", "\u00a0\u200b"])
def test_a_text_without_a_letter_or_figure_is_no_article(text: str) -> None:
    result = article_from_fields(Fields({"title": "Bell"}, text, line=3), "news/bell.jsonl")
    assert result == Rejection("news/bell.jsonl:3", "has no text")


# Where a page says what


def page_of(*candidates: tuple[str, object, str], text: str = "The bell rang.") -> Article:
    fields = Fields({}, text, origin="page", candidates=tuple(Candidate(*each) for each in candidates))
    result = article_from_fields(fields, "news/bell.html")
    assert not isinstance(result, Rejection)
    return result[0]


@pytest.mark.parametrize(
    "title",
    [
        "Bell rings again | Norrin Post", "Bell rings again - The Norrin Post", "Norrin Post: Bell rings again",
        "Bell rings again | Harbour | Norrin Post", "Bell rings again – norrinpost.example", "Bell rings again",
    ],
)  # fmt: skip
def test_a_title_loses_the_outlet_that_is_tacked_on(title: str) -> None:
    article = page_of(
        ("title", title, "opengraph"), ("source", "Norrin Post", "opengraph"), ("section", "Harbour", "opengraph"),
        ("url", "https://www.norrinpost.example/bell", "canonical"),
    )  # fmt: skip
    assert article.title == "Bell rings again"


def test_a_title_that_names_its_outlet_within_keeps_it() -> None:
    article = page_of(
        ("title", "Why the Norrin Post - and not the mayor - rang the bell", "json-ld"),
        ("source", "Norrin Post", "json-ld"),
    )
    assert article.title == "Why the Norrin Post - and not the mayor - rang the bell"


def test_a_title_that_was_cut_off_gives_way_to_the_whole_of_it() -> None:
    article = page_of(
        ("title", "Bell rings again after…", "json-ld"), ("title", "Bell rings again after a long winter", "page")
    )
    assert article.title == "Bell rings again after a long winter"


def test_the_title_that_most_places_give_wins() -> None:
    article = page_of(
        ("title", "It rings!", "json-ld"), ("title", "Bell rings again", "page"), ("title", "Bell rings again", "meta")
    )
    assert article.title == "Bell rings again"


def test_an_outlet_that_the_title_bar_names_too_is_believed_before_a_company_or_an_address() -> None:
    article = page_of(
        ("title", "Bell rings", "page"), ("title", "Bell rings | Norrin Post", "title bar"),
        ("source", "norrinpost.example", "opengraph"), ("source", "Norrin Media Group Ltd", "json-ld"),
        ("url", "https://www.norrinpost.example/bell", "canonical"),
    )  # fmt: skip
    assert article.source == "Norrin Post"


def test_the_address_is_the_last_resort_for_the_outlet_and_the_day() -> None:
    article, _ = article_of(url="https://www.norrinpost.example/2024/07/11/bell")
    assert (article.source, article.date) == ("norrinpost.example", dt.date(2024, 7, 11))
    assert (article.origins["source"], article.origins["date"]) == ("url", "url")


def test_the_outlet_is_not_its_own_author_and_an_agency_is_none() -> None:
    article = page_of(
        ("source", "Norrin Post", "json-ld"), ("authors", ["Norrin Post", "Reuters", "Ann Oke"], "json-ld")
    )
    assert (article.authors, article.agency) == (("Ann Oke",), "Reuters")


@pytest.mark.parametrize("impossible", ["0001-01-01T00:00:00Z", "1970-01-01", "3024-07-11", "2025-12-01T00:00:00Z"])
def test_an_impossible_day_loses_to_a_possible_one_of_less_trust(impossible: str) -> None:
    article = page_of(
        ("date", impossible, "json-ld"), ("modified", "2024-07-12", "json-ld"), ("date", "2024-07-11", "meta"),
    )  # fmt: skip
    assert (article.date, article.origins["date"]) == (dt.date(2024, 7, 11), "meta")


def test_a_day_that_the_address_contradicts_loses_to_one_that_it_supports() -> None:
    article = page_of(
        ("date", "2024-09-30", "json-ld"), ("date", "2024-07-11T23:00:00-05:00", "opengraph"),
        ("date", dt.date(2024, 7, 12), "url"),
    )  # fmt: skip
    assert (article.date, article.origins["date"]) == (dt.date(2024, 7, 11), "opengraph")


def test_what_a_keeper_wrote_is_never_outvoted() -> None:
    fields = Fields(
        {"title": "My title", "date": "2024-01-02", "source": "My outlet"}, "The bell rang.",
        candidates=(Candidate("title", "Bell", "json-ld"), Candidate("date", "2024-07-11", "json-ld")),
    )  # fmt: skip
    result = article_from_fields(fields, "a.md")
    assert not isinstance(result, Rejection)
    assert (result[0].title, result[0].date, result[0].source) == ("My title", dt.date(2024, 1, 2), "My outlet")
    assert result[0].origins == {"title": "fields", "date": "fields", "source": "fields"}


def test_a_moment_keeps_its_zone_and_the_day_stays_the_publishers() -> None:
    article, _ = article_of(date="2024-07-05T23:30:00-05:00", modified="2024-07-06")
    assert (article.date, article.modified_at) == (DAY, None)
    assert article.published_at == dt.datetime(2024, 7, 6, 4, 30, tzinfo=dt.UTC)
    assert parse_moment("2024-07-05T23:30:00") is None


@pytest.mark.parametrize(
    ("line", "agency", "day"),
    [
        ("KYIV, July 11 (Meridian) - The bell rang.", "Meridian", None),
        ("KYIV, July 11, 2024 (Meridian) - The bell rang.", "Meridian", dt.date(2024, 7, 11)),
        ("BERLIN (dpa) – Die Glocke läutet.", "dpa", None),
        ("Berlin (dpa/epd) - Die Glocke läutet.", "dpa", None),
        ("PARIS — The bell rang.", None, None),
        ("LONDON, 11 July, Meridian: The bell rang.", "Meridian", None),
        ("Madrid, 11 jul (EFE).- La campana suena.", "EFE", None),
        ("Paris, 11 juil 2024 (AFP) - La cloche sonne.", "AFP", dt.date(2024, 7, 11)),
        ("MOSCOW, July 11. /TASS/. The bell rang.", "TASS", None),
        ("NEW YORK/LONDON (Meridian) -- The bell rang.", "Meridian", None),
        ("HARROW, England (AP) — The bell rang.", "AP", None),
        ("新华社北京7月11日电 钟声再次响起。", "新华社", None),
    ],
)
def test_a_dateline_tells_the_agency_and_the_day_when_it_has_its_year(
    line: str, agency: str | None, day: dt.date | None
) -> None:
    found = read_dateline(line)
    assert found is not None
    assert (found.agency, found.day) == (agency, day)


@pytest.mark.parametrize(
    "line",
    [
        "The mayor (left) - who rang the bell - left.", "Ann Oke (42) - a clerk - rang it.", "A bell — rung on Monday.",
        "Nobody knew (yet) - or said so.", "In July (as ever) - the bell rang.", "I — or so she said — rang it.",
    ],
)  # fmt: skip
def test_a_sentence_with_brackets_or_a_dash_is_no_dateline(line: str) -> None:
    assert read_dateline(line) is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Oke and Per Lund, Staff Writer", ("Ann Oke", "Per Lund")),
        ("Von Ann Oke", ("Ann Oke",)),
        ("Par Ann Oke et Per Lund", ("Ann Oke", "Per Lund")),
        ("Por Ann Oke", ("Ann Oke",)),
        ("By Monday the bell had rung twice.", ()),
        ("By the harbour", ()),
        ("Von Montag an fährt die Fähre wieder", ()),
        ("Por eso la campana calla", ()),
    ],
)
def test_a_byline_is_a_line_of_names_only(line: str, names: tuple[str, ...]) -> None:
    assert find_byline([line, "The bell rang."]) == names


NOTES = [
    "Correction: The bell weighs two tonnes, not three.",
    "Correction (July 12, 2024): The bell weighs two tonnes.",
    "This article was amended on 12 July 2024. The bell weighs two tonnes.",
    "An earlier version of this story misstated the weight of the bell.",
    "Editor's note: This story has been corrected to say that the bell weighs two tonnes.",
    "Korrektur: Die Glocke wiegt zwei Tonnen.",
    "In einer früheren Version dieses Artikels hieß es, die Glocke wiege drei Tonnen.",
    "Rectificatif du 12 juillet : la cloche pèse deux tonnes.",
    "Une première version de cet article donnait un autre poids.",
    "Fe de errores: la campana pesa dos toneladas.",
    "Una versión anterior de este artículo daba otro peso.",
]


@pytest.mark.parametrize("note", NOTES)
def test_a_correction_note_is_found_in_the_text_and_stays_in_it(note: str) -> None:
    article = page_of(text=f"The bell rang.\n{note}")
    assert article.corrections == (note,)
    assert note in article.text


@pytest.mark.parametrize(
    "line",
    [
        "Corrections officers at the prison went on strike.", "Correction fluid was invented in 1956.",
        "The story was updated for the stage.", "An earlier version of the bell hung in the chapel.",
        "This article was found in the attic.", "Korrekturen am Haushalt verlangt die Opposition.",
    ],
)  # fmt: skip
def test_a_sentence_about_corrections_is_no_correction_note(line: str) -> None:
    assert correction_notes([line]) == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Published 11 July 2024, 14:05 BST", dt.date(2024, 7, 11)), ("Thursday, July 11, 2024 at 2:05 PM EDT", dt.date(2024, 7, 11)),
        ("11. Juli 2024", dt.date(2024, 7, 11)), ("Stand: 11.07.2024 14:05 Uhr", dt.date(2024, 7, 11)),
        ("Publié le 11 juillet 2024 à 14h05", dt.date(2024, 7, 11)), ("11 de julio de 2024", dt.date(2024, 7, 11)),
        ("11 lipca 2024", dt.date(2024, 7, 11)), ("11 июля 2024, 14:05", dt.date(2024, 7, 11)),
        ("١١ يوليو ٢٠٢٤", dt.date(2024, 7, 11)), ("2024年7月11日 14時05分", dt.date(2024, 7, 11)),
        ("2 hours ago", None), ("07/11/2024", None), ("July 2024", None), ("31 February 2024", None),
    ],
)  # fmt: skip
def test_a_day_that_a_page_shows_is_read_in_many_languages_and_never_guessed(text: str, day: dt.date | None) -> None:
    assert shown_date(text) == day


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://norrin.example/2024/07/11/bell", dt.date(2024, 7, 11)),
        ("https://norrin.example/world/2024/jul/11/bell", dt.date(2024, 7, 11)),
        ("https://norrin.example/news/20240711-bell", dt.date(2024, 7, 11)),
        ("https://norrin.example/bell-2024-07-11.html", dt.date(2024, 7, 11)),
        ("https://norrin.example/2024/07/bell", None), ("https://norrin.example/2024/13/45/bell", None),
        ("https://norrin.example/bell-12345678", None), ("https://norrin.example/?d=/2024/07/11/", None),
    ],
)  # fmt: skip
def test_a_day_in_an_address_is_read_when_it_is_whole(url: str, day: dt.date | None) -> None:
    assert url_date(url) == day


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "Bell &amp; tower", "datePublished": "2024-07-11",}',
        '<!-- {"@type": "NewsArticle", "headline": "Bell & tower", "datePublished": "2024-07-11"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", /* a note */ "headline": "Bell & tower", // and one\n "datePublished": "2024-07-11"}\n//]]>',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Bell &amp; tower&quot;, &quot;datePublished&quot;: &quot;2024-07-11&quot;}",
        '{"@type": "NewsArticle", "headline": "Bell & tower", "datePublished": "2024-07-11"}{"@type": "Person"}',
        '{"@type": "NewsArticle", "headline": "Bell & tower", "datePublished": "2024-07-11", "articleBody": "He said "no"."}',
        '{"@graph": [{"@type": "WebSite"}, {"@type": ["NewsArticle"], "headline": ["Bell & tower"], "datePublished": "2024-07-11"}]}',
    ],
)  # fmt: skip
def test_linked_data_is_read_however_badly_it_is_written(script: str) -> None:
    found = {each.field: each.value for each in linked_data_candidates([script])}
    assert (found["title"], found["date"]) == ("Bell & tower", "2024-07-11")


@given(st.text(alphabet='{}[]",:@typeNwsAricl\\/*<!-', max_size=80))
@example("[" * 5000)
@example('{"@type":' * 2000)
def test_no_linked_data_makes_its_reader_fail(script: str) -> None:
    linked_data_candidates([script])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Stadt hat die Drehbrücke am Montag gesperrt, weil im Hauptlager ein Riss gefunden wurde. Die Reparatur dauert bis Ende März.", "de"),
        ("La ville a fermé lundi le pont tournant après la découverte d'une fissure. Les camions devront passer par Ellerby.", "fr"),
        ("Bell rings", None), ("12 345 678", None), ("", None),
    ],
)  # fmt: skip
def test_a_language_is_found_from_the_text_and_stays_unknown_where_that_is_short(
    text: str, language: str | None
) -> None:
    assert detect_language(text) == language
    assert detect_language(text) == detect_language(text)


def test_a_language_that_a_template_declares_gives_way_to_a_text_that_is_surely_in_another() -> None:
    german = "Die Stadt hat die Drehbrücke am Montag gesperrt, weil im Hauptlager ein Riss gefunden wurde. " * 3
    assert page_of(("language", "en", "page"), text=german).language == "de"
    assert page_of(("language", "nds", "page"), text=german).language == "nds"
    assert article_of(language="en")[0].language == "en"


def test_a_page_that_asks_for_a_subscription_and_shows_little_is_warned_of() -> None:
    fields = Fields({"title": "Bell"}, "The bell rang.", candidates=(Candidate("paywall", True, "json-ld"),))
    result = article_from_fields(fields, "a.html")
    assert not isinstance(result, Rejection)
    assert result[1] == ("is the beginning only (3 words); its page asks for a subscription",)


def test_every_field_has_a_row_of_trust() -> None:
    assert set(TRUST) == set(NAMES) - {"text"}


def test_the_table_of_the_decision_is_the_constant() -> None:
    decision = Path(__file__).resolve().parent.parent / "docs" / "decisions" / "016-metadata.md"
    table = decision.read_text(encoding="utf-8").partition("| field |")[2].partition("\n\n")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    given = ("fields", "front matter", "feed", "mail")
    read = {field: (*given, *order.split(", ")[1:]) for field, order in rows}
    assert read == TRUST


@pytest.fixture
def forgetful() -> Iterator[None]:
    """The model of languages is loaded anew, before and after."""
    _identifier.cache_clear()
    yield
    _identifier.cache_clear()


@pytest.mark.usefixtures("forgetful")
def test_a_language_is_found_whether_its_model_can_be_kept_is_kept_or_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Die Brücke über den Fluss wurde im Jahr 1911 gebaut und seitdem mehrmals erneuert, sagte der Bürgermeister."
    folder = tmp_path / "kept"
    monkeypatch.setenv("NEWSQA_CACHE", str(folder))
    for is_damaged in (False, True, False):
        _identifier.cache_clear()
        assert detect_language(text) == "de"
        assert [path.suffix for path in folder.iterdir()] == ([] if is_damaged else [".npz"])
        for kept in folder.iterdir():
            kept.write_bytes(kept.read_bytes()[:1_000_000])
    (tmp_path / "file").touch()
    monkeypatch.setenv("NEWSQA_CACHE", str(tmp_path / "file" / "nowhere"))
    _identifier.cache_clear()
    assert detect_language(text) == "de"
