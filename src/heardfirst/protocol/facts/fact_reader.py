"""The small grammar in which facts are read off a fold."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..vocabulary.calendar import Calendar
from ..vocabulary.entries import Entry, belongs
from ..vocabulary.protocol import Protocol
from ..vocabulary.terms import Terms, read_terms
from .chronology import Fold
from .conversations import hearings_of
from .response import Response, response_of
from .tries import Trying, trying_of

__all__ = ["Reading"]


class Reading:
    """One reading of a fold: collects the atoms that are on, the clocks, and when time alone changes one."""

    def __init__(
        self, folded: Fold, protocol: Protocol, at: datetime, calendar: Calendar, requirement: str | None
    ) -> None:
        self.folded, self.protocol, self.at = folded, protocol, at
        self.calendar, self.requirement = calendar, requirement
        self.on: set[str] = set()
        self.clocks: dict[str, datetime] = {}
        self.flips: list[datetime] = []
        self.counts: dict[str, Any] = {}
        self.terms, self.terms_since = _terms(folded, requirement)
        self.response: Response = response_of(folded, protocol, calendar, requirement, at)
        self.trying: Trying = trying_of(folded, protocol, self.response, calendar, at, icwa=self.terms.icwa)

    def say(self, atom: str, holds: object) -> bool:
        """The atom is on if that holds; returns whether it does."""
        if holds:
            self.on.add(atom)
        return bool(holds)

    def clock(self, name: str, moment: datetime | None) -> None:
        """Set a moment that due times start from, when there is one."""
        if moment is not None:
            self.clocks[name] = moment

    def from_then_on(self, atom: str, moment: datetime | None) -> bool:
        """The atom holds once ``moment`` has come; until then time alone will turn it on."""
        if moment is None:
            return False
        if moment > self.at:
            self.flips.append(moment)
            return False
        return self.say(atom, True)

    def since_anchor(self, moment: datetime | None) -> bool:
        """Whether that was at or after the latest miss."""
        return moment is not None and self.response.anchor is not None and moment >= self.response.anchor

    def all(self, *kinds: str) -> list[Entry]:
        """The entries of these kinds that speak of this requirement, or of the case."""
        entries = self.folded.of(*kinds)
        if not entries or self.requirement is None:
            return entries
        return [entry for entry in entries if belongs(entry, self.requirement)]

    def last(self, *kinds: str) -> datetime | None:
        """When the latest of them occurred."""
        entries = self.all(*kinds)
        return entries[-1].at if entries else None

    def last_since_anchor(self, *kinds: str) -> datetime | None:
        """When the latest of them occurred, if that was since the latest miss."""
        moment = self.last(*kinds)
        return moment if self.since_anchor(moment) else None

    def terms_for(self, start: datetime) -> Terms:
        """
        What the order says of telling about a session that began then. A later order reaches back to it only
        where the one before said nothing of that: terms that were filled in afterwards. Before the fourth
        edition of the facts every later order did.
        """
        if self.protocol.facts < 4:
            return self.terms
        changes = [entry for entry in self.folded.of("order.changed") if belongs(entry, self.requirement)]
        for entry in reversed([entry for entry in changes if entry.at <= start]):
            before = read_terms(entry.details.get("terms", {}))
            return before if before.no_reports or before.report_within else self.terms
        return self.terms

    def heard(self) -> list[datetime]:
        """When the client was heard: asked openly once the limits of confidentiality were said, or
        declining."""
        return [entry.at for entry in hearings_of(self.folded, self.protocol.facts)]


def _terms(folded: Fold, requirement: str | None) -> tuple[Terms, datetime | None]:
    changes = [entry for entry in folded.of("order.changed") if belongs(entry, requirement)]
    if not changes:
        return Terms(), None
    return read_terms(changes[-1].details.get("terms", {})), changes[-1].at
