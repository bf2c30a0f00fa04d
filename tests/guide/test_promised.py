"""What we promised and still owe, as the rules count it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from heardfirst.agency.models import Cover
from heardfirst.guide.open_actions import OpenAction, failed_when, open_actions_by, open_actions_of
from heardfirst.protocol import Calendar, Entry, fold, load_protocol, read_facts
from heardfirst.record.models import Case, Session
from heardfirst.record.services import append
from tests.record.conftest import Cast
from tests.web.conftest import happens

NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
CALENDAR = Calendar()
RIDE, PASS = {"what": "ride", "by": "us", "until": "2026-03-03"}, {"what": "pass", "by": "provider"}
HERS = {"what": "reminder", "by": "client"}


def told(*said: tuple[str, int, dict[str, Any]]) -> list[Entry]:
    """Entries so many hours before now, in the order given."""
    made = []
    for seq, (kind, hours, details) in enumerate(said):
        at = NOW - timedelta(hours=hours)
        made.append(Entry(kind, at, at, details, None, f"e{seq}", seq))
    return made


def owed(*said: tuple[str, int, dict[str, Any]]) -> list[tuple[str, bool]]:
    """What is owed, and whether it is broken."""
    folded = fold(told(*said), at=NOW)
    return [(each.what, each.failed is not None) for each in open_actions_of(folded, CALENDAR)]


def plan(
    *actions: dict[str, Any], hours: int = 72, kind: str = "plan.agreed"
) -> tuple[str, int, dict[str, Any]]:
    return kind, hours, {"actions": list(actions)}


OPEN, BROKEN = False, True


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ([plan(PASS, RIDE, HERS)], [("ride", OPEN), ("pass", OPEN)]),
        ([plan(HERS)], []),
        ([plan(RIDE, PASS), ("action.done", 10, {"what": "ride", "by": "us"})], [("pass", OPEN)]),
        ([plan(RIDE), ("action.done", 10, {"by": "us"})], []),
        ([plan(RIDE), ("action.done", 72, {"what": "ride", "by": "us"})], []),  # said in the same minute
        ([plan(RIDE), ("action.done", 10, {"what": "ride", "by": "client"})], [("ride", OPEN)]),
        ([("action.done", 80, {"what": "ride", "by": "us"}), plan(RIDE)], [("ride", OPEN)]),
        ([plan(RIDE), ("action.failed", 10, {"what": "ride", "by": "us"})], [("ride", BROKEN)]),
        (
            [plan(RIDE), ("action.failed", 10, {"by": "us"}), ("action.done", 5, {"what": "pass"})],
            [("ride", OPEN)],
        ),
        (
            [plan(RIDE), ("action.failed", 10, {"what": "ride"}), ("action.done", 5, {"what": "ride"})],
            [],
        ),
        ([plan(RIDE), plan(PASS, hours=5, kind="plan.adjusted")], [("pass", OPEN)]),
        ([plan(RIDE), ("entry.corrected", 5, {"entry": "e0"})], []),
    ],
)
def test_what_is_owed(said: Sequence[tuple[str, int, dict[str, Any]]], left: list[tuple[str, bool]]) -> None:
    assert owed(*said) == left


def test_it_agrees_with_the_rules_on_whether_we_kept_our_word() -> None:
    """`ours_done` of the rules holds exactly when nothing is broken and nothing overdue."""

    rules = load_protocol("court-mandated-treatment")
    missed: tuple[str, int, dict[str, Any]] = ("session.missed", 100, {})
    for said in (
        [plan(RIDE)],
        [plan(RIDE), ("action.done", 10, {"what": "ride", "by": "us"})],
        [plan(PASS)],
        [plan(RIDE), ("action.failed", 10, {"what": "ride", "by": "us"})],
        [plan(PASS), ("action.failed", 10, {"by": "provider"}), ("action.done", 5, {"what": "pass"})],
        [plan(PASS), ("action.failed", 10, {"what": "pass", "by": "client"})],
        [plan(RIDE), ("action.failed", 10, {"by": "us"}), ("action.done", 5, {"what": "pass"})],
        [("action.failed", 10, {"what": "ride"}), ("action.done", 5, {"what": "childcare"})],
    ):
        entries = told(missed, *said)
        folded = fold(entries, at=NOW)
        facts = read_facts(folded, rules, at=NOW, calendar=CALENDAR)
        kept = not any(each.failed or each.is_overdue(NOW) for each in open_actions_of(folded, CALENDAR))
        assert bool(facts.bits & rules.bits["ours_done"]) == kept, said


def test_a_day_is_over_at_its_midnight() -> None:
    [ride] = open_actions_of(fold(told(plan(RIDE)), at=NOW), CALENDAR)
    assert ride.due == datetime(2026, 3, 4, 5, 0, tzinfo=UTC)
    assert ride.is_overdue(ride.due) and not ride.is_overdue(ride.due - timedelta(seconds=1))


def at(*moments: datetime) -> list[Session]:
    return [Session(starts_at=each) for each in moments]


def test_it_failed_at_the_session_it_was_for() -> None:
    agreed, due = NOW - timedelta(days=3), datetime(2026, 3, 4, 5, 0, tzinfo=UTC)
    tuesday, monday = NOW - timedelta(days=1), NOW - timedelta(days=2)
    dated, undated = OpenAction("e0", agreed, "ride", "us", due), OpenAction("e0", agreed, "ride", "us")
    sessions = at(tuesday, monday, agreed - timedelta(days=7), NOW + timedelta(days=1))
    assert failed_when(dated, sessions, CALENDAR, NOW) == tuesday
    assert failed_when(undated, sessions, CALENDAR, NOW) == monday
    assert failed_when(undated, [], CALENDAR, NOW) == NOW
    assert failed_when(dated, at(monday), CALENDAR, NOW) == datetime(2026, 3, 3, 22, 0, tzinfo=UTC)
    still_open = OpenAction("e0", agreed, "ride", "us", NOW + timedelta(days=2))
    assert failed_when(still_open, [], CALENDAR, NOW) == NOW


def test_whose_promises_are_whose(missed: Case, cast: Cast, now: datetime) -> None:
    happens(missed, "plan.agreed", timedelta(hours=4), {"actions": [RIDE, HERS]})
    assert [(case.pk, each.what) for case, each in open_actions_by(cast.worker, now)] == [(missed.pk, "ride")]
    assert open_actions_by(cast.colleague, now) == [] == open_actions_by(cast.stranger, now)
    assert open_actions_by(cast.supervisor, now) == [], "a supervisor’s own are not everybody’s"
    assert len(open_actions_by(cast.supervisor, now, worker=cast.worker)) == 1
    assert open_actions_by(cast.stranger, now, worker=cast.worker) == []
    assert open_actions_by(cast.colleague, now, worker=cast.worker) == []


def test_who_stands_in_has_them_too_and_a_closed_case_asks_nothing(
    missed: Case, cast: Cast, now: datetime
) -> None:
    happens(missed, "plan.agreed", timedelta(hours=4), {"actions": [RIDE]})
    Cover.objects.create(
        agency=cast.agency, absent=cast.worker, instead=cast.colleague, first_day=now.date(),
        last_day=now.date(), made_at=now,
    )  # fmt: skip
    assert len(open_actions_by(cast.colleague, now)) == 1
    append(case=missed, by=cast.worker, kind="case.closed", at=now, details={"reason": "completed"})
    assert open_actions_by(cast.colleague, now) == []
