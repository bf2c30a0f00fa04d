"""What holds for a whole request of somebody signed in: their language, and their agency's clock."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


class PersonLanguage:
    """
    Speak a signed-in person's own language, unless another was chosen on this device, and read every clock in
    the zone of their agency.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if not person.is_authenticated:
            return self.get_response(request)
        chosen_here = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) in dict(settings.LANGUAGES)
        language = (translation.get_language() if chosen_here else person.language) or settings.LANGUAGE_CODE
        with timezone.override(ZoneInfo(person.agency.zone)), translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers["Content-Language"] = language
            return response
