"""Ways to tell made-up cases in few words."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from heardfirst.protocol import (
    Calendar,
    Decision,
    Entry,
    Facts,
    Protocol,
    decide,
    facts_of,
    load_protocol,
    normalized,
    parse_protocol,
)

ZONE = ZoneInfo("America/New_York")
CALENDAR = Calendar(ZONE)
DEFAULT = load_protocol("court-mandated-treatment")


def on(day: int, hour: float = 10, month: int = 3) -> datetime:
    """A moment of 2026; 2 March is a Monday."""
    return datetime(2026, month, 1, tzinfo=ZONE) + timedelta(days=day - 1, hours=hour)


class Case:
    """One made-up case: tell what happened, then ask what is so, or what is next."""

    def __init__(self, protocol: Protocol = DEFAULT, **terms: Any) -> None:
        self.protocol = protocol
        self.entries: list[Entry] = []
        if terms:
            self.tell("order.changed", on(1, 9), terms=terms)

    def tell(
        self,
        kind: str,
        at: datetime,
        *,
        recorded: datetime | None = None,
        of: str | None = None,
        **details: Any,
    ) -> Entry:
        """Add one entry; `of` is the requirement it belongs to."""
        if "starts" in details:
            details["starts_at"] = details.pop("starts")
        if "where_from" in details:
            details["from"] = details.pop("where_from")
        number = len(self.entries) + 1
        clean = MappingProxyType(normalized(kind, details))
        entry = Entry(kind, at, recorded or at, clean, of, f"e{number}", number)
        self.entries.append(entry)
        return entry

    def facts(self, at: datetime, **asked: Any) -> Facts:
        return facts_of(self.entries, self.protocol, at=at, **{"calendar": CALENDAR} | asked)

    def true(self, at: datetime, **asked: Any) -> set[str]:
        """The atoms that are on."""
        return self.protocol.unpack(self.facts(at, **asked).bits)

    def decide(self, at: datetime, **asked: Any) -> Decision:
        return decide(self.protocol, self.facts(at, **asked))

    def next(self, at: datetime, **asked: Any) -> str | None:
        return self.decide(at, **asked).next.step


def with_rules(text: str, name: str = "own.toml") -> Protocol:
    """A protocol of these lines on top of the default one."""
    head = '[protocol]\nextends = "court-mandated-treatment"\nname = "Own"\nversion = "1"\n'
    return parse_protocol((head + text).encode(), name)


def extending(protocol: Protocol, text: str) -> Protocol:
    """A protocol of these lines on top of that one."""
    head = '[protocol]\nextends = "below"\nname = "Heir"\nversion = "1"\n'
    return parse_protocol((head + text).encode(), "heir.toml", {"below": protocol.source.encode()})
