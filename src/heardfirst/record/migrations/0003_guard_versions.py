"""Let the database itself refuse changes to the versions of protocols that decisions were made with."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from heardfirst.record import guards


def set_guards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guards.statements_for_versions(editor.connection.vendor):
        editor.execute(statement)


def take_guards_away(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guards.undoing_for_versions(editor.connection.vendor):
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("record", "0002_guards"), ("agency", "0002_protocol_versions")]

    operations = [migrations.RunPython(set_guards, take_guards_away)]
