"""Saying that an entry is wrong, for somebody who was there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..shared.fields import Form, OneOf, Words


class DisputeForm(Form):
    """Who disputes it, and what they say, in their words."""

    by = OneOf(
        [
            ("client", _("The client")),
            ("counsel", _("Their lawyer")),
            ("provider", _("The provider")),
            ("staff", _("Someone here")),
        ],
        label=_("Who disputes this?"),
        initial="client",
    )
    words = Words(
        required=True,
        label=_("What do they say is wrong, and what do they say happened?"),
        help_text=_("In their own words. Encrypted, and shown wherever the entry is shown."),
    )
