"""Reading how soon a protocol file wants things reported: the table ``[report]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..vocabulary.errors import ProtocolError, ProtocolRoomError
from ..vocabulary.protocol import ScheduledReports
from ..vocabulary.terms import ReportDuty, read_terms
from .file_keys import REPORT_KEYS
from .reading import TableReader

if TYPE_CHECKING:
    from ..vocabulary.protocol import Protocol

__all__ = ["ReportReader"]

_SCHEDULED = {"status_every": "every", "status_within": "within", "status_before": "before"}


class ReportReader(TableReader):
    """Reads when missed sessions are reported, and what is reported by the calendar."""

    error = ProtocolError
    base: Protocol | None = None

    def report(self) -> ReportDuty | None:
        """How soon a miss is told where the order does not say."""
        inherited = self.base.report if self.base else None
        if "report" not in self.table:
            return inherited
        section = self.section("report")
        self.known(section, REPORT_KEYS, "report")
        if "within" not in section:
            if set(section) & set(_SCHEDULED):
                return inherited
            raise self.wrong(
                'say how soon: within = { business_days = 5, of = "missed" }.', "report", "within"
            )
        try:
            duty = read_terms({"report_within": section["within"]}).report_within
        except ProtocolRoomError as problem:
            raise self.wrong(str(problem).removeprefix("report_within: "), "report", "within") from None
        if duty is not None and duty.span.amount == 0 and duty.of != "period_end" and not self.is_kept:
            raise self.wrong(
                "nobody can report in no time: give the shortest time that the law names, such as "
                'within = "24 hours".',
                "report",
                "within",
            )
        return duty

    def scheduled(self) -> ScheduledReports:
        """What is reported by the calendar where the order does not say."""
        section = self.section("report")
        if not set(section) & set(_SCHEDULED):
            return self.base.scheduled if self.base else ScheduledReports()
        spans = {
            name: self.span(section[key], "report", key) for key, name in _SCHEDULED.items() if key in section
        }
        for key, name in _SCHEDULED.items():
            if name in spans and spans[name].amount == 0 and name != "within":
                raise self.wrong("a wait must be longer than zero.", "report", key)
        if "within" in spans and "every" not in spans:
            raise self.wrong('status_within is of what status_every names, such as "6 months".', "report")
        return ScheduledReports(**spans)
