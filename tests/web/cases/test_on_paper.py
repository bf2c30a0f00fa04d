"""A case as it prints: under the letterhead, whole, and shown to nobody who may not open the case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heardfirst.access.models import AccessEvent, LoggedAction
from heardfirst.agency.models import Agency, Role
from heardfirst.agency.services import add_person
from heardfirst.record.models import Case
from tests.web.conftest import Cast, SignedIn, happens

pytestmark = pytest.mark.django_db


def test_the_whole_chronology_oldest_first_under_the_letterhead(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    Agency.objects.filter(pk=cast.agency.pk).update(letterhead="Harbor Family\n12 Water Street")
    for hours in range(40, 5, -1):
        tried = {"channel": "phone", "outcome": "no_answer"}
        happens(missed, "contact.tried", timedelta(hours=hours), tried)
    case = f"/case/{missed.public_id}/"
    client = signed_in(cast.worker)
    assert f'href="{case}print/"' in client.get(case).content.decode()
    page = client.get(f"{case}print/").content.decode().partition("<article")[2]
    assert page.index("12 Water Street") < page.index("Marisol") < page.index("Came to the session")
    assert page.index("Came to the session") < page.index("Contact attempt")
    assert page.count("Contact attempt") == 35
    assert "Wed, Mar 4, 2026, 10 am" in page and "Mon, Mar 2, 2026" in page
    assert "by Wanda" in page and "America/New_York" in page and ">you<" not in page
    assert list(AccessEvent.objects.filter(screen="print-case").values_list("what", "case")) == [
        (LoggedAction.PRINTED, missed.pk)
    ]


def test_words_are_shown_as_they_were_typed_and_as_nothing_else(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    happens(missed, "note.signed", timedelta(hours=1), words="<script>alert(1)</script> & so on")
    page = signed_in(cast.worker).get(f"/case/{missed.public_id}/print/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on" in page and "<script>alert" not in page


def test_an_auditor_prints_no_more_than_they_read(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    from heardfirst import clock
    from heardfirst.agency.staffing import give_role

    auditor = add_person(agency=cast.agency, email="audra@example.org", name="Audra", roles=[])
    give_role(person=auditor, role=Role.AUDITOR, by=None, until=clock.now() + timedelta(days=300))
    happens(missed, "contact_rule.set", timedelta(hours=2), {"rules": ["no_voicemail"]}, words="Her aunt’s")
    page = signed_in(auditor).get(f"/case/{missed.public_id}/print/").content.decode()
    assert "Came to the session" in page
    assert "No voicemail" not in page and "aunt" not in page


def test_nobody_else_prints_it(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    clerk = add_person(agency=cast.agency, email="cleo@example.org", name="Cleo", roles=[Role.CLERK])
    dana = add_person(agency=cast.agency, email="dana@example.org", name="Dana", roles=[Role.ADMINISTRATOR])
    for person in (cast.colleague, cast.stranger, clerk, dana):
        answer = signed_in(person).get(f"/case/{missed.public_id}/print/")
        assert answer.status_code == 404 and "Marisol" not in answer.content.decode()


def plan_at(case: Case) -> str:
    return f"/case/{case.public_id}/plan/print/"


def on_the_paper(page: str) -> str:
    return page.partition("<article")[2].partition("</article>")[0]


def test_the_plan_for_the_client_in_their_language(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    happens(
        missed, "client.heard", timedelta(hours=9), {"barriers": ["family_violence"]}, words="He said no."
    )
    actions = [{"what": "ride", "by": "us", "until": "2026-03-10"}, {"what": "reminder", "by": "client"}]
    happens(missed, "plan.agreed", timedelta(hours=8), {"actions": actions}, words="Her words on it.")
    happens(missed, "session.booked", timedelta(hours=7), {"starts_at": "2026-03-10T14:00:00+00:00"})
    client = signed_in(cast.worker)
    assert plan_at(missed) in client.get(f"/case/{missed.public_id}/").content.decode()
    page = client.get(plan_at(missed)).content.decode()
    paper = on_the_paper(page)
    assert 'lang="es"' in paper and "Transporte para venir" in paper and "para el martes 10 de marzo" in paper
    assert "Poner un aviso en su teléfono." in paper and "Martes 10 de marzo, a las 10" in paper
    assert "Llame a Wanda." in paper and "Harbor Family Services" in paper
    for secret in ("words", "He said", "Tuesday group", "herapy", "erapia", "violenc", "555"):
        assert secret not in paper
    assert 'lang="en"' in page, "the screen around it stays in the worker’s language"
    assert (
        AccessEvent.objects.filter(screen="print-plan", what=LoggedAction.PRINTED, case=missed.pk).count()
        == 1
    )


def test_where_nobody_may_learn_who_calls_the_letterhead_is_left_off(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    happens(missed, "contact_rule.set", timedelta(hours=8), {"rules": ["do_not_say_who"]})
    page = signed_in(cast.worker).get(plan_at(missed)).content.decode()
    assert "Harbor" not in on_the_paper(page)
    assert "your letterhead is left off" in page and "Letters are not safe for this client." in page
