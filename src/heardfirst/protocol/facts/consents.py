"""How long a consent lets us tell somebody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from ..vocabulary.calendar import Calendar
from ..vocabulary.entries import Entry

if TYPE_CHECKING:
    from .fact_reader import Reading

__all__ = ["end_of_consent", "ends_of_consents"]

_FOR_TELLING = (None, "legal_proceedings", "reporting")


def end_of_consent(
    since: datetime, until: str | None, withdrawn: Iterable[Entry], calendar: Calendar
) -> datetime | None:
    """When a consent given at ``since`` (aware) ended or will end: taken back, by the first of ``withdrawn``
    from then on, which come in their order, or expired at the end of ``until``, its last day. None while
    nothing ends it."""
    ends = [entry.at for entry in withdrawn if entry.at >= since][:1]
    if until:
        ends.append(calendar.day_ends(until))
    return min(ends, default=None)


def ends_of_consents(reading: Reading, recipient: str) -> list[datetime | None]:
    """
    When each consent to tell this recipient ends or ended, in the order given; None for one that lasts. One
    for treatment alone is none where a court ordered the service (42 CFR 2.31). The order may speak of a
    consent for whom it names, of which there is no entry.
    """
    terms, mandated = reading.terms, reading.protocol.mandated
    of_the_order = recipient == (terms.report_to if mandated else reading.protocol.tells)
    # A consent that names nobody is one for whom the order names; one taken back from nobody, from everybody.
    whom = (recipient, None) if of_the_order else (recipient,)
    consents = [
        (entry.at, entry.details.get("until"))
        for entry in reading.folded.of("consent.given")
        if entry.details.get("to") in whom and (not mandated or entry.details.get("purpose") in _FOR_TELLING)
    ]
    if not consents and of_the_order and terms.basis == "consent" and reading.terms_since is not None:
        consents = [(reading.terms_since, None)]
    withdrawn = [
        entry
        for entry in reading.folded.of("consent.withdrawn")
        if entry.details.get("to") in (recipient, None)
    ]
    return [end_of_consent(since, until, withdrawn, reading.calendar) for since, until in consents]
