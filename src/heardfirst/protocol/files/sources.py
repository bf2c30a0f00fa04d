"""Where the text of a protocol comes from: those that are shipped, and files that somebody wrote."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from ..vocabulary.errors import ProtocolError, nearest, shown
from .reading import read_file

__all__ = ["LARGEST", "read_protocol_file", "shipped_protocols", "shipped_text"]

LARGEST = 1_000_000
"""How many bytes a protocol file may have."""
_SHIPPED = resources.files("heardfirst.protocol") / "shipped"


def shipped_protocols() -> list[str]:
    """The names of the protocols that come with Heardfirst, the default first."""
    names = sorted(
        path.name.removesuffix(".toml") for path in _SHIPPED.iterdir() if path.name.endswith(".toml")
    )
    return sorted(names, key=lambda name: name != "court-mandated-treatment")


def shipped_text(name: str) -> bytes:
    """The text of a shipped protocol."""
    return (_SHIPPED / f"{name}.toml").read_bytes()


def read_protocol_file(path: Path) -> bytes:
    """The text of a protocol file; raises ProtocolError when there is none, or it is too large."""
    try:
        return read_file(path, LARGEST, "a protocol file", ProtocolError)
    except ProtocolError:
        raise
    except (OSError, ValueError):
        name = str(path)
        hint = nearest(name, shipped_protocols()) if "/" not in name and not name.endswith(".toml") else ""
        raise ProtocolError(
            f'There is no protocol "{shown(name)}": no shipped protocol or readable file has this name.{hint}'
        ) from None
