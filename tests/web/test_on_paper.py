"""A case as it prints: under the letterhead, whole, and shown to nobody who may not open the case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heardfirst.access.models import AccessEvent, What
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
    assert page.index("Came to the session") < page.index("Tried to reach")
    assert page.count("Tried to reach") == 35
    assert "Wed 4 Mar 2026, 10 am" in page and "Mon 2 Mar 2026" in page
    assert "by Wanda" in page and "America/New_York" in page and ">you<" not in page
    assert list(AccessEvent.objects.filter(screen="print-case").values_list("what", "case")) == [
        (What.PRINTED, missed.pk)
    ]


def test_words_are_shown_as_they_were_typed_and_as_nothing_else(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    happens(missed, "note.signed", timedelta(hours=1), words="<script>alert(1)</script> & so on")
    page = signed_in(cast.worker).get(f"/case/{missed.public_id}/print/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on" in page and "<script>alert" not in page


def test_an_auditor_prints_no_more_than_they_read(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    from heardfirst.agency.staffing import give_role
    from heardfirst.record import clock

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
