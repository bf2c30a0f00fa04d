"""Entries are added, chained, counted, and never doubled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from heardfirst import clock
from heardfirst.protocol import EntryError
from heardfirst.record.errors import AlreadyCorrectedError, RecordError, WordsUnreadableError
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Entry, Session, Standing
from heardfirst.record.reading import CaseReading
from heardfirst.record.rebuild import rebuild
from heardfirst.record.selectors import (
    cases_by_reference,
    client_identity,
    identities,
    labels_of,
    words_of,
)
from heardfirst.record.services import NewEntry, append, append_batch, correct, open_case
from heardfirst.record.verify import verify
from heardfirst.vault import destroy

from .conftest import Cast


def test_a_case_opens_with_its_first_entry(case: Case) -> None:
    assert [entry.kind for entry in CaseReading.of(case, at=clock.now()).entries] == ["case.opened"]
    kept = Case.objects.get(pk=case.pk)
    assert kept.count == 1
    assert bytes(kept.head) == bytes(Entry.objects.get(case=case).digest)


def test_identity_and_labels_come_back_as_they_went_in(case: Case) -> None:
    kept = Case.objects.select_related("client").get(pk=case.pk)
    assert client_identity(kept).name == "Marisol Quiñones"
    assert list(labels_of(kept.requirements.all(), kept).values()) == ["Tuesday group"]


def test_words_come_back_and_only_where_there_were_some(case: Case, cast: Cast, now: datetime) -> None:
    spoken = append(
        case=case,
        by=cast.worker,
        kind="client.heard",
        at=now,
        details={"barriers": ["transport"]},
        words="The bus.",
    )
    append(case=case, by=cast.worker, kind="note.signed", at=now)
    assert words_of(list(Entry.objects.filter(case=case)), case) == {spoken.public_id: "The bus."}


def test_both_clocks_are_kept(case: Case, cast: Cast, now: datetime) -> None:
    yesterday = now - timedelta(days=1)
    entry = append(case=case, by=cast.worker, kind="session.missed", at=yesterday)
    entry.refresh_from_db()
    assert (entry.occurred_at, entry.recorded_at, entry.zone) == (yesterday, now, "America/New_York")


@pytest.mark.parametrize(
    ("kind", "details"),
    [("session.mised", {}), ("contact.tried", {"chanel": "phone"}), ("contact.tried", {"channel": "pigeon"})],
)
def test_what_is_on_no_list_is_refused(
    case: Case, cast: Cast, now: datetime, kind: str, details: dict[str, str]
) -> None:
    with pytest.raises(EntryError):
        append(case=case, by=cast.worker, kind=kind, at=now, details=details)
    assert Entry.objects.filter(case=case).count() == 1


def test_the_future_did_not_happen_yet(case: Case, cast: Cast, now: datetime) -> None:
    with pytest.raises(RecordError, match="future"):
        append(case=case, by=cast.worker, kind="session.missed", at=now + timedelta(hours=1))


def test_a_time_without_zone_is_refused(case: Case, cast: Cast) -> None:
    with pytest.raises(RecordError, match="zone"):
        append(case=case, by=cast.worker, kind="session.missed", at=datetime(2026, 3, 1, 10))  # noqa: DTZ001


def test_somebody_of_another_agency_writes_nothing(case: Case, cast: Cast, now: datetime) -> None:
    with pytest.raises(RecordError):
        append(case=case, by=cast.stranger, kind="note.signed", at=now)
    assert Entry.objects.filter(case=case).count() == 1


def test_the_same_source_key_adds_nothing(case: Case, cast: Cast, now: datetime) -> None:
    first = append(case=case, by=None, kind="session.missed", at=now, source="import", source_key="row 1")
    again = append(case=case, by=None, kind="session.missed", at=now, source="import", source_key="row 1")
    assert again.pk == first.pk
    assert Case.objects.get(pk=case.pk).count == 2


def test_a_batch_given_twice_adds_nothing(case: Case, cast: Cast, now: datetime) -> None:
    items = [
        NewEntry(case, "session.attended", now - timedelta(days=day), source_key=f"row {day}")
        for day in range(1, 30)
    ]
    first = append_batch(agency=cast.agency, by=cast.worker, items=[*items, items[0]], source="import")
    again = append_batch(agency=cast.agency, by=cast.worker, items=items, source="import")
    assert (first.added, first.already, again.added, again.already) == (29, 1, 0, 29)
    assert Session.objects.filter(case=case, outcome="attended").count() == 29


def test_a_correction_takes_the_entry_out_and_puts_the_replacement_in(
    case: Case, cast: Cast, now: datetime
) -> None:
    missed = append(case=case, by=None, kind="session.missed", at=now - timedelta(hours=3), source="import")
    assert Session.objects.get(case=case).outcome == "missed"
    correct(
        entry=missed,
        by=cast.worker,
        reason="The clinic mixed up two people.",
        replacement=NewEntry(case, "session.attended", now - timedelta(hours=3)),
    )
    assert Session.objects.get(case=case).outcome == "attended"
    assert Entry.objects.filter(case=case).count() == 4
    with pytest.raises(AlreadyCorrectedError):
        correct(entry=missed, by=cast.worker, reason="Once more.")


def test_a_correction_needs_a_reason(case: Case, cast: Cast, now: datetime) -> None:
    entry = append(case=case, by=cast.worker, kind="note.signed", at=now)
    with pytest.raises(RecordError, match="why"):
        correct(entry=entry, by=cast.worker, reason="  ")


def test_correcting_a_correction_brings_the_entry_back(case: Case, cast: Cast, now: datetime) -> None:
    missed = append(case=case, by=None, kind="session.missed", at=now - timedelta(hours=3))
    correction = correct(entry=missed, by=cast.worker, reason="Wrong client.")
    assert not Session.objects.filter(case=case).exists()
    correct(entry=correction, by=cast.worker, reason="It was her after all.")
    assert Session.objects.get(case=case).outcome == "missed"


def test_a_case_opens_once_for_a_source_key(cast: Cast, now: datetime) -> None:
    def once() -> Case:
        return open_case(
            agency=cast.agency,
            by=None,
            worker=cast.worker,
            identity=Identity("Tess"),
            source_key="client 7",
            at=datetime(2026, 1, 1, tzinfo=UTC),
        )

    assert once().pk == once().pk


def test_what_was_rolled_back_leaves_no_trace_in_what_is_derived(
    case: Case, cast: Cast, now: datetime
) -> None:
    append(case=case, by=None, kind="session.attended", at=now - timedelta(days=8))
    with transaction.atomic():
        append(case=case, by=None, kind="session.missed", at=now - timedelta(days=1))
        transaction.set_rollback(True)
    append(case=case, by=cast.worker, kind="note.signed", at=now)
    assert not Standing.objects.filter(case=case, response_open=True).exists()
    assert [entry.kind for entry in CaseReading.of(case, at=clock.now()).entries] == [
        "case.opened",
        "session.attended",
        "note.signed",
    ]
    assert rebuild(check=True) == []
    assert verify(Case.objects.get(pk=case.pk)) == []


def test_what_others_recorded_in_between_counts(case: Case, cast: Cast, now: datetime) -> None:
    """
    The chronology remembered in this process is not trusted once the case's head has moved on without it.
    """
    append(case=case, by=cast.worker, kind="note.signed", at=now)
    append_batch(agency=cast.agency, by=None, items=[NewEntry(case, "session.missed", now)], source="import")
    append(case=case, by=cast.worker, kind="note.signed", at=now)
    assert Standing.objects.get(case=case).response_open
    assert rebuild(check=True) == []


def test_one_entry_takes_few_statements(
    case: Case, cast: Cast, now: datetime, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    append(case=case, by=cast.worker, kind="session.missed", at=now)
    with django_assert_max_num_queries(9):  # two of them the savepoint that a test's own transaction makes
        append(case=case, by=cast.worker, kind="note.signed", at=now)


def test_a_clock_a_little_ahead_is_taken_for_now(case: Case, cast: Cast, now: datetime) -> None:
    entry = append(case=case, by=cast.worker, kind="note.signed", at=now + timedelta(minutes=4))
    assert entry.occurred_at == now


def test_too_many_words_are_refused_whole(case: Case, cast: Cast, now: datetime) -> None:
    with pytest.raises(RecordError, match="too long"):
        append(case=case, by=cast.worker, kind="note.signed", at=now, words="ñ" * 10_001)
    assert Case.objects.get(pk=case.pk).count == 1


def test_a_decision_left_for_later_is_made_by_the_next_entry(case: Case, cast: Cast, now: datetime) -> None:
    append(case=case, by=None, kind="session.missed", at=now, decide=False)
    assert not Standing.objects.filter(case=case, response_open=True).exists()
    append(case=case, by=cast.worker, kind="note.signed", at=now)
    assert Standing.objects.get(case=case).response_open


def test_a_reference_from_outside_finds_its_case(cast: Cast, now: datetime) -> None:
    case = open_case(
        agency=cast.agency, by=None, worker=cast.worker, identity=Identity("Tess"), references={"mrn": "A-17"}
    )
    assert cases_by_reference(cast.agency, "mrn", ["A-17", "B-1"]) == {"A-17": [case]}
    assert cases_by_reference(cast.agency, "docket", ["A-17"]) == {}
    assert cases_by_reference(cast.elsewhere, "mrn", ["A-17"]) == {}


@pytest.mark.parametrize("service", ["", "terapia", "THERAPY"])
def test_a_service_on_no_list_is_refused(cast: Cast, now: datetime, service: str) -> None:
    with pytest.raises(RecordError, match="type of service"):
        open_case(
            agency=cast.agency, by=None, worker=cast.worker, identity=Identity("Tess"), requirements=[service]
        )
    assert not Case.objects.exists()


def test_a_case_with_terms_opens_with_them_recorded(cast: Cast, now: datetime) -> None:
    case = open_case(
        agency=cast.agency,
        by=None,
        worker=cast.worker,
        identity=Identity("Tess"),
        requirements=["therapy"],
        terms={"at_stake": "reunification"},
    )
    assert [entry.kind for entry in CaseReading.of(case, at=clock.now()).entries] == [
        "case.opened",
        "order.changed",
    ]
    assert verify(case) == []


def test_a_destroyed_key_takes_the_words_with_it(case: Case, cast: Cast, now: datetime) -> None:
    entry = append(case=case, by=cast.worker, kind="note.signed", at=now, words="The bus.")
    destroy(case.client.key_id)
    with pytest.raises(WordsUnreadableError):
        words_of([entry], case)
    with pytest.raises(WordsUnreadableError):
        client_identity(case)
    assert identities([case]) == {}
