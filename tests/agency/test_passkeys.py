"""Passkeys of a device made of code, which can also lie: what does not answer the question opens nothing."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

from heardfirst.agency.doors import passkeys
from heardfirst.agency.doors.errors import PasskeyRefusedError
from heardfirst.agency.doors.models import Passkey
from heardfirst.agency.models import Person
from heardfirst.agency.staffing import let_go
from tests.record.conftest import Cast, cast

__all__ = ["cast"]

HOST = "cases.example.org"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Device:
    """An authenticator: one key, a counter, and whatever it is told to say."""

    origin: str = f"https://{HOST}"
    host: str = HOST
    flags: int = PRESENT | VERIFIED
    counter: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(24))

    def make(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Answer `navigator.credentials.create`."""
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))  # type: ignore[no-untyped-call]
        credential = bytes(16) + len(self.id).to_bytes(2) + self.id + public
        data = self._data(ATTESTED) + credential
        made = {"attestationObject": cbor.encode({"fmt": "none", "authData": data, "attStmt": {}})}
        return self._answer("webauthn.create", asked, made)

    def use(self, asked: dict[str, Any], owner: Person | None = None) -> dict[str, Any]:
        """Answer `navigator.credentials.get`."""
        data, said = self._data(), self._said("webauthn.get", asked)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        used = {"authenticatorData": data, "signature": signature}
        if owner is not None:
            used["userHandle"] = owner.public_id.bytes
        return self._answer("webauthn.get", asked, used)

    def _data(self, more: int = 0) -> bytes:
        self.counter += 1 if self.counter else 0
        flags = self.flags | more
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4)

    def _said(self, what: str, asked: dict[str, Any]) -> bytes:
        challenge = websafe_encode(websafe_decode(asked["publicKey"]["challenge"]))
        said = {"type": what, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said, separators=(",", ":")).encode()

    def _answer(self, what: str, asked: dict[str, Any], response: dict[str, bytes]) -> dict[str, Any]:
        whole = {"clientDataJSON": self._said(what, asked), **response}
        return {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "response": {name: websafe_encode(each) for name, each in whole.items()},
            "clientExtensionResults": {},
        }


def made(device: Device, person: Person, name: str = "My phone") -> None:
    asked, state = passkeys.begin_making(person, HOST)
    answer = device.make(asked)
    passkeys.finish_making(person=person, host=HOST, state=state, answer=answer, name=name)


def used(device: Device, person: Person | None = None, owner: Person | None = None) -> Person:
    asked, state = passkeys.begin_using(HOST, person)
    answer = device.use(asked, owner)
    return passkeys.finish_using(host=HOST, state=state, answer=answer, person=person)


def test_it_opens_for_its_owner_alone_or_as_a_second_step(cast: Cast) -> None:
    device = Device()
    made(device, cast.worker)
    assert used(device, owner=cast.worker) == cast.worker
    assert used(device, cast.worker) == cast.worker
    with pytest.raises(PasskeyRefusedError):
        used(device, cast.colleague)
    with pytest.raises(PasskeyRefusedError):
        used(device, owner=cast.colleague)
    (kept,) = passkeys.passkeys_of(cast.worker)
    assert kept.name == "My phone" and kept.last_used_at is not None


def test_a_passkey_written_into_the_table_opens_nothing(cast: Cast) -> None:
    """Neither one's own, turned into a colleague's, nor another key under a colleague's passkey."""
    mine, theirs = Device(), Device()
    made(mine, cast.worker)
    made(theirs, cast.supervisor)
    row = Passkey.objects.get(person=cast.worker)
    Passkey.objects.filter(pk=row.pk).update(person=cast.supervisor)
    with pytest.raises(PasskeyRefusedError):
        used(mine)
    row.delete()
    Passkey.objects.filter(person=cast.supervisor).update(
        credential=bytes(row.credential), credential_id=bytes(row.credential_id)
    )
    with pytest.raises(PasskeyRefusedError):
        used(mine)


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://evil.example.com"},
        {"origin": f"http://{HOST}"},
        {"host": "evil.example.com"},
        {"flags": 0},
        {"key": ec.generate_private_key(ec.SECP256R1())},
        {"id": b"another credential"},
    ],
    ids=lambda lie: next(iter(lie)),
)
def test_a_device_that_lies_opens_nothing(lie: dict[str, Any], cast: Cast) -> None:
    device = Device()
    made(device, cast.worker)
    for name, told in lie.items():
        setattr(device, name, told)
    with pytest.raises(PasskeyRefusedError):
        used(device, owner=cast.worker)
    with pytest.raises(PasskeyRefusedError):
        used(device, cast.worker)


def test_alone_it_opens_only_if_the_device_made_sure_of_its_owner(cast: Cast) -> None:
    device = Device(flags=PRESENT)
    made(device, cast.worker)
    assert used(device, cast.worker) == cast.worker
    with pytest.raises(PasskeyRefusedError):
        used(device, owner=cast.worker)


def test_an_answer_to_another_question_is_none(cast: Cast) -> None:
    device = Device()
    made(device, cast.worker)
    asked, _state = passkeys.begin_using(HOST)
    _asked, newer = passkeys.begin_using(HOST)
    with pytest.raises(PasskeyRefusedError):
        passkeys.finish_using(host=HOST, state=newer, answer=device.use(asked, cast.worker))
    asked, state = passkeys.begin_making(cast.worker, HOST)
    with pytest.raises(PasskeyRefusedError):
        passkeys.finish_making(
            person=cast.worker, host=HOST, state=state, answer=Device().use(asked), name="x"
        )


def test_a_copy_is_noticed_by_its_counter(cast: Cast) -> None:
    device = Device(counter=5)
    made(device, cast.worker)
    assert used(device, cast.worker) == cast.worker
    copy = Device(key=device.key, id=device.id, counter=device.counter - 1)
    with pytest.raises(PasskeyRefusedError):
        used(copy, cast.worker)
    copy.counter = 0
    with pytest.raises(PasskeyRefusedError):
        used(copy, cast.worker)
    assert used(device, cast.worker) == cast.worker


def test_a_device_is_added_once_and_belongs_to_one(cast: Cast) -> None:
    device = Device()
    made(device, cast.worker)
    for person in (cast.worker, cast.colleague):
        with pytest.raises(PasskeyRefusedError):
            made(device, person)
    assert [each.person_id for each in Passkey.objects.all()] == [cast.worker.pk]


def test_whoever_was_let_go_has_none(cast: Cast) -> None:
    device = Device()
    made(device, cast.worker)
    let_go(person=cast.worker, by=None)
    with pytest.raises(PasskeyRefusedError):
        used(device, owner=cast.worker)


def test_a_passkey_of_another_address_is_not_asked_for(cast: Cast) -> None:
    device = Device()
    made(device, cast.worker)
    asked, state = passkeys.begin_using("other.example.org", cast.worker)
    assert not asked["publicKey"].get("allowCredentials")
    with pytest.raises(PasskeyRefusedError):
        passkeys.finish_using(
            host="other.example.org", state=state, answer=device.use(asked), person=cast.worker
        )


def test_the_name_somebody_gave_is_sealed(cast: Cast) -> None:
    made(Device(), cast.worker, "Grandma's tablet")
    assert b"Grandma" not in bytes(Passkey.objects.get().sealed_name)


def test_nobody_has_more_than_ten(cast: Cast) -> None:
    for _each in range(10):
        made(Device(), cast.worker)
    with pytest.raises(PasskeyRefusedError):
        made(Device(), cast.worker)


@pytest.mark.parametrize(
    "answer", [{}, {"id": 3}, {"response": []}, {"id": "x", "rawId": "x", "response": {}}]
)
def test_nonsense_is_refused_and_breaks_nothing(answer: dict[str, Any], cast: Cast) -> None:
    _asked, state = passkeys.begin_using(HOST)
    with pytest.raises(PasskeyRefusedError):
        passkeys.finish_using(host=HOST, state=state, answer=answer)
    _asked, state = passkeys.begin_making(cast.worker, HOST)
    with pytest.raises(PasskeyRefusedError):
        passkeys.finish_making(person=cast.worker, host=HOST, state=state, answer=answer, name="x")
