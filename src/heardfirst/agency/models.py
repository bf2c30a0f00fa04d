"""Agencies, the people who work in them, their rules, their holidays and their one-time sign-in links."""

from __future__ import annotations

from datetime import time
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from heardfirst.vault import new_id

DEFAULT_PROTOCOL = "court-mandated-treatment"


def check_zone(name: str) -> None:
    """Refuse a time zone that the IANA database does not know."""
    if name not in available_timezones():
        raise ValidationError(_("This is not a time zone. Write it like America/New_York."))


def both_languages() -> list[str]:
    """The languages an agency speaks unless it says otherwise."""
    return ["en", "es"]


class Agency(models.Model):
    """
    One organisation. Every row of every table belongs to exactly one, and nothing crosses from one to
    another.

    ``opens`` and ``closes`` are office hours in the agency's own ``zone``; business time in due dates is
    counted in them. ``protocol`` names the protocol that new cases follow; which text of it is for the
    versions to say.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="America/New_York", validators=[check_zone])
    opens = models.TimeField(default=time(9))
    closes = models.TimeField(default=time(17))
    protocol = models.CharField(max_length=100, default=DEFAULT_PROTOCOL)
    languages = models.JSONField(default=both_languages)
    # Moves with every change to the holidays, so that a process may keep the calendar it has read.
    calendar_edition = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")), name="agency_opens_before_closing"
            ),
        ]

    def __str__(self) -> str:
        return f"agency {self.public_id}"


class Holiday(models.Model):
    """
    A day on which the court and the agency are shut, from the day that became known.

    ``in_force_from`` keeps past decisions as they were: a holiday proclaimed in June does not move what was
    due by a decision made in May.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="holidays", db_index=False)
    day = models.DateField()
    in_force_from = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "day"], name="agency_one_holiday_a_day")]

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


class Person(AbstractBaseUser):
    """Somebody who works in an agency and signs in with an e-mail address."""

    class Role(models.TextChoices):
        """What somebody is there for; it decides which cases they may open."""

        WORKER = "worker", _("Worker")
        SUPERVISOR = "supervisor", _("Supervisor")

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="people")
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.WORKER)
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = PersonManager()

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=["worker", "supervisor"]), name="person_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.public_id}"

    @property
    def is_supervisor(self) -> bool:
        """Whether they look after the whole agency's cases."""
        return self.role == Person.Role.SUPERVISOR


class SignInLink(models.Model):
    """A one-time way in. Only a digest of its token is kept, so reading the table lets nobody in."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    token_digest = models.BinaryField(max_length=32, unique=True)
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
    version = models.CharField(max_length=40)
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
