"""The Django application of the directory of help, part of the guide with tables of its own."""

from __future__ import annotations

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """The agency's own directory of help."""

    name = "heardfirst.guide.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"
