"""That a client has died: the day, and what should be known. Asked gently, and twice."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heardfirst import clock

from ..shared.fields import Day, Form, Words


class DiedForm(Form):
    """``sure`` is only there once the page that asks again was answered."""

    on = Day(
        required=False,
        label=_("On which day?"),
        help_text=_("If you do not know it, leave it empty. It can be corrected later."),
    )
    words = Words(
        label=_("How do we know, and what should colleagues know?"),
        help_text=_("As little as you like. Encrypted. Only people with access to this case can read it."),
    )
    sure = forms.CharField(required=False, widget=forms.HiddenInput())

    def clean_on(self) -> date | None:
        """No day to come. Raises Django's ValidationError."""
        day: date | None = self.cleaned_data.get("on")
        if day is not None and day > timezone.localtime(clock.now()).date():
            raise forms.ValidationError(_("This date is in the future."), code="ahead")
        return day
