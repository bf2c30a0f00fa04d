"""A label for every value that a closed list may hold, as a person would say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from heardfirst.protocol import KINDS
from heardfirst.protocol.vocabulary.closed_lists import LISTS
from heardfirst.protocol.vocabulary.texts import Text
from heardfirst.record.models import Requirement

from .labels import Label, in_language, lazily


def _labels(name: str) -> dict[str, Label]:
    return {value: lazily(text) for value, text in LISTS[name].labels.items()}


CHANNELS = _labels("channel")
ATTEMPT_OUTCOMES = _labels("outcome_of_try")
CONTACT_RULES = _labels("contact_rule")
STAKES = _labels("stake")
REQUIREMENTS: dict[str, Label] = {service.value: service.label for service in Requirement.Service}
PRONOUNS: dict[str, Label] = {"she": _("she"), "he": _("he"), "they": _("they")}

# Which closed list a field means where no kind of entry is named with it.
_LISTS = {
    "actions": "help", "at_stake": "stake", "barriers": "barrier", "by": "decider", "reason": "ending",
    "rule": "contact_rule", "rules": "contact_rule", "to": "recipient", "what": "help", "where": "place",
}  # fmt: skip


def label_of(field: str, value: str, kind: str = "") -> str:
    """
    The label of one value of a field, of an entry kind where kinds differ; the bare word where the list
    has grown and this one has not, so that nothing is ever hidden.
    """
    text = _texts(field, kind).get(value)
    return in_language(text) if text else value.replace("_", " ")


def choices_of(
    field: str, values: Iterable[str], kind: str = "", named: Mapping[str, Text] = MappingProxyType({})
) -> list[tuple[str, str]]:
    """Value and label of each, in the given order, as Django's form fields take them. ``named`` are the
    labels of what a program names itself."""
    return [
        (value, capfirst(in_language(named[value]) if value in named else label_of(field, value, kind)))
        for value in values
    ]


def _texts(field: str, kind: str) -> Mapping[str, Text]:
    known = KINDS.get(kind)
    if known is not None and field in known.fields:
        return known.fields[field].labels
    name = _LISTS.get(field, field)
    return LISTS[name].labels if name in LISTS else {}
