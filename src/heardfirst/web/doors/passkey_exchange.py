"""What the browser is asked for a passkey, and what it answers."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from heardfirst import clock

PENDING_CHALLENGE = "passkey_asked"


_ANSWERS_WITHIN = 5 * 60


def ask(request: HttpRequest, options: dict[str, Any], state: dict[str, Any]) -> HttpResponse:
    """Send the browser its question and keep, in the session, what its answer is held against."""
    request.session[PENDING_CHALLENGE] = {**state, "at": int(clock.seconds())}
    return JsonResponse(options)


def answer_of(request: HttpRequest) -> tuple[dict[str, Any] | None, Any]:
    """The question that was kept, which is gone from the session by this, and what the browser sent."""
    state = request.session.pop(PENDING_CHALLENGE, None)
    if state is not None and clock.seconds() - state.pop("at") > _ANSWERS_WITHIN:
        state = None
    try:
        return state, json.loads(request.POST.get("answer", ""))
    except ValueError:
        return state, None
