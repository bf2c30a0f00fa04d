"""
Taking turns at SQLite's one writer.

SQLite has no queue: whoever finds it taken sleeps and looks again, up to a tenth of a second later, and may
find it taken each time. So everyone who writes waits at a lock file first, where the operating
system wakes the next one at once, and asks SQLite only when it is their turn. PostgreSQL queues by itself.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

try:
    import fcntl
except ImportError:  # Windows has no such locks; there SQLite's own waiting has to do
    fcntl = None  # type: ignore[assignment]

__all__ = ["let_others_in", "writing"]

# Who waits at the lock is woken at once. Who does not come by it (somebody's own script, say) looks
# again after 1, 2, 5, 10, 15, 20 and then every 25 milliseconds, and finds the writer free in a pause that is
# a little longer.
_PAUSE_SECONDS = 0.03
_this_thread = threading.local()


@contextmanager
def writing() -> Iterator[None]:
    """One transaction that writes, begun when it is this thread's turn."""
    with _turn(), transaction.atomic():
        yield


def let_others_in() -> None:
    """Between two transactions of one long job: let those who wait go first. Inside of one nobody could."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(_PAUSE_SECONDS)


@contextmanager
def _turn() -> Iterator[None]:
    place = _lock_file()
    # Whoever is in a transaction has the writer already: to wait for a turn then could wait for ever.
    if place is None or connection.in_atomic_block or getattr(_this_thread, "here", False):
        yield
        return
    handle = os.open(place, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _this_thread.here = True
        try:
            yield
        finally:
            _this_thread.here = False
    finally:
        os.close(handle)  # which gives the lock back, as would the end of the process


def _lock_file() -> Path | None:
    if connection.vendor != "sqlite" or fcntl is None:
        return None
    name = str(connection.settings_dict["NAME"])
    return None if ":memory:" in name or "mode=memory" in name else Path(name + ".turn")
