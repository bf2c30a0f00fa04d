"""Nobody is lost from sight: when a next session is asked for, and when somebody calls about a stay."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heardfirst.protocol import Calendar, Entry, decide, facts_of, fold, load_protocol, parse_protocol
from heardfirst.protocol.facts.stays import latest_stay
from tests.protocol.tellings import DEFAULT, Case, on

MANDATED = load_protocol("court-mandated-treatment")
CALENDAR = Calendar("America/New_York")
BEGAN = datetime(2026, 1, 5, 10, tzinfo=CALENDAR.tz)


def test_ten_days_after_a_session_the_next_one_is_asked_for() -> None:
    case = Case()
    case.tell("session.attended", on(2))
    assert "lost" not in case.true(on(12, 9)) and "lost" in case.true(on(12, 12))
    assert case.decide(on(3)).look_again_at == on(12)
    case.tell("session.booked", on(13), starts_at=on(20))
    assert "lost" not in case.true(on(13, 12))


@pytest.mark.parametrize("outcome", ["continued", "warned", "modified", "other", "revoked"])
def test_a_court_that_lets_it_go_on_ends_nothing(outcome: str) -> None:
    case = Case(report_within={"business_days": 5, "of": "missed"}, basis="court_order")
    case.tell("session.missed", on(2))
    case.tell("court.decided", on(3), outcome=outcome)
    assert {"missed", "notice_owed"} <= case.true(on(4)) and case.next(on(4)) == "contact"
    case.tell("session.attended", on(5))
    assert "missed" not in case.true(on(6)) and "notice_owed" in case.true(on(6))
    case.tell("court.decided", on(9), outcome="released")
    assert not {"lost", "missed", "notice_owed"} & case.true(on(30))


def test_what_was_excused_or_lost_is_booked_however_long_ago() -> None:
    for kind, details in (("session.excused", {"starts": on(2)}), ("session.canceled", {"by": "provider"})):
        case = Case()
        if kind == "session.excused":
            case.tell("session.missed", on(2))
        case.tell(kind, on(2, 11) if kind == "session.excused" else on(2), **details)
        assert {"lost"} <= case.true(on(3)) & case.true(on(3, month=9)), kind


def test_a_leave_and_the_end_of_the_order_stop_the_question() -> None:
    case = Case(ends="2026-03-31")
    case.tell("session.attended", on(2))
    case.tell("leave.granted", on(4), where_from="2026-03-05", until="2026-03-20")
    assert "lost" not in case.true(on(18)) and "lost" in case.true(on(21, 9))
    assert "lost" not in case.true(on(1, month=4))


def test_the_number_of_sessions_that_the_order_asks_for() -> None:
    case = Case(required_sessions=2)
    case.tell("session.attended", on(2))
    assert "lost" in case.true(on(20))
    case.tell("session.attended", on(21))
    assert "lost" not in case.true(on(1, month=5))


def test_where_nobody_ordered_it_nobody_has_to_come() -> None:
    case = Case(load_protocol("campus-counseling"))
    case.tell("session.attended", on(2))
    assert "lost" not in case.true(on(30))
    case.tell("session.canceled", on(31), by="provider")
    assert "lost" in case.true(on(31, 12))


def test_a_stay_asks_for_contact_until_somebody_was_reached() -> None:
    case = Case()
    case.tell("session.attended", on(2))
    case.tell("client.whereabouts", on(3), where="jail", verified=False)
    assert {"whereabouts_unsure"} <= case.true(on(4)) and "stay_contact_due" not in case.true(on(4))
    case.tell("client.whereabouts", on(4, 11), where="jail", verified=True)
    assert "stay_contact_due" in case.true(on(4, 12)) and "lost" not in case.true(on(20))
    case.tell("contact.made", on(5), channel="through_facility")
    assert "stay_contact_due" not in case.true(on(18)) and "stay_contact_due" in case.true(on(19, 11))
    case.tell("contact.made", on(19, 12), channel="through_facility")
    case.tell("client.whereabouts", on(23), where="home", verified=True)
    assert {"stay_contact_due", "lost"} <= case.true(on(23, 12))
    for day in (23, 24):
        case.tell("contact.tried", on(day, 13), channel="phone", outcome="no_answer")
        assert "stay_contact_due" in case.true(on(day, 14))
    case.tell("contact.tried", on(25), channel="text", outcome="message_left")
    assert "stay_contact_due" not in case.true(on(25, 14)) and "lost" in case.true(on(25, 14))


def test_a_stay_with_a_known_end_is_over_then() -> None:
    case = Case()
    case.tell("client.whereabouts", on(3), where="hospital", verified=True, until=on(9))
    assert case.decide(on(4)).look_again_at is not None
    stay = latest_stay(fold(case.entries), on(10))
    assert stay is not None and stay.home_at == on(9)
    assert "stay_contact_due" in case.true(on(9, 12))


_HAPPENS = st.sampled_from(
    [
        ("session.attended", {}), ("session.missed", {}), ("session.canceled", {"by": "provider"}),
        ("session.canceled", {"by": "client"}), ("court.decided", {"outcome": "warned"}),
        ("court.decided", {"outcome": "continued"}), ("contact.made", {}), ("client.heard", {}),
        ("plan.agreed", {}), ("session.booked", {"plan": True}), ("note.signed", {}),
        ("supervisor.consulted", {"about": "misses"}),
        ("client.whereabouts", {"where": "jail", "verified": True}),
        ("client.whereabouts", {"where": "hospital", "verified": False}),
        ("client.whereabouts", {"where": "home", "verified": True}),
        ("contact.tried", {"channel": "phone", "outcome": "no_answer"}), ("contact.stop_asked", {}),
        ("client.declared", {"intends": "stop"}), ("session.excused", {"reason": "illness"}),
    ]
)  # fmt: skip


@given(
    st.lists(st.tuples(_HAPPENS, st.integers(1, 9 * 24)), max_size=12),
    st.integers(1, 60 * 24),
)
def test_nobody_under_an_order_is_ever_out_of_sight(
    history: list[tuple[tuple[str, dict[str, object]], int]], later: int
) -> None:
    """Whatever happened, and if nothing more does: somebody has something to do within three weeks."""
    at, entries = BEGAN, [_entry("case.opened", BEGAN, {})]
    for (kind, details), hours in history:
        at += timedelta(hours=hours)
        more = {"starts_at": (at + timedelta(days=5)).isoformat()} if kind == "session.booked" else {}
        entries.append(_entry(kind, at, {**details, **more}, len(entries)))
    at += timedelta(hours=later)
    waited_until = at + timedelta(days=21)
    while True:
        facts = facts_of(entries, MANDATED, at=at, calendar=CALENDAR)
        if decide(MANDATED, facts).next.step is not None:
            return
        assert facts.look_again_at is not None and facts.look_again_at <= waited_until
        at = facts.look_again_at


def _entry(kind: str, at: datetime, details: dict[str, object], seq: int = 0) -> Entry:
    return Entry(kind, at, at, MappingProxyType(details), None, "", seq)


def test_the_first_editions_read_it_as_they_did() -> None:
    text = DEFAULT.source.replace("facts   = 4", "facts   = 2")
    case = Case(parse_protocol(text.encode(), "kept.toml"))
    case.tell("session.attended", on(2))
    assert "lost" not in case.true(on(30))
    case.tell("session.missed", on(2, month=4))
    case.tell("court.decided", on(3, month=4), outcome="continued")
    assert "missed" not in case.true(on(4, month=4))
