"""
A first protocol file from a few plain answers, with one scenario beside it.

The file extends a shipped protocol and says only what the answers make different, so that it keeps every
promise that the shipped one keeps, and reads as a beginner would write it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..files.loading import load_protocol, parse_protocol
from ..files.scenario import parse_scenario
from ..rules.wording import say_unit
from ..vocabulary.duration import UNITS, Span, read_span
from ..vocabulary.errors import ProtocolRoomError
from ..vocabulary.protocol import Protocol
from ..vocabulary.texts import LANGUAGES, Text, read_texts, text_of
from .numbers import with_numbers
from .toml_editing import quoted, table_written, value_written

__all__ = [
    "AnswerError",
    "FirstQuestion",
    "asks",
    "first_protocol",
    "first_scenario",
    "questions",
    "read_answers",
    "word_of",
]

_ORDERED, _VOLUNTARY = "court-mandated-treatment", "los-angeles-mental-health"
_LONGEST = 200
_TOLD = {True: ("court", "probation", "child_welfare", "order"), False: ("referrer", "nobody")}
"""Who may be told of a miss: of a service that a court ordered, and of another."""
_YES, _NO = ("yes", "y", "true", "sí", "si", "s"), ("no", "n", "false")
_NEVER = ("never", "nunca", "none")
_FEE_STEPS = ("hardship", "bill")
_VERSION = "1"

Answers = Mapping[str, Any]
"""An answer for each question: words, True or False, a number, a Span, or None for never."""


class AnswerError(ProtocolRoomError):
    """An answer that is none, said in the language of whoever answers."""


@dataclass(frozen=True, slots=True)
class FirstQuestion:
    """One question: how it is asked, of what type its answer is, and what stands there to begin with.
    ``never`` says that the answer may be never."""

    key: str
    type: str
    ask: Text
    hint: Text | None
    start: Any
    least: int
    most: int
    choices: Mapping[str, Text]
    never: bool

    def offered(self, answers: Answers) -> tuple[str, ...]:
        """Which choices there are, after these answers."""
        known = _TOLD[bool(answers.get("ordered", True))] if self.key == "told" else tuple(self.choices)
        return tuple(choice for choice in self.choices if choice in known)

    def begins_with(self, answers: Answers, language: str) -> str:
        """What stands there to begin with, after these answers, as one would type it."""
        if self.type == "choice":
            return self.offered(answers)[0]
        if self.type == "flag":
            return word_of("yes" if self.start else "no", language)
        if self.key in ("days", "channels"):
            return str(min(self.start, int(answers.get("attempts", self.most))))
        return str(self.start[language] if isinstance(self.start, dict) else self.start)

    def read(self, value: Any, answers: Answers, language: str) -> Any:
        """The answer that somebody typed; raises AnswerError in their language."""
        typed = " ".join(str(value).split())
        if self.never and typed.lower() in _NEVER:
            return None
        readers = {"text": self._text, "flag": self._flag, "choice": self._choice, "number": self._number}
        return readers.get(self.type, self._span)(typed, answers, language)

    def _text(self, typed: str, _answers: Answers, language: str) -> str:
        if not 0 < len(typed) <= _LONGEST or not typed.isprintable():
            raise self._wrong("text", language, most=_LONGEST)
        return typed

    def _flag(self, typed: str, _answers: Answers, language: str) -> bool:
        if typed.lower() not in (*_YES, *_NO):
            raise self._wrong("flag", language)
        return typed.lower() in _YES

    def _choice(self, typed: str, answers: Answers, language: str) -> str:
        word = typed.lower().replace(" ", "_")
        if word not in self.offered(answers):
            raise self._wrong("choice", language, choices=", ".join(self.offered(answers)))
        return word

    def _number(self, typed: str, answers: Answers, language: str) -> int:
        most = min(self.most, answers["attempts"]) if self.key in ("days", "channels") else self.most
        if not re.fullmatch(r"[0-9]{1,6}", typed) or not self.least <= int(typed) <= most:
            raise self._wrong("number", language, least=self.least, most=most)
        return int(typed)

    def _span(self, typed: str, _answers: Answers, language: str) -> Span:
        try:
            span = read_span(_in_english(typed))
        except ProtocolRoomError:
            raise self._wrong("span", language, start=self.start[language]) from None
        if span.amount == 0:
            raise self._wrong("span", language, start=self.start[language])
        if self.never and span.plain_minutes is None:  # how much notice is counted in plain time
            raise self._wrong("plain", language, start=self.start[language])
        return span

    def _wrong(self, kind: str, language: str, **gaps: Any) -> AnswerError:
        return AnswerError(str(_texts()["error"][kind][language]).format(key=self.key, **gaps))


def questions() -> tuple[FirstQuestion, ...]:
    """Every question, in the order in which they are asked."""
    return tuple(
        FirstQuestion(
            key=key,
            type=table["type"],
            ask=text_of(table["ask"], key),
            hint=text_of(table["hint"], key) if "hint" in table else None,
            start=table.get("start"),
            least=table.get("least", 0),
            most=table.get("most", 0),
            choices={name: text_of(label, name) for name, label in table.get("choices", {}).items()},
            never=table.get("never", False),
        )
        for key, table in _texts()["question"].items()
    )


def asks(question: FirstQuestion, answers: Answers) -> bool:
    """Whether a question has a meaning after these answers."""
    return question.key != "within" or answers.get("told") not in ("order", "referrer", "nobody")


def read_answers(given_answers: Mapping[str, Any], language: str) -> dict[str, Any]:
    """
    An answer for every question: those given, as somebody wrote them, and for the others what stands there to
    begin with. Raises AnswerError for one that is none, or belongs to no question.
    """
    known = [question.key for question in questions()]
    for key in given_answers:
        if key not in known:
            wrong = str(_texts()["error"]["key"][language]).format(key=key[:60], keys=", ".join(known))
            raise AnswerError(wrong)
    answers: dict[str, Any] = {}
    for question in questions():
        typed = given_answers.get(question.key, question.begins_with(answers, language))
        answers[question.key] = question.read(typed, answers, language)
    return answers


def word_of(key: str, language: str) -> str:
    """One of the few words that answers are made of: yes, no, never."""
    return str(_texts()["word"][key][language])


def first_protocol(answers: Answers, file: str, language: str) -> bytes:
    """The text of a protocol file made from `read_answers`; its comments are in ``language``."""
    base = load_protocol(_ORDERED if answers["ordered"] else _VOLUNTARY)
    parts = [_about(answers, base, language), _head(answers, base), *_sections(answers, language)]
    if not answers["ordered"]:
        parts += [table_written("[[step]]", step) for step in _voluntary_steps(answers, base)]
    protocol = parse_protocol("\n".join(parts).encode(), file)
    return with_numbers(protocol, {("step", "consult", "within"): answers["consult"]}, _VERSION)


def first_scenario(answers: Answers, protocol: Protocol, protocol_file: str, language: str) -> bytes:
    """
    A scenario for the folder beside a protocol file: a session was missed yesterday and nobody called. It
    expects what the protocol decides of that, and that nothing harsh is offered.
    """
    order = ""
    if answers["ordered"]:
        order = '[order]\nbasis = "consent"\n'
        order += f'report_to = "{answers["told"]}"\n' if answers["told"] != "order" else ""
        order += "\n"
    about = value_written(_in_languages("about"))
    situation = (
        f"about = {about}\nnow = 2026-03-03T09:00:00-05:00\n\n"
        f'{order}[[entry]]\nkind = "session.missed"\nat = 2026-03-02T10:00:00-05:00\n'
    )
    scenario = parse_scenario(situation.encode(), "first.toml", under=protocol)
    decision = scenario.decide()
    due = decision.next.due
    harsh = [step.name for step in protocol.steps if step.acts]
    expected = [
        f'next = "{decision.next.step}"',
        *([f'due = "{due.astimezone(scenario.calendar.tz):%Y-%m-%dT%H:%M}"'] if due else []),
        'because = ["missed", "not in_touch"]',
        f"not_offered = [{', '.join(map(quoted, harsh))}]",
    ]
    comment = str(_texts()["text"]["expect"][language])
    follows = f"protocol = {quoted(f'../{protocol_file}')}\n"
    return f"{follows}{situation}\n[expect]    # {comment}\n{chr(10).join(expected)}\n".encode()


def _about(answers: Answers, base: Protocol, language: str) -> str:
    """The comment at the head of the file."""
    words = _texts()["text"]["head"][language].format(
        name=answers["name"].rstrip("."), source=answers["source"].rstrip("."), base=base.key
    )
    return "".join(f"{f'# {line}'.rstrip()}\n" for line in words.splitlines())


def _head(answers: Answers, base: Protocol) -> str:
    without = [] if answers["letter"] else ["letter"]
    if answers["ordered"] and not answers["fees"]:
        without += _FEE_STEPS
    head: dict[str, Any] = {"extends": base.key}
    if without:
        head["without"] = without
    return table_written("[protocol]", head | {"name": answers["name"], "version": "0"})


def _sections(answers: Answers, language: str) -> Iterator[str]:
    """Every section that the answers make different."""
    words = {key: str(text[language]) for key, text in _texts()["text"].items()}
    recipient, late, canceled = answers["told"], answers["late"], answers["canceled"]
    missed: dict[str, Any] = {"no_show": True}
    if late is not None:
        missed["late_minutes"] = late
    if canceled is not None:
        missed["canceled_within"] = f"{canceled.amount} {canceled.unit.replace('_', ' ')}"
    yield table_written("[missed]", missed, words["missed"])
    tried = {key: answers[key] for key in ("attempts", "days", "channels")} | {"times_of_day": 2}
    own = {"referrer_told": {"told": "referrer"}} if recipient == "referrer" else {}
    yield table_written("[atoms]", {"tried": tried, **own}, words["atoms"])
    if not answers["ordered"]:
        order: dict[str, Any] = {"mandated": False}
        yield table_written("[order]", order | ({"tells": recipient} if recipient == "referrer" else {}))
    elif recipient != "order":
        whom = next(question for question in questions() if question.key == "told").choices
        span = answers["within"]
        within = {span.unit: span.amount, "of": "missed"}
        yield table_written(
            "[report]", {"within": within}, words["report"].format(told=whom[recipient][language])
        )


def _voluntary_steps(answers: Answers, base: Protocol) -> Iterator[Mapping[str, Any]]:
    """The steps that a service without an order has only by these answers: telling who referred, charging,
    and ending without a letter."""
    if answers["told"] == "referrer":
        yield {
            "name": "tell_referrer",
            "role": "report",
            "after": "consult",
            "label": _in_languages("tell"),
            "with_name": _in_languages("tell_with_name"),
            "wanted": ["missed", "lawful_basis", "not referrer_told"],
            "needs": ["lawful_basis", {"any": ["heard", "tried"]}],
            "takes": "15 minutes",
            "done": ["referrer_told"],
            "writes": ["disclosure.made"],
        }
    if answers["fees"]:
        ordered = load_protocol(_ORDERED)
        yield from (_step_written(ordered, name) for name in _FEE_STEPS)
    if not answers["letter"]:
        ending = _step_written(base, "make_inactive")
        needs = [need for need in ending["needs"] if "letter_sent" not in _facts_of(need)]
        yield {**ending, "needs": needs}


def _step_written(protocol: Protocol, name: str) -> dict[str, Any]:
    """A step as the protocol's own text writes it, except for its place in the order there."""
    step = next(step for step in tomllib.loads(protocol.source)["step"] if step["name"] == name)
    return {key: value for key, value in step.items() if key != "after"}


def _facts_of(need: str | Mapping[str, Any]) -> list[str]:
    return [need] if isinstance(need, str) else list(need.get("any", ()))


def _in_english(typed: str) -> str:
    """A span of time as files write it, whose unit somebody may have typed in any language."""
    amount, _space, unit = typed.lower().partition(" ")
    for name in UNITS:
        if unit in {say_unit(name, count, language) for count in (1, 2) for language in LANGUAGES}:
            return f"{amount} {name}"
    return typed


def _in_languages(key: str) -> dict[str, str]:
    """One of the texts that the file is made of, in each language."""
    return {language: str(_texts()["text"][key][language]) for language in LANGUAGES}


@lru_cache(maxsize=1)
def _texts() -> Mapping[str, Any]:
    return read_texts(__package__, "first_protocol.toml")
