"""A protocol as a person reads it: what it is, what it counts, and each step in order, in plain sentences.

The same sections serve the command line and the page. Nothing here decides anything: every sentence is made
from the compiled rules, so that what is read is what runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from ..rules.threshold_sentences import sentences_of
from ..rules.wording import say_list, say_money, say_span
from ..vocabulary.atoms import THRESHOLDS_BUILT_IN
from ..vocabulary.closed_lists import LISTS
from ..vocabulary.duration import Span
from ..vocabulary.granting import Granting
from ..vocabulary.protocol import CountsAsMissed, DeclaredException, MakingUp, Protocol, Step, Timers
from ..vocabulary.texts import first_small
from ..vocabulary.thresholds import Capacity, Happened, Phase, Threshold
from .days import date_words
from .phrases import (
    Need,
    cited,
    condition,
    decider,
    due,
    fact,
    frames_of,
    need,
    reason,
    word,
)
from .tasks_and_events_text import own_sentences, say_recorded

__all__ = [
    "PromisesFound", "Section", "ShownStep", "as_document", "exception_sentence", "has_numbers", "heading",
    "promise_sentences", "show_text", "unless_sentence",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step in words. ``needs`` are its checklist's lines with what outweighs each; ``excepted`` tells of
    the exceptions declared for it; ``line`` is where it starts in its own file, 0 when it is inherited."""

    number: int
    name: str
    role: str
    role_said: str
    label: str
    who: str
    wanted: tuple[str, ...]
    needs: tuple[Need, ...]
    done: str
    waits: str
    due: str
    takes: str
    moves: str
    moves_when: tuple[str, ...]
    writes: str
    sources: tuple[str, ...]
    excepted: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class PromisesFound:
    """
    What a check of a protocol came to: over how many states, which promises were proved, which a law
    overrides and which are broken, by which version of Heardfirst, and on which day; no day for what was
    proved when that version was made.
    """

    states: int
    proved: tuple[str, ...]
    overridden: tuple[str, ...]
    broken: tuple[str, ...]
    by: str
    on: date | None = None
    too_large: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a protocol as it is read: sentences, and for the last part the steps."""

    key: str
    title: str
    sentences: tuple[str, ...] = ()
    steps: tuple[ShownStep, ...] = field(default=())


def show_text(protocol: Protocol, language: str, found: PromisesFound | None = None) -> list[Section]:
    """
    The sections of a protocol: what it is, what is known of its promises, and exceptions to them, before
    everything else. ``found`` is what a check of this very text came to; ``language`` is en or es.
    """
    words = frames_of("show", language)

    def section(key: str, *sentences: str, steps: tuple[ShownStep, ...] = ()) -> Section:
        return Section(key, words[key], sentences, steps)

    return [
        section("about", protocol.name[language] + ".", *_about(protocol, words, language)),
        section("promises", *promise_sentences(found, language)),
        section("exceptions", *(_exceptions(protocol, language) or [words["none"]])),
        section("missed", *_missed(protocol.missed, words, language), *_granted(protocol, words, language)),
        section("numbers", *_numbers(protocol, words, language)),
        *([section("own", *own)] if (own := own_sentences(protocol, language)) else []),
        section("steps", words["order"], steps=_steps(protocol, words, language)),
    ]


def as_document(protocol: Protocol, language: str, found: PromisesFound | None = None) -> dict[str, Any]:
    """The same as plain lists and strings, for programs."""
    return {
        "name": protocol.key,
        "title": protocol.name[language],
        "version": protocol.version,
        "digest": protocol.digest,
        "sections": [asdict(section) for section in show_text(protocol, language, found)],
    }


def heading(key: str, language: str) -> str:
    """The small heading over a part of a step: ``wanted``, ``needs``, ``due`` …"""
    return word("show", key, language)


def unless_sentence(line: Need, language: str) -> str:
    """What outweighs a line, as an aside; empty when nothing does."""
    return word("show", "unless", language).format(what=line.unless) if line.unless else ""


def _about(protocol: Protocol, words: Mapping[str, str], language: str) -> list[str]:
    lines = [words["version"].format(version=protocol.version, digest=protocol.digest[:12])]
    if protocol.base is not None:
        lines.append(words["extends"].format(name=protocol.base.name[language]))
    if not protocol.mandated:
        lines.append(word("granted", "not_ordered", language))
    return lines


def _exceptions(protocol: Protocol, language: str) -> list[str]:
    return [exception_sentence(exception, protocol, language) for exception in protocol.exceptions]


def exception_sentence(exception: DeclaredException, protocol: Protocol, language: str) -> str:
    """Which law overrides which promise for which step, why, and who confirmed it when."""
    words = {
        "step": protocol.step(exception.step).label[language],
        "promise": word("promise_name", exception.promise, language),
        "because": exception.because[language].rstrip("."),
    }
    law = exception.law
    if law is None:
        cites = ", ".join(cited(source, language) for source in exception.cites)
        return word("show", "exception", language).format(**words, cites=cites) + "."
    return (
        word("show", "overridden", language).format(
            **words,
            jurisdiction=law.jurisdiction,
            citation=law.citation,
            day=date_words(law.confirmed, language),
            who=law.confirmed_by[language],
        )
        + "."
    )


def promise_sentences(found: PromisesFound | None, language: str) -> list[str]:
    """What is known of a protocol's promises: each that was proved, is overridden by a law or broken, and
    when by which Heardfirst that was found; or that nobody knows."""
    words = frames_of("show", language)
    if found is None:
        return [words["unproved"]]
    if found.too_large:
        return [words["too_large"]]
    frame = words["checked_on" if found.on else "proved_by"]
    day = date_words(found.on, language) if found.on else ""
    lines = [frame.format(states=f"{found.states:,}", by=found.by, day=day)]
    for outcome, promises in (
        ("proved", found.proved),
        ("law_overrides", found.overridden),
        ("broken", found.broken),
    ):
        lines += [
            words[outcome].format(promise=word("promise_name", promise, language)) for promise in promises
        ]
    return lines


def _missed(counts: CountsAsMissed, words: Mapping[str, str], language: str) -> list[str]:
    lines = [words["no_show" if counts.no_show else "no_no_show"]]
    if counts.late_minutes is None:
        lines.append(words["no_late"])
    else:
        late = _minutes(counts.late_minutes, language)
        lines.append(words["late"].format(span=late) if counts.late_minutes else words["any_late"])
    for purpose, minutes in counts.late_minutes_for:
        late, what = _minutes(minutes, language), LISTS["purpose"].labels[purpose][language]
        lines.append(words["late_for" if minutes else "any_late_for"].format(span=late, what=what))
    if counts.least_minutes is not None:
        lines.append(words["least"].format(span=_minutes(counts.least_minutes, language)))
    for purpose, minutes in counts.least_minutes_for:
        what = LISTS["purpose"].labels[purpose][language]
        lines.append(words["least_for"].format(span=_minutes(minutes, language), what=what))
    if counts.canceled_within is None:
        lines.append(words["no_canceled"])
    else:
        lines.append(words["canceled"].format(span=_minutes(counts.canceled_within, language)))
    if counts.rescheduled_within is not None:
        lines.append(words["rescheduled"].format(span=_minutes(counts.rescheduled_within, language)))
    if counts.lates_make == 1:
        lines.append(words["lates_1"])
    elif counts.lates_make:
        over = counts.lates_within
        within = words["lates_within"].format(span=say_span(over, language)) if over else ""
        lines.append(words["lates"].format(number=counts.lates_make, within=within))
    return [*lines, words["not_ours"]]


def _minutes(minutes: int, language: str) -> str:
    """Minutes as hours where that says them in full; a day's notice is told as 24 hours."""
    whole = minutes % 60 == 0 and minutes > 0
    return say_span(Span(minutes // 60, "hours") if whole else Span(minutes, "minutes"), language)


def _numbers(protocol: Protocol, words: Mapping[str, str], language: str) -> list[str]:
    lines = []
    for name, value in protocol.thresholds.items():
        if not has_numbers(value):
            continue  # a fact without a number is said wherever a step asks for it
        sentences = sentences_of(value, language)
        line = sentences.yes.rstrip(".")
        if name in THRESHOLDS_BUILT_IN:
            line = f"{words[name]}: {first_small(line)}"
        lines.append("; ".join(part for part in (line, sentences.not_counted) if part) + ".")
    lines += _waits(protocol.timers, words, language)
    spans = (("every", "status_every"), ("within", "status_in"), ("before", "status_before"))
    for name, key in spans:
        span = getattr(protocol.scheduled, name)
        if span is not None:
            lines.append(words[key].format(span=say_span(span, language)))
    if protocol.report is not None:
        clock = word("clock", protocol.report.of, language)
        lines.append(words["report"].format(span=say_span(protocol.report.span, language), clock=clock))
    return lines


def has_numbers(value: Threshold) -> bool:
    """Whether a protocol's own fact is told among its numbers."""
    if isinstance(value, Happened):
        return value.times != 1 or value.lapses or bool(value.by_months)
    values = (getattr(value, field.name) for field in fields(value))
    return any(isinstance(part, Span | tuple) or type(part) is int for part in values) and not isinstance(
        value, Phase | Capacity
    )


def _granted(protocol: Protocol, words: Mapping[str, str], language: str) -> list[str]:
    """On what conditions a session is excused and leave granted, and what costs a fee."""
    lines = []
    for section in ("excuse", "leave"):
        granting = getattr(protocol.missed, section)
        if granting is not None:
            conditions = "; ".join(_conditions(granting, words["or"], language))
            lines.append(f"{word('granted', section, language)}: {conditions}.")
    if protocol.fees:
        costs = say_list([word("cost", fee, language) for fee in protocol.fees], words["and"])
        lines.append(word("granted", "costs", language).format(costs=costs))
    for fee, amounts in protocol.fee_cents:
        money = say_list([say_money(cents) for cents in amounts], words["then"])
        cost = word("cost", fee, language)
        lines.append(word("granted", "amount", language).format(cost=cost, amount=money))
    if protocol.making_up is not None:
        lines.append(_making_up(protocol.making_up, words["or"], language))
    if protocol.fee_purposes:
        labels = LISTS["purpose"].labels
        purposes = say_list([labels[one][language] for one in protocol.fee_purposes], words["or"])
        lines.append(word("granted", "costs_for", language).format(purposes=purposes))
    return lines


def _making_up(making: MakingUp, joiner: str, language: str) -> str:
    """What makes up for a session, in one sentence."""

    def labels(name: str, values: Iterable[str]) -> str:
        return say_list([first_small(LISTS[name].labels[value][language]) for value in values], joiner)

    parts = []
    if making.within is not None:
        parts.append(word("makeup", "within", language).format(span=say_span(making.within, language)))
    if making.purposes:
        parts.append(word("makeup", "purpose", language).format(what=labels("purpose", making.purposes)))
    if making.places:
        parts.append(word("makeup", "place", language).format(where=labels("session_place", making.places)))
    if making.most is not None:
        parts.append(word("makeup", "most", language).format(count=making.most))
    return f"{word('makeup', 'makeup', language)}: {'; '.join(parts)}."


def _conditions(granting: Granting, joiner: str, language: str) -> Iterator[str]:
    def frame(key: str, **values: str) -> str:
        return word("granted", key, language).format(**values)

    def reasons(keys: Iterable[str]) -> str:
        return say_list([reason(key, language) for key in keys], joiner)

    if granting.by:
        yield frame("by", who=say_list([decider(name, language) for name in granting.by], joiner))
    if granting.reasons:
        yield frame("reasons", reasons=reasons(granting.reasons))
    if granting.documents:
        yield frame("documents")
    if granting.notice is not None:
        yield frame("notice", span=say_span(granting.notice, language))
    if granting.afterwards_for:
        yield frame("after_some", reasons=reasons(granting.afterwards_for))
    elif not granting.afterwards:
        yield frame("before")
    if granting.longest is not None:
        yield frame("longest", span=say_span(granting.longest, language))
    for name, old in granting.not_older:
        yield frame("not_older", reason=reason(name, language), span=say_span(old, language))


def _waits(timers: Timers, words: Mapping[str, str], language: str) -> list[str]:
    spans = [say_span(outcome, language) for outcome in timers.keep_trying]
    frame = words["keep_trying" if len(spans) > 1 else "keep_trying_1"]
    lines = [frame.format(spans=say_list(spans, words["and"]))]
    waits = ("second_talk", "session_outcome", "next_session", "review", "status")
    return lines + [words[name].format(span=say_span(getattr(timers, name), language)) for name in waits]


def _steps(protocol: Protocol, words: Mapping[str, str], language: str) -> tuple[ShownStep, ...]:
    return tuple(
        _step(protocol, step, number, words, language) for number, step in enumerate(protocol.steps, start=1)
    )


def _step(protocol: Protocol, step: Step, number: int, words: Mapping[str, str], language: str) -> ShownStep:
    who = word("by", step.by or "worker", language)
    done = [condition(line, protocol, language) for line in step.done]
    moves = step.moves
    return ShownStep(
        number=number,
        name=step.name,
        role=step.role,
        role_said=word("role", step.role, language),
        label=step.label[language],
        who=who,
        wanted=tuple(condition(line, protocol, language) for line in step.wanted) or (words["always"],),
        needs=tuple(need(line, protocol, language) for line in step.needs),
        done=" ".join(done),
        waits=fact(step.waits, protocol, language) if step.waits else "",
        due=due(step.within, protocol, language) if step.within else "",
        takes=say_span(step.takes, language),
        moves=words["moves"].format(after=protocol.step(moves.after).label[language]) if moves else "",
        moves_when=tuple(condition(line, protocol, language) for line in moves.when) if moves else (),
        writes=say_list([say_recorded(kind, step, protocol, language) for kind in step.writes], words["or"]),
        sources=tuple(cited(source, language) for source in step.cites),
        excepted=tuple(
            sentence
            for exception, sentence in zip(protocol.exceptions, _exceptions(protocol, language), strict=True)
            if exception.step == step.name
        ),
        line=step.at_line,
    )
