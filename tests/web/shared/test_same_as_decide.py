"""
At each moment of a case the screens say what `heardfirst decide` says: the step, its time, and why.

The situations of the docs are lived through in the record, entry by entry as they became known. The other way
round, browser stories write down what they recorded and ask the command (`beside_decide`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from heardfirst import clock
from heardfirst.agency import services as agency_services
from heardfirst.agency.models import Person
from heardfirst.protocol import Entry, load_scenario, say
from heardfirst.protocol.files.scenario import Scenario
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Standing
from heardfirst.record.models import Entry as Recorded
from heardfirst.record.services import NewRequirement, append, correct, open_case, tick
from heardfirst.web.cases.decision_attributes import decided_in
from tests.conftest import some_of
from tests.record.conftest import Cast
from tests.web.beside_decide import Answer, decide, decide_recorded, of_decision, shown_on
from tests.web.conftest import SignedIn


def _is_lived_here(path: Path) -> bool:
    """Whether a scenario is of the rules, the zone and the one service of the agency below."""
    scenario = load_scenario(path)
    zone = scenario.now.utcoffset() == timedelta(hours=-5) and "calendar" not in scenario.table
    return zone and "protocol" not in scenario.table and scenario.requirements() == [None]


SCENARIOS = sorted(
    path for path in (Path(__file__).parents[3] / "docs" / "scenarios").glob("*.toml") if _is_lived_here(path)
)
WHY_SHOWN = 3
PARTS = 22
# Five hours behind all the year round, as the scenarios are written.
ZONE = "America/Jamaica"


def add_worker(email: str) -> Person:
    """Somebody in an agency of their own."""
    agency = agency_services.open_agency(name="Harbor Family Services", zone=ZONE)
    return agency_services.add_person(agency=agency, email=email, name="Wanda Reyes")


def lived(scenario: Scenario, worker: Person) -> Iterator[tuple[Case, Scenario]]:
    """
    The case after each moment at which something became known, and at the scenario's own now, with the
    scenario as far as it had come.
    """
    entries = sorted(scenario.entries, key=lambda each: (each.recorded, each.seq))
    moments = sorted({each.recorded for each in entries} | {scenario.now})
    first = entries[0]
    terms = first.details["terms"] if first.kind == "order.changed" else None
    with clock.standing_at(first.recorded):
        case = open_case(
            agency=worker.agency, by=worker, worker=worker, identity=Identity("Marisol Quiñones"), terms=terms
        )
    told: dict[str, Recorded] = {}
    for moment in moments:
        with clock.standing_at(moment):
            for each in entries:
                by_opening = each.kind == "case.opened" or (each is first and terms is not None)
                if each.recorded == moment and not by_opening:
                    put(case, worker, each, told)
            tick(now=moment)
            known = tuple(each for each in scenario.entries if each.recorded <= moment)
            yield case, replace(scenario, now=moment, entries=known)


def put(case: Case, worker: Person, entry: Entry, told: dict[str, Recorded]) -> None:
    """Record one entry of a scenario, as somebody would have who wrote it down then."""
    if entry.kind == "entry.corrected":
        wrong = told[entry.details["entry"]]
        correct(entry=wrong, by=worker, reason="Our mistake.")
        return
    requirement = case.requirements.get() if entry.kind.startswith("session.") else None
    order = case.orders.get() if entry.kind == "order.changed" else None
    told[entry.id] = append(
        case=case, by=worker, kind=entry.kind, at=entry.at, details=dict(entry.details),
        requirement=requirement, order=order,
    )  # fmt: skip


def check(answer: Answer, says: list[str], page: str) -> None:
    """A page carries the answer, and shows its reasons in words."""
    assert shown_on(page) == [answer]
    if answer.step:
        place = page.index("data-decided")
        shown = page[place : page.index("person-do", place)]
        for sentence in says[:WHY_SHOWN]:
            assert sentence in shown


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_at_each_moment(part: int, signed_in: SignedIn, tmp_path: Path) -> None:
    """Each part of the scenarios by one of its own, another one each run; in a thorough run all."""
    for number, path in enumerate(some_of(SCENARIOS[part::PARTS], 1)):
        worker = add_worker(f"wanda{number}@example.org")
        at_each_moment_of(path, worker, signed_in(worker), tmp_path)


def at_each_moment_of(path: Path, worker: Person, browser: Client, tmp_path: Path) -> None:
    scenario = load_scenario(path)

    def look(address: str) -> str:
        answer = browser.get(address)
        assert answer.status_code == 200
        return unescape(answer.content.decode())

    for case, known in lived(scenario, worker):
        answer, says = answered(known)
        page = look(reverse("case", args=[case.public_id]))
        check(answer, says, page)
        on_today = decided_in(Standing.objects.filter(case=case).first() or Standing())
        assert (on_today.step or None, on_today.due) == (answer.step, answer.due)
        assert tuple(filter(None, on_today.because.split(", "))) == answer.because
    assert known.now == scenario.now
    assert (answer, says) == decide(path) == decide_recorded(case, known.now, tmp_path)
    today = look("/")
    if answer.step or shown_on(today):  # who waits for nothing in particular is on no list
        check(answer, says, today)


def answered(scenario: Scenario) -> tuple[Answer, list[str]]:
    """What the command would print of a scenario, without a file of its own for each moment."""
    decision = scenario.decide()
    step = decision.next.step
    because = decision.standing(step).because if step else ()
    return of_decision(decision), list(dict.fromkeys(map(say, because)))


def test_of_two_services_the_more_pressing_one_leads(
    cast: Cast, now: datetime, signed_in: SignedIn, tmp_path: Path
) -> None:
    two = [NewRequirement("therapy", order="one"), NewRequirement("testing", order="two")]
    case = open_case(
        agency=cast.agency,
        by=cast.worker,
        worker=cast.worker,
        identity=Identity("Ana Ruiz"),
        requirements=two,
    )
    therapy, testing = case.requirements.order_by("pk")
    for requirement, ago in ((therapy, timedelta(days=1)), (testing, timedelta(days=6))):
        with clock.standing_at(now - ago):
            append(case=case, by=cast.worker, kind="session.missed", at=now - ago, requirement=requirement)
    answer, says = decide_recorded(case, now, tmp_path)
    assert (answer.step, answer.due) != (None, None)
    browser = signed_in(cast.worker)
    check(answer, says, unescape(browser.get("/").content.decode()))
    page = unescape(browser.get(reverse("case", args=[case.public_id])).content.decode())
    first, second = shown_on(page)
    assert first == answer and second.step == answer.step and second.due != answer.due
