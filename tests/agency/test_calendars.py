"""The court calendar and the clock: filled, added to and taken from, and never behind a decision's back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from heardfirst.agency.calendars import (
    add_court_day,
    fill_calendar,
    fill_court_days,
    set_clock,
    take_off_court_day,
)
from heardfirst.agency.court_days import FEDERAL, calendar_year, courts, known_days, last_day_known, runs_out
from heardfirst.agency.errors import CalendarRefused
from heardfirst.agency.models import Agency, Holiday
from heardfirst.agency.selectors import calendar_of
from heardfirst.agency.services import open_agency

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 15, tzinfo=UTC)
DAY = timedelta(days=1)
FRIDAY = date(2026, 3, 6)


@pytest.fixture
def agency() -> Agency:
    return open_agency(name="Harbor Family Services", zone="America/New_York")


def off(agency: Agency, at: datetime) -> frozenset[date]:
    return calendar_of(agency, at).holidays


def test_a_day_added_counts_from_today_and_not_for_yesterdays_decisions(agency: Agency) -> None:
    add_court_day(agency=agency, day=FRIDAY, name="Flood", at=MONDAY)
    assert off(agency, MONDAY) == {FRIDAY}
    assert off(agency, MONDAY - DAY) == frozenset()


def test_a_day_taken_off_still_counts_for_yesterdays_decisions(agency: Agency) -> None:
    add_court_day(agency=agency, day=FRIDAY, name="Flood", at=MONDAY - DAY)
    take_off_court_day(agency=agency, day=FRIDAY, at=MONDAY)
    assert off(agency, MONDAY) == frozenset()
    assert off(agency, MONDAY - DAY) == {FRIDAY}


def test_a_day_put_back_leaves_the_gap_a_gap(agency: Agency) -> None:
    add_court_day(agency=agency, day=FRIDAY, name="Flood", at=MONDAY - 3 * DAY)
    take_off_court_day(agency=agency, day=FRIDAY, at=MONDAY - 2 * DAY)
    add_court_day(agency=agency, day=FRIDAY, name="Flood after all", at=MONDAY)
    assert [FRIDAY in off(agency, MONDAY - each * DAY) for each in (4, 3, 2, 1, 0)] == [
        False, True, False, False, True,
    ]  # fmt: skip
    assert [each.name for each in calendar_year(agency, 2026, MONDAY).days] == ["Flood after all"]
    assert calendar_year(agency, 2026, MONDAY).taken_off == ()


def test_the_day_of_a_change_is_the_agencys_own(agency: Agency) -> None:
    # Two in the morning of the 3rd in UTC is still the 2nd in New York.
    add_court_day(agency=agency, day=FRIDAY, name="Flood", at=datetime(2026, 3, 3, 2, tzinfo=UTC))
    assert off(agency, MONDAY) == {FRIDAY}


@pytest.mark.parametrize(("day", "name"), [(FRIDAY, "  "), (FRIDAY, "x" * 201), (date(2036, 1, 1), "Far")])
def test_a_day_without_a_name_or_years_away_is_refused(agency: Agency, day: date, name: str) -> None:
    with pytest.raises(CalendarRefused):
        add_court_day(agency=agency, day=day, name=name, at=MONDAY)
    assert not Holiday.objects.exists()


def test_a_day_is_in_the_calendar_once(agency: Agency) -> None:
    add_court_day(agency=agency, day=FRIDAY, name="Flood", at=MONDAY)
    with pytest.raises(CalendarRefused):
        add_court_day(agency=agency, day=FRIDAY, name="Flood", at=MONDAY)


def test_a_new_agency_knows_the_days_off_of_the_past_too(agency: Agency) -> None:
    fill_calendar(agency=agency, subdivision=FEDERAL, at=MONDAY, new=True)
    assert {date(2025, 7, 4), date(2026, 7, 3), date(2028, 12, 25)} <= off(agency, MONDAY)
    assert date(2025, 7, 4) in off(agency, datetime(2025, 7, 1, 12, tzinfo=UTC))


def test_filling_anew_brings_the_next_year_and_nothing_that_was_taken_off(agency: Agency) -> None:
    fill_calendar(agency=agency, subdivision=FEDERAL, at=MONDAY, new=True)
    columbus = date(2026, 10, 12)
    take_off_court_day(agency=agency, day=columbus, at=MONDAY)
    year_later = datetime(2027, 3, 1, 15, tzinfo=UTC)
    added = fill_calendar(agency=agency, subdivision=FEDERAL, at=year_later)
    assert added == len(known_days(FEDERAL, [2029]))
    assert columbus not in off(agency, year_later)
    assert date(2029, 12, 25) in off(agency, year_later)
    assert date(2029, 12, 25) not in off(agency, year_later - DAY)


def test_days_kept_before_they_had_names_are_named_when_the_calendar_is_filled(agency: Agency) -> None:
    Holiday.objects.bulk_create(
        Holiday(agency=agency, day=day, in_force_from=date(2025, 1, 1)) for day in (date(2026, 7, 3), FRIDAY)
    )
    fill_calendar(agency=agency, subdivision=FEDERAL, at=MONDAY)
    named = dict(Holiday.objects.filter(in_force_from=date(2025, 1, 1)).values_list("day", "name"))
    assert named == {date(2026, 7, 3): "Independence Day (observed)", FRIDAY: ""}
    assert Holiday.objects.filter(day=date(2026, 7, 3)).count() == 1


def test_another_court_changes_the_days_to_come_and_leaves_ones_own(agency: Agency) -> None:
    fill_calendar(agency=agency, subdivision=FEDERAL, at=MONDAY, new=True)
    add_court_day(agency=agency, day=FRIDAY, name="Our own", at=MONDAY)
    fill_calendar(agency=agency, subdivision="CA", at=MONDAY)
    chavez, columbus = date(2026, 3, 31), date(2026, 10, 12)
    assert agency.subdivision == "CA"
    assert {FRIDAY, chavez} <= off(agency, MONDAY)
    assert columbus not in off(agency, MONDAY)
    assert columbus in off(agency, MONDAY - DAY)
    assert date(2025, 10, 13) in off(agency, MONDAY)  # a day of the past stays


def test_a_state_there_is_none_of_is_refused(agency: Agency) -> None:
    with pytest.raises(ValueError, match="no such state"):
        fill_court_days(agency=agency, subdivision="ZZ", years=[2026], at=MONDAY)
    assert {"NY", "CA", "PR"} <= set(courts())


def test_a_calendar_that_runs_out_says_so_sixty_days_before(agency: Agency) -> None:
    assert last_day_known(agency, MONDAY) is None and runs_out(agency, MONDAY)
    fill_court_days(agency=agency, subdivision=FEDERAL, years=[2026], at=MONDAY)
    assert last_day_known(agency, MONDAY) == date(2026, 12, 31)
    last = datetime(2026, 12, 31, 12, tzinfo=UTC)
    assert not runs_out(agency, last - timedelta(days=61))
    assert runs_out(agency, last - timedelta(days=60))


def test_other_office_hours_hold_from_the_moment_on(agency: Agency) -> None:
    assert set_clock(agency=agency, zone="America/Denver", opens=time(8), closes=time(16), at=MONDAY)
    before, after = calendar_of(agency, MONDAY - timedelta(seconds=1)), calendar_of(agency, MONDAY)
    assert (before.zone, before.closes) == ("America/New_York", time(17))
    assert (after.zone, after.closes) == ("America/Denver", time(16))
    set_clock(agency=agency, zone="America/Denver", opens=time(8), closes=time(18), at=MONDAY + DAY)
    assert [calendar_of(agency, MONDAY + each * DAY).closes.hour for each in (-1, 0, 1)] == [17, 16, 18]


def test_the_same_clock_again_changes_nothing(agency: Agency) -> None:
    before = agency.calendar_edition
    assert not set_clock(agency=agency, zone=agency.zone, opens=time(9), closes=time(17), at=MONDAY)
    agency.refresh_from_db()
    assert not agency.former_clocks.exists() and agency.calendar_edition == before


@pytest.mark.parametrize(
    ("zone", "opens"), [("Mars/Olympus", time(9)), ("America/Denver", time(18))], ids=["zone", "hours"]
)
def test_an_impossible_clock_is_refused(agency: Agency, zone: str, opens: time) -> None:
    with pytest.raises(ValidationError):
        set_clock(agency=agency, zone=zone, opens=opens, closes=time(17), at=MONDAY)
    agency.refresh_from_db()
    assert (agency.zone, agency.opens) == ("America/New_York", time(9))


def test_one_agencys_day_is_not_anothers(agency: Agency) -> None:
    other = open_agency(name="Ridge County Probation")
    add_court_day(agency=agency, day=FRIDAY, name="Flood", at=MONDAY)
    take_off_court_day(agency=other, day=FRIDAY, at=MONDAY)
    assert off(agency, MONDAY) == {FRIDAY} and off(other, MONDAY) == frozenset()


def test_the_calendars_own_zone_decides_what_today_was(agency: Agency) -> None:
    """Whoever moves to another zone keeps the days of before as they fell there."""
    late = datetime(2026, 3, 3, 4, 30, tzinfo=UTC)  # 23:30 on the 2nd in New York, past midnight further east
    add_court_day(agency=agency, day=FRIDAY, name="Flood", at=datetime(2026, 3, 3, 12, tzinfo=UTC))
    set_clock(agency=agency, zone="America/Puerto_Rico", opens=time(9), closes=time(17), at=late + DAY)
    assert late.astimezone(ZoneInfo("America/Puerto_Rico")).date() == date(2026, 3, 3)
    assert off(agency, late) == frozenset()
