"""Stories: a broken promise told as dated events in plain words, with the lines of the file that allow it.

What is told happened in no real case: the way there is one of the shortest that the checker found, and the
dates are such as the events could have had.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from ..rules.deciding import NOT_YET, WAITING, standings_of
from ..rules.reasons import Reason, say, say_all, say_day, say_weekday
from ..vocabulary.duration import read_span
from ..vocabulary.file_lines import Lines
from ..vocabulary.kinds import KINDS, Telling
from ..vocabulary.protocol import Protocol, Step, Tries
from ..vocabulary.roles import HELPING_ROLES
from ..vocabulary.texts import read_texts
from .verdicts import Happening, Violation

__all__ = ["Story", "StoryLine", "key_of", "say_order", "say_when", "sentence_of", "tell"]

FIRST_DAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
"""A Monday; stories begin here. The hour is that of the agency's clock."""
_OPENS, _CLOSES = 9, 17
_USUALLY = ("needs", "wanted")
_LEADS_ON = HELPING_ROLES | {"record"}
_MOST_LINES_QUOTED = 14
_ALLOWING = {
    "never-a-dead-end": ("waits", "needs", "wanted", "done"),
    "safety-first": ("wanted", "needs"),
    "one-next-step": ("wanted", "needs"),
    "duty-kept": ("needs", "takes", "moves"),
}


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One line of a story: when, on the agency's clock (None for the last line, which is what the screen then
    shows), and what happened, in words."""

    when: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class Story:
    """A broken promise in words. ``allowed_by`` are lines of the file, with their numbers; those of a
    protocol it extends are named with it."""

    title: str
    lines: tuple[StoryLine, ...]
    allowed_by: tuple[tuple[int, str], ...]
    hint: str


def tell(broken: Violation, protocol: Protocol, language: str = "en") -> Story:
    """Tell how a promise comes to be broken, in ``en`` or ``es``."""
    words = _endings()[_kind(broken)]
    gaps = _gaps(broken, protocol, language)
    return Story(
        words["title"][language].format_map(gaps),
        (*_events(broken, protocol, language), StoryLine(None, _end(broken, protocol, gaps, language))),
        _allowed_by(broken, protocol),
        (_endings()["circle"] if broken.circle else words)["hint"][language].format_map(gaps),
    )


def say_order(broken: Violation, language: str) -> str:
    """The kind of order a promise was found broken under, in words."""
    words = _endings()["order"]
    wording = words["told" if broken.grid.notice else "untold"][language]
    return f"{wording}; {words[broken.grid.basis][language]}"


def key_of(happening: Happening, protocol: Protocol) -> str:
    """Under which key happenings.toml tells of this."""
    enough = happening.what == "contact.tried" and happening.brings & {
        f"reach_{name}" for name, threshold in protocol.thresholds.items() if isinstance(threshold, Tries)
    }
    return "contact.tried, enough" if enough else re.sub(r"\d+", "N", happening.what)


def sentence_of(happening: Happening, protocol: Protocol, language: str) -> str:
    """What happened, in words; what the table does not tell of is called what the checker calls it."""
    telling = _telling_of(key_of(happening, protocol))
    if telling is None:
        return happening.what
    number = re.search(r"\d+", happening.what)
    sentence = telling.text[language]
    return sentence.replace("N", number[0], 1) if number is not None else sentence


def say_when(moment: datetime, language: str) -> str:
    """A moment of a story, as its line begins: Mon, Mar 2, 10:00."""
    day = say_weekday(moment, language)
    comma = "" if language == "es" else ","
    return f"{day}{comma} {say_day(moment, language)}, {moment:%H:%M}"


def _kind(broken: Violation) -> str:
    """Under which key broken.toml tells of it: the promise, or one of the ways in which it can be broken."""
    if broken.promise == "contact-first" and broken.way and broken.way[0].at is not None:
        return "too-few-tries"
    if broken.promise == "heard-before-court" and broken.step is None:
        return "unsupplemented"
    return broken.promise


def _events(broken: Violation, protocol: Protocol, language: str) -> list[StoryLine]:
    words, wording, now = _endings()["words"], [], FIRST_DAY
    following = [*(event.next for event in broken.way), broken.next][1:]
    for number, (happening, then) in enumerate(zip(broken.way, following, strict=True)):
        now = _moment(happening, protocol, now) if number or happening.at else FIRST_DAY
        through = protocol.places.get(happening.through or "")
        led = ""
        if through is not None:
            led = words["through"][language].format(protocol.steps[through].label[language])
        sentence = led + sentence_of(happening, protocol, language)
        if then:
            sentence += " " + words["now"][language].format(protocol.step(then).label[language])
        elif happening.at is None:
            sentence += " " + words["wait"][language]
        wording.append(StoryLine(now, sentence))
    return wording


def _moment(happening: Happening, protocol: Protocol, now: datetime) -> datetime:
    """When it could have happened: time passes as the table says, and staff work in office hours."""
    telling = _telling_of(key_of(happening, protocol))
    if happening.at is not None:
        return happening.at
    if telling is not None and telling.after:
        number = re.search(r"\d+ days", happening.what)
        span = read_span(number[0] if number else telling.after)
        now = (now + timedelta(minutes=span.plain_minutes or 0)).replace(hour=FIRST_DAY.hour)
    else:
        now += timedelta(hours=1)
    if happening.by == "staff" or happening.through or happening.what.startswith("session."):
        if now.hour >= _CLOSES:
            now = (now + timedelta(days=1)).replace(hour=_OPENS)
        while now.weekday() > 4:
            now = (now + timedelta(days=1)).replace(hour=FIRST_DAY.hour)
    return now


def _gaps(broken: Violation, protocol: Protocol, language: str) -> dict[str, str]:
    step = protocol.step(broken.step) if broken.step else None
    named = broken.circle[0] if broken.circle else broken.next
    following = protocol.step(named) if named else None
    nothing = str(_endings()["words"]["nothing"][language])
    return {
        "step": step.label[language] if step else following.label[language] if following else nothing,
        "name": step.name if step else following.name if following else nothing,
        "next": following.label[language] if following else nothing,
    }


def _end(broken: Violation, protocol: Protocol, gaps: Mapping[str, str], language: str) -> str:
    if broken.promise != "never-a-dead-end":
        return str(_endings()[_kind(broken)]["ends"][language]).format_map(gaps)
    if broken.circle:
        steps = say_all([f"“{protocol.step(name).label[language]}”" for name in broken.circle], language)
        return str(_endings()["circle"]["ends"][language]).format(steps=steps)
    missing = [
        f"{step.label[language]} – {say(Reason(code, {}, 'need'), language)}"
        for step, code in _waiting_for(broken, protocol)
    ]
    ends = str(_endings()["stuck"]["ends"][language])
    return ends.format(missing=" ".join(missing) or str(_endings()["words"]["nothing"][language]) + ".")


# -- the lines of the file


def _allowed_by(broken: Violation, protocol: Protocol) -> tuple[tuple[int, str], ...]:
    found: list[tuple[int, str]] = []
    if _kind(broken) == "too-few-tries":
        found = _threshold_of(protocol, "tried")
    elif broken.promise == "duty-kept" and broken.step:
        through = dict.fromkeys(event.through for event in broken.way if event.through)
        found = [line for name in through for line in _quoted(protocol, protocol.step(name), "takes")]
    keys = ("wanted", "done", "needs") if broken.circle else _ALLOWING.get(broken.promise, _USUALLY)
    for step in _to_blame(broken, protocol):
        found += [line for key in keys for line in _quoted(protocol, step, key)]
    return tuple(dict.fromkeys(found))[:_MOST_LINES_QUOTED]


def _threshold_of(protocol: Protocol, name: str) -> list[tuple[int, str]]:
    """The line that names a threshold, here or in the protocol it extends."""
    owner, written = None, protocol
    while written.base is not None and name not in tomllib.loads(written.source).get("atoms", {}):
        owner, written = written.base.key, written.base
    number = Lines(written.source).of("atoms", name)
    if number is None:
        return []
    text = written.source.splitlines()[number - 1].strip()
    return [(number, text if owner is None else f"{owner}: {text}")]


def _to_blame(broken: Violation, protocol: Protocol) -> list[Step]:
    if broken.step:
        return [protocol.step(broken.step)]
    if _kind(broken) == "unsupplemented":
        return [step for step in protocol.steps if "court.supplemented" in step.writes]
    if broken.promise == "safety-first":
        return [step for step in protocol.steps if step.role == "protect"]
    if broken.circle:
        return [protocol.step(name) for name in broken.circle]
    return [step for step, _ in _waiting_for(broken, protocol)] or [
        step for step in protocol.steps if step.role == "reach"
    ]


def _waiting_for(broken: Violation, protocol: Protocol) -> list[tuple[Step, str]]:
    """The steps that could lead on and are held up, those that wait for a time first, with what they lack."""
    packed = standings_of(protocol, broken.bits)
    found = []
    for status in (WAITING, NOT_YET):
        for place, step in enumerate(protocol.steps):
            if packed.statuses[place] == status and step.role in _LEADS_ON:
                lacking = [
                    line.code
                    for number, line in enumerate(step.needs)
                    if packed.open_lines[place] >> number & 1
                ]
                found.append((step, (lacking or [step.waits or ""])[0]))
    return found


def _quoted(protocol: Protocol, step: Step, key: str) -> list[tuple[int, str]]:
    """The lines in which the file writes that key of that step."""
    owner, source = _written_in(protocol, step.name)
    number = _line_of(source, step.name, key)
    if number is None:
        return []
    lines, depth, quoted = source.splitlines(), 0, []
    for at in range(number, len(lines) + 1):
        text = lines[at - 1]
        quoted.append((at, text.strip() if owner is None else f"{owner}: {text.strip()}"))
        depth += text.count("[") - text.count("]")
        if depth <= 0:
            break
    return quoted


def _written_in(protocol: Protocol, step: str) -> tuple[str | None, str]:
    """The text that writes a step, and the shipped protocol it belongs to when that is not this one."""
    owner, written = None, protocol
    while written.base is not None:
        table = tomllib.loads(written.source)
        if any(table_.get("name") == step for table_ in table.get("step", [])):
            break
        owner, written = written.base.key, written.base
    return owner, written.source


def _line_of(source: str, step: str, key: str) -> int | None:
    tables = tomllib.loads(source).get("step", [])
    for place, table in enumerate(tables):
        if table.get("name") == step:
            return Lines(source).of("step", place, key) if key in table else None
    return None


def _telling_of(key: str) -> Telling | None:
    """The sentence that tells of a happening: declared with its kind of entry, or among those of time."""
    kind = KINDS.get(re.split(r"[ ,]", key, maxsplit=1)[0])
    tellings = _of_time() if kind is None else kind.happens
    return next((telling for telling in tellings if telling.key == key), None)


@lru_cache(maxsize=1)
def _of_time() -> tuple[Telling, ...]:
    return tuple(Telling(key, row, row.get("after", "")) for key, row in _table("happenings.toml").items())


@lru_cache(maxsize=1)
def _endings() -> Mapping[str, Any]:
    return _table("broken.toml")


def _table(name: str) -> Mapping[str, Any]:
    return read_texts(__package__, name)
