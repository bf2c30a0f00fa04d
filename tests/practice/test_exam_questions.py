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
        # What an employer or a lawyer may be told, and how counseling is ended, these rules do not decide.
        ("say_least", "refuse_to_say", "say_all"),
        ("say_all", "seek_consent seek_counsel", "wait", "tell_others"),
        ("close", "close document", "refer_away", "close refer_away"),
    ],
)
def test_what_these_rules_do_not_decide_is_refused(options: tuple[str, ...]) -> None:
    with pytest.raises(ItemError, match=r"no option can be the answer|not unique"):
        of("", *options, order=JAIL)
