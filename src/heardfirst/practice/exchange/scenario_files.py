"""
Questions as the files they are written in: one TOML file, or a zip of them.

What somebody brings is read within bounds. Nothing of a zip is ever written to disk, no size that it states
is believed, and a file in it is a file of questions or is left alone.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from ..errors import ItemError

__all__ = [
    "LARGEST_FILE",
    "LARGEST_ITEM",
    "MOST_ITEMS",
    "SAYS",
    "FileRefusedError",
    "QuestionFile",
    "opened",
    "packed",
    "plain_name",
]  # fmt: skip

LARGEST_FILE = 4 * 1024 * 1024
LARGEST_ITEM = 64 * 1024
"""In bytes."""
MOST_ITEMS = 200
_MOST_MEMBERS = 1_000
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_ENTRY = b"PK\x01\x02"  # how each name in the directory at a zip's end begins
_PIECE = 16 * 1024
_OLDEST = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can name, so that the same files are the same bytes
_LONGEST_NAME = 80


SAYS = {
    "too_large": f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. Import it in smaller parts.",
    "another_kind": "This is neither a .toml file nor a zip of them.",
    "empty": "There is no .toml file in this zip.",
    "too_many": f"It has more than {MOST_ITEMS} questions. Import fewer at a time.",
    "too_many_files": "The zip has too many files.",
    "damaged": "The zip is damaged. Create it again.",
    "leads_out": "The zip has a file whose path points outside of it. It was not opened.",
}
"""Why a file is refused whole, by code."""


class FileRefusedError(ItemError):
    """A file of which nothing can be used. ``code`` is one of `SAYS`, for whoever says it in other words."""

    def __init__(self, code: str) -> None:
        super().__init__(SAYS[code])
        self.code = code


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """One file that was brought: its name, and its bytes; or, without any, what is ``wrong`` with it."""

    name: str
    text: bytes = b""
    wrong: str = ""


def packed(texts: Mapping[str, bytes]) -> bytes:
    """A zip of these files by name. The same files are always the same bytes."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in sorted(texts.items()):
            member = zipfile.ZipInfo(name, _OLDEST)
            member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 3
            member.external_attr = 0o644 << 16
            file.writestr(member, text)
    return into.getvalue()


def opened(content: bytes, name: str) -> list[QuestionFile]:
    """
    The files in what somebody brought, each as it was found, in the order of their names.

    Raises `FileRefusedError` where nothing of it can be used: too large, damaged, with a path that leads out
    of it, or without any question.
    """
    if len(content) > LARGEST_FILE:
        raise FileRefusedError("too_large")
    if content.startswith((_ZIP, _EMPTY_ZIP)):
        found = _unzipped(content)
    else:
        shown = plain_name(name)
        if not shown.casefold().endswith(".toml"):
            raise FileRefusedError("another_kind")
        found = [_sized(shown, content)]
    if not found:
        raise FileRefusedError("empty")
    if len(found) > MOST_ITEMS:
        raise FileRefusedError("too_many")
    return found


def plain_name(name: str) -> str:
    """A file's own name, without where it lay, short and in letters that can be shown."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(letter for letter in last if letter.isprintable())[-_LONGEST_NAME:] or "file"


def _unzipped(content: bytes) -> list[QuestionFile]:
    # Counted before it is opened: a directory of a million names would be read whole.
    if content.count(_ENTRY) > _MOST_MEMBERS:
        raise FileRefusedError("too_many_files")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            members = [member for member in file.infolist() if _is_wanted(member)]
            if len(members) > MOST_ITEMS:
                members = members[: MOST_ITEMS + 1]  # too many, as is said once they are counted
            return [_taken(file, member) for member in sorted(members, key=lambda member: member.filename)]
    except FileRefusedError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        raise FileRefusedError("damaged") from None


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a file of ours. A path that leads out refuses the zip, whatever it leads to."""
    path = PurePosixPath(member.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in member.filename:
        raise FileRefusedError("leads_out")
    if member.is_dir() or "__MACOSX" in path.parts or path.name.startswith("."):
        return False
    return path.suffix.casefold() == ".toml"


def _taken(file: zipfile.ZipFile, member: zipfile.ZipInfo) -> QuestionFile:
    name, text = plain_name(member.filename), bytearray()
    try:
        with file.open(member) as stream:
            while piece := stream.read(_PIECE):
                text += piece
                if len(text) > LARGEST_ITEM:
                    break
    except RuntimeError:  # a locked member, and one packed in a way nobody here knows
        return QuestionFile(name, wrong=f"{name}: it is locked or packed in an unknown way.")
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return QuestionFile(name, wrong=f"{name}: it is damaged.")
    return _sized(name, bytes(text))


def _sized(name: str, text: bytes) -> QuestionFile:
    if len(text) > LARGEST_ITEM:
        return QuestionFile(name, wrong=f"{name}: a question must be smaller than {LARGEST_ITEM // 1024} KB.")
    return QuestionFile(name, text)
