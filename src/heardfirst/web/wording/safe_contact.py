"""The hours and ways in which contact is safe, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from heardfirst.agency.models import Agency

from .choices import CONTACT_RULES


def safe_contact_text(agency: Agency) -> list[str]:
    """The agency's own rules for a client of whom nothing is known yet, in words."""
    texts = [str(CONTACT_RULES[rule]) for rule in agency.safe_contact if rule in CONTACT_RULES]
    if agency.safe_from_hour is not None or agency.safe_until_hour is not None:
        texts.append(hours_text(agency.safe_from_hour, agency.safe_until_hour))
    return texts


def hours_text(first: int | None, last: int | None) -> str:
    """Between which hours of the day contact is safe."""
    if first is None:
        return _("Only before %(last)s:00") % {"last": last}
    if last is None:
        return _("Only after %(first)s:00") % {"first": first}
    return _("Only between %(first)s:00 and %(last)s:00") % {"first": first, "last": last}
