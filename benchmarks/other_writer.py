"""Somebody else who writes while a file is imported: a row every 20 ms until nobody listens any more."""

from __future__ import annotations

import json
import select
import sys
import time
from pathlib import Path

from .installation import bare

PAUSE = 0.02


def main(database: Path) -> None:
    """Say "ready" after the first commit, and at the end how long each of the others took, in seconds."""
    connection = bare(database)
    connection.execute("CREATE TABLE IF NOT EXISTS somebody_else (said TEXT)")
    print("ready", flush=True)
    waits: list[float] = []
    while not select.select([sys.stdin], [], [], PAUSE)[0]:
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO somebody_else VALUES ('here')")
        connection.execute("COMMIT")
        waits.append(time.perf_counter() - start)
    print(json.dumps(waits))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
