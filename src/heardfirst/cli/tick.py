"""``tick``: what time alone has changed, and waiting mail."""

from __future__ import annotations

from typing import Annotated

import typer

from .forgetting import forget_old
from .installation import get_ready
from .output import Json, Language, complain, console, print_json, spoken
from .translation import gettext as _

_AT_ONCE = 500


def tick(
    limit: Annotated[int, typer.Option(min=1, help="Maximum number of cases to update.")] = 100_000,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Update what time has changed, and send waiting mail. The server does this automatically."""
    get_ready(spoken(language))
    from heardfirst.agency.mail import deliver

    forget_old()
    decided, mailed = let_time_pass(limit), deliver()
    ending = calendars_ending()
    if as_json:
        print_json({"decided": decided, "mailed": mailed, "calendars_ending": ending})
        return
    console().print(_("Cases updated: {count}.").format(count=decided))
    if ending:
        complain(
            _(
                "The court calendar ends soon; after that, due times will not skip court holidays. "
                "An administrator can fill it under Settings, Court calendar."
            )
        )


def calendars_ending() -> list[str]:
    """The agencies, by public id, whose court calendar has to be filled within two months."""
    from heardfirst import clock
    from heardfirst.agency.court_days import runs_out
    from heardfirst.agency.selectors import agencies

    now = clock.now()
    return [str(agency.public_id) for agency in agencies() if runs_out(agency, now)]


def let_time_pass(limit: int = 100_000) -> int:
    """Decide again at most so many cases for which time has changed something; returns how many it were."""
    from heardfirst import clock
    from heardfirst.record.services import tick as decide_again

    decided = 0
    while decided < limit:
        count = decide_again(now=clock.now(), limit=min(_AT_ONCE, limit - decided))
        decided += count
        if count < _AT_ONCE:
            break
    return decided
