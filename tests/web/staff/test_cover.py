"""Cover on the screens: who stands in, who may say so, and what the one who stands in is shown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from heardfirst.access.log import lines_of
from heardfirst.agency import staffing
from heardfirst.agency.models import Cover, Person, Role
from heardfirst.agency.selectors import day_in
from heardfirst.agency.services import add_person
from heardfirst.record.models import Case, Entry
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn

NEW = "/cover/new/"


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def days(first: date, last: date) -> dict[str, str]:
    return {"first_day": first.isoformat(), "last_day": last.isoformat()}


def test_a_worker_arranges_it_for_themself(cast: Cast, signed_in: SignedIn) -> None:
    worker, day = signed_in(cast.worker), day_in(cast.agency, timezone.now())
    form = text(worker.get(NEW))
    assert "Who covers for you?" in form and "Who will be away?" not in form
    assert ">Wanda</option>" not in form and ">Colin</option>" in form and "Strom" not in form
    told = {"instead": str(cast.colleague.public_id), **days(day, day + timedelta(days=2))}
    done = worker.post(NEW, told)
    page = text(worker.get(done.headers["Location"]))
    assert "Scheduled." in page and "Colin is covering for you" in page and "End now" in page
    made = Cover.objects.get()
    assert (made.absent, made.instead, made.by) == (cast.worker, cast.colleague, cast.worker)


def test_a_worker_arranges_it_for_nobody_else(cast: Cast, signed_in: SignedIn) -> None:
    day = day_in(cast.agency, timezone.now())
    told = {
        "absent": str(cast.colleague.public_id),
        "instead": str(cast.supervisor.public_id),
        **days(day, day),
    }
    signed_in(cast.worker).post(NEW, told)
    assert Cover.objects.get().absent == cast.worker


def test_a_supervisor_arranges_it_for_those_they_look_after(cast: Cast, signed_in: SignedIn) -> None:
    day = day_in(cast.agency, timezone.now()) + timedelta(days=3)
    north = staffing.make_team(agency=cast.agency, name="North")
    other = add_person(agency=cast.agency, email="sofia@example.org", name="Sofia", roles=[Role.SUPERVISOR])
    staffing.change_team(team=north, name="North", people=[other, cast.colleague])
    south = staffing.make_team(agency=cast.agency, name="South")
    staffing.change_team(team=south, name="South", people=[cast.supervisor, cast.worker])
    supervisor = signed_in(cast.supervisor)
    page = text(supervisor.get(NEW))
    away, _label, stands_in = page.partition("Who will cover?")
    assert ">Wanda<" in away and ">Colin<" not in away
    assert ">Colin<" in stands_in
    told = {"absent": str(cast.worker.public_id), "instead": str(cast.colleague.public_id), **days(day, day)}
    assert supervisor.post(NEW, told).status_code == 302
    page = text(supervisor.get("/cover/"))
    assert "Colin is covering for Wanda" in page and "Cancel coverage" in page and "Upcoming" in page
    theirs = {**told, "absent": str(cast.colleague.public_id), "instead": str(cast.worker.public_id)}
    assert supervisor.post(NEW, theirs).status_code == 422
    # The other team's supervisor does not look after Wanda; her cover is not theirs to see.
    assert "Wanda" not in text(signed_in(other).get("/cover/"))
    assert "You’re covering for Wanda" in text(signed_in(cast.colleague).get("/cover/"))


def test_the_absent_one_stands_in_the_log_beside_who_covers(cast: Cast, signed_in: SignedIn) -> None:
    day = day_in(cast.agency, timezone.now())
    told = {"absent": str(cast.worker.public_id), "instead": str(cast.colleague.public_id), **days(day, day)}
    assert signed_in(cast.supervisor).post(NEW, told).status_code == 302
    lines = [(line.what, line.about) for line in lines_of(cast.agency, person=cast.supervisor)[:2]]
    assert lines == [("cover_arranged", cast.colleague), ("absence_covered", cast.worker)]


def test_a_supervisor_of_one_team_does_not_give_herself_every_case(cast: Cast, signed_in: SignedIn) -> None:
    day = day_in(cast.agency, timezone.now())
    una = add_person(agency=cast.agency, email="una@example.org", name="Una", roles=[Role.SUPERVISOR])
    sofia = add_person(agency=cast.agency, email="sofia@example.org", name="Sofia", roles=[Role.SUPERVISOR])
    north, south = (staffing.make_team(agency=cast.agency, name=name) for name in ("North", "South"))
    staffing.change_team(team=north, name="North", people=[cast.supervisor])
    staffing.change_team(team=south, name="South", people=[sofia, cast.worker])
    supervisor = signed_in(cast.supervisor)
    told = {"absent": str(una.public_id), "instead": str(cast.supervisor.public_id), **days(day, day)}
    assert ">Una<" not in text(supervisor.get(NEW)).partition("Who will cover?")[0]
    assert supervisor.post(NEW, told).status_code == 422
    assert not Cover.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (2, 1, "The last day is before the first day."),
        (-5, -2, "These days have passed."),
        (0, 400, "That is longer than a year."),
    ],
)
def test_days_that_make_no_sense(cast: Cast, signed_in: SignedIn, first: int, last: int, said: str) -> None:
    day = day_in(cast.agency, timezone.now())
    told = {
        "instead": str(cast.colleague.public_id),
        **days(day + timedelta(days=first), day + timedelta(days=last)),
    }
    refused = signed_in(cast.worker).post(NEW, told)
    assert refused.status_code == 422 and said in text(refused)
    empty = signed_in(cast.worker).post(NEW, {})
    assert empty.status_code == 422 and "Enter the date." in text(empty)
    assert not Cover.objects.exists()


def covered(cast: Cast) -> Cover:
    day = day_in(cast.agency, timezone.now())
    return staffing.arrange_cover(
        absent=cast.worker, instead=cast.colleague, first_day=day, last_day=day + timedelta(days=2), by=None
    )


def test_only_who_may_arrange_it_ends_it(cast: Cast, signed_in: SignedIn) -> None:
    made = covered(cast)
    end = reverse("cover-end", args=[made.public_id])
    colleague = signed_in(cast.colleague)
    page = text(colleague.get("/cover/"))
    assert "You’re covering for Wanda" in page and end not in page
    for person in (cast.colleague, cast.stranger):
        assert signed_in(person).post(end).status_code == 404
    assert Cover.objects.get().ended_at is None
    done = signed_in(cast.worker).post(end)
    assert "Ended." in text(signed_in(cast.worker).get(done.headers["Location"]))
    assert Cover.objects.get().ended_at is not None
    assert "No coverage scheduled" in text(colleague.get("/cover/"))


@pytest.fixture
def away(cast: Cast) -> tuple[Case, Person]:
    """A case of the worker's with a miss, on the day that it is; its worker is away."""
    from heardfirst.record.identity import Identity
    from heardfirst.record.services import append, open_case

    case = open_case(
        agency=cast.agency, by=cast.worker, worker=cast.worker, identity=Identity("Marisol Quiñones")
    )
    append(case=case, by=cast.worker, kind="session.missed", at=timezone.now() - timedelta(hours=1))
    covered(cast)
    return case, cast.colleague


def test_today_and_the_case_say_for_whom_and_until_when(
    away: tuple[Case, Person], cast: Cast, signed_in: SignedIn
) -> None:
    case, instead = away
    colleague, at = signed_in(instead), reverse("case", args=[case.public_id])
    for page in (text(colleague.get("/")), text(colleague.get(at))):
        assert "You’re covering for Wanda through" in page and "Your entries carry your name" in page
    assert "Marisol" in text(colleague.get("/"))
    assert "Colin is covering for you through" in text(signed_in(cast.worker).get("/"))
    assert "covering for" not in text(signed_in(cast.supervisor).get("/"))
    tried = {"tried": "phone:no_answer"}
    assert colleague.post(reverse("try", args=[case.public_id]), tried).status_code == 302
    assert Entry.objects.get(kind="contact.tried").by == instead
    page = text(signed_in(cast.worker).get(at))
    assert "Colin" in page


def test_once_it_is_over_there_is_nothing(away: tuple[Case, Person], cast: Cast, signed_in: SignedIn) -> None:
    case, instead = away
    yesterday = day_in(cast.agency, timezone.now()) - timedelta(days=1)
    Cover.objects.update(first_day=yesterday - timedelta(days=3), last_day=yesterday)
    colleague = signed_in(instead)
    assert colleague.get(reverse("case", args=[case.public_id])).status_code == 404
    page = text(colleague.get("/"))
    assert "Marisol" not in page and "covering" not in page
