"""Versions of the rules: what may be put in force, and that what was is kept as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from heardfirst.agency import protocol_proofs, selectors
from heardfirst.agency.errors import NoSuchVersionError, ProtocolRefused
from heardfirst.agency.models import Agency, Person, ProtocolVersion, Role
from heardfirst.agency.protocol_proofs import verdict_of
from heardfirst.agency.selectors import protocol_by_digest, protocol_in_force, version_named, versions_of
from heardfirst.agency.services import add_person, keep_in_force, open_agency, put_in_force
from heardfirst.protocol import ProtocolError, load_protocol
from heardfirst.protocol.files import loading, sources
from heardfirst.protocol.proving import proofs
from tests.small_rules import BILL_FIRST, small

pytestmark = pytest.mark.django_db
DEFAULT = load_protocol("court-mandated-treatment")
MARCH = datetime(2026, 3, 2, 15, tzinfo=UTC)


@pytest.fixture
def agency() -> Agency:
    return open_agency(name="Harbor Family Services")


@pytest.fixture
def supervisor(agency: Agency) -> Person:
    return add_person(agency=agency, email="selma@example.org", name="Selma", roles=[Role.SUPERVISOR])


Ship = Callable[[str, str], None]


@pytest.fixture
def shipped_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Ship]:
    """Ships another edition of the default from then on, to a process that remembers nothing."""

    def ship(before: str, after: str) -> None:
        assert before in DEFAULT.source
        text = DEFAULT.source.replace(before, after)
        (tmp_path / "court-mandated-treatment.toml").write_text(text, "utf-8")
        monkeypatch.setattr(sources, "_SHIPPED", tmp_path)
        _forget()

    yield ship
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    loading._load_shipped.cache_clear()
    protocol_by_digest.cache_clear()


def test_before_anything_was_kept_the_shipped_protocol_is_in_force(agency: Agency) -> None:
    assert protocol_in_force(agency) == DEFAULT
    assert versions_of(agency) == []


def test_a_shipped_protocol_is_kept_with_its_text_once(agency: Agency) -> None:
    kept = keep_in_force(agency=agency, at=MARCH)
    assert keep_in_force(agency=agency, at=datetime(2026, 4, 1, tzinfo=UTC)) == kept
    assert (kept.digest, bytes(kept.text).decode(), kept.put_in_force_at) == (
        DEFAULT.digest,
        DEFAULT.source,
        MARCH,
    )
    assert kept.by is None


def test_an_upgrade_changes_nothing_that_is_in_force(agency: Agency, shipped_anew: Ship) -> None:
    keep_in_force(agency=agency, at=MARCH)
    elsewhere = open_agency(name="Ridge County Probation")
    shipped_anew('version = "2026.3"', 'version = "2027.1"')
    assert load_protocol("court-mandated-treatment").version == "2027.1"
    assert protocol_in_force(agency).version == "2026.3"
    assert protocol_in_force(agency).digest == DEFAULT.digest
    assert protocol_in_force(elsewhere).version == "2027.1"


def test_what_extends_a_shipped_protocol_is_kept_with_it(
    agency: Agency, supervisor: Person, shipped_anew: Ship
) -> None:
    version = put_in_force(agency=agency, by=supervisor, text=small(), key="small")
    before = protocol_by_digest(version.digest)
    shipped_anew("attempts = 3, days = 3", "attempts = 9, days = 3")
    again = protocol_by_digest(version.digest)
    assert again.digest == version.digest
    assert again.thresholds == before.thresholds
    assert loading.parse_protocol(small(), "small.toml").thresholds != before.thresholds


def test_what_keeps_its_promises_is_put_in_force(agency: Agency, supervisor: Person) -> None:
    version = put_in_force(agency=agency, by=supervisor, text=small(), key="small")
    assert protocol_in_force(agency).digest == version.digest
    assert agency.protocol == Agency.objects.get(pk=agency.pk).protocol == "small"
    assert version.by == supervisor
    assert version.verdict["states"] > 100_000
    assert "heard-before-court" in version.verdict["proved"]
    # What was in force until then stays readable, and again the same is no new version.
    assert [each.digest for each in versions_of(agency)] == [version.digest, DEFAULT.digest]
    assert put_in_force(agency=agency, by=supervisor, text=small(), key="small") == version


def test_one_may_go_back_to_an_earlier_version(agency: Agency, supervisor: Person) -> None:
    first = put_in_force(agency=agency, by=supervisor, text=small("1"), key="small")
    put_in_force(agency=agency, by=supervisor, text=small("2"), key="small")
    again = put_in_force(agency=agency, by=supervisor, text=small("1"), key="small")
    assert again != first
    assert protocol_in_force(agency).digest == first.digest


def test_what_breaks_a_promise_is_refused_with_its_story(agency: Agency, supervisor: Person) -> None:
    with pytest.raises(ProtocolRefused, match="breaks a promise") as refused:
        put_in_force(agency=agency, by=supervisor, text=BILL_FIRST.encode(), key="bill")
    assert refused.value.verdict is not None
    assert ("contact-first", "bill") in {(each.promise, each.step) for each in refused.value.verdict.broken}
    assert protocol_in_force(agency) == DEFAULT
    assert not ProtocolVersion.objects.exists()


def test_other_numbers_under_proved_rules_are_proved_by_their_shape(
    agency: Agency, supervisor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof is kept as `make prove` keeps it; then a search of the states would fail the test."""
    proved = verdict_of(loading.parse_protocol(small(), "small.toml"))
    shape = proofs.shape_of(proved.protocol)
    kept = proofs.Proof(**{**proofs.as_stored(proved), "excepted": ()})
    monkeypatch.setattr(proofs, "_stored_proofs", lambda: {shape: kept})
    monkeypatch.setattr(protocol_proofs, "_by_search", None)
    tries = "[atoms]\ntried = { attempts = 4, days = 3, channels = 2, times_of_day = 2 }\n"
    version = put_in_force(agency=agency, by=supervisor, text=small("2") + tries.encode(), key="small")
    assert version.verdict["states"] == proved.states
    assert set(version.verdict["proved"]) == set(proved.proved)
    forgetful = '[timers]\nkeep_trying = ["120 days"]\nreview = "120 days"\n'
    with pytest.raises(ProtocolRefused, match="breaks a promise") as refused:
        put_in_force(agency=agency, by=supervisor, text=small("3") + forgetful.encode(), key="small")
    assert refused.value.verdict is not None and refused.value.verdict.broken[0].way
    assert protocol_in_force(agency).version == "2"


def test_a_text_that_is_no_protocol_is_refused(agency: Agency, supervisor: Person) -> None:
    with pytest.raises(ProtocolError, match="not valid TOML"):
        put_in_force(agency=agency, by=supervisor, text=b"name = ", key="mine")


@pytest.mark.parametrize("version", ["it was Ana", "ñ", "1" * 41])
def test_a_version_is_no_place_for_words(agency: Agency, supervisor: Person, version: str) -> None:
    with pytest.raises(ProtocolRefused, match="letters, digits"):
        put_in_force(agency=agency, by=supervisor, text=small(version), key="small")


def test_somebody_of_another_agency_puts_nothing_in_force(agency: Agency, supervisor: Person) -> None:
    elsewhere = open_agency(name="Ridge County Probation")
    with pytest.raises(ProtocolRefused, match="another agency"):
        put_in_force(agency=elsewhere, by=supervisor, text=small(), key="small")


def test_a_version_by_somebody_of_another_agency_cannot_be_stored(supervisor: Person) -> None:
    foreign = keep_in_force(agency=open_agency(name="Ridge County Probation"), at=MARCH)
    foreign.pk, foreign.by = None, supervisor
    with pytest.raises(IntegrityError):
        stored_now(foreign)


@pytest.mark.parametrize("column", ["text", "digest", "verdict", "put_in_force_at"])
def test_a_version_is_never_changed(agency: Agency, column: str) -> None:
    keep_in_force(agency=agency, at=MARCH)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE agency_protocolversion SET {column} = {column}")


def test_a_version_is_found_by_its_digest_or_its_name_in_its_own_agency(
    agency: Agency, supervisor: Person
) -> None:
    put_in_force(agency=agency, by=supervisor, text=small("1"), key="small")
    second = put_in_force(agency=agency, by=supervisor, text=small("2"), key="small")
    assert version_named(agency, second.digest[:8]) == second
    assert version_named(agency, second.digest) == second
    assert version_named(agency, "small") == second
    assert version_named(agency, second.digest[:7]) is None
    assert version_named(open_agency(name="Ridge County Probation"), second.digest) is None


def test_a_digest_of_nothing_is_said_to_be_none() -> None:
    with pytest.raises(NoSuchVersionError):
        selectors.protocol_by_digest("0" * 64)


def stored_now(version: ProtocolVersion) -> None:
    """Store a row and have the database check its constraints at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        version.save(force_insert=True)
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
