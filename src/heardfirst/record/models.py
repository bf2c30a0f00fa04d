"""
The stored record: clients, cases, orders with their requirements, consents and entries.

Every row carries its agency. Identity and words are stored sealed and nowhere else; what is stored open comes
from closed lists, clocks and counters.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heardfirst.agency.models import Agency, Person
from heardfirst.protocol import KINDS
from heardfirst.vault import new_id

from .derived_rows import Session, Standing

__all__ = [
    "Case",
    "CaseReference",
    "Client",
    "Consent",
    "Entry",
    "Order",
    "Requirement",
    "SearchToken",
    "Session",
    "Standing",
]

DIGEST_BYTES = 32


class Client(models.Model):
    """
    A person the agency serves. Who it is stands sealed in ``identity``, under the key named ``key_id``.

    Destroying that key leaves the row and its chronology's dates and digests, and nothing that says who.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    key_id = models.UUIDField()
    identity = models.BinaryField()

    def __str__(self) -> str:
        return f"client {self.public_id}"


class SearchToken(models.Model):
    """One keyed token of a client's name, by which the name can be found without being stored."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="search_tokens")
    token = models.BinaryField(max_length=12)

    class Meta:
        indexes = [models.Index(fields=["agency", "token"], name="search_token_lookup")]

    def __str__(self) -> str:
        return f"search token of client {self.client_id}"


class Case(models.Model):
    """
    A client's file in one agency, with the worker responsible for it, or none yet.

    ``head`` is the digest of its last entry and ``count`` how many there are: together they show when an
    entry was cut off. ``decided_at`` is when its standings were last derived, and ``calendar_edition`` the
    edition of the agency's calendar that all of it was last derived under.
    """

    class Status(models.TextChoices):
        """Whether the file is being worked on."""

        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="cases")
    worker = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="cases")
    protocol_name = models.CharField(max_length=100)
    protocol_digest = models.CharField(max_length=128, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    head = models.BinaryField(max_length=DIGEST_BYTES)
    count = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    calendar_edition = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["agency", "worker", "status"], name="case_of_worker"),
            models.Index(fields=["agency", "calendar_edition"], name="case_by_edition"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["open", "closed"]), name="case_status_known")
        ]

    def __str__(self) -> str:
        return f"case {self.public_id}"


class CaseReference(models.Model):
    """
    What another system calls a case (a record number, a docket number), as a keyed token. Two cases may go by
    the same one: whoever opens a case is not told that a colleague has it, too.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="references")
    token = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "token", "case"], name="reference_named_once")
        ]

    def __str__(self) -> str:
        return f"reference of case {self.case_id}"


class Order(models.Model):
    """
    What a court ordered. Its terms are not here: each time they become known or change, an ``order.changed``
    entry holds them in full. ``label`` is what somebody typed to tell it apart, sealed.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="orders")
    label = models.BinaryField(null=True)

    def __str__(self) -> str:
        return f"order {self.public_id}"


class Service(models.TextChoices):
    """The kinds of service that an order may require, in the order in which they are offered."""

    THERAPY = "therapy", _("Therapy")
    PARENTING = "parenting", _("Parenting class")
    TESTING = "testing", _("Testing")
    TREATMENT = "treatment", _("Treatment")
    PROGRAM = "program", _("Program")
    OTHER = "other", _("Ordered service")

    @classmethod
    def present_name(cls, name: str) -> str:
        """What a kind of service is called now; one that never had another name is called as it is given."""
        return {"programme": "program"}.get(name, name)


class Requirement(models.Model):
    """One service that an order requires of a client. ``label`` is its typed name, sealed."""

    Service = Service

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="requirements")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="requirements", db_index=False)
    kind = models.CharField(max_length=12, choices=Service.choices)
    label = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Service.values),
                name="requirement_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"requirement {self.public_id}"


class Entry(models.Model):
    """
    One thing that happened or was done. Written once; only a later entry can correct it.

    ``occurred_at`` and ``recorded_at`` are UTC, ``zone`` is where the first was read off a clock. ``details``
    are canonical JSON bytes of closed-list fields; the digest is over these bytes. ``words`` is what was
    typed, sealed with the salt of its ``commitment``.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries", db_index=False)
    requirement = models.ForeignKey(
        Requirement, on_delete=models.CASCADE, null=True, db_index=False, related_name="+"
    )
    order = models.ForeignKey(Order, on_delete=models.CASCADE, null=True, db_index=False, related_name="+")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    source = models.CharField(max_length=16)
    source_key = models.BinaryField(max_length=32, null=True)
    details = models.BinaryField()
    words = models.BinaryField(null=True)
    commitment = models.BinaryField(max_length=DIGEST_BYTES, null=True)
    digest = models.BinaryField(max_length=DIGEST_BYTES)

    class Meta:
        verbose_name_plural = "entries"
        # The few entries that a supervisor is asked about, found without reading any other.
        indexes = [
            models.Index(
                fields=["agency", "recorded_at"],
                condition=Q(kind="step.overridden"),
                name="entry_overrides",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="entry_one_place_each"),
            models.UniqueConstraint(
                fields=["agency", "source_key"],
                condition=Q(source_key__isnull=False),
                name="entry_once_per_source_key",
            ),
            models.CheckConstraint(
                condition=Q(words__isnull=True, commitment__isnull=True)
                | Q(words__isnull=False, commitment__isnull=False),
                name="entry_words_with_commitment",
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.public_id}"

    @property
    def present_kind(self) -> str:
        """The name that its kind has now, whatever it was stored under."""
        return KINDS.name_of(self.kind)


class Consent(models.Model):
    """
    A client's permission to tell somebody something: its fields, next to the ``consent.given`` entry it
    came by.

    ``until`` is the last day it holds. ``scope`` is what was agreed in the client's words, sealed.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consents")
    recipient = models.CharField(max_length=16)
    purpose = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    until = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    scope = models.BinaryField(null=True)

    def __str__(self) -> str:
        return f"consent {self.public_id}"


class SecretCheck(models.Model):
    """What the secret of the vault makes of a fixed word: it tells nothing of the secret, and whether it is
    still the same. There is one row."""

    value = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return "secret check"
