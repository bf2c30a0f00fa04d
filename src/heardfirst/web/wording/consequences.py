"""What an entry will change, said before it is recorded: by its kind."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from .labels import Label

_TOLD = gettext_lazy("If the court was told of it, the rules ask for a word to the court that corrects it.")

CHANGES: dict[str, tuple[Label, ...]] = {
    "session.excused": (
        gettext_lazy(
            "This session no longer counts as missed, also afterwards, once the excuse is what the rules "
            "ask for."
        ),
        _TOLD,
    ),
    "leave.granted": (
        gettext_lazy("Sessions missed on these days no longer count, also those that are past."),
        _TOLD,
    ),
    "leave.ended": (gettext_lazy("From now on missed sessions count again."),),
    "session.attended": (
        gettext_lazy("If it stood as missed, it counts as attended: of two accounts the kinder one holds."),
    ),
    "session.disrupted": (gettext_lazy("It counts as nobody’s miss, and a new session is to be booked."),),
    "session.cancelled": (
        gettext_lazy(
            "Cancelled by us, by the provider or from outside, it is never a miss. By the client, it is one "
            "only where the rules say so of late notice."
        ),
    ),
    "case.reopened": (
        gettext_lazy("The case is open again: sessions missed from now on are answered as before."),
    ),
    "contact.stop_asked": (
        gettext_lazy("We stop. Only what the law requires still goes out, until they turn to us."),
    ),
}
