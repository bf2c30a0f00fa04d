"""The Django application of this room."""

from __future__ import annotations

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """Cases and their chronologies."""

    name = "heardfirst.record"
    label = "record"
    default_auto_field = "django.db.models.BigAutoField"
