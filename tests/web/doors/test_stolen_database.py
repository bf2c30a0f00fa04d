"""Whoever reads the whole database signs in nowhere by it, and whoever writes into it does not either."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client

from heardfirst import clock
from heardfirst.agency.agency_setup import make_set_up_link
from heardfirst.agency.browser_session import BrowserSession
from heardfirst.agency.doors.errors import InvitationRefusedError
from heardfirst.agency.doors.invitations import accept, invite
from heardfirst.agency.doors.models import Invitation
from heardfirst.agency.doors.recovery_codes import make_codes, use_code
from heardfirst.agency.doors.sign_in_links import make_sign_in_link, use_sign_in_link
from heardfirst.agency.errors import SignInLinkRefusedError
from heardfirst.agency.models import Person, Role, SignInLink
from heardfirst.agency.signed_in import seen_cookie, seen_cookie_name
from heardfirst.agency.staffing import give_role
from heardfirst.vault import digest_of
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn

COOKIE = settings.SESSION_COOKIE_NAME
SECRET = "three kind words at dawn"


def everything_stored() -> Iterator[str]:
    """All that stands in any table, as whoever reads it may send it."""
    for model in apps.get_models():
        for row in model._default_manager.values():
            for value in row.values():
                if isinstance(value, (bytes, memoryview)):
                    yield bytes(value).hex()
                    yield bytes(value).decode("latin-1")
                elif value is not None:
                    yield str(value)


def with_session(key: str, seen: str = "") -> Client:
    client = Client()
    client.cookies[COOKIE] = key
    client.cookies[seen_cookie_name()] = seen or seen_cookie(key)
    return client


def gets_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_nothing_that_is_stored_is_a_way_in(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    keys = {"session": client.cookies[COOKIE].value, "seen": client.cookies[seen_cookie_name()].value}
    keys["link"] = make_sign_in_link(person=cast.worker)
    give_role(person=cast.supervisor, role=Role.ADMINISTRATOR, by=None)
    _invitation, keys["invitation"] = invite(
        agency=cast.agency, by=cast.supervisor, email="nora@example.org", name="Nora New",
        roles=[Role.WORKER], language="en", path_of=str,
    )  # fmt: skip
    keys["set up"] = make_set_up_link(zone="America/Denver", further=True)
    keys |= {f"code {code}": code for code in make_codes(person=cast.worker)}
    cast.worker.set_password(SECRET)
    stored = list(everything_stored())
    assert len(stored) > 100 and gets_in(with_session(keys["session"], keys["seen"]))
    for name, key in keys.items():
        plain = {key, key.replace("-", ""), hashlib.sha256(key.encode()).hexdigest()}
        assert not [value for value in stored if any(each in value for each in plain)], name
    tried = sorted({value for value in stored if 16 <= len(value) <= 64 and value.isascii()})
    for value in tried:
        assert not gets_in(with_session(value)), "a stored value opened a session"
        with pytest.raises(SignInLinkRefusedError):
            use_sign_in_link(value)
        with pytest.raises(InvitationRefusedError):
            accept(token=value, password=SECRET)
        assert not use_code(person=cast.worker, code=value)


def test_a_session_written_into_the_table_is_nobodys(cast: Cast, signed_in: SignedIn) -> None:
    mine, theirs = signed_in(cast.worker), signed_in(cast.supervisor)
    my_row, their_row = (BrowserSession.objects.get(person=who) for who in (cast.worker, cast.supervisor))
    assert gets_in(mine) and gets_in(theirs)
    # A key of one's own choosing, as the table held keys before, and by its unkeyed digest.
    for number, key in enumerate(("a" * 32, hashlib.sha256(b"a" * 32).hexdigest())):
        BrowserSession.objects.create(
            session_key=key, session_data=their_row.session_data, person=cast.supervisor,
            expire_date=their_row.expire_date,
        )  # fmt: skip
        assert not gets_in(with_session("a" * 32)), number
    # What a colleague's session holds, under the key of one's own.
    BrowserSession.objects.filter(pk=my_row.pk).update(session_data=their_row.session_data)
    assert not gets_in(mine)


def test_a_link_written_into_the_table_lets_nobody_in(cast: Cast) -> None:
    token, until = "chosen-by-whoever-writes", clock.now() + timedelta(minutes=5)
    for digest in (hashlib.sha256(token.encode()).digest(), digest_of(token.encode())):
        SignInLink.objects.create(
            agency=cast.agency, person=cast.supervisor, token_digest=digest, expires_at=until
        )
        with pytest.raises(SignInLinkRefusedError):
            use_sign_in_link(token)
    # One's own link, turned into somebody else's, or into one that lasts.
    changes: list[dict[str, Any]] = [{"person": cast.supervisor}, {"expires_at": until + timedelta(days=9)}]
    for change in [{}, *changes]:
        mine = make_sign_in_link(person=cast.worker)
        SignInLink.objects.filter(pk=SignInLink.objects.latest("pk").pk).update(
            **(change or {"used_at": None})
        )
        if not change:
            assert use_sign_in_link(mine) == cast.worker
            continue
        with pytest.raises(SignInLinkRefusedError):
            use_sign_in_link(mine)


def test_an_invitation_that_was_changed_invites_nobody(cast: Cast) -> None:
    give_role(person=cast.supervisor, role=Role.ADMINISTRATOR, by=None)
    changes: list[dict[str, Any]] = [
        {"roles": [Role.PRIVACY_OFFICER]}, {"email": "other@example.org"}, {"agency": cast.elsewhere},
    ]  # fmt: skip
    for change in [*changes, {}]:
        invitation, token = invite(
            agency=cast.agency, by=cast.supervisor, email="nora@example.org", name="Nora New",
            roles=[Role.WORKER], language="en", path_of=str,
        )  # fmt: skip
        Invitation.objects.filter(pk=invitation.pk).update(**(change or {"name": "Nora"}))
        if change:
            with pytest.raises(InvitationRefusedError):
                accept(token=token, password=SECRET)
        else:
            assert accept(token=token, password=SECRET).roles == {Role.WORKER}


def test_a_hash_written_into_the_table_is_nobodys_password(cast: Cast) -> None:
    cast.worker.set_password(SECRET)
    cast.worker.save()
    signs_in = {"email": cast.supervisor.email, "password": SECRET}
    mine = Person.objects.get(pk=cast.worker.pk)
    for change in (
        {"password": make_password(SECRET)},
        {"password": mine.password, "password_binding": mine.password_binding},
    ):
        Person.objects.filter(pk=cast.supervisor.pk).update(**change)
        assert Client().post("/sign-in/", signs_in).status_code == 422
    assert Client().post("/sign-in/", signs_in | {"email": cast.worker.email}).status_code == 302


def test_a_session_is_good_with_its_own_cookie_alone(cast: Cast, signed_in: SignedIn) -> None:
    """Whoever reads a key off somewhere lacks what the browser was given beside it."""
    mine, theirs = signed_in(cast.worker), signed_in(cast.supervisor)
    key, other = mine.cookies[COOKIE].value, theirs.cookies[seen_cookie_name()].value
    for seen in (other, "x", seen_cookie("")):
        assert not gets_in(with_session(key, seen))
        mine = signed_in(cast.worker)
        key = mine.cookies[COOKIE].value
    bare = Client()
    bare.cookies[COOKIE] = key
    assert not gets_in(bare)
    assert not gets_in(mine), "and that ended it"
