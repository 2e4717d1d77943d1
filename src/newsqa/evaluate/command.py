"""What `newsqa evaluate` does with its folders and flags."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsqa.config import Settings
from newsqa.encoder import Encoder, load_encoder
from newsqa.errors import EvaluationError
from newsqa.evaluate.asking import Evaluation, evaluate, to_json
from newsqa.evaluate.compare import Comparison, compare, read_results, with_settings
from newsqa.evaluate.report import comparison_table, table, write_run, write_text, writing_answers
from newsqa.evaluate.sets import BUILD_SETTINGS, Source
from newsqa.progress import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """Files to write: all figures, the runs, the answers."""

    json: Path | None = None
    run: Path | None = None
    answers: Path | None = None


def evaluate_sets(
    sources: Sequence[Source],
    settings: Settings,
    outputs: Outputs,
    *,
    right: str = "auto",
    show: Callable[[str], None],
    progress: Progress | None = None,
) -> list[Evaluation]:
    """Evaluate each set, show its table, and write what is asked for.

    Of several sets, each run gets a file of its own: ``FILE`` becomes ``FILE-SET``, before the suffix.

    Raises:
        NewsQAError: a set cannot be used, or a file cannot be written.
    """
    check_names(sources)
    evaluations: list[Evaluation] = []
    encoder = encoder_for(sources, settings)
    with writing_answers(outputs.answers) as on_answer:
        for source in sources:
            if evaluations:
                show("")
            found = evaluate(
                source, settings=settings, right=right, encoder=encoder, on_answer=on_answer, progress=progress
            )
            show(table(found))
            evaluations.append(found)
            if outputs.run is not None:
                own = outputs.run.with_stem(f"{outputs.run.stem}-{found.name}") if len(sources) > 1 else outputs.run
                write_run(found, own)
    if outputs.json is not None:
        write_text(outputs.json, to_json(evaluations))
    return evaluations


def compare_sides(
    sides: tuple[str, str],
    sources: Sequence[Source],
    settings: Settings,
    outputs: Outputs,
    *,
    right: str = "auto",
    show: Callable[[str], None],
    progress: Progress | None = None,
) -> tuple[Comparison, ...]:
    """Compare two files of results, or two settings on the same sets; show the table.

    Raises:
        NewsQAError: a file, set or setting cannot be used, or the sides do not fit together.
    """
    if outputs.run is not None or outputs.answers is not None:
        raise EvaluationError("--compare writes neither --run nor --answers; evaluate each side by itself for these")
    files = [Path(side) for side in sides]
    if all(path.is_file() for path in files):
        if sources:
            raise EvaluationError("--compare with two files compares what is in them; leave the folders out")
        rows = [read_results(path) for path in files]
    else:
        missing = next((path for path in files if "=" not in path.name and path.suffix == ".json"), None)
        if missing is not None:
            raise EvaluationError(f"{missing}: --compare takes two files of results that exist, or two settings")
        check_names(sources)
        rows = []
        changed = [with_settings(settings, side) for side in sides]
        for own in changed:
            _check_build_settings(settings, own, sources)
        for own in changed:
            encoder = encoder_for(sources, own)
            found = [
                evaluate(source, settings=own, right=right, encoder=encoder, progress=progress) for source in sources
            ]
            rows.append({each.name: each.rows for each in found})
    comparisons = compare(rows[0], rows[1], names=sides)
    show("\n\n".join(map(comparison_table, comparisons)))
    if outputs.json is not None:
        plain = {"comparisons": [comparison.to_dict() for comparison in comparisons]}
        write_text(outputs.json, json.dumps(plain, ensure_ascii=False, indent=1) + "\n")
    return comparisons


def compare_generations(
    questions: Path,
    index: Path,
    number: int,
    settings: Settings,
    *,
    show: Callable[[str], None],
    progress: Progress | None = None,
) -> Comparison:
    """Compare the generation that answers with another one of the same index; show the table.

    Args:
        questions: a file of questions, or a folder with one.
        index: the index folder.
        number: the other generation's.
        settings: for both; an encoder that is named there is for builds, each generation is asked with its own.
        show: takes the table.
        progress: told how far it is.

    Raises:
        NewsQAError: the questions do not fit the articles, or a generation cannot be asked.
    """
    own = dataclasses.replace(settings, model="", precision="")
    now, other = (
        evaluate(Source(folder=questions, index=index, generation=each), settings=own, progress=progress)
        for each in (None, number)
    )
    (found,) = compare({now.name: now.rows}, {now.name: other.rows}, names=("answers now", f"generation {number}"))
    show(comparison_table(found))
    return found


def encoder_for(sources: Sequence[Source], settings: Settings) -> Encoder | None:
    """Return the encoder that the indexes are built with, loaded once; an index there is knows its own."""
    if any(source.index is not None for source in sources):
        return None
    cache = Path(settings.cache) if settings.cache else None
    return load_encoder(settings.model, precision=settings.precision, cache=cache, may_download=True)


def check_names(sources: Sequence[Source]) -> None:
    """Raise an EvaluationError when there is no set, or two have one name."""
    if not sources:
        raise EvaluationError("name a folder of questions; docs/evaluate.md says what it holds")
    names = [source.name for source in sources]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise EvaluationError(f"two of the folders are called {twice}, so nothing tells them apart; rename one of them")


def _check_build_settings(one: Settings, other: Settings, sources: Sequence[Source]) -> None:
    changed = {
        each.name for each in dataclasses.fields(Settings) if getattr(one, each.name) != getattr(other, each.name)
    }
    built = sorted(changed.intersection(BUILD_SETTINGS))
    if built and any(source.index is not None for source in sources):
        raise EvaluationError(
            f"--compare: {', '.join(built)} takes effect in a build, and --index asks an index as it is; build two "
            "indexes, evaluate each with --json, and compare the files"
        )
