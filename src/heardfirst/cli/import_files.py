"""``import``: attendance files, from the terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from .installation import BAD_INPUT, As, get_ready, person_for
from .output import Json, Language, complain, console, print_json, spoken
from .translation import gettext as _

if TYPE_CHECKING:
    from heardfirst.agency.models import Person
    from heardfirst.intake.errors import Refused
    from heardfirst.intake.proposals import AttendanceReading, Question
    from heardfirst.intake.services import ImportResult

_REFUSED_SHOWN = 20
_WAITING_FOR_ANSWERS = ("status_asked", "service_asked")
# Where the answer to each kind of question stands in a file of answers.
_TABLES = {
    "columns": ("column",),
    "formats": ("dates", "clock"),
    "statuses": ("status",),
    "requirements": ("requirement",),
}


def import_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Attendance exports (CSV).")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would happen; record nothing.")
    ] = False,
    mapping: Annotated[Path | None, typer.Option(help="Answers about this provider's export (TOML).")] = None,
    service: Annotated[
        str, typer.Option(help="The type of service, if the file does not say.")
    ] = "treatment",
    worker: Annotated[str | None, typer.Option(help="The worker who gets new cases (email).")] = None,
    zone: Annotated[
        str | None, typer.Option(help="The time zone of the file; by default the agency's.")
    ] = None,
    leave_unanswered: Annotated[
        bool, typer.Option("--leave-unanswered", help="Reject rows with open questions, import the rest.")
    ] = False,
    as_json: Json = False,
    speak_for: As = None,
    language: Language = None,
) -> None:
    """Import attendance: read and check everything first, then record what is new.

    A status that nobody knows is asked for, never guessed. Refused rows go to FILE.refused.csv.
    """
    tongue = spoken(language)
    get_ready(tongue)
    person = person_for(speak_for)
    responsible = person_for(worker) if worker else person if person.carries_cases else None
    documents, worst = [], 0
    for path in files:
        bringing = _AttendanceImport(
            path, person, responsible, mapping, service, zone, dry_run, leave_unanswered, as_json
        )
        document, code = bringing.run()
        documents.append(document)
        worst = max(worst, code)
    if as_json:
        print_json(documents[0] if len(documents) == 1 else documents)
    if worst:
        raise typer.Exit(worst)


class _AttendanceImport:
    """One file on its way in, from the terminal."""

    def __init__(
        self,
        path: Path,
        person: Person,
        worker: Person | None,
        mapping: Path | None,
        service: str,
        zone: str | None,
        dry_run: bool,
        leave_unanswered: bool,
        as_json: bool,
    ) -> None:  # fmt: skip
        self.path, self.person, self.worker, self.mapping = path, person, worker, mapping
        self.service, self.zone, self.dry_run = service, zone or person.agency.zone, dry_run
        self.leave_unanswered, self.as_json = leave_unanswered, as_json

    def run(self) -> tuple[dict[str, Any], int]:
        """Read, ask, record. The document for programs, and the exit code."""
        from heardfirst.intake.errors import IntakeError
        from heardfirst.intake.refused_rows import write_refused
        from heardfirst.intake.services import import_attendance

        try:
            reading = self._read()
            if reading.blocked and not self.leave_unanswered:
                return self._ask(reading), BAD_INPUT
            with self._progress() as bar:
                task = bar.add_task(self.path.name, total=len(reading.rows))
                result = import_attendance(
                    agency=self.person.agency, by=self.person, worker=self.worker, reading=reading,
                    service=self.service, dry_run=self.dry_run, leave_unanswered=self.leave_unanswered,
                    progress=lambda done, total: bar.update(task, completed=done, total=total),
                )  # fmt: skip
        except (IntakeError, OSError) as problem:
            message = str(problem) if isinstance(problem, IntakeError) else _("The file could not be read.")
            complain(f"{self.path.name}: {message}")
            return {"file": self.path.name, "error": message}, BAD_INPUT
        refused_to = self.path.with_name(self.path.name + ".refused.csv")
        if not self.dry_run:
            try:
                write_refused(refused_to, reading, result.refused)
            except OSError:
                complain(
                    _("%(file)s could not be written. The other rows were recorded.")
                    % {"file": refused_to.name}
                )
        document = self._document(
            reading, result, refused_to if result.refused and not self.dry_run else None
        )
        if not self.as_json:
            self._show(reading, result, refused_to)
        return document, 0

    def _read(self) -> AttendanceReading:
        from heardfirst.intake.attendance import answered, read
        from heardfirst.intake.decoding import bytes_of
        from heardfirst.intake.mapping import load_mapping

        data = bytes_of(self.path)
        tables = load_mapping(self.mapping.read_bytes()) if self.mapping else None
        reading = read(data, mapping=tables, zone=self.zone)
        while reading.blocked and not self.as_json and sys.stdin.isatty() and sys.stdout.isatty():
            answers = [
                (question, self._answer(question)) for question in reading.questions if question.blocking
            ]
            tables = answered(tables, answers)
            reading = read(data, mapping=tables, zone=self.zone)
        return reading

    def _answer(self, question: Question) -> str:
        """Ask somebody at the terminal."""
        from rich.prompt import Prompt

        choices = list(question.suggestions)
        console().print(_question(question))
        return Prompt.ask("?", choices=choices) if choices else Prompt.ask("?")

    def _ask(self, reading: AttendanceReading) -> dict[str, Any]:
        """Say what must be answered first, and where to write the answers."""
        open_ = [question for question in reading.questions if question.blocking]
        complain(
            f"{self.path.name}: " + _("A few questions need your answers first. Nothing was imported yet.")
        )
        for question in open_:
            complain("  " + _question(question))
        _complain_of_rows([row for row in reading.refused if row.code not in _WAITING_FOR_ANSWERS])
        complain(_answers_to_fill_in(open_))
        complain(
            _("Write the answers in a small TOML file and pass it with --mapping, or add --leave-unanswered.")
        )
        return {
            "file": self.path.name,
            "read": reading.read,
            "recorded": False,
            "questions": _questions(reading),
            "refused": _refused_rows(reading.refused),
        }

    def _progress(self) -> Progress:
        return Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
            console=console(), transient=True, disable=self.as_json or not sys.stdout.isatty(),
        )  # fmt: skip

    def _document(
        self, reading: AttendanceReading, result: ImportResult, refused_to: Path | None
    ) -> dict[str, Any]:
        return {
            "file": self.path.name,
            "dry_run": result.dry_run,
            "recorded": not result.dry_run,
            "read": result.read,
            "added": result.added,
            "already": result.already,
            "changed": result.changed,
            "differing": result.differing,
            "unrecorded": result.unrecorded,
            "repeated": result.repeated,
            "refused": _refused_rows(result.refused),
            "refused_file": refused_to.name if refused_to else None,
            "clients": reading.clients,
            "cases_created": result.cases_created,
            "missing_terms": {str(case): list(terms) for case, terms in result.missing_terms.items()},
            "columns": reading.columns,
            "outcomes": reading.outcomes,
            "questions": _questions(reading),
        }

    def _show(self, reading: AttendanceReading, result: ImportResult, refused_to: Path) -> None:
        screen = console()
        summary = [
            _("Read %(rows)s rows for %(clients)s clients.")
            % {"rows": result.read, "clients": reading.clients},
            _("Dry run: nothing was recorded. This is what would be recorded.")
            if result.dry_run
            else _("Recorded."),
        ]
        screen.print(f"[bold]{self.path.name}[/bold]: {' '.join(summary)}")
        counts = (
            (_("new"), result.added),
            (_("corrected"), result.changed),
            (_("kept as corrected by your staff"), result.differing),
            (_("already recorded"), result.already),
            (_("repeated in the file"), result.repeated),
            (_("without an outcome"), result.unrecorded),
            (_("rejected"), len(result.refused)),
            (_("cases opened"), result.cases_created),
        )
        for word, number in counts:
            if number:
                screen.print(f"  {number:>9,}  {word}")
        if result.dry_run:
            for line in _lines_of(result.refused):
                screen.print(f"  {line}", markup=False)
        elif result.refused:
            screen.print(
                _("The rejected rows are in %(file)s, each with its line number and the reason.")
                % {"file": refused_to.name}
            )
        if result.missing_terms:
            screen.print(
                _(
                    "Still missing from the orders of %(cases)s cases: the stakes, whether missed "
                    "sessions must be reported, and the legal basis for disclosure."
                )
                % {"cases": len(result.missing_terms)}
            )
        if not result.dry_run:
            screen.print(_("To see whom to call first: heardfirst today"))


def _questions(reading: AttendanceReading) -> list[dict[str, Any]]:
    return [
        {
            "kind": question.kind,
            "subject": question.subject,
            "count": question.count,
            "suggestions": list(question.suggestions),
            "blocking": question.blocking,
        }
        for question in reading.questions
    ]


def _refused_rows(refused: Sequence[Refused]) -> list[dict[str, Any]]:
    return [{"line": row.line, "code": row.code, "reason": row.reason} for row in refused]


def _lines_of(refused: Sequence[Refused]) -> list[str]:
    """The first rejected rows as a person reads them, and how many more there are."""
    lines = [
        _("Line %(line)s: %(reason)s") % {"line": row.line, "reason": row.reason}
        for row in refused[:_REFUSED_SHOWN]
    ]
    hidden = len(refused) - len(lines)
    return [*lines, _("… and {number} more.").format(number=hidden)] if hidden else lines


def _complain_of_rows(refused: Sequence[Refused]) -> None:
    if refused:
        complain("\n" + _("These rows cannot be imported as they are:"))
        for line in _lines_of(refused):
            complain(f"  {line}")


def _answers_to_fill_in(questions: Sequence[Question]) -> str:
    """The file of answers with each answer left empty and the known ones beside it: what nobody chose must
    not be ready to paste."""
    from heardfirst.intake.statuses import OUTCOMES

    written: list[str] = []
    for table, kinds in _TABLES.items():
        open_questions = [question for question in questions if question.kind in kinds]
        if open_questions:
            written.append(f"\n[{table}]")
        for question in open_questions:
            key = question.kind if table == "formats" else json.dumps(question.subject, ensure_ascii=False)
            known = OUTCOMES if question.kind == "status" else question.suggestions
            written += [f"# {', '.join(known)}", f'{key} = ""'] if known else [f'{key} = ""']
    return "\n".join(written) + "\n"


def _question(question: Question) -> str:
    from heardfirst.intake.columns import column_question

    question_text = {
        "column": column_question(question.subject),
        "dates": _("How are the dates written?"),
        "clock": _("Are the times on a 24-hour clock, or office hours without a.m. and p.m.?"),
        "status": _("What does the status “%(subject)s” mean?") % {"subject": question.subject},
        "requirement": _("What kind of service is “%(subject)s”?") % {"subject": question.subject},
        "contradiction": _(
            "The same session has different outcomes in the file; ask the provider which one is right."
        ),
        "reference": _("The same client number is used for different people; ask the provider whose it is."),
    }[question.kind]
    choices = f" ({', '.join(question.suggestions)})" if question.suggestions else ""
    return f"{question_text}{choices} [{question.count}]"
