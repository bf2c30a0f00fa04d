"""Floors: what the numbers of a protocol alone may not fall below.

The states that are explored know whether a proper try was made, not how many calls that takes: a protocol
that calls one try enough would keep every promise by its own words. So the silent client is walked through
day by day with the functions that decide real cases. Before anything harsher is offered there were at least
two tries on two days (clinics that name a number ask for two or three), and no wait is longer than ninety
days, after which nobody would remember what was waited for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from ..facts.facts import Facts
from ..rules.deciding import OPEN, next_of, standings_of
from ..vocabulary.acts import AGAINST_THE_CLIENT
from ..vocabulary.calendar import Calendar
from ..vocabulary.protocol import Protocol
from .deadline_walks import Walker
from .model import Grid
from .verdicts import Violation

__all__ = ["LEAST_DAYS", "LEAST_TRIES", "LONGEST_WAIT", "below_floors"]

LEAST_TRIES = 2
LEAST_DAYS = 2
LONGEST_WAIT = timedelta(days=90)
_LOOKED_AT = timedelta(days=400)
_MOST_MOVES = 150
_HURRY = timedelta(minutes=30)


def below_floors(protocol: Protocol) -> tuple[Violation, ...]:
    """The promises that a protocol's numbers break, each with the days on which it does."""
    found: dict[tuple[str, str | None], Violation] = {}
    for hurried, stopped in ((False, False), (True, False), (False, True)):
        for violation in _silent(protocol, hurried, stopped):
            found.setdefault((violation.promise, violation.step), violation)
    return tuple(found.values())


def _silent(protocol: Protocol, hurried: bool, stopped: bool) -> Iterator[Violation]:
    """Walk through a response in which nobody ever answers, as late as the due times allow, or in a hurry;
    or in which the client asked not to be contacted."""
    calendar = Calendar("America/New_York")
    missed = datetime(2026, 3, 2, 10, tzinfo=calendar.tz)
    walker = Walker(protocol, calendar, missed, answers=False)
    walker.add("session.missed", missed, {})
    walker.tell("session.missed", "client", missed)
    if stopped:
        walker.add("contact.stop_asked", missed + _HURRY, {})
        walker.tell("contact.stop_asked", "client", missed + _HURRY)
    busy = missed
    for _ in range(_MOST_MOVES):
        if walker.now > missed + _LOOKED_AT:
            return
        facts = walker.facts()
        if facts.bits & protocol.bits["tried"] and not _tried_enough(
            walker
        ):  # else it is no number that is wrong
            statuses = standings_of(protocol, facts.bits).statuses
            for place, step in enumerate(protocol.steps):
                if statuses[place] >= OPEN and step.acts & AGAINST_THE_CLIENT:
                    yield _broken("contact-first", step.name, walker, facts)
        following = next_of(protocol, facts)
        if following.step is not None:
            step = protocol.step(following.step)
            at = walker.now + _HURRY if hurried else walker.when(step, following.due)
            walker.take(step, at)
            busy = walker.now
            continue
        if not facts.response_open:
            return  # whoever found out how the booked session went may have found that the client came
        if following.wait_until is None or following.wait_until - busy > LONGEST_WAIT:
            yield _broken("never-a-dead-end", None, walker, facts)
            return
        walker.now = following.wait_until
        walker.tell("quiet days pass", "time", walker.now)


def _tried_enough(walker: Walker) -> bool:
    tries = [entry.at for entry in walker.entries if entry.kind == "contact.tried"]
    return len(tries) >= LEAST_TRIES and len({walker.calendar.local(at).date() for at in tries}) >= LEAST_DAYS


def _broken(promise: str, step: str | None, walker: Walker, facts: Facts) -> Violation:
    return Violation(promise, step, Grid(), tuple(walker.way), facts.bits, None)
