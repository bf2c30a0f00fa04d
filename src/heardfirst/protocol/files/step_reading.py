"""Reading the steps of a protocol file: checklists, due times, moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..vocabulary.atoms import ATOMS, CLOCKS_OF_FACTS, OPPOSITES
from ..vocabulary.duration import UNITS, Span, hint_at_unit
from ..vocabulary.entries import KINDS
from ..vocabulary.errors import ProtocolError, nearest, shown
from ..vocabulary.protocol import DECIDERS, Line, Move, Step, Within, compile_line
from ..vocabulary.roles import ROLES
from ..vocabulary.terms import PERIODS
from .file_keys import MOST_CHECKLIST_LINES, STEP_KEYS, WITHIN_KEYS
from .reading import TableReader

__all__ = ["StepReader"]


class StepReader(TableReader):
    """Reads ``[[step]]`` tables. ``bits`` are the facts that checklists may name, set before the first."""

    error = ProtocolError
    bits: Mapping[str, int] = {}

    def step(self, number: int, table: dict[str, Any]) -> Step:
        here: tuple[str | int, ...] = ("step", number)
        self.known(table, STEP_KEYS, *here)
        name = table.get("name")
        if not isinstance(name, str) or not name.isidentifier():
            raise self.wrong(
                'a step needs a name of letters and underscores, such as name = "contact".', *here, "name"
            )
        if table.get("role") not in ROLES:
            raise self.wrong(
                f'"{shown(table.get("role"))}" is not a role.{nearest(str(table.get("role")), ROLES)}',
                *here,
                "role",
            )
        if "wanted" not in table:
            raise self.wrong("say when the step is wanted.", *here, "wanted")
        waits = table.get("waits")
        if waits is not None and (not isinstance(waits, str) or waits not in self.bits):
            raise self.wrong(
                f'"{shown(waits)}" is not a fact.{nearest(str(waits), self.bits)}', *here, "waits"
            )
        if table.get("by") not in (None, *DECIDERS):
            hint = nearest(str(table.get("by")), DECIDERS)
            raise self.wrong(f"by is one of {', '.join(DECIDERS)}.{hint}", *here, "by")
        return Step(
            name=name,
            role=table["role"],
            label=self.text(table.get("label"), *here, "label"),
            wanted=self.checklist(table["wanted"], *here, "wanted"),
            needs=self.checklist(table.get("needs", []), *here, "needs"),
            done=self.checklist(table.get("done", []), *here, "done"),
            within=self.within(table.get("within"), *here, "within"),
            takes=self.takes(table.get("takes", "30 minutes"), *here, "takes"),
            waits=waits,
            moves=self.move(table.get("moves"), *here, "moves"),
            brings=self.atoms(table.get("brings", []), *here, "brings"),
            writes=self.kinds(table.get("writes", []), *here, "writes"),
            cites=self.words(table.get("cites", []), *here, "cites"),
            by=table.get("by"),
            with_name=self.with_name(table.get("with_name"), *here, "with_name"),
            at_line=self.lines.of(*here) or 0,
        )

    def takes(self, value: Any, *path: str | int) -> Span:
        span = self.span(value, *path)
        if span.amount == 0 and not self.is_kept:
            raise self.wrong(
                "every step takes some time, or it could be taken again and again without end: "
                'takes = "15 minutes".',
                *path,
            )
        return span

    def with_name(self, value: Any, *path: str | int) -> Mapping[str, str] | None:
        if value is None:
            return None
        sentences = self.text(value, *path)
        if not all("{name}" in sentence for sentence in sentences.values()):
            raise self.wrong('put {name} where the client\'s name goes, such as "Call {name}".', *path)
        return sentences

    def checklist(self, value: Any, *path: str | int) -> tuple[Line, ...]:
        if not isinstance(value, list):
            raise self.wrong("must be a list of facts.", *path)
        if len(value) > MOST_CHECKLIST_LINES:
            raise self.wrong(f"has at most {MOST_CHECKLIST_LINES} lines.", *path)
        return tuple(self.line(part, *path) for part in value)

    def line(self, value: Any, *path: str | int) -> Line:
        if isinstance(value, str):
            return compile_line(self.literals([value], *path), (), self.bits)
        if not isinstance(value, dict):
            raise self.wrong(
                f'a line is a fact or {{ any = [...], unless = "..." }}, not {shown(value)}.', *path
            )
        self.known(value, ("any", "unless"), *path)
        unless = value.get("unless", [])
        if not value.get("any"):
            raise self.wrong("a line without any fact can never be true.", *path)
        return compile_line(
            self.literals(value["any"], *path),
            self.literals(unless if isinstance(unless, list) else [unless], *path),
            self.bits,
        )

    def literals(self, value: Any, *path: str | int) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise self.wrong("must be a list of facts.", *path)
        found = []
        for line in value:
            words = line.split() if isinstance(line, str) else []
            negated = len(words) == 2 and words[0] == "not"
            atom = words[-1] if len(words) == 1 or negated else None
            if atom in OPPOSITES:
                atom, negated = OPPOSITES[atom], not negated
            if atom not in self.bits:
                raise self.wrong(
                    f'"{shown(line)}" is not a fact.{nearest(words[-1] if words else str(line), self.bits)}',
                    *path,
                )
            found.append(f"not {atom}" if negated else str(atom))
        return tuple(found)

    def atoms(self, value: Any, *path: str | int) -> tuple[str, ...]:
        found = self.literals(value, *path)
        if any(atom.startswith("not ") for atom in found):
            raise self.wrong("brings names plain facts.", *path)
        return found

    def kinds(self, value: Any, *path: str | int) -> tuple[str, ...]:
        found = self.words(value, *path)
        for kind in found:
            if kind not in KINDS:
                raise self.wrong(f'"{shown(kind)}" is not a kind of entry.{nearest(kind, KINDS)}', *path)
        return tuple(KINDS.name_of(kind) for kind in found)

    def within(self, value: Any, *path: str | int) -> Within | None:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.wrong('must be a table, such as { business_days = 1, of = "missed" }.', *path)
        for key in value:
            if key not in (*UNITS, *WITHIN_KEYS):
                hint = hint_at_unit(key, value, WITHIN_KEYS)
                raise self.wrong(f'there is no "{shown(key)}" here.{hint}', *path, key)
        if "of" in value and "before" in value:
            raise self.wrong("of and before name two clocks; use only one.", *path)
        of = value.get("before", value.get("of", "missed"))
        clocks = (*CLOCKS_OF_FACTS, *(name for name in self.bits if name not in ATOMS))
        if of not in clocks:
            raise self.wrong(f'a clock cannot start at "{shown(of)}".{nearest(str(of), clocks)}', *path)
        if value.get("known") not in (None, "learned"):
            raise self.wrong('known is "learned" or left out.', *path)
        units = {key: value[key] for key in value if key in UNITS}
        again = self.span(value["again"], *path) if "again" in value else None
        period, before = value.get("period"), "before" in value
        if period not in (None, *PERIODS):
            raise self.wrong(f'"{shown(period)}" is not a period.{nearest(str(period), PERIODS)}', *path)
        if before and of != "hearing":
            raise self.wrong('what can be due before is "hearing", which lies ahead.', *path)
        if not units and (before or period):
            raise self.wrong('say how long: { days = 7, before = "hearing" }.', *path)
        if before and (period or value.get("known")):
            raise self.wrong("what is due before a hearing has no period and no known.", *path)
        span = self.span(units, *path) if units else None
        return Within(of, span, value.get("known"), again, period, before)

    def move(self, value: Any, *path: str | int) -> Move | None:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.wrong(
                'must be a table, such as { when = ["report_due"], after = "report_abuse" }.', *path
            )
        self.known(value, ("when", "after"), *path)
        return Move(self.checklist(value.get("when", []), *path), str(value.get("after", "")))
