"""The terms that are compared: as readers type them, by language, whatever the text; the marks of a search."""

# ruff: noqa: RUF001  # signs that look alike are what is tested

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsqa.words import exact_words, places, question_terms, read_marks, terms

LANGUAGES = [
    "ar", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "ga", "he", "hi", "hu", "hy", "it",
    "ja", "ko", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sv", "ta", "th", "tr", "uk", "vi", "zh", "xx",
]  # fmt: skip
ANY_TEXT = st.text(max_size=300) | st.text("aU.S-'’\"“&+#1,_ \n\x1f\u00ad\u0301İßé東ก", max_size=60)
HOSTILE = {
    "empty": "",
    "control characters": "\x00\x01\x1b[31m\x7f\x85",
    "unit separators": "one\x1ftwo\x1f",
    "a lone surrogate": "\ud800 harbour",
    "a long word": "x" * 100_000,
    "long initials": "A." * 50_000,
    "a long number": "1" * 50_000 + ",000" * 10_000,
    "a long hyphenated word": "a-" * 50_000,
    "apostrophes": "'" * 100_000,
    "quotation marks": '"' * 100_001,
    "accents upon accents": "e" + "\u0301" * 100_000,
    "right to left": "שלום עולם \u202eabc\u202c مرحبا",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈 🇬🇧",
    "no spaces": "東京で会議が開かれた" * 10_000,
    "Thai": "การประชุมที่กรุงเทพ" * 5000,
    "one sign that is a sentence": "\ufdfa\ufdfb",
}


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("U.S.", "US"), ("U.S.", "u.s."), ("U.S.'s", "US"), ("US's", "US"), ("U.S.-China", "US China"),
        ("U.S.-led", "US led"), ("U.K.’s", "UK"), ("N.A.T.O.", "NATO"), ("I.T.", "IT"), ("p.m.", "pm"),
        ("J.K. Rowling", "JK Rowling"), ("J. K. Rowling", "J.K. Rowling"), ("J. R. R. Tolkien", "JRR Tolkien"),
        ("Trump's", "Trump"), ("Trump’s", "trumps"), ("O'Brien's", "OBrien"), ("the boys' boats", "boy boat"),
        ("Hawaiʻi", "Hawai'i"), ("Qurʼan", "Quran"), ("Trump‘s", "Trump"),
        ("AT&T", "at&t"), ("S&P's", "s&p"), ("C++", "c++"),
        ("1,000", "1000"), ("1.000.000", "1000000"), ("10,000.50", "10000.50"), ("1.234,5", "1234.5"),
        ("3,5", "3.5"),
        ("3.5bn", "3.5 bn"), ("$3.5bn", "3.5bn"), ("20%", "20"), ("0.125", "0,125"),
        ("Jean‑Claude", "Jean-Claude"), ("Al\u2010Qaeda", "Al-Qaeda"), ("IN TOKYO TODAY", "in Tokyo today"),
        ("café", "cafe"), ("cafe\u0301", "café"), ("Łódź", "Lodz"), ("Ødegaard", "Odegaard"),
        ("Diyarbakır", "Diyarbakir"),
        ("Æsir", "Aesir"), ("STRASSE", "Straße"), ("İstanbul", "istanbul"), ("Erdoğan’s", "Erdogan"),
        ("har\u00adbour", "harbour"), ("\u200eharbour\u200f", "harbour"), ("ＮＡＴＯ", "nato"), ("𝐇arbour", "harbour"),
        ("running boats", "run boat"),
    ],
)  # fmt: skip
def test_what_is_written_one_way_and_typed_another_has_the_same_terms(written: str, typed: str) -> None:
    assert terms(written) == terms(typed) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [("US", "us"), ("IT", "it"), ("WHO", "who"), ("3.5", "35"), ("0.125", "125"), ("C++", "C#"), ("1.5", "15")],
)
def test_what_means_another_thing_has_other_terms(one: str, other: str) -> None:
    assert terms(one) != terms(other)


def test_a_hyphenated_name_is_found_by_its_parts_and_as_one_word() -> None:
    assert terms("Jean-Claude's") == ["jean", "claud", "jeanclaud"]
    assert set(terms("covid19")) < set(terms("Covid-19"))


def test_stop_words_say_nothing_and_an_acronym_that_reads_as_one_does() -> None:
    assert terms("It's what they told us, who it was.") == ["told"]
    assert terms("The WHO told the US of IT") == ["WHO", "told", "US", "IT"]
    assert question_terms("Who told us?", ["en"]) == [("told",)]
    assert question_terms("Did the WHO tell the US?", ["en"]) == [("WHO",), ("tell",), ("US",)]


def test_a_headline_in_capitals_has_no_acronyms_to_tell_whatever_stands_beneath_it() -> None:
    assert terms("WHO TOLD US THIS") == ["told"]
    assert terms("WHO TOLD US THIS\nThe Harl Post\n2024-01-01")[:1] == ["told"]
    assert question_terms("WHO CLOSED THE BRIDGE FOR US", ["en"]) == [("close",), ("bridg",)]


@pytest.mark.parametrize(
    ("language", "written", "typed"),
    [
        ("de", "Häuser", "Hauses"), ("fr", "continuellement", "continuelle"), ("es", "gatos", "gato"),
        ("it", "gatti", "gatto"), ("ru", "книги", "книга"), ("sv", "bilarna", "bilar"), ("fi", "taloissa", "talossa"),
        ("pt", "livros", "livro"), ("nl", "boeken", "boek"), ("no", "bilene", "biler"), ("nb", "bilene", "biler"),
        ("hu", "házak", "ház"), ("ro", "copiilor", "copii"), ("tr", "evler", "ev"), ("ar", "كتابها", "كتاب"),
        ("el", "θάλασσες", "θάλασσα"), ("da", "bilerne", "biler"),
    ],
)  # fmt: skip
def test_words_are_stemmed_as_their_language_stems(language: str, written: str, typed: str) -> None:
    assert terms(written, language) == terms(typed, language)
    assert terms(written, "xx") != terms(typed, "xx")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "der die und"),
        ("fr", "les de que quelle"),
        ("es", "el que quién"),
        ("nl", "de het hoeveel"),
        ("ru", "не и кто когда почему"),
        ("pl", "kto się nie dlaczego"),
        ("tr", "kim ve neden"),
        ("ar", "من ماذا لماذا"),
    ],
)
def test_stop_words_are_those_of_the_language(language: str, text: str) -> None:
    assert terms(text, language) == []
    assert terms(text, "xx") != []


@pytest.mark.parametrize(
    ("language", "written", "typed"),
    [("fr", "l'économie", "économie"), ("fr", "qu’Olivier", "Olivier"), ("it", "dell'Italia", "Italia"),
     ("fr", "d'E\u0301vry", "Évry")],
)  # fmt: skip
def test_an_elided_article_is_no_part_of_its_word(language: str, written: str, typed: str) -> None:
    assert terms(written, language) == terms(typed, language)


def test_scripts_without_spaces_are_compared_by_pairs_of_characters() -> None:
    assert set(terms("東京", "ja")) < set(terms("昨日、東京で会議が開かれた。", "ja"))
    assert terms("กรุงเทพ", "th") != []
    assert terms("한국어 뉴스", "ko") == ["한국어", "뉴스"]


def test_a_question_is_looked_for_as_each_language_of_the_archive_stems_it() -> None:
    assert question_terms("running boats", ["en", "de"]) == [("run", "running"), ("boat",)]
    assert question_terms("Wer verurteilte die Erklärung?", ["en", "de"])[0][0] == "verurteilt"
    assert all("die" not in alternatives for alternatives in question_terms("Wer kennt die Brücke?", ["en", "de"]))
    assert question_terms("boats", []) == question_terms("boats", [None]) == [("boat",)]
    assert question_terms("boat boats BOAT", ["en"]) == [("boat",)]


def test_words_are_marked_where_they_stand() -> None:
    text = "The bridges\u2014old ones\u2014of Jean-Claude’s har\u00adbour."
    found = [text[span.start : span.end] for span in places(text, terms("bridge Jean harbours"))]
    assert found == ["bridges", "Jean", "har\u00adbour"]
    assert list(places(text, [])) == []


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=ANY_TEXT)
def test_any_text_in_any_language_has_terms_without_white_space_the_same_each_time(language: str, text: str) -> None:
    found = terms(text, language)
    assert found == terms(text, language)
    assert all(term and not any(char.isspace() for char in term) and "\x1f" not in term for term in found)
    assert {term for each in question_terms(text, [language]) for term in each} == set(found)


@given(text=ANY_TEXT)
def test_any_text_has_exact_words_that_do_not_depend_on_case_or_composition(text: str) -> None:
    found = exact_words(text)
    assert all(word and word == word.casefold() and not any(char.isspace() for char in word) for word in found)
    assert exact_words(unicodedata.normalize("NFD", text)) == exact_words(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("language", ["en", "fr", "ja", None])
def test_no_text_is_too_much(text: str, language: str | None) -> None:
    assert all(0 < len(word) <= 400 for word in (*terms(text, language), *exact_words(text)))
    read_marks(text)
    question_terms(text, [language, "de"])


@pytest.mark.parametrize(
    ("question", "text", "phrases", "excluded"),
    [
        ('met "Kim Jong-un" there', "met Kim Jong-un there", [("kim", "jong", "un")], []),
        ('Who met "Kim Jong-un" there?', "Who met Kim Jong-un there?", [], []),
        ('Who met "Kim Jong-un" there -Paris?', "Who met Kim Jong-un there", [], [("paris",)]),
        ("“curly ones” x", "curly ones x", [("curly", "ones")], []),
        ("„Die Brücke“ steht", "Die Brücke steht", [("die", "brucke")], []),
        ("« le pont » fermé", "le pont fermé", [("le", "pont")], []),
        ('"only this"', "only this", [("only", "this")], []),
        ('"one" and "two"', "one and two", [("one",), ("two",)], []),
        ('"the of"', "the of", [("the", "of")], []),
        ("bridge -ferry", "bridge", [], [("ferry",)]),
        ("-ferry", "", [], [("ferry",)]),
        ("-ferry -boat", "", [], [("ferry",), ("boat",)]),
        ('bridge -"ferry crews" now', "bridge now", [], [("ferry", "crews")]),
        ("x -Jean-Claude y", "x y", [], [("jean", "claude")]),
        ("x -Trump's, y", "x y", [], [("trump",)]),
        ("x -C++", "x", [], [("c++",)]),
        ("x -US", "x", [], [("US",)]),
        ("x -us", "x", [], [("us",)]),
        ('the "U.S. economy"', "the U.S. economy", [("US", "economy")], []),
        ('"NATO summit"', "NATO summit", [("nato", "summit")], []),
        # No marks
        ("a -5 degrees", "a -5 degrees", [], []),
        ("covid-19 well-known", "covid-19 well-known", [], []),
        ("x - y", "x - y", [], []),
        ("x --y", "x --y", [], []),
        ('"unclosed phrase', '"unclosed phrase', [], []),
        ('""', '""', [], []),
        ('"..."', "...", [], []),
        ('-""', '-""', [], []),
        ("a 5'11\" man, a 6'2\" man", "a 5'11\" man, a 6'2\" man", [], []),
        ("it's 'this' one", "it's 'this' one", [], []),
    ],
)
def test_the_marks_of_a_search_are_read_as_people_mean_them(
    question: str, text: str, phrases: list[tuple[str, ...]], excluded: list[tuple[str, ...]]
) -> None:
    asked = read_marks(question)
    assert (asked.text, list(asked.phrases), sorted(asked.excluded)) == (text, phrases, sorted(excluded))


@given(question=ANY_TEXT)
def test_the_marks_of_any_question_can_be_read(question: str) -> None:
    asked = read_marks(question)
    assert all(words and all(words) for words in (*asked.phrases, *asked.excluded))
    assert "\n" not in asked.text
