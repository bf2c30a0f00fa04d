"""Stored entries are looked for by every name that their kind has or had, so that no rename loses any."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from heardfirst.protocol import KINDS

SOURCE = Path(__file__).parents[2] / "src" / "heardfirst"
ASKING = {"exclude", "filter", "get", "Q"}
OF_ENTRIES = re.compile(r"\bEntry\.objects\b|\.entries\b|\bQ\(")
# The condition of an index, which is as the migration made it.
ALLOWED = {"record/models.py": 1}


def by_one_name(code: str) -> list[int]:
    """The lines on which entries are looked for by one name of a kind, or by names that were written down."""
    return sorted(set(_found(ast.parse(code))))


def _found(tree: ast.AST) -> Iterator[int]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or ast.unparse(call.func).rpartition(".")[2] not in ASKING:
            continue
        for given in call.keywords:
            named = given.arg or ""
            if named.rpartition("__")[2] != "kind" and not named.endswith("kind__in"):
                continue
            names = {
                node.value
                for node in ast.walk(given.value)
                if isinstance(node, ast.Constant) and node.value in KINDS
            }
            asked = "stored_names" in ast.unparse(given.value)
            of_entries = OF_ENTRIES.search(ast.unparse(call)) and not named.endswith("__in")
            if not asked and (names or of_entries):
                yield given.value.lineno


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_entries_are_looked_for_by_every_name_of_their_kind(path: Path) -> None:
    if "migrations" in path.parts:
        return
    found = by_one_name(path.read_text("utf-8"))
    assert len(found) == ALLOWED.get(path.relative_to(SOURCE).as_posix(), 0), found


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('Entry.objects.filter(case=case, kind="case.opened")', [1]),
        ("Entry.objects.filter(case=case, kind=kind)", [1]),
        ('case.entries.exclude(kind__in=("case.opened", "case.closed"))', [1]),
        ('Case.objects.filter(Q(entries__kind="case.opened"))', [1]),
        ('Entry.objects.filter(kind__in=KINDS.stored_names("case.opened"))', []),
        ('Entry.objects.filter(kind__in=KINDS.names_of("ends"))', []),
        ('Requirement.objects.filter(kind="therapy")', []),
    ],
)
def test_what_it_finds(code: str, expected: list[int]) -> None:
    assert by_one_name(code) == expected
