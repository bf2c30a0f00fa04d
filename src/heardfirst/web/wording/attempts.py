"""The next attempt, what is missing of reasonable attempts, and why a way is shut: in words."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from heardfirst.guide.attempts import NextAttempt, Reaching

from .choices import CONTACT_RULES
from .dates import day_text, time_text
from .labels import Label

_WAYS: dict[str, Label] = {
    "phone": gettext_lazy("a call"),
    "text": gettext_lazy("a text"),
    "visit": gettext_lazy("a home visit"),
    "email": gettext_lazy("an email"),
    "mail": gettext_lazy("a letter"),
    "through_facility": gettext_lazy("through the facility"),
    "through_counsel": gettext_lazy("through their lawyer"),
    "collateral": gettext_lazy("through someone they named"),
}
_WHY_SHUT: dict[str, Label] = {
    "wrong_number": gettext_lazy("Wrong number. Find the right one."),
    "undeliverable": gettext_lazy("The last one was not delivered."),
    "returned_mail": gettext_lazy("The last letter came back."),
    "unsafe_to_continue": gettext_lazy("Last time it was not safe to continue."),
    "stop_asked": gettext_lazy("They asked us not to."),
    "no_number": gettext_lazy("No phone number on file."),
    "no_address": gettext_lazy("No email address on file."),
    "away": gettext_lazy("They can’t be reached this way where they are now."),
    "not_said_safe": gettext_lazy("Contact is limited, and no one has said that letters are OK."),
    "somebody_else": gettext_lazy("Someone else answered. Another person might see it."),
}


def next_attempt_text(reaching: Reaching, now: datetime) -> str:
    """The line on the attempt to make next; nothing if none is owed."""
    best = reaching.best
    if best is None:
        return ""
    way = str(_WAYS.get(best.channel, best.channel))
    text = _("Next attempt: %(way)s, %(when)s") % {"way": way, "when": _when_text(best, now)}
    return f"{text}." if not text.endswith(".") else text


def progress_text(reaching: Reaching) -> str:
    """What is missing of reasonable attempts, and what stands in their way; nothing if none is owed."""
    if reaching.proper:
        if reaching.rests_until is None:
            return _(
                "We have made reasonable attempts. From now on, try only now and then: another "
                "method, another time."
            )
        until = day_text(timezone.localtime(reaching.rests_until).date())
        return _("We have made reasonable attempts. Next one on %(day)s.") % {"day": until}
    parts = [
        _measure_text(measure.name, measure.have, measure.need)
        for measure in reaching.measures
        if measure.need > 1
    ]
    texts = [_("So far %(parts)s.") % {"parts": ", ".join(parts)}] if parts else []
    if "visit" in reaching.also:
        texts.append(_("A home visit is still needed."))
    if "tribe" in reaching.also:
        texts.append(_("The Tribe has not been notified yet."))
    if reaching.stuck:
        texts.append(
            _("No safe method is left for the remaining attempts. Ask your supervisor what else to do.")
        )
    return " ".join(texts)


def why_shut(code: str) -> str:
    """Why a way is shut."""
    if code in CONTACT_RULES:
        return _("Safe contact: %(rule)s.") % {"rule": CONTACT_RULES[code]}
    return str(_WHY_SHUT.get(code, ""))


def _measure_text(name: str, have: int, need: int) -> str:
    numbers = {"have": have, "need": need}
    if name == "attempts":
        return ngettext("%(have)s of %(need)s attempt", "%(have)s of %(need)s attempts", need) % numbers
    if name == "days":
        return _("on %(have)s of %(need)s days") % numbers
    if name == "channels":
        return _("by %(have)s of %(need)s methods") % numbers
    return _("at %(have)s of %(need)s times of day") % numbers


def _when_text(best: NextAttempt, now: datetime) -> str:
    text = _day_and_part(best.day, best.part, timezone.localtime(now).date())
    if not best.narrowed:
        return text
    first = last = best.hours[0]
    while last + 1 in best.hours:
        last += 1
    return _("%(when)s, between %(first)s and %(last)s") % {
        "when": text,
        "first": _hour_text(best.day, first),
        "last": _hour_text(best.day, last + 1),
    }


def _hour_text(day: date, hour: int) -> str:
    moment = datetime.combine(day + timedelta(days=hour // 24), time(hour % 24))
    return time_text(timezone.make_aware(moment))


def _day_and_part(day: date, part: str, today: date) -> str:
    if day == today:
        return {
            "morning": _("this morning"),
            "afternoon": _("this afternoon"),
            "evening": _("this evening"),
        }[part]
    if day == today + timedelta(days=1):
        return {
            "morning": _("tomorrow morning"),
            "afternoon": _("tomorrow afternoon"),
            "evening": _("tomorrow evening"),
        }[part]
    name = date_format(day, "l") if day < today + timedelta(days=7) else day_text(day)
    return {
        "morning": _("%(day)s in the morning"),
        "afternoon": _("%(day)s in the afternoon"),
        "evening": _("%(day)s in the evening"),
    }[part] % {"day": name}
