"""What an order asks, and what nobody has found out about it yet."""

from __future__ import annotations

import pytest

from heardfirst.protocol import EntryError, read_terms, terms_as_json

DUTY = {"business_days": 5, "of": "missed"}


def test_what_is_missing_is_asked_for_in_order() -> None:
    assert read_terms({}).missing == ("at_stake", "report_within", "basis")
    assert read_terms({"at_stake": "custody", "report_within": DUTY, "basis": "consent"}).missing == ()


def test_an_order_may_say_that_it_wants_no_reports() -> None:
    terms = read_terms({"report_within": False})
    assert terms.report_within is None
    assert terms.missing == ("at_stake", "basis")
    assert terms_as_json({"report_within": False}) == {"report_within": False}
    assert read_terms(terms_as_json({"report_within": False})) == terms


def test_terms_are_stored_in_one_form_and_read_back_the_same() -> None:
    said = {"at_stake": "Jail", "report_within": "2 days", "status_every": {"months": 1}, "icwa": True}
    stored = terms_as_json(said)
    assert stored["at_stake"] == "liberty"
    assert read_terms(stored) == read_terms(said)
    assert terms_as_json(stored) == stored


def test_a_slip_is_told_with_the_right_word() -> None:
    with pytest.raises(EntryError, match='Did you mean "at_stake"'):
        read_terms({"at_steak": "custody"})
    with pytest.raises(EntryError, match='Did you mean "learned"'):
        read_terms({"report_within": {"days": 2, "of": "lerned"}})
