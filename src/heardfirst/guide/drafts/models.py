"""The stored drafts."""

from __future__ import annotations

from django.db import models

from heardfirst.agency.models import Agency, Person
from heardfirst.record.models import Case
from heardfirst.vault import new_id


class Draft(models.Model):
    """
    What one person typed into one form about one case. ``sealed`` is all of it, under the client's key.

    ``form`` names the form by closed lists and ids, never by anything typed. ``begun`` is how many entries
    the case had when the draft was begun. ``tab`` is the page that wrote last, ``revision`` how often any
    did. Once the draft has become an entry nothing is kept, and for a while the row remembers by ``tab`` that
    what is still on its way from that page comes too late.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=100)
    sealed = models.BinaryField(null=True)
    begun = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    tab = models.CharField(max_length=32, default="")
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "case", "form"], name="draft_one_each"),
        ]

    def __str__(self) -> str:
        return f"draft {self.public_id}"
