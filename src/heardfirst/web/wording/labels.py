"""What a label is: text, or text to be translated when it is read."""

from __future__ import annotations

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language

from heardfirst.protocol.vocabulary.texts import Text

Label = str | Promise


def in_language(text: Text) -> str:
    """A text that stands beside the rules, in the reader's language; in English where it has no other."""
    return text.in_language(get_language() or "en")


lazily = lazy(in_language, str)
"""The same, read when it is shown."""
