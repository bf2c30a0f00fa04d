"""What takes long to make, made by one of the test processes for all of them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def made_once(name: str, places: pytest.TempPathFactory) -> Iterator[tuple[Path, bool]]:
    """
    A directory of this name that the processes of a run share, and whether what belongs into it is made. One
    process at a time is in the block; what it leaves without an error counts as made.
    """
    here = places.getbasetemp()
    here = here.parent if "PYTEST_XDIST_WORKER" in os.environ else here
    place, made = here / name, here / f"{name}.made"
    place.mkdir(exist_ok=True)
    with (here / f"{name}.lock").open("w") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        yield place, made.exists()
        made.touch()
