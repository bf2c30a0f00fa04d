"""What the directory keeps: each kind of help an agency knows of, and by what it is found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heardfirst.agency.models import Agency, Person
from heardfirst.vault import new_id

LONGEST_NAME, LONGEST_TEXT, LONGEST_ADDRESS, LONGEST_WEB, LONGEST_PHONE = 200, 2000, 300, 500, 60


class Help(models.Model):
    """
    One help that a client can be offered: by our own agency or, where ``by_whom`` names one, by an outside
    organization. It says nothing about any client, so it is not sealed.

    ``checked_on`` is the day somebody made sure it is still so; ``active`` is off for what was put away.
    ``source`` is the file it came from, ``source_key`` what it is called there, ``source_digest`` what the
    file said of it when it was last taken in; ``changed_here`` that somebody has changed it since, so that
    the file has no more say in it. ``sought`` is the text that a search looks through, folded.
    """

    class Cost(models.TextChoices):
        """What it costs the client."""

        FREE = "free", _("Free")
        SLIDING = "sliding", _("Based on income")
        FEE = "fee", _("Costs money")
        UNKNOWN = "unknown", _("Unknown")

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=LONGEST_NAME)
    about = models.TextField(blank=True)
    by_whom = models.CharField(max_length=LONGEST_NAME, blank=True)
    phone = models.CharField(max_length=LONGEST_PHONE, blank=True)
    web = models.CharField(max_length=LONGEST_WEB, blank=True)
    address = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    hours = models.TextField(blank=True)
    cost = models.CharField(max_length=8, choices=Cost.choices, default=Cost.UNKNOWN)
    eligibility = models.TextField(blank=True)
    how = models.TextField(blank=True)
    checked_on = models.DateField(null=True)
    active = models.BooleanField(default=True)
    source = models.CharField(max_length=LONGEST_NAME, blank=True)
    source_key = models.CharField(max_length=64, blank=True)
    source_digest = models.BinaryField(max_length=32, default=b"")
    changed_here = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    sought = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["agency", "active", "name"], name="help_of_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "source_key"], condition=~Q(source_key=""), name="help_taken_in_once"
            )
        ]

    def __str__(self) -> str:
        return f"help {self.public_id}"


class HelpMark(models.Model):
    """
    One thing a help is found by: a kind of ``help`` it gives, a ``barrier`` it answers, or a ``language`` it
    is given in (a code as in ISO 639-1, or `other`).
    """

    class Of(models.TextChoices):
        """What the mark is of."""

        HELP = "help"
        BARRIER = "barrier"
        LANGUAGE = "language"

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    help = models.ForeignKey(Help, on_delete=models.CASCADE, related_name="marks", db_index=False)
    of = models.CharField(max_length=8, choices=Of.choices)
    value = models.CharField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["agency", "of", "value"], name="help_by_mark")]
        constraints = [models.UniqueConstraint(fields=["help", "of", "value"], name="help_marked_once")]

    def __str__(self) -> str:
        return f"{self.of} {self.value}"


class TermMeaning(models.Model):
    """
    What somebody said that a file's word for a kind of service means here: a kind of help, or nothing where
    such services are left out. Kept, so that the next file of the same source need not ask again.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    term = models.CharField(max_length=LONGEST_NAME)
    kind = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "term"], name="term_means_one_thing")]

    def __str__(self) -> str:
        return f"meaning {self.pk}"
