"""Logging an attempt: a way and what came of it, in one tap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..shared.fields import Form, Moment
from ..wording.choices import ATTEMPT_OUTCOMES, CHANNELS
from ..wording.labels import Label

# Which outcomes a way can have. A letter or a text that went out is "message left": it has not been answered.
_SENT = gettext_lazy("Sent, no reply yet")
WAYS: dict[str, dict[str, Label]] = {
    "phone": {
        name: ATTEMPT_OUTCOMES[name]
        for name in (
            "no_answer",
            "voicemail",
            "message_left",
            "answered_not_private",
            "answered_other",
            "hung_up",
            "mailbox_full",
            "wrong_number",
            "unsafe_to_continue",
        )
    },
    "text": {
        "message_left": _SENT,
        "undeliverable": ATTEMPT_OUTCOMES["undeliverable"],
        "wrong_number": ATTEMPT_OUTCOMES["wrong_number"],
    },
    "visit": {
        name: ATTEMPT_OUTCOMES[name]
        for name in ("not_home", "answered_other", "message_left", "unsafe_to_continue")
    },
    "email": {"message_left": _SENT, "undeliverable": ATTEMPT_OUTCOMES["undeliverable"]},
    "mail": {"message_left": _SENT, "returned_mail": ATTEMPT_OUTCOMES["returned_mail"]},
    "video": {"no_answer": ATTEMPT_OUTCOMES["no_answer"]},
    "portal": {"message_left": _SENT},
    "through_facility": {
        name: ATTEMPT_OUTCOMES[name] for name in ("message_left", "no_answer", "answered_not_private")
    },
    "through_counsel": {name: ATTEMPT_OUTCOMES[name] for name in ("message_left", "no_answer")},
    "collateral": {name: ATTEMPT_OUTCOMES[name] for name in ("message_left", "no_answer", "answered_other")},
}
FIRST_WAYS = ("phone", "text", "visit")


@dataclass(frozen=True, slots=True)
class Way:
    """
    A channel with its outcomes, each as the value a tap sends and its label; ``shut`` says why it should not
    be used now.
    """

    channel: str
    label: str
    outcomes: list[tuple[str, str]]
    shut: str = ""


def ways(channels: tuple[str, ...]) -> list[Way]:
    """These channels, in the reader's language."""
    return [
        Way(
            channel,
            str(CHANNELS[channel]),
            [(f"{channel}:{name}", str(label)) for name, label in WAYS[channel].items()],
        )
        for channel in channels
    ]


class AttemptForm(Form):
    """One attempt. ``tried`` is ``channel:outcome``; ``when`` left empty means now."""

    tried = forms.ChoiceField(choices=[], error_messages={"required": gettext_lazy("Tap how it went.")})
    when = Moment(
        past=True,
        required=False,
        label=gettext_lazy("When was it?"),
        help_text=gettext_lazy("If empty: just now."),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        tried = self.fields["tried"]
        if isinstance(tried, forms.ChoiceField):
            tried.choices = [
                (f"{channel}:{name}", label)
                for channel, names in WAYS.items()
                for name, label in names.items()
            ]
            tried.error_messages["invalid_choice"] = _("Tap how it went.")

    def details(self) -> dict[str, str]:
        """Channel and outcome, as ``contact.tried`` takes them."""
        channel, _colon, outcome = str(self.cleaned_data["tried"]).partition(":")
        return {"channel": channel, "outcome": outcome}

    def at(self, now: datetime) -> datetime:
        """When it was: as said, else ``now``."""
        return self.cleaned_data.get("when") or now
