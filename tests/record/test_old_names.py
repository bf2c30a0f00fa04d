"""What was stored under names that are no longer used is read as before, and its bytes stay as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from heardfirst.intake.reimport import row_key
from heardfirst.protocol import KINDS, parse_protocol, parse_scenario
from heardfirst.protocol.vocabulary.kinds import Kinds
from heardfirst.record import ledger
from heardfirst.record.models import Case, Entry
from heardfirst.record.reading import CaseReading
from heardfirst.record.rebuild import rebuild
from heardfirst.record.services import (
    Identity,
    add_requirement,
    append,
    change_order,
    correct,
    open_case,
)
from heardfirst.record.verify import verify
from heardfirst.web.wording.kinds import entry_line
from tests.small_rules import small

from .conftest import Cast


@contextmanager
def as_it_was_stored(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The record writes kinds and details exactly as they are given, as it did under the older names."""

    def unread(kind: str, details: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return dict(details or {})

    with monkeypatch.context() as older:
        older.setattr(ledger, "normalized", unread)
        older.setattr(Kinds, "name_of", lambda self, name: name)
        yield


@pytest.fixture
def old(case: Case, cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    start = now - timedelta(days=2)
    terms = {"programme_months": 18, "at_stake": "licence"}
    told: list[tuple[str, dict[str, Any]]] = [
        ("session.missed", {}),
        ("session.cancelled", {"by": "provider", "starts_at": start.isoformat()}),
        ("case.transferred", {"to": "programme"}),
    ]
    with as_it_was_stored(monkeypatch):
        stored = [append(case=case, by=cast.worker, kind=kind, at=start, details=said) for kind, said in told]
        stored.append(change_order(case=case, by=cast.worker, order=case.orders.get(), terms=terms, at=start))
    return stored


def test_old_names_are_read_and_the_bytes_stay(case: Case, old: list[Entry], now: datetime) -> None:
    kinds = [entry.kind for entry in case.entries.order_by("seq")]
    assert {"session.cancelled", "case.transferred"} <= set(kinds), "they lie there as they were stored"
    assert b"programme_months" in bytes(old[-1].details) and b"licence" in bytes(old[-1].details)

    reading = CaseReading.of(case, at=now)
    told = {entry.kind: dict(entry.details) for entry in reading.entries}
    assert told["session.canceled"]["by"] == "provider"
    assert told["case.transferred"] == {"to": "program"}
    assert told["order.changed"]["terms"] == {"program_months": 18, "at_stake": "license"}
    assert reading.order_terms(case.orders.get()) == told["order.changed"]["terms"]
    terms = reading.decision(case.requirements.get()).facts.terms
    assert (terms.program_months, terms.at_stake) == (18, "license")

    session = case.sessions.get()
    assert (session.outcome, session.counted) == ("lost", False), "the provider called it off"
    assert verify(case) == [] and rebuild(check=True) == []
    assert (
        entry_line(old[1].kind, json.loads(bytes(old[1].details))).title
        == entry_line("session.canceled", {}).title
    )


def test_an_entry_under_an_old_name_is_put_right_like_any_other(
    case: Case, cast: Cast, old: list[Entry]
) -> None:
    correct(entry=old[1], by=cast.worker, reason="It took place.")
    assert case.sessions.get().outcome == "missed"
    assert verify(case) == []


def test_what_is_recorded_now_has_the_new_names(case: Case, cast: Cast, now: datetime) -> None:
    entry = append(case=case, by=cast.worker, kind="session.cancelled", at=now, details={"by": "us"})
    assert entry.kind == "session.canceled"
    moved = append(case=case, by=cast.worker, kind="case.transferred", at=now, details={"to": "programme"})
    assert json.loads(bytes(moved.details)) == {"to": "program"}


def test_a_service_is_ordered_by_its_older_name(case: Case, cast: Cast) -> None:
    assert add_requirement(case=case, by=cast.worker, kind="programme").kind == "program"
    opened = open_case(
        agency=cast.agency, by=None, worker=None, identity=Identity("Tess"), requirements=["programme"]
    )
    assert [service.kind for service in opened.requirements.all()] == ["program"]


def test_a_row_that_was_taken_in_before_is_known_again(case: Case, now: datetime) -> None:
    key = row_key(case, case.requirements.get(), now, "session.canceled", {"by": "client"})
    assert "/session.cancelled/" in key
    assert key == row_key(case, case.requirements.get(), now, "session.cancelled", {"by": "client"})


def test_a_protocol_is_read_by_the_older_keys() -> None:
    def read(words: str) -> Any:
        return parse_protocol(small() + words.encode(), "rules.toml")

    old = read('[missed]\ncancelled_within = "24 hours"\n[fees]\non = ["cancelled", "cancelled_late"]\n')
    new = read('[missed]\ncanceled_within = "24 hours"\n[fees]\non = ["canceled", "canceled_late"]\n')
    assert old.missed == new.missed and old.missed.canceled_within == 24 * 60
    assert old.fees == new.fees == ("canceled", "canceled_late")


def test_a_scenario_is_read_by_the_older_names() -> None:
    def read(kind: str, stake: str, months: str) -> Any:
        text = f"""
            now = 2026-03-04T09:00:00-05:00
            [order]
            at_stake = "{stake}"
            {months} = 18
            [[entry]]
            kind = "{kind}"
            at = 2026-03-03T10:00:00-05:00
            by = "provider"
        """
        scenario = parse_scenario(text.encode(), "scenario.toml")
        return [(entry.kind, dict(entry.details)) for entry in scenario.entries], scenario.decide().facts.bits

    assert read("session.cancelled", "licence", "programme_months") == read(
        "session.canceled", "license", "program_months"
    )
    assert KINDS["session.cancelled"] is KINDS["session.canceled"]
    assert "session.cancelled" not in set(KINDS)


def test_stored_entries_are_found_by_every_name_of_their_kind(case: Case, old: list[Entry]) -> None:
    assert KINDS.stored_names("session.canceled") == ("session.canceled", "session.cancelled")
    assert KINDS.stored_names("session.cancelled") == KINDS.stored_names("session.canceled")
    [found] = case.entries.filter(kind__in=KINDS.stored_names("session.canceled"))
    assert (found.kind, found.present_kind) == ("session.cancelled", "session.canceled")
