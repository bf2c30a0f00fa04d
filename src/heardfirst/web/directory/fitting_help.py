"""Entries of the directory as the screens show them, and those that fit what a client told us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from heardfirst import access
from heardfirst.agency.models import Person
from heardfirst.guide.directory import selectors
from heardfirst.guide.directory.barriers_answered import ANSWERS, STARTERS
from heardfirst.guide.directory.models import Help, HelpMark
from heardfirst.guide.known_barriers import barriers_heard
from heardfirst.record.reading import CaseReading

from ..shared.display_names import name_of
from ..wording.choices import label_of
from ..wording.dates import day_text
from ..wording.languages import spoken
from ..wording.phones import as_written

_A_BARRIER = 3  # helps shown for one barrier; the directory has the rest


@dataclass(frozen=True, slots=True)
class HelpRow:
    """One help in a list: what it is, whom to call, and how to get it."""

    name: str
    href: str
    by: str
    kinds: str
    phone: str
    dialled: str
    how: str
    cost: str
    checked: str
    languages: str


@dataclass(frozen=True, slots=True)
class FittingHelp:
    """What we can offer for one barrier; with none yet, where one is added, for who may."""

    barrier: str
    lines: list[HelpRow] = field(default_factory=list)
    more: int = 0
    add_href: str = ""


def help_row(offered: Help) -> HelpRow:
    """One entry as a line."""
    kinds = selectors.marks_of(offered, HelpMark.Of.HELP)
    languages = selectors.marks_of(offered, HelpMark.Of.LANGUAGE)
    return HelpRow(
        name=offered.name,
        href=reverse("help", args=[offered.public_id]),
        by=offered.by_whom or _("our agency"),
        kinds=" · ".join(capfirst(label_of("what", kind)) for kind in kinds),
        phone=as_written(offered.phone),
        dialled=phone_href_number(offered.phone),
        how=offered.how,
        cost="" if offered.cost == Help.Cost.UNKNOWN else str(Help.Cost(offered.cost).label),
        checked=_("Checked %(day)s") % {"day": day_text(offered.checked_on)} if offered.checked_on else "",
        languages=", ".join(spoken(language) for language in languages),
    )


def phone_href_number(phone: str) -> str:
    """The digits a telephone dials: the first number of what was written, without its extension."""
    digits = ""
    for letter in phone:
        if letter.isdigit() or (letter == "+" and not digits):
            digits += letter
        elif letter not in " -.()/" and digits:
            break
    return digits


def fitting_for(
    reading: CaseReading, person: Person, named: Sequence[str] = (), *, back: str = ""
) -> list[FittingHelp]:
    """
    For each barrier ``named`` just now, then each heard in the responses that run, what we can offer; in the
    client's language first. Whoever adds what is missing goes on to ``back``, where what they typed is kept.
    """
    case, barriers = reading.case, list(dict.fromkeys([*named, *barriers_heard(reading)]))
    if not barriers:
        return []
    found = selectors.best_for(case.agency, barriers=barriers, language=name_of(case).language)
    may_add = access.may_keep_directory(person)
    fitting = []
    for barrier in barriers:
        for_barrier = [
            offered for offered in found if barrier in selectors.marks_of(offered, HelpMark.Of.BARRIER)
        ]
        fitting.append(
            FittingHelp(
                barrier=capfirst(label_of("barriers", barrier)),
                lines=[help_row(offered) for offered in for_barrier[:_A_BARRIER]],
                more=max(0, len(for_barrier) - _A_BARRIER),
                add_href=""
                if for_barrier or not may_add
                else _blank(kind=_usual_for(barrier), barrier=barrier, next=back),
            )
        )
    return fitting


def starter_links() -> list[tuple[str, str]]:
    """What to begin a directory with: a name, and the address of a form half filled."""
    return [(capfirst(label_of("what", kinds[0])), _blank(kind=kinds[0])) for kinds in STARTERS]


def _usual_for(barrier: str) -> str:
    return next((kind for kind, barriers in ANSWERS.items() if barrier in barriers), "")


def _blank(**query_values: str) -> str:
    query = {name: value for name, value in query_values.items() if value}
    return reverse("help-new") + (f"?{urlencode(query)}" if query else "")
