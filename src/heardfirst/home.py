"""
Where this installation keeps its things: database, secrets, key store, collected static files.

Everything lives in one directory readable by its owner alone. ``HEARDFIRST_DATA`` names it; without
that, it is the place the operating system gives each user. ``DATABASE_URL`` moves the database, and
only the database, to a PostgreSQL server.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import available_timezones

PRIVATE_DIRECTORY = 0o700
SECRET_BYTES = 48
BUSY_SECONDS = 20

# WAL lets readers go on while somebody writes. FULL costs nothing measurable on this load, and what was
# acknowledged is then still there after a power cut; NORMAL loses it. Temporary tables stay in memory,
# so that nothing a query sorts lands in a file outside the data directory.
SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"


class HomeError(Exception):
    """The installation's own place or address is unusable; the message says what to change."""


def data_dir() -> Path:
    """
    The directory of this installation, made with mode 0700 when it does not exist.

    Raises `HomeError` if the place is taken by a file or may not be written.
    """
    return _private_directory(data_place())


def local_zone() -> str:
    """
    This machine's time zone by name, or New York's where it has none or keeps UTC. Django's settings, once
    read, put the process into a zone of their own: ask before that, or ask for their ``LOCAL_ZONE``.
    """
    named = os.environ.get("TZ", "").strip(":")
    if not named:
        link = Path("/etc/localtime")
        named = str(link.resolve()).partition("zoneinfo/")[2] if link.is_symlink() else ""
    # Asked last: Python looks through every file of the database of zones.
    if named not in ("", "UTC", "GMT") and not named.startswith("Etc/") and named in available_timezones():
        return named
    return "America/New_York"


def key_store_dir() -> Path:
    """Where wrapped client keys live, apart from the database so that no backup of it holds them."""
    return _private_directory(data_dir() / "keys")


def static_dir() -> Path:
    """Where the collected style sheets and scripts are served from."""
    return data_dir() / "static"


def sqlite_path() -> Path:
    """The database file, when the database is not on a server."""
    return data_dir() / "heardfirst.sqlite3"


def data_place() -> Path:
    """Where the directory of this installation is, or would be: asked without making it."""
    named = os.environ.get("HEARDFIRST_DATA", "").strip()
    return Path(named).expanduser().absolute() if named else _per_user_place()


def installed() -> bool:
    """Whether there is a database to look into, asked without making one or any place for it."""
    if os.environ.get("DATABASE_URL", "").strip():
        return True
    return (data_place() / "heardfirst.sqlite3").is_file()


def secret(name: str) -> bytes:
    """
    The secret of that name, 48 random bytes drawn on first use and kept in a file of mode 0600.

    Safe when several processes ask first at the same moment: one draws, all get the same.
    Raises `HomeError` when the file exists and is not what was written, and when that of the vault is gone
    while there are keys that it wrapped: a new one would shut them for good.
    """
    path = _private_directory(data_dir() / "secrets") / name
    if not path.exists():
        if name == "vault" and any((data_place() / "keys").glob("*.sqlite3")):
            raise HomeError(
                "The secret file vault is missing, and there are clients' keys that only it opens. Restore "
                "secrets/ from your backup. Nothing was changed."
            )
        _write_once(path, secrets.token_bytes(SECRET_BYTES))
    secret_bytes = path.read_bytes()
    if len(secret_bytes) != SECRET_BYTES:
        raise HomeError(f"The secret file {name} is damaged. Restore it from your backup of secrets/.")
    return secret_bytes


def has_secret(name: str) -> bool:
    """Whether that secret was drawn already, asked without drawing it."""
    return (data_place() / "secrets" / name).exists()


def forget_secret(name: str) -> None:
    """Take away a secret that was drawn by mistake and has sealed nothing."""
    (data_place() / "secrets" / name).unlink(missing_ok=True)


def secret_key() -> str:
    """What Django signs cookies and links with."""
    return secret("django").hex()


def database() -> dict[str, Any]:
    """
    Django's settings of the one database: PostgreSQL when ``DATABASE_URL`` says so, else SQLite.

    Understands ``postgresql://user:password@host:port/name?sslmode=require`` (a socket directory as
    ``?host=/directory``) and ``sqlite:///absolute/path``. Raises `HomeError` on anything else, without
    repeating the address, because it may hold a password.
    """
    address = os.environ.get("DATABASE_URL", "").strip()
    if not address:
        return _sqlite(sqlite_path())
    parts = urlsplit(address)
    if parts.scheme == "sqlite" and parts.path.strip("/"):
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise HomeError("DATABASE_URL must begin with postgresql:// or sqlite:///")
    try:
        port = parts.port
    except ValueError:
        raise HomeError("The port in DATABASE_URL is not a number.") from None
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "heardfirst",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(options.pop("port", "") or port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            # A transaction that will write asks for the lock at once and waits its turn; one that turns
            # from reading to writing halfway would be refused, however long it waited.
            "transaction_mode": "IMMEDIATE",
            "timeout": BUSY_SECONDS,
            "init_command": SQLITE_PRAGMAS,
        },
    }


def _per_user_place() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Heardfirst"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Heardfirst"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "heardfirst"


def _private_directory(path: Path) -> Path:
    try:
        if not path.is_dir():
            path.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
            sync_directory(path.parent)
    except OSError as reason:
        raise HomeError(
            f"{path} cannot be used as a directory ({reason.strerror}). Set HEARDFIRST_DATA to another place."
        ) from None
    return path


def _write_once(path: Path, content: bytes) -> None:
    """Put a whole file in place, or leave the one that somebody else put there first."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Have the disk keep which files a directory holds: after a power cut, a file whose directory was not
    synced may be gone. Does nothing where a system cannot open directories, such as Windows."""
    with suppress(PermissionError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
