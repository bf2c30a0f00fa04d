"""Moving a case to other rules: why, in a few words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..shared.fields import Form, Words


class FollowForm(Form):
    """The reason stays in the chronology, for whoever asks later by which rules something was decided."""

    reason = Words(
        required=True,
        max_length=2000,
        label=_("Why do the rules of this case change?"),
        help_text=_("A few words. What was decided before stays decided as it was."),
    )
