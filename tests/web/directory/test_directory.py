"""The directory of help on the screens: found by who meets clients, kept by who may, shown beside a plan."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from heardfirst.guide.directory.models import Help
from heardfirst.guide.directory.services import Offer, add_help, put_away
from heardfirst.record.models import Case
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn, happens

FILLED = {"name": "Harbor Van", "kinds": ["ride"], "cost": "free", "phone": "(202) 555-0148 ext. 4"}


@pytest.fixture
def ride(cast: Cast) -> Help:
    offer = Offer("Harbor Van", ("ride",), ("transport",), phone="202-555-0148 ext. 4", how="Call before.")
    return add_help(agency=cast.agency, by=cast.supervisor, offer=offer)


def test_an_empty_directory_says_how_to_begin(cast: Cast, signed_in: SignedIn) -> None:
    told = signed_in(cast.supervisor).get(reverse("helps")).content.decode()
    for kind in ("ride", "childcare", "evening_slot", "telehealth", "interpreter", "pass"):
        assert f"{reverse('help-new')}?kind={kind}" in told
    worker = signed_in(cast.worker).get(reverse("helps")).content.decode()
    assert "Your supervisor or an administrator can add help." in worker and reverse("help-new") not in worker


def test_a_starter_opens_a_form_that_is_half_filled(cast: Cast, signed_in: SignedIn) -> None:
    form = signed_in(cast.supervisor).get(reverse("help-new") + "?kind=pass&barrier=money").context["form"]
    assert (form.initial["kinds"], form.initial["barriers"]) == (["pass"], ["money"])
    odd = signed_in(cast.supervisor).get(reverse("help-new") + "?kind=%3Cb%3E&barrier=Ana").context["form"]
    assert odd.initial == {}


def test_a_help_is_added_changed_checked_and_put_away(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.supervisor)
    answer = client.post(reverse("help-new"), FILLED)
    made = Help.objects.get()
    assert answer.headers["Location"] == reverse("help", args=[made.public_id]) + "?told=help-added"
    page = client.get(answer.headers["Location"]).content.decode()
    assert 'href="tel:2025550148"' in page and "Never. Call before you promise it." in page
    assert sorted(made.marks.values_list("value", flat=True)) == ["disability_access", "ride", "transport"]
    for name in ("help-check", "help-put-away", "help-take-out"):
        assert client.post(reverse(name, args=[made.public_id])).status_code == 302
    made.refresh_from_db()
    assert made.checked_on is not None and made.active
    changed = FILLED | {"barriers": ["money"], "web": "example.org/van", "checked_on": "2026-01-02"}
    client.post(reverse("help-change", args=[made.public_id]), changed)
    made.refresh_from_db()
    assert (made.web, str(made.checked_on)) == ("https://example.org/van", "2026-01-02")
    assert sorted(made.marks.values_list("value", flat=True)) == ["money", "ride"]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("name", ""),
        ("kinds", []),
        ("kinds", ["limousine"]),
        ("phone", "call us"),
        ("web", "javascript:alert(1)"),
        ("checked_on", "2999-01-01"),
    ],
)
def test_what_is_not_right_is_said_beside_its_field(
    field: str, said: object, cast: Cast, signed_in: SignedIn
) -> None:
    answer = signed_in(cast.supervisor).post(reverse("help-new"), FILLED | {field: said})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert f'href="#id_{field}"' in answer.content.decode() and not Help.objects.exists()


def test_words_are_looked_for_and_wrong_choices_count_as_none(
    ride: Help, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.worker)

    def lines(query: str) -> list[str]:
        return [each.name for each in client.get(reverse("helps") + query).context["lines"]]

    assert lines("?words=van") == lines("?kind=ride") == lines("?kind=limousine&from=x") == ["Harbor Van"]
    assert lines("?words=pelican") == []
    put_away(offered=ride, by=cast.supervisor)
    assert lines("?put_away=yes") == []
    assert [
        each.name
        for each in signed_in(cast.supervisor).get(reverse("helps") + "?put_away=yes").context["lines"]
    ]


def test_a_list_asks_the_same_few_questions_however_long(
    ride: Help, cast: Cast, signed_in: SignedIn, django_assert_max_num_queries: object
) -> None:
    for number in range(40):
        add_help(
            agency=cast.agency, by=cast.supervisor, offer=Offer(f"Pass {number:02}", ("pass",), ("money",))
        )
    client = signed_in(cast.worker)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        answer = client.get(reverse("helps"))
    assert len(answer.context["lines"]) == 30
    assert len(client.get(answer.context["more_href"]).context["lines"]) == 11


@pytest.fixture
def heard(missed: Case) -> Case:
    said = {"barriers": ["transport", "childcare"], "limits_explained": True, "through": "self"}
    happens(missed, "client.heard", timedelta(hours=20), said)
    return missed


def test_a_plan_is_made_beside_what_we_can_offer(
    heard: Case, ride: Help, cast: Cast, signed_in: SignedIn
) -> None:
    at = reverse("happened-kind", args=[heard.public_id, "plan.agreed"])
    told = signed_in(cast.worker).get(at).content.decode()
    assert "What we can offer" in told and 'href="tel:2025550148"' in told and "Call before." in told
    assert "Nothing in the directory yet." in told and reverse("help-new") not in told
    told = signed_in(cast.supervisor).get(at).content.decode()
    assert f"{reverse('help-new')}?kind=childcare&amp;barrier=childcare" in told


def test_no_other_form_and_no_other_agency_shows_it(
    heard: Case, ride: Help, cast: Cast, signed_in: SignedIn
) -> None:
    note = signed_in(cast.worker).get(reverse("happened-kind", args=[heard.public_id, "note.signed"]))
    assert "What we can offer" not in note.content.decode()
    assert signed_in(cast.stranger).get(reverse("help", args=[ride.public_id])).status_code == 404
    assert signed_in(cast.stranger).get(reverse("helps")).context["count"] == 0


def test_whoever_adds_help_for_a_plan_comes_back_to_it(cast: Cast, case: Case, signed_in: SignedIn) -> None:
    happens(case, "session.missed", timedelta(days=1))
    happens(case, "client.heard", timedelta(hours=9), {"barriers": ["childcare"], "limits_explained": True})
    client = signed_in(cast.supervisor)
    plan = reverse("happened-kind", args=[case.public_id, "plan.agreed"]) + "?step=plan"
    found = re.search(r'href="([^"]*/help/new/[^"]*)"', client.get(plan).content.decode())
    assert found
    blank = client.get(unescape(found.group(1))).content.decode().partition('id="main"')[2]
    kept = re.search(r'name="next" value="([^"]*)"', blank)
    assert kept and unescape(kept.group(1)) == plan
    given = {"name": "Children’s room", "kinds": ["childcare"], "barriers": ["childcare"], "next": plan}
    answer = client.post(reverse("help-new"), given | {"cost": "free"})
    assert answer.status_code == 302 and answer.headers["Location"] == plan
    assert "Children’s room" in client.get(plan).content.decode()
    assert (
        'value="https://'
        not in client.get(reverse("help-new"), {"next": "https://x.example/"}).content.decode()
    )
