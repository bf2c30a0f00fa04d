"""A cover says whether a supervisor's cases were given along; of those arranged before, by the rule of today."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep_what_could_be_given(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """
    With supervision where the absent supervisor arranged it, or a command, or a supervisor of the same team
    or of none; not where a supervisor of another team gave what was not theirs to give.
    """
    covers = apps.get_model("agency", "Cover").objects.select_related("absent", "by")
    roles_held = apps.get_model("agency", "RoleHeld").objects.filter(role="supervisor")
    supervisors = set(roles_held.values_list("person_id", flat=True))
    for cover in covers.filter(absent__in=supervisors):
        by = cover.by
        cover.with_supervision = (
            by is None
            or by.pk == cover.absent_id
            or (by.pk in supervisors and by.team_id in (None, cover.absent.team_id))
        )
        cover.save(update_fields=["with_supervision"])


class Migration(migrations.Migration):
    dependencies = [("agency", "0007_introduction")]

    operations = [
        migrations.AddField("cover", "with_supervision", models.BooleanField(null=True)),
        migrations.RunPython(keep_what_could_be_given, migrations.RunPython.noop),
    ]
