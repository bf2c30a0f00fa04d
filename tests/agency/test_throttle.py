"""Guessing is hopeless, a slip of the finger is not, and the table of tries names nobody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from heardfirst.agency.doors.errors import TooManyTriesError
from heardfirst.agency.doors.models import Knock
from heardfirst.agency.doors.throttle import Door, count_try, forget_tries

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


def tries(door: Door, account: str = "", address: str = "", most: int = 200) -> int:
    """How often one may knock before the door rests."""
    for count in range(most):
        try:
            count_try(door, account=account, address=address)
        except TooManyTriesError:
            return count
    return most


def test_an_account_rests_after_ten_passwords_and_opens_after_a_quarter_of_an_hour() -> None:
    with time_machine.travel(START, tick=False):
        assert tries(Door.PASSWORD, "wanda@example.org") == 10
        with pytest.raises(TooManyTriesError) as refused:
            count_try(Door.PASSWORD, account="wanda@example.org", address="192.0.2.1")
        assert refused.value.retry_after == 900 and "15 minutes" in str(refused.value)
        assert tries(Door.PASSWORD, "colin@example.org", most=3) == 3, "somebody else's is open"
    with time_machine.travel(START + timedelta(minutes=14, seconds=58), tick=False):
        assert tries(Door.PASSWORD, "wanda@example.org") == 0
    with time_machine.travel(START + timedelta(minutes=15, seconds=1), tick=False):
        assert tries(Door.PASSWORD, "wanda@example.org", most=1) == 1


def test_patience_does_not_help_either() -> None:
    """Ten each quarter of an hour would be 960 a day."""
    opened = 0
    for quarter in range(96):
        with time_machine.travel(START + timedelta(minutes=15 * quarter, seconds=quarter), tick=False):
            opened += tries(Door.PASSWORD, "wanda@example.org")
    assert opened == 50


def test_a_second_step_is_tried_twenty_five_times_a_day_at_most() -> None:
    opened = 0
    for quarter in range(96):
        with time_machine.travel(START + timedelta(minutes=15 * quarter, seconds=quarter), tick=False):
            opened += tries(Door.SECOND_STEP, "somebody")
    assert opened == 25


def test_one_address_cannot_try_one_account_after_another() -> None:
    refused = 0
    for number in range(80):
        try:
            count_try(Door.PASSWORD, account=f"person{number}@example.org", address="192.0.2.1")
        except TooManyTriesError:
            refused += 1
    assert refused == 20
    assert tries(Door.PASSWORD, "person1@example.org", "192.0.2.2", most=2) == 2


def test_a_network_of_its_own_is_no_way_around() -> None:
    """Whoever has one IPv6 address has as many as they like beside it."""
    for number in range(60):
        count_try(Door.PASSWORD, account=f"person{number}@example.org", address=f"2001:db8:1:2::{number:x}")
    with pytest.raises(TooManyTriesError):
        count_try(Door.PASSWORD, account="another@example.org", address="2001:db8:1:2:ffff::1")
    count_try(Door.PASSWORD, account="another@example.org", address="2001:db8:1:3::1")


def test_doors_are_counted_apart() -> None:
    assert tries(Door.PASSWORD, "wanda@example.org") == 10
    assert tries(Door.LINK, "wanda@example.org") == 4
    assert tries(Door.TOKEN, address="192.0.2.1") == 60


def test_who_came_in_starts_from_nothing() -> None:
    assert tries(Door.PASSWORD, "wanda@example.org", most=9) == 9
    forget_tries(Door.PASSWORD, account="wanda@example.org")
    assert tries(Door.PASSWORD, "wanda@example.org") == 10


def test_a_refused_try_does_not_keep_the_door_shut() -> None:
    with time_machine.travel(START, tick=False):
        tries(Door.PASSWORD, "wanda@example.org")
    with time_machine.travel(START + timedelta(minutes=10), tick=False):
        assert tries(Door.PASSWORD, "wanda@example.org") == 0
    with time_machine.travel(START + timedelta(minutes=16), tick=False):
        assert tries(Door.PASSWORD, "wanda@example.org", most=1) == 1


def test_the_table_tells_nobody_and_forgets_after_a_day() -> None:
    with time_machine.travel(START, tick=False):
        count_try(Door.PASSWORD, account="wanda@example.org", address="192.0.2.1")
    kept = [bytes(each.whose) for each in Knock.objects.all()]
    assert len(kept) == 2 and all(len(each) == 32 for each in kept)
    with time_machine.travel(START + timedelta(days=1, seconds=1), tick=False):
        count_try(Door.LINK, account="colin@example.org")
    assert Knock.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_who_knock_at_once_are_twenty() -> None:
    def one(_number: int) -> bool:
        try:
            count_try(Door.PASSWORD, account="wanda@example.org", address="192.0.2.1")
        except TooManyTriesError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as together:
        assert sum(together.map(one, range(20))) == 10
