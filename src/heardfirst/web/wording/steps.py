"""Steps as Today says them: with the name of the person they are for."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .choices import Label

_WITH_NAME: dict[str, Label] = {
    "protect": gettext_lazy("Make sure %(name)s is safe"),
    "contact": gettext_lazy("Call %(name)s"),
    "listen": gettext_lazy("Hear %(name)s"),
    "stakes": gettext_lazy("Tell %(name)s what is at stake"),
    "plan": gettext_lazy("Plan with %(name)s"),
    "adjust": gettext_lazy("Change the plan with %(name)s"),
    "rebook": gettext_lazy("Book a session for %(name)s"),
    "offer_counsel": gettext_lazy("Offer %(name)s a talk with their lawyer"),
    "talk_again": gettext_lazy("Talk again with %(name)s"),
    "confirm_session": gettext_lazy("Find out whether %(name)s came"),
    "document": gettext_lazy("Sign the note on %(name)s"),
    "consult": gettext_lazy("Talk about %(name)s with the supervisor"),
    "seek_basis": gettext_lazy("Ask about a lawful basis for %(name)s"),
    "letter": gettext_lazy("Write to %(name)s"),
    "forewarn": gettext_lazy("Tell %(name)s first"),
    "report_status": gettext_lazy("Report on %(name)s"),
    "notify_court": gettext_lazy("Tell the court about %(name)s"),
    "supplement": gettext_lazy("Tell the court what %(name)s said"),
    "correct_court": gettext_lazy("Correct what the court heard about %(name)s"),
    "recommend_action": gettext_lazy("Recommend action for %(name)s"),
    "hardship": gettext_lazy("Ask %(name)s whether a fee can be borne"),
    "bill": gettext_lazy("Charge %(name)s"),
    "keep_trying": gettext_lazy("Try %(name)s another way"),
    "review": gettext_lazy("Review %(name)s with the supervisor"),
    "close": gettext_lazy("Close the case of %(name)s"),
}


def step_with_name(step: str, label: str, name: str) -> str:
    """The step as a line about a person; a programme's own step is said with its own label."""
    pattern = _WITH_NAME.get(step)
    if pattern is None:
        return _("%(step)s: %(name)s") % {"step": label, "name": name}
    return str(pattern) % {"name": name}


_NUMBERS: tuple[Label, ...] = (
    gettext_lazy("No"),
    gettext_lazy("One"),
    gettext_lazy("Two"),
    gettext_lazy("Three"),
    gettext_lazy("Four"),
    gettext_lazy("Five"),
    gettext_lazy("Six"),
    gettext_lazy("Seven"),
    gettext_lazy("Eight"),
    gettext_lazy("Nine"),
    gettext_lazy("Ten"),
    gettext_lazy("Eleven"),
    gettext_lazy("Twelve"),
)


def number_said(count: int) -> str:
    """A count in words up to twelve, in figures from there."""
    return str(_NUMBERS[count]) if 0 <= count < len(_NUMBERS) else str(count)
