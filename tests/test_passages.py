"""Sentences and passages, by examples."""

# ruff: noqa: RUF001  # other scripts have letters that look like Latin ones

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from newsqa.encoder import Encoder
from newsqa.errors import EncoderError
from newsqa.passages import encoder_input, split_passages, split_sentences
from newsqa.types import Article, Passage, Span

# fmt: off
SENTENCES = [
    ("en", "Dr. Ilse Marr arrived at noon.", "She left at two."),
    ("en", "Mr. Oda and Mrs. Pell voted.", "Ms. Quist did not."),
    ("en", "The U.S. Navy sent a ship.", "It came back."),
    ("en", "He moved to the U.S. in 2019.", "He stayed."),
    ("en", "The rate rose 3.5 percent.", "Prices fell 0.2 percent."),
    ("en", "It opened at 9 a.m. on Monday.", "It closed at 5 p.m. on Friday."),
    ("en", "J. R. Holt wrote it.", "K. Mann read it."),
    ("en", "J.R. Holt wrote it.", "It sold well."),
    ("en", "George W. Holt won.", "John F. Pell lost."),
    ("en", "“We will not go,” she said.", "Nobody moved."),
    ("en", "“We stay. We always did,” said Holt.", "The hall cheered."),
    ("en", '"Stop!" he cried.', "They ran."),
    ("en", '"Is it true?" asked Marr.', "It was."),
    ("en", "He asked, “Why?”", "She said, “Because.”"),
    ("en", "‘We won,’ said Ames.", "‘We lost,’ said Bell."),
    ("en", "Holt Inc. sold its plant.", "The buyer was Pell Corp. of Denver."),
    ("en", "Prof. Adler spoke on Jan. 5 in Bergen.", "No one answered."),
    ("en", "On Sept. 3 it rained.", "On Oct. 4 it did not."),
    ("en", "See Fig. 3 for details.", "The text is short."),
    ("en", "No. 7 is closed.", "No. 9 is open."),
    ("en", "Vol. 2, p. 14, says so.", "Nobody reads it."),
    ("en", "It cost $4.50 a litre.", "That is £3.20."),
    ("en", "It rose to 1,250.75 points.", "Then it fell."),
    ("en", "Version 2.1.3 was late.", "Version 3 was not."),
    ("en", "Gen. Alvo and Sen. Brandt met.", "They agreed."),
    ("en", "Lt. Col. Dent was there.", "He saw it."),
    ("en", "Mt. Harl is high.", "Ft. Dorn is not."),
    ("en", "Visit www.harbour.example for more.", "Or call."),
    ("en", "He said no... and then yes.", "It was over."),
    ("en", "St. Olaf Street is wet.", "So is Elm Ave. in the north."),
    ("en", "Smith et al. found it first.", "Others followed."),
    ("en", "She works at Pell & Co. in Oslo.", "He does not."),
    ("en", "The gap is approx. 3 km.", "It grows."),
    ("en", "He lives in Washington D.C. with a dog.", "It barks."),
    ("en", "Ph.D. students struck.", "They won."),
    ("en", "Rev. Ames vs. the town was heard.", "It lost."),
    ("en", "Did it work?", "Yes!", "It did."),
    ("de", "Dr. Möller kam am 3. Mai an.", "Er blieb z. B. in Kiel."),
    ("de", "Am 1. Juli 2024 stieg der Preis um 3,5 Prozent.", "Das war viel."),
    ("de", "„Wir gehen!“, rief sie.", "Niemand ging."),
    ("de", "Er zahlte 1.250,75 Euro an K. Lenz.", "Das war viel."),
    ("fr", "M. Dupuis est arrivé à 9 h.", "Mme Roux est partie."),
    ("fr", "Le Dr. Petit a parlé.", "La salle écoutait."),
    ("fr", "« Nous restons ! » dit-il.", "Personne ne bougea."),
    ("es", "El Sr. Ríos llegó tarde.", "La Dra. Vega no vino."),
    ("es", "¿Quién ganó?", "Nadie lo sabe."),
    ("es", "—¡Ganamos! —dijo Ríos.", "La tasa subió un 3.5 por ciento."),
    ("zh", "市长说，水位上升了3.5米。", "居民已经撤离。"),
    ("zh", "“我们不走。”她说。", "没有人动。"),
    ("zh", "谁赢了？", "没有人知道！"),
    ("ja", "市長は水位が3.5メートル上がったと述べた。", "住民は避難した。"),
    ("ja", "「行きません。」と彼女は言った。", "誰も動かなかった。"),
    ("ar", "وصل الوزير ظهرا.", "ثم غادر."),
    ("ar", "قال د. سامي إن السعر ارتفع 3.5 بالمئة.", "ثم انخفض."),
    ("ar", "هل فاز أحد؟", "لا أحد يعرف."),
    ("ru", "Г. Орлов приехал в 9 ч. утра.", "Он уехал вечером."),
    ("ru", "А. С. Белов выступил первым.", "Зал молчал."),
    ("ru", "«Мы остаёмся!» — сказал он.", "В 2024 г. цены выросли на 3,5 процента."),
    ("it", "Il sig. Rossi è arrivato alle 9.", "La dott.ssa Bianchi è partita."),
    ("it", "L'on. Verdi ha parlato.", "La sala ascoltava."),
    ("pt", "O Sr. Rios mora na Av. Central.", "A Dra. Vega não veio."),
    ("nl", "Mevr. Jansen sprak o.a. over melk.", "De zaal luisterde."),
    ("pl", "Inż. Lis przyjechał o godz. 9 rano.", "W 2024 r. ceny wzrosły o 3,5 proc. w całym kraju."),
    ("pl", "Ul. Długa jest zamknięta, m.in. dla tramwajów.", "Kto zapłaci?"),
    ("tr", "Av. Demir 21. yüzyılda dedi.", "“Kalıyoruz!” dedi."),
    ("sv", "Dr. Berg kom kl. 9.", "Priset steg, bl.a. på mjölk."),
    ("uk", "А. С. Білий виступив першим.", "У 2024 р. ціни зросли."),
    ("el", "Ποιος κέρδισε;", "Κανείς δεν ξέρει."),
    ("hi", "मेयर ने कहा कि पुल बंद है।", "कोई नहीं जानता क्यों।"),
    ("ko", "시장은 다리가 닫혔다고 말했다.", "아무도 이유를 모른다."),
]
# fmt: on


@pytest.mark.parametrize(("language", "sentences"), [(row[0], row[1:]) for row in SENTENCES])
def test_abbreviations_quotations_decimals_and_initials_do_not_end_a_sentence(
    language: str, sentences: tuple[str, ...]
) -> None:
    text = ("" if language in ("zh", "ja") else " ").join(sentences)
    assert [text[s.start : s.end] for s in split_sentences(text, language)] == list(sentences)


@pytest.mark.parametrize("text", ["", " \n\u00a0\n", "— said she.", "— dit-il. Non.", "A.", "」と", "\n\n."])
def test_no_text_is_too_odd_to_be_split_into_sentences(text: str) -> None:
    found = "".join(text[s.start : s.end] for s in split_sentences(text))
    assert "".join(found.split()) == "".join(text.split())


def test_a_line_break_always_ends_a_sentence() -> None:
    text = "The bridge at Harl\nis closed. Nobody knows why"
    assert [text[s.start : s.end] for s in split_sentences(text)] == [
        "The bridge at Harl",
        "is closed.",
        "Nobody knows why",
    ]


def cut(encoder: Encoder, article: Article, **limits: int) -> list[Passage]:
    wanted = {"max_tokens": encoder.max_tokens, "max_words": 120, "max_chars": 1500} | limits
    return split_passages(article, count_tokens=encoder.count_tokens, **wanted)


def article(text: str, *headings: str, **fields: str) -> Article:
    """Make an article whose lines equal to one of ``headings`` are subheadings."""
    spans, start = [], 0
    for line in text.split("\n"):
        if line in headings:
            spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    return Article(id="a", title=fields.pop("title", "A title"), text=text, headings=tuple(spans), **fields)


def sentence(words: int, first: str = "Ferries") -> str:
    return " ".join([first] + ["sail"] * (words - 1)) + "."


def test_a_long_article_is_cut_to_about_120_words_a_passage(encoder: Encoder) -> None:
    text = " ".join(sentence(10 + number % 17, f"Ferry{number}") for number in range(100))
    words = [len(passage.text.split()) for passage in cut(encoder, article(text))]
    assert len(words) > 10
    assert all(80 <= count <= 150 for count in words)


def test_consecutive_passages_share_one_sentence(encoder: Encoder) -> None:
    text = " ".join(sentence(15, f"Ferry{number}") for number in range(60))
    passages = cut(encoder, article(text))
    assert len(passages) > 5
    for before, after in pairwise(passages):
        assert before.sentences[-1] == after.sentences[0]
        assert after.start == before.sentences[-1].start


@pytest.mark.parametrize("words", [(10, 100, 70, 70), (6, 58, 118, 70, 70), (3, 140, 20, 130, 5)])
def test_no_passage_only_repeats_the_sentence_that_it_shares(encoder: Encoder, words: tuple[int, ...]) -> None:
    text = " ".join(sentence(count, f"Elm{count}") for count in words)
    spans = [(p.start, p.end) for p in cut(encoder, article(text))]
    assert len(spans) > 1
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(spans))


def test_a_passage_does_not_cross_a_subheading(encoder: Encoder) -> None:
    first, second = sentence(60, "Oaks"), sentence(60, "Elms")
    passages = cut(encoder, article(f"{first}\nThe Elms\n{second}", "The Elms"))
    assert [(p.heading, p.text) for p in passages] == [(None, first), ("The Elms", second)]


def test_a_tiny_section_joins_the_next_one_and_goes_by_the_longer_ones_subheading(encoder: Encoder) -> None:
    second = sentence(60, "Elms")
    passages = cut(encoder, article(f"In Brief\nOaks fell.\nThe Elms\n{second}", "In Brief", "The Elms"))
    assert [(p.heading, p.text) for p in passages] == [("The Elms", f"Oaks fell.\nThe Elms\n{second}")]


def test_a_tiny_last_section_joins_the_one_before(encoder: Encoder) -> None:
    first = sentence(60, "Oaks")
    passages = cut(encoder, article(f"{first}\nThe Elms\nElms fell.", "The Elms"))
    assert [p.text for p in passages] == [f"{first}\nThe Elms\nElms fell."]


def test_an_article_of_nothing_but_subheadings_is_still_found(encoder: Encoder) -> None:
    passages = cut(encoder, article("Ferry Strike\nBridge Closed", "Ferry Strike", "Bridge Closed"))
    assert [p.text for p in passages] == ["Ferry Strike\nBridge Closed"]


@pytest.mark.parametrize("text", ["", " ", "\n\u00a0\n"])
def test_a_blank_text_has_no_passages(encoder: Encoder, text: str) -> None:
    assert cut(encoder, article(text)) == []


def test_title_outlet_date_and_subheading_go_before_the_passage_and_never_into_it(encoder: Encoder) -> None:
    text = f"The Elms\n{sentence(60, 'Oaks')}"
    dated = Article(
        id="a", title="Harbour vote", text=text, headings=(Span(0, 8),), source="Harl Post", date=dt.date(2025, 3, 9)
    )
    (passage,) = cut(encoder, dated)
    given, _ = encoder_input(dated, passage, encoder.count_tokens, encoder.max_tokens)
    assert given == f"Harbour vote\nHarl Post, 2025-03-09\nThe Elms\n{passage.text}"
    assert passage.text == sentence(60, "Oaks")


def test_an_endless_title_leaves_the_passage_most_of_the_room(encoder: Encoder) -> None:
    long = article(sentence(100), title="渡" * 5000, source="Послание " * 500)
    passages = cut(encoder, long)
    inputs = [encoder_input(long, p, encoder.count_tokens, encoder.max_tokens)[0] for p in passages]
    contexts = [given.removesuffix(p.text) for given, p in zip(inputs, passages, strict=True)]
    assert all(0 < encoder.count_tokens([c])[0] <= encoder.max_tokens // 4 for c in contexts)
    assert max(encoder.count_tokens(inputs)) <= encoder.max_tokens


def test_a_sentence_over_the_limit_is_cut_after_clauses_and_loses_nothing(encoder: Encoder) -> None:
    clauses = [f"the council of ward {number} heard the harbour master once more," for number in range(80)]
    text = " ".join(clauses)[:-1] + "."
    passages = cut(encoder, article(text))
    pieces = sorted({span for p in passages for span in p.sentences}, key=lambda span: span.start)
    assert len(passages) > 1
    assert all(text[piece.end - 1] in ",." for piece in pieces)
    assert " ".join(text[piece.start : piece.end] for piece in pieces) == text


def test_a_cut_inside_a_word_spares_what_people_see_as_one_character(encoder: Encoder) -> None:
    family = "👩\u200d👩\u200d👧\u200d👦"
    text = family * 600
    passages = cut(encoder, article(text))
    assert len(passages) > 1
    assert all(p.text == family * (len(p.text) // len(family)) for p in passages)


def test_passages_of_a_language_without_spaces_are_governed_by_characters(encoder: Encoder) -> None:
    text = "渡船工人今天在港口举行罢工要求提高工资" * 200 + "。"
    passages = cut(encoder, article(text, language="zh"), max_chars=150)
    assert max(len(p.text) for p in passages) <= 150
    assert min(len(p.text) for p in passages) >= 30


def test_an_encoder_without_room_for_a_passage_is_refused(encoder: Encoder) -> None:
    with pytest.raises(EncoderError, match="choose another model"):
        cut(encoder, article(sentence(30)), max_tokens=12)
