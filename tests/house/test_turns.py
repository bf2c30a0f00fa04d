"""Taking turns at SQLite's one writer; PostgreSQL queues by itself."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connection

from heardfirst.turns import let_others_in, writing


@pytest.mark.django_db(transaction=True)
def test_one_writes_and_the_next_waits_until_it_is_done() -> None:
    inside, done, order = threading.Event(), threading.Event(), list[str]()

    def other() -> None:
        inside.wait(10)
        with writing():
            order.append("other")
        connection.close()
        done.set()

    thread = threading.Thread(target=other)
    thread.start()
    with writing():
        inside.set()
        if connection.vendor == "sqlite":
            assert not done.wait(0.2), "the other did not wait"
        order.append("first")
    assert done.wait(10)
    thread.join()
    assert sorted(order) == ["first", "other"]
    if connection.vendor == "sqlite":
        assert order == ["first", "other"]


@pytest.mark.django_db(transaction=True)
def test_a_turn_is_given_back_after_a_failure_and_taken_once_by_who_has_it() -> None:
    with pytest.raises(ZeroDivisionError), writing():
        _ = 1 / 0
    with writing(), writing():
        assert connection.in_atomic_block
    assert not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_the_lock_file_holds_nothing_and_is_its_owners() -> None:
    with writing():
        pass
    place = Path(str(connection.settings_dict["NAME"]) + ".turn")
    if connection.vendor != "sqlite":
        assert not place.exists()
        return
    assert place.read_bytes() == b""
    assert place.stat().st_mode & 0o077 == 0


@pytest.mark.django_db(transaction=True)
def test_a_pause_is_made_between_transactions_and_not_inside_one(monkeypatch: pytest.MonkeyPatch) -> None:
    paused = list[float]()
    monkeypatch.setattr("heardfirst.turns.time.sleep", paused.append)
    let_others_in()
    assert len(paused) == (connection.vendor == "sqlite")
    paused.clear()
    with writing():
        let_others_in()
    assert paused == []
