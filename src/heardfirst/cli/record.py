"""``tick`` and ``record``: time passing, and whether the record is whole."""

from __future__ import annotations

from typing import Annotated

import typer

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
    from heardfirst.guide.drafts.services import forget_drafts

    forget_drafts()
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


def verify_record(as_json: Json = False, language: Language = None) -> None:
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
                        {"agency": agency, "code": fault.code, "line": fault.number}
                        for agency, fault in broken
                    ],
                },
                "faults": [
                    {"case": fault.case, "code": fault.code, "seq": fault.seq, "says": fault.sentence}
                    for fault in faults
                ],
            }
        )
    else:
        for fault in faults:
            console().print(f"{fault.case}  {fault.sentence}")
        for agency, wrong in broken:
            console().print(f"{agency}  access log, line {wrong.number}: {wrong.code.replace('_', ' ')}")
        if not faults:
            console().print(f"The record of {total} cases is intact.")
        if not broken:
            console().print(f"The access log is intact: {lines} lines.")
    if faults or broken:
        raise typer.Exit(1)


def rebuild_record(
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
                    {"case": difference.case, "what": difference.what, "how": difference.how}
                    for difference in differences
                ],
            }
        )
    else:
        for difference in differences:
            console().print(f"{difference.case}  {difference.what}: {difference.how}")
        word = "compared" if check else "rebuilt"
        console().print(f"{total} cases {word}, {len(differences)} differences.")
    if check and differences:
        raise typer.Exit(1)
