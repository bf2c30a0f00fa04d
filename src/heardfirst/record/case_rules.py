"""
Which rules a case follows, at any moment: those that its chronology names.

``case.opened`` names the version that was in force then, ``protocol.changed`` each one the case was moved to.
So a decision about a past day is made with the rules of that day, whatever is in force or shipped since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from heardfirst.agency.errors import NoSuchVersionError
from heardfirst.agency.models import ProtocolVersion
from heardfirst.agency.selectors import protocol_by_digest
from heardfirst.protocol import KINDS, Fold, Protocol, load_protocol
from heardfirst.protocol import Entry as EntryForRules

from .models import Case


def rules_followed(case: Case) -> Protocol:
    """The rules by which a case was last decided. Raises ProtocolError when they are nowhere."""
    return _named(case.protocol_digest, case)


def rules_at(folded: Fold, chronology: Iterable[EntryForRules], case: Case) -> Protocol:
    """
    The rules that held at the moment a fold was made for. What happened before the case was opened is decided
    with those it was opened under, for which the whole ``chronology`` is looked at.
    """
    for entry in reversed(folded.of(*KINDS.that("names_rules"))):
        if entry.details.get("digest"):
            return _named(entry.details["digest"], case)
    return _named(_first(chronology) or case.protocol_digest, case)


def version_details(version: ProtocolVersion) -> dict[str, Any]:
    """The details of an entry by which a case follows a version."""
    return {"digest": version.digest, "version": version.version}


def _first(chronology: Iterable[EntryForRules]) -> str | None:
    """The rules a case was opened under; of one opened before that was written down, those it left first."""
    named: Sequence[EntryForRules] = [entry for entry in chronology if KINDS[entry.kind].names_rules]
    for entry in named:
        for name in ("before", "digest"):
            if entry.details.get(name):
                return str(entry.details[name])
    return None


def _named(digest: str, case: Case) -> Protocol:
    if not digest:
        return load_protocol(case.protocol_name)
    try:
        return protocol_by_digest(digest)
    except NoSuchVersionError:
        # Only a case older than the keeping of versions can come here; it goes by its protocol's name.
        return load_protocol(case.protocol_name)
