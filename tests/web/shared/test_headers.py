"""
What each answer tells the browser, for every address there is (OWASP ASVS 5.0, level 2: 3.3, 3.4, 14.3).

The installation asked is one as an agency would run it: the product's own settings, under a name, with HTTPS.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from heardfirst.record.models import Case, Entry
from heardfirst.web.urls import urlpatterns
from tests.made_once import made_once
from tests.record.conftest import Cast
from tests.web.asked_over_https import HOST
from tests.web.conftest import SignedIn
from tests.web.shared.test_replays import LEAVES, addresses, everything_of, told

__all__ = ["told"]

pytestmark = pytest.mark.once
ROOT = Path(__file__).parents[3]
A_YEAR = 365 * 24 * 60 * 60
Answer = dict[str, Any]


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[Answer]:
    """Asked by one of the test processes, for all of them."""
    with made_once("https", tmp_path_factory) as (place, is_made):
        if not is_made:
            (place / "answers.json").write_text(asked_over_https(place / "data"), "utf-8")
    found: list[Answer] = json.loads((place / "answers.json").read_text("utf-8"))
    assert {each["name"] for each in found} >= {str(pattern.name) for pattern in urlpatterns} - LEAVES
    assert {each["status"] for each in found} >= {200, 301, 302, 400, 403, 404, 405, 422}
    return found


def asked_over_https(data: Path) -> str:
    """What the program beside the tests prints."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("HEARDFIRST_", "DATABASE_"))
    }
    asked = subprocess.run(
        [sys.executable, "-m", "tests.web.asked_over_https"],
        env=kept | {"HEARDFIRST_DATA": str(data), "HEARDFIRST_HOSTS": HOST},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr[-2000:]
    return asked.stdout


def policy(headers: dict[str, str]) -> dict[str, list[str]]:
    parts = [part.split() for part in headers.get("content-security-policy", "").split(";") if part.strip()]
    return {name: sources for name, *sources in parts}


def careless(headers: dict[str, str]) -> list[str]:
    """What an answer leaves open to whoever made another page, or looks at the browser afterwards."""
    found = []
    csp = policy(headers)
    strict = {"object-src": ["'none'"], "base-uri": ["'none'"], "frame-ancestors": ["'none'"]}
    strict |= {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "form-action": ["'self'"],
    }
    found += [name for name, sources in strict.items() if csp.get(name) != sources]
    found += [
        each for each in ("unsafe", "*", "http:") if each in headers.get("content-security-policy", "*")
    ]
    exactly = {
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    found += [name for name, value in exactly.items() if headers.get(name) != value]
    permitted = headers.get("permissions-policy", "")
    found += [each for each in ("camera", "geolocation", "microphone") if f"{each}=()" not in permitted]
    found += [each for each in headers if each.startswith("access-control-") or each == "x-powered-by"]
    return found


def test_every_answer_is_careful(answers: list[Answer]) -> None:
    assert {f"{each['name']}: {wrong}" for each in answers for wrong in careless(each["headers"])} == set()


def test_what_is_no_style_sheet_stays_in_no_cache(answers: list[Answer]) -> None:
    kept = [each["name"] for each in answers if "no-store" not in each["headers"]["cache-control"]]
    assert sorted(kept) == ["heardfirst.css", "heardfirst.js", "mark.svg"]


def test_a_browser_that_came_by_https_once_comes_by_nothing_else(answers: list[Answer]) -> None:
    for each in answers:
        said = each["headers"].get("strict-transport-security", "")
        if each["who"] == "plain":
            assert (each["status"], each["headers"]["location"]) == (301, f"https://{HOST}/caseload/")
            continue
        assert int(re.findall(r"max-age=(\d+)", said)[0]) >= A_YEAR and "includeSubDomains" in said, each[
            "name"
        ]


def test_every_cookie_is_for_us_alone(answers: list[Answer]) -> None:
    cookies = {name: flags for each in answers for name, flags in each["cookies"].items()}
    assert set(cookies) == {"__Host-session", "__Host-csrf", "__Host-seen", "__Host-language", "__Host-theme"}
    for each in answers:
        for flags in each["cookies"].values():
            assert flags["secure"] and flags["httponly"] and flags["samesite"] in ("Lax", "Strict"), each[
                "name"
            ]
            assert flags["path"] == "/" and not flags["domain"]


def test_signing_out_empties_the_browser(answers: list[Answer]) -> None:
    (out,) = [each for each in answers if each["name"] == "sign-out" and each["who"] == "somebody"]
    assert out["headers"]["clear-site-data"] == '"cache", "storage"'


def test_another_name_is_not_answered(answers: list[Answer]) -> None:
    (other,) = [each for each in answers if each["who"] == "stranger"]
    assert other["status"] == 400 and "location" not in other["headers"]


def test_on_one_machine_alone_it_is_the_same_but_for_https(
    missed: Case, told: Entry, cast: Cast, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over plain HTTP on this machine, with a case behind the addresses, and for a page that breaks."""
    worker = signed_in(cast.worker)
    asked = [
        (name, worker.get(each))
        for name, each in addresses(**everything_of(missed, told))
        if name not in LEAVES
    ]
    for name, address in addresses(**everything_of(missed, told)):
        asked.append((f"{name}, unsigned", Client().get(address)))

    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError

    worker.raise_request_exception = False
    monkeypatch.setattr("heardfirst.access.today_for", broken)
    asked.append(("broken", worker.get("/")))
    assert {answer.status_code for _name, answer in asked} >= {200, 302, 404, 405, 500}
    for name, answer in asked:
        headers = {key.lower(): value for key, value in answer.headers.items()}
        assert careless(headers) == [], name
        assert "no-store" in headers["cache-control"] and "strict-transport-security" not in headers, name
