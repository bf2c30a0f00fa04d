"""What happens on the way to a broken promise, in words, and when it could have happened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from ..rules.wording import say_span
from ..vocabulary.closed_lists import LISTS
from ..vocabulary.duration import UNITS, read_span
from ..vocabulary.kinds import KINDS, Telling
from ..vocabulary.protocol import Disclosure, Protocol, Tries
from ..vocabulary.texts import first_small, read_texts
from ..vocabulary.thresholds import Release
from .verdicts import Happening, Violation

__all__ = ["FIRST_DAY", "moment_of", "sentence_of", "telling_gaps", "tells_somebody", "words_of"]

FIRST_DAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
"""A Monday; stories begin here. The hour is that of the agency's clock."""
_OPENS, _CLOSES = 9, 17
_SPAN = re.compile(rf"\b\d+ (?:{'|'.join(sorted(UNITS, key=len, reverse=True))})\b")


def sentence_of(happening: Happening, protocol: Protocol, language: str) -> str:
    """What happened, in words; what no table tells of is called what the checker calls it."""
    step = protocol.step(happening.through) if happening.through else None
    disclosures = step.disclosures if step is not None else ()
    made = [disclosure for disclosure in disclosures if _is_told(disclosure, happening.what)]
    if made:
        return " ".join(_telling_sentence(disclosure, language) for disclosure in made)
    if step is not None and happening.what == "step.done":
        return str(words_of()["words"]["done"][language]).format(step.label[language])
    if (event := protocol.events.get(happening.what.removeprefix("program.event "))) is not None:
        return str(words_of()["words"]["happened"][language]).format(event.label[language])
    for name in happening.brings if happening.what.startswith("consent.given") else ():
        if isinstance(release := protocol.thresholds.get(name), Release):
            whom = first_small(_recipient(release.to, language))
            return str(words_of()["words"]["consents"][language]).format(whom=whom)
    telling = _telling_of(_key_of(happening, protocol))
    if telling is None:
        return _plain_sentence(happening, protocol, language)
    span = _SPAN.search(happening.what)
    sentence = telling.text[language]
    if span is None:
        return sentence
    return sentence.replace("{span}", say_span(read_span(span[0].replace("_", " ")), language))


def tells_somebody(happening: Happening) -> bool:
    """Whether somebody outside is told by it."""
    return any("tells" in kind.acts for kind in [KINDS.get(_first_word(happening.what))] if kind is not None)


def telling_gaps(broken: Violation, protocol: Protocol, language: str) -> dict[str, str]:
    """Whom the step that breaks a promise tells, inside a sentence, and what that is for them; the court
    hears of it, where the step tells nobody."""
    made = protocol.step(broken.step).disclosures if broken.step else ()
    if broken.promise == "no-disclosure-without-basis":
        made = tuple(disclosure for disclosure in made if not _holds_any(broken, disclosure.basis, protocol))
    disclosure = made[0] if made else Disclosure("", "notice", ())
    hears = words_of()["hears"]
    return {
        "whom": first_small(_recipient(disclosure.to, language)),
        "hears": str(hears.get(disclosure.form, hears["notice"])[language]),
    }


def moment_of(happening: Happening, protocol: Protocol, now: datetime) -> datetime:
    """When it could have happened: time passes as the table says, and staff work in office hours."""
    telling = _telling_of(_key_of(happening, protocol))
    if happening.at is not None:
        return happening.at
    if telling is not None and telling.after:
        days = re.search(r"\d+ days", happening.what)
        span = read_span(days[0] if days else telling.after)
        now = (now + timedelta(minutes=span.plain_minutes or 0)).replace(hour=FIRST_DAY.hour)
    else:
        now += timedelta(hours=1)
    if happening.by == "staff" or happening.through or happening.what.startswith("session."):
        if now.hour >= _CLOSES:
            now = (now + timedelta(days=1)).replace(hour=_OPENS)
        while now.weekday() > 4:
            now = (now + timedelta(days=1)).replace(hour=FIRST_DAY.hour)
    return now


def words_of() -> Mapping[str, Any]:
    """The table of how broken promises are told."""
    return _table("broken.toml")


def _holds_any(broken: Violation, names: Iterable[str], protocol: Protocol) -> bool:
    return any(broken.bits & protocol.bits[name] for name in names)


def _is_told(disclosure: Disclosure, kind: str) -> bool:
    """Whether an entry of the kind is what tells this; what the law demands of a report is told as such."""
    if kind == "court.reported":
        return disclosure.form not in ("disclosure", "supplement", "correction")
    return kind in ("disclosure.made", "report.made") and disclosure.form == "disclosure"


def _recipient(name: str, language: str) -> str:
    return LISTS["recipient"].labels[name or "court"][language]


def _telling_sentence(disclosure: Disclosure, language: str) -> str:
    """Whom a step tells what."""
    recipient = _recipient(disclosure.to, language)
    sentence = str(words_of()["telling"][disclosure.form][language])
    return sentence.format(Whom=recipient, whom=first_small(recipient))


def _plain_sentence(happening: Happening, protocol: Protocol, language: str) -> str:
    """What is told of in no words of its own: that the step is done, or what its kind of entry is called."""
    if happening.through:
        label = protocol.step(happening.through).label[language]
        return str(words_of()["words"]["done"][language]).format(label)
    kind = KINDS.get(_first_word(happening.what))
    return f"{kind.label[language]}." if kind is not None else happening.what


def _key_of(happening: Happening, protocol: Protocol) -> str:
    """Under which key this is told of."""
    enough = happening.what == "contact.tried" and happening.brings & {
        name for name, threshold in protocol.thresholds.items() if isinstance(threshold, Tries)
    }
    return "contact.tried, enough" if enough else _SPAN.sub("SPAN", happening.what)


def _first_word(key: str) -> str:
    return re.split(r"[ ,]", key, maxsplit=1)[0]


def _telling_of(key: str) -> Telling | None:
    """The sentence that tells of a happening: declared with its kind of entry, or among those of time."""
    kind = KINDS.get(_first_word(key))
    tellings = _of_time() if kind is None else kind.happens
    return next((telling for telling in tellings if telling.key == key), None)


@lru_cache(maxsize=1)
def _of_time() -> tuple[Telling, ...]:
    return tuple(Telling(key, row, row.get("after", "")) for key, row in _table("happenings.toml").items())


@lru_cache(maxsize=2)
def _table(name: str) -> Mapping[str, Any]:
    return read_texts(__package__, name)
