"""A protocol that names more facts of its own than there is room for: which of them could be left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..vocabulary.atoms import THRESHOLDS_BUILT_IN
from ..vocabulary.protocol import Protocol
from .file_keys import MOST_OWN_FACTS

__all__ = ["too_many_facts"]

_MOST_LISTED = 8


def too_many_facts(
    names: Iterable[str], tables: Sequence[Mapping[str, Any]], base: Protocol | None
) -> str | None:
    """
    What is wrong with so many facts, and which could go: first those that no step asks for, else those that
    a single step does. None where there is room for all. ``names`` are all named facts of the protocol,
    ``tables`` its own ``[[step]]`` tables, ``base`` what it extends.
    """
    own = [name for name in names if name not in THRESHOLDS_BUILT_IN]
    if len(own) <= MOST_OWN_FACTS:
        return None
    inherited = [name for name in own if base is not None and name in base.thresholds]
    written = [name for name in own if name not in inherited]
    room = MOST_OWN_FACTS - len(inherited)
    beside = f" beside {_listed(inherited)} of {base.key}" if base is not None and inherited else ""
    asked_for = _steps_that_ask(tables, base)
    unused = [name for name in written if not asked_for.get(name)]
    once = [f"{name} ({asked_for[name][0]})" for name in written if len(asked_for.get(name, ())) == 1]
    which = (
        f"No step asks for {_listed(unused)}: leave out what nothing asks for"
        if unused
        else f"Asked for by a single step only: {_listed(once)}. Leave some of them out"
        if once
        else "Leave some of them out"
    )
    return f"there are {len(written)} facts of your own, and room for {room}{beside}. {which}."


def _steps_that_ask(tables: Sequence[Mapping[str, Any]], base: Protocol | None) -> dict[str, list[str]]:
    """The steps that name each fact, those of the protocol that is extended where they are not replaced."""
    replaced = {table.get("name") for table in tables}
    found: dict[str, list[str]] = {}
    for step in base.steps if base is not None else ():
        if step.name not in replaced:
            for name in step.facts_named:
                found.setdefault(name, []).append(step.name)
    for table in tables:
        for name in dict.fromkeys(_words_in(table)):
            found.setdefault(name, []).append(str(table.get("name")))
    return found


def _words_in(value: Any) -> Iterator[str]:
    """Every word of a step's table that may be a fact."""
    if isinstance(value, str):
        yield value.removeprefix("not ").strip()
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _words_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from _words_in(part)


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_LISTED
    return ", ".join([*names[:_MOST_LISTED], *([f"and {more} more"] if more > 0 else [])])
