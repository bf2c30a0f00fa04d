"""Terms: what one court order asks, as far as it bears on the response to a missed session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .closed_lists import BASES, NOT_A_BASIS
from .dates import read_day
from .duration import UNITS, Span, read_span
from .errors import EntryError, ProtocolRoomError, nearest, shown

STAKES = (
    "reunification", "custody", "parental_rights", "family_contact", "liberty", "probation", "licence",
    "record", "housing", "benefits", "other",
)  # fmt: skip
_STAKES_ALIASES = {
    "jail": "liberty", "prison": "liberty", "freedom": "liberty", "incarceration": "liberty",
    "children": "reunification", "licence": "licence", "driving": "licence", "parole": "probation",
    "visitation": "family_contact", "family_reunification": "reunification", "jail_time": "liberty",
    "return_of_children": "reunification", "children_return": "reunification",
    "stay_out_of_jail": "liberty", "revocation": "liberty",
}  # fmt: skip
REPORTS_TO = ("court", "probation", "child_welfare")
"""Whom the order wants told."""
CAPACITIES = ("treatment", "child_welfare", "probation", "court_staff")
"""In what capacity the worker answers for the order."""
FLAGS = ("icwa", "part2", "charges", "medicaid", "safety_plan")
"""The terms that are so or not."""
CLOCKS = ("missed", "learned", "period_end", "receipt")
PERIODS = ("week", "month", "quarter")


@dataclass(frozen=True, slots=True)
class ReportDuty:
    """How soon after what the order wants a missed session told."""

    span: Span
    of: str = "missed"
    period: str = "month"


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of an order. Whatever the order does not say, or nobody has entered yet, is None.

    ``no_reports`` holds when somebody said ``report_within = false``: this order wants no misses told.
    """

    at_stake: str | None = None
    report_within: ReportDuty | None = None
    no_reports: bool = False
    report_from: int = 1
    report_to: str = "court"
    basis: str | None = None
    icwa: bool = False
    part2: bool = False
    hearing: str | None = None
    required_sessions: int | None = None
    status_every: Span | None = None
    status_within: Span | None = None
    status_from: str | None = None
    charges: bool = False
    medicaid: bool = False
    started: str | None = None
    ends: str | None = None
    programme_months: int | None = None
    phase: int | None = None
    safety_plan: bool = False
    capacity: str | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """What a worker should still find out about the order, in the order to ask."""
        reports = self.report_within or (False if self.no_reports else None)
        asked = (("at_stake", self.at_stake), ("report_within", reports), ("basis", self.basis))
        return tuple(name for name, value in asked if value is None)


def read_terms(table: Any) -> Terms:
    """Read an ``[order]`` table or the terms inside an ``order.changed``.

    Raises EntryError naming the key and the nearest right word.
    """
    if not isinstance(table, Mapping):
        raise EntryError("an order's terms are a table of keys and values.")
    values: dict[str, Any] = {}
    for key, value in table.items():
        reader = _READERS.get(key)
        if reader is None:
            raise EntryError(f'an order has no term "{shown(key)}".{nearest(key, _READERS)}')
        if value is None:
            continue
        try:
            values[key] = reader(value)
        except ProtocolRoomError as problem:
            raise EntryError(f"{key}: {problem}") from None
    return Terms(**values, no_reports=table.get("report_within") is False)


def terms_as_json(table: Any) -> dict[str, Any]:
    """The terms in their one stored form: JSON types, aliases resolved, only what was said."""
    terms, stored = read_terms(table), {}
    for key in table:
        value = getattr(terms, key)
        if isinstance(value, ReportDuty):
            value = {**value.span.as_json(), "of": value.of} | (
                {"period": value.period} if value.of == "period_end" else {}
            )
        elif isinstance(value, Span):
            value = value.as_json()
        elif key == "report_within" and terms.no_reports:
            value = False
        if value is not None:
            stored[key] = value
    return stored


def _duty(value: Any) -> ReportDuty | None:
    if value is False:
        return None
    if isinstance(value, str):
        return ReportDuty(read_span(value))
    if not isinstance(value, Mapping):
        raise EntryError('write { business_days = 5, of = "missed" }.')
    strange = [key for key in value if key not in (*UNITS, "of", "period", "known")]
    if strange:
        raise EntryError(f'no such key "{shown(strange[0])}".{nearest(strange[0], (*UNITS, "of", "period"))}')
    of, period = value.get("of", "missed"), value.get("period", "month")
    if of == "missed" and value.get("known") == "learned":
        of = "learned"
    if of not in CLOCKS:
        raise EntryError(f'a clock cannot start at "{shown(of)}".{nearest(str(of), CLOCKS)}')
    if period not in PERIODS:
        raise EntryError(f'"{shown(period)}" is not a reporting period.{nearest(str(period), PERIODS)}')
    return ReportDuty(read_span({key: value[key] for key in value if key in UNITS}), of, period)


def _one_of(choices: tuple[str, ...], aliases: Mapping[str, str]) -> Any:
    def read(value: Any) -> str:
        word = str(value).strip().lower().replace(" ", "_").replace("-", "_")
        word = aliases.get(word, word)
        if word not in choices:
            raise EntryError(f'"{shown(value)}" is not on the list.{nearest(word, choices)}')
        return word

    return read


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise EntryError(f"must be true or false, not {shown(value)}.")


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 10_000:
        raise EntryError(f"must be a whole number from 1, not {shown(value)}.")
    return value


_READERS: Mapping[str, Any] = {
    "at_stake": _one_of(STAKES, _STAKES_ALIASES),
    "report_within": _duty,
    "report_from": _count,
    "report_to": _one_of(REPORTS_TO, {"officer": "probation", "agency": "child_welfare"}),
    "basis": _one_of(
        (*BASES, *NOT_A_BASIS), {"order": "court_order", "release": "consent", "part2_order": "court_order"}
    ),
    "icwa": _flag,
    "part2": _flag,
    "hearing": read_day,
    "required_sessions": _count,
    "status_every": read_span,
    "status_within": read_span,
    "status_from": read_day,
    "charges": _flag,
    "medicaid": _flag,
    "started": read_day,
    "ends": read_day,
    "programme_months": _count,
    "phase": _count,
    "safety_plan": _flag,
    "capacity": _one_of(CAPACITIES, {"clinic": "treatment", "provider": "treatment", "court": "court_staff"}),
}
