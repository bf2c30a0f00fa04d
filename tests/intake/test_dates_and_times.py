"""Dates and times as exports write them; the order of day and month from a whole column; clocks put
forward."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heardfirst.intake.dates_and_times import (
    DAY_FIRST,
    EXCEL,
    MONTH_FIRST,
    OFFICE_HOURS,
    LocalMoment,
    NoSuchTimeError,
    date_order_of,
    is_moment,
    office_hours_possible,
    read_moment,
    read_time,
    to_utc,
)

NEW_YORK = ZoneInfo("America/New_York")
MARCH_2 = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-02", LocalMoment(MARCH_2)),
        ("2026/3/2", LocalMoment(MARCH_2)),
        ("20260302", LocalMoment(MARCH_2)),
        ("2026-03-02T14:30", LocalMoment(MARCH_2, time(14, 30))),
        ("2026-03-02 14:30:15.123-05:00", LocalMoment(MARCH_2, time(14, 30, 15), timedelta(hours=-5))),
        ("2026-03-02T14:30:00Z", LocalMoment(MARCH_2, time(14, 30), timedelta(0))),
        ("2026-03-02T09:00:00-10:00", LocalMoment(MARCH_2, time(9), timedelta(hours=-10))),
        ("2026-03-02 09:00-09:45", LocalMoment(MARCH_2, time(9))),
        ("2026-03-02 14:00-05:00", LocalMoment(MARCH_2, time(14), timedelta(hours=-5))),
        ("2026-03-02 14:00 +0200", LocalMoment(MARCH_2, time(14), timedelta(hours=2))),
        ("Mar 2, 2026", LocalMoment(MARCH_2)),
        ("Monday, March 2nd, 2026 at 2:30 PM", LocalMoment(MARCH_2, time(14, 30))),
        ("02-MAR-26", LocalMoment(MARCH_2)),
        ("2 de marzo de 2026", LocalMoment(MARCH_2)),
        ("lunes 2 marzo 2026 a las 14:30", LocalMoment(MARCH_2, time(14, 30))),
        ("2-ene-2026 9:00 a. m.", LocalMoment(date(2026, 1, 2), time(9))),
        ("13/02/2026", LocalMoment(date(2026, 2, 13))),
        ("02/13/26 2:30pm", LocalMoment(date(2026, 2, 13), time(14, 30))),
        ("03/03/2026", LocalMoment(date(2026, 3, 3))),
    ],
)
def test_a_date_that_can_be_read_one_way_only_is_read(text: str, moment: LocalMoment) -> None:
    assert read_moment(text, None) == moment


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13-01", "2026-02-30", "99/99/2026", "1/1/1", "45717.375", "2026-03-02 25:00",
             "2026-03-02 14:00+99:99", "31/31/2026", "x" * 200],
)  # fmt: skip
def test_what_is_no_date_is_not_made_one(text: str) -> None:
    assert read_moment(text, None) is None


def test_an_ambiguous_date_is_read_only_with_an_order() -> None:
    assert read_moment("03/04/2026", None) is None
    assert read_moment("03/04/2026", MONTH_FIRST) == LocalMoment(date(2026, 3, 4))
    assert read_moment("03/04/2026", DAY_FIRST) == LocalMoment(date(2026, 4, 3))


def test_mar_is_march_and_tuesday() -> None:
    assert read_moment("Mar 3, 2026", None) == LocalMoment(date(2026, 3, 3))
    assert read_moment("Mar 3/3/2026", None) == LocalMoment(date(2026, 3, 3))


def test_a_column_settles_the_order_by_one_day_past_the_twelfth() -> None:
    assert date_order_of(["03/04/2026", "03/25/2026"]).settled == MONTH_FIRST
    assert date_order_of(["03/04/2026", "25/03/2026"]).settled == DAY_FIRST


def test_a_column_that_never_tells_or_tells_both_is_not_settled() -> None:
    open_column, mixed = (
        date_order_of(["03/04/2026", "05/06/2026"]),
        date_order_of(["25/03/2026", "03/25/2026"]),
    )

    assert open_column.settled is None and open_column.needed
    assert mixed.settled is None and mixed.needed
    assert not date_order_of(["03/03/2026", "2026-04-05"]).needed


def test_a_spreadsheets_day_numbers_are_read_when_somebody_says_so() -> None:
    assert read_moment("46083", EXCEL) == LocalMoment(MARCH_2)
    assert read_moment("46083.604167", EXCEL) == LocalMoment(MARCH_2, time(14, 30))
    assert date_order_of(["46083", "46084"]).serial == 2


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("14:30", time(14, 30)), ("14:30:59", time(14, 30, 59)), ("2:30 PM", time(14, 30)),
        ("2:30pm", time(14, 30)), ("2 PM", time(14)), ("2:30 p. m.", time(14, 30)),
        ("12:00 AM", time(0)), ("12:15 p.m.", time(12, 15)),
        ("1430", time(14, 30)), ("14h30", time(14, 30)), ("09:00-09:45", time(9)),
        ("9:00 AM - 9:50 AM", time(9)),
    ],
)  # fmt: skip
def test_times_are_read(text: str, at: time) -> None:
    assert read_time(text) == (at, None)


@pytest.mark.parametrize("text", ["", "9", "25:00", "12:60", "noon", "2400", "13:00 AM"])
def test_what_is_no_time_is_not_made_one(text: str) -> None:
    assert read_time(text) is None


def test_a_clock_that_lost_am_and_pm_is_noticed_and_read_as_told() -> None:
    assert office_hours_possible(["9:00", "10:30", "1:00", "2:30"])
    assert not office_hours_possible(["9:00", "1:00", "13:30"])
    assert not office_hours_possible(["9:00 AM", "1:00 PM"])
    assert not office_hours_possible(["08:00", "10:30"])
    assert read_time("1:00", OFFICE_HOURS) == (time(13), None)
    assert read_time("9:00", OFFICE_HOURS) == (time(9), None)


def test_a_time_the_clocks_skipped_did_not_exist() -> None:
    with pytest.raises(NoSuchTimeError):
        to_utc(date(2026, 3, 8), time(2, 30), None, NEW_YORK)


def test_a_time_the_clocks_passed_twice_is_the_first() -> None:
    twice = to_utc(date(2026, 11, 1), time(1, 30), None, NEW_YORK)

    assert twice.astimezone(UTC) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_an_offset_says_which_moment_it_was() -> None:
    told = to_utc(date(2026, 11, 1), time(1, 30), timedelta(hours=-5), NEW_YORK)

    assert told.astimezone(UTC) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 12, 31)))  # noqa: DTZ001
def test_every_way_of_writing_a_moment_gives_it_back(moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    wanted = LocalMoment(moment.date(), moment.time())

    assert read_moment(moment.strftime("%Y-%m-%d %H:%M"), None) == wanted
    assert read_moment(moment.strftime("%m/%d/%Y %I:%M %p"), MONTH_FIRST) == wanted
    assert read_moment(moment.strftime("%d.%m.%Y %H:%M"), DAY_FIRST) == wanted
    assert read_moment(moment.strftime("%b %d, %Y %I:%M %p"), None) == wanted


@given(st.text(max_size=100), st.sampled_from([None, DAY_FIRST, MONTH_FIRST, EXCEL]))
def test_no_text_is_too_strange_to_be_looked_at(text: str, order: str | None) -> None:
    read_moment(text, order)
    read_time(text, OFFICE_HOURS)
    date_order_of([text])
    assert isinstance(is_moment(text), bool)
