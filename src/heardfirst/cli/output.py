"""What the commands print: one JSON document for programs, tables for people, errors apart from both."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from heardfirst import clock
from heardfirst.protocol.rules.wording import say_day, say_weekday
from heardfirst.protocol.vocabulary.texts import LANGUAGES

from .translation import activate

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Language = Annotated[str | None, typer.Option("--language", help="en or es; by default your system's.")]


def spoken(language: str | None) -> str:
    """
    The language to print in, active from now on: the one asked for, else the system's, else English.

    Raises typer.BadParameter on a language there is none of.
    """
    if language is not None:
        if language not in LANGUAGES:
            raise typer.BadParameter("The languages are en and es.", param_hint="--language")
        chosen = language
    else:
        system = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
        chosen = "es" if system.lower().startswith("es") else "en"
    activate(chosen)
    return chosen


class _Printed:
    """What this run of a command has printed: whether a JSON document, and what it said was wrong."""

    document = False
    complaints: list[str] = []


def print_json(document: Any) -> None:
    """Print one JSON document; moments as ISO 8601 with their offset."""
    _Printed.document = True
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2, default=_plain)
    sys.stdout.write("\n")


def complain(message: str) -> None:
    """Say on standard error what is wrong."""
    _Printed.complaints.append(message)
    print(message, file=sys.stderr)  # noqa: T201


def asked_for_json() -> bool:
    """Whether whoever typed the command wants JSON, even where its other words could not be read."""
    return "--json" in sys.argv[1:]


def print_error_as_json(code: int, message: str | None = None) -> None:
    """
    Print why a command ended with this exit code, for the program that asked for JSON, unless the command
    has printed its document: ``{"error": {"code": 2, "message": "…"}}``.
    """
    if not _Printed.document:
        why = message or "\n".join(_Printed.complaints).strip()
        print_json({"error": {"code": code, "message": why}})


def console() -> Console:
    """The console that tables for people are printed on."""
    width = None if sys.stdout.isatty() else int(os.environ.get("COLUMNS", "120"))
    return Console(width=width, highlight=False)


def table(*columns: str) -> Table:
    """A quiet table with these columns."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def say_moment(moment: datetime | None, language: str, now: datetime | None = None) -> str:
    """A moment as people write it, in its own zone, with its year where that is not the one of ``now``, the
    clock's unless said: Tue, Mar 3 17:00; Fri, Jan 1, 2027 10:00."""
    if moment is None:
        return ""
    weekday = say_weekday(moment, language)
    comma = "" if language == "es" else ","
    this_year = (now or clock.now()).astimezone(moment.tzinfo).year
    year = "" if moment.year == this_year else f"{comma} {moment.year}"
    return f"{weekday}{comma} {say_day(moment, language)}{year} {moment:%H:%M}"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
