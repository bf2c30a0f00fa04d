"""We already talked: one short form for a whole conversation."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from heardfirst import clock
from heardfirst.record import selectors
from heardfirst.record.models import Case, Entry
from heardfirst.record.reading import CaseReading
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn

WHOLE = {
    "channel": "phone",
    "by": "worker",
    "heard": "heard",
    "barriers": ["transport", "childcare"],
    "limits": "on",
    "words": "The bus was cut.",
    "understood": "yes",
    "actions_us": ["ride"],
    "actions_client": ["reminder"],
    "session_at": "2026-03-10T10:00",
}


def told(case: Case) -> list[tuple[str, dict[str, Any]]]:
    """What was recorded since the case was opened and the sessions before."""
    rows = Entry.objects.filter(case=case, occurred_at__gte=clock.now() - timedelta(hours=2)).exclude(
        kind="case.opened"
    )
    return [(row.kind, json.loads(bytes(row.details))) for row in rows.order_by("seq")]


def address(case: Case) -> str:
    return reverse("talked", args=[case.public_id])


def test_the_whole_of_it_is_recorded_at_once(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    answer = client.post(address(missed), WHOLE, follow=True)
    assert "Your conversation was recorded." in answer.content.decode()
    kinds = [kind for kind, _details in told(missed)]
    assert kinds == ["contact.made", "client.heard", "stakes.discussed", "plan.agreed", "session.booked"]
    details = dict(told(missed))
    assert details["client.heard"] == {
        "barriers": ["transport", "childcare"],
        "limits_explained": True,
        "through": "self",
    }
    assert details["plan.agreed"]["actions"] == [
        {"what": "ride", "by": "us", "until": "2026-03-09"},
        {"what": "reminder", "by": "client", "until": "2026-03-09"},
    ]
    assert details["session.booked"]["plan"] is True
    (heard,) = Entry.objects.filter(case=missed, kind="client.heard")
    assert list(selectors.words_of([heard], missed).values()) == ["The bus was cut."]
    decision = CaseReading.of(missed, at=clock.now()).decision(missed.requirements.get())
    assert decision.next.step == "document"


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ({"heard": "declined"}, ["contact.made", "client.declined"]),
        ({"heard": "counsel"}, ["contact.made", "client.heard"]),
        ({"heard": "not_asked"}, ["contact.made"]),
        ({"heard": "not_asked", "understood": "no"}, ["contact.made", "stakes.discussed"]),
        ({"heard": "not_asked", "session_at": "2026-03-10T10:00"}, ["contact.made", "session.booked"]),
    ],
)
def test_each_part_may_be_left_out(
    missed: Case, cast: Cast, signed_in: SignedIn, said: dict[str, str], kinds: list[str]
) -> None:
    asked = {"channel": "phone", "by": "client", "understood": "not_talked", **said}
    assert signed_in(cast.worker).post(address(missed), asked).status_code == 302
    assert [kind for kind, _details in told(missed)] == kinds


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"barriers": []}, "Choose at least one, or choose “We didn’t get to it.”"),
        ({"channel": "pigeon"}, "How did you talk? Choose one."),
        ({"when": "2026-03-11T10:00"}, "This is in the future."),
        ({"when": "2026-03-04T09:00", "session_at": "2026-03-03T10:00"}, "This is before you talked."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_recorded(
    missed: Case, cast: Cast, signed_in: SignedIn, wrong: dict[str, Any], said: str
) -> None:
    answer = signed_in(cast.worker).post(address(missed), {**WHOLE, **wrong})
    text = answer.content.decode()
    assert answer.status_code == 422 and said in text and "The bus was cut." in text
    assert told(missed) == []


def test_the_way_there_is_the_first_button_after_a_call(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.worker)
    panel = client.get(reverse("try", args=[missed.public_id]))
    assert f'href="{address(missed)}"' in panel.content.decode()
