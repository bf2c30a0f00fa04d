"""Entries: the closed list of what can happen in a case, and what each may say.

Only closed lists, numbers, times and references live in an entry's details. Whatever a person typed is
*words*, and words never come here: the record keeps them sealed, beside the entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from .closed_lists import (
    ASKERS,
    BARRIERS,
    BASES,
    CHANNELS,
    CONTACT_RULES,
    COURT_OUTCOMES,
    DECIDERS,
    ENDINGS,
    HELP,
    NOT_A_BASIS,
    PLACES,
    PURPOSES,
    REASONS,
    RECIPIENTS,
    RISKS,
    TASKS,
    TRY_OUTCOMES,
)
from .dates import in_range, read_day
from .duration import read_span
from .errors import EntryError, ProtocolRoomError, nearest, shown
from .terms import terms_as_json

__all__ = ["KINDS", "Entry", "Field", "Kind", "belongs", "check_entry", "moment_of", "normalized"]

VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]{0,39}")
"""How a version that cases follow may be written."""
_NAME_OF_STEP = re.compile(r"[a-z]{1,20}(_[a-z]{1,20}){0,4}")

Reader = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened or was done, as the rules see it: no words, no identity.

    ``at`` is when it occurred and ``recorded`` when we learned of it; both are aware datetimes. ``id`` is what
    an ``entry.corrected`` names. ``seq`` is the place in the case's chronology, the last resort when two
    entries occurred at the same moment.
    """

    kind: str
    at: datetime
    recorded: datetime
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    requirement: str | None = None
    id: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind: how its value is read, what it may be, and what it is when left out."""

    read: Reader
    choices: tuple[str, ...] = ()
    default: Any = None


@dataclass(frozen=True, slots=True)
class Kind:
    """An entry kind: its fields, and who makes it happen: ``staff``, the ``client`` or the ``outside``."""

    name: str
    by: str
    fields: Mapping[str, Field]

    @property
    def about_session(self) -> bool:
        """Whether it speaks of one session, and so belongs to one requirement."""
        return self.name.startswith("session.")


def belongs(entry: Entry, requirement: str | None) -> bool:
    """Whether an entry speaks of this requirement: its own, or none named."""
    return entry.requirement is None or requirement is None or entry.requirement == requirement


def moment_of(text: object) -> datetime | None:
    """A moment as details store it, read back; None when nothing is stored."""
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def normalized(kind: str, details: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The details in their one stored form: known fields only, aliases resolved, defaults left out.

    Raises EntryError, naming the nearest right word, on an unknown kind, field or value.
    """
    known = KINDS.get(kind)
    if known is None:
        raise EntryError(f'"{shown(kind)}" is not a kind of entry.{nearest(kind, KINDS)}')
    clean: dict[str, Any] = {}
    for name, value in (details or {}).items():
        wanted = known.fields.get(name)
        if wanted is None:
            raise EntryError(f'{kind} has no field "{shown(name)}".{nearest(name, known.fields)}')
        if value is None:
            continue
        try:
            clean[name] = wanted.read(value)
        except ProtocolRoomError as problem:
            raise EntryError(f"{kind}, {name}: {problem}") from None
    return clean


def check_entry(kind: str, details: Mapping[str, Any] | None = None) -> None:
    """Refuse what ``normalized`` would refuse; returns nothing."""
    normalized(kind, details)


def _choice(choices: tuple[str, ...], aliases: Mapping[str, str] | None = None) -> Field:
    def read(value: Any) -> str:
        word = str(value).strip().lower().replace(" ", "_").replace("-", "_")
        word = (aliases or {}).get(word, word)
        if word not in choices:
            raise EntryError(f'"{shown(value)}" is not on the list.{nearest(word, choices)}')
        return word

    return Field(read, choices)


def _several(choices: tuple[str, ...], aliases: Mapping[str, str] | None = None) -> Field:
    one = _choice(choices, aliases).read

    def read(value: Any) -> list[str]:
        return [one(each) for each in (value if isinstance(value, (list, tuple)) else [value])]

    return Field(read, choices)


def _flag() -> Field:
    def read(value: Any) -> bool:
        if isinstance(value, bool):
            return value
        raise EntryError(f"must be true or false, not {shown(value)}.")

    return Field(read)


def _count() -> Field:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100_000:
            raise EntryError(f"must be a whole number from 0, not {shown(value)}.")
        return value

    return Field(read)


def _moment() -> Field:
    def read(value: Any) -> str:
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                raise EntryError(f'"{shown(value)}" is not a date and time.') from None
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise EntryError("must be a date and time with its offset, such as 2026-03-02T10:00:00-05:00.")
        return in_range(value).isoformat()

    return Field(read)


def _day() -> Field:
    return Field(read_day)


def _span_minutes() -> Field:
    def read(value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool):
            if 0 <= value <= 10_000_000:
                return value
            raise EntryError("must be minutes from 0, or plain time such as 3 hours.")
        minutes = read_span(value).plain_minutes
        if minutes is None:
            raise EntryError("must be plain time, such as 3 hours.")
        return minutes

    return Field(read)


def _step_named() -> Field:
    """A step by its name in whatever rules the case follows; programs have their own."""

    def read(value: Any) -> str:
        if isinstance(value, str) and _NAME_OF_STEP.fullmatch(value):
            return value
        return str(_STEP.read(value))

    return Field(read, _STEP.choices)


def _reference() -> Field:
    def read(value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, (str, int)) or len(str(value)) > 64:
            raise EntryError("must name one entry.")
        return str(value)

    return Field(read)


def _written(form: re.Pattern[str], what: str) -> Field:
    """Text that leaves no room for words, such as a digest."""

    def read(value: Any) -> str:
        if isinstance(value, str) and form.fullmatch(value):
            return value
        raise EntryError(f"must be {what}.")

    return Field(read)


def _actions() -> Field:
    what = _choice(
        HELP, {"bus_pass": "pass", "transport": "ride", "evening": "evening_slot", "child_care": "childcare"}
    )
    who = _choice(("us", "client", "provider"), _OURS)

    def read(value: Any) -> list[dict[str, Any]]:
        actions = []
        for each in value if isinstance(value, (list, tuple)) else [value]:
            table = each if isinstance(each, Mapping) else {"what": each}
            strange = set(table) - {"what", "by", "until"}
            if strange:
                raise EntryError(f'an action has no "{shown(min(strange))}". Known: by, until, what.')
            action: dict[str, Any] = {
                "what": what.read(table.get("what", "other")),
                "by": who.read(table.get("by", "us")),
            }
            if table.get("until") is not None:
                action["until"] = _day().read(table["until"])
            actions.append(action)
        return actions

    return Field(read, HELP)


def _terms() -> Field:
    def read(value: Any) -> dict[str, Any]:
        return terms_as_json(value)

    return Field(read)


_ENDED = {
    "released": "court_released", "expired": "order_expired", "vacated": "order_vacated", "moved": "moved_accepted",
    "absence": "discharged", "absences": "discharged", "missed_sessions": "discharged", "no_show": "discharged",
}  # fmt: skip
_OURS = {"worker": "us", "agency": "us", "we": "us", "staff": "us", "our": "us", "ours": "us"}
_CHANNEL = _choice(CHANNELS, {
    "call": "phone", "voice": "phone", "sms": "text", "letter": "mail", "post": "mail", "home_visit": "visit",
    "home": "visit", "in-person": "in_person", "face_to_face": "in_person", "voicemail": "phone", "facility": "through_facility",
    "counsel": "through_counsel", "attorney": "through_counsel",
})  # fmt: skip
_SIDE = _choice(("client", "provider", "us", "court", "outside"), {
    **_OURS, "clinic": "provider", "weather": "outside", "patient": "client", "other": "outside", "supervisor": "us",
})  # fmt: skip
_BASIS = _choice(
    BASES + NOT_A_BASIS, {"order": "court_order", "release": "consent", "part2_order": "court_order"}
)
_STEP = _choice((
    "protect", "contact", "listen", "stakes", "plan", "adjust", "rebook", "document", "consult", "seek_basis", "letter",
    "forewarn", "report_status", "notify_court", "supplement", "correct_court", "recommend_action", "bill", "keep_trying",
    "close", "hardship", "counsel", "confirm_session", "offer_counsel", "talk_again", "review", "dismiss",
    "tell_of_dismissal", *(task for task in TASKS if task not in ("seek_basis", "hardship")),
))  # fmt: skip
STEPS = _STEP.choices
"""The steps and tasks that an entry may name."""
_SESSION = {"starts_at": _moment()}
_DIGEST = _written(re.compile(r"[0-9a-f]{64}"), "the digest of a protocol")
_FOLLOWS = {"digest": _DIGEST, "version": _written(VERSION, "a version such as 2026.1")}
_PURPOSE = _choice(PURPOSES, {"interview": "fee_assessment"})
_DECIDER = _choice(DECIDERS, {**_OURS, "manager": "director", "team": "treatment_team", "patient": "client"})
_REQUEST = {
    "reason": _choice(REASONS, {"funeral": "death_in_family", "death": "death_in_family", "sick": "illness"}),
    "on": _day(), "asked_at": _moment(), "refused": _flag(),
}  # fmt: skip
"""What a request to be excused says: its reason, the day of what happened, when it was asked for, and whether
somebody said that it is not granted."""


def _kinds() -> dict[str, Kind]:
    listed: dict[str, tuple[str, dict[str, Field]]] = {
        "session.booked": ("staff", {**_SESSION, "plan": _flag(), "by": _SIDE, "purpose": _PURPOSE, "makes_up": _flag(), "anew": _flag()}),
        "session.confirmed": ("client", {**_SESSION}),
        "session.attended": ("client", {**_SESSION, "arrived_at": _moment(), "left_at": _moment(), "late_minutes": _count(), "purpose": _PURPOSE, "makes_up": _flag()}),
        "session.missed": ("client", {**_SESSION, "purpose": _PURPOSE}),
        "session.excused": ("staff", {**_SESSION, "by": _DECIDER, "evidence": _flag(), **_REQUEST}),
        "session.cancelled": ("outside", {**_SESSION, "by": _SIDE, "notice": _span_minutes()}),
        "session.turned_away": ("outside", {**_SESSION, "why": _choice(("late", "full", "payment", "paperwork", "condition", "other"))}),
        "session.disrupted": ("outside", {**_SESSION, "cause": _choice(("interpreter", "technical", "provider", "our_ride", "weather", "emergency", "other"))}),
        "session.moved": ("outside", {**_SESSION, "to": _moment(), "by": _SIDE}),
        "contact.tried": ("staff", {"channel": _CHANNEL, "outcome": _choice(TRY_OUTCOMES), "place": _choice(PLACES)}),
        "contact.made": ("client", {"channel": _CHANNEL, "by": _choice(("worker", "client"), {"us": "worker", "staff": "worker"}), "language": _choice(("en", "es", "other")), "interpreter": _flag(), "with_whom": _choice(("client", "supporter", "counsel", "interpreter"))}),
        "contact.stop_asked": ("client", {"channel": _CHANNEL}),
        "contact_rule.set": ("staff", {"rule": _choice(CONTACT_RULES), "rules": _several(CONTACT_RULES), "from_hour": _count(), "until_hour": _count()}),
        "client.heard": ("client", {"barriers": _several(BARRIERS, {"transportation": "transport", "child_care": "childcare", "family": "family_crisis", "mixup": "mix_up", "getting_there": "transport", "ill": "illness", "health": "illness"}), "limits_explained": _flag(), "through": _choice(("self", "counsel", "interpreter", "supporter"))}),
        "client.declined": ("client", {"on_advice": _flag()}),
        "client.declared": ("client", {"intends": _choice(("continue", "stop"), {"quit": "stop"})}),
        "client.whereabouts": ("outside", {"where": _choice(PLACES, {"custody": "jail", "detained": "detention"}), "verified": _flag(), "since": _moment(), "until": _moment()}),
        "stakes.discussed": ("client", {"understood": Field(_understood, ("yes", "partly", "no", "unable"))}),
        "plan.agreed": ("staff", {"actions": _actions()}),
        "plan.adjusted": ("staff", {"actions": _actions()}),
        "action.done": ("staff", {"by": _SIDE, "what": _choice(HELP)}),
        "action.failed": ("outside", {"by": _SIDE, "what": _choice(HELP)}),
        "barrier.eased": ("outside", {"barrier": _choice(BARRIERS)}),
        "client.forewarned": ("staff", {"channel": _CHANNEL}),
        "forewarning.unsafe": ("staff", {}),
        "counsel.informed": ("staff", {}),
        "collateral.asked": ("staff", {"whom": _choice(("provider", "family", "school", "probation", "shelter", "other"))}),
        "tribe.informed": ("staff", {}),
        "note.signed": ("staff", {}),
        "supervisor.consulted": ("staff", {"about": _choice(("misses", "basis", "action", "safety", "ending", "other")), "agreed": _STEP}),
        "letter.sent": ("staff", {}),
        "bill.sent": ("staff", {}),
        "bill.paid": ("client", {}),
        "step.done": ("staff", {"step": _STEP}),
        "step.overridden": ("staff", {"step": _step_named(), "agreed_by_supervisor": _flag()}),
        "disclosure.made": ("staff", {"to": _choice(RECIPIENTS), "what": _choice(("attendance", "progress", "summary", "record", "other")), "basis": _BASIS}),
        "court.reported": ("staff", {"form": _choice(("notice", "status", "recommendation", "discharge", "answer")), "basis": _BASIS}),
        "court.supplemented": ("staff", {}),
        "court.corrected": ("staff", {}),
        "court.asked": ("outside", {"by": _choice(ASKERS, {"officer": "probation", "sending_state": "other_state"}), "about": _choice(("attendance", "progress", "response", "plan", "other"))}),
        "court.decided": ("outside", {"outcome": _choice(COURT_OUTCOMES, {"dismissed": "released", "discharged": "released", "closed": "released"})}),
        "hearing.set": ("outside", {"on": _day()}),
        "order.changed": ("outside", {"terms": _terms()}),
        "risk.raised": ("outside", {"risk": _choice(RISKS, {"domestic_violence": "family_violence", "partner_violence": "family_violence", "suicidal": "suicide", "abuse": "child_abuse", "neglect": "child_neglect"}), "about": _choice(("client", "child", "other"))}),
        "risk.acted": ("staff", {"how": _choice(("reached", "welfare_check", "emergency_services", "consulted", "hotline", "safety_plan", "other"))}),
        "risk.watched": ("staff", {"until": _moment()}),
        "report.made": ("staff", {"to": _choice(RECIPIENTS), "basis": _BASIS}),
        "leave.granted": ("staff", {"from": _day(), "until": _day(), "by": _DECIDER, "evidence": _flag(), **_REQUEST}),
        "leave.ended": ("outside", {}),
        "consent.given": ("client", {"to": _choice(RECIPIENTS), "purpose": _choice(("legal_proceedings", "treatment", "reporting", "other")), "until": _day()}),
        "consent.withdrawn": ("client", {"to": _choice(RECIPIENTS)}),
        "legal_hold.set": ("outside", {}),
        "case.opened": ("staff", {**_FOLLOWS}),
        "protocol.changed": ("staff", {**_FOLLOWS, "before": _DIGEST}),
        "case.transferred": ("staff", {"to": _choice(("worker", "programme"), {"program": "programme"})}),
        "service.ended": ("outside", {"reason": _choice(ENDINGS, _ENDED)}),
        "case.closed": ("staff", {"reason": _choice(ENDINGS, _ENDED)}),
        "case.reopened": ("staff", {}),
        "entry.corrected": ("staff", {"entry": _reference(), "replacement": _reference()}),
        "entry.disputed": ("client", {"entry": _reference(), "by": _choice(("client", "counsel", "staff", "provider"))}),
    }  # fmt: skip
    return {name: Kind(name, by, MappingProxyType(fields)) for name, (by, fields) in listed.items()}


def _understood(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(
        _choice(
            ("yes", "partly", "no", "unable"), {"partially": "partly", "true": "yes", "false": "no"}
        ).read(value)
    )


KINDS: Mapping[str, Kind] = MappingProxyType(_kinds())
"""Every kind of entry by name: the closed list of the record."""
