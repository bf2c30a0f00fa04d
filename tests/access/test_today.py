"""Today is in order, in pages, and costs the same whatever the caseload."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heardfirst import access
from heardfirst.access.today import COUNTED_UP_TO
from heardfirst.agency.models import Person
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Order, Requirement, Standing
from heardfirst.record.services import NewCase, append, open_cases
from tests.record.conftest import Cast


def caseload(cast: Cast, number: int, worker: Person | None = None) -> list[Case]:
    news = [NewCase(Identity(f"Client {place}"), ["therapy"]) for place in range(number)]
    opened = open_cases(agency=cast.agency, by=None, worker=worker or cast.worker, cases=news)
    return [each.case for each in opened]


def bare_caseload(like: Case, number: int, worker: Person) -> list[Case]:
    """Many cases at once, without the history that opening them would write: rows for a planner to see."""
    cases = [
        Case(
            agency_id=like.agency_id,
            client_id=like.client_id,
            worker=worker,
            protocol_name=like.protocol_name,
            head=like.head,
            opened_at=like.opened_at,
        )
        for _ in range(number)
    ]
    Case.objects.bulk_create(cases)
    orders = Order.objects.bulk_create(Order(agency_id=like.agency_id, case=case) for case in cases)
    Requirement.objects.bulk_create(
        Requirement(agency_id=like.agency_id, case=order.case, order=order, kind="therapy")
        for order in orders
    )
    return cases


def stand(cases: list[Case], now: datetime, **fields: Any) -> None:
    """Give each case a standing, due one minute after the other."""
    Standing.objects.filter(case__in=[case.pk for case in cases[:500]]).delete()
    requirements = Requirement.objects.filter(case_id__gte=cases[0].pk, case_id__lte=cases[-1].pk)
    by_case = {each.case_id: each for each in requirements}
    usual = {"urgency": Standing.Urgency.NOW, "next_step": "contact", "next_role": "reach"}
    Standing.objects.bulk_create(
        Standing(
            agency_id=case.agency_id,
            case=case,
            requirement=by_case[case.pk],
            worker_id=case.worker_id,
            response_open=True,
            due_at=now + timedelta(minutes=place),
            sort_at=now + timedelta(minutes=place),
            protocol_digest="",
            decided_at=now,
            **usual | fields,
        )
        for place, case in enumerate(cases)
    )


def test_safety_then_what_is_due_first_then_waiting_apart(cast: Cast, now: datetime) -> None:
    cases = caseload(cast, 4)
    missed = now - timedelta(days=1)
    for days, case in enumerate(cases):
        append(case=case, by=None, kind="session.missed", at=missed - timedelta(days=2 * days))
    append(case=cases[0], by=cast.worker, kind="risk.raised", at=now, details={"risk": "suicide"})
    append(case=cases[3], by=cast.worker, kind="client.heard", at=now, details={"barriers": ["work"]})
    today = access.today_for(cast.worker, now)
    assert today.first is not None
    assert today.first.case == cases[0]
    in_order = [line.standing.sort_at for line in today.then]
    assert in_order == sorted(in_order)
    assert {line.case for line in today.then} == set(cases[1:])
    assert today.to_do == access.Count(4)


def test_what_is_past_due_says_so(cast: Cast, now: datetime) -> None:
    cases = caseload(cast, 2)
    stand(cases[:1], now - timedelta(hours=1))
    stand(cases[1:], now + timedelta(hours=1))
    today = access.today_for(cast.worker, now)
    assert today.first is not None
    assert [today.first.overdue, *(line.overdue for line in today.then)] == [True, False]


def test_the_rest_comes_in_pages(cast: Cast, now: datetime) -> None:
    cases = caseload(cast, 25)
    stand(cases, now)
    first, second = access.today_for(cast.worker, now), access.today_for(cast.worker, now, skip=20)
    assert first.first is not None
    assert [first.first.case, *(line.case for line in first.then)] == cases[:20]
    assert second.first is None
    assert [line.case for line in second.then] == cases[20:]
    assert first.to_do == second.to_do == access.Count(25)


def test_who_waits_is_apart_and_who_is_well_is_not_there(cast: Cast, now: datetime) -> None:
    cases = caseload(cast, 3)
    stand(cases[:1], now, urgency=Standing.Urgency.WAITING, next_step="")
    stand(cases[1:2], now, urgency=Standing.Urgency.QUIET, next_step="")
    stand(cases[2:], now, place=1)
    today = access.today_for(cast.worker, now)
    assert today.first is None
    assert today.then == ()
    assert [line.case for line in today.waiting] == cases[:1]
    assert (today.to_do.number, today.waiting_for.number) == (0, 1)


def test_more_than_can_be_counted_at_a_glance(cast: Cast, now: datetime) -> None:
    stand(bare_caseload(caseload(cast, 1)[0], COUNTED_UP_TO + 1, cast.worker), now)
    assert access.today_for(cast.worker, now).to_do == access.Count(COUNTED_UP_TO, or_more=True)
    assert access.today_for(cast.supervisor, now).to_do == access.Count(COUNTED_UP_TO, or_more=True)


def fresh(person: Person) -> Person:
    """The same person as the next request would meet them, nothing of theirs read yet."""
    return Person.objects.select_related("agency").get(pk=person.pk)


@pytest.mark.parametrize("who", ["worker", "supervisor"])
def test_the_number_of_queries_does_not_grow(cast: Cast, now: datetime, who: str) -> None:
    stand(caseload(cast, 2), now)
    with CaptureQueriesContext(
        connection,
    ) as few:
        access.today_for(fresh(getattr(cast, who)), now)
    stand(caseload(cast, 30), now)
    with CaptureQueriesContext(connection) as many:
        access.today_for(fresh(getattr(cast, who)), now)
    # The person with their agency, their roles, whom they cover for, and four for the day itself.
    assert len(few) == len(many) == 7


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"{'EXPLAIN QUERY PLAN' if connection.vendor == 'sqlite' else 'EXPLAIN'} {sql}")
        return "\n".join(str(row) for row in cursor.fetchall())


def standings_part(plan: str) -> str:
    """How the standings are walked; how the one row of each of their relations is fetched is no matter."""
    walks = ("standing", "Sort", "TEMP B-TREE")
    return "\n".join(line for line in plan.splitlines() if any(word in line for word in walks))


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_the_plan_is_an_index_range_at_any_caseload(cast: Cast, now: datetime) -> None:
    """Small tables are scanned by any sensible planner, so it is asked of tables that are not small."""
    like = caseload(cast, 1)[0]
    plans: list[list[str]] = []
    for number in (400, 1200) if connection.vendor == "sqlite" else (2000, 2500):
        for worker in (cast.worker, cast.colleague):
            stand(bare_caseload(like, number, worker), now)
            stand(bare_caseload(like, number, worker), now, urgency=Standing.Urgency.WAITING, next_step="")
        analyze()
        for who, index in ((cast.worker, "standing_of_worker"), (cast.supervisor, "standing_of_agency")):
            with CaptureQueriesContext(connection) as captured:
                access.today_for(who, now)
            listing = [each["sql"] for each in captured if "record_standing" in each["sql"]]
            assert len(listing) == 4
            plans.append([standings_part(plan_of(sql)) for sql in listing])
            for plan in plans[-1]:
                assert index in plan, plan
                assert "TEMP B-TREE" not in plan
                assert "Seq Scan on record_standing" not in plan
            # A count may be sorted on the way: it is of one range, and no longer than what is counted up to.
            assert not any(
                "Sort" in plan for plan, sql in zip(plans[-1], listing, strict=True) if "COUNT" not in sql
            )
    if connection.vendor == "sqlite":
        assert plans[:2] == plans[2:]
