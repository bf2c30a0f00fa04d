"""
A form sent twice is recorded once: a second tap, a page sent again, a line that broke before the answer came.

Every page puts a token of its own into each form. The first to send a form with it writes down the digest of
token and contents, in the transaction that records what was sent, and the database takes each digest once.
Whoever changes a word sends another form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction

from heardfirst import clock
from heardfirst.turns import writing
from heardfirst.vault import keyed_digest

from .models import Person
from .posted_form import PostedForm

# As long as a page may lie open and still be sent.
_REMEMBERED_FOR = timedelta(days=1)


def posting_digest(
    *, person: Person, token: str, address: str, fields: Iterable[tuple[str, Sequence[str | bytes]]]
) -> bytes:
    """What tells one form sent from another: who sent it, its token, where it went and all that was in it."""
    parts = [person.public_id.bytes, _bytes(token), _bytes(address)]
    for name, values in fields:
        parts += [_bytes(name), len(values).to_bytes(8, "big"), *map(_bytes, values)]
    return keyed_digest("posted-forms", *parts)


def claim_posting(*, person: Person, digest: bytes) -> PostedForm | None:
    """
    Be the one who records what was sent; None where that is so. Otherwise the form that was sent before.
    Called inside a transaction: on PostgreSQL a second one waits here until the first is done.
    """
    while True:
        try:
            with transaction.atomic():
                PostedForm.objects.create(
                    agency_id=person.agency_id, person=person, digest=digest, posted_at=_now()
                )
        except IntegrityError:
            earlier = PostedForm.objects.filter(digest=digest).first()
            if earlier is not None:
                return earlier
        else:
            return None  # and otherwise it was given back at this moment


def settle_posting(*, digest: bytes, led_to: str) -> None:
    """Remember where the form led to, or nothing of it where it led nowhere: then nothing was recorded."""
    with writing():
        posted = PostedForm.objects.filter(digest=digest)
        if led_to:
            posted.update(led_to=led_to)
        else:
            posted.delete()


def forget_postings() -> int:
    """Forget what was sent more than a day ago. Returns how many forms it were. Safe to call at any time."""
    old = PostedForm.objects.filter(posted_at__lt=_now() - _REMEMBERED_FOR)
    if not old.exists():
        return 0
    with writing():
        gone, _by_kind = old.delete()
    return gone


def _now() -> datetime:
    """By the machine's own clock: a story's may stand anywhere."""
    return datetime.fromtimestamp(clock.seconds(), UTC)


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
