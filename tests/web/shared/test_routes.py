"""Ids exchanged between cases, and what browsers may keep."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from heardfirst.record.models import Case, Entry
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn, happens


@pytest.fixture
def entry(missed: Case) -> Entry:
    return happens(missed, "contact.tried", timedelta(hours=20), {"channel": "phone", "outcome": "no_answer"})


def test_an_entry_of_another_case_is_not_there(
    missed: Case, entry: Entry, cast: Cast, signed_in: SignedIn
) -> None:
    from heardfirst.record.identity import Identity
    from heardfirst.record.services import open_case

    other = open_case(agency=cast.agency, by=cast.worker, worker=cast.worker, identity=Identity("Ana Ruiz"))
    client = signed_in(cast.worker)
    for name in ("correct-entry", "undo-entry"):
        wrong = reverse(name, args=[other.public_id, entry.public_id])
        assert client.post(wrong, {"reason": "mine"}).status_code == 404
    mixed = reverse("order", args=[other.public_id, missed.orders.get().public_id])
    assert client.get(mixed).status_code == 404


def test_pages_about_people_stay_in_no_cache(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.worker).get(reverse("case", args=[missed.public_id]))
    assert "no-store" in answer.headers["Cache-Control"]
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy and "script-src 'self'" in policy and "style-src 'self'" in policy
