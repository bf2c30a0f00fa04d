"""Words to say: every combination that can be said is plain, blames nobody and puts concern first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heardfirst.guide.call_situation import CONDITIONS, Situation, conditions_of
from heardfirst.guide.messages import telling_word_in
from heardfirst.guide.script import MESSAGES, STAGES, ScriptLine, lines_for, visit_cautions
from heardfirst.guide.spoken_dates import duty_words
from heardfirst.guide.stakes import stakes_lines
from heardfirst.guide.texts import LANGUAGES, table_of
from heardfirst.protocol import read_terms
from heardfirst.protocol.telling.days import day_words
from heardfirst.protocol.vocabulary.closed_lists import CONTACT_RULES, STAKES
from heardfirst.protocol.vocabulary.terms import CAPACITIES, CLOCKS, REPORTS_TO
from tests.guide.plain_words import blame_in
from tests.guide.reading_ease import ease, grade, sentences_in, words_of

pytestmark = pytest.mark.once  # no database is asked here

DUTY = read_terms({"report_within": {"business_days": 5, "of": "learned"}}).report_within
PLAIN = Situation(name="Ana", worker="Wanda", agency="Harbor Family Services")
YES_AND_NO = (True, False)
# What may be known, by the conditions that it bears on.
KNOWN: dict[str, list[dict[str, Any]]] = {
    "missed.": [{"missed": number} for number in (0, 1, 3, 6)],
    "tried": [{"tried": number} for number in (0, 2)],
    "ours": [{"ours": so} for so in YES_AND_NO],
    "provider": [{"provider": so} for so in YES_AND_NO],
    "stake.": [{"at_stake": each} for each in (*STAKES, None)],
    "capacity.": [{"capacity": each} for each in (*CAPACITIES, None)],
    "duty.": [
        {"duty": None},
        {"no_reports": True},
        {"duty": DUTY, "report_from": 9},
        *({"duty": DUTY, "report_to": to, "basis": so} for to in REPORTS_TO for so in YES_AND_NO),
    ],
    "hearing": [{"hearing": day} for day in (None, date(2026, 9, 30))],
    "counted": [{"required": 26, "attended": 11}, {"required": None}],
    "explained.": [{"explained": number} for number in (0, 1, 2, 3)],
    "came_back": [{"came_back": so} for so in YES_AND_NO],
    "status": [{"status": so} for so in YES_AND_NO],
    "number": [{"number": number} for number in ("", "(212) 555-0100")],
    "stopping.": [{"stopping": each} for each in ("no", "unsure", "stop")],
    "interpreter": [{"interpreter": so} for so in YES_AND_NO],
    "say_who": [{"say_who": so} for so in YES_AND_NO],
    "may_leave_message": [{"may_leave_message": so} for so in YES_AND_NO],
    "may_text": [{"may_text": so} for so in YES_AND_NO],
    "may_write": [{"may_write": so} for so in YES_AND_NO],
}
WRITTEN = table_of("script.toml")["line"]


def asked_for(stage: str) -> set[str]:
    return {
        one.removeprefix("not ") for each in WRITTEN if each["stage"] == stage for one in each.get("when", ())
    }


def situations(stage: str, language: str) -> Iterator[Situation]:
    """Every combination of what the lines of this stage ask for."""
    asked = asked_for(stage)
    bear = [known for name, known in KNOWN.items() if any(one.startswith(name) for one in asked)]
    for chosen in product(*bear):
        changes = {name: value for each in chosen for name, value in each.items()}
        yield replace(PLAIN, language=language, **changes)


@cache
def said(stage: str, language: str) -> frozenset[tuple[ScriptLine, ...]]:
    return frozenset(tuple(lines_for(stage, each)) for each in situations(stage, language))


@st.composite
def any_situation(draw: st.DrawFn) -> Situation:
    changes: dict[str, Any] = {"language": draw(st.sampled_from(["en", "es", "vi"]))}
    for known in KNOWN.values():
        changes |= draw(st.sampled_from(known))
    return replace(PLAIN, **changes)


def test_the_conditions_of_the_script_are_all_tried_here() -> None:
    assert all(any(one.startswith(name) for name in KNOWN) for one in CONDITIONS - {"basis"})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stage", [*STAGES, *MESSAGES])
def test_every_combination_is_plain(stage: str, language: str) -> None:
    """About sixth grade; in Spanish, 70 to 80 is sixth grade and more is easier."""
    combinations = said(stage, language)
    assert combinations
    for lines in combinations:
        texts = [each.text for each in lines if each.text]
        if not texts:
            continue
        hard = grade(*texts) if language == "en" else 100 - ease(*texts)
        assert hard <= (6.5 if language == "en" else 30), (hard, texts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stage", [*STAGES, *MESSAGES])
def test_no_line_blames_or_runs_on(stage: str, language: str) -> None:
    for line in {each for lines in said(stage, language) for each in lines}:
        assert blame_in(line.text, language) == [], line.text
        assert "{" not in line.text and "  " not in line.text
        assert "None" not in line.text and not line.text.endswith(" ")
        if line.text:
            assert len(words_of(line.text)) / sentences_in(line.text) <= 20, line.text
            assert len(words_of(line.text)) <= 40, line.text


@pytest.mark.parametrize("stage", [*STAGES, *MESSAGES])
def test_every_written_line_is_said_in_some_situation(stage: str) -> None:
    """Nothing in the file is dead, and no situation leaves a stage without a line."""
    spoken = {each.text for lines in said(stage, "en") for each in lines}
    patterns = [each for each in WRITTEN if each["stage"] == stage]
    unsaid = [
        each["text"]["en"]
        for each in patterns
        if not any(text.startswith(each["text"]["en"].split("{")[0]) for text in spoken)
    ]
    assert unsaid == []
    assert all(said(stage, "en"))


def test_each_move_and_message_is_in_the_file_and_no_other() -> None:
    assert {each["stage"] for each in WRITTEN} == {*STAGES, *MESSAGES, "visit"}
    with pytest.raises(KeyError):
        lines_for("threaten", PLAIN)


@given(any_situation())
def test_concern_comes_before_consequence_and_limits_before_listening(situation: Situation) -> None:
    stages = {stage: lines_for(stage, situation) for stage in STAGES}
    opening = [each.tone for each in stages["open"]]
    assert next(each for each in opening if each != "hello") == "concern"
    assert "limits" in opening and not {"consequence", "question"} & set(opening)
    assert opening.index("concern") < opening.index("limits")
    for stage in STAGES:
        assert (stage == "stakes") >= any(each.tone == "consequence" for each in stages[stage]), stage
    assert any(each.tone == "question" for each in stages["listen"])
    assert stages["book"][-1].tone == "concern"
    keys = [each.key for each in stages["open"]]
    assert {"limits", "limits.who", "limits.child", "limits.safety", "limits.duty"} <= set(keys)
    assert {"limits.first", "limits.choice"} <= set(keys)
    assert keys.count("care") == keys.count("limits.who") == keys.count("limits.duty") == 1


# All that a voicemail, a text or a letter may hold beside a name, an office and a number.
FRAME = {
    "en": "hello this is a message for at please call number thank you",
    "es": "hola este mensaje es para habla de por favor llame a al número gracias",
}


@given(any_situation(), st.sampled_from(["", "Water Street"]))
def test_a_message_holds_office_name_and_number_and_nothing_else(situation: Situation, office: str) -> None:
    situation = replace(situation, office=office)
    for stage in ("voicemail", "text", "letter"):
        for line in lines_for(stage, situation):
            left = line.text
            for named in (situation.name, situation.worker, situation.office, situation.number):
                left = left.replace(named, " ") if named else left
            assert {word.lower() for word in words_of(left)} <= set(FRAME[line.language].split()), line.text
            assert situation.agency not in line.text
            if not situation.say_who:
                assert not any(
                    named and named in line.text for named in (situation.name, situation.worker, office)
                )
            if stage == "text":  # the number may be somebody else's by now
                assert situation.name not in line.text


@given(any_situation())
def test_nothing_is_left_where_safe_contact_forbids_it(situation: Situation) -> None:
    for stage, may in (("voicemail", "may_leave_message"), ("text", "may_text"), ("letter", "may_write")):
        (line,) = lines_for(stage, situation)
        nothing_to_say = stage == "letter" and not (situation.say_who or situation.number)
        assert bool(line.text) == (getattr(situation, may) and not nothing_to_say)
        assert line.why
    for line in lines_for("answered_other", situation):
        assert line.text in (
            "Thank you. I will try again another time.",
            "Gracias. Vuelvo a llamar en otro momento.",
        )


def test_the_caller_goes_by_the_office_name_for_messages() -> None:
    known = replace(PLAIN, office="Water Street office", number="(212) 555-0100")
    (line,) = lines_for("voicemail", known)
    assert line.text == (
        "Hello. This is a message for Ana. This is Wanda at Water Street office. "
        "Please call (212) 555-0100. Thank you."
    )
    (line,) = lines_for("letter", replace(known, language="es"))
    assert (
        line.text == "Para Ana: por favor llame a Wanda, de Water Street office, al (212) 555-0100. Gracias."
    )


@pytest.mark.parametrize(
    "name",
    [
        "Harbor Recovery",
        "DUI Services",
        "Family Court",
        "Centro de Tratamiento",
        "Oficina de Protección de Menores",
    ],
)
def test_an_office_name_that_tells_others_is_found(name: str) -> None:
    assert telling_word_in(name)


def test_a_plain_office_name_may_be_left() -> None:
    assert [telling_word_in(name) for name in ("Water Street office", "Riverbend", "Suite 300")] == [
        "",
        "",
        "",
    ]


# What rules do not keep, and what was once said as if they did.
PROMISES_NOT_KEPT = {
    "en": (
        "you go when you can",
        "hear it from me first",
        "nobody takes",
        "those stay yours",
        "i promise",
        "always be",
    ),
    "es": ("cuando puede", "lo sabrá antes por mí", "nadie se las quita", "le prometo"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_promises_what_the_rules_do_not_keep(language: str) -> None:
    for stage in STAGES:
        for line in {each for lines in said(stage, language) for each in lines}:
            assert not [each for each in PROMISES_NOT_KEPT[language] if each in line.text.lower()], line.text
            if line.key in ("limits.first", "duty"):
                unless = "unless there is no time" if language == "en" else "salvo que no haya tiempo"
                assert unless in line.text


@pytest.mark.parametrize("stake", STAKES)
def test_what_can_follow_is_said_of_every_stake_both_times(stake: str) -> None:
    for explained in (0, 1):
        keys = [each.key for each in lines_for("stakes", replace(PLAIN, at_stake=stake, explained=explained))]
        assert keys.count("follow") == 1


def test_the_second_explanation_says_what_this_order_asks() -> None:
    known = replace(
        PLAIN, at_stake="liberty", explained=1, required=26, attended=11, duty=DUTY, basis=True,
        report_to="probation", hearing=date(2026, 9, 30),
    )  # fmt: skip
    said_now = " ".join(each.text for each in lines_for("stakes", known))
    for part in ("26 sessions", "11", "your probation officer", "September 30", "jail"):
        assert part in said_now
    assert "jail" not in " ".join(
        each.text for each in lines_for("stakes", replace(known, at_stake="license"))
    )


def test_the_agency_is_what_it_is_unless_the_order_says_otherwise() -> None:
    for capacity, part in (("probation", "I work for probation"), ("court_staff", "I work for the court")):
        texts = " ".join(each.text for each in lines_for("open", replace(PLAIN, capacity=capacity)))
        assert part in texts and "not your lawyer" in texts


def test_a_visit_has_its_cautions_in_both_languages() -> None:
    assert len(visit_cautions("en")) == len(visit_cautions("es")) >= 4
    assert "colleague" in visit_cautions("en")[0] and "colega" in visit_cautions("es")[0]


@given(any_situation())
def test_the_stakes_are_explained_at_most_twice_and_asked_back(situation: Situation) -> None:
    found = stakes_lines(situation)
    now, again, enough = ({each.key for each in lines} for lines in (found.now, found.again, found.enough))
    assert ("what" in now) == (situation.explained == 0)
    assert ("another_way" in now) == (situation.explained == 1)
    assert ("said_back" in now) == (situation.explained < 2)
    assert ("enough" in now) == (situation.explained >= 2)
    steps = {"another_way", "step_one", "step_two", "step_three", "said_back"}
    assert again - {"follow"} == (steps if situation.explained == 0 else set())
    assert enough == ({"enough"} if situation.explained < 2 else set())
    if situation.explained >= 2:
        assert not {"hearing", "sessions", "duty", "follow"} & now
    elif situation.required is not None and situation.explained == 0:
        sessions = next(each.text for each in found.now if each.key == "sessions")
        assert "26" in sessions and "11" in sessions


@pytest.mark.parametrize(
    ("theirs", "reader", "says", "both"),
    [
        ("en", "en", "en", False),
        ("es", "en", "es", True),
        ("es-MX", "en", "es", True),
        ("es", "es", "es", False),
        ("en", "es", "en", True),
        ("vi", "es", "es", False),
        ("", "es", "es", False),
    ],
)
def test_words_are_the_clients_and_beside_them_the_workers(
    theirs: str, reader: str, says: str, both: bool
) -> None:
    """Where we have no words in the client's language, the worker's are said through an interpreter."""
    known = replace(PLAIN, language=theirs, hearing=date(2026, 9, 30))
    for line in lines_for("stakes", known, reader):
        assert line.language == says and bool(line.translation) == both
        if both:
            (twin,) = [
                each for each in lines_for("stakes", replace(known, language=reader)) if each.key == line.key
            ]
            assert line.translation == twin.text != line.text


@given(any_situation())
def test_the_duty_to_tell_is_never_promised_away(situation: Situation) -> None:
    """What is said of telling the court is what the order says, and never more than is lawful."""
    duty = next(
        each.text
        for each in lines_for("open", replace(situation, language="en"))
        if each.key == "limits.duty"
    )
    if situation.no_reports:
        assert "does not ask" in duty
    elif situation.duty is None:
        assert "do not know yet" in duty
    elif situation.missed >= situation.report_from:
        assert ("no later than 5 work days after I hear of it" in duty) == situation.basis
        assert ("what I may share" in duty) != situation.basis


def test_the_worker_reads_the_worker_s_language() -> None:
    line = lines_for("listen", replace(PLAIN, language="es"), reader="en")[0]
    assert line.text.startswith("¿Qué") and line.why.startswith("Then wait.")
    assert lines_for("listen", PLAIN, reader="es")[0].why.startswith("Luego espere.")


@given(any_situation())
def test_one_condition_of_each_kind_holds(situation: Situation) -> None:
    so = conditions_of(situation)
    assert so <= CONDITIONS
    for kind in ("missed", "stake", "capacity", "duty", "explained", "stopping"):
        assert sum(each.startswith(f"{kind}.") for each in so) == 1


def test_a_situation_prints_as_nothing() -> None:
    assert "Ana" not in repr(PLAIN) and "Ana" not in str(PLAIN)


def test_typed_names_are_not_read_as_blanks() -> None:
    odd = replace(PLAIN, name="{agency} {0}", worker="%(x)s {")
    assert "{agency} {0}" in lines_for("open", odd)[0].text


def test_days_and_deadlines_as_said_aloud() -> None:
    assert day_words(date(2026, 4, 2), "en") == "Thursday, April 2"
    assert day_words(date(2026, 4, 2), "es") == "jueves 2 de abril"
    for clock in CLOCKS:
        duty = read_terms({"report_within": {"hours": 1, "of": clock, "period": "week"}}).report_within
        assert duty is not None
        assert duty_words(duty, "en").startswith("1 hour after") and duty_words(duty, "es").startswith(
            "1 hora después"
        )


def test_the_rules_for_contact_are_those_of_the_record() -> None:
    """A new contact rule asks for a look at what may be left behind."""
    assert set(CONTACT_RULES) == {
        "no_voicemail", "no_message", "no_letter", "no_visit", "no_call", "no_text", "no_email",
        "do_not_say_who", "safe_hours", "safe_number", "interpreter", "letter_ok", "lifted",
    }  # fmt: skip
