"""Let the database itself refuse a draft that crosses agencies."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from heardfirst.guide.drafts.guards import statements, undoing


def set_guards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in statements(editor.connection.vendor):
        editor.execute(statement)


def take_guards_away(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in undoing(editor.connection.vendor):
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("drafts", "0001_initial"), ("record", "0004_guard_staff")]

    operations = [migrations.RunPython(set_guards, take_guards_away)]
