"""What to think of before a session is booked, in words."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heardfirst.guide.booking import Concern

from .choices import label_of
from .dates import end_text, moment_text


def concern_text(concern: Concern) -> str:
    """One thing to think of, as a sentence."""
    say = end_text if concern.code in ("leave", "away") else moment_text
    when = say(concern.at) if concern.at is not None else ""
    if concern.code == "near":
        return _("The client already has a session booked for %(when)s.") % {"when": when}
    if concern.code == "missed_then":
        text = ngettext(
            "%(count)s session at this day and time was missed recently. Would another time be better?",
            "%(count)s sessions at this day and time were missed recently. Would another time be better?",
            concern.count,
        )
        return text % {"count": concern.count}
    if concern.code == "past" and concern.at is not None:
        # The year is named, as a slip in it is what this is most often.
        return _("This time has passed: %(when)s.") % {"when": moment_text(concern.at, year=True)}
    if concern.code == "night" and concern.at is not None:
        return _night_text(localtime(concern.at))
    if concern.code == "weekend" and concern.at is not None:
        day = date_format(localtime(concern.at), "l")
        return _("This is a %(day)s. Is the provider open?") % {"day": day}
    if concern.code == "leave":
        return (
            _("They are on leave until %(when)s.") % {"when": when} if when else _("They will be on leave.")
        )
    if concern.code == "away":
        place = label_of("where", concern.place)
        if when:
            return _("%(place)s until %(when)s, as far as we know.") % {"place": place, "when": when}
        return _("%(place)s, as far as we know, with no end date.") % {"place": place}
    return {
        "far": _("This is more than three months away. Is the year right?"),
        "same_time": _("They already have a session then."),
        "hearing": _("There is a court hearing that day."),
        "holiday": _("The court is closed that day. Is the provider open?"),
        "work": _("They said work got in the way. Does this time work for them?"),
        "childcare": _("They said childcare got in the way. Who will be with the children then?"),
        "caregiving": _("They said caring for someone got in the way. Does this time work for them?"),
        "conflicting_duties": _(
            "They said another obligation got in the way. Will they have to be elsewhere then?"
        ),
        "safe_hours": _("This is outside the hours in which contact is safe. Is it safe to come then?"),
        "interpreter": _("They need an interpreter. Ask for one for this hour."),
    }.get(concern.code, "")


def _night_text(local: datetime) -> str:
    """A time at night by its hour, for whoever mistook the half of the day."""
    hour = local.hour % 12 or 12
    if 0 < local.hour < 12:
        text = ngettext(
            "That is %(time)s in the morning. Is that right?",
            "That is %(time)s in the morning. Is that right?",
            hour,
        )
    else:
        text = _("That is %(time)s at night. Is that right?")
    return text % {"time": f"{hour}:{local:%M}"}
