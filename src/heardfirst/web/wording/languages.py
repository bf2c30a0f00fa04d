"""What languages are called: those of the screens by themselves, and those that help is given in."""

from __future__ import annotations

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from .labels import Label

OF_THE_SCREENS: dict[str, str] = {
    code: capfirst(get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES
}
"""Each language as whoever speaks it calls it."""

SPOKEN: dict[str, Label] = {
    "en": _("English"),
    "es": _("Spanish"),
    "zh": _("Chinese"),
    "vi": _("Vietnamese"),
    "tl": _("Tagalog"),
    "ar": _("Arabic"),
    "fr": _("French"),
    "ht": _("Haitian Creole"),
    "ko": _("Korean"),
    "ru": _("Russian"),
    "pt": _("Portuguese"),
    "so": _("Somali"),
    "hmn": _("Hmong"),
    "ase": _("American Sign Language"),
    "other": _("Another language"),
}


def spoken(code: str) -> str:
    """A language's name; its bare code where it is none of the list."""
    return str(SPOKEN.get(code, code))
