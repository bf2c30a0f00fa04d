"""
What holds for every request of somebody signed in: language, the agency's clock, a second step, that a
refusal is put down, and that what they typed is not lost when their session ends.
"""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from heardfirst.agency.models import Person
from heardfirst.record.models import Case

from ..drafts.drafts import ticket_for
from ..shared.access_log_lines import LoggedAction, note
from .signing_in import door_with, second_step_owed


class PersonLanguage:
    """Speak a signed-in person's own language, and read every clock in the zone of their agency."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if not person.is_authenticated:
            return self.get_response(request)
        language = person.language if person.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with timezone.override(ZoneInfo(person.agency.zone)), translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers["Content-Language"] = language
            return response


class SecondStepFirst:
    """
    Where the agency wants a second step of everybody, whoever has none sets one up before anything else
    opens.
    """

    # What leads to one, and the way out.
    OPEN = frozenset(
        {
            "account-second-step",
            "account-app",
            "account-passkey",
            "account-passkey-begin",
            "sign-out",
            "choose-language",
            "choose-theme",
        }
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Lead everything else to where one is set up."""
        match = request.resolver_match
        if match is None or match.url_name in self.OPEN or not second_step_owed(request):
            return None
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(headers={"HX-Redirect": reverse("account-second-step")})
        return redirect("account-second-step")


class TypedGoesAlong:
    """
    What is sent once the session has ended goes to the page that asks to sign in, and comes along from there;
    it is kept nowhere in between.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        turned_away = response.status_code == 302 and response.headers["Location"] == settings.LOGIN_URL
        if request.method != "POST" or request.user.is_authenticated or not turned_away:
            return response
        # What a script sends is looked at by nobody; it tells the page that the session has ended.
        match = request.resolver_match
        if request.headers.get("HX-Request") == "true" or (match and match.url_name == "draft"):
            return response
        ticket = ticket_for(request)
        return door_with(request, ticket) if ticket else response


class Refusals:
    """
    Put every refusal down in the access log: what was not there for somebody signed in, or not theirs to do.

    A case of their agency that they asked for is named; of what is another agency's, or nobody's, no word.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # An address that is no route of ours leads nowhere for everybody; nothing was refused.
        if response.status_code in (403, 404) and request.resolver_match and isinstance(request.user, Person):
            case_id = request.resolver_match.kwargs.get("case_id")
            case = (
                Case.objects.filter(agency=request.user.agency_id, public_id=case_id).first()
                if case_id
                else None
            )
            note(request, LoggedAction.REFUSED, case=case)
        return response
