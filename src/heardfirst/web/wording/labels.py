"""What a label is: text, or text to be translated when it is read."""

from __future__ import annotations

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language

from heardfirst.protocol.vocabulary.closed_lists import LANGUAGES, Text

Label = str | Promise


def in_language(text: Text) -> str:
    """A text that stands beside the rules, in the reader's language; in English where it has no other."""
    language = (get_language() or "")[:2]
    return text[language if language in LANGUAGES else "en"]


lazily = lazy(in_language, str)
"""The same, read when it is shown."""
