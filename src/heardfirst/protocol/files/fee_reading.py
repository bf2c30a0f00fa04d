"""Reading what a protocol file charges for: the table ``[fees]``."""

from __future__ import annotations

from ..vocabulary.closed_lists import PURPOSES
from .file_keys import FEES_KEYS
from .threshold_reading import ThresholdReader

__all__ = ["COSTS", "FeeReader"]

COSTS = (
    "missed", "late", "canceled", "canceled_late", "excused", "interview", "no_show", "rescheduled_late",
    "left_early", "leave",
)  # fmt: skip
"""How a session may come out that a program charges for."""
_FORMERLY = {"cancelled": "canceled", "cancelled_late": "canceled_late"}
_MOST_CENTS = 1_000_000


class FeeReader(ThresholdReader):
    """Reads how a session comes out that costs a fee, and how much."""

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
