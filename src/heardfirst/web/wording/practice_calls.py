"""What is done on a practice call, in words: the panel's buttons, and the same looking back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .labels import Label

BUTTONS: dict[str, Label] = {
    "dial": _("Dial the number"),
    "text": _("Send a text"),
    "go": _("Go there"),
    "greet": _("Say who you are, and ask if it is safe to talk"),
    "limits": _("Explain what stays confidential and what you have to report"),
    "ask": _("Ask openly what got in the way"),
    "more": _("Ask if there is anything else"),
    "stakes": _("Explain what is at stake, and ask them to say it back"),
    "help": _("Ask what would help"),
    "time": _("Offer a time"),
    "intend": _("Ask if they want to continue"),
    "forewarn": _("Tell them first what the court will hear, and ask what they want to add"),
    "goodbye": _("Say goodbye"),
    "blame": _("Ask why they didn’t bother to come"),
    "threat": _("Say that the court will hear about it"),
    "secrecy": _("Promise to keep it a secret"),
    "later": _("Later today"),
    "tomorrow": _("The next business morning"),
    "session": _("Skip to the booked session"),
}
DONE: dict[str, Label] = {
    "dial": _("You dialed"),
    "text": _("You sent a text"),
    "go": _("You went there"),
    "greet": _("You said who you are"),
    "limits": _("You explained confidentiality"),
    "ask": _("You asked what got in the way"),
    "more": _("You asked if there was anything else"),
    "stakes": _("You explained what is at stake"),
    "help": _("You asked what would help"),
    "time": _("You offered a time"),
    "intend": _("You asked if they want to continue"),
    "forewarn": _("You told them first what the court will hear"),
    "goodbye": _("You said goodbye"),
    "blame": _("You asked why they didn’t bother to come"),
    "threat": _("You brought up the court"),
    "secrecy": _("You promised secrecy"),
    "later": _("Time passed"),
    "tomorrow": _("The next business morning"),
    "session": _("The day of the session"),
}
TEMPERS: dict[str, Label] = {
    "glad": _("Glad to be called"),
    "worn_out": _("Exhausted"),
    "wary": _("Wary"),
    "hard_to_reach": _("Hard to reach"),
}
