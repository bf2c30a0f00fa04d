"""A group and a certificate at the screens: what is said of several together, and to whom."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heardfirst import clock
from heardfirst.access.models import AccessEvent
from heardfirst.agency.models import Person, Role
from heardfirst.agency.services import add_person
from heardfirst.agency.staffing import change_team, let_go, make_team
from heardfirst.practice.exchange.checking import checked
from heardfirst.practice.exchange.scenario_files import QuestionFile
from heardfirst.practice.models import Answered, Completion, OwnItem
from heardfirst.practice.own_questions import add_own_items
from tests.practice.test_completion import answered, done_all, walked
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn
from tests.web.everybody import OWN_QUESTION

pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture
def people(cast: Cast) -> list[Person]:
    made = [
        add_person(agency=cast.agency, email=f"{name}@example.org", name=name, roles=[Role.WORKER])
        for name in ("=Anna", "Bela", "Carl", "Dora")
    ]
    for person in made:
        Answered.objects.create(
            agency_id=person.agency_id, person=person, item="authored/first_response/she-calls-back",
            topic="first_response", chosen="b", right=False, asked=uuid4(), at=clock.now(),
        )  # fmt: skip
    return made


def test_what_is_hard_is_named_with_its_answer_and_nobody_with_theirs(
    cast: Cast, people: list[Person], signed_in: SignedIn
) -> None:
    said = signed_in(cast.supervisor).get(reverse("practice-group")).content.decode()
    assert "missed by most people" in said and "less than half correct" in said
    assert "Ask what happened yesterday and let her tell it." in said
    assert said.count("too few people") == 13
    assert [said.index(name) for name in ("Bela", "Carl", "Colin", "Dora")] == sorted(
        said.index(name) for name in ("Bela", "Carl", "Colin", "Dora")
    )


def test_a_larger_group_asks_the_database_no_more(
    cast: Cast, people: list[Person], signed_in: SignedIn
) -> None:
    client, here = signed_in(cast.supervisor), reverse("practice-group")
    with CaptureQueriesContext(connection) as few:
        client.get(here)
    for number in range(6):
        more = add_person(agency=cast.agency, email=f"p{number}@example.org", name=f"P{number}")
        answered(more, most=1)
    with CaptureQueriesContext(connection) as many:
        client.get(here)
    assert len(many) <= len(few) <= 20


def test_one_team_of_it_and_no_team_of_another_supervisor(
    cast: Cast, people: list[Person], signed_in: SignedIn
) -> None:
    river, lake = make_team(agency=cast.agency, name="River"), make_team(agency=cast.agency, name="Lake")
    other = add_person(agency=cast.agency, email="o@example.org", name="Otto", roles=[Role.SUPERVISOR])
    change_team(team=river, name="River", people=[cast.supervisor, people[1]])
    change_team(team=lake, name="Lake", people=[other, people[2]])
    client, here = signed_in(cast.supervisor), reverse("practice-group")
    said = client.get(f"{here}?team={river.public_id}").content.decode()
    assert "Bela" in said and "Carl" not in said and "Dora" not in said and "Lake" not in said
    assert "missed by most people" not in said, "one answered: it is not said of them alone"
    for team in (lake.public_id, uuid4(), "x"):
        assert client.get(f"{here}?team={team}").status_code == 404


def test_the_table_holds_the_same_and_no_formula(
    cast: Cast, people: list[Person], signed_in: SignedIn
) -> None:
    answer = signed_in(cast.supervisor).get(reverse("practice-group") + "?as=csv")
    said = answer.content.decode()
    assert (
        "'=Anna," in said and "\n=Anna" not in said and "The first response,4,less than half correct" in said
    )
    assert (
        "%" not in said and AccessEvent.objects.filter(what="exported", screen="practice-group").count() == 1
    )


def test_a_certificate_is_asked_for_and_given_when_all_is_done(cast: Cast, signed_in: SignedIn) -> None:
    client, here = signed_in(cast.worker), reverse("certificate")
    early = client.post(here)
    assert early.status_code == 409 and "Your work is saved." in early.content.decode()
    assert not Completion.objects.exists()
    answered(cast.worker)
    assert "Download PDF" not in client.get(here).content.decode()
    walked(cast.worker)
    assert "You completed everything" in client.get(here).content.decode() and not Completion.objects.exists()
    given = client.post(here)
    kept = Completion.objects.get()
    assert given["Content-Type"] == "application/pdf" and given.content.startswith(b"%PDF-")
    assert given["Content-Disposition"] == f'attachment; filename="heardfirst-{kept.number}.pdf"'
    assert client.post(here).content == given.content
    assert kept.number in client.get(here).content.decode()
    # Whoever trains finds the number, and can look one up.
    assert kept.number in signed_in(cast.supervisor).get(reverse("practice-group")).content.decode()
    trainer, group = signed_in(cast.supervisor), reverse("practice-group")
    copied = f" {kept.number.lower().replace('-', ' ')} "
    let_go(person=cast.worker, by=None)
    said = trainer.post(group, {"number": copied}).content.decode()
    assert f"Number {kept.number}: the certificate of Wanda, completed on" in said
    for wrong in ("", "7K3M-9QXZ-H2WD", "*"):
        assert trainer.post(group, {"number": wrong}).status_code == 422
    elsewhere = signed_in(cast.stranger).post(group, {"number": kept.number})
    assert elsewhere.status_code == 422 and "Wanda" not in elsewhere.content.decode()


def test_a_day_is_the_agencys_day_also_late_in_the_evening(cast: Cast, signed_in: SignedIn) -> None:
    """At half past ten on Wednesday it is Thursday in UTC."""
    with clock.standing_at(datetime(2026, 3, 4, 22, 30, tzinfo=ZoneInfo(cast.agency.zone))):
        kept = done_all(cast.worker)
        add_own_items(by=cast.supervisor, found=checked([QuestionFile("own.toml", OWN_QUESTION.encode())]))
    client, trainer = signed_in(cast.worker), signed_in(cast.supervisor)
    assert kept.said["on"] == "2026-03-04"
    table, numbers = reverse("practice-group") + "?as=csv", reverse("practice-group")
    for page in (
        client.get(reverse("certificate")),
        trainer.get(numbers),
        trainer.get(table),
        trainer.post(numbers, {"number": kept.number}),
        trainer.get(reverse("own-questions")),
        trainer.get(reverse("own-question", args=[OwnItem.objects.get().public_id])),
    ):
        said = page.content.decode()
        assert "Wed, Mar 4" in said or "2026-03-04" in said
        assert "Thu, Mar 5" not in said and "2026-03-05" not in said


def test_what_is_forgotten_later_takes_nothing_back(cast: Cast, signed_in: SignedIn) -> None:
    client, here = signed_in(cast.worker), reverse("certificate")
    answered(cast.worker)
    walked(cast.worker)
    given = client.post(here)
    Answered.objects.filter(person=cast.worker).update(right=False)
    assert client.post(here).content == given.content
