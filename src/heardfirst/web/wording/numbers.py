"""Numbers as a person reads them: in words up to twelve, in figures from there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from .labels import Label

_NUMBERS: tuple[Label, ...] = (
    gettext_lazy("No"),
    gettext_lazy("One"),
    gettext_lazy("Two"),
    gettext_lazy("Three"),
    gettext_lazy("Four"),
    gettext_lazy("Five"),
    gettext_lazy("Six"),
    gettext_lazy("Seven"),
    gettext_lazy("Eight"),
    gettext_lazy("Nine"),
    gettext_lazy("Ten"),
    gettext_lazy("Eleven"),
    gettext_lazy("Twelve"),
)


def number_text(count: int) -> str:
    """A count in words up to twelve, in figures from there."""
    return str(_NUMBERS[count]) if 0 <= count < len(_NUMBERS) else str(count)
