"""``today``, ``case`` and ``import``: the caseload, from the terminal."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from heardfirst.protocol import say

from .installation import BAD_INPUT, As, get_ready, person_for
from .records import let_time_pass
from .rules import decision_as_json, show_decision
from .speaking import Json, Language, complain, console, print_json, say_moment, spoken, table

if TYPE_CHECKING:
    from heardfirst.access.today import Line, Today
    from heardfirst.agency.models import Person
    from heardfirst.intake.proposals import Question, Reading
    from heardfirst.intake.services import ImportResult

case_app = typer.Typer(help="One case.", no_args_is_help=True)

_EVERYTHING = 1_000_000
_ON_A_SCREEN = 20
_LARGEST_FILE = 256 * 1024 * 1024


def today(
    as_json: Json = False,
    speak_for: As = None,
    worker: Annotated[str | None, typer.Option(help="Only this worker's cases (e-mail).")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many lines.")] = None,
    language: Language = None,
) -> None:
    """Whom to turn to first, and why."""
    tongue = spoken(language)
    get_ready(tongue)
    from heardfirst.access.today import today_for
    from heardfirst.record import clock

    person = person_for(speak_for)
    let_time_pass()
    whose = person_for(worker) if worker else None
    most = limit or (_EVERYTHING if as_json else _ON_A_SCREEN)
    day = today_for(person, clock.now(), worker=whose, limit=most)
    if as_json:
        print_json(_today_as_json(day, tongue))
    else:
        show_today(day, person, tongue)


def show_today(day: Today, person: Person, language: str) -> None:
    """Today as a person reads it in a terminal."""
    screen = console()
    zone = ZoneInfo(person.agency.zone)
    lines = [*([day.first] if day.first else []), *day.then]
    if not lines and not day.waiting:
        words = {
            "en": "Nobody is waiting to be heard. Bring in an attendance file: heardfirst import FILE.csv",
            "es": "Nadie espera ser escuchado. Traiga un archivo de asistencia: heardfirst import FILE.csv",
        }
        screen.print(words[language])
        return
    shown = table(*{"en": ("", "Client", "By", "Why"), "es": ("", "Persona", "Plazo", "Por qué")}[language])
    for line in lines:
        due = line.standing.due_at.astimezone(zone) if line.standing.due_at else None
        late = {"en": "overdue, ", "es": "vencido, "}[language] if line.overdue else ""
        shown.add_row(
            _label(line, language), line.name, late + say_moment(due, language), _why(line, language)
        )
    screen.print(shown)
    hidden = day.to_do.number - len(lines)
    if hidden > 0 or day.to_do.or_more:
        more = f"{hidden}{'+' if day.to_do.or_more else ''}"
        screen.print({"en": f"… and {more} more.", "es": f"… y {more} más."}[language])
    if day.waiting:
        screen.print()
        waiting = table(*{"en": ("Waiting", "Until"), "es": ("En espera", "Hasta")}[language])
        for line in day.waiting:
            until = line.standing.wait_until.astimezone(zone) if line.standing.wait_until else None
            waiting.add_row(line.name, say_moment(until, language))
        screen.print(waiting)


@case_app.command(name="show")
def show_case(
    case_id: Annotated[str, typer.Argument(metavar="ID", help="The case's id, as today --json gives it.")],
    as_json: Json = False,
    speak_for: As = None,
    language: Language = None,
) -> None:
    """One case: where it stands, why, and its chronology."""
    tongue = spoken(language)
    get_ready(tongue)
    from heardfirst.access import case_or_none
    from heardfirst.record import clock
    from heardfirst.record.selectors import chronology_of, client_identity, decision_of

    person = person_for(speak_for)
    case = case_or_none(person, case_id)
    if case is None:
        complain("There is no such case.")
        raise typer.Exit(BAD_INPUT)
    now, zone = clock.now(), ZoneInfo(case.agency.zone)
    identity = client_identity(case)
    decisions = [(each, decision_of(case, each, at=now)) for each in case.requirements.order_by("pk")]
    chronology = sorted(chronology_of(case), key=lambda entry: (entry.at, entry.seq))
    if as_json:
        print_json(
            {
                "case": case.public_id,
                "client": identity.name,
                "status": case.status,
                "protocol": case.protocol_name,
                "entries": case.count,
                "requirements": [
                    {
                        "requirement": each.public_id,
                        "kind": each.kind,
                        "missing_terms": list(decision.facts.terms.missing),
                        "decision": decision_as_json(decision, tongue),
                    }
                    for each, decision in decisions
                ],
                "chronology": [
                    {
                        "id": entry.id, "seq": entry.seq, "kind": entry.kind, "at": entry.at.astimezone(zone),
                        "recorded": entry.recorded.astimezone(zone), "requirement": entry.requirement,
                        "details": dict(entry.details),
                    }
                    for entry in chronology
                ],
            }
        )  # fmt: skip
        return
    screen = console()
    screen.print(f"[bold]{identity.name}[/bold]  {case.public_id}")
    for each, decision in decisions:
        screen.print(f"\n{each.get_kind_display()}")
        show_decision(decision, tongue)
    shown = table(*{"en": ("When", "What", "Recorded"), "es": ("Cuándo", "Qué", "Anotado")}[tongue])
    for entry in reversed(chronology):
        late = entry.recorded - entry.at > timedelta(days=1)
        recorded = say_moment(entry.recorded.astimezone(zone), tongue) if late else ""
        shown.add_row(say_moment(entry.at.astimezone(zone), tongue), entry.kind, recorded)
    screen.print()
    screen.print(shown)


def import_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Attendance exports (CSV).")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")] = False,
    mapping: Annotated[Path | None, typer.Option(help="Answers about this provider's export (TOML).")] = None,
    service: Annotated[
        str, typer.Option(help="The kind of service where the file names none.")
    ] = "treatment",
    worker: Annotated[str | None, typer.Option(help="Whose cases new clients become (e-mail).")] = None,
    zone: Annotated[
        str | None, typer.Option(help="Where the file's clock hangs; by default the agency's zone.")
    ] = None,
    leave_unanswered: Annotated[
        bool, typer.Option("--leave-unanswered", help="Refuse rows nobody explained, take in the rest.")
    ] = False,
    as_json: Json = False,
    speak_for: As = None,
    language: Language = None,
) -> None:
    """Bring in attendance: read and check whole first, then record what is new.

    A status that nobody knows is asked for, never guessed. Refused rows go to FILE.refused.csv.
    """
    tongue = spoken(language)
    get_ready(tongue)
    person = person_for(speak_for)
    responsible = person_for(worker) if worker else person
    documents, worst = [], 0
    for path in files:
        bringing = _Bringing(
            path, person, responsible, mapping, service, zone, dry_run, leave_unanswered, as_json
        )
        document, code = bringing.run()
        documents.append(document)
        worst = max(worst, code)
    if as_json:
        print_json(documents[0] if len(documents) == 1 else documents)
    if worst:
        raise typer.Exit(worst)


class _Bringing:
    """One file on its way in, from the terminal."""

    def __init__(
        self, path: Path, person: Person, worker: Person, mapping: Path | None, service: str, zone: str | None,
        dry_run: bool, leave_unanswered: bool, as_json: bool,
    ) -> None:  # fmt: skip
        self.path, self.person, self.worker, self.mapping = path, person, worker, mapping
        self.service, self.zone, self.dry_run = service, zone or person.agency.zone, dry_run
        self.leave_unanswered, self.as_json = leave_unanswered, as_json

    def run(self) -> tuple[dict[str, Any], int]:
        """Read, ask, record. The document for programs, and the exit code."""
        from heardfirst.intake.errors import IntakeError
        from heardfirst.intake.refusals import write_refused
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
            message = str(problem) if isinstance(problem, IntakeError) else "The file cannot be read."
            complain(f"{self.path.name}: {message}")
            return {"file": self.path.name, "error": message}, BAD_INPUT
        refused_to = self.path.with_name(self.path.name + ".refused.csv")
        if not self.dry_run:
            try:
                write_refused(refused_to, reading, result.refused)
            except OSError:
                complain(f"{refused_to.name} cannot be written; what could be taken in was.")
        document = self._document(
            reading, result, refused_to if result.refused and not self.dry_run else None
        )
        if not self.as_json:
            self._show(reading, result, refused_to)
        return document, 0

    def _read(self) -> Reading:
        from heardfirst.intake.attendance import answered, read
        from heardfirst.intake.errors import IntakeError
        from heardfirst.intake.mapping import load_mapping

        if self.path.stat().st_size > _LARGEST_FILE:
            raise IntakeError("too_big", limit=_LARGEST_FILE // 1024 // 1024)
        data = self.path.read_bytes()
        tables = load_mapping(self.mapping.read_bytes()) if self.mapping else None
        reading = read(data, mapping=tables, zone=self.zone)
        while reading.blocked and not self.as_json and sys.stdin.isatty() and sys.stdout.isatty():
            answers = [(each, self._answer(each)) for each in reading.questions if each.blocking]
            tables = answered(tables, answers)
            reading = read(data, mapping=tables, zone=self.zone)
        return reading

    def _answer(self, question: Question) -> str:
        """Ask somebody at the terminal."""
        from rich.prompt import Prompt

        choices = list(question.suggestions)
        console().print(_question(question))
        return Prompt.ask("?", choices=choices) if choices else Prompt.ask("?")

    def _ask(self, reading: Reading) -> dict[str, Any]:
        """Say what must be answered first, and where to write the answers."""
        complain(
            f"{self.path.name}: {len([each for each in reading.questions if each.blocking])} questions first. Nothing was taken in."
        )
        for question in reading.questions:
            complain("  " + _question(question))
        complain(
            "Write the answers into a small TOML file and give it with --mapping, or add --leave-unanswered."
        )
        return {
            "file": self.path.name,
            "read": reading.read,
            "recorded": False,
            "questions": _questions(reading),
        }

    def _progress(self) -> Progress:
        return Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
            console=console(), transient=True, disable=self.as_json or not sys.stdout.isatty(),
        )  # fmt: skip

    def _document(self, reading: Reading, result: ImportResult, refused_to: Path | None) -> dict[str, Any]:
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
            "refused": [
                {"line": each.line, "code": each.code, "reason": each.reason} for each in result.refused
            ],
            "refused_file": refused_to.name if refused_to else None,
            "clients": reading.clients,
            "cases_created": result.cases_created,
            "missing_terms": {str(case): list(terms) for case, terms in result.missing_terms.items()},
            "columns": reading.columns,
            "outcomes": reading.outcomes,
            "questions": _questions(reading),
        }

    def _show(self, reading: Reading, result: ImportResult, refused_to: Path) -> None:
        screen = console()
        head = "Would be recorded" if result.dry_run else "Recorded"
        screen.print(f"[bold]{self.path.name}[/bold]: {result.read} rows of {reading.clients} clients read.")
        screen.print(
            f"{head}: {result.added} new, {result.changed} changed, {result.already} known already, {result.repeated} repeated, {result.unrecorded} without an outcome."
        )
        if result.cases_created:
            screen.print(f"Cases opened: {result.cases_created}.")
        if result.refused:
            where = "" if result.dry_run else f" They are in {refused_to.name} with line and reason."
            screen.print(f"Refused: {len(result.refused)} rows.{where}")
        if result.missing_terms:
            screen.print(
                f"Still to find out about the orders of {len(result.missing_terms)} cases: what is at stake, whether missed sessions are to be reported, and on what basis."
            )
        if not result.dry_run:
            screen.print("Now: heardfirst today")


def _today_as_json(day: Today, language: str) -> dict[str, Any]:
    return {
        "now": day.now,
        "first": _line_as_json(day.first, language) if day.first else None,
        "then": [_line_as_json(each, language) for each in day.then],
        "waiting": [_line_as_json(each, language) for each in day.waiting],
        "to_do": max(day.to_do.number, len(day.then) + (day.first is not None)),
        "waiting_for": max(day.waiting_for.number, len(day.waiting)),
    }


def _line_as_json(line: Line, language: str) -> dict[str, Any]:
    zone = ZoneInfo(line.case.agency.zone)
    standing = line.standing
    return {
        "case": line.case.public_id,
        "client": line.name,
        "requirement": line.requirement.kind,
        "worker": line.case.worker.name,
        "step": line.step or None,
        "label": _label(line, language) if line.step else None,
        "role": standing.next_role or None,
        "due": standing.due_at.astimezone(zone) if standing.due_at else None,
        "overdue": line.overdue,
        "wait_until": standing.wait_until.astimezone(zone) if standing.wait_until else None,
        "because": [each.code for each in line.because],
        "says": [say(each, language) for each in line.because],
    }


def _label(line: Line, language: str) -> str:
    from heardfirst.protocol import load_protocol

    protocol = load_protocol(line.case.protocol_name)
    return protocol.step(line.step).label[language] if line.step in protocol.places else line.step


def _why(line: Line, language: str) -> str:
    return " ".join(dict.fromkeys(say(each, language) for each in line.because[:2]))


def _questions(reading: Reading) -> list[dict[str, Any]]:
    return [
        {
            "kind": each.kind,
            "subject": each.subject,
            "count": each.count,
            "suggestions": list(each.suggestions),
            "blocking": each.blocking,
        }
        for each in reading.questions
    ]


def _question(question: Question) -> str:
    asked = {
        "column": "Which column holds {subject}?",
        "dates": "How are the dates written?",
        "clock": "Are the times of a 24-hour clock, or office hours?",
        "status": "What does the status “{subject}” mean?",
        "requirement": "Which kind of service is “{subject}”?",
        "contradiction": "The same session stands there with different outcomes; the provider must say which is right.",
        "reference": "The same client number stands there for different people; the provider must say whose it is.",
    }[question.kind].format(subject=question.subject)
    choices = f" ({', '.join(question.suggestions)})" if question.suggestions else ""
    return f"{asked}{choices} [{question.count} rows]"
