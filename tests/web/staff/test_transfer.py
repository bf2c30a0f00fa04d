"""Transferring a case on the screens, and giving away the cases that nobody carries."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from heardfirst import clock
from heardfirst.agency import staffing
from heardfirst.agency.models import Role
from heardfirst.agency.selectors import day_in
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Entry
from heardfirst.record.reading import CaseReading
from heardfirst.record.services import append, open_case
from heardfirst.web.drafts.drafts import TWICE
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn

NOTE = "Promised her a bus pass.\nCall after five."


def at(case: Case) -> str:
    return reverse("hand-over", args=[case.public_id])


def case_at(case: Case) -> str:
    return reverse("case", args=[case.public_id])


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_it_is_asked_twice_and_then_done(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    worker = signed_in(cast.worker)
    assert at(missed) in text(worker.get(case_at(missed)))
    told = {"to": str(cast.colleague.public_id), "words": NOTE}
    check = worker.post(at(missed), told)
    assert check.status_code == 200
    page = text(check)
    assert "Transfer the case of Marisol Quiñones to Colin?" in page and "Call after five." in page
    assert "You will no longer see this case." in page
    assert not Entry.objects.filter(kind="case.transferred").exists()
    changing = text(worker.post(at(missed), {**told, "change": "yes"}))
    assert "Call after five.</textarea>" in changing and "selected>Colin" in changing
    done = worker.post(at(missed), {**told, "sure": "yes"})
    assert done.status_code == 302
    assert "Transferred." in text(worker.get(done.headers["Location"]))
    assert worker.get(case_at(missed)).status_code == 404
    assert Case.objects.get(pk=missed.pk).worker == cast.colleague


def test_the_note_stands_on_the_case_until_the_next_worker_writes(
    missed: Case, cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    supervisor = signed_in(cast.supervisor)
    done = supervisor.post(at(missed), {"to": str(cast.colleague.public_id), "words": NOTE, "sure": "yes"})
    assert case_at(missed) in done.headers["Location"]
    page = text(supervisor.get(done.headers["Location"]))
    assert "You transferred this case" in page and "until Colin records something" in page
    # A transfer moves on; it is not undone as if it had not been.
    assert "Recorded: Case transferred" in page and "Undo" not in page
    colleague = signed_in(cast.colleague)
    assert "Marisol" in text(colleague.get("/"))
    page = text(colleague.get(case_at(missed)))
    assert "Transferred by Selma" in page and page.count("Promised her a bus pass.") == 2
    append(case=missed, by=cast.supervisor, kind="supervisor.consulted", at=now)
    assert "Transferred by Selma" in text(colleague.get(case_at(missed)))
    tried = {"channel": "phone", "outcome": "no_answer"}
    append(case=missed, by=cast.colleague, kind="contact.tried", at=now, details=tried)
    page = text(colleague.get(case_at(missed)))
    assert "Transferred by Selma" not in page and page.count("Promised her a bus pass.") == 1


def test_a_transfer_to_another_program_can_be_undone_and_one_to_a_worker_says_what_to_do(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    supervisor, instead = signed_in(cast.supervisor), "Transfer the case again instead."
    supervisor.post(at(missed), {"to": str(cast.colleague.public_id), "words": NOTE, "sure": "yes"})
    handed = missed.entries.get(kind="case.transferred")
    page = text(supervisor.get(case_at(missed)))
    assert instead in page and correcting(handed) not in page
    assert supervisor.get(correcting(handed)).status_code == 404

    colleague = signed_in(cast.colleague)
    form = reverse("happened-kind", args=[missed.public_id, "case.transferred"])
    done = colleague.post(form, {"to": "program", TWICE: handed.seq})
    left = missed.entries.exclude(pk=handed.pk).get(kind="case.transferred")
    page = text(colleague.get(done.headers["Location"]))
    assert "to another program" in page and page.count(instead) == 1
    assert reverse("undo-entry", args=[missed.public_id, left.public_id]) in page
    assert correcting(left) in page and "Transferred by Selma" not in page

    corrected = colleague.post(correcting(left), {"reason": "The other program had no place."})
    assert "Corrected." in text(colleague.get(corrected.headers["Location"]))
    assert not CaseReading.of(missed, at=clock.now()).corrected.isdisjoint({str(left.public_id)})


def correcting(entry: Entry) -> str:
    return reverse("correct-entry", args=[entry.case.public_id, entry.public_id])


def test_an_auditor_does_not_read_the_note(missed: Case, cast: Cast, signed_in: SignedIn) -> None:

    signed_in(cast.supervisor).post(
        at(missed), {"to": str(cast.colleague.public_id), "words": NOTE, "sure": "yes"}
    )
    auditor = cast.worker
    until = clock.now() + timedelta(days=30)
    staffing.give_role(person=auditor, role=Role.AUDITOR, by=None, until=until)
    page = text(signed_in(auditor).get(case_at(missed)))
    assert "Case transferred" in page and "bus pass" not in page


def test_what_is_missing_is_said(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    worker = signed_in(cast.worker)
    empty = worker.post(at(missed), {})
    assert empty.status_code == 422
    assert "Choose one." in text(empty) and "Enter a few words." in text(empty)
    for nobody in (cast.worker, cast.stranger):
        wrong = worker.post(at(missed), {"to": str(nobody.public_id), "words": NOTE, "sure": "yes"})
        assert wrong.status_code == 422 and "Choose one." in text(wrong)
    assert Case.objects.get(pk=missed.pk).worker == cast.worker


def test_a_closed_case_says_why_not(missed: Case, cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    append(case=missed, by=cast.worker, kind="case.closed", at=now, details={"reason": "completed"})
    worker = signed_in(cast.worker)
    assert at(missed) not in text(worker.get(case_at(missed)))
    told = {"to": str(cast.colleague.public_id), "words": NOTE, "sure": "yes"}
    refused = worker.post(at(missed), told)
    assert refused.status_code == 422 and "Reopen it before you transfer it." in text(refused)
    assert "Call after five." in text(refused)


def test_whoever_covers_does_not_give_it_away(missed: Case, cast: Cast, signed_in: SignedIn) -> None:

    day = day_in(cast.agency, clock.now())
    staffing.give_role(person=cast.supervisor, role=Role.CLERK, by=None)
    staffing.arrange_cover(
        absent=cast.worker, instead=cast.colleague, first_day=day, last_day=day + timedelta(days=3), by=None
    )
    assert signed_in(cast.colleague).get(at(missed)).status_code == 404
    assert signed_in(cast.supervisor).get(at(missed)).status_code == 200


@pytest.fixture
def three(missed: Case, cast: Cast, now: datetime) -> list[Case]:
    """One of somebody who left, and two that came in without a worker."""
    others = [
        open_case(agency=cast.agency, by=None, worker=None, identity=Identity(name))
        for name in ("Ana Ruiz", "Joel Park")
    ]
    staffing.let_go(person=cast.worker, by=None)
    return [missed, *others]


def test_today_says_how_many_have_nobody(three: list[Case], cast: Cast, signed_in: SignedIn) -> None:
    supervisor = signed_in(cast.supervisor)
    page = text(supervisor.get("/"))
    assert "3 cases are unassigned." in page
    # The most pressing of them, and how long it has been like that.
    assert "Most urgent: Marisol Quiñones, Call · " in page
    assert "It was assigned to Wanda. Nobody has worked on it since Tue, Mar 3." in page
    assert "unassigned" not in text(signed_in(cast.colleague).get("/"))
    page = text(supervisor.get(case_at(three[0])))
    assert "This case is not assigned to anyone. It was assigned to Wanda." in page and at(three[0]) in page


def test_several_are_given_at_once(three: list[Case], cast: Cast, signed_in: SignedIn) -> None:
    supervisor = signed_in(cast.supervisor)
    page = text(supervisor.get("/unassigned/"))
    assert page.index("Marisol") < page.index("Ana Ruiz")
    assert "It was assigned to Wanda." in page and "Unassigned since it was opened" in page
    assert ">Wanda</option>" not in page and ">Colin</option>" in page
    some = [str(each.public_id) for each in three[:2]]
    told = {"cases": some, "to": str(cast.colleague.public_id), "words": NOTE}
    nothing = supervisor.post("/unassigned/", {**told, "cases": []})
    assert nothing.status_code == 422 and "Choose at least one." in text(nothing)
    done = supervisor.post("/unassigned/", told)
    assert done.status_code == 302
    after = text(supervisor.get(done.headers["Location"]))
    assert "Assigned." in after and "Joel Park" in after and "Ana Ruiz" not in after
    assert set(Case.objects.filter(worker=cast.colleague)) == set(three[:2])
    again = supervisor.post("/unassigned/", told)
    assert again.status_code == 422 and "assigned in the meantime" in text(again)
    supervisor.post("/unassigned/", {**told, "cases": [str(three[2].public_id)]})
    assert "Every case is assigned" in text(supervisor.get("/unassigned/"))
    assert "unassigned" not in text(supervisor.get("/"))


def test_nobody_gives_what_they_do_not_look_after(three: list[Case], cast: Cast, signed_in: SignedIn) -> None:
    told = {
        "cases": [str(three[1].public_id)],
        "to": str(cast.stranger.public_id),
        "words": NOTE,
    }
    assert signed_in(cast.stranger).post("/unassigned/", told).status_code == 422
    assert signed_in(cast.colleague).post("/unassigned/", told).status_code == 404
    assert Case.objects.get(pk=three[1].pk).worker is None
