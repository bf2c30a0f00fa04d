"""The one whose case it is, the one who may look, and those who must find nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser

from heardfirst import access
from heardfirst.agency.models import Person
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case
from heardfirst.record.services import append, open_case
from heardfirst.vault import destroy
from tests.record.conftest import Cast

MAY = ("worker", "supervisor")
MAY_NOT = ("colleague", "stranger")


@pytest.fixture
def open_response(case: Case, cast: Cast, now: datetime) -> Case:
    append(case=case, by=cast.worker, kind="session.missed", at=now - timedelta(hours=1))
    return case


@pytest.mark.parametrize("who", MAY)
def test_who_may(open_response: Case, cast: Cast, now: datetime, who: str) -> None:
    person: Person = getattr(cast, who)
    case = open_response
    assert list(access.cases_for(person)) == [case]
    assert access.case_or_none(person, case.public_id) == case
    assert access.case_or_none(person, str(case.public_id)) == case
    assert access.may_open(person, case)
    assert access.may_write(person, case)
    today = access.today_for(person, now)
    assert today.first is not None
    assert (today.first.case, today.first.name, today.first.step) == (case, "Marisol Quiñones", "contact")
    assert (today.to_do.number, today.waiting_for.number) == (1, 0)
    assert [found.name for found in access.find_clients(person, "quin mari")] == ["Marisol Quiñones"]


@pytest.mark.parametrize("who", MAY_NOT)
def test_who_must_find_nothing(open_response: Case, cast: Cast, now: datetime, who: str) -> None:
    _finds_nothing(getattr(cast, who), open_response, now)


def test_nobody_signed_in_finds_nothing(open_response: Case, now: datetime) -> None:
    _finds_nothing(AnonymousUser(), open_response, now)


@pytest.mark.parametrize("who", MAY)
def test_somebody_who_left_finds_nothing(open_response: Case, cast: Cast, now: datetime, who: str) -> None:
    person: Person = getattr(cast, who)
    person.is_active = False
    _finds_nothing(person, open_response, now)


def _finds_nothing(person: access.Visitor, case: Case, now: datetime) -> None:
    assert not access.cases_for(person).exists()
    assert access.case_or_none(person, case.public_id) is None
    assert not access.may_open(person, case)
    assert not access.may_write(person, case)
    assert access.today_for(person, now) == access.Today(now, None, (), (), access.Count(0), access.Count(0))
    assert access.find_clients(person, "Marisol") == []


def test_only_a_supervisor_sets_rules(cast: Cast) -> None:
    assert access.may_set_rules(cast.supervisor)
    assert not access.may_set_rules(cast.worker)
    assert not access.may_set_rules(AnonymousUser())
    cast.supervisor.is_active = False
    assert not access.may_set_rules(cast.supervisor)


def test_a_worker_cannot_look_at_a_colleagues_day(open_response: Case, cast: Cast, now: datetime) -> None:
    assert access.today_for(cast.colleague, now, worker=cast.worker).first is None


def test_a_supervisor_may_look_at_one_workers_day(open_response: Case, cast: Cast, now: datetime) -> None:
    assert access.today_for(cast.supervisor, now, worker=cast.worker).first is not None
    assert access.today_for(cast.supervisor, now, worker=cast.colleague).first is None
    assert access.today_for(cast.stranger, now, worker=cast.worker).first is None


@pytest.mark.parametrize("public_id", [uuid4(), "", "no-id", "1", "0" * 32, "\x00"])
def test_a_case_that_is_not_there_is_none(cast: Cast, public_id: str) -> None:
    assert access.case_or_none(cast.supervisor, public_id) is None


def test_a_case_passes_on_with_its_new_worker(open_response: Case, cast: Cast, now: datetime) -> None:
    from heardfirst.record.services import transfer_case

    transfer_case(case=open_response, by=cast.supervisor, to=cast.colleague, at=now, words="Call after five.")
    assert access.case_or_none(cast.worker, open_response.public_id) is None
    assert access.today_for(cast.worker, now).first is None
    assert access.case_or_none(cast.colleague, open_response.public_id) == open_response


def test_a_client_made_unreadable_still_has_a_line_but_no_name(
    open_response: Case, cast: Cast, now: datetime
) -> None:
    destroy(open_response.client.key_id)
    first = access.today_for(cast.worker, now).first
    assert first is not None
    assert first.name == ""
    assert access.find_clients(cast.worker, "Marisol") == []


def test_names_are_found_by_beginnings_and_the_very_word_comes_first(cast: Cast, now: datetime) -> None:
    for name in ("Mariana Ash", "Mari Zola", "Marek Oak", "Li Wen"):
        open_case(agency=cast.agency, by=None, worker=cast.worker, identity=Identity(name))
    assert [found.name for found in access.find_clients(cast.worker, "mari")] == ["Mari Zola", "Mariana Ash"]
    assert [found.name for found in access.find_clients(cast.worker, "MAR")] == [
        "Marek Oak",
        "Mari Zola",
        "Mariana Ash",
    ]
    assert [found.name for found in access.find_clients(cast.worker, "li")] == ["Li Wen"]
    assert access.find_clients(cast.worker, "ola") == []
    assert access.find_clients(cast.worker, "  ") == []


def test_lines_and_people_print_without_names(open_response: Case, cast: Cast, now: datetime) -> None:
    printed = repr(access.today_for(cast.worker, now)) + repr(access.find_clients(cast.worker, "Marisol"))
    assert "Marisol" not in printed
    assert "Quiñones" not in printed
