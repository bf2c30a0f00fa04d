"""
Reading the exceptions of a protocol file: a promise that a law overrides, and which law that is.

Four promises may be overridden for one step, and only by a statute, a regulation, a court's rule or order,
cited so that anybody can look it up, with who confirmed it and when. The others know no exception: nothing
lets a client be told on without a basis, a risk wait, a case come to a dead end or a deadline pass.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ..rules.promises import PROMISES
from ..vocabulary.errors import ProtocolError, nearest, shown
from ..vocabulary.protocol import DeclaredException, Law
from .file_keys import EXCEPTION_KEYS
from .reading import TableReader

__all__ = ["MAY_BE_OVERRIDDEN", "ExceptionReader", "is_citation"]

MAY_BE_OVERRIDDEN = (
    "contact-first",
    "heard-before-court",
    "plan-before-rebooking",
    "never-ended-for-absence",
)
"""Promises that a law may override for one step."""
_CODES = re.compile(
    r"\b(U\.?\s?S\.?\s?C\.?|C\.?\s?F\.?\s?R\.?|C\.?\s?C\.?\s?R\.?|W\.?A\.?C\.?|R\.?C\.?W\.?|N\.?J\.?A\.?C\.?|"
    r"N\.?J\.?S\.?A\.?|O\.?\s?S\.?|O\.?R\.?C\.?|O\.?A\.?C\.?|R\.?S\.?A\.?|He-[A-Z]|I\.?C\.?A\.?O\.?S\.?|"
    r"Stat(utes?|\.)?|Laws?|Code|Admin(istrative)?\.?|Regs?\.?|Regulations?|Comp\.?|Rev\.?|Ann\.?|"
    r"(?<=[\w.][\s.])(Rules?|R\.)|Ley|Código|Reglamento)(?=[\s.,:§-]|$)"
)
_SECTION = re.compile(r"\d[\w.:()–-]*")
_ORDER = re.compile(r"^(Standing |Administrative )?[Oo]rder\b.*\b(No\.|Docket|Case)\s*\S*\d")
_NO_LAW = re.compile(
    r"\b(board|committee|polic(y|ies)|handbook|manual|contract|agreement|bylaws?|practice|custom|guidelines?|"
    r"house|dress|employee|staff|clinic|our)\b",
    re.IGNORECASE,
)


def is_citation(text: str) -> bool:
    """
    Whether this cites a law so that it can be looked up: a code or a court's rules with a section, such as
    "9 CCR 9886", "42 USC 675(5)" or "RCW 10.05.090", or a court's order with its number.
    """
    if _NO_LAW.search(text):
        return False
    return bool(_ORDER.search(text) or (_CODES.search(text) and _SECTION.search(text)))


class ExceptionReader(TableReader):
    """Reads ``[[exception]]`` tables."""

    error = ProtocolError

    def exceptions(
        self, inherited: tuple[DeclaredException, ...], places: Mapping[str, int], *, is_kept: bool
    ) -> tuple[DeclaredException, ...]:
        """
        The exceptions of a protocol: those of the one it extends, as far as their steps are still there, and
        its own, each of which replaces one of the same promise and step. One of a text that was kept need
        not name a law: it is read as it was written.
        """
        found = {
            (exception.promise, exception.step): exception
            for exception in inherited
            if exception.step in places
        }
        for number, table in enumerate(self.tables("exception")):
            exception = self._exception(table, places, "exception", number, is_kept=is_kept)
            found[exception.promise, exception.step] = exception
        return tuple(found.values())

    def _exception(
        self, table: dict[str, Any], places: Mapping[str, int], *here: str | int, is_kept: bool
    ) -> DeclaredException:
        self.known(table, EXCEPTION_KEYS, *here)
        promise, step = table.get("promise"), table.get("step")
        if promise not in PROMISES:
            hint = nearest(str(promise), PROMISES)
            raise self.wrong(f'"{shown(promise)}" is not a promise.{hint}', *here, "promise")
        if not isinstance(step, str) or step not in places:
            hint = nearest(str(step), places)
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
