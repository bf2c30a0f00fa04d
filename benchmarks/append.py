"""Recording one entry: digest chain, sessions and standing, beside a bare INSERT and commit."""

from __future__ import annotations

import uuid
from datetime import timedelta
from itertools import count

from .installation import Installation, bare, columns_of, insert_into, install
from .measuring import Row, Section, duration, in_turn, noise_of, show, times

CASES = 40
APPENDS = 40
GOAL = 6


def measure(place: Installation) -> Section:
    """Time a try and a miss, each in a case with half a year behind it, beside the same row inserted "
    "barely."""
    from heardfirst import clock
    from heardfirst.record.identity import Identity
    from heardfirst.record.models import Case
    from heardfirst.record.services import NewCase, NewEntry, append, append_batch, open_cases

    now = clock.now()
    news = [NewCase(Identity(f"Client {number}"), ["therapy"]) for number in range(CASES)]
    cases = [
        case.case
        for case in open_cases(agency=place.agency, by=place.worker, worker=place.worker, cases=news)
    ]
    weeks = [now - timedelta(weeks=week) for week in range(26, 0, -1)]
    history = [
        NewEntry(case, "session.missed" if week % 9 == 8 else "session.attended", at)
        for case in cases
        for week, at in enumerate(weeks)
    ]
    append_batch(agency=place.agency, by=place.worker, items=history, source="import")

    connection = bare(place.database)
    insert = insert_into(connection, "record_entry")
    template = connection.execute("SELECT * FROM record_entry ORDER BY id DESC LIMIT 1").fetchone()
    at = {name: place for place, name in enumerate(columns_of(connection, "record_entry"))}
    numbers = count(1_000_000)

    def append_to_each(kind: str, **details: str) -> None:
        for case in cases[:APPENDS]:
            append(
                case=Case.objects.get(pk=case.pk), by=place.worker, kind=kind, at=clock.now(), details=details
            )

    def inserted() -> None:
        for _ in range(APPENDS):
            row = list(template)
            row[at["id"]], row[at["public_id"]] = None, uuid.uuid4().hex
            row[at["seq"]], row[at["source_key"]] = next(numbers), None
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(insert, row)
            connection.execute("COMMIT")

    taken = in_turn(
        {
            "try": lambda: append_to_each("contact.tried", channel="phone", outcome="no_answer"),
            "miss": lambda: append_to_each("session.missed"),
            "bare": inserted,
        },
        runs=9,
    )
    tried, missed, plain = (taken[name].per_part(APPENDS).best for name in ("try", "miss", "bare"))
    return Section(
        "One append",
        "`record.services.append` in a case with half a year of weekly sessions behind it: the case read "
        "and locked, the entry "
        "checked and bound to the one before, sessions and standing derived and kept, committed to disk. "
        "Beside it, "
        "a whole row of the same table inserted and committed, with the same settings (WAL, "
        "`synchronous=FULL`).",
        (
            Row(
                "a try",
                duration(tried),
                "INSERT and commit",
                duration(plain),
                times(tried, plain),
                f"≤ {GOAL} ×",
                tried <= GOAL * plain,
            ),
            Row(
                "a missed session",
                duration(missed),
                "INSERT and commit",
                duration(plain),
                times(missed, plain),
                f"≤ {GOAL} ×",
                missed <= GOAL * plain,
            ),
        ),
        noise_of(taken),
    )


if __name__ == "__main__":
    show(measure(install()))
