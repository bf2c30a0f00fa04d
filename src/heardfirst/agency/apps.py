"""The Django application of this room."""

from __future__ import annotations

from django.apps import AppConfig


class AgencyConfig(AppConfig):
    """Agencies and their people."""

    name = "heardfirst.agency"
    label = "agency"
    default_auto_field = "django.db.models.BigAutoField"
