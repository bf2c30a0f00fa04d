"""Terms: what one court order asks, as far as it bears on the response to a missed session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from .closed_lists import LISTS
from .duration import UNITS, Span, hint_at_unit, read_span
from .errors import EntryError, ProtocolRoomError, nearest, shown
from .fields import Field, read_field
from .texts import read_texts

REPORTS_TO = LISTS["report_to"].values
"""Whom the order wants told."""
CAPACITIES = LISTS["capacity"].values
"""In what capacity the worker answers for the order."""
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
    status_before: Span | None = None
    charges: bool = False
    fee_dollars: int | None = None
    medicaid: bool = False
    started: str | None = None
    ends: str | None = None
    program_months: int | None = None
    phase: int | None = None
    safety_plan: bool = False
    capacity: str | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """What a worker should still find out about the order, in the order to ask."""
        reports = self.report_within or (False if self.no_reports else None)
        wanted = (("at_stake", self.at_stake), ("report_within", reports), ("basis", self.basis))
        return tuple(name for name, value in wanted if value is None)


def read_terms(table: Any) -> Terms:
    """Read an ``[order]`` table or the terms inside an ``order.changed``.

    Raises EntryError naming the key and the nearest right word.
    """
    if not isinstance(table, Mapping):
        raise EntryError("an order's terms are a table of keys and values.")
    values: dict[str, Any] = {}
    current = current_terms(table)
    for key, value in current.items():
        term = TERMS.get(key)
        if term is None:
            raise EntryError(f'an order has no term "{shown(key)}".{nearest(key, TERMS)}')
        if value is None:
            continue
        try:
            values[key] = term.read(value)
        except ProtocolRoomError as problem:
            raise EntryError(f"{key}: {problem}") from None
    return Terms(**values, no_reports=current.get("report_within") is False)


def terms_as_json(table: Any) -> dict[str, Any]:
    """The terms in their one stored form: JSON types, aliases resolved, only what was said."""
    terms, stored = read_terms(table), {}
    for key in current_terms(table):
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


def current_terms(table: Any) -> Any:
    """Stored terms with terms and values by the names that they have now; what is no table stays as it is."""
    if not isinstance(table, Mapping):
        return table
    now: dict[str, Any] = {}
    for key, value in table.items():
        name = str(_FORMERLY.get(key, key))
        term = TERMS.get(name)
        now[name] = term.renamed.get(value, value) if term and isinstance(value, str) else value
    return now


def _duty(value: Any) -> ReportDuty | None:
    if value is False:
        return None
    if isinstance(value, str):
        return ReportDuty(read_span(value))
    if not isinstance(value, Mapping):
        raise EntryError('write { business_days = 5, of = "missed" }.')
    strange = [key for key in value if key not in (*UNITS, "of", "period", "known")]
    if strange:
        raise EntryError(
            f'there is no "{shown(strange[0])}" here.{hint_at_unit(strange[0], value, ("of", "period"))}'
        )
    of, period = value.get("of", "missed"), value.get("period", "month")
    if of == "missed" and value.get("known") == "learned":
        of = "learned"
    if of not in CLOCKS:
        raise EntryError(f'a clock cannot start at "{shown(of)}".{nearest(str(of), CLOCKS)}')
    if period not in PERIODS:
        raise EntryError(f'"{shown(period)}" is not a reporting period.{nearest(str(period), PERIODS)}')
    return ReportDuty(read_span({key: value[key] for key in value if key in UNITS}), of, period)


def _declared() -> dict[str, Field]:
    return {
        name: read_field(name, table, f"terms.toml, {name}", {"duty": _duty})
        for name, table in read_texts("heardfirst.protocol", "kinds/terms.toml").items()
    }


TERMS: Mapping[str, Field] = MappingProxyType(_declared())
"""What an order may say, each term with how it is read and asked for; in the order of the form."""
FLAGS = tuple(name for name, term in TERMS.items() if term.type == "flag")
"""The terms that are so or not."""
_FORMERLY: dict[str, str] = {name: term.name for term in TERMS.values() for name in term.formerly}
