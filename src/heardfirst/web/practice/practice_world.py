"""
A practiced case on the real screens: for one request the learner's double stands in for them, and the clock
stands where the story is.

Only the case of a call of one's own is found here. For everybody else, a trainer included, there is no such
case, as there is none in any list (see `heardfirst.practice.calls.practice_agency`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from heardfirst import clock
from heardfirst.agency.models import Person
from heardfirst.practice.calls.selectors import practiced_case
from heardfirst.practice.calls.services import pass_minutes
from heardfirst.practice.models import PracticeCall
from heardfirst.record.models import Case

from .call_panel import panel_of

_AN_ENTRY, _A_CONVERSATION = 5, 10  # minutes of the story's clock that writing one down takes


class PracticeWorld:
    """Middleware, the last before the views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer what is asked about a practiced case; leave everything else alone."""
        case_id = kwargs.get("case_id")
        if case_id is None or not isinstance(request.user, Person):
            return None
        call = practiced_case(request.user, case_id)
        if call is None:
            return None
        if request.method == "POST" and call.ended_at is not None:
            return redirect("practice-call", call.public_id)
        return _answered(request, call, lambda: view(request, *args, **kwargs))


def _answered(request: HttpRequest, call: PracticeCall, view: Callable[[], HttpResponse]) -> HttpResponse:
    request.learner = request.user  # type: ignore[attr-defined]
    request.user = _double_in(call)
    request.practice = panel_of(call, request.path)  # type: ignore[attr-defined]
    with clock.standing_at(call.now):
        answer = view()
    if request.method == "POST":
        added = Case.objects.values_list("count", flat=True).get(pk=call.case_id) - call.case.count
        if added:
            pass_minutes(call=call, minutes=_AN_ENTRY if added == 1 else _A_CONVERSATION)
    return answer


def _double_in(call: PracticeCall) -> Person:
    # A practiced case is the double's from the first to the last.
    double = cast("Person", call.case.worker)
    # Never stored: as kept, a double is not active, and nobody can sign in as it.
    double.is_active = True
    return double
