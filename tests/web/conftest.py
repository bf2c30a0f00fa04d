"""The cast of the record's tests, signed in at the screens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from heardfirst import clock
from heardfirst.agency.doors.sign_in_links import make_sign_in_link
from heardfirst.agency.models import Person
from heardfirst.record.models import Case, Entry
from heardfirst.record.services import append
from tests.record.conftest import Cast, case, cast, now

__all__ = ["Cast", "case", "cast", "happens", "missed", "now", "signed_in"]

SignedIn = Callable[[Person], Client]


def happens(
    case: Case, kind: str, ago: timedelta, details: dict[str, Any] | None = None, **more: Any
) -> Entry:
    """Something that happened so long before the clock's now, recorded when it did."""
    at = clock.now() - ago
    requirement = case.requirements.order_by("pk").first() if kind.startswith("session.") else None
    with clock.standing_at(at):
        return append(
            case=case,
            by=case.worker,
            kind=kind,
            at=at,
            details=details or {},
            requirement=requirement,
            **more,
        )


@pytest.fixture
def signed_in(db: None) -> SignedIn:
    """Signs somebody in the only way there is, and hands back their browser."""

    def sign_in(person: Person) -> Client:
        client = Client()
        answer = client.post(f"/sign-in/{make_sign_in_link(person=person)}/")
        assert answer.status_code == 302
        return client

    return sign_in


@pytest.fixture
def missed(case: Case, now: datetime) -> Case:
    """A case with a session missed a day ago."""
    happens(case, "session.attended", timedelta(days=8))
    happens(case, "session.missed", timedelta(days=1))
    return case
