"""A session of one browser, as it is stored."""

from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from heardfirst.vault import new_id

from .models import Person


class BrowserSession(AbstractBaseSession):
    """
    What the server keeps of one browser. ``session_key`` is a keyed digest of the key that the browser's
    cookie holds, so reading the table lets nobody in; ``session_data`` is signed for that key alone.

    ``person`` is who signed in there, empty for a visitor. ``device`` names browser and system by codes of
    `heardfirst.agency.devices`, ``place`` is the network address that somebody signed in from.
    """

    session_key = models.CharField(max_length=64, primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    device = models.CharField(max_length=40, default="")
    place = models.CharField(max_length=45, default="")
    begun_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "doors"  # with the other ways in

    def __str__(self) -> str:
        return f"session {self.public_id}"
