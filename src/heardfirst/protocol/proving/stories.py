"""Stories: a broken promise told in a few dated lines of plain words, with what in the file allows it.

What is told happened in no real case: the way there is one of the shortest that the checker found, and the
dates are such as the events could have had. A story has at most ten lines: of a longer way it tells what
matters for the promise, and says that other things happened meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from ..rules.reasons import Reason, say, say_all, say_day, say_weekday
from ..vocabulary.protocol import Protocol
from ..vocabulary.texts import first_small
from .blamed_lines import allowed_by, blamed_steps, waiting_steps
from .happening_words import (
    FIRST_DAY,
    moment_of,
    sentence_of,
    telling_gaps,
    tells_somebody,
    words_of,
)
from .verdicts import Happening, Violation

__all__ = ["FIRST_DAY", "MOST_STORY_LINES", "Story", "StoryLine", "sentence_of", "tell"]

MOST_STORY_LINES = 10
_MOST_HELD_UP = 2
_OFTEN = 5
_DEADLINES = (
    "the deadline comes near", "the deadline passes", "a scheduled report falls due",
    "the miss becomes known", "the scheduled report comes near", "the time to look again comes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One line of a story: when, in words (empty for the end), and what happened. ``at`` is the moment on the
    agency's clock, None where the line is of no moment of its own."""

    when: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A broken promise in words. ``order`` says under what order it happens. ``allowed_by`` are lines of the
    file, with their numbers; those of a protocol it extends are named with it."""

    title: str
    order: str
    lines: tuple[StoryLine, ...]
    allowed_by: tuple[tuple[int, str], ...]
    hint: str


@dataclass(frozen=True, slots=True)
class _Event:
    """One thing that happens: from when until when, how often, how much it matters for the promise, and
    whether its hour does."""

    at: datetime
    until: datetime
    text: str
    weight: int
    by_the_hour: bool = False
    times: int = 1


def tell(broken: Violation, protocol: Protocol, language: str = "en") -> Story:
    """Tell how a promise comes to be broken, in ``en`` or ``es``."""
    words, gaps = words_of()[broken.kind], _gaps(broken, protocol, language)
    return Story(
        str(words["title"][language]).format_map(gaps),
        _order(broken, protocol, language),
        tuple(_lines(broken, protocol, gaps, language)),
        allowed_by(broken, protocol),
        str(words["hint"][language]).format_map(gaps),
    )


def _order(broken: Violation, protocol: Protocol, language: str) -> str:
    """Under what kind of order the promise is broken."""
    kind = "told" if broken.grid.notice else "untold"
    if not protocol.mandated:
        kind = "unordered"
    elif broken.promise != "duty-kept" and (not broken.way or broken.way[0].at is not None):
        kind = "any"
    elif broken.way and broken.way[0].what.startswith("the order wants a report"):
        kind = "scheduled"
    words = words_of()["order"][kind]
    matters = bool(broken.step and protocol.step(broken.step).disclosures) or broken.promise == "duty-kept"
    matters |= broken.kind == "unsupplemented" or any("consent" in event.what for event in broken.way)
    return str(words.get(broken.grid.basis if matters else "either", words)[language])


def _gaps(broken: Violation, protocol: Protocol, language: str) -> dict[str, str]:
    step = protocol.step(broken.step) if broken.step else None
    named = broken.circle[0] if broken.circle else broken.next
    following = protocol.step(named) if named else None
    nothing = str(words_of()["words"]["nothing"][language])
    return {
        "step": step.label[language] if step else following.label[language] if following else nothing,
        "name": step.name if step else following.name if following else nothing,
        "next": following.label[language] if following else nothing,
        **telling_gaps(broken, protocol, language),
    }


# -- the lines


def _lines(
    broken: Violation, protocol: Protocol, gaps: Mapping[str, str], language: str
) -> Iterator[StoryLine]:
    words, way = words_of()["words"], broken.way
    before = list[str]()
    if way and way[0].what.startswith("the order wants"):
        before.append(sentence_of(way[0], protocol, language))
        way = way[1:]
    if _without_consent(broken, protocol):
        before.append(str(words["no_consent"][language]).format_map(gaps))
    yield from (StoryLine(str(words["start"][language]), text) for text in before)
    events = _joined(_events(replace(broken, way=way), protocol, language))
    at_last = list(_at_last(broken, protocol, gaps, language))
    last = events[-1].until if events else None
    then = str(words["from_there" if broken.circle else "then" if last else "start"][language])
    yield from _dated(_most_important(events, MOST_STORY_LINES - len(before) - len(at_last) - 1), language)
    for text in at_last:
        yield StoryLine(then, text, last)
    yield from _end(broken, protocol, gaps, language)


def _without_consent(broken: Violation, protocol: Protocol) -> bool:
    """Whether it matters that there is no consent and, where it was withdrawn, is not told anyway."""
    if broken.promise == "no-disclosure-without-basis":
        return not any(event.what.startswith("consent.withdrawn") for event in broken.way)
    never = broken.promise == "duty-kept" and broken.grid.basis == "consent"
    return (
        never
        and not broken.bits & protocol.bits["lawful_basis"]
        and not any(event.what.startswith("consent.") for event in broken.way)
    )


def _events(broken: Violation, protocol: Protocol, language: str) -> Iterator[_Event]:
    """What happens, with its moment and weight."""
    blamed = {
        literal.removeprefix("not ")
        for step in blamed_steps(broken, protocol)
        for line in (*step.wanted, *step.needs)
        for literal in (*line.literals, *line.unless)
    }
    now, passed, last = FIRST_DAY, False, len(broken.way) - 1
    for number, happening in enumerate(broken.way):
        now = moment_of(happening, protocol, now) if number or happening.at else FIRST_DAY
        passed |= happening.what == "the deadline passes"
        weight = 9 if number in (0, last) else _weight(happening, blamed)
        by_the_hour = happening.at is not None and (passed or (number == 0 and broken.promise == "duty-kept"))
        text = sentence_of(happening, protocol, language)
        if happening.what == "session.missed" and any(
            one.what == "session.missed" for one in broken.way[:number]
        ):
            text = str(words_of()["words"]["another_miss"][language])
        yield _Event(now, now, text, weight, by_the_hour)


def _weight(happening: Happening, blamed: set[str]) -> int:
    """How much it matters for the promise that this happens."""
    if happening.what in _DEADLINES or tells_somebody(happening):
        return 8
    if happening.what.startswith(("consent.", "session.missed")):
        return 7
    if happening.brings & blamed:
        return 5
    return 3 if happening.by != "staff" else 2


def _joined(events: Iterator[_Event]) -> list[_Event]:
    """The events, with what happens several times on end told once."""
    joined: list[_Event] = []
    for event in events:
        if joined and joined[-1].text == event.text:
            earlier = joined[-1]
            joined[-1] = replace(
                earlier,
                until=event.until,
                times=earlier.times + 1,
                weight=max(earlier.weight, event.weight),
            )
        else:
            joined.append(event)
    return joined


def _most_important(events: list[_Event], room: int) -> list[_Event | None]:
    """As many as there is room for, in their order; None stands for those left out."""
    if len(events) <= room:
        return list(events)
    by_weight = sorted(range(len(events)), key=lambda place: (-events[place].weight, place))
    important = set(by_weight[: room - 1])
    found: list[_Event | None] = [event if place in important else None for place, event in enumerate(events)]
    first_gap = found.index(None)
    return [event for place, event in enumerate(found) if event is not None or place == first_gap]


def _dated(events: list[_Event | None], language: str) -> Iterator[StoryLine]:
    words = words_of()["words"]
    day: date | None = None
    for event in events:
        if event is None:
            yield StoryLine(str(words["meanwhile"][language]), str(words["others"][language]))
            continue
        when = _day(event.at, language) if event.at.date() != day else str(words["same_day"][language])
        text = event.text
        if event.times > 1:
            text += " " + _often(event, language)
        yield StoryLine(f"{when}, {event.at:%H:%M}" if event.by_the_hour else when, text, event.at)
        day = event.at.date() if event.at.date() == event.until.date() else None


def _day(moment: datetime, language: str) -> str:
    """A day as a line begins with it: Mon, Mar 2."""
    comma = "" if language == "es" else ","
    return f"{say_weekday(moment, language)}{comma} {say_day(moment, language)}"


def _often(event: _Event, language: str) -> str:
    """How often something happens on end and, where that takes days, until when."""
    words = words_of()["words"]
    key = "twice" if event.times == 2 else "times" if event.times <= _OFTEN else "often"
    often = str(words[key][language]).format(event.times)
    if event.at.date() == event.until.date():
        return f"{often}."
    return str(words["until_day"][language]).format(often, _day(event.until, language))


# -- how it ends


def _at_last(broken: Violation, protocol: Protocol, gaps: Mapping[str, str], language: str) -> Iterator[str]:
    """What the screen shows in the end."""
    words: Mapping[str, Any] = words_of()[broken.kind]
    if broken.circle:
        labels = [f"“{protocol.step(name).label[language]}”" for name in broken.circle]
        count = "one" if len(labels) == 1 else "several"
        yield str(words["shown"][count][language]).format(number=len(labels), steps=say_all(labels, language))
    elif broken.kind == "never-a-dead-end":
        for step, code in waiting_steps(broken, protocol)[:_MOST_HELD_UP]:
            lacks = _lacks(code, step.waits, protocol, language)
            yield str(words["shown"][language]).format(step=step.label[language], lacks=lacks)
    elif "shown" in words:
        pressed = any(event.what in _DEADLINES for event in broken.way)
        shown = words["shown"].get("pressed" if pressed else "calm", words["shown"])
        yield str(shown[language]).format_map(gaps)


def _lacks(code: str, waits: str | None, protocol: Protocol, language: str) -> str:
    """How a sentence on a step that is held up goes on: what it lacks."""
    if not code:
        return "."
    waiting = code == waits
    sentence = say(Reason(code, {}, "" if waiting else "need", protocol.thresholds), language)
    if not waiting:
        return f". {sentence}"
    return str(words_of()["words"]["until"][language]).format(first_small(sentence))


def _end(
    broken: Violation, protocol: Protocol, gaps: Mapping[str, str], language: str
) -> Iterator[StoryLine]:
    """One sentence of what is wrong, in the words of the promise."""
    ends = words_of()[broken.kind]["ends"]
    if "en" not in ends:
        ends = ends[_variant(broken, protocol)]
    yield StoryLine("", str(ends[language]).format_map(gaps))


def _variant(broken: Violation, protocol: Protocol) -> str:
    """Which of several endings a promise has here."""
    if broken.promise == "duty-kept":
        if any(tells_somebody(event) for event in broken.way):
            return "late"
        return "untold" if broken.bits & protocol.bits["lawful_basis"] else "unasked"
    if broken.promise == "safety-first":
        risky = broken.bits & (protocol.bits["risk_open"] | protocol.bits["risk_look_due"])
        return ("other" if broken.next else "nothing") if risky else "unreported"
    step = protocol.step(broken.step) if broken.step else None
    act = next((act for act in ("ends", "tells", "charges") if step and act in step.acts), "writes")
    return "sanctions" if act == "charges" and step and "bill.sent" not in step.writes else act
