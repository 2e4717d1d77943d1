"""Writes what the documents take from the code: the README's settings, and the command line's help.

python docs/generate.py
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import typer.main
from click.testing import CliRunner

from newsqa.cli import app
from newsqa.config import Settings

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- settings: made by docs/generate.py -->", "<!-- end of settings -->"


def settings_table() -> str:
    rows = ["| setting | default | what it is |", "|---|---|---|"]
    for field in dataclasses.fields(Settings):
        written = str(field.default).lower() if isinstance(field.default, bool) else field.default
        default = f"`{written}`" if written != "" else "(empty)"
        rows.append(f"| `{field.name}` | {default} | {field.metadata['help']} |")
    return "\n".join(rows)


def readme() -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.sub(
        f"{re.escape(BEGIN)}.*?{re.escape(END)}",
        lambda match: f"{BEGIN}\n{settings_table()}\n{END}",
        text,
        flags=re.DOTALL,
    )


def help_page() -> str:
    command = typer.main.get_command(app)
    parts = ["# The command line\n\nMade by `docs/generate.py` from the program's own help.\n"]
    names = ["", *sorted(command.commands)]
    groups = {name: group.commands for name, group in command.commands.items() if hasattr(group, "commands")}
    names += [f"{name} {each}" for name, commands in groups.items() for each in commands]
    for name in sorted(names):
        arguments = [*name.split(), "--help"]
        result = CliRunner().invoke(command, arguments, prog_name="newsqa", terminal_width=100)
        parts.append(f"## newsqa {name}".rstrip() + f"\n\n```\n{result.output.strip()}\n```\n")
    return "\n".join(parts)


def main() -> None:
    (ROOT / "README.md").write_text(readme(), encoding="utf-8")
    (ROOT / "docs" / "cli.md").write_text(help_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
