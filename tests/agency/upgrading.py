"""
Run as a program: a database as it was when a person had one role, then brought to the present form by way of
the time before a cover said what it passes on. Says as JSON who holds which role after it, which covers pass
on a supervisor's cases, and whether the guards stand again.
"""

from __future__ import annotations

import json
import sys

import django
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("agency", "0002_protocol_versions"), ("record", "0003_guard_versions")]
WITH_COVERS = [("agency", "0006_plain_labels"), ("record", "0008_american_spelling")]
DAY = "2026-03-04"


def main() -> None:
    django.setup()
    MigrationExecutor(connection).migrate(BEFORE)
    before = MigrationExecutor(connection).loader.project_state(BEFORE).apps
    agencies, people = before.get_model("agency", "Agency"), before.get_model("agency", "Person")
    harbor = agencies.objects.create(name="Harbor Family Services")
    for name, role in (("wanda", "worker"), ("selma", "supervisor")):
        people.objects.create(agency=harbor, email=f"{name}@example.org", name=name, role=role)
    _arrange_covers()
    call_command("migrate", verbosity=0)
    sys.stdout.write(json.dumps({"roles": _roles(), "passed_on": _passed_on(), "guarded": _guarded()}))


def _arrange_covers() -> None:
    """Wanda covers for Selma, as a supervisor of a team, of none, and Selma arranged it."""
    MigrationExecutor(connection).migrate(WITH_COVERS)
    then = MigrationExecutor(connection).loader.project_state(WITH_COVERS).apps
    people, roles = then.get_model("agency", "Person"), then.get_model("agency", "RoleHeld")
    wanda, selma = (people.objects.get(name=name) for name in ("wanda", "selma"))
    harbor = wanda.agency
    north = then.get_model("agency", "Team").objects.create(agency=harbor, name="North")
    for name, team in (("nell", north), ("una", None)):
        by = people.objects.create(agency=harbor, email=f"{name}@example.org", name=name, team=team)
        roles.objects.create(agency=harbor, person=by, role="supervisor", since=f"{DAY}T15:00:00Z")
    for by in people.objects.exclude(name="wanda"):
        then.get_model("agency", "Cover").objects.create(
            agency=harbor, absent=selma, instead=wanda, first_day=DAY, last_day=DAY,
            made_at=f"{DAY}T15:00:00Z", by=by,
        )  # fmt: skip


def _passed_on() -> dict[str, bool | None]:
    from heardfirst.agency.models import Cover

    return {cover.by.name: cover.with_supervision for cover in Cover.objects.select_related("by") if cover.by}


def _roles() -> dict[str, list[str]]:
    from heardfirst.agency.models import Person

    return {each.name: sorted(each.roles) for each in Person.objects.all()}


def _guarded() -> bool:
    """Whether a role of a person of one agency in another one's name is refused."""
    from heardfirst.agency.models import Person, RoleHeld
    from heardfirst.agency.services import open_agency

    elsewhere = open_agency(name="Ridge County Probation")
    wanda = Person.objects.get(name="wanda")
    try:
        with transaction.atomic():
            RoleHeld.objects.create(
                agency=elsewhere, person=wanda, role="clerk", since="2026-03-04T15:00:00Z"
            )
    except DatabaseError:
        return True
    return False


if __name__ == "__main__":
    main()
