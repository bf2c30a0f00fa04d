"""A real mail server on this machine, and what it was handed."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django.fixtures import Settings


@dataclass
class MailServer:
    """An SMTP server; ``refuses`` is what it answers to every receiver instead of taking the mail."""

    port: int
    got: list[EmailMessage] = field(default_factory=list)
    refuses: str = ""

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's own name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        parsed: Any = email.message_from_bytes(content, policy=email.policy.default)
        self.got.append(parsed)
        return "250 OK"


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    """A server that the product is told to send by, on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        kept = MailServer(port=free.getsockname()[1])
    controller = Controller(kept, hostname="127.0.0.1", port=kept.port)
    controller.start()
    settings.SMTP = {"host": "127.0.0.1", "port": kept.port, "timeout": 5}
    settings.PUBLIC_ADDRESS = "https://cases.example.org"
    settings.DEFAULT_FROM_EMAIL = "heardfirst@example.org"
    try:
        yield kept
    finally:
        controller.stop()
