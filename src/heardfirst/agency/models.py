"""Agencies, the people who work in them, their rules, their holidays and their one-time sign-in links."""

from __future__ import annotations

from datetime import time
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from heardfirst import clock
from heardfirst.protocol.vocabulary.field_types import LONGEST_VERSION
from heardfirst.vault import new_id

from .bound_password import BoundPassword
from .checks import check_capacity, check_zone

DEFAULT_PROTOCOL = "court-mandated-treatment"
LONGEST_PHONE, LONGEST_LINE = 40, 80
SHORTEST_IDLE, LONGEST_IDLE = 5, 120  # minutes


def both_languages() -> list[str]:
    """The languages an agency speaks unless it says otherwise."""
    return ["en", "es"]


class Agency(models.Model):
    """
    One organization. Every row of every table belongs to exactly one, and nothing crosses from one to
    another.

    ``opens`` and ``closes`` are office hours in the agency's own ``zone``; business time in due dates is
    counted in them. ``protocol`` names the protocol that new cases follow; which text of it is for the
    versions to say. ``idle_minutes`` after the last touch a session ends. ``subdivision`` is the state whose
    days off the court keeps, as in US-NY without the country. ``capacity`` is what the agency is to its
    clients, one of the closed list of that name, and empty where that differs from case to case.
    ``message_name`` is what an office may be called where others hear or read it, so that it tells nothing
    of treatment or court, and ``callback_number`` the number to leave with it. ``safe_contact`` are the
    contact rules that hold for a client of whom nothing is known yet. ``set_up_at`` is empty until somebody
    has gone through these settings once. ``practice_of`` marks a made-up place beside an agency, in which its
    people practice and which is no agency of the installation (see `heardfirst.agency.selectors.agencies`).
    """

    class SecondStep(models.TextChoices):
        """Whether signing in takes more than a password or a link."""

        OPTIONAL = "optional", _("Anyone who wants it")
        REQUIRED = "required", _("Everyone")

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="America/New_York", validators=[check_zone])
    opens = models.TimeField(default=time(9))
    closes = models.TimeField(default=time(17))
    protocol = models.CharField(max_length=100, default=DEFAULT_PROTOCOL)
    languages = models.JSONField(default=both_languages)
    # Moves with every change to the clock and the court days, so that a process may keep the calendar it has
    # read. A case keeps the edition that it was derived under.
    calendar_edition = models.PositiveIntegerField(default=0)
    subdivision = models.CharField(max_length=6, blank=True)
    letterhead = models.TextField(blank=True)
    capacity = models.CharField(max_length=16, blank=True, validators=[check_capacity])
    message_name = models.CharField(max_length=60, blank=True)
    callback_number = models.CharField(max_length=LONGEST_PHONE, blank=True)
    crisis_line = models.CharField(max_length=LONGEST_LINE, blank=True)
    abuse_hotline = models.CharField(max_length=LONGEST_LINE, blank=True)
    safe_contact = models.JSONField(default=list, blank=True)
    # Hours of the agency's own clock, from 0 to 23, between which such a client is called.
    safe_from_hour = models.PositiveSmallIntegerField(null=True, blank=True)
    safe_until_hour = models.PositiveSmallIntegerField(null=True, blank=True)
    second_step = models.CharField(max_length=8, choices=SecondStep.choices, default=SecondStep.OPTIONAL)
    idle_minutes = models.PositiveSmallIntegerField(
        default=30, validators=[MinValueValidator(SHORTEST_IDLE), MaxValueValidator(LONGEST_IDLE)]
    )
    set_up_at = models.DateTimeField(null=True, blank=True)
    practice_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")), name="agency_opens_before_closing"
            ),
            # With a condition it is an index, so that SQLite need not rebuild the table for it.
            models.UniqueConstraint(
                fields=["practice_of"],
                condition=models.Q(practice_of__isnull=False),
                name="agency_practises_in_one_place",
            ),
        ]

    def __str__(self) -> str:
        return f"agency {self.public_id}"


class Holiday(models.Model):
    """
    A day on which the court and the agency are shut, from the day that became known.

    ``in_force_from`` keeps past decisions as they were: a holiday proclaimed in June does not move what was
    due by a decision made in May. One that was taken off again counts until ``withdrawn_from``. ``by_hand``
    marks what somebody here added or took off; the rest was filled from what is known of the court.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="holidays", db_index=False)
    day = models.DateField()
    in_force_from = models.DateField()
    withdrawn_from = models.DateField(null=True)
    name = models.CharField(max_length=200, blank=True)
    by_hand = models.BooleanField(default=False)

    class Meta:
        constraints = [
            # A day may be taken off and put back: each time it counted is a row, and one of them counts now.
            models.UniqueConstraint(
                fields=["agency", "day"],
                condition=models.Q(withdrawn_from__isnull=True),
                name="agency_one_holiday_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.day.isoformat()


class PersonManager(BaseUserManager["Person"]):
    """Makes people; the one place where an address is brought to its stored form."""

    def create_person(
        self, *, agency: Agency, email: str, password: str | None = None, **fields: Any
    ) -> Person:
        """Add somebody. Without a password they sign in by one-time link."""
        person = self.model(agency=agency, email=as_stored(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        """Who signs in under this address, in any capitals."""
        return self.get(email=as_stored(username or ""))


def as_stored(email: str) -> str:
    """An address as it is kept and compared: without surrounding space, in small letters."""
    return email.strip().lower()


class Role(models.TextChoices):
    """What somebody is there for. It decides what they may open; one person may hold several."""

    WORKER = "worker", _("Worker")
    SUPERVISOR = "supervisor", _("Supervisor")
    CLERK = "clerk", _("Clerk")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    TRAINER = "trainer", _("Trainer")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


class Team(models.Model):
    """
    People who work under the same supervisors. A supervisor without a team looks after the whole agency.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="teams", db_index=False)
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="team_named_once")]

    def __str__(self) -> str:
        return f"team {self.public_id}"


class Person(BoundPassword):
    """
    Somebody who works in an agency and signs in with an e-mail address.

    ``session_edition`` is part of every session of theirs: when it moves, all of them end.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="people")
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="people")
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    session_edition = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = PersonManager()

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return f"person {self.public_id}"

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles they hold now; none once they were let go."""
        if not self.is_active:
            return frozenset()
        now = clock.now()
        return frozenset(
            role_held.role
            for role_held in self.roles_held.all()
            if role_held.until is None or role_held.until > now
        )

    @property
    def is_supervisor(self) -> bool:
        """Whether they look after the cases of others."""
        return Role.SUPERVISOR in self.roles

    @property
    def carries_cases(self) -> bool:
        """Whether a case may be theirs."""
        return not self.roles.isdisjoint(CARRYING)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must agree with to go on: the password, and the edition of the sessions."""
        salt = "heardfirst.agency.Person.session"
        value = f"{self.password}/{self.session_edition}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()


CARRYING = frozenset({Role.WORKER, Role.SUPERVISOR})


class RoleHeld(models.Model):
    """
    A role that somebody holds, since when, and until when where it ends by itself. An auditor's always does.

    ``by`` is empty for the first person of an installation.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles_held")
    role = models.CharField(max_length=16, choices=Role.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["agency", "role"], name="role_in_agency")]
        constraints = [
            models.UniqueConstraint(fields=["person", "role"], name="role_held_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_known"),
            models.CheckConstraint(
                condition=~models.Q(role="auditor") | models.Q(until__isnull=False), name="auditor_for_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} since {self.since:%Y-%m-%d}"


class Cover(models.Model):
    """
    Somebody's cases looked after by somebody else from ``first_day`` to ``last_day``, both included, days of
    the agency's own zone. ``ended_at`` is set when it was ended before its time.

    ``with_supervision`` says that what the absent one looked after as a supervisor when it was arranged was
    given along. It is taken back when they change teams or that role is taken or given: what somebody comes
    to see later is not passed on by what was arranged before.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    absent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    instead = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    first_day = models.DateField()
    last_day = models.DateField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True)
    # Without a default, so that SQLite need not build the table anew, which would lose its guards.
    with_supervision = models.BooleanField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["instead", "last_day"], name="cover_by"),
            models.Index(fields=["absent", "last_day"], name="cover_for"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="cover_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~models.Q(absent=models.F("instead")), name="cover_by_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"cover {self.public_id}"


class SignInLink(models.Model):
    """
    A one-time way in. Only a keyed digest of its token is kept, so reading the table lets nobody in, and
    ``binding`` ties it to the person, so writing into it lets nobody in either.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    token_digest = models.BinaryField(max_length=32, unique=True)
    binding = models.BinaryField(max_length=32, null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"sign-in link {self.pk}"


class ProtocolVersion(models.Model):
    """
    A protocol put in force in an agency: its very text, from when and by whom. Written once and kept for
    ever, because decisions were made with it; the one put in force last is the one that new cases follow.

    ``digest`` names the text together with ``bases``, the texts of the protocols it extends, by name. ``by``
    is empty for a shipped protocol that was kept when a case first followed it. ``verdict`` says what was
    proved of it: ``states``, ``proved`` promises, and those ``excepted`` with step, reason and citation.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="versions", db_index=False)
    key = models.CharField(max_length=100)
    version = models.CharField(max_length=LONGEST_VERSION)
    digest = models.CharField(max_length=64, db_index=True)
    text = models.BinaryField()
    bases = models.JSONField(default=dict)
    put_in_force_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    verdict = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["agency", "id"], name="version_of_agency")]

    def __str__(self) -> str:
        return f"protocol version {self.digest[:12]}"


class FormerClock(models.Model):
    """
    The time zone and office hours that an agency kept until a moment. With them a decision about a past day
    is made by the clock of that day.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="former_clocks")
    until = models.DateTimeField()
    zone = models.CharField(max_length=64)
    opens = models.TimeField()
    closes = models.TimeField()

    def __str__(self) -> str:
        return f"clock until {self.until:%Y-%m-%d}"


class SetUp(models.Model):
    """
    An agency being set up in the browser: what was answered so far, page by page, until it is done.

    ``agency`` is one that a command made by itself and that is gone through now; without it a new one is
    opened. ``further`` lets that happen beside agencies that are there already. Of the token only a digest is
    kept; somebody signed in needs none.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, related_name="+")
    further = models.BooleanField(default=False)
    token_digest = models.BinaryField(max_length=32, unique=True, null=True)
    answers = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"set-up {self.public_id}"
