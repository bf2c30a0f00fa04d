"""A certificate is for whoever did all of it; it says what was practiced, and is the same each time."""

from __future__ import annotations

import re
import zlib
from datetime import timedelta
from uuid import uuid4

import pytest
import typst

from heardfirst import clock
from heardfirst.agency.models import Person
from heardfirst.practice.calls.services import act, stop
from heardfirst.practice.certificate import certificate_pdf, certificate_words
from heardfirst.practice.completion import (
    EACH_TOPIC,
    NotYetCompleteError,
    complete,
    completion_of,
    completions_of,
    progress_to,
)
from heardfirst.practice.models import Answered, Completion
from heardfirst.practice.question_lookup import keys_by_topic
from tests.practice.conftest import Cast
from tests.practice.test_calls import good_talk, records, started

pytestmark = pytest.mark.usefixtures("now")


def walked(person: Person) -> None:
    """A practice call to its end: a good talk, a promise kept, and the client is back."""
    call = started(person)
    good_talk(call)
    records(call, "action.done", by="us", what="ride")
    act(call=call, do="session")
    stop(call=call)


def done_all(person: Person) -> Completion:
    walked(person)
    answered(person)
    return complete(person=person)


def answered(person: Person, *, but: str = "", most: int = EACH_TOPIC) -> None:
    """So many questions of every topic right, but for one topic, in which the first is wrong."""
    at = clock.now() - timedelta(days=20)
    Answered.objects.bulk_create(
        Answered(
            agency_id=person.agency_id,
            person=person,
            item=key,
            topic=topic,
            chosen="a",
            right=not (topic == but and place == 0),
            asked=uuid4(),
            at=at + timedelta(hours=place),
        )
        for topic, keys in keys_by_topic(person.agency).items()
        for place, key in enumerate(keys[:most])
    )


def test_all_of_it_has_to_be_done_and_the_last_answer_counts(cast: Cast) -> None:
    assert not progress_to(cast.worker).done and completion_of(cast.worker) is None
    answered(cast.worker, but="safety")
    stop(call=started(cast.worker))  # one that was only begun does not count
    assert not progress_to(cast.worker).called
    walked(cast.worker)
    assert progress_to(cast.worker).called
    missing = [each for each in progress_to(cast.worker).topics if not each.done]
    assert [(each.topic, each.right, each.wanted) for each in missing] == [("safety", 4, 5)]
    with pytest.raises(NotYetCompleteError):
        complete(person=cast.worker)
    wrong = Answered.objects.get(person=cast.worker, right=False)
    again = Answered.objects.create(
        agency_id=wrong.agency_id, person=cast.worker, item=wrong.item, topic="safety", chosen="b",
        right=True, asked=uuid4(), at=clock.now(),
    )  # fmt: skip
    assert progress_to(cast.worker).done
    # What was known and is not known any more does not count.
    Answered.objects.filter(pk=again.pk).update(right=False)
    assert not progress_to(cast.worker).done
    # The same question answered right five times is one question.
    for _ in range(5):
        again.pk, again.public_id, again.asked = None, uuid4(), uuid4()
        again.save()
    assert {each.topic: each.right for each in progress_to(cast.worker).topics}["safety"] == 5


def test_a_completion_is_kept_once_and_is_nobody_elses(cast: Cast) -> None:
    first = done_all(cast.worker)
    cast.worker.name = "Wanda Newname"
    cast.worker.save()
    with clock.standing_at(clock.now() + timedelta(days=9)):
        assert complete(person=cast.worker) == first
    assert Completion.objects.count() == 1 and completion_of(cast.worker) == first
    assert completion_of(cast.colleague) is None
    assert list(completions_of([cast.worker, cast.colleague])) == [cast.worker.pk]
    assert re.fullmatch(r"([2-9A-HJKMNP-TV-Z]{4}-){2}[2-9A-HJKMNP-TV-Z]{4}", first.number)
    words = certificate_words(first, "es")
    assert words["name"] == "Wanda" and words["topics"][8] == ["Seguridad", "5"]
    assert "%" not in str(words) and "score" not in str(certificate_words(first, "en")).lower()


def streams(pdf: bytes) -> bytes:
    """All that is packed in a PDF, unpacked."""
    found = re.findall(rb"/FlateDecode[^>]*>>\s*stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return b"\n".join(zlib.decompressobj().decompress(each) for each in found)


def shown_by(pdf: bytes) -> set[str]:
    """The letters of its text, as its tables map them back to Unicode for whoever copies or listens."""
    mapped = re.findall(rb"<[0-9a-fA-F]+> <([0-9a-fA-F]+)>", streams(pdf))
    return {bytes.fromhex(each.decode()).decode("utf-16-be") for each in mapped}


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_pdf_is_one_tagged_page_with_its_fonts_and_the_same_each_time(cast: Cast, language: str) -> None:
    cast.worker.name = 'Zoë #read("/etc/passwd") $x$ *Łódź*'
    cast.worker.save()
    done = done_all(cast.worker)
    pdf = certificate_pdf(done, language)
    assert pdf == certificate_pdf(done, language)
    assert pdf.startswith(b"%PDF-1.") and len(re.findall(rb"/Type/Page\b", pdf)) == 1
    assert b"/StructTreeRoot" in pdf and b"/Marked true" in pdf and f"/Lang({language})".encode() in pdf
    assert b"pdfuaid" in pdf and b"/S/H1" in pdf and b"/S/TH" in pdf
    assert len(re.findall(rb"/FontFile3? ", pdf)) >= 2 and set('ZoëŁódź#"$*') <= shown_by(pdf)
    assert 'read("/etc/passwd")' in certificate_words(done, language)["name"]


def test_a_name_in_any_script_gets_its_certificate(cast: Cast) -> None:
    cast.worker.name = "李小龍 محمد"
    cast.worker.save()
    pdf = certificate_pdf(done_all(cast.worker), "en")
    assert b"/StructTreeRoot" in pdf and len(re.findall(rb"/Type/Page\b", pdf)) == 1


def test_the_typesetter_reads_nothing_but_its_own_folder(cast: Cast) -> None:
    done = done_all(cast.worker)
    done.said["name"] = "x" * 4000  # however long, it is set
    assert certificate_pdf(done, "en").startswith(b"%PDF")
    for reaching in (b'#read("/etc/hostname")', b'#read("../items.py")'):
        with pytest.raises(typst.TypstError):
            typst.Compiler(reaching, root="src/heardfirst/practice/printed").compile()
