"""Opening in an emergency what is not one's own: why comes first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from heardfirst.access.emergency import SHORTEST_REASON
from heardfirst.access.models import EmergencyAccess

from ..shared.fields import Form, Line, OneOf, Words


class EmergencyForm(Form):
    """
    Ground, reason and the client's whole name. ``found`` are the cases that name led to, to choose among:
    their public ids, each with whose case it is.
    """

    ground = OneOf(EmergencyAccess.Ground.choices, label=_("What is it about?"))
    reason = Words(
        required=True,
        min_length=SHORTEST_REASON,
        max_length=2000,
        label=_("Why can it not wait?"),
        help_text=_("A sentence. Supervisors and the privacy officer read it; it is kept sealed."),
    )
    name = Line(
        label=_("The client’s whole name"),
        help_text=_("First name and last name. What you type does not stand in the address."),
    )

    def __init__(self, *args: Any, found: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["min_length"] = _(
            "Write first, in a sentence, why this cannot wait."
        )
        if found:
            self.fields["case"] = OneOf(found, label=_("Several clients go by this name. Whose case is it?"))
