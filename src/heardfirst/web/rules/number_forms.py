"""The numbers of a protocol as a form: a field for each, in the groups in which one reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst.protocol import Protocol
from heardfirst.protocol.rules.wording import say_unit
from heardfirst.protocol.telling.numbers import Path, numbers_of
from heardfirst.protocol.telling.numbers import ProtocolNumber as ProtocolNumber
from heardfirst.protocol.telling.phrases import cited
from heardfirst.protocol.vocabulary.field_types import LONGEST_VERSION, VERSION

from ..shared.fields import Form, Number, TextLine
from ..wording.reasons import language

FOLDED = ("due", "takes")
_COUNTED_AMONG_TRIES = ("days", "channels", "times_of_day")
_LAST_NUMBER = re.compile(r"(\d+)(\D*)$")


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One number as the form shows it: its field, its unit, and the law it comes from."""

    bound: forms.BoundField
    unit: str
    law: str


@dataclass(frozen=True, slots=True)
class NumberGroup:
    """Numbers that are read together."""

    key: str
    title: str
    rows: list[NumberRow]
    folded: bool
    open: bool


class NumbersForm(Form):
    """The numbers of one protocol, and what the version with other numbers is to be called."""

    version = TextLine(
        max_length=LONGEST_VERSION,
        label=gettext_lazy("Name of the new version"),
        help_text=gettext_lazy("Letters, digits, periods and hyphens, such as 2026.2."),
    )

    def __init__(self, protocol: Protocol, taken: set[str], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"version": _next_version(protocol.version, taken)})
        super().__init__(*args, **kwargs)
        self.taken = taken
        self.numbers = {number.key: number for number in numbers_of(protocol)}
        tongue = language()
        for key, number in self.numbers.items():
            field = Number(
                min_value=number.least,
                max_value=number.most,
                initial=number.value,
                label=number.label[tongue],
            )
            field.error_messages["required"] = _("Enter a whole number.")
            self.fields[key] = field

    def groups(self) -> Iterator[NumberGroup]:
        """The fields, group by group."""
        tongue = language()
        rows: dict[str, list[NumberRow]] = {}
        titles: dict[str, str] = {}
        for key, number in self.numbers.items():
            law = ", ".join(cited(source, tongue) for source in number.cites)
            unit_name = say_unit(number.unit, number.value, tongue) if number.unit else ""
            rows.setdefault(number.group, []).append(NumberRow(self[key], unit_name, law))
            titles[number.group] = number.title[tongue]
        for group, found in rows.items():
            open_ = any(row.bound.errors for row in found) or self._changed(group)
            yield NumberGroup(group, titles[group], found, folded=group in FOLDED, open=open_)

    def changes(self) -> dict[Path, int]:
        """The numbers that are other than they were. Called when the form is valid."""
        return {
            number.path: self.cleaned_data[key]
            for key, number in self.numbers.items()
            if self.cleaned_data[key] != number.value
        }

    def clean_version(self) -> str:
        """A version is named once and read aloud: it is short, and none before it has the name."""
        version = str(self.cleaned_data["version"])
        if not VERSION.fullmatch(version):
            raise forms.ValidationError(_("Use letters, digits, periods and hyphens, such as 2026.2."))
        if version in self.taken:
            raise forms.ValidationError(_("There is already a version with this name. Choose another."))
        return version

    def clean(self) -> dict[str, Any]:
        """Attempts on so many days, in so many ways, are at least as many attempts."""
        cleaned = super().clean() or self.cleaned_data
        for key, number in self.numbers.items():
            tries = self._tries_beside(number)
            if tries is not None and cleaned.get(key, 0) > cleaned.get(tries, number.most):
                self.add_error(key, _("This cannot be more than the number of attempts."))
        return cleaned

    def _tries_beside(self, number: ProtocolNumber) -> str | None:
        *above, last = number.path
        beside = ".".join(map(str, [*above, "attempts"]))
        return beside if last in _COUNTED_AMONG_TRIES and beside in self.numbers else None

    def _changed(self, group: str) -> bool:
        """Whether somebody has already typed another number in that group, so that it stays open."""
        if not self.is_bound:
            return False
        return any(
            str(self.data.get(key, number.value)).strip() != str(number.value)
            for key, number in self.numbers.items()
            if number.group == group
        )


def _next_version(version: str, taken: set[str]) -> str:
    """The name of the version with its last number higher, as far as it takes to be free."""
    while True:
        found = _LAST_NUMBER.search(version)
        if found is None:
            version = f"{version[: LONGEST_VERSION - 2]}-2"
        else:
            version = f"{version[: found.start()]}{int(found[1]) + 1}{found[2]}"[:LONGEST_VERSION]
        if version not in taken:
            return version
