"""Reading what a protocol file counts as missed and charges for: the tables ``[missed]`` and ``[fees]``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..vocabulary.closed_lists import PURPOSES
from ..vocabulary.protocol import KEYS_RENAMED, CountsAsMissed
from ..vocabulary.thresholds import Misses, Threshold
from .threshold_reading import ThresholdReader

__all__ = ["COSTS", "MissedReader"]

COSTS = (
    "missed", "late", "canceled", "canceled_late", "excused", "interview", "no_show", "rescheduled_late",
)  # fmt: skip
"""How a session may come out that a program charges for."""
_FORMERLY = {"cancelled": "canceled", "cancelled_late": "canceled_late"}
_MISSED_KEYS = (
    "no_show", "late_minutes", "canceled_within", "rescheduled_within", "lates_make", "lates_within",
    *KEYS_RENAMED,
)  # fmt: skip
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
        self.known(section, _MISSED_KEYS, "missed")
        values: dict[str, Any] = {}
        if "no_show" in section:
            values["no_show"] = self.flag(section["no_show"], "missed", "no_show")
        for key, least in (("late_minutes", 0), ("lates_make", 1)):
            if key in section:
                values[key] = self.number(section[key], least, 10_000, "missed", key)
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
        self.known(section, ("on", "purpose"), "fees")
        if "fees" in self.table and not section.get("on"):
            raise self.wrong('say what costs a fee: on = ["missed"].', "fees", "on")
        if isinstance(on := section.get("on"), list):
            now = [_FORMERLY.get(cost, cost) if isinstance(cost, str) else cost for cost in on]
            section = {**section, "on": now}
        return self._listed(section, "on", COSTS, "fees")

    def fee_purposes(self) -> tuple[str, ...]:
        """For which sessions ``[fees]`` charges: for all of them where it names none."""
        if "fees" not in self.table and self.base:
            return self.base.fee_purposes
        return self._listed(self.section("fees"), "purpose", PURPOSES, "fees")
