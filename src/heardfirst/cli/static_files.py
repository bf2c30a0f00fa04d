"""Style sheets and scripts, gathered where the server reads them: all of them, or again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from heardfirst import home

__all__ = ["gather_static_files"]

_WHOLE = "gathered"
"""A file of this name holds the digest of what was gathered. It is written last: where it does not say what
it should, gathering was cut off, or another version did it."""


def gather_static_files() -> bool:
    """
    Gather them unless they are there already as this version has them. Returns whether it was done. A power
    cut at any moment leaves what the next start gathers again; a server never starts over half of them.
    """
    from django.core.management import call_command

    place, wanted = home.static_dir(), _digest_of_sources()
    mark = place / _WHOLE
    if mark.is_file() and mark.read_text("utf-8", "replace") == wanted:
        return False
    shutil.rmtree(place, ignore_errors=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    for directory, _folders, names in os.walk(place):
        for name in names:
            _sync_file(Path(directory) / name)
        home.sync_directory(Path(directory))
    mark.write_text(wanted, "utf-8")
    _sync_file(mark)
    home.sync_directory(place)
    return True


def _digest_of_sources() -> str:
    """A digest of every file that would be gathered, by name and content."""
    from django.contrib.staticfiles.finders import get_finders

    from heardfirst.vault import digest_of

    found: dict[str, bytes] = {}
    for finder in get_finders():
        for name, storage in finder.list([]):
            if name not in found:  # what an earlier finder has hides what a later one has
                with storage.open(name) as file:
                    found[name] = file.read()
    return digest_of(*(part for name in sorted(found) for part in (name.encode(), found[name]))).hex()


def _sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
