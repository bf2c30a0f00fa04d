"""A directory of others, brought in: seen first, asked about what is not known, and by whom it may be."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from heardfirst.access.models import AccessEvent
from heardfirst.guide.directory.models import Help
from heardfirst.guide.directory.services import Offer, add_help
from tests.guide.hsds_sample import as_json, as_zip
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn


@pytest.fixture
def keeper(cast: Cast, signed_in: SignedIn) -> Client:
    return signed_in(cast.supervisor)


def bring(client: Client, content: bytes, **more: str) -> Any:
    file = SimpleUploadedFile("directory.zip", content)
    return client.post(reverse("help-import"), {"file": file, "source": "Harbor 211"} | more)


def carried(answer: Any) -> dict[str, str]:
    return {name: answer.context[name] for name in ("ticket", "source", "meanings")}


@pytest.mark.parametrize("content", [as_zip(), as_json()], ids=["zip", "json"])
def test_a_directory_is_seen_asked_about_and_taken_in(content: bytes, cast: Cast, keeper: Client) -> None:
    seen = bring(keeper, content)
    said = seen.content.decode()
    assert "4 services were read. Nothing is imported yet." in said and "Estate Planning" in said
    assert dict(seen.context["counts"]) == {"new": 2, "left out": 2} and not Help.objects.exists()
    again = keeper.post(reverse("help-import"), carried(seen) | {"do": "answer", "term-0": "referral"})
    assert dict(again.context["counts"]) == {"new": 3, "left out": 1} and not Help.objects.exists()
    done = keeper.post(reverse("help-import"), carried(again) | {"do": "take"})
    assert "It is in the directory" in done.content.decode()
    assert set(Help.objects.values_list("name", flat=True)) == {
        "Harbor Van", "Guardería Sol", "Wills for seniors",
    }  # fmt: skip
    assert AccessEvent.objects.filter(what="imported", person=cast.supervisor).count() == 1
    page = keeper.get(reverse("help", args=[Help.objects.get(name="Harbor Van").public_id])).content.decode()
    assert "Harbor 211" in page
    second = bring(keeper, content)
    assert dict(second.context["counts"]) == {"already there": 3, "left out": 1}
    assert not second.context["takes"]
    # The ticket is spent.
    assert keeper.post(reverse("help-import"), carried(again) | {"do": "take"}).status_code == 422


def test_what_was_not_taken_is_said_with_its_place(keeper: Client) -> None:
    said = bring(keeper, as_zip()).content.decode()
    assert "phones.csv:4" in said and "This is not a phone number." in said


@pytest.mark.parametrize(
    ("content", "source", "field"),
    [(b"no directory", "Harbor 211", "file"), (b"", "Harbor 211", "file"), (as_zip(), " ", "source")],
    ids=["another kind", "empty", "no source"],
)
def test_what_cannot_be_read_is_said_beside_the_file(
    content: bytes, source: str, field: str, keeper: Client
) -> None:
    answer = bring(keeper, content, source=source)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert "no directory" not in answer.content.decode()


def test_leaving_it_forgets_the_file_and_writes_nothing(keeper: Client) -> None:
    seen = bring(keeper, as_zip())
    assert keeper.post(reverse("help-import"), carried(seen) | {"do": "drop"}).status_code == 302
    assert keeper.post(reverse("help-import"), carried(seen) | {"do": "take"}).status_code == 422
    assert not Help.objects.exists()


def test_nobody_takes_in_what_somebody_else_brought(cast: Cast, keeper: Client, signed_in: SignedIn) -> None:
    seen = bring(keeper, as_zip())
    other = signed_in(cast.stranger)
    assert other.post(reverse("help-import"), carried(seen) | {"do": "take"}).status_code == 422
    worker = signed_in(cast.worker)
    assert worker.post(reverse("help-import"), carried(seen) | {"do": "take"}).status_code == 404
    assert not Help.objects.exists()


def test_meanings_that_the_page_never_made_count_as_nothing(keeper: Client) -> None:
    for odd in ("[1]", '{"a": ["b"]}', '{"estate planning": "limousine"}', "[" * 100_000):
        seen = bring(keeper, as_zip())
        answer = keeper.post(reverse("help-import"), carried(seen) | {"do": "answer", "meanings": odd})
        assert dict(answer.context["counts"]) == {"new": 2, "left out": 2}


def test_our_own_help_is_not_touched(cast: Cast, keeper: Client) -> None:
    ours = add_help(agency=cast.agency, by=cast.supervisor, offer=Offer("Harbor Van", ("ride",)))
    seen = bring(keeper, as_zip())
    keeper.post(reverse("help-import"), carried(seen) | {"do": "take"})
    ours.refresh_from_db()
    assert (ours.source, Help.objects.filter(name="Harbor Van").count()) == ("", 2)
