"""Every build leaves its ledger, as tables, as JSON and as a page; files can be read again alone."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

import newsqa
from newsqa.builder import build, forecast
from newsqa.cli import main
from newsqa.config import Settings
from newsqa.doctor import examine, repair
from newsqa.encoder import Encoder, load_encoder
from newsqa.errors import ArticlesError, IndexNotFoundError, NewsQAError, StoreError
from newsqa.generations import ledgers, rollback
from newsqa.ledger import Standing, Timeline, broken_down
from newsqa.report import page, tables
from newsqa.report.charts import strips
from newsqa.store.ledgers import KEPT
from newsqa.types import Rejection

HOSTILE = "<script>alert(1)</script>"


def article(number: int, **more: object) -> str:
    return json.dumps(
        {"id": f"n{number}", "title": f"Bridge {number}", "text": f"The council of Harl closed bridge {number}."} | more
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    rows = [
        article(1, source="Harl Post", date="2024-01-05", language="en"),
        article(2, source="Harl Post", date="2024-03-05"),
        article(3, source=HOSTILE, date="2024-03-06", text="The council of Harl closed bridge 2."),
        "{",
    ]
    (folder / "all.jsonl").write_text("\n".join(rows))
    (folder / "sub" / "t.txt").write_text("Ferry\nThe ferry of Dorn is late again.")
    (folder / "sub" / "empty.md").write_text("")
    (folder / "sub" / "odd.xyz").write_text("x")
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def run(folder: Path, index: Path, encoder: Encoder) -> Callable[..., newsqa.BuildReport]:
    def run(articles: object = folder, **given: Any) -> newsqa.BuildReport:
        return build(articles, index, **{"encoder": encoder, **given})

    return run


# What is kept


def test_a_build_leaves_what_it_read_by_folder_format_outlet_and_month(
    run: Callable[..., newsqa.BuildReport], index: Path, folder: Path
) -> None:
    report = run()
    (ledger,) = ledgers(index)
    assert ledger.report == report
    assert (ledger.report.steps, ledger.report.sizes) == (report.steps, report.sizes)
    assert (ledger.number, ledger.outcome, ledger.error, ledger.roots) == (1, "published", None, (str(folder),))
    by = {
        name: {line.value: (line.indexed, line.unchanged, line.copies, line.rejected) for line in lines}
        for name, lines in ledger.breakdown.by.items()
    }
    assert by == {
        "folder": {"in": (2, 0, 1, 1), "in/sub": (1, 0, 0, 2)},
        "format": {"jsonl": (2, 0, 1, 1), "txt": (1, 0, 0, 0), "md": (0, 0, 0, 1), "xyz": (0, 0, 0, 1)},
        "outlet": {"Harl Post": (2, 0, 0, 0), HOSTILE: (0, 0, 1, 0), None: (1, 0, 0, 3)},
        "month": {"2024-01": (1, 0, 0, 0), "2024-03": (1, 0, 1, 0), None: (1, 0, 0, 3)},
        "language": {"en": by["language"]["en"], None: by["language"][None]},
    }
    assert dict(ledger.breakdown.timeline.counts) == {"2024-01": (1, 0, 0), "2024-03": (1, 1, 0)}
    run()
    unchanged = ledgers(index)[0]
    assert (unchanged.outcome, unchanged.report.generation, unchanged.report.unchanged) == ("unchanged", 1, 3)


def test_of_builds_that_changed_nothing_the_last_is_kept_and_of_others_the_last_twenty(
    run: Callable[..., newsqa.BuildReport], index: Path, folder: Path
) -> None:
    for number in range(3):
        run()
        run()
        (folder / "sub" / "t.txt").write_text(f"Ferry\nThe ferry of Dorn is {number} hours late.")
    assert [ledger.outcome for ledger in ledgers(index)] == ["unchanged", "published", "published", "published"]
    for number in range(KEPT):
        (folder / "sub" / "t.txt").write_text(f"Ferry\nThe ferry of Dorn is {number} days late.")
        run()
    found = ledgers(index)
    assert len(found) == KEPT
    assert [ledger.number for ledger in found] == list(range(found[0].number, found[0].number - KEPT, -1))


def test_a_build_that_fails_says_so_and_what_answers(
    run: Callable[..., newsqa.BuildReport], index: Path, folder: Path, tmp_path: Path
) -> None:
    run()
    (tmp_path / "nothing").mkdir()
    (tmp_path / "nothing" / "empty.md").write_text("")
    with pytest.raises(ArticlesError, match="nothing was published"):
        run(tmp_path / "nothing")
    ledger = ledgers(index)[0]
    assert (ledger.outcome, ledger.report.generation, ledger.report.read) == ("failed", 1, 1)
    assert "nothing was published" in str(ledger.error)

    def refuse(number: int) -> None:
        raise NewsQAError("worse")

    with pytest.raises(NewsQAError, match="worse"):
        run(encoder=load_encoder(precision="float32"), review=refuse)
    ledger = ledgers(index)[0]
    assert (ledger.outcome, ledger.error, ledger.report.read, ledger.report.indexed) == ("failed", "worse", 7, 3)
    assert run(only=[folder / "sub"]).unchanged == 3  # goes by the last build that ended


def test_a_dry_run_leaves_no_ledger(index: Path, folder: Path, encoder: Encoder) -> None:
    forecast(folder, index, encoder=encoder)
    with pytest.raises(IndexNotFoundError):
        ledgers(index)


def test_a_purge_forgets_what_earlier_builds_told_of_removed_articles(
    run: Callable[..., newsqa.BuildReport], index: Path, folder: Path
) -> None:
    (folder / "secret.md").write_text("---\ntitle: Bell\nsource: Secret Gazette\n---\nThe bell of Norrin rang.")
    (folder / "secret.txt").write_text("")
    run()
    for path in folder.glob("secret*"):
        path.unlink()
    run()
    assert len(ledgers(index)) == 2
    run(purge_removed=True)
    (ledger,) = ledgers(index)
    assert ledger.report.read == 7
    assert "ecret" not in ledger.to_json()


def test_a_ledger_that_cannot_be_read_is_an_error_that_names_it(
    run: Callable[..., newsqa.BuildReport], index: Path
) -> None:
    run()
    with closing(sqlite3.connect(index / "newsqa.db")) as record:
        record.execute("UPDATE builds SET ledger = x'00'")
        record.commit()
    with pytest.raises(StoreError, match="the ledger of build 1 cannot be read"):
        ledgers(index)
    with newsqa.Index.open(index) as opened:
        assert len(list(opened.articles())) == 4
    (fault,) = examine(index, settings=Settings()).faults
    assert (fault.check, fault.is_mendable) == ("ledgers", True)
    mended = repair(index, settings=Settings())
    assert (mended.is_sound, mended.repaired) == (True, ("the ledgers of 1 build dropped",))
    assert ledgers(index) == []


# What is shown


def test_a_report_is_printed_as_tables_whose_columns_add_up(
    run: Callable[..., newsqa.BuildReport], index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run()
    main_or_leave("report", "--index", str(index))
    printed = capsys.readouterr().out
    assert printed.startswith("build 1 · ")
    assert "7 read = 3 indexed + 0 unchanged + 1 copies + 3 rejected; 0 removed" in printed
    assert re.search(r"^in/sub +3 +1 +0 +0 +2$", printed, re.MULTILINE)
    assert "rejected: in/sub/empty.md: is empty" in printed
    for table in tables(ledgers(index)[0]):
        *rows, total = table.rows
        if table.title.startswith("by ") and table.title != "by length":
            assert total[1:] == tuple(map(sum, zip(*(row[1:] for row in rows), strict=True)))
            assert total[0] == "all"


def test_many_lines_are_shown_as_others_and_still_add_up() -> None:
    found = [Standing(f"in/{n}/a.txt", f"Paper {n}", f"{2000 + n}-01", "en", n, "indexed") for n in range(60)]
    for lines in broken_down(found, [Rejection("in/x.pdf", "no reader for .pdf; there are .txt")]).by.values():
        assert sum(line.read for line in lines) == 61


def test_a_report_as_json_is_the_ledger(
    run: Callable[..., newsqa.BuildReport], index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = run()
    main_or_leave("report", "--index", str(index), "--json")
    assert json.loads(capsys.readouterr().out)["report"] == report.to_dict()
    main_or_leave("report", "--index", str(index), "--list", "--json")
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["number"], listed["outcome"], listed["read"], listed["rejected"]) == (1, "published", 7, 3)


def test_an_earlier_build_is_shown_by_its_number_and_one_that_is_unknown_is_an_error(
    run: Callable[..., newsqa.BuildReport], index: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run()
    (folder / "sub" / "t.txt").unlink()
    run()
    main_or_leave("report", "--index", str(index), "--build", "1")
    assert capsys.readouterr().out.startswith("build 1 · ")
    with pytest.raises(SystemExit):
        main(["report", "--index", str(index), "--build", "9"])
    assert "knows of no build 9 any more; there are 2, 1" in capsys.readouterr().err


def test_a_page_needs_nothing_else_and_nothing_in_it_runs(
    run: Callable[..., newsqa.BuildReport], index: Path, folder: Path, tmp_path: Path
) -> None:
    (folder / "<img src=x onerror=alert(1)>.md").write_text("")
    run()
    main_or_leave("report", "--index", str(index), "--html", str(tmp_path / "r.html"))
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert HOSTILE not in text
    assert "<img" not in text
    root = lxml.html.fromstring(text)
    assert {element.tag for element in root.iter() if isinstance(element.tag, str)} & {"script", "img", "link"} == set()
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]
    assert "http" not in re.sub(r"http-equiv", "", text)
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert HOSTILE in root.text_content()
    numbers = [element.text_content().strip(" =+") for element in root.xpath("//dl[@class='sum']//dd")]
    assert numbers == ["8", "3", "0", "1", "4"]
    for plot in root.xpath("//svg[@role='img']"):
        assert len(plot.xpath("./title")) == len(plot.xpath("./desc")) == 1
    assert len(root.xpath("//details//table")) >= 5


@given(months=st.lists(st.tuples(st.integers(1, 9999), st.integers(1, 12)), min_size=1, max_size=20))
def test_strips_have_every_article_and_few_columns_whatever_the_years(months: list[tuple[int, int]]) -> None:
    counts = {f"{year:04}-{month:02}": (1, 2) for year, month in sorted(months)}
    found = strips(Timeline(outlets=("Harl Post",), counts=counts))
    assert found is not None
    first = found.strips[0]
    assert first.total + found.undrawn == 3 * len(counts)
    assert sum(column.count for column in first.columns) == first.total
    assert len(first.columns) <= 180
    assert all(column.x >= 0 and column.x + column.width <= 1000.01 for column in first.columns)
    assert all(column.y >= 0 and column.height > 0 for column in first.columns)


def test_a_page_of_a_build_without_any_date_or_article_is_a_page(index: Path, encoder: Encoder, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "a.txt").write_text("")
    build(tmp_path / "none", index, encoder=encoder)
    assert "What build 1 read" in page(ledgers(index)[0])


# Files read again alone


def test_a_rejected_file_can_be_fixed_and_built_alone_by_the_name_that_the_report_gave(
    run: Callable[..., newsqa.BuildReport], index: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run()
    name = next(flaw.path for flaw in first.rejected if flaw.reason == "is empty")
    (folder / "sub" / "empty.md").write_text("---\ntitle: Bell\n---\nThe bell of Norrin rang.")
    (folder / "sub" / "t.txt").write_text("Ferry\nThis change is not asked for.")
    report = run(None, only=[name])
    assert (report.read, report.indexed, report.unchanged, report.copies) == (7, 1, 3, 1)
    assert {flaw.path for flaw in report.rejected} == {"in/all.jsonl:4", "in/sub/odd.xyz"}
    assert ledgers(index)[0].only == ("in/sub/empty.md",)
    monkeypatch.chdir(folder)
    assert run(None, only=["all.jsonl:4"]).unchanged == 4  # a line stands for its file
    assert run().indexed == 1  # now what was not asked for


def test_a_file_that_is_gone_leaves_and_its_copies_stand_for_themselves(
    run: Callable[..., newsqa.BuildReport], index: Path, folder: Path
) -> None:
    (folder / "a.md").write_text("---\ntitle: Bell\ndate: 2020-01-01\n---\nThe council of Harl closed bridge 2.")
    assert run().copies == 2
    (folder / "a.md").unlink()
    report = run(None, only=[folder / "a.md"])
    assert (report.removed, report.copies, report.indexed) == (1, 1, 1)


@pytest.mark.parametrize(
    ("only", "problem"),
    [("../elsewhere.txt", "is not in the archive"), ("in/nothing.txt", "there is no file that a build reads")],
)
def test_what_is_not_in_the_archive_is_an_error(
    run: Callable[..., newsqa.BuildReport], index: Path, only: str, problem: str
) -> None:
    run()
    with pytest.raises(ArticlesError, match=problem):
        run(None, only=[only])
    assert ledgers(index)[0].report.generation == 1


def test_files_are_read_again_alone_only_where_the_last_build_tells_of_all_others(
    run: Callable[..., newsqa.BuildReport],
    index: Path,
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(IndexNotFoundError):
        run(None, only=[folder / "sub"])
    assert not index.exists()
    run()
    with pytest.raises(ArticlesError, match="names nothing"):
        run(None, only=[])
    with pytest.raises(ArticlesError, match="name that, or nothing besides"):
        run(tmp_path / "else", only=[folder / "sub"])
    with pytest.raises(ArticlesError, match="cut or encoded by other settings"):
        run(None, only=[folder / "sub"], settings=Settings(passage_words=60))
    (folder / "sub" / "t.txt").write_text("Ferry\nThe ferry of Dorn is early.")
    run(only=[folder / "sub"])
    rollback(index, 1, keep=3)
    main_or_leave("report", "--index", str(index))
    assert "\ngeneration 3 answers now (rollback to 1)\n" in capsys.readouterr().out
    with pytest.raises(ArticlesError, match="build the whole archive once"):
        run(None, only=[folder / "sub"])


def test_an_id_that_is_freed_goes_to_the_file_that_was_rejected_for_it(
    run: Callable[..., newsqa.BuildReport], folder: Path
) -> None:
    (folder / "b.md").write_text("---\ntitle: Bell\nid: one\n---\nThe bell of Norrin rang.")
    (folder / "c.md").write_text("---\ntitle: Cow\nid: one\n---\nThe cow of Norrin ran.")
    assert [flaw.path for flaw in run().rejected if "has the id" in flaw.reason] == ["in/c.md"]
    (folder / "b.md").unlink()
    report = run(None, only=[folder / "b.md"])
    assert (report.removed, report.indexed, len(report.rejected)) == (0, 1, 3)


def main_or_leave(*arguments: str) -> None:
    with suppress(SystemExit):
        main(list(arguments))
