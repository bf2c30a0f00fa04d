"""The note's form: drafted from the record, changed by whoever signs it, and copied out in one tap."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from heardfirst.agency.models import Person
from heardfirst.record import selectors
from heardfirst.record.models import Case, Entry
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn, happens


def form_of(case: Case) -> str:
    return reverse("happened-kind", args=[case.public_id, "note.signed"])


def test_it_is_drafted_and_signed_as_edited(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    happens(missed, "contact.tried", timedelta(hours=20), {"channel": "phone", "outcome": "no_answer"})
    happens(missed, "client.heard", timedelta(hours=3), {"barriers": ["family_violence"]})
    client = signed_in(cast.worker)
    text = client.get(form_of(missed)).content.decode()
    for fact in ("2026", "Contact attempt · Phone · No answer (Wanda).", "No session is booked."):
        assert fact in text
    assert "iolence" not in text
    client.post(form_of(missed), {"words": "Called twice. She is coming back on Tuesday."})
    entry = Entry.objects.get(case=missed, kind="note.signed")
    assert selectors.words_of([entry], missed) == {
        entry.public_id: "Called twice. She is coming back on Tuesday."
    }
    page = client.get(reverse("case", args=[missed.public_id])).content.decode()
    assert page.count("data-copy=") == 1 and f"words-{entry.public_id}" in page
    assert "Contact attempt" not in client.get(form_of(missed)).content.decode()


def test_it_is_drafted_in_the_language_of_who_signs(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    Person.objects.filter(pk=cast.worker.pk).update(language="es")
    text = signed_in(cast.worker).get(form_of(missed)).content.decode()
    assert "Faltó a la sesión" in text and "No hay ninguna sesión reservada." in text
    assert "Missed" not in text
