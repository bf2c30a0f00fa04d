"""Sessions and standings follow from the chronology, as entries come, as time passes, and when rebuilt."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from heardfirst import clock
from heardfirst.agency.calendars import add_court_day, set_clock
from heardfirst.protocol import say
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Entry, Session, Standing
from heardfirst.record.reading import CaseReading
from heardfirst.record.rebuild import rebuild
from heardfirst.record.services import (
    NewEntry,
    NewRequirement,
    add_requirement,
    append,
    append_batch,
    change_order,
    correct,
    open_case,
    tick,
    transfer_case,
)
from heardfirst.record.verify import verify

from .conftest import TODAY, Cast, make_cast


def missed(case: Case, at: datetime) -> Entry:
    return append(case=case, by=None, kind="session.missed", at=at, requirement=case.requirements.first())


def test_nothing_is_open_before_a_session_was_missed(case: Case) -> None:
    assert not Standing.objects.filter(case=case, response_open=True).exists()


def test_a_missed_session_puts_the_call_first(case: Case, cast: Cast, now: datetime) -> None:
    missed(case, now - timedelta(hours=2))
    standing = Standing.objects.get(case=case)
    assert (standing.next_step, standing.next_role, standing.urgency) == (
        "contact",
        "reach",
        Standing.Urgency.NOW,
    )
    assert standing.place == 0
    assert standing.worker == cast.worker
    assert standing.due_at is not None
    assert standing.sort_at == standing.due_at
    assert any("Missed one session, Mar 4" in say(reason) for reason in standing.because)


def test_coming_back_closes_the_response(case: Case, cast: Cast, now: datetime) -> None:
    missed(case, now - timedelta(days=9))
    append(
        case=case, by=cast.worker, kind="session.booked", at=now - timedelta(days=7), details={"plan": True}
    )
    append(case=case, by=None, kind="session.attended", at=now - timedelta(days=2))
    assert not Standing.objects.filter(case=case, response_open=True).exists()


def test_safety_stands_before_everything(case: Case, cast: Cast, now: datetime) -> None:
    missed(case, now - timedelta(days=1))
    append(
        case=case, by=cast.worker, kind="risk.raised", at=now, details={"risk": "overdose", "about": "client"}
    )
    standing = Standing.objects.get(case=case)
    assert (standing.urgency, standing.next_role) == (Standing.Urgency.SAFETY, "protect")


def test_somebody_with_three_requirements_is_called_once(cast: Cast, now: datetime) -> None:
    case = open_case(
        agency=cast.agency,
        by=None,
        worker=cast.worker,
        identity=Identity("Tess"),
        requirements=["therapy", "parenting", "testing"],
    )
    for days, requirement in enumerate(case.requirements.order_by("pk"), start=1):
        append(
            case=case, by=None, kind="session.missed", at=now - timedelta(days=days), requirement=requirement
        )
    standings = list(Standing.objects.filter(case=case).order_by("urgency", "sort_at", "requirement"))
    assert [row.place for row in standings] == [0, 1, 2]


def test_a_session_needs_to_be_of_a_requirement_where_there_are_several(cast: Cast, now: datetime) -> None:
    from heardfirst.record.errors import RecordError

    case = open_case(
        agency=cast.agency,
        by=None,
        worker=cast.worker,
        identity=Identity("Tess"),
        requirements=["therapy", "testing"],
    )
    with pytest.raises(RecordError, match="which ordered service"):
        append(case=case, by=None, kind="session.missed", at=now)


def test_the_terms_of_one_order_do_not_bind_another(cast: Cast, now: datetime) -> None:
    case = open_case(
        agency=cast.agency,
        by=None,
        worker=cast.worker,
        identity=Identity("Tess"),
        requirements=[
            NewRequirement("therapy", order="family court"),
            NewRequirement("treatment", order="drug court"),
        ],
    )
    therapy, treatment = case.requirements.order_by("pk")
    terms = {"at_stake": "liberty", "report_within": {"hours": 48}, "basis": "consent"}
    change_order(case=case, by=cast.worker, order=treatment.order, terms=terms, at=now - timedelta(days=30))
    for requirement in (therapy, treatment):
        append(
            case=case, by=None, kind="session.missed", at=now - timedelta(hours=3), requirement=requirement
        )
    assert CaseReading.of(case, at=now).decision(treatment).facts.terms.at_stake == "liberty"
    assert CaseReading.of(case, at=now).decision(therapy).facts.terms.at_stake is None


def test_a_late_account_changes_what_is_so_but_not_what_was_known(
    case: Case, cast: Cast, now: datetime
) -> None:
    missed(case, now - timedelta(days=1))
    with clock.standing_at(now + timedelta(days=2)):
        append(
            case=case,
            by=cast.worker,
            kind="session.excused",
            at=now + timedelta(days=1),
            details={"starts_at": now - timedelta(days=1), "by": "supervisor"},
        )
    requirement = case.requirements.get()
    then = CaseReading.of(case, at=now + timedelta(hours=1), known_at=now + timedelta(hours=1)).decision(
        requirement
    )
    assert then.response_open
    assert not CaseReading.of(case, at=now + timedelta(days=2)).decision(requirement).response_open
    assert len(CaseReading.of(case, at=clock.now(), known_at=now).entries) == 2


def test_closing_and_reopening_a_case(case: Case, cast: Cast, now: datetime) -> None:
    closing = append(case=case, by=cast.worker, kind="case.closed", at=now, details={"reason": "completed"})
    assert Case.objects.get(pk=case.pk).status == "closed"
    correct(entry=closing, by=cast.worker, reason="Another file.")
    assert Case.objects.get(pk=case.pk).status == "open"


def test_a_case_given_to_a_colleague_is_on_her_list(case: Case, cast: Cast, now: datetime) -> None:
    missed(case, now - timedelta(days=1))
    transfer_case(case=case, by=cast.supervisor, to=cast.colleague, at=now, words="Call after five.")
    assert Standing.objects.get(case=case).worker == cast.colleague
    assert Case.objects.get(pk=case.pk).worker == cast.colleague
    assert verify(case) == []


def test_a_requirement_added_later_is_watched_too(case: Case, cast: Cast, now: datetime) -> None:
    added = add_requirement(case=case, by=cast.worker, kind="testing", label="Weekly")
    append(case=case, by=None, kind="session.missed", at=now - timedelta(days=1), requirement=added)
    assert Standing.objects.get(case=case, response_open=True).requirement == added


def test_when_time_has_changed_the_answer_the_tick_says_so(case: Case, cast: Cast, now: datetime) -> None:
    missed(case, now - timedelta(days=5))
    for days, (channel, hour) in enumerate([("phone", 1), ("text", 4), ("visit", 7)]):
        append(
            case=case,
            by=cast.worker,
            kind="contact.tried",
            at=now - timedelta(days=4 - days, hours=hour),
            details={"channel": channel, "outcome": "no_answer"},
        )
    standing = Standing.objects.get(case=case)
    assert standing.look_again_at is not None
    assert tick(now=standing.look_again_at - timedelta(seconds=1)) == 0
    later = standing.look_again_at + timedelta(seconds=1)
    assert tick(now=later) == 1
    decided = Standing.objects.get(case=case)
    assert decided.decided_at == later
    expected = CaseReading.of(case, at=later).decision(case.requirements.get())
    assert decided.next_step == (expected.next.step or "")
    assert tick(now=later) == 0


def test_the_tick_does_no_more_than_it_may(cast: Cast, now: datetime) -> None:
    for number in range(4):
        each = open_case(
            agency=cast.agency,
            by=None,
            worker=cast.worker,
            identity=Identity(f"Client {number}"),
            requirements=["therapy"],
        )
        missed(each, now - timedelta(days=number))
    Standing.objects.update(look_again_at=now)
    assert [tick(now=now, limit=3), tick(now=now, limit=3), tick(now=now, limit=3)] == [3, 1, 0]


@pytest.mark.parametrize("closed", [False, True])
def test_another_time_zone_may_change_what_became_of_a_session(
    case: Case, cast: Cast, now: datetime, closed: bool
) -> None:
    # Eleven at night in New York, on the last day of the leave; in UTC it is the day after.
    start = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
    append(
        case=case,
        by=cast.worker,
        kind="leave.granted",
        at=start - timedelta(days=3),
        details={"from": "2026-02-26", "until": "2026-02-28"},
        requirement=None,
    )
    missed(case, start)
    if closed:
        append(case=case, by=cast.worker, kind="case.closed", at=now, details={"reason": "completed"})
    assert Session.objects.get(case=case).outcome == "on_leave"
    later = now + timedelta(minutes=1)
    with clock.standing_at(later):
        assert set_clock(agency=cast.agency, zone="UTC", opens=time(8), closes=time(17), at=later)
        assert (tick(now=later), tick(now=later)) == (1, 0)
    assert Session.objects.get(case=case).outcome == "missed"
    assert rebuild(check=True) == []


@pytest.mark.parametrize("kind", ["note.signed", "contact.tried"])
def test_an_entry_between_another_calendar_and_the_tick_leaves_nothing_underived(
    case: Case, cast: Cast, now: datetime, kind: str
) -> None:
    start = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
    leave = {"from": "2026-02-26", "until": "2026-02-28"}
    append(case=case, by=cast.worker, kind="leave.granted", at=start - timedelta(days=3), details=leave)
    missed(case, start)
    assert Session.objects.get(case=case).outcome == "on_leave"
    later = now + timedelta(minutes=1)
    with clock.standing_at(later):
        set_clock(agency=cast.agency, zone="UTC", opens=time(8), closes=time(17), at=later)
        append(case=case, by=cast.worker, kind=kind, at=later)  # moves no session by itself
        tick(now=later)
    assert Session.objects.get(case=case).outcome == "missed"
    assert rebuild(check=True) == []


def test_an_entry_that_decides_nothing_leaves_a_case_to_the_tick(
    case: Case, cast: Cast, now: datetime
) -> None:
    add_court_day(agency=cast.agency, day=date(2026, 3, 5), name="Snow", at=now)
    append(case=case, by=cast.worker, kind="note.signed", at=now, decide=False)
    assert (tick(now=now), tick(now=now)) == (1, 0)


def test_a_holiday_of_the_agencys_own_moves_what_is_due(cast: Cast, now: datetime) -> None:
    add_court_day(agency=cast.agency, day=date(2026, 3, 5), name="Snow", at=now - timedelta(days=60))
    case = open_case(
        agency=cast.agency, by=None, worker=cast.worker, identity=Identity("Tess"), requirements=["therapy"]
    )
    missed(case, now - timedelta(hours=1))
    due = Standing.objects.get(case=case).due_at
    assert due is not None
    assert due.astimezone(UTC).date() == date(2026, 3, 6)


@pytest.mark.usefixtures("now")
def test_what_was_kept_is_what_follows(case: Case, cast: Cast) -> None:
    missed(case, TODAY - timedelta(days=1))
    append(case=case, by=cast.worker, kind="client.heard", at=TODAY, details={"barriers": ["transport"]})
    assert rebuild(check=True) == []


def test_what_was_tampered_with_is_found_and_mended(case: Case, cast: Cast, now: datetime) -> None:
    missed(case, now - timedelta(days=1))
    missed(case, now - timedelta(days=8))
    Standing.objects.update(next_step="bill", due_at=None)
    Session.objects.filter(starts_at=now - timedelta(days=8)).update(outcome="attended", counted=False)
    Session.objects.filter(starts_at=now - timedelta(days=1)).delete()
    Case.objects.update(status="closed")
    differences = {(each.what, each.how) for each in rebuild(check=True)}
    assert differences == {
        ("case", "status"),
        ("session", "outcome, counted"),
        ("session", "not kept"),
        ("standing", "next_step, due_at"),
    }
    assert rebuild(check=True) != []
    assert len(rebuild()) == 4
    assert rebuild(check=True) == []


def test_time_having_passed_is_no_difference(case: Case, cast: Cast, now: datetime) -> None:
    missed(case, now - timedelta(days=1))
    with clock.standing_at(now + timedelta(days=200)):
        assert rebuild(check=True) == []


def test_reasons_are_kept_without_words_or_names(case: Case, cast: Cast, now: datetime) -> None:
    append(case=case, by=cast.worker, kind="session.missed", at=now, words="She cried about Tomás.")
    kept = json.dumps(Standing.objects.get(case=case).reasons)
    assert "missed" in kept
    assert not {"Tom", "Marisol", "cried"} & set(kept.split())


HAPPENINGS = st.sampled_from(
    [
        ("session.missed", {}),
        ("session.attended", {}),
        ("session.canceled", {"by": "provider"}),
        ("contact.tried", {"channel": "phone", "outcome": "no_answer"}),
        ("contact.tried", {"channel": "visit", "outcome": "not_home"}),
        ("contact.made", {"channel": "phone", "by": "worker"}),
        ("client.heard", {"barriers": ["transport"]}),
        ("stakes.discussed", {"understood": "yes"}),
        ("plan.agreed", {"actions": ["ride"]}),
        ("note.signed", {}),
        ("risk.raised", {"risk": "suicide"}),
        ("risk.acted", {}),
    ]
)


class AnyHistory(TestCase):
    """However a history comes in, the record is whole and what is derived from it is the same."""

    @settings(max_examples=25)
    @given(
        happenings=st.lists(st.tuples(HAPPENINGS, st.integers(0, 30 * 24)), min_size=1, max_size=14),
        order=st.randoms(use_true_random=False),
        wrong=st.sets(st.integers(0, 13), max_size=3),
    )
    def test_order_of_arrival_and_corrections(self, happenings, order, wrong) -> None:  # type: ignore[no-untyped-def]
        cast = make_cast()
        moments = [
            TODAY - timedelta(hours=hours, minutes=place) for place, (_, hours) in enumerate(happenings)
        ]
        rows = [(kind, details, at) for ((kind, details), _), at in zip(happenings, moments, strict=True)]
        shuffled = rows[:]
        order.shuffle(shuffled)

        def new_case() -> Case:
            return open_case(
                agency=cast.agency,
                by=None,
                worker=cast.worker,
                identity=Identity("Any"),
                requirements=["therapy"],
                at=TODAY - timedelta(days=60),
            )

        with clock.standing_at(TODAY):
            one_by_one, at_once, with_errors = new_case(), new_case(), new_case()
            for kind, details, at in rows:
                append(case=one_by_one, by=cast.worker, kind=kind, at=at, details=details)
            items = [NewEntry(at_once, kind, at, details) for kind, details, at in shuffled]
            append_batch(agency=cast.agency, by=None, items=items, source="import")
            for place, (kind, details, at) in enumerate(rows):
                if place in wrong:
                    error = append(
                        case=with_errors, by=None, kind="session.missed", at=at - timedelta(seconds=30)
                    )
                    correct(entry=error, by=cast.worker, reason="It was somebody else.")
                append(case=with_errors, by=cast.worker, kind=kind, at=at, details=details)
            assert kept(one_by_one) == kept(at_once)
            assert what_is_next(one_by_one) == what_is_next(with_errors)
            assert rebuild(check=True) == []
        assert [verify(case) for case in (one_by_one, at_once, with_errors)] == [[], [], []]


def what_is_next(case: Case) -> object:
    """
    What somebody would see of it. When to look again may differ: a correction is something that was done.
    """
    sessions = Session.objects.filter(case=case).order_by("starts_at")
    standing = Standing.objects.filter(case=case).exclude(urgency=Standing.Urgency.QUIET)
    return (
        list(sessions.values_list("starts_at", "outcome", "counted")),
        list(standing.values_list("urgency", "next_step", "due_at", "response_open")),
    )


def kept(case: Case) -> object:
    """What was kept of a case, without what tells it from another."""
    sessions = Session.objects.filter(case=case).order_by("starts_at")
    standing = Standing.objects.filter(case=case).values_list(
        "urgency", "next_step", "due_at", "wait_until", "look_again_at", "response_open", "place"
    )
    codes = [row.reasons.get("codes") for row in Standing.objects.filter(case=case)]
    return list(sessions.values_list("starts_at", "outcome", "counted")), list(standing), codes
