"""What a rule reads, somebody can record: every kind, field, value and term, on a screen and by a command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from heardfirst.guide.recording import choices_of_field
from heardfirst.protocol import (
    KINDS,
    Calendar,
    Entry,
    Protocol,
    fold,
    load_protocol,
    normalized,
    read_facts,
    shipped_protocols,
    terms_known,
    words_known,
)
from heardfirst.protocol.vocabulary.fields import Field
from heardfirst.protocol.vocabulary.tasks_and_events import OwnEvent
from heardfirst.protocol.vocabulary.terms import TERMS
from heardfirst.protocol.vocabulary.thresholds import Agreed, Done, Happened, Inquiry, Notified, Release
from heardfirst.web.cases.forms import OrderForm
from heardfirst.web.shared.entry_forms import EntryForm, EntryFormFacts
from tests.protocol.essays import essays
from tests.protocol.tellings import with_rules

MISSED = datetime(2026, 3, 2, 15, tzinfo=UTC)
NOW = MISSED + timedelta(days=3)
CALENDAR = Calendar("America/New_York")
# What is read from an entry that the record itself writes: a correction names an entry, an opening its rules.
BY_ITSELF = {"case.opened", "protocol.changed", "entry.corrected", "entry.disputed", "order.changed"}
# Recorded on a page of its own, with a command of its own or by `case record` too.
ELSEWHERE = {"step.overridden"}


class Traced(dict[str, Any]):
    """Details that remember which of their fields somebody looked at."""

    def __init__(self, kind: str, details: Mapping[str, Any], seen: set[tuple[str, str]]) -> None:
        super().__init__(details)
        self._kind, self._seen = kind, seen

    def get(self, name: str, default: Any = None) -> Any:
        self._seen.add((self._kind, name))
        return super().get(name, default)

    def __getitem__(self, name: str) -> Any:
        self._seen.add((self._kind, name))
        return super().__getitem__(name)


def example(kind: str) -> dict[str, Any]:
    """Details of a kind with every field filled in."""
    given = {
        "day": "2026-03-02", "moment": MISSED.isoformat(), "flag": True, "count": 1, "minutes": 30,
        "reference": "nothing", "digest": "0" * 64, "version": "1", "step_of_rules": "contact",
        "actions": [{"what": "ride", "by": "us"}], "terms": {"at_stake": "custody"},
    }  # fmt: skip
    found: dict[str, Any] = {}
    for name, field in _fields(kind):
        first = next(iter(field.choices or essays().events), "")
        found[name] = [first] if field.type == "several" else given.get(field.type) or first
    return found


def _fields(kind: str) -> list[tuple[str, Field]]:
    return list(KINDS[kind].fields.items())


def chronologies(kind: str, details: Mapping[str, Any]) -> Iterator[list[Entry]]:
    """An entry where it may bear on a response: after a miss, before one, and after everything else."""
    miss = entry("session.missed", MISSED, {"starts_at": MISSED.isoformat()}, 1)
    opened = entry("case.opened", MISSED - timedelta(days=90), {}, 0)
    yield [opened, miss, entry(kind, MISSED + timedelta(days=1), details, 2)]
    yield [opened, entry(kind, MISSED - timedelta(hours=2), details, 1), replace(miss, seq=2)]
    others = [
        entry(name, MISSED + timedelta(hours=2 + number), example(name), 2 + number)
        for number, name in enumerate(("contact.made", "client.heard", "risk.raised", "court.asked"))
    ]
    yield [opened, miss, *others, entry(kind, MISSED + timedelta(days=2), details, 99)]


def entry(kind: str, at: datetime, details: Mapping[str, Any], seq: int) -> Entry:
    return Entry(kind, at, at, normalized(kind, details), id=f"e{seq}", seq=seq)


def facts_after(protocol: Protocol, told: list[Entry]) -> Any:
    facts = read_facts(fold(told, at=NOW), protocol, at=NOW, calendar=CALENDAR)
    return facts.bits & bits_used(protocol), sorted(facts.clocks.items())


def bits_used(protocol: Protocol) -> int:
    """The facts that the protocol's rules look at."""
    used = 0
    for step in protocol.steps:
        lines = (*step.wanted, *step.needs, *step.done, *(step.moves.when if step.moves else ()))
        for line in lines:
            used |= line.on | line.off
        for atom in (step.waits, *step.ticks):
            used |= protocol.bits.get(str(atom or "").removeprefix("not "), 0)
    return used


def read_by(protocol: Protocol) -> set[tuple[str, str]]:
    """Each kind and field that is looked at when the facts of this protocol are read."""
    seen: set[tuple[str, str]] = set()
    for kind in KINDS:
        for told in chronologies(kind, example(kind)):
            traced = [replace(each, details=Traced(each.kind, each.details, seen)) for each in told]
            read_facts(fold(traced, at=NOW), protocol, at=NOW, calendar=CALENDAR)
    return {(kind, name) for kind, name in seen if name in KINDS[kind].fields}


def rules_named(name: str) -> Protocol:
    """A shipped protocol, or the made-up one with tasks and events of its own."""
    return essays() if name == "essays" else load_protocol(name)


@pytest.mark.parametrize("name", [*shipped_protocols(), "essays"])
def test_every_field_that_is_read_is_asked_for(name: str) -> None:
    protocol = rules_named(name)
    words = words_known(protocol)
    read = read_by(protocol)
    assert ("client.heard", "limits_explained") in read, "nothing was traced"
    for kind, field in sorted(read):
        if kind in BY_ITSELF | ELSEWHERE:
            continue
        assert KINDS[kind].has_form, kind
        asked = EntryForm(kind, EntryFormFacts([("", "")], only=words))
        if choices_of_field(kind, field, words) is None:
            assert bears_on_nothing(protocol, kind, field), (kind, field)
            continue
        known = KINDS[kind].fields[field]
        widget = "session" if known.question and known.question.widget == "session" else field
        shown = f"{field}_us" if known.type == "actions" else widget
        assert shown in asked.fields or derived(kind, field), (kind, field)


def derived(kind: str, field: str) -> bool:
    """What the form reckons from what it asks: notice from when it was said; a lateness is minutes or an
    arrival, a rule one or several."""
    return (kind, field) in {
        ("session.canceled", "notice"),
        ("session.moved", "notice"),
        ("session.attended", "arrived_at"),
        ("session.attended", "left_at"),
        ("contact_rule.set", "rule"),
    }


def bears_on_nothing(protocol: Protocol, kind: str, field: str) -> bool:
    """Whether the facts the rules look at are the same with and without the field."""
    whole = example(kind)
    less = {name: value for name, value in whole.items() if name != field}
    return all(
        facts_after(protocol, one) == facts_after(protocol, other)
        for one, other in zip(chronologies(kind, whole), chronologies(kind, less), strict=True)
    )


def test_what_a_rule_reads_of_ones_own_is_traced() -> None:
    """Else the test above would show nothing of it."""
    assert {("program.event", "event"), ("step.done", "step")} <= read_by(essays())
    assert not bears_on_nothing(essays(), "program.event", "event")


@pytest.mark.parametrize("name", [*shipped_protocols(), "essays"])
def test_every_value_that_makes_a_difference_can_be_chosen(name: str) -> None:
    protocol = rules_named(name)
    words = words_known(protocol)
    for kind, field in sorted(read_by(protocol)):
        known = KINDS[kind].fields[field]
        if kind in BY_ITSELF | ELSEWHERE or known.type not in ("choice", "several"):
            continue
        offered = choices_of_field(kind, field, words)
        if offered is None or known.question is None:
            continue
        whole = example(kind)

        def outcome(value: str, whole: dict[str, Any] = whole, kind: str = kind, field: str = field) -> Any:
            said = [value] if KINDS[kind].fields[field].type == "several" else value
            return [facts_after(protocol, told) for told in chronologies(kind, {**whole, field: said})]

        # To leave the question open, or to have no such entry's field, makes no difference of its own.
        left_open = {name: value for name, value in whole.items() if name != field}
        possible = [outcome(value) for value in offered]
        possible.append([facts_after(protocol, told) for told in chronologies(kind, left_open)])
        for value in known.choices:
            if value not in offered:
                assert outcome(value) in possible, (kind, field, value)


def words_named_by(threshold: object) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The words that a fact names, and the field and kinds of entry in which somebody chooses each."""
    match threshold:
        case Happened(event=event, until=until):
            yield from (_named(event), _named(until))
        case _:
            yield _named(threshold)


def _named(threshold: object) -> tuple[str, str, tuple[str, ...]]:
    match threshold:
        case OwnEvent(name=name):
            return name, "event", ("program.event",)
        case Notified(to=to) | Release(to=to):
            return to, "to", ("disclosure.made", "consent.given", "consent.withdrawn", "report.made")
        case Done(task=task):
            return task, "step", ("step.done",)
        case Agreed(on=on):
            return on, "agreed", ("supervisor.consulted",)
        case Inquiry(by=by):
            return by, "by", ("court.asked",)
    return "anyone", "", ()


def words_nobody_can_choose(protocol: Protocol) -> dict[str, list[tuple[str, str]]]:
    """By the field one chooses it in: the words that the protocol's own facts name and no form offers."""
    words, missing = words_known(protocol), dict[str, list[tuple[str, str]]]()
    for threshold in protocol.thresholds.values():
        for value, place, kinds in words_named_by(threshold):
            if value in ("anyone", "authority"):
                continue
            lacking = [kind for kind in kinds if value not in (choices_of_field(kind, place, words) or ())]
            missing.setdefault(place, []).extend((kind, value) for kind in lacking)
    return missing


def test_the_protocols_looked_at_name_words_of_every_sort() -> None:
    asked = with_rules('[atoms]\nown = { asked_by = "court" }\n')
    assert words_nobody_can_choose(asked) == {"by": []}, "no shipped protocol asks who asked"
    own = words_nobody_can_choose(essays())
    assert own == {"event": [], "step": []}
    shipped = [words_nobody_can_choose(load_protocol(name)) for name in shipped_protocols()]
    assert {place for named in shipped for place in named} >= {"to", "step", "agreed"}


@pytest.mark.parametrize("name", [*shipped_protocols(), "essays"])
def test_every_word_a_threshold_names_can_be_chosen(name: str) -> None:
    """The recipients, tasks, events, agreements, askers and reasons that a protocol's own facts are about."""
    protocol = rules_named(name)
    words = words_known(protocol)
    assert not any(words_nobody_can_choose(protocol).values())
    for kind, granting in (
        ("session.excused", protocol.missed.excuse),
        ("leave.granted", protocol.missed.leave),
    ):
        if granting is not None:
            assert set(granting.reasons) <= set(choices_of_field(kind, "reason", words) or ()), kind
            assert set(granting.by) <= set(choices_of_field(kind, "by", words) or ()), kind


@pytest.mark.parametrize("name", shipped_protocols())
def test_every_term_that_is_read_is_asked_for(name: str) -> None:
    protocol = load_protocol(name)
    known = terms_known(protocol)
    form = OrderForm(known, {}, None)
    reading = {
        term for term in TERMS if any(term_matters(protocol, term, value) for value in term_values(term))
    }
    assert {"report_within", "basis"} & reading or not protocol.mandated
    for term in reading:
        asked = {"report_within": "reports"}.get(term, term)
        assert asked in form.fields or f"{term}_amount" in form.fields, term


def test_what_the_agency_is_was_entered_once_and_no_order_asks_again() -> None:
    assert "capacity" in OrderForm((), {}, None).fields
    assert "capacity" not in OrderForm(("capacity",), {}, None, capacity="probation").fields
    form = OrderForm(
        (), {}, {"at_stake": "unknown", "reports": "no", "basis": "unknown"}, capacity="probation"
    )
    assert form.is_valid() and form.terms()["capacity"] == "probation"
    # An order that says otherwise keeps what it says, and can be changed.
    form = OrderForm((), {"capacity": "court_staff"}, None, capacity="probation")
    assert form.initial["capacity"] == "court_staff" and "capacity" in form.fields


def term_values(term: str) -> list[Any]:
    known = TERMS[term]
    if known.choices:
        return list(known.choices)
    given: dict[str, list[Any]] = {
        "flag": [True], "number": [1, 2, 3, 4, 6, 18, 30], "day": ["2025-03-02", "2026-03-04"],
        "span": [{"days": 2}, {"days": 30}], "duty": [False, {"days": 2, "of": "missed"}],
    }  # fmt: skip
    return given[known.type]


def term_matters(protocol: Protocol, term: str, value: Any) -> bool:
    """Whether the facts change when an order says that, beside what orders usually say."""
    before = {
        "basis": "court_order", "report_within": {"days": 2, "of": "missed"}, "status_every": {"days": 30},
        "program_months": 18, "started": "2025-01-05", "charges": True,
    }  # fmt: skip
    usual = {name: said for name, said in before.items() if name != term}

    def after(terms: dict[str, Any]) -> list[Any]:
        order = entry("order.changed", MISSED - timedelta(days=80), {"terms": terms}, 0)
        misses = [
            entry("session.missed", MISSED - timedelta(days=days), {}, 20 - days) for days in (14, 7, 0)
        ]
        met = entry("session.attended", MISSED - timedelta(days=60), {}, 0)
        asked = entry("contact.made", MISSED + timedelta(hours=1), {"channel": "phone"}, 21)
        return [
            facts_after(protocol, [order, *misses]),
            facts_after(protocol, [order, met]),
            facts_after(protocol, [order, *misses, asked]),
        ]

    return bool(after({**usual, term: value}) != after(usual))
