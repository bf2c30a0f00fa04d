"""A case handed over: who answers for it changes, and nothing that was recorded does."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest

from heardfirst import clock
from heardfirst.access import today_for
from heardfirst.agency import staffing
from heardfirst.agency.models import Person, Role
from heardfirst.protocol import Decision
from heardfirst.protocol import Entry as EntryForRules
from heardfirst.record.errors import RecordError
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Entry, Standing
from heardfirst.record.reading import CaseReading
from heardfirst.record.rebuild import rebuild
from heardfirst.record.selectors import words_of
from heardfirst.record.services import append, correct, open_case, transfer_case, transfer_cases
from heardfirst.record.verify import verify, verify_all

from .conftest import Cast

NOTE = "Promised her a bus pass. Call after five. Next session on Tuesday."


def entries(case: Case) -> list[tuple[str, Person | None]]:
    return [(each.kind, each.by) for each in case.entries.order_by("seq").select_related("by")]


@pytest.fixture
def talked(case: Case, cast: Cast, now: datetime) -> Case:
    """A miss, two tries and a talk, all the first worker's."""
    happened: list[tuple[str, int, dict[str, object]]] = [
        ("session.missed", 50, {}),
        ("contact.tried", 30, {"channel": "phone", "outcome": "no_answer"}),
        ("contact.tried", 26, {"channel": "text", "outcome": "message_left"}),
        ("contact.made", 6, {"channel": "phone", "by": "worker"}),
    ]
    for kind, hours, details in happened:
        at = now - timedelta(hours=hours)
        with clock.standing_at(at):
            append(case=case, by=cast.worker, kind=kind, at=at, details=details)
    return case


def transfer_to(case: Case, cast: Cast, to: Person, now: datetime, words: str = NOTE) -> Entry:
    return transfer_case(case=case, by=cast.supervisor, to=to, at=now, words=words)


def test_a_predecessors_contacts_stay_the_predecessors(talked: Case, cast: Cast, now: datetime) -> None:
    before, decided = entries(talked), decision(talked, now)
    entry = transfer_to(talked, cast, cast.colleague, now)
    assert entries(talked) == [*before, ("case.transferred", cast.supervisor)]
    assert {person for kind, person in entries(talked) if kind.startswith("contact.")} == {cast.worker}
    after = decision(talked, now)
    # Being in touch is the client's and the agency's; it does not begin anew with another worker.
    assert after.next.step == decided.next.step == "listen"
    assert [(each.step, each.status) for each in after.steps] == [
        (each.step, each.status) for each in decided.steps
    ]
    assert after.facts.bits == decided.facts.bits
    assert json.loads(bytes(entry.details)) == {"to": "worker"}
    assert words_of([entry], talked) == {entry.public_id: NOTE}
    assert bytes(NOTE, "utf-8") not in bytes(entry.words or b"")


def decision(case: Case, now: datetime) -> Decision:
    return CaseReading.of(case, at=now).decision(case.requirements.get())


def test_its_standings_move_with_it(talked: Case, cast: Cast, now: datetime) -> None:
    transfer_to(talked, cast, cast.colleague, now)
    assert {row.worker for row in Standing.objects.filter(case=talked)} == {cast.colleague}
    assert today_for(cast.worker, now).first is None
    first = today_for(cast.colleague, now).first
    assert first is not None and first.case == talked
    assert rebuild(check=True) == []
    assert verify(talked) == []


def test_a_first_worker_is_given_the_same_way(cast: Cast, now: datetime) -> None:
    case = open_case(agency=cast.agency, by=None, worker=None, identity=Identity("Joel Park"))
    transfer_to(case, cast, cast.colleague, now)
    assert Case.objects.get(pk=case.pk).worker == cast.colleague


def test_what_is_refused_changes_nothing(talked: Case, cast: Cast, now: datetime) -> None:
    clerk = cast.supervisor
    staffing.give_role(person=clerk, role=Role.CLERK, by=None)
    staffing.take_role(person=clerk, role=Role.SUPERVISOR, by=None)
    gone = cast.colleague
    tries: list[Callable[[], object]] = [
        lambda: transfer_case(case=talked, by=None, to=cast.worker, at=now, words=NOTE),
        lambda: transfer_case(case=talked, by=None, to=clerk, at=now, words=NOTE),
        lambda: transfer_case(case=talked, by=None, to=cast.stranger, at=now, words=NOTE),
        lambda: transfer_case(case=talked, by=cast.stranger, to=cast.colleague, at=now, words=NOTE),
        lambda: transfer_case(case=talked, by=None, to=cast.colleague, at=now, words="  \n"),
        lambda: transfer_case(case=talked, by=None, to=cast.colleague, at=now + timedelta(days=1), words="x"),
    ]
    for attempt in tries:
        with pytest.raises(RecordError):
            attempt()
    staffing.let_go(person=gone, by=None)
    with pytest.raises(RecordError):
        transfer_case(case=talked, by=None, to=gone, at=now, words=NOTE)
    there = Case.objects.get(pk=talked.pk)
    assert there.worker == cast.worker and not there.entries.filter(kind="case.transferred").exists()


def test_a_closed_case_is_reopened_first(talked: Case, cast: Cast, now: datetime) -> None:
    append(case=talked, by=cast.worker, kind="case.closed", at=now, details={"reason": "completed"})
    with pytest.raises(RecordError, match="closed"):
        transfer_to(talked, cast, cast.colleague, now)
    append(case=talked, by=cast.worker, kind="case.reopened", at=now)
    transfer_to(talked, cast, cast.colleague, now)


def test_of_two_who_give_it_the_second_is_told(talked: Case, cast: Cast, now: datetime) -> None:
    as_read = Case.objects.select_related("agency", "client").get(pk=talked.pk)
    transfer_to(talked, cast, cast.colleague, now)
    with pytest.raises(RecordError, match="in the meantime"):
        transfer_case(case=as_read, by=cast.worker, to=cast.supervisor, at=now, words="For you.")
    assert Case.objects.get(pk=talked.pk).worker == cast.colleague


def test_many_at_once_with_one_note(cast: Cast, now: datetime) -> None:
    cases = [
        open_case(agency=cast.agency, by=None, worker=None, identity=Identity(f"Client {place}"))
        for place in range(23)
    ]
    given = transfer_cases(cases=cases, by=cast.supervisor, to=cast.colleague, at=now, words=NOTE)
    assert len(given) == 23
    assert set(Case.objects.values_list("worker", flat=True)) == {cast.colleague.pk}
    stored = Entry.objects.filter(kind="case.transferred").select_related("case__client")
    assert stored.count() == 23
    assert {words_of([each], each.case)[each.public_id] for each in stored} == {NOTE}
    assert verify_all() == []


def test_it_is_not_taken_back_by_a_correction(talked: Case, cast: Cast, now: datetime) -> None:
    entry = transfer_to(talked, cast, cast.colleague, now)
    with pytest.raises(RecordError, match="Transfer the case again"):
        correct(entry=entry, by=cast.colleague, reason="By mistake.")
    transfer_case(case=talked, by=cast.supervisor, to=cast.worker, at=now, words="Back, by mistake.")
    assert Case.objects.get(pk=talked.pk).worker == cast.worker


def test_a_transfer_to_another_program_is_corrected_like_any_entry(
    talked: Case, cast: Cast, now: datetime
) -> None:
    entry = append(case=talked, by=cast.worker, kind="case.transferred", at=now, details={"to": "program"})
    assert str(entry.public_id) in {one.id for one in standing(talked, now)}
    correct(entry=entry, by=cast.worker, reason="The other program had no place.")
    assert str(entry.public_id) not in {one.id for one in standing(talked, now)}
    assert Case.objects.get(pk=talked.pk).worker == cast.worker
    assert verify(talked) == [] and rebuild(check=True) == []


def standing(case: Case, now: datetime) -> Sequence[EntryForRules]:
    return CaseReading.of(case, at=now).standing


def test_what_names_the_rules_is_not_corrected(talked: Case, cast: Cast) -> None:
    opened = talked.entries.get(kind="case.opened")
    with pytest.raises(RecordError, match="use the form for it"):
        correct(entry=opened, by=cast.worker, reason="By mistake.")
