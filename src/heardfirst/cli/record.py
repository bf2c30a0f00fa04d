"""``tick`` and ``record``: time passing, and whether the record is whole."""

from __future__ import annotations

from typing import Annotated

import typer

from .installation import get_ready
from .output import Json, Language, complain, console, print_json, spoken

record_app = typer.Typer(help="Verify the record, or rebuild what is derived from it.", no_args_is_help=True)

_AT_ONCE = 500


def tick(
    limit: Annotated[int, typer.Option(min=1, help="Maximum number of cases to update.")] = 100_000,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Update what time has changed, and send waiting mail. The server does this automatically."""
    get_ready(spoken(language))
    from heardfirst.agency.mail import deliver
    from heardfirst.guide.drafts.services import forget_drafts

    forget_drafts()
    decided, mailed = let_time_pass(limit), deliver()
    ending = calendars_ending()
    if as_json:
        print_json({"decided": decided, "mailed": mailed, "calendars_ending": ending})
        return
    console().print(f"{decided} cases updated.")
    if ending:
        complain(
            "The court calendar ends soon; after that, due times will not skip court holidays. "
            "An administrator can fill it under Settings, Court calendar."
        )


def calendars_ending() -> list[str]:
    """The agencies, by public id, whose court calendar has to be filled within two months."""
    from heardfirst import clock
    from heardfirst.agency.court_days import runs_out
    from heardfirst.agency.selectors import agencies

    now = clock.now()
    return [str(each.public_id) for each in agencies() if runs_out(each, now)]


def let_time_pass(limit: int = 100_000) -> int:
    """Decide again at most so many cases for which time has changed something; returns how many it were."""
    from heardfirst import clock
    from heardfirst.record.services import tick as decide_again

    decided = 0
    while decided < limit:
        some = decide_again(now=clock.now(), limit=min(_AT_ONCE, limit - decided))
        decided += some
        if some < _AT_ONCE:
            break
    return decided


@record_app.command()
def verify(as_json: Json = False, language: Language = None) -> None:
    """Check that no entry or access log line was changed, removed, added, swapped or cut off.

    Exit code 1 when there is one.
    """
    tongue = spoken(language)
    get_ready(tongue)
    from heardfirst.access.log import verify_log
    from heardfirst.agency.selectors import agencies
    from heardfirst.record.models import Case
    from heardfirst.record.verify import verify_all

    cases = Case.objects.filter(agency__practice_of=None)
    total = cases.count()
    if as_json:
        faults = verify_all(cases)
    else:
        with console().status(f"0 / {total}") as status:
            faults = verify_all(cases, progress=lambda done: status.update(f"{done} / {total}"))
    logs = {agency.public_id: verify_log(agency) for agency in agencies()}
    lines = sum(number for number, _found in logs.values())
    broken = [(agency, fault) for agency, (_number, found) in logs.items() for fault in found]
    if as_json:
        print_json(
            {
                "good": not faults and not broken,
                "cases": total,
                "access_log": {
                    "lines": lines,
                    "faults": [
                        {"agency": agency, "code": each.code, "line": each.number} for agency, each in broken
                    ],
                },
                "faults": [
                    {"case": each.case, "code": each.code, "seq": each.seq, "says": each.sentence}
                    for each in faults
                ],
            }
        )
    else:
        for each in faults:
            console().print(f"{each.case}  {each.sentence}")
        for agency, wrong in broken:
            console().print(f"{agency}  access log, line {wrong.number}: {wrong.code.replace('_', ' ')}")
        if not faults:
            console().print(f"The record of {total} cases is intact.")
        if not broken:
            console().print(f"The access log is intact: {lines} lines.")
    if faults or broken:
        raise typer.Exit(1)


@record_app.command()
def rebuild(
    check: Annotated[bool, typer.Option("--check", help="Only compare; change nothing.")] = False,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Rebuild sessions and standings from the chronologies, and report any differences.

    With --check the exit code is 1 when something differs.
    """
    get_ready(spoken(language))
    from heardfirst.record.models import Case
    from heardfirst.record.rebuild import rebuild as derive_again

    total = Case.objects.filter(agency__practice_of=None).count()
    if as_json:
        differences = derive_again(check=check)
    else:
        with console().status(f"0 / {total}") as status:
            differences = derive_again(check=check, progress=lambda done: status.update(f"{done} / {total}"))
    if as_json:
        print_json(
            {
                "good": not differences,
                "cases": total,
                "rebuilt": not check,
                "differences": [
                    {"case": each.case, "what": each.what, "how": each.how} for each in differences
                ],
            }
        )
    else:
        for each in differences:
            console().print(f"{each.case}  {each.what}: {each.how}")
        word = "compared" if check else "rebuilt"
        console().print(f"{total} cases {word}, {len(differences)} differences.")
    if check and differences:
        raise typer.Exit(1)
