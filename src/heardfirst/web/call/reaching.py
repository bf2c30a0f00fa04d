"""Reaching a client: what keeps contact safe, then the number, then the ways to log what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from heardfirst.agency.selectors import calendar_of
from heardfirst.guide.texts import written
from heardfirst.guide.tries import reaching_of
from heardfirst.protocol import Decision, Entry, fold
from heardfirst.record import selectors
from heardfirst.record.errors import WordsUnreadableError
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case
from heardfirst.record.models import Entry as EntryRow

from ..wording.choices import PRONOUNS, label_of
from ..wording.phones import as_written
from ..wording.safe_contact import hours_said, safe_contact_said
from ..wording.tries import next_try_said, progress_said, why_shut
from .try_forms import FIRST_WAYS, WAYS, Way, ways


@dataclass(frozen=True, slots=True)
class Reach:
    """
    What the panel for reaching a client shows. ``rules`` are the client's own, ``guarded`` the words typed
    with them, such as a safe word; ``until_said`` are the agency's, for as long as none of the client's were
    recorded. ``dials`` says whether the number may be tapped. ``best`` is the try to make next and ``so_far``
    how far a proper one has come, while one is owed.
    """

    label: str
    href: str
    talked_href: str
    call_href: str
    rules: list[str]
    until_said: list[str]
    stopped: bool
    phone: str
    phone_dialled: str
    spoken: str
    ways: list[Way]
    more_ways: list[Way]
    best: str = ""
    so_far: str = ""
    guarded: Sequence[str] = ()
    dials: bool = True
    outside_hours: str = ""
    with_interpreter: str = ""

    @property
    def first_outcomes(self) -> list[tuple[str, str]]:
        """What most calls that reach nobody come to."""
        return self.ways[0].outcomes[:3]


def leading_decision(case: Case, at: datetime) -> Decision | None:
    """The decision of the response that leads in this case, None when none is open."""
    leads = case.standings.filter(place=0).select_related("requirement").first()
    return selectors.decision_of(case, leads.requirement, at=at) if leads is not None else None


def has_plan(case: Case, at: datetime) -> bool:
    """Whether a plan for what got in the way was made since the latest miss of the response that leads."""
    decision = leading_decision(case, at)
    return decision is not None and bool(decision.facts.bits & decision.protocol.bits.get("planned", 0))


def reach_of(
    case: Case, identity: Identity, standing: Iterable[Entry], decision: Decision | None, at: datetime
) -> Reach:
    """
    The panel of one case, from the entries that stand (corrected ones left out), oldest first, and the
    decision of the response that leads.
    """
    standing = list(standing)
    rules, stopped, hours = _safe_contact(standing)
    calendar = calendar_of(case.agency, at)
    reaching = reaching_of(
        fold(standing, at=at),
        decision,
        at=at,
        calendar=calendar,
        phone=bool(identity.phone),
        email=bool(identity.email),
    )
    # Once the client has said what is safe, or that nothing needs to be, that holds and nothing else.
    known = any(each.kind == "contact_rule.set" for each in standing)
    if not known:
        hours = case.agency.safe_from_hour, case.agency.safe_until_hour
    more = tuple(channel for channel in WAYS if channel not in FIRST_WAYS)
    spoken = []
    if identity.language and identity.language != "en":
        spoken.append(_("Speaks %(language)s") % {"language": label_of("language", identity.language)})
    if identity.pronoun in PRONOUNS:
        spoken.append(_("Pronoun: %(pronoun)s") % {"pronoun": PRONOUNS[identity.pronoun]})
    return Reach(
        label=_("Log an attempt"),
        href=reverse("try", args=[case.public_id]),
        talked_href=reverse("talked", args=[case.public_id]),
        call_href=reverse("call", args=[case.public_id]),
        rules=list(rules.values()),
        until_said=[] if known else safe_contact_said(case.agency),
        stopped=stopped,
        phone=as_written(identity.phone),
        phone_dialled="".join(each for each in identity.phone if each.isdigit() or each == "+"),
        spoken=" · ".join(spoken),
        ways=_marked(ways(FIRST_WAYS), reaching.closed),
        more_ways=_marked(ways(more), reaching.closed),
        best=next_try_said(reaching, at),
        so_far=progress_said(reaching),
        guarded=_words_with(case, standing),
        dials=not (stopped or {"no_call", "stop/phone"} & rules.keys()),
        outside_hours=""
        if _within(hours, calendar.local(at).hour)
        else _("This is not a safe time to contact them."),
        with_interpreter=_("Get an interpreter on the line first.") if _interpreted(rules, identity) else "",
    )


def _marked(offered: list[Way], closed: Mapping[str, str]) -> list[Way]:
    """The ways, each that is shut with the reason. What happened all the same can still be recorded."""
    return [replace(way, shut=why_shut(closed.get(way.channel, ""))) for way in offered]


Hours = tuple[int | None, int | None]


def _safe_contact(standing: Iterable[Entry]) -> tuple[dict[str, str], bool, Hours]:
    """
    The contact rules in force, each with its words, whether the client asked for no contact at all, and
    between which hours contact is safe.
    """
    rules: dict[str, str] = {}
    stopped, safe = False, (None, None)
    for entry in standing:
        if entry.kind == "contact.stop_asked" and not entry.details.get("channel"):
            stopped = True
        elif entry.kind in ("contact.made", "client.heard"):
            stopped = False
        if entry.kind == "contact.stop_asked" and entry.details.get("channel"):
            channel = str(entry.details["channel"])
            rules[f"stop/{channel}"] = _("Asked not to be contacted by: %(way)s") % {
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
            safe = (None, None)
            continue
        rules |= {name: label_of("rule", name) for name in named}
        hours = entry.details.get("from_hour"), entry.details.get("until_hour")
        if any(hour is not None for hour in hours):
            rules["safe_hours"], safe = hours_said(*hours), hours
    return rules, stopped, safe


def _words_with(case: Case, standing: Sequence[Entry]) -> list[str]:
    """What was typed with the contact rules in force, such as a safe word, the latest first."""
    told = [each for each in standing if each.kind == "contact_rule.set"]
    lifted = [place for place, each in enumerate(told) if "lifted" in each.details.get("rules", ())]
    ids = [each.id for each in told[lifted[-1] + 1 if lifted else 0 :]]
    if not ids:
        return []
    rows = EntryRow.objects.filter(case=case, public_id__in=ids, words__isnull=False).order_by("-seq")
    try:
        return list(selectors.words_of(list(rows), case).values())
    except WordsUnreadableError:
        return []


def _within(hours: Hours, hour: int) -> bool:
    first, last = hours
    if first is not None and last is not None and first > last:  # through the night
        return hour >= first or hour < last
    return (first is None or hour >= first) and (last is None or hour < last)


def _interpreted(rules: Iterable[str], identity: Identity) -> bool:
    return "interpreter" in rules or not (identity.language == "" or written(identity.language))
