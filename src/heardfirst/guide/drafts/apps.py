"""The Django application of the drafts, part of the guide room with a table of its own."""

from __future__ import annotations

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """What is typed and not recorded yet."""

    name = "heardfirst.guide.drafts"
    label = "drafts"
    default_auto_field = "django.db.models.BigAutoField"
