"""The rules on the screen: which there are, in words, as a picture, and what was proved of them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heardfirst import clock
from heardfirst.agency.models import Agency, Person, ProtocolVersion
from heardfirst.protocol import load_protocol
from heardfirst.protocol.rules.promises import EDITION
from heardfirst.record.models import Case
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn
from tests.web.shared.test_matrix import seen

OURS = """
[protocol]
extends = "washington-sud"
name = "Harbor’s own"
version = "7"
[atoms]
tried = { attempts = 5, days = 3, channels = 2, times_of_day = 2 }
"""


def keep(agency: Agency, text: str, key: str, *, ago: int = 0, edition: str = EDITION) -> ProtocolVersion:
    """A version in an agency's books, as putting it in force leaves it, without the minute of proving."""
    from heardfirst.agency.models import Person
    from heardfirst.protocol import parse_protocol

    protocol = parse_protocol(text.encode(), f"{key}.toml")
    base = protocol.base
    bases = {}
    while base is not None:
        bases[base.key], base = base.source, base.base
    return ProtocolVersion.objects.create(
        agency=agency,
        key=key,
        version=protocol.version,
        digest=protocol.digest,
        text=text.encode(),
        bases=bases,
        put_in_force_at=clock.now() - timedelta(days=ago),
        by=Person.objects.filter(agency=agency, roles_held__role="supervisor").first(),
        verdict={
            "edition": edition,
            "states": 9282928,
            "proved": ["contact-first", "safety-first"],
            "excepted": [],
        },
    )


def page_of(key: str, query: str = "") -> str:
    return reverse("protocol", args=[key]) + query


def test_the_list_says_which_one_new_cases_follow(case: Case, cast: Cast, signed_in: SignedIn) -> None:
    text = signed_in(cast.worker).get(reverse("protocols")).content.decode()
    first, others = text.split('id="others"')
    assert "Missed session in court-mandated treatment" in first and "Version 2026.3" in first
    assert "since Wed, Mar 4, 10 am" in first
    assert (
        "California DUI program" in others
        and "A law overrides the promise “Never ended for absence”" in others
    )
    assert "Missed session in court-mandated treatment" not in others


def test_an_agency_that_has_no_case_yet_has_rules_too(cast: Cast, signed_in: SignedIn) -> None:
    text = signed_in(cast.worker).get(reverse("protocols")).content.decode()
    assert "Missed session in court-mandated treatment" in text.split('id="others"')[0]
    page = signed_in(cast.worker).get(page_of("court-mandated-treatment")).content.decode()
    assert "new cases follow it" in page and "Saved versions" not in page


def test_the_page_says_every_step_and_draws_it(cast: Cast, signed_in: SignedIn) -> None:
    text = signed_in(cast.worker).get(page_of("california-dui")).content.decode()
    protocol = load_protocol("california-dui")
    assert re.findall(r'id="step-(\w+)"', text) == [step.name for step in protocol.steps]
    assert text.index("Exceptions required by law") < text.index("What it promises")
    assert "within 4 hours of when the risk was raised" in text
    waived = "the deadline is so close that there is time only for what we must do ourselves"
    assert f"(not required where {waived})" in text
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in text and "Made possible by: 3 Call." in text
    assert "not in effect" in text and protocol.digest[:12] in text


def test_what_was_proved_is_told_promise_by_promise(now: datetime, cast: Cast, signed_in: SignedIn) -> None:
    keep(cast.agency, OURS, "ours")
    text = signed_in(cast.worker).get(page_of("ours")).content.decode()
    assert "Checked in all 9,282,928 situations that can happen." in text
    found = re.findall(r'<li class="is-(\w+)">\s*<p class="path-step">([^<]+?)\s*<', text)
    assert ("proved", "Contact first") in found and ("unproved", "One next step") in found
    assert "since Wed, Mar 4, 10 am, by Selma" in text


def test_what_was_proved_of_earlier_promises_is_not_called_proved(
    now: datetime, cast: Cast, signed_in: SignedIn
) -> None:
    keep(cast.agency, OURS, "ours", edition="1")
    text = signed_in(cast.worker).get(page_of("ours")).content.decode()
    assert "9,282,928" not in text


def test_an_earlier_version_stays_readable(now: datetime, cast: Cast, signed_in: SignedIn) -> None:
    first = keep(cast.agency, OURS, "ours", ago=9)
    second = keep(cast.agency, OURS.replace('"7"', '"8"').replace("= 5", "= 6"), "ours")
    client = signed_in(cast.worker)
    latest = client.get(page_of("ours")).content.decode()
    assert "at least 6 attempts" in latest and "Version 8" in latest
    href = page_of("ours", f"?version={first.digest[:12]}")
    assert href in latest
    earlier = client.get(href).content.decode()
    assert "at least 5 attempts" in earlier and "an earlier version" in earlier
    assert page_of("ours", f"?version={second.digest[:12]}") in earlier
    for wrong in ("0" * 12, first.digest[:7], "zz"):
        assert client.get(page_of("ours", f"?version={wrong}")).status_code == 404


def test_another_agency_sees_nothing_of_ours(now: datetime, cast: Cast, signed_in: SignedIn) -> None:
    ours = keep(cast.agency, OURS, "ours")
    client = signed_in(cast.stranger)
    there: Any = client.get(page_of("ours"))
    nowhere: Any = client.get(page_of("nothing"))
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert seen(there, page_of("ours")) == seen(nowhere, page_of("nothing"))
    assert client.get(page_of("washington-sud", f"?version={ours.digest[:12]}")).status_code == 404
    text = client.get(reverse("protocols")).content.decode()
    assert "Harbor’s own" not in text and "Missed session in court" in text.split('id="others"')[0]


def test_a_case_names_its_rules_and_their_exceptions(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    from heardfirst.record.identity import Identity
    from heardfirst.record.services import open_case

    cast.agency.protocol = "california-dui"
    cast.agency.save()
    case = open_case(agency=cast.agency, by=cast.worker, worker=cast.worker, identity=Identity("Ana Ruiz"))
    text = signed_in(cast.worker).get(reverse("case", args=[case.public_id])).content.decode()
    digest = load_protocol("california-dui").digest[:12]
    assert f'href="{page_of("california-dui", f"?version={digest}")}"' in text
    assert "“Never ended for absence” for the step “Dismiss, as the regulation requires”" in text


@pytest.mark.parametrize("name", ["protocols", "protocol"])
def test_looking_at_rules_asks_little(name: str, now: datetime, cast: Cast, signed_in: SignedIn) -> None:
    client, counts = signed_in(cast.worker), []
    href = reverse(name, args=["ours"] if name == "protocol" else [])
    for number in (1, 2, 12):
        for version in range(number):
            keep(cast.agency, OURS.replace('"7"', f'"{number}.{version}"'), "ours")
        client.get(href)
        with CaptureQueriesContext(connection) as asked:
            client.get(href)
        counts.append(len(asked))
    assert counts[0] == counts[-1] <= 5


def test_in_spanish_nothing_is_left_in_english(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    Person.objects.filter(pk=cast.worker.pk).update(language="es")
    text = client.get(page_of("california-dui")).content.decode()
    words = re.sub(r"<[^>]+>", " ", text)
    assert "Excepciones que exige la ley" in words and "Lo hacen posible: 3 Llamar." in words
    for english in ("The ", " the ", "within", "session ", "court", "proven", "Still", "version "):
        assert english not in words.replace("Heardfirst", ""), english
