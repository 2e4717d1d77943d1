"""A build that is killed before its ledger costs the ledger and nothing else."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from builds import Driver

from newsqa.builder import build
from newsqa.encoder import Encoder
from newsqa.errors import ArticlesError
from newsqa.generations import held, ledgers


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    driver = Driver(tmp_path_factory.mktemp("driver"))
    yield driver
    driver.close()


@pytest.mark.parametrize("moment", [["call", "leave_ledger"], ["call", "keep_ledger"], ["call", "_leave"]])
def test_a_build_killed_before_its_ledger_answers_and_the_next_one_tells_of_all(
    driver: Driver, tmp_path: Path, encoder: Encoder, moment: list[str]
) -> None:
    folder, index = tmp_path / "in", tmp_path / "index"
    folder.mkdir()
    (folder / "a.txt").write_text("Bridge\nThe council of Harl closed the bridge on Monday.")
    build(folder, index, encoder=encoder)
    (folder / "b.txt").write_text("Ferry\nThe ferry of Dorn is late again.")
    order = {"articles": str(folder), "index": str(index)}
    assert driver.run("build", **order, kill_in=moment) == signal.SIGKILL
    assert held(index)[0].number == 2
    assert [ledger.report.generation for ledger in ledgers(index)] == [1]
    with pytest.raises(ArticlesError, match="build the whole archive once"):
        build(None, index, only=[folder / "b.txt"], encoder=encoder)
    report = build(folder, index, encoder=encoder)
    assert (report.generation, report.unchanged) == (2, 2)
    assert ledgers(index)[0].report == report
    assert build(None, index, only=[folder / "a.txt"], encoder=encoder).unchanged == 2
