"""Names in the code: nouns for things, verbs for functions, one class name for one thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "heardfirst"

NEVER_NAMES = frozenset(
    {"asked", "brought", "each", "given", "held", "kept", "meant", "ours", "said", "some", "told"}
)
"""Verb forms and pronouns, which do not say what a value is; `each` neither, of what a loop runs over."""

# A column's name, or a key of what is stored or sent, is no longer ours to choose.
STORED = {
    ("guide/call_situation.py", "ours"),  # a condition, as the script's lines name it
    ("practice/calls/simulated_client.py", "told"),  # a key of a move, as a call keeps it
    ("practice/calls/simulated_client.py", "said"),  # what was said of the talk so far, beside it
    ("practice/models.py", "asked"),
    ("practice/models.py", "said"),
    ("practice/services.py", "asked"),  # the argument for the column
    ("practice/selectors.py", "asked"),
    ("protocol/vocabulary/kind.py", "kept"),  # a flag, as the declarations of the kinds name it
    ("web/practice/question_forms.py", "asked"),  # the field of the form
}

# Two rooms' words for the same thing: a model beside what the protocol room knows of it, and the like.
SHARED_CLASS_NAMES = {"Entry", "Session", "Standing"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """The parsed modules by their path below the package, without what a migration once wrote."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text("utf-8"))


def names_given_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every name that a module gives: to a value, a parameter, a function or a class, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name


def test_no_value_is_named_by_a_verb_form_or_a_pronoun() -> None:
    found = [
        f"{path}:{line} {name}"
        for path, tree in modules()
        for line, name in names_given_in(tree)
        if name.strip("_") in NEVER_NAMES and (path, name) not in STORED
    ]
    assert not found, "name these for what they are: " + ", ".join(found)


def test_every_exception_is_still_needed() -> None:
    names = {(path, name) for path, tree in modules() for _line, name in names_given_in(tree)}
    assert names >= STORED


def test_one_class_name_is_one_thing() -> None:
    places: dict[str, set[str]] = defaultdict(set)
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name != "Meta" and not node.name.startswith("_"):
                places[node.name].add(path)
    twice = {name: sorted(paths) for name, paths in places.items() if len(paths) > 1}
    assert twice.keys() <= SHARED_CLASS_NAMES, {
        name: paths for name, paths in twice.items() if name not in SHARED_CLASS_NAMES
    }
    assert twice.keys() >= SHARED_CLASS_NAMES, "take out what is one thing by now"


def test_the_check_sees_every_way_of_giving_a_name() -> None:
    text = """
def told(said, *, held): ...
class kept: ...
for each in (): ...
[some for some in ()]
lambda ours: ours
with open("x") as given: ...
meant: int = 1
if (asked := 1): ...
import x as brought
value.said = row["told"]
"""
    assert {name for _line, name in names_given_in(ast.parse(text))} == NEVER_NAMES - {"brought"}
