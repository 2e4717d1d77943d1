"""What reading costs: a folder of everything that can be wrong with a file, and a crawl, read, killed and resumed.

    python benchmarks/reading.py [--records N] [--large] [--only stress|crawl|resume] [--json FILE]

The folder is that of tests/stress.py. The crawl is made of N records, by a template of ours: three of four are articles
in page furniture, the others front pages, style sheets and pages that are not there. Peak memory is that of the process
that asks and of the process that reads, each its own. `resume` kills a build (SIGKILL) once it has read half of the
crawl, and lets another go on until it has read the rest: how many pages it parsed again, and how long each took.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / "tests"
sys.path.insert(0, str(TESTS))

import makers  # noqa: E402  # beside the tests
import stress  # noqa: E402
from warcio.statusandheaders import StatusAndHeaders  # noqa: E402
from warcio.warcwriter import WARCWriter  # noqa: E402

HTML = "text/html; charset=utf-8"
READ = r"""
import json, resource, sys, time
from newsqa.articles import ReadArticle, read
articles, rejected, slowest = 0, 0, (0.0, "")
began = last = time.perf_counter()
for result in read([sys.argv[1]], **json.loads(sys.argv[2])):
    now = time.perf_counter()
    is_article = isinstance(result, ReadArticle)
    articles, rejected = articles + is_article, rejected + (not is_article)
    slowest = max(slowest, (now - last, result.article.path if is_article else result.path))
    last = now
peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps([articles, rejected, last - began, slowest, peaks]))
"""
BUILD = r"""
import json, os, signal, sys, time
import newsqa, newsqa.builder
from newsqa.articles import KnownFile, ReadArticle
counts = {"read": 0, "known": 0}
original = newsqa.builder.read
def counting(*roots, **given):
    for result in original(*roots, **given):
        counts["known" if isinstance(result, KnownFile) else "read"] += 1
        yield result
newsqa.builder.read = counting
kill_at, began = int(sys.argv[3]), None
def progress(step, done, total):
    global began
    if step == "reading":
        began = began or time.perf_counter()
        if done == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
    elif began is not None:
        print(json.dumps([counts, time.perf_counter() - began]), flush=True)
        os._exit(0)  # what follows, cutting and embedding, is not what is measured
newsqa.build(sys.argv[1], sys.argv[2], progress=progress)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--large", action="store_true", help="the folder with files up to 200 MB and pages of 50 MB")
    parser.add_argument("--only", choices=["stress", "crawl", "resume"])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as place:
        if options.only in (None, "stress"):
            figures |= read_stress(Path(place) / "stress", is_large=options.large)
        if options.only in (None, "crawl"):
            for count in (options.records // 4, options.records // 2, options.records):
                figures |= read_crawl(Path(place) / f"crawl{count}", count)
        if options.only in (None, "resume"):
            figures |= resume(Path(place), options.records)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def tell(figures: dict[str, object], name: str, value: float | str, unit: str = "") -> None:
    figures[name] = value
    shown = f"{value:12.2f}" if isinstance(value, float) else f"{value:>12}"
    print(f"{name:<52}{shown} {unit}", flush=True)


def run(folder: Path, limits: dict[str, object]) -> tuple[int, int, float, tuple[float, str], tuple[float, float]]:
    done = subprocess.run(
        [sys.executable, "-c", READ, str(folder), json.dumps(limits)], check=True, capture_output=True, text=True
    )
    articles, rejected, seconds, slowest, peaks = json.loads(done.stdout)
    return articles, rejected, seconds, slowest, peaks


def read_stress(folder: Path, *, is_large: bool) -> dict[str, object]:
    expected = stress.make(folder, is_large=is_large)
    limits: dict[str, object] = {"max_file_mb": 50 if is_large else 5}
    articles, rejected, seconds, slowest, peaks = run(folder, limits)
    figures: dict[str, object] = {}
    tell(figures, "stress: files", len(expected))
    tell(figures, "stress: articles", articles)
    tell(figures, "stress: rejected", rejected)
    tell(figures, "stress: seconds", seconds, "s")
    tell(figures, "stress: slowest result", slowest[0], f"s ({slowest[1].partition('/')[2]})")
    tell(figures, "stress: peak memory, asking", peaks[0], "MB")
    tell(figures, "stress: peak memory, reading", peaks[1], "MB")
    return figures


def write_crawl(path: Path, count: int) -> None:
    """Write a packed WARC of so many records, one at a time."""
    path.parent.mkdir(parents=True)
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for number in range(count):
            url, status, kind, content = record(number)
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            payload = io.BytesIO(content)
            writer.write_record(writer.create_warc_record(url, "response", payload=payload, http_headers=headers))


def record(number: int) -> tuple[str, str, str, bytes]:
    site = f"https://post{number % 40}.example"
    match number % 8:
        case 5:
            return (
                f"{site}/list/{number}",
                "200 OK",
                "text/html; charset=utf-8",
                makers.front_page(range(number, number + 15)),
            )
        case 6:
            return f"{site}/{number}.css", "200 OK", "text/css", b"p { color: black }" * 40
        case 7 if number % 16 == 7:
            return f"{site}/{number}", "404 Not Found", "text/html", b"<html><body>Not here</body></html>"
        case _:
            return f"{site}/news/{number}", "200 OK", HTML, makers.page(number)


def read_crawl(folder: Path, count: int) -> dict[str, object]:
    write_crawl(folder / "crawl.warc.gz", count)
    articles, rejected, seconds, _, peaks = run(folder, {})
    figures: dict[str, object] = {}
    tell(figures, f"crawl of {count}: articles", articles)
    tell(figures, f"crawl of {count}: left out", rejected)
    tell(figures, f"crawl of {count}: records a second", count / seconds)
    tell(figures, f"crawl of {count}: peak memory, asking", peaks[0], "MB")
    tell(figures, f"crawl of {count}: peak memory, reading", peaks[1], "MB")
    return figures


def resume(place: Path, count: int) -> dict[str, object]:
    folder = place / "resumed"
    write_crawl(folder / "crawl.warc.gz", count)
    pages = sum(record(number)[1:3] == ("200 OK", HTML) for number in range(count))

    def build(index: str, kill_at: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", BUILD, str(folder), str(place / index), str(kill_at)]
        return subprocess.run(command, capture_output=True, text=True, env={**os.environ}, check=False)

    began = time.perf_counter()
    killed = build("index", pages // 2)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    killed_after = time.perf_counter() - began
    counts, seconds = json.loads(build("index", -1).stdout)
    _, whole = json.loads(build("other", -1).stdout)
    figures: dict[str, object] = {}
    tell(figures, "resume: pages in the crawl", pages)
    tell(figures, "resume: killed once so many were read", pages // 2, f"({killed_after:.0f} s)")
    tell(figures, "resume: known, not parsed again", counts["known"])
    tell(figures, "resume: parsed by the resumed build", counts["read"])
    tell(figures, "resume: lost by the kill", counts["read"] - (pages - pages // 2))
    tell(figures, "resume: seconds of reading, resumed", seconds, "s")
    tell(figures, "resume: seconds of reading, never killed", whole, "s")
    return figures


if __name__ == "__main__":
    main()
