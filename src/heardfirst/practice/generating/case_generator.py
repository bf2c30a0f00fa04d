"""A walk through a protocol's states: what is offered is taken, the client answers, things happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from types import MappingProxyType
from typing import Any, NamedTuple

from heardfirst.protocol import (
    KINDS,
    Calendar,
    Decision,
    Entry,
    Protocol,
    Scenario,
    normalized,
    terms_as_json,
)

from ..carrying_out import after
from .order_terms import terms_for

__all__ = ["GeneratedCase", "generate_case"]

_ZONE = "America/New_York"
_FIRST_DAY = datetime(2026, 1, 5)  # noqa: DTZ001 (the zone is put on with the hour)
_WEEKS = 46
_HOURS = (9, 10, 11, 13, 14, 15, 16, 17, 18)
_WEEK = timedelta(days=7)
# Of ten steps on the way, how many are something the protocol offers; the others happen by themselves.
_OFFERED = 0.72
_NEXT = 0.9
_WELL = 0.6
_BARRIERS = (
    "transport", "childcare", "work", "family_crisis", "anxiety", "overwhelmed", "mix_up", "illness", "money",
    "mistrust",
)  # fmt: skip
_HELP = ("ride", "pass", "childcare", "telehealth", "evening_slot", "reminder", "supporter")


@dataclass(slots=True)
class GeneratedCase:
    """Where a walk has come to: the situation, what service it is about, and by which step each entry came
    about, by the entry's id."""

    scenario: Scenario
    service: str
    by_step: dict[str, str] = field(default_factory=dict)


def generate_case(protocol: Protocol, chance: Random, *, moves: int) -> GeneratedCase:
    """Walk from a first missed session on, for so many moves; a move that leads nowhere is left out."""
    walked = _missed(protocol, chance)
    for _ in range(moves):
        decision = walked.scenario.decide()
        offered = list(decision.offered)
        if offered and chance.random() < _OFFERED:
            forward = decision.next.step if decision.next.step and chance.random() < _NEXT else None
            _take(walked, forward or chance.choice(offered), chance)
        else:
            _happen(walked, decision, chance)
    _let_pass(walked, chance)
    return walked


def _missed(protocol: Protocol, chance: Random) -> GeneratedCase:
    """The beginning: an order, and a session that the client missed."""
    calendar = Calendar(zone=_ZONE)
    day = _FIRST_DAY + timedelta(days=7 * chance.randrange(_WEEKS) + chance.randrange(5))
    at = day.replace(hour=chance.choice(_HOURS), tzinfo=calendar.tz)
    service, terms = terms_for(protocol, chance)
    entries: list[Entry] = []
    if terms:
        seen = MappingProxyType({"terms": terms_as_json(terms)})
        before = at - timedelta(days=1)
        entries.append(Entry("order.changed", before, before, seen, id="order"))
    now = calendar.after_office_time(at, 5 * chance.randint(12, 90))
    scenario = Scenario(protocol, at, tuple(entries), calendar)
    walked = GeneratedCase(scenario, service)
    _add(walked, "session.missed", {}, at)
    walked.scenario = replace(walked.scenario, now=now)
    return walked


def _add(
    walked: GeneratedCase,
    kind: str,
    details: Mapping[str, Any],
    at: datetime,
    step: str = "",
    known: datetime | None = None,
) -> None:
    scenario = walked.scenario
    number = sum(entry.kind != "order.changed" for entry in scenario.entries) + 1
    wanted = {name: value for name, value in details.items() if name in KINDS[kind].fields}
    entry = Entry(
        kind, at, known or at, MappingProxyType(normalized(kind, wanted)), id=str(number), seq=number
    )
    walked.scenario = replace(
        scenario, now=max(scenario.now, known or at), entries=(*scenario.entries, entry)
    )
    walked.by_step[entry.id] = step


def _office_time(walked: GeneratedCase, chance: Random, *, least: int = 2, most: int = 90) -> datetime:
    """Some minutes or hours later, while the office is open."""
    scenario = walked.scenario
    later = scenario.calendar.after_office_time(scenario.now, 5 * chance.randint(least, most))
    return later.replace(minute=later.minute - later.minute % 5, second=0)


def _take(walked: GeneratedCase, step: str, chance: Random) -> None:
    """Take a step: it goes well, or one of its entries goes as the client likes."""
    at = _office_time(walked, chance)
    protocol = walked.scenario.protocol
    otherwise = [kind for kind in protocol.step(step).writes if KINDS[kind].otherwise]
    if otherwise and chance.random() > _WELL:
        kind = chance.choice(otherwise)
        _add(walked, kind, chance.choice(KINDS[kind].otherwise), at, step)
        return
    if "session.attended" in protocol.step(step).writes:
        _settle_booked(walked, chance, at, step)
        return
    entry = after(replace(walked.scenario, now=at), step).entries[-1]
    details = dict(entry.details)
    if entry.kind == "client.heard":
        details["barriers"] = chance.sample(_BARRIERS, chance.choice((1, 1, 2)))
    elif entry.kind in ("plan.agreed", "plan.adjusted"):
        details["actions"] = [
            {"what": action, "by": "us"} for action in chance.sample(_HELP, chance.choice((1, 2)))
        ]
    elif entry.kind == "session.booked":
        details["starts_at"] = _random_hour(walked, at, chance)
    elif entry.kind == "risk.watched":
        details["until"] = _office_time(walked, chance, least=100, most=200)
    elif entry.kind == "supervisor.consulted" and step == "consult" and chance.random() < 0.15:
        details["agreed"] = "recommend_action"
    _add(walked, entry.kind, details, at, step)


def _random_hour(walked: GeneratedCase, at: datetime, chance: Random) -> datetime:
    """A full hour on a working day within the week."""
    day = at + timedelta(days=chance.randint(1, 5))
    while not walked.scenario.calendar.is_business_day(day.date()):
        day += timedelta(days=1)
    return day.replace(hour=chance.choice(_HOURS), minute=0, second=0)


def _booked_for(walked: GeneratedCase) -> datetime | None:
    """When the session begins that was booked last, if nothing was recorded of it."""
    for entry in reversed(walked.scenario.entries):
        if entry.kind == "session.booked":
            return datetime.fromisoformat(entry.details["starts_at"])
        if entry.kind.startswith("session."):
            return None
    return None


def _settle_booked(walked: GeneratedCase, chance: Random, at: datetime, step: str) -> None:
    """Somebody found out how the booked session went."""
    starts = _booked_for(walked)
    if starts is not None and starts <= at:
        _add(walked, chance.choice(("session.attended", "session.missed")), {}, starts, step, at)


def _happen(walked: GeneratedCase, decision: Decision, chance: Random) -> None:
    """Something happens by itself: the booked session comes, the client calls, time passes."""
    on = walked.scenario.protocol.unpack(decision.facts.bits)
    starts = _booked_for(walked)
    if starts is not None and starts > walked.scenario.now and chance.random() < 0.6:
        kind, details = chance.choice(_AT_THE_SESSION)
        _add(walked, kind, details, starts)
        walked.scenario = replace(walked.scenario, now=starts + timedelta(hours=1))
        return
    seen = {(entry.kind, entry.details.get("risk")) for entry in walked.scenario.entries}
    able = [
        happening
        for happening in _BY_THEMSELVES
        if happening.wanted <= on
        and not happening.unwanted & on
        and (happening.kind in _AGAIN or (happening.kind, happening.details.get("risk")) not in seen)
        and not (happening.kind == "session.excused" and decision.protocol.missed.excuse is not None)
    ]
    if not able:
        return
    happening = chance.choice(able)
    kind, details = happening.kind, happening.details
    if kind == "session.missed":
        if starts is not None and starts > walked.scenario.now:
            return
        last = max(entry.at for entry in walked.scenario.entries if entry.kind.startswith("session."))
        while last <= walked.scenario.now:
            last += _WEEK
        _add(walked, kind, details, last)
        return
    at = _office_time(walked, chance)
    if kind == "session.booked":
        details = {**details, "starts_at": _random_hour(walked, at, chance)}
    _add(walked, kind, details, at)


def _let_pass(walked: GeneratedCase, chance: Random) -> None:
    """The moment of the question: soon after the last entry, or after quiet days."""
    now = _office_time(walked, chance, least=1, most=60)
    if chance.random() < 0.25:
        now = walked.scenario.calendar.after_office_time(now + timedelta(days=chance.randint(1, 9)), 0)
    walked.scenario = replace(walked.scenario, now=now)


_AT_THE_SESSION: tuple[tuple[str, dict[str, Any]], ...] = (
    ("session.missed", {}),
    ("session.missed", {}),
    ("session.attended", {}),
    ("session.canceled", {"by": "provider"}),
    ("session.turned_away", {"why": "full"}),
    ("session.disrupted", {"cause": "our_ride"}),
)


class _Happening(NamedTuple):
    """What happens by itself: the entry, the facts that must hold, and those that must not."""

    kind: str
    details: dict[str, Any]
    wanted: frozenset[str]
    unwanted: frozenset[str]


# What may happen more than once in a story. Where a program says who excuses, asking is not enough.
_AGAIN = ("session.missed", "contact.made", "session.booked")
_IN_HOSPITAL = {"by": "supervisor", "evidence": True, "reason": "health_emergency"}
_BY_THEMSELVES: tuple[_Happening, ...] = tuple(
    _Happening(kind, details, frozenset(wanted.split()), frozenset(unwanted.split()))
    for kind, details, wanted, unwanted in (
        ("session.missed", {}, "", "lawful_end closed"),
        ("session.missed", {}, "", "lawful_end closed"),
        ("contact.made", {"channel": "phone", "by": "client"}, "", "in_touch closed"),
        ("client.declared", {"intends": "stop"}, "", "declared_stop lawful_end stop_asked closed"),
        ("contact.stop_asked", {"channel": "phone"}, "missed", "stop_asked"),
        ("risk.raised", {"risk": "suicide", "about": "client"}, "", "risk_open closed"),
        ("risk.raised", {"risk": "overdose", "about": "client"}, "", "risk_open closed"),
        ("risk.raised", {"risk": "child_neglect", "about": "child"}, "", "risk_open closed"),
        (
            "client.whereabouts",
            {"where": "jail", "verified": False},
            "",
            "in_touch whereabouts_unsure closed",
        ),
        ("consent.given", {"to": "court", "purpose": "reporting"}, "in_touch", "lawful_basis"),
        ("consent.withdrawn", {"to": "court"}, "lawful_basis in_touch", ""),
        ("action.failed", {"by": "us", "what": "ride"}, "planned", ""),
        ("session.booked", {"by": "client"}, "missed", "booked stop_asked"),
        ("session.excused", _IN_HOSPITAL, "missed", "heard in_touch closed"),
        ("court.decided", {"outcome": "released"}, "", "lawful_end"),
    )
)
