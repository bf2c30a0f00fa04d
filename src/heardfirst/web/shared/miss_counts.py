"""Whether a session still counts as missed, once the client said what happened instead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy

from heardfirst.record.models import Case

from ..wording.labels import Label

COUNTS: dict[str, Label] = {
    "cleared": gettext_lazy("This session no longer counts as missed."),
    "all-cleared": gettext_lazy("These sessions no longer count as missed."),
    "still": gettext_lazy(
        "It still counts as missed until it is verified or meets the program’s requirements."
    ),
}


def what_counts_now(case: Case, sessions: Iterable[tuple[str, datetime]]) -> str:
    """One of `COUNTS` for the sessions spoken of, as service and start; nothing where none was."""
    spoken_of = set(sessions)
    if not spoken_of:
        return ""
    rows = case.sessions.filter(starts_at__in=[start for _service, start in spoken_of], counted=True)
    if {
        (str(session.requirement.public_id), session.starts_at)
        for session in rows.select_related("requirement")
    } & spoken_of:
        return "still"
    return "cleared" if len(spoken_of) == 1 else "all-cleared"
