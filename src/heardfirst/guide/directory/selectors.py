"""Reading the directory: what there is, what a search finds, and what fits somebody's barriers best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from heardfirst.agency.models import Agency

from .models import Help, HelpMark
from .services import folded

MOST_WORDS = 8
_LONG_AGO = date(1900, 1, 1)


def help_of(agency: Agency, public_id: UUID) -> Help | None:
    """One entry of this agency's directory, put away or not."""
    return Help.objects.filter(agency=agency, public_id=public_id).select_related("agency").first()


def has_any(agency: Agency) -> bool:
    """Whether the directory has been begun."""
    return Help.objects.filter(agency=agency).exists()


def search(
    agency: Agency,
    *,
    words: str = "",
    kind: str = "",
    barrier: str = "",
    language: str = "",
    put_away: bool = False,
) -> QuerySet[Help]:
    """
    What fits all that was asked, by name. Each word must stand somewhere in its texts, whatever its accents
    and capitals.
    """
    found = Help.objects.filter(agency=agency, active=not put_away)
    for word in folded(words).split()[:MOST_WORDS]:
        found = found.filter(sought__contains=word)
    for of, value in (
        (HelpMark.Of.HELP, kind),
        (HelpMark.Of.BARRIER, barrier),
        (HelpMark.Of.LANGUAGE, language),
    ):
        if value:
            found = found.filter(_marked(of, [value]))
    return found.order_by("name", "pk").prefetch_related("marks")


def best_for(
    agency: Agency, *, barriers: Sequence[str], language: str = "", most: int | None = None
) -> list[Help]:
    """
    The helps that answer any of these barriers, the best fitting first: those that answer most of them,
    then those given in the client's language before those of which nothing is known and those given in
    others only, then our own, then what was checked last. Where people practice, it is what there really is.
    """
    if not barriers:
        return []
    agency = agency.practice_of or agency
    wanted = set(barriers)
    matching = Help.objects.filter(agency=agency, active=True).filter(_marked(HelpMark.Of.BARRIER, wanted))
    found = list(matching.order_by("name", "pk").prefetch_related("marks"))
    found.sort(key=lambda offered: offered.checked_on or _LONG_AGO, reverse=True)
    found.sort(
        key=lambda offered: (
            -len(wanted.intersection(marks_of(offered, HelpMark.Of.BARRIER))),
            _speaks(offered, language),
            bool(offered.by_whom),
        )
    )
    return found[:most]


def marks_of(offered: Help, of: HelpMark.Of) -> list[str]:
    """The values of one kind of mark, from what was fetched with it where it was."""
    return sorted(mark.value for mark in offered.marks.all() if mark.of == of)


def _marked(of: HelpMark.Of, values: Iterable[str]) -> Exists:
    return Exists(HelpMark.objects.filter(help=OuterRef("pk"), of=of, value__in=list(values)))


def _speaks(offered: Help, language: str) -> int:
    spoken = marks_of(offered, HelpMark.Of.LANGUAGE)
    if not language or not spoken:
        return 1
    return 0 if language in spoken else 2
