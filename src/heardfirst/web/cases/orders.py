"""Orders as the Case screen shows them: what the court said, and what nobody has entered yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heardfirst.protocol import EntryError, Terms, read_terms
from heardfirst.protocol.facts.hearing import Hearing
from heardfirst.protocol.vocabulary.fields import Field
from heardfirst.protocol.vocabulary.terms import TERMS

from ..wording.choices import label_of
from ..wording.dates import day_text, moment_text
from ..wording.labels import in_language
from ..wording.reasons import stake_text


@dataclass(frozen=True, slots=True)
class OrderFact:
    """A label and what is known under it."""

    label: str
    text: str


def hearing_text(hearing: Hearing | None) -> str:
    """When the hearing is, in words; nothing where nobody named one."""
    if hearing is None:
        return ""
    return day_text(hearing.day) if hearing.at is None else moment_text(hearing.at)


def stake_of(terms: Terms, hearing: Hearing | None) -> str:
    """The line on what is at stake."""
    stake = label_of("at_stake", terms.at_stake) if terms.at_stake else ""
    return stake_text(stake, hearing_text(hearing))


def facts_of_order(terms: Mapping[str, Any], hearing: str, *, basis_lost: bool = False) -> list[OrderFact]:
    """
    What is known about an order, in the order one asks. ``basis_lost`` says that the consent it names was
    withdrawn or has run out.
    """
    facts = []
    if terms.get("at_stake"):
        facts.append(OrderFact(_("At stake"), label_of("at_stake", str(terms["at_stake"]))))
    if hearing:
        facts.append(OrderFact(_("Next hearing"), hearing))
    if terms.get("report_within") is False:
        facts.append(OrderFact(_("Missed sessions must be reported"), _("No, not under this order")))
    elif terms.get("report_within"):
        facts.append(OrderFact(_("Missed sessions must be reported"), _duty_text(terms["report_within"])))
    if terms.get("basis"):
        basis = label_of("basis", str(terms["basis"]))
        if basis_lost:
            basis = _("%(basis)s, withdrawn or expired") % {"basis": basis}
        facts.append(OrderFact(_("Legal basis for disclosure"), basis))
    if terms.get("required_sessions"):
        count = int(terms["required_sessions"])
        facts.append(
            OrderFact(
                _("Ordered"), ngettext("%(count)s session", "%(count)s sessions", count) % {"count": count}
            )
        )
    special = [
        in_language(term.yes) for name, term in TERMS.items() if term.yes is not None and terms.get(name)
    ]
    special += [
        in_language(term.phrase).replace("{}", _term_text(term, terms[name]))
        for name, term in TERMS.items()
        if term.phrase is not None and terms.get(name)
    ]
    if special:
        facts.append(OrderFact(_("Also"), ", ".join(special)))
    return facts


def _term_text(term: Field, value: Any) -> str:
    if term.type == "span" and isinstance(value, Mapping):
        return ", ".join(_span_text(unit, amount) for unit, amount in value.items())
    if term.type == "day":
        return day_text(date.fromisoformat(str(value)[:10]))
    return label_of(term.name, str(value))


def missing_of(terms: Mapping[str, Any]) -> str:
    """What should still be found out about the order, as one sentence; nothing if all is there."""
    named = {
        "at_stake": _("what is at stake"),
        "report_within": _("when the court must be notified"),
        "basis": _("the legal basis for disclosure to the court"),
    }
    try:
        missing = [named[name] for name in read_terms(terms).missing if name in named]
    except EntryError:
        missing = []
    return _("Not known yet: %(what)s.") % {"what": ", ".join(missing)} if missing else ""


def _duty_text(duty: Any) -> str:
    if not isinstance(duty, Mapping):
        return str(duty)
    clocks = {
        "missed": _("after the missed session"),
        "learned": _("after we learn of it"),
        "receipt": _("after we receive the provider’s report"),
        "period_end": _("after the period ends"),
    }
    for unit, amount in duty.items():
        if isinstance(amount, int):
            return f"{_span_text(unit, amount)} {clocks.get(str(duty.get('of', 'missed')), '')}".strip()
    return ""


def _span_text(unit: str, amount: int) -> str:
    patterns = {
        "minutes": ngettext("%(count)s minute", "%(count)s minutes", amount),
        "hours": ngettext("%(count)s hour", "%(count)s hours", amount),
        "days": ngettext("%(count)s day", "%(count)s days", amount),
        "weeks": ngettext("%(count)s week", "%(count)s weeks", amount),
        "months": ngettext("%(count)s month", "%(count)s months", amount),
        "business_days": ngettext("%(count)s business day", "%(count)s business days", amount),
        "business_hours": ngettext("%(count)s business hour", "%(count)s business hours", amount),
    }
    return patterns.get(unit, "%(count)s") % {"count": amount}
