"""
What the tasks and events that entries name are called: an entry holds a name alone, and a program declares
what it is called (`docs/decisions` 0034).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from heardfirst.agency.errors import NoSuchVersionError
from heardfirst.agency.selectors import protocol_by_digest
from heardfirst.protocol import KINDS, Protocol
from heardfirst.protocol.vocabulary.texts import Text

from .case_rules import rules_followed
from .models import Case, Entry

__all__ = ["OwnNames", "labels_declared"]


class OwnNames:
    """The labels of one case's tasks and events; nothing is looked up before somebody asks."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def labels(self, entry: Entry) -> Mapping[str, Text]:
        """
        By name, the labels that the rules had which the case followed when the entry was recorded, and for
        names that those did not have, what the present rules call them.
        """
        return self.labels_at(entry.kind, json.loads(bytes(entry.details)), entry.seq)

    def labels_at(self, kind: str, details: Mapping[str, Any], seq: int) -> Mapping[str, Text]:
        """The same for what an entry of a kind says, by its place in the case's chronology."""
        known = KINDS.get(kind)
        own = [field for field in known.fields.values() if field.own] if known is not None else []
        if not any(field.name in details and details[field.name] not in field.labels for field in own):
            return {}
        return labels_declared(rules_followed(self.case)) | self._labels_then(seq)

    def _labels_then(self, seq: int) -> dict[str, Text]:
        digest = next((digest for turn, digest in reversed(self._turns) if turn <= seq), "")
        if not digest or digest == self.case.protocol_digest:
            return {}
        try:
            return labels_declared(protocol_by_digest(digest))
        except NoSuchVersionError:
            return {}

    @cached_property
    def _turns(self) -> list[tuple[int, str]]:
        """From which entry on which rules were followed."""
        named = Entry.objects.filter(case=self.case, kind__in=KINDS.names_of("names_rules")).order_by("seq")
        rows = named.values_list("seq", "details")
        return [(seq, str(json.loads(bytes(details)).get("digest", ""))) for seq, details in rows]


def labels_declared(rules: Protocol) -> dict[str, Text]:
    """What these rules call their own tasks and events, by name."""
    return {name: own.label for table in (rules.tasks, rules.events) for name, own in table.items()}
