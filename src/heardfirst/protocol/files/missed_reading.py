"""Reading what a protocol file counts as a missed session: the table ``[missed]``, with ``[excuse]`` and
``[leave]``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..vocabulary.closed_lists import PURPOSES
from ..vocabulary.protocol import KEYS_RENAMED, CountsAsMissed
from ..vocabulary.thresholds import Misses, Threshold
from .fee_reading import FeeReader
from .file_keys import MISSED_KEYS

__all__ = ["MissedReader"]

_NOTICE = {"canceled_late": "canceled_within", "rescheduled_late": "rescheduled_within"}
"""What says how much notice is too little, of each way of losing a session by it."""


class MissedReader(FeeReader):
    """Reads what counts as one missed session."""

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
