"""The closed lists that entries, terms and protocol files choose from: what ``kinds/lists.toml`` declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from .errors import DeclarationError, EntryError, nearest, shown
from .texts import Text, read_texts, text_of

__all__ = ["LISTS", "ClosedList"]

_UNNAMED = Text("", "")
_NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ClosedList:
    """Values in their order, each with its label (a step has none here, its protocol names it), and what else
    they are read from: ``aliases`` are other words for a value, ``formerly`` what it was once stored as.
    Of a list of things done, ``acts`` says what a value does to the client (see `acts`), and ``requires`` the
    facts of which one holds while a step does it."""

    name: str
    labels: Mapping[str, Text]
    aliases: Mapping[str, str] = field(default_factory=dict)
    formerly: Mapping[str, str] = field(default_factory=dict)
    acts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    requires: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def values(self) -> tuple[str, ...]:
        """Every value, in the order in which they are offered."""
        return tuple(self.labels)

    def read(self, value: Any) -> str:
        """The value that somebody means. Raises EntryError, naming the nearest right word."""
        word = str(value).strip().lower().replace(" ", "_").replace("-", "_")
        word = self.aliases.get(word) or self.formerly.get(word) or word
        if word not in self.labels:
            raise EntryError(f'"{shown(value)}" is not on the list.{nearest(word, self.labels)}')
        return word


def read_list(name: str, table: Mapping[str, Any], known: Mapping[str, ClosedList] = _NONE) -> ClosedList:
    """One closed list from its table: ``values``, or ``names`` without labels, ``also`` those of another
    list. Raises DeclarationError."""
    keys = ("acts", "aliases", "also", "formerly", "names", "requires", "values")
    strange = [key for key in table if key not in keys]
    if strange:
        raise DeclarationError(f'{name}: a list has no "{strange[0]}".{nearest(strange[0], keys)}')
    labels: dict[str, Text] = {}
    if "also" in table:
        if table["also"] not in known:
            raise DeclarationError(f'{name}: there is no list "{table["also"]}" before it.')
        labels |= known[table["also"]].labels
    labels |= dict.fromkeys(table.get("names", ()), _UNNAMED)
    labels |= {value: text_of(label, f"{name}.{value}") for value, label in table.get("values", {}).items()}
    aliases, formerly = dict(table.get("aliases", {})), dict(table.get("formerly", {}))
    _check(name, labels, [*aliases.items(), *formerly.items()])
    acts, requires = (
        {value: tuple(several) for value, several in table.get(key, {}).items()}
        for key in ("acts", "requires")
    )
    for value in (*acts, *requires):
        if value not in labels:
            raise DeclarationError(f'{name}: "{value}" acts, and is not on the list.{nearest(value, labels)}')
    return ClosedList(
        name,
        MappingProxyType(labels),
        MappingProxyType(aliases),
        MappingProxyType(formerly),
        MappingProxyType(acts),
        MappingProxyType(requires),
    )


def _check(name: str, labels: Mapping[str, Text], renamed: Iterable[tuple[str, str]]) -> None:
    for word, value in renamed:
        if value not in labels:
            raise DeclarationError(f'{name}: "{word}" stands for "{value}", which is not on the list.')
        if word in labels:
            raise DeclarationError(f'{name}: "{word}" is a value itself.')


def _lists() -> dict[str, ClosedList]:
    lists: dict[str, ClosedList] = {}
    for name, table in read_texts("heardfirst.protocol", "kinds/lists.toml").items():
        lists[name] = read_list(name, table, lists)
    return lists


LISTS: Mapping[str, ClosedList] = MappingProxyType(_lists())
"""Every closed list by its name."""
CHANNELS = LISTS["channel"].values
TRY_OUTCOMES = LISTS["outcome_of_try"].values
BARRIERS = LISTS["barrier"].values
NAMED_BARRIERS = tuple(barrier for barrier in BARRIERS if barrier not in ("none_named", "other"))
"""The barriers that name something which help can answer."""
HELP = LISTS["help"].values
CONTACT_RULES = LISTS["contact_rule"].values
BASES = LISTS["lawful_basis"].values
ENDINGS = LISTS["ending"].values
RECIPIENTS = LISTS["recipient"].values
DECIDERS = LISTS["decider"].values
REASONS = LISTS["reason"].values
PURPOSES = LISTS["purpose"].values
PLACES = LISTS["session_place"].values
INTERVIEWS = ("intake", "exit", "fee_assessment")
"""The purposes that are interviews."""
ASKERS = LISTS["asker"].values
TASKS = LISTS["task"].values
STEPS = LISTS["step"].values
STAKES = LISTS["stake"].values
