"""The next try: what it must never propose, what it prefers, and what shuts a way."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heardfirst.guide.attempts import CHANNELS, NextAttempt, Reaching, reaching_of
from heardfirst.protocol import fold
from heardfirst.protocol.facts.reach import safe_contact_of
from heardfirst.protocol.facts.tries import time_of_day
from heardfirst.protocol.vocabulary.closed_lists import TRY_OUTCOMES
from tests.protocol.tellings import CALENDAR, Case, on, with_rules

Tried = tuple[float, str, str]


def told(*tried: Tried, **terms: Any) -> Case:
    """A session missed on Monday, March 2 at 10, and tries on days of March, in parts of a day after 10."""
    asked: dict[str, Any] = {"at_stake": "reunification", "report_within": False} | terms
    case = Case(**asked)
    case.tell("session.booked", on(1, 9), starts=on(2, 10), plan=True)
    case.tell("session.missed", on(2, 10), starts=on(2, 10))
    for day, channel, outcome in tried:
        case.tell("contact.tried", on(1) + timedelta(days=day - 1), channel=channel, outcome=outcome)
    return case


def reaching(case: Case, at: datetime, *, phone: bool = True, email: bool = True) -> Reaching:
    folded = fold(case.entries, at=at)
    contact, decision = safe_contact_of(folded), case.decide(at)
    return reaching_of(folded, contact, decision, at=at, calendar=CALENDAR, phone=phone, email=email)


def test_what_the_agency_keeps_to_meanwhile_binds_the_hours_and_shuts_what_it_names() -> None:
    """Not to say who calls is how one speaks: it shuts no way before somebody has asked the client."""
    case = told()
    folded = fold(case.entries, at=on(2, 11))
    contact = safe_contact_of(folded).until_known(["do_not_say_who", "no_text"], 15, None)
    asked: dict[str, Any] = {"at": on(2, 11), "calendar": CALENDAR, "phone": True, "email": True}
    found = reaching_of(folded, contact, case.decide(on(2, 11)), **asked)
    assert found.closed == {"text": "no_text"}
    assert found.best is not None and (found.best.channel, found.best.part) == ("phone", "afternoon")
    assert min(found.best.hours) == 15
    case.tell("contact_rule.set", on(2, 10.5), rules=["do_not_say_who"])
    assert reaching(case, on(2, 11)).closed.keys() == {"email", "mail", "collateral"}


def best(case: Case, at: datetime, **known: bool) -> NextAttempt:
    found = reaching(case, at, **known).best
    assert found is not None
    return found


def test_first_by_live_voice_and_today() -> None:
    found = best(told(), on(2, 11))
    assert (found.channel, found.day, found.part) == ("phone", on(2).date(), "morning")


def test_the_second_another_way_at_another_time_of_the_same_day() -> None:
    """A notice may be due tomorrow: what can be tried today is not put off."""
    case = told((2.05, "phone", "no_answer"))
    found = best(case, on(2, 12.5))
    assert (found.channel, found.day, found.part) == ("text", on(2).date(), "afternoon")
    assert [(each.have, each.need) for each in reaching(case, on(2, 12.5)).measures] == [
        (1, 3),
        (1, 3),
        (1, 2),
        (1, 2),
    ]


def test_in_time_for_what_is_due() -> None:
    """An evening would be new and bring more, but the call is due at five."""
    case = told((2.2, "phone", "no_answer"))
    at = on(3, 12.5)
    assert case.decide(at).next.due == on(3, 17)
    assert best(case, at).part == "afternoon"
    assert best(case, on(3, 17.5)).part == "evening"


def test_two_a_day_are_enough() -> None:
    case = told((2.05, "phone", "no_answer"), (2.2, "text", "message_left"))
    assert best(case, on(2, 17.5)).day == on(3).date()


def test_not_at_the_weekend() -> None:
    assert best(told(), on(7, 10)).day == on(9).date()


def test_what_does_not_bring_a_proper_try_nearer_is_not_proposed() -> None:
    """Three tries on three days by phone, each in the morning: a fourth such call adds nothing."""
    case = told(*((day, "phone", "no_answer") for day in (3, 4, 5)))
    found = reaching(case, on(5, 13))
    assert not found.proper
    assert found.best is not None and (found.best.channel, found.best.part) == ("text", "afternoon")


def test_after_a_proper_try_it_goes_slower_each_time() -> None:
    case = told((3, "phone", "no_answer"), (4.2, "text", "message_left"), (5, "phone", "voicemail"))
    waits = []
    for _ in range(3):
        last = case.entries[-1].at
        found = reaching(case, last + timedelta(minutes=5))
        assert found.proper and found.rests_until is not None and found.best is not None
        assert found.best.day >= found.rests_until.date()
        waits.append((found.rests_until - last).days)
        case.tell(
            "contact.tried", found.rests_until + timedelta(hours=1), channel="phone", outcome="no_answer"
        )
    assert waits == [7, 14, 28]


def test_a_letter_is_proposed_only_after_a_proper_try() -> None:
    case = told((3, "phone", "wrong_number"))
    assert best(case, on(3, 12), email=False).channel == "visit"
    assert "mail" not in reaching(case, on(3, 12)).closed
    for day in (4, 5, 6):
        case.tell("contact.tried", on(day, 6 + day), channel="visit", outcome="not_home")
    case.tell("collateral.asked", on(6, 16), whom="family")
    at = on(20, 10)
    assert reaching(case, at).proper
    assert best(case, at, email=False).channel == "mail"


def test_she_asked_us_to_stop() -> None:
    case = told((3, "phone", "no_answer"))
    case.tell("contact.stop_asked", on(4))
    found = reaching(case, on(4, 12))
    assert found.stopped and found.best is None and set(found.closed) == set(CHANNELS)
    case.tell("contact.made", on(5), channel="phone", by="client")
    case.tell("session.missed", on(6, 10), starts=on(6, 10))
    assert reaching(case, on(6, 12)).best is not None


@pytest.mark.parametrize(
    ("tried", "shut", "still_open"),
    [
        (("phone", "wrong_number"), {"phone", "text"}, {"visit"}),
        (("text", "undeliverable"), {"text"}, {"phone"}),
        (("mail", "returned_mail"), {"mail"}, {"phone", "visit"}),
        (("visit", "unsafe_to_continue"), {"visit"}, {"phone"}),
        (("phone", "hung_up"), set(), {"phone"}),
    ],
)
def test_a_dead_end_shuts_a_way_until_something_comes_through(
    tried: tuple[str, str], shut: set[str], still_open: set[str]
) -> None:
    case = told((3, *tried))
    closed = reaching(case, on(3, 12)).closed
    assert set(closed) == shut and not set(closed) & still_open
    assert {closed[each] for each in shut} <= {tried[1]}
    case.tell("contact.made", on(3, 15), channel=tried[0], by="client")
    assert not set(reaching(case, on(3, 16)).closed) & shut


@pytest.mark.parametrize(
    ("rules", "shut"),
    [
        (["no_call"], {"phone", "mail"}),
        (["no_text"], {"text", "mail"}),
        (["no_message"], {"text", "email", "mail"}),
        (["no_visit", "letter_ok"], {"visit"}),
        (["do_not_say_who"], {"email", "mail", "collateral"}),
        (["interpreter", "safe_hours"], set()),
        (["no_email", "no_letter"], {"email", "mail"}),
    ],
)
def test_contact_rules_shut_ways(rules: list[str], shut: set[str]) -> None:
    case = told()
    case.tell("contact_rule.set", on(2, 11), rules=rules)
    found = reaching(case, on(2, 12))
    assert set(found.closed) == shut
    assert set(found.closed.values()) <= {*rules, "not_said_safe"}
    case.tell("contact_rule.set", on(2, 13), rule="lifted")
    assert not reaching(case, on(2, 14)).closed


def test_a_partner_answered_and_there_is_a_rule() -> None:
    """Only a call at another hour is left: no message, no letter, no visit."""
    case = told((3, "phone", "answered_other"))
    case.tell("contact_rule.set", on(2, 11), rules=["no_voicemail"])
    found = reaching(case, on(3, 12))
    assert {"text", "visit", "email", "mail"} <= set(found.closed) and "phone" not in found.closed
    assert found.best is not None and found.best.channel == "phone" and found.best.part != "morning"


def test_safe_hours_go_past_midnight_and_are_kept() -> None:
    case = told()
    case.tell("contact_rule.set", on(2, 11), rules=["safe_hours"], from_hour=18, until_hour=20)
    found = best(case, on(2, 12))
    assert (found.part, found.hours, found.narrowed) == ("evening", (18, 19), True)
    case.tell("contact_rule.set", on(2, 13), rules=["safe_hours"], from_hour=21, until_hour=1)
    assert best(case, on(2, 14)).hours == (21, 22, 23)


def test_locked_up_it_goes_through_the_facility() -> None:
    case = told((3, "phone", "no_answer"))
    case.tell("client.whereabouts", on(3, 11), where="jail", verified=False)
    at = on(3, 12)
    found = reaching(case, at)
    assert {"phone", "text", "visit", "mail", "email"} <= set(found.closed)
    if found.best is not None:
        assert found.best.channel == "through_facility"


def test_without_a_number_the_first_way_is_another() -> None:
    found = reaching(told(), on(2, 11), phone=False, email=False)
    assert found.closed == {"phone": "no_number", "text": "no_number", "email": "no_address"}
    assert found.best is not None and found.best.channel == "visit"


def test_active_efforts_ask_for_a_visit_and_the_tribe() -> None:
    case = told(*((day, "phone", "voicemail") for day in (3, 4, 5)), icwa=True)
    found = reaching(case, on(5, 13))
    assert found.also == ("visit", "tribe") and not found.proper
    assert found.best is not None and found.best.channel == "visit"


def test_a_recent_danger_is_tried_at_once_another_way() -> None:
    case = told((2.05, "phone", "no_answer"))
    case.tell("risk.raised", on(2, 11.5), risk="overdose", about="client")
    found = best(case, on(2, 11.75))
    assert (found.channel, found.day) == ("text", on(2).date()) and found.hours[0] == 11


def test_when_no_safe_way_is_left_it_says_so() -> None:
    case = Case()
    case.tell("contact.stop_asked", on(1, 8), channel="through_counsel")
    case.entries += told((3, "phone", "no_answer")).entries
    rules = ["no_text", "no_email", "no_visit", "do_not_say_who"]
    case.tell("contact_rule.set", on(3, 11), rules=rules)
    found = reaching(case, on(3, 12))
    assert found.stuck == ("channels",) and found.best is not None and found.best.channel == "phone"


def test_nothing_is_proposed_once_she_was_heard_or_is_back() -> None:
    case = told()
    case.tell("contact.made", on(3), channel="phone", by="worker")
    found = reaching(case, on(3, 12))
    assert found.best is None and found.measures == ()


def test_the_programs_own_numbers_count() -> None:
    case = told()
    case.protocol = with_rules(
        "[atoms]\ntried = { attempts = 2, days = 1, channels = 1, times_of_day = 1 }\n"
    )
    needs = {each.name: each.need for each in reaching(case, on(2, 11)).measures}
    assert needs == {"attempts": 2, "days": 1, "channels": 1, "times_of_day": 1}


tries = st.lists(
    st.tuples(
        st.floats(2.5, 40, allow_nan=False),
        st.sampled_from([each for each in CHANNELS if each != "collateral"]),
        st.sampled_from(TRY_OUTCOMES),
    ),
    max_size=24,
)
rules = st.lists(
    st.sampled_from(["no_call", "no_text", "no_visit", "no_message", "do_not_say_who", "no_letter"]),
    max_size=3,
)


@given(tries, rules, st.floats(0, 10), st.booleans(), st.booleans())
def test_what_is_proposed_keeps_every_rule(
    made: list[Tried], said: list[str], later: float, phone: bool, email: bool
) -> None:
    case = told(*sorted(made))
    if said:
        case.tell("contact_rule.set", on(2, 11), rules=said)
    at = max(entry.at for entry in case.entries) + timedelta(days=later)
    found = reaching(case, at, phone=phone, email=email)
    if found.best is None:
        return
    proposed, local = found.best, CALENDAR.local(at)
    assert proposed.channel not in found.closed
    assert CALENDAR.is_business_day(proposed.day)
    ever = [CALENDAR.local(each.at) for each in case.entries if each.kind == "contact.tried"]
    cells = Counter((when.weekday(), when.hour) for when in ever)
    assert proposed.hours
    for hour in proposed.hours:
        assert cells[proposed.day.weekday(), hour] < 2
        assert time_of_day(local.replace(hour=hour)) == proposed.part
        assert proposed.day > local.date() or hour >= local.hour
    assert (proposed.day, proposed.part) not in {(when.date(), time_of_day(when)) for when in ever}
    assert found.rests_until is None or proposed.day >= found.rests_until.date()


@given(st.data())
def test_whoever_follows_what_is_proposed_soon_made_a_proper_try(draw: st.DataObject) -> None:
    """Six tries are enough from any first one, and then it rests."""
    case = told()
    at = on(2, draw.draw(st.integers(10, 16)))
    for number in range(6):
        found = reaching(case, at)
        if found.proper:
            assert number <= 4 and found.rests_until is not None
            return
        assert found.best is not None
        hour = draw.draw(st.sampled_from(found.best.hours))
        when = datetime(*found.best.day.timetuple()[:3], hour, 59, tzinfo=CALENDAR.tz)
        case.tell("contact.tried", when, channel=found.best.channel, outcome="no_answer")
        at = when + timedelta(minutes=1)
    raise AssertionError("six attempts as proposed were not enough")
