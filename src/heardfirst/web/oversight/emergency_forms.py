"""Opening in an emergency what is not one's own: why comes first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from heardfirst.access.emergency import SHORTEST_REASON
from heardfirst.access.models import EmergencyAccess

from ..shared.fields import LONGEST_REASON, Form, OneOf, TextLine, Words


class EmergencyForm(Form):
    """
    Ground, reason and the client's whole name. ``found`` are the cases that name led to, to choose among:
    their public ids, each with whose case it is.
    """

    ground = OneOf(EmergencyAccess.Ground.choices, label=_("What is it about?"))
    reason = Words(
        required=True,
        min_length=SHORTEST_REASON,
        max_length=LONGEST_REASON,
        label=_("Why can’t it wait?"),
        help_text=_("One sentence. Supervisors and the privacy officer will read it. It is encrypted."),
    )
    name = TextLine(
        label=_("The client’s full name"),
        help_text=_("First and last name. What you type does not appear in the web address."),
    )

    def __init__(self, *args: Any, found: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["min_length"] = _(
            "First explain, in a sentence, why this can’t wait."
        )
        if found:
            self.fields["case"] = OneOf(found, label=_("Several clients have this name. Whose case is it?"))
