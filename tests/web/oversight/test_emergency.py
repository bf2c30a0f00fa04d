"""Emergency access and the access log at the screens."""

from __future__ import annotations

import pytest
from django.urls import reverse

from heardfirst import access
from heardfirst.access.log import lines_of
from heardfirst.agency.models import Person, Role
from heardfirst.agency.services import add_person
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case
from heardfirst.record.services import open_case
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn

WHY = "She stands at the front desk and her worker is out."
ASKED = {"ground": "client_here", "reason": WHY, "name": "Marisol Quiñones"}


@pytest.fixture
def officer(cast: Cast) -> Person:
    return add_person(
        agency=cast.agency, email="petra@example.org", name="Petra Kahn", roles=[Role.PRIVACY_OFFICER]
    )


def test_why_comes_first(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.colleague)
    for left_out in ASKED:
        answer = client.post(reverse("emergency"), {**ASKED, left_out: ""})
        assert answer.status_code == 422
        assert "Please check this form" in answer.content.decode()
    assert not access.may_open(cast.colleague, missed)


def test_the_case_opens_and_says_how_long(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.colleague)
    answer = client.post(reverse("emergency"), ASKED, follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain == [(reverse("case", args=[missed.public_id]), 302)]
    assert "Emergency access: you can open this case until" in text and "Marisol" in text
    client.post(reverse("emergency-end", args=[missed.public_id]))
    assert client.get(reverse("case", args=[missed.public_id])).status_code == 404
    whats = list(lines_of(cast.agency, person=cast.colleague).values_list("what", flat=True))
    assert [what for what in whats if what != "signed_in"] == [
        "refused", "emergency_ended", "opened", "emergency_taken", "emergency_sought",
    ]  # fmt: skip


def test_of_two_with_one_name_it_asks_which(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    other = open_case(
        agency=cast.agency, by=None, worker=cast.supervisor, identity=Identity("Marisol Quiñones")
    )
    client = signed_in(cast.colleague)
    answer = client.post(reverse("emergency"), ASKED)
    text = answer.content.decode()
    assert answer.status_code == 422 and "Several clients have this name" in text
    assert "Wanda" in text and "Selma" in text
    client.post(reverse("emergency"), {**ASKED, "case": str(other.public_id)})
    assert access.may_open(cast.colleague, other) and not access.may_open(cast.colleague, missed)
    answer = client.post(reverse("emergency"), {**ASKED, "case": "not-one-of-them"})
    assert answer.status_code == 422 and not access.may_open(cast.colleague, missed)


def test_nobody_by_that_name(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.stranger).post(reverse("emergency"), ASKED)
    assert answer.status_code == 422 and "No client has this name" in answer.content.decode()


def test_ones_own_case_just_opens(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.worker).post(reverse("emergency"), ASKED)
    assert answer.headers["Location"] == reverse("case", args=[missed.public_id])
    assert not lines_of(cast.agency, what="emergency_taken").exists()


def test_it_is_told_listed_and_looked_at(
    missed: Case, cast: Cast, officer: Person, signed_in: SignedIn
) -> None:
    signed_in(cast.colleague).post(reverse("emergency"), ASKED, follow=True)
    supervisor = signed_in(cast.supervisor)
    assert "1 case was opened in an emergency" in supervisor.get("/").content.decode()
    text = supervisor.get(reverse("emergencies")).content.decode()
    for told in ("Colin", "Marisol Quiñones", WHY, "1 page viewed", "open now"):
        assert told in text
    taken = access.emergency_of(cast.colleague, missed)
    assert taken is not None
    client = signed_in(officer)
    assert client.post(reverse("emergencies"), {"emergency": str(taken.public_id)}).status_code == 422
    answer = client.post(
        reverse("emergencies"), {"emergency": str(taken.public_id), "finding": "right"}, follow=True
    )
    assert "Petra Kahn" in answer.content.decode() and "It was appropriate" in answer.content.decode()
    assert "opened in an emergency" in supervisor.get("/").content.decode()
    for nobody in ("", "nonsense", str(missed.public_id)):
        assert client.post(reverse("emergencies"), {"emergency": nobody}).status_code == 404


def test_the_log_is_searched_by_client_person_what_and_day(
    missed: Case, cast: Cast, officer: Person, signed_in: SignedIn
) -> None:
    signed_in(cast.worker).get(reverse("case", args=[missed.public_id]))
    signed_in(cast.colleague).get(reverse("case", args=[missed.public_id]))
    client, log = signed_in(officer), reverse("log")

    def lines(**asked: str) -> str:
        text = client.post(log, asked).content.decode()
        return text.partition('class="card waits log')[2]

    about = lines(name="quinones")
    assert about.count("<li>") == 2 and "Opened a case" in about and "Access denied" in about
    assert lines(name="quinones", who=str(cast.colleague.public_id)).count("<li>") == 1
    assert lines(name="quinones", what="opened").count("<li>") == 1
    assert lines(name="quinones", since="2026-03-04", until="2026-03-04").count("<li>") == 2
    assert lines(name="quinones", until="2026-03-03") == ""
    assert lines(name="Nobody Anywhere") == ""
    assert client.post(log, {"since": "2026-03-05", "until": "2026-03-04"}).status_code == 422
    assert client.post(log, {"what": "'; DROP TABLE access_accessevent; --"}).status_code == 422
    assert "The log is intact" in client.post(log, {"verify": "1"}).content.decode()
    assert lines_of(cast.agency, person=officer, what="log_read").count() > 5


def test_the_log_comes_a_page_at_a_time(cast: Cast, officer: Person, signed_in: SignedIn) -> None:
    from heardfirst.access.log import LoggedAction, note

    for _each in range(60):
        note(agency=cast.agency, what=LoggedAction.LISTED, person=cast.worker)
    client, log = signed_in(officer), reverse("log")
    first = client.get(log).content.decode()
    assert first.count("<li>") >= 50 and "Earlier lines" in first and "Later lines" not in first
    asked = {"what": "listed", "from": "50"}
    second = client.post(log, asked).content.decode().partition('class="card waits log')[2]
    assert second.count("<li>") == 10


def test_every_screen_has_words_in_the_log() -> None:
    from heardfirst.web.urls import urlpatterns
    from heardfirst.web.wording.screens import SCREENS

    assert {str(pattern.name) for pattern in urlpatterns} - set(SCREENS) == set()
