"""Whom to call when somebody may not be safe: the country's lines by risk, and the agency's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from heardfirst.agency.models import Agency

from .texts import spoken, table_of

__all__ = ["crisis_lines"]

_OF_ABUSE = "abuse"


def crisis_lines(risks: Iterable[str], agency: Agency, language: str) -> list[str]:
    """
    Sentences on whom to call, in the reader's ``language``: what holds for any danger, then those for these
    risks (all of them when none is named yet), then the lines that the agency named in its settings.
    """
    named, reader = set(risks), spoken(language)
    fitting = [
        name
        for name, line in _lines().items()
        if "risks" in line and (not named or named & set(line["risks"]))
    ]
    shown = [_lines()[name][reader] for name in ("danger", *fitting)]
    if agency.crisis_line:
        shown.append(_lines()["local"][reader].format(line=agency.crisis_line))
    if agency.abuse_hotline and _OF_ABUSE in fitting:
        shown.append(_lines()["hotline"][reader].format(line=agency.abuse_hotline))
    return shown


@cache
def _lines() -> Mapping[str, Mapping[str, Any]]:
    return table_of("crisis_lines.toml")
