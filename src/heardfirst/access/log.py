"""
The access log: who did what, about which case, when and from where.

A line is on disk before what it speaks of is shown; where it cannot be written, nothing is shown. 45 CFR
164.312(b) asks for such a record, 42 CFR 2.16 for policies that protect from uses nobody allowed. It is no
accounting of disclosures (45 CFR 164.528): nothing in it left the agency.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from heardfirst import clock
from heardfirst.agency.models import Agency, Person
from heardfirst.record.models import Case
from heardfirst.turns import writing
from heardfirst.vault import canonical_bytes, digest_of

from .models import AccessEvent, AccessHead, LoggedAction

__all__ = ["LogFault", "LoggedAction", "lines_of", "note", "verify_log"]

_AT_ONCE = 2000


def note(
    *,
    agency: Agency,
    what: LoggedAction,
    person: Person | None = None,
    case: Case | None = None,
    about: Person | None = None,
    screen: str = "",
    count: int | None = None,
    place: str = "",
) -> AccessEvent:
    """
    Add a line to an agency's log. ``case`` and ``about`` are of that agency, or are left out: what belongs to
    another agency is not even mentioned.
    """
    if case is not None and case.agency_id != agency.pk:
        case = None
    if about is not None and about.agency_id != agency.pk:
        about = None
    with writing():
        head = _head_of(agency)
        event = AccessEvent(
            agency=agency, number=head.number + 1, at=clock.now(), person=person, what=what, case=case,
            about=about, screen=screen[:60], count=count, place=place[:45],
        )  # fmt: skip
        event.digest = _digest_of(event, bytes(head.digest), agency)
        event.save(force_insert=True)
        AccessHead.objects.filter(pk=head.pk).update(number=event.number, digest=event.digest)
    return event


def lines_of(
    agency: Agency,
    *,
    person: Person | None = None,
    case: Case | None = None,
    what: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[AccessEvent]:
    """The lines of an agency that fit all that is given, the latest first. ``until`` is not included."""
    lines = AccessEvent.objects.filter(agency=agency).select_related("person", "about", "case__client")
    if person is not None:
        lines = lines.filter(person=person)
    if case is not None:
        lines = lines.filter(case=case)
    if what:
        lines = lines.filter(what=what)
    if since is not None:
        lines = lines.filter(at__gte=since)
    if until is not None:
        lines = lines.filter(at__lt=until)
    return lines.order_by("-number")


@dataclass(frozen=True, slots=True)
class LogFault:
    """
    One thing wrong with a log: ``altered`` or ``missing`` at a line, ``cut_off`` or ``beyond`` at its end.
    """

    code: str
    number: int

    @property
    def sentence(self) -> str:
        """What is wrong, in words fit to show."""
        return {
            "altered": _("Line %(number)s was changed after it was written."),
            "missing": _("Line %(number)s is missing."),
            "cut_off": _("Lines from %(number)s to the end are missing."),
            "beyond": _("Line %(number)s was added after the last line written."),
        }[self.code] % {"number": self.number}


def verify_log(agency: Agency) -> tuple[int, list[LogFault]]:
    """
    How many lines an agency's log has, and what is wrong with it. After the first line that was altered or
    taken out, nothing that follows can be vouched for, so one fault is told.
    """
    head = AccessHead.objects.filter(agency=agency).first()
    expected, digest = 0, b""
    for event in _in_order(agency):
        expected += 1
        if event.number != expected:
            return expected - 1, [LogFault("missing", expected)]
        digest = _digest_of(event, digest, agency)
        if digest != bytes(event.digest):
            return expected, [LogFault("altered", expected)]
    known = head.number if head is not None else 0
    if expected < known:
        return expected, [LogFault("cut_off", expected + 1)]
    if expected > known or (head is not None and known and bytes(head.digest) != digest):
        return expected, [LogFault("beyond", known + 1)]
    return expected, []


def _in_order(agency: Agency) -> Iterator[AccessEvent]:
    lines = AccessEvent.objects.filter(agency=agency).select_related("person", "about", "case")
    return lines.order_by("number").iterator(chunk_size=_AT_ONCE)


def _head_of(agency: Agency) -> AccessHead:
    """The head of the agency's log, locked until this transaction ends."""
    head = AccessHead.objects.select_for_update().filter(agency=agency).first()
    if head is not None:
        return head
    try:
        with transaction.atomic():
            AccessHead.objects.create(agency=agency)
    except IntegrityError:
        pass  # somebody else wrote the first line at this moment
    return AccessHead.objects.select_for_update().get(agency=agency)


def _digest_of(event: AccessEvent, before: bytes, agency: Agency) -> bytes:
    values = {
        "agency": str(agency.public_id),
        "number": event.number,
        "at": int(event.at.timestamp() * 1_000_000),
        "person": str(event.person.public_id) if event.person else None,
        "what": str(event.what),
        "case": str(event.case.public_id) if event.case else None,
        "about": str(event.about.public_id) if event.about else None,
        "screen": event.screen,
        "count": event.count,
        "place": event.place,
    }
    return digest_of(before, canonical_bytes(values))
