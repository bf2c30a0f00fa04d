from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agency", "0009_keyed_ways_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="abuse_hotline",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="agency",
            name="crisis_line",
            field=models.CharField(blank=True, max_length=80),
        ),
    ]
