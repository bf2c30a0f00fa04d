"""The screens of the guided response in an agency of ten thousand cases, beside an empty page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from .installation import Installation, install
from .measuring import Row, Section, duration, in_turn, noise_of, show, times

if TYPE_CHECKING:
    from django.test import Client

    from heardfirst.record.models import Case

CASES = 10_000
MINE = 40  # of the one worker who looks
WEEKS = 26  # of sessions behind the case looked at
HELPS = 50  # in the agency's directory
EMPTY = "/empty-for-measuring/"
_DOORS = "an empty page behind our doors"


def measure(place: Installation) -> Section:
    """Time each screen as its worker asks for it, and two empty pages in turn with them."""
    from django.test import override_settings

    from heardfirst import clock

    now = clock.now()
    case = _caseload(place, now)
    with override_settings(ROOT_URLCONF=_addresses()):
        works = _screens(place, case)
        taken = in_turn(works, runs=41, warm=3)
    best = {name: timing.best for name, timing in taken.items()}
    bare, doors = best.pop("bare"), best.pop(_DOORS)
    rows = [Row(_DOORS, duration(doors), "Django’s empty page", duration(bare), times(doors, bare))]
    rows += [
        Row(name, duration(seconds), "Django’s empty page", duration(bare), times(seconds, bare))
        for name, seconds in best.items()
    ]
    beside = ", ".join(f"{name} {times(seconds, doors)}" for name, seconds in best.items())
    return Section(
        "The guide’s screens",
        f"Each a whole request through Django’s test client, by a worker with {MINE} of the agency’s "
        f"{CASES:,} cases; the case looked at has half a year of weekly sessions, tries, a plan and a "
        f"booking behind it, and the directory {HELPS} helps. Django’s empty page is a view that returns "
        "an empty document, with no middleware at all: no session, no database, no template. Behind our "
        "doors stands the same view with all our middleware, for somebody signed in.",
        tuple(rows),
        noise_of(taken),
        (
            f"Beside the empty page behind our doors: {beside}.",
            "The design sets no goal here. About half of a form is Django’s rendering of its choices, each "
            "from a template of its own; the rest is questions to the database, and the chronology, opened, "
            "folded and decided anew for each look. How many questions each asks is held by "
            "`tests/web/shared/test_questions.py`; more cases and entries ask no more.",
        ),
    )


def _addresses() -> Any:
    """Ours, and one where an empty document is."""
    from types import ModuleType

    from django.http import HttpRequest, HttpResponse
    from django.urls import include, path

    def empty(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("<!doctype html><title>Empty</title>")

    module = ModuleType("addresses_to_measure")
    module.urlpatterns = [  # type: ignore[attr-defined]
        path(EMPTY.strip("/") + "/", empty),
        path("", include("heardfirst.urls")),
    ]
    return module


def _caseload(place: Installation, now: datetime) -> Case:
    """Everybody missed a session two days ago; one of the worker's is in the middle of it all."""
    from heardfirst.guide.directory.services import Offer, add_help
    from heardfirst.record.identity import Identity
    from heardfirst.record.services import NewCase, NewEntry, append_batch, open_cases

    opened: list[Case] = []
    for who, count in ((place.worker, MINE), (place.supervisor, CASES - MINE)):
        news = [NewCase(Identity(f"Client {number}", language="es"), ["therapy"]) for number in range(count)]
        opened += [case.case for case in open_cases(agency=place.agency, by=who, worker=who, cases=news)]
    ago = now - timedelta(days=2)
    missed = [NewEntry(case, "session.missed", ago) for case in opened]
    append_batch(agency=place.agency, by=place.worker, items=missed, source="import")
    for number in range(HELPS):
        offer = Offer(f"Help {number}", ("ride",), ("transport",), by_whom="Harbor Van")
        add_help(agency=place.agency, by=place.supervisor, offer=offer)
    case, lived = opened[0], []

    def happened(kind: str, before: timedelta, **details: Any) -> None:
        lived.append(NewEntry(case, kind, now - before, details))

    for week in range(WEEKS, 0, -1):
        happened("session.attended", timedelta(weeks=week))
    for hours in (30, 28):
        happened("contact.tried", timedelta(hours=hours), channel="phone", outcome="no_answer")
    happened("contact.made", timedelta(hours=20), channel="phone", by="worker")
    happened("client.heard", timedelta(hours=20), barriers=["transport"], limits_explained=True)
    happened("stakes.discussed", timedelta(hours=20), understood="yes")
    happened("plan.agreed", timedelta(hours=20), actions=[{"what": "ride", "by": "us"}])
    starts_at = (now + timedelta(days=2)).isoformat()
    happened("session.booked", timedelta(hours=20), starts_at=starts_at, plan=True)
    append_batch(agency=place.agency, by=place.worker, items=lived, source="import")
    return case


def _screens(place: Installation, case: Case) -> dict[str, Callable[[], object]]:
    """What is timed, by the name it is told under."""
    from django.test import Client, override_settings
    from django.urls import reverse

    from heardfirst.agency.doors.sign_in_links import make_sign_in_link
    from heardfirst.guide.drafts.across_sign_in import token_for
    from heardfirst.record.models import Entry

    browser, nobody, bare = Client(), Client(), Client()
    browser.post(f"/sign-in/{make_sign_in_link(person=place.worker)}/")
    with override_settings(MIDDLEWARE=[]):
        bare.get(EMPTY)  # loads its handler, which goes on without any
    missed = Entry.objects.filter(case=case, kind="session.missed").get()

    def look(address: str, client: Client = browser) -> Callable[[], object]:
        def get_page() -> None:
            assert client.get(address).status_code in (200, 204), address

        return get_page

    def of_case(name: str, *more: object) -> Callable[[], object]:
        return look(reverse(name, args=[case.public_id, *more]))

    key = "happened:client.heard"
    typed = {
        "draft-token": token_for(place.worker, case, key), "draft-begun": "40", "draft-tab": "a" * 24,
        "words": "By bus.",
    }  # fmt: skip

    def keep() -> None:
        response = browser.post(reverse("draft", args=[case.public_id, key]), typed)
        assert response.status_code == 200

    return {
        "bare": look(EMPTY, bare),
        _DOORS: look(EMPTY),
        "Sign-in": look(reverse("sign-in"), nobody),
        "Today": look("/"),
        "Case": of_case("case"),
        "Call": of_case("call"),
        "We talked": of_case("talked"),
        "Log an attempt": of_case("try"),
        "Plan": of_case("happened-kind", "plan.agreed"),
        "Book": of_case("happened-kind", "session.booked"),
        "Note": of_case("happened-kind", "note.signed"),
        "What is new here": look(reverse("case-news", args=[case.public_id]) + "?since=40"),
        "Keep a draft": keep,
        "Override": of_case("override", "letter"),
        "Dispute": of_case("dispute-entry", missed.public_id),
        "It was excused": of_case("happened-kind", "session.excused"),
        "The service ended": of_case("happened-kind", "service.ended"),
        "They have died": of_case("died"),
        "Help to offer": look(reverse("helps")),
    }


if __name__ == "__main__":
    show(measure(install()))
