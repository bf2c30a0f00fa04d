"""What every answer tells the browser, be it a page, a refusal, a redirect or a file."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_NOT_NEEDED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
_PASSKEYS = ("publickey-credentials-create", "publickey-credentials-get")


class SafeHeaders:
    """
    The outermost middleware, so that nothing is answered past it (OWASP ASVS 5.0, 3.4 and 14.3).

    No device of a visitor is asked for anything but passkeys, no other site embeds what is ours, and nothing
    is kept by a browser unless it says itself for how long: style sheets and pictures do.
    """

    ALWAYS = {
        "Permissions-Policy": ", ".join(
            [f"{feature}=()" for feature in _NOT_NEEDED] + [f"{feature}=(self)" for feature in _PASSKEYS]
        ),
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Cache-Control": "no-store",
    }

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.ALWAYS.items():
            response.headers.setdefault(name, value)
        return response
