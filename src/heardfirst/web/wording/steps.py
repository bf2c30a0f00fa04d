"""Steps as Today says them: with the name of the person they are for."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst.protocol import Step

from .labels import Label
from .reasons import label_of_step, language, shipped_step


def step_with_name(step: Step, name: str) -> str:
    """
    The step as a line about a person. A version kept from before steps said so themselves is helped by the
    shipped step of the same name; a step that nothing says it for is its label and the name.
    """
    shipped = None if step.with_name else shipped_step(step.name)
    sentences = step.with_name or (shipped.with_name if shipped else None)
    if sentences is None:
        return _("%(step)s: %(name)s") % {"step": label_of_step(step), "name": name}
    return sentences[language()].replace("{name}", name)


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


def number_text(count: int) -> str:
    """A count in words up to twelve, in figures from there."""
    return str(_NUMBERS[count]) if 0 <= count < len(_NUMBERS) else str(count)
