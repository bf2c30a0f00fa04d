"""What to look for in the access log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heardfirst.access.models import LoggedAction

from ..shared.fields import Day, Form, TextLine


class LogForm(Form):
    """All of it together; what is left empty is not asked about. ``who`` is a person's public id."""

    name = TextLine(
        required=False,
        label=_("Which client?"),
        help_text=_("Their name, or part of it. It does not appear in the web address."),
    )
    who = forms.ChoiceField(required=False, label=_("Who?"), widget=forms.Select(attrs={"class": "select"}))
    what = forms.ChoiceField(
        required=False,
        label=_("What?"),
        choices=[("", _("Anything")), *LoggedAction.choices],
        widget=forms.Select(attrs={"class": "select"}),
    )
    since = Day(required=False, label=_("From"))
    until = Day(required=False, label=_("To"))

    def __init__(self, people: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = self.fields["who"]
        if isinstance(who, forms.ChoiceField):
            who.choices = [("", _("Anyone")), *people]

    def clean(self) -> dict[str, Any]:
        """The days must come in their order."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("since") and cleaned.get("until") and cleaned["until"] < cleaned["since"]:
            self.add_error("until", _("This date is before the first date."))
        return cleaned
