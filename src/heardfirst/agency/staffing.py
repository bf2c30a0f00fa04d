"""Who works here and as what: roles given and taken, people let go, teams, and cover for the absent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import IntegrityError
from django.db.models import F, Q
from django.utils.translation import gettext as _

from heardfirst import clock
from heardfirst.turns import writing

from .errors import StaffingRefused
from .mail import MailTopic, send
from .models import Agency, Cover, Person, Role, RoleHeld, Team
from .selectors import day_in

LONGEST_AUDIT = timedelta(days=366)
LONGEST_COVER = timedelta(days=366)
LONGEST_NAME = 100  # letters of a team's


def give_role(*, person: Person, role: str, by: Person | None, until: datetime | None = None) -> RoleHeld:
    """
    Let somebody be this, too; with ``until`` (aware) for a time. Given again, the new end counts.

    Raises `StaffingRefused`: an auditor without an end, an end that has passed, another agency's person.
    """
    if role not in Role.values:
        raise StaffingRefused(_("This role does not exist."))
    _same_agency(person, by)
    now = clock.now()
    if until is not None and until <= now:
        raise StaffingRefused(_("This day has passed. Choose a later one."))
    if role == Role.AUDITOR and (until is None or until > now + LONGEST_AUDIT):
        raise StaffingRefused(
            _("An auditor’s access is temporary. Choose a last day, at most a year from now.")
        )
    with writing():
        _forget(person)
        if role == Role.SUPERVISOR and role not in person.roles:
            _narrow_covers_for([person.pk])
        role_held, _new = RoleHeld.objects.update_or_create(
            person=person,
            role=role,
            defaults={"agency_id": person.agency_id, "since": now, "until": until, "by": by},
        )
    _forget(person)
    return role_held


def take_role(*, person: Person, role: str, by: Person | None) -> None:
    """
    Take a role away. Whatever it opened is shut with the next request, since every session of theirs ends.
    Whoever carries cases no more covers for nobody either.

    Raises `StaffingRefused` for the last administrator.
    """
    _same_agency(person, by)
    with writing():
        Agency.objects.select_for_update(no_key=True).only("pk").get(pk=person.agency_id)
        if role == Role.ADMINISTRATOR:
            _keep_one_administrator(person)
        gone, _by_kind = RoleHeld.objects.filter(person=person, role=role).delete()
        _forget(person)
        if role == Role.SUPERVISOR:
            _narrow_covers_for([person.pk])
        if not person.carries_cases:
            _end_covers_by(person)
        _end_sessions(person)
        if gone:
            send(to=person, about=MailTopic.ROLES_CHANGED)
    _forget(person)


def let_go(*, person: Person, by: Person | None) -> None:
    """
    Somebody leaves: they come in no more, and cover no one. What they recorded stays theirs; the cases they
    carried are before the supervisor at once. Raises `StaffingRefused` for the last administrator.
    """
    _same_agency(person, by)
    with writing():
        Agency.objects.select_for_update(no_key=True).only("pk").get(pk=person.agency_id)
        _keep_one_administrator(person)
        Person.objects.filter(pk=person.pk).update(is_active=False)
        _end_covers_by(person)
        _end_sessions(person)
    person.is_active = False
    _forget(person)


def take_back(*, person: Person, by: Person | None) -> None:
    """Let somebody who had left come in again, with the roles they had."""
    _same_agency(person, by)
    with writing():
        Person.objects.filter(pk=person.pk).update(is_active=True)
    person.is_active = True
    _forget(person)


def end_sessions(*, person: Person) -> None:
    """Sign somebody out everywhere, from their next request on."""
    with writing():
        _end_sessions(person)
    _forget(person)


def make_team(*, agency: Agency, name: str) -> Team:
    """Add a team. Raises `StaffingRefused` for a name that is empty, too long or taken."""
    try:
        with writing():
            return Team.objects.create(agency=agency, name=_team_name(name))
    except IntegrityError:
        raise StaffingRefused(_("There is already a team with that name.")) from None


def change_team(*, team: Team, name: str, people: Iterable[Person]) -> None:
    """
    Call a team by this name, and let exactly these people be in it; who was in another team leaves that one.

    Raises `StaffingRefused` for a name that is empty, too long or taken, and for another agency's people.
    """
    wanted = list(people)
    if any(person.agency_id != team.agency_id for person in wanted):
        raise StaffingRefused(_("This person works at another agency."))
    called = _team_name(name)
    try:
        with writing():
            Team.objects.filter(pk=team.pk).update(name=called)
            wanted_ids = {person.pk for person in wanted}
            # Whoever left stays where they were: by it one knows whose the cases are that they carried.
            leave = Person.objects.filter(team=team, is_active=True).exclude(pk__in=wanted_ids)
            come = Person.objects.filter(pk__in=wanted_ids).exclude(team=team)
            _narrow_covers_for([*leave.values_list("pk", flat=True), *come.values_list("pk", flat=True)])
            leave.update(team=None)
            come.update(team=team)
    except IntegrityError:
        raise StaffingRefused(_("There is already a team with that name.")) from None
    team.name = called


def remove_team(*, team: Team) -> None:
    """Do without a team; whoever was in it is in none."""
    with writing():
        people = Person.objects.filter(team=team)
        _narrow_covers_for(people.values_list("pk", flat=True))
        people.update(team=None)
        team.delete()


def arrange_cover(
    *, absent: Person, instead: Person, first_day: date, last_day: date, by: Person | None
) -> Cover:
    """
    Let somebody look after somebody else's cases, on all days from the first to the last, in the agency's
    zone, and after what that one looks after as a supervisor. Whoever covers and whoever is away are told by
    mail, unless they arranged it themself. Whether ``by`` may do so is asked of
    `heardfirst.access.policies.may_arrange_cover`.

    Raises `StaffingRefused`: the same person, somebody who carries no cases, days that have passed or are in
    the wrong order, or the same cover on the same days.
    """
    _same_agency(absent, instead)
    _same_agency(absent, by)
    if absent.pk == instead.pk:
        raise StaffingRefused(_("Choose someone else: people cannot cover for themselves."))
    if not instead.carries_cases:
        raise StaffingRefused(_("The person covering must be a worker or a supervisor."))
    if last_day < first_day:
        raise StaffingRefused(_("The last day is before the first day."))
    now = clock.now()
    if last_day < day_in(absent.agency, now):
        raise StaffingRefused(_("These days have passed. Choose later ones."))
    if last_day - first_day > LONGEST_COVER:
        raise StaffingRefused(_("That is longer than a year. Transfer the cases instead."))
    with writing():
        Agency.objects.select_for_update(no_key=True).only("pk").get(pk=absent.agency_id)
        there = Cover.objects.filter(absent=absent, instead=instead, ended_at=None)
        if there.filter(first_day__lte=last_day, last_day__gte=first_day).exists():
            raise StaffingRefused(_("This person already covers some of these days."))
        cover = Cover.objects.create(
            agency_id=absent.agency_id, absent=absent, instead=instead,
            first_day=first_day, last_day=last_day, made_at=now, by=by,
            with_supervision=absent.is_supervisor,
        )  # fmt: skip
        for person, topic in ((instead, MailTopic.COVER), (absent, MailTopic.ABSENCE_COVERED)):
            if by is None or by.pk != person.pk:
                send(to=person, about=topic, path="/cover/")
        return cover


def end_cover(*, cover: Cover) -> None:
    """End a cover before its last day. One that has ended stays as it is."""
    with writing():
        Cover.objects.filter(pk=cover.pk, ended_at=None).update(ended_at=clock.now())
    cover.refresh_from_db()


def _same_agency(person: Person, other: Person | None) -> None:
    if other is not None and other.agency_id != person.agency_id:
        raise StaffingRefused(_("This person works at another agency."))


def _keep_one_administrator(person: Person) -> None:
    now = clock.now()
    role_held = RoleHeld.objects.filter(
        agency_id=person.agency_id, role=Role.ADMINISTRATOR, person__is_active=True
    )
    role_held = role_held.filter(Q(until=None) | Q(until__gt=now))
    if role_held.filter(person=person).exists() and not role_held.exclude(person=person).exists():
        raise StaffingRefused(_("This is the only administrator. Give someone else that role first."))


def _team_name(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise StaffingRefused(_("Give the team a name of at most %(most)s letters.") % {"most": LONGEST_NAME})
    return name


def _end_covers_by(person: Person) -> None:
    now = clock.now()
    Cover.objects.filter(instead=person, ended_at=None, last_day__gte=day_in(person.agency, now)).update(
        ended_at=now
    )


def _narrow_covers_for(absent: Iterable[int]) -> None:
    """Whoever covers for these people looks after their own cases alone from now on."""
    Cover.objects.filter(absent__in=list(absent), with_supervision=True).update(with_supervision=False)


def _end_sessions(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(session_edition=F("session_edition") + 1)
    person.refresh_from_db(fields=["session_edition"])


def _forget(person: Person) -> None:
    """The roles were read before they changed."""
    person.__dict__.pop("roles", None)
    person.__dict__.get("_prefetched_objects_cache", {}).pop("roles_held", None)
