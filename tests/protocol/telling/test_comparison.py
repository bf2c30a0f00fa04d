"""Two versions in words: every difference is said, in both languages, and the right one."""

from __future__ import annotations

import re

import pytest

from heardfirst.protocol import Protocol, ProtocolError, load_protocol, parse_protocol, shipped_protocols
from heardfirst.protocol.telling.comparison import differences

DEFAULT = load_protocol("court-mandated-treatment")
PLAN = """
[[step]]
name = "call_home"
role = "reach"
after = "contact"
label = { en = "Call at home", es = "Llamar a casa" }
wanted = ["missed"]
writes = ["contact.tried"]
"""


def edited(before: str, after: str) -> Protocol:
    assert before in DEFAULT.source
    return parse_protocol(DEFAULT.source.replace(before, after, 1).encode(), "edited.toml")


def extended(more: str, head: str = "") -> Protocol:
    text = f'[protocol]\nname = "Ours"\nversion = "1"\nextends = "court-mandated-treatment"\n{head}\n{more}'
    return parse_protocol(text.encode(), "ours.toml")


def said(new: Protocol, language: str = "en") -> str:
    return "\n".join(differences(DEFAULT, new, language))


ADJUST = 'needs  = ["heard"]\nwithin = { business_days = 2, of = "heard" }\ntakes  = "1 hour"'
WAIVED = 'unless = "report_due" },\n    { any = ["understood"'


@pytest.mark.parametrize(
    ("before", "after", "en", "es"),
    [
        (
            "no_show          = true",
            "no_show = true\nlate_minutes = 30",
            "30 minutes late",
            "30 minutos tarde",
        ),
        (
            "attempts = 3, days = 3",
            "attempts = 4, days = 3",
            "is now “Reasonable attempts: we made at least 4 attempts",
            "4 intentos",
        ),
        ('within = "90 days"', 'within = "60 days"', "within 60 days”.", "60 días”."),
        ('review          = "14 days"', 'review = "21 days"', "for 21 days", "durante 21 días"),
        (
            'business_days = 1, of = "missed"',
            'business_days = 3, of = "missed"',
            "“Call” was due: within 1 business day",
            "El plazo de “Llamar” era: en el plazo de 1 día hábil",
        ),
        ('{ en = "Listen", es = "Escuchar" }', '{ en = "Hear", es = "Oír" }', "now called “Hear”", "“Oír”"),
        (
            ADJUST,
            ADJUST.replace('["heard"]', '["heard", "documented"]'),
            "“Change the plan” now needs this first: a signed note.",
            "“Cambiar el plan” ahora necesita antes esto: una nota firmada.",
        ),
        (
            WAIVED,
            WAIVED.replace("report_due", "status_due"),
            "not required where the scheduled report is due",
            "no se pide cuando el informe programado vence",
        ),
        (
            'by     = "supervisor"',
            "",
            "was taken by the supervisor and is now taken by the worker",
            "ahora lo da quien lleva el caso",
        ),
        ('"2 business_days"', '"1 business_days"', "is now planned to take 1 business day", "1 día hábil"),
        ('waits  = "quiet"', "", "Now it waits until: nothing", "Ahora espera hasta que: nada"),
        ('brings = ["pressed"]', "", "“Call” reads the same, but its rules in", "difieren: brings"),
        ("# Missed sessions", "# Sessions missed", "Only the text of the file differs", "Solo difiere"),
        (
            "facts   = 4",
            "facts   = 1",
            "by edition 1 of the facts, no longer by edition 4",
            "la edición 1 de los",
        ),
        ('version = "2026.3"', 'version = "2026.4"', "Only the text of the file differs", "Solo difiere"),
    ],
)
def test_each_change_is_said(before: str, after: str, en: str, es: str) -> None:
    new = edited(before, after)
    assert en in said(new)
    assert es in said(new, "es")
    assert len(differences(DEFAULT, new, "en")) <= 2


def test_steps_left_out_added_and_moved() -> None:
    new = extended(PLAN, 'without = ["bill"]')
    assert said(new).splitlines() == [
        "It was called “Missed session in court-mandated treatment” and is now called “Ours”.",
        "The step “Charge the agreed fee” was removed.",
        "The step “Call at home” is new, after “Call”.",
    ]
    first, second = (
        re.search(rf'\[\[step\]\]\nname   = "{name}".*?\n\n', DEFAULT.source, re.DOTALL)
        for name in ("listen", "stakes")
    )
    assert first is not None and second is not None
    swapped = edited(first[0] + second[0], second[0] + first[0])
    (moved,) = differences(DEFAULT, swapped, "en")
    assert moved in (
        "The step “Explain the stakes” now comes after “Get in touch about the stay”.",
        "The step “Listen” now comes after “Explain the stakes”.",
    )


def test_an_exception_is_said() -> None:
    assert "Exception added: A law overrides the promise “Never ended for absence”" in said(
        load_protocol("california-dui")
    )


def test_one_text_has_no_differences() -> None:
    assert differences(DEFAULT, DEFAULT, "en") == []


@pytest.mark.parametrize("name", [name for name in shipped_protocols() if name != DEFAULT.key])
def test_every_shipped_protocol_differs_from_the_default_in_words(name: str) -> None:
    other = load_protocol(name)
    for language in ("en", "es"):
        for old, new in ((DEFAULT, other), (other, DEFAULT)):
            sentences = differences(old, new, language)
            assert len(sentences) >= 2
            assert all(each.endswith((".", ")", "”")) and "{" not in each for each in sentences)


def test_every_number_of_the_default_is_told_when_it_changes() -> None:
    """Whatever number of the file is another one, something is said, and never only that the text differs."""
    tried = 0
    for number in re.finditer(r"(?<![\w.-])\d+(?![\w.-])", DEFAULT.source):
        before, after = DEFAULT.source[: number.start()], DEFAULT.source[number.end() :]
        if "#" in before.splitlines()[-1] or before.endswith('version = "'):
            continue
        try:
            new = parse_protocol(f"{before}{int(number[0]) + 1}{after}".encode(), "edited.toml")
        except ProtocolError:  # more days than attempts, say
            new = parse_protocol(f"{before}{int(number[0]) - 1}{after}".encode(), "edited.toml")
        tried += 1
        (sentence,) = differences(DEFAULT, new, "en")
        assert not sentence.startswith("Only the text")
    assert tried > 40
