"""
The commands' sentences in the language asked for: the catalog of the screens, read without Django, since a
command that needs no data makes no data directory.
"""

from __future__ import annotations

import gettext as catalogs
from functools import lru_cache
from pathlib import Path

__all__ = ["activate", "gettext", "gettext_noop", "pgettext"]

_LOCALE = Path(__file__).parent.parent / "locale"
_active = catalogs.NullTranslations()


def activate(language: str) -> None:
    """Let `gettext` answer in this language from now on: ``en``, or one that there is a catalog of."""
    global _active
    _active = _catalog(language)


def gettext(message: str) -> str:
    """The sentence in the language that is active; as it stands where that has none."""
    return _active.gettext(message)


def pgettext(context: str, message: str) -> str:
    """The same for a word that means more than one thing."""
    return _active.pgettext(context, message)


def gettext_noop(message: str) -> str:
    """A sentence that is to be translated where it is read."""
    return message


@lru_cache
def _catalog(language: str) -> catalogs.NullTranslations:
    return catalogs.translation("django", _LOCALE, [language], fallback=True)
