"""No name, number or word lies open in any file: database, journal, key store, logs or temporary files."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from heardfirst import access, home
from heardfirst.record.models import Case
from heardfirst.record.rebuild import rebuild
from heardfirst.record.services import (
    Identity,
    NewEntry,
    NewRequirement,
    append,
    append_batch,
    correct,
    open_case,
)
from heardfirst.record.verify import verify_all

from .conftest import Cast, make_cast

SECRETS = (
    "Xiomara",
    "Villaseñor",
    "12025550163",
    "xiomara@example.net",
    "1984-07-19",
    "Saguaro recovery circle",
    "Docket 77-XQ-4410",
    "MRN-90210-ZZ",
    "sobbed quietly about Teodoro",
    "mixed up with her cousin",
    "zebra-source-row",
)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def files_of_the_database() -> Iterator[Path]:
    if connection.vendor == "sqlite":
        name = Path(str(connection.settings_dict["NAME"]))
        yield from name.parent.glob(f"{name.name}*")
        return
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        place = Path(cursor.fetchone()[0])
    yield from (each for each in place.rglob("*") if each.is_file())


def files_around(started: float) -> Iterator[Path]:
    """The data directory whole, and whatever appeared in the directory for temporary files."""
    yield from (each for each in home.data_dir().rglob("*") if each.is_file())
    for each in Path(tempfile.gettempdir()).iterdir():
        try:
            if each.is_file() and each.stat().st_mtime >= started:
                yield each
        except OSError:
            continue


def found_in(raw: bytes) -> set[str]:
    forms = {
        secret: (secret.encode(), secret.encode("utf-16-le"), secret.encode("latin-1")) for secret in SECRETS
    }
    return {secret for secret, written in forms.items() if any(form in raw for form in written)}


def live_through_everything(cast: Cast) -> Case:
    now = datetime.now(UTC)
    case = open_case(
        agency=cast.agency,
        by=cast.worker,
        worker=cast.worker,
        identity=Identity(
            "Xiomara Villaseñor",
            phone="+12025550163",
            email="xiomara@example.net",
            born=datetime(1984, 7, 19, tzinfo=UTC).date(),
        ),
        requirements=[NewRequirement("treatment", "Saguaro recovery circle", order="Docket 77-XQ-4410")],
        references={"mrn": "MRN-90210-ZZ"},
        source_key="zebra-source-row",
    )
    heard = append(
        case=case,
        by=cast.worker,
        kind="client.heard",
        at=now,
        details={"barriers": ["grief"]},
        words="She sobbed quietly about Teodoro.",
    )
    correct(entry=heard, by=cast.worker, reason="I mixed up with her cousin")
    items = [
        NewEntry(
            case,
            "session.missed",
            now - timedelta(days=day),
            words=SECRETS[8],
            source_key=f"{SECRETS[10]} {day}",
        )
        for day in range(1, 40)
    ]
    append_batch(agency=cast.agency, by=cast.worker, items=items, source="import")
    assert access.find_clients(cast.worker, "xiom")[0].name == "Xiomara Villaseñor"
    assert access.today_for(cast.worker, now).first is not None
    assert verify_all() == []
    rebuild()
    return case


def test_the_search_itself_would_find_them(tmp_path: Path) -> None:
    """A test that looks for nothing finds nothing: here each secret is written down and must be found."""
    for secret in SECRETS:
        (tmp_path / "open").write_text(f"..{secret}..", "utf-8")
        assert found_in((tmp_path / "open").read_bytes()) == {secret}


def test_no_file_holds_them(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    started = datetime.now(UTC).timestamp() - 1
    caplog.set_level(logging.DEBUG)
    live_through_everything(cast)
    read = 0
    for file in {*files_of_the_database(), *files_around(started)}:
        try:
            raw = file.read_bytes()
        except OSError:  # a socket, or gone meanwhile
            continue
        read += len(raw)
        assert found_in(raw) == set(), file.name
    assert read > 100_000
    without_sql = "\n".join(record.getMessage() for record in caplog.records)
    assert found_in(without_sql.encode()) == set()


def test_no_error_repeats_them(cast: Cast) -> None:
    from heardfirst.record.errors import RecordError

    case = live_through_everything(cast)
    told = []
    for wrong in (
        lambda: append(
            case=case,
            by=cast.stranger,
            kind="note.signed",
            at=datetime.now(UTC),
            words="sobbed quietly about Teodoro",
        ),
        lambda: append(
            case=case,
            by=None,
            kind="note.signed",
            at=datetime.now(UTC),
            words="sobbed quietly about Teodoro" * 2000,
        ),
        lambda: open_case(
            agency=cast.agency, by=None, worker=cast.stranger, identity=Identity("Xiomara Villaseñor")
        ),
        lambda: Identity("Xiomara Villaseñor", pronoun="Docket 77-XQ-4410"),
    ):
        with pytest.raises(RecordError) as caught:
            wrong()
        told.append(f"{caught.value!s} {caught.value!r} {caught.value.__cause__!r}")
    assert found_in("\n".join(told).encode()) == set()


def test_nothing_prints_them(cast: Cast) -> None:
    case = live_through_everything(cast)
    new = NewEntry(case, "note.signed", datetime.now(UTC), words=SECRETS[8], source_key=SECRETS[10])
    identity = Identity("Xiomara Villaseñor", phone="+12025550163")
    printed = f"{case!r} {case.client!r} {new!r} {identity!r} {identity} {list(case.requirements.all())}"
    assert found_in(printed.encode()) == set()


def test_the_data_directory_is_its_owners_alone(cast: Cast) -> None:
    assert home.key_store_dir().stat().st_mode & 0o077 == 0
    for file in home.key_store_dir().iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name
