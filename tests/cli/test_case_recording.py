"""`case record` and `case terms`: whatever the screens can record, and refused in the same cases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction
from typer.testing import CliRunner, Result

from heardfirst import clock
from heardfirst.cli.main import app
from heardfirst.guide.recording import bears_on_these_rules, questions_of
from heardfirst.protocol import KINDS, load_protocol, words_known
from heardfirst.protocol.vocabulary.fields import Field
from heardfirst.protocol.vocabulary.terms import TERMS
from heardfirst.record import selectors
from heardfirst.record.models import Case, Entry
from tests.record.conftest import TODAY
from tests.web.everybody import Everybody, gather

START = "2026-03-03 10:00"
TYPED = {
    "actions": "us:ride:2026-12-01,client:reminder", "count": "3", "day": "2026-12-01", "flag": "yes",
    "minutes": "90", "moment": START, "number": "2", "span": "30 days", "duty": "5 business days of learned",
}  # fmt: skip


@pytest.fixture(scope="module")
def gathered(django_db_setup: None, django_db_blocker: Any) -> Iterator[Everybody]:
    """Everybody, gathered once for all tests here in a transaction around that of each: it takes longer than
    most of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.standing_at(TODAY):
            everybody = gather(TODAY)
        yield everybody
        transaction.set_rollback(True)


@pytest.fixture
def everybody(gathered: Everybody, db: None) -> Iterator[Everybody]:
    with clock.standing_at(TODAY):
        yield deepcopy(gathered)


@pytest.fixture
def case(everybody: Everybody) -> Case:
    return everybody.case


def said(everybody: Everybody, *words: str, relation: str = "own", typed: str | None = None) -> Result:
    visitor = next(each for each in everybody.visitors if each.relation == relation)
    assert visitor.person is not None
    return CliRunner().invoke(app, ["case", *words, "--as", visitor.person.email], input=typed)


def typed(field: Field, only: tuple[str, ...] = ()) -> str:
    return (only or field.choices)[0] if field.type in ("choice", "several") else TYPED[field.type]


# What only a program with events of its own records is tried in tests/web/entries/test_tasks_and_events.py.
WORDS = words_known(load_protocol("court-mandated-treatment"))


@pytest.mark.parametrize("kind", sorted(k for k in KINDS.that("has_form") if bears_on_these_rules(k, WORDS)))
def test_every_kind_that_has_a_form_can_be_recorded(kind: str, everybody: Everybody, case: Case) -> None:
    needed = [
        f"{field.name}={typed(field, question.only)}"
        for field, question in questions_of(kind)
        if question.required and question.start is None
    ]
    needed += ["actions=us:ride:2026-12-01,client:reminder"] if KINDS[kind].is_plan else []
    words = ["--words", "-", "--json", *(["--requirement", "1"] if KINDS[kind].about_session else [])]
    answer = said(everybody, "record", str(case.public_id), kind, *needed, *words, typed="In their words.\n")
    assert answer.exit_code == 0, answer.output
    document = json.loads(answer.stdout)
    entry = Entry.objects.get(public_id=document["entry"])
    assert (entry.kind, document["details"]) == (kind, selectors.details_of(entry))
    assert selectors.words_of([entry], case)[entry.public_id] == "In their words."
    assert (entry.requirement_id is not None) == KINDS[kind].about_session
    assert entry.source == "typed" and entry.by is not None


@pytest.mark.parametrize("term", sorted(TERMS))
def test_every_term_of_an_order_can_be_entered_and_taken_out(
    term: str, everybody: Everybody, case: Case
) -> None:
    case_id, value = str(case.public_id), typed(TERMS[term])
    before = json.loads(said(everybody, "terms", case_id, "--json").stdout)
    assert said(everybody, "terms", case_id, f"{term}={value}").exit_code == 0
    terms = json.loads(said(everybody, "terms", case_id, "--json").stdout)
    assert terms[term] not in (None, "") and {**before, term: terms[term]} == terms
    assert said(everybody, "terms", case_id, f"{term}=").exit_code == 0
    assert term not in json.loads(said(everybody, "terms", case_id, "--json").stdout)


def test_a_term_is_entered_and_taken_out_by_the_name_it_had_before(everybody: Everybody, case: Case) -> None:
    case_id = str(case.public_id)
    for typed_now, kept in (("programme_months=3", 3), ("programme_months=", None)):
        answer = said(everybody, "terms", case_id, typed_now)
        assert answer.exit_code == 0, answer.output
        assert json.loads(said(everybody, "terms", case_id, "--json").stdout).get("program_months") == kept


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["tribe.infomed"], 'Did you mean "tribe.informed"?'),
        (["case.opened"], "not by itself"),
        (["contact.made", "chanel=phone"], 'Did you mean "channel"?'),
        (["contact.made", "channel=fone"], 'Did you mean "phone"?'),
        (["contact.made", "phone"], "field=value"),
        (["session.missed"], "starts_at="),
        (["session.missed", "starts_at=tomorrow"], "not a date and time"),
        (["client.whereabouts", "where=jail", "verified=perhaps"], "yes or no"),
        (["case.closed", "reason=discharged"], "cannot be said now. Known: completed"),
        (["plan.agreed"], "at least one thing"),
        (["session.booked", f"starts_at={START}", "makes_up=yes"], "nothing it bears on"),
        (["note.signed", "--at", "2036-03-03 10:00"], "in the future"),
        (["session.missed", f"starts_at={START}", "--requirement", "9"], "ordered services"),
        (["contact.made", "channel=phone", "--requirement", "1"], "leave out --requirement"),
    ],
)
def test_a_slip_is_told_and_nothing_is_recorded(
    words: list[str], told: str, everybody: Everybody, case: Case
) -> None:
    before = case.entries.count()
    answer = said(everybody, "record", str(case.public_id), *words)
    assert answer.exit_code == 2 and told in answer.output, answer.output
    assert case.entries.count() == before


def test_a_clerk_books_and_writes_no_word(everybody: Everybody, case: Case) -> None:
    booked = ["record", str(case.public_id), "session.booked", "starts_at=2026-12-05 10:00"]
    assert said(everybody, *booked, relation="booking").exit_code == 0
    worded = said(everybody, *booked, "--words", "She hums.", relation="booking")
    assert worded.exit_code == 2 and "no words" in worded.output
    assert said(everybody, "record", str(case.public_id), "note.signed", relation="booking").exit_code == 2
