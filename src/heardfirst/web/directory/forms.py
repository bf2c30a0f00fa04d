"""Looking through the directory of help, and one entry of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst import clock
from heardfirst.agency.models import Agency
from heardfirst.agency.selectors import day_in
from heardfirst.guide.directory import selectors
from heardfirst.guide.directory.barriers_answered import answered_by
from heardfirst.guide.directory.models import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    LONGEST_PHONE,
    LONGEST_TEXT,
    LONGEST_WEB,
    Help,
    HelpMark,
)
from heardfirst.guide.directory.services import NO_BARRIER, Offer, is_web_address
from heardfirst.protocol.vocabulary.closed_lists import BARRIERS
from heardfirst.protocol.vocabulary.closed_lists import HELP as KINDS

from ..shared.fields import AnyOf, Day, Form, OneOf, Select, TextLine, Words
from ..wording.choices import choices_of
from ..wording.languages import SPOKEN

_ANSWERABLE = [barrier for barrier in BARRIERS if barrier not in NO_BARRIER]
_FEWEST_DIGITS = 3


class FindForm(Form):
    """Words and choices to look through the directory with. They are about help, never about a client."""

    words = forms.CharField(
        required=False,
        max_length=100,
        label=gettext_lazy("Search by name or keyword"),
        widget=forms.TextInput(attrs={"class": "input", "type": "search", "autocomplete": "off"}),
    )
    barrier = Select(required=False, label=gettext_lazy("What gets in the way?"))
    kind = Select(required=False, label=gettext_lazy("What kind of help?"))
    language = Select(required=False, label=gettext_lazy("In which language?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("barrier", choices_of("barriers", _ANSWERABLE)),
            ("kind", choices_of("what", KINDS)),
            ("language", list(SPOKEN.items())),
        ):
            self.fields[name].choices = [("", _("Any")), *choices]  # type: ignore[attr-defined]

    def criteria(self) -> dict[str, str]:
        """What to look for; what nobody could have chosen counts as nothing."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in self.fields}


class HelpForm(Form):
    """One help: what it is, whom it is for and how to get it."""

    name = TextLine(max_length=LONGEST_NAME, label=gettext_lazy("What is it called?"))
    kinds = AnyOf([], label=gettext_lazy("What kind of help is it?"))
    by_whom = TextLine(
        required=False,
        max_length=LONGEST_NAME,
        label=gettext_lazy("Who provides it?"),
        help_text=gettext_lazy("An outside organization. If empty: our own agency."),
    )
    phone = TextLine(required=False, max_length=LONGEST_PHONE, kind="tel", label=gettext_lazy("Phone"))
    how = Words(
        max_length=LONGEST_TEXT,
        label=gettext_lazy("How do clients get it?"),
        help_text=gettext_lazy("Whom to ask, what to bring, how long it takes. Nothing about any client."),
    )
    hours = Words(max_length=LONGEST_TEXT, label=gettext_lazy("When is it available?"))
    cost = OneOf(Help.Cost.choices, label=gettext_lazy("What does it cost?"), initial=Help.Cost.UNKNOWN)
    languages = AnyOf(list(SPOKEN.items()), required=False, label=gettext_lazy("In which languages?"))
    barriers = AnyOf(
        [],
        required=False,
        label=gettext_lazy("For these barriers"),
        help_text=gettext_lazy("If you choose none: the barriers this kind of help usually addresses."),
    )
    eligibility = Words(max_length=LONGEST_TEXT, label=gettext_lazy("Who is eligible?"))
    about = Words(max_length=LONGEST_TEXT, label=gettext_lazy("Describe it in a sentence or two"))
    address = TextLine(required=False, max_length=LONGEST_ADDRESS, label=gettext_lazy("Address"))
    web = TextLine(required=False, max_length=LONGEST_WEB, kind="url", label=gettext_lazy("Web address"))
    checked_on = Day(
        required=False,
        label=gettext_lazy("Last checked on"),
        help_text=gettext_lazy("The day someone confirmed that all of this is correct."),
    )

    def __init__(self, agency: Agency, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency
        self.fields["kinds"].choices = choices_of("what", KINDS)  # type: ignore[attr-defined]
        self.fields["barriers"].choices = choices_of("barriers", _ANSWERABLE)  # type: ignore[attr-defined]
        for name in ("hours", "eligibility", "about", "how"):
            self.fields[name].widget.attrs["rows"] = 3
        for name in ("barriers", "eligibility", "about", "address", "web"):
            self.fields[name].fold = self.fields[name].label  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        """A number that can be dialled, whatever else stands beside it."""
        phone = str(self.cleaned_data["phone"])
        if phone and sum(letter.isdigit() for letter in phone) < _FEWEST_DIGITS:
            raise forms.ValidationError(_("Enter a number that can be dialed."))
        return phone

    def clean_web(self) -> str:
        """A link that leads to a page, and nowhere else."""
        address = str(self.cleaned_data["web"])
        if address and ":" not in address:
            address = f"https://{address}"
        if address and not is_web_address(address):
            raise forms.ValidationError(_("Write it like https://example.org."))
        return address

    def clean_checked_on(self) -> Any:
        """A day that has come."""
        day = self.cleaned_data["checked_on"]
        if day and day > day_in(self.agency, clock.now()):
            raise forms.ValidationError(_("This date is in the future."))
        return day

    def offer(self) -> Offer:
        """What was said. Ask a valid form."""
        cleaned = dict(self.cleaned_data)
        kinds = tuple(cleaned.pop("kinds"))
        barriers = tuple(cleaned.pop("barriers")) or tuple(answered_by(kinds))
        return Offer(kinds=kinds, barriers=barriers, languages=tuple(cleaned.pop("languages")), **cleaned)


def values_of(offered: Help) -> dict[str, Any]:
    """An entry as the form begins with it."""
    plain = {
        name: getattr(offered, name)
        for name in (
            "name", "by_whom", "phone", "how", "hours", "cost", "eligibility", "about", "address", "web",
            "checked_on",
        )
    }  # fmt: skip
    return plain | {
        "kinds": selectors.marks_of(offered, HelpMark.Of.HELP),
        "barriers": selectors.marks_of(offered, HelpMark.Of.BARRIER),
        "languages": selectors.marks_of(offered, HelpMark.Of.LANGUAGE),
    }
