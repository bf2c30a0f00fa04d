"""Steps as Today says them: with the name of the person they are for."""

from __future__ import annotations

from django.utils.translation import gettext as _

from heardfirst.protocol import Step

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
