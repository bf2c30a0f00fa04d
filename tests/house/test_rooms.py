"""Imports run downward only, and the protocol stands alone."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

ROOMS = ["vault", "agency", "record", "access"]
UPPER = {"intake", "guide", "practice", "web", "cli"}


def test_the_import_contracts_hold(root: Path) -> None:
    ran = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


def test_the_contracts_name_every_room(root: Path) -> None:
    rooms = {path.name for path in (root / "src/heardfirst").iterdir() if (path / "__init__.py").exists()}
    contracts = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    named = "".join(contracts[0]["layers"])
    assert {room for room in rooms - {"protocol"} if f"({room})" not in named} == set()


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("heardfirst", include_external_packages=True, cache_dir=None)


@pytest.mark.parametrize("room", ROOMS)
def test_no_lower_room_knows_an_upper_one(imports: grimp.ImportGraph, room: str) -> None:
    """The same as the contract, worked out another way, so that a slip in the contract is noticed."""
    above = UPPER | set(ROOMS[ROOMS.index(room) + 1 :])
    reached = {
        imported
        for module in {f"heardfirst.{room}"} | imports.find_descendants(f"heardfirst.{room}")
        for imported in imports.find_modules_directly_imported_by(module)
        if imported.startswith("heardfirst.") and imported.split(".")[1] in above
    }
    assert reached == set()


def test_the_protocol_room_imports_neither_ours_nor_a_framework(imports: grimp.ImportGraph) -> None:
    reached = {
        imported.split(".")[0]
        if not imported.startswith("heardfirst.")
        else ".".join(imported.split(".")[:2])
        for module in {"heardfirst.protocol"} | imports.find_descendants("heardfirst.protocol")
        for imported in imports.find_modules_directly_imported_by(module)
    }
    assert reached & {"django", "sqlite3", "psycopg", "cryptography", "socket", "time", "random"} == set()
    assert {room for room in reached if room.startswith("heardfirst.")} <= {"heardfirst.protocol"}


def test_views_import_no_views(imports: grimp.ImportGraph) -> None:
    """What two pages need lies beside them or in `shared`: a page can then be changed without another."""
    views = {name for name in imports.find_descendants("heardfirst.web") if name.endswith("views")}
    assert len(views) > 30
    assert {
        (view, imported)
        for view in views
        for imported in imports.find_modules_directly_imported_by(view) & views
    } == set()
