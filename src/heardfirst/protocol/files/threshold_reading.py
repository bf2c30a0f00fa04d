"""Reading what a protocol file names and grants: the tables of ``[atoms]``, ``[excuse]``, ``[leave]``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..vocabulary.closed_lists import ASKERS, CHANNELS, DECIDERS, PURPOSES, REASONS, RECIPIENTS, STEPS, TASKS
from ..vocabulary.errors import ProtocolError, nearest, shown
from ..vocabulary.granting import LACKS, Granting
from ..vocabulary.protocol import NEWEST_FACTS, Protocol
from ..vocabulary.tasks_and_events import OwnEvent
from ..vocabulary.terms import CAPACITIES, FLAGS, PERIODS
from ..vocabulary.thresholds import (
    ABSENCES,
    SINCE,
    SINCE_OF_MISSES,
    THROUGH_OTHERS,
    Agreed,
    AsksBack,
    Capacity,
    Done,
    FeeOwed,
    Gap,
    Happened,
    Inquiry,
    Lacking,
    MakeUps,
    MakeUpsOverdue,
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
from .file_keys import FACT_KEYS, GRANTING_KEYS, ORDER_KEYS
from .task_and_event_reading import TaskAndEventReader

__all__ = ["ThresholdReader"]

_MISSED = ("missed", "allowed", "missed_by_months", "allowed_by_months")
_MOST = 1000

Here = tuple[str | int, ...]
Table = dict[str, Any]


class ThresholdReader(TaskAndEventReader):
    """Reads each kind of named fact, and the conditions on which something is granted."""

    error = ProtocolError
    base: Protocol | None = None

    def threshold(self, name: str, table: Table) -> Threshold:
        """One named fact. The first key that a kind is known by decides which kind it is."""
        here: Here = ("atoms", name)
        for key, read in self._kinds().items():
            if key in table:
                self.known(table, FACT_KEYS[key], *here)
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
            **dict.fromkeys(("event", "times"), self._happened),
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
        numbers = {"days": 1, "channels": 1, "times_of_day": 1} | {
            key: self.number(value, 1, 30 if key != "times_of_day" else 3, *here)
            for key, value in table.items()
            if key not in ("per", "by", "must")
        }
        by, must = (
            self._several(table[key], CHANNELS, here) if key in table else () for key in ("by", "must")
        )
        tries = Tries(**numbers, per=self._per(table, here), by=by, must=must)
        if tries.by and (set(tries.must) - set(tries.by) or tries.channels > len(set(tries.by))):
            raise self.wrong("asks for other or more channels than those that count (by).", *here)
        if "mail" in tries.must or set(tries.by) == {"mail"}:
            raise self.wrong("a letter follows reasonable attempts; it cannot be asked for as one.", *here)
        if tries.by and set(tries.by) <= {"mail", THROUGH_OTHERS} and not self.is_kept:
            raise self.wrong(
                "whoever only asks others has not looked for the client: let attempts by another channel "
                'count too, such as by = ["phone", "collateral"].',
                *here,
            )
        if len(set(tries.must)) > tries.attempts:
            raise self.wrong("must names more channels than there are attempts.", *here)
        if max(tries.days, tries.channels, tries.times_of_day) > tries.attempts:
            raise self.wrong("asks for more days, channels or times of day than attempts.", *here)
        return tries

    def _misses(self, table: Table, here: Here) -> Threshold:
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
        since = self._one(table["since"], SINCE_OF_MISSES, here) if "since" in table else None
        if self.flag(table.get("since_restart", False), *here):
            if since not in (None, "restart"):
                raise self.wrong("since_restart and since name two moments; use only since.", *here)
            since = "restart"
        of = self._several(table["of"], ABSENCES, here) if "of" in table else ()
        purposes = self._several(table["purpose"], PURPOSES, here) if "purpose" in table else ()
        return Misses(missed, within, in_a_row, per, tuple(by_months.items()), since, of, purposes)

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
        within = self.span(table["within"], *here) if "within" in table else None
        return Responses(self.number(table["responses"], 1, _MOST, *here), within)

    def _make_ups(self, table: Table, here: Here) -> Threshold:
        of = self._several(table.get("of", ["excused"]), ("excused", "missed", *ABSENCES), here)
        number = self.number(table["not_made_up"], 1, _MOST, *here)
        if "after" in table:
            return MakeUpsOverdue(self._wait(table["after"], here), number, of)
        return MakeUps(number, of)

    # -- days

    def _gap(self, table: Table, here: Here) -> Threshold:
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
        return Unseen(self._wait(table["not_seen_for"], here), self.flag(table.get("at_home", False), *here))

    def _unpaid(self, table: Table, here: Here) -> Threshold:
        return Unpaid(self._wait(table["unpaid_for"], here))

    def _wait(self, value: Any, here: Here) -> Any:
        span = self.span(value, *here)
        if span.amount == 0:
            raise self.wrong("a wait must be longer than zero.", *here)
        return span

    # -- states of things

    def _fee(self, table: Table, here: Here) -> Threshold:
        self._one(table["fee"], ("owed",), here)
        if not self.section("fees") and not (self.base and self.base.fees):
            raise self.wrong('a fee is owed for what [fees] lists: on = ["missed"].', *here)
        return FeeOwed()

    def _lacking(self, table: Table, here: Here) -> Threshold:
        of = "excuse" if "excuse_lacks" in table else "leave"
        if of not in self.table and not (self.base and getattr(self.base.missed, of)):
            raise self.wrong(
                f"what may be missing is defined in [{of}], which this file does not have.", *here
            )
        return Lacking(of, self._one(table[f"{of}_lacks"], LACKS, here))

    def _inquiry(self, table: Table, here: Here) -> Threshold:
        return Inquiry(self._one(table["asked_by"], ("anyone", "authority", *ASKERS), here))

    def _notified(self, table: Table, here: Here) -> Threshold:
        return Notified(self._one(table["told"], RECIPIENTS, here), self._since(table, here))

    def _release(self, table: Table, here: Here) -> Threshold:
        return Release(self._one(table["release_for"], RECIPIENTS, here))

    def _done(self, table: Table, here: Here) -> Threshold:
        return replace(self._task(table["done"], here), since=self._since(table, here))

    def _task(self, name: Any, here: Here) -> Done:
        task = self._one(name, (*TASKS, *self.own_tasks), here)
        return Done(task, "start", self.own_tasks.get(task))

    def _happened(self, table: Table, here: Here) -> Threshold:
        within = self._wait(table["within"], here) if "within" in table else None
        per = self._per(table, here)
        if within is not None and per is not None:
            raise self.wrong("within and per are two ways to count; use only one.", *here)
        by_months = self.by_months(table.get("times_by_months", {}), "times_by_months", *here)
        if any(number == 0 for _months, number in by_months):
            raise self.wrong("nothing happens 0 times.", *here)
        times = None if by_months and "times" not in table else table.get("times", 1)
        event, until = self._event(table.get("event"), here), None
        if "until" in table:
            until = self._until(table["until"], here)
        if until == event:
            raise self.wrong("until names another event than the one that it ends.", *here)
        return Happened(
            event=event,
            times=times if times is None else self.number(times, 1, _MOST, *here),
            within=within,
            per=per,
            by_months=by_months,
            since=self._one(table.get("since", "start"), SINCE, here),
            until=until,
        )

    def _event(self, name: Any, here: Here) -> OwnEvent:
        if not self.own_events:
            raise self.wrong("[events] says what happens in this program; it names none yet.", *here)
        return self.own_events[self._one(name, tuple(self.own_events), here)]

    def _until(self, value: Any, here: Here) -> OwnEvent | Done | Notified:
        """What ends it: another event by its name, ``{ done = … }`` or ``{ told = … }``."""
        if not isinstance(value, dict):
            return self._event(value, here)
        self.known(value, ("done", "told"), *here)
        if len(value) != 1:
            raise self.wrong('until is an event, { done = "…" } or { told = "…" }.', *here)
        if "done" in value:
            return self._task(value["done"], here)
        return Notified(self._one(value["told"], RECIPIENTS, here), "start")

    def _agreed(self, table: Table, here: Here) -> Threshold:
        return Agreed(self._one(table["agreed"], STEPS, here))

    def _phase(self, table: Table, here: Here) -> Threshold:
        value = table["phase"]
        phases = value if isinstance(value, list) else [value]
        if not phases:
            raise self.wrong("names at least one phase.", *here)
        return Phase(tuple(self.number(phase, 1, 100, *here) for phase in phases))

    def _capacity(self, table: Table, here: Here) -> Threshold:
        return Capacity(self._several(table["capacity"], CAPACITIES, here))

    def _order_says(self, table: Table, here: Here) -> Threshold:
        return OrderSays(self._one(table["term"], FLAGS, here))

    def _asks_back(self, table: Table, here: Here) -> Threshold:
        if not self.flag(table["asks_back"], *here):
            raise self.wrong("asks_back = true, or leave the fact out.", *here)
        return AsksBack()

    # -- what is granted

    def granting(self, section: str) -> Granting | None:
        """The table ``[excuse]`` or ``[leave]``; None when the file has none."""
        table = self.section(section)
        if section not in self.table:
            return None
        self.known(table, GRANTING_KEYS[section], section)
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

    def order(self) -> tuple[bool, str]:
        """Whether a court ordered the service, and who is told of it where none did: ``[order]``."""
        section = self.section("order")
        self.known(section, ORDER_KEYS, "order")
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
