"""Two versions of the rules over recorded cases: each by its own orders, calendar and access."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from heardfirst import clock
from heardfirst.access import cases_for
from heardfirst.agency.calendars import add_court_day
from heardfirst.protocol import Protocol, load_protocol, parse_protocol
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case
from heardfirst.record.replaying import replay_cases
from heardfirst.record.services import NewRequirement, append, open_case

from .conftest import TODAY, Cast

DEFAULT = load_protocol("court-mandated-treatment")


def edited(before: str, after: str) -> Protocol:
    assert before in DEFAULT.source
    return parse_protocol(DEFAULT.source.replace(before, after).encode(), "edited.toml")


TWO_TRIES = edited("attempts = 3, days = 3", "attempts = 2, days = 2")


def try_twice(case: Case, cast: Cast) -> None:
    """A miss a week ago of the first service, and a try that evening and the next morning."""
    happened = (
        ("session.missed", timedelta(hours=0), None),
        ("contact.tried", timedelta(hours=5), {"channel": "phone", "outcome": "no_answer"}),
        ("contact.tried", timedelta(hours=24), {"channel": "text", "outcome": "no_answer"}),
    )
    for kind, after, details in happened:
        at = TODAY - timedelta(days=7) + after
        with clock.standing_at(at + timedelta(minutes=10)):
            first = case.requirements.order_by("pk").first() if kind == "session.missed" else None
            append(case=case, by=cast.worker, kind=kind, at=at, details=details, requirement=first)


@pytest.fixture
def elsewhere(cast: Cast) -> Case:
    with clock.standing_at(TODAY - timedelta(days=20)):
        return open_case(agency=cast.elsewhere, by=None, worker=cast.stranger, identity=Identity("Elsewhere"))


@pytest.fixture
def two_services(cast: Cast) -> Case:
    with clock.standing_at(TODAY - timedelta(days=20)):
        return open_case(
            agency=cast.agency,
            by=None,
            worker=cast.worker,
            identity=Identity("Tess"),
            requirements=[
                NewRequirement("therapy", order="family court"),
                NewRequirement("treatment", order="drug court"),
            ],
        )


def test_who_would_have_had_another_next_step_and_when(
    two_services: Case, elsewhere: Case, cast: Cast
) -> None:
    try_twice(two_services, cast)
    append_elsewhere(elsewhere)
    behind: list[int] = []
    found = replay_cases(cases_for(cast.supervisor), DEFAULT, TWO_TRIES, until=TODAY, progress=behind.append)
    assert (found.cases, found.cases_different, behind) == (1, 1, [1])
    (different,) = found.different
    assert (different.case, different.kind) == (two_services.public_id, "therapy")
    (change,) = different.changes
    assert change.at == TODAY - timedelta(days=6) + timedelta(minutes=10)
    assert (change.until, change.old_next, change.new_next) == (None, "contact", "document")
    assert replay_cases(cases_for(cast.colleague), DEFAULT, TWO_TRIES, until=TODAY).cases == 0
    assert replay_cases(cases_for(cast.supervisor), DEFAULT, DEFAULT, until=TODAY).different == ()


def append_elsewhere(case: Case) -> None:
    with clock.standing_at(TODAY - timedelta(days=1)):
        append(case=case, by=None, kind="session.missed", at=TODAY - timedelta(days=1))


@pytest.mark.parametrize(("holidays", "until_day"), [([], 27), ([date(2026, 2, 27)], 30)])
def test_the_court_calendar_is_that_of_the_day(
    two_services: Case, cast: Cast, holidays: list[date], until_day: int
) -> None:
    """A session is asked after when the next business day ends, which a holiday puts off to Monday."""
    sooner = edited("session_outcome = { business_days = 1 }", 'session_outcome = "12 hours"')
    therapy = two_services.requirements.get(kind="therapy")
    thursday = TODAY - timedelta(days=6)
    with clock.standing_at(thursday - timedelta(days=2)):
        details = {"starts_at": thursday, "by": "client"}
        at = thursday - timedelta(days=2)
        append(case=two_services, by=None, kind="session.booked", at=at, details=details, requirement=therapy)
    for day in holidays:
        at = datetime(2026, 2, 25, 15, tzinfo=UTC)
        add_court_day(agency=cast.agency, day=day, name="Snow", at=at)
    (different,) = replay_cases(cases_for(cast.supervisor), DEFAULT, sooner, until=TODAY).different
    (change,) = different.changes
    assert different.requirement == therapy.public_id
    assert (change.old_next, change.new_next) == (None, "confirm_session")
    assert change.at == thursday + timedelta(hours=12)
    closing = datetime(2026, 2, 1, 17, tzinfo=ZoneInfo("America/New_York")) + timedelta(days=until_day - 1)
    assert change.until == closing
