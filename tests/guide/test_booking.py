"""A time for a session, held against what is known: each thing to think of, and what is never said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from heardfirst.agency.models import Holiday
from heardfirst.guide.booking import AT_ANY_HOUR, CONCERNS, Diary, diary_of
from heardfirst.protocol import Calendar
from heardfirst.record.models import Case
from heardfirst.record.reading import CaseReading
from heardfirst.record.services import add_requirement, append
from tests.record.conftest import Cast
from tests.web.conftest import happens

THURSDAY = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)  # ten in the morning in New York
FRIDAY_EVENING = datetime(2026, 3, 6, 23, 0, tzinfo=UTC)  # six


def codes(case: Case, start: datetime, now: datetime, *, whole: bool = True, **more: Any) -> list[str]:
    return [each.code for each in diary_of(CaseReading.of(case, at=now), whole=whole).concerns(start, **more)]


def booked(case: Case, start: datetime) -> None:
    happens(case, "session.booked", timedelta(hours=1), {"starts_at": start.isoformat()})


def test_nothing_speaks_against_an_ordinary_hour(missed: Case, now: datetime) -> None:
    assert codes(missed, THURSDAY, now) == []


def test_what_has_passed_and_days_on_which_all_is_shut(missed: Case, cast: Cast, now: datetime) -> None:
    Holiday.objects.create(
        agency=cast.agency, day=date(2026, 3, 5), name="A day off", in_force_from=date(2026, 1, 1)
    )
    cast.agency.calendar_edition += 1
    cast.agency.save()
    missed.refresh_from_db()
    assert codes(missed, THURSDAY, now) == ["holiday"]
    assert codes(missed, datetime(2026, 3, 7, 15, 0, tzinfo=UTC), now) == ["weekend"]
    assert codes(missed, now, now) == ["past"]
    assert codes(missed, now + timedelta(minutes=1), now) == []


def test_a_slip_in_the_year_or_in_the_half_of_the_day_is_asked_about(missed: Case, now: datetime) -> None:
    assert codes(missed, THURSDAY + timedelta(days=84), now) == []
    assert codes(missed, THURSDAY.replace(year=2126), now)[0] == "far"
    assert codes(missed, THURSDAY - timedelta(hours=7), now) == ["night"]
    assert codes(missed, THURSDAY.replace(year=2126), now, whole=False)[0] == "far"


def test_other_sessions_of_any_service(missed: Case, cast: Cast, now: datetime) -> None:
    testing = add_requirement(case=missed, by=cast.worker, kind="testing")
    append(
        case=missed, by=cast.worker, kind="session.booked", at=now, requirement=testing,
        details={"starts_at": THURSDAY.isoformat()},
    )  # fmt: skip
    assert codes(missed, THURSDAY, now) == ["same_time"]
    for minutes in (-60, -1, 1, 60):
        assert codes(missed, THURSDAY + timedelta(minutes=minutes), now) == ["near"]
    assert codes(missed, THURSDAY + timedelta(minutes=61), now) == []
    assert codes(missed, THURSDAY + timedelta(minutes=30), now, instead_of=THURSDAY) == []
    assert codes(missed, THURSDAY, now, whole=False) == ["same_time"]


def test_a_hearing_that_day_the_last_one_set(missed: Case, now: datetime) -> None:
    happens(missed, "hearing.set", timedelta(days=2), {"on": "2026-03-06"})
    assert codes(missed, FRIDAY_EVENING, now) == ["hearing"]
    happens(missed, "hearing.set", timedelta(days=1), {"on": "2026-03-05T14:00:00-05:00"})
    assert codes(missed, FRIDAY_EVENING, now) == []
    assert codes(missed, THURSDAY, now) == ["hearing"]


def test_leave_and_where_they_are(missed: Case, now: datetime) -> None:
    happens(missed, "leave.granted", timedelta(hours=5), {"from": "2026-03-05", "until": "2026-03-06"})
    assert codes(missed, THURSDAY, now) == ["leave"]
    until = {"where": "hospital", "until": "2026-03-06T12:00:00-05:00"}
    happens(missed, "client.whereabouts", timedelta(hours=2), until)
    assert codes(missed, THURSDAY, now) == ["leave", "away"]
    assert codes(missed, datetime(2026, 3, 9, 14, 0, tzinfo=UTC), now) == []
    away = diary_of(CaseReading.of(missed, at=now), whole=True).concerns(THURSDAY)[1]
    assert (away.place, away.at) == ("hospital", datetime(2026, 3, 6, 17, 0, tzinfo=UTC))


def test_what_was_said_to_get_in_the_way(missed: Case, now: datetime) -> None:
    heard = {"barriers": ["work", "childcare", "transport"], "limits_explained": True}
    happens(missed, "client.heard", timedelta(hours=5), heard)
    assert codes(missed, THURSDAY, now) == ["work", "childcare"]
    assert codes(missed, FRIDAY_EVENING, now) == ["childcare"]
    plan = {"actions": [{"what": "childcare", "by": "us"}]}
    happens(missed, "plan.agreed", timedelta(hours=4), plan)
    assert codes(missed, FRIDAY_EVENING, now) == []


def test_contact_rules(missed: Case, now: datetime) -> None:
    rules = {"rules": ["safe_hours", "interpreter"], "from_hour": 17, "until_hour": 20}
    happens(missed, "contact_rule.set", timedelta(hours=5), rules)
    assert codes(missed, THURSDAY, now) == ["safe_hours", "interpreter"]
    assert codes(missed, FRIDAY_EVENING, now) == ["interpreter"]


@pytest.mark.parametrize(("came", "asked"), [((), ["missed_then"]), ((41, 48), [])])
def test_an_hour_at_which_it_failed_before(
    came: tuple[int, ...], asked: list[str], case: Case, now: datetime
) -> None:
    # Thursdays at ten, like the one asked for.
    for days in sorted((13, 20, *came), reverse=True):
        kind = "session.attended" if days in came else "session.missed"
        happens(case, kind, timedelta(days=days))
    assert codes(case, THURSDAY, now) == asked


def test_who_only_books_hears_of_sessions_and_days_alone(missed: Case, now: datetime) -> None:
    happens(missed, "client.heard", timedelta(hours=9), {"barriers": ["work", "childcare"]})
    happens(missed, "contact_rule.set", timedelta(hours=8), {"rules": ["interpreter"], "from_hour": 20})
    happens(missed, "client.whereabouts", timedelta(hours=7), {"where": "jail"})
    happens(missed, "leave.granted", timedelta(hours=6), {"from": "2026-03-05"})
    happens(missed, "hearing.set", timedelta(hours=5), {"on": "2026-03-05"})
    everything = codes(missed, THURSDAY, now)
    assert everything == ["hearing", "leave", "away", "work", "childcare", "safe_hours", "interpreter"]
    assert codes(missed, THURSDAY, now, whole=False) == []


def test_times_that_went_well_before(missed: Case, now: datetime) -> None:
    # They came on a Tuesday at ten; the next one is taken, the one after has a hearing.
    assert diary_of(CaseReading.of(missed, at=now), whole=True).usual(2) == [
        datetime(2026, 3, 10, 14, 0, tzinfo=UTC),  # the clocks have changed: ten is ten
        datetime(2026, 3, 17, 14, 0, tzinfo=UTC),
    ]
    booked(missed, datetime(2026, 3, 10, 14, 0, tzinfo=UTC))
    happens(missed, "hearing.set", timedelta(hours=1), {"on": "2026-03-17"})
    assert [each.day for each in diary_of(CaseReading.of(missed, at=now), whole=True).usual()] == [24, 31]


def test_an_hour_that_fights_what_got_in_the_way_is_not_offered(missed: Case, now: datetime) -> None:
    happens(missed, "client.heard", timedelta(hours=5), {"barriers": ["childcare"]})
    assert diary_of(CaseReading.of(missed, at=now), whole=True).usual(1), "that asks a question at any hour"
    happens(missed, "client.heard", timedelta(hours=4), {"barriers": ["work"]})
    assert diary_of(CaseReading.of(missed, at=now), whole=True).usual() == []


def test_an_hour_written_down_late_is_the_hour_it_was_set_for() -> None:
    now = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
    for at, offered in (("15:07:33", "15:00"), ("15:44", "15:30"), ("15:10", "15:10"), ("15:05:01", "15:00")):
        past = [(datetime.fromisoformat(f"2026-02-26T{at}+00:00"), "attended")]
        [first, *_] = Diary(now=now, calendar=Calendar(zone="UTC"), past=past).usual()
        assert first == datetime.fromisoformat(f"2026-03-05T{offered}+00:00")


def test_who_never_came_is_offered_no_usual_hour() -> None:
    now = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
    past = [(now - timedelta(days=7), "missed"), (now - timedelta(days=14), "canceled")]
    assert Diary(now=now, calendar=Calendar(), past=past).usual() == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_is_said_in_words(language: str) -> None:
    from django.utils.translation import override

    from heardfirst.guide.booking import Concern
    from heardfirst.web.wording.booking import concern_text

    with override(language):
        said = [concern_text(Concern(code, THURSDAY, count=2, place="jail")) for code in CONCERNS]
        said += [concern_text(Concern("leave")), concern_text(Concern("away", place="jail"))]
    assert all(said) and len(set(said)) == len(said)
    assert set(CONCERNS) > AT_ANY_HOUR
