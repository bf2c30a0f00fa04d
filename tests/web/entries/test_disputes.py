"""What a client says is wrong with an entry: written down beside it, changing nothing by itself."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from heardfirst import clock
from heardfirst.agency.models import Role
from heardfirst.agency.services import add_person
from heardfirst.agency.staffing import give_role
from heardfirst.record.models import Case, Entry
from heardfirst.record.reading import CaseReading
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn, happens

HERS = "I was there. The door was locked <i>and</i> nobody opened."


def line_about(text: str, entry: Entry) -> str:
    """The line of one entry in the chronology."""
    begun = text.index(f'id="entry-{entry.public_id}"')
    end = text.find("told-line", begun)
    return text[begun : end if end > 0 else None]


def test_both_accounts_stand_side_by_side(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client, case_href = signed_in(cast.worker), reverse("case", args=[missed.public_id])
    entry = missed.entries.get(kind="session.missed")
    href = reverse("dispute-entry", args=[missed.public_id, entry.public_id])
    before = CaseReading.of(missed, at=clock.now()).decision(missed.requirements.get())
    lines = client.get(case_href).content.decode().count("told-line")
    assert f'href="{href}"' in line_about(client.get(case_href).content.decode(), entry)
    assert "Missed the session" in client.get(href).content.decode()
    assert client.post(href, {"by": "client", "words": " "}).status_code == 422
    answer = client.post(href, {"by": "client", "words": HERS})
    assert answer.status_code == 302
    text = client.get(answer.headers["Location"]).content.decode()
    # The correction is the next click, and until then nothing is different.
    told = text[text.index('class="told"') :].partition("</h1>")[0]
    assert reverse("correct-entry", args=[missed.public_id, entry.public_id]) in told and "Undo" in told
    row = line_about(text, entry)
    assert "Disputed by the client" in row and "recorded by you" in row
    assert "&lt;i&gt;and&lt;/i&gt; nobody opened" in row and "is-corrected" not in row
    assert text.count("told-line") == lines
    after = CaseReading.of(missed, at=clock.now()).decision(missed.requirements.get())
    assert (after.next, after.facts.bits, after.facts.counts) == (
        before.next,
        before.facts.bits,
        before.facts.counts,
    )
    paper = client.get(reverse("print-case", args=[missed.public_id])).content.decode()
    assert "Disputed by the client" in paper and "nobody opened" in paper


def test_a_dispute_can_be_taken_back_and_both_stay_readable(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    client, entry = signed_in(cast.worker), missed.entries.get(kind="session.missed")
    client.post(
        reverse("dispute-entry", args=[missed.public_id, entry.public_id]), {"by": "counsel", "words": HERS}
    )
    dispute = missed.entries.latest("seq")
    href = reverse("correct-entry", args=[missed.public_id, dispute.public_id])
    text = client.get(reverse("case", args=[missed.public_id])).content.decode()
    assert href in line_about(text, entry) and "Disputed by their lawyer" in text
    assert client.post(href, {"reason": "It was the other client."}).status_code == 302
    row = line_about(client.get(reverse("case", args=[missed.public_id])).content.decode(), entry)
    assert "withdrawn" in row and "It was the other client." in row and "nobody opened" in row


def test_what_is_kept_to_those_who_work_with_her_stays_so(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    rule = happens(missed, "contact_rule.set", timedelta(hours=3), {"rules": ["no_voicemail"]})
    for entry in (rule, missed.entries.get(kind="session.missed")):
        href = reverse("dispute-entry", args=[missed.public_id, entry.public_id])
        signed_in(cast.worker).post(href, {"by": "client", "words": f"Not so: {entry.kind}."})
    auditor = add_person(agency=cast.agency, email="audra@example.org", name="Audra", roles=[])
    give_role(person=auditor, role=Role.AUDITOR, by=None, until=clock.now() + timedelta(days=300))
    text = signed_in(auditor).get(reverse("case", args=[missed.public_id])).content.decode()
    assert "Not so: session.missed." in text and "Not so: contact_rule.set." not in text
    assert "/dispute/" not in text


def test_only_an_entry_of_this_case_is_disputed(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    entry = missed.entries.get(kind="session.missed")
    client.post(
        reverse("dispute-entry", args=[missed.public_id, entry.public_id]), {"by": "client", "words": HERS}
    )
    dispute = missed.entries.latest("seq")
    for unknown in (dispute.public_id, missed.public_id):
        href = reverse("dispute-entry", args=[missed.public_id, unknown])
        assert client.get(href).status_code == client.post(href, {}).status_code == 404
