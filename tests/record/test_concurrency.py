"""Several people at once lose nothing, double nothing, and do not make each other wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day

import pytest
from django.db import connection

from heardfirst import clock
from heardfirst.agency.calendars import set_clock
from heardfirst.record.models import Case, Entry, Standing
from heardfirst.record.rebuild import rebuild
from heardfirst.record.services import Identity, NewEntry, append, append_batch, open_case, tick
from heardfirst.record.verify import verify, verify_all
from heardfirst.turns import writing

from .conftest import TODAY, Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def case(cast: Cast) -> Case:
    return open_case(
        agency=cast.agency, by=None, worker=cast.worker, identity=Identity("Tess"), requirements=["therapy"]
    )


def at_once(*works: Callable[[], None]) -> None:
    """Run each in a thread of its own, all starting together; raise what any of them raised."""
    start, failures = threading.Barrier(len(works)), list[BaseException]()

    def run(work: Callable[[], None]) -> None:
        try:
            start.wait()
            work()
        except BaseException as failure:  # noqa: BLE001 - it is raised again below
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_nobody_loses_an_entry(case: Case, cast: Cast) -> None:
    def write() -> None:
        for _ in range(15):
            append(
                case=Case.objects.get(pk=case.pk),
                by=cast.worker,
                kind="note.signed",
                at=datetime.now(UTC),
                words="x",
            )

    at_once(write, write, write, write)
    kept = Case.objects.get(pk=case.pk)
    assert kept.count == 61
    assert list(Entry.objects.filter(case=case).order_by("seq").values_list("seq", flat=True)) == list(
        range(1, 62)
    )
    assert verify(kept) == []


def test_the_same_row_from_several_at_once_is_one_entry(case: Case, cast: Cast) -> None:
    def write() -> None:
        for number in range(10):
            append(
                case=case,
                by=None,
                kind="session.attended",
                at=TODAY - timedelta(days=number),
                source_key=f"row {number}",
            )

    at_once(write, write, write)
    assert Entry.objects.filter(case=case, kind="session.attended").count() == 10
    assert verify(Case.objects.get(pk=case.pk)) == []


def test_the_same_file_imported_twice_at_once_is_there_once(cast: Cast) -> None:
    cases = [
        open_case(
            agency=cast.agency,
            by=None,
            worker=cast.worker,
            identity=Identity(f"Client {number}"),
            requirements=["therapy"],
        )
        for number in range(6)
    ]
    items = [
        NewEntry(case, "session.missed", TODAY - timedelta(days=day), source_key=f"{case.pk} {day}")
        for case in cases
        for day in range(40)
    ]
    results = []

    def bring_in() -> None:
        results.append(append_batch(agency=cast.agency, by=None, items=items, source="import"))

    at_once(bring_in, bring_in)
    assert sum(result.added for result in results) == len(items)
    assert sum(result.already for result in results) == len(items)
    assert Entry.objects.filter(kind="session.missed").count() == len(items)
    assert verify_all() == []
    assert rebuild(check=True) == []


def test_the_same_client_opened_twice_at_once_is_one_case(cast: Cast) -> None:
    def open_it() -> None:
        open_case(
            agency=cast.agency, by=None, worker=cast.worker, identity=Identity("Tess"), source_key="client 1"
        )

    at_once(open_it, open_it, open_it)
    assert Case.objects.count() == 1


def test_an_entry_recorded_while_the_clock_changes_is_not_left_under_the_former_one(
    case: Case, cast: Cast
) -> None:
    """On PostgreSQL the entry may have read the former clock before the change is there to be read."""
    last = clock.now().date() - timedelta(days=3)
    start = datetime(last.year, last.month, last.day, 3, tzinfo=UTC) + timedelta(days=1)
    leave = {"from": last.isoformat(), "until": last.isoformat()}
    append(case=case, by=None, kind="leave.granted", at=start - timedelta(days=2), details=leave)
    append(case=case, by=None, kind="session.missed", at=start)
    assert case.sessions.get().outcome == "on_leave", "late in the evening of its last day in New York"
    changed = threading.Event()

    def change() -> None:
        with writing():
            opens, closes = time_of_day(9), time_of_day(17)
            set_clock(agency=cast.agency, zone="UTC", opens=opens, closes=closes, at=clock.now())
            changed.set()
            time.sleep(0.2)

    def write() -> None:
        changed.wait()
        append(case=case, by=cast.worker, kind="note.signed", at=TODAY)

    at_once(change, write)
    tick(now=clock.now())
    assert case.sessions.get().outcome == "missed"
    assert rebuild(check=True) == []


def test_an_import_and_the_tick_leave_turns_to_others(case: Case, cast: Cast) -> None:
    """How long one waits is measured in the benchmarks; here it is that one's turn comes, again and again."""
    others = [
        open_case(
            agency=cast.agency,
            by=None,
            worker=cast.worker,
            identity=Identity(f"Client {number}"),
            requirements=["therapy"],
        )
        for number in range(60)
    ]
    items = [
        NewEntry(each, "session.missed", TODAY - timedelta(days=day)) for each in others for day in range(25)
    ]
    finished, waits = threading.Event(), list[float]()

    def bring_in() -> None:
        try:
            append_batch(agency=cast.agency, by=None, items=items, source="import")
            Standing.objects.filter(case__in=others).update(look_again_at=TODAY)
            tick(now=datetime.now(UTC))
        finally:
            finished.set()

    def write() -> None:
        while not finished.is_set():
            began = time.perf_counter()
            append(case=case, by=cast.worker, kind="note.signed", at=TODAY)
            waits.append(time.perf_counter() - began)
            time.sleep(0.01)

    at_once(bring_in, write)
    assert len(waits) >= 5
    assert sorted(waits)[len(waits) // 2] < 0.5
    assert Entry.objects.filter(case=case, kind="note.signed").count() == len(waits)
    assert verify_all() == []


def test_the_clock_is_each_threads_own(cast: Cast) -> None:
    seen: list[datetime] = []
    with clock.standing_at(TODAY):
        at_once(lambda: seen.append(clock.now()))
    assert seen[0] != TODAY
