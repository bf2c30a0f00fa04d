"""Reaching a client: what keeps contact safe, then the number, then the ways to log what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers
from django.urls import reverse
from django.utils.translation import gettext as _

from heardfirst.agency.models import Agency
from heardfirst.protocol import Entry
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case

from .forms.trying import FIRST_WAYS, WAYS, Way, ways
from .wording.choices import CONTACT_RULES, PRONOUNS, label_of


@dataclass(frozen=True, slots=True)
class Reach:
    """
    What the panel for reaching a client shows. ``rules`` are the client's own; ``until_said`` are the
    agency's, for as long as none of the client's were recorded.
    """

    label: str
    href: str
    talked_href: str
    rules: list[str]
    until_said: list[str]
    stopped: bool
    phone: str
    phone_dialled: str
    spoken: str
    ways: list[Way]
    more_ways: list[Way]


def reach_of(case: Case, identity: Identity, standing: Iterable[Entry]) -> Reach:
    """The panel of one case, from the entries that stand (corrected ones left out), oldest first."""
    standing = list(standing)
    rules, stopped = _safe_contact(standing)
    # Once the client has said what is safe, or that nothing needs to be, that holds and nothing else.
    known = any(each.kind == "contact_rule.set" for each in standing)
    more = tuple(channel for channel in WAYS if channel not in FIRST_WAYS)
    spoken = []
    if identity.language and identity.language != "en":
        spoken.append(_("Speaks %(language)s") % {"language": label_of("language", identity.language)})
    if identity.pronoun in PRONOUNS:
        spoken.append(_("Pronoun: %(pronoun)s") % {"pronoun": PRONOUNS[identity.pronoun]})
    return Reach(
        label=_("Log a try"),
        href=reverse("try", args=[case.public_id]),
        talked_href=reverse("talked", args=[case.public_id]),
        rules=rules,
        until_said=[] if known else safe_contact_said(case.agency),
        stopped=stopped,
        phone=as_written(identity.phone),
        phone_dialled="".join(each for each in identity.phone if each.isdigit() or each == "+"),
        spoken=" · ".join(spoken),
        ways=ways(FIRST_WAYS),
        more_ways=ways(more),
    )


def as_written(phone: str) -> str:
    """A number as people write it here; anything that is no number stays as it was typed."""
    try:
        number = phonenumbers.parse(phone, "US")
    except phonenumbers.NumberParseException:
        return phone
    if not phonenumbers.is_possible_number(number):
        return phone
    at_home = number.country_code == 1
    shape = (
        phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, shape)


def _safe_contact(standing: Iterable[Entry]) -> tuple[list[str], bool]:
    """The contact rules in force, in words, and whether the client asked for no contact at all."""
    rules: dict[str, str] = {}
    stopped = False
    for entry in standing:
        if entry.kind == "contact.stop_asked" and not entry.details.get("channel"):
            stopped = True
        elif entry.kind in ("contact.made", "client.heard"):
            stopped = False
        if entry.kind == "contact.stop_asked" and entry.details.get("channel"):
            channel = str(entry.details["channel"])
            rules[f"stop/{channel}"] = _("Asked for no contact by: %(way)s") % {
                "way": label_of("channel", channel)
            }
        if entry.kind != "contact_rule.set":
            continue
        named = [
            *entry.details.get("rules", []),
            *([entry.details["rule"]] if "rule" in entry.details else []),
        ]
        if "lifted" in named:
            rules.clear()
            continue
        rules |= {name: label_of("rule", name) for name in named}
        hours = entry.details.get("from_hour"), entry.details.get("until_hour")
        if any(hour is not None for hour in hours):
            rules["safe_hours"] = hours_said(*hours)
    return list(rules.values()), stopped


def safe_contact_said(agency: Agency) -> list[str]:
    """The agency's own rules for a client of whom nothing is known yet, in words."""
    said = [str(CONTACT_RULES[each]) for each in agency.safe_contact if each in CONTACT_RULES]
    if agency.safe_from_hour is not None or agency.safe_until_hour is not None:
        said.append(hours_said(agency.safe_from_hour, agency.safe_until_hour))
    return said


def hours_said(first: int | None, last: int | None) -> str:
    """Between which hours of the day contact is safe."""
    if first is None:
        return _("Only before %(last)s:00") % {"last": last}
    if last is None:
        return _("Only after %(first)s:00") % {"first": first}
    return _("Only between %(first)s:00 and %(last)s:00") % {"first": first, "last": last}
