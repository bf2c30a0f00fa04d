"""Which rules a case follows: those its chronology names, moved in the open, and none that came later."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from heardfirst import clock
from heardfirst.agency.models import ProtocolVersion
from heardfirst.agency.selectors import protocol_in_force
from heardfirst.agency.services import keep_in_force, put_in_force
from heardfirst.protocol import load_protocol, parse_protocol, say
from heardfirst.record.case_rules import rules_followed
from heardfirst.record.errors import RecordError
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Entry, Session, Standing
from heardfirst.record.reading import CaseReading
from heardfirst.record.rebuild import rebuild
from heardfirst.record.services import (
    NewEntry,
    append,
    append_batch,
    correct,
    move_case,
    move_cases,
    open_case,
)
from heardfirst.record.verify import verify

from .conftest import Cast

DEFAULT = load_protocol("court-mandated-treatment")
# The first call may take two business days, and late notice never counts.
PATIENT = """
[protocol]
name = "Patient"
version = "2"
extends = "court-mandated-treatment"
without = [
    "letter", "hardship", "bill", "adjust", "recommend_action", "notify_court", "seek_basis", "forewarn",
    "supplement", "correct_court", "report_status", "document", "consult",
]
[order]
mandated = false
[missed]
no_show = true
[[step]]
name = "contact"
role = "reach"
label = "Call"
wanted = [{ any = ["missed", "notice_owed"] }, "not in_touch", "not tried", "not stop_asked"]
within = { business_days = 2, of = "missed", known = "learned" }
takes = "1 hour"
done = [{ any = ["in_touch", "tried"] }]
brings = ["pressed"]
writes = ["contact.tried", "contact.made"]
"""


@pytest.fixture
def patient(cast: Cast, case: Case, now: datetime) -> ProtocolVersion:
    """Put in force once ``case`` was open already."""
    return put_in_force(agency=cast.agency, by=cast.supervisor, text=PATIENT.encode(), key="patient")


def test_a_case_names_the_rules_it_was_opened_under(case: Case) -> None:
    opening = Entry.objects.get(case=case, kind="case.opened")
    assert json.loads(bytes(opening.details)) == {"digest": DEFAULT.digest, "version": DEFAULT.version}
    assert (case.protocol_name, case.protocol_digest) == (DEFAULT.key, DEFAULT.digest)
    assert ProtocolVersion.objects.filter(agency=case.agency, digest=DEFAULT.digest).count() == 1


def test_new_cases_follow_what_is_in_force_and_open_ones_go_on(
    case: Case, cast: Cast, patient: ProtocolVersion, now: datetime
) -> None:
    newer = open_case(agency=cast.agency, by=None, worker=cast.worker, identity=Identity("Tess"))
    assert newer.protocol_digest == protocol_in_force(cast.agency).digest == patient.digest
    for each in (case, newer):
        append(case=each, by=None, kind="session.missed", at=now - timedelta(hours=2))
    due = dict(Standing.objects.values_list("case", "due_at"))
    first, second = due[case.pk], due[newer.pk]
    assert first is not None and second is not None
    assert second - first == timedelta(days=1)
    digests = dict(Standing.objects.values_list("case", "protocol_digest"))
    assert digests == {case.pk: DEFAULT.digest, newer.pk: patient.digest}
    assert rules_followed(Case.objects.get(pk=case.pk)) == DEFAULT
    assert rebuild(check=True) == []


def test_a_case_moves_in_the_open_and_the_past_stays_decided(
    case: Case, cast: Cast, patient: ProtocolVersion, now: datetime
) -> None:
    append(
        case=case,
        by=None,
        kind="session.canceled",
        at=now - timedelta(hours=3),
        details={"starts_at": now - timedelta(hours=2), "by": "client", "notice": 60},
    )
    assert Standing.objects.get(case=case).next_step == "contact"
    assert Session.objects.get(case=case).outcome == "missed"
    requirement = case.requirements.get()
    later = now + timedelta(hours=3)
    with clock.standing_at(later):
        moved = move_case(case=case, by=cast.supervisor, version=patient, reason="Late notice is no miss.")
    assert moved is not None and moved.kind == "protocol.changed"
    assert json.loads(bytes(moved.details)) == {
        "before": DEFAULT.digest,
        "digest": patient.digest,
        "version": "2",
    }
    assert b"Late notice" not in bytes(moved.details) and moved.words is not None
    assert (case.protocol_name, case.protocol_digest) == ("patient", patient.digest)
    assert Session.objects.get(case=case).outcome == "canceled"
    assert not Standing.objects.filter(case=case, response_open=True).exists()
    assert CaseReading.of(case, at=later - timedelta(seconds=1)).decision(requirement).next.step == "contact"
    assert CaseReading.of(case, at=later).decision(requirement).next.step == "rebook"
    # What was so at noon is decided by the rules of noon, also as it was known then.
    assert CaseReading.of(case, at=now, known_at=later).decision(requirement).protocol == DEFAULT
    assert rebuild(check=True) == []
    assert verify(case) == []
    with clock.standing_at(later):
        assert move_case(case=case, by=cast.supervisor, version=patient, reason="Again.") is None


def test_moving_to_other_rules_is_no_act_in_the_response(
    case: Case, cast: Cast, patient: ProtocolVersion, now: datetime
) -> None:
    """It must not put off the day on which somebody looks at a case in which nothing happens."""
    append(case=case, by=None, kind="session.missed", at=now - timedelta(days=6))
    requirement = case.requirements.get()
    before = CaseReading.of(case, at=now).decision(requirement).facts.clocks["review"]
    move_case(case=case, by=cast.supervisor, version=patient, reason="All cases move.")
    assert CaseReading.of(case, at=now).decision(requirement).facts.clocks["review"] == before


def test_a_move_that_was_a_mistake_is_taken_back_in_the_open(
    case: Case, cast: Cast, patient: ProtocolVersion
) -> None:
    moved = move_case(case=case, by=cast.supervisor, version=patient, reason="Wrong case.")
    assert moved is not None
    correct(entry=moved, by=cast.supervisor, reason="It was another case.")
    assert Case.objects.get(pk=case.pk).protocol_digest == DEFAULT.digest
    assert rebuild(check=True) == []


def test_all_open_cases_move_and_closed_ones_do_not(
    case: Case, cast: Cast, patient: ProtocolVersion, now: datetime
) -> None:
    more = [
        open_case(agency=cast.agency, by=None, worker=cast.worker, identity=Identity(f"Client {number}"))
        for number in range(45)
    ]
    keep_in_force(agency=cast.elsewhere, at=now)
    stranger = open_case(agency=cast.elsewhere, by=None, worker=cast.stranger, identity=Identity("Elsewhere"))
    older = Case.objects.filter(pk__in=[each.pk for each in more[:42]])
    for each in older:
        # They follow what is in force now; another version comes after them.
        assert each.protocol_digest == patient.digest
    newest = put_in_force(
        agency=cast.agency,
        by=cast.supervisor,
        text=PATIENT.replace('version = "2"', 'version = "3"').encode(),
        key="patient",
    )
    append(case=case, by=cast.worker, kind="case.closed", at=now, details={"reason": "completed"})
    told: list[int] = []
    moved = move_cases(
        agency=cast.agency, by=cast.supervisor, version=newest, reason="All move.", progress=told.append
    )
    assert (moved, told) == (45, [20, 40, 45])
    assert set(
        Case.objects.filter(agency=cast.agency, status="open").values_list("protocol_digest", flat=True)
    ) == {newest.digest}
    assert Case.objects.get(pk=case.pk).protocol_digest == DEFAULT.digest
    assert Case.objects.get(pk=stranger.pk).protocol_digest == DEFAULT.digest
    assert move_cases(agency=cast.agency, by=cast.supervisor, version=newest, reason="Nobody is left.") == 0
    assert rebuild(check=True) == []


def test_a_case_moves_neither_without_a_reason_nor_to_anothers_rules(
    case: Case, cast: Cast, patient: ProtocolVersion, now: datetime
) -> None:
    foreign = keep_in_force(agency=cast.elsewhere, at=now)
    for version, reason, says in ((patient, " ", "few words"), (foreign, "Why not.", "another agency")):
        with pytest.raises(RecordError, match=says):
            move_case(case=case, by=cast.supervisor, version=version, reason=reason)
        with pytest.raises(RecordError, match=says):
            move_cases(agency=cast.agency, by=cast.supervisor, version=version, reason=reason)
    with pytest.raises(RecordError, match="another agency"):
        move_case(case=case, by=cast.stranger, version=patient, reason="I like it.")
    assert Case.objects.get(pk=case.pk).protocol_digest == DEFAULT.digest


@pytest.mark.parametrize("kind", ["protocol.changed", "case.opened"])
def test_the_rules_change_through_no_other_door(case: Case, cast: Cast, now: datetime, kind: str) -> None:
    details = {"digest": "0" * 64, "version": "1"}
    with pytest.raises(RecordError, match="use the form"):
        append(case=case, by=cast.worker, kind=kind, at=now, details=details)
    with pytest.raises(RecordError, match="use the form"):
        append_batch(agency=cast.agency, by=None, items=[NewEntry(case, kind, now, details)], source="import")


def test_what_happened_before_a_case_was_opened_is_decided_by_the_rules_of_its_opening(
    cast: Cast, now: datetime
) -> None:
    put_in_force(agency=cast.agency, by=cast.supervisor, text=PATIENT.encode(), key="patient")
    case = open_case(agency=cast.agency, by=None, worker=cast.worker, identity=Identity("Tess"))
    append(case=case, by=None, kind="session.missed", at=now - timedelta(days=3))
    earlier = CaseReading.of(case, at=now - timedelta(days=1)).decision(case.requirements.get())
    assert earlier.protocol.key == "patient"


def test_a_case_of_before_versions_were_kept_goes_by_the_name_of_its_protocol(
    case: Case, now: datetime
) -> None:
    case.protocol_digest = "f" * 64
    assert rules_followed(case) == DEFAULT
    case.protocol_digest = ""
    assert rules_followed(case) == DEFAULT


def test_kept_reasons_say_what_the_facts_of_their_rules_are(cast: Cast, now: datetime) -> None:
    text = b"""
        [protocol]
        name    = "Misnamed"
        version = "3"
        extends = "court-mandated-treatment"
        [atoms]
        long_gap = { missed = 2 }
    """
    rules = parse_protocol(text, "misnamed.toml")
    ProtocolVersion.objects.create(
        agency=cast.agency, key="misnamed", version="3", digest=rules.digest, text=text,
        bases={DEFAULT.key: DEFAULT.source}, put_in_force_at=now, by=cast.supervisor, verdict={},
    )  # fmt: skip
    kept = {"codes": ["long_gap", "not long_gap", "no:long_gap"], "args": {}}
    because = Standing(protocol_digest=rules.digest, reasons=kept).because
    assert [str(reason) for reason in because] == kept["codes"]
    assert [say(reason) for reason in because] == [
        "2 or more sessions were missed.",
        "Fewer than 2 sessions were missed.",
        "Fewer than 2 sessions were missed.",
    ]
    assert Standing(protocol_digest="lost", reasons=kept).because == because
