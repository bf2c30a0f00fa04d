"""The agency's own questions at the screens: seen before they are kept, refused one by one, archived."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from heardfirst.access.models import AccessEvent
from heardfirst.practice.exchange.scenario_files import SAYS, FileRefusedError, packed
from heardfirst.practice.exchange.shipped import shipped_items
from heardfirst.practice.models import OwnItem
from heardfirst.web.practice.own_questions import refused_sentence
from tests.practice.test_exchange import QUESTION
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn

BAD = QUESTION.replace("notify_court", "contact")


@pytest.fixture
def trainer(cast: Cast, signed_in: SignedIn) -> Client:
    return signed_in(cast.supervisor)


def bring(client: Client, content: bytes, name: str = "questions.zip") -> Any:
    return client.post(reverse("own-import"), {"file": SimpleUploadedFile(name, content)})


def carried(answer: Any, do: str) -> dict[str, str]:
    return {"ticket": answer.context["ticket"], "name": answer.context["name"], "do": do}


def two() -> bytes:
    return packed({"good.toml": QUESTION.encode(), "bad.toml": BAD.encode()})


def test_a_file_is_seen_with_its_answers_then_kept(cast: Cast, trainer: Client) -> None:
    seen = bring(trainer, two())
    said = seen.content.decode()
    assert "1 new question" in said and "bad.toml: the answer is not unique: tell, call" in said
    assert "Call her and listen." in said and "&lt;b&gt;it&lt;/b&gt;" in said and not OwnItem.objects.exists()
    done = trainer.post(reverse("own-import"), carried(seen, "take"), follow=True)
    assert "Saved. They will be asked from now on." in done.content.decode()
    kept = OwnItem.objects.get()
    assert kept.added_by == cast.supervisor
    assert AccessEvent.objects.filter(what="imported", screen="own-import").count() == 1
    # The ticket is spent, and the same file brings nothing new.
    assert trainer.post(reverse("own-import"), carried(seen, "take")).status_code == 422
    again = bring(trainer, QUESTION.encode(), "good.toml")
    assert "already there" in again.content.decode() and again.context["new"] == 0


def test_what_cannot_be_opened_is_said_beside_the_file(trainer: Client) -> None:
    for content, name, said in (
        (b"%PDF", "q.pdf", "neither"),
        (packed({"../q.toml": b""}), "q.zip", "points outside"),
        (b"", "q.toml", ""),
    ):
        answer = bring(trainer, content, name)
        assert (answer.status_code == 422 and said in answer.content.decode()) or not said
    assert not OwnItem.objects.exists()


def test_every_reason_to_refuse_a_file_has_its_words() -> None:
    for code, said in SAYS.items():
        assert refused_sentence(FileRefusedError(code)) == said
        with translation.override("es"):
            assert refused_sentence(FileRefusedError(code)) != said


def test_leaving_it_keeps_nothing_and_a_ticket_is_nobody_elses(
    cast: Cast, trainer: Client, signed_in: SignedIn
) -> None:
    seen = bring(trainer, two())
    other = signed_in(cast.stranger)
    assert other.post(reverse("own-import"), carried(seen, "take")).status_code == 422
    assert signed_in(cast.worker).post(reverse("own-import"), carried(seen, "take")).status_code == 404
    assert trainer.post(reverse("own-import"), carried(seen, "drop")).status_code == 302
    assert trainer.post(reverse("own-import"), carried(seen, "take")).status_code == 422
    assert not OwnItem.objects.exists()


def test_it_is_put_away_and_asked_again(trainer: Client) -> None:
    trainer.post(reverse("own-import"), carried(bring(trainer, QUESTION.encode(), "q.toml"), "take"))
    kept = OwnItem.objects.get()
    page = reverse("own-question", args=[kept.public_id])
    assert "Try it" in trainer.get(page).content.decode()
    trainer.post(reverse("own-put-away", args=[kept.public_id]))
    assert "it is not being asked" in trainer.get(page).content.decode()
    assert "None yet." in trainer.get(reverse("own-questions")).content.decode()
    assert "She missed" in trainer.get(reverse("own-questions") + "?put_away=yes").content.decode()
    trainer.post(reverse("own-take-out", args=[kept.public_id]))
    assert "Archive</button>" in trainer.get(page).content.decode()
    # By rules that changed since it has two answers: it is said, and it comes out to be mended.
    OwnItem.objects.update(text=BAD, digest="by other rules")
    assert "no longer has exactly one answer" in trainer.get(page).content.decode()
    out = trainer.get(reverse("own-export"), {"format": "scenario", "topic": "first_response"})
    with zipfile.ZipFile(io.BytesIO(out.content)) as file:
        assert file.read(f"own/{kept.public_id}.toml").decode() == BAD


def test_all_questions_are_written_out_for_a_learning_platform(trainer: Client) -> None:
    trainer.post(reverse("own-import"), carried(bring(trainer, QUESTION.encode(), "q.toml"), "take"))
    out = trainer.get(reverse("own-export"), {"format": "moodle", "language": "es"})
    assert out["Content-Disposition"] == 'attachment; filename="heardfirst-es.xml"'
    keys = {each.findtext("idnumber") for each in ET.fromstring(out.content) if each.find("name") is not None}
    assert keys == {*shipped_items(), f"own/{OwnItem.objects.get().public_id}"}
    assert "Llamarla y escucharla." in out.content.decode()
    assert AccessEvent.objects.filter(what="exported", screen="own-export").count() == 1
    assert trainer.get(reverse("own-export"), {"topic": "none", "format": "pdf"}).status_code == 200
