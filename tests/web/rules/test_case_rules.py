"""A case moves to other rules on the screen: compared first, with a reason, and readable ever after."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from django.urls import reverse

from heardfirst.agency.services import put_in_force
from heardfirst.record.models import Case
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn
from tests.web.rules.test_numbers import SMALL

FIVE = SMALL + "[atoms]\ntried = { attempts = 5, days = 3, channels = 2, times_of_day = 2 }\n"


def test_a_case_is_moved_with_a_reason(missed: Case, now: datetime, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    href, page_at = reverse("case-rules", args=[missed.public_id]), reverse("case", args=[missed.public_id])
    assert "Compare, and change this case’s rules" not in client.get(page_at).content.decode()
    assert "This case follows the rules in effect." in client.get(href).content.decode()
    version = put_in_force(agency=cast.agency, by=cast.supervisor, text=FIVE.encode(), key="small")
    assert f'href="{href}">Compare, and change this case’s rules' in client.get(page_at).content.decode()
    asked = client.get(href).content.decode()
    assert "In effect for new cases: version 1" in asked
    assert re.search("at least 3 attempts.*and is now.*at least 5 attempts", asked)
    refused: Any = client.post(href, {"reason": " "})
    assert refused.status_code == 422 and 'href="#id_reason"' in refused.content.decode()
    missed.refresh_from_db()
    assert missed.protocol_digest != version.digest
    moved: Any = client.post(href, {"reason": "The new contract asks for more tries."})
    assert moved.status_code == 302 and moved.headers["Location"].startswith(f"{page_at}?told=")
    missed.refresh_from_db()
    assert missed.protocol_digest == version.digest
    entry = missed.entries.get(kind="protocol.changed")
    assert json.loads(bytes(entry.details))["version"] == "1"
    text = client.get(moved.headers["Location"]).content.decode()
    assert "Changed to other rules" in text and "The new contract asks for more tries." in text
    assert "undo/" not in text[: text.index("<h1")]
    assert "Compare, and change this case’s rules" not in text
    assert re.search(r'href="/protocols/small/\?version=\w+">Small', text)
    again: Any = client.post(href, {"reason": "Once more."})
    assert again.status_code == 200 and missed.entries.filter(kind="protocol.changed").count() == 1


def test_who_may_not_write_in_a_case_moves_nothing(
    missed: Case, now: datetime, cast: Cast, signed_in: SignedIn
) -> None:
    put_in_force(agency=cast.agency, by=cast.supervisor, text=FIVE.encode(), key="small")
    for person in (cast.colleague, cast.stranger):
        answer: Any = signed_in(person).post(
            reverse("case-rules", args=[missed.public_id]), {"reason": "Because."}
        )
        assert answer.status_code == 404
    assert not missed.entries.filter(kind="protocol.changed").exists()
