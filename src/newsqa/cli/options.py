"""The options that several commands take."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer

from newsqa.config import Settings

_DEFAULT = {setting.name: setting.default for setting in dataclasses.fields(Settings)}


def with_default(help_text: str, setting: str) -> str:
    """Return a help text with the default of a setting."""
    return f"{help_text}  [default: {_DEFAULT[setting]}]"


IndexOption = Annotated[str | None, typer.Option("--index", help=with_default("Index folder.", "index"))]
ModelOption = Annotated[
    str | None, typer.Option("--model", help="Encoder: a folder, or a name on the Hugging Face hub.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
KOption = Annotated[int | None, typer.Option("-k", help=with_default("How many passages.", "k"))]
SinceOption = Annotated[str | None, typer.Option(help="First day, as 2024-07-15.")]
UntilOption = Annotated[str | None, typer.Option(help="Last day, as 2024-07-31.")]
TodayOption = Annotated[str | None, typer.Option(help="Day of asking, as 2024-07-15.  [default: today]")]
TimesOption = Annotated[
    bool,
    typer.Option("--times/--no-times", help='Whether articles of a time in the question ("last week") come first.'),
]
AfterOption = Annotated[
    list[str] | None,
    typer.Option("--after", help="Question before, which is asked first; may be given several times, oldest first."),
]
SourceOption = Annotated[list[str] | None, typer.Option("--source", help="Outlet; may be given several times.")]
LanguageOption = Annotated[list[str] | None, typer.Option("--language", help="Language code, as en; likewise.")]
SectionOption = Annotated[list[str] | None, typer.Option("--section", help="Section; likewise.")]
StoriesOption = Annotated[
    str, typer.Option("--stories", help='"all" passages as they are stored, or each story "once", by its best.')
]
AuthorOption = Annotated[list[str] | None, typer.Option("--author", help="Author; likewise.")]
# Of what readers left, which goes for good.
EveryOption = Annotated[bool, typer.Option("--all", help="All of them.")]
QuotingGoneOption = Annotated[
    bool, typer.Option("--quoting-gone", help="Those with text of articles that the archive no longer holds.")
]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask first.")]
