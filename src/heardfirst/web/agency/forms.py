"""What an administrator arranges, a form for each page. The same forms are asked when an agency is set up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst.agency.court_days import LONGEST_NAME, courts
from heardfirst.agency.models import LONGEST_IDLE, LONGEST_LINE, LONGEST_PHONE, SHORTEST_IDLE, Agency
from heardfirst.guide.messages import telling_word_in
from heardfirst.protocol.vocabulary.terms import CAPACITIES

from ..shared.fields import AnyOf, Day, Form, Number, OneOf, Select, TextLine, TimeOfDay, Words
from ..wording.choices import CONTACT_RULES, choices_of
from ..wording.languages import OF_THE_SCREENS
from ..wording.zones import zone_choices

FEDERAL = "federal"  # the value of the choice; the calendar itself calls them by an empty code
DIFFERS = "differs"  # the value of the choice; the agency keeps it as empty
# Rules that can hold for somebody of whom nothing is known yet.
DEFAULTS = ("no_voicemail", "no_message", "no_text", "no_email", "no_letter", "no_visit", "do_not_say_who")
_LONGEST_LETTERHEAD, _MOST_LETTERHEAD_LINES = 600, 8


class AgencyForm(Form):
    """The agency's name, its clock, and when it is there."""

    name = TextLine(label=gettext_lazy("Name of the agency"), autocomplete="organization")
    zone = Select(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("All times and deadlines are in this time zone."),
    )
    opens = TimeOfDay(label=gettext_lazy("The office opens at"))
    closes = TimeOfDay(
        label=gettext_lazy("and closes at"),
        help_text=gettext_lazy("Monday to Friday. Deadlines in business days end when the office closes."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.fields["zone"]
        if isinstance(zone, Select):
            zone.choices = zone_choices()
            began = self.initial.get("zone")
            if began and not zone.valid_value(began):
                zone.choices = [(began, began), *zone.choices]

    def clean(self) -> dict[str, Any]:
        """An office opens before it closes."""
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if opens and closes and closes <= opens:
            self.add_error("closes", _("This must be later than when the office opens."))
        return cleaned


class LanguagesForm(Form):
    """What is spoken here."""

    languages = AnyOf(
        list(OF_THE_SCREENS.items()),
        label=gettext_lazy("Which languages does your agency work in?"),
        help_text=gettext_lazy("Everyone chooses their own. New people start in the first of these."),
    )


class CourtForm(Form):
    """Whose days off count."""

    court = Select(
        label=gettext_lazy("Whose court calendar do you follow?"),
        help_text=gettext_lazy("You can add your agency’s own days and remove others at any time."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        court = self.fields["court"]
        if isinstance(court, Select):
            court.choices = [
                (FEDERAL, _("Federal court days")),
                (_("The courts of a state or territory"), list(courts().items())),
            ]

    @property
    def subdivision(self) -> str:
        """The code of the state; empty for the federal days."""
        chosen = str(self.cleaned_data["court"])
        return "" if chosen == FEDERAL else chosen


class CourtDayForm(Form):
    """A day that only this agency, or only this court, is shut."""

    day = Day(label=gettext_lazy("Which day?"))
    name = TextLine(
        max_length=LONGEST_NAME,
        label=gettext_lazy("What is this day?"),
        help_text=gettext_lazy("For example “Court closed by judge’s order”. Do not enter a client’s name."),
    )


class LetterheadForm(Form):
    """What stands at the head of a printed page."""

    letterhead = Words(
        max_length=_LONGEST_LETTERHEAD,
        label=gettext_lazy("Letterhead"),
        help_text=gettext_lazy("Name, address and phone number, one per line, as on your letterhead."),
    )

    def clean_letterhead(self) -> str:
        """A head leaves room for a page."""
        lines = [line.strip() for line in str(self.cleaned_data["letterhead"]).splitlines()]
        if len(lines) > _MOST_LETTERHEAD_LINES:
            raise forms.ValidationError(_("Use at most %(most)s lines.") % {"most": _MOST_LETTERHEAD_LINES})
        return "\n".join(lines)


class IntroductionForm(Form):
    """Who the agency is to its clients, and what it may leave behind where others hear or read it."""

    capacity = OneOf(
        [(name, "") for name in (*CAPACITIES, DIFFERS)],
        label=gettext_lazy("What is your agency to its clients?"),
        help_text=gettext_lazy(
            "The call guide tells the client, and what can stay private follows from it. You are not asked "
            "again for each case."
        ),
    )
    message_name = TextLine(
        required=False,
        max_length=60,
        label=gettext_lazy("Office name to leave in messages"),
        help_text=gettext_lazy(
            "Others may hear or read a voicemail, a text or a letter. Use a name that says nothing about "
            "treatment, court or children. If empty, only the worker’s name is left."
        ),
    )
    callback_number = TextLine(
        required=False,
        max_length=LONGEST_PHONE,
        autocomplete="tel",
        label=gettext_lazy("Number to call back"),
        help_text=gettext_lazy("Whoever answers it should not name your agency either."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        capacity = self.fields["capacity"]
        if isinstance(capacity, OneOf):
            capacity.choices = [
                *choices_of("capacity", CAPACITIES),
                (DIFFERS, _("It differs from case to case, so each order says it")),
            ]
        if self.initial.get("capacity") == "":
            self.initial["capacity"] = DIFFERS

    def clean_capacity(self) -> str:
        """As an agency keeps it: empty where it differs."""
        chosen = str(self.cleaned_data["capacity"])
        return "" if chosen == DIFFERS else chosen

    def clean_message_name(self) -> str:
        """A name that tells others of treatment, court or children puts the client at risk."""
        name = str(self.cleaned_data["message_name"])
        if telling := telling_word_in(name):
            raise forms.ValidationError(
                _("“%(word)s” tells others what the message is about. Leave it out.") % {"word": telling}
            )
        return name


class CrisisLinesForm(Form):
    """Whom to call where the agency is, beside the lines of the whole country."""

    crisis_line = TextLine(
        required=False,
        max_length=LONGEST_LINE,
        label=gettext_lazy("Local crisis line or mobile team"),
        help_text=gettext_lazy("Its name and number, as a worker should read them while someone waits."),
    )
    abuse_hotline = TextLine(
        required=False,
        max_length=LONGEST_LINE,
        label=gettext_lazy("Your state’s hotline for reports of abuse or neglect"),
        help_text=gettext_lazy("The number that takes a mandated report, and its hours."),
    )


class SafeContactForm(Form):
    """What holds for a client of whom nothing is known yet."""

    safe_contact = AnyOf(
        [(name, CONTACT_RULES[name]) for name in DEFAULTS],
        required=False,
        label=gettext_lazy("Until a client says what is safe"),
        help_text=gettext_lazy(
            "A voicemail heard by the wrong person can put someone in danger. If you choose "
            "none, there are no limits."
        ),
    )
    safe_from_hour = Number(required=False, max_value=23, label=gettext_lazy("Call from (hour, 0 to 23)"))
    safe_until_hour = Number(required=False, max_value=23, label=gettext_lazy("Call until (hour, 0 to 23)"))

    def clean(self) -> dict[str, Any]:
        """Hours that leave any time at all."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("safe_from_hour"), cleaned.get("safe_until_hour")
        if first is not None and last is not None and last <= first:
            self.add_error("safe_until_hour", _("This must be later than the first hour."))
        return cleaned


class SigningInForm(Form):
    """How hard it is to come in, and how long one stays."""

    second_step = OneOf(
        Agency.SecondStep.choices,
        label=gettext_lazy("Who uses a second step to sign in?"),
        help_text=gettext_lazy(
            "A code from a phone, or a passkey, in addition to the password or emailed link."
        ),
    )
    idle_minutes = Number(
        min_value=SHORTEST_IDLE,
        max_value=LONGEST_IDLE,
        label=gettext_lazy("Sign out after this many minutes of inactivity"),
        help_text=gettext_lazy("Between 5 and 120. Choose a short time if computers are shared."),
    )
