"""Kinds of service and outcomes of sessions are stored under the names they have everywhere else."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

from heardfirst.record import guards

SERVICES = {
    "therapy": "Therapy",
    "parenting": "Parenting class",
    "testing": "Testing",
    "treatment": "Treatment",
    "program": "Program",
    "other": "Ordered service",
}
OUTCOMES = {
    "pending": "Booked",
    "attended": "Attended",
    "late": "Came too late to be counted",
    "missed": "Missed",
    "canceled": "Canceled in time",
    "excused": "Excused",
    "lost": "Did not happen",
    "on_leave": "On leave",
}


def lift_guards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guards.undoing_about(editor.connection.vendor, guards.REQUIREMENT):
        editor.execute(statement)


def set_guards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guards.statements_about(editor.connection.vendor, guards.REQUIREMENT):
        editor.execute(statement)


def rename(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("record", "Requirement").objects.filter(kind="programme").update(kind="program")
    apps.get_model("record", "Session").objects.filter(outcome="cancelled").update(outcome="canceled")


def rename_back(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("record", "Requirement").objects.filter(kind="program").update(kind="programme")
    apps.get_model("record", "Session").objects.filter(outcome="canceled").update(outcome="cancelled")


class Migration(migrations.Migration):
    dependencies = [("record", "0007_calendar_edition")]

    operations = [
        migrations.RunPython(lift_guards, set_guards),
        migrations.RemoveConstraint("requirement", "requirement_kind_known"),
        migrations.RunPython(rename, rename_back),
        migrations.AlterField(
            "requirement", "kind", models.CharField(choices=list(SERVICES.items()), max_length=12)
        ),
        migrations.AlterField(
            "session", "outcome", models.CharField(choices=list(OUTCOMES.items()), max_length=10)
        ),
        migrations.AddConstraint(
            "requirement",
            models.CheckConstraint(condition=Q(kind__in=list(SERVICES)), name="requirement_kind_known"),
        ),
        migrations.RunPython(set_guards, lift_guards),
    ]
