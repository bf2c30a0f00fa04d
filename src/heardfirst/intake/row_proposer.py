"""One row to one proposal, once the columns, the dates' order and the statuses are settled."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from .columns import ColumnLayout
from .dates_and_times import (
    EARLIEST,
    LATEST,
    MIDNIGHT,
    LocalMoment,
    NoSuchTimeError,
    read_moment,
    read_time,
    to_utc,
)
from .errors import Refused
from .headers import header_words
from .proposals import ClientInFile, ProposedAttendance
from .statuses import OUTCOMES, StatusMeaning, meaning_of_status, party, with_reason
from .text_folding import display_name, fold

__all__ = ["FileInterpretation", "Proposer"]

MIDDAY = time(12)
"""Stands for a day without a time: no clock is put forward or back at noon, and no zone makes another day
of it."""
_LONGEST_STAY = timedelta(hours=12)
_NOTICE = re.compile(r"^\s*(\d{1,4})(?:[.,]\d+)?\s*([^\W\d]*)\s*$")
_UNITS = {
    "m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1, "minuto": 1, "minutos": 1,
    "h": 60, "hr": 60, "hrs": 60, "hour": 60, "hours": 60, "hora": 60, "horas": 60,
    "d": 1440, "day": 1440, "days": 1440, "dia": 1440, "dias": 1440,
}  # fmt: skip
_LANGUAGES = {
    "en": "en", "eng": "en", "english": "en", "ingles": "en", "es": "es", "spa": "es", "spanish": "es",
    "espanol": "es", "castellano": "es",
}  # fmt: skip
_LONGEST_WORDS = 4000
_LONGEST_NOTICE = 366 * 24 * 60
_LATEST_BIRTH = 2030


@dataclass(frozen=True, slots=True)
class FileInterpretation:
    """How this file writes things: each date column's order, its clock, its statuses and services by their
    text."""

    orders: Mapping[str, str | None]
    clock: str | None
    statuses: Mapping[str, StatusMeaning | None]
    services: Mapping[str, str]
    days_alone: bool = False
    """The dates come with a midnight that means nothing."""


class Proposer:
    """Turns the rows of one file into proposals. ``assumed`` counts what had to be taken for granted."""

    def __init__(
        self, layout: ColumnLayout, zone: ZoneInfo, interpretation: FileInterpretation, late_notice: int
    ) -> None:
        self._at = layout.at
        self._zone = zone
        self._interpretation = interpretation
        self._late_notice = late_notice
        self._notice_unit = _unit_in(layout.names.get("notice", ""))
        self._clients: dict[str, ClientInFile] = {}
        self.assumed: Counter[str] = Counter()

    def propose(self, line: int, fields: list[str]) -> ProposedAttendance | Refused:
        """The proposal a row makes, or why it makes none."""
        client = self._client(fields)
        if client is None:
            return Refused(line, "no_client")
        try:
            starts_at, whole_day = self._start(fields)
        except NoSuchTimeError:
            return Refused(line, "no_such_time")
        except _UnreadableError as problem:
            return Refused(line, problem.code, problem.facts)
        status = with_reason(self._text("status", fields), self._text("cancel_reason", fields))
        meaning = self._interpretation.statuses.get(status)
        if meaning is None:
            return Refused(line, "status_asked")
        label = self._field("requirement", fields)
        service = self._interpretation.services.get(self._text("requirement", fields))
        if label and service is None:
            return Refused(line, "service_asked")
        row = ProposedAttendance(
            line=line,
            client=client,
            requirement=service,
            label=label,
            starts_at=starts_at,
            whole_day=whole_day,
            outcome=meaning.outcome,
            kind=OUTCOMES[meaning.outcome].kind,
            updated=self._moment("updated", fields),
        )
        if whole_day:
            self.assumed["no_time"] += 1
        self._tell(row, meaning, fields)
        return row

    def _tell(self, row: ProposedAttendance, meaning: StatusMeaning, fields: list[str]) -> None:
        """Fill in what the row's other columns say about its outcome."""
        if row.kind is None:
            return
        details: dict[str, Any] = dict(OUTCOMES[meaning.outcome].details)
        row.occurred_at = row.starts_at
        reason = self._field("cancel_reason", fields)
        if row.kind == "session.canceled":
            self._tell_canceled(row, meaning, details, reason, fields)
        elif row.kind == "session.attended":
            self._tell_arrival(row, meaning, details, fields)
        elif row.kind == "session.moved":
            to = self._moment("moved_to", fields)
            if to is not None:
                details["to"] = to.isoformat()
            details.setdefault("by", self._whose(reason, fields))
        elif row.kind == "session.booked":
            row.occurred_at = self._moment("booked_on", fields)
        if reason and party(reason) is None and meaning_of_status(reason) is None:
            row.words = reason[:_LONGEST_WORDS]
        row.details = {name: value for name, value in details.items() if value is not None}

    def _tell_canceled(
        self,
        row: ProposedAttendance,
        meaning: StatusMeaning,
        details: dict[str, Any],
        reason: str,
        fields: list[str],
    ) -> None:
        late = OUTCOMES[meaning.outcome].late
        if meaning.outcome in ("canceled", "late cancel"):
            # The column that says who called off is surer than the habit of saying "late cancel" of clients.
            whose = self._whose(reason, fields)
            if whose is not None:
                details["by"] = whose
        canceled_at = self._moment("canceled_at", fields)
        notice = self._notice(fields)
        if canceled_at is not None:
            notice = max(0, int((row.starts_at - canceled_at).total_seconds() // 60))
        elif notice is not None:
            canceled_at = row.starts_at - timedelta(minutes=notice)
        elif late and details.get("by") == "client":
            notice = self._late_notice - 1
            self.assumed["late_notice"] += 1
        # Of a notice longer than a year, only that it was long enough can be of use.
        details["notice"] = None if notice is None else min(notice, _LONGEST_NOTICE)
        row.occurred_at = canceled_at

    def _tell_arrival(
        self, row: ProposedAttendance, meaning: StatusMeaning, details: dict[str, Any], fields: list[str]
    ) -> None:
        if meaning.late_minutes is not None:
            details["late_minutes"] = meaning.late_minutes
        if row.whole_day:
            return
        for role, name in (("arrived", "arrived_at"), ("left", "left_at")):
            moment = self._moment_or_time(role, row.starts_at, fields)
            if moment is not None and abs(moment - row.starts_at) <= _LONGEST_STAY:
                details[name] = moment.isoformat()

    def _client(self, fields: list[str]) -> ClientInFile | None:
        name = self._field("name", fields)
        if not name:
            name = " ".join(
                part for part in (self._field("first_name", fields), self._field("last_name", fields)) if part
            )
        client = ClientInFile(
            reference=self._field("reference", fields),
            name=display_name(name)[:200],
            born=self._born(fields),
            phone=self._field("phone", fields)[:40],
            language=_LANGUAGES.get(fold(self._field("language", fields)), ""),
        )
        if not (client.reference or fold(client.name)):
            return None
        known = self._clients.setdefault(client.key, client)
        if known is client:
            return client
        if (
            client.reference
            and client.name
            and not set(fold(known.name).split()) & set(fold(client.name).split())
        ):
            if known.name:
                return client  # two people under one number; settled, or refused, once all rows are known
            known.name = client.name
        known.born, known.phone = known.born or client.born, known.phone or client.phone
        known.language = known.language or client.language
        return known

    def _born(self, fields: list[str]) -> date | None:
        text = self._field("born", fields)
        moment = read_moment(text, self._interpretation.orders.get("born")) if text else None
        if moment is None:
            return None
        # A two-digit year of birth that lies ahead belongs to the century before.
        day = moment.day
        return day.replace(year=day.year - 100) if _LATEST_BIRTH < day.year <= _LATEST_BIRTH + 69 else day

    def _start(self, fields: list[str]) -> tuple[datetime, bool]:
        role = "start" if "start" in self._at else "date"
        moment = read_moment(self._field(role, fields), self._interpretation.orders.get(role))
        if moment is None:
            raise _UnreadableError("no_date")
        if not EARLIEST <= moment.day <= LATEST:
            raise _UnreadableError("out_of_range", first=EARLIEST.year, last=LATEST.year)
        at, offset = (None, None) if self._interpretation.days_alone else (moment.time, moment.offset)
        if role == "date" and "time" in self._at:
            text = self._field("time", fields)
            clock_time = read_time(text, self._interpretation.clock) if text else None
            if clock_time is None and (text or at is None):
                raise _UnreadableError("no_time")
            if clock_time is not None:
                at, offset = clock_time
        if at is None:
            return to_utc(moment.day, MIDDAY, None, self._zone), True
        return to_utc(moment.day, at, offset, self._zone), False

    def _moment(self, role: str, fields: list[str]) -> datetime | None:
        """A moment from a column that may be missing, blank or unreadable. A date alone is its beginning:
        for a cancellation that is the longest notice it can have been, which is the fairer way to be
        wrong."""
        text = self._field(role, fields)
        moment = read_moment(text, self._interpretation.orders.get(role)) if text else None
        return self._placed(moment)

    def _placed(self, moment: LocalMoment | None) -> datetime | None:
        if moment is None or not EARLIEST <= moment.day <= LATEST:
            return None
        try:
            return to_utc(moment.day, moment.time or MIDNIGHT, moment.offset, self._zone)
        except NoSuchTimeError:
            return None

    def _moment_or_time(self, role: str, starts_at: datetime, fields: list[str]) -> datetime | None:
        text = self._field(role, fields)
        clock_time = read_time(text, self._interpretation.clock) if text else None
        if clock_time is not None:
            return self._placed(LocalMoment(starts_at.date(), clock_time[0], clock_time[1]))
        moment = (
            read_moment(
                text, self._interpretation.orders.get("date") or self._interpretation.orders.get("start")
            )
            if text
            else None
        )
        return self._placed(moment) if moment is not None and moment.time is not None else None

    def _whose(self, reason: str, fields: list[str]) -> str | None:
        canceled_by = self._field("canceled_by", fields)
        return (party(canceled_by) if canceled_by else None) or (party(reason) if reason else None)

    def _notice(self, fields: list[str]) -> int | None:
        text = self._field("notice", fields)
        found = _NOTICE.match(text) if text else None
        if found is None:
            return None
        per = _UNITS.get(fold(found[2])) if found[2] else self._notice_unit
        return int(found[1]) * per if per is not None else None

    def _text(self, role: str, fields: list[str]) -> str:
        place = self._at.get(role)
        return fields[place] if place is not None and place < len(fields) else ""

    def _field(self, role: str, fields: list[str]) -> str:
        place = self._at.get(role)
        return fields[place].strip() if place is not None and place < len(fields) else ""


class _UnreadableError(Exception):
    def __init__(self, code: str, **facts: int) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def _unit_in(header: str) -> int | None:
    """Minutes per unit where the header of the notice column names it: "Notice (hours)"."""
    return next(
        (
            per
            for word in header_words(header).split()
            if (per := _UNITS.get(word)) is not None and len(word) > 2
        ),
        None,
    )
