"""Cases that nobody carries yet, and guards for teams, roles and cover."""

from __future__ import annotations

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from heardfirst.record import guards


def set_guards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guards.statements_for_staff(editor.connection.vendor):
        editor.execute(statement)


def take_guards_away(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guards.undoing_for_staff(editor.connection.vendor):
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("record", "0003_guard_versions"), ("agency", "0003_staff")]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="worker",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="standing",
            name="worker",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(set_guards, take_guards_away),
    ]
