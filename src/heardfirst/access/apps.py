"""The Django application of this room."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Who may see what. It stores nothing yet."""

    name = "heardfirst.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
