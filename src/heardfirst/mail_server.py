"""
Through which server mail leaves this installation, and under which address people reach it from outside.

Both are optional: without a mail server, links are shown to whoever makes them, to be handed over.
"""

from __future__ import annotations

import os
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from heardfirst.home import HomeError

_PORTS = {"smtp": 587, "smtps": 465}
_ANSWERS_WITHIN = 15  # seconds
_NO = {"0", "no", "false", "off"}


def smtp_server() -> dict[str, Any] | None:
    """
    What Django's mail backend needs to know, from ``HEARDFIRST_SMTP``; None when there is no server.

    Understands ``smtps://user:password@host:465`` (TLS from the first byte) and
    ``smtp://user:password@host:587``, which turns to TLS by STARTTLS unless the server is on this very
    machine or the address ends in ``?starttls=0``. Raises `HomeError` on anything else, without repeating the
    address, because it may hold a password.
    """
    address = os.environ.get("HEARDFIRST_SMTP", "").strip()
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise HomeError("HEARDFIRST_SMTP must look like smtp://user:password@host:587 or smtps://host:465")
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError:
        raise HomeError("The port in HEARDFIRST_SMTP is not a number.") from None
    choice = dict(parse_qsl(parts.query)).get("starttls", "").lower()
    starttls = choice not in _NO if choice else not _on_this_machine(parts.hostname)
    return {
        "host": parts.hostname,
        "port": port,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp" and starttls,
        "timeout": _ANSWERS_WITHIN,
    }


def public_address(hosts: list[str]) -> str:
    """
    The address that links in mails begin with, without a slash at its end: ``HEARDFIRST_ADDRESS``, else https
    and the first named host. Raises `HomeError` when it is no https address, and when there is a mail server
    but no address for what it carries.
    """
    named = os.environ.get("HEARDFIRST_ADDRESS", "").strip().rstrip("/")
    if not named and hosts:
        return f"https://{hosts[0]}"
    if not named:
        if os.environ.get("HEARDFIRST_SMTP", "").strip():
            raise HomeError(
                "HEARDFIRST_SMTP is set, so links are mailed: say where to in HEARDFIRST_ADDRESS."
            )
        return ""
    parts = urlsplit(named)
    local = parts.scheme == "http" and bool(parts.hostname) and _on_this_machine(parts.hostname or "")
    if not (parts.scheme == "https" or local) or not parts.hostname or parts.path or parts.query:
        raise HomeError("HEARDFIRST_ADDRESS must look like https://cases.example.org")
    return named


def sender(address: str) -> str:
    """Who mails come from: ``HEARDFIRST_MAIL_FROM``, else nobody in particular at the public address."""
    named = os.environ.get("HEARDFIRST_MAIL_FROM", "").strip()
    if "\n" in named or "\r" in named or (named and "@" not in named):
        raise HomeError("HEARDFIRST_MAIL_FROM must be an email address, such as heardfirst@example.org")
    return named or f"heardfirst@{urlsplit(address).hostname or 'localhost'}"


def _on_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
