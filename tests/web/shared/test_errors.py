"""When something is not there, not allowed or broken, the page is kind and tells nothing."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpResponse
from django.test import Client, RequestFactory

from heardfirst.record.models import Case
from heardfirst.web.shared import errors
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn

SECRET = "Quiñones 555-0147"


def test_what_is_not_there(client: Client, db: None) -> None:
    answer = client.get(f"/nowhere/{SECRET}/")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode() and "Quiñones" not in answer.content.decode()


def test_a_form_that_is_too_old(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/theme/", {"theme": "dark", "note": SECRET})
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "This page was open too long" in text and "CSRF" not in text and "Quiñones" not in text


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (lambda request: errors.bad_request(request, SuspiciousOperation(SECRET)), 400),
        (lambda request: errors.forbidden(request, PermissionDenied(SECRET)), 403),
        (errors.server_error, 500),
    ],
)
def test_what_went_wrong_is_not_told(view: object, status: int, db: None) -> None:
    request = RequestFactory().get("/", {"name": SECRET})
    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    assert callable(view)
    answer: HttpResponse = view(request)
    text = answer.content.decode()
    assert answer.status_code == status
    assert "Quiñones" not in text and "Traceback" not in text and "<h1>" in text


def test_a_page_that_breaks_says_so_without_a_trace(
    missed: Case, cast: Cast, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError(SECRET)

    client = signed_in(cast.worker)
    client.raise_request_exception = False
    monkeypatch.setattr("heardfirst.access.today_for", broken)
    answer = client.get("/")
    assert answer.status_code == 500
    text = answer.content.decode()
    assert "Something went wrong on our side" in text and "Algo falló" in text
    assert "Quiñones" not in text and "RuntimeError" not in text
