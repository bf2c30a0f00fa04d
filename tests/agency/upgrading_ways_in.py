"""
Run as a program: a database as it was when digests had no key, with an invitation that is out, a set-up
link, a password and sessions, brought to the present form. Says as JSON which of them still open.
"""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import timedelta
from typing import Any

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [
    ("agency", "0008_cover_with_supervision"),
    ("doors", "0004_posted_forms"),
    ("sessions", "0001_initial"),
]
INVITED, SETS_UP, SIGNS_IN, SECRET = "invited", "sets-up", "signs-in", "three kind words at dawn"


def main() -> None:
    django.setup()
    MigrationExecutor(connection).migrate(BEFORE)
    _fill(MigrationExecutor(connection).loader.project_state(BEFORE).apps)
    call_command("migrate", verbosity=0)
    sys.stdout.write(json.dumps(_opens()))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _fill(then: Any) -> None:
    from django.contrib.auth.hashers import make_password

    from heardfirst import clock

    now = clock.now()
    harbor = then.get_model("agency", "Agency").objects.create(name="Harbor Family Services")
    ada = then.get_model("agency", "Person").objects.create(
        agency=harbor, email="ada@example.org", name="Ada Frost", password=make_password(SECRET)
    )
    then.get_model("agency", "RoleHeld").objects.create(
        agency=harbor, person=ada, role="administrator", since=now
    )
    then.get_model("doors", "Invitation").objects.create(
        agency=harbor, email="nora@example.org", name="Nora New", roles=["worker"], language="en",
        token_digest=_digest(INVITED), by=ada, made_at=now, expires_at=now + timedelta(days=3),
    )  # fmt: skip
    then.get_model("agency", "SetUp").objects.create(further=True, token_digest=_digest(SETS_UP))
    then.get_model("agency", "SignInLink").objects.create(
        agency=harbor, person=ada, token_digest=_digest(SIGNS_IN), expires_at=now + timedelta(minutes=9)
    )
    then.get_model("sessions", "Session").objects.create(
        session_key="k" * 32, session_data="", expire_date=now + timedelta(hours=9)
    )


def _opens() -> dict[str, object]:
    from django.contrib.sessions.models import Session

    from heardfirst.agency.agency_setup import set_up_by_token
    from heardfirst.agency.doors.invitations import accept
    from heardfirst.agency.doors.sign_in_links import use_sign_in_link
    from heardfirst.agency.errors import SignInLinkRefusedError
    from heardfirst.agency.models import Person

    try:
        link = bool(use_sign_in_link(SIGNS_IN))
    except SignInLinkRefusedError:
        link = False
    return {
        "invitation": sorted(accept(token=INVITED, password="four kind words at dusk").roles),
        "set up": set_up_by_token(SETS_UP) is not None,
        "password": Person.objects.get(email="ada@example.org").check_password(SECRET),
        "link": link,
        "sessions": Session.objects.count(),
    }


if __name__ == "__main__":
    main()
