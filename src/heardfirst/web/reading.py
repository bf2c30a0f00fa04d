"""How a person likes to read: light, dark, or as the device has it."""

from __future__ import annotations

from django.http import HttpRequest

THEME_COOKIE = "heardfirst_theme"
THEMES = ("auto", "light", "dark")


def theme_of(request: HttpRequest) -> str:
    """What was chosen on this device; ``auto`` when nothing was."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return theme if theme in THEMES else "auto"


def page_of(request: HttpRequest) -> str:
    """
    The page to come back to: the one that was looked at. What followed its question mark was said once, and a
    page that was sent something is not one to send again.
    """
    return request.path if request.method == "GET" and not request.path.startswith("/sign-in/") else "/"
