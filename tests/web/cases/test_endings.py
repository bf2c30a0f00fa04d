"""How a case comes to its end: a death stops everything at once, and missed sessions end nothing."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from heardfirst import clock
from heardfirst.guide.drafts.models import Draft
from heardfirst.guide.drafts.services import keep_draft
from heardfirst.guide.open_actions import open_actions_by
from heardfirst.record.errors import RecordError
from heardfirst.record.models import Case, Session
from heardfirst.record.overriding import override_step
from heardfirst.record.reading import CaseReading
from heardfirst.record.services import append
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn, happens

WORDS = "Her sister called us this morning."
NAME = "Marisol Quiñones"


def case_page(client: Client, case: Case) -> str:
    return client.get(reverse("case", args=[case.public_id])).content.decode()


def form_of(case: Case, kind: str) -> str:
    return reverse("happened-kind", args=[case.public_id, kind])


def reasons_in(text: str) -> list[str]:
    return re.findall(r'name="reason" value="([a-z_]+)"', text)


@pytest.fixture
def in_care(missed: Case, now: datetime) -> Case:
    """A case with everything still open: a plan, a booked session, a draft of somebody's."""
    happens(missed, "contact.made", timedelta(hours=20), {"channel": "phone"})
    happens(
        missed, "client.heard", timedelta(hours=20), {"barriers": ["transport"], "limits_explained": True}
    )
    happens(missed, "plan.agreed", timedelta(hours=19), {"actions": [{"what": "ride", "by": "us"}]})
    to_come = {"starts_at": (now + timedelta(days=2)).isoformat(), "plan": True}
    happens(missed, "session.booked", timedelta(hours=18), to_come)
    return missed


def record_death(client: Client, case: Case, **said: Any) -> Any:
    return client.post(reverse("died", args=[case.public_id]), {"on": "2026-03-03", "words": WORDS} | said)


def test_a_death_is_asked_twice_and_stops_everything(
    in_care: Case, cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    client, before = signed_in(cast.worker), in_care.entries.count()
    for form, typed in (("talked", {"words": ["Are you"]}), ("happened:note.signed", {"words": ["So"]})):
        keep_draft(person=cast.worker, case=in_care, form=form, typed=typed, begun=1)
    assert open_actions_by(cast.worker, now)
    assert (
        reverse("died", args=[in_care.public_id])
        in client.get(reverse("happened", args=[in_care.public_id])).content.decode()
    )
    asked = record_death(client, in_care)
    assert asked.status_code == 200 and in_care.entries.count() == before
    text = asked.content.decode()
    assert f"Record that {NAME} has died?" in text and "Nothing is recorded yet" in text and WORDS in text
    answer = record_death(client, in_care, sure="yes")
    assert answer.status_code == 302 and in_care.entries.latest("seq").kind == "service.ended"
    text = client.get(answer.headers["Location"]).content.decode()
    assert f"{NAME} has died" in text and WORDS in text and "Undo" in text
    main = text[text.index("<main") :].partition('id="chronology"')[0]
    assert "(202) 555-0147" not in main and "tel:" not in main and "Log an attempt" not in main
    assert "Next attempt" not in main and "Override" not in main and ": upcoming" not in main
    assert "ride" not in main.lower()
    today = client.get("/").content.decode()
    assert f"Close the case of {NAME}" in today and today.count(NAME) == 2
    assert open_actions_by(cast.worker, now) == []
    assert in_care.sessions.latest("starts_at").outcome == Session.Outcome.LOST
    assert list(Draft.objects.values_list("form", flat=True)) == ["happened:note.signed"]
    for name in ("try", "talked", "call", "died", "print-plan"):
        turned = client.get(reverse(name, args=[in_care.public_id]))
        assert turned.status_code == 302 and "told=died" in turned.headers["Location"], name
    assert (
        client.post(reverse("try", args=[in_care.public_id]), {"tried": "phone:voicemail"}).status_code == 302
    )
    assert in_care.entries.latest("seq").kind == "service.ended"
    # Days later nobody is asked how the session went that was booked, and nothing comes up again.
    with clock.standing_at(now + timedelta(days=5)):
        decision = CaseReading.of(in_care, at=clock.now()).decision(in_care.requirements.get())
        assert decision.offered == ("close",)


def test_reported_dead_by_mistake(in_care: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    before = case_page(client, in_care)
    record_death(client, in_care, sure="yes")
    entry = in_care.entries.latest("seq")
    assert client.post(reverse("undo-entry", args=[in_care.public_id, entry.public_id])).status_code == 302
    after = case_page(client, in_care)
    assert "has died" not in after and "(202) 555-0147" in after
    assert after.partition('id="chronology"')[0].count("bead-coming") == before.partition('id="chronology"')[
        0
    ].count("bead-coming")
    assert in_care.sessions.filter(outcome=Session.Outcome.PENDING).count() == 1
    assert client.get(reverse("try", args=[in_care.public_id])).status_code == 200


def test_a_death_of_a_day_to_come_is_a_slip(in_care: Case, cast: Cast, signed_in: SignedIn) -> None:
    client, before = signed_in(cast.worker), in_care.entries.count()
    answer = record_death(client, in_care, on="2026-03-09", sure="yes")
    assert answer.status_code == 422 and "This date is in the future." in answer.content.decode()
    # Half a word is kept, and what was right is asked again with it.
    changed = record_death(client, in_care, change="yes")
    assert changed.status_code == 200 and WORDS in changed.content.decode()
    assert in_care.entries.count() == before


def test_a_death_on_the_day_of_a_session_makes_it_no_miss(
    case: Case, cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    happens(case, "session.missed", timedelta(hours=1))
    client = signed_in(cast.worker)
    record_death(client, case, on="", sure="yes")
    assert "has died" in case_page(client, case)
    assert CaseReading.of(case, at=now).decision(case.requirements.get()).facts.counts["missed"] == 0


@pytest.mark.parametrize("kind", ["service.ended", "case.closed"])
def test_missed_sessions_end_nothing(
    kind: str, missed: Case, cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    client, href = signed_in(cast.worker), form_of(missed, kind)
    text = client.get(href).content.decode()
    offered = reasons_in(text)
    assert "completed" in offered and "moved_accepted" in offered
    assert not {"discharged", "not_engaged", "died", "informed_choice"} & set(offered)
    assert (
        "you cannot discharge a client or close a case for missed sessions" in text
        and reverse("died", args=[missed.public_id]) in text
    )
    before = missed.entries.count()
    for reason in ("not_engaged", "discharged", "informed_choice"):
        assert client.post(href, {"reason": reason}).status_code == 422
    assert missed.entries.count() == before


def test_nobody_overrides_a_case_to_its_end_while_the_order_lives(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    before = missed.entries.count()
    with pytest.raises(RecordError, match="Nobody can override this"):
        override_step(
            case=missed, by=cast.supervisor, requirement=missed.requirements.get(), step="close",
            words="Moved without a word; the new agency has them.", agreed_by_supervisor=True,
        )  # fmt: skip
    assert missed.entries.count() == before
    client = signed_in(cast.worker)
    assert "not_engaged" not in reasons_in(client.get(form_of(missed, "case.closed")).content.decode())


def test_their_informed_choice_opens_when_it_is_one(
    missed: Case, cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    happens(missed, "client.declared", timedelta(hours=23), {"intends": "stop"})
    later = now + timedelta(days=4)
    with clock.standing_at(later):
        for kind, details in (
            ("client.declared", {"intends": "stop"}),
            ("counsel.informed", {}),
            ("supervisor.consulted", {"about": "ending"}),
        ):
            append(case=missed, by=cast.worker, kind=kind, at=later, details=details)
        text = signed_in(cast.worker).get(form_of(missed, "service.ended")).content.decode()
    assert "informed_choice" in reasons_in(text) and "discharged" not in reasons_in(text)


def test_a_case_is_closed_and_opened_again(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    assert client.post(form_of(missed, "service.ended"), {"reason": "completed"}).status_code == 302
    assert "Close the case of" in client.get("/").content.decode()
    assert client.post(form_of(missed, "case.closed"), {"reason": "completed"}).status_code == 302
    text = case_page(client, missed)
    assert "This case is closed" in text and "Completed." in text and "Nothing to do" in text
    assert NAME not in client.get("/").content.decode()
    assert form_of(missed, "case.reopened") in text
    said = client.get(form_of(missed, "case.reopened")).content.decode()
    assert "The case is open again" in said
    assert client.post(form_of(missed, "case.reopened"), {}).status_code == 302
    assert "This case is closed" not in case_page(client, missed)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("session.excused", "no longer counts as missed"),
        ("leave.granted", "including past ones"),
        ("session.attended", "in the client’s favor counts"),
    ],
)
def test_a_form_says_beforehand_what_it_changes(
    kind: str, said: str, missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    assert said in signed_in(cast.worker).get(form_of(missed, kind)).content.decode()


def told_after(client: Client, answer: Any) -> str:
    text = client.get(answer.headers["Location"]).content.decode()
    return text[text.index('class="told"') :].partition("</h1>")[0]


def test_what_changed_is_said_afterwards(
    missed: Case, cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    client, href = signed_in(cast.worker), form_of(missed, "session.excused")
    (session,) = re.findall(r'name="session" value="([^"]+\|[^"]+)"', client.get(href).content.decode())
    answer = client.post(href, {"session": session, "by": "us", "evidence": "on"})
    assert "Missed sessions that count: 0 (before: 1)." in told_after(client, answer)
    assert CaseReading.of(missed, at=now).decision(missed.requirements.get()).next.step is None
    # A leave granted for days that are past does the same.
    excuse = missed.entries.latest("seq")
    client.post(reverse("undo-entry", args=[missed.public_id, excuse.public_id]))
    answer = client.post(
        form_of(missed, "leave.granted"), {"from": "2026-03-01", "until": "2026-03-04", "by": "court"}
    )
    assert "Missed sessions that count: 0 (before: 1)." in told_after(client, answer)
    # What changes nothing has nothing to say.
    answer = client.post(form_of(missed, "note.signed"), {"words": "All well."})
    assert "Missed sessions" not in told_after(client, answer)


def test_a_miss_that_was_none_is_put_right_from_the_case(
    missed: Case, cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    client, entry = signed_in(cast.worker), missed.entries.get(kind="session.missed")
    href = reverse("correct-entry", args=[missed.public_id, entry.public_id])
    assert href in case_page(client, missed)
    as_attended = f"{href}?as=session.attended"
    text = client.get(href).content.decode()
    assert "?as=session.attended" in text
    (session,) = re.findall(
        r'name="right-session" value="([^"]+)"[^>]*checked', client.get(as_attended).content.decode()
    )
    answer = client.post(as_attended, {"reason": "The sheet was of another group.", "right-session": session})
    assert answer.status_code == 302
    assert "Missed sessions that count: 0 (before: 1)." in told_after(client, answer)
    assert CaseReading.of(missed, at=now).decision(missed.requirements.get()).next.step is None


def test_what_was_kept_of_a_death_is_shown_again(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    """A day that lies ahead is refused and kept; the page opens with it, and says nothing of it yet."""
    client, at = signed_in(cast.worker), reverse("died", args=[missed.public_id])
    assert client.post(at, {"on": "2126-01-01", "words": "Her brother called."}).status_code == 422
    again = client.get(at)
    assert again.status_code == 200 and "Her brother called." in again.content.decode()
