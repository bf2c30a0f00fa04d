"""Files of HSDS: read alike in both forms, within bounds, and what is wrong is said with its place."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heardfirst.guide.directory.barriers_answered import ANSWERS
from heardfirst.guide.directory.hsds import file_opening, tables
from heardfirst.guide.directory.hsds.nodes import FileRefused
from heardfirst.guide.directory.hsds.reading import FoundService, HsdsReading, read
from heardfirst.guide.directory.hsds.terms import KNOWN, meaning_of, plain_term
from heardfirst.protocol.vocabulary.closed_lists import BARRIERS
from tests.guide.hsds_sample import CARE, LEGAL, ODD, TABLES, VAN, as_json, as_zip, services

pytestmark = pytest.mark.once  # no database is asked here

TODAY = date(2026, 3, 4)


def reading(content: bytes) -> HsdsReading:
    return read(content, today=TODAY)


def by_key(content: bytes) -> dict[str, FoundService]:
    return {each.key: each for each in reading(content).found}


def problems(content: bytes) -> list[tuple[str, str]]:
    return [(each.at, each.field) for each in reading(content).problems]


def test_both_forms_say_the_same() -> None:
    tabular, nested = by_key(as_zip()), by_key(as_json())
    assert tabular == nested and list(tabular) == [VAN, CARE, LEGAL, ODD]


@pytest.mark.parametrize("content", [as_zip(), as_json()], ids=["zip", "json"])
def test_a_service_becomes_a_help(content: bytes) -> None:
    van = by_key(content)[VAN].offer
    assert (van.name, van.by_whom, van.phone) == ("Harbor Van", "Harbor Mobility", "202-555-0148")
    assert (van.about, van.web) == ("Rides to treatment & court", "https://example.org/van")
    assert (van.address, van.hours) == ("4 Pier Street, Harbor, NY 10004", "Mon, Thu 09:00–17:30")
    assert (van.cost, van.how) == ("free", "Call two days before.")
    assert (van.eligibility, van.checked_on) == ("Residents of the county.\n18+", date(2026, 1, 5))
    care, legal = by_key(content)[CARE].offer, by_key(content)[LEGAL].offer
    assert (care.languages, care.cost, care.web, care.checked_on) == (
        ("es", "other"),
        "sliding",
        "",
        None,
    )
    assert legal.cost == "fee"
    assert not by_key(content)[ODD].active


def test_terms_say_what_it_is_and_not_whom_it_is_for() -> None:
    told = reading(as_zip())
    assert [each.terms for each in told.found][:3] == [
        ("transportation",),
        ("child care",),
        ("estate planning",),
    ]
    assert told.terms["transportation"] == 2 and told.called["estate planning"] == "Estate Planning"


def test_what_was_left_out_is_said_with_its_file_and_line_or_its_place() -> None:
    said = [("services.csv:3", "url"), ("services.csv:3", "assured_date"), ("phones.csv:4", "number")]
    assert sorted(problems(as_zip())) == sorted(said)
    nested = [("contents[1]", "url"), ("contents[1]", "assured_date"), ("contents[1].phones[0]", "number")]
    assert sorted(problems(as_json())) == sorted(nested)


@pytest.mark.parametrize(
    "told",
    [
        services(),
        {"services": services()},
        [{"id": "o1", "name": "Harbor Mobility", "services": services()}],
        {"id": "o1", "name": "Harbor Mobility", "services": services()},
        services()[0],
        {"contents": [{"id": "s1", "location": {}, "service": each} for each in services()]},
    ],
)
def test_every_shape_of_json_is_read(told: Any) -> None:
    assert reading(as_json(told)).found[0].offer.by_whom == "Harbor Mobility"


def test_names_of_one_table_or_many_are_known() -> None:
    singular = {
        {"addresses": "address"}.get(name, name.removesuffix("s")): rows for name, rows in TABLES.items()
    }
    assert by_key(as_zip(singular)) == by_key(as_zip())


def test_a_service_twice_or_without_name_or_id_is_refused_alone() -> None:
    one, *rest = services()
    told = [one, one, {**rest[0], "name": " "}, {**rest[1], "id": None}, {**rest[2], "id": 7}]
    found = reading(as_json(told))
    assert [each.offer.name for each in found.found] == ["Harbor Van", "Closed since"]
    refused = [(each.at, each.field) for each in found.problems if each.refused]
    assert refused == [("[1]", "id"), ("[2]", "name"), ("[3]", "id")]
    assert len(found.found[1].key) == 64


def test_odd_shapes_are_remarked_and_never_a_mishap() -> None:
    odd = {**services()[0], "phones": "none", "languages": {"a": 1}, "service_at_locations": [3, None, {}],
           "attributes": [{"taxonomy_term": []}], "description": ["x"], "name": "x" * 999}  # fmt: skip
    told = reading(as_json([odd]))
    assert {each.field for each in told.problems} == {"phones", "languages", "description", "name"}
    assert len(told.found[0].offer.name) == 200


def test_what_no_page_or_database_could_hold_is_gone() -> None:
    odd = {**services()[0], "name": "Van\x00 \ud800\u202e<script>x</script>"}
    assert reading(json.dumps([odd]).encode()).found[0].offer.name == "Van x"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not valid JSON"),
        (b"\xff\xfe\x00", "neither UTF-8 JSON"),
        (b"id,name\n1,x\n", "not valid JSON"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"contents": []}', "No services"),
        (b'{"contents": [1, null, "x"]}', "No services"),
        (b'[{"id": "a", "name": NaN}]', "neither UTF-8 JSON"),
        (b'[{"id": ' + b"9" * 5000 + b"}]", "neither UTF-8 JSON"),
        (b'[\n{"id": "a",\n', "line 3"),
        (b"PK\x03\x04 no zip at all", "damaged"),
        (as_zip()[:-40], "damaged"),
        (as_zip(more={"../services.csv": b"id,name\n1,x\n"}), "points outside"),
        (as_zip(more={"/etc/services.csv": b"id,name\n1,x\n"}), "points outside"),
        (as_zip(more={"a\\services.csv": b"id,name\n1,x\n"}), "points outside"),
        (as_zip(more={"service.csv": b'id,name\n1,"x'}), "service.csv cannot be read after line"),
        (as_zip(more={"service.csv": b"id,name\n1,\xff\n"}), "service.csv is not in UTF-8"),
        (as_zip(more={"service.csv": b"id,name\n1,\x00\n"}), "service.csv is not a table"),
        (as_zip(more={"service.csv": b"id,name\n" + b"," * 300_000}), "service.csv is not a table"),
        (as_zip({}), "No services"),
        (as_zip(more={f"{number}.txt": b"" for number in range(200)}), "too many files"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)  # fmt: skip
def test_hostile_and_broken_files_are_refused_with_a_word(content: bytes, says: str) -> None:
    with pytest.raises(FileRefused) as refused:
        reading(content)
    assert says in str(refused.value)


def test_a_zip_that_grows_is_stopped_whatever_size_it_states(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_BYTES", 1_000_000)
    bomb = as_zip(more={"service.csv": b"id,name\n" + b"x" * 3_000_000})
    assert len(bomb) < 20_000
    # The size in the directory at the end of the zip is a lie of a few bytes.
    lying = bomb.replace((3_000_008).to_bytes(4, "little"), (12).to_bytes(4, "little"))
    for content in (bomb, lying):
        with pytest.raises(FileRefused):
            reading(content)


@pytest.mark.parametrize(
    ("place", "bound", "most", "sentence"),
    [
        (file_opening, "LARGEST_FILE", 10, "The file is larger than 0 MB."),
        (file_opening, "MOST_SERVICES", 3, "The file has more than 3 services."),
        (tables, "MOST_ROWS", 4, "too long"),
        (tables, "MOST_BYTES", 10, "Unzipped, the file is larger than 0 MB."),
    ],
)
def test_too_much_is_refused(
    place: ModuleType, bound: str, most: int, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, bound, most)
    with pytest.raises(FileRefused, match=sentence):
        reading(as_zip())


def test_a_locked_zip_is_refused() -> None:
    content = bytearray(as_zip())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            content[at + flags] |= 1
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        assert archive.infolist()[0].flag_bits & 1
    with pytest.raises(FileRefused):
        reading(bytes(content))


NAMES = st.sampled_from(
    [
        "id",
        "name",
        "phones",
        "service_at_locations",
        "location",
        "attributes",
        "taxonomy_term",
        "number",
        "languages",
        "code",
        "schedules",
        "byday",
        "organization",
        "status",
    ]
)
KEYS = st.sampled_from(["id", "name", "phones", "attributes", "url"])
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)


@given(st.lists(st.dictionaries(KEYS, JSON), max_size=3))
def test_anything_that_is_json_is_read_or_refused(told: list[Any]) -> None:
    try:
        found = reading(json.dumps(told).encode())
    except FileRefused:
        return
    assert all(each.offer.name and each.key for each in found.found)


def test_terms_are_known_by_their_whole_name_alone() -> None:
    for name, kind in (("Transportation", "ride"), ("child care", "childcare"), ("LEGAL", "referral"),
                       ("Interpretation/Translation", "interpreter"), ("Bus Passes", "pass")):  # fmt: skip
        found = meaning_of(plain_term(name))
        assert found is not None and found.kind == kind
    for name in ("Transportation for Pets", "Child Care Licensing", "Seniors", ""):
        assert meaning_of(plain_term(name)) is None
    for means in KNOWN.values():
        assert means.kind in ANSWERS and set(means.barriers) <= set(BARRIERS) and means.barriers
