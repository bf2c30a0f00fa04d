"""One service of a file as one help: what is said of it, and the terms it is filed under."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from ..models import LONGEST_ADDRESS, LONGEST_NAME, LONGEST_PHONE, LONGEST_TEXT, LONGEST_WEB, Help
from ..services import Offer, folded, is_web_address
from .file_opening import services_in
from .language_codes import code_of
from .nodes import Node, Problem
from .terms import plain_term

_GONE = ("inactive", "defunct", "temporarily closed")
_NO_CALL = ("fax", "textphone", "pager", "text")
_NOTHING = ("free", "no cost", "no charge", "no fee", "none", "free of charge")
_OF_PEOPLE = re.compile("eligib|audience|situation|population")
_DAYS = {"MO": "Mon", "TU": "Tue", "WE": "Wed", "TH": "Thu", "FR": "Fri", "SA": "Sat", "SU": "Sun"}
_LONGEST_EXTENSION, _FEWEST_DIGITS, _MOST_TIMES = 6, 3, 14
_EXTENSION = " ext. "
_LONGEST_NUMBER = LONGEST_PHONE - len(_EXTENSION) - _LONGEST_EXTENSION


@dataclass(frozen=True, slots=True)
class FoundService:
    """
    A service of the file: ``key`` stays the same from file to file, ``terms`` are what it is filed under, as
    they are compared. ``offer`` has no kinds yet. Not ``active``: it is not given any more.
    """

    key: str
    offer: Offer
    terms: tuple[str, ...]
    active: bool = True


@dataclass(frozen=True, slots=True)
class HsdsReading:
    """All that a file says: its services, what each term is called there and how often, and what was odd."""

    found: list[FoundService]
    terms: Counter[str]
    called: dict[str, str]
    problems: list[Problem] = field(default_factory=list)


def read(content: bytes, *, today: date) -> HsdsReading:
    """Read a file of HSDS, whole. Writes nothing. Raises `FileRefused` for what is no such file."""
    problems: list[Problem] = []
    reading = HsdsReading([], Counter(), {}, problems)
    seen: set[str] = set()
    for node in services_in(content, problems):
        found = _service(node, today, reading.called)
        if found is None:
            continue
        if found.key in seen:
            node.remark("id", _("This service is in the file twice. We used the first one."), refused=True)
            continue
        seen.add(found.key)
        reading.found.append(found)
        reading.terms.update(found.terms)
    return reading


def _service(node: Node, today: date, called: dict[str, str]) -> FoundService | None:
    name, number = node.short("name", LONGEST_NAME), node.text("id")
    for needed, column in ((number, "id"), (name, "name")):
        if not needed:
            node.remark(column, _("This is missing, so the service was left out."), refused=True)
            return None
    giver = node.one("organization")
    by_whom = giver.short("name", LONGEST_NAME) if giver else ""
    places = node.many("service_at_locations")
    offer = Offer(
        name=" ".join(name.split()),
        kinds=(),
        by_whom=" ".join(by_whom.split()),
        about=node.short("description", LONGEST_TEXT),
        phone=_phone(node, places, giver),
        web=_web(node, giver),
        address=_address(places),
        hours=_hours(node, places),
        cost=_cost(node),
        languages=_languages(node, places),
        eligibility=_eligibility(node),
        how=_how(node),
        checked_on=_checked(node, today),
    )
    terms = _terms(node, called)
    return FoundService(_key(number, by_whom), offer, terms, folded(node.text("status")) not in _GONE)


def _key(number: str, by_whom: str) -> str:
    """Ids are meant to be UUIDs; any other may be another organization's, too."""
    try:
        return str(UUID(number))
    except ValueError:
        return hashlib.sha256(f"{folded(by_whom)}\n{number}".encode()).hexdigest()


def _terms(node: Node, called: dict[str, str]) -> tuple[str, ...]:
    found: list[str] = []
    for attribute in node.many("attributes"):
        if _OF_PEOPLE.search(folded(attribute.text("link_type"))):
            continue  # whom it is for, not what it is
        term = attribute.one("taxonomy_term")
        name = (term.text("name") if term else "") or attribute.text("label")
        plain = plain_term(name)[:LONGEST_NAME]
        if plain:
            called.setdefault(plain, _one_line(name, LONGEST_NAME))
            found.append(plain)
    return tuple(dict.fromkeys(found))


def _phone(node: Node, places: list[Node], giver: Node | None) -> str:
    inside = [place.one("location") for place in places]
    for owner in (node, *places, *inside, giver):
        for phone in owner.many("phones") if owner else ():
            number = phone.text("number").strip("\"' ")
            if folded(phone.text("type")) in _NO_CALL or not number:
                continue
            digits = sum(letter.isdigit() for letter in number)
            if digits < _FEWEST_DIGITS or len(number) > _LONGEST_NUMBER:
                phone.remark("number", _("This is not a phone number. It was left out."))
                continue
            extension = phone.text("extension")
            return f"{number}{_EXTENSION}{extension[:_LONGEST_EXTENSION]}" if extension else number
    return ""


def _web(node: Node, giver: Node | None) -> str:
    for owner, column in ((node, "url"), (giver, "website"), (giver, "url")):
        address = owner.text(column) if owner else ""
        if not address or owner is None:
            continue
        if len(address) <= LONGEST_WEB and is_web_address(address):
            return address
        owner.remark(column, _("This is not a web address. It was left out."))
    return ""


def _address(places: list[Node]) -> str:
    places_listed: list[str] = []
    for place in places:
        location = place.one("location")
        addresses = location.many("addresses") if location else []
        bodily = [address for address in addresses if address.text("address_type") != "postal"] or addresses
        for address in bodily[:1]:
            parts = [address.text(name) for name in ("address_1", "address_2", "city")]
            parts.append(f"{address.text('state_province')} {address.text('postal_code')}".strip())
            places_listed.append(", ".join(_one_line(part, 100) for part in parts if part))
    return _one_line("; ".join(dict.fromkeys(filter(None, places_listed))), LONGEST_ADDRESS)


def _hours(node: Node, places: list[Node]) -> str:
    inside = [place.one("location") for place in places]
    for owner in (node, *places, *inside):
        schedules = owner.many("schedules")[:_MOST_TIMES] if owner else []
        times = [_times(schedule) for schedule in schedules]
        if any(times):
            return _cut("\n".join(dict.fromkeys(filter(None, times))))
    return ""


def _times(schedule: Node) -> str:
    if described := schedule.text("description"):
        return described
    days = ", ".join(_DAYS[day] for day in schedule.text("byday").replace(" ", "").split(",") if day in _DAYS)
    opens, closes = (_clock(schedule.text(key)) for key in ("opens_at", "closes_at"))
    return " ".join(filter(None, (days, f"{opens}–{closes}" if opens and closes else opens)))


def _clock(hour_text: str) -> str:
    found = re.match(r"\d{1,2}:\d{2}", hour_text)
    return found.group() if found else ""


def _languages(node: Node, places: list[Node]) -> tuple[str, ...]:
    inside = [place.one("location") for place in places]
    spoken = [language for owner in (node, *inside) if owner for language in owner.many("languages")]
    return tuple(sorted({code_of(language.text("code"), language.text("name")) for language in spoken}))


def _cost(node: Node) -> str:
    fees = node.text("fees_description") or node.text("fees")
    if "sliding" in folded(fees):
        return str(Help.Cost.SLIDING)
    if _free(fees):
        return str(Help.Cost.FREE)
    amounts = []
    for cost in node.many("cost_options"):
        stated = cost.text("amount")
        try:
            amounts.append(float(stated))
        except ValueError:
            if stated:
                cost.remark("amount", _("This is not an amount. It was left out."))
    if not amounts:
        return str(Help.Cost.UNKNOWN)
    return str(Help.Cost.FEE if any(amount > 0 for amount in amounts) else Help.Cost.FREE)


def _free(fees: str) -> bool:
    return folded(fees).strip(".! ") in _NOTHING


def _eligibility(node: Node) -> str:
    conditions = [node.text("eligibility_description")]
    youngest, oldest = node.text("minimum_age"), node.text("maximum_age")
    if youngest or oldest:
        conditions.append(f"{youngest or 0}–{oldest}" if oldest else f"{youngest}+")
    return _cut("\n".join(filter(None, conditions)))


def _how(node: Node) -> str:
    steps = [node.text("application_process")]
    steps += [document.text("document") for document in node.many("required_documents")]
    fees = node.text("fees_description") or node.text("fees")
    # That it is free is said already.
    steps += ["" if _free(fees) else fees, node.text("interpretation_services"), node.text("alert")]
    return _cut("\n".join(dict.fromkeys(filter(None, steps))))


def _checked(node: Node, today: date) -> date | None:
    day_text = node.text("assured_date")
    if not day_text:
        return None
    try:
        day = date.fromisoformat(day_text[:10])
    except ValueError:
        node.remark("assured_date", _("This is not a date like 2026-03-02. It was left out."))
        return None
    if day > today:
        node.remark("assured_date", _("This date is in the future. It was left out."))
        return None
    return day


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1].rstrip() + "…"


def _one_line(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
