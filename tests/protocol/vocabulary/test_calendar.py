"""Time as an agency keeps it: clocks that change, holidays, office hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heardfirst.protocol import Calendar, ProtocolRoomError
from heardfirst.protocol.vocabulary.duration import Span, read_span
from tests.protocol.tellings import CALENDAR, ZONE, on

ZONES = ("America/New_York", "America/Los_Angeles", "UTC", "Asia/Kolkata", "Australia/Lord_Howe")
NAIVE = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
HOLIDAYS = frozenset({date(2026, 5, 25), date(2026, 7, 3), date(2026, 11, 26), date(2026, 11, 27)})


def test_hours_run_through_the_night_the_clocks_change() -> None:
    start = datetime(2026, 3, 8, 1, tzinfo=ZONE)
    assert CALENDAR.add(start, Span(24, "hours")) - start.astimezone(UTC) == timedelta(hours=24)
    assert CALENDAR.add(start, Span(24, "hours")).hour == 2
    assert CALENDAR.add(start, Span(1, "days")).hour == 1
    assert CALENDAR.add(start, Span(1, "days")) == start + timedelta(days=1)
    back = datetime(2026, 10, 31, 12, tzinfo=ZONE)
    assert CALENDAR.add(back, Span(1, "days")).astimezone(UTC) - back.astimezone(UTC) == timedelta(hours=25)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (on(6), 1, on(9, 17)),  # Friday to Monday
        (on(7), 1, on(9, 17)),  # a Saturday
        (on(6, 23), 1, on(9, 17)),
        (datetime(2026, 5, 22, 10, tzinfo=ZONE), 1, datetime(2026, 5, 26, 17, tzinfo=ZONE)),  # Memorial Day
        (datetime(2026, 11, 25, 10, tzinfo=ZONE), 1, datetime(2026, 11, 30, 17, tzinfo=ZONE)),
        (on(2, 12), 0, on(2, 12)),
        (on(2, 20), 0, on(3, 9)),
        (on(7), 0, on(9, 9)),
    ],
)
def test_business_days_end_when_the_office_closes(start: datetime, days: int, end: datetime) -> None:
    assert Calendar(ZONE, holidays=HOLIDAYS).add(start, Span(days, "business_days")) == end


def test_months_end_with_the_month() -> None:
    assert CALENDAR.add(datetime(2026, 1, 31, 9, tzinfo=ZONE), Span(1, "months")).date() == date(2026, 2, 28)
    assert CALENDAR.add(datetime(2026, 11, 30, 9, tzinfo=ZONE), Span(3, "months")).date() == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("period", "last"),
    [("week", date(2026, 3, 8)), ("month", date(2026, 3, 31)), ("quarter", date(2026, 3, 31))],
)
def test_a_period_ends_in_its_last_minute(period: str, last: date) -> None:
    end = CALENDAR.end_of_period(on(4), period)
    assert (end.date(), end.time()) == (last, time(23, 59))
    assert CALENDAR.end_of_period(end, period) == end


@given(
    st.sampled_from(ZONES),
    NAIVE,
    st.integers(1, 5000),
)
def test_going_back_through_office_time_undoes_going_forward(
    zone: str, start: datetime, minutes: int
) -> None:
    calendar = Calendar(zone, time(8, 30), time(16, 45), HOLIDAYS)
    begun = calendar.after_office_time(start, 1)
    ahead = calendar.after_office_time(begun, minutes)
    assert ahead > begun
    # Closing time and the next opening are one and the same moment of office time.
    assert calendar.after_office_time(calendar.before_office_time(ahead, minutes), minutes) == ahead
    assert calendar.before_office_time(ahead, minutes) >= begun
    assert calendar.is_business_day(ahead.date())
    assert calendar.opens <= ahead.time() <= calendar.closes


@given(NAIVE, st.sampled_from(ZONES))
def test_longer_spans_never_end_sooner(start: datetime, zone: str) -> None:
    calendar, moment = Calendar(zone, holidays=HOLIDAYS), start
    for unit in ("minutes", "hours", "days", "weeks", "months", "business_days", "business_hours"):
        ends = [calendar.add(moment, Span(amount, unit)) for amount in (1, 2, 5, 10)]
        assert ends == sorted(ends)
        assert ends[0] > moment


def test_a_calendar_that_is_none_is_refused() -> None:
    for wrong in ({"opens": time(17), "closes": time(9)}, {"zone": "America/Nowhere"}, {"zone": "../etc"}):
        with pytest.raises(ProtocolRoomError):
            Calendar(**wrong)
    always_closed = Calendar(
        ZONE, holidays=frozenset(date(2026, 1, 1) + timedelta(days) for days in range(9000))
    )
    with pytest.raises(ProtocolRoomError, match="no open day"):
        always_closed.add(on(3), Span(1, "business_days"))


@pytest.mark.parametrize("text", ["24 hours", "1 day", "5 business days", " 90  days "])
def test_spans_are_read_as_people_write_them(text: str) -> None:
    assert read_span(text).amount == int(text.split()[0])


@pytest.mark.parametrize(
    "wrong", ["soon", "3 fortnights", {}, {"days": 1, "hours": 1}, {"days": -1}, 5, None]
)
def test_what_is_no_span_is_refused(wrong: object) -> None:
    with pytest.raises(ProtocolRoomError):
        read_span(wrong)
