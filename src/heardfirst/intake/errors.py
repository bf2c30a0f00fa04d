"""What can be wrong with a file from outside, told by code and number, never by what the file says.

A file of attendance is a list of names. So an error carries a code and closed arguments (a line number, a
column's number, a count); the sentence is made when somebody reads it, in that person's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

__all__ = ["IntakeError", "Refused", "sentence"]


class IntakeError(ValueError):
    """A file, or a mapping for it, that cannot be used at all. ``str()`` is the sentence for the person.

    ``code`` is one of the keys of ``sentence``; ``facts`` fill its gaps. Neither holds anything out of the
    file's rows, so the error may be logged.
    """

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts: dict[str, object] = facts
        super().__init__(code)

    def __str__(self) -> str:
        return sentence(self.code, self.facts)


@dataclass(frozen=True, slots=True)
class Refused:
    """One row that is not taken in: the line it begins on (from 1, as an editor counts), and why."""

    line: int
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """The sentence for the person, in the active language."""
        return sentence(self.code, self.facts)


def sentence(code: str, facts: Mapping[str, object] | None = None) -> str:
    """The sentence for a code of this room, in the active language.

    Raises KeyError on a code that is not on the list: a refusal nobody can read would be no answer.
    """
    return _sentences()[code] % (facts or {})


def _sentences() -> dict[str, str]:
    return {
        # The whole file
        "empty": _("The file is empty. Nothing was imported."),
        "too_big": _("The file is larger than %(limit)s MB. Export a shorter period and try again."),
        "workbook": _("This is a spreadsheet file, not CSV. Save it as CSV and try again."),
        "not_a_table": _("This is not a CSV file. Export the attendance as CSV and try again."),
        "encoding": _("Some characters in this file cannot be read. Save it as UTF-8 CSV and try again."),
        "one_column": _(
            "No columns were found. The fields in each row must be separated by commas, "
            "semicolons, tabs or vertical bars."
        ),
        "quotes_everywhere": _(
            "Too many rows have a quotation mark that is never closed. Export the file again."
        ),
        "questions_open": _(
            "%(count)s questions about this file are still open. Answer them first; nothing was imported."
        ),
        "held_too_long": _("The file is no longer here. Choose it again."),
        "another_agency": _("This person works at another agency."),
        "another_worker": _("Only a supervisor can import a file for someone else."),
        # A mapping
        "mapping_toml": _("The mapping is not valid TOML (line %(line)s)."),
        "mapping_key": _("The mapping does not recognize “%(key)s”. Use one of: %(known)s."),
        "mapping_value": _("The mapping’s value for “%(key)s” is not valid. Use one of: %(known)s."),
        "mapping_column": _("The mapping names a column for “%(key)s” that the file does not have."),
        "mapping_zone": _("The time zone is not recognized. Write it like America/New_York."),
        # One row
        "ragged": _("This row has %(found)s fields where the header has %(wanted)s."),
        "quotes": _("A quotation mark in this row is never closed."),
        "too_long": _("A field in this row is longer than 128 KiB."),
        "nul": _("This row has characters that are not text."),
        "broken_letters": _("Some characters in this row were lost before the file reached us."),
        "no_client": _("This row has no client name."),
        "no_date": _("The date of this row cannot be read."),
        "no_time": _("The time of this row cannot be read."),
        "no_such_time": _("The clocks moved forward that day: this time did not exist."),
        "out_of_range": _("The date of this row is before %(first)s or after %(last)s."),
        "status_asked": _("You have not said yet what this row’s status means."),
        "contradiction": _(
            "The same session is in this file with different outcomes. Find out which is right."
        ),
        "reference_shared": _(
            "The same client number is in this file under different names. Find out whose it is."
        ),
        "still_to_come": _("This session is in the future, but the row already gives an outcome."),
        "not_yours": _("You could not import the client in this row. Ask your supervisor."),
        "service_asked": _("You have not said yet which service this row is about."),
        "which_service": _("The case has several services, and the row does not say which."),
        "case_closed": _("The case of this client is closed."),
    }
