"""The map in CONTRIBUTING.md names files that are there, and where each command is."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from heardfirst.cli.main import app

BEGINNINGS = ("", *(f"src/heardfirst/{below}" for below in ("", "web", "cli", "web/static/heardfirst")))
_NAMED = re.compile(r"`([\w./-]+\.(?:py|toml|css|js|md|po)|[\w/]+/)`")
_TERMS = re.compile(r"`([a-z -]+)`")
# Names of a pattern, which every feature or room has some of.
PATTERNS = {
    f"{name}.py" for name in ("urls", "views", "forms", "services", "selectors", "cover_views", "cover_forms")
}


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "CONTRIBUTING.md").read_text("utf-8")


def commands(group: typer.Typer, before: str = "") -> Iterator[tuple[str, str]]:
    """Every command as it is typed, with the name of its module."""
    for command in group.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__.replace("_", "-")
        yield f"{before}{name}", Path(inspect.getfile(command.callback)).name
    for below in group.registered_groups:
        assert below.typer_instance is not None
        yield from commands(below.typer_instance, f"{below.name} ")


def where_commands_are(page: str) -> dict[str, str]:
    """What the table says: the module of each command."""
    table = page.partition("| command | in `cli/` |\n| --- | --- |\n")[2].partition("\n\n")[0]
    found: dict[str, str] = {}
    for row in table.splitlines():
        left, right = (cell.strip() for cell in row.strip("|").split("|"))
        groups = [_TERMS.findall(group) for group in left.split(";")]
        modules = re.findall(r"`(\w+\.py)`", right)
        if len(groups) == 1 and len(modules) == len(groups[0]):
            groups = [[name] for name in groups[0]]
        assert len(groups) == len(modules), row
        for group, module in zip(groups, modules, strict=True):
            found |= dict.fromkeys(group, module)
    return found


def test_every_command_is_in_the_map_with_its_module(page: str) -> None:
    assert where_commands_are(page) == dict(commands(app))


def test_every_file_the_map_names_is_there(page: str, root: Path) -> None:
    features, packages, rooms = (
        page.partition(head)[2].partition("\n\n")[0]
        for head in ("| feature | is |", "| package | holds |", "| room | answers |")
    )
    others = page.replace(features, "").replace(packages, "").replace(rooms, "")
    named = set(_NAMED.findall(others)) - PATTERNS
    assert len(named) > 80
    missing = [name for name in named if not any((root / start / name).exists() for start in BEGINNINGS)]
    assert sorted(missing) == []
    for name in _NAMED.findall(features):
        assert (root / "src/heardfirst/web" / name).exists() or name in PATTERNS, name


def test_every_feature_and_package_is_in_the_map(page: str, root: Path) -> None:
    """A new folder needs its line: what one meets in the list of files, one finds in the map."""
    for place in ("web", "protocol"):
        folders = {path.parent.name for path in (root / "src/heardfirst" / place).glob("*/__init__.py")}
        assert {name for name in folders - {"templatetags"} if f"`{name}/`" not in page} == set()
