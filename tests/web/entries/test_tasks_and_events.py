"""Tasks and events of a program's own: recorded on a screen and by a command by whoever may, read later."""

from __future__ import annotations

import json
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.urls import reverse
from typer.testing import CliRunner

from heardfirst import clock
from heardfirst.agency import services as agency_services
from heardfirst.agency.models import Person, ProtocolVersion, Role
from heardfirst.agency.services import put_in_force
from heardfirst.cli.main import app
from heardfirst.practice.generating.case_generator import GeneratedCase
from heardfirst.practice.generating.case_story import story as case_story
from heardfirst.protocol import EntryError, parse_scenario
from heardfirst.record import selectors
from heardfirst.record.models import Case
from heardfirst.record.rebuild import rebuild
from heardfirst.record.services import append, move_case
from tests.protocol.essays import ESSAYS
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn, happens

KIND = "program.event"


def put(cast: Cast, case: Case, text: str = ESSAYS) -> ProtocolVersion:
    """Put rules in force and move the case to them."""
    version = put_in_force(agency=cast.agency, by=cast.supervisor, text=text.encode(), key="essays")
    move_case(case=case, by=cast.supervisor, version=version, reason="A new program.")
    return version


@pytest.fixture
def assigned(missed: Case, cast: Cast) -> Case:
    """A case that follows the rules about essays."""
    put(cast, missed)
    return missed


@pytest.fixture
def clerk(cast: Cast) -> Person:
    return agency_services.add_person(
        agency=cast.agency, email="clara@example.org", name="Clara", roles=[Role.CLERK]
    )


def said(person: Person, *words: str) -> Any:
    return CliRunner().invoke(app, ["case", "record", *words, "--as", person.email])


def test_a_screen_offers_each_event_and_records_it(assigned: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    href = reverse("happened-kind", args=[assigned.public_id, KIND])
    chosen = client.get(reverse("happened", args=[assigned.public_id])).content.decode()
    assert f"{href}?event=test_failed" in chosen and "A drug test was failed" in chosen
    shown = client.get(f"{href}?event=essay_in").content.decode()
    assert "The essay was handed in" in shown
    assert client.post(href, {}).status_code == 422
    refused = client.post(href, {"event": "esay_in"})
    assert refused.status_code == 422 and "esay_in" not in refused.content.decode()
    assert client.post(href, {"event": "essay_in", "words": "By mail."}).status_code == 302
    entry = assigned.entries.latest("seq")
    assert (entry.kind, selectors.details_of(entry)) == (KIND, {"event": "essay_in"})
    page = client.get(reverse("case", args=[assigned.public_id])).content.decode()
    assert "The essay was handed in" in page and "Read it with them" in page
    assert rebuild(check=True) == []


def test_a_task_is_recorded_through_its_step(assigned: Case, cast: Cast, signed_in: SignedIn) -> None:
    happens(assigned, KIND, timedelta(0), {"event": "essay_in"})
    client = signed_in(cast.worker)
    href = reverse("happened-kind", args=[assigned.public_id, "step.done"])
    shown = client.get(f"{href}?step=check_it").content.decode()
    assert "Read the essay" in shown
    assert client.post(href, {"step": "check_essay"}).status_code == 302
    entry = assigned.entries.latest("seq")
    assert selectors.details_of(entry) == {"step": "check_essay"}
    page = client.get(reverse("case", args=[assigned.public_id])).content.decode()
    assert "Read the essay" in page and "Read it with them" not in page


def test_where_a_program_names_none_nothing_is_offered(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    href = reverse("happened-kind", args=[missed.public_id, KIND])
    assert KIND not in client.get(reverse("happened", args=[missed.public_id])).content.decode()
    assert client.get(href).status_code == client.post(href, {"event": "essay_in"}).status_code == 404
    refused = said(cast.worker, str(missed.public_id), KIND, "event=essay_in")
    assert refused.exit_code == 2 and "name nothing" in " ".join(refused.output.split())


def test_a_command_records_it_and_names_the_near_word(assigned: Case, cast: Cast) -> None:
    case_id = str(assigned.public_id)
    for kind, slip, right in (
        (KIND, "event=esay_in", "essay_in"),
        ("step.done", "step=chek_essay", "check_essay"),
    ):
        refused = said(cast.worker, case_id, kind, slip)
        assert refused.exit_code == 2 and f'Did you mean "{right}"' in " ".join(refused.output.split())
    assert said(cast.worker, case_id, KIND).exit_code == 2
    done = said(cast.worker, case_id, KIND, "event=test_failed", "--json")
    assert done.exit_code == 0 and json.loads(done.stdout)["details"] == {"event": "test_failed"}
    shown = CliRunner().invoke(app, ["case", "show", case_id, "--as", cast.worker.email])
    assert "A drug test was failed" in shown.output


def test_an_entry_is_held_to_the_form_of_a_name(assigned: Case) -> None:
    with pytest.raises(EntryError):
        append(case=assigned, by=None, kind=KIND, at=clock.now(), details={"event": "Mari wrote it"})


def test_whoever_only_books_records_what_is_marked_so(
    assigned: Case, clerk: Person, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    href = reverse("case-book", args=[assigned.public_id]) + f"?what={KIND}"
    shown = client.get(href).content.decode()
    assert "The essay was handed in" in shown and "A drug test was failed" not in shown
    assert client.post(href, {"event": "test_failed"}).status_code == 422
    assert client.post(href, {"event": "essay_in"}).status_code == 302
    case_id = str(assigned.public_id)
    assert said(clerk, case_id, KIND, "event=essay_in").exit_code == 0
    assert said(clerk, case_id, KIND, "event=test_failed").exit_code == 2


def test_a_program_without_such_events_offers_a_clerk_none(
    missed: Case, cast: Cast, clerk: Person, signed_in: SignedIn
) -> None:
    put(cast, missed, ESSAYS.replace("clerk = true\n", ""))
    href = reverse("case-book", args=[missed.public_id])
    client = signed_in(clerk)
    assert KIND not in client.get(href).content.decode()
    assert client.get(f"{href}?what={KIND}").status_code == 404


def test_it_is_read_by_its_label_of_then_and_else_by_its_name(
    assigned: Case, cast: Cast, signed_in: SignedIn
) -> None:
    client, address = signed_in(cast.worker), reverse("case", args=[assigned.public_id])
    entry = happens(assigned, KIND, timedelta(0), {"event": "test_failed"})
    put(cast, assigned, ESSAYS.replace("A drug test was failed", "A test came back positive"))
    assert "A drug test was failed" in client.get(address).content.decode(), "the label of then"
    without = ESSAYS.replace("test_failed", "test_passed").replace(
        "A drug test was failed", "A test was passed"
    )
    put(cast, assigned, without)
    assert "A drug test was failed" in client.get(address).content.decode()
    append(case=assigned, by=None, kind=KIND, at=clock.now(), details={"event": "sang_along"})
    page = client.get(address).content.decode()
    assert "Sang along" in page, "no rules ever called it anything"
    wrong = reverse("correct-entry", args=[assigned.public_id, entry.public_id])
    assert client.get(f"{wrong}?as={KIND}").status_code == 200


def test_a_note_tells_it(assigned: Case, cast: Cast, signed_in: SignedIn) -> None:
    happens(assigned, KIND, timedelta(0), {"event": "essay_assigned"})
    note = signed_in(cast.worker).get(reverse("happened-kind", args=[assigned.public_id, "note.signed"]))
    assert "An essay was assigned" in note.content.decode()


SITUATION = """
about = "An essay."
now = 2026-03-05T10:00:00-05:00
protocol = "suffolk-treatment-court"
[[entry]]
kind = "session.missed"
at = 2026-03-02T10:00:00-05:00
[[entry]]
kind = "program.event"
at = 2026-03-03T10:00:00-05:00
event = "essay_assigned"
"""


def test_practice_tells_it() -> None:
    scenario = parse_scenario(SITUATION.encode(), "essay.toml")
    told = case_story(GeneratedCase(scenario, "therapy"), Random(1), "Ana")
    assert "this happened: “An essay or a speech was assigned”" in told["en"]
    assert "ocurrió esto: “Se asignó un ensayo o un discurso”" in told["es"]
