"""The commands that bring an index up to date, and take it back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from newsqa import wording
from newsqa.cli.options import IndexOption, JsonOption, ModelOption, with_default
from newsqa.cli.terminal import duration, echo, megabytes, print_json, print_listed, progress, say
from newsqa.config import Settings, load_settings
from newsqa.errors import ArticlesError, StoreError
from newsqa.progress import Progress
from newsqa.types import BuildForecast, BuildReport

# A build that takes longer than this goes on beside the chat, once there is something to ask.
_PATIENCE_S = 5.0
_LOOK_EVERY_S = 0.5


def build(
    paths: Annotated[
        list[Path] | None, typer.Argument(help=with_default("Folders or files of articles.", "articles"))
    ] = None,
    index: IndexOption = None,
    model: ModelOption = None,
    only: Annotated[
        list[Path] | None,
        typer.Option(
            help="File or folder of the last build's archive to read again, all else staying as it is; may be given "
            "several times."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen and about how long it would take; change nothing.")
    ] = False,
    purge: Annotated[
        bool,
        typer.Option("--purge", help="Leave nothing of removed articles: no earlier generation, no free page."),
    ] = False,
    questions: Annotated[
        Path | None,
        typer.Option(help="Questions, as for `newsqa evaluate`: another encoder is compared by them first."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Bring the index up to date with the articles: these, and no others, are in it afterwards."""
    settings = load_settings(index=index, model=model)
    if dry_run:
        from newsqa.builder import forecast

        with progress() as tell:
            found = forecast(paths or None, settings=settings, only=only or None, progress=tell)
        print_json(found.to_dict()) if as_json else _print_forecast(found)
        return
    report = _build(settings, paths, only=only, purge=purge, questions=questions)
    if as_json:
        print_json(report.to_dict())
    else:
        _print_report(report)
    _say_whose_confidence(settings)
    if purge:
        from newsqa.cli.keeping import say_what_quotes_gone

        say_what_quotes_gone(Path(settings.index))


def generations(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """List the published states of the index that it still holds, newest first."""
    from newsqa.generations import held

    found = held(Path(load_settings(index=index).index))
    if as_json:
        print_json([_manifest(each) for each in found])
        return
    for place, each in enumerate(found):
        encoder = f"{each.model} {each.fingerprint.precision}"
        parts = [f"{each.number}", f"{each.published_at.astimezone():%Y-%m-%d %H:%M}", _held(each), encoder]
        if each.is_partial:
            parts.append(f"{wording.covered(each.meaning_share)} of them found by meaning so far")
        if each.origin != "build":
            parts.append(each.origin)
        echo(" · ".join(parts) + (" · answers now" if place == 0 else ""))


def rollback(
    generation: Annotated[
        int | None, typer.Argument(help="Generation to go back to.  [default: the one before the newest]")
    ] = None,
    index: IndexOption = None,
) -> None:
    """Let an earlier generation answer again; it is published anew, so that this can be taken back too."""
    from newsqa.generations import rollback as go_back

    settings = load_settings(index=index)
    found = go_back(Path(settings.index), generation, keep=settings.keep_generations)
    echo(f"generation {found.number} answers now: {found.origin}, {_held(found)}")


class BuildBeside:
    """A build that goes on while the chat answers from what it has published; the process ending ends it safely."""

    def __init__(self, settings: Settings) -> None:
        """Begin to build."""
        self._settings = settings
        self._error: BaseException | None = None
        self._is_waited_for = True
        self._thread = threading.Thread(target=self._run, daemon=True, name="build")
        self._thread.start()

    def wait(self) -> None:
        """Wait for the end of the build; after some seconds, only until there is something to ask.

        Raises:
            NewsQAError: the build failed, and not for want of articles or room.
        """
        self._thread.join(_PATIENCE_S)
        while self._thread.is_alive() and not _has_answers(self._settings):
            self._thread.join(_LOOK_EVERY_S)
        self._is_waited_for = False
        if self._thread.is_alive():
            say("the build goes on; the chat answers from what there is so far, and follows")
        elif self._error is not None:
            self._tell_or_raise(self._error)

    def _run(self) -> None:
        try:
            _print_report(_build(self._settings, None))
        except BaseException as error:  # told in `wait`, or here when nobody waits any more
            self._error = error
            if not self._is_waited_for:
                say(f"newsqa: not built: {error}")

    @staticmethod
    def _tell_or_raise(error: BaseException) -> None:
        if not isinstance(error, ArticlesError | StoreError):
            raise error
        # What was published before still answers; where nothing was, `serve` says so.
        say(f"newsqa: not built: {error}")


def _has_answers(settings: Settings) -> bool:
    from newsqa.generations import held

    try:
        return bool(held(Path(settings.index)))
    except StoreError:
        return False


def _build(
    settings: Settings,
    paths: Sequence[Path] | None,
    *,
    only: Sequence[Path] | None = None,
    purge: bool = False,
    questions: Path | None = None,
) -> BuildReport:
    from newsqa.builder import build as build_index

    with progress() as tell:
        return build_index(
            paths or None, settings=settings, only=only or None, purge_removed=purge, progress=tell,
            review=None if questions is None else _review(settings, questions, tell),
        )  # fmt: skip


def _say_whose_confidence(settings: Settings) -> None:
    """Say that the confidence was fitted to another encoder, where it was."""
    from newsqa.confidence import NAME
    from newsqa.encoder import DEFAULT_WEIGHTS
    from newsqa.generations import held

    folders = filter(None, (settings.coefficients, settings.index))
    is_own = any((Path(folder) / f"{NAME}.json").is_file() for folder in folders)
    newest = next(iter(held(Path(settings.index))), None)
    if newest is not None and newest.fingerprint.weights != DEFAULT_WEIGHTS and not is_own:
        say(
            "confidence was fitted to the packaged encoder and says little of this one's answers: "
            "fit it with `newsqa calibrate` and questions of your own"
        )


def _review(settings: Settings, questions: Path, tell: Progress) -> Callable[[int], None]:
    """Return what compares a generation that is not published yet with the one that answers, and prints it."""

    def review(number: int) -> None:
        from newsqa.evaluate.command import compare_generations

        compare_generations(questions, Path(settings.index), number, settings, show=say, progress=tell)

    return review


def _held(generation: Any) -> str:  # noqa: ANN401  # the store is imported when it is needed
    articles, passages = generation.articles, generation.passages
    return f"{articles:,} article{'s' * (articles != 1)}, {passages:,} passage{'s' * (passages != 1)}"


def _manifest(generation: Any) -> dict[str, Any]:  # noqa: ANN401  # the store is imported when it is needed
    return {
        "number": generation.number, "published_at": generation.published_at.isoformat(),
        "articles": generation.articles, "passages": generation.passages, "vectors": generation.vectors,
        "model": generation.model, "precision": generation.fingerprint.precision, "origin": generation.origin,
        "versions": generation.versions,
    }  # fmt: skip


def _print_report(report: BuildReport) -> None:
    echo(
        f"generation {report.generation}: {report.read} read = {report.indexed} indexed + {report.unchanged} "
        f"unchanged + {report.copies} copies + {len(report.rejected)} rejected; {report.removed} removed"
    )
    echo(f"{report.passages} passages, {report.embedded} of them embedded now, in {report.seconds:.1f} s")
    steps = ", ".join(f"{step} {duration(seconds)}" for step, seconds in report.steps.items() if seconds >= 0.05)
    sizes = ", ".join(f"{part} {megabytes(size)}" for part, size in report.sizes.items())
    echo(f"time: {steps or 'next to none'}")
    echo(f"index: {sizes}; peak memory {megabytes(report.peak_memory_bytes)}")
    for kind, flaws in (("rejected", report.rejected), ("warning", report.warnings)):
        print_listed(kind, [f"{flaw.path}: {flaw.reason}" for flaw in flaws])


def _print_forecast(found: BuildForecast) -> None:
    echo(
        f"would read {found.read} = {found.indexed} indexed + {found.unchanged} unchanged + {found.copies} copies + "
        f"{len(found.rejected)} rejected; {found.removed} removed"
    )
    if found.is_new_model:
        echo("another encoder than the index has: every passage is embedded anew")
    rate = f" at about {found.passages_per_second:,.0f} a second" if found.to_embed else ""
    echo(f"{found.passages} passages, {found.to_embed} of them to embed{rate}: about {duration(found.seconds)}")
    echo(f"room: about {megabytes(found.bytes_needed)} needed, {megabytes(found.bytes_free)} free")
    print_listed("would be rejected", [f"{flaw.path}: {flaw.reason}" for flaw in found.rejected])
