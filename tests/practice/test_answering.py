"""The answer to a question is what deciding its situation says, and an item without one answer is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from heardfirst.practice.acts_outside_protocol import OUTSIDE, why_never
from heardfirst.practice.answering import Answer, answer, say_reason
from heardfirst.practice.errors import ItemError
from heardfirst.practice.question_file import parse_item
from heardfirst.protocol import ScenarioError

MISSED = '[[entry]]\nkind = "session.missed"\nat = 2026-03-09T10:00:00-05:00\n'
TALKED = '[[entry]]\nkind = "contact.made"\nat = 2026-03-09T15:00:00-05:00\n'
HEARD = (
    '[[entry]]\nkind = "client.heard"\nbarriers = ["work"]\nlimits_explained = true\n'
    "at = 2026-03-09T15:05:00-05:00\n"
)
STOPS = '[[entry]]\nkind = "client.declared"\nintends = "stop"\nat = 2026-03-09T15:00:00-05:00\n'
TRIED = "".join(
    f'[[entry]]\nkind = "contact.tried"\nchannel = "{channel}"\noutcome = "no_answer"\n'
    f"at = 2026-03-{day:02}T{hour}:00:00-05:00\n"
    for channel, day, hour in (("phone", 10, 10), ("text", 11, 15), ("phone", 12, 18))
)
NOTED = '[[entry]]\nkind = "note.signed"\nat = 2026-03-12T19:00:00-05:00\n'
CONSULTED = '[[entry]]\nkind = "supervisor.consulted"\nat = 2026-03-13T10:00:00-05:00\n'
WROTE = '[[entry]]\nkind = "letter.sent"\nat = 2026-03-13T11:00:00-05:00\n'


def of(told: str, *options: str, day: int = 10, order: str = "", protocol: str = "") -> Answer:
    """The answer to a question: what happened, and an option's acts in a string, named a, b, c …"""
    head = f"now = 2026-03-{day:02}T09:00:00-05:00\n" + (f'protocol = "{protocol}"\n' if protocol else "")
    listed = "".join(
        f'[[option]]\nlabel = "{label}"\ntext = "{label}"\nacts = {acts.split()!r}\n'.replace("'", '"')
        for label, acts in zip("abcdef", options, strict=False)
    )
    return answer(parse_item((head + order + told + listed).encode(), "item.toml"))


def codes(derived: Answer, label: str) -> list[str]:
    return [str(each) for each in derived.why_not[label]]


@pytest.mark.parametrize(
    ("told", "options", "right"),
    [
        # Nobody has called: whoever calls and listens is right, in whatever order it is told.
        (MISSED, ("stakes contact listen", "document", "notify_court", "rebook"), "a"),
        (MISSED, ("notify_court", "contact stakes", "close"), "b"),
        (MISSED, ("wait", "tell_others", "contact listen", "refer_away"), "c"),
        # Nobody offers the call: the earliest in the order of what is all too soon.
        (MISSED, ("blame", "close", "rebook", "listen document"), "d"),
        (MISSED, ("bill", "document", "plan"), "c"),
        # To call and to tell the court at once is no call; to write it down at once is only hasty.
        (MISSED, ("contact recommend_action", "contact document", "close"), "b"),
        (MISSED, ("contact close", "document"), "b"),
        # They do not want to come: hear them before saying what it may cost them.
        (STOPS, ("pressure", "stakes", "listen", "plan"), "c"),
        (MISSED + TALKED + HEARD, ("contact", "stakes", "plan", "notify_court"), "b"),
        (MISSED + TALKED + HEARD, ("plan rebook", "stakes plan rebook"), "b"),
    ],
)
def test_the_answer_is_what_good_practice_says(told: str, options: tuple[str, ...], right: str) -> None:
    assert of(told, *options).label == right


def test_waiting_is_right_when_everything_is_done_and_never_before() -> None:
    waits = of(MISSED + TRIED + NOTED + CONSULTED + WROTE, "wait", "close", "contact", day=14)
    assert waits.label == "a" and [str(each) for each in waits.because] == ["waits"]
    assert codes(of(MISSED, "wait", "contact"), "a") == ["wait"]


def test_why_and_why_not_are_the_protocols_own_reasons() -> None:
    derived = of(MISSED, "contact listen", "notify_court", "close", "blame", "rebook", order=OWED)
    assert [str(each) for each in derived.because][:2] == ["missed", "notice_owed"]
    assert "lawful_basis" in codes(derived, "b") and "documented" in codes(derived, "b")
    assert codes(derived, "c") == ["lawful_end"] and codes(derived, "d") == ["blame"]
    for language in ("en", "es"):
        said = [say_reason(each, language) for each in (*derived.because, *derived.why_not["b"])]
        assert all(each.endswith(".") and "{" not in each for each in said), said


OWED = '[order]\nat_stake = "reunification"\nreport_within = { business_days = 5, of = "missed" }\n'


def test_what_comes_later_in_the_order_is_told_by_what_comes_first() -> None:
    derived = of(MISSED + TALKED + HEARD, "stakes", "document")
    assert codes(derived, "b") == ["later_in_order"]
    assert say_reason(derived.why_not["b"][0]) == "It comes later in the order than “Explain the stakes”."
    assert "Explicar lo que está en juego" in say_reason(derived.why_not["b"][0], "es")


def test_what_a_deadline_has_moved_up_is_said_to_have_moved_up() -> None:
    owed = '[order]\nreport_within = { business_days = 2, of = "missed" }\nbasis = "consent"\n'
    derived = of(MISSED + TALKED + HEARD, "stakes", "document", order=owed, day=12)
    assert derived.label == "b" and codes(derived, "a") == ["moved_up"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("contact", "contact listen"), "the answer is not unique: a, b"),
        (("blame", "refer_away", "say_all"), "no option can be the answer"),
        (("contact", "contakt"), 'Did you mean "contact"?'),
        (("contact", "xyzzy"), "neither a step of this protocol nor one of the other acts"),
        (("contact",), "2 to 12 options"),
        (("contact", ""), "the option has no acts"),
    ],
)
def test_an_item_without_one_answer_is_refused(options: tuple[str, ...], says: str) -> None:
    with pytest.raises(ItemError, match=r"^item\.toml") as refused:
        of(MISSED, *options)
    assert says in str(refused.value)


def test_two_options_of_one_name_and_one_without_words_are_refused() -> None:
    twice = '[[option]]\nlabel = "a"\ntext = "Call."\nacts = ["contact"]\n'
    silent = '[[option]]\nlabel = "b"\nacts = ["close"]\n'
    head = "now = 2026-03-10T09:00:00-05:00\n" + MISSED
    with pytest.raises(ItemError, match=r'line 10: option\.label: two options are called "a"'):
        parse_item((head + twice * 2).encode(), "item.toml")
    with pytest.raises(ItemError, match=r"option\.text"):
        parse_item((head + twice + silent).encode(), "item.toml")


def test_a_broken_situation_is_refused_like_any_scenario() -> None:
    with pytest.raises(ScenarioError, match=r'Did you mean "session\.missed"'):
        of(MISSED.replace("missed", "misst"), "contact", "close")


def test_the_steps_of_the_items_own_protocol_are_its_acts(tmp_path: Path) -> None:
    assert of(MISSED, "contact", "close", protocol="washington-sud").label == "a"
    with pytest.raises(ItemError, match="dismiss"):
        of(MISSED, "contact", "dismiss")


def test_every_other_act_says_in_both_languages_why_it_is_no_answer() -> None:
    assert all(why_never(each, language).endswith(".") for each in OUTSIDE for language in ("en", "es"))
