"""What the author of a scenario may write in their own words, and what stays a closed list."""

from __future__ import annotations

import pytest

from heardfirst.protocol import EntryError, load_protocol, parse_protocol
from heardfirst.protocol.files.scenario import parse_scenario
from heardfirst.protocol.files.scenario_values import as_recorded


def test_own_words_read_as_other_where_nothing_is_decided_by_them() -> None:
    assert as_recorded("client.heard", {"barriers": ["the car broke", "Childcare"]}) == {
        "barriers": ["other", "childcare"]
    }
    assert as_recorded("risk.raised", {"risk": "domestic violence"}) == {"risk": "family_violence"}
    assert as_recorded("risk.raised", {"risk": "a fire"}) == {"risk": "other"}
    assert as_recorded("contact.made", {"language": "French"}) == {"language": "other"}
    assert as_recorded("session.excused", {"evidence": "a doctor's note"}) == {"evidence": True}


def test_who_and_where_from_may_stand_beside_any_entry() -> None:
    assert as_recorded("session.missed", {"by": "worker", "source": "import"}) == {}
    assert as_recorded("session.booked", {"source": "import"}) == {"by": "provider"}
    assert as_recorded("session.booked", {"source": "import", "plan": True}) == {"plan": True}
    assert as_recorded("client.whereabouts", {"place": "jail"}) == {"where": "jail"}


def test_what_decides_stays_a_closed_list() -> None:
    with pytest.raises(EntryError, match="not on the list"):
        as_recorded("contact.tried", {"outcome": "did not feel like it"})
    with pytest.raises(EntryError, match='no field "chanel"'):
        as_recorded("contact.tried", {"chanel": "phone"})


def test_recorded_at_is_another_word_for_recorded() -> None:
    text = b"""
now = 2026-03-10T09:00:00-05:00
[[entry]]
kind = "session.missed"
at = 2026-03-02T10:00:00-05:00
recorded_at = 2026-03-05T10:00:00-05:00
"""
    (entry,) = parse_scenario(text, "late.toml").entries
    assert entry.recorded.day == 5


def test_a_step_says_itself_with_a_name_and_one_that_replaces_it_keeps_that() -> None:
    head = '[protocol]\nextends = "court-mandated-treatment"\nname = "A"\nversion = "1"\n'
    step = '[[step]]\nname = "contact"\nrole = "reach"\nlabel = "Ring them"\nwanted = ["missed"]\n'
    shipped = load_protocol("court-mandated-treatment").step("contact").with_name
    assert shipped == {"en": "Call {name}", "es": "Llamar a {name}"}
    assert parse_protocol(head.encode(), "a.toml").step("contact").with_name == shipped
    assert parse_protocol((head + step).encode(), "a.toml").step("contact").with_name == shipped
    own = parse_protocol((head + step + 'with_name = "Ring {name}"\n').encode(), "a.toml").step("contact")
    assert own.with_name == {"en": "Ring {name}", "es": "Ring {name}"}
