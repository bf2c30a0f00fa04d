"""Bringing in attendance on the screen: shown first, asked about, and only then recorded."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from heardfirst import home
from heardfirst.record.models import Case, Entry
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn

PLAIN = """Client Name,MRN,Date,Time,Service,Status
Grace Okoye,1002,2026-02-24,9:00 AM,Therapy,Attended
Grace Okoye,1002,2026-03-03,9:00 AM,Therapy,No Show
Paul Stein,1003,2026-03-03,10:30 AM,Therapy,Attended
,1004,2026-13-45,10:30 AM,Therapy,No Show
"""
UNCLEAR = PLAIN.replace("No Show", "XNS")


def bring(client: Client, text: str, **more: str) -> str:
    file = SimpleUploadedFile("attendance.csv", text.encode(), content_type="text/csv")
    answer = client.post("/import/", {"file": file, **more})
    assert answer.status_code in (200, 422)
    return answer.content.decode()


def carried(page: str) -> dict[str, str]:
    """What the preview's form carries along."""
    fields = re.findall(r'<input type="hidden" name="(ticket|tables|worker)" value="([^"]*)"', page)
    assert fields
    return {name: unescape(value) for name, value in fields}


def test_a_preview_writes_nothing(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    page = bring(signed_in(cast.worker), PLAIN)
    assert "4 rows were read. Nothing is recorded yet." in page
    assert "did not come" in page and "Grace Okoye" in page and "1 row is rejected" in page
    numbers = dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page))
    assert numbers == {"new entries": "3", "already there": "0", "new cases": "2", "rows rejected": "1"}
    assert not Case.objects.exists() and not Entry.objects.exists()


def test_a_file_too_large_for_a_page_is_pointed_to_the_command(
    cast: Cast, now: datetime, signed_in: SignedIn, settings: Any
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
    client = signed_in(cast.worker)
    assert "For files over 3 MB, use the command" in bring(client, PLAIN + "\n" * 3 * 1024 * 1024)
    assert "4 rows were read." in bring(client, PLAIN)


def test_what_lies_on_disk_meanwhile_is_unreadable(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    page = bring(client, PLAIN)
    held = list((home.data_dir() / "held").iterdir())
    assert held and not any(b"Okoye" in path.read_bytes() for path in held)
    before = len(held)
    client.post("/import/", carried(page) | {"do": "drop"})
    assert len(list((home.data_dir() / "held").iterdir())) == before - 1


def test_it_is_taken_in_and_today_says_whom_to_call(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    done = client.post("/import/", carried(bring(client, PLAIN)) | {"do": "take"}).content.decode()
    assert "3 new entries." in done and "2 cases were opened." in done
    assert "An attendance file does not include what the court ordered." in done
    assert "Call Grace Okoye" in client.get("/").content.decode()
    assert set(Case.objects.values_list("worker", flat=True)) == {cast.worker.pk}


def test_the_same_file_twice_adds_nothing(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    for _time in range(2):
        done = client.post("/import/", carried(bring(client, PLAIN)) | {"do": "take"}).content.decode()
    assert "0 new entries." in done and "3 were already there." in done
    assert Case.objects.count() == 2


def test_a_status_nobody_knows_is_asked_and_never_guessed(
    cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    client = signed_in(cast.worker)
    page = bring(client, UNCLEAR)
    assert "What does “XNS” mean?" in page and "Import" not in page
    early = client.post("/import/", carried(page) | {"do": "take"}).content.decode()
    assert "What does “XNS” mean?" in early and not Entry.objects.exists()
    unanswered = client.post("/import/", carried(page) | {"do": "answer"})
    assert unanswered.status_code == 422 and "Choose the closest meaning" in unanswered.content.decode()
    answered = client.post(
        "/import/", carried(page) | {"do": "answer", "answer-0": "missed"}
    ).content.decode()
    assert "Import" in answered and "did not come" in answered
    done = client.post("/import/", carried(answered) | {"do": "take"}).content.decode()
    assert "3 new entries." in done
    assert Entry.objects.filter(kind="session.missed").count() == 1


def test_the_refused_rows_can_be_saved(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    answer = client.post("/import/", carried(bring(client, PLAIN)) | {"do": "refused"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "2026-13-45" in answer.content.decode("utf-8-sig") and "Okoye" not in answer.content.decode(
        "utf-8-sig"
    )
    assert not Entry.objects.exists()


def test_a_held_file_is_for_who_brought_it(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    page = bring(signed_in(cast.worker), PLAIN)
    for other in (cast.colleague, cast.stranger):
        answer = signed_in(other).post(
            "/import/", carried(page) | {"do": "take", "worker": str(other.public_id)}
        )
        text = answer.content.decode()
        assert answer.status_code == 422 and "no longer here" in text and "Okoye" not in text
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"ticket": "x"},
        {"ticket": ""},
        {"tables": "{]"},
        {"tables": '{"columns": {"name": "No such"}}'},
        {"tables": '{"statuses": {"XNS": "no such outcome"}}', "do": "answer", "answer-0": "missed"},
        {"tables": '{"formats": {"dates": "sideways"}}', "do": "answer", "answer-0": "missed"},
    ],
)
def test_a_page_that_was_tampered_with_takes_nothing_in(
    changed: dict[str, str], cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    client = signed_in(cast.worker)
    answer = client.post("/import/", carried(bring(client, UNCLEAR)) | {"do": "take"} | changed)
    assert answer.status_code in (200, 422)
    assert not Entry.objects.exists()


def test_a_supervisor_says_whose_cases_they_are(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    client = signed_in(cast.supervisor)
    assert "Choose the worker who is responsible" in bring(client, PLAIN)
    page = bring(client, PLAIN, worker=str(cast.colleague.public_id))
    assert "New cases will be assigned to Colin." in page
    client.post("/import/", carried(page) | {"do": "take"})
    assert set(Case.objects.values_list("worker", flat=True)) == {cast.colleague.pk}


def test_another_agencys_worker_cannot_be_named(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    client = signed_in(cast.supervisor)
    bring(client, PLAIN, worker=str(cast.stranger.public_id))
    page = bring(client, PLAIN, worker=str(cast.colleague.public_id))
    for wrong in (str(cast.stranger.public_id), "x", ""):
        client.post("/import/", carried(page) | {"do": "take", "worker": wrong})
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty."),
        (b"\x00\x01\x02", "No columns were found."),
        (b"PK\x03\x04rest", "This is a spreadsheet file, not CSV."),
        (b"just words\nand more\n", "No columns were found."),
    ],
)
def test_what_is_no_attendance_is_refused_in_words(
    content: bytes, why: str, cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    file = SimpleUploadedFile("attendance.csv", content)
    answer = signed_in(cast.worker).post("/import/", {"file": file})
    text = answer.content.decode()
    assert answer.status_code == 422 and f'<a href="#id_file">The attendance file {why}' in text
    assert "rows were read" not in text and 'value="take"' not in text
    assert not Entry.objects.exists()


def test_a_file_of_unknown_columns_without_rows_is_asked_about_and_offers_nothing(
    cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    page = bring(signed_in(cast.worker), "a,b\n")
    assert "0 rows were read. Nothing is recorded yet." in page and 'id="asked"' in page
    assert 'value="take"' not in page and not Entry.objects.exists()


def test_a_file_must_be_chosen(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.worker).post("/import/", {})
    assert answer.status_code == 422 and 'href="#id_file"' in answer.content.decode()


def test_cells_of_the_file_are_never_markup(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    page = bring(signed_in(cast.worker), PLAIN.replace("No Show", "<img src=x onerror=alert(1)>"))
    assert "<img src=x" not in page and "&lt;img src=x" in page
