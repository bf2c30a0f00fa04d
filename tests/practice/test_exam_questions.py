"""
The situations that licensing exams ask about, in our own words: the sound keys come out, and those that hang
on facts no protocol of ours knows are refused rather than guessed.
"""

from __future__ import annotations

import pytest

from heardfirst.practice.errors import ItemError

from .test_answering import HEARD, MISSED, TALKED, of

MISSED_TWICE = '[[entry]]\nkind = "session.missed"\nat = 2026-03-02T10:00:00-05:00\n' + MISSED
HOME = '[order]\nat_stake = "reunification"\n'
JAIL = '[order]\nat_stake = "liberty"\n'
# He is in the room or on the line, and says he needs none of it: no session was missed, or one was.
RESISTS = '[[entry]]\nkind = "client.declared"\nintends = "stop"\nat = 2026-03-09T15:00:00-05:00\n'


@pytest.mark.parametrize("told", [MISSED, MISSED_TWICE])
@pytest.mark.parametrize(
    "order", [HOME, JAIL, "", HOME + 'report_within = { business_days = 10, of = "missed" }\n']
)
@pytest.mark.parametrize(
    ("options", "right"),
    [
        # A mother, her children's return, missed sessions: reach her and talk through what it means.
        (("contact listen stakes", "document", "consult notify_court", "rebook"), "a"),
        (("stakes", "document", "notify_court", "rebook"), "a"),
        (("document", "rebook", "contact stakes", "notify_court"), "c"),
        # A man who skips sessions: phone him, do not tell the court at once, do not close.
        (("contact listen stakes", "notify_court", "close"), "a"),
        # Somebody stops coming: ask why; neither assume, nor tell the family, nor wait.
        (("contact listen", "wait", "tell_others", "wait blame"), "a"),
        # A probationer who avoids appointments: find the reason and write it down.
        (("listen document", "blame", "close", "rebook"), "a"),
        (("pressure", "listen", "notify_court close", "bill"), "b"),
    ],
)
def test_missed_sessions_are_answered_as_sound_keys_answer_them(
    told: str, order: str, options: tuple[str, ...], right: str
) -> None:
    assert of(told, *options, order=order).label == right


@pytest.mark.parametrize("told", [RESISTS, MISSED + TALKED, MISSED + RESISTS])
def test_who_says_they_do_not_need_it_is_heard_before_anything_is_explained(told: str) -> None:
    assert of(told, "blame", "stakes", "listen", "plan").label == "c"


def test_once_heard_what_is_at_stake_comes_before_the_plan() -> None:
    assert of(MISSED + TALKED + HEARD, "document", "stakes", "plan rebook", "notify_court").label == "b"


@pytest.mark.parametrize(
    "options",
    [
        # What an employer or a lawyer may be told is not decided where nobody says who asks; how counseling
        # is ended where no order says so, not at all.
        ("say_least", "refuse_to_say", "say_all"),
        ("say_all", "seek_consent seek_counsel", "wait", "tell_others"),
        ("close", "close document", "refer_away", "close refer_away"),
    ],
)
def test_what_these_rules_do_not_decide_is_refused(options: tuple[str, ...]) -> None:
    with pytest.raises(ItemError, match=r"no option can be the answer|not unique"):
        of("", *options, order=JAIL)


def asked(holds: str, *options: str) -> str:
    """The answer to somebody who asks about a client and holds that."""
    request = f'request = {{ by = "attorney", holds = "{holds}" }}\n'
    return of(request, *options).label


@pytest.mark.parametrize(
    ("holds", "options", "right"),
    [
        # An employer asks whether she comes: neither confirmed nor denied, nor refused so that it confirms.
        ("nothing", ("say_least", "neither_confirm_nor_deny", "say_all"), "b"),
        ("nothing", ("refuse_to_say", "say_all", "neither_confirm_nor_deny seek_consent"), "c"),
        # A lawyer's subpoena: claim the privilege and seek her consent; neither hand over nor ignore.
        ("subpoena", ("say_all", "assert_privilege seek_consent", "wait", "tell_others"), "b"),
        # A judge's order, or her consent: the least that it asks for.
        ("court_order", ("refuse_to_say", "say_all", "say_least"), "c"),
        ("consent", ("neither_confirm_nor_deny", "say_least", "say_all notify_court"), "b"),
    ],
)
def test_what_somebody_may_be_told_hangs_on_what_they_hold(
    holds: str, options: tuple[str, ...], right: str
) -> None:
    assert asked(holds, *options) == right


def test_a_request_nobody_could_make_is_refused() -> None:
    with pytest.raises(ItemError, match=r'Did you mean "subpoena"'):
        asked("subpena", "say_least", "wait")
    with pytest.raises(ItemError, match="say who and what they hold"):
        of("", "say_least", "neither_confirm_nor_deny", order=JAIL)


@pytest.mark.parametrize("fraud", ["bill_falsely", "falsify_record", "bill_falsely contact", "bill"])
def test_to_bill_for_what_did_not_happen_is_never_the_answer(fraud: str) -> None:
    for rest in (("refuse_fraud", "contact close"), ("refuse_fraud", "wait")):
        if fraud != "bill":
            assert of(MISSED, fraud, *rest).label == "b"
    # Nor where nothing else is right: then the question is refused.
    with pytest.raises(ItemError, match="no option can be the answer"):
        of(MISSED, fraud, "notify_court", "close", "end_without_notice", order="[order]\ncharges = true\n")


RISK = '[[entry]]\nkind = "risk.raised"\nrisk = "suicide"\nat = 2026-03-09T16:00:00-05:00\n'


def test_asking_about_danger_comes_first_where_a_risk_was_raised() -> None:
    assert of(MISSED + TALKED + RISK, "listen", "assess_risk", "notify_court", "document").label == "b"
    # Where none was, it is part of a talk and takes nothing away from it.
    assert of(MISSED, "assess_risk contact listen", "document", "assess_risk").label == "a"
    with pytest.raises(ItemError, match=r"say it: an entry risk\.raised"):
        of(MISSED, "assess_risk", "tell_others")


def test_what_can_be_kept_private_is_said_before_listening() -> None:
    assert of(MISSED + TALKED, "listen", "informed_consent listen", "stakes").label == "b"
    assert of(MISSED, "informed_consent contact listen", "document", "rebook").label == "a"


def test_an_absence_that_was_none_is_corrected() -> None:
    lost = MISSED + '[[entry]]\nkind = "session.canceled"\nby = "provider"\nat = 2026-03-09T10:00:00-05:00\n'
    booked = (
        '[[entry]]\nkind = "session.booked"\nat = 2026-03-09T11:00:00-05:00\n'
        "starts_at = 2026-03-16T10:00:00-05:00\nplan = true\n"
    )
    assert of(lost + booked, "wait", "contact", "correct_entry", "notify_court").label == "c"
    # What did happen is not changed.
    assert of(MISSED, "correct_entry", "contact").label == "b"
