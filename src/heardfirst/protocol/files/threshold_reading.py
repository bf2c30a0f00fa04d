"""Reading what a protocol file names and grants: the tables of ``[atoms]``, ``[excuse]``, ``[leave]``,
``[fees]``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..vocabulary.closed_lists import ASKERS, DECIDERS, REASONS, RECIPIENTS, STEPS, TASKS
from ..vocabulary.errors import ProtocolError, nearest, shown
from ..vocabulary.granting import LACKS, Granting
from ..vocabulary.protocol import NEWEST_FACTS, Protocol
from ..vocabulary.terms import CAPACITIES, FLAGS, PERIODS
from ..vocabulary.thresholds import (
    SINCE,
    Agreed,
    AsksBack,
    Capacity,
    Done,
    FeeOwed,
    Gap,
    Inquiry,
    Lacking,
    MakeUps,
    Misses,
    Notified,
    OrderSays,
    Phase,
    Release,
    Responses,
    Threshold,
    Tries,
    Unpaid,
    Unseen,
)
from .reading import TableReader

__all__ = ["COSTS", "ThresholdReader"]

COSTS = ("missed", "late", "canceled", "canceled_late", "excused", "interview")
"""How a session may come out that a program charges for."""
_FORMERLY = {"cancelled": "canceled", "cancelled_late": "canceled_late"}
_MISSED = ("missed", "allowed", "missed_by_months", "allowed_by_months")
_MOST = 1000

Here = tuple[str | int, ...]
Table = dict[str, Any]


class ThresholdReader(TableReader):
    """Reads each kind of named fact, and the conditions on which something is granted."""

    error = ProtocolError
    base: Protocol | None = None

    def threshold(self, name: str, table: Table) -> Threshold:
        """One named fact. The first key that a kind is known by decides which kind it is."""
        here: Here = ("atoms", name)
        for key, read in self._kinds().items():
            if key in table:
                return read(table, here)
        hint = nearest(next(iter(table), ""), self._kinds())
        raise self.wrong(f"a fact is about one of: {', '.join(self._kinds())}.{hint}", *here)

    def _kinds(self) -> dict[str, Callable[[Table, Here], Threshold]]:
        return {
            "attempts": self._tries,
            **dict.fromkeys(_MISSED, self._misses),
            "responses": self._responses,
            "days_without_service": self._gap,
            "not_seen_for": self._unseen,
            "fee": self._fee,
            "unpaid_for": self._unpaid,
            "excuse_lacks": self._lacking,
            "leave_lacks": self._lacking,
            "asked_by": self._inquiry,
            "told": self._notified,
            "release_for": self._release,
            "done": self._done,
            "agreed": self._agreed,
            "phase": self._phase,
            "capacity": self._capacity,
            "term": self._order_says,
            "not_made_up": self._make_ups,
            "asks_back": self._asks_back,
        }

    def facts(self, head: Table) -> int:
        """The edition in which facts are read: as the text says, as what it extends does, or the first."""
        if "facts" not in head:
            return self.base.facts if self.base else 1
        return self.number(head["facts"], 1, NEWEST_FACTS, "protocol", "facts")

    # -- counts

    def _tries(self, table: Table, here: Here) -> Threshold:
        self.known(table, ("attempts", "days", "channels", "times_of_day", "per"), *here)
        numbers = {"days": 1, "channels": 1, "times_of_day": 1} | {
            key: self.number(value, 1, 30 if key != "times_of_day" else 3, *here)
            for key, value in table.items()
            if key != "per"
        }
        tries = Tries(**numbers, per=self._per(table, here))
        if max(tries.days, tries.channels, tries.times_of_day) > tries.attempts:
            raise self.wrong("asks for more days, channels or times of day than attempts.", *here)
        return tries

    def _misses(self, table: Table, here: Here) -> Threshold:
        self.known(table, (*_MISSED, "within", "in_a_row", "per", "since_restart"), *here)
        if len([key for key in ("missed", "allowed") if key in table]) == 2:
            raise self.wrong("missed and allowed mean the same; use only one.", *here)
        missed = self.number(table["missed"], 1, _MOST, *here) if "missed" in table else None
        if "allowed" in table:
            missed = self.number(table["allowed"], 0, _MOST, *here) + 1
        by_months: dict[int, int] = {}
        for key, more in (("missed_by_months", 0), ("allowed_by_months", 1)):
            by_months |= {
                months: number + more for months, number in self.by_months(table.get(key, {}), key, *here)
            }
        within = self.span(table["within"], *here) if "within" in table else None
        in_a_row = self.flag(table.get("in_a_row", False), *here)
        per = self._per(table, here)
        if sum((within is not None, in_a_row, per is not None)) > 1:
            raise self.wrong("within, in_a_row and per are three ways to count; use only one.", *here)
        since = self.flag(table.get("since_restart", False), *here)
        return Misses(missed, within, in_a_row, per, tuple(by_months.items()), since)

    def by_months(self, value: Any, key: str, *here: str | int) -> tuple[tuple[int, int], ...]:
        """``{ 18 = 10 }``: in a program of 18 months, 10."""
        if not isinstance(value, dict) or not all(key.isdecimal() for key in value):
            raise self.wrong(f"{key} is a table such as {{ 18 = 10 }}: in 18 months, 10.", *here)
        return tuple(
            (self.number(int(key[:9]), 1, _MOST, *here), self.number(number, 0, _MOST, *here))
            for key, number in value.items()
        )

    def _per(self, table: Table, here: Here) -> str | None:
        return self._one(table["per"], PERIODS, here) if "per" in table else None

    def _responses(self, table: Table, here: Here) -> Threshold:
        self.known(table, ("responses", "within"), *here)
        within = self.span(table["within"], *here) if "within" in table else None
        return Responses(self.number(table["responses"], 1, _MOST, *here), within)

    def _make_ups(self, table: Table, here: Here) -> Threshold:
        self.known(table, ("not_made_up", "of"), *here)
        of = self._several(table.get("of", ["excused"]), ("excused", "missed"), here)
        return MakeUps(self.number(table["not_made_up"], 1, _MOST, *here), of)

    # -- days

    def _gap(self, table: Table, here: Here) -> Threshold:
        self.known(table, ("days_without_service", "exempt_last_months", "anew_after"), *here)
        exempt = self.exempt(table.get("exempt_last_months", {}), *here)
        anew = "anew_after" in table and self._one(table["anew_after"], ("transfer",), here) == "transfer"
        return Gap(self.number(table["days_without_service"], 1, _MOST, *here), exempt, anew)

    def exempt(self, value: Any, *here: str | int) -> tuple[tuple[int, int], ...]:
        """``{ 18 = 6 }``: of a program of 18 months, the last 6."""
        if not isinstance(value, dict) or not all(key.isdecimal() for key in value):
            raise self.wrong(
                "exempt_last_months is a table such as { 18 = 6 }: of 18 months, the last 6.", *here
            )
        return tuple(
            (self.number(int(key[:9]), 1, _MOST, *here), self.number(last, 1, int(key[:9]), *here))
            for key, last in value.items()
        )

    def _unseen(self, table: Table, here: Here) -> Threshold:
        self.known(table, ("not_seen_for", "at_home"), *here)
        return Unseen(self._wait(table["not_seen_for"], here), self.flag(table.get("at_home", False), *here))

    def _unpaid(self, table: Table, here: Here) -> Threshold:
        self.known(table, ("unpaid_for",), *here)
        return Unpaid(self._wait(table["unpaid_for"], here))

    def _wait(self, value: Any, here: Here) -> Any:
        span = self.span(value, *here)
        if span.amount == 0:
            raise self.wrong("a wait must be longer than zero.", *here)
        return span

    # -- states of things

    def _fee(self, table: Table, here: Here) -> Threshold:
        self.known(table, ("fee",), *here)
        self._one(table["fee"], ("owed",), here)
        if not self.section("fees") and not (self.base and self.base.fees):
            raise self.wrong('a fee is owed for what [fees] lists: on = ["missed"].', *here)
        return FeeOwed()

    def _lacking(self, table: Table, here: Here) -> Threshold:
        self.known(table, ("excuse_lacks", "leave_lacks"), *here)
        of = "excuse" if "excuse_lacks" in table else "leave"
        if of not in self.table and not (self.base and getattr(self.base.missed, of)):
            raise self.wrong(
                f"what may be missing is defined in [{of}], which this file does not have.", *here
            )
        return Lacking(of, self._one(table[f"{of}_lacks"], LACKS, here))

    def _inquiry(self, table: Table, here: Here) -> Threshold:
        self.known(table, ("asked_by",), *here)
        return Inquiry(self._one(table["asked_by"], ("anyone", *ASKERS), here))

    def _notified(self, table: Table, here: Here) -> Threshold:
        self.known(table, ("told", "since"), *here)
        return Notified(self._one(table["told"], RECIPIENTS, here), self._since(table, here))

    def _release(self, table: Table, here: Here) -> Threshold:
        self.known(table, ("release_for",), *here)
        return Release(self._one(table["release_for"], RECIPIENTS, here))

    def _done(self, table: Table, here: Here) -> Threshold:
        self.known(table, ("done", "since"), *here)
        return Done(self._one(table["done"], TASKS, here), self._since(table, here))

    def _agreed(self, table: Table, here: Here) -> Threshold:
        self.known(table, ("agreed",), *here)
        return Agreed(self._one(table["agreed"], STEPS, here))

    def _phase(self, table: Table, here: Here) -> Threshold:
        self.known(table, ("phase",), *here)
        value = table["phase"]
        phases = value if isinstance(value, list) else [value]
        if not phases:
            raise self.wrong("names at least one phase.", *here)
        return Phase(tuple(self.number(phase, 1, 100, *here) for phase in phases))

    def _capacity(self, table: Table, here: Here) -> Threshold:
        self.known(table, ("capacity",), *here)
        return Capacity(self._several(table["capacity"], CAPACITIES, here))

    def _order_says(self, table: Table, here: Here) -> Threshold:
        self.known(table, ("term",), *here)
        return OrderSays(self._one(table["term"], FLAGS, here))

    def _asks_back(self, table: Table, here: Here) -> Threshold:
        self.known(table, ("asks_back",), *here)
        if not self.flag(table["asks_back"], *here):
            raise self.wrong("asks_back = true, or leave the fact out.", *here)
        return AsksBack()

    # -- what is granted, and what it costs

    def granting(self, section: str) -> Granting | None:
        """The table ``[excuse]`` or ``[leave]``; None when the file has none."""
        table = self.section(section)
        if section not in self.table:
            return None
        of_leave = ("longest",) if section == "leave" else ("not_older",)
        self.known(table, ("by", "reasons", "documents", "notice", "afterwards", *of_leave), section)
        after = table.get("afterwards", True)
        reasons = self._listed(table, "reasons", REASONS, section)
        afterwards_for: tuple[str, ...] = ()
        if isinstance(after, list):
            afterwards_for = self._listed(table, "afterwards", REASONS, section)
        older = table.get("not_older", {})
        if not isinstance(older, dict):
            raise self.wrong('is a table such as { death_in_family = "10 days" }.', section, "not_older")
        return Granting(
            by=self._listed(table, "by", DECIDERS, section),
            reasons=reasons,
            documents=self.flag(table.get("documents", False), section, "documents"),
            notice=self.span(table["notice"], section, "notice") if "notice" in table else None,
            afterwards=bool(afterwards_for) or self.flag(after, section, "afterwards"),
            afterwards_for=afterwards_for,
            longest=self.span(table["longest"], section, "longest") if "longest" in table else None,
            not_older=tuple(
                (self._one(reason, REASONS, (section, "not_older")), self.span(span, section, "not_older"))
                for reason, span in older.items()
            ),
        )

    def fees(self) -> tuple[str, ...]:
        """What ``[fees]`` charges for, in words of ``COSTS``."""
        section = self.section("fees")
        self.known(section, ("on",), "fees")
        if "fees" in self.table and not section.get("on"):
            raise self.wrong('say what costs a fee: on = ["missed"].', "fees", "on")
        if isinstance(on := section.get("on"), list):
            now = [_FORMERLY.get(cost, cost) if isinstance(cost, str) else cost for cost in on]
            section = {**section, "on": now}
        return self._listed(section, "on", COSTS, "fees")

    def order(self) -> tuple[bool, str]:
        """Whether a court ordered the service, and who is told of it where none did: ``[order]``."""
        section = self.section("order")
        self.known(section, ("mandated", "tells"), "order")
        mandated = self.flag(section.get("mandated", True), "order", "mandated")
        if mandated and "tells" in section:
            raise self.wrong(
                "the order says who must be notified; it does not belong here.", "order", "tells"
            )
        return mandated, self._one(section.get("tells", "referrer"), RECIPIENTS, ("order", "tells"))

    # -- words

    def _since(self, table: Table, here: Here) -> str:
        return self._one(table.get("since", "miss"), SINCE, here)

    def _one(self, value: Any, choices: tuple[str, ...], here: Here) -> str:
        if not isinstance(value, str) or value not in choices:
            hint = nearest(str(value), choices)
            raise self.wrong(f'"{shown(value)}" is not on the list.{hint}', *here)
        return value

    def _several(self, value: Any, choices: tuple[str, ...], here: Here) -> tuple[str, ...]:
        values = value if isinstance(value, list) else [value]
        if not values:
            raise self.wrong("names at least one.", *here)
        return tuple(self._one(value, choices, here) for value in values)

    def _listed(self, table: Table, key: str, choices: tuple[str, ...], section: str) -> tuple[str, ...]:
        return self._several(table[key], choices, (section, key)) if key in table else ()
