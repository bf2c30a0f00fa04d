"""What an option of a question does: steps of its protocol, and acts that no protocol offers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from heardfirst.protocol.rules.reasons import Reason
from heardfirst.protocol.vocabulary.texts import read_texts

__all__ = ["OUTSIDE", "WAIT", "sentence_of", "why_never"]

WAIT = "wait"
OUTSIDE = (
    WAIT, "blame", "pressure", "tell_others", "refer_away", "promise_secrecy", "refuse_to_say", "say_least",
    "say_all", "seek_consent", "seek_counsel",
)  # fmt: skip
"""What no protocol offers, a closed list. Waiting alone is right, while the decision itself says to wait."""


def why_never(act: str, language: str = "en") -> str:
    """Why an act of ``OUTSIDE`` is no answer, in ``en`` or ``es``. Raises KeyError on any other act."""
    return str(_table("acts.toml")[act][language])


def sentence_of(reason: Reason, language: str = "en") -> str:
    """The sentence of one of this room's own reasons, in ``en`` or ``es``; KeyError on any other."""
    if reason.code in OUTSIDE:
        return why_never(reason.code, language)
    filled = {name: value[language] for name, value in reason.args.items()}
    return str(_table("sentences.toml")[reason.code][language]).format_map(filled)


@cache
def _table(name: str) -> Mapping[str, Any]:
    return read_texts(__package__, name)
