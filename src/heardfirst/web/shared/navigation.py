"""The places somebody may go, in the order of the menu; the first is where they begin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heardfirst import access
from heardfirst.agency.models import Person


@dataclass(frozen=True, slots=True)
class MenuPlace:
    """A page of the menu: its name in templates, its address and what it is called."""

    key: str
    href: str
    label: str | Promise


def _everybody(_person: access.Visitor) -> bool:
    return True


_IN_BAR = 4
_ALL_DAY = frozenset({"today", "caseload", "import", "protocols"})
_PLACES: tuple[tuple[str, str | Promise, Callable[[access.Visitor], bool]], ...] = (
    ("today", _("Today"), access.may_carry),
    ("caseload", _("Caseload"), access.may_list),
    ("import", _("Attendance"), access.may_import),
    ("helps", _("Help to offer"), access.may_use_directory),
    ("emergencies", _("Emergencies"), access.may_review_emergencies),
    ("log", _("Access log"), access.may_read_log),
    ("cover", _("Coverage"), access.may_carry),
    ("people", _("People"), access.may_run_agency),
    ("settings", _("Settings"), access.may_run_agency),
    ("practice", _("Practice"), access.may_practice),
    ("protocols", _("Rules"), _everybody),
)


def places_of(person: Person) -> list[MenuPlace]:
    """The menu of somebody signed in."""
    return [MenuPlace(name, reverse(name), label) for name, label, may in _PLACES if may(person)]


def menu_of(person: Person) -> tuple[list[MenuPlace], list[MenuPlace]]:
    """
    The same in two parts: what stands in the bar, four at most so that it fits a phone, and what stands under
    the person's name. What is used all day comes first into the bar.
    """
    places = places_of(person)
    by_need = sorted(places, key=lambda place: place.key not in _ALL_DAY)
    in_bar = {place.key for place in by_need[:_IN_BAR]}
    return [place for place in places if place.key in in_bar], [
        place for place in places if place.key not in in_bar
    ]


def home_of(person: Person) -> str:
    """The address where somebody begins."""
    return places_of(person)[0].href
