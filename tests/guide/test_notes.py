"""The drafted note: every fact since the last one, and nothing that was told in confidence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from heardfirst.guide.notes import DraftNote, draft_note
from heardfirst.guide.open_actions import open_actions_of
from heardfirst.protocol import Entry, fold
from tests.protocol.tellings import CALENDAR

pytestmark = pytest.mark.once  # no database is asked here

MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def told(*entries: tuple[str, dict[str, Any]]) -> list[Entry]:
    """These entries, an hour apart."""
    return [
        Entry(
            kind=kind,
            at=MONDAY + timedelta(hours=place),
            recorded=MONDAY + timedelta(hours=place),
            details=details,
            id=str(place),
            seq=place,
        )
        for place, (kind, details) in enumerate(entries)
    ]


def drafted(entries: list[Entry]) -> DraftNote:
    return draft_note(entries, open_actions_of(fold(entries), CALENDAR))


def kinds(entries: list[Entry]) -> list[str]:
    return [fact.kind for fact in drafted(entries).facts]


def test_it_begins_with_the_first_miss_since_the_client_came() -> None:
    entries = told(
        ("session.missed", {}),
        ("session.attended", {}),
        ("session.missed", {}),
        ("contact.tried", {"channel": "phone", "outcome": "no_answer"}),
        ("session.missed", {}),
    )
    assert kinds(entries) == ["session.missed", "contact.tried", "session.missed"]


def test_it_goes_on_after_the_last_note() -> None:
    entries = told(
        ("session.missed", {}),
        ("note.signed", {}),
        ("contact.made", {"channel": "phone"}),
        ("plan.agreed", {"actions": [{"what": "ride", "by": "us"}]}),
    )
    assert kinds(entries) == ["contact.made", "plan.agreed"]


def test_what_was_told_in_confidence_stays_out() -> None:
    entries = told(
        ("session.missed", {}),
        ("risk.raised", {"risk": "family_violence"}),
        ("contact_rule.set", {"rules": ["no_voicemail"]}),
        ("client.heard", {"barriers": ["family_violence", "withdrawal"], "limits_explained": True}),
        ("stakes.discussed", {"understood": "no"}),
        ("client.whereabouts", {"at": "shelter"}),
        ("report.made", {"to": "hotline"}),
    )
    draft = drafted(entries)
    assert [fact.kind for fact in draft.facts] == ["session.missed", "client.heard", "stakes.discussed"]
    assert all(fact.details == {} for fact in draft.facts)


def test_what_we_promised_and_have_not_done_stays_open() -> None:
    plan = {"actions": [{"what": "ride", "by": "us"}, {"what": "childcare", "by": "us"}]}
    entries = told(
        ("session.missed", {}),
        ("plan.agreed", {"actions": [{"what": "pass", "by": "us"}]}),
        ("plan.adjusted", {"actions": [*plan["actions"], {"what": "reminder", "by": "client"}]}),
        ("action.done", {"what": "ride", "by": "us"}),
    )
    assert [each.what for each in drafted(entries).open_actions] == ["childcare"]


def test_with_nothing_missed_only_the_last_thing_is_told() -> None:
    assert kinds(told(("session.attended", {}), ("session.booked", {}))) == ["session.booked"]
    assert kinds([]) == []
