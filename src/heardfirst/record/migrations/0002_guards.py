"""Let the database itself refuse rows that cross agencies, and changes to entries."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from heardfirst.record import guards


def set_guards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guards.statements(editor.connection.vendor):
        editor.execute(statement)


def take_guards_away(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guards.undoing(editor.connection.vendor):
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial"), ("agency", "0001_initial")]

    operations = [migrations.RunPython(set_guards, take_guards_away)]
