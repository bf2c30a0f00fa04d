"""Attendance recorded once: again, later, overlapping, changed, broken off, and by those who may."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from heardfirst import clock
from heardfirst.access import cases_for, today_for
from heardfirst.agency.models import Person, Role
from heardfirst.agency.services import add_person
from heardfirst.agency.staffing import change_team, make_team
from heardfirst.intake import services
from heardfirst.intake.attendance import AttendanceReading, read
from heardfirst.intake.errors import IntakeError
from heardfirst.intake.services import ImportResult, import_attendance
from heardfirst.protocol import fold
from heardfirst.record.models import Case, Entry, Session
from heardfirst.record.reading import CaseReading
from heardfirst.record.selectors import client_identity, words_of
from heardfirst.record.services import append, append_batch, change_order, transfer_case, transfer_cases
from heardfirst.record.verify import verify_all

from .conftest import TODAY, Cast

HEADER = "Client ID,Client Name,Phone,Preferred Language,Date,Time,Status,Program\n"
FILE = (
    HEADER + "7,Marisol Q,2025550147,Spanish,2026-02-23,10:00,attended,Therapy\n"
    "7,Marisol Q,2025550147,Spanish,2026-03-02,10:00,no show,Therapy\n"
    "7,Marisol Q,2025550147,Spanish,2026-03-09,10:00,scheduled,Therapy\n"
    "8,Dwayne K,2025550148,English,2026-03-02,11:00,attended,Therapy\n"
    "8,Dwayne K,2025550148,English,2026-03-03,11:00,missed,Parenting class\n"
    "9,Ana P,,,2026-03-03,12:00,scheduled,Therapy\n"
)


def take_in(
    cast: Cast, text: str, *, by: Person | None = None, worker: Person | None = None, **more: Any
) -> ImportResult:
    return import_attendance(
        agency=cast.agency,
        by=by or cast.worker,
        worker=worker or cast.worker,
        reading=read(text.encode()),
        **more,
    )


def adds_up(result: ImportResult) -> bool:
    counted = (
        result.added,
        result.already,
        result.changed,
        result.differing,
        result.unrecorded,
        result.repeated,
    )
    return result.read == sum(counted) + len(result.refused)


def case_of(cast: Cast, name: str, person: Person | None = None) -> Case:
    return next(case for case in cases_for(person or cast.worker) if client_identity(case).name == name)


def standing_kinds(case: Case) -> list[str]:
    told = fold(CaseReading.of(case, at=clock.now()).entries)
    return sorted(
        entry.kind for kind in told.by_kind for entry in told.of(kind) if kind.startswith("session.")
    )


pytestmark = pytest.mark.usefixtures("now")


def test_an_import_opens_the_cases_it_meets_and_records_their_sessions(cast: Cast) -> None:
    result = take_in(cast, FILE)

    assert (result.read, result.added, result.cases_created, result.unrecorded) == (6, 5, 3, 1)
    assert adds_up(result) and not result.refused
    marisol = case_of(cast, "Marisol Q")
    identity = client_identity(marisol)
    assert (identity.phone, identity.language, marisol.worker) == ("2025550147", "es", cast.worker)
    assert standing_kinds(marisol) == ["session.attended", "session.booked", "session.missed"]
    assert {each.kind for each in case_of(cast, "Dwayne K").requirements.all()} == {"therapy", "parenting"}
    assert not verify_all()


def test_only_a_session_still_to_come_is_booked(cast: Cast) -> None:
    take_in(cast, FILE)

    booked = Entry.objects.get(kind="session.booked")
    assert booked.occurred_at == TODAY and booked.source == "import"
    assert Session.objects.get(outcome=Session.Outcome.PENDING).starts_at == datetime(
        2026, 3, 9, 14, tzinfo=UTC
    )
    assert not Entry.objects.filter(case=case_of(cast, "Ana P"), kind__startswith="session.").exists()


def test_what_is_imported_is_recorded_now_and_occurred_then(cast: Cast) -> None:
    take_in(cast, FILE)

    missed = Entry.objects.get(case=case_of(cast, "Marisol Q"), kind="session.missed")
    assert missed.occurred_at == datetime(2026, 3, 2, 15, tzinfo=UTC)
    assert (missed.recorded_at, missed.zone) == (TODAY, "America/New_York")


def test_today_shows_who_missed_first(cast: Cast) -> None:
    take_in(cast, FILE)

    today = today_for(cast.worker, TODAY)
    lines = [line for line in (today.first, *today.then) if line is not None]
    assert {line.name for line in lines} == {"Marisol Q", "Dwayne K"}
    assert {line.step for line in lines} == {"contact"}


def test_it_says_what_is_missing_about_the_orders(cast: Cast) -> None:
    result = take_in(cast, FILE)
    assert set(result.missing_terms.values()) == {("at_stake", "report_within", "basis")}
    assert set(result.missing_terms) == {case.public_id for case in Case.objects.all()}

    marisol = case_of(cast, "Marisol Q")
    terms = {"at_stake": "reunification", "basis": "court_order", "report_within": "5 days"}
    order = marisol.orders.get()
    change_order(case=marisol, by=cast.worker, order=order, terms=terms, at=TODAY)
    assert marisol.public_id not in take_in(cast, FILE).missing_terms


def test_the_same_file_again_adds_nothing(cast: Cast) -> None:
    take_in(cast, FILE)
    before = Entry.objects.count()

    again = take_in(cast, FILE)

    assert (again.added, again.already, again.cases_created, again.changed) == (0, 5, 0, 0)
    assert adds_up(again)
    assert Entry.objects.count() == before


def test_the_same_rows_from_another_system_in_another_order_add_nothing(cast: Cast) -> None:
    take_in(cast, FILE)
    rows = FILE.splitlines()[1:]
    other = "\n".join(
        [HEADER.strip().replace(",", ";"), *(row.replace(",", ";").upper() for row in reversed(rows))]
    )

    again = import_attendance(
        agency=cast.agency, by=cast.worker, worker=cast.worker, reading=read(other.encode("utf-16"))
    )

    assert (again.added, again.already, again.cases_created) == (0, 5, 0)


def test_a_later_export_adds_only_what_is_new(cast: Cast) -> None:
    take_in(cast, FILE)
    later = FILE + "8,Dwayne K,2025550148,English,2026-03-04,08:00,attended,Therapy\n"

    result = take_in(cast, later)

    assert (result.added, result.already) == (1, 5)


def test_a_booked_session_gets_its_outcome(cast: Cast) -> None:
    take_in(cast, FILE)
    with clock.standing_at(TODAY + timedelta(days=7)):
        result = take_in(cast, FILE.replace("2026-03-09,10:00,scheduled", "2026-03-09,10:00,attended"))

        assert (result.added, result.already) == (1, 4)
        case = case_of(cast, "Marisol Q")
        assert standing_kinds(case).count("session.attended") == 2
        assert (
            Session.objects.get(case=case, starts_at=datetime(2026, 3, 9, 14, tzinfo=UTC)).outcome
            == "attended"
        )


@pytest.mark.parametrize(
    "now_says", ["attended", "cancelled by provider", "weather", "rescheduled by clinic"]
)
def test_a_miss_the_provider_takes_back_counts_no_longer(cast: Cast, now_says: str) -> None:
    take_in(cast, FILE)

    result = take_in(cast, FILE.replace("2026-03-02,10:00,no show", f"2026-03-02,10:00,{now_says}"))

    case = case_of(cast, "Marisol Q")
    assert (result.changed, result.added) == (1, 0) and adds_up(result)
    assert "session.missed" not in standing_kinds(case)
    assert not Session.objects.filter(case=case, counted=True).exists()
    correction = Entry.objects.get(case=case, kind="entry.corrected")
    assert {correction.source} == {"import"}, "a file said so, not a person"
    assert words_of([correction], case)[correction.public_id]


def test_an_attendance_the_provider_takes_back_becomes_a_miss(cast: Cast) -> None:
    take_in(cast, FILE)

    take_in(cast, FILE.replace("2026-02-23,10:00,attended", "2026-02-23,10:00,no show"))

    case = case_of(cast, "Marisol Q")
    assert standing_kinds(case).count("session.missed") == 2
    assert Session.objects.filter(case=case, counted=True).count() == 2


def test_a_miss_excused_later_stays_and_counts_no_longer(cast: Cast) -> None:
    take_in(cast, FILE)

    result = take_in(cast, FILE.replace("2026-03-02,10:00,no show", "2026-03-02,10:00,excused"))

    case = case_of(cast, "Marisol Q")
    assert result.changed == 1
    assert {"session.missed", "session.excused"} <= set(standing_kinds(case))
    assert not Session.objects.filter(case=case, counted=True).exists()


def test_a_row_entered_in_error_is_taken_back_and_only_once(cast: Cast) -> None:
    take_in(cast, FILE)
    mended = FILE.replace("2026-03-02,10:00,no show", "2026-03-02,10:00,entered-in-error")

    first, second = take_in(cast, mended), take_in(cast, mended)

    assert (first.changed, second.changed) == (1, 0)
    assert adds_up(first) and adds_up(second)
    assert "session.missed" not in standing_kinds(case_of(cast, "Marisol Q"))


def test_a_changed_file_again_adds_nothing(cast: Cast) -> None:
    take_in(cast, FILE)
    changed = FILE.replace("2026-03-02,10:00,no show", "2026-03-02,10:00,attended")
    take_in(cast, changed)
    before = Entry.objects.count()

    again, oldest = take_in(cast, changed), take_in(cast, FILE)

    assert (again.already, oldest.already) == (5, 5)
    assert Entry.objects.count() == before


def test_what_a_person_recorded_is_never_corrected_by_a_file(cast: Cast) -> None:
    take_in(cast, HEADER + "7,Marisol Q,,,2026-02-23,10:00,attended,Therapy\n")
    case = case_of(cast, "Marisol Q")
    moment = datetime(2026, 3, 2, 15, tzinfo=UTC)
    append(case=case, by=cast.worker, kind="session.attended", at=moment, requirement=case.requirements.get())

    result = take_in(cast, FILE)

    assert result.differing == 1 and adds_up(result)
    assert not Entry.objects.filter(case=case, kind="entry.corrected").exists()
    assert Session.objects.get(case=case, starts_at=moment).outcome == "attended"


def test_what_a_person_recorded_alike_is_not_recorded_twice(cast: Cast) -> None:
    take_in(cast, HEADER + "7,Marisol Q,,,2026-02-23,10:00,attended,Therapy\n")
    case = case_of(cast, "Marisol Q")
    moment = datetime(2026, 3, 2, 15, tzinfo=UTC)
    append(case=case, by=cast.worker, kind="session.missed", at=moment, requirement=case.requirements.get())

    take_in(cast, FILE)

    assert standing_kinds(case).count("session.missed") == 1


def test_a_late_cancellation_counts_and_the_reason_is_kept_sealed(cast: Cast) -> None:
    header = "Client ID,Date,Time,Status,Cancel reason\n"

    take_in(cast, header + "7,2026-03-02,10:00,late cancel,her son was ill\n")

    case = Case.objects.get()
    entry = Entry.objects.get(kind="session.canceled")
    assert Session.objects.get().counted
    assert words_of([entry], case) == {entry.public_id: "her son was ill"}
    assert b"son" not in bytes(entry.details) + bytes(entry.words or b"")


def test_a_session_still_to_come_that_already_went_somehow_is_refused(cast: Cast) -> None:
    result = take_in(cast, HEADER + "7,Marisol Q,,,2026-03-09,10:00,no show,Therapy\n")

    assert [(each.line, each.code) for each in result.refused] == [(2, "still_to_come")]
    assert not Case.objects.exists()


def test_a_session_to_come_can_be_called_off_today(cast: Cast) -> None:
    take_in(cast, FILE)

    take_in(cast, FILE.replace("2026-03-09,10:00,scheduled", "2026-03-09,10:00,cancelled by provider"))

    called_off = Entry.objects.get(kind="session.canceled")
    assert called_off.occurred_at == TODAY


def test_without_numbers_a_name_and_a_birth_date_tell_clients_apart(cast: Cast) -> None:
    text = (
        "Client,DOB,Date,Time,Status\n"
        "Ana Peña,1990-04-25,2026-03-02,10:00,show\n"
        '"PENA, ANA",1990-04-25,2026-03-03,10:00,show\n'
        "Ana Peña,1985-01-30,2026-03-02,10:00,no show\n"
    )

    first, second = take_in(cast, text), take_in(cast, text)

    assert (first.cases_created, second.cases_created) == (2, 0)


def test_a_row_without_a_time_speaks_of_the_session_of_its_day(cast: Cast) -> None:
    take_in(
        cast,
        HEADER
        + "7,Marisol Q,,,2026-03-02,14:30,scheduled,Therapy\n7,Marisol Q,,,2026-03-01,9:00,show,Therapy\n",
    )
    case = Case.objects.get()
    booked = datetime(2026, 3, 2, 19, 30, tzinfo=UTC)
    append(
        case=case, by=cast.worker, kind="session.booked", at=datetime(2026, 2, 20, 15, tzinfo=UTC),
        details={"starts_at": booked.isoformat()}, requirement=case.requirements.get(),
    )  # fmt: skip
    timeless = "Client ID,Date,Status\n7,2026-03-02,no show\n7,2026-03-03,no show\n"

    first, second = take_in(cast, timeless), take_in(cast, timeless)

    assert (first.added, second.added, second.already) == (2, 0, 2)
    starts = list(
        Session.objects.filter(outcome="missed").order_by("starts_at").values_list("starts_at", flat=True)
    )
    assert starts == [booked, datetime(2026, 3, 3, 17, tzinfo=UTC)]


def test_a_dry_run_says_what_would_be_and_writes_nothing(cast: Cast) -> None:
    dry = take_in(cast, FILE, dry_run=True)
    assert not Case.objects.exists() and not Entry.objects.exists()
    real = take_in(cast, FILE)
    again = take_in(cast, FILE.replace("2026-03-02,10:00,no show", "2026-03-02,10:00,attended"), dry_run=True)

    for name in ("read", "added", "already", "cases_created", "unrecorded"):
        assert getattr(dry, name) == getattr(real, name), name
    assert (again.changed, again.already, again.added) == (1, 4, 0)
    assert Counter(Entry.objects.values_list("kind", flat=True))["entry.corrected"] == 0


def test_open_questions_stop_an_import_unless_their_rows_are_left_out(cast: Cast) -> None:
    text = FILE.replace("2026-03-02,11:00,attended", "2026-03-02,11:00,Q9")

    with pytest.raises(IntakeError) as caught:
        take_in(cast, text)
    assert caught.value.code == "questions_open" and not Case.objects.exists()

    result = take_in(cast, text, leave_unanswered=True)
    assert [(each.line, each.code) for each in result.refused] == [(5, "status_asked")]
    assert result.added == 4 and adds_up(result)


def test_a_date_that_could_be_two_days_cannot_be_left_out(cast: Cast) -> None:
    with pytest.raises(IntakeError):
        take_in(cast, "Client,Date,Time,Status\nA,03/04/2026,10:00,show\n", leave_unanswered=True)


def test_progress_is_told_and_ends_at_the_end(cast: Cast) -> None:
    told: list[tuple[int, int]] = []

    take_in(cast, FILE, progress=lambda done, total: told.append((done, total)))

    assert told == sorted(told) and told[-1][0] == told[-1][1]


def test_an_import_broken_off_is_finished_by_giving_it_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(
        f"{n},Client {chr(65 + n)},,,2026-03-{1 + day:02},10:00,no show,Therapy\n"
        for n in range(20)
        for day in range(3)
    )
    recorded = 0

    def power_cut(**given: Any) -> Any:
        nonlocal recorded
        recorded += append_batch(**{**given, "items": given["items"][:17]}).added
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(services, "append_batch", power_cut)
        with pytest.raises(KeyboardInterrupt):
            take_in(cast, HEADER + rows)
    assert recorded == 17

    result = take_in(cast, HEADER + rows)

    assert (result.added, result.already, result.cases_created) == (43, 17, 0)
    assert Entry.objects.filter(kind="session.missed").count() == 60
    assert Case.objects.count() == 20 and not verify_all()


class TestWhoMay:
    """A worker's file meets that worker's cases, a supervisor's the agency's, a stranger's none."""

    def test_a_supervisor_finds_the_cases_of_every_worker(self, cast: Cast) -> None:
        take_in(cast, FILE)

        result = take_in(cast, FILE, by=cast.supervisor, worker=cast.colleague)

        assert (result.cases_created, result.already) == (0, 5)
        assert {case.worker for case in Case.objects.all()} == {cast.worker}

    def test_a_worker_does_not_learn_of_a_colleagues_client(self, cast: Cast) -> None:
        take_in(cast, FILE)
        dry = take_in(cast, FILE, by=cast.colleague, worker=cast.colleague, dry_run=True)
        unknown = (
            FILE.replace("Marisol", "Nobody").replace("7,", "77,").replace("8,", "88,").replace("9,A", "99,A")
        )

        other = take_in(cast, unknown, by=cast.colleague, worker=cast.colleague, dry_run=True)

        assert (dry.cases_created, dry.added, dry.already, dry.refused) == (
            other.cases_created, other.added, other.already, other.refused,
        )  # fmt: skip

    def test_a_colleagues_own_file_is_theirs_and_stays_so(self, cast: Cast) -> None:
        take_in(cast, FILE)

        first = take_in(cast, FILE, by=cast.colleague, worker=cast.colleague)
        second = take_in(cast, FILE, by=cast.colleague, worker=cast.colleague)

        assert (first.cases_created, second.cases_created, second.added) == (3, 0, 0)
        assert cases_for(cast.colleague).count() == cases_for(cast.worker).count() == 3

    def test_trying_a_file_again_does_not_say_who_else_has_its_clients(self, cast: Cast) -> None:
        """A first import, and then a try: the same for a client of a colleague's and for nobody's."""
        take_in(cast, FILE)
        unknown = (
            FILE.replace("Marisol", "Nobody").replace("7,", "77,").replace("8,", "88,").replace("9,A", "99,A")
        )
        tries = []
        for text in (FILE, unknown):
            take_in(cast, text, by=cast.colleague, worker=cast.colleague)
            tries.append(take_in(cast, text, by=cast.colleague, worker=cast.colleague, dry_run=True))
        known, other = ((each.cases_created, each.added, each.already, each.refused) for each in tries)
        assert known == other == (0, 0, 5, [])

    def test_what_another_supervisor_brought_in_is_no_answer(self, cast: Cast) -> None:
        """Neither for a worker of another team nor for nobody yet, once somebody else carries it."""
        north, south = (make_team(agency=cast.agency, name=name) for name in ("North", "South"))
        sofia = add_person(
            agency=cast.agency, email="sofia@example.org", name="Sofia", roles=[Role.SUPERVISOR]
        )
        change_team(team=north, name="North", people=[cast.supervisor, cast.worker])
        change_team(team=south, name="South", people=[sofia, cast.colleague])
        here, there = Person.objects.get(pk=cast.supervisor.pk), Person.objects.get(pk=sofia.pk)
        with pytest.raises(IntakeError):
            take_in(cast, FILE, by=there, worker=Person.objects.get(pk=cast.worker.pk))

        def for_nobody_yet(by: Person, **more: Any) -> ImportResult:
            return import_attendance(
                agency=cast.agency, by=by, worker=None, reading=read(FILE.encode()), **more
            )

        for_nobody_yet(here)
        cases = list(Case.objects.all())
        transfer_cases(cases=cases, by=here, to=cast.worker, at=TODAY, words="Call after five.")
        for dry_run in (True, False):
            result = for_nobody_yet(there, dry_run=dry_run)
            assert (result.cases_created, result.already, result.refused) == (3, 0, [])

    def test_a_case_given_to_somebody_else_is_not_written_in(self, cast: Cast) -> None:
        take_in(cast, FILE)
        case = case_of(cast, "Marisol Q")
        transfer_case(case=case, by=cast.supervisor, to=cast.colleague, at=TODAY, words="Call after five.")
        before = Entry.objects.filter(case=case).count()

        result = take_in(cast, FILE)

        assert {each.code for each in result.refused} == {"not_yours"} and adds_up(result)
        assert Entry.objects.filter(case=case).count() == before

    def test_a_worker_imports_for_nobody_else(self, cast: Cast) -> None:
        with pytest.raises(IntakeError) as caught:
            take_in(cast, FILE, by=cast.worker, worker=cast.colleague)
        assert caught.value.code == "another_worker"

    def test_nobody_imports_into_another_agency(self, cast: Cast) -> None:
        for by, worker in ((cast.stranger, cast.worker), (cast.worker, cast.stranger)):
            with pytest.raises(IntakeError) as caught:
                take_in(cast, FILE, by=by, worker=worker)
            assert caught.value.code == "another_agency"
        assert not Case.objects.exists()


def test_rows_of_a_closed_case_are_refused(cast: Cast) -> None:
    take_in(cast, FILE)
    case = case_of(cast, "Marisol Q")
    append(case=case, by=cast.worker, kind="case.closed", at=TODAY, details={"reason": "completed"})

    result = take_in(cast, FILE + "7,Marisol Q,,,2026-03-03,08:00,no show,Therapy\n")

    assert [(each.line, each.code) for each in result.refused] == [(8, "case_closed")]
    assert result.already == 5 and adds_up(result)


def test_no_name_number_or_word_gets_into_logs_or_errors(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    text = FILE + "7,Tom Jones,,,2026-03-03,08:00,Zorkish words,Therapy\n"
    with caplog.at_level(logging.DEBUG), pytest.raises(IntakeError) as caught:
        take_in(cast, text)
    with caplog.at_level(logging.DEBUG):
        result: ImportResult = take_in(cast, text, leave_unanswered=True)
    reading: AttendanceReading = read(text.encode())

    reasons = [each.reason for each in result.refused]
    printed = f"{caplog.text} {caught.value!r} {caught.value} {result!r} {reading!r} {reasons}"
    for secret in ("Marisol", "Dwayne", "Jones", "2025550147", "Zorkish"):
        assert secret not in printed
