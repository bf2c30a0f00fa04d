"""A form sent twice at once is recorded once, whichever form it is and on whichever database."""

from __future__ import annotations

import contextvars
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import close_old_connections, connection
from django.test import Client

from heardfirst import clock
from heardfirst.agency.doors.models import Authenticator
from heardfirst.agency.doors.recovery_codes import COUNT
from heardfirst.agency.models import Role
from heardfirst.agency.posted_form import PostedForm
from heardfirst.agency.posting import forget_postings, settle_posting
from heardfirst.agency.services import put_in_force
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Entry
from heardfirst.record.services import open_case
from heardfirst.web.shared.posting import FORM_TOKEN
from heardfirst.web.urls import urlpatterns
from tests.record.conftest import TODAY
from tests.small_rules import SMALL
from tests.web.everybody import CLIENT, Everybody, Visitor, gather
from tests.web.gates import GATES
from tests.web.shared.test_matrix import address, come, everybody

__all__ = ["everybody"]

AT_ONCE = 8
ROUTES = {str(pattern.name): pattern.callback for pattern in urlpatterns}
# What is posted here may be posted again: it only looks (what is typed must not stand in an address), or it
# knows by itself what came before.
REPEATABLE = {"caseload", "log", "call-fitting", "practice-group", "certificate", "draft"}
# What takes seconds, or goes on in transactions of its own, is claimed before it begins.
TAKES_LONG = {
    "import",
    "help-import",
    "own-import",
    "protocol-numbers",
    "protocol-in-force",
    "account-password",
}
# Opened by nobody who is signed in, or by links, codes and answers that are good once.
DOORS = {
    "sign-in", "sign-in-link", "second-step", "second-step-begin", "passkey-sign-in", "passkey-begin",
    "invitation", "set-up-link", "set-up-page",
}  # fmt: skip
# Change how one is signed in on this device: of two at once, the second finds nothing left to do.
OF_THE_SESSION = {
    "sign-out", "account-sign-out-everywhere", "account-app", "account-app-remove", "account-passkey",
    "account-passkey-begin", "account-passkey-remove",
}  # fmt: skip
FORM = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL)
TOKEN = re.compile(rf'name="{FORM_TOKEN}" value="([\w-]+)"')


@dataclass(frozen=True)
class Sent:
    """A form as somebody fills it in, and how many rows of which table come of it."""

    route: str
    contents: Callable[[Everybody], dict[str, Any]] = lambda _everybody: {}
    rows: tuple[str, int] = ("", 0)
    who: str = "own"


def _id(everybody: Everybody, relation: str) -> str:
    return next(
        str(each.person.public_id) for each in everybody.visitors if each.relation == relation if each.person
    )


def _loose(everybody: Everybody) -> str:
    return str(Case.objects.get(agency=everybody.case.agency, worker=None).public_id)


def _day(ahead: int) -> str:
    return f"{TODAY + timedelta(days=ahead):%Y-%m-%d}"


ADMIN = "administrator"
_CONVERSATION = {"channel": "phone", "by": "worker", "heard": "heard", "understood": "not_talked"}
_AGENCY = {"name": "Harbor", "zone": "America/New_York", "opens": "08:00", "closes": "17:00"}
_HELP = {"name": "Night bus", "kinds": ["ride"], "cost": "free"}
_WHY = "She stands at the desk and cries."
# One that a person may take before its time.
STEP: dict[str, Any] = {"step": "plan"}
# In this order, each in the world that those before it left. What sets something to what it is now adds no
# row; that it is done once shows in how often its answer was settled.
SENT = (
    Sent("try", lambda _: {"tried": "phone:no_answer"}, ("Entry", 1)),
    Sent("override", lambda _: {"reason": "The judge asked for it in person."}, ("Entry", 1), "supervisor"),
    Sent("talked", lambda _: {**_CONVERSATION, "barriers": ["transport"]}, ("Entry", 2)),
    Sent("call", lambda _: {**_CONVERSATION, "barriers": ["shame"], "draft-twice": 99}, ("Entry", 2)),
    Sent("happened-kind", lambda _: {"barriers": ["transport"], "draft-twice": 99}, ("Entry", 1)),
    Sent("dispute-entry", lambda _: {"by": "client", "words": "It was another day."}, ("Entry", 1)),
    Sent("correct-entry", lambda _: {"reason": "It did not happen."}, ("Entry", 1)),
    Sent("undo-entry"),
    Sent("promised", lambda _: {"went": "done"}),
    Sent("case-book", lambda _: {"starts_at": f"{_day(7)}T10:00", "by": "us"}, ("Entry", 1)),
    Sent("order", lambda _: {"at_stake": "custody", "reports": "unknown", "basis": "unknown"}, ("Entry", 1)),
    Sent(
        "new-case",
        lambda _: {"name": "Rosa Fern", "language": "en", "pronoun": "she", "service": "therapy"},
        ("Case", 1),
    ),
    Sent(
        "cover-new",
        lambda e: {"instead": _id(e, "past_cover"), "first_day": _day(0), "last_day": _day(2)},
        ("Cover", 1),
    ),
    Sent("cover-end"),
    Sent("teams", lambda _: {"name": "Hill"}, ("Team", 1), ADMIN),
    Sent("team", lambda e: {"name": "Stream", "people": [_id(e, "own"), _id(e, "team")]}, who=ADMIN),
    Sent(
        "invite",
        lambda _: {"name": "Ina Bloom", "email": "ina@example.org", "roles": ["worker"], "language": "en"},
        ("Invitation", 1),
        "administrator",
    ),
    Sent("invitation-again", who=ADMIN),
    Sent("invitation-withdraw", who=ADMIN),
    Sent("person-give-role", lambda _: {"role": "clerk"}, ("RoleHeld", 1), ADMIN),
    Sent("person-take-role", rows=("RoleHeld", -1), who=ADMIN),
    Sent("person-end-sessions", who=ADMIN),
    Sent("person-remove-second-step", who=ADMIN),
    Sent("person-let-go", who=ADMIN),
    Sent("person-take-back", who=ADMIN),
    Sent(
        "settings-calendar",
        lambda _: {"day": "2026-08-03", "name": "Moving day"},
        ("Holiday", 1),
        "administrator",
    ),
    Sent("settings-languages", lambda _: {"languages": ["en"]}, who=ADMIN),
    Sent("settings-agency", lambda _: _AGENCY, ("FormerClock", 1), ADMIN),
    Sent("settings-letterhead", lambda _: {"letterhead": "Harbor"}, who=ADMIN),
    Sent("settings-introduction", lambda _: {"capacity": "treatment"}, who=ADMIN),
    Sent("settings-crisis-lines", lambda _: {"crisis_line": "County team, 555-0101"}, who=ADMIN),
    Sent("settings-safe-contact", lambda _: {"safe_contact": ["no_text"]}, who=ADMIN),
    Sent("settings-signing-in", lambda _: {"second_step": "optional", "idle_minutes": 20}, who=ADMIN),
    Sent("set-up-begin", rows=("SetUp", 1), who=ADMIN),
    Sent("help-new", lambda _: _HELP, ("Help", 1), "supervisor"),
    Sent("help-change", lambda _: _HELP, who="supervisor"),
    Sent("help-check", who="supervisor"),
    Sent("help-put-away", who="supervisor"),
    Sent("help-take-out", who="supervisor"),
    Sent(
        "unassigned",
        lambda e: {"cases": [_loose(e)], "to": _id(e, "own"), "words": "Mornings."},
        ("Entry", 1),
        "supervisor",
    ),
    Sent(
        "emergencies",
        lambda e: {"emergency": str(e.emergency.public_id), "finding": "right"},
        ("EmergencyLook", 1),
        "supervisor",
    ),
    Sent("emergency-end", who="emergency"),
    Sent(
        "emergency",
        lambda _: {"ground": "safety", "reason": _WHY, "name": CLIENT},
        ("EmergencyAccess", 1),
        "past_emergency",
    ),
    Sent("practice-question", lambda _: {"asked": str(uuid4()), "answer": "unsure"}, ("Answered", 1)),
    Sent("practice-again"),
    Sent("practice-call-move", lambda _: {"do": "dial"}),
    Sent("practice-call-stop"),
    Sent("practice-call-again", lambda _: {"who": "same"}, ("PracticeCall", 1)),
    Sent("practice-calls", lambda _: {"story": "parenting", "temper": "0"}, ("PracticeCall", 1)),
    Sent("own-put-away", who="supervisor"),
    Sent("own-take-out", who="supervisor"),
    Sent("account-codes", rows=("RecoveryCode", COUNT)),
    Sent("choose-language", lambda _: {"language": "en"}),
    Sent("choose-theme", lambda _: {"theme": "dark"}),
    Sent("case-rules", lambda _: {"reason": "They are clearer."}, ("Entry", 1)),
    Sent(
        "hand-over",
        lambda e: {"to": _id(e, "cover"), "words": "Mornings.", "sure": "yes"},
        ("Entry", 1),
        "supervisor",
    ),
    Sent("died", lambda _: {"words": "Her sister called.", "sure": "yes"}, ("Entry", 1), "supervisor"),
    Sent("team-remove", rows=("Team", -1), who=ADMIN),
)


def _visitor(everybody: Everybody, who: str) -> Visitor:
    def fits(visitor: Visitor) -> bool:
        if who in Role.values:
            return who in visitor.roles and visitor.relation in ("team", "agency")
        return visitor.relation == who

    return next(visitor for visitor in everybody.visitors if visitor.person and fits(visitor))


def _rows() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in apps.get_models()}


@dataclass(frozen=True)
class Answers:
    """What came back, and what it did to the tables."""

    led_to: list[tuple[int, str]]
    grew: dict[str, int]


def _send_at_once(sent: Sent, everybody: Everybody, token: str) -> Answers:
    """The same form from the same browser, so often at once."""
    signed_in = come(_visitor(everybody, sent.who))
    contents, there = sent.contents(everybody), address(sent.route, everybody.ids() | STEP)
    before = _rows()

    def tap() -> tuple[int, str]:
        browser = Client()
        browser.cookies.update(signed_in.cookies)
        try:
            answer = browser.post(there, contents | ({FORM_TOKEN: token} if token else {}))
            return answer.status_code, answer.headers.get("Location", "")
        finally:
            close_old_connections()
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as together:
        taps = [together.submit(contextvars.copy_context().run, tap) for _ in range(AT_ONCE)]
        led_to = [each.result() for each in taps]
    after = _rows()
    return Answers(led_to, {name: after[name] - before[name] for name in after})


@pytest.fixture
def world(transactional_db: None) -> Iterator[Everybody]:
    with clock.standing_at(TODAY):
        everybody = gather(TODAY)
        supervisor = _visitor(everybody, "supervisor").person
        own = _visitor(everybody, "own").person
        assert supervisor is not None and own is not None
        open_case(agency=supervisor.agency, by=supervisor, worker=None, identity=Identity("Ana Ruiz"))
        Authenticator.objects.create(agency=own.agency, person=own, sealed_secret=b"", made_at=TODAY)
        put_in_force(
            agency=own.agency, by=supervisor, text=SMALL.replace("{version}", "1").encode(), key="small"
        )
        yield everybody


def test_every_form_that_writes_is_tried_here() -> None:
    posted = {name for name, gate in GATES.items() if "POST" in gate.methods}
    known = [REPEATABLE, TAKES_LONG, DOORS, OF_THE_SESSION, {sent.route for sent in SENT}]
    assert posted == set().union(*known)
    assert sum(len(each) for each in known) == len(posted), "each for one reason"
    assert {name for name, view in ROUTES.items() if hasattr(view, "repeatable")} == REPEATABLE
    assert {name for name, view in ROUTES.items() if hasattr(view, "takes_long")} == TAKES_LONG


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_the_same_form_eight_times_at_once_is_recorded_once(
    world: Everybody, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[str] = []

    def noting(*, digest: bytes, led_to: str) -> None:
        settled.append(led_to)
        settle_posting(digest=digest, led_to=led_to)

    monkeypatch.setattr("heardfirst.web.shared.posting.settle_posting", noting)
    wrong: list[object] = []
    for sent in SENT:
        settled.clear()
        came = _send_at_once(sent, world, token=f"token-of-{sent.route}")
        table, expected = sent.rows
        led_to = {there for status, there in came.led_to if status == 302}
        pages = [status for status, _there in came.led_to if status != 302]
        if (
            [bool(there) for there in settled] != [True]
            or came.grew.get(table, 0) != expected
            or len(led_to) != 1
            or len(pages) > 1
        ):
            wrong.append((sent.route, settled[:], came.grew.get(table), came.led_to))
    assert wrong == []


def _tried(everybody: Everybody) -> int:
    return Entry.objects.filter(case=everybody.case, kind="contact.tried").count()


@pytest.mark.django_db
def test_another_word_is_another_form(everybody: Everybody) -> None:
    client, there = come(_visitor(everybody, "own")), address("try", everybody.ids())
    before = _tried(everybody)
    for minute in (10, 20):
        more = {"when": f"{TODAY:%Y-%m-%d}T08:{minute}", "draft-twice": 99, FORM_TOKEN: "one-page"}
        client.post(there, {"tried": "phone:no_answer"} | more)
    assert _tried(everybody) == before + 2
    # Nor is what somebody else sends with it, or what is sent from another page.
    again = {"tried": "phone:no_answer", "when": f"{TODAY:%Y-%m-%d}T08:20", "draft-twice": 99}
    come(_visitor(everybody, "team")).post(there, again | {FORM_TOKEN: "one-page"})
    client.post(there, again | {FORM_TOKEN: "another-page"})
    assert _tried(everybody) == before + 4


@pytest.mark.django_db
def test_sent_again_later_it_leads_to_the_same_page(everybody: Everybody) -> None:
    client, there = come(_visitor(everybody, "own")), address("try", everybody.ids())
    before, form = _tried(everybody), {"tried": "phone:no_answer", "draft-twice": 99, FORM_TOKEN: "one-page"}
    first, second = client.post(there, form), client.post(there, form)
    assert first.headers["Location"] == second.headers["Location"] and "told=" in second.headers["Location"]
    assert _tried(everybody) == before + 1


@pytest.mark.django_db
def test_what_was_not_recorded_may_be_sent_again(everybody: Everybody) -> None:
    client, there = come(_visitor(everybody, "own")), address("correct-entry", everybody.ids())
    for _again in range(2):
        assert client.post(there, {"reason": "", FORM_TOKEN: "one-page"}).status_code == 422
    assert not PostedForm.objects.exists()


@pytest.mark.django_db
def test_what_fails_leaves_nothing_behind(everybody: Everybody, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither an entry without its answer, nor a form that counts as sent and is in no record."""
    client, there = come(_visitor(everybody, "own")), address("try", everybody.ids())
    client.raise_request_exception = False
    before, form = _tried(everybody), {"tried": "phone:no_answer", "draft-twice": 99, FORM_TOKEN: "one-page"}

    def breaks(*_given: object, **_named: object) -> str:
        raise RuntimeError("after the entry was written")

    with monkeypatch.context() as broken:
        broken.setattr("heardfirst.web.call.attempt_views.with_recorded", breaks)
        assert client.post(there, form).status_code == 500
    assert _tried(everybody) == before and not PostedForm.objects.exists()
    assert client.post(there, form).status_code == 302
    assert _tried(everybody) == before + 1


@pytest.mark.django_db
def test_the_table_of_forms_tells_nothing_and_forgets_after_a_day(everybody: Everybody) -> None:
    client, there = come(_visitor(everybody, "own")), address("correct-entry", everybody.ids())
    client.post(there, {"reason": "She was in the hospital.", FORM_TOKEN: "one-page"})
    stored = PostedForm.objects.get()
    assert len(bytes(stored.digest)) == 32 and "hospital" not in stored.led_to
    assert forget_postings() == 0
    PostedForm.objects.update(posted_at=stored.posted_at - timedelta(days=1, minutes=1))
    assert forget_postings() == 1 and not PostedForm.objects.exists()


@pytest.mark.django_db
def test_every_form_of_every_page_has_a_token_of_its_own(everybody: Everybody) -> None:
    tokens: list[str] = []
    for name, gate in GATES.items():
        if "GET" not in gate.methods:
            continue
        there = address(name, everybody.ids())
        for visitor in everybody.visitors:
            if not gate.opens(visitor.roles, visitor.relation) or visitor.relation in ("gone", "elsewhere"):
                continue
            page = come(visitor).get(there).content.decode("utf-8", "replace")
            forms = FORM.findall(page)
            found = [TOKEN.findall(form) for form in forms]
            assert all(len(each) == 1 for each in found), (name, [len(each) for each in found])
            tokens += [each for (each,) in found]
            break
    assert len(tokens) > 150 and len(set(tokens)) == len(tokens)
    assert min(map(len, tokens)) >= 22  # of 16 random bytes
