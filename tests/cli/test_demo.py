"""The demonstration: believable, whole, apart from anything real, and served at the address it prints."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.cli.conftest import Run

OPENING_STORIES = ("Elena Marquez", "Calvin Reese")
EVERY_STEP = {
    "contact", "listen", "stakes", "plan", "rebook", "document", "consult", "seek_basis", "forewarn",
    "notify_court", "letter", "adjust", "supplement",
}  # fmt: skip


@pytest.mark.usefixtures("demonstration")
def test_forty_people_with_every_kind_of_morning(heardfirst: Run) -> None:
    said = heardfirst("demo", "--no-serve")
    assert said.code == 0
    assert "Elena Marquez" in said.out
    today = heardfirst("today", "--as", "lead@localhost", "--json").document
    lines = [today["first"], *today["then"]]
    names = [line["client"] for line in lines]
    assert len(set(names)) == len(names), "a client is listed once"
    assert set(OPENING_STORIES) <= set(names)
    assert names[0] in OPENING_STORIES
    steps = {line["step"] for line in lines}
    assert steps >= EVERY_STEP
    assert today["waiting"]
    # One call is practiced there, too, and nothing of it may show: not here, and in none of these numbers.
    assert "Terrence Boyd" not in names
    whole = heardfirst("record", "verify", "--json").document
    assert (whole["good"], whole["cases"], whole["faults"]) == (True, 40, [])
    assert whole["access_log"] == {"lines": 1, "faults": []}  # Today was looked at, just now
    assert heardfirst("record", "rebuild", "--check").code == 0

    mother = next(line for line in lines if line["client"] == "Elena Marquez")
    case = heardfirst("case", "show", mother["case"], "--json").document
    (therapy,) = case["requirements"]
    assert therapy["decision"]["next"]["step"] == "contact"
    statuses = {each["step"]: each["status"] for each in therapy["decision"]["steps"]}
    assert statuses["notify_court"] == statuses["close"] == statuses["rebook"] == "not yet"


@pytest.mark.long
def test_it_is_made_once_a_day_and_never_over_real_data(
    heardfirst: Run, attendance: Path, demonstration: Path, tmp_path: Path
) -> None:
    assert heardfirst("demo", "--no-serve", "--json").document["new"] is False
    (demonstration / "DEMONSTRATION").write_text("2020-01-01", "utf-8")
    assert heardfirst("demo", "--no-serve", "--json").document["new"] is True
    assert heardfirst("demo", "--no-serve", "--json").document["new"] is False
    real = tmp_path / "real"
    assert heardfirst("import", attendance, data=real).code == 0
    said = heardfirst("demo", "--no-serve", data=real)
    assert said.code == 2
    assert "Nothing was changed" in said.err
    assert heardfirst("today", "--json", data=real).document["to_do"] == 2


@pytest.mark.usefixtures("demonstration")
def test_the_link_it_prints_signs_in_once(data_dir: Path, page: Page) -> None:
    surroundings = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO_")}
    surroundings |= {"HEARDFIRST_DATA": str(data_dir), "PYTHONUNBUFFERED": "1", "LANG": "C.UTF-8"}
    served = subprocess.Popen(
        [sys.executable, "-m", "heardfirst.cli.main", "demo", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env=surroundings,
        text=True,
        start_new_session=True,
    )
    try:
        assert served.stdout is not None
        printed = ""
        while not printed.rstrip().endswith("}"):
            line = served.stdout.readline()
            assert line, printed
            printed += line
        link = json.loads(printed)["link"]
        home = f"http://{urlsplit(link).netloc}/"
        _once_it_listens(page, link)
        served_by = page.request.get(home).headers
        assert served_by["server"] == "granian" and "x-powered-by" not in served_by
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(home)
        expect(page.locator("main")).to_contain_text("Elena Marquez")
        page.context.clear_cookies()
        page.goto(link)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.locator("body")).not_to_contain_text("Elena Marquez")
        assert page.url != home
    finally:
        os.killpg(served.pid, signal.SIGINT)
        served.communicate(timeout=30)
    assert served.returncode in (0, 130)


def _once_it_listens(page: Page, link: str) -> None:
    import socket
    import time

    host, port = urlsplit(link).hostname, urlsplit(link).port
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex((str(host), int(port or 0))) == 0:
                break
        time.sleep(0.1)
    page.goto(link)
