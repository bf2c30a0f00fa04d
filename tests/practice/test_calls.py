"""Practice calls: lived on a clock of their own, in a place that nothing real can see."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from heardfirst import access, clock
from heardfirst.agency.agency_setup import nobody_here
from heardfirst.agency.calendars import add_court_day
from heardfirst.agency.models import Agency, Person, ProtocolVersion
from heardfirst.agency.selectors import agencies, staff_of
from heardfirst.cli.installation import obvious_person
from heardfirst.cli.tick import calendars_ending
from heardfirst.practice.calls.debrief import debrief_of
from heardfirst.practice.calls.practice_agency import world_of
from heardfirst.practice.calls.selectors import (
    call_of,
    calls_of,
    decision_in,
    is_over,
    moves_of,
    practiced_case,
)
from heardfirst.practice.calls.services import act, begin, pass_minutes, stop
from heardfirst.practice.calls.stories import STORIES
from heardfirst.practice.errors import CallError
from heardfirst.practice.models import PracticeCall
from heardfirst.protocol import load_protocol
from heardfirst.record.models import Case, Entry, Standing
from heardfirst.record.rebuild import rebuild
from heardfirst.record.services import NewEntry, append, correct, tick
from heardfirst.record.verify import verify
from tests.record.conftest import Cast

pytestmark = pytest.mark.usefixtures("now")


def started(person: Person, story: str = "reunification", temper: int = 0, **more: Any) -> PracticeCall:
    call = begin(person=person, story=story, temper=temper, seed=5, **more)
    found = call_of(person, call.public_id)
    assert found is not None
    return found


def records(call: PracticeCall, kind: str, **details: Any) -> None:
    """What the learner writes down, a few minutes later."""
    call.refresh_from_db(fields=["now", "moves"])
    requirement = call.case.requirements.get() if kind.startswith("session.") else None
    with clock.standing_at(call.now):
        append(
            case=call.case, by=call.case.worker, kind=kind, at=call.now, details=details,
            requirement=requirement,
        )  # fmt: skip
    pass_minutes(call=call, minutes=5)
    call.refresh_from_db(fields=["now"])


def good_talk(call: PracticeCall) -> None:
    """From the first ring to a session booked with a plan, everything put down as it was said."""
    for do in ("dial", "greet", "limits", "ask"):
        told = act(call=call, do=do).told
    records(call, "contact.made", channel="phone", by="worker")
    records(call, "client.heard", barriers=list(told), limits_explained=True)
    act(call=call, do="stakes")
    records(call, "stakes.discussed", understood="yes")
    today = call.now.date().isoformat()
    records(call, "plan.agreed", actions=[{"what": "ride", "by": "us", "until": today}])
    start = call.now + timedelta(days=1)
    records(call, "session.booked", starts_at=start.isoformat(), plan=True, by="us")


def test_a_call_begins_the_next_working_morning_with_a_miss_to_answer(cast: Cast, now: datetime) -> None:
    call = started(cast.worker)
    assert call.now.isoformat() == "2026-03-05T14:00:00+00:00"  # Thursday, nine in New York
    decision = decision_in(call)
    assert decision.response_open and decision.next.step == "contact"
    assert call.case.agency.practice_of_id == cast.agency.pk and call.case.worker is not None
    assert call.case.worker.name == cast.worker.name and not call.case.worker.is_active
    assert verify(call.case) == []


@pytest.mark.parametrize("story", STORIES)
def test_every_story_asks_for_something(story: str, cast: Cast) -> None:
    decision = decision_in(started(cast.worker, story, temper=3))
    assert decision.response_open and decision.next.step in ("contact", "listen")


def test_a_day_off_of_the_court_is_a_day_off_in_the_story(cast: Cast, now: datetime) -> None:
    started(cast.worker)
    add_court_day(agency=cast.agency, day=now.date() + timedelta(days=1), name="Snow", at=now)
    assert started(cast.worker).now.day == 6


def test_whoever_keeps_the_order_is_told_so(cast: Cast) -> None:
    call = started(cast.worker)
    good_talk(call)
    records(call, "action.done", by="us", what="ride")
    assert act(call=call, do="session").got == "comes"
    assert is_over(call)
    stop(call=call)
    with pytest.raises(CallError):
        act(call=call, do="dial")
    back = debrief_of(call)
    assert back.over
    assert not (back.out_of_order or back.unrecorded_barriers)
    assert not (back.barriers_only_recorded or back.unnamed_barriers)
    assert (back.understood, back.understood_recorded, back.limits_explained) == ("understood", "yes", True)
    assert (back.tries, back.reached, back.tries_recorded, back.hurt) == (1, 1, 1, ())
    assert not back.tried_again and back.promised == ()
    kept = [each.recorded.in_order for each in back.turns if each.recorded and each.recorded.step]
    assert len(kept) == 5 and all(kept)
    assert [each.recorded.kind for each in back.turns if each.recorded and not each.recorded.by_us] == [
        "session.attended"
    ]


def test_what_was_done_too_soon_is_named_with_its_reasons(cast: Cast) -> None:
    call = started(cast.worker)
    records(call, "court.reported", form="notice", basis="consent")
    back = debrief_of(call)
    (too_soon,) = back.out_of_order
    assert too_soon.kind == "court.reported" and too_soon.why and back.court_first
    assert too_soon.next_step is not None and too_soon.next_step.name == "contact"


def test_what_was_heard_and_what_was_put_down_are_held_beside_each_other(cast: Cast) -> None:
    call = started(cast.worker)
    for do in ("dial", "greet", "blame", "ask", "more"):
        act(call=call, do=do)
    records(call, "contact.made", channel="phone", by="worker")
    records(call, "client.heard", barriers=["money"])
    back = debrief_of(call)
    first, *rest = back.named_barriers + back.unnamed_barriers
    assert back.named_barriers == (first,) == ("transport",) and back.unnamed_barriers == tuple(rest)
    assert back.unrecorded_barriers == ("transport",) and back.barriers_only_recorded == ("money",)
    assert (
        back.hurt == ("blame",)
        and back.asked_questions
        and not back.limits_explained
        and not back.limits_recorded
    )
    wrong = Entry.objects.get(case=call.case, kind="client.heard")
    with clock.standing_at(call.now):
        right = NewEntry(call.case, "client.heard", call.now, {"barriers": ["transport"]})
        correct(entry=wrong, by=call.case.worker, reason="I had misheard.", replacement=right)
    back = debrief_of(call)
    assert (back.unrecorded_barriers, back.barriers_only_recorded) == ((), ())


def test_a_contact_rule_that_was_not_kept_is_named(cast: Cast) -> None:
    call = started(cast.worker, "partner_at_home")
    records(call, "contact.tried", channel="phone", outcome="no_answer")
    assert debrief_of(call).unsafe == ()
    records(call, "contact.tried", channel="phone", outcome="message_left")
    records(call, "letter.sent")
    assert debrief_of(call).unsafe == ("no_voicemail", "no_letter")


def test_a_record_that_claims_more_than_was_done_is_told_so(cast: Cast) -> None:
    call = started(cast.worker)
    act(call=call, do="dial")
    records(call, "contact.made", channel="phone", by="worker")
    records(call, "contact.made", channel="visit", by="client")
    assert debrief_of(call).not_done == ()
    records(call, "contact.tried", channel="phone", outcome="no_answer")
    records(call, "contact.tried", channel="email")
    act(call=call, do="go")
    records(call, "contact.made", channel="in_person", by="worker")
    assert debrief_of(call).not_done == ("phone", "email")


def test_what_they_heard_first_counts_as_a_try_put_down_and_must_have_been_said(cast: Cast) -> None:
    call = started(cast.worker)
    for do in ("dial", "greet", "ask"):
        act(call=call, do=do)
    records(call, "client.forewarned", channel="phone")
    back = debrief_of(call)
    assert (back.tries, back.tries_recorded, back.not_forewarned) == (1, 1, True)
    act(call=call, do="forewarn")
    records(call, "contact.made", channel="phone", by="worker")
    back = debrief_of(call)
    assert (back.tries_recorded, back.not_forewarned, back.not_done) == (1, False, ())


def test_that_they_want_to_stop_is_put_down_as_they_said_it(cast: Cast) -> None:
    call = started(cast.worker, "wants_to_stop")
    records(call, "client.declared", intends="stop")
    back = debrief_of(call)
    assert (back.stop_stated, back.stop_recorded) == (False, True)
    act(call=call, do="dial")
    assert act(call=call, do="intend").got == "stop" and debrief_of(call).stop_stated
    call = started(cast.worker, "wants_to_stop")
    act(call=call, do="dial")
    act(call=call, do="intend")
    back = debrief_of(call)
    assert (back.stop_stated, back.stop_recorded) == (True, False)


def test_trying_again_is_trying_after_nobody_answered(cast: Cast) -> None:
    call = started(cast.worker)
    for do in ("dial", "goodbye", "dial", "goodbye"):
        act(call=call, do=do)
    assert debrief_of(call).tries == 2 and not debrief_of(call).tried_again
    call = started(cast.worker, temper=3)
    act(call=call, do="dial")
    assert not debrief_of(call).tried_again
    act(call=call, do="dial")
    assert debrief_of(call).tried_again


def test_what_was_asked_for_twice_is_done_once(cast: Cast) -> None:
    call = started(cast.worker)
    act(call=call, do="dial", after=0)
    with pytest.raises(CallError):
        act(call=call, do="dial", after=0)
    assert act(call=call, do="greet", after=1).got == "greeted"


def test_a_date_that_passed_is_named_while_it_is_open(cast: Cast) -> None:
    late = started(cast.worker, "wants_to_stop")
    act(call=late, do="later")
    assert debrief_of(late).passed == (), "what was late before it begins is not held against anybody"
    call = started(cast.worker, "drug_court")
    assert debrief_of(call).passed == ()
    for _day in range(5):
        act(call=call, do="tomorrow")
    assert {"contact", "notify_court"} <= {
        step.name for step, due in debrief_of(call).passed if due < call.now
    }


def test_what_was_told_the_court_is_held_to_the_step_of_its_form(cast: Cast) -> None:
    for form, name in (("notice", "notify_court"), ("recommendation", "recommend_action")):
        call = started(cast.worker, "drug_court")
        records(call, "court.reported", form=form, basis="court_order")
        (too_soon,) = debrief_of(call).out_of_order
        assert too_soon.step is not None and too_soon.step.name == name


def test_the_session_is_missed_where_we_did_not_do_our_part(cast: Cast) -> None:
    call = started(cast.worker, temper=1)
    spent = [{"do": "dial", "got": "no_answer", "told": [], "at": call.now.isoformat(), "count": 0}] * 2
    PracticeCall.objects.filter(pk=call.pk).update(moves=spent)
    call.refresh_from_db()
    good_talk(call)
    assert debrief_of(call).promised == ()
    assert act(call=call, do="session").got == "misses_ours"
    assert debrief_of(call).promised == ("ride",)
    assert not is_over(call) and decision_in(call).facts.bits & decision_in(call).protocol.bits["missed"]


def test_time_passes_to_the_afternoon_the_morning_and_not_to_a_session_there_is_not(cast: Cast) -> None:
    call = started(cast.worker)
    for hour in (12, 15, 18):
        act(call=call, do="later")
        assert call.now.hour == hour
    act(call=call, do="later")
    assert (call.now.day, call.now.hour) == (6, 9)
    act(call=call, do="tomorrow")
    assert call.now.day == 9, "the weekend is nobody's working morning"
    for do in ("session", "greet", "nonsense"):
        with pytest.raises(CallError):
            act(call=call, do=do)
    assert [each.got for each in moves_of(call)] == ["waited"] * 5


def test_nothing_real_sees_it(cast: Cast, now: datetime) -> None:
    before = set(staff_of(cast.agency))
    call = started(cast.worker)
    everybody = [cast.worker, cast.colleague, cast.supervisor, cast.stranger]
    for person in everybody:
        assert access.case_or_none(person, call.case.public_id) is None
        assert not access.cases_listed_for(person).exists()
        assert access.find_clients(person, "Marta Ibarra") == []
        day = access.today_for(person, now + timedelta(days=3))
        assert (day.first, day.then, day.waiting) == (None, (), ())
    assert list(agencies()) == [cast.agency, cast.elsewhere] and Agency.objects.count() == 3
    assert set(staff_of(cast.agency)) == before
    assert not Person.objects.filter(is_active=True, email__endswith="practice.invalid").exists()


def test_no_real_tick_or_rebuild_touches_it(cast: Cast, now: datetime) -> None:
    call = started(cast.worker)
    Standing.objects.filter(case=call.case).update(look_again_at=now)
    kept = Case.objects.get(pk=call.case_id).decided_at
    assert tick(now=now + timedelta(days=30)) == 0 and rebuild() == []
    assert Case.objects.get(pk=call.case_id).decided_at == kept


def test_a_place_to_practice_is_no_agency_of_the_installation(db: None, now: datetime) -> None:
    from heardfirst.agency.services import add_person, open_agency

    agency = open_agency(name="Harbor Family Services")
    person = add_person(agency=agency, email="wanda@example.org", name="Wanda")
    world = world_of(agency)
    assert world_of(agency) == world and obvious_person() == person and not nobody_here()
    assert calendars_ending() == [str(agency.public_id)]
    with pytest.raises(ValueError, match="made up"):
        world_of(world)


def test_it_is_only_ever_found_by_whose_it_is(cast: Cast) -> None:
    call = started(cast.worker)
    assert [each.pk for each in calls_of(cast.worker)] == [call.pk]
    assert practiced_case(cast.worker, call.case.public_id) == call
    for other in (cast.colleague, cast.supervisor, cast.stranger):
        assert calls_of(other) == [] and call_of(other, call.public_id) is None
        assert practiced_case(other, call.case.public_id) is None


def test_one_may_practice_other_rules_than_those_in_force(cast: Cast, now: datetime) -> None:
    other = load_protocol("campus-counseling")
    kept = ProtocolVersion.objects.create(
        agency=cast.agency, key=other.key, version=other.version, digest=other.digest,
        text=other.source.encode(), put_in_force_at=now,
        bases={other.base.key: other.base.source} if other.base else {},
    )  # fmt: skip
    ProtocolVersion.objects.create(
        agency=cast.agency, key="court-mandated-treatment", version="2026.3",
        digest=load_protocol("court-mandated-treatment").digest,
        text=load_protocol("court-mandated-treatment").source.encode(), put_in_force_at=now,
    )  # fmt: skip
    assert decision_in(started(cast.worker)).protocol.key == "court-mandated-treatment"
    assert decision_in(started(cast.worker, rules=kept.digest)).protocol == other
    assert decision_in(started(cast.worker)).protocol.key == "court-mandated-treatment"
    for wrong in ({"rules": "0" * 64}, {"story": "none"}, {"temper": 4}):
        with pytest.raises(CallError):
            started(cast.worker, **wrong)
