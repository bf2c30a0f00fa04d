"""What is over is forgotten by the clock alone: by `heardfirst tick`, and by what ticks beside the server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from heardfirst.agency.doors.sign_in_links import make_sign_in_link
from heardfirst.agency.mail import KEPT_FOR, MailTopic, deliver, send
from heardfirst.agency.models import SignInLink
from heardfirst.agency.outgoing_mail import OutgoingMail
from heardfirst.agency.sessions import SessionStore
from heardfirst.cli import background_tick
from heardfirst.cli.forgetting import forget_old
from heardfirst.intake.pending_file import store_pending_file
from tests.agency.conftest import MailServer, mail_server
from tests.record.conftest import Cast, cast

__all__ = ["cast", "mail_server"]

WAYS = {"the command": forget_old, "beside the server": background_tick._let_time_pass}


@pytest.mark.parametrize("pass_time", WAYS.values(), ids=WAYS)
def test_what_is_over_goes_though_nothing_else_happens(
    cast: Cast,
    mail_server: MailServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pass_time: Callable[[], None],
) -> None:
    monkeypatch.setenv("HEARDFIRST_DATA", str(tmp_path))
    # The test's own connection is in its transaction, and would seem years old.
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    make_sign_in_link(person=cast.worker)
    store_pending_file(b"Client,Date\n", by=cast.worker)
    send(to=cast.worker, about=MailTopic.ROLES_CHANGED)
    assert deliver() == 1
    session = SessionStore()
    session["anything"] = 1
    session.set_expiry(3600)
    session.save()

    def counts() -> list[int]:
        rows = SessionStore.get_model_class().objects
        return [
            SignInLink.objects.count(), OutgoingMail.objects.count(), rows.count(),
            len(list((tmp_path / "held").iterdir())),
        ]  # fmt: skip

    pass_time()
    assert counts() == [1, 1, 1, 1], "nothing is over yet"
    with time_machine.travel(timezone.now() + KEPT_FOR + timedelta(days=1), tick=False):
        pass_time()
    assert counts() == [0, 0, 0, 0]
