"""A file between its preview and the word to take it in: sealed, for one person, for an hour."""

from __future__ import annotations

import base64
import os
import stat
import time
from pathlib import Path

import pytest

from heardfirst.intake.errors import IntakeError
from heardfirst.intake.pending_file import (
    KEPT_FOR,
    forget_old_files,
    forget_pending_file,
    pending_file,
    store_pending_file,
)

from .conftest import Cast

CONTENT = b"Client,Date,Time,Status\nMarisol Q,2026-03-02,10:00,no show\n"


@pytest.fixture
def place(data_dir: Path) -> Path:
    return data_dir / "held"


def test_the_person_who_brought_it_gets_it_back(cast: Cast, place: Path) -> None:
    ticket = store_pending_file(CONTENT, by=cast.worker)

    assert pending_file(ticket, by=cast.worker) == CONTENT
    (kept,) = place.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_nothing_of_it_can_be_read_on_the_disk(cast: Cast, place: Path) -> None:
    ticket = store_pending_file(CONTENT, by=cast.worker)

    (kept,) = place.iterdir()
    assert b"Marisol" not in kept.read_bytes() and b"no show" not in kept.read_bytes()
    assert base64.urlsafe_b64decode(ticket)[16:] not in kept.read_bytes()


def test_nobody_else_gets_it_even_with_the_ticket(cast: Cast, place: Path) -> None:
    ticket = store_pending_file(CONTENT, by=cast.worker)

    for other in (cast.colleague, cast.supervisor, cast.stranger):
        with pytest.raises(IntakeError):
            pending_file(ticket, by=other)
        forget_pending_file(ticket, by=other)
    assert pending_file(ticket, by=cast.worker) == CONTENT


def test_it_is_gone_when_let_go_and_after_an_hour(cast: Cast, place: Path) -> None:
    gone, old = store_pending_file(CONTENT, by=cast.worker), store_pending_file(CONTENT, by=cast.worker)
    forget_pending_file(gone, by=cast.worker)
    (left,) = place.iterdir()
    past = time.time() - KEPT_FOR - 1
    os.utime(left, (past, past))

    for ticket in (gone, old):
        with pytest.raises(IntakeError):
            pending_file(ticket, by=cast.worker)
    forget_old_files()
    assert not list(place.iterdir())


@pytest.mark.parametrize("ticket", ["", "x", "../../etc/passwd", "é", "A" * 64, "A" * 10_000])
def test_a_ticket_for_nothing_is_refused_in_words(cast: Cast, place: Path, ticket: str) -> None:
    with pytest.raises(IntakeError) as caught:
        pending_file(ticket, by=cast.worker)

    assert str(caught.value)
    forget_pending_file(ticket, by=cast.worker)
