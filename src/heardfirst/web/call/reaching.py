"""Reaching a client: what keeps contact safe, then the number, then the ways to log what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from heardfirst.guide.attempts import reaching_of
from heardfirst.guide.call_situation import needs_interpreter
from heardfirst.guide.script import visit_cautions
from heardfirst.protocol.facts.reach import SafeContact
from heardfirst.record import selectors
from heardfirst.record.errors import WordsUnreadableError
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case
from heardfirst.record.models import Entry as EntryRow
from heardfirst.record.reading import CaseReading

from ..wording.attempts import next_attempt_text, progress_text, why_shut
from ..wording.choices import PRONOUNS, label_of
from ..wording.phones import as_written
from ..wording.reasons import language
from ..wording.safe_contact import hours_text, safe_contact_text
from .attempt_forms import FIRST_WAYS, WAYS, Way, ways


@dataclass(frozen=True, slots=True)
class ReachPanel:
    """
    What the panel for reaching a client shows. ``rules`` are the client's own, ``guarded`` the words typed
    with them, such as a safe word; ``default_rules`` are the agency's, for as long as none of the client's
    were recorded. ``dials`` says whether the number may be tapped. ``best`` is the attempt to make next and
    ``so_far`` how many of them there are, while they are owed. ``before_visit`` are the cautions for a worker
    who goes alone, and ``visits_next`` says that a visit is that attempt.
    """

    label: str
    href: str
    talked_href: str
    call_href: str
    rules: list[str]
    default_rules: list[str]
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
    before_visit: Sequence[str] = ()
    visits_next: bool = False

    @property
    def first_outcomes(self) -> list[tuple[str, str]]:
        """What most calls that reach nobody come to."""
        return self.ways[0].outcomes[:3]


def has_plan(reading: CaseReading) -> bool:
    """Whether a plan for what got in the way was made since the latest miss of the response that leads."""
    decision = reading.leading_decision
    return decision is not None and decision.holds("planned")


def reach_panel(reading: CaseReading, identity: Identity) -> ReachPanel:
    """The panel of one case."""
    case, contact, calendar = reading.case, reading.safe_contact, reading.calendar
    reaching = reaching_of(
        reading.folded,
        contact,
        reading.leading_decision,
        at=reading.at,
        calendar=calendar,
        phone=bool(identity.phone),
        email=bool(identity.email),
    )
    more = tuple(channel for channel in WAYS if channel not in FIRST_WAYS)
    spoken = []
    if identity.language and identity.language != "en":
        spoken.append(_("Speaks %(language)s") % {"language": label_of("language", identity.language)})
    if identity.pronoun in PRONOUNS:
        spoken.append(_("Pronoun: %(pronoun)s") % {"pronoun": PRONOUNS[identity.pronoun]})
    interpreted = needs_interpreter(contact, identity.language)
    return ReachPanel(
        label=_("Log an attempt"),
        href=reverse("try", args=[case.public_id]),
        talked_href=reverse("talked", args=[case.public_id]),
        call_href=reverse("call", args=[case.public_id]),
        rules=_rules_text(contact),
        default_rules=[] if contact.known else safe_contact_text(case.agency),
        stopped=contact.stopped,
        phone=as_written(identity.phone),
        phone_dialled="".join(sign for sign in identity.phone if sign.isdigit() or sign == "+"),
        spoken=" · ".join(spoken),
        ways=_marked(ways(FIRST_WAYS), reaching.closed),
        more_ways=_marked(ways(more), reaching.closed),
        best=next_attempt_text(reaching, reading.at),
        so_far=progress_text(reaching),
        guarded=_words_with(case, contact),
        dials=contact.may_call,
        outside_hours=""
        if contact.safe_at(calendar.local(reading.at).hour)
        else _("This is not a safe time to contact them."),
        before_visit=visit_cautions(language()),
        visits_next=reaching.best is not None and reaching.best.channel == "visit",
        with_interpreter=_("Get an interpreter on the line first.") if interpreted else "",
    )


def _marked(offered: list[Way], closed: Mapping[str, str]) -> list[Way]:
    """The ways, each that is shut with the reason. What happened all the same can still be recorded."""
    return [replace(way, shut=why_shut(closed.get(way.channel, ""))) for way in offered]


def _rules_text(contact: SafeContact) -> list[str]:
    """What the client themselves asked for, in words: their rules and hours, and ways not to use."""
    named = {name: label_of("rule", name) for name in contact.ordered}
    if contact.known and contact.hours is not None:
        named["safe_hours"] = hours_text(contact.from_hour, contact.until_hour)
    stops = (label_of("channel", channel) for channel in contact.stopped_channels)
    return [*named.values(), *(_("Asked not to be contacted by: %(way)s") % {"way": way} for way in stops)]


def _words_with(case: Case, contact: SafeContact) -> list[str]:
    """What was typed with the contact rules in force, such as a safe word, the latest first."""
    if not contact.set_by:
        return []
    rows = EntryRow.objects.filter(case=case, public_id__in=contact.set_by, words__isnull=False)
    try:
        return list(selectors.words_of(list(rows.order_by("-seq")), case).values())
    except WordsUnreadableError:
        return []
