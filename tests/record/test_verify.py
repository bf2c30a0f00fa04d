"""Whatever is done to the stored record behind the program's back is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection

from heardfirst.access import guards as access_guards
from heardfirst.guide.directory import guards as directory_guards
from heardfirst.guide.drafts import guards as draft_guards
from heardfirst.practice import guards as practice_guards
from heardfirst.record import guards
from heardfirst.record.models import Case, Client, Entry
from heardfirst.record.services import append, correct
from heardfirst.record.verify import verify, verify_all
from heardfirst.vault import destroy

from .conftest import Cast

PRACTICE = (practice_guards.ANSWERS, practice_guards.OWN, practice_guards.CALLS, practice_guards.RULES_AHEAD)


@pytest.fixture
def history(case: Case, cast: Cast, now: datetime) -> list[Entry]:
    """A case with eight entries, and a database whose guards somebody took away."""
    entries = [
        append(
            case=case,
            by=cast.worker,
            kind="session.missed",
            at=now - timedelta(days=9 - day),
            words=f"Day {day}.",
        )
        for day in range(6)
    ]
    correct(entry=entries[2], by=cast.worker, reason="Another client's.")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in (
            *(each for links in PRACTICE for each in practice_guards.undoing(connection.vendor, links)),
            *draft_guards.undoing(connection.vendor),
            *directory_guards.undoing(connection.vendor),
            *access_guards.undoing(connection.vendor),
            *guards.undoing_for_staff(connection.vendor),
            *guards.undoing_for_versions(connection.vendor),
            *guards.undoing(connection.vendor),
        ):
            cursor.execute(statement)
    return list(Entry.objects.filter(case=case).order_by("seq"))


def found(case: Case) -> set[tuple[str, int | None]]:
    return {(fault.code, fault.seq) for fault in verify(case)}


def test_a_record_as_it_was_written_is_whole(case: Case, history: list[Entry]) -> None:
    assert len(history) == 8
    assert found(case) == set()
    assert verify_all() == []


def _flip(raw: bytes | memoryview | None) -> bytes:
    changed = bytearray(raw or b"")
    changed[-1] ^= 1
    return bytes(changed)


@pytest.mark.parametrize(
    ("column", "change"),
    [
        ("kind", lambda _: "session.attended"),
        ("occurred_at", lambda at: at + timedelta(microseconds=1)),
        ("recorded_at", lambda at: at - timedelta(days=1)),
        ("zone", lambda _: "America/Chicago"),
        ("source", lambda _: "import"),
        ("source_key", lambda _: b"row 1"),
        ("details", lambda _: b'{"late_minutes":3}'),
        ("commitment", _flip),
        ("digest", _flip),
        ("by_id", lambda _: None),
        ("requirement_id", lambda _: None),
    ],
)
def test_a_changed_field_is_found(
    case: Case, history: list[Entry], column: str, change: Callable[[object], object]
) -> None:
    entry = history[3]
    Entry.objects.filter(pk=entry.pk).update(**{column: change(getattr(entry, column))})
    assert ("altered", 4) in found(case)
    assert {seq for code, seq in found(case) if code == "altered"} == {4}


def test_every_single_entry_is_bound(case: Case, history: list[Entry]) -> None:
    for entry in history:
        Entry.objects.filter(pk=entry.pk).update(kind="note.signed")
        assert found(case) == {("altered", entry.seq)}
        Entry.objects.filter(pk=entry.pk).update(kind=entry.kind)


@pytest.mark.parametrize("seq", [1, 4, 7])
def test_a_removed_entry_is_found(case: Case, history: list[Entry], seq: int) -> None:
    Entry.objects.filter(case=case, seq=seq).delete()
    assert found(case) == {("missing", seq)}


def test_a_removed_entry_is_found_though_the_rest_moved_up(case: Case, history: list[Entry]) -> None:
    Entry.objects.filter(case=case, seq=4).delete()
    for seq in range(5, 9):
        Entry.objects.filter(case=case, seq=seq).update(seq=seq - 1)
    Case.objects.filter(pk=case.pk).update(count=7)
    assert ("altered", 4) in found(Case.objects.get(pk=case.pk))


@pytest.mark.parametrize("seq", [8, 5, 1])
def test_a_cut_off_end_is_found(case: Case, history: list[Entry], seq: int) -> None:
    Entry.objects.filter(case=case, seq__gte=seq).delete()
    assert found(case) == {("cut_off", seq)}


def test_a_cut_off_end_is_found_though_the_count_was_lowered(case: Case, history: list[Entry]) -> None:
    Entry.objects.filter(case=case, seq=8).delete()
    Case.objects.filter(pk=case.pk).update(count=7)
    assert found(Case.objects.get(pk=case.pk)) == {("head", None)}


def test_an_entry_put_in_is_found(case: Case, history: list[Entry]) -> None:
    copy = Entry.objects.get(pk=history[3].pk)
    copy.pk, copy.seq = None, 9
    copy.public_id = history[3].public_id.__class__(int=1)
    copy.save(force_insert=True)
    assert found(case) == {("beyond", 9), ("words", 9)}
    Case.objects.filter(pk=case.pk).update(count=9)
    assert ("altered", 9) in found(Case.objects.get(pk=case.pk))


def test_two_exchanged_entries_are_found(case: Case, history: list[Entry]) -> None:
    for old, new in ((3, 100), (5, 3), (100, 5)):
        Entry.objects.filter(case=case, seq=old).update(seq=new)
    assert {("altered", 3), ("altered", 5)} <= found(case)


def test_changed_words_are_found(case: Case, history: list[Entry]) -> None:
    Entry.objects.filter(pk=history[3].pk).update(words=_flip(history[3].words))
    assert found(case) == {("words", 4)}


def test_words_moved_to_another_entry_are_found(case: Case, history: list[Entry]) -> None:
    Entry.objects.filter(pk=history[3].pk).update(words=history[4].words)
    assert found(case) == {("words", 4)}


def test_a_changed_identity_is_found(case: Case, history: list[Entry]) -> None:
    Client.objects.filter(pk=case.client_id).update(identity=_flip(case.client.identity))
    assert found(case) == {("identity", None)}


def test_a_destroyed_key_is_no_fault_and_the_chain_still_holds(case: Case, history: list[Entry]) -> None:
    destroy(case.client.key_id)
    assert found(case) == set()
    Entry.objects.filter(pk=history[3].pk).update(kind="note.signed")
    assert found(case) == {("altered", 4)}


def test_every_fault_can_be_told(case: Case, history: list[Entry]) -> None:
    Entry.objects.filter(case=case, seq__gte=7).delete()
    Entry.objects.filter(case=case, seq=2).delete()
    Entry.objects.filter(case=case, seq=5).update(words=b"?")
    assert [fault.sentence for fault in verify(case)] == [
        "Entry 2 is missing.",
        "Entries from 7 to the end are missing.",
        "The text of entry 5 is not the text that was recorded.",
    ]
