"""What may stand in a field of an agency's settings, where a list elsewhere says so."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from heardfirst.protocol.vocabulary.terms import CAPACITIES


def check_zone(name: str) -> None:
    """Refuse a time zone that the IANA database does not know."""
    if name not in _zones():
        raise ValidationError(_("This is not a time zone. Write it like America/New_York."))


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    # Each time it is asked, Python looks through every file of the database.
    return frozenset(available_timezones())


def check_capacity(name: str) -> None:
    """Refuse what is not of the closed list of capacities."""
    if name not in CAPACITIES:
        raise ValidationError(_("Choose one of the options."))
