from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0009_references_of_several_cases"),
    ]

    operations = [
        migrations.CreateModel(
            name="SecretCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.BinaryField(max_length=32)),
            ],
        ),
    ]
