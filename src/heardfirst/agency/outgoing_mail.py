"""Mail on its way out, as it is stored."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from heardfirst.vault import new_id

from .models import Agency, Person


class OutgoingMail(models.Model):
    """
    A mail that waits to leave, or has left. Its text may hold a link that opens a door, so it is sealed, and
    wiped once the mail has left or never will.

    ``about`` is one of `heardfirst.agency.mail_texts.MailTopic`. ``due_at`` is when to try (again); after
    ``good_until`` trying makes no sense. ``problem`` is a code of `heardfirst.agency.mail.PROBLEMS`.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    address = models.EmailField()
    about = models.CharField(max_length=40)
    sealed = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    good_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=20, default="")
    sent_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "doors"  # where its table was first made
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(sent_at=None, gave_up_at=None), name="mail_waiting_due"
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.public_id}"
