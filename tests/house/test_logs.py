"""A log line may say what broke and never what somebody typed."""

from __future__ import annotations

import logging
import sys

import pytest
from django.test import Client, RequestFactory
from django.urls import ResolverMatch

from heardfirst.logs import QuietFormatter, WithoutRequests

SECRET = "Maribel-Quintanilla"


def _written(record: logging.LogRecord) -> str:
    assert WithoutRequests().filter(record)
    return QuietFormatter().format(record)


def _record(name: str, message: str, *args: object, **more: object) -> logging.LogRecord:
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, None)
    record.__dict__.update(more)
    return record


def test_a_request_becomes_its_method_and_route() -> None:
    request = RequestFactory().post(f"/clients/?q={SECRET}", {"words": SECRET})
    request.resolver_match = ResolverMatch(lambda: None, (), {"name": SECRET}, route="clients/<str:name>/")
    written = _written(
        _record("django.request", "Internal Server Error: %s", f"/{SECRET}", request=request, status_code=500)
    )
    assert SECRET not in written
    assert "POST /clients/<str:name>/: 500" in written


def test_an_unknown_address_is_not_repeated() -> None:
    request = RequestFactory().get(f"/{SECRET}")
    written = _written(
        _record("django.request", "Not Found: %s", request.path, request=request, status_code=404)
    )
    assert SECRET not in written
    assert "GET (no such route): 404" in written


def test_what_an_unsafe_request_sent_is_not_repeated() -> None:
    written = _written(_record("django.security.DisallowedHost", f"Invalid HTTP_HOST header: {SECRET}"))
    assert SECRET not in written


def test_an_exception_tells_its_type_and_place_and_not_its_message() -> None:
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as first:
            raise RuntimeError(f"about {SECRET}") from first
    except RuntimeError:
        record = _record("heardfirst.record", "could not append")
        record.exc_info = sys.exc_info()
    written = _written(record)
    assert SECRET not in written
    assert "builtins.ValueError" in written and "builtins.RuntimeError" in written
    assert "test_logs.py" in written and "could not append" in written


def test_a_line_of_our_own_stays_as_it_is() -> None:
    assert _written(_record("heardfirst.record", "ticked %d", 3)).endswith(
        "ERROR heardfirst.record: ticked 3"
    )


@pytest.mark.django_db
def test_a_real_request_to_nowhere_leaves_no_trace_of_its_address(capfd: pytest.CaptureFixture[str]) -> None:
    answer = Client().get(f"/no-such-place/{SECRET}", {"q": SECRET})
    assert answer.status_code == 404
    assert SECRET not in answer.content.decode()
    said = capfd.readouterr()
    assert SECRET not in said.err + said.out
