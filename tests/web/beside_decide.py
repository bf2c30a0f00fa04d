"""
What a page says was decided, and what `heardfirst decide` says of the same chronology.

A recorded case is written down as a scenario file, just as a person would ask about it, and the command is
run on that file; what the page carries is read from its markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from heardfirst import clock
from heardfirst.cli.main import app
from heardfirst.protocol import Decision
from heardfirst.record.models import Case
from heardfirst.record.reading import CaseReading

_MARK = re.compile(r"data-decided(?:=\"\")?((?:\s+data-[a-z]+=\"[^\"]*\")*)")
_PART = re.compile(r"\s+data-([a-z]+)=\"([^\"]*)\"")


@dataclass(frozen=True)
class Answer:
    """The next step with its due time and its reasons' codes, or until when one waits."""

    step: str | None
    due: datetime | None
    because: tuple[str, ...]
    wait_until: datetime | None = None


def shown_on(markup: str) -> list[Answer]:
    """Each answer that a page carries, in the order of the page."""
    found = []
    for mark in _MARK.finditer(markup):
        said = {key: unescape(value) for key, value in _PART.findall(mark[1])}
        found.append(
            Answer(
                said.get("step"),
                _moment(said.get("due")),
                tuple(filter(None, said.get("because", "").split(", "))),
                _moment(said.get("until")),
            )
        )
    return found


def of_decision(decision: Decision) -> Answer:
    """What a decision answers."""
    step = decision.next.step
    because = decision.standing(step).because if step else ()
    return Answer(
        step, decision.next.due, tuple(map(str, because)), None if step else decision.next.wait_until
    )


def decide(path: Path) -> tuple[Answer, list[str]]:
    """What the command answers about a scenario file, and the sentences that say why."""
    ran = CliRunner().invoke(app, ["decide", str(path), "--json", "--language", "en"])
    assert ran.exit_code in (0, 1), ran.output
    said = json.loads(ran.stdout)
    following = said["next"]
    if "step" not in following:
        return Answer(None, None, (), _moment(following["wait_until"])), []
    chosen = next(each for each in said["steps"] if each["step"] == following["step"])
    answer = Answer(following["step"], _moment(following["due"]), tuple(chosen["because"]))
    return answer, chosen["says"]["because"]


def decide_recorded(case: Case, now: datetime, place: Path) -> tuple[Answer, list[str]]:
    """The same about a recorded case, at this moment."""
    path = place / "recorded.toml"
    path.write_text(scenario_of(case, now), "utf-8")
    return decide(path)


def scenario_of(case: Case, now: datetime) -> str:
    """A recorded case as a scenario file, with its agency's zone and hours."""
    agency = case.agency
    lines = [
        f"now = {_written(now)}",
        f"calendar = {_written({'zone': agency.zone, 'opens': agency.opens, 'closes': agency.closes})}",
    ]
    for entry in CaseReading.of(case, at=clock.now()).entries:
        lines += ["", "[[entry]]"]
        named = {"kind": entry.kind, "at": entry.at, "recorded": entry.recorded, "id": entry.id}
        if entry.requirement is not None:
            named["requirement"] = entry.requirement
        lines += [f"{key} = {_written(value)}" for key, value in named.items()]
        lines.append(f"details = {_written(entry.details)}")
    return "\n".join(lines) + "\n"


def _written(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_written(each)}" for key, each in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, (str, bool, int, float)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, date) or hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise TypeError(type(value))


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
