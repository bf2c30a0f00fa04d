"""The Django application of the doors, part of the agency room with tables of its own."""

from __future__ import annotations

from django.apps import AppConfig


class DoorsConfig(AppConfig):
    """Coming in, and the mail it needs."""

    name = "heardfirst.agency.doors"
    label = "doors"
    default_auto_field = "django.db.models.BigAutoField"
