"""What a page points at by its id is on that page: labels, hints, errors, links of an error summary."""

from __future__ import annotations

import re

from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.signing_in import force_in
from tests.web.everybody import Everybody
from tests.web.gates import GATES
from tests.web.shared.test_matrix import address, everybody

__all__ = ["everybody"]

_POINTS = re.compile(r'\s(?:aria-describedby|aria-labelledby|aria-controls|for)="([^"]*)"|href="#([^"]+)"')
_ID = re.compile(r'\sid="([^"]+)"')


def dangling(page: str) -> set[str]:
    """The ids that a page points at and does not have."""
    pointed = {name for found in _POINTS.findall(page) for name in f"{found[0]} {found[1]}".split()}
    return pointed - set(_ID.findall(page))


def test_a_pointer_at_nothing_is_found() -> None:
    assert dangling('<input aria-describedby="a b"><p id="a"></p><a href="#c">') == {"b", "c"}
    assert dangling('<label for="a"></label><input id="a">') == set()


def test_every_page_has_what_it_points_at(everybody: Everybody) -> None:
    """Each route as somebody for whom it opens, as it is and with an empty form sent."""
    pages, wrong = 0, {}
    for name, gate in GATES.items():
        for visitor in everybody.visitors:
            if visitor.person and visitor.relation != "gone" and gate.opens(visitor.roles, visitor.relation):
                break
        else:
            continue
        client = Client()
        force_in(client, visitor.person)
        for method in gate.methods:
            with transaction.atomic():
                answer = (client.get if method == "GET" else client.post)(address(name, everybody.ids()))
                transaction.set_rollback(True)
            if "text/html" not in answer.headers.get("Content-Type", "") or answer.streaming:
                continue
            pages += 1
            if found := dangling(answer.content.decode()):
                wrong[f"{method} {name}"] = found
    assert pages > 100
    assert wrong == {}


def test_the_error_summary_leads_to_its_fields(everybody: Everybody) -> None:
    client = Client()
    force_in(
        client, next(each.person for each in everybody.visitors if each.relation == "own" and each.person)
    )
    page = client.post(reverse("happened-kind", args=[everybody.case.public_id, "client.whereabouts"]))
    text = page.content.decode()
    assert page.status_code == 422 and 'href="#id_' in text
    assert dangling(text) == set()
