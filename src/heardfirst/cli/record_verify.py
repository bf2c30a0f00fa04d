"""``record verify``: whether the record and the access log are whole."""

from __future__ import annotations

import typer

from .installation import get_ready
from .output import Json, Language, console, print_json, spoken
from .translation import gettext as _


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
    lines = sum(number for number, _faults in logs.values())
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
            console().print(f"{agency}  " + _("Access log:") + f" {wrong.sentence}")
        if not faults:
            console().print(_("The record of {total} cases is intact.").format(total=total))
        if not broken:
            console().print(_("The access log is intact: {lines} lines.").format(lines=lines))
    if faults or broken:
        raise typer.Exit(1)
