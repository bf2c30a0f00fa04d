"""Several cases may go by the same reference, so that opening one tells nothing of a colleague's."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from heardfirst.record import guards

REFERENCE = "record_casereference"


def lift_guards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guards.undoing_about(editor.connection.vendor, REFERENCE):
        editor.execute(statement)


def set_guards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guards.statements_about(editor.connection.vendor, REFERENCE):
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("record", "0008_american_spelling")]

    operations = [
        migrations.RunPython(lift_guards, set_guards),
        migrations.RemoveConstraint("casereference", "reference_names_one_case"),
        migrations.AddConstraint(
            "casereference",
            models.UniqueConstraint(fields=["agency", "token", "case"], name="reference_named_once"),
        ),
        migrations.RunPython(set_guards, lift_guards),
    ]
