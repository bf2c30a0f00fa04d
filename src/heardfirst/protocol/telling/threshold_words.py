"""What a protocol's own fact is about, in words, for the kinds that are more than a count or a gap.

The sentences are those of ``threshold_words.toml``, with the labels of the closed lists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from ..vocabulary.closed_lists import LISTS
from ..vocabulary.duration import Span
from ..vocabulary.terms import TERMS
from ..vocabulary.texts import first_small, read_texts
from ..vocabulary.thresholds import (
    Agreed,
    AsksBack,
    Capacity,
    Done,
    FeeOwed,
    Inquiry,
    Lacking,
    MakeUps,
    Misses,
    Notified,
    OrderSays,
    Phase,
    Release,
    Responses,
    Unpaid,
    Unseen,
)

__all__ = ["say_period", "say_threshold"]

Spoken = Callable[[Span, str], str]
_Say = Callable[[Any, str, Spoken], str]


def say_threshold(value: object, language: str, span: Spoken) -> str | None:
    """What the threshold is about, as a phrase without its name; None for a kind that is not said here.

    ``span`` says a span of time in that language.
    """
    say = _SAY.get(type(value))
    return say(value, language, span) if say is not None else None


def say_period(period: str, language: str) -> str:
    """``this month``."""
    return _word("period", period, language)


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    return read_texts(__package__, "threshold_words.toml")


def _word(table: str, key: str, language: str) -> str:
    return str(_words()[table][key][language])


def _frame(key: str, language: str, **gaps: object) -> str:
    sentence = _word("frame", key, language).format(**gaps)
    # A label may begin with the article that Spanish draws together with "a" and "de".
    return sentence.replace(" a el ", " al ").replace(" de el ", " del ") if language == "es" else sentence


def _label(name: str, value: str, language: str) -> str:
    """The label of a value of a closed list, as it stands inside a sentence."""
    return first_small(LISTS[name].labels[value][language])


def _misses(value: Misses, language: str, span: Spoken) -> str:
    parts = [_frame("misses", language, count=value.missed)] if value.missed is not None else []
    parts += [
        _frame("by_months", language, count=_frame("misses", language, count=count), months=months)
        for months, count in value.by_months
    ]
    text = _word("frame", "or", language).join(parts)
    text += _within(value.within, language, span)
    text += _frame("row", language) if value.in_a_row else ""
    text += _frame("per", language, period=say_period(value.per, language)) if value.per else ""
    return text + (_frame("restart", language) if value.since_restart else "")


def _within(within: Span | None, language: str, span: Spoken) -> str:
    return _frame("within", language, span=span(within, language)) if within else ""


def _responses(value: Responses, language: str, span: Spoken) -> str:
    counted = _frame("responses", language, count=value.responses)
    return counted + _within(value.within, language, span)


def _unseen(value: Unseen, language: str, span: Spoken) -> str:
    return _frame("unseen_home" if value.at_home else "unseen", language, span=span(value.span, language))


def _lacking(value: Lacking, language: str, _span: Spoken) -> str:
    return _frame(value.of, language, what=_word("lacks", value.what, language))


def _inquiry(value: Inquiry, language: str, _span: Spoken) -> str:
    someone = value.by == "anyone"
    who = _word("frame", "anyone", language) if someone else _label("asker", value.by, language)
    return _frame("inquiry", language, who=who)


def _capacity(value: Capacity, language: str, _span: Spoken) -> str:
    capacities = [_label("capacity", capacity, language) for capacity in value.capacities]
    return _frame("capacity", language, who=_word("frame", "or", language).join(capacities))


def _notified(value: Notified, language: str, _span: Spoken) -> str:
    who, since = _label("recipient", value.to, language), _word("since", value.since, language)
    return _frame("told", language, who=who, since=since)


def _done(value: Done, language: str, _span: Spoken) -> str:
    task, since = _label("task", value.task, language), _word("since", value.since, language)
    return _frame("done", language, task=task, since=since)


def _agreed(value: Agreed, language: str, _span: Spoken) -> str:
    if value.on in _words()["agreed"]:
        what = _word("agreed", value.on, language)
    elif value.on in LISTS["task"].labels:
        what = _frame("quoted", language, what=LISTS["task"].labels[value.on][language])
    else:
        what = value.on.replace("_", " ")
    return _frame("agreed", language, what=what)


def _order(value: OrderSays, language: str, _span: Spoken) -> str:
    says = TERMS[value.term].yes
    return _frame("order", language, what=says[language] if says else value.term.replace("_", " "))


def _phase(value: Phase, language: str, _span: Spoken) -> str:
    phases = _word("frame", "or", language).join(map(str, value.phases))
    return _frame("phase", language, phases=phases)


_SAY: Mapping[type, _Say] = {
    Misses: _misses,
    Responses: _responses,
    Unseen: _unseen,
    Lacking: _lacking,
    Capacity: _capacity,
    Notified: _notified,
    Done: _done,
    Agreed: _agreed,
    Inquiry: _inquiry,
    Phase: _phase,
    OrderSays: _order,
    FeeOwed: lambda _value, language, _span: _frame("fee", language),
    Unpaid: lambda value, language, span: _frame("unpaid", language, span=span(value.span, language)),
    Release: lambda value, language, _span: _frame(
        "release", language, who=_label("recipient", value.to, language)
    ),
    MakeUps: lambda value, language, _span: _frame("make_ups", language, count=value.number),
    AsksBack: lambda _value, language, _span: _frame("back", language),
}
