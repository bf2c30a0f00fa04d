"""Django's name for the web room."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The room of the screens; it stores nothing of its own."""

    name = "heardfirst.web"
    label = "web"
