"""Recovery codes, for when the phone is lost: `COUNT` of them, shown once, each good once."""

from __future__ import annotations

import hmac
import secrets

from heardfirst import clock
from heardfirst.agency.models import Person
from heardfirst.turns import writing
from heardfirst.vault.rootkey import derived_key

from .models import RecoveryCode

COUNT = 10
# No letter or digit that is mistaken for another when it is read off paper; 10 of them are 49 bits.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_HALF = 5


def make_codes(*, person: Person) -> list[str]:
    """New codes instead of whatever there was. They cannot be shown again."""
    codes = [_code() for _ in range(COUNT)]
    now = clock.now()
    with writing():
        RecoveryCode.objects.filter(person=person).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(agency_id=person.agency_id, person=person, digest=_digest(person, code), made_at=now)
            for code in codes
        )
    return codes


def use_code(*, person: Person, code: str) -> bool:
    """Whether this is one of their codes that has not been used; it is used up by it."""
    with writing():
        unused = RecoveryCode.objects.filter(person=person, digest=_digest(person, code), used_at=None)
        return bool(unused.update(used_at=clock.now()))


def codes_left(person: Person) -> int:
    """How many codes are still good."""
    return RecoveryCode.objects.filter(person=person, used_at=None).count()


def _code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(2 * _HALF))
    return f"{letters[:_HALF]}-{letters[_HALF:]}"


def _digest(person: Person, code: str) -> bytes:
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    key = derived_key("recovery-codes")
    return hmac.digest(key, person.public_id.bytes + plain.encode("utf-8", "replace"), "sha256")
