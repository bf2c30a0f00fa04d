"""The access room's place among Django's applications."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Who saw what, and who had to in an emergency."""

    name = "heardfirst.access"
    label = "access"
