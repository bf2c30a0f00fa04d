"""
The store of client keys: one SQLite file apart from the database, each key wrapped under the installation's.

A backup of the database never holds a key, so what was destroyed here stays destroyed when an old backup is
put back. The store is small (a row of some 80 bytes a client) and read for every opening, so that a
destruction takes effect at once in every process.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from heardfirst import clock, home

from .errors import KeyDestroyedError, KeyUnknownError
from .identifiers import new_id
from .rootkey import derived_key
from .sealing import KEY_BYTES, open_sealed, seal

_TABLE = """
CREATE TABLE IF NOT EXISTS client_key (
    id TEXT PRIMARY KEY,
    wrapped BLOB,
    made_at INTEGER NOT NULL,
    destroyed_at INTEGER,
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
) WITHOUT ROWID
"""
_BUSY_SECONDS = 20
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ClientKey:
    """A client's key and the name it is kept under. The key itself never shows in a log or a traceback."""

    id: UUID
    key: bytes = field(repr=False)


class KeyStore:
    """The keys of one installation. Safe to use from several threads and processes at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def create(self, count: int = 1) -> list[ClientKey]:
        """
        Draw that many new keys; they are on disk before this returns.

        Called before anything is sealed with them is committed. A key whose client never came to be is left
        over and harmless.
        """
        made = [ClientKey(new_id(), secrets.token_bytes(KEY_BYTES)) for _ in range(count)]
        wrapping, now = derived_key("wrap"), int(clock.seconds())
        rows = [(key.id.hex, seal(key.key, wrapping, key.id.bytes), now) for key in made]
        with self._writing() as connection:
            connection.executemany("INSERT INTO client_key (id, wrapped, made_at) VALUES (?, ?, ?)", rows)
        return made

    def key(self, key_id: UUID) -> bytes:
        """The key. Raises `KeyDestroyedError` or `KeyUnknownError`."""
        found = (
            self._connection()
            .execute("SELECT wrapped FROM client_key WHERE id = ?", (key_id.hex,))
            .fetchone()
        )
        if found is None:
            raise KeyUnknownError
        if found[0] is None:
            raise KeyDestroyedError
        return open_sealed(found[0], derived_key("wrap"), key_id.bytes)

    def keys(self, key_ids: Iterable[UUID]) -> dict[UUID, bytes]:
        """The keys that still exist, of those asked for; a destroyed or unknown one is left out."""
        wanted, found = list(dict.fromkeys(key_ids)), {}
        for start in range(0, len(wanted), _AT_ONCE):
            batch = {key_id.hex: key_id for key_id in wanted[start : start + _AT_ONCE]}
            marks = ",".join("?" * len(batch))
            rows = self._connection().execute(
                f"SELECT id, wrapped FROM client_key WHERE wrapped IS NOT NULL AND id IN ({marks})",  # noqa: S608
                list(batch),
            )
            for name, wrapped in rows:
                found[batch[name]] = open_sealed(wrapped, derived_key("wrap"), batch[name].bytes)
        return found

    def unknown(self, key_ids: Iterable[UUID]) -> set[UUID]:
        """Those of them that this store never held: not destroyed, but gone."""
        wanted, known = set(key_ids), set[UUID]()
        several = [key_id.hex for key_id in wanted]
        for start in range(0, len(several), _AT_ONCE):
            batch = several[start : start + _AT_ONCE]
            marks = ",".join("?" * len(batch))
            rows = self._connection().execute(
                f"SELECT id FROM client_key WHERE id IN ({marks})",  # noqa: S608
                batch,
            )
            known |= {UUID(hex=name) for (name,) in rows}
        return wanted - known

    def destroy(self, key_id: UUID) -> None:
        """
        Destroy a key for ever; destroying it again changes nothing. Raises `KeyUnknownError`.

        The freed bytes are overwritten and the write-ahead log is emptied, so that the file no longer holds
        the wrapped key. What a disk or a file system keeps of its own accord is beyond reach.
        """
        with self._writing() as connection:
            known = connection.execute("SELECT 1 FROM client_key WHERE id = ?", (key_id.hex,)).fetchone()
            if known is None:
                raise KeyUnknownError
            connection.execute(
                "UPDATE client_key SET wrapped = NULL, destroyed_at = ? WHERE id = ? AND wrapped IS NOT NULL",
                (int(clock.seconds()), key_id.hex),
            )
        self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _connection(self) -> sqlite3.Connection:
        # A connection belongs to the thread and the process that opened it: one carried over a fork
        # would corrupt the file.
        open_connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if open_connection is not None and self._local.process == os.getpid():
            return open_connection
        if not self._path.exists():
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
            home.sync_directory(self._path.parent)
        connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL").fetchall()
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON").fetchall()
        connection.execute(_TABLE)
        self._local.connection, self._local.process = connection, os.getpid()
        return connection


@lru_cache(maxsize=8)
def _store_at(_place: str) -> KeyStore:
    return KeyStore(home.key_store_dir() / "clients.sqlite3")


def key_store() -> KeyStore:
    """The key store of this installation."""
    return _store_at(os.environ.get("HEARDFIRST_DATA", ""))


def destroy(client_key_id: UUID) -> None:
    """Destroy a client's key in this installation's store (see `KeyStore.destroy`)."""
    key_store().destroy(client_key_id)
