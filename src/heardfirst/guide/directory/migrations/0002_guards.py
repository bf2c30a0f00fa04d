"""Let the database itself refuse help that crosses agencies."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from heardfirst.guide.directory.guards import statements, undoing


def _run(editor: BaseDatabaseSchemaEditor, some: Iterator[str]) -> None:
    for statement in some:
        editor.execute(statement)


def set_guards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    _run(editor, statements(editor.connection.vendor))


def take_guards_away(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    _run(editor, undoing(editor.connection.vendor))


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial"), ("record", "0004_guard_staff")]

    operations = [migrations.RunPython(set_guards, take_guards_away)]
