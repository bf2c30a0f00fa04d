"""Beginning a practice call: whom, in what temper, and by which rules."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from heardfirst.practice.calls.simulated_client import Temper
from heardfirst.practice.calls.stories import stories

from ..shared.fields import Form, OneOf
from ..wording.practice_calls import TEMPERS as TEMPER_LABELS
from ..wording.reasons import language


class BeginCallForm(Form):
    """``rules`` are the versions to choose from, by digest; the first of them is in force."""

    def __init__(self, rules: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speaks = language()
        story = OneOf([(story.key, story.label[speaks]) for story in stories().values()], label=_("Who?"))
        story.explained = {story.key: [story.about[speaks]] for story in stories().values()}
        self.fields["story"] = story
        self.fields["temper"] = OneOf(
            [(str(temper.value), TEMPER_LABELS[temper.name.lower()]) for temper in Temper],
            label=_("How does the client react?"),
            initial=str(Temper.GLAD.value),
            help_text=_(
                "If you take the steps in order, it can end well, however hard the client is to reach."
            ),
        )
        if len(rules) > 1:
            self.fields["rules"] = OneOf(
                rules,
                label=_("Which rules?"),
                initial=rules[0][0],
                required=False,
                help_text=_("You can practice with other rules before they take effect."),
            )
