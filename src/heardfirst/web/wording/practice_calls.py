"""What is done on a practice call, in words: the panel's buttons, and the same looking back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .labels import Label

BUTTONS: dict[str, Label] = {
    "dial": _("Dial the number"),
    "text": _("Write a text"),
    "go": _("Go there"),
    "greet": _("Say who you are, and ask whether it is safe to talk"),
    "limits": _("Say what stays with you and what you must pass on"),
    "ask": _("Ask openly what got in the way"),
    "more": _("Ask whether there is more"),
    "stakes": _("Explain what is at stake, and ask them to say it back"),
    "help": _("Ask what would help"),
    "time": _("Offer a time"),
    "intend": _("Ask whether they want to go on"),
    "forewarn": _("Tell them first what the court will hear, and ask what they want added"),
    "goodbye": _("Say goodbye"),
    "blame": _("Ask why they did not bother to come"),
    "threat": _("Say that the court will hear of it"),
    "secrecy": _("Promise that it stays between the two of you"),
    "later": _("Later today"),
    "tomorrow": _("The next working morning"),
    "session": _("On to the booked session"),
}
DONE: dict[str, Label] = {
    "dial": _("You dialed"),
    "text": _("You wrote a text"),
    "go": _("You went there"),
    "greet": _("You said who you are"),
    "limits": _("You said what stays with you"),
    "ask": _("You asked what got in the way"),
    "more": _("You asked whether there is more"),
    "stakes": _("You explained what is at stake"),
    "help": _("You asked what would help"),
    "time": _("You offered a time"),
    "intend": _("You asked whether they want to go on"),
    "forewarn": _("You told them first what the court will hear"),
    "goodbye": _("You said goodbye"),
    "blame": _("You asked why they did not bother"),
    "threat": _("You spoke of the court"),
    "secrecy": _("You promised secrecy"),
    "later": _("Time passed"),
    "tomorrow": _("The next working morning"),
    "session": _("The day of the session"),
}
TEMPERS: dict[str, Label] = {
    "glad": _("Glad to be called"),
    "worn_out": _("Worn out"),
    "wary": _("Wary"),
    "hard_to_reach": _("Hard to reach"),
}
