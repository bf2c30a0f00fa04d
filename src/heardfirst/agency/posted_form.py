"""A form that somebody has sent, as it is stored."""

from __future__ import annotations

from django.db import models

from .models import Agency, Person


class PostedForm(models.Model):
    """
    A form that was sent once, by the keyed digest of its own token and all that was in it, and the page it
    led to; empty while it is still being worked on. Whoever sends the very same again is led there as well.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    digest = models.BinaryField(max_length=32, unique=True)
    led_to = models.TextField(default="")
    posted_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "doors"  # with the other tables of this room that are no agency's settings

    def __str__(self) -> str:
        return f"posted form {self.pk}"
