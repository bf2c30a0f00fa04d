"""What is kept of practice: what somebody answered, and when a question comes back to them."""

from __future__ import annotations

from django.db import models

from heardfirst.agency.models import Agency, Person
from heardfirst.vault import new_id

LONGEST_KEY, LONGEST_LABEL = 200, 40


class Answered(models.Model):
    """
    One answer somebody gave to a question. It holds no words and is about no client.

    ``item`` is the question's key (see `bank`), ``topic`` what it is about, empty where it says nothing of
    that. ``chosen`` is the label of the option, empty for "I am not sure". ``right`` is what was derived at
    that moment; ``level`` how hard a generated question was, 1 to 3. ``asked`` is drawn anew for each form
    that is shown, so that a form sent twice is one answer.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    item = models.CharField(max_length=LONGEST_KEY)
    topic = models.CharField(max_length=32, blank=True)
    chosen = models.CharField(max_length=LONGEST_LABEL, blank=True)
    right = models.BooleanField()
    level = models.PositiveSmallIntegerField(null=True)
    asked = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "at"], name="answered_by_person"),
            models.Index(fields=["agency", "at"], name="answered_in_agency"),
        ]
        constraints = [models.UniqueConstraint(fields=["person", "asked"], name="answered_once_a_form")]

    def __str__(self) -> str:
        return f"answer {self.public_id}"


class Card(models.Model):
    """
    How well somebody knows one question: ``state`` is the scheduler's own card, ``due_at`` when the question
    comes back, ``right`` how it was answered last. Derived from the answers, but for a topic begun again.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    item = models.CharField(max_length=LONGEST_KEY)
    topic = models.CharField(max_length=32, blank=True)
    right = models.BooleanField()
    state = models.JSONField()
    due_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "due_at"], name="card_due")]
        constraints = [models.UniqueConstraint(fields=["person", "item"], name="card_one_each")]

    def __str__(self) -> str:
        return f"card {self.pk}"
