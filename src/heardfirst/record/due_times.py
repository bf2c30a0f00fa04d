"""When a step is due, seen from a moment: whether its time has passed, and whether that is by tonight."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from heardfirst.protocol.rules.wording import last_moment


def is_overdue(due: datetime | None, now: datetime) -> bool:
    """Whether the aware ``due`` has passed at ``now``; never for what is due at no time."""
    return due is not None and due < now


def is_due_by_tonight(due: datetime | None, now: datetime) -> bool:
    """Whether it is due by the midnight that ends the day of ``now``, or overdue, in the zone in force."""
    return due is not None and last_moment(timezone.localtime(due)).date() <= timezone.localtime(now).date()
