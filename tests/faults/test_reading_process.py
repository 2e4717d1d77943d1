"""Files that hang, crash or swell whatever reads them, and a process that reads for one that is gone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import makers
import pytest

import newsqa
from newsqa.articles import ReadArticle, Result, process, read
from newsqa.articles.process import Allowance, ReadingProcess
from newsqa.articles.source import Limits
from newsqa.config import Settings
from newsqa.encoder import Encoder
from newsqa.errors import ArticlesError
from newsqa.types import Rejection

# What stands in a page's place that does to its reader what it says: no file that we know of does all of it.
TRAP = b"<!-- trap: "
CHILD = r"""
import os, signal, sys, time
from newsqa.articles import child, walk
from newsqa.articles.text import Flaw
guarded = walk.guarded
def trapped(source, form):
    head = source.stream.peek(200)[:200]
    if b"trap: hang" in head:
        import re
        re.match(r"(a+)+b", "a" * 64)  # in C, and holding Python's lock
    if b"trap: die" in head:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"trap: swell" in head:
        held = [bytearray(50_000_000) for _ in range(1000)]
    return guarded(source, form)
walk.guarded = trapped
child.main()
"""


@pytest.fixture
def traps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages with a trap in them do what it says to the process that reads them."""
    popen = subprocess.Popen

    def start(command: list[str], **given: object) -> object:
        if "newsqa.articles.child" in command:
            command = [*command[: command.index("-m")], "-c", CHILD]
        return popen(command, **given)  # type: ignore[call-overload]

    monkeypatch.setattr(process.subprocess, "Popen", start)


def trap(what: str) -> bytes:
    return TRAP + what.encode() + b" -->" + makers.page(99)


def outcome(results: list[Result]) -> dict[str, str]:
    return {
        r.article.path if isinstance(r, ReadArticle) else r.path: "" if isinstance(r, ReadArticle) else r.reason
        for r in results
        if isinstance(r, ReadArticle | Rejection)
    }


LIMITS = {"max_read_s": 2.0, "max_read_mb": 400}


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("hang", "takes over 2 s; raise max_read_s if it is meant"),
        ("die", "breaks its reader (SIGSEGV); it is damaged, or needs more than max_read_mb"),
        ("swell", "takes over 400 MB of memory; raise max_read_mb if it is meant"),
    ],
)
@pytest.mark.timeout(60)
def test_a_file_that_breaks_its_reader_is_rejected_and_all_others_read(
    tmp_path: Path, traps: None, what: str, why: str
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    pages = {f"{n}.html": makers.page(n) for n in range(4)} | {"2a.html": trap(what)}
    for name, content in pages.items():
        (folder / name).write_bytes(content)
    (folder / "x.zip").write_bytes(makers.zipped(pages))
    crawl = [(f"https://n.example/{name}", content) for name, content in sorted(pages.items())]
    (folder / "y.warc.gz").write_bytes(makers.warc(crawl))
    found = outcome(list(read([folder], **LIMITS)))
    bad = ("news/2a.html", "news/x.zip/2a.html", "news/y.warc.gz:5")
    assert {path: reason for path, reason in found.items() if reason} == dict.fromkeys(
        bad, f"cannot be read: reading it {why}"
    )
    assert len(found) == 15
    assert list(found)[5:10] == [f"news/x.zip/{name}" for name in sorted(pages)]


def test_what_broke_its_reader_is_tried_again_only_with_other_limits(
    tmp_path: Path, traps: None, encoder: Encoder
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.html").write_bytes(trap("hang"))
    (folder / "b.html").write_bytes(makers.page(1))
    (folder / "c.zip").write_bytes(makers.zipped({"d.html": trap("hang"), "e.html": makers.page(2)}))

    def build(max_read_s: float) -> tuple[float, list[str]]:
        settings = Settings(max_read_s=max_read_s, max_read_mb=400)
        report = newsqa.build(folder, tmp_path / "index", settings=settings, encoder=encoder)
        assert report.read == report.indexed + report.unchanged + report.copies + len(report.rejected) == 4
        return report.steps["read"], [rejection.path for rejection in report.rejected]

    first, rejected = build(2.0)
    assert rejected == ["news/a.html", "news/c.zip/d.html"]
    again, rejected = build(2.0)
    assert (again < 1.0, rejected) == (True, ["news/a.html", "news/c.zip/d.html"])
    other, rejected = build(2.1)
    assert (other > 4.0, rejected) == (True, ["news/a.html", "news/c.zip/d.html"])
    assert first > 4.0


def alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def gone(pid: int, within_s: float = 10.0) -> bool:
    end = time.monotonic() + within_s
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not alive(pid)


@pytest.mark.timeout(60)
def test_the_process_that_reads_ends_with_the_one_that_asked(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(makers.jsonl(range(50_000)))
    code = (
        "import sys\nfrom newsqa.articles import read\n"
        "for n, _ in enumerate(read([sys.argv[1]])):\n  n == 10 and print('read', flush=True)"
    )
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, env=surroundings
    ) as asking:
        assert asking.stdout is not None
        assert asking.stdout.readline() == b"read\n"
        (reading,) = children_of(asking.pid)
        assert alive(reading)
        asking.send_signal(signal.SIGKILL)
    assert gone(reading)


def test_an_iterator_that_is_given_up_leaves_no_process(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(makers.jsonl(range(5000)))
    before = set(children_of(os.getpid()))
    results = read([tmp_path])
    next(results)
    (started,) = set(children_of(os.getpid())) - before
    results.close()  # type: ignore[attr-defined]
    assert gone(started)


def test_nothing_is_started_where_nothing_is_to_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_bytes(makers.plain(1))
    (tmp_path / "b.jpg").write_bytes(b"x")
    monkeypatch.setattr(process.subprocess, "Popen", lambda *_, **__: pytest.fail("started"))
    assert len(list(read([tmp_path], is_known=lambda name, content: True))) == 2


def test_a_module_of_the_users_named_like_one_of_pythons_does_not_get_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "email.py").write_text("raise SystemExit('not the real one')")
    (tmp_path / "a.eml").write_bytes(makers.mail(1))
    monkeypatch.chdir(tmp_path)
    assert [type(result) for result in read([tmp_path / "a.eml"])] == [ReadArticle]


def test_a_reading_process_that_cannot_start_is_an_error_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_bytes(makers.plain(1))
    monkeypatch.setattr(process.sys, "path", [])
    monkeypatch.setenv("PYTHONHOME", str(tmp_path))
    with pytest.raises(ArticlesError, match="could not be started"):
        list(read([tmp_path]))


def test_a_file_that_needs_an_extra_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "pypdfium2.py").write_text("raise ModuleNotFoundError('pypdfium2')")
    (tmp_path / "a.pdf").write_bytes(makers.pdf(1))
    monkeypatch.setattr(process.sys, "path", [str(tmp_path / "hidden"), *sys.path])
    assert outcome(list(read([tmp_path / "a.pdf"]))).popitem()[1] == "needs the extra pdf: pip install 'newsqa[pdf]'"


@pytest.mark.timeout(60)
def test_a_line_that_ends_its_reader_costs_that_line_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = CHILD.replace("walk.guarded = trapped", "") + ""
    lines = [json.dumps(makers.fields(n) | {"id": str(n)}) for n in range(6)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    trapped = code.replace(
        "child.main()",
        """
make = child.article_from_fields
def made(fields, name):
    if fields.values["id"] == "3":
        os.kill(os.getpid(), signal.SIGKILL)
    return make(fields, name)
child.article_from_fields = made
child.main()
""",
    )
    popen = subprocess.Popen
    start: Callable[..., object] = lambda command, **given: popen([sys.executable, "-c", trapped], **given)  # noqa: E731
    monkeypatch.setattr(process.subprocess, "Popen", start)
    reader = ReadingProcess(Allowance(Limits(1_000_000), 5.0, 500))
    found = list(reader.read(tmp_path / "a.jsonl", "a.jsonl", lambda name, digest: False))
    reader.close()
    assert [each.what.id for each in found if not isinstance(each.what, Rejection | str)] == ["0", "1", "2", "4", "5"]
    assert [each.what.path for each in found if isinstance(each.what, Rejection)] == ["a.jsonl"]
