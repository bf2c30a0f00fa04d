"""Reading what a protocol file counts as missed, charges for and lets make up: the tables ``[missed]``,
``[fees]`` and ``[makeup]``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..vocabulary.closed_lists import PLACES, PURPOSES
from ..vocabulary.protocol import KEYS_RENAMED, CountsAsMissed, MakingUp
from ..vocabulary.thresholds import MakeUps, MakeUpsOverdue, Misses, Threshold
from .file_keys import FEES_KEYS, MAKEUP_KEYS, MISSED_KEYS
from .threshold_reading import ThresholdReader

__all__ = ["COSTS", "MissedReader"]

COSTS = (
    "missed", "late", "canceled", "canceled_late", "excused", "interview", "no_show", "rescheduled_late",
    "left_early", "leave",
)  # fmt: skip
"""How a session may come out that a program charges for."""
_FORMERLY = {"cancelled": "canceled", "cancelled_late": "canceled_late"}
_MOST_CENTS = 1_000_000
_NOTICE = {"canceled_late": "canceled_within", "rescheduled_late": "rescheduled_within"}
"""What says how much notice is too little, of each way of losing a session by it."""


class MissedReader(ThresholdReader):
    """Reads what counts as one missed session, and how a session comes out that costs a fee."""

    def missed(self) -> CountsAsMissed:
        """The tables ``[missed]``, ``[excuse]`` and ``[leave]``, or what the protocol below says."""
        base = self.base.missed if self.base else CountsAsMissed()
        granted: dict[str, Any] = {
            name: self.granting(name) if name in self.table else getattr(base, name)
            for name in ("excuse", "leave")
        }
        section = self.section("missed")
        if not section:
            return replace(base, **granted)
        self.known(section, MISSED_KEYS, "missed")
        values: dict[str, Any] = {}
        if "no_show" in section:
            values["no_show"] = self.flag(section["no_show"], "missed", "no_show")
        for key, least in (("late_minutes", 0), ("least_minutes", 1), ("lates_make", 1)):
            if key in section:
                values[key] = self.number(section[key], least, 10_000, "missed", key)
        for key, least in (("late_minutes_for", 0), ("least_minutes_for", 1)):
            if key in section:
                values[key] = self._minutes_for(section[key], least, key)
        for key in section:
            key_now = KEYS_RENAMED.get(key, key)
            if key_now in _NOTICE.values():
                minutes = self.span(section[key], "missed", key).plain_minutes
                if minutes is None:
                    raise self.wrong('must be plain time, such as "24 hours".', "missed", key)
                values[key_now] = minutes
        if "lates_within" in section:
            values["lates_within"] = self.span(section["lates_within"], "missed", "lates_within")
        return CountsAsMissed(**values, **granted)

    def _minutes_for(self, value: Any, least: int, key: str) -> tuple[tuple[str, int], ...]:
        """``{ group = 5 }``: of a group session, 5."""
        if not isinstance(value, dict) or not value:
            example = "{ group = 5 }: of a group session, 5"
            raise self.wrong(f"{key} is a table such as {example}.", "missed", key)
        return tuple(
            (self._one(purpose, PURPOSES, ("missed", key)), self.number(number, least, 10_000, "missed", key))
            for purpose, number in value.items()
        )

    def refuse_ways_without_notice(self, thresholds: Mapping[str, Threshold]) -> None:
        """Raises ProtocolError where sessions are counted, or charged for, that were called off or put off
        too late, and ``[missed]`` does not say what too late is."""
        missed = self.missed()
        counted = {name: value.of for name, value in thresholds.items() if isinstance(value, Misses)}
        for way, key in _NOTICE.items():
            if getattr(missed, key) is not None:
                continue
            for name, ways in counted.items():
                if way in ways:
                    here = ("atoms", name) if name in self.section("atoms") else ("missed",)
                    raise self.wrong(f'{name} counts {way}: say [missed] {key} = "24 hours".', *here)
            if way == "rescheduled_late" and way in self.fees():
                raise self.wrong(f'{way} costs a fee: say [missed] {key} = "24 hours".', "fees", "on")

    def fees(self) -> tuple[str, ...]:
        """What ``[fees]`` charges for, in words of ``COSTS``."""
        if "fees" not in self.table and self.base:
            return self.base.fees
        section = self.section("fees")
        self.known(section, FEES_KEYS, "fees")
        if "fees" in self.table and not section.get("on"):
            raise self.wrong('say what costs a fee: on = ["missed"].', "fees", "on")
        if isinstance(on := section.get("on"), list):
            now = [_FORMERLY.get(cost, cost) if isinstance(cost, str) else cost for cost in on]
            section = {**section, "on": now}
        return self._listed(section, "on", COSTS, "fees")

    def making_up(self, thresholds: Mapping[str, Threshold]) -> MakingUp | None:
        """What makes up for a session: ``[makeup]``, or what the protocol below says."""
        if "makeup" not in self.table:
            return self.base.making_up if self.base else None
        section = self.section("makeup")
        self.known(section, MAKEUP_KEYS, "makeup")
        if not any(isinstance(threshold, MakeUps | MakeUpsOverdue) for threshold in thresholds.values()):
            raise self.wrong("name in [atoms] what is to be made up: owed = { not_made_up = 1 }.", "makeup")
        within = self.span(section["within"], "makeup", "within") if "within" in section else None
        if within is not None and within.amount == 0:
            raise self.wrong("a wait must be longer than zero.", "makeup", "within")
        return MakingUp(
            within,
            self._listed(section, "purpose", PURPOSES, "makeup"),
            self._listed(section, "place", PLACES, "makeup"),
            self.number(section["most"], 1, 1000, "makeup", "most") if "most" in section else None,
        )

    def fee_purposes(self) -> tuple[str, ...]:
        """For which sessions ``[fees]`` charges: for all of them where it names none."""
        if "fees" not in self.table and self.base:
            return self.base.fee_purposes
        return self._listed(self.section("fees"), "purpose", PURPOSES, "fees")

    def fee_cents(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """What each costs, in cents: one amount, or the first time, the second, and so on."""
        if "fees" not in self.table and self.base:
            return self.base.fee_cents
        table, here = self.section("fees").get("cents", {}), ("fees", "cents")
        if not isinstance(table, dict):
            raise self.wrong(
                "cents is a table such as { missed = 2500 }, or { missed = [2500, 5000] }.", *here
            )
        found = []
        for cost, value in table.items():
            amounts = value if isinstance(value, list) else [value]
            if not amounts:
                raise self.wrong("names at least one amount.", *here, cost)
            name = self._one(_FORMERLY.get(cost, cost), self.fees(), here)
            found.append(
                (name, tuple(self.number(amount, 1, _MOST_CENTS, *here, cost) for amount in amounts))
            )
        return tuple(found)
