"""
One reading of a case: its chronology as it stood at a moment, and everything that follows from it.

Made once for a request or a batch and handed on. Nothing is worked out before it is asked for, and nothing
twice: the chronology is read once and folded once, and each ordered service is decided once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from heardfirst.agency.selectors import calendar_of
from heardfirst.protocol import Calendar, Decision, Entry, Facts, Fold, Protocol, decide, fold, has_died
from heardfirst.protocol import read_facts as facts_from
from heardfirst.protocol.facts.hearing import Hearing, hearing_of
from heardfirst.protocol.facts.reach import SafeContact, safe_contact_of
from heardfirst.protocol.facts.response import closed_at

from .case_rules import rules_at
from .chronology import ReadEntry, entries_about, read_chronologies
from .models import Case, Order, Requirement

__all__ = ["CaseReading", "readings_of"]


@dataclass(frozen=True, eq=False, kw_only=True)
class CaseReading:
    """
    What a case says at an aware moment ``at``. Make one with `of` or, for several cases, `readings_of`.

    With ``known_at`` it is read on what had been recorded by then. It never changes: after something was
    recorded, a new one is made. Whether somebody may read the case, `heardfirst.access` has said before.
    """

    case: Case
    at: datetime
    known_at: datetime | None = None
    _services: Sequence[Requirement] | None = field(default=None, repr=False)
    _read: Sequence[ReadEntry] | None = field(default=None, repr=False)
    _origin: CaseReading | None = field(default=None, repr=False)
    _folds: dict[int, Fold] = field(default_factory=dict, init=False, repr=False)
    _facts: dict[int, Facts] = field(default_factory=dict, init=False, repr=False)
    _decided: dict[int, Decision] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, case: Case, *, at: datetime, known_at: datetime | None = None) -> CaseReading:
        """The reading of one case, which asks the database for nothing yet."""
        return cls(case=case, at=at, known_at=known_at)

    def without(self, ids: Collection[str]) -> CaseReading:
        """The same case as if these entries had not been recorded."""
        return self._limited([read for read in self.chronology if read.entry.id not in ids], self.at)

    def up_to(self, count: int, at: datetime) -> CaseReading:
        """The same case at another moment, when ``count`` entries had been recorded."""
        return self._limited(self.chronology[:count], at)

    def _limited(self, chronology: Sequence[ReadEntry], at: datetime) -> CaseReading:
        return CaseReading(case=self.case, at=at, _services=self.requirements, _read=chronology, _origin=self)

    @cached_property
    def requirements(self) -> Sequence[Requirement]:
        """The ordered services, in the order in which they were added."""
        if self._services is not None:
            return self._services
        return list(self.case.requirements.select_related("order").order_by("pk"))

    @cached_property
    def chronology(self) -> Sequence[ReadEntry]:
        """Every entry that is known, corrected ones too, in the order of recording, with its order."""
        known_at = self.known_at
        return [read for read in self._whole if known_at is None or read.entry.recorded <= known_at]

    @cached_property
    def _whole(self) -> Sequence[ReadEntry]:
        if self._read is not None:
            return self._read
        return read_chronologies([self.case.pk], self.requirements)[self.case.pk]

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """The same without the orders."""
        return [read.entry for read in self.chronology]

    @cached_property
    def folded(self) -> Fold:
        """The fold of all entries that had occurred."""
        return fold(self.entries, at=self.at)

    def folded_for(self, requirement: Requirement) -> Fold:
        """The fold of what bears on one service: all but what was recorded of another order."""
        return self._folded_for_order(requirement.order_id)

    def _folded_for_order(self, order_id: int) -> Fold:
        if order_id not in self._folds:
            bearing = entries_about(self.chronology, order_id)
            alike = len(bearing) == len(self.chronology)
            self._folds[order_id] = self.folded if alike else fold(bearing, at=self.at)
        return self._folds[order_id]

    def order_terms(self, order: Order) -> Mapping[str, Any]:
        """What an order says, as it was last recorded; empty where nobody has entered it."""
        changed = self._folded_for_order(order.pk).latest("order.changed")
        terms: Mapping[str, Any] = changed.details.get("terms", {}) if changed is not None else {}
        return terms

    @cached_property
    def corrected(self) -> frozenset[str]:
        """The ids of the entries that no longer count."""
        return frozenset(entry.id for entry, _since in self.folded.withdrawn)

    @cached_property
    def standing(self) -> Sequence[Entry]:
        """The entries that count, oldest first."""
        counting = (entry for entry in self.entries if entry.id not in self.corrected)
        return sorted(counting, key=lambda entry: (entry.at, entry.seq))

    @cached_property
    def rules(self) -> Protocol:
        """The rules that the case followed. Raises ProtocolError when they are nowhere."""
        whole = self if self._origin is None else self._origin
        return rules_at(self.folded, (read.entry for read in whole._whole), self.case)

    @cached_property
    def calendar(self) -> Calendar:
        """The agency's court calendar as it stood then."""
        return calendar_of(self.case.agency, self.at)

    def facts(self, requirement: Requirement) -> Facts:
        """The facts of one service, with its response and the attempts that still count."""
        if requirement.pk not in self._facts:
            self._facts[requirement.pk] = facts_from(
                self.folded_for(requirement),
                self.rules,
                at=self.at,
                calendar=self.calendar,
                requirement=str(requirement.public_id),
            )
        return self._facts[requirement.pk]

    def decision(self, requirement: Requirement) -> Decision:
        """What is next for one service, by when, why, and why nothing harsher yet."""
        if requirement.pk not in self._decided:
            self._decided[requirement.pk] = decide(self.rules, self.facts(requirement))
        return self._decided[requirement.pk]

    @property
    def decisions(self) -> Mapping[int, Decision]:
        """The decision about each service, by its primary key."""
        return {requirement.pk: self.decision(requirement) for requirement in self.requirements}

    @cached_property
    def leading(self) -> Requirement | None:
        """The service whose response leads in this case, None when none is open."""
        leads = self.case.standings.filter(place=0).values_list("requirement_id", flat=True).first()
        return next((service for service in self.requirements if service.pk == leads), None)

    @property
    def leading_decision(self) -> Decision | None:
        """The decision of the response that leads, None when none is open."""
        return None if self.leading is None else self.decision(self.leading)

    def hearing(self, requirement: Requirement) -> Hearing | None:
        """The next hearing for one service, as `hearing_of` finds it; None when there is none ahead."""
        terms, service = self.facts(requirement).terms, str(requirement.public_id)
        return hearing_of(self.folded_for(requirement), terms, self.calendar, self.at, service)

    @cached_property
    def safe_contact(self) -> SafeContact:
        """How the client may be reached: as they said or, until somebody asked, as the agency keeps it."""
        agency = self.case.agency
        return safe_contact_of(self.folded).until_known(
            agency.safe_contact, agency.safe_from_hour, agency.safe_until_hour
        )

    @property
    def died(self) -> bool:
        """Whether the client has died, as far as the chronology says."""
        return has_died(self.folded)

    @property
    def status(self) -> Case.Status:
        """Whether the case is open or closed."""
        return Case.Status.OPEN if closed_at(self.folded) is None else Case.Status.CLOSED


def readings_of(
    cases: Iterable[Case],
    requirements: Sequence[Requirement],
    *,
    at: datetime,
    chronologies: Mapping[int, Sequence[ReadEntry]] | None = None,
) -> list[CaseReading]:
    """
    The readings of several cases, with one question to the database for all of their entries.
    ``requirements`` are all that the cases have; ``chronologies`` by the case's key, where they are at hand.
    """
    wanted = list(cases)
    read = (
        read_chronologies([case.pk for case in wanted], requirements)
        if chronologies is None
        else chronologies
    )
    ordered: dict[int, list[Requirement]] = {case.pk: [] for case in wanted}
    for requirement in requirements:
        ordered[requirement.case_id].append(requirement)
    return [CaseReading(case=case, at=at, _services=ordered[case.pk], _read=read[case.pk]) for case in wanted]
