"""Somebody else who writes while a file is imported: a row every 20 ms until nobody listens any more."""

from __future__ import annotations

import fcntl
import json
import select
import sys
import time
from pathlib import Path

from .installation import bare

PAUSE = 0.02


def main(database: Path, *, queues: bool) -> None:
    """
    Say "ready" after the first commit, and at the end how long each of the others took, in seconds.

    With ``queues`` it takes its turn as all of the product's writers do, else it only asks SQLite.
    """
    connection = bare(database)
    connection.execute("CREATE TABLE IF NOT EXISTS somebody_else (said TEXT)")
    print("ready", flush=True)
    waits: list[float] = []
    while not select.select([sys.stdin], [], [], PAUSE)[0]:
        start = time.perf_counter()
        with open(f"{database}.turn", "a") as turn:  # noqa: PTH123
            if queues:
                fcntl.flock(turn, fcntl.LOCK_EX)
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO somebody_else VALUES ('here')")
            connection.execute("COMMIT")
        waits.append(time.perf_counter() - start)
    print(json.dumps(waits))


if __name__ == "__main__":
    main(Path(sys.argv[1]), queues=sys.argv[2] == "queues")
