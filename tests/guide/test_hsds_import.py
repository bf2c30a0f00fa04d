"""A directory of others taken into ours: nothing twice, what changed, nothing over what we changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from heardfirst.guide.directory import hsds_import, selectors, services
from heardfirst.guide.directory.errors import HelpRefused
from heardfirst.guide.directory.hsds.reading import read
from heardfirst.guide.directory.models import Help, HelpMark, TermMeaning
from tests.guide.hsds_sample import TABLES, VAN, as_json, as_zip
from tests.guide.hsds_sample import services as sample
from tests.record.conftest import Cast

TODAY = date(2026, 3, 4)
SAID = {"estate planning": "referral"}


def take(cast: Cast, content: bytes, meanings: dict[str, str] | None = None) -> dict[str, int]:
    """Take it in, after the preview said the same."""
    reading, said = read(content, today=TODAY), meanings or hsds_import.stored_meanings(cast.agency)
    before = Help.objects.count()
    would = hsds_import.preview_hsds_import(agency=cast.agency, reading=reading, meanings=said)
    assert Help.objects.count() == before
    done = hsds_import.import_hsds(
        agency=cast.agency, by=cast.supervisor, source="Harbor 211", reading=reading, meanings=said
    )
    assert done == would
    return dict(done.counts)


@pytest.fixture
def van(cast: Cast, now: datetime) -> Help:
    take(cast, as_zip(), SAID)
    return Help.objects.get(source_key=VAN)


def test_what_is_known_is_taken_and_what_nobody_said_is_left_out(cast: Cast, now: datetime) -> None:
    assert hsds_import.unknown_terms(read(as_zip(), today=TODAY)) == ["estate planning"]
    assert take(cast, as_zip()) == {"added": 2, "left_out": 2}
    van = Help.objects.get(source_key=VAN)
    assert (van.name, van.source, van.by_whom) == ("Harbor Van", "Harbor 211", "Harbor Mobility")
    assert selectors.marks_of(van, HelpMark.Of.HELP) == ["ride"]
    assert selectors.marks_of(van, HelpMark.Of.BARRIER) == ["disability_access", "transport"]


def test_the_same_file_twice_in_either_form_adds_and_changes_nothing(van: Help, cast: Cast) -> None:
    before = list(Help.objects.order_by("pk").values())
    assert TermMeaning.objects.get().kind == "referral"
    for content in (as_zip(), as_json()):
        assert take(cast, content) == {"already": 3, "left_out": 1}
    assert list(Help.objects.order_by("pk").values()) == before


def changed(**said: str) -> bytes:
    first, *rest = sample()
    return as_json([{**first, **said}, *rest])


def test_what_the_file_changed_is_changed(van: Help, cast: Cast) -> None:
    assert take(cast, changed(name="Harbor Bus")) == {"changed": 1, "already": 2, "left_out": 1}
    van.refresh_from_db()
    assert van.name == "Harbor Bus"
    assert list(selectors.search(cast.agency, words="bus")) == [van]


def test_what_somebody_changed_here_stays_as_it_is(van: Help, cast: Cast) -> None:
    mine = services.Offer("Our van", ("ride",), ("transport",))
    services.change_help(offered=van, by=cast.supervisor, offer=replace(mine, phone="202-555-0199"))
    assert take(cast, changed(name="Harbor Bus"))["kept"] == 1
    van.refresh_from_db()
    assert (van.name, van.phone) == ("Our van", "202-555-0199")


def test_what_was_put_away_here_comes_back_with_no_file(van: Help, cast: Cast) -> None:
    services.put_away(offered=van, by=cast.supervisor)
    take(cast, changed(name="Harbor Bus"))
    van.refresh_from_db()
    assert (van.name, van.active) == ("Harbor Van", False)


def test_what_is_given_no_more_is_put_away_and_comes_back_with_the_file(van: Help, cast: Cast) -> None:
    assert take(cast, changed(status="inactive"))["away"] == 1
    van.refresh_from_db()
    assert not van.active
    assert take(cast, changed(status="inactive"))["already"] == 3
    assert take(cast, as_zip())["changed"] == 1
    van.refresh_from_db()
    assert van.active


def test_each_agency_has_its_own(van: Help, cast: Cast) -> None:
    reading = read(as_zip(), today=TODAY)
    with pytest.raises(HelpRefused):
        hsds_import.import_hsds(
            agency=cast.agency, by=cast.stranger, source="x", reading=reading, meanings={}
        )
    with pytest.raises(HelpRefused):
        hsds_import.import_hsds(
            agency=cast.agency, by=cast.supervisor, source=" ", reading=reading, meanings={}
        )
    assert hsds_import.stored_meanings(cast.elsewhere) == {}
    hsds_import.import_hsds(agency=cast.elsewhere, by=cast.stranger, source="x", reading=reading, meanings={})
    assert Help.objects.filter(source_key=VAN).count() == 2


def test_a_meaning_outside_the_list_is_no_meaning(cast: Cast, now: datetime) -> None:
    assert take(cast, as_zip(), {"estate planning": "limousine"})["left_out"] == 2
    assert TermMeaning.objects.get().kind == ""


def test_many_services_ask_few_questions(
    cast: Cast, now: datetime, django_assert_max_num_queries: object
) -> None:
    rows = [dict(TABLES["services"][0], id=f"v{number}") for number in range(250)]
    reading = read(as_zip({**TABLES, "services": rows}), today=TODAY)
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        hsds_import.preview_hsds_import(agency=cast.agency, reading=reading, meanings={})
