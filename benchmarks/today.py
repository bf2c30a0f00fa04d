"""Today at a thousand and at a million standings, beside the bare query and a bare template."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from .installation import Installation, bare, insert_into, install
from .measuring import Row, Section, duration, in_turn, noise_of, show, times

SMALL, LARGE = 1_000, 1_000_000
PEOPLE = 1_000  # clients with a name and a key of their own; further cases are theirs again
MINE = 40  # cases of the one worker, among all of the agency's
_BY_HAND = """<h1>Today</h1><ul>{% for row in rows %}<li>
<a href="/case/{{ row.2 }}">{{ row.0 }}</a> {{ row.1 }}</li>{% endfor %}</ul>"""


@dataclass(frozen=True, slots=True)
class Work:
    """How long Today took at one size of caseload, in seconds, by who asked and what was asked for."""

    taken: dict[str, float]
    noise: str


def measure(place: Installation) -> Section:
    """Time a supervisor's and a worker's Today at both sizes."""
    from heardfirst import clock

    now = clock.now()
    _people(place)
    found: dict[int, Work] = {}
    connection = bare(place.database)
    there = PEOPLE
    for size in (SMALL, LARGE):
        _fill(connection, place, there, size, now)
        there = size
        found[size] = _time(place, now)
    rows: list[Row] = []
    for who in ("supervisor", "worker"):
        small, large = (found[size].taken for size in (SMALL, LARGE))
        page_now, today_small = large[f"{who} today"], small[f"{who} today"]
        rows.append(
            Row(
                f"{who}'s Today, {LARGE:,}",
                duration(page_now),
                f"the same, {SMALL:,}",
                duration(today_small),
                times(page_now, today_small),
                "≤ 1.2 ×",
                page_now <= 1.2 * today_small,
            )
        )
        page, floor = large[f"{who} page"], large[f"{who} bare"]
        rows.append(
            Row(
                f"{who}'s Today in a bare template",
                duration(page),
                "bare query and bare template",
                duration(floor),
                times(page, floor),
                "≤ 2 ×",
                page <= 2 * floor,
            )
        )
        request, request_small = large[f"{who} request"], small[f"{who} request"]
        rows.append(
            Row(
                f"{who}'s whole page, {LARGE:,}",
                duration(request),
                f"the same, {SMALL:,}",
                duration(request_small),
                times(request, request_small),
                "≤ 1.2 ×",
                request <= 1.2 * request_small,
            )
        )
    return Section(
        "Today",
        f"`access.today_for` with {SMALL:,} and with {LARGE:,} standings in one agency: 20 lines to do and "
        "20 waiting, their "
        f"names opened, both counted. A supervisor sees all of them, the worker {MINE}. The bare query "
        "reads the same lines "
        "of the same tables by the same index with plain `sqlite3`, opens no name and counts nothing; the "
        "bare template "
        "is a list. The whole page is the request through Django's test client: session, policy, Today, "
        "page.",
        tuple(rows),
        found[LARGE].noise,
        (
            f"The {LARGE:,} cases belong to {PEOPLE:,} clients in turn, so that the tables read are as "
            "large as said, the key "
            f"store as large as the {PEOPLE:,}. One connection, warm cache.",
        ),
    )


def _people(place: Installation) -> None:
    from heardfirst.record.identity import Identity
    from heardfirst.record.services import NewCase, open_cases

    news = [NewCase(Identity(f"Client {number}", language="es"), ["therapy"]) for number in range(PEOPLE)]
    open_cases(agency=place.agency, by=None, worker=place.supervisor, cases=news)


def _fill(
    connection: sqlite3.Connection, place: Installation, there: int, wanted: int, now: datetime
) -> None:
    """Bring cases, requirements and standings to ``wanted``; the rows are copies of the first ones, "
    "renumbered."""
    tables = ("record_case", "record_order", "record_requirement")
    # Only reading is timed, so the rows may come in without the guards that look at each of them.
    for (guard,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {guard}")
    connection.execute("PRAGMA cache_size = -400000")
    connection.execute("BEGIN IMMEDIATE")
    for table in tables:
        connection.executemany(insert_into(connection, table), _copies(connection, table, there, wanted))
    connection.execute("DELETE FROM record_standing")
    connection.executemany(
        insert_into(connection, "record_standing"), _standings(connection, place, wanted, now)
    )
    for number in range(MINE):  # spread over all that are due, one in four of them waiting
        row = number * (wanted // MINE) // 10 * 10 + (10 if number % 4 == 3 else 1)
        connection.execute("UPDATE record_case SET worker_id = ? WHERE id = ?", (place.worker.pk, row))
        connection.execute(
            "UPDATE record_standing SET worker_id = ? WHERE case_id = ?", (place.worker.pk, row)
        )
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _copies(
    connection: sqlite3.Connection, table: str, there: int, wanted: int
) -> Iterator[tuple[object, ...]]:
    cursor = connection.execute(f"SELECT * FROM {table} WHERE id <= {PEOPLE} ORDER BY id")
    names = [column[0] for column in cursor.description]
    first = cursor.fetchall()
    own = [place for place, name in enumerate(names) if name in ("id", "case_id", "order_id")]
    public = names.index("public_id")
    for number in range(there, wanted):
        row = list(first[number % PEOPLE])
        for place in own:
            row[place] = number + 1
        row[public] = f"{number:032x}"
        yield tuple(row)


def _standings(
    connection: sqlite3.Connection, place: Installation, wanted: int, now: datetime
) -> Iterator[tuple[object, ...]]:
    """Nine in ten to do, one waiting, due within the weeks around now."""
    names = [str(row[1]) for row in connection.execute("PRAGMA table_info(record_standing)")]
    reasons = json.dumps(
        {"codes": ["missed", "not in_touch", "not tried"], "args": {"missed": 1, "attempts": 0}}
    )
    for number in range(1, wanted + 1):
        due = str((now + timedelta(minutes=number * 7919 % 40_000 - 20_000)).replace(tzinfo=None))
        waits = number % 10 == 0
        row = {
            "id": number, "agency_id": place.agency.pk, "case_id": number, "requirement_id": number,
            "worker_id": place.supervisor.pk, "place": 0, "urgency": 2 if waits else 1, "response_open": 1,
            "next_step": "" if waits else "contact", "next_role": "" if waits else "reach",
            "due_at": None if waits else due,
            "wait_until": due if waits else None, "look_again_at": due, "sort_at": due, "reasons": reasons,
            "protocol_digest": "0" * 64, "decided_at": str(now.replace(tzinfo=None)),
        }  # fmt: skip
        yield tuple(row[name] for name in names)


def _time(place: Installation, now: datetime) -> Work:
    from django.template import Context, Engine
    from django.test import Client

    from heardfirst.access import today_for
    from heardfirst.access.today import Today
    from heardfirst.agency.doors.sign_in_links import make_sign_in_link

    template = Engine().from_string(_BY_HAND)
    connection = bare(place.database)

    def rows_of(today: Today) -> list[tuple[object, ...]]:
        lines = [*([today.first] if today.first else []), *today.then, *today.waiting]
        return [(line.name, line.standing.next_step, line.case.public_id) for line in lines]

    works: dict[str, Callable[[], object]] = {}
    for who, person in (("supervisor", place.supervisor), ("worker", place.worker)):
        browser = Client()
        browser.post(f"/sign-in/{make_sign_in_link(person=person)}/")
        whose = "" if person.is_supervisor else f"AND s.worker_id = {person.pk}"
        query = f"""
            SELECT s.next_step, s.due_at, c.public_id, s.*, c.*, l.*, w.*, a.*, r.* FROM record_standing s
            JOIN record_case c ON c.id = s.case_id JOIN record_client l ON l.id = c.client_id
            JOIN agency_person w ON w.id = c.worker_id JOIN agency_agency a ON a.id = c.agency_id
            JOIN record_requirement r ON r.id = s.requirement_id
            WHERE s.agency_id = {place.agency.pk} {whose} AND s.place = 0 AND s.urgency {{}}
            ORDER BY s.urgency, s.sort_at LIMIT 20
        """

        def today(person: object = person) -> Today:
            return today_for(person, now)  # type: ignore[arg-type]

        def page(today: object = today) -> str:
            return template.render(Context({"rows": rows_of(today())}))  # type: ignore[operator]

        def plain(query: str = query) -> str:
            rows = [
                row for part in ("<= 1", "= 2") for row in connection.execute(query.format(part)).fetchall()
            ]
            return template.render(Context({"rows": rows}))

        def request(browser: Client = browser) -> None:
            answer = browser.get("/")
            assert answer.status_code == 200

        works |= {f"{who} today": today, f"{who} page": page, f"{who} bare": plain, f"{who} request": request}
        assert len(rows_of(today())) == (40 if person.is_supervisor else 30)
    taken = in_turn(works, runs=21, warm=3)
    return Work({name: timing.best for name, timing in taken.items()}, noise_of(taken))


if __name__ == "__main__":
    show(measure(install()))
