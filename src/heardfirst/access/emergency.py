"""
Emergency access: opening a case that is not one's own because it cannot wait.

Why is written first; it lasts for a few hours; supervisors and privacy officers are told at once and find it
listed until they have looked at it. (45 CFR 164.312(a)(2)(ii) asks for a way to reach what is needed in an
emergency. What 42 CFR 2.51 calls a medical emergency allows disclosure to medical personnel alone; this is
no disclosure, it stays inside the agency.)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from heardfirst import clock
from heardfirst.agency.mail import MailTopic, send
from heardfirst.agency.models import Person, Role
from heardfirst.agency.selectors import people_with
from heardfirst.record.models import Case
from heardfirst.turns import writing
from heardfirst.vault import KeyDestroyedError, key_store, open_sealed, seal, tokens_to_look_for

from .client_names import with_name
from .log import LoggedAction, note
from .models import EmergencyAccess, EmergencyLook
from .policies import Visitor, carried_by, in_force_for, may_carry, may_open, may_read_log

LASTS = timedelta(hours=4)
SHORTEST_REASON = 15
_FOUND_AT_MOST = 10


class EmergencyRefused(Exception):  # noqa: N818 (it is the answer to a request, not a mishap)
    """Emergency access that is not given. The message says why."""


@dataclass(frozen=True, slots=True)
class EmergencyMatch:
    """A case whose client has the name that was looked for; ``name`` is theirs."""

    case: Case
    name: str = field(repr=False)


def may_take_emergency_access(person: Visitor) -> bool:
    """Whether they may open in an emergency what is not theirs: whoever works with clients."""
    return may_carry(person)


def may_review_emergencies(person: Visitor) -> bool:
    """Whether they look at what was opened in an emergency: supervisors and privacy officers."""
    return may_read_log(person) or (isinstance(person, Person) and person.is_supervisor)


def search_for_emergency(*, person: Person, name: str, reason: str, place: str = "") -> list[EmergencyMatch]:
    """
    The clients of the agency who go by this whole name, once a reason was written. Looking is noted, whoever
    is found.

    Raises `EmergencyRefused` without a reason of `SHORTEST_REASON` letters or a name of two words.
    """
    _check(person, reason)
    wanted = tokens_to_look_for(name, scope=person.agency.public_id.hex, whole_words=True)
    if len(wanted) < 2:
        raise EmergencyRefused(_("Enter the client’s full name: first name and last name."))
    cases = Case.objects.filter(agency_id=person.agency_id).select_related("client", "worker", "agency")
    found = [
        EmergencyMatch(case, called)
        for case, called in with_name(
            cases, name, wanted, agency=person.agency, opened_at_most=_FOUND_AT_MOST
        )
    ]
    note(
        agency=person.agency, what=LoggedAction.EMERGENCY_SOUGHT, person=person, screen="emergency",
        count=len(found), place=place,
    )  # fmt: skip
    return found


def take_emergency_access(
    *, person: Person, case: Case, ground: str, reason: str, place: str = ""
) -> EmergencyAccess:
    """
    Open a case for a few hours. Supervisors over it and privacy officers are told.

    Raises `EmergencyRefused`: no reason, another agency's case, a case that is open to them anyway, or one
    that was made unreadable.
    """
    _check(person, reason)
    if ground not in EmergencyAccess.Ground.values:
        raise EmergencyRefused(_("Choose a reason."))
    if case.agency_id != person.agency_id:
        raise EmergencyRefused(_("This case does not exist."))
    if may_open(person, case):
        raise EmergencyRefused(_("You already have access to this case."))
    try:
        key = key_store().key(case.client.key_id)
    except KeyDestroyedError:
        raise EmergencyRefused(_("This client’s record was permanently sealed.")) from None
    now = clock.now()
    access = EmergencyAccess(
        agency_id=person.agency_id, person=person, case=case, ground=ground, given_at=now, until=now + LASTS
    )
    access.reason = seal(reason.strip().encode(), key, _context(access))
    with writing():
        access.save(force_insert=True)
        note(
            agency=person.agency, what=LoggedAction.EMERGENCY_TAKEN, person=person, case=case,
            screen="emergency", place=place,
        )  # fmt: skip
        for person_to_notify in people_to_notify(access):
            send(to=person_to_notify, about=MailTopic.EMERGENCY_ACCESS, path="/emergencies/")
    return access


def end_emergency_access(*, access: EmergencyAccess, place: str = "") -> None:
    """Shut the case again before the time is over."""
    with writing():
        now = clock.now()
        ended = EmergencyAccess.objects.filter(pk=access.pk, ended_at=None, until__gt=now).update(
            ended_at=now
        )
        if ended:
            note(
                agency=access.person.agency, what=LoggedAction.EMERGENCY_ENDED, person=access.person,
                case=access.case, screen="emergency", place=place,
            )  # fmt: skip


def look_at_emergency(*, access: EmergencyAccess, by: Person, finding: str, place: str = "") -> None:
    """Say that one has looked at it. Said again, the later word counts. Raises `EmergencyRefused`."""
    if finding not in EmergencyLook.Finding.values or access.agency_id != by.agency_id:
        raise EmergencyRefused(_("Choose what you found."))
    if access.person_id == by.pk:
        raise EmergencyRefused(_("Someone else has to review your own emergency access."))
    with writing():
        EmergencyLook.objects.update_or_create(
            emergency=access,
            by=by,
            defaults={"agency_id": by.agency_id, "at": clock.now(), "finding": finding},
        )
        note(
            agency=by.agency, what=LoggedAction.EMERGENCY_SEEN, person=by, case=access.case,
            about=access.person, screen="emergencies", place=place,
        )  # fmt: skip


def emergency_of(person: Person, case: Case) -> EmergencyAccess | None:
    """The emergency access by which a case is open to somebody now; None where they have it anyway."""
    in_force = in_force_for(person, clock.now()).filter(case=case)
    return in_force.select_related("person__agency", "case__client", "case__agency").order_by("-pk").first()


def emergencies_for(person: Visitor) -> QuerySet[EmergencyAccess]:
    """
    What was opened in emergencies, the latest first: all of the agency for a privacy officer, that of the
    cases they look after for a supervisor.
    """
    if not isinstance(person, Person) or not may_review_emergencies(person):
        return EmergencyAccess.objects.none()
    accesses = EmergencyAccess.objects.filter(agency_id=person.agency_id)
    if not may_read_log(person):
        mine = carried_by(person)
        cases = (
            Case.objects.filter(mine, agency_id=person.agency_id) if mine is not None else Case.objects.none()
        )
        accesses = accesses.filter(case__in=cases)
    return accesses.select_related("person", "case__client", "case__worker", "case__agency").order_by("-pk")


def still_to_look_at(person: Visitor) -> int:
    """How many of these they have not looked at yet, leaving out their own."""
    if not isinstance(person, Person):
        return 0
    looked = EmergencyLook.objects.filter(emergency=OuterRef("pk"), by=person)
    return emergencies_for(person).exclude(person=person).filter(~Exists(looked)).count()


def reason_of(access: EmergencyAccess) -> str:
    """What was written, or nothing once the client's key is destroyed."""
    try:
        key = key_store().key(access.case.client.key_id)
    except KeyDestroyedError:
        return ""
    return open_sealed(bytes(access.reason), key, _context(access)).decode()


def people_to_notify(access: EmergencyAccess) -> Iterable[Person]:
    """Supervisors over the case and privacy officers, whoever took the access left out."""
    agency = access.person.agency
    notified = {officer.pk: officer for officer in people_with(agency, Role.PRIVACY_OFFICER)}
    for supervisor in people_with(agency, Role.SUPERVISOR):
        mine = carried_by(supervisor)
        if mine is not None and Case.objects.filter(mine, pk=access.case_id).exists():
            notified[supervisor.pk] = supervisor
    notified.pop(access.person_id, None)
    return notified.values()


def _check(person: Person, reason: str) -> None:
    if not may_take_emergency_access(person):
        raise EmergencyRefused(_("Emergency access is only for staff who work with clients."))
    if len(reason.strip()) < SHORTEST_REASON:
        raise EmergencyRefused(_("First explain, in a sentence, why this can’t wait."))


def _context(access: EmergencyAccess) -> bytes:
    return b"emergency/" + access.public_id.bytes
