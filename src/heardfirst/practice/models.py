"""What is kept of practice: what somebody answered, and when a question comes back to them."""

from __future__ import annotations

from django.db import models

from heardfirst.agency.models import Agency, Person
from heardfirst.record.models import Case
from heardfirst.vault import new_id

LONGEST_KEY, LONGEST_LABEL = 200, 40


class Answered(models.Model):
    """
    One answer somebody gave to a question. It holds no words and is about no client.

    ``item`` is the question's key (see `question_lookup`), ``topic`` what it is about, empty where it says
    nothing of that. ``chosen`` is the label of the option, empty for "I am not sure". ``right`` is what was
    derived at that moment; ``level`` how hard a generated question was, 1 to 3. ``asked`` is drawn anew for
    each form that is shown, so that a form sent twice is one answer.
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


class RulesAhead(models.Model):
    """
    Rules that will be in force, or may be, kept so that people can practice on them beforehand. No case
    follows them. One text for each protocol's name: the newest takes the place of the one before.

    ``text`` is that of the protocol file, ``bases`` are the texts of those it extends, by name.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    text = models.BinaryField()
    bases = models.JSONField(default=dict)
    kept_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "key"], name="rules_ahead_one_each")]

    def __str__(self) -> str:
        return f"rules ahead {self.digest[:12]}"


class OwnItem(models.Model):
    """
    A question of the agency's own, as the file it was written in. It is about made-up people, as all
    questions are, so it is not sealed.

    ``digest`` is by what the same file is known again; ``put_away_at`` is set while nobody is asked it any
    more. What was answered to it stays readable.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    topic = models.CharField(max_length=32, blank=True)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField()
    put_away_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["agency", "topic"], name="own_items_of_agency")]
        constraints = [models.UniqueConstraint(fields=["agency", "digest"], name="own_item_once")]

    def __str__(self) -> str:
        return f"own question {self.public_id}"


class Completion(models.Model):
    """
    That somebody has gone through all of practice once, kept as it was then, so that a certificate printed
    again is the same. ``number`` is what a trainer looks it up by; ``said`` is all that stands on it, but for
    the words around it, which are in the language it is printed in. One for each version of the rules.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.CharField(max_length=16, unique=True)
    rules_digest = models.CharField(max_length=64)
    said = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["agency", "at"], name="completions_of_agency")]
        constraints = [models.UniqueConstraint(fields=["person", "rules_digest"], name="completed_once")]

    def __str__(self) -> str:
        return f"completion {self.public_id}"


class PracticeCall(models.Model):
    """
    One response that somebody practices, with a simulated client. ``case`` is a case of the made-up place
    beside the agency (see `practice_agency`): what was recorded in it is its chronology, and the debrief is
    derived from that.

    ``begins`` and ``now`` are of the story's own clock, ``begun_at`` and ``ended_at`` of the real one.
    ``moves`` are what was done on the panel and what came of it, all from closed lists (`CallMove`).
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    story = models.CharField(max_length=32)
    temper = models.PositiveSmallIntegerField()
    seed = models.PositiveIntegerField()
    begins = models.DateTimeField()
    now = models.DateTimeField()
    moves = models.JSONField(default=list)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "begun_at"], name="practice_call_of_person")]

    def __str__(self) -> str:
        return f"practice call {self.public_id}"
