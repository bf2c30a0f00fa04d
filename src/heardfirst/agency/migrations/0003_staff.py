"""Roles that somebody may hold several of, teams, cover, and an agency's settings."""

from typing import Any

import django.core.validators
import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

import heardfirst.vault.identifiers


def lift_guards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite cannot rebuild a table that a trigger speaks of. The record's next migration sets them all again."""
    if editor.connection.vendor != "sqlite":
        return
    with editor.connection.cursor() as asked:
        asked.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        triggers = [name for (name,) in asked.fetchall()]
    for name in triggers:
        editor.execute(f'DROP TRIGGER "{name}"')


def give_roles(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """
    Whoever had a role holds it from now on. A supervisor becomes an administrator too: until now nobody else
    could look after people and settings.
    """
    held: Any = apps.get_model("agency", "RoleHeld")
    person: Any = apps.get_model("agency", "Person")
    now = timezone.now()
    rows = []
    for each in person.objects.order_by("pk"):
        roles = ["supervisor", "administrator"] if each.role == "supervisor" else ["worker"]
        rows += [held(agency_id=each.agency_id, person=each, role=role, since=now) for role in roles]
    held.objects.bulk_create(rows)
    _settle(editor)


def name_one_role(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """The way back: a supervisor is a supervisor again, everybody else a worker."""
    held: Any = apps.get_model("agency", "RoleHeld")
    person: Any = apps.get_model("agency", "Person")
    supervisors = held.objects.filter(role="supervisor").values("person_id")
    person.objects.filter(pk__in=supervisors).update(role="supervisor")
    _settle(editor)


def _settle(editor: BaseDatabaseSchemaEditor) -> None:
    """PostgreSQL alters no table while a foreign key of it is still to be checked."""
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("agency", "0002_protocol_versions"),
        # Guards of the record speak of the table of people, which is rebuilt here.
        ("record", "0003_guard_versions"),
    ]

    operations = [
        migrations.RunPython(lift_guards, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Cover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.UUIDField(
                        default=heardfirst.vault.identifiers.new_id, editable=False, unique=True
                    ),
                ),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RoleHeld",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("worker", "Worker"),
                            ("supervisor", "Supervisor"),
                            ("clerk", "Clerk"),
                            ("privacy_officer", "Privacy officer"),
                            ("trainer", "Trainer"),
                            ("administrator", "Administrator"),
                            ("auditor", "Auditor"),
                        ],
                        max_length=16,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.UUIDField(
                        default=heardfirst.vault.identifiers.new_id, editable=False, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=100)),
            ],
        ),
        migrations.AddField(
            model_name="agency",
            name="idle_minutes",
            field=models.PositiveSmallIntegerField(
                default=30,
                validators=[
                    django.core.validators.MinValueValidator(5),
                    django.core.validators.MaxValueValidator(120),
                ],
            ),
        ),
        migrations.AddField(
            model_name="agency",
            name="letterhead",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="agency",
            name="safe_contact",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="agency",
            name="second_step",
            field=models.CharField(
                choices=[("optional", "Whoever wants it"), ("required", "Everybody")],
                default="optional",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="agency",
            name="set_up_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="agency",
            name="subdivision",
            field=models.CharField(blank=True, max_length=6),
        ),
        migrations.AddField(
            model_name="holiday",
            name="withdrawn_from",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="session_edition",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="cover",
            name="absent",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="cover",
            name="agency",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="agency.agency"
            ),
        ),
        migrations.AddField(
            model_name="cover",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="cover",
            name="instead",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="roleheld",
            name="agency",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="agency.agency"
            ),
        ),
        migrations.AddField(
            model_name="roleheld",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="roleheld",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="roles_held",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="agency",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="teams",
                to="agency.agency",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="team",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="people",
                to="agency.team",
            ),
        ),
        migrations.AddIndex(
            model_name="cover",
            index=models.Index(fields=["instead", "last_day"], name="cover_by"),
        ),
        migrations.AddIndex(
            model_name="cover",
            index=models.Index(fields=["absent", "last_day"], name="cover_for"),
        ),
        migrations.AddConstraint(
            model_name="cover",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))),
                name="cover_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="cover",
            constraint=models.CheckConstraint(
                condition=models.Q(("absent", models.F("instead")), _negated=True),
                name="cover_by_somebody_else",
            ),
        ),
        migrations.AddIndex(
            model_name="roleheld",
            index=models.Index(fields=["agency", "role"], name="role_in_agency"),
        ),
        migrations.AddConstraint(
            model_name="roleheld",
            constraint=models.UniqueConstraint(fields=("person", "role"), name="role_held_once"),
        ),
        migrations.AddConstraint(
            model_name="roleheld",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "worker",
                            "supervisor",
                            "clerk",
                            "privacy_officer",
                            "trainer",
                            "administrator",
                            "auditor",
                        ],
                    )
                ),
                name="role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="roleheld",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role", "auditor"), _negated=True), ("until__isnull", False), _connector="OR"
                ),
                name="auditor_for_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.UniqueConstraint(fields=("agency", "name"), name="team_named_once"),
        ),
        migrations.RunPython(give_roles, name_one_role),
        migrations.RemoveConstraint(
            model_name="person",
            name="person_role_known",
        ),
        migrations.RemoveField(
            model_name="person",
            name="role",
        ),
    ]
