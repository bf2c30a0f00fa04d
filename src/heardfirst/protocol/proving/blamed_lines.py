"""The lines of a protocol's file that allow a promise to be broken."""

from __future__ import annotations

import tomllib

from ..rules.deciding import NOT_YET, WAITING, standings_of
from ..vocabulary.acts import protects
from ..vocabulary.calendar import Calendar
from ..vocabulary.file_lines import Lines
from ..vocabulary.protocol import Protocol, Step
from ..vocabulary.roles import HELPING_ROLES
from .verdicts import Violation

__all__ = ["allowed_by", "blamed_steps", "waiting_steps"]

_USUALLY = ("needs", "wanted")
_LEADS_ON = HELPING_ROLES | {"record"}
_MOST_LINES_QUOTED = 14
_BRINGS_INTO_SIGHT = {
    "lost": "session.booked",
    "whereabouts_unsure": "client.whereabouts",
    "stay_contact_due": "contact.made",
}
_ASKS_FOR_SAFETY = ("risk_open", "risk_look_due", "abuse_report_owed")
_ALLOWING = {
    "never-a-dead-end": ("waits", "needs", "wanted", "done"),
    "safety-first": ("wanted", "needs"),
    "never-out-of-sight": ("wanted", "needs"),
    "one-next-step": ("wanted", "needs"),
    "duty-kept": ("needs", "takes", "moves"),
}


def allowed_by(broken: Violation, protocol: Protocol) -> tuple[tuple[int, str], ...]:
    """The lines with their numbers, those most to blame first. Those of a protocol it extends are named with
    it."""
    found: list[tuple[int, str]] = []
    if broken.kind == "too-few-tries":
        found = _threshold_of(protocol, "tried")
    elif broken.promise == "duty-kept" and broken.step:
        found = _too_slow(broken, protocol)
    keys = ("wanted", "done", "needs") if broken.circle else _ALLOWING.get(broken.promise, _USUALLY)
    for step in blamed_steps(broken, protocol):
        found += [line for key in keys for line in _quoted(protocol, step, key)]
    return tuple(dict.fromkeys(found))[:_MOST_LINES_QUOTED]


def blamed_steps(broken: Violation, protocol: Protocol) -> list[Step]:
    """The steps whose rules break the promise."""
    if broken.step:
        return [protocol.step(broken.step)]
    if broken.kind == "unsupplemented":
        return [step for step in protocol.steps if "court.supplemented" in step.writes]
    if broken.promise == "never-out-of-sight":
        kind = next(kind for fact, kind in _BRINGS_INTO_SIGHT.items() if broken.bits & protocol.bits[fact])
        return [step for step in protocol.steps if kind in step.writes]
    if broken.promise == "safety-first":
        facts = [fact for fact in _ASKS_FOR_SAFETY if broken.bits & protocol.bits[fact]]
        safe = [step for step in protocol.steps if protects(step)]
        wanted = {step.name for step in safe for line in step.wanted if set(line.literals) & set(facts)}
        return [step for step in safe if step.name in wanted] or safe
    if broken.circle:
        return [protocol.step(name) for name in broken.circle]
    return [step for step, _ in waiting_steps(broken, protocol)] or [
        step for step in protocol.steps if step.role == "reach"
    ]


def waiting_steps(broken: Violation, protocol: Protocol) -> list[tuple[Step, str]]:
    """The steps that could lead on and are held up, those that wait for a time first, with what they lack."""
    packed = standings_of(protocol, broken.bits)
    found = []
    for status in (WAITING, NOT_YET):
        for place, step in enumerate(protocol.steps):
            if packed.statuses[place] == status and step.role in _LEADS_ON:
                lacking = [
                    line.code
                    for number, line in enumerate(step.needs)
                    if packed.open_lines[place] >> number & 1
                ]
                found.append((step, (lacking or [step.waits or ""])[0]))
    return found


def _too_slow(broken: Violation, protocol: Protocol) -> list[tuple[int, str]]:
    """What makes a report late: what it still needs when the deadline passes, else the steps that were taken
    before it, those that take longest first."""
    open_lines = standings_of(protocol, broken.bits).open_lines[protocol.places[broken.step or ""]]
    if open_lines:
        return _quoted(protocol, protocol.step(broken.step or ""), "needs")
    hours = Calendar("UTC")
    taken = [protocol.step(name) for name in dict.fromkeys(event.through for event in broken.way) if name]
    taken.sort(key=lambda step: -hours.office_minutes(step.takes))
    return [line for step in taken for line in _quoted(protocol, step, "takes")]


def _threshold_of(protocol: Protocol, name: str) -> list[tuple[int, str]]:
    """The line that names a threshold, here or in the protocol it extends."""
    owner, written = None, protocol
    while written.base is not None and name not in tomllib.loads(written.source).get("atoms", {}):
        owner, written = written.base.key, written.base
    number = Lines(written.source).of("atoms", name)
    if number is None:
        return []
    text = written.source.splitlines()[number - 1].strip()
    return [(number, text if owner is None else f"{owner}: {text}")]


def _quoted(protocol: Protocol, step: Step, key: str) -> list[tuple[int, str]]:
    """The lines in which the file writes that key of that step."""
    owner, source = _written_in(protocol, step.name)
    number = _line_of(source, step.name, key)
    if number is None:
        return []
    lines, depth, quoted = source.splitlines(), 0, []
    for at in range(number, len(lines) + 1):
        text = lines[at - 1]
        quoted.append((at, text.strip() if owner is None else f"{owner}: {text.strip()}"))
        depth += text.count("[") - text.count("]")
        if depth <= 0:
            break
    return quoted


def _written_in(protocol: Protocol, step: str) -> tuple[str | None, str]:
    """The text that writes a step, and the shipped protocol it belongs to when that is not this one."""
    owner, written = None, protocol
    while written.base is not None:
        table = tomllib.loads(written.source)
        if any(table_.get("name") == step for table_ in table.get("step", [])):
            break
        owner, written = written.base.key, written.base
    return owner, written.source


def _line_of(source: str, step: str, key: str) -> int | None:
    tables = tomllib.loads(source).get("step", [])
    for place, table in enumerate(tables):
        if table.get("name") == step:
            return Lines(source).of("step", place, key) if key in table else None
    return None
