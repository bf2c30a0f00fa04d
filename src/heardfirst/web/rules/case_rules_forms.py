"""Moving a case to other rules: why, in a few words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..shared.fields import LONGEST_REASON, Form, Words


class FollowForm(Form):
    """The reason stays in the chronology, for whoever asks later by which rules something was decided."""

    reason = Words(
        required=True,
        max_length=LONGEST_REASON,
        label=_("Why are you changing this case’s rules?"),
        help_text=_("A few words. Past decisions do not change."),
    )
