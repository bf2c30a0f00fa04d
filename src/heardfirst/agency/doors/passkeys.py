"""
Passkeys (W3C WebAuthn level 3), checked by the fido2 library; what it leaves to us, the counter of uses, is
checked here.

Every ceremony has two halves. `begin_…` gives what the browser is asked, and a state to keep in the session;
`finish_…` takes the browser's answer and that state, which is good once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from heardfirst import clock
from heardfirst.agency.models import Person
from heardfirst.turns import writing
from heardfirst.vault import digest_of, new_id, open_sealed, seal
from heardfirst.vault.rootkey import derived_key

from .errors import PasskeyRefusedError
from .models import Passkey

CredentialOptions = dict[str, Any]
State = dict[str, Any]
MOST = 10
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class KnownPasskey:
    """A passkey as its owner sees it in the list."""

    id: UUID
    name: str
    made_at: datetime
    last_used_at: datetime | None


def passkeys_of(person: Person) -> list[KnownPasskey]:
    """Somebody's passkeys, the oldest first."""
    return [
        KnownPasskey(passkey.public_id, _name_of(passkey), passkey.made_at, passkey.last_used_at)
        for passkey in Passkey.objects.filter(person=person).select_related("person").order_by("pk")
    ]


def begin_making(person: Person, host: str) -> tuple[CredentialOptions, State]:
    """Ask the browser for a new passkey, one that is not on that device yet."""
    options, state = _server(host).register_begin(
        PublicKeyCredentialUserEntity(id=person.public_id.bytes, name=person.email, display_name=person.name),
        credentials=_credentials(Passkey.objects.filter(person=person, rp_id=host)),
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(options), state


def finish_making(
    *, person: Person, host: str, state: State, answer: Mapping[str, Any], name: str
) -> KnownPasskey:
    """Keep the new passkey under the name its owner gives it. Raises `PasskeyRefusedError`."""
    try:
        made = _server(host).register_complete(state, RegistrationResponse.from_dict(answer))
    except Exception as problem:
        raise PasskeyRefusedError from problem
    if made.credential_data is None:
        raise PasskeyRefusedError
    named = name.strip()[:_LONGEST_NAME]
    passkey = Passkey(
        public_id=new_id(),
        agency_id=person.agency_id,
        person=person,
        rp_id=host,
        credential_id=made.credential_data.credential_id,
        credential=bytes(made.credential_data),
        sign_count=made.counter,
        made_at=clock.now(),
    )
    passkey.sealed_name = seal(named.encode(), derived_key("passkeys"), passkey_context(passkey, person))
    with writing():
        if Passkey.objects.filter(person=person).count() >= MOST:
            raise PasskeyRefusedError
        try:
            passkey.save(force_insert=True)
        except IntegrityError:
            raise PasskeyRefusedError from None
    return KnownPasskey(passkey.public_id, named, passkey.made_at, None)


def begin_using(host: str, person: Person | None = None) -> tuple[CredentialOptions, State]:
    """
    Ask the browser for a passkey: one of this person's, or, when nobody has said who they are, any; then the
    device must have made sure of its owner, because the passkey stands for the password, too.
    """
    if person is None:
        options, state = _server(host).authenticate_begin(
            user_verification=UserVerificationRequirement.REQUIRED
        )
    else:
        options, state = _server(host).authenticate_begin(
            credentials=_credentials(Passkey.objects.filter(person=person, rp_id=host)),
            user_verification=UserVerificationRequirement.PREFERRED,
        )
    return dict(options), state


def finish_using(
    *, host: str, state: State, answer: Mapping[str, Any], person: Person | None = None
) -> Person:
    """Whose passkey answered; only this person's, if one is given. Raises `PasskeyRefusedError`."""
    try:
        response = AuthenticationResponse.from_dict(answer)
        candidates = Passkey.objects.filter(
            credential_id=response.raw_id, rp_id=host, person__is_active=True
        ).select_related("person__agency")
        passkey = (candidates if person is None else candidates.filter(person=person)).get()
        _name_of(passkey)  # opens for a row alone that was written here, for this person and this credential
        # A device that names an owner names the one the passkey was made for.
        if response.response.user_handle not in (None, b"", passkey.person.public_id.bytes):
            raise PasskeyRefusedError
        _server(host).authenticate_complete(
            state, [AttestedCredentialData(bytes(passkey.credential))], response
        )
    except Exception as problem:
        raise PasskeyRefusedError from problem
    counted = response.response.authenticator_data.counter
    with writing():
        # A counter that stands still or goes back tells of a copy (WebAuthn 7.2, step 22); devices that keep
        # none always say 0.
        used = Passkey.objects.filter(pk=passkey.pk)
        used = used.filter(sign_count__lt=counted) if counted else used.filter(sign_count=0)
        if not used.update(sign_count=counted, last_used_at=clock.now()):
            raise PasskeyRefusedError
    return passkey.person


def remove_passkey(*, person: Person, passkey_id: UUID) -> bool:
    """Take a passkey away; whether there was one."""
    with writing():
        gone, _by_kind = Passkey.objects.filter(person=person, public_id=passkey_id).delete()
    return bool(gone)


def _server(host: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name="Heardfirst"))


def _credentials(passkeys: Any) -> Sequence[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(passkey.credential)) for passkey in passkeys]


def _name_of(passkey: Passkey) -> str:
    context = passkey_context(passkey, passkey.person)
    return open_sealed(passkey.sealed_name, derived_key("passkeys"), context).decode()


def passkey_context(passkey: Passkey, person: Person) -> bytes:
    """What a passkey's name is sealed to: the passkey, its credential and whose it is."""
    rp_id, credential = passkey.rp_id.encode(), bytes(passkey.credential)
    return digest_of(passkey.public_id.bytes, person.public_id.bytes, rp_id, credential)
