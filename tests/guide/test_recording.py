"""What screens and commands alike work out of an entry before it is recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from heardfirst.guide.recording import lacks_actions, occurred_at, with_notice

NOW = datetime(2026, 3, 12, 15, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(days=2), NOW + timedelta(days=2)


@pytest.mark.parametrize(
    ("kind", "starts", "said", "expected"),
    [
        ("session.missed", BEFORE, None, BEFORE),
        ("session.missed", BEFORE, NOW, NOW),
        ("session.missed", AFTER, None, AFTER),  # which the ledger refuses
        ("session.excused", BEFORE, None, BEFORE),
        ("session.excused", AFTER, None, NOW),
        ("session.canceled", AFTER, None, NOW),
        ("session.canceled", BEFORE, None, NOW),
        ("session.booked", AFTER, None, NOW),
        ("contact.made", None, BEFORE, BEFORE),
        ("contact.made", None, None, NOW),
    ],
)
def test_when_it_occurred(
    kind: str, starts: datetime | None, said: datetime | None, expected: datetime
) -> None:
    assert occurred_at(kind, starts, said, NOW) == expected


def test_notice_is_from_when_it_was_said_until_the_session() -> None:
    two_days = 2 * 24 * 60
    assert with_notice("session.canceled", {}, AFTER, NOW) == {"notice": two_days}
    assert with_notice("session.canceled", {}, BEFORE, NOW) == {"notice": 0}
    assert with_notice("session.canceled", {"notice": 5}, AFTER, NOW) == {"notice": 5}
    assert with_notice("session.canceled", {}, AFTER, None) == {}
    assert with_notice("session.missed", {}, AFTER, NOW) == {}


def test_a_plan_needs_somebody_who_does_something() -> None:
    assert lacks_actions("plan.agreed", {}) and lacks_actions("plan.agreed", {"actions": []})
    assert not lacks_actions("plan.agreed", {"actions": [{"what": "ride", "by": "us"}]})
    assert not lacks_actions("contact.made", {})
