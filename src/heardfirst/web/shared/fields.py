"""Fields as every form here shows them: labeled, hinted, and at least a fingertip high."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heardfirst import clock
from heardfirst.protocol import EntryError
from heardfirst.protocol.vocabulary.duration import EARLIEST, LATEST
from heardfirst.record.errors import RecordError
from heardfirst.record.limits import LONGEST_WORDS, is_ahead, is_too_long

LONGEST_EMAIL = 254
LONGEST_REASON = 2000
"""In characters: why something is done, which somebody will read."""

Choices = Sequence[tuple[str, str | Promise]]
Explained = Mapping[str, Sequence[str | Promise]]


class Form(forms.Form):
    """A form whose fields know their error, so that the page can link to each from its summary."""

    use_required_attribute = False
    error_css_class = "has-error"

    def __init__(self, *args: Any, **named: Any) -> None:
        named.setdefault("label_suffix", "")
        super().__init__(*args, **named)

    def as_typed(self) -> None:
        """Show what was typed, half done as it may be, without a word on what is wrong in it yet."""
        self._errors = ErrorDict()

    def refuse(self, refused: RecordError | EntryError) -> None:
        """Say why it was not recorded. What an `EntryError` says is for whoever types fields by their names,
        in English, so it is not shown."""
        text = (
            str(refused)
            if isinstance(refused, RecordError)
            else _("This could not be recorded. Check the dates and numbers, then try again.")
        )
        self.add_error(None, text)

    @property
    def first_errors(self) -> list[tuple[str, str]]:
        """The id to jump to and what is wrong there, for each field with an error, top to bottom."""
        found = [("", str(error)) for error in self.non_field_errors()]
        found += [(_place_of(bound), f"{bound.label} {bound.errors[0]}") for bound in self if bound.errors]
        return found


def _place_of(bound: forms.BoundField) -> str:
    """The id of what a summary should lead to: the field itself, or the group of its choices."""
    return str(bound.id_for_label or bound.auto_id or "")


class OneOf(forms.ChoiceField):
    """One of a few, each a tap. ``explained`` says more below a choice, by its value, where that helps."""

    def __init__(self, choices: Choices, **named: Any) -> None:
        super().__init__(choices=list(choices), widget=forms.RadioSelect(), **named)
        self.explained: Explained = {}
        # What was sent is not repeated: it may be an id, or anything.
        self.error_messages["required"] = self.error_messages["invalid_choice"] = _("Choose one.")


class AnyOf(forms.MultipleChoiceField):
    """Any of a few, each a tap. ``explained`` says more below a choice, by its value, where that helps."""

    def __init__(self, choices: Choices, **named: Any) -> None:
        super().__init__(choices=list(choices), widget=forms.CheckboxSelectMultiple(), **named)
        self.explained: Explained = {}
        self.error_messages["required"] = _("Choose at least one.")
        self.error_messages["invalid_choice"] = _("Choose one of the options.")


class YesNo(forms.BooleanField):
    """A box to tick."""

    def __init__(self, **named: Any) -> None:
        named.setdefault("required", False)
        super().__init__(widget=forms.CheckboxInput(), **named)


class TextLine(forms.CharField):
    """A short text."""

    def __init__(self, *, kind: str = "text", autocomplete: str = "off", **named: Any) -> None:
        named.setdefault("max_length", LONGEST_EMAIL if kind == "email" else 200)
        widget = forms.TextInput(attrs={"class": "input", "autocomplete": autocomplete})
        widget.input_type = kind
        super().__init__(widget=widget, **named)
        self.error_messages["required"] = _("Required.")


class Words(forms.CharField):
    """What a person types in their own words, no longer than an entry holds. Line ends are kept, surrounding
    blanks are not."""

    def __init__(self, **named: Any) -> None:
        named.setdefault("required", False)
        named.setdefault("label", _("In your own words"))
        named.setdefault("max_length", LONGEST_WORDS)
        super().__init__(widget=forms.Textarea(attrs={"class": "area", "rows": 4}), **named)
        self.error_messages["required"] = _("Enter a few words.")

    def validate(self, value: Any) -> None:
        """Refuse what is longer than the words of one entry, which are counted in bytes."""
        super().validate(value)
        if value and is_too_long(value):
            raise forms.ValidationError(
                _("The text is too long for one entry. Split it into two entries."), code="too_long"
            )


class Day(forms.DateField):
    """A day of the calendar, without a time."""

    def __init__(self, **named: Any) -> None:
        widget = forms.DateInput(attrs={"class": "input input-short", "type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **named)
        self.error_messages["required"] = _("Enter the date.")
        self.error_messages["invalid"] = _("Enter the date like 2026-03-02.")

    def validate(self, value: Any) -> None:
        """Refuse a day in a year that no entry holds."""
        super().validate(value)
        if value is not None:
            _refuse_strange_year(value)


def _refuse_strange_year(day: date) -> None:
    """Raise ValidationError on a day or moment that an entry would not take, as the year is mistyped."""
    if not EARLIEST <= day.year <= LATEST:
        raise forms.ValidationError(
            _("Enter a day between %(first)s and %(last)s."),
            code="year",
            params={"first": EARLIEST, "last": LATEST},
        )


class Moment(forms.DateTimeField):
    """
    A day and time in the zone in force. The clean value is aware and in UTC; a local time that the change of
    the clocks skips or repeats is refused with a word on why.
    """

    def __init__(self, *, past: bool = False, **named: Any) -> None:
        widget = forms.DateTimeInput(
            attrs={"class": "input input-short", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        )
        super().__init__(
            widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **named
        )
        self.past = past
        self.error_messages["required"] = _("Enter the date and time.")
        self.error_messages["invalid"] = _("Enter the date and time like 2026-03-02 14:30.")

    def to_python(self, value: Any) -> datetime | None:
        """Read it, or raise Django's ValidationError."""
        try:
            moment = super().to_python(value)
        except forms.ValidationError as problem:
            if problem.code != "ambiguous_timezone":
                raise
            # A moment at the very end of the calendar has no counterpart in UTC.
            naive = parse_datetime(str(value).strip())
            if naive is not None:
                _refuse_strange_year(naive)
            raise forms.ValidationError(
                _("The clocks change that day, and this time happens twice or not at all. Choose another."),
                code="clocks",
            ) from None
        return None if moment is None else moment.astimezone(UTC)

    def validate(self, value: Any) -> None:
        """Refuse what lies ahead where only what has happened makes sense, and a year that no entry holds."""
        super().validate(value)
        if value is not None:
            _refuse_strange_year(value)
        if self.past and value is not None and is_ahead(value, clock.now()):
            raise forms.ValidationError(_("This is in the future. Enter when it happened."), code="ahead")


class TimeOfDay(forms.TimeField):
    """A time on the wall clock, to the minute."""

    def __init__(self, **named: Any) -> None:
        widget = forms.TimeInput(attrs={"class": "input input-short", "type": "time"}, format="%H:%M")
        super().__init__(widget=widget, input_formats=["%H:%M", "%H:%M:%S"], **named)
        self.error_messages["required"] = _("Enter the time.")
        self.error_messages["invalid"] = _("Enter the time like 17:30.")


class Select(forms.ChoiceField):
    """One of many, in a list that one can type into. The form gives the choices, in groups or plain."""

    def __init__(self, **named: Any) -> None:
        super().__init__(widget=forms.Select(attrs={"class": "select"}), **named)
        self.error_messages["required"] = self.error_messages["invalid_choice"] = _("Choose one.")


class Number(forms.IntegerField):
    """A whole number, from 0 to what an entry holds unless told otherwise."""

    def __init__(self, **named: Any) -> None:
        named.setdefault("min_value", 0)
        named.setdefault("max_value", 100_000)
        widget = forms.NumberInput(attrs={"class": "input input-short", "inputmode": "numeric"})
        super().__init__(widget=widget, **named)
        self.error_messages["invalid"] = _("Enter a whole number.")
        self.error_messages["min_value"] = _("Enter %(limit_value)s or more.")
        self.error_messages["max_value"] = _("Enter %(limit_value)s or less.")
