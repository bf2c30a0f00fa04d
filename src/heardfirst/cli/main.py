"""``heardfirst``: the one command, and what it does when something is wrong.

Exit codes: 0 good, 1 the answer is no, 2 bad input; 70 is our own fault. Errors go to standard error, in
words for the person who typed; with ``--json`` standard output carries one JSON document and nothing else.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

import typer

from heardfirst.home import HomeError
from heardfirst.protocol.vocabulary.errors import ProtocolRoomError

from . import agencies, caseload, protocols
from . import case_record as _recording  # noqa: F401  adds its commands to `case`
from . import decide as deciding
from . import import_files as bringing
from . import practice_answer as practicing
from . import practice_exchange as _exchanging  # noqa: F401  adds its commands to `practice`
from . import practice_make as _making  # noqa: F401  adds its command to `practice`
from . import protocol_adopt as _adopting  # noqa: F401  adds its commands to `protocol`
from . import protocol_compare as _comparing  # noqa: F401  adds its command to `protocol`
from . import protocol_show as _showing  # noqa: F401  adds its commands to `protocol`
from . import record as records
from . import serve as serving
from .output import complain

BAD_INPUT = 2
OUR_FAULT = 70

app = typer.Typer(
    name="heardfirst",
    help="After a missed session in court-mandated treatment: what to do next, by when, and why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(serving.demo)
app.command()(serving.serve)
app.command(name="sign-in")(serving.sign_in)
app.command()(records.tick)
app.command(name="import")(bringing.import_files)
app.command()(caseload.today)
app.add_typer(caseload.case_app, name="case")
app.command()(deciding.decide)
app.add_typer(protocols.protocol_app, name="protocol")
app.add_typer(practicing.practice_app, name="practice")
app.add_typer(records.record_app, name="record")
app.add_typer(agencies.agency_app, name="agency")


def main() -> None:
    """Run the command line."""
    try:
        app(prog_name="heardfirst")
    except (HomeError, ProtocolRoomError) as problem:
        complain(str(problem))
        sys.exit(BAD_INPUT)
    except KeyboardInterrupt:
        complain("Stopped.")
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as problem:
        if os.environ.get("HEARDFIRST_DEBUG") == "1":
            raise
        # The message of an exception may quote what somebody typed: only its kind and place are shown.
        place = traceback.extract_tb(problem.__traceback__)[-1]
        where = f"{type(problem).__name__} in {Path(place.filename).name}, line {place.lineno}"
        complain(f"Something went wrong inside Heardfirst ({where}). Everything recorded before is saved.")
        sys.exit(OUR_FAULT)


if __name__ == "__main__":
    main()
