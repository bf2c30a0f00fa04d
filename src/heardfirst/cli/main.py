"""``heardfirst``: the one command, and what it does when something is wrong.

Exit codes: 0 good, 1 the answer is no, 2 bad input; 70 is our own fault. Errors go to standard error, in
words for the person who typed; with ``--json`` standard output carries one JSON document and nothing else,
which is ``{"error": …}`` when there is no other.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

import typer
from typer._click.exceptions import ClickException  # typer gives this name nowhere else

from heardfirst.home import HomeError
from heardfirst.protocol.vocabulary.errors import ProtocolRoomError

from .agency_open import open_agency
from .case_record import change_terms, record_entry
from .case_show import show_case
from .decide import decide
from .import_files import import_files
from .installation import BAD_INPUT
from .output import asked_for_json, complain, print_error_as_json
from .practice_answer import answer_question
from .practice_exchange import check_questions, export_questions, import_questions, list_questions
from .practice_make import make_questions
from .protocol_adopt import adopt_protocol, list_versions, move_to_version
from .protocol_check import check_protocol
from .protocol_compare import compare_protocols
from .protocol_list import list_protocols
from .protocol_new import new_protocol
from .protocol_reference import show_reference
from .protocol_show import draw_protocol, show_protocol
from .protocol_test import run_scenarios
from .record_rebuild import rebuild_record
from .record_verify import verify_record
from .serve import demo, serve, sign_in
from .tick import tick
from .today import today
from .translation import gettext as _

OUR_FAULT = 70
_STOPPED = 130


def _group(help_: str, commands: Mapping[str, Callable[..., None]]) -> typer.Typer:
    """Commands under one word, in the order in which the help lists them."""
    group = typer.Typer(help=help_, no_args_is_help=True)
    for name, command in commands.items():
        group.command(name=name)(command)
    return group


app = typer.Typer(
    name="heardfirst",
    help="After a missed session in court-mandated treatment: what to do next, by when, and why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(demo)
app.command()(serve)
app.command(name="sign-in")(sign_in)
app.command()(tick)
app.command(name="import")(import_files)
app.command()(today)
app.command()(decide)
app.add_typer(
    _group("One case.", {"show": show_case, "record": record_entry, "terms": change_terms}), name="case"
)
app.add_typer(
    _group(
        "The rules: list them, and check that they keep their promises.",
        {
            "list": list_protocols,
            "check": check_protocol,
            "adopt": adopt_protocol,
            "versions": list_versions,
            "move": move_to_version,
            "compare": compare_protocols,
            "show": show_protocol,
            "draw": draw_protocol,
            "test": run_scenarios,
            "new": new_protocol,
            "reference": show_reference,
        },
    ),
    name="protocol",
)
app.add_typer(
    _group(
        "Questions whose answers are derived by deciding.",
        {
            "answer": answer_question,
            "list": list_questions,
            "check": check_questions,
            "export": export_questions,
            "import": import_questions,
            "make": make_questions,
        },
    ),
    name="practice",
)
app.add_typer(
    _group(
        "The record: is it whole, and what follows from it.",
        {"verify": verify_record, "rebuild": rebuild_record},
    ),
    name="record",
)
app.add_typer(_group("The agencies of this installation.", {"open": open_agency}), name="agency")


def main() -> None:
    """Run the command line."""
    code = _run()
    if code and code != _STOPPED and asked_for_json():
        print_error_as_json(code)
    sys.exit(code)


def _run() -> int:
    """The exit code, after everything wrong has been said on standard error."""
    try:
        return app(prog_name="heardfirst", standalone_mode=False) or 0
    except ClickException as problem:
        problem.show()
        if asked_for_json():
            print_error_as_json(problem.exit_code, problem.format_message())
        return problem.exit_code
    except (HomeError, ProtocolRoomError) as problem:
        complain(str(problem))
        return BAD_INPUT
    except (KeyboardInterrupt, typer.Abort):
        complain(_("Stopped."))
        return _STOPPED
    except BrokenPipeError:
        return 0
    except Exception as problem:
        if os.environ.get("HEARDFIRST_DEBUG") == "1":
            raise
        # The message of an exception may quote what somebody typed: only its kind and place are shown.
        place = traceback.extract_tb(problem.__traceback__)[-1]
        where = f"{type(problem).__name__} in {Path(place.filename).name}, line {place.lineno}"
        failed = _("Something went wrong inside Heardfirst ({where}). Everything recorded before is saved.")
        complain(failed.format(where=where))
        return OUR_FAULT


if __name__ == "__main__":
    main()
