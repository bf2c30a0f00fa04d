"""Replaying a past under two versions of the rules: the same as deciding each moment from scratch."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from heardfirst.protocol import (
    Calendar,
    Entry,
    Protocol,
    decide,
    facts_of,
    fold,
    load_protocol,
    normalized,
    parse_protocol,
    read_facts,
    shipped_protocols,
)
from heardfirst.protocol.rules.replaying import _Walk, replay
from tests.protocol.tellings import ZONE, Case, on

CALENDAR = Calendar(zone=ZONE)
DEFAULT = load_protocol("court-mandated-treatment")
SHIPPED = [load_protocol(name) for name in shipped_protocols()]


def edited(before: str, after: str) -> Protocol:
    assert before in DEFAULT.source
    return parse_protocol(DEFAULT.source.replace(before, after).encode(), "edited.toml")


TWO_TRIES = edited(
    "tried    = { attempts = 3, days = 3, channels = 2, times_of_day = 2 }",
    "tried = { attempts = 2, days = 2 }",
)
LENIENT = edited('cancelled_within = "24 hours"', 'cancelled_within = "12 hours"')
NO_PLAN = edited('wanted = ["missed", "not planned",', 'wanted = ["missed", "repeated", "not planned",')
VERSIONS = [*SHIPPED, TWO_TRIES, LENIENT, NO_PLAN]


def missed_and_tried() -> Case:
    """Missed on Monday, March 2; tried that day, on Wednesday and on Friday, then reached on Monday."""
    case = Case()
    case.tell("session.missed", on(2, 10), recorded=on(2, 11))
    case.tell("contact.tried", on(2, 14), channel="phone", outcome="no_answer")
    case.tell("contact.tried", on(4, 10), recorded=on(4, 17), channel="text", outcome="no_answer")
    case.tell("contact.tried", on(6, 18), channel="phone", outcome="no_answer")
    case.tell("contact.made", on(9, 9), channel="phone", by="client")
    return case


def test_another_step_would_have_been_next_from_the_second_try_to_the_third() -> None:
    (change,) = replay(missed_and_tried().entries, DEFAULT, TWO_TRIES, CALENDAR)
    # The second try was made at ten and recorded at five: until then nobody could have known.
    assert (change.at, change.until) == (on(4, 17), on(6, 18))
    assert (change.old_next, change.new_next) == ("contact", "document")


def test_a_change_that_is_still_so_at_the_end_has_no_end() -> None:
    entries = missed_and_tried().entries[:3]
    (change,) = replay(entries, DEFAULT, TWO_TRIES, CALENDAR)
    assert (change.at, change.until) == (on(4, 17), None)
    (again,) = replay(entries, DEFAULT, TWO_TRIES, CALENDAR, until=on(5, 9))
    assert again == change
    assert replay(entries, DEFAULT, TWO_TRIES, CALENDAR, until=on(4, 16)) == []


def test_time_alone_makes_a_difference() -> None:
    """Nothing is recorded when the wait for another try ends; under the newer rules it ends earlier."""
    sooner = edited('keep_trying     = ["7 days", "14 days", "28 days"]', 'keep_trying = ["3 days"]')
    entries = missed_and_tried().entries[:4]
    entries += [
        entry_like(entries[-1], "note.signed", on(6, 19)),
        entry_like(entries[-1], "supervisor.consulted", on(6, 20)),
    ]
    entries.append(entry_like(entries[-1], "letter.sent", on(6, 21)))
    changes = replay(entries, DEFAULT, sooner, CALENDAR, until=on(30, 9))
    assert (changes[0].at, changes[0].until) == (on(9, 18), on(13, 18))
    assert (changes[0].old_next, changes[0].new_next) == (None, "keep_trying")


def entry_like(entry: Entry, kind: str, at: datetime) -> Entry:
    return Entry(kind, at, at, MappingProxyType({}), entry.requirement, f"e-{kind}", entry.seq + 1)


def test_the_same_rules_make_no_difference() -> None:
    assert replay(missed_and_tried().entries, DEFAULT, DEFAULT, CALENDAR) == []
    assert replay([], DEFAULT, TWO_TRIES, CALENDAR, until=on(4, 16)) == []


def test_the_calendar_is_the_one_of_the_day() -> None:
    asked: list[datetime] = []

    def calendar_of(at: datetime) -> Calendar:
        asked.append(at)
        return CALENDAR

    expected = replay(missed_and_tried().entries, DEFAULT, TWO_TRIES, CALENDAR)
    assert replay(missed_and_tried().entries, DEFAULT, TWO_TRIES, calendar_of) == expected
    assert on(4, 17) in asked


# -- against deciding from scratch

HAPPENINGS: list[tuple[str, dict[str, Any]]] = [
    ("session.missed", {}),
    ("session.canceled", {"by": "client", "notice": 60}),
    ("session.canceled", {"by": "provider"}),
    ("session.excused", {"by": "us"}),
    ("session.attended", {"late_minutes": 20}),
    ("contact.tried", {"channel": "phone", "outcome": "no_answer"}),
    ("contact.tried", {"channel": "visit", "outcome": "not_home"}),
    ("contact.tried", {"channel": "text", "outcome": "no_answer"}),
    ("contact.made", {"channel": "phone", "by": "worker"}),
    ("client.heard", {"barriers": ["transport"]}),
    ("stakes.discussed", {"understood": "partly"}),
    ("stakes.discussed", {"understood": "yes"}),
    ("plan.agreed", {"actions": ["ride"]}),
    ("note.signed", {}),
    ("supervisor.consulted", {}),
    ("client.declared", {"intends": "stop"}),
    ("letter.sent", {}),
    ("risk.raised", {"risk": "suicide"}),
    ("risk.acted", {}),
    ("leave.granted", {"from": "2026-03-20", "until": "2026-04-10"}),
    ("client.whereabouts", {"where": "jail", "verified": True}),
    ("court.reported", {"form": "notice", "basis": "consent"}),
    ("service.ended", {"reason": "discharged"}),
    ("step.overridden", {"step": "plan"}),
    ("court.asked", {"by": "court"}),
    ("bill.sent", {}),
    ("contact.made", {"channel": "visit", "by": "worker"}),
    ("disclosure.made", {"to": "probation", "what": "attendance", "basis": "consent"}),
    ("case.closed", {"reason": "not_engaged"}),
]
DAYS = 75


@st.composite
def pasts(draw: st.DrawFn) -> list[Entry]:
    """Some weeks of sessions most of which were attended, and anything else in between, told late or not."""
    entries: list[Entry] = []

    def tell(kind: str, at: datetime, late_hours: int = 0, **details: Any) -> None:
        clean = MappingProxyType(normalized(kind, details))
        number = len(entries) + 1
        entries.append(Entry(kind, at, at + timedelta(hours=late_hours), clean, None, f"e{number}", number))

    tell("case.opened", on(1, 8))
    if draw(st.booleans()):
        within = {"business_days": 5}
        terms = {"report_within": within, "basis": "consent", "program_months": 3, "charges": True}
        tell("order.changed", on(1, 9), terms=terms)
    every, booked = draw(st.sampled_from([3, 7])), draw(st.booleans())
    for number in range(draw(st.integers(2, DAYS // every))):
        start = on(2, 10) + timedelta(days=every * number)
        told = draw(st.sampled_from(["came", "came", "came", "came", "came late told", "missed", "nothing"]))
        if booked:
            by = draw(st.sampled_from(["us", "us", "us", "provider", "client"]))
            plan = draw(st.sampled_from([None, None, None, True, False]))
            made = start - timedelta(days=draw(st.integers(1, 12)))
            more = draw(st.sampled_from([{}, {}, {}, {"makes_up": True}, {"anew": True}]))
            late = draw(st.sampled_from([0, 0, 0, 90]))
            tell("session.booked", made, late, starts_at=start, by=by, plan=plan, **more)
        if told == "missed":
            tell("session.missed", start, draw(st.sampled_from([1, 1, 50])), starts_at=start)
        elif told != "nothing":
            by_name = booked or draw(st.booleans())
            named: dict[str, Any] = {"starts_at": start} if by_name else {}
            tell("session.attended", start, 200 if told == "came late told" else 1, **named)
    for kind, details in draw(st.lists(st.sampled_from(HAPPENINGS), max_size=10)):
        at = on(2, 10) + timedelta(hours=draw(st.integers(0, DAYS * 24)), minutes=7)
        tell(kind, at, draw(st.sampled_from([0, 0, 0, 3, 100])), **details)
    starts = [each.at for each in entries if each.kind in ("session.attended", "session.missed")]
    again: bool = draw(st.booleans())
    if again and starts:
        # Long after, somebody has another account of a day that seemed settled.
        kind, details = draw(st.sampled_from(HAPPENINGS[:5]))
        start, later = draw(st.sampled_from(starts)), draw(st.sampled_from([0, 0, 26, 75]))
        named = {"starts_at": start + timedelta(hours=later)} if draw(st.booleans()) else {}
        at = start + timedelta(hours=later)
        tell(kind, at, draw(st.integers(24, 900)), **{**details, **named})
    if draw(st.integers(0, 5)) == 0:
        wrong = draw(st.sampled_from(entries[1:] or entries))
        tell("entry.corrected", wrong.recorded + timedelta(days=2), entry=wrong.id)
    return entries


@given(
    pasts(),
    st.sampled_from(VERSIONS),
    st.sampled_from(VERSIONS),
    st.lists(st.integers(0, DAYS * 24 * 60), max_size=12),
)
@settings(max_examples=60)
def test_a_replay_says_at_any_moment_what_deciding_from_scratch_says(
    entries: list[Entry], old: Protocol, new: Protocol, minutes: list[int]
) -> None:
    end = on(2, 10) + timedelta(days=DAYS + 20)
    changes = replay(entries, old, new, CALENDAR, until=end)
    assert [each.at for each in changes] == sorted(each.at for each in changes)
    moments = {on(2, 10) + timedelta(minutes=each) for each in minutes} | {each.recorded for each in entries}
    for each in changes:
        moments |= {each.at, each.at - timedelta(seconds=1)}
        moments |= {each.until, each.until - timedelta(seconds=1)} if each.until else set()
    for moment in sorted(moments):
        if moment < entries[0].at or moment > end:
            continue
        said = [each for each in changes if each.at <= moment and (each.until is None or moment < each.until)]
        afresh = tuple(
            decide(
                protocol, facts_of(entries, protocol, at=moment, known_at=moment, calendar=CALENDAR)
            ).next.step
            for protocol in (old, new)
        )
        assert [(each.old_next, each.new_next) for each in said] == (
            [afresh] if afresh[0] != afresh[1] else []
        )


@given(pasts(), st.sampled_from(SHIPPED))
@settings(max_examples=60)
def test_what_is_left_out_changes_no_fact(entries: list[Entry], protocol: Protocol) -> None:
    """Not only what is next: every fact of what stays known is the fact of all that was told."""
    walk_through(entries, protocol)


def walk_through(entries: list[Entry], protocol: Protocol = DEFAULT) -> _Walk:
    """Walk a past, and hold each moment against the facts of all that was told by then."""
    walk = _Walk(protocol, protocol, CALENDAR, None)
    told = sorted(entries, key=lambda each: (each.recorded, each.seq))
    for moment in sorted({each.recorded for each in told}):
        walk.let_time_pass(moment)
        walk.hear(moment, [each for each in told if each.recorded == moment])
        short = read_facts(fold(walk.known.entries), protocol, at=moment, calendar=CALENDAR)
        whole = facts_of(entries, protocol, at=moment, known_at=moment, calendar=CALENDAR)
        assert protocol.unpack(short.bits) == protocol.unpack(whole.bits)
        assert short.look_again_at == whole.look_again_at
        assert short.response_open == whole.response_open
        # A moment that was passed over brought no other facts, and none that time alone will change sooner.
        assert protocol.unpack(walk.bits[0]) == protocol.unpack(whole.bits)
        sooner = whole.look_again_at is not None and (
            walk.look_again_at is None or whole.look_again_at < walk.look_again_at
        )
        assert not sooner
    return walk


def quiet(*, booked: bool = False) -> Case:
    """Five Mondays that the client came to; booked each the Friday before, if booked at all."""
    case = Case(report_within={"business_days": 5}, basis="consent")
    for day in (2, 9, 16, 23, 30):
        if booked:
            case.tell("session.booked", on(day, 10) - timedelta(days=3), starts=on(day, 10))
        named: dict[str, Any] = {"starts": on(day, 10)} if booked else {}
        case.tell("session.attended", on(day, 10), recorded=on(day, 11), **named)
    return case


LATE = on(31, 9)


def test_another_account_of_a_day_that_was_left_out() -> None:
    case = quiet()
    case.tell("session.missed", on(9, 10), recorded=LATE)
    walk_through(case.entries)


def test_misses_around_a_session_that_was_left_out() -> None:
    """What was said of the stakes after the first belongs to a response that this session ended."""
    case = quiet()
    case.tell("stakes.discussed", on(6, 10), understood="yes")
    for day in (5, 12):
        case.tell("session.missed", on(day, 10), recorded=LATE)
    walk_through(case.entries)


def test_an_account_that_names_no_session_of_a_day_that_was_left_out() -> None:
    case = quiet(booked=True)
    case.tell("session.missed", on(16, 15), recorded=on(31, 9))
    case.tell("session.canceled", on(16, 8), recorded=on(31, 10), by="provider")
    walk_through(case.entries)


def test_a_correction_of_a_session_that_was_left_out() -> None:
    case = quiet()
    case.tell("session.missed", on(31, 10))
    came = next(each for each in case.entries if each.at == on(30, 10))
    case.tell("entry.corrected", on(31, 11), entry=came.id)
    walk_through(case.entries)


def test_only_a_session_booked_after_the_miss_shows_that_somebody_is_back() -> None:
    case = Case()
    case.tell("session.booked", on(1, 12), starts=on(12, 10))
    case.tell("session.missed", on(2, 10))
    case.tell("session.booked", on(5, 10), starts=on(9, 10))
    case.tell("session.attended", on(9, 10), starts=on(9, 10))
    case.tell("session.attended", on(12, 10), starts=on(12, 10))
    assert walk_through(case.entries).settled


def test_a_session_come_to_an_hour_after_its_booking_is_that_session() -> None:
    case = Case()
    case.tell("session.booked", on(2, 10), starts=on(9, 10), plan=True)
    case.tell("session.attended", on(9, 11))
    case.tell("session.attended", on(16, 10))
    assert "booked" not in DEFAULT.unpack(walk_through(case.entries).bits[0])


def test_an_account_that_names_no_session_on_a_day_of_two() -> None:
    case = quiet()
    case.tell("session.attended", on(30, 8), recorded=on(30, 11))
    case.tell("session.canceled", on(30, 15), by="provider")
    walk_through(case.entries)


def test_what_the_client_booked_is_no_longer_ahead_once_they_came() -> None:
    case = quiet()
    case.tell("session.booked", on(30, 12), starts=on(31, 10), by="client")
    case.tell("session.attended", on(31, 10), recorded=on(31, 11), starts=on(31, 10))
    assert "booked" not in DEFAULT.unpack(walk_through(case.entries).bits[0])


def test_a_session_told_late_that_ends_what_an_earlier_miss_began() -> None:
    case = Case()
    case.tell("session.missed", on(2, 10))
    case.tell("stakes.discussed", on(5, 12), understood="yes")
    case.tell("session.missed", on(12, 10))
    case.tell("session.attended", on(16, 10))
    case.tell("session.attended", on(9, 10), recorded=on(24, 10))
    walk_through(case.entries)


def test_what_time_changed_is_seen_although_the_client_only_came() -> None:
    case = quiet()
    case.tell("plan.agreed", on(4, 10), actions=[{"what": "ride", "until": "2026-03-20"}])
    case.tell("session.attended", on(20, 10), recorded=on(21, 0))
    assert "ours_done" not in DEFAULT.unpack(walk_through(case.entries).bits[0])


def test_a_session_lost_is_forgotten_when_the_client_comes() -> None:
    case = quiet()
    case.tell("session.disrupted", on(31, 10), cause="technical")
    case.tell("session.attended", on(34, 10))
    case.tell("session.attended", on(41, 10))
    assert "lost" not in DEFAULT.unpack(walk_through(case.entries).bits[0])


def test_most_of_a_quiet_year_is_passed_over() -> None:
    case = Case()
    for week in range(52):
        case.tell("session.attended", on(2, 10) + timedelta(days=7 * week))
    walk = _Walk(DEFAULT, TWO_TRIES, CALENDAR, None)
    for entry in case.entries:
        walk.hear(entry.recorded, [entry])
    assert len(walk.known.entries) <= 2
