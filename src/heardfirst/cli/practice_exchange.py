"""``practice list``, ``check``, ``export``, ``import``: questions as files, from the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from heardfirst.practice.errors import ItemError
from heardfirst.practice.exchange.checking import Checked, checked
from heardfirst.practice.exchange.moodle import moodle_xml
from heardfirst.practice.exchange.scenario_files import (
    LARGEST_FILE,
    FileRefusedError,
    QuestionFile,
    opened,
    packed,
)
from heardfirst.practice.exchange.shipped import shipped_items, shipped_texts
from heardfirst.practice.question_file import TOPICS, Item
from heardfirst.practice.topics import topic_label
from heardfirst.protocol.vocabulary.errors import nearest

from .installation import BAD_INPUT, As, get_ready, person_for
from .output import Json, Language, complain, console, print_json, spoken, table
from .translation import gettext as _
from .translation import pgettext

if TYPE_CHECKING:
    from heardfirst.agency.models import Person


Topic = Annotated[str | None, typer.Option("--topic", help="Only one topic, such as first_response.")]
Own = Annotated[bool, typer.Option("--own", help="Include your agency’s own questions.")]


class Format(StrEnum):
    """How questions are written for others."""

    MOODLE = "moodle"
    SCENARIO = "scenario"


def list_questions(
    topic: Topic = None,
    own: Own = False,
    as_json: Json = False,
    speak_for: As = None,
    language: Language = None,
) -> None:
    """List the shipped questions by key; with --own, your agency’s, too."""
    tongue = spoken(language)
    found = {key: item for key, (item, _) in _own_questions_text(topic, own, speak_for, tongue).items()}
    if as_json:
        print_json([_line(key, item, tongue) for key, item in found.items()])
        return
    made = table(_("Key"), _("Topic"), _("Asks"))
    for key, item in found.items():
        made.add_row(key, topic_label(item.topic, tongue), escape(item.ask.get(tongue, "")))
    console().print(made)


def check_questions(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Questions (.toml), or zips of them.")],
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Check that each question has exactly one answer, and show it.

    Exit code 1 when one of them cannot be asked as it stands, 2 when a file cannot be read at all.
    """
    tongue = spoken(language)
    found, unreadable = checked_files(files)
    if as_json:
        print_json([checked_as_json(question) for question in found])
    else:
        show_checked(found, tongue)
    if unreadable:
        raise typer.Exit(BAD_INPUT)
    if any(question.wrong for question in found):
        raise typer.Exit(1)


def export_questions(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.")],
    as_what: Annotated[
        Format, typer.Option("--format", help="moodle: Moodle XML, in one language. scenario: a zip of TOML.")
    ],
    topic: Topic = None,
    own: Own = False,
    files: Annotated[
        list[Path] | None,
        typer.Option("--from", metavar="FILE", help="Use questions from these files instead."),
    ] = None,
    as_json: Json = False,
    speak_for: As = None,
    language: Language = None,
) -> None:
    """Export questions for a learning platform, or as editable files.

    With --from, those of files or zips, such as `practice make` writes. Nothing is written unless all of them
    can be asked.
    """
    tongue = spoken(language)
    found = _of_files(files, topic) if files else _own_questions_text(topic, own, speak_for, tongue)
    if as_what is Format.MOODLE:
        content = moodle_xml({key: item for key, (item, _) in found.items()}, tongue)
    else:
        content = packed({f"{key.removeprefix('authored/')}.toml": text for key, (_, text) in found.items()})
    try:
        out.write_bytes(content)
    except OSError:
        complain(
            _("{file} cannot be written. Check that the folder exists and that you may write in it.").format(
                file=out.name
            )
        )
        raise typer.Exit(BAD_INPUT) from None
    if as_json:
        print_json({"file": out.name, "format": as_what.value, "questions": len(found)})
    else:
        console().print(escape(_("{file}: {count} questions").format(file=out.name, count=len(found))))


def import_questions(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Questions (.toml), or zips of them.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be saved; save nothing.")
    ] = False,
    as_json: Json = False,
    speak_for: As = None,
    language: Language = None,
) -> None:
    """Import questions as your agency’s own. Importing the same file twice adds nothing.

    One that cannot be asked is left out, and keeps none of the others out. Exit code 1 when some were left
    out, 2 when nothing could be kept.
    """
    tongue = spoken(language)
    person = _trainer(speak_for, tongue)
    found, unreadable = checked_files(files)
    from heardfirst.practice.own_questions import add_own_items, already_here

    right = [question for question in found if question.item is not None]
    there = already_here(person.agency, [question.digest for question in right])
    try:
        new = len(right) - len(there) if dry_run else len(add_own_items(by=person, found=found))
    except ItemError as problem:
        complain(str(problem))
        raise typer.Exit(BAD_INPUT) from None
    if as_json:
        lines = [checked_as_json(question) | {"already": question.digest in there} for question in found]
        print_json({"kept": 0 if dry_run else new, "new": new, "already": len(there), "questions": lines})
    else:
        show_checked(found, tongue)
        summary = (
            _("{new} would be saved, {there} already there, {left} left out")
            if dry_run
            else _("{new} saved, {there} already there, {left} left out")
        )
        console().print(summary.format(new=new, there=len(there), left=len(found) - len(right)))
    if unreadable or not right:
        raise typer.Exit(BAD_INPUT)
    if len(right) < len(found):
        raise typer.Exit(1)


def checked_files(files: list[Path]) -> tuple[list[Checked], bool]:
    """Each question in these files, tried; and whether one of the files could not be read. Says why not."""
    sources: list[QuestionFile] = []
    unreadable = False
    for path in files:
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise FileRefusedError("too_large")
            sources += opened(path.read_bytes(), path.name)
        except OSError:
            complain(_("{file}: the file does not exist or cannot be read.").format(file=path.name))
            unreadable = True
        except ItemError as problem:
            complain(f"{path.name}: {problem}")
            unreadable = True
    return checked(sources), unreadable


def checked_as_json(question: Checked) -> dict[str, Any]:
    """One question that was tried."""
    return {
        "file": question.name,
        "topic": question.item.topic if question.item else None,
        "answer": question.answer.label if question.answer else None,
        "wrong": question.wrong or None,
    }


def show_checked(found: list[Checked], language: str) -> None:
    """The same as a table, with what is wrong beneath it."""
    right = [
        (question.name, question.item.topic, question.answer.label)
        for question in found
        if question.item and question.answer
    ]
    if right:
        made = table(_("File"), _("Topic"), pgettext("what is right", "Answer"))
        for name, topic, label in right:
            made.add_row(escape(name), topic_label(topic, language), escape(label))
        console().print(made)
    for question in found:
        if question.wrong:
            complain(question.wrong)


def _own_questions_text(
    topic: str | None, own: bool, speak_for: str | None, language: str
) -> dict[str, tuple[Item, bytes]]:
    """The questions that are meant, each with its file: those that are shipped, and an agency's own."""
    found = {key: (item, shipped_texts()[key]) for key, item in _of(shipped_items(), topic).items()}
    if not own:
        return found
    person = _trainer(speak_for, language)
    from heardfirst.practice.own_questions import key_of, own_items, parsed_question

    for own_item in own_items(person.agency):
        question = parsed_question(own_item.text)
        if question is None:
            left_out = _("{question}: it no longer has an answer and is left out.")
            complain(left_out.format(question=key_of(own_item)))
        elif topic in (None, own_item.topic):
            found[key_of(own_item)] = (question[0], own_item.text.encode())
    return found


def _of_files(files: list[Path], topic: str | None) -> dict[str, tuple[Item, bytes]]:
    """The questions in these files. Leaves with exit code 2 where one of them cannot be asked."""
    found, unreadable = checked_files(files)
    for question in found:
        if question.wrong:
            complain(question.wrong)
    if unreadable or any(question.wrong for question in found):
        raise typer.Exit(BAD_INPUT)
    named = {
        f"file/{place:04}-{question.name.removesuffix('.toml')}": question
        for place, question in enumerate(found, 1)
    }
    items = _of({key: question.item for key, question in named.items() if question.item is not None}, topic)
    return {key: (item, named[key].text) for key, item in items.items()}


def _trainer(speak_for: str | None, language: str) -> Person:
    """Whom the command speaks for. Leaves with exit code 2 unless they look after practice."""
    get_ready(language)
    person = person_for(speak_for)
    from heardfirst.access import may_train

    if not may_train(person):
        complain(_("Only trainers and supervisors can manage an agency’s own questions."))
        raise typer.Exit(BAD_INPUT)
    return person


def _of(items: Mapping[str, Item], topic: str | None) -> dict[str, Item]:
    if topic is not None and topic not in TOPICS:
        raise typer.BadParameter(
            f'"{topic}" is not a topic.{nearest(topic, TOPICS)} The topics are {", ".join(TOPICS)}.',
            param_hint="--topic",
        )
    return {key: item for key, item in items.items() if topic is None or item.topic == topic}


def _line(key: str, item: Item, language: str) -> dict[str, Any]:
    return {
        "key": key,
        "topic": item.topic,
        "topic_label": topic_label(item.topic, language),
        "about": item.about.get(language, ""),
        "ask": item.ask.get(language, ""),
        "options": len(item.options),
    }
