"""What is typed and not recorded: kept for its writer alone, sealed, and forgotten in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from heardfirst import clock
from heardfirst.agency.models import Cover, Role
from heardfirst.agency.staffing import give_role, let_go
from heardfirst.guide.drafts import across_sign_in as carrying
from heardfirst.guide.drafts.across_sign_in import pack, token_for, token_owner, unpack
from heardfirst.guide.drafts.draft_sealing import MOST_LETTERS, DraftTooLongError, draft_context, open_typed
from heardfirst.guide.drafts.models import Draft
from heardfirst.guide.drafts.selectors import KEPT_FOR, draft_of
from heardfirst.guide.drafts.services import DraftElsewhereError, finish_draft, forget_drafts, keep_draft
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case
from heardfirst.record.services import open_case, transfer_case
from heardfirst.vault import BrokenSealError, destroy, key_store
from tests.record.conftest import TODAY, Cast

SECRET = "her sister drives her"
TYPED = {"words": [SECRET], "barriers": ["transport", "childcare"]}
FORM = "happened:client.heard"


def keep(case: Case, cast: Cast, **more: Any) -> Draft | None:
    given = {"person": cast.worker, "case": case, "form": FORM, "typed": TYPED, "begun": case.count}
    return keep_draft(**{**given, **more})


def test_it_is_there_again_as_it_was_typed_and_only_there(case: Case, cast: Cast, now: datetime) -> None:
    keep(case, cast)
    other = open_case(agency=cast.agency, by=cast.worker, worker=cast.worker, identity=Identity("Ana Ruiz"))
    kept = draft_of(cast.worker, case, FORM)
    assert kept is not None
    assert (kept.typed, kept.begun, kept.kept_at) == (TYPED, case.count, now)
    assert draft_of(cast.worker, other, FORM) is None
    assert draft_of(cast.worker, case, "happened:client.declined") is None
    for person in (cast.colleague, cast.supervisor, cast.stranger):
        assert draft_of(person, case, FORM) is None
    assert SECRET not in repr(kept)


def test_it_lies_sealed_and_opens_in_its_own_row_alone(case: Case, cast: Cast) -> None:
    row = keep(case, cast)
    another = keep(case, cast, form="try")
    assert row is not None and another is not None and row.sealed is not None
    assert b"sister" not in bytes(row.sealed) and b"barriers" not in bytes(row.sealed)
    with pytest.raises(BrokenSealError):
        open_typed(row.sealed, key_store().key(case.client.key_id), draft_context(another.public_id))
    Draft.objects.filter(pk=another.pk).update(sealed=row.sealed)
    assert draft_of(cast.worker, case, "try") is None


def test_with_the_clients_key_goes_what_was_typed(case: Case, cast: Cast) -> None:
    keep(case, cast)
    destroy(case.client.key_id)
    assert draft_of(cast.worker, case, FORM) is None
    assert keep(case, cast) is None


def test_the_first_look_counts_until_it_is_recorded(case: Case, cast: Cast) -> None:
    keep(case, cast, begun=1)
    case.count += 3
    keep(case, cast, begun=case.count)
    kept = draft_of(cast.worker, case, FORM)
    assert kept is not None and (kept.begun, kept.revision) == (1, 2)
    finish_draft(person=cast.worker, case=case, form=FORM, tab="one")
    keep(case, cast, begun=2, tab="two")
    kept = draft_of(cast.worker, case, FORM)
    assert kept is not None and kept.begun == 2


def test_an_emptied_form_keeps_nothing(case: Case, cast: Cast) -> None:
    keep(case, cast)
    assert keep(case, cast, typed={"words": [" \n"], "when": [""]}) is None
    assert not Draft.objects.exists()


def test_what_comes_late_from_the_page_that_recorded_is_dropped(case: Case, cast: Cast) -> None:
    keep(case, cast, tab="one")
    finish_draft(person=cast.worker, case=case, form=FORM, tab="one")
    assert draft_of(cast.worker, case, FORM) is None
    assert keep(case, cast, tab="one") is None
    assert draft_of(cast.worker, case, FORM) is None
    assert not Draft.objects.exclude(sealed=None).exists()
    keep(case, cast, tab="two")
    assert draft_of(cast.worker, case, FORM) is not None


def test_late_even_where_nothing_had_been_kept_yet(case: Case, cast: Cast) -> None:
    finish_draft(person=cast.worker, case=case, form=FORM, tab="one")
    assert keep(case, cast, tab="one") is None


def test_an_older_page_does_not_write_over_a_newer_one(case: Case, cast: Cast) -> None:
    keep(case, cast, tab="one", revision=0)
    newer = keep(case, cast, tab="two", revision=1, typed={"words": ["the second page"]})
    assert newer is not None
    with pytest.raises(DraftElsewhereError):
        keep(case, cast, tab="one", revision=1)
    kept = draft_of(cast.worker, case, FORM)
    assert kept is not None and kept.typed == {"words": ["the second page"]}
    # The page that wrote last need not wait for its own answers.
    assert keep(case, cast, tab="two", revision=1) is not None


def test_more_than_a_form_can_hold(case: Case, cast: Cast) -> None:
    with pytest.raises(DraftTooLongError):
        keep(case, cast, typed={"words": ["x" * (MOST_LETTERS + 1)]})
    with pytest.raises(DraftTooLongError):
        keep(case, cast, typed={str(number): ["x"] for number in range(101)})
    assert draft_of(cast.worker, case, FORM) is None


def test_after_two_weeks_it_is_gone(case: Case, cast: Cast) -> None:
    keep(case, cast)
    with clock.standing_at(TODAY + KEPT_FOR - timedelta(minutes=1)):
        assert forget_drafts() == 0
        assert draft_of(cast.worker, case, FORM) is not None
    with clock.standing_at(TODAY + KEPT_FOR + timedelta(minutes=1)):
        assert draft_of(cast.worker, case, FORM) is None
        assert forget_drafts() == 1
    assert not Draft.objects.exists()


def test_what_remembers_a_recorded_one_goes_sooner(case: Case, cast: Cast) -> None:
    finish_draft(person=cast.worker, case=case, form=FORM, tab="one")
    assert forget_drafts() == 0
    with clock.standing_at(TODAY + timedelta(hours=2)):
        assert forget_drafts() == 1


def test_it_goes_with_the_case(case: Case, cast: Cast, now: datetime) -> None:
    keep(case, cast)
    keep(case, cast, person=cast.supervisor)
    transfer_case(case=case, by=cast.worker, to=cast.colleague, at=now, words="Mornings are best.")
    assert forget_drafts() == 1
    assert {each.person for each in Draft.objects.all()} == {cast.supervisor}


def test_it_goes_with_the_cover(case: Case, cast: Cast, now: datetime) -> None:
    Cover.objects.create(
        agency=cast.agency, absent=cast.worker, instead=cast.colleague,
        first_day=now.date(), last_day=now.date(), made_at=now,
    )  # fmt: skip
    keep(case, cast, person=cast.colleague)
    assert forget_drafts() == 0
    with clock.standing_at(now + timedelta(days=1)):
        assert forget_drafts() == 1


def test_it_goes_with_who_is_let_go_and_with_who_only_reads(case: Case, cast: Cast) -> None:
    keep(case, cast)
    keep(case, cast, person=cast.colleague)  # who may not write here, however it came to be
    give_role(person=cast.colleague, role=Role.AUDITOR, by=None, until=clock.now() + timedelta(days=30))
    assert forget_drafts() == 1
    let_go(person=cast.worker, by=None)
    assert forget_drafts() == 1


def test_the_database_refuses_one_that_crosses_agencies(case: Case, cast: Cast) -> None:
    def cross() -> None:
        with transaction.atomic():
            Draft.objects.create(
                agency=cast.elsewhere, person=cast.stranger, case=case, form=FORM, kept_at=clock.now()
            )
            connection.check_constraints()

    with pytest.raises(DatabaseError):
        cross()


# -- past the end of a session


def packed(case: Case, cast: Cast) -> str:
    token = token_for(cast.worker, case, FORM)
    return pack(token, typed=TYPED, begun=2, path="/case/there/")


def test_a_ticket_opens_for_its_writer_alone(case: Case, cast: Cast) -> None:
    ticket = packed(case, cast)
    assert SECRET not in ticket
    carried = unpack(ticket, cast.worker)
    assert carried is not None
    assert (carried.case, carried.form, carried.begun, carried.path) == (case, FORM, 2, "/case/there/")
    assert carried.typed == TYPED and SECRET not in repr(carried)
    for person in (cast.colleague, cast.supervisor, cast.stranger):
        assert unpack(ticket, person) is None


def test_a_ticket_opens_only_while_the_case_is_theirs(case: Case, cast: Cast, now: datetime) -> None:
    ticket = packed(case, cast)
    transfer_case(case=case, by=cast.worker, to=cast.colleague, at=now, words="Mornings are best.")
    assert unpack(ticket, cast.worker) is None


def test_a_ticket_of_our_making_and_of_today(case: Case, cast: Cast) -> None:
    assert pack("no:token", typed=TYPED, begun=0, path="/") == ""
    assert pack(token_for(cast.worker, case, FORM), typed={"w": ["x" * 70_000]}, begun=0, path="/") == ""
    ticket = packed(case, cast)
    token, _mark, sealed = ticket.partition("~")
    for broken in ("", "~", token, f"{token}~", f"{token}~AAAA", f"{token}~ñ", f"{token[:-1]}~{sealed}"):
        assert unpack(broken, cast.worker) is None
    another = token_for(cast.worker, case, "try")
    assert unpack(f"{another}~{sealed}", cast.worker) is None
    with time_machine.travel(timezone.now() + timedelta(seconds=carrying.GOOD_FOR + 5)):
        assert unpack(ticket, cast.worker) is None
        assert token_owner(token) is None
