"""How often chronologies are read, folded and walked through while something is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from heardfirst.protocol.facts import chronology as folding
from heardfirst.protocol.facts import response
from heardfirst.record import chronology as reading


@dataclass
class Work:
    """Questions to the database for entries, folds of a chronology, and walks through the sessions of one."""

    read: int = 0
    folded: int = 0
    responses: int = 0


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """
    Count the work done meanwhile. What is counted is called once within a reading, a fold and a response,
    whoever asked for it and under whatever name.
    """
    work = Work()

    def count(module: object, called: str, name: str) -> None:
        before: Callable[..., Any] = getattr(module, called)

        def instead(*given: Any, **named: Any) -> Any:
            setattr(work, name, getattr(work, name) + 1)
            return before(*given, **named)

        context.setattr(module, called, instead)

    with monkeypatch.context() as context:
        count(reading, "_statement", "read")
        count(folding, "_void", "folded")
        count(response, "sessions_of", "responses")
        yield work
