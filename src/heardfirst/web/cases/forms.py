"""What a court ordered, as far as it bears on a missed session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..shared.fields import Day, Form, Line, Number, OneOf, Words, YesNo
from ..wording.choices import STAKES, choices_of

NOT_KNOWN = "unknown"
_SPANS = (
    ("hours", gettext_lazy("hours")),
    ("days", gettext_lazy("days")),
    ("business_days", gettext_lazy("business days")),
    ("weeks", gettext_lazy("weeks")),
)
_CLOCKS = (
    ("missed", gettext_lazy("after the missed session")),
    ("learned", gettext_lazy("after we learn of it")),
    ("receipt", gettext_lazy("after we receive the provider’s report")),
    ("period_end", gettext_lazy("after the month ends")),
)
# Terms this form shows; whatever else an order says is kept as it is.
SHOWN = ("at_stake", "report_within", "basis", "hearing", "required_sessions", "part2", "icwa")


class OrderForm(Form):
    """The terms of one order. What is left open stays open: nothing is guessed."""

    at_stake = OneOf(
        [(NOT_KNOWN, gettext_lazy("Not known yet")), *STAKES.items()],
        label=gettext_lazy("What is at stake for the client?"),
        initial=NOT_KNOWN,
    )
    reports = OneOf(
        [
            (NOT_KNOWN, gettext_lazy("Not known yet")),
            ("yes", gettext_lazy("Yes, within a set time")),
            ("no", gettext_lazy("No")),
        ],
        label=gettext_lazy("Does the order require reporting missed sessions?"),
        initial=NOT_KNOWN,
    )
    report_amount = Number(required=False, min_value=1, max_value=365, label=gettext_lazy("Within how long?"))
    report_unit = OneOf(_SPANS, required=False, label=gettext_lazy("Unit"), initial="business_days")
    report_of = OneOf(_CLOCKS, required=False, label=gettext_lazy("Counted from when?"), initial="missed")
    basis = OneOf(
        [],
        label=gettext_lazy("What is the legal basis for disclosure to the court?"),
        help_text=gettext_lazy(
            "A treatment order, a general order or a subpoena alone is usually not enough."
        ),
        initial=NOT_KNOWN,
    )
    hearing = Day(required=False, label=gettext_lazy("Next hearing"))
    required_sessions = Number(
        required=False, min_value=1, max_value=1000, label=gettext_lazy("Total sessions ordered")
    )
    part2 = YesNo(label=gettext_lazy("Records of a federally assisted substance-use program (42 CFR Part 2)"))
    icwa = YesNo(label=gettext_lazy("An Indian child is involved (ICWA): active efforts required"))
    words = Words(label=gettext_lazy("Notes about the order"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        known = ("consent", "court_order", "statute", "treatment_order", "general_order", "subpoena", "none")
        for name in ("report_amount", "report_unit", "report_of"):
            self.fields[name].conditional = True  # type: ignore[attr-defined]
        basis = self.fields["basis"]
        if isinstance(basis, OneOf):
            basis.choices = [(NOT_KNOWN, _("Not known yet")), *choices_of("basis", known)]

    @classmethod
    def starting_from(cls, terms: Mapping[str, Any]) -> OrderForm:
        """The form as the order stands now."""
        start: dict[str, Any] = {
            name: terms[name] for name in SHOWN if name in terms and name != "report_within"
        }
        if "hearing" in start:
            start["hearing"] = str(start["hearing"])[:10]
        duty = terms.get("report_within")
        if duty is False:
            start["reports"] = "no"
        elif isinstance(duty, Mapping):
            unit = next((unit for unit, _label in _SPANS if unit in duty), None)
            if unit is not None:
                start |= {"reports": "yes", "report_amount": duty[unit], "report_unit": unit}
                start["report_of"] = duty.get("of", "missed")
        return cls(initial=start)

    def terms(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The order's terms in full: what was filled in here, and from before what is not asked here."""
        said = self.cleaned_data
        terms: dict[str, Any] = {name: value for name, value in before.items() if name not in SHOWN}
        for name in ("at_stake", "basis"):
            if said[name] != NOT_KNOWN:
                terms[name] = said[name]
        for name in ("required_sessions", "part2", "icwa"):
            if said.get(name):
                terms[name] = said[name]
        if said.get("hearing"):
            # A hearing known with its hour keeps it as long as the day stays.
            known = str(before.get("hearing", ""))
            day = said["hearing"].isoformat()
            terms["hearing"] = known if known.startswith(day) else day
        if said["reports"] == "yes":
            terms["report_within"] = {said["report_unit"]: said["report_amount"], "of": said["report_of"]}
        elif said["reports"] == "no":
            terms["report_within"] = False
        elif self._cannot_show(before):
            terms["report_within"] = before["report_within"]
        return terms

    def clean(self) -> dict[str, Any]:
        """A duty to report wants its time in full."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reports") == "yes":
            for name, asked in (
                ("report_amount", _("Enter how long.")),
                ("report_unit", _("Choose hours, days or weeks.")),
                ("report_of", _("Choose when the time starts.")),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, asked)
        return cleaned

    @staticmethod
    def _cannot_show(before: Mapping[str, Any]) -> bool:
        """Whether the order's duty is in a unit this form has no word for, and so must be kept as it is."""
        duty = before.get("report_within")
        return isinstance(duty, Mapping) and not any(unit in duty for unit, _label in _SPANS)


class NewCaseForm(Form):
    """A case opened by hand."""

    name = Line(label=gettext_lazy("The client’s name"))
    phone = Line(required=False, kind="tel", max_length=40, label=gettext_lazy("Phone number"))
    language = OneOf(
        [
            ("en", gettext_lazy("English")),
            ("es", gettext_lazy("Spanish")),
            ("other", gettext_lazy("Another language")),
        ],
        label=gettext_lazy("Preferred language"),
        initial="en",
    )
    pronoun = OneOf(
        [
            ("", gettext_lazy("Not stated")),
            ("she", gettext_lazy("she")),
            ("he", gettext_lazy("he")),
            ("they", gettext_lazy("they")),
        ],
        required=False,
        label=gettext_lazy("Pronoun"),
        initial="",
    )
    service = OneOf([], label=gettext_lazy("What did the court order?"), initial="therapy")

    def __init__(self, services: list[tuple[str, str]], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        service = self.fields["service"]
        if isinstance(service, OneOf):
            service.choices = services
