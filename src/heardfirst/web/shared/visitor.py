"""What a request says of its visitor: the theme chosen (a cookie), the page, the network address."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

THEMES = ("auto", "light", "dark")


def theme_of(request: HttpRequest) -> str:
    """What was chosen on this device; ``auto`` when nothing was."""
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "auto")
    return theme if theme in THEMES else "auto"


def page_of(request: HttpRequest) -> str:
    """
    The page to come back to: the one that was looked at. What followed its question mark was said once, and a
    page that was sent something is not one to send again.
    """
    return request.path if request.method == "GET" and not request.path.startswith("/sign-in/") else "/"


def where_from(request: HttpRequest) -> str:
    """
    The network address a request came from, for the throttle and the access log; empty when nobody says.

    Behind a proxy that is the last address of ``X-Forwarded-For``, the one the proxy added itself: whatever
    stands before it, and the whole header where no proxy is declared, the visitor may have made up.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        address = request.headers.get("X-Forwarded-For", "").rpartition(",")[2] or address
    try:
        return str(ip_address(address.strip()))
    except ValueError:
        return ""
