"""A case keeps the edition of its agency's calendar that it was derived under."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def take_the_present_edition(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Cases that wait for a new calendar are still marked by their standings' ``look_again_at``."""
    editions = apps.get_model("agency", "Agency").objects.filter(pk=OuterRef("agency_id"))
    cases = apps.get_model("record", "Case").objects.all()
    cases.update(calendar_edition=Subquery(editions.values("calendar_edition")[:1]))


class Migration(migrations.Migration):
    dependencies = [("agency", "0004_settings_and_calendar"), ("record", "0006_plain_labels")]

    operations = [
        # Without a default, so that SQLite need not build the table anew, which would lose its guards.
        migrations.AddField("case", "calendar_edition", models.PositiveIntegerField(null=True)),
        migrations.AddIndex(
            "case", models.Index(fields=["agency", "calendar_edition"], name="case_by_edition")
        ),
        migrations.RunPython(take_the_present_edition, migrations.RunPython.noop),
    ]
