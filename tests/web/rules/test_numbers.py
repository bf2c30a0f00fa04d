"""Other numbers for a protocol: checked as one types, refused with a story, put in force, and taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from heardfirst.access.log import lines_of
from heardfirst.agency.errors import ProtocolRefused
from heardfirst.agency.models import ProtocolVersion
from heardfirst.agency.selectors import protocol_in_force, versions_of
from heardfirst.agency.services import put_in_force
from heardfirst.protocol import load_protocol, parse_protocol
from heardfirst.protocol.proving import checking, proofs
from heardfirst.protocol.telling.numbers import Path, numbers_of, with_numbers
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn

# Without the steps towards a court, so that its proof takes a second or two.
SMALL = """# Ours.
[protocol]
name = "Small"
version = "1"
extends = "court-mandated-treatment"
without = [
    "letter", "hardship", "bill", "adjust", "recommend_action", "notify_court", "seek_basis", "forewarn",
    "supplement", "correct_court", "report_status", "document", "consult",
]
[order]
mandated = false
"""
CARELESS = {f"atoms.tried.{name}": "1" for name in ("attempts", "days", "channels", "times_of_day")}
DEFAULT = "court-mandated-treatment"


@pytest.fixture
def small(cast: Cast) -> ProtocolVersion:
    return put_in_force(agency=cast.agency, by=cast.supervisor, text=SMALL.encode(), key="small")


def numbers_at(key: str) -> str:
    return reverse("protocol-numbers", args=[key])


def typed(key: str, cast: Cast, **changes: str) -> dict[str, str]:
    """The whole form as a browser sends it, with these fields typed over."""
    protocol = protocol_in_force(cast.agency) if key == "small" else load_protocol(key)
    given = {each.key: str(each.value) for each in numbers_of(protocol)}
    return given | {"version": "2"} | changes


def quietly(client: Client, key: str, given: dict[str, str]) -> str:
    """What the screen gets while one types."""
    answer = client.post(numbers_at(key), given, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_numbers_that_break_a_promise_are_told_as_a_story(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.supervisor)
    text = quietly(client, DEFAULT, typed(DEFAULT, cast, **CARELESS))
    assert "This would break a promise: Contact first" in text
    assert len(re.findall(r"<time\s+datetime=", text)) >= 2 and "Mon, Mar 2" in text
    assert re.search(r"<code>\d+: [^<]*needs\s+= ", text)
    assert (
        text.count("<code>9: tried = { attempts = 1, days = 1, channels = 1, times_of_day = 1 }</code>") == 1
    )
    assert "Set “Attempts” to 3 and “Different days” to 3 to keep every promise." in text
    assert 'name="put"' not in text and "<html" not in text
    assert re.search(r'id="check-line"\s+hx-swap-oob="true"', text)
    assert not ProtocolVersion.objects.exists()


def test_good_numbers_are_told_as_differences(cast: Cast, signed_in: SignedIn) -> None:
    text = quietly(signed_in(cast.supervisor), DEFAULT, typed(DEFAULT, cast, **{"atoms.tried.attempts": "4"}))
    assert "Every promise is kept with these numbers" in text and 'name="put"' in text
    assert "<li>Reasonable attempts – Attempts: 4 instead of 3.</li>" in text
    assert not ProtocolVersion.objects.exists()


def test_nothing_typed_is_nothing_to_put_in_force(cast: Cast, signed_in: SignedIn) -> None:
    text = quietly(signed_in(cast.supervisor), DEFAULT, typed(DEFAULT, cast))
    assert "No number was changed." in text and 'name="put"' not in text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("atoms.tried.attempts", "many", "Enter a whole number."),
        ("atoms.tried.attempts", "", "Enter a whole number."),
        ("atoms.tried.attempts", "31", "30"),
        ("atoms.tried.days", "4", "This cannot be more than the number of attempts."),
        ("timers.keep_trying.0", "0", "1"),
        ("version", "a b", "Use letters, digits, periods and hyphens"),
        ("version", "2026.3", "There is already a version with this name."),
    ],
)
def test_what_makes_no_sense_leads_to_its_field(
    field: str, value: str, said: str, cast: Cast, signed_in: SignedIn
) -> None:
    given = typed(DEFAULT, cast, **{field: value})
    client = signed_in(cast.supervisor)
    answer: Any = client.post(numbers_at(DEFAULT), given | {"put": "yes"})
    text = answer.content.decode()
    assert answer.status_code == 422 and 'role="alert"' in text
    assert f'href="#id_{field}"' in text and f'id="id_{field}_error"' in text and said in text
    assert f'href="#id_{field}"' in quietly(client, DEFAULT, given)
    assert not ProtocolVersion.objects.exists()


def test_a_supervisor_puts_other_numbers_in_force_and_takes_them_back(
    small: ProtocolVersion, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.supervisor)
    given = typed("small", cast, **{"atoms.tried.attempts": "5", "version": "1.1"})
    answer: Any = client.post(numbers_at("small"), given | {"put": "yes"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/protocols/small/?put")
    assert [each.person for each in lines_of(cast.agency, what="rules_set")] == [cast.supervisor]
    latest, *_earlier = versions_of(cast.agency)
    assert (latest.version, latest.by, latest.key) == ("1.1", cast.supervisor, "small")
    assert "# Ours." in bytes(latest.text).decode() and "attempts = 5" in bytes(latest.text).decode()
    page = client.get("/protocols/small/?put").content.decode()
    assert "New cases follow this version from now on." in page and "Go back to version 1<" in page
    back = re.findall(r'href="(/protocols/small/in-force/\?version=\w+)">Go back', page)[0]
    asked = client.get(back).content.decode()
    assert "Instead of Small, version 1.1" in asked
    assert re.search("at least 5 attempts.*and is now.*at least 3 attempts", asked)
    assert client.post(back).status_code == 302
    assert protocol_in_force(cast.agency).digest == small.digest
    assert [each.version for each in versions_of(cast.agency)] == ["1", "1.1", "1", "2026.3"]


def test_without_a_script_one_button_checks_and_the_next_puts_in_force(
    small: ProtocolVersion, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.supervisor)
    given = typed("small", cast, **{"timers.review": "10", "version": "1.1"})
    checked: Any = client.post(numbers_at("small"), given)
    text = checked.content.decode()
    assert checked.status_code == 200 and "<html" in text and 'name="put"' in text
    assert re.search(r'name="timers.review" value="10"', text)
    assert protocol_in_force(cast.agency).digest == small.digest
    broken: Any = client.post(numbers_at(DEFAULT), typed(DEFAULT, cast, **CARELESS) | {"put": "yes"})
    assert broken.status_code == 422 and "This would break a promise" in broken.content.decode()
    assert protocol_in_force(cast.agency).digest == small.digest


def test_a_worker_reads_the_numbers_and_sets_none(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    text = client.get(numbers_at(DEFAULT)).content.decode()
    assert "A supervisor may change them." in text and "<input" not in text[text.index("<main") :]
    assert "Attempts</dt><dd>3" in text
    given = typed(DEFAULT, cast, **{"atoms.tried.attempts": "4"}) | {"put": "yes"}
    assert client.post(numbers_at(DEFAULT), given).status_code == 404
    assert client.post(reverse("protocol-in-force", args=[DEFAULT])).status_code == 404
    page = client.get(reverse("protocol", args=[DEFAULT])).content.decode()
    assert "Change the numbers" not in page and "Put into effect" not in page
    assert not ProtocolVersion.objects.exists()


def test_another_agencys_rules_can_be_neither_read_nor_set(
    small: ProtocolVersion, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.stranger)
    for name in ("protocol", "protocol-numbers", "protocol-in-force"):
        href = reverse(name, args=["small"])
        assert client.get(href).status_code == 404
        if name != "protocol":
            assert client.post(href, {"put": "yes"}).status_code == 404
    assert versions_of(cast.elsewhere) == []


def test_a_shipped_protocol_is_put_in_force_with_its_exceptions_in_sight(
    cast: Cast, signed_in: SignedIn
) -> None:
    text = (
        signed_in(cast.supervisor).get(reverse("protocol-in-force", args=["california-dui"])).content.decode()
    )
    assert "A law overrides the promise “Never ended for absence”" in text
    assert "Instead of Missed session in court-mandated treatment, version 2026.3" in text
    there = signed_in(cast.supervisor).get(reverse("protocol-in-force", args=[DEFAULT])).content.decode()
    assert (
        "New cases already follow this version." in there
        and "<button class" not in there[there.index("<h1") :]
    )


def test_the_law_behind_a_number_stands_beside_it(cast: Cast, signed_in: SignedIn) -> None:
    text = signed_in(cast.supervisor).get(numbers_at("california-dui")).content.decode()
    row = text[text.index("Days without a session") :]
    assert "(9 CCR 9886)" in row[: row.index("</label>")]


def test_other_numbers_of_rules_proved_before_need_no_new_proof(
    cast: Cast, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the real proof of small rules kept among the others, and no exploring allowed any more."""
    rules = parse_protocol(SMALL.encode(), "small.toml")
    verdict = checking.check(rules)
    proof = proofs.Proof(rules.key, rules.version, verdict.states, verdict.duties.walks, verdict.proved, ())
    monkeypatch.setattr(proofs, "_stored_proofs", lambda: {proofs.shape_of(rules): proof})
    monkeypatch.setattr(checking, "check", None)
    client = signed_in(cast.supervisor)
    put_in_force(agency=cast.agency, by=cast.supervisor, text=SMALL.encode(), key="small")
    given = typed("small", cast, **{"atoms.tried.attempts": "4"})
    assert client.post(numbers_at("small"), given | {"put": "yes"}).status_code == 302
    kept = versions_of(cast.agency)[0]
    assert (kept.version, kept.verdict["states"]) == ("2", verdict.states)
    assert set(kept.verdict["proved"]) == set(verdict.proved)
    page = client.get(reverse("protocol", args=["small"])).content.decode()
    assert page.count('<li class="is-proved">') == len(verdict.proved)
    # What numbers alone can break is looked at all the same.
    slow: dict[Path, int] = {("timers", "keep_trying", place): 200 for place in range(3)}
    slow |= {("timers", "review"): 200}
    text = with_numbers(protocol_in_force(cast.agency), slow, "3")
    with pytest.raises(ProtocolRefused) as refused:
        put_in_force(agency=cast.agency, by=cast.supervisor, text=text, key="small")
    assert refused.value.verdict is not None
    assert [each.promise for each in refused.value.verdict.broken] == ["never-a-dead-end"]
