"""An archive of many languages, each split, stemmed and dated in its own, is found in each of them."""

# Letters of other scripts are meant.
# ruff: noqa: E501, RUF001

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

import newsqa
from newsqa.encoder import Encoder
from newsqa.words import terms

# fmt: off
# In each language what happened, said in two sentences, and a question that only one article answers.
NEWS = {
    "en": ("Bridge shut", "The council of Harl closed the old bridge on Monday. Divers had found cracks.",
           "Who closed the bridge?"),
    "de": ("Streik beendet", "Die Lehrerinnen beendeten am Donnerstag ihren Streik. Eltern hatten Unterricht organisiert.",
           "Wann endete der Streik der Lehrer?"),
    "fr": ("Le lait rappelé", "La laiterie rappelle des bouteilles de lait. L'entreprise parle d'éclats de verre.",
           "Quelle laiterie a rappelé une bouteille ?"),
    "es": ("Granizo en el valle", "Una granizada destruyó las uvas del valle. Los viticultores piden préstamos.",
           "¿Qué piden los viticultores del valle?"),
    "it": ("Cavallo rubato", "I ladri hanno rubato un cavallo di bronzo dal museo. Il guardiano dormiva.",
           "Che cosa hanno rubato i ladri dal museo?"),
    "pt": ("Comboio noturno", "Um comboio noturno ligará as duas cidades a partir de junho. A viagem dura nove horas.",
           "Quanto dura a viagem de comboio?"),
    "nl": ("Wolven doden schapen", "Wolven doodden drie schapen op een boerderij. De boer krijgt een hek.",
           "Hoeveel schapen doodden de wolven?"),
    "ru": ("Школьник стал чемпионом", "Школьник выиграл чемпионат страны по шахматам. Он пожертвовал ферзя.",
           "Кто выиграл чемпионат по шахматам?"),
    "pl": ("Fabryka baterii zamknięta", "Fabryka baterii zostanie zamknięta w grudniu. Pracę straci osiemset osób.",
           "Kiedy fabryka baterii zostanie zamknięta?"),
    "tr": ("Hastanede robot", "Cerrahlar ilk kez robotla ameliyat yaptı. Hasta ertesi gün yürüdü.",
           "Cerrahlar ameliyatı neyle yaptı?"),
    "ar": ("انتخاب عمدة جديدة", "فازت لينا في جولة الإعادة بفارق ضئيل. ويطالب خصمها بإعادة فرز الأصوات.",
           "بماذا يطالب خصم لينا بعد جولة الإعادة؟"),
    "zh": ("湖鱼体内发现塑料", "大学的研究发现湖里的鱼含有塑料颗粒。这些颗粒来自汽车轮胎。", "湖里的鱼含有什么颗粒？"),
    "ja": ("夜行列車が運行開始", "市は老朽化した水道管を交換すると発表した。工事は三週間かかる。", "水道管の工事は何週間かかるか？"),
}
# fmt: on


@pytest.fixture(scope="module")
def index(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[newsqa.Index]:
    folder = tmp_path_factory.mktemp("languages")
    (folder / "in").mkdir()
    rows = [
        {"id": code, "title": title, "text": text, "language": code, "date": "2024-07-15", "source": "Harl Post"}
        for code, (title, text, _) in NEWS.items()
    ]
    (folder / "in" / "all.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    newsqa.build(folder / "in", folder / "index", encoder=encoder)
    with newsqa.Index.open(folder / "index", encoder=encoder) as index:
        yield index


@pytest.mark.parametrize("code", sorted(NEWS))
def test_a_question_finds_the_article_of_its_language_by_words_as_that_stems_them(
    index: newsqa.Index, code: str
) -> None:
    _, _, question = NEWS[code]
    best = index.retrieve(question, 1)[0]
    assert best.article.id == code
    assert best.matches
    marked = [index.article(code).text[span.start : span.end] for span in best.matches]
    assert {term for word in marked for term in terms(word, code)} & set(terms(question, code))


@pytest.mark.parametrize("code", sorted(NEWS))
def test_an_article_is_cut_into_the_sentences_of_its_language(index: newsqa.Index, code: str) -> None:
    (passage,) = [passage for passage in index.passages() if passage.article_id == code]
    assert len(passage.sentences) == 2


@pytest.mark.parametrize("code", sorted(NEWS))
def test_a_language_can_be_asked_alone(index: newsqa.Index, code: str) -> None:
    assert [hit.article.id for hit in index.retrieve(NEWS["en"][2], 5, languages=code.upper())] == [code]


def test_a_question_in_capitals_or_without_accents_finds_what_is_written_otherwise(index: newsqa.Index) -> None:
    for question in ("QUE PIDEN LOS VITICULTORES DEL VALLE", "que pidieron viticultores prestamos"):
        assert index.retrieve(question, 1)[0].article.id == "es"


def test_the_languages_of_an_archive_are_counted(index: newsqa.Index) -> None:
    assert dict(index.summary().languages) == dict.fromkeys(NEWS, 1)
