"""The command line: what it prints where, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import random
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import typer.main

import newsqa
from newsqa import cli
from newsqa.builder import build
from newsqa.cli.terminal import plain_progress
from newsqa.config import Settings
from newsqa.encoder import Encoder
from newsqa.index import Index
from newsqa.types import Answer

QUESTION = "When did the bell of Norrin ring?"
BELL = (
    "The bell on the harbour wall at Norrin rang on Monday for the first time since the winter of 1987. "
    "Eleven masons set it back into its arch."
)
ARTICLES = [
    {"id": "bell", "title": "Bell rings", "text": BELL, "date": "2024-03-05", "source": "Norrin Post",
     "language": "en", "url": "https://norrin.example/bell"},
    {"id": "wire", "title": "Norrin's bell", "text": BELL, "date": "2024-03-06", "source": "The Elm Wire"},
    {"id": "cows", "title": "Cows \u2013 on the road", "text": "Forty cows closed the ring road of Norrin on Friday.",
     "source": "Elm Bote", "language": "de", "section": "Roads", "authors": ["Per Lund"]},
]  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """Give a folder with seeds/ and its embeddings/."""
    place = tmp_path_factory.mktemp("cli")
    (place / "seeds").mkdir()
    lines = [json.dumps(article) for article in ARTICLES]
    (place / "seeds" / "articles.jsonl").write_text("\n".join([*lines, "not JSON"]), encoding="utf-8")
    build(place / "seeds", place / "embeddings", settings=Settings(), encoder=encoder)
    return place


class Run:
    """Runs the command line in this process, in the folder, and keeps what it printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as leaving:
            cli.main(arguments)
        shown = self._capsys.readouterr()
        return int(leaving.value.code or 0), shown.out, shown.err


@pytest.fixture
def run(place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(place)
    return Run(capsys)


def as_process(place: Path, *arguments: str | bytes, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "newsqa", *arguments]
    return subprocess.run(command, cwd=place, capture_output=True, encoding="utf-8", timeout=120, check=False, **more)


# What is printed


def test_json_is_exactly_the_dicts_of_the_api_with_iso_dates(run: Run, place: Path, encoder: Encoder) -> None:
    filters = ["--since", "2024-03-05", "--source", "Norrin Post", "--source", "Elm Bote"]
    asked = run("ask", QUESTION, "--json", "-k", "2")
    retrieved = run("retrieve", QUESTION, "--json", *filters)
    with Index.open(place / "embeddings", settings=Settings(), encoder=encoder) as opened:
        answer = opened.ask(QUESTION, k=2)
        hits = opened.retrieve(QUESTION, since="2024-03-05", sources=["Norrin Post", "Elm Bote"])
    assert asked[::2] == retrieved[::2] == (0, "")
    assert json.loads(asked[1]) == answer.to_dict()
    assert json.loads(retrieved[1]) == [hit.to_dict() for hit in hits]
    assert len(hits) == 1
    assert json.loads(asked[1])["citations"][0]["date"] == "2024-03-05"
    assert json.loads(asked[1])["hits"][0]["copies"][0]["date"] == "2024-03-06"
    assert "\u2013" in asked[1], "text is to stay readable, not escaped"


@pytest.mark.parametrize("command", ["ask", "retrieve"])
@pytest.mark.parametrize(
    ("option", "value", "ids"),
    [("--language", "de", ["cows"]), ("--section", "roads", ["cows"]), ("--author", "per lund", ["cows"]),
     ("--source", "The Elm Wire", ["wire"]), ("--since", "2024-03-06", ["wire"]), ("--until", "2024-03-05", ["bell"])],
)  # fmt: skip
def test_every_filter_reaches_the_index(run: Run, command: str, option: str, value: str, ids: list[str]) -> None:
    status, out, _ = run(command, QUESTION, "--json", "-k", "9", option, value)
    assert status == 0
    plain = json.loads(out)
    assert [hit["article"]["id"] for hit in (plain["hits"] if command == "ask" else plain)] == ids


def test_filters_that_nothing_passes_are_said_to_do_so(run: Run) -> None:
    status, out, _ = run("ask", QUESTION, "--until", "2024-03-01")
    reason = "No article in the archive passes the filters; widen them."
    (said, way) = out.removesuffix("\n").rsplit("\n", 1)
    assert (status, said) == (0, f"{reason}\nFilters: until 2024-03-01")
    confidence = json.loads(run("ask", QUESTION, "--json")[1])["confidence"]
    percent = round(100 * confidence)
    assert way == f"Without --until 2024-03-01: may answer this ({percent}%), from Norrin Post, 2024-03-05"


@pytest.mark.parametrize(
    ("question", "options", "limit"),
    [
        (QUESTION, ["--source", "Elm Bote", "--source", "x"], "--source Elm Bote or x"),
        (QUESTION, ["--language", "de"], "--language de"),
        ('When did the bell of Norrin ring "in spring"', [], 'the quotation marks of "in spring"'),
    ],
)
def test_ways_out_name_the_limit_as_it_was_given(run: Run, question: str, options: list[str], limit: str) -> None:
    status, out, _ = run("ask", question, *options)
    assert status == 0
    assert f"\nWithout {limit}: " in out


def test_retrieve_says_which_time_it_understood_and_nothing_of_one_that_no_article_is_of(run: Run) -> None:
    status, out, _ = run("retrieve", "What rang in March 2024?", "--today", "2024-05-01")
    assert status == 0
    assert out.startswith("Time: in March 2024, 2024-03-01 to 2024-03-31: these articles come first; --no-times")
    assert not run("retrieve", "What rang in March 2023?", "--today", "2024-05-01")[1].startswith("Time")
    assert not run("retrieve", "What rang in March 2024?", "--no-times")[1].startswith("Time")


def test_a_survey_for_people_stands_under_days_or_outlets_and_names_its_sources(run: Run) -> None:
    status, out, err = run("survey", QUESTION, "--today", "2024-05-01")
    assert (status, err) == (0, "")
    assert out.startswith("2024-03-05\n  Norrin Post: The bell on the harbour wall at Norrin rang on Monday")
    assert "\n\n[1] Bell rings · Norrin Post · 2024-03-05 · https://norrin.example/bell · also in" in out
    assert run("survey", QUESTION, "--by", "outlet")[1].startswith("Norrin Post\n  2024-03-05: The bell on the harbour")
    assert run("survey", QUESTION, "--until", "2020-01-01")[1] == (
        "No article in the archive passes the filters; widen them.\n"
    )
    assert run("survey", "Which team won in chess?")[1] == "Nothing in these articles answers this.\n"


def test_a_survey_as_json_is_the_dict_of_the_api(run: Run, place: Path, encoder: Encoder) -> None:
    with Index.open(place / "embeddings", settings=Settings(), encoder=encoder) as opened:
        survey = opened.survey(QUESTION, k=3, sources="Norrin Post", today="2024-05-01")
    asked = run("survey", QUESTION, "-k", "3", "--source", "Norrin Post", "--today", "2024-05-01", "--json")
    assert json.loads(asked[1]) == survey.to_dict()
    assert len(survey.entries) == 1


def test_an_answer_for_people_says_how_sure_it_is_then_quotes_and_then_names_its_sources(run: Run) -> None:
    status, out, err = run("ask", QUESTION)
    assert (status, err) == (0, "")
    confidence = json.loads(run("ask", QUESTION, "--json")[1])["confidence"]
    sure, _, rest = out.partition("\n\n")
    quotes, _, sources = rest.partition("\n\n[1] ")
    assert sure == f"May answer this ({round(100 * confidence)}%)"
    assert quotes.startswith("The bell on the harbour wall at Norrin rang on Monday")
    assert " [1]" in quotes
    first, second = sources.strip().split("\n")
    assert first == ("Bell rings · Norrin Post · 2024-03-05 · https://norrin.example/bell · also in The Elm Wire")
    assert second == "[2] Cows \u2013 on the road · Elm Bote · seeds/articles.jsonl:3"


def test_a_declined_answer_names_near_passages_as_near_and_what_was_looked_for(
    run: Run, place: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Index.open(place / "embeddings", settings=Settings(), encoder=encoder) as opened:
        hits = opened.retrieve(QUESTION, k=2)
    hits = [replace(hits[0], found_by="meaning"), replace(hits[1], found_by="words")]
    declined = Answer(
        question=QUESTION, answered=False, reason="Nothing in these articles answers this.", hits=tuple(hits),
        confidence=0.084, looked_for=("bell", "norrin"), absent=("norrin",),
    )  # fmt: skip
    monkeypatch.setattr(Index, "ask", lambda *_, **__: declined)
    monkeypatch.setattr(Index, "ways_out", lambda *_, **__: ())
    filters = ["--since", "2023-01-05", "--source", "norrin post", "--source", "Elm Bote", "--language", "EN-GB"]
    assert run("ask", '"the bell" -"in Elm"', *filters) == (
        0,
        f"""Nothing in these articles answers this.
Too unsure to be an answer (8%)
Looked for: bell, norrin
In no article: norrin
Filters: since 2023-01-05; outlet norrin post or Elm Bote; language en; with "the bell"; without "in elm"

Nearest passages, which do not answer it:

1. Bell rings · Norrin Post · 2024-03-05 · https://norrin.example/bell · also in The Elm Wire · found by meaning
{BELL}

2. Cows \u2013 on the road · Elm Bote · seeds/articles.jsonl:3 · found by its words
{ARTICLES[2]["text"]}
""",
        "",
    )
    assert json.loads(run("ask", QUESTION, "--json")[1]) == declined.to_dict()


def test_hits_for_people_have_rank_score_place_and_text(run: Run) -> None:
    status, out, _ = run("retrieve", QUESTION, "-k", "1")
    assert status == 0
    head, text = out.strip().split("\n")
    assert head.startswith("1. ") and "Bell rings · Norrin Post · 2024-03-05" in head
    assert head.endswith(" · found by meaning and words")
    assert text == BELL


def test_a_build_for_people_prints_the_ledger_and_each_rejection(run: Run) -> None:
    status, out, err = run("build")
    assert (status, err) == (0, "")
    assert "generation 1: 4 read = 0 indexed + 2 unchanged + 1 copies + 1 rejected; 0 removed" in out
    assert "\nrejected: seeds/articles.jsonl:4: is not JSON (Expecting value at column 1)\n" in out


def test_a_blank_question_is_no_error_but_an_answer_that_says_so(run: Run) -> None:
    assert run("ask", " ") == (0, "The question is blank; ask something.\n", "")
    status, out, _ = run("ask", " ", "--json")
    assert (status, json.loads(out)["answered"]) == (0, False)


def test_the_version_is_the_packages(run: Run) -> None:
    assert run("--version") == (0, f"{newsqa.__version__}\n", "")


# Help


@pytest.mark.parametrize("command", ["build", "ask", "survey", "retrieve", "chat"])
def test_help_names_every_option_of_a_command_and_its_index_folder(run: Run, command: str) -> None:
    status, out, _ = run(command, "--help")
    assert status == 0
    parameters = typer.main.get_command(cli.app).commands[command].params
    assert len(parameters) >= 4
    for parameter in parameters:
        names = parameter.opts if parameter.param_type_name == "option" else [str(parameter.name)]
        assert all(name in out for name in names), names
        assert parameter.help and parameter.help.split(".")[0].split("  ")[0] in " ".join(out.split()), names
    assert "--index" in out


def test_help_lists_the_commands(run: Run) -> None:
    status, out, _ = run("--help")
    assert status == 0
    assert all(f"\n  {command} " in out for command in ("build", "ask", "retrieve", "chat"))
    status, out, err = run()
    assert (status, "\n  retrieve " in out + err) == (2, True)


# How it ends


@pytest.mark.parametrize(
    "arguments",
    [("ask",), ("ask", "one?", "two?"), ("ask", QUESTION, "--colour", "red"), ("retrieve", QUESTION, "-k", "many"),
     ("retrieve", QUESTION, "-k"), ("answer", QUESTION), ("chat", "--port", "http"), ("--json",)],
)  # fmt: skip
def test_wrong_use_ends_with_status_two_and_says_how_to_use_it(run: Run, arguments: tuple[str, ...]) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert "\nError: " in f"\n{err}"
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("ask", QUESTION, "--index", "nowhere"), "nowhere: there is no index here; make one with `newsqa build"),
        (("retrieve", " "), "the question is blank; ask something"),
        (("retrieve", QUESTION, "-k", "0"), "k must be a whole number of at least 1, not 0"),
        (("ask", QUESTION, "--since", "soon"), "since: 'soon' is not a date that can be read; write it as 2024-07-15"),
        (("ask", QUESTION, "--since", "2025-01-01", "--until", "2024-01-01"), "is after until (2024-01-01); swap them"),
        (("ask", "bell " * 20_000), "the question has 99,999 characters, the limit is 2,000"),
        (("ask", QUESTION, "--model", "./no\nwhere"), "model ./no where: no such folder"),
        (("build", "nowhere"), "nowhere: no such file or folder; name the folder that holds your articles"),
        (("chat", "--port", "70000"), "port must be from 0 to 65535, not 70000"),
        (("chat", "--index", "nowhere"), "nowhere: there is no index here; make one with `newsqa build"),
    ],
)  # fmt: skip
def test_what_newsqa_refuses_is_one_line_on_stderr_and_status_one(
    run: Run, arguments: tuple[str, ...], complaint: str
) -> None:
    if arguments == ("chat", "--index", "nowhere"):
        pytest.importorskip("gradio")
    status, out, err = run(*arguments)
    assert (status, out) == (1, "")
    assert err.startswith("newsqa: ") and err.endswith("\n")
    assert err.count("\n") == 1
    assert complaint in err


# As processes


def test_a_build_in_a_pipe_prints_its_report_and_no_progress_bar(tmp_path: Path, place: Path) -> None:
    done = as_process(place, "build", "--index", str(tmp_path / "index"), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert list(report) == [
        "generation", "read", "indexed", "unchanged", "copies", "rejected", "warnings", "removed", "passages",
        "embedded", "seconds", "steps", "sizes", "peak_memory_bytes",
    ]  # fmt: skip
    assert (report["read"], report["indexed"], report["copies"], len(report["rejected"])) == (4, 2, 1, 1)
    assert "\x1b" not in done.stdout and "\r" not in done.stdout


def read_to_end(terminal: int) -> str:
    """Return what was shown on a terminal until its other end was closed."""
    shown = b""
    while True:
        try:
            shown += os.read(terminal, 65536)
        except OSError:
            return shown.decode()


def test_a_build_on_a_terminal_shows_a_progress_bar_there(tmp_path: Path, place: Path) -> None:
    terminal, its_end = pty.openpty()
    command = [sys.executable, "-m", "newsqa", "build", "--index", str(tmp_path / "index")]
    surroundings = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    try:
        with ThreadPoolExecutor(1) as reader:
            reading = reader.submit(read_to_end, terminal)
            done = subprocess.run(
                command, cwd=place, env=surroundings, stdout=subprocess.PIPE, stderr=its_end, timeout=120, check=False
            )
            os.close(its_end)
            shown = reading.result(timeout=10)
    finally:
        os.close(terminal)
    assert done.returncode == 0
    assert "generation 1: 4 read" in done.stdout.decode()
    assert "embedding" in shown and "2/2" in shown
    assert b"embedding" not in done.stdout.splitlines()[0]


def test_a_question_with_stray_bytes_is_answered_where_the_locale_is_plain_ascii(place: Path) -> None:
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = as_process(place, "ask", b"When did \xff the bell ring?", env=plain)
    assert (done.returncode, done.stderr) == (0, "")
    assert "The bell on the harbour wall" in done.stdout


def test_a_failing_process_ends_with_one_line_and_loads_no_model(place: Path) -> None:
    done = as_process(place, "ask", QUESTION, "--index", "nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "newsqa: nowhere: there is no index here; make one with `newsqa build --index nowhere`\n"


# Rebuilding


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own with two articles, which a test may build and change."""
    (tmp_path / "seeds").mkdir()
    for name, text in {"bell": BELL, "cows": "Forty cows closed the ring road of Norrin on Friday."}.items():
        (tmp_path / "seeds" / f"{name}.txt").write_text(f"News of {name}\n{text}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def go(archive: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line there."""
    return Run(capsys)


def test_a_dry_run_says_what_a_build_would_do_and_how_long_it_would_take(archive: Path, go: Run) -> None:
    code, out, _ = go("build", "--dry-run")
    assert code == 0
    assert "would read 2 = 2 indexed + 0 unchanged + 0 copies + 0 rejected; 0 removed" in out
    assert re.search(r"2 passages, 2 of them to embed at about \d+ a second: about \d\.\d s", out)
    assert not (archive / "embeddings").exists()
    assert json.loads(go("build", "--dry-run", "--json")[1])["to_embed"] == 2


def test_a_report_names_times_sizes_and_peak_memory(go: Run) -> None:
    out = go("build")[1]
    assert re.search(r"^time: .*load ", out, re.MULTILINE)
    assert re.search(
        r"^index: record 0\.\d MB, dense 0\.0 MB, lexical 0\.\d MB; peak memory [\d,.]+ [MG]B$", out, re.MULTILINE
    )


def test_generations_are_listed_and_taken_back(archive: Path, go: Run) -> None:
    go("build")
    (archive / "seeds" / "cows.txt").unlink()
    go("build")
    lines = go("generations")[1].splitlines()
    assert [line.split(" · ")[0] for line in lines] == ["2", "1"]
    assert lines[0].endswith("1 article, 1 passage · all-MiniLM-L6-v2 int8 · answers now")
    assert go("rollback")[1] == "generation 3 answers now: rollback to 1, 2 articles, 2 passages\n"
    listed = json.loads(go("generations", "--json")[1])
    assert [(each["number"], each["origin"], each["articles"]) for each in listed] == [
        (3, "rollback to 1", 2), (2, "build", 1),
    ]  # fmt: skip
    code, _, err = go("rollback", "7")
    assert (code, err) == (1, "newsqa: embeddings: holds no generation 7; there are 3, 2\n")


def test_a_purge_leaves_one_generation_and_no_word_of_what_was_removed(archive: Path, go: Run) -> None:
    go("build")
    (archive / "seeds" / "cows.txt").unlink()
    code, out, _ = go("build", "--purge")
    assert (code, "1 removed" in out) == (0, True)
    assert len(go("generations")[1].splitlines()) == 1
    left = [path for path in (archive / "embeddings").rglob("*") if path.is_file() and b"cows" in path.read_bytes()]
    assert left == []


def test_another_encoder_is_compared_by_questions_before_it_answers(archive: Path, go: Run, encoder: Encoder) -> None:
    go("build")
    (archive / "mine.jsonl").write_text(
        json.dumps({"text": QUESTION, "answers": ["Monday"], "articles": ["seeds/bell.txt"]}) + "\n"
    )
    (archive / "newsqa.toml").write_text('precision = "float32"\n')
    code, out, err = go("build", "--questions", "mine.jsonl")
    assert (code, "2 of them embedded now" in out) == (0, True)
    assert "answers now" in err
    assert "generation 2" in err
    assert "nDCG@10" in err
    assert "float32 · answers now" in go("generations")[1].splitlines()[0]


def test_a_step_that_takes_long_is_told_in_plain_lines_where_there_is_no_terminal() -> None:
    lines: list[str] = []
    tell = plain_progress(lines.append, every_s=0.0)
    tell("reading", 1, 0)
    time.sleep(0.01)
    tell("reading", 2, 0)
    tell("embedding", 0, 4000)
    time.sleep(0.02)
    tell("embedding", 1000, 4000)
    assert lines[0] == "reading: 1"
    assert re.fullmatch(r"reading: 2, [\d,]+ a second", lines[1])
    assert re.fullmatch(r"embedding: 1,000 of 4,000, [\d,]+ a second, about 0\.\d s left", lines[3])
    tell("embedding", 10, 500)  # of another build: its rate is its own
    assert lines[4] == "embedding: 10 of 500"


def test_a_chat_that_builds_first_answers_while_a_long_first_build_goes_on(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    draw = random.Random(1)
    with (tmp_path / "seeds" / "all.jsonl").open("w") as lines:
        for number in range(160):
            words = [draw.choice(["bridge", "ferry", "council", "price", "harbour", "bread"]) for _ in range(1000)]
            sentences = [f"{' '.join(words[at : at + 20]).capitalize()} {number}." for at in range(0, 1000, 20)]
            lines.write(json.dumps({"id": f"n{number}", "title": "News", "text": " ".join(sentences)}) + "\n")
    with subprocess.Popen(
        [sys.executable, "-m", "newsqa", "chat", "--build", "--port", "0"], cwd=tmp_path, stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stderr is not None
            said = [process.stderr.readline()]
            while "newsqa answers on" not in said[-1] and said[-1]:
                said.append(process.stderr.readline())
            assert any("the build goes on" in line for line in said), said
            with Index.open(tmp_path / "embeddings") as index:
                answer = index.ask("What about the ferry and the bridge?")
            assert answer.meaning_share < 1
            assert answer.hits
        finally:
            process.kill()
