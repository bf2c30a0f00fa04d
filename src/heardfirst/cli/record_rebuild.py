"""``record rebuild``: what is derived from the chronologies, derived again."""

from __future__ import annotations

from typing import Annotated

import typer

from .installation import get_ready
from .output import Json, Language, console, print_json, spoken
from .translation import gettext as _


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
        summary = (
            _("{total} cases compared, {number} differences.")
            if check
            else _("{total} cases rebuilt, {number} differences.")
        )
        console().print(summary.format(total=total, number=len(differences)))
    if check and differences:
        raise typer.Exit(1)
