"""
Reading the exceptions of a protocol file: a promise that a law overrides, and which law that is.

Four promises may be overridden for one step, and only by a statute, a regulation, a court's rule or order,
cited so that anybody can look it up, with who confirmed it and when. The others know no exception: nothing
lets a client be told on without a basis, a risk wait, a case come to a dead end or a deadline pass.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from ..rules.promises import PROMISES
from ..vocabulary.errors import ProtocolError, nearest, shown
from ..vocabulary.protocol import DeclaredException, Law, Line, Protocol, Step
from .file_keys import EXCEPTION_KEYS
from .reading import TableReader

__all__ = ["MAY_BE_OVERRIDDEN", "ExceptionReader", "is_citation", "refuse_confirmed_later"]

MAY_BE_OVERRIDDEN = (
    "contact-first",
    "heard-before-court",
    "plan-before-rebooking",
    "never-ended-for-absence",
)
"""Promises that a law may override for one step."""
_FARTHEST_EAST = timezone(timedelta(hours=14))
_CODES = re.compile(
    r"\b(U\.?\s?S\.?\s?C\.?|C\.?\s?F\.?\s?R\.?|C\.?\s?C\.?\s?R\.?|W\.?A\.?C\.?|R\.?C\.?W\.?|N\.?J\.?A\.?C\.?|"
    r"N\.?J\.?S\.?A\.?|O\.?\s?S\.?|O\.?R\.?C\.?|O\.?A\.?C\.?|R\.?S\.?A\.?|He-[A-Z]|I\.?C\.?A\.?O\.?S\.?|"
    r"Stat(utes?|\.)?|Laws?|Code|Admin(istrative)?\.?|Regs?\.?|Regulations?|Comp\.?|Rev\.?|Ann\.?|"
    r"(?<=[\w.][\s.])(Rules?|R\.)|Ley|Código|Reglamento)(?=[\s.,:§-]|$)"
)
_SECTION = re.compile(r"\d[\w.:()–-]*")
_NAMED_SECTION = re.compile(r"(§|\b(section|sec\.|chapter|ch\.|artículo|sección))\s*\d", re.IGNORECASE)
_ORDER = re.compile(r"^(Standing |Administrative )?[Oo]rder\b.*\b(No\.|Docket|Case)\s*\S*\d")
_NO_LAW = re.compile(
    r"\b(board|committee|polic(y|ies)|handbook|manual|contract|agreement|bylaws?|practice|custom|guidelines?|"
    r"house|dress|employee|staff|clinic|our)\b",
    re.IGNORECASE,
)


def is_citation(text: str) -> bool:
    """
    Whether this cites a law so that it can be looked up: a code or a court's rules and their section, such as
    "9 CCR 9886", "42 USC 675(5)" or "RCW 10.05.090", or a court's order with its number.
    """
    if _NO_LAW.search(text):
        return False
    if _ORDER.search(text):
        return True
    after_code = any(_SECTION.search(text, code.end()) for code in _CODES.finditer(text))
    return after_code or bool(_CODES.search(text) and _NAMED_SECTION.search(text))


def refuse_confirmed_later(protocol: Protocol, now: datetime) -> None:
    """
    Raises ProtocolError where a law is said to have been confirmed on a day that has begun nowhere on Earth
    at ``now`` (aware).
    """
    newest = now.astimezone(_FARTHEST_EAST).date()
    for exception in protocol.exceptions:
        if exception.law is not None and exception.law.confirmed > newest:
            raise ProtocolError(
                f"{protocol.key}.toml: exception: {exception.promise} for {exception.step}: "
                f"confirmed = {exception.law.confirmed} is still to come. Write the day on which somebody "
                "read the law."
            )


def _as_written(step: Step) -> tuple[object, ...]:
    """What a step does, who takes it, and when: without by when it is due and how long it takes."""
    return (step.role, step.by, step.writes, *map(_literals, (step.wanted, step.needs, step.done)))


def _literals(lines: tuple[Line, ...]) -> list[tuple[str, ...]]:
    return [(*line.literals, *line.unless) for line in lines]


class ExceptionReader(TableReader):
    """Reads ``[[exception]]`` tables."""

    error = ProtocolError

    def exceptions(
        self, base: Protocol | None, steps: Mapping[str, Step], *, is_kept: bool
    ) -> tuple[DeclaredException, ...]:
        """
        The exceptions of a protocol: its own, and those of ``base``, which it extends, that it does not
        replace by one of the same promise and step. A law was confirmed for a step as it stood: where the
        step, or a fact that it asks for, is written anew, the inherited exception goes with it. One of a text
        that was kept need not name a law, and stays: it is read as it was written.
        """
        found = {
            (exception.promise, exception.step): exception
            for exception in (base.exceptions if base else ())
            if exception.step in steps
            and base is not None
            and (is_kept or self._is_as_confirmed(base.step(exception.step), steps[exception.step]))
        }
        for number, table in enumerate(self.tables("exception")):
            exception = self._exception(table, steps, "exception", number, is_kept=is_kept)
            found[exception.promise, exception.step] = exception
        return tuple(found.values())

    def _is_as_confirmed(self, confirmed: Step, step: Step) -> bool:
        """Whether this file leaves what an inherited step does, and when, as it was. How long it takes and
        by when it is due may change, and how many attempts are enough: those have a floor of their own."""
        changed = set(self.section("atoms")) - {"tried"}
        return _as_written(step) == _as_written(confirmed) and changed.isdisjoint(step.facts_named)

    def _exception(
        self, table: dict[str, Any], steps: Mapping[str, Step], *here: str | int, is_kept: bool
    ) -> DeclaredException:
        self.known(table, EXCEPTION_KEYS, *here)
        promise, step = table.get("promise"), table.get("step")
        if promise not in PROMISES:
            hint = nearest(str(promise), PROMISES)
            raise self.wrong(f'"{shown(promise)}" is not a promise.{hint}', *here, "promise")
        if not isinstance(step, str) or step not in steps:
            hint = nearest(str(step), steps)
            raise self.wrong(f'there is no step "{shown(step)}".{hint}', *here, "step")
        if not is_kept and promise not in MAY_BE_OVERRIDDEN:
            raise self.wrong(
                f"no law overrides {promise}: there is no exception to it. Exceptions are possible to "
                f"{', '.join(MAY_BE_OVERRIDDEN)}.",
                *here,
                "promise",
            )
        cites = self.words(table.get("cites", []), *here, "cites")
        law = None if is_kept and "citation" not in table else self._law(table, *here)
        because = self.text(table.get("because"), *here, "because")
        return DeclaredException(promise, step, because, cites, law)

    def _law(self, table: dict[str, Any], *here: str | int) -> Law:
        jurisdiction, citation = table.get("jurisdiction"), table.get("citation")
        if not isinstance(citation, str) or not is_citation(citation):
            raise self.wrong(
                "an exception needs the law that demands it, cited so that it can be looked up: a statute, "
                'a regulation, a court rule or an order, such as citation = "9 CCR 9886". A policy or a '
                "contract is no law.",
                *here,
                "citation",
            )
        if not isinstance(jurisdiction, str) or not jurisdiction.strip():
            raise self.wrong('say whose law it is: jurisdiction = "California".', *here, "jurisdiction")
        confirmed, by = table.get("confirmed"), table.get("confirmed_by")
        if not isinstance(confirmed, date) or isinstance(confirmed, datetime):
            raise self.wrong(
                "say on which day somebody read the law and confirmed it: confirmed = 2026-11-30.",
                *here,
                "confirmed",
            )
        if not by:
            raise self.wrong(
                'say who confirmed that the law demands it: confirmed_by = "Counsel of the agency".',
                *here,
                "confirmed_by",
            )
        names = self.text(by, *here, "confirmed_by")
        return Law(jurisdiction.strip(), citation.strip(), confirmed, names)
