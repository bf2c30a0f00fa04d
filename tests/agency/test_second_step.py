"""Codes of an app and recovery codes: good once, for one person, sealed in the database."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.utils import timezone

from heardfirst.agency.doors import authenticator, recovery_codes
from heardfirst.agency.doors.models import Authenticator, RecoveryCode
from heardfirst.agency.doors.second_step import remove_all, remove_app, second_steps_of, use_any_code
from heardfirst.vault import BrokenSealError
from tests.record.conftest import Cast, cast

__all__ = ["cast"]

START = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
# RFC 6238, appendix B: the secret of its SHA-1 rows, and two of them with the last six digits.
RFC_SECRET = b"12345678901234567890"
RFC_ROWS = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]


def code_at(secret: bytes, when: datetime) -> str:
    """What an app shows, worked out by another's code than ours."""
    return TOTP(secret, 6, SHA1(), 30).generate(int(when.timestamp())).decode()


def with_app(cast: Cast) -> bytes:
    secret = base64.b32decode("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    assert authenticator.set_up(person=cast.worker, secret=secret, code=code_at(secret, timezone.now()))
    return secret


@pytest.mark.parametrize(("seconds", "code"), RFC_ROWS)
def test_codes_are_those_of_the_standard(seconds: int, code: str, cast: Cast) -> None:
    with time_machine.travel(datetime.fromtimestamp(seconds, UTC), tick=False):
        assert authenticator.set_up(person=cast.worker, secret=RFC_SECRET, code=code)


def test_a_code_opens_once_and_only_around_its_half_minute(cast: Cast) -> None:
    with time_machine.travel(START, tick=False):
        secret = with_app(cast)
        assert not authenticator.use_code(person=cast.worker, code=code_at(secret, START)), (
            "the code it was set up with is used"
        )
    later = START + timedelta(minutes=5)
    with time_machine.travel(later, tick=False):
        for off, good in ((-60, False), (60, False), (30, True)):
            code = code_at(secret, later + timedelta(seconds=off))
            assert authenticator.use_code(person=cast.worker, code=code) is good
        assert not authenticator.use_code(person=cast.worker, code=code_at(secret, later)), "an earlier one"
    assert not authenticator.use_code(person=cast.colleague, code=code_at(secret, later))


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12 34 5a", "x" * 5000])
def test_what_is_no_code_is_none(typed: str, cast: Cast) -> None:
    with_app(cast)
    assert not use_any_code(person=cast.worker, code=typed)


def test_a_code_is_taken_with_the_space_apps_show(cast: Cast) -> None:
    with time_machine.travel(START, tick=False):
        secret = with_app(cast)
    later = START + timedelta(minutes=2)
    with time_machine.travel(later, tick=False):
        code = code_at(secret, later)
        assert use_any_code(person=cast.worker, code=f" {code[:3]} {code[3:]} ")


def test_the_secret_is_not_readable_in_the_database(cast: Cast) -> None:
    secret = with_app(cast)
    kept = bytes(Authenticator.objects.get().sealed_secret)
    assert secret not in kept and base64.b32encode(secret) not in kept


def test_a_secret_copied_to_somebody_else_opens_nothing(cast: Cast) -> None:
    with_app(cast)
    Authenticator.objects.update(person=cast.colleague)
    with pytest.raises(BrokenSealError):
        authenticator.use_code(person=cast.colleague, code="123456")


def test_an_offer_is_for_one_person_and_half_an_hour(cast: Cast) -> None:
    with time_machine.travel(START, tick=False):
        offered = authenticator.offer(cast.worker)
        secret = authenticator.secret_of_offer(cast.worker, offered)
        assert secret is not None and len(secret) == 20
        assert authenticator.offer(cast.worker) != offered
        assert authenticator.secret_of_offer(cast.colleague, offered) is None
        assert authenticator.secret_of_offer(cast.worker, offered + "x") is None
        assert base64.b32encode(secret).decode() not in offered
    with time_machine.travel(START + timedelta(minutes=31), tick=False):
        assert authenticator.secret_of_offer(cast.worker, offered) is None


def test_the_picture_holds_what_an_app_reads(cast: Cast) -> None:
    picture = authenticator.picture(cast.worker, RFC_SECRET)
    assert picture.startswith("<svg") and "style" not in picture and "script" not in picture
    assert authenticator.typed(RFC_SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"


def test_recovery_codes_are_ten_good_once_and_replaced_whole(cast: Cast) -> None:
    codes = recovery_codes.make_codes(person=cast.worker)
    assert len(set(codes)) == 10
    kept = b"".join(bytes(each.digest) for each in RecoveryCode.objects.all())
    assert not any(code.replace("-", "").encode() in kept for code in codes)
    assert not recovery_codes.use_code(person=cast.colleague, code=codes[0])
    assert recovery_codes.use_code(person=cast.worker, code=codes[0].upper().replace("-", " "))
    assert not recovery_codes.use_code(person=cast.worker, code=codes[0])
    assert recovery_codes.codes_left(cast.worker) == 9
    recovery_codes.make_codes(person=cast.worker)
    assert recovery_codes.codes_left(cast.worker) == 10
    assert not recovery_codes.use_code(person=cast.worker, code=codes[1])


def test_codes_alone_are_no_second_step_and_go_with_the_last_one(cast: Cast) -> None:
    with_app(cast)
    recovery_codes.make_codes(person=cast.worker)
    assert second_steps_of(cast.worker)
    assert remove_app(person=cast.worker)
    assert not second_steps_of(cast.worker) and recovery_codes.codes_left(cast.worker) == 0
    assert not remove_app(person=cast.worker)


def test_removing_what_was_lost_ends_every_session(cast: Cast) -> None:
    with_app(cast)
    before = cast.worker.get_session_auth_hash()
    assert remove_all(person=cast.worker)
    cast.worker.refresh_from_db()
    assert not second_steps_of(cast.worker) and cast.worker.get_session_auth_hash() != before
    assert not remove_all(person=cast.worker)
