"""
What is derived from the chronology and kept for reading: the calendar of sessions, and where each response
stands.

Nothing here is a source. `heardfirst record rebuild` derives it all again, and with ``--check`` compares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from heardfirst.agency.errors import NoSuchVersionError
from heardfirst.agency.models import Agency, Person
from heardfirst.agency.selectors import protocol_by_digest
from heardfirst.protocol import Reason
from heardfirst.protocol.vocabulary.thresholds import Threshold


class Session(models.Model):
    """
    One booked or held meeting of a requirement, as the chronology tells it. ``starts_at`` is UTC.

    ``counted`` says whether it is a missed session of the client's under the case's protocol.
    """

    class Outcome(models.TextChoices):
        """What became of a session."""

        PENDING = "pending", _("Booked")
        ATTENDED = "attended", _("Attended")
        LATE = "late", _("Came too late to be counted")
        MISSED = "missed", _("Missed")
        CANCELED = "canceled", _("Canceled in time")
        EXCUSED = "excused", _("Excused")
        LOST = "lost", _("Did not happen")
        ON_LEAVE = "on_leave", _("On leave")

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, db_index=False)
    case = models.ForeignKey("record.Case", on_delete=models.CASCADE, related_name="sessions", db_index=False)
    requirement = models.ForeignKey(
        "record.Requirement", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    starts_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    counted = models.BooleanField(default=False)
    with_plan = models.BooleanField(default=False)

    class Meta:
        constraints = [
            # The case leads so that one index serves "the sessions of a case" and the uniqueness.
            models.UniqueConstraint(fields=["case", "requirement", "starts_at"], name="session_once"),
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"


class Standing(models.Model):
    """
    Where one requirement's response stands: what is next, by when, and why, as codes without words.

    A row exists while a response is open, a duty is owed, or time alone can change the answer
    (``look_again_at``). ``place`` is a row's place among those of its case, 0 the most pressing: only that
    one is listed, since a client is called once, however many requirements wait. Rows sort by ``urgency``,
    then ``sort_at``.
    """

    class Urgency(models.IntegerChoices):
        """Which part of Today a row belongs to, most pressing first."""

        SAFETY = 0, _("Safety first")
        NOW = 1, _("To do")
        WAITING = 2, _("Waiting")
        QUIET = 3, _("Nothing open")

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, db_index=False)
    case = models.ForeignKey("record.Case", on_delete=models.CASCADE, related_name="standings")
    requirement = models.OneToOneField(
        "record.Requirement", on_delete=models.CASCADE, related_name="standing"
    )
    worker = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    place = models.PositiveSmallIntegerField(default=0)
    urgency = models.SmallIntegerField(choices=Urgency.choices)
    response_open = models.BooleanField()
    next_step = models.CharField(max_length=40, blank=True)
    next_role = models.CharField(max_length=12, blank=True)
    due_at = models.DateTimeField(null=True)
    wait_until = models.DateTimeField(null=True)
    look_again_at = models.DateTimeField(null=True, db_index=True)
    # When the row asks for attention: its due time, else the end of its wait, else the end of time. Never
    # null, so that both databases walk the same index in the same order.
    sort_at = models.DateTimeField()
    reasons = models.JSONField(default=dict)
    protocol_digest = models.CharField(max_length=128)
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["agency", "worker", "place", "urgency", "sort_at"], name="standing_of_worker"
            ),
            models.Index(fields=["agency", "place", "urgency", "sort_at"], name="standing_of_agency"),
        ]

    def __str__(self) -> str:
        return f"standing {self.pk}"

    @property
    def because(self) -> tuple[Reason, ...]:
        """
        Why the next step is what it is, as codes with their arguments; `heardfirst.protocol.say` tells it, of
        a protocol's own facts by the rules that the row was decided with.
        """
        codes, args = self.reasons.get("codes", ()), self.reasons.get("args", {})
        own = _own_facts(self.protocol_digest) if codes else {}
        return tuple(_reason(code, args, own) for code in codes)


def reasons_as_json(reasons: Sequence[Reason]) -> dict[str, Any]:
    """
    Reasons as a standing keeps them: their codes, with how each is meant where that is not as a fact
    (``waived:heard|tried``), and once the numbers and dates that all of them share.
    """
    if not reasons:
        return {}
    return {"codes": [str(reason) for reason in reasons], "args": dict(reasons[0].args)}


def _reason(stored: str, args: Mapping[str, Any], own: Mapping[str, Threshold]) -> Reason:
    kind, meaning, code = stored.partition(":")
    return Reason(code, args, kind, own) if meaning else Reason(stored, args, own=own)


def _own_facts(digest: str) -> Mapping[str, Threshold]:
    """What the named facts of those rules are about; nothing of rules that are no longer there."""
    try:
        return protocol_by_digest(digest).thresholds
    except NoSuchVersionError:
        return {}
