"""The sessions of one ordered service as a string of beads, and the same as a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heardfirst.record.models import Session

from ..wording.dates import moment_text

BEADS = 14


@dataclass(frozen=True, slots=True)
class Bead:
    """One session on the string: its tone, the sign inside, and the whole of it in words."""

    tone: str
    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The sessions of one requirement."""

    requirement: str
    beads: list[Bead] = field(default_factory=list)
    text: str = ""


_CAME, _MISSED, _NEITHER, _COMING = "came", "missed", "neither", "coming"
_TONES = {
    Session.Outcome.ATTENDED: (_CAME, "✓"),
    Session.Outcome.LATE: (_MISSED, "!"),
    Session.Outcome.MISSED: (_MISSED, "!"),
}


def strip_of(label: str, sessions: Sequence[Session], now: datetime) -> Strip:
    """The last sessions of one requirement and those to come, as beads and as a sentence."""
    ordered = sorted(sessions, key=lambda session: session.starts_at)
    coming = [
        session
        for session in ordered
        if session.outcome == Session.Outcome.PENDING and session.starts_at > now
    ]
    past = [session for session in ordered if session not in coming]
    came = sum(session.outcome == Session.Outcome.ATTENDED for session in past)
    missed = sum(session.counted for session in past)
    parts = [
        ngettext("%(count)s attended", "%(count)s attended", came) % {"count": came},
        ngettext("%(count)s missed", "%(count)s missed", missed) % {"count": missed},
    ]
    text = ", ".join(parts) + "."
    if coming:
        text += " " + _("Next: %(when)s.") % {"when": moment_text(coming[0].starts_at)}
    shown = [*past[-BEADS:], *coming[:2]]
    return Strip(label, [_bead(session, now) for session in shown], text)


def _bead(session: Session, now: datetime) -> Bead:
    when = moment_text(session.starts_at)
    if session.outcome == Session.Outcome.PENDING:
        if session.starts_at > now:
            return Bead(_COMING, "→", _("%(when)s: upcoming") % {"when": when})
        return Bead(_NEITHER, "?", _("%(when)s: outcome not recorded yet") % {"when": when})
    tone, sign = _TONES.get(Session.Outcome(session.outcome), (_NEITHER, "–"))
    return Bead(tone, sign, f"{when}: {session.get_outcome_display()}")
