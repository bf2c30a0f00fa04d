"""The access log: numbered without a gap, chained, and closed to every hand, the database's included."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from heardfirst.access import guards
from heardfirst.access.log import LogFault, LoggedAction, lines_of, note, verify_log
from heardfirst.access.models import AccessEvent, AccessHead
from heardfirst.access.reading_log import cases_named, clients_of
from heardfirst.agency.models import Role
from heardfirst.agency.services import add_person
from heardfirst.record.models import Case
from tests.record.conftest import Cast


def fill(cast: Cast, case: Case) -> None:
    for what in (LoggedAction.OPENED, LoggedAction.SEARCHED, LoggedAction.EXPORTED, LoggedAction.OPENED):
        note(agency=cast.agency, what=what, person=cast.worker, case=case, screen="case", place="192.0.2.7")


def without_guards(statement: str, *given: Any) -> None:
    """What somebody could do who may write the database and takes its guards away first."""
    with transaction.atomic(), connection.cursor() as asked:
        if connection.vendor == "postgresql":
            asked.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for each in guards.undoing(connection.vendor):
            asked.execute(each)
        asked.execute(statement, given)
        if connection.vendor == "postgresql":
            asked.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for each in guards.statements(connection.vendor):
            asked.execute(each)
        asked.execute(guards.letting_go(connection.vendor))


def test_lines_are_counted_and_chained(case: Case, cast: Cast) -> None:
    fill(cast, case)
    assert list(lines_of(cast.agency).values_list("number", flat=True)) == [4, 3, 2, 1]
    assert verify_log(cast.agency) == (4, [])
    assert verify_log(cast.elsewhere) == (0, [])


def test_each_agency_has_a_log_of_its_own(case: Case, cast: Cast) -> None:
    fill(cast, case)
    event = note(
        agency=cast.elsewhere, what=LoggedAction.REFUSED, person=cast.stranger, case=case, about=cast.worker
    )
    assert (event.number, event.case, event.about) == (1, None, None)
    assert lines_of(cast.elsewhere).count() == 1
    assert verify_log(cast.elsewhere) == (1, [])


def test_a_line_is_neither_changed_nor_taken_out(case: Case, cast: Cast) -> None:
    fill(cast, case)
    with connection.cursor() as asked:
        asked.execute(guards.keeping(connection.vendor))
    for wrong in (
        lambda: AccessEvent.objects.filter(number=2).update(what=LoggedAction.LISTED),
        lambda: AccessEvent.objects.filter(number=2).delete(),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            wrong()
    assert verify_log(cast.agency) == (4, [])


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE access_accessevent SET screen = 'order' WHERE number = 2", LogFault("altered", 2)),
        ("UPDATE access_accessevent SET person_id = NULL WHERE number = 4", LogFault("altered", 4)),
        ("DELETE FROM access_accessevent WHERE number = 2", LogFault("missing", 2)),
        ("DELETE FROM access_accessevent WHERE number = 4", LogFault("cut_off", 4)),
        ("DELETE FROM access_accessevent", LogFault("cut_off", 1)),
    ],
)
def test_whoever_gets_round_the_guards_is_found_out(
    case: Case, cast: Cast, statement: str, fault: LogFault
) -> None:
    fill(cast, case)
    without_guards(statement)
    assert verify_log(cast.agency)[1] == [fault]


def test_a_line_put_in_at_the_end_is_found(case: Case, cast: Cast) -> None:
    fill(cast, case)
    head = AccessHead.objects.get(agency=cast.agency)
    note(agency=cast.agency, what=LoggedAction.OPENED, person=cast.worker)
    AccessHead.objects.filter(pk=head.pk).update(number=head.number, digest=head.digest)
    assert verify_log(cast.agency)[1] == [LogFault("beyond", 5)]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_lose_no_line(cast: Cast) -> None:
    def write() -> None:
        try:
            for _each in range(15):
                note(agency=cast.agency, what=LoggedAction.LISTED, person=cast.worker)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert verify_log(cast.agency) == (60, [])


def test_only_the_privacy_officer_finds_a_client_in_it(case: Case, cast: Cast) -> None:
    officer = add_person(
        agency=cast.agency, email="petra@example.org", name="Petra", roles=[Role.PRIVACY_OFFICER]
    )
    fill(cast, case)
    assert [each.pk for each in cases_named(officer, "quin mari")] == [case.pk]
    assert clients_of(lines_of(cast.agency)) == {case.pk: "Marisol Quiñones"}
    nobody: Callable[[], list[Case]] = lambda: cases_named(cast.supervisor, "quin mari")  # noqa: E731
    assert nobody() == []
    elsewhere = add_person(
        agency=cast.elsewhere, email="paul@example.org", name="Paul", roles=[Role.PRIVACY_OFFICER]
    )
    assert cases_named(elsewhere, "quin mari") == []
