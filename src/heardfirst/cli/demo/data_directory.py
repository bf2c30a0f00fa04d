"""Where a demonstration lives: apart from anything real, and never over it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from heardfirst import clock, home

_MARK = "DEMONSTRATION"
_UNFINISHED = "unfinished"


class NotADemoError(Exception):
    """The directory holds something that is no demonstration; it was left as it was."""


@dataclass(frozen=True, slots=True)
class DemoPlace:
    """The directory of the demonstration, and whether its caseload has yet to be made."""

    directory: Path
    day: date
    new: bool

    def finish(self) -> None:
        """Say that the caseload is complete, and of which day it is."""
        (self.directory / _MARK).write_text(self.day.isoformat(), "utf-8")


def demo_place(*, fresh: bool) -> DemoPlace:
    """The directory to demonstrate in: ``HEARDFIRST_DATA`` when named, else one beside the real data.

    A demonstration of another day, an unfinished one, and with ``fresh`` any, is recreated. Raises
    NotADemoError when the directory holds anything else.
    """
    directory = home.data_dir()
    if not os.environ.get("HEARDFIRST_DATA", "").strip():
        directory = directory / "demo"
    today = clock.today(home.local_zone())  # a new agency's zone
    directory.mkdir(mode=home.PRIVATE_DIRECTORY, parents=True, exist_ok=True)
    mark = directory / _MARK
    if mark.exists():
        if mark.read_text("utf-8") == today.isoformat() and not fresh:
            return DemoPlace(directory, today, new=False)
        _clear(directory)
    elif any(directory.iterdir()):
        raise NotADemoError(
            "HEARDFIRST_DATA has data that is not from the demo. Nothing was changed; choose "
            "an empty directory, or unset HEARDFIRST_DATA."
        )
    mark.write_text(_UNFINISHED, "utf-8")
    return DemoPlace(directory, today, new=True)


def _clear(directory: Path) -> None:
    for path in directory.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
