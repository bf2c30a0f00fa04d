"""Overriding a step, and answering an override request: each with a reason that stays."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..shared.fields import LONGEST_REASON, Form, Words


class OverrideForm(Form):
    """The reason stands in the chronology under the name of whoever gave it."""

    reason = Words(
        required=True,
        max_length=LONGEST_REASON,
        label=_("Why override this now?"),
        help_text=_(
            "Facts, in words a court may read. Encrypted. Only people with access to this case can read it."
        ),
    )


class AnswerForm(Form):
    """What a supervisor says to an override request, whichever way they answer."""

    reason = Words(
        required=True,
        max_length=LONGEST_REASON,
        label=_("Your reason"),
        help_text=_("It is kept next to the worker’s reason, whichever way you answer."),
    )
