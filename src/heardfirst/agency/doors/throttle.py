"""
How often one may knock: guessing a password, a code or a token has to be hopeless, and a slip of the finger
must not cost a morning.

Tries are counted in the database, so that every process counts the same, for the account that is tried and
for the network address it is tried from. An office shares one address, hence the wider limit there. All stay
well below what NIST SP 800-63B, 5.2.2 allows (100 in a row).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_network
from math import ceil

from django.db import connection

from heardfirst import clock
from heardfirst.turns import writing
from heardfirst.vault.rootkey import derived_key

from .errors import TooManyTriesError
from .models import Knock


class Door(StrEnum):
    """What is knocked at; each is counted apart, so that one shut door leaves the others open."""

    PASSWORD = "password"  # noqa: S105 (the name of a door)
    LINK = "link"
    SECOND_STEP = "second-step"
    TOKEN = "token"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many tries within so long."""

    tries: int
    within: timedelta


_QUARTER, _DAY = timedelta(minutes=15), timedelta(days=1)
_OF_ACCOUNT = {
    Door.PASSWORD: (Limit(10, _QUARTER), Limit(50, _DAY)),
    Door.LINK: (Limit(4, _QUARTER), Limit(20, _DAY)),
    # A code has six digits and three are good at a time: 25 tries a day find it once in 36 years.
    Door.SECOND_STEP: (Limit(6, _QUARTER), Limit(25, _DAY)),
    Door.TOKEN: (),
}
_OF_ADDRESS = {
    Door.PASSWORD: (Limit(60, _QUARTER),),
    Door.LINK: (Limit(30, _QUARTER),),
    Door.SECOND_STEP: (Limit(60, _QUARTER),),
    Door.TOKEN: (Limit(60, _QUARTER),),
}


def count_try(door: Door, *, account: str = "", address: str = "") -> None:
    """
    Count a try before it is looked at, so that two at once count as two. Raises `TooManyTriesError`.

    A try that is refused here is not counted: who waits gets in again.
    """
    now = clock.now()
    with writing():
        Knock.objects.filter(at__lt=now - _DAY).delete()
        for whose, limits in _counted(door, account, address):
            _one_at_a_time(whose)
            for limit in limits:
                _refuse_beyond(limit, whose, now)
            Knock.objects.create(whose=whose, at=now)


def forget_tries(door: Door, *, account: str) -> None:
    """Forget the slips of somebody who has shown who they are."""
    with writing():
        Knock.objects.filter(whose=_digest(door, "account", account)).delete()


def _counted(door: Door, account: str, address: str) -> Iterator[tuple[bytes, tuple[Limit, ...]]]:
    if account and _OF_ACCOUNT[door]:
        yield _digest(door, "account", account), _OF_ACCOUNT[door]
    if address:
        yield _digest(door, "address", _network_of(address)), _OF_ADDRESS[door]


def _one_at_a_time(whose: bytes) -> None:
    """Two who count at once would each not see the other; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            number = int.from_bytes(whose[:8], signed=True)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _refuse_beyond(limit: Limit, whose: bytes, now: datetime) -> None:
    lately = Knock.objects.filter(whose=whose, at__gt=now - limit.within).order_by("-at")
    # The door opens again when the oldest of the last so many tries is long enough ago.
    last = lately.values_list("at", flat=True)[limit.tries - 1 : limit.tries]
    for oldest in last:
        raise TooManyTriesError(ceil((oldest + limit.within - now).total_seconds()))


def _network_of(address: str) -> str:
    """An IPv6 visitor has a whole /64 to come from, so that is what counts."""
    if ":" not in address:
        return address
    return str(ip_network(f"{address.partition('%')[0]}/64", strict=False))


def _digest(door: Door, kind: str, who: str) -> bytes:
    return hmac.digest(derived_key("knocks"), f"{door}/{kind}/{who}".encode("utf-8", "replace"), "sha256")
