"""Everybody at every command that takes an id, or lists cases: the same policies as at the screens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import typer
from typer.testing import CliRunner, Result

from heardfirst import clock
from heardfirst.access.log import lines_of
from heardfirst.access.models import AccessHead
from heardfirst.cli.main import app
from heardfirst.record.models import Entry
from tests.record.conftest import TODAY
from tests.web.everybody import AGENCY, CLIENT, GUARDED_WORDS, LABEL, PHONE, WORDS, Everybody, Visitor, gather
from tests.web.gates import WORKING

# Each command that takes an id, and how it is asked about one.
BY_ID = {
    "case show": lambda case_id: ["case", "show", case_id, "--json"],
    "case record": lambda case_id: ["case", "record", case_id, "note.signed"],
    "case terms": lambda case_id: ["case", "terms", case_id],
    "protocol move": lambda case_id: ["protocol", "move", "--case", case_id, "--reason", "Newer rules."],
}


@pytest.fixture
def everybody(db: None) -> Iterator[Everybody]:
    with clock.standing_at(TODAY):
        yield gather(TODAY)


def said(*words: str, by: Visitor) -> Result:
    assert by.person is not None
    return CliRunner().invoke(app, [*words, "--as", by.person.email])


def commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        whole = f"{before} {name}".strip()
        if hasattr(command, "commands"):
            yield from commands(command, whole)
        else:
            yield whole, command


def signed(everybody: Everybody) -> list[Visitor]:
    return [each for each in everybody.visitors if each.person is not None]


def test_every_command_that_takes_an_id_is_tried_here() -> None:
    taking = {
        name
        for name, command in commands(typer.main.get_command(app))
        if any(getattr(each, "metavar", None) == "ID" for each in command.params)
    }
    assert taking == set(BY_ID)


@pytest.mark.parametrize("name", sorted(BY_ID))
def test_who_may_ask_about_a_case(name: str, everybody: Everybody) -> None:
    case_id = str(everybody.case.public_id)
    for visitor in signed(everybody):
        before = Entry.objects.count()
        answer = said(*BY_ID[name](case_id), by=visitor)
        reads = visitor.relation in WORKING or (visitor.relation == "audit" and name == "case show")
        who = f"{name}: {visitor.relation} {sorted(visitor.roles)}"
        if reads and visitor.relation != "elsewhere":
            assert answer.exit_code == 0, (who, answer.output)
            continue
        nowhere = said(*BY_ID[name](str(uuid4())), by=visitor)
        assert (answer.exit_code, answer.output) == (2, nowhere.output), who
        assert Entry.objects.count() == before
        for secret in (*CLIENT.split(), PHONE, WORDS, GUARDED_WORDS, LABEL):
            assert secret not in answer.output, who


def test_an_auditor_reads_no_guarded_details(everybody: Everybody) -> None:
    auditor = next(each for each in everybody.visitors if each.relation == "audit")
    owner = next(each for each in everybody.visitors if each.relation == "own")
    for visitor, sees in ((auditor, False), (owner, True)):
        answer = said("case", "show", str(everybody.case.public_id), "--json", by=visitor)
        told = {each["kind"]: each["details"] for each in json.loads(answer.stdout)["chronology"]}
        assert (told["contact_rule.set"] is not None) == sees
        assert told["contact.tried"] is not None


def test_today_lists_what_is_theirs_to_do(everybody: Everybody) -> None:
    for visitor in signed(everybody):
        answer = said("today", "--json", by=visitor)
        works = visitor.relation in {"own", "cover", "team"}
        if visitor.relation == "gone":
            assert answer.exit_code == 2
            continue
        assert (CLIENT in answer.stdout) == works, visitor.relation
        if visitor.relation == "elsewhere":
            assert AGENCY not in answer.output


def test_a_broken_access_log_is_told(everybody: Everybody) -> None:
    own = next(each for each in everybody.visitors if each.relation == "own")
    said("today", "--json", by=own)
    AccessHead.objects.filter(agency=everybody.case.agency).update(number=99)
    answer = CliRunner().invoke(app, ["record", "verify", "--json"])
    document = json.loads(answer.stdout)
    assert (answer.exit_code, document["good"], document["faults"]) == (1, False, [])
    (fault,) = document["access_log"]["faults"]
    assert (fault["code"], fault["agency"]) == ("cut_off", str(everybody.case.agency.public_id))


def test_what_a_command_showed_or_refused_is_in_the_log(everybody: Everybody) -> None:
    case_id = str(everybody.case.public_id)
    own = next(each for each in everybody.visitors if each.relation == "own")
    colleague = next(each for each in everybody.visitors if each.relation == "agency")
    said("case", "show", case_id, "--json", by=own)
    said("case", "show", case_id, by=colleague)
    lines = lines_of(everybody.case.agency, case=everybody.case).exclude(what="emergency_taken")
    told = [(each.person, each.what, each.place) for each in lines[:2]]
    assert told == [(colleague.person, "refused", "terminal"), (own.person, "exported", "terminal")]
