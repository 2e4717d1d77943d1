"""An index that changes, or is damaged, under those who ask."""

from __future__ import annotations

import json
import random
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from loops import in_loop
from told import told

import newsqa
from newsqa.config import Settings
from newsqa.encoder import Encoder
from newsqa.errors import (
    EncoderError,
    IndexDamagedError,
    IndexFormatError,
    IndexNotFoundError,
    ModelMismatchError,
    NewsQAError,
    StoreError,
)
from newsqa.generations import held, rollback
from newsqa.web.conversation import Conversation
from newsqa.web.desk import Desk

QUESTIONS = ["Who closed the bridge at Harl?", "How many boats did the crews ask for?", "What is the word of the day?"]


def write(folder: Path, marker: str, count: int = 6) -> Path:
    """Write articles all of which carry a marker, some of them more than one passage long."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rows = [
        {
            "id": f"{marker}{number}" if number % 2 else f"n{number}",
            "title": f"Bridge {number}",
            "text": f"The council of Harl closed bridge {number}; the word is {marker}. " * (1 + 8 * (number % 3))
            + f"Ferry crews asked for {number + 3} more boats, said {marker}.",
        }
        for number in range(count)
    ]
    (folder / "articles.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def answers(index: Path, encoder: Encoder | None, **given: Any) -> list[dict[str, Any]]:
    with newsqa.Index.open(index, encoder=encoder, **given) as opened:
        return [told(opened.ask(question)) for question in QUESTIONS]


def markers(answer: newsqa.Answer) -> set[str]:
    """Return the markers of everything in an answer, which must be of one generation."""
    texts = [hit.passage.text for hit in answer.hits] + [citation.quote for citation in answer.citations]
    return {marker for text in texts for marker in re.findall(r"MARK\w+", text)}


@pytest.fixture(scope="module")
def built(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index folder of two generations, the newest of MARKtwo."""
    folder = tmp_path_factory.mktemp("built")
    newsqa.build(write(folder / "in", "MARKone"), folder / "index", encoder=encoder)
    newsqa.build(write(folder / "in", "MARKtwo"), folder / "index", encoder=encoder)
    return folder / "index"


@pytest.fixture
def index(built: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may damage."""
    return shutil.copytree(built, tmp_path / "index")


@pytest.fixture(scope="module")
def expected(built: Path, encoder: Encoder) -> list[dict[str, Any]]:
    found = answers(built, encoder)
    assert all(answer["answered"] and len(answer["hits"]) >= 3 for answer in found)
    return found


class Askers:
    """Ten threads of passages and answers, and a chat, that ask one open index until they are told to stop."""

    def __init__(self, index: newsqa.Index, allowed: type[Exception] | tuple[()] = ()) -> None:
        self.index, self.allowed = index, allowed
        self.seen: list[set[str]] = []
        self.chatted: list[set[str]] = []
        self.errors: list[BaseException] = []
        self._desk = Desk(index, Settings(max_questions_per_minute=1_000_000))
        self._conversation = Conversation()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(self._ask, number)) for number in range(10)]
        self._threads.append(threading.Thread(target=self._run, args=(self._chat, 0)))

    def _run(self, ask: Callable[[int], None], number: int) -> None:
        while not self._stop.is_set():
            try:
                ask(number)
            except self.allowed:
                continue
            except BaseException as error:
                self.errors.append(error)
                return

    def _ask(self, number: int) -> None:
        question = QUESTIONS[number % len(QUESTIONS)]
        if number % 2:
            self.seen.append(markers(self.index.ask(question, k=1 + number)))
        else:
            hits = tuple(self.index.retrieve(question, 1 + number))
            self.seen.append(markers(newsqa.Answer(question=question, answered=True, hits=hits)))

    def _chat(self, number: int) -> None:
        in_loop(self._asked_in_chat(QUESTIONS[len(self.chatted) % len(QUESTIONS)]))

    async def _asked_in_chat(self, question: str) -> None:
        turn = None
        async for _ in self._desk.do({"do": "ask", "question": question}, self._conversation):
            changes = self._conversation.take_changes()
            turn = next((changed for changed in changes.values() if changed), turn)
        assert turn is not None
        if turn.answer is None:
            raise StoreError(str(turn.problem))
        self.chatted.append(markers(turn.answer))

    def __enter__(self) -> Askers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in self._threads)


def test_a_chat_and_ten_threads_see_one_whole_generation_each_time_through_twenty_publishes_and_two_rollbacks(
    encoder: Encoder, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    names = [f"MARK{name}" for name in "abcdefghijklmnopqrstu"]
    newsqa.build(write(tmp_path / "in", names[0]), folder, encoder=encoder)
    with newsqa.Index.open(folder, encoder=encoder) as index:
        with Askers(index) as askers:
            for number, name in enumerate(names[1:], start=1):
                newsqa.build(write(tmp_path / "in", name), folder, encoder=encoder)
                if number in (7, 14):
                    assert rollback(folder, None, keep=2).origin == f"rollback to {index.summary().generation - 2}"
                seen = len(askers.seen)
                while len(askers.seen) < seen + 4 and not askers.errors:
                    time.sleep(0.001)
        assert askers.errors == []
        assert all(len(found) == 1 for found in askers.seen + askers.chatted)
        assert len(set().union(*askers.seen)) >= 15
        assert len(set().union(*askers.chatted)) >= 3
        assert index.summary().generation == 1 + 20 + 2
        assert [markers(index.ask(question)) for question in QUESTIONS] == [{names[-1]}] * 3


def test_a_generation_taken_back_answers_as_it_did_and_can_be_taken_back_again(index: Path, encoder: Encoder) -> None:
    newest = answers(index, encoder)
    files = {path.name.split("-", 2)[2] for path in index.glob("dense-000001-*")}
    taken_back = rollback(index, None, keep=3)
    assert (taken_back.number, taken_back.origin) == (3, "rollback to 1")
    assert {path.name.split("-", 2)[2] for path in index.glob("dense-000003-*")} == files
    with newsqa.Index.open(index, encoder=encoder) as opened:
        assert [markers(opened.ask(question)) for question in QUESTIONS] == [{"MARKone"}] * 3
    assert [each.number for each in held(index)] == [3, 2, 1]
    assert rollback(index, 2, keep=3).number == 4
    assert answers(index, encoder) == newest
    with pytest.raises(StoreError, match=r"holds no generation 1; there are 4, 3, 2"):
        rollback(index, 1, keep=3)


def test_there_is_nothing_to_go_back_to_before_the_first_generation(encoder: Encoder, tmp_path: Path) -> None:
    newsqa.build(write(tmp_path / "in", "MARKone"), tmp_path / "index", encoder=encoder)
    with pytest.raises(StoreError, match="no generation before the newest"):
        rollback(tmp_path / "index", None, keep=2)


@pytest.mark.parametrize("generations", [1, 2])
def test_a_folder_deleted_and_rebuilt_under_an_open_index_is_followed(
    encoder: Encoder, tmp_path: Path, generations: int
) -> None:
    folder = tmp_path / "index"
    for number in range(generations):
        newsqa.build(write(tmp_path / "in", f"MARKold{number}"), folder, encoder=encoder)
    with newsqa.Index.open(folder, encoder=encoder) as index:
        assert markers(index.ask(QUESTIONS[0])) == {f"MARKold{generations - 1}"}
        with Askers(index, allowed=StoreError) as askers:
            while folder.exists():  # a reader that was at it makes SQLite's files beside the record again
                shutil.rmtree(folder, ignore_errors=True)
            with pytest.raises(IndexNotFoundError, match="newsqa build"):
                index.ask(QUESTIONS[0])
            for number in range(generations):  # as many, so that the newest has the number of the old one
                newsqa.build(write(tmp_path / "in", f"MARKnew{number}", 9), folder, encoder=encoder)
        assert askers.errors == []
        assert all(len(found) == 1 for found in askers.seen)
        assert index.summary().generation == generations
        assert [told(index.ask(question)) for question in QUESTIONS] == answers(folder, encoder)
        assert [markers(index.ask(question)) for question in QUESTIONS] == [{f"MARKnew{generations - 1}"}] * 3


def dense_files(index: Path) -> list[Path]:
    return sorted(index.glob("dense-*.faiss"))


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def put_another_generations_file(path: Path) -> None:
    older = dense_files(path.parent)[0]
    assert older != path
    shutil.copyfile(older, path)


@pytest.mark.parametrize(
    "damage",
    [
        Path.unlink,
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(random.Random(1).randbytes(5000)),
        flip_a_bit,
        put_another_generations_file,
    ],
    ids=["deleted", "truncated", "empty", "random", "bit flipped", "another generation's"],
)
def test_a_faiss_file_that_is_damaged_comes_back_without_embedding_and_answers_the_same(
    index: Path, encoder: Encoder, expected: list[dict[str, Any]], damage: Callable[[Path], None]
) -> None:
    newest = dense_files(index)[-1]
    content = newest.read_bytes()
    damage(newest)
    assert answers(index, encoder) == expected
    assert newest.read_bytes() == content


def lexical_folders(index: Path) -> list[Path]:
    return sorted(index.glob("lexical-*"))


def lexical_files(folder: Path) -> dict[str, Path]:
    """Return the files of a lexical index by their names without what differs each time; locks do not count."""
    return {
        f"{path.parent.name}/{re.sub('^[0-9a-f]{32}', '', path.name)}": path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


def put_another_generations_folder(path: Path) -> None:
    older = lexical_folders(path.parent)[0]
    assert older != path
    shutil.rmtree(path)
    shutil.copytree(older, path)


def add_a_stranger(path: Path) -> None:
    (path / "passages" / "notes.txt").write_text("milk")


FOLDER_DAMAGES: dict[str, Callable[[Path], object]] = {
    "deleted": shutil.rmtree,
    "a part deleted": lambda path: shutil.rmtree(path / "articles"),
    "emptied": lambda path: [shutil.rmtree(part) for part in path.iterdir()],
    "a file instead": lambda path: (shutil.rmtree(path), path.write_bytes(b"milk")),
    "another generation's": put_another_generations_folder,
    "a file more": add_a_stranger,
}
FILE_DAMAGES: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "emptied": lambda path: path.write_bytes(b""),
    "bit flipped": flip_a_bit,
    "random": lambda path: path.write_bytes(random.Random(1).randbytes(5000)),
}


def check_the_lexical_index_came_back(index: Path, encoder: Encoder, expected: list[dict[str, Any]]) -> None:
    """Check that answers are the same, and that they are so again from what was written anew, which is all there is."""
    assert answers(index, encoder) == expected
    found = lexical_folders(index)
    assert [path.name[:14] for path in found] == ["lexical-000001", "lexical-000002"]
    assert lexical_files(found[1]).keys() == lexical_files(found[0]).keys()
    with newsqa.Index.open(index, encoder=encoder) as opened:
        assert [hit.article.id for hit in opened.retrieve('"bridge 2" -"bridge 1"', 1)] == ["n2"]
    assert lexical_folders(index) == found


@pytest.mark.parametrize("damage", FOLDER_DAMAGES.values(), ids=FOLDER_DAMAGES)
def test_a_lexical_folder_that_is_damaged_comes_back_and_answers_the_same(
    index: Path, encoder: Encoder, expected: list[dict[str, Any]], damage: Callable[[Path], object]
) -> None:
    damage(lexical_folders(index)[-1])
    check_the_lexical_index_came_back(index, encoder, expected)


@pytest.mark.parametrize("damage", FILE_DAMAGES.values(), ids=FILE_DAMAGES)
def test_a_lexical_index_comes_back_whichever_of_its_files_is_damaged(
    index: Path, encoder: Encoder, expected: list[dict[str, Any]], damage: Callable[[Path], object]
) -> None:
    names = lexical_files(lexical_folders(index)[-1])
    assert {"passages/.idx", "passages/.pos", "passages/.term", "passages/meta.json", "articles/.idx"} <= names.keys()
    for name in names:
        newest = lexical_folders(index)[-1]
        damage(lexical_files(newest)[name])
        with newsqa.Index.open(index, encoder=encoder) as opened:
            assert told(opened.ask(QUESTIONS[0])) == expected[0]
        assert not newest.exists()
    check_the_lexical_index_came_back(index, encoder, expected)


def test_the_lexical_locks_of_the_engine_may_come_and_go(
    index: Path, encoder: Encoder, expected: list[dict[str, Any]]
) -> None:
    before = lexical_folders(index)
    for path in index.rglob(".tantivy*.lock"):
        path.unlink()
    assert answers(index, encoder) == expected
    assert lexical_folders(index) == before


def test_without_its_derived_files_a_build_of_the_same_articles_embeds_nothing_and_tidies_what_was_left(
    built: Path, index: Path, encoder: Encoder, expected: list[dict[str, Any]]
) -> None:
    for path in lexical_folders(index):
        shutil.copytree(path, path.with_name(f"{path.name[:-16]}{'0' * 16}"))
        shutil.copytree(path, path.with_name(f"{path.name[:-17]}.1-1.tmp"))
        shutil.rmtree(path)
    shutil.copytree(lexical_folders(index)[0], index / f"lexical-000009-{'a' * 12}-{'b' * 16}")
    report = newsqa.build(built.parent / "in", index, encoder=encoder)
    assert (report.embedded, report.generation, report.unchanged) == (0, 2, 6)
    assert answers(index, encoder) == expected
    write(built.parent / "other", "MARKthree")
    newsqa.build(built.parent / "other", index, encoder=encoder)
    assert [path.name[:14] for path in lexical_folders(index)] == ["lexical-000002", "lexical-000003"]


def test_a_lexical_folder_that_is_deleted_again_and_again_leaves_answers_the_same(
    index: Path, encoder: Encoder, expected: list[dict[str, Any]]
) -> None:
    stop = threading.Event()

    def delete() -> None:
        while not stop.is_set():
            for path in lexical_folders(index):
                shutil.rmtree(path, ignore_errors=True)
            time.sleep(0.001)

    deleting = threading.Thread(target=delete)
    deleting.start()
    try:
        found = [answers(index, encoder) for _ in range(8)]
    finally:
        stop.set()
        deleting.join()
    assert found == [expected] * 8
    assert answers(index, encoder) == expected


def test_threads_that_open_a_folder_without_derived_files_all_get_their_answers(
    index: Path, encoder: Encoder, expected: list[dict[str, Any]]
) -> None:
    for path in lexical_folders(index):
        shutil.rmtree(path)
    together, found = threading.Barrier(6), []

    def opens() -> None:
        together.wait()
        found.append(answers(index, encoder))

    threads = [threading.Thread(target=opens) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 6
    assert not list(index.glob("*.tmp"))


def test_without_faiss_files_a_build_of_the_same_articles_embeds_nothing(
    built: Path, index: Path, encoder: Encoder, expected: list[dict[str, Any]]
) -> None:
    for path in dense_files(index):
        path.unlink()
    report = newsqa.build(built.parent / "in", index, encoder=encoder)
    assert (report.embedded, report.generation, report.unchanged) == (0, 2, 6)
    assert answers(index, encoder) == expected


def another_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.executescript("CREATE TABLE notes (text); INSERT INTO notes VALUES ('milk');")


def raise_the_format(path: Path) -> None:
    with closing(sqlite3.connect(path)) as record:
        record.execute("PRAGMA user_version = 99")


STORE_DAMAGES: list[tuple[str, Callable[[Path], object], type[StoreError], str]] = [
    ("missing", Path.unlink, IndexNotFoundError, "newsqa build --index"),
    ("random", lambda path: path.write_bytes(random.Random(3).randbytes(50_000)), IndexDamagedError, "move it away"),
    (
        "truncated",
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
        IndexDamagedError,
        "move it away",
    ),
    ("empty", lambda path: path.write_bytes(b""), IndexDamagedError, "newsqa build"),
    ("another database", another_database, IndexDamagedError, "move it away"),
    ("newer format", raise_the_format, IndexFormatError, "99.*use the newsqa that wrote it"),
]


@pytest.mark.parametrize(
    ("damage", "error", "way_out"), [row[1:] for row in STORE_DAMAGES], ids=[row[0] for row in STORE_DAMAGES]
)
def test_a_store_that_cannot_be_trusted_has_an_error_of_its_own_with_a_way_out_that_works(
    built: Path,
    index: Path,
    encoder: Encoder,
    expected: list[dict[str, Any]],
    damage: Callable[[Path], object],
    error: type[StoreError],
    way_out: str,
) -> None:
    record = index / "newsqa.db"
    damage(record)
    with pytest.raises(StoreError, match=way_out) as raised:
        answers(index, encoder)
    assert type(raised.value) is error
    assert str(index) in str(raised.value)
    assert "\n" not in str(raised.value)
    record.unlink(missing_ok=True)
    report = newsqa.build(built.parent / "in", index, encoder=encoder)
    assert (report.generation, report.indexed) == (1, 6)
    again = answers(index, encoder)
    assert [answer["citations"] for answer in again] == [answer["citations"] for answer in expected]


@pytest.mark.parametrize("name", ["random", "another database", "newer format"])
def test_a_build_does_not_write_into_a_record_that_it_does_not_know(
    built: Path, index: Path, encoder: Encoder, name: str
) -> None:
    damage, error = next((row[1], row[2]) for row in STORE_DAMAGES if row[0] == name)
    record = index / "newsqa.db"
    damage(record)
    content = record.read_bytes()
    with pytest.raises(error):
        newsqa.build(built.parent / "in", index, encoder=encoder)
    assert record.read_bytes() == content


@pytest.mark.parametrize("seed", range(12))
def test_a_record_with_a_page_of_noise_answers_or_says_that_it_is_damaged(
    index: Path, encoder: Encoder, seed: int
) -> None:
    record = index / "newsqa.db"
    content = bytearray(record.read_bytes())
    place = 100 + random.Random(seed).randrange(len(content) - 5000)
    content[place : place + 2000] = random.Random(seed).randbytes(2000)
    record.write_bytes(content)
    try:
        found = answers(index, encoder)
    except NewsQAError as error:
        assert str(index) in str(error)
    else:
        assert len(found) == len(QUESTIONS)


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of dimension 32 with random weights."""
    import torch
    from sentence_transformers import SentenceTransformer, models
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    letters = [chr(code) for code in range(33, 127)]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    (folder / "vocab.txt").write_text("\n".join([*vocabulary, "bridge", "boats", "the"]) + "\n")
    tokenizer = BertTokenizerFast(vocab=str(folder / "vocab.txt"), model_max_length=128)
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(vocabulary) + 3, hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=128,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder / "bert")
    tokenizer.save_pretrained(folder / "bert")
    transformer = models.Transformer(str(folder / "bert"), max_seq_length=128)
    pooling = models.Pooling(transformer.get_word_embedding_dimension())
    SentenceTransformer(modules=[transformer, pooling], device="cpu").save(str(folder / "model"))
    return folder / "model"


def test_an_index_is_asked_with_the_model_that_it_was_built_with_and_with_no_other(
    tiny_model: Path, tmp_path: Path, encoder: Encoder
) -> None:
    model = shutil.copytree(tiny_model, tmp_path / "model")
    folder = tmp_path / "index"
    report = newsqa.build(write(tmp_path / "in", "MARKtiny"), folder, model=str(model))
    assert report.embedded > 6
    found = answers(folder, None)
    assert all(answer["answered"] for answer in found)
    assert answers(folder, None, model=str(model)) == found
    assert answers(folder, None, model=str(shutil.copytree(model, tmp_path / "moved"))) == found

    for given in ({"model": "all-MiniLM-L6-v2"}, {"encoder": encoder}):
        with pytest.raises(ModelMismatchError, match=r"dimension 32.*dimension 384.*--model"):
            answers(folder, **{"encoder": None, **given})

    shutil.rmtree(model)
    with pytest.raises(EncoderError, match=re.escape(str(model))):
        newsqa.Index.open(folder)


def test_an_open_index_follows_a_rebuild_with_another_model(tiny_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    newsqa.build(write(tmp_path / "in", "MARKtiny"), folder, model=str(tiny_model))
    with newsqa.Index.open(folder) as index:
        assert markers(index.ask(QUESTIONS[0])) == {"MARKtiny"}
        report = newsqa.build(write(tmp_path / "in", "MARKmini"), folder, model="all-MiniLM-L6-v2")
        assert report.embedded > 6
        assert markers(index.ask(QUESTIONS[0])) == {"MARKmini"}
