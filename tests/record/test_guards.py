"""What the database refuses whatever program writes to it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, connection, models, transaction

from heardfirst.agency.models import Agency, Person
from heardfirst.record import guards
from heardfirst.record.identity import Identity
from heardfirst.record.models import (
    Case,
    CaseReference,
    Client,
    Consent,
    Entry,
    Order,
    Requirement,
    SearchToken,
    Session,
    Standing,
)
from heardfirst.record.services import append, open_case

from .conftest import Cast

TABLES: list[type[models.Model]] = [
    Case,
    CaseReference,
    Client,
    Consent,
    Entry,
    Order,
    Requirement,
    SearchToken,
    Session,
    Standing,
]


def set_now(statement: str, *values: int) -> None:
    """Run one statement and have the database check its constraints at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("table", TABLES)
def test_every_row_carries_its_agency(table: type[models.Model]) -> None:
    field = table._meta.get_field("agency")
    assert isinstance(field, models.ForeignKey)
    assert field.related_model is Agency
    assert not field.null


def test_every_way_from_row_to_row_inside_an_agency_is_guarded() -> None:
    guarded = {(table, column) for table, column, _parent in guards._SAME_AGENCY}
    ways = {
        (table._meta.db_table, field.column)
        for table in TABLES
        for field in table._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is not Agency
    }
    assert guarded == ways


@pytest.mark.usefixtures("now")
def test_a_case_cannot_be_given_to_somebody_of_another_agency(case: Case, cast: Cast) -> None:
    with pytest.raises(IntegrityError):
        set_now("UPDATE record_case SET worker_id = %s WHERE id = %s", cast.stranger.pk, case.pk)
    set_now("UPDATE record_case SET worker_id = %s WHERE id = %s", cast.colleague.pk, case.pk)


def test_a_session_cannot_be_written_across_agencies(case: Case, cast: Cast, now: datetime) -> None:
    append(case=case, by=cast.worker, kind="session.missed", at=now)
    other = open_case(
        agency=cast.elsewhere,
        by=None,
        worker=cast.stranger,
        identity=Identity("Other"),
        requirements=["testing"],
    )
    with pytest.raises(IntegrityError):
        set_now("UPDATE record_session SET agency_id = %s WHERE case_id = %s", cast.elsewhere.pk, case.pk)
    with pytest.raises(IntegrityError):
        set_now(
            "UPDATE record_standing SET requirement_id = %s WHERE case_id = %s",
            other.requirements.get().pk,
            case.pk,
        )


@pytest.mark.parametrize("column", ["kind", "occurred_at", "details", "words", "digest", "seq"])
def test_an_entry_is_never_changed(case: Case, column: str) -> None:
    with pytest.raises(IntegrityError):
        set_now(f"UPDATE record_entry SET {column} = {column} WHERE case_id = %s", case.pk)


def test_people_belong_to_one_agency(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=cast.worker.pk).update(agency_id=None)
