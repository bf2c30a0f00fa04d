"""
A program for the tests to kill: it records entries in the data directory it is given, and says so of each.

    python -m tests.record.appender open
    python -m tests.record.appender append CASE   says how many it has been told are recorded, one a line
    python -m tests.record.appender batch CASE    records 1,600 at once, a line a transaction
    python -m tests.record.appender count CASE    says how many there are, and how many faults
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta

BATCH = 1600
LAST = datetime(2026, 3, 1, tzinfo=UTC)


def say(*words: object) -> None:
    sys.stdout.write(" ".join(str(each) for each in words) + "\n")
    sys.stdout.flush()


def main(what: str, *rest: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "heardfirst.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from heardfirst.agency import services as agency_services
    from heardfirst.record.identity import Identity
    from heardfirst.record.models import Case, Entry
    from heardfirst.record.rebuild import rebuild
    from heardfirst.record.services import NewEntry, append, append_batch, open_case
    from heardfirst.record.verify import verify

    if what == "open":
        call_command("migrate", verbosity=0)
        agency = agency_services.open_agency(name="Harbor Family Services")
        worker = agency_services.add_person(agency=agency, email="wanda@example.org", name="Wanda")
        say(
            open_case(
                agency=agency, by=worker, worker=worker, identity=Identity("Tess"), requirements=["therapy"]
            ).pk
        )
        return
    case = Case.objects.select_related("agency", "client").get(pk=rest[0])
    if what == "append":
        for number in range(100_000):
            append(case=case, by=None, kind="note.signed", at=LAST, words=f"Number {number}")
            say(number + 1)
    elif what == "batch":
        items = [
            NewEntry(case, "session.attended", LAST - timedelta(hours=number), source_key=f"row {number}")
            for number in range(BATCH)
        ]
        say(
            "result",
            append_batch(agency=case.agency, by=None, items=items, source="import", progress=say).added,
        )
    elif what == "count":
        say(Entry.objects.filter(case=case).count(), len(verify(case)), len(rebuild(check=True)))


if __name__ == "__main__":
    main(*sys.argv[1:])
