from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agency", "0004_settings_and_calendar"),
        ("record", "0004_guard_staff"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("kind", "step.overridden")),
                fields=["agency", "recorded_at"],
                name="entry_overrides",
            ),
        ),
    ]
