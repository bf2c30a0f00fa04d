"""Reading a protocol file: TOML in, a compiled Protocol out, or an error that says what to write."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..rules.effects import RESERVED
from ..vocabulary.acts import with_acts
from ..vocabulary.atoms import ATOMS, OPPOSITES, THRESHOLDS_BUILT_IN, bits_of
from ..vocabulary.duration import Span
from ..vocabulary.errors import ProtocolError, nearest, shown
from ..vocabulary.protocol import (
    Line,
    Misses,
    Move,
    Protocol,
    Step,
    Threshold,
    Timers,
    Tries,
    compile_line,
)
from .act_reading import faults_in_acts
from .exception_reading import ExceptionReader
from .fact_limit import too_many_facts
from .file_keys import HEAD_KEYS, MOST_STEPS, SECTIONS
from .makeup_reading import MakeUpReader
from .missed_reading import MissedReader
from .reading import read_toml
from .report_reading import ReportReader
from .sources import read_protocol_file, shipped_protocols, shipped_text
from .step_reading import StepReader

__all__ = ["load_protocol", "parse_protocol", "shipped_protocols", "with_steps"]

_EVERY_PROTOCOL_SAYS = (
    ("tried", Tries, "{ attempts = 3, days = 3, channels = 2, times_of_day = 2 }"),
    ("repeated", Misses, '{ missed = 3, within = "90 days" }'),
)


def load_protocol(name_or_path: str | Path) -> Protocol:
    """The protocol of that shipped name, or in that file.

    Raises ProtocolError, in words for the person who wrote the file, when it cannot be used.
    """
    name = str(name_or_path)
    if name in shipped_protocols():
        return _load_shipped(name)
    path = Path(name_or_path)
    return parse_protocol(read_protocol_file(path), path.name)


@lru_cache(maxsize=64)
def _load_shipped(name: str) -> Protocol:
    return parse_protocol(shipped_text(name), f"{name}.toml")


def parse_protocol(raw: bytes, file: str, bases: Mapping[str, bytes] | None = None) -> Protocol:
    """Compile the text of a protocol file; ``file`` is the name that errors use.

    ``bases`` are given, if only empty, for a version that was kept: it is read again as it was written, on
    the texts it was written on, whatever is shipped or demanded of new protocols since.

    Raises ProtocolError with the file, the line, the key and the nearest right word.
    """
    return _parsed(raw, file, bases, ())


def _parsed(raw: bytes, file: str, bases: Mapping[str, bytes] | None, above: tuple[str, ...]) -> Protocol:
    """``above`` are the names of the protocols that extend this one."""
    table, text = read_toml(raw, file, ProtocolError)
    reader = _ProtocolReader(table, text, file, raw, bases, above)
    protocol = reader.read()
    if not reader.is_kept:
        reader.refuse_hidden_acts(protocol)
    return protocol


def with_steps(protocol: Protocol, steps: Sequence[Step], digest: str) -> Protocol:
    """The same protocol with other steps, under a digest of its own."""
    steps = [
        with_acts(step, protocol.thresholds, mandated=protocol.mandated, referrer=protocol.tells)
        for step in steps
    ]
    feeders = _feeders(steps, [step.needs for step in steps])
    makes_room = _feeders(steps, [step.moves.when if step.moves else () for step in steps])
    return replace(
        protocol,
        digest=digest,
        steps=tuple(steps),
        places=MappingProxyType({step.name: place for place, step in enumerate(steps)}),
        feeders=feeders,
        makes_room=makes_room,
        backwards=_backwards(feeders, makes_room),
    )


class _ProtocolReader(MissedReader, MakeUpReader, ReportReader, StepReader, ExceptionReader):
    """Reads one protocol file's table, on top of the shipped protocol that it extends, if any."""

    def __init__(
        self,
        table: dict[str, Any],
        text: str,
        file: str,
        raw: bytes,
        bases: Mapping[str, bytes] | None,
        above: tuple[str, ...],
    ) -> None:
        super().__init__(table, text, file)
        self.raw, self.bases, self.above, self.is_kept = raw, bases or {}, above, bases is not None

    def read(self) -> Protocol:
        self.known(self.table, SECTIONS)
        head = self.section("protocol")
        self.known(head, HEAD_KEYS, "protocol")
        if "extends" in head:
            extended, shipped = head["extends"], [*shipped_protocols(), *self.bases]
            if not isinstance(extended, str) or extended not in shipped:
                hint = nearest(str(extended), shipped)
                raise self.wrong(
                    f'"{shown(extended)}" is not a shipped protocol.{hint}', "protocol", "extends"
                )
            if extended in self.above:
                raise self.wrong(f'"{shown(extended)}" extends this one.', "protocol", "extends")
            self.base = (
                _parsed(self.bases[extended], f"{extended}.toml", self.bases, (*self.above, extended))
                if extended in self.bases
                else _load_shipped(extended)
            )
        name = self.text(head.get("name"), "protocol", "name")
        version = head.get("version")
        if not isinstance(version, str) or not version:
            raise self.wrong('give the version as text, such as "2026.1".', "protocol", "version")
        self.name_own(self.base)
        thresholds = self.thresholds()
        if too_many := too_many_facts(thresholds, self.tables("step"), self.base):
            raise self.wrong(too_many, "atoms")
        self.bits = bits_of(thresholds)
        mandated, tells = self.order()
        if self.base and "order" not in self.table:
            mandated, tells = self.base.mandated, self.base.tells
        steps = tuple(
            with_acts(step, thresholds, mandated=mandated, referrer=tells) for step in self.steps(head)
        )
        places = {step.name: place for place, step in enumerate(steps)}
        digest = hashlib.sha256(self.raw + (self.base.digest.encode() if self.base else b"")).hexdigest()
        feeders = _feeders(steps, [step.needs for step in steps])
        makes_room = _feeders(steps, [step.moves.when if step.moves else () for step in steps])
        return Protocol(
            key=self.file.removesuffix(".toml"), name=name, version=version, digest=digest,
            missed=self.missed(),
            thresholds=MappingProxyType(thresholds), timers=self.timers(), report=self.report(),
            scheduled=self.scheduled(), steps=steps,
            exceptions=self.exceptions(
                self.base, {step.name: step for step in steps}, is_kept=self.is_kept
            ),
            bits=self.bits, places=MappingProxyType(places),
            mandated=mandated, tells=tells,
            fees=self.fees(), fee_purposes=self.fee_purposes(), fee_cents=self.fee_cents(),
            making_up=self.making_up(thresholds), facts=self.facts(head),
            tasks=MappingProxyType(self.own_tasks), events=MappingProxyType(self.own_events),
            feeders=feeders, makes_room=makes_room,
            backwards=_backwards(feeders, makes_room), source=self.raw.decode("utf-8-sig"), base=self.base,
        )  # fmt: skip

    def refuse_hidden_acts(self, protocol: Protocol) -> None:
        """Raises ProtocolError for the first step that does what it is not shown as, with its line."""
        numbers = {table.get("name"): number for number, table in enumerate(self.tables("step"))}
        for step in protocol.steps:
            for fault in faults_in_acts(protocol, step):
                if step.name in numbers:
                    raise self.wrong(f"{step.name}: {fault.message}", "step", numbers[step.name], fault.key)
                raise self.wrong(
                    f"{step.name}, of {protocol.base.key if protocol.base else self.file}: {fault.message}",
                    "protocol",
                    "extends",
                )

        for number, table in enumerate(self.tables("exception")):
            if table["promise"] == "contact-first" and "ends" in protocol.step(str(table["step"])).acts:
                here = ("exception", number, "promise")
                raise self.wrong("no law ends a service before its client was heard or looked for.", *here)

    # -- sections

    def thresholds(self) -> dict[str, Threshold]:
        found = self.renewed(self.base.thresholds) if self.base else {}
        for name, table in self.section("atoms").items():
            if name in OPPOSITES or (name in ATOMS and name not in THRESHOLDS_BUILT_IN):
                raise self.wrong(f'"{name}" is a built-in fact and takes no threshold.', "atoms", name)
            if name in RESERVED:
                raise self.wrong(
                    f'"{shown(name)}" is a reserved word; give the fact another name.', "atoms", name
                )
            if not name.isidentifier() or not isinstance(table, dict):
                raise self.wrong(
                    "must be a name and a table, such as tried = { attempts = 3 }.", "atoms", name
                )
            found[name] = self.threshold(name, table)
        self.refuse_ways_without_notice(found)
        for name, kind, example in _EVERY_PROTOCOL_SAYS:
            if not isinstance(found.get(name), kind):
                raise self.wrong(f"every protocol says what {name} means: {name} = {example}.", "atoms", name)
        return found

    def timers(self) -> Timers:
        section = self.section("timers")
        self.known(section, Timers.__dataclass_fields__, "timers")
        values: dict[str, Any] = {}
        for key, value in section.items():
            if key == "keep_trying":
                if not isinstance(value, list) or not value:
                    raise self.wrong('must be a list of spans, such as ["7 days", "14 days"].', "timers", key)
                values[key] = tuple(self.wait(one, key) for one in value)
            else:
                values[key] = self.wait(value, key)
        if self.base:
            values = {name: getattr(self.base.timers, name) for name in Timers.__dataclass_fields__} | values
        return Timers(**values)

    def wait(self, value: Any, key: str) -> Span:
        """One of the waits. How long is too long, a walk through the days says (`proving.number_floors`)."""
        span = self.span(value, "timers", key)
        if span.amount == 0 and key in ("keep_trying", "review"):
            raise self.wrong("a wait must be longer than zero.", "timers", key)
        if key == "second_talk" and span.about_days < 1 and not self.is_kept:
            raise self.wrong("the second talk about stopping comes a day later, or more.", "timers", key)
        return span

    # -- steps

    def _again(self, step: Step) -> Step:
        """A step of the protocol this one extends, its masks made anew: a new threshold may move bits."""

        def lines(checklist: tuple[Line, ...]) -> tuple[Line, ...]:
            return tuple(compile_line(line.literals, line.unless, self.bits) for line in checklist)

        return replace(
            step,
            wanted=lines(step.wanted),
            needs=lines(step.needs),
            done=lines(step.done),
            moves=Move(lines(step.moves.when), step.moves.after) if step.moves else None,
            at_line=0,
        )

    def steps(self, head: dict[str, Any]) -> tuple[Step, ...]:
        steps = [self._again(step) for step in self.base.steps] if self.base else []
        for name in self.words(head.get("without", []), "protocol", "without"):
            names = [step.name for step in steps]
            if name not in names:
                hint = nearest(name, names)
                raise self.wrong(
                    f'there is no step "{shown(name)}" to leave out.{hint}', "protocol", "without"
                )
            steps = [step for step in steps if step.name != name]
        own: set[str] = set()
        for number, table in enumerate(self.tables("step")):
            step = _with_name_of(steps, self.step(number, table))
            if step.name in own:
                raise self.wrong(f'there are two steps "{shown(step.name)}".', "step", number, "name")
            own.add(step.name)
            names = [step.name for step in steps]
            after = table.get("after")
            if after is not None:
                if after not in names or after == step.name:
                    hint = nearest(str(after), names)
                    raise self.wrong(
                        f'there is no step "{shown(after)}" above.{hint}', "step", number, "after"
                    )
                steps = [other for other in steps if other.name != step.name]
                steps.insert([step.name for step in steps].index(after) + 1, step)
            elif step.name in names:
                steps[names.index(step.name)] = step
            else:
                steps.append(step)
        if not steps:
            raise self.wrong("a protocol has at least one [[step]].")
        if len(steps) > MOST_STEPS:
            raise self.wrong(f"a protocol has at most {MOST_STEPS} steps.")
        names = [step.name for step in steps]
        for step in steps:
            after = step.moves.after if step.moves else None
            if after is not None and after not in names:
                hint = nearest(after, names)
                tables = [table.get("name") for table in self.tables("step")]
                here = ("step", tables.index(step.name), "moves") if step.name in tables else ()
                raise self.wrong(
                    f'{shown(step.name)} moves after "{shown(after)}", which is not a step.{hint}', *here
                )
        return tuple(steps)


def _with_name_of(steps: Sequence[Step], step: Step) -> Step:
    """A step that says nothing about a person, with what the step that it replaces says."""
    replaced = next((former for former in steps if former.name == step.name), step)
    return replace(step, with_name=replaced.with_name) if step.with_name is None else step


def _feeders(
    steps: Sequence[Step], checklists: Sequence[tuple[Line, ...]]
) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """For each step and each line of its checklist: the places of the other steps that can tick the line."""
    ticks = [frozenset(step.ticks) for step in steps]

    def able(line: Line, besides: int) -> tuple[int, ...]:
        return tuple(
            place
            for place, atoms in enumerate(ticks)
            if place != besides and not atoms.isdisjoint(line.literals)
        )

    return tuple(
        tuple(able(line, besides=place) for line in checklist) for place, checklist in enumerate(checklists)
    )


def _backwards(*feeding: tuple[tuple[tuple[int, ...], ...], ...]) -> tuple[int, ...]:
    """Every step before those that feed it, so that one pass carries deadlines back; a circle is cut."""
    order: list[int] = []
    seen: set[int] = set()

    def visit(place: int) -> None:
        seen.add(place)
        for feeders in feeding:
            for line in feeders[place]:
                for other in line:
                    if other not in seen:
                        visit(other)
        order.append(place)

    for place in range(len(feeding[0])):
        if place not in seen:
            visit(place)
    return tuple(reversed(order))
