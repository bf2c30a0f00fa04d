"""What court days are called. They are kept in English as their package names them, or as somebody typed."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .labels import Label

_OBSERVED = " (observed)"
_KNOWN: dict[str, Label] = {
    "New Year's Day": gettext_lazy("New Year’s Day"),
    "Martin Luther King Jr. Day": gettext_lazy("Martin Luther King Jr. Day"),
    "Washington's Birthday": gettext_lazy("Washington’s Birthday"),
    "Presidents' Day": gettext_lazy("Presidents’ Day"),
    "Memorial Day": gettext_lazy("Memorial Day"),
    "Juneteenth National Independence Day": gettext_lazy("Juneteenth"),
    "Independence Day": gettext_lazy("Independence Day"),
    "Labor Day": gettext_lazy("Labor Day"),
    "Columbus Day": gettext_lazy("Columbus Day"),
    "Indigenous Peoples' Day": gettext_lazy("Indigenous Peoples’ Day"),
    "Veterans Day": gettext_lazy("Veterans Day"),
    "Election Day": gettext_lazy("Election Day"),
    "Thanksgiving Day": gettext_lazy("Thanksgiving Day"),
    "Day After Thanksgiving": gettext_lazy("Day after Thanksgiving"),
    "Christmas Eve": gettext_lazy("Christmas Eve"),
    "Christmas Day": gettext_lazy("Christmas Day"),
    "New Year's Eve": gettext_lazy("New Year’s Eve"),
    "Good Friday": gettext_lazy("Good Friday"),
}


def court_day_text(name: str) -> str:
    """A court day's name in the reader's language where it is one that many keep, else as it was written."""
    if not name:
        return _("Day off")  # kept before days had names
    return "; ".join(_day_text(part) for part in name.split("; "))


def _day_text(name: str) -> str:
    day = name.removesuffix(_OBSERVED)
    text = str(_KNOWN.get(day, day))
    return text if day == name else _("%(day)s (observed)") % {"day": text}
