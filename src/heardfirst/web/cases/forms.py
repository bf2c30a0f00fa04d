"""What a court ordered, as far as it bears on a missed session; and opening a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.forms import BoundField
from django.forms import Field as FormField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst.agency.models import LONGEST_PHONE
from heardfirst.protocol.vocabulary.fields import Field
from heardfirst.protocol.vocabulary.terms import TERMS

from ..shared.fields import Day, Form, Number, OneOf, TextLine, Words, YesNo
from ..wording.choices import choices_of
from ..wording.labels import in_language

NOT_KNOWN = "unknown"
_SPANS = (
    ("hours", gettext_lazy("hours")),
    ("days", gettext_lazy("days")),
    ("business_days", gettext_lazy("business days")),
    ("weeks", gettext_lazy("weeks")),
)
_PERIODS = (*_SPANS[1:], ("months", gettext_lazy("months")))
_CLOCKS = (
    ("missed", gettext_lazy("after the missed session")),
    ("learned", gettext_lazy("after we learn of it")),
    ("receipt", gettext_lazy("after we receive the provider’s report")),
    ("period_end", gettext_lazy("after the month ends")),
)
# What is asked about every order; the other terms, where the rules the case follows read them. Whatever else
# an order says is kept as it is.
_OF_EVERY_ORDER = (
    "at_stake", "report_within", "report_from", "report_to", "basis", "hearing", "status_every",
    "status_within", "status_from", "status_before", "required_sessions", "ends", "part2", "icwa",
)  # fmt: skip
# Most orders say nothing of these: they stand folded away until somebody wants them.
_SELDOM = ("report_from", "report_to", "status_every", "status_within", "status_from", "status_before")


class OrderForm(Form):
    """The terms of one order. What is left open stays open: nothing is guessed."""

    def __init__(
        self, known: Iterable[str], before: Mapping[str, Any], *args: Any, capacity: str = "", **named: Any
    ) -> None:
        """
        ``known`` are the terms that the case's rules read; ``before`` is the order as it stands. ``capacity``
        is what the agency said once that it is in all its cases; where it did, no order asks for it again.
        """
        if capacity:
            before = {"capacity": capacity, **before}
        super().__init__(*args, initial=_start(before), **named)
        self.before = before
        questions = {*_OF_EVERY_ORDER, *known, "capacity"}
        if capacity and before["capacity"] == capacity:
            questions.remove("capacity")
        self.shown = [name for name in TERMS if name in questions]
        for name in self.shown:
            self._ask(TERMS[name])
        self.fields["words"] = Words(label=_("Notes about the order"))

    @property
    def questions(self) -> Iterator[tuple[BoundField, BoundField | None]]:
        """Each field as the page shows it, an amount together with the unit it is counted in."""
        units = {f"{name}_amount": f"{name}_unit" for name in self.shown if TERMS[name].type == "span"}
        for bound in self:
            if bound.name not in units.values():
                yield bound, self[units[bound.name]] if bound.name in units else None

    def terms(self) -> dict[str, Any]:
        """The order's terms in full: what was filled in here, and from before what is not asked here."""
        terms: dict[str, Any] = {name: value for name, value in self.before.items() if name not in self.shown}
        for name in self.shown:
            value = self._value(TERMS[name])
            if value is not None:
                terms[name] = value
        return terms

    def clean(self) -> dict[str, Any]:
        """A duty to report wants its time in full."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reports") == "yes":
            for name, missing_field in (
                ("report_amount", _("Enter how long.")),
                ("report_unit", _("Choose hours, days or weeks.")),
                ("report_of", _("Choose when the time starts.")),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, missing_field)
        return cleaned

    def _ask(self, term: Field) -> None:
        question = term.question
        if question is None:
            return
        label, made = in_language(question.ask), dict[str, FormField]()
        named: dict[str, Any] = {
            "label": label,
            "help_text": in_language(question.hint) if question.hint else "",
            "required": question.required,
        }
        if term.type == "duty":
            self._ask_duty(label)
        elif term.type == "choice":
            still_open = NOT_KNOWN if question.required else ""
            choices = [(still_open, _("Not known yet")), *choices_of(term.name, term.choices)]
            made[term.name] = OneOf(choices, initial=still_open, **named)
        elif term.type == "span":
            made[f"{term.name}_amount"] = Number(min_value=1, max_value=365, **named)
            units = _PERIODS if term.name == "status_every" else _SPANS
            made[f"{term.name}_unit"] = OneOf(units, required=False, label=_("Unit"), initial="days")
        elif term.type == "day":
            made[term.name] = Day(**named)
        elif term.type == "flag":
            made[term.name] = YesNo(**named)
        else:
            made[term.name] = Number(min_value=1, max_value=1000, **named)
        if term.name in _SELDOM and term.name not in self.before:
            next(iter(made.values())).fold = label  # type: ignore[attr-defined]
        self.fields |= made

    def _ask_duty(self, label: str) -> None:
        self.fields["reports"] = OneOf(
            [(NOT_KNOWN, _("Not known yet")), ("yes", _("Yes, within a set time")), ("no", _("No"))],
            label=label,
            initial=NOT_KNOWN,
        )
        self.fields["report_amount"] = Number(
            required=False, min_value=1, max_value=365, label=_("Within how long?")
        )
        self.fields["report_unit"] = OneOf(_SPANS, required=False, label=_("Unit"), initial="business_days")
        self.fields["report_of"] = OneOf(
            _CLOCKS, required=False, label=_("Counted from when?"), initial="missed"
        )
        for name in ("report_amount", "report_unit", "report_of"):
            self.fields[name].conditional = True  # type: ignore[attr-defined]

    def _value(self, term: Field) -> Any:
        values, before = self.cleaned_data, self.before.get(term.name)
        if term.type == "duty":
            return self._duty(before)
        if term.type == "span":
            amount = values.get(f"{term.name}_amount")
            return {values.get(f"{term.name}_unit") or "days": amount} if amount else None
        value = values.get(term.name)
        if value in (None, "", False, NOT_KNOWN):
            return None
        if term.type == "day":
            # A hearing known with its hour keeps it as long as the day stays.
            day = value.isoformat()
            return before if str(before or "").startswith(day) else day
        return value

    def _duty(self, before: Any) -> Any:
        values = self.cleaned_data
        if values["reports"] == "yes":
            duty = {values["report_unit"]: values["report_amount"], "of": values["report_of"]}
            same = isinstance(before, Mapping) and before.get("of") == duty["of"]
            return duty | ({"period": before["period"]} if same and "period" in before else {})
        if values["reports"] == "no":
            return False
        # A duty in a unit that this form has no word for is kept as it is.
        shown = isinstance(before, Mapping) and not any(unit in before for unit, _label in _SPANS)
        return before if shown else None


def _start(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The form as the order stands now."""
    start: dict[str, Any] = {}
    for name, value in terms.items():
        term = TERMS.get(name)
        if term is None:
            continue
        if term.type == "duty":
            units = value if isinstance(value, Mapping) else {}
            unit = next((unit for unit, _label in _SPANS if unit in units), None)
            if value is False:
                start["reports"] = "no"
            elif unit is not None:
                start |= {"reports": "yes", "report_amount": value[unit], "report_unit": unit}
                start["report_of"] = value.get("of", "missed")
        elif term.type == "span":
            unit, amount = next(iter(value.items()))
            start |= {f"{name}_amount": amount, f"{name}_unit": unit}
        else:
            start[name] = str(value)[:10] if term.type == "day" else value
    return start


class NewCaseForm(Form):
    """A case opened by hand."""

    name = TextLine(label=gettext_lazy("The client’s name"))
    phone = TextLine(required=False, kind="tel", max_length=LONGEST_PHONE, label=gettext_lazy("Phone number"))
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

    def __init__(self, services: list[tuple[str, str]], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        service = self.fields["service"]
        if isinstance(service, OneOf):
            service.choices = services
