"""The Django application of the practice room."""

from __future__ import annotations

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """What somebody has answered, and when each question comes back."""

    name = "heardfirst.practice"
    label = "practice"
    default_auto_field = "django.db.models.BigAutoField"
