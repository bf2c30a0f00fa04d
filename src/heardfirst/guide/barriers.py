"""
Barriers: what keeps a client from coming, as the client would say it, and what may help.

Some answers say that no session was missed at all: the client was locked up or in hospital, the provider
called it off, our ride did not come. Those are `InsteadOfMiss`: each names the entry that says so, because
with it what is counted changes at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from heardfirst.protocol.vocabulary.closed_lists import BARRIERS, HELP
from heardfirst.protocol.vocabulary.errors import DeclarationError, nearest
from heardfirst.protocol.vocabulary.texts import Text, text_of

from .texts import table_of

__all__ = [
    "STANDARDS", "Barrier", "BarrierList", "InsteadOfMiss", "barrier", "groups", "help_for", "instead",
]  # fmt: skip

STANDARDS: Mapping[str, str] = {
    "fhir": "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason",
    "icd10": "http://hl7.org/fhir/sid/icd-10-cm",
    "gravity": "http://hl7.org/fhir/us/sdoh-clinicalcare/CodeSystem/SDOHCC-CodeSystemTemporaryCodes",
    "loinc": "http://loinc.org",
}
"""The systems whose codes a barrier may have: FHIR's cancellation reasons, ICD-10-CM, Gravity, LOINC."""


@dataclass(frozen=True, slots=True)
class Barrier:
    """
    One barrier of the closed list. ``quote`` is the client's way to say it, ``ask`` the questions that matter
    for a plan, ``help`` the kinds of help that may fit, the likeliest first. ``codes`` are by standard, and
    empty where no standard has one. ``instead`` names what this may really have been; ``also`` the entries
    that may be wanted besides, because somebody may not be safe, and ``risk`` the risk that may be meant.
    """

    name: str
    quote: Text
    ask: tuple[Text, ...]
    help: tuple[str, ...]
    codes: Mapping[str, str] = field(default_factory=dict)
    instead: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    risk: str = ""


@dataclass(frozen=True, slots=True)
class BarrierList:
    """Barriers that stand together on the screen."""

    name: str
    label: Text
    barriers: tuple[Barrier, ...]


@dataclass(frozen=True, slots=True)
class InsteadOfMiss:
    """What happened instead of a missed session, and the entry to offer: its kind and its details."""

    name: str
    quote: Text
    kind: str
    details: Mapping[str, str]
    codes: Mapping[str, str] = field(default_factory=dict)


@cache
def groups() -> tuple[BarrierList, ...]:
    """
    All barriers in their groups, in the order to show them. Raises DeclarationError where this file and the
    closed list do not name the same ones.
    """
    table = table_of("barriers.toml")
    _check_same_as_list(table)
    return tuple(
        BarrierList(
            row["name"],
            text_of(row["label"], "barriers.toml, label"),
            tuple(_barrier(name, table["barrier"][name]) for name in row["barriers"]),
        )
        for row in table["group"]
    )


def barrier(name: str) -> Barrier:
    """One barrier by its name in the closed list. Raises KeyError on any other."""
    return _by_name()[name]


@cache
def instead() -> Mapping[str, InsteadOfMiss]:
    """Everything that may have happened instead of a missed session, by name."""
    return {
        name: InsteadOfMiss(
            name,
            text_of(row["said"], f"barriers.toml, {name}.said"),
            row["kind"],
            row["details"],
            row.get("codes", {}),
        )
        for name, row in table_of("barriers.toml")["instead"].items()
    }


def help_for(names: Iterable[str]) -> list[str]:
    """The kinds of help that fit these barriers: the likeliest of each first, then the next of each."""
    wanted = [barrier(name).help for name in names]
    deepest = max((len(ranking) for ranking in wanted), default=0)
    return list(
        dict.fromkeys(
            ranking[place] for place in range(deepest) for ranking in wanted if place < len(ranking)
        )
    )


@cache
def _by_name() -> Mapping[str, Barrier]:
    return {barrier.name: barrier for group in groups() for barrier in group.barriers}


def _check_same_as_list(table: Mapping[str, Any]) -> None:
    """A barrier stands in both files: its name and label in the list, how one asks and helps here."""
    grouped = [name for row in table["group"] for name in row["barriers"]]
    for name in BARRIERS:
        if name not in table["barrier"]:
            raise DeclarationError(
                f'The barrier "{name}" of protocol/kinds/lists.toml has no [barrier.{name}] in '
                "guide/barriers.toml: say there how a client says it, what to ask, and what may help."
            )
        if grouped.count(name) != 1:
            raise DeclarationError(
                f'guide/barriers.toml: the barrier "{name}" must stand in the barriers of one [[group]].'
            )
    for name in (*table["barrier"], *grouped):
        if name not in BARRIERS:
            raise DeclarationError(
                f'guide/barriers.toml: "{name}" is not under [barrier.values] of '
                f"protocol/kinds/lists.toml, where its label belongs.{nearest(name, BARRIERS)}"
            )
    for name, row in table["barrier"].items():
        if strange := [kind for kind in row["help"] if kind not in HELP]:
            raise DeclarationError(
                f'guide/barriers.toml, {name}: "{strange[0]}" is not under [help.values] of '
                f"protocol/kinds/lists.toml.{nearest(strange[0], HELP)}"
            )


def _barrier(name: str, table: Mapping[str, Any]) -> Barrier:
    return Barrier(
        name=name,
        quote=text_of(table["said"], "barriers.toml, said"),
        ask=tuple(text_of(question, "barriers.toml, ask") for question in table["ask"]),
        help=tuple(table["help"]),
        codes=table.get("codes", {}),
        instead=tuple(table.get("instead", ())),
        also=tuple(table.get("also", ())),
        risk=table.get("risk", ""),
    )
