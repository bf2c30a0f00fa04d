"""Keeping the directory: a help is added, changed, put away, taken out again, and looked after."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from heardfirst import clock
from heardfirst.agency.models import Agency, Person
from heardfirst.agency.selectors import day_in
from heardfirst.protocol.vocabulary.closed_lists import BARRIERS
from heardfirst.protocol.vocabulary.closed_lists import HELP as KINDS
from heardfirst.turns import writing

from .errors import HelpRefused
from .models import LONGEST_NAME, LONGEST_TEXT, Help, HelpMark

NO_BARRIER = ("none_named",)
"""Barriers that no help can answer."""
LONGEST_CODE = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """
    All that is said of one help. ``kinds`` are of the closed list of help, ``barriers`` of that of
    barriers, ``languages`` codes as in ISO 639-1. ``by_whom`` left empty: our own agency.
    """

    name: str
    kinds: tuple[str, ...]
    barriers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    about: str = ""
    by_whom: str = ""
    phone: str = ""
    web: str = ""
    address: str = ""
    hours: str = ""
    cost: str = Help.Cost.UNKNOWN
    eligibility: str = ""
    how: str = ""
    checked_on: date | None = None


def add_help(*, agency: Agency, by: Person, offer: Offer) -> Help:
    """Put one more help into the directory. Raises `HelpRefused` for what nobody could use."""
    _same_agency(agency, by)
    _check(offer, agency)
    with writing():
        return written(Help(agency=agency), offer, by=by)


def change_help(*, offered: Help, by: Person, offer: Offer) -> None:
    """Say it anew. From then on no file changes it any more. Raises `HelpRefused`."""
    _same_agency(offered.agency, by)
    _check(offer, offered.agency)
    with writing():
        offered.changed_here = True
        written(offered, offer, by=by)


def put_away(*, offered: Help, by: Person) -> None:
    """Offer it no more. It is kept, and can be taken out again; no file brings it back."""
    offered.changed_here = bool(offered.source)
    _switch(offered, by, active=False)


def take_out_again(*, offered: Help, by: Person) -> None:
    """Offer again what was put away."""
    _switch(offered, by, active=True)


def mark_checked(*, offered: Help, by: Person) -> None:
    """Somebody made sure today that it is still so."""
    _same_agency(offered.agency, by)
    with writing():
        offered.checked_on = day_in(offered.agency, clock.now())
        _touched(offered, by)
        offered.save(update_fields=["checked_on", "changed_at", "changed_by"])


def written(offered: Help, offer: Offer, *, by: Person) -> Help:
    """The row with this said in it, saved, with its marks. For services of this room, in their turn."""
    for name in ("name", "about", "by_whom", "phone", "web", "address", "hours", "cost", "eligibility"):
        setattr(offered, name, getattr(offer, name))
    offered.how, offered.checked_on = offer.how, offer.checked_on
    texts = [getattr(offer, name) for name in ("name", "about", "by_whom", "address", "eligibility", "how")]
    offered.sought = folded(" ".join(texts))
    _touched(offered, by)
    offered.save()
    marks = {
        *((HelpMark.Of.HELP.value, kind) for kind in offer.kinds),
        *((HelpMark.Of.BARRIER.value, barrier) for barrier in offer.barriers),
        *((HelpMark.Of.LANGUAGE.value, language) for language in offer.languages),
    }
    there = {(mark.of, mark.value): mark.pk for mark in HelpMark.objects.filter(help=offered)}
    HelpMark.objects.filter(pk__in=[pk for mark, pk in there.items() if mark not in marks]).delete()
    HelpMark.objects.bulk_create(
        HelpMark(agency_id=offered.agency_id, help=offered, of=of, value=value)
        for of, value in sorted(marks - set(there))
    )
    return offered


def folded(text: str) -> str:
    """A text as a search compares it: without accents, capitals and line ends."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())


def is_web_address(text: str) -> bool:
    """Whether this can stand behind a link: http or https, with a host, and nothing that hides."""
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    plain = text.isprintable() and " " not in text
    return parts.scheme in ("http", "https") and bool(host) and plain and "@" not in parts.netloc


def _check(offer: Offer, agency: Agency) -> None:
    if not offer.name.strip() or len(offer.name) > LONGEST_NAME:
        raise HelpRefused(_("Give this help a name of at most %(most)s characters.") % {"most": LONGEST_NAME})
    if not offer.kinds or not _all_of(offer.kinds, KINDS) or not _all_of(offer.barriers, BARRIERS):
        raise HelpRefused(_("Choose from the list what it helps with."))
    if offer.web and not is_web_address(offer.web):
        raise HelpRefused(_("A web address starts with https:// or http://."))
    if any(not 1 < len(language) <= LONGEST_CODE for language in offer.languages):
        raise HelpRefused(_("Choose languages from the list."))
    if any(len(text) > LONGEST_TEXT for text in (offer.about, offer.hours, offer.eligibility, offer.how)):
        raise HelpRefused(_("Use fewer words."))
    if offer.checked_on and offer.checked_on > day_in(agency, clock.now()):
        raise HelpRefused(_("This date is in the future."))


def _all_of(chosen: Iterable[str], known: tuple[str, ...]) -> bool:
    return set(chosen) <= set(known)


def _switch(offered: Help, by: Person, *, active: bool) -> None:
    _same_agency(offered.agency, by)
    with writing():
        offered.active = active
        _touched(offered, by)
        offered.save(update_fields=["active", "changed_here", "changed_at", "changed_by"])


def _touched(offered: Help, by: Person) -> None:
    offered.changed_at, offered.changed_by = clock.now(), by


def _same_agency(agency: Agency, by: Person) -> None:
    if by.agency_id != agency.pk:
        raise HelpRefused(_("This person works at another agency."))
