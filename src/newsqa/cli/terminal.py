"""What commands print, and how they say what they are at."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import typer

from newsqa.progress import Progress

# Where there is no terminal to draw in, a step that takes long says so often how far it is.
_LINE_EVERY_S = 10.0
# No column is cut in a pipe.
_PIPE_WIDTH = 1000


def echo(text: str = "") -> None:
    """Print a result."""
    typer.echo(text)


def say(text: str) -> None:
    """Print what is not the result, so that a pipe gets the result alone."""
    typer.echo(text, err=True)


def print_json(plain: object) -> None:
    """Print a result as JSON."""
    echo(json.dumps(plain, ensure_ascii=False, indent=2))


def print_listed(kind: str, lines: list[str], most: int = 20) -> None:
    """Print lines of one kind, at most so many."""
    for line in lines[:most]:
        echo(f"{kind}: {line}")
    if len(lines) > most:
        echo(f"... and {len(lines) - most} more; --json lists all")


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
    """Print rows of a text and numbers: ruled on a terminal, and in a pipe one line each, whole."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    is_terminal = sys.stdout.isatty()
    table = Table(
        box=box.SIMPLE_HEAD if is_terminal else None, header_style="bold" if is_terminal else "", pad_edge=False,
    )  # fmt: skip
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left", no_wrap=bool(place) or not is_terminal)
    for row in rows:
        # As text, so that no name is read as markup.
        table.add_row(*(Text(f"{cell:,}" if isinstance(cell, int) else cell) for cell in row))
    console = Console(file=sys.stdout, width=None if is_terminal else _PIPE_WIDTH, highlight=False)
    console.print(Text(f"\n{title}", "bold"))
    console.print(table)


def counted(number: int, what: str) -> str:
    """Return how many there are of something."""
    return f"1 {what}" if number == 1 else f"{number:,} {what}s"


def megabytes(count: float) -> str:
    """Return a number of bytes as people read it."""
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / 1e6:,.1f} MB"


def duration(seconds: float) -> str:
    """Return a time as people read it."""
    if seconds < 90:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


@contextmanager
def progress() -> Iterator[Progress]:
    """Give what draws a bar a step on a terminal, and elsewhere says now and then in a line how far it is."""
    if not sys.stderr.isatty():
        yield plain_progress(say)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]:>8}"),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}
        clock = _Clock()

        def tell(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, rate="")
            seconds = clock.seconds(step, done, total)
            rate = f"{done / seconds:,.0f}/s" if seconds > 1 and done else ""
            bars.update(tasks[step], completed=done, total=total or None, rate=rate)

        yield tell


def plain_progress(write: Callable[[str], None], every_s: float = _LINE_EVERY_S) -> Progress:
    """Return what writes a line about a step now and then: how far, how fast, how long still."""
    clock = _Clock()
    last = time.monotonic()

    def tell(step: str, done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        seconds = clock.seconds(step, done, total)
        if now - last < every_s:
            return
        last = now
        parts = [f"{step}: {done:,}" + (f" of {total:,}" if total else "")]
        if seconds > 0 and done:
            parts.append(f"{done / seconds:,.0f} a second")
            if total > done:
                parts.append(f"about {duration((total - done) * seconds / done)} left")
        write(", ".join(parts))

    return tell


class _Clock:
    """Tells how long a step has been at work; one that begins again, of another build, is a new one."""

    def __init__(self) -> None:
        self._at_work: dict[str, tuple[float, int, int]] = {}

    def seconds(self, step: str, done: int, total: int) -> float:
        """Return the seconds since the step began."""
        now = time.monotonic()
        began, last_done, last_total = self._at_work.get(step, (now, 0, total))
        if done < last_done or total != last_total:
            began = now
        self._at_work[step] = began, done, total
        return now - began
