"""Properties of folding: arrival, continuation, correction, and facts that time alone changes."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from heardfirst.protocol import Entry, fold, normalized, read_facts
from tests.protocol.tellings import CALENDAR, DEFAULT, Case, on, with_rules

RULES = with_rules(
    '[missed]\nlates_make = 3\nlates_within = "12 months"\nlate_minutes = 15\n'
    "[atoms]\nlong_gap = { days_without_service = 21 }\nin_a_row = { missed = 2, in_a_row = true }\n"
)
_HAPPENED: list[tuple[str, dict[str, object]]] = [
    ("session.missed", {}),
    ("session.attended", {}),
    ("session.attended", {"late_minutes": 20}),
    ("session.attended", {"late_minutes": 5}),
    ("session.canceled", {"by": "provider"}),
    ("session.canceled", {"by": "client", "notice": 60}),
    ("session.excused", {"by": "supervisor"}),
    ("session.booked", {"plan": True}),
    ("session.moved", {"by": "provider"}),
    ("contact.tried", {"channel": "phone", "outcome": "no_answer"}),
    ("contact.tried", {"channel": "text", "outcome": "message_left"}),
    ("contact.made", {"by": "client"}),
    ("client.heard", {"barriers": ["work"]}),
    ("stakes.discussed", {"understood": "partly"}),
    ("plan.agreed", {"actions": [{"what": "ride", "by": "us", "until": "2026-03-09"}]}),
    ("action.failed", {"by": "us", "what": "ride"}),
    ("action.done", {"by": "us", "what": "ride"}),
    ("note.signed", {}),
    ("supervisor.consulted", {"about": "misses"}),
    ("court.reported", {"form": "notice"}),
    ("court.reported", {"form": "status"}),
    ("court.decided", {"outcome": "continued"}),
    ("client.declared", {"intends": "stop"}),
    ("contact.stop_asked", {}),
    ("risk.raised", {"risk": "threat"}),
    ("risk.watched", {}),
    ("client.whereabouts", {"where": "jail", "verified": True}),
    ("client.whereabouts", {"where": "hospital", "verified": False}),
    ("leave.granted", {"from": "2026-03-05", "until": "2026-03-12"}),
    ("consent.given", {"to": "court", "until": "2026-03-20"}),
    ("consent.withdrawn", {}),
    ("service.ended", {"reason": "discharged"}),
]


def _ordered() -> Entry:
    terms = {"report_within": {"business_days": 5}, "status_every": {"weeks": 2}}
    details = normalized("order.changed", {"terms": terms})
    return Entry("order.changed", on(1, 8), on(1, 8), details, id="order")


@st.composite
def chronologies(draw: st.DrawFn) -> list[Entry]:
    """Up to fourteen entries in three weeks of March, some recorded late, some corrected."""
    entries = [_ordered()]
    for number in range(1, draw(st.integers(1, 14)) + 1):
        kind, details = draw(st.sampled_from(_HAPPENED))
        at = on(draw(st.integers(2, 22)), draw(st.sampled_from([9, 10, 15, 18])))
        details = dict(details)
        if kind == "session.booked":
            details["starts_at"] = at + timedelta(days=draw(st.integers(0, 7)))
        if kind == "session.moved":
            details["to"] = at + timedelta(days=3)
        late = timedelta(days=draw(st.sampled_from([0, 0, 0, 2])))
        entries.append(Entry(kind, at, at + late, normalized(kind, details), id=f"e{number}", seq=number))
    for number in range(draw(st.integers(0, 2))):
        target = draw(st.sampled_from(entries))
        at = target.at + timedelta(days=1)
        details = normalized("entry.corrected", {"entry": target.id})
        entries.append(Entry("entry.corrected", at, at, details, id=f"c{number}", seq=len(entries)))
    return entries


moments = st.integers(2 * 24, 40 * 24).map(lambda hours: on(1, 0) + timedelta(hours=hours))


@given(chronologies(), moments, st.integers(0, 2**32))
@settings(max_examples=150)
def test_any_order_of_arrival_gives_the_same_facts(entries: list[Entry], at: datetime, seed: int) -> None:
    shuffled = list(entries)
    random.Random(seed).shuffle(shuffled)
    one, other = (
        read_facts(fold(each, at=at), RULES, at=at, calendar=CALENDAR) for each in (entries, shuffled)
    )
    assert one == other


@given(chronologies(), st.integers(0, 14))
@settings(max_examples=150)
def test_a_fold_gone_on_with_is_a_fold_made_anew(entries: list[Entry], cut: int) -> None:
    ordered = sorted(entries, key=lambda entry: (entry.at, entry.seq))
    first, rest = ordered[:cut], ordered[cut:]
    going = fold(first)
    for number, entry in enumerate(rest, start=1):
        if not going.add(entry):
            going = fold(first + rest[:number])
    anew = fold(entries)
    at = on(25)
    assert going.count == anew.count
    assert going.last_recorded == anew.last_recorded
    assert read_facts(going, RULES, at=at, calendar=CALENDAR) == read_facts(
        anew, RULES, at=at, calendar=CALENDAR
    )


def test_an_entry_that_comes_late_or_corrects_asks_for_a_new_fold() -> None:
    case = Case()
    first, second = case.tell("session.missed", on(3)), case.tell("contact.made", on(4))
    folded = fold([second])
    assert not folded.add(first)
    assert folded.count == 1
    correction = case.tell("entry.corrected", on(5), entry="e9")
    assert not folded.add(correction)
    corrected = fold([second, correction])
    named = replace(first, at=on(6), id="e9", seq=9)
    assert not corrected.add(named), "a correction had named it before it came in"
    assert fold([second, correction, named]).of("session.missed") == []


@given(chronologies(), moments)
@settings(max_examples=150)
def test_corrected_entries_never_count(entries: list[Entry], at: datetime) -> None:
    """Taking an entry out is the same as correcting it, but for what the court was told meanwhile."""
    told_wrong = RULES.bits["told_wrong"] | RULES.bits["basis_due"] | RULES.bits["basis_sought"]
    for target in [each for each in entries if each.kind.startswith(("session.", "contact.", "client."))][:3]:
        if any(each.kind == "entry.corrected" for each in entries):
            continue
        details = normalized("entry.corrected", {"entry": target.id})
        correction = Entry("entry.corrected", on(1, 9), on(23), details, id="c", seq=99)
        without = fold([each for each in entries if each is not target], at=at)
        corrected = fold([*entries, correction], at=at)
        one, other = (
            read_facts(each, RULES, at=at, calendar=CALENDAR).bits & ~told_wrong & ~RULES.bits["basis_lost"]
            for each in (without, corrected)
        )
        assert RULES.unpack(one ^ other) <= {"review_due"}


@given(chronologies(), moments)
@settings(max_examples=300)
def test_no_fact_changes_before_the_moment_to_look_again(entries: list[Entry], at: datetime) -> None:
    folded = fold(entries, at=at)
    now = read_facts(folded, RULES, at=at, calendar=CALENDAR)
    following = min((entry.at for entry in entries if entry.at > at), default=on(60))
    until = min(now.look_again_at or following, following)
    for part in (0.25, 0.5, 0.75, 0.9999):
        later = at + (until - at) * part
        if later < until:
            then = read_facts(folded, RULES, at=later, calendar=CALENDAR)
            assert RULES.unpack(then.bits ^ now.bits) == set(), later


def test_every_third_lateness_makes_a_miss_within_a_year() -> None:
    case = Case(RULES)
    for month in (1, 5, 9):
        case.tell("session.attended", on(5, month=month), late_minutes=5)
    assert "missed" in case.true(on(6, month=9))
    case = Case(RULES)
    for moment in (on(5, month=1), on(5, month=5), on(5, month=1) + timedelta(days=366)):
        case.tell("session.attended", moment, late_minutes=5)
    assert "missed" not in case.true(on(5, month=1) + timedelta(days=367))


def test_misses_in_a_row_end_with_a_session_attended() -> None:
    case = Case(RULES)
    case.tell("session.missed", on(3))
    assert "in_a_row" not in case.true(on(3))
    case.tell("session.missed", on(4))
    assert "in_a_row" in case.true(on(4))
    case.tell("session.attended", on(5))
    case.tell("session.missed", on(6))
    assert "in_a_row" not in case.true(on(6))


def test_the_default_rules_fold_too() -> None:
    assert read_facts(fold([]), DEFAULT, at=on(3), calendar=CALENDAR).bits == DEFAULT.pack(
        {"ours_done", "safe_to_reach", "letter_safe"}
    )
