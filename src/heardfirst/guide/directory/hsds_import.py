"""Taking a file of HSDS into the directory: what would come of it, and doing it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from django.utils.translation import gettext as _

from heardfirst.agency.models import Agency, Person
from heardfirst.protocol.vocabulary.closed_lists import HELP as KINDS
from heardfirst.turns import let_others_in, writing

from .barriers_answered import ANSWERS
from .errors import HelpRefused
from .hsds.reading import FoundService, HsdsReading
from .hsds.terms import meaning_of
from .models import LONGEST_NAME, Help, TermMeaning
from .services import Offer, written

ADDED, CHANGED, ALREADY, KEPT, AWAY, LEFT_OUT = "added", "changed", "already", "kept", "away", "left_out"
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """What becomes of one service of the file."""

    what: str
    name: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HsdsImportResult:
    """
    What came, or would come, of a file: how many services were ``added``, ``changed``, there ``already``,
    ``kept`` because somebody changed them here, put ``away`` because they are given no more, and ``left_out``
    because nothing says what they help with.
    """

    counts: Counter[str] = field(default_factory=Counter)
    lines: list[ServiceChange] = field(default_factory=list)


def stored_meanings(agency: Agency) -> dict[str, str]:
    """What was said before of terms that nobody here knows: by term, a kind of help or nothing."""
    return dict(TermMeaning.objects.filter(agency=agency).values_list("term", "kind"))


def unknown_terms(reading: HsdsReading) -> list[str]:
    """The terms of a file that only a person can give a meaning, the most used first."""
    unknown = [term for term in reading.terms if meaning_of(term) is None]
    return sorted(unknown, key=lambda term: (-reading.terms[term], term))


def preview_hsds_import(
    *, agency: Agency, reading: HsdsReading, meanings: Mapping[str, str]
) -> HsdsImportResult:
    """What would come of it. Writes nothing."""
    outcome = HsdsImportResult()
    for portion in _portions(reading.found):
        there = _helps_by_key(agency, portion)
        for found in portion:
            offer = _offer_of(found, meanings)
            _count_change(outcome, _change_of(there.get(found.key), found, offer), offer)
    return outcome


def import_hsds(
    *, agency: Agency, by: Person, source: str, reading: HsdsReading, meanings: Mapping[str, str]
) -> HsdsImportResult:
    """
    Take a file in, as `preview_hsds_import` says, and keep what its terms mean. Each hundred services are a
    transaction of their own, so that nobody waits; done again after a mishap, it takes in the rest.

    Raises `HelpRefused` without a source, or for somebody of another agency.
    """
    if by.agency_id != agency.pk:
        raise HelpRefused(_("This person works at another agency."))
    if not source.strip() or len(source) > LONGEST_NAME:
        raise HelpRefused(_("Enter where the file is from."))
    _store_meanings(agency, {term: meanings[term] for term in unknown_terms(reading) if term in meanings})
    outcome = HsdsImportResult()
    for portion in _portions(reading.found):
        with writing():
            Agency.objects.select_for_update(no_key=True).only("pk").get(pk=agency.pk)
            there = _helps_by_key(agency, portion)
            for found in portion:
                offer, old = _offer_of(found, meanings), there.get(found.key)
                what = _change_of(old, found, offer)
                _count_change(outcome, what, offer)
                _apply(what, old or Help(agency=agency, source_key=found.key), offer, by=by, source=source)
        let_others_in()
    return outcome


def _apply(what: str, offered: Help, offer: Offer, *, by: Person, source: str) -> None:
    if what in (ADDED, CHANGED):
        offered.source, offered.source_digest, offered.active = source.strip(), _digest(offer), True
        written(offered, replace(offer, by_whom=offer.by_whom or source.strip()), by=by)
    elif what == AWAY:
        # Without its digest, so that it comes back when the file has it again.
        offered.active, offered.source_digest = False, b""
        offered.save(update_fields=["active", "source_digest"])


def _change_of(old: Help | None, found: FoundService, offer: Offer) -> str:
    """What becomes of one service, given what the directory has under its key."""
    if old is None:
        return ADDED if found.active and offer.kinds else LEFT_OUT
    if old.changed_here:
        return KEPT
    if not found.active:
        return AWAY if old.active else ALREADY
    if not offer.kinds or bytes(old.source_digest) == _digest(offer):
        return ALREADY
    return CHANGED


def _offer_of(found: FoundService, meanings: Mapping[str, str]) -> Offer:
    """What is said of a service, with the kinds of help and the barriers that its terms mean."""
    kinds: list[str] = []
    barriers: list[str] = []
    for term in found.terms:
        known = meaning_of(term)
        kind = known.kind if known else meanings.get(term, "")
        if kind in KINDS:
            kinds.append(kind)
            barriers += known.barriers if known else ANSWERS[kind]
    return replace(found.offer, kinds=tuple(sorted(set(kinds))), barriers=tuple(sorted(set(barriers))))


def _digest(offer: Offer) -> bytes:
    canonical = json.dumps(asdict(offer), sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode()).digest()


def _count_change(outcome: HsdsImportResult, what: str, offer: Offer) -> None:
    outcome.counts[what] += 1
    outcome.lines.append(ServiceChange(what, offer.name, offer.kinds))


def _helps_by_key(agency: Agency, portion: Iterable[FoundService]) -> dict[str, Help]:
    keys = [service.key for service in portion]
    return {help_.source_key: help_ for help_ in Help.objects.filter(agency=agency, source_key__in=keys)}


def _store_meanings(agency: Agency, meanings: Mapping[str, str]) -> None:
    rows = [
        TermMeaning(agency=agency, term=term, kind=kind if kind in KINDS else "")
        for term, kind in meanings.items()
    ]
    with writing():
        TermMeaning.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["agency", "term"], update_fields=["kind"]
        )


def _portions(found: Sequence[FoundService]) -> Iterable[Sequence[FoundService]]:
    return (found[start : start + _AT_ONCE] for start in range(0, len(found), _AT_ONCE))
