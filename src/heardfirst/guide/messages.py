"""What may be left behind where others hear or read it: words that would tell them of treatment or court."""

from __future__ import annotations

import re

__all__ = ["telling_word_in"]

# Stems of words that tell a stranger what an office is for, in both languages.
_TELLING = re.compile(
    r"\b(?:recover|treat|rehab|detox|addict|substance|drug|alcohol|sober|counsel|therap|psych|mental|behavio"
    r"|court|judge|probation|parole|correction|justice|offend|child|kids?\b|famil|welfare|protective|dui\b"
    r"|dwi\b|domestic|violen|batter|clinic|health|hospital|hiv\b|reentry|re-entry|diversion|custody"
    r"|recupera|tratam|rehabil|desintox|adicc|sustanc|droga|sobri|consej|terap|psiq|psic|salud|conduct"
    r"|corte\b|juez|juzgado|libertad|justicia|menor|niñ|hij[oa]|protec|clínica|clinica|custodia)\w*",
    re.IGNORECASE,
)


def telling_word_in(name: str) -> str:
    """The first word of an office's name that tells what it is for; empty where none does."""
    found = _TELLING.search(name)
    return found.group() if found else ""
