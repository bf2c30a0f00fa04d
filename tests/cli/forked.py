"""
Commands as processes of their own that need not load everybody else's packages first.

One process of the standard library's fork server has loaded them, and of Heardfirst the protocol room alone,
which knows no settings, no clock and no data: a command reads all the rest, its settings and its data
directory anew. That the program begins from nothing as well is tried in `test_first_run` and `test_demo`.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import runpy
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

LOADED = [
    "cryptography.hazmat.primitives.ciphers.aead",
    "django.core.management",
    "django.core.serializers.json",
    "django.db.backends.sqlite3.base",
    "django.db.migrations.executor",
    "django.db.models",
    "django.forms",
    "django.http",
    "django.template.defaultfilters",
    "django.urls",
    "django.views.generic",
    "heardfirst.protocol.proving.checking",
    "heardfirst.protocol.proving.proofs",
    "heardfirst.protocol.proving.stories",
    "heardfirst.protocol.proving.wiring",
    "heardfirst.protocol.telling.drawing",
    "heardfirst.protocol.telling.first_protocol",
    "heardfirst.protocol.telling.protocol_text",
    "heardfirst.protocol.telling.reference",
    "holidays",
    "numpy",
    "rich.progress",
    "rich.table",
    "typer._adapters",
]
_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(LOADED)


def run(
    words: Sequence[str], *, surroundings: Mapping[str, str], here: Path, patience: float
) -> tuple[int, str, str]:
    """
    The exit code, standard output and standard error of one command, with this environment and directory.

    Raises TimeoutError when it takes longer than ``patience`` seconds.
    """
    with tempfile.TemporaryDirectory() as place:
        out, err = Path(place) / "out", Path(place) / "err"
        process = _SERVER.Process(target=_command, args=(list(words), dict(surroundings), here, out, err))
        process.start()
        process.join(patience)
        code = process.exitcode
        if code is None:
            process.kill()
            process.join()
        process.close()
        if code is None:
            raise TimeoutError(f"heardfirst {' '.join(words)}")
        return code, out.read_text("utf-8"), err.read_text("utf-8")


def _command(words: list[str], surroundings: dict[str, str], here: Path, out: Path, err: Path) -> None:
    os.environ.clear()
    os.environ.update(surroundings)
    os.chdir(here)
    for number, path in ((1, out), (2, err)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
        os.close(file)
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), "utf-8", write_through=True)
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", closefd=False), "utf-8", write_through=True)
    sys.argv = ["heardfirst", *words]
    runpy.run_module("heardfirst.cli.main", run_name="__main__", alter_sys=True)
