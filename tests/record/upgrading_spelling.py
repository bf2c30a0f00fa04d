"""
Run as a program: a database with British names of a service and of an outcome, brought to the present form.
Says as JSON what stands there then, and whether the guards stand again.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from uuid import uuid4

import django
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("record", "0006_plain_labels")]
AT = datetime(2026, 3, 4, 15, tzinfo=UTC)


def main() -> None:
    django.setup()
    MigrationExecutor(connection).migrate(BEFORE)
    apps = MigrationExecutor(connection).loader.project_state(BEFORE).apps
    agency = apps.get_model("agency", "Agency").objects.create(name="Harbor", calendar_edition=3)
    client = apps.get_model("record", "Client").objects.create(agency=agency, key_id=uuid4(), identity=b"")
    case = apps.get_model("record", "Case").objects.create(
        agency=agency, client=client, protocol_name="court-mandated-treatment", head=b"", opened_at=AT
    )
    order = apps.get_model("record", "Order").objects.create(agency=agency, case=case)
    requirements = apps.get_model("record", "Requirement").objects
    service = requirements.create(agency=agency, case=case, order=order, kind="programme")
    requirements.create(agency=agency, case=case, order=order, kind="testing")
    apps.get_model("record", "Session").objects.create(
        agency=agency, case=case, requirement=service, starts_at=AT, outcome="cancelled"
    )
    call_command("migrate", verbosity=0)
    sys.stdout.write(json.dumps(_found()))


def _found() -> dict[str, object]:
    from heardfirst.agency.services import open_agency
    from heardfirst.record.models import Case, Requirement, Session

    service, elsewhere = Requirement.objects.first(), open_agency(name="Ridge County Probation")
    assert service is not None
    crossing = {"agency_id": elsewhere.pk, "case_id": service.case_id, "starts_at": AT}
    return {
        "services": list(Requirement.objects.order_by("pk").values_list("kind", flat=True)),
        "outcomes": list(Session.objects.values_list("outcome", flat=True)),
        "editions": list(Case.objects.values_list("calendar_edition", flat=True)),
        "guarded": [
            _refused(lambda: Requirement.objects.filter(pk=service.pk).update(agency=elsewhere)),
            _refused(lambda: Session.objects.create(requirement=service, outcome="missed", **crossing)),
            _refused(lambda: Requirement.objects.filter(pk=service.pk).update(kind="programme")),
        ],
    }


def _refused(change: object) -> bool:
    try:
        with transaction.atomic():
            change()  # type: ignore[operator]
            connection.check_constraints()
    except DatabaseError:
        return True
    return False


if __name__ == "__main__":
    main()
