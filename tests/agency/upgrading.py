"""
Run as a program: a database as it was when a person had one role, then brought to the present form. Says as
JSON who holds which role after it, and whether the guards stand again.
"""

from __future__ import annotations

import json
import sys

import django
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("agency", "0002_protocol_versions"), ("record", "0003_guard_versions")]


def main() -> None:
    django.setup()
    MigrationExecutor(connection).migrate(BEFORE)
    before = MigrationExecutor(connection).loader.project_state(BEFORE).apps
    agencies, people = before.get_model("agency", "Agency"), before.get_model("agency", "Person")
    harbor = agencies.objects.create(name="Harbor Family Services")
    for name, role in (("wanda", "worker"), ("selma", "supervisor")):
        people.objects.create(agency=harbor, email=f"{name}@example.org", name=name, role=role)
    call_command("migrate", verbosity=0)
    sys.stdout.write(json.dumps({"roles": _roles(), "guarded": _guarded()}))


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
