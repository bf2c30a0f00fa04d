"""What a protocol's own facts say: whole sentences for every kind with every value, whatever its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import get_args

import pytest

from heardfirst.protocol import Reason, load_protocol, say, shipped_protocols
from heardfirst.protocol.rules.threshold_sentences import ThresholdSentences, sentences_of
from heardfirst.protocol.vocabulary.closed_lists import (
    ASKERS,
    CHANNELS,
    LISTS,
    PURPOSES,
    RECIPIENTS,
    STEPS,
    TASKS,
)
from heardfirst.protocol.vocabulary.duration import UNITS, Span
from heardfirst.protocol.vocabulary.granting import LACKS
from heardfirst.protocol.vocabulary.tasks_and_events import OwnEvent, OwnTask
from heardfirst.protocol.vocabulary.terms import CAPACITIES, FLAGS, PERIODS
from heardfirst.protocol.vocabulary.texts import Text
from heardfirst.protocol.vocabulary.thresholds import (
    ABSENCES,
    SINCE,
    SINCE_OF_MISSES,
    Agreed,
    AsksBack,
    Capacity,
    Done,
    FeeOwed,
    Gap,
    Happened,
    Inquiry,
    Lacking,
    MakeUps,
    MakeUpsOverdue,
    Misses,
    Notified,
    OrderSays,
    Phase,
    Release,
    Responses,
    Threshold,
    Tries,
    Unpaid,
    Unseen,
)
from tests.house.test_words import faults

SPANS = tuple(Span(amount, unit) for amount in (1, 6) for unit in UNITS)


def counted() -> Iterator[Threshold]:
    for per in (None, *PERIODS):
        yield Tries(1, 1, 1, 1, per)
        yield Tries(5, 2, 3, 2, per)
        yield Tries(5, 1, 3, 1, per)
        yield from (
            Misses(number, per=per, since=since) for number in (1, 7) for since in (None, *SINCE_OF_MISSES)
        )
    yield from (Misses(number, within=span) for number in (1, 7) for span in SPANS)
    yield from (Misses(number, in_a_row=True) for number in (1, 7))
    for number in (None, 4):
        yield Misses(number, by_months=((3, 5), (9, 5), (18, 9)), since="restart")
        yield Misses(number, by_months=((3, 5),), in_a_row=True)
    yield from (
        Tries(4, by=by, must=must) for by in ((), CHANNELS) for must in ((), ("visit",), CHANNELS[:3])
    )
    yield Misses(None)
    for of in ((), *((way,) for way in ABSENCES), ABSENCES):
        for purposes in ((), ("intake",), PURPOSES):
            yield from (Misses(number, of=of, purposes=purposes) for number in (1, 7))
            yield Misses(4, within=SPANS[0], since="restart", of=of, purposes=purposes)
    for of in (("excused",), ("missed", "excused"), *((way,) for way in ABSENCES)):
        yield from (MakeUpsOverdue(span, number, of) for number in (1, 2) for span in SPANS)
        yield from (MakeUps(number, of) for number in (1, 2))
    yield from (Responses(number, span) for number in (1, 2, 3, 12) for span in (None, *SPANS))
    yield from (MakeUps(number, of) for number in (1, 2) for of in (("excused",), ("missed", "excused")))


def dated() -> Iterator[Threshold]:
    for anew in (True, False):
        yield from (Gap(days, exempt, anew) for days in (1, 30) for exempt in ((), ((18, 1), (30, 12))))
    yield from (Unseen(span, home) for span in SPANS for home in (True, False))
    yield from (Unpaid(span) for span in SPANS)


def of_lists() -> Iterator[Threshold]:
    yield from (Notified(recipient, since) for recipient in RECIPIENTS for since in SINCE)
    yield from (Done(task, since) for task in TASKS for since in SINCE)
    yield from (Release(recipient) for recipient in RECIPIENTS)
    yield from (Inquiry(asker) for asker in ("anyone", "authority", *ASKERS))
    yield from (Agreed(step) for step in STEPS)
    yield from (Lacking(of, what) for of in ("excuse", "leave") for what in LACKS)
    yield from (OrderSays(term) for term in FLAGS)
    yield from (Capacity((capacity,)) for capacity in CAPACITIES)
    yield from (Capacity(CAPACITIES), Phase((2,)), Phase((1, 2, 4)), FeeOwed(), AsksBack())


READ = OwnTask("check_essay", Text("Read the essay", "Leer el ensayo"))
GIVEN = OwnEvent("essay_given", Text("An essay was assigned", "Se asignó un ensayo"), "staff")
HANDED_IN = OwnEvent("essay_in", Text("The essay was handed in", "Se entregó el ensayo"), "client")
WARRANT = OwnEvent("warrant", Text("A warrant was issued", "Se emitió una orden de arresto"), "court")


def of_ones_own() -> Iterator[Threshold]:
    yield from (Done("check_essay", since, READ) for since in SINCE)
    ends = (
        None,
        HANDED_IN,
        WARRANT,
        Done("check_essay", "start", READ),
        Done("hardship"),
        Notified("victim"),
    )
    for until in ends:
        for number in (1, 3):
            yield from (Happened(GIVEN, number, since=since, until=until) for since in SINCE)
            yield from (Happened(GIVEN, number, within=span, until=until) for span in SPANS)
            yield from (Happened(GIVEN, number, per=per, until=until) for per in PERIODS)
            yield Happened(WARRANT, number, until=until) if until is not WARRANT else Happened(GIVEN)
        for others in (None, 4):
            yield Happened(GIVEN, others, by_months=((3, 3), (9, 3), (18, 9)), per="month", until=until)


EVERY = [*counted(), *dated(), *of_lists(), *of_ones_own()]
# In these the sentences leave out what the numbers of a protocol say in full.
IN_FULL = (Gap,)


def parts_of(sentences: ThresholdSentences) -> dict[str, str]:
    return {field.name: getattr(sentences, field.name) for field in fields(sentences)}


def test_every_kind_is_here() -> None:
    assert {type(threshold) for threshold in EVERY} == set(get_args(Threshold))


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_value_has_whole_sentences(language: str) -> None:
    for threshold in EVERY:
        sentences = sentences_of(threshold, language)
        assert sentences.yes != sentences.no, threshold
        for key, text in parts_of(sentences).items():
            assert not re.search(r"[{}_|]|  | [,;.]|[,;] *[,;.]|\bNone\b|\b(a|de) el\b", text), (
                threshold,
                text,
            )
            if key in ("yes", "no"):
                assert re.fullmatch(r"[A-Z0-9].*[^.]\.", text), (threshold, text)
            else:
                assert not text.endswith("."), (threshold, text)
        assert sentences.moment


def test_the_languages_do_not_borrow_from_each_other() -> None:
    for threshold in EVERY:
        english, spanish = (parts_of(sentences_of(threshold, language)) for language in ("en", "es"))
        assert {key for key, text in english.items() if text} == {
            key for key, text in spanish.items() if text
        }
        assert not [key for key, text in english.items() if text and text == spanish[key]], threshold
        assert faults(" ".join(english.values())) == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_that_a_threshold_has_is_left_unsaid(language: str) -> None:
    texts: dict[str, Threshold] = {}
    for threshold in EVERY:
        sentences = sentences_of(threshold, language)
        for text in (sentences.yes, sentences.no):
            text += sentences.not_counted if isinstance(threshold, IN_FULL) else ""
            assert texts.setdefault(text, threshold) in (threshold, same_as(threshold)), text


def same_as(threshold: Threshold) -> Threshold | None:
    """One miss in a row is one miss."""
    return Misses(1) if threshold == Misses(1, in_a_row=True) else None


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_words_are_the_labels_of_the_lists(language: str) -> None:
    for recipient in RECIPIENTS:
        label = LISTS["recipient"].labels[recipient][language][1:]
        for threshold in (Notified(recipient), Release(recipient)):
            assert label.removeprefix("l ") in sentences_of(threshold, language).yes


@pytest.mark.parametrize(
    ("threshold", "english", "spanish"),
    [
        (
            Misses(4, Span(6, "months")),
            "4 or more sessions were missed within 6 months.",
            "Se perdieron 4 o más sesiones en 6 meses.",
        ),
        (
            Misses(2, in_a_row=True, since="restart"),
            "2 or more sessions were missed in a row (counting only those since the service began again).",
            "Se perdieron 2 o más sesiones seguidas (solo las que hubo desde que el servicio empezó de "
            "nuevo).",
        ),
        (
            Misses(None, by_months=((3, 6), (4, 6), (18, 11))),
            "The number of missed sessions has reached the limit: 6 in a program of 3 or 4 months; 11 in a "
            "program of 18 months.",
            "El número de faltas llegó al límite: 6 en un programa de 3 o 4 meses; 11 en un programa de 18 "
            "meses.",
        ),
        (
            Gap(21, anew_after_transfer=True),
            "21 days or more have passed without a session, leave or transfer to another program.",
            "Pasaron 21 días o más sin sesión, permiso ni traslado a otro programa.",
        ),
        (
            Notified("motor_vehicles", "response"),
            "The DMV has been notified since this response began.",
            "Desde que empezó esta respuesta, se informó al DMV.",
        ),
        (
            Done("papers_asked", "start"),
            "We have asked for the documentation.",
            "Se pidieron los documentos.",
        ),
        (
            Inquiry("other_state"),
            "A question from the other state needs an answer.",
            "Una pregunta del otro estado necesita respuesta.",
        ),
        (
            Agreed("fee_waived"),
            "The supervisor has agreed on waiving the fee since the last missed session.",
            "Desde la última falta, se acordó con la supervisión condonar la tarifa.",
        ),
    ],
    ids=str,
)
def test_some_of_them(threshold: Threshold, english: str, spanish: str) -> None:
    assert (sentences_of(threshold, "en").yes, sentences_of(threshold, "es").yes) == (english, spanish)
    assert sentences_of(threshold, "fr") == sentences_of(threshold, "en")


def test_what_somebody_can_bring_about_is_asked_for() -> None:
    def needs(threshold: Threshold) -> tuple[str, str]:
        sentences = sentences_of(threshold, "en")
        return sentences.need, sentences.need_not

    assert needs(Notified("motor_vehicles")) == ("notifying the DMV", "")
    assert needs(Tries(2, 1, 1, 1, "month")) == ("2 attempts to reach the client this month", "")
    assert needs(Lacking("excuse")) == ("", "a decision on the requested excuse")
    assert needs(Unseen(Span(1, "months"), at_home=True)) == ("", "a visit to the client’s home")
    assert needs(Misses(4)) == needs(Phase((2,))) == ("", "")


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_name_says_nothing(language: str) -> None:
    """Every kind under names that promise another: those of shipped protocols, and of what else is said."""
    shipped = {name for key in shipped_protocols() for name in load_protocol(key).thresholds}
    for threshold in (Misses(2), *EVERY[::7]):
        sentences = sentences_of(threshold, language)
        needed = say(Reason("x", {}, "need", {"x": threshold}), language)
        assert sentences.need in needed and not re.search(r"\bx\b", needed)
        for name in (*(shipped - {"tried", "repeated"}), "timers", "holds", "motor_vehicles"):
            own = {name: threshold}
            assert say(Reason(name, {}, own=own), language) == sentences.yes
            assert say(Reason(name, {}, "no", own), language) == sentences.no
            assert say(Reason(f"not {name}", {}, own=own), language) == sentences.no
            assert say(Reason(name, {}, "need", own), language) == needed
