"""
Codes of an authenticator app: TOTP (RFC 6238), six digits, half a minute, SHA-1, which is what every such app
understands.
"""

from __future__ import annotations

import base64
import secrets
from urllib.parse import quote

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from django.core.signing import BadSignature, TimestampSigner

from heardfirst import clock
from heardfirst.agency.models import Person
from heardfirst.turns import writing
from heardfirst.vault import BrokenSealError, open_sealed, seal
from heardfirst.vault.rootkey import derived_key

from .models import Authenticator

_SECRET_BYTES = 20  # RFC 4226, R6
_STEP = 30
_DIGITS = 6
# A phone's clock and a slow thumb: the code before and the one after are good, too (RFC 6238, 5.2).
_DRIFT = (0, -1, 1)
_OFFER_LASTS = 30 * 60
_ISSUER = "Heardfirst"


def offer(person: Person) -> str:
    """
    A fresh secret for somebody to put into their app, sealed: the page carries it until they have shown a
    code of it, so that offering writes nothing.
    """
    sealed = seal(secrets.token_bytes(_SECRET_BYTES), derived_key("totp"), _offered_to(person))
    return TimestampSigner(salt="totp-offer").sign(base64.urlsafe_b64encode(sealed).decode())


def secret_of_offer(person: Person, offered: str) -> bytes | None:
    """The secret that was offered to this person within the last half hour; None for anything else."""
    try:
        sealed = TimestampSigner(salt="totp-offer").unsign(offered, max_age=_OFFER_LASTS)
        return open_sealed(base64.urlsafe_b64decode(sealed), derived_key("totp"), _offered_to(person))
    except (BadSignature, BrokenSealError, ValueError):
        return None


def typed(secret: bytes) -> str:
    """The secret as somebody types it into an app: capitals and digits, in groups of four."""
    letters = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def picture(person: Person, secret: bytes) -> str:
    """The same as a QR code: the path of an SVG of black modules, with its size, for the page to draw."""
    label = quote(f"{_ISSUER}:{person.email}")
    letters = base64.b32encode(secret).decode().rstrip("=")
    address = f"otpauth://totp/{label}?secret={letters}&issuer={_ISSUER}&digits={_DIGITS}&period={_STEP}"
    return segno.make(address, error="m", micro=False).svg_inline(
        border=4, omitsize=True, svgclass="qr", lineclass=None, dark="#000", light="#fff"
    )


def set_up(*, person: Person, secret: bytes, code: str) -> bool:
    """Keep the secret once a code shows that the app has it; replaces an earlier app. Whether it did."""
    step = _step_of(secret, code)
    if step is None:
        return False
    with writing():
        Authenticator.objects.update_or_create(
            person=person,
            defaults={
                "agency_id": person.agency_id,
                "sealed_secret": seal(secret, derived_key("totp"), _seal_context(person)),
                "last_step": step,
                "made_at": clock.now(),
                "last_used_at": None,
            },
        )
    return True


def use_code(*, person: Person, code: str) -> bool:
    """Whether this is a code of their app that has not been used; it is used up by it."""
    authenticator = Authenticator.objects.filter(person=person).first()
    if authenticator is None:
        return False
    secret = open_sealed(authenticator.sealed_secret, derived_key("totp"), _seal_context(person))
    step = _step_of(secret, code)
    if step is None:
        return False
    with writing():
        # One conditional UPDATE: of two who read the same code off one screen, one gets in.
        used = Authenticator.objects.filter(
            pk=authenticator.pk, made_at=authenticator.made_at, last_step__lt=step
        )
        return bool(used.update(last_step=step, last_used_at=clock.now()))


def _step_of(secret: bytes, code: str) -> int | None:
    """Which half minute of now, the one before and the one after this is the code of."""
    digits = "".join(code.split())
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    codes = HOTP(secret, _DIGITS, SHA1())  # noqa: S303 (HMAC with SHA-1 is what the apps know)
    now = int(clock.now().timestamp()) // _STEP
    good = [
        now + drift
        for drift in _DRIFT
        if secrets.compare_digest(codes.generate(now + drift), digits.encode())
    ]
    return good[0] if good else None


def _offered_to(person: Person) -> bytes:
    return b"offer" + person.public_id.bytes


def _seal_context(person: Person) -> bytes:
    return b"kept" + person.public_id.bytes
